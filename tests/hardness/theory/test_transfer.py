"""Lower bounds travel along paths; every broken side condition is refused by its name."""

from fractions import Fraction

import pytest
import sympy as sp

from hardness.codes import ReedSolomon
from hardness.reductions import GapMaxIPToAttention, OrthogonalVectorsToGapMaxIP, SatToOrthogonalVectors
from hardness.theory.assumptions import Assumption
from hardness.theory.asymptotics import limit, log2, scale
from hardness.theory.conjectures import SETH, Conjecture, at_clause_density, at_density, constant, k_max_ip, k_ovc
from hardness.theory.constants.parameters import theorem_constants
from hardness.theory.steps import MerlinArthurProtocol, Sparsification
from hardness.theory.transfer import Step, TransferRefused, conditional_lower_bound, hardness_path

q = constant("q")


@pytest.mark.parametrize("order", [2, 3, 4, 5])
def test_the_savings_are_those_of_the_exponent_bookkeeping(order: int) -> None:
    # n^delta with delta = q/2 calls of n^(k - q); n = 2^(N/k); 2^(epsilon N) formulas with epsilon = q/(4k)
    assert conditional_lower_bound(conjecture=k_max_ip(order), order=order).saving == q
    assert conditional_lower_bound(conjecture=k_ovc(order), order=order).saving == q / 2
    assert conditional_lower_bound(conjecture=SETH, order=order).saving == q / 2 / order - q / 4 / order


def test_saving_with_every_parameter_a_number_of_its_own() -> None:
    path = (
        Sparsification(Fraction(1, 50)),
        SatToOrthogonalVectors(4),
        MerlinArthurProtocol(Fraction(1, 7)),
        GapMaxIPToAttention(),
    )
    bound = conditional_lower_bound(path, SETH, order=4, slack="1/3")
    total = Fraction(1, 50) + Fraction(1, 7) / 4 + (4 - Fraction(1, 3)) / 4
    assert bound.saving == sp.Rational(1 - total)
    assert bound.saving > 0


def test_the_sizes_reached_are_those_of_the_theorem() -> None:
    bound = conditional_lower_bound(order=3)
    x, s, a, C = scale(), constant("s"), constant("a"), constant("C")
    n = bound.overhead["n_Att"].expression
    assert limit(log2(n), x) == sp.Rational(1, 3)
    assert limit(bound.overhead["d_Att"].expression, log2(n)) == C + a
    assert limit(log2(bound.overhead["branch_count"].expression), x) == q / 12 + q / 6
    values = {condition.name: condition.value for condition in bound.conditions}
    assert values["d_OV = O(log n_OV)"] == 3 * s
    # beta / log n = (d + t)/t (k - 1)/eps with t >= b lg n, eps = 1/2; per lg n, hence log 2
    assert sp.simplify(values["B^3 = O(log n)"] - 2 * 2 * sp.log(2) * (C + a) / constant("b")) == 0
    assert values["writing an instance takes n^(1 + o(1)) <= n^(k - q)"] == 2 - q
    assert all(condition.holds for condition in bound.conditions)


def test_the_paper_variant_has_an_inverse_polynomial_error_and_twice_the_columns() -> None:
    bound = conditional_lower_bound(hardness_path(3, variant="paper"), order=3)
    assert "additive error at most n^(-C_a)" in bound.statement
    assert limit(bound.overhead["d_Att"].expression, log2(bound.overhead["n_Att"].expression)) == 2 * constant("C")


def test_numbers_give_the_constants_of_the_theorem() -> None:
    bound = conditional_lower_bound(order=3, slack="1/2", density=4)
    constants = theorem_constants("1/2", 4)
    assert bound.constants == constants
    assert f"2^({constants.lg_C}) log n" in bound.statement
    assert "time O(n^(3 - 1/2))" in bound.statement
    assert "3-OV with n vectors per set in 4 lg n coordinates in time O(n^(3 - 1/4))" in bound.statement
    assert "below 3/10" in bound.statement
    assert f"n_0 = 2^{constants.least_lg_n}" in bound.statement


def test_a_clause_density_makes_it_a_statement_about_formulas() -> None:
    # n^(3 - 1/4) with n = 2^(N/3), and s N = 4 N = 12 lg n coordinates; nothing is left to sparsify
    bound = conditional_lower_bound(order=3, slack="1/2", clauses=4)
    assert bound.assumption == Assumption(3, 12, Fraction(11, 4))
    assert bound.constants == theorem_constants("1/2", 12)
    assert "at most 4 N clauses in time O(2^((1 - 1/12) N))" in bound.statement
    assert bound.saving == sp.Rational(1, 12)
    assert type(bound.path[0]).__name__ == "SatToOrthogonalVectors"
    assert {condition.name: condition.value for condition in bound.conditions}["d_OV = O(log n_OV)"] == 12


FULL = hardness_path(3)


