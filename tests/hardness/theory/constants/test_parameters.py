"""Requests for constants: fixed parameters are used or refused, with the line of the proof that they break."""

from itertools import product

import pytest

from hardness.theory.constants.parameters import theorem_constants
from hardness.theory.constants.tower import TowerConstants

SLACKS, DENSITIES, ORDERS = ("1/2", "1/10", "1/100"), (4, 6), (2, 3, 4)
REQUESTS = list(product(SLACKS, DENSITIES, ORDERS))


def test_fixed_parameters_are_used() -> None:
    constants = theorem_constants("1/2", 1, 3, q=521, groups=1, blocks=1030, formula_only=True)
    assert (constants.q, constants.blocks, constants.groups) == (521, 1030, 1)
    assert theorem_constants("1/2", 1, 3, groups=1, formula_only=True).q == 521
    assert theorem_constants("1/2", 1, 3, q=199, formula_only=True).groups == 3
    # Few blocks ask for more than one group: the bisection finds the least number that is enough.
    request = theorem_constants("1/2", 3, 3).request
    enough = [groups for groups in range(1, 967 // 2 + 1) if request.blocks_needed(967, groups) <= 1915]
    assert theorem_constants("1/2", 3, 3, q=967, blocks=1915).groups == enough[0] == 2


@pytest.mark.parametrize(("slack", "density", "order"), REQUESTS)
def test_a_deliberately_too_small_number_of_blocks_is_refused(slack: str, density: int, order: int) -> None:
    good = theorem_constants(slack, density, order)
    needed = good.request.blocks_needed(good.q, good.groups)
    with pytest.raises(ValueError, match=r"blocks must be at least \d+ at q = \d+ \(line 8 of the proof\), got \d+"):
        theorem_constants(slack, density, order, q=good.q, blocks=needed - 1, groups=good.groups)
    assert [i.line for i in TowerConstants(good.request, good.q, needed - 1, good.groups).verify() if not i.holds] == [
        8
    ]
    assert all(i.holds for i in TowerConstants(good.request, good.q, needed, good.groups).verify())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"slack": 0}, r"slack must be in \(0, k - 1\) = \(0, 2\), got 0"),
        ({"slack": 2}, r"slack must be in .*, got 2"),
        ({"slack": 1, "order": 2}, r"slack must be in \(0, k - 1\) = \(0, 1\), got 1"),
        ({"slack": 0.1}, r"slack must be an int, a Fraction or a string such as '1/10', got 0.1"),
        ({"slack": "a"}, "slack must be an int, .* got 'a'"),
        ({"slack": "1/0"}, "slack must be an int, .* got '1/0'"),
        ({"slack": "1e-30"}, r"message_exponent must be at least 2 \(k - 1\) density / 2\^64"),
        ({"density": 0}, "density must be positive, got 0"),
        ({"density": "1e-400000000"}, "density must have at most 1000 digits"),
        ({"density": "1e400000000"}, "density must have at most 1000 digits"),
        ({"density": 10**5000}, "density must have at most 1000 digits"),
        ({"density": float("nan")}, "density must be an int, .* got nan"),
        ({"density": True}, "density must be an int, .* got True"),
        ({"density": None}, "density must be an int, .* got None"),
        ({"order": 1}, "order must be an integer in 2..64, got 1"),
        ({"order": 10**9}, "order must be an integer in 2..64, got 1000000000"),
        ({"order": True}, "order must be an integer in 2..64, got True"),
        ({"soundness": 1}, r"soundness must be in \(0, 1\), got 1"),
        ({"soundness": 0}, r"soundness must be in \(0, 1\), got 0"),
        ({"message_exponent": "1/2"}, r"message_exponent must be in \(0, slack\) = \(0, 1/2\), got '1/2'"),
        ({"q": 6}, "q must be a prime power, got 6"),
        ({"q": 1}, "q must be a prime power, got 1"),
        ({"q": 2**61 * 3}, "q must be an integer in 1..4611686018427387904, got 6917529027641081856"),
        ({"q": 5}, r"q must make the rate sigma/k - 1/\(q - 1\) positive, got 5 with -1/12; q = 191 would do"),
        ({"q": 7}, r"q must make the rate .* positive, got 7 with 0"),
        ({"q": 53}, r"q must allow the 117 blocks that line 8 .*, got 53: line 5 allows 104; q = 191 would do"),
        ({"q": 64}, r"q must allow the \d+ blocks that line 8 .*, got 64: line 5 allows 12; q = 191 would do"),
        ({"q": 191, "groups": 1}, "q = 521 would do"),
        ({"q": 191, "groups": 96}, r"groups must be at most q/2 = 95 \(line 8 of the proof\), got 96"),
        ({"q": 191, "blocks": 381}, "blocks must be at most the zero-sum-free limit 380 .* got 381"),
        ({"q": 2**61 - 1, "blocks": 10}, r"blocks must be at least \d+ at q = 2305843009213693951"),
        ({"blocks": 400}, "blocks must be left out unless q is given, got 400"),
        ({"q": 191.0}, "q must be an integer in .*, got 191.0"),
        ({"family": "goppa"}, "family must be one of tower, hermitian, rs, got 'goppa'"),
        (
            {"family": "rs", "q": 31},
            "q must be left out with the family 'rs', which changes",
        ),
        ({"formula_only": 1}, "formula_only must be True or False, got 1"),
    ],
)
def test_bad_requests_are_refused_with_the_condition(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        theorem_constants(**{"slack": "1/2", "density": 1, "formula_only": True, **arguments})  # type: ignore[arg-type]


@pytest.mark.parametrize(("density", "order"), [(1, 2), (1, 3), (2, 2), (3, 3), (4, 3), (4, 4), (3, 4)])
@pytest.mark.parametrize("slack", [*SLACKS, 1])
def test_a_formula_says_where_superset_sums_refute_its_assumption(slack, density: int, order: int) -> None:
    if slack == 1 and order == 2:
        return  # the slack is below k - 1
    constants = theorem_constants(slack, density, order, formula_only=True)
    assert isinstance(constants, TowerConstants)
    assert constants.formula_only == (density < order - constants.request.slack + constants.request.message_exponent)
