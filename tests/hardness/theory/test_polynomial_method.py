"""Degree, rank and exponent of the fast algorithm against Bessel functions, binomials and direct evaluation."""

from fractions import Fraction

import mpmath
import pytest
import sympy as sp

from hardness.theory.polynomial_method import degree_factor, fast_algorithm, row_count, transition


def least_degree(width: int, log_error: int) -> int:
    """Least n with sum_{j > n} 2 e^(W/2) I_j(W/2) <= e^-L: a proven degree, within 1 of the least one for e^x."""
    with mpmath.workdps(60):
        half, target = mpmath.mpf(width) / 2, mpmath.exp(-log_error)
        top = 2 * width + 2 * log_error + 40
        terms = [2 * mpmath.exp(half) * mpmath.besseli(j, half) for j in range(top)]
        tail, degree = mpmath.mpf(0), top - 1
        while tail + terms[degree] <= target:
            tail += terms[degree]
            degree -= 1
        return degree


@pytest.mark.parametrize(("width", "log_error"), [(600, 0), (600, 150), (600, 600), (200, 1000), (60, 1200)])
def test_degree_factor_is_the_asymptotic_degree_of_exp(width: int, log_error: int) -> None:
    factor = float(degree_factor(sp.Rational(log_error, width)))
    assert factor * width == pytest.approx(least_degree(width, log_error), rel=0.015)


def test_degree_factor_solves_its_equation_and_increases() -> None:
    previous = 0.0
    for ratio in (0, Fraction(1, 10), 1, 7, 1000):
        nu = degree_factor(sp.Rational(ratio))
        with mpmath.workdps(30):
            v = mpmath.mpf(str(nu))
            h = v * mpmath.asinh(2 * v) - mpmath.sqrt(v**2 + mpmath.mpf(1) / 4) - mpmath.mpf(1) / 2
            assert abs(h - mpmath.mpf(Fraction(ratio).numerator) / Fraction(ratio).denominator) < 1e-24
        assert float(nu) > previous
        previous = float(nu)


@pytest.mark.parametrize(
    ("entries", "columns", "order", "exponent"),
    [
        ("log(n)**(1/4)", "7*log(n)", 3, 1),
        ("2", "7*log(n)", 2, 1),
        ("log(n)**(1/3)/log(log(n))", "c*log(n)", 3, 1),  # any little-o, not only a smaller power
        ("log(n)**(1/2)", "7*log(n)", 3, sp.oo),
        ("log(n)**(1/2)", "7*log(n)", 2, None),
        ("log(n)", "8", 3, 1),  # in constant dimension the rank is a power of log n whatever the degree
        ("1", "log(n)**2", 3, 2),  # d = log^2 n: log r = g log(d/g) = log n
        ("1", "n**(1/10)", 3, sp.oo),
    ],
)
def test_exponents(entries: str, columns: str, order: int, exponent: object) -> None:
    algorithm = fast_algorithm(entries, columns, order)
    assert algorithm.almost_linear == (exponent == 1)
    if exponent is None:
        assert 1 < algorithm.exponent < sp.oo
    else:
        assert algorithm.exponent == exponent


@pytest.mark.parametrize(("theta", "density", "kappa"), [(1, 7, 1), (Fraction(1, 50), 7, 2), (Fraction(1, 1000), 1, 1)])
def test_rank_at_the_transition_is_the_binomial(theta: Fraction, density: int, kappa: int) -> None:
    algorithm = fast_algorithm(f"({theta}*log(n))**(1/3)", f"{density}*log(n)", 3, error_exponent=kappa)
    n = row_count()
    size = 10**6  # log n
    with mpmath.workdps(40):
        degree = float(algorithm.degree.subs(sp.log(n), size))
        columns = density * size
        true = mpmath.loggamma(columns + degree + 1) - mpmath.loggamma(columns + 1) - mpmath.loggamma(degree + 1)
        assert float(algorithm.exponent - 1) == pytest.approx(float(true) / size, rel=1e-3)
        assert float(algorithm.log_rank.subs(sp.log(n), size)) == pytest.approx(float(true), rel=1e-3)


def test_the_degree_below_the_transition_is_that_of_the_papers() -> None:
    n = row_count()
    algorithm = fast_algorithm("log(n)**(1/6)", "9*log(n)", 3, error_exponent=2)  # B^3 = sqrt(log n), L = 2 log n
    assert sp.simplify(algorithm.degree - 2 * sp.log(n) / (sp.log(2) + sp.log(sp.log(n)) / 2)) == 0
    assert algorithm.statement.endswith("time n^(1 + o(1))")


def test_the_exponent_tends_to_one_as_theta_vanishes_and_passes_brute_force() -> None:
    exponents = [
        fast_algorithm(f"({t}*log(n))**(1/3)", "7*log(n)", 3).exponent for t in ("1e-9", "1e-4", "1/50", "1", "4")
    ]
    assert exponents == sorted(exponents)
    assert 1 < exponents[0] < 1.5
    assert exponents[2] < 3 < exponents[3]
    assert "not below the n^3 of brute force" in fast_algorithm("log(n)**(1/3)", "7*log(n)", 3).statement


@pytest.mark.parametrize("order", [2, 3, 4, 5, 6])
def test_the_transition_is_at_the_kth_root_of_log_n(order: int) -> None:
    found = transition(order)
    assert found.critical == sp.Rational(1, order)
    assert (found.below, found.beneath, found.beyond, found.above) == (1, 1, sp.oo, sp.oo)
    c, g = sorted(found.at.free_symbols, key=str)
    assert (c.name, g.name) == ("c", "g")
    # at the root: above 1 for all c and g > 0, and tending to 1 with the degree
    assert sp.limit(found.at, g, 0, "+") == 1
    assert (found.at - 1).is_positive or all(
        found.at.subs({c: a, g: b}) > 1 for a in (0.01, 1, 50) for b in (0.01, 1, 50)
    )
    # an independent sample of both sides, far out: B = (log n)^(1/k -+ 1/60) at log n = 10^4000 and c = 3
    with mpmath.workdps(60):
        size = mpmath.mpf(10) ** 4000
        for sign, almost in ((-1, True), (1, False)):
            R = size ** (1 + sign * mpmath.mpf(order) / 60)
            degree = size / mpmath.log(size / R) if almost else R
            rank = 3 * size * mpmath.log1p(degree / (3 * size)) + degree * mpmath.log1p(3 * size / degree)
            assert (rank / size < 0.05) if almost else (rank / size > 100)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("2", "log(n)", 1), "order = 1 must be"),
        (("2", "log(n)", 3, 0), "error_exponent = 0 must be positive"),
        (("2", "log(n)", 3, 0.5), "error_exponent = 0.5 must be an int"),
        (("f(", "log(n)"), "is not an expression in n"),
        (("1/0", "log(n)"), "is not found"),
        (("(theta*log(n))**(1/3)", "log(n)"), "tends to theta, which must be a number"),
    ],
)
def test_bad_functions_are_refused(arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fast_algorithm(*arguments)  # type: ignore[arg-type]