@pytest.mark.parametrize(
    ("path", "conjecture", "message"),
    [
        (FULL[1:], SETH, r"d_OV = O\(log n_OV\) does not hold: computed oo; put the sparsification before"),
        ((*FULL[:2], MerlinArthurProtocol(q / 2, "rs"), FULL[3]), SETH, r"d_Att = O\(log n_Att\) does not hold"),
        ((*FULL[:2], MerlinArthurProtocol(q / 2, "hermitian"), FULL[3]), SETH, r"d_Att = O\(log n_Att\) does not hold"),
        ((*FULL[:2], OrthogonalVectorsToGapMaxIP(), FULL[3]), SETH, r"d_Att = O\(log n_Att\) does not hold"),
        (
            (*FULL[:2], OrthogonalVectorsToGapMaxIP(representation="compressed"), FULL[3]),
            SETH,
            r"d_Att = O\(log n_Att\) does not hold",
        ),
        ((*FULL[:2], MerlinArthurProtocol(q), FULL[3]), SETH, r"branches x n\^\(k - q\) beats SETH does not hold"),
        ((*FULL[:2], MerlinArthurProtocol(3), FULL[3]), SETH, r"branches x n\^\(k - q\) beats SETH does not hold"),
        ((Sparsification(q / 6), *FULL[1:]), SETH, r"beats SETH does not hold: computed 0"),
        ((Sparsification(1), *FULL[1:]), SETH, r"beats SETH does not hold"),
        (FULL[:3], SETH, "ends at AbstractGapMaxIP by MerlinArthurProtocol, not at attention"),
        (FULL, k_ovc(3), "Sparsification starts from CNF, but 3-OVC ends at OrthogonalVectors"),
        (
            (FULL[0], *FULL[2:]),
            SETH,
            "MerlinArthurProtocol starts from OrthogonalVectors, but Sparsification ends at CNF",
        ),
        ((), SETH, "the path has no step"),
        (hardness_path(4), SETH, "ends at attention of order 4, not 3"),
        # An assumption with numbers that is refuted, or that denies more time only than the path saves.
        (FULL[2:], at_density(Assumption(3, 1, "11/4")), "is refuted by superset sums"),
        (FULL[1:], at_clause_density(Assumption(3, 2, "11/4")), "is refuted by superset sums"),
        (FULL[2:], at_density(Assumption(3, 4, "11/4")), "denies savings from 1/4 on, and the path saves q/2 only"),
    ],
)
def test_a_path_with_a_broken_condition_is_refused(
    path: tuple[Step, ...], conjecture: Conjecture, message: str
) -> None:
    with pytest.raises(TransferRefused, match=message):
        conditional_lower_bound(path, conjecture, order=3)


def test_an_assumption_in_the_place_of_a_conjecture_says_what_its_density_says() -> None:
    assumption = Assumption(3, 4, "11/4")
    bound = conditional_lower_bound(conjecture=at_density(assumption), order=3, slack="1/2")
    assert bound.assumption == assumption
    assert bound.statement.startswith(
        "If a deterministic algorithm computes attention of order 3 on n key rows with C_d"
    )
    assert "3-OV with n vectors per set in 4 lg n coordinates in time O(n^(3 - 1/4))" in bound.statement
    assert bound.basis == conditional_lower_bound(order=3, slack="1/2", density=4).basis
    with pytest.raises(ValueError, match="density must be left out with the assumption on 3-OV in 4 lg n coordinates"):
        conditional_lower_bound(conjecture=at_density(assumption), order=3, slack="1/2", density=4)


@pytest.mark.parametrize(
    ("conjecture", "slack", "message"),
    [
        (at_density(Assumption(3, 4, "11/4")), "1/10", "denies savings from 1/4 on, and the path saves 1/20 only"),
        (at_clause_density(Assumption(3, 12, "11/4")), "1/10", "denies savings from 1/12 on, and the path saves 1/60"),
    ],
)
def test_an_assumption_is_contradicted_by_what_it_denies_only(conjecture: Conjecture, slack: str, message: str) -> None:
    with pytest.raises(TransferRefused, match=message):
        conditional_lower_bound(conjecture=conjecture, order=3, slack=slack)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"order": 1}, "order must be an integer in 2..64, got 1"),
        ({"order": 10**9}, "order must be an integer in 2..64"),
        ({"slack": 2}, r"slack must be in \(0, k - 1\) = \(0, 2\), got 2"),
        ({"slack": 0.5}, "slack must be an int, .*, got 0.5"),
        ({"slack": 1, "order": 2}, "slack must be in"),
        ({"density": 4}, "slack must be given with density"),
        ({"clauses": 4}, "slack must be given with clauses"),
        ({"slack": 1, "density": 4, "clauses": 4}, "clauses must be left out with a density, got 4"),
        ({"slack": 1, "density": 4, "path": FULL}, "density must be left out with a path"),
        ({"slack": 1, "clauses": 4, "path": FULL}, "clauses must be left out with a path"),
        (
            {"slack": 1, "density": 4, "conjecture": k_max_ip(3)},
            "density .* left out with 3-MaxIP, got 4: .* no density",
        ),
        ({"slack": 1, "clauses": 4, "conjecture": k_max_ip(3)}, "clauses must be left out with 3-MaxIP"),
        ({"slack": 1, "clauses": 4, "conjecture": k_ovc(3)}, "clauses must be left out with 3-OVC, .* got 4"),
        ({"slack": 1, "density": 4, "conjecture": k_ovc(4)}, "4-OVC is about order 4, not 3"),
        (
            {"slack": "1/2", "density": "11/5"},
            "density must be at least 11/4 .*, got 11/5: .* superset sums",
        ),
        (
            {"slack": "1/2", "clauses": "9/10"},
            "clauses must be at least 11/12 .*, got 9/10: .* superset sums",
        ),
        ({"slack": "1/2", "density": "1e-400000000"}, "density must have at most 1000 digits"),
        ({"slack": "1/2", "clauses": -1}, "clauses must be positive, got -1"),
    ],
)
def test_bad_requests_are_refused(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        conditional_lower_bound(**arguments)  # type: ignore[arg-type]


def test_a_fixed_code_has_exponentially_many_coordinates() -> None:
    fixed = OrthogonalVectorsToGapMaxIP(ReedSolomon(13, 6, 2))
    with pytest.raises(TransferRefused, match="d_Att"):
        conditional_lower_bound((*FULL[:2], fixed, FULL[3]), SETH, order=3)
