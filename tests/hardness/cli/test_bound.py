"""``hardness bound``: what it prints is what the functions compute."""

import pytest

from hardness.theory import conditional_lower_bound, k_max_ip, k_ovc, theorem_constants
from hardness.theory.transfer import hardness_path


def test_bound_states_the_theorem_with_its_conditions(hardness):
    status, out, _ = hardness("bound")
    assert (status, out) == (0, f"{conditional_lower_bound(order=3)}\n")
    assert "against SETH" in out
    assert out.count("holds, computed") == 6


@pytest.mark.parametrize(("name", "make"), [("ov", k_ovc), ("maxip", k_max_ip)])
def test_bound_from_other_conjectures(hardness, name, make):
    assert hardness("bound", "--conjecture", name, "-k", "2", "--slack", "1/3")[1] == (
        f"{conditional_lower_bound(None, make(2), 2, '1/3')}\n"
    )


def test_bound_with_the_papers_padding_has_a_small_error(hardness):
    out = hardness("bound", "--variant", "paper", "-k", "4")[1]
    assert out == f"{conditional_lower_bound(hardness_path(4, variant='paper'), order=4)}\n"
    assert "n^(-C_a)" in out


def test_bound_with_numbers(hardness):
    out = hardness("bound", "--slack", "1/2", "--density", "4")[1]
    assert f"2^({theorem_constants('1/2', 4).lg_C}) log n" in out
    assert out == f"{conditional_lower_bound(order=3, slack='1/2', density=4)}\n"


def test_bound_for_randomised_algorithms(hardness):
    out = hardness("bound", "--randomised", "--slack", "1/2")[1]
    assert "in time O(n^(3 - 1/2) / log n), for all large n, then a randomised algorithm" in out


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--conjecture", "apsp"], "conjecture must be one of seth, ov, maxip, got 'apsp'"),
        (["--density", "4"], "slack must be given with density"),
        (["--clauses", "4"], "slack must be given with clauses"),
        (["--variant", "own"], "variant must be one of calibrated, paper, got 'own'"),
        (["--variant", "paper", "--slack", "1/2", "--density", "4"], "variant must be calibrated with numbers"),
        (["--slack", "1/2", "--density", "1"], "density must be at least 11/4 for the exponent 11/4, got 1"),
        (["--slack", "1/2", "--density", "4", "--clauses", "4"], "clauses must be left out with a density"),
        (["--slack", "1/2", "--clauses", "4", "--conjecture", "ov"], "clauses must be left out with 3-OVC"),
        (["--slack", "2"], "slack must be in (0, k - 1)"),
        (["--slack", "x"], "slack must be"),
        (["-k", "1"], "order must be an integer in 2..64, got 1"),
    ],
)
def test_bad_bounds_are_one_line(hardness, arguments, reason):
    status, out, err = hardness("bound", *arguments)
    assert (status, out) == (1, "")
    assert err.startswith("error: ")
    assert reason in err
    assert err.count("\n") == 1
