"""Degree, rank and exponent of the fast algorithm against Bessel functions, binomials and direct evaluation."""

from fractions import Fraction
from itertools import pairwise
from math import asinh, exp, log, pi

import mpmath
import pytest
import sympy as sp

from algorithms.attention.certificate.exponential import least_degree_bracket
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


@pytest.mark.parametrize(
    ("width", "log_error"),
    [(100, 0), (100, 10), (100, 100), (100, 150), (40, 1), (40, 110), (40, 200), (10, 27), (10, 200), (1, 3), (1, 240)],
)
def test_the_least_degree_is_that_of_the_closed_constants_in_every_regime(width: int, log_error: int) -> None:
    """Certified bracket against nu W: by h' = asinh(2 nu), a factor sqrt(2 pi g) e^2 of the error moves it so little.

    That factor covers the leading term of Debye's expansion, pi/4, the tail of coefficients and (1 + 1/(4 nu^2))^(1/4).
    """
    nu = float(degree_factor(sp.Rational(log_error, width)))
    slack = (log(2 * pi * max(1, nu * width)) / 2 + 2) / asinh(2 * nu) + 1
    for degree in least_degree_bracket(0.0, float(width), exp(-log_error)):
        assert abs(degree - nu * width) <= slack


def test_the_closed_constants_have_the_two_terms_as_limits() -> None:
    """Below L = e W the order is W, from there on L / log(L/W); both limits of nu are attained."""
    small = [float(degree_factor(sp.Rational(ratio))) for ratio in (0, 1, Fraction(2718, 1000))]
    assert small[0] == pytest.approx(1.1167, abs=1e-4)
    assert small == sorted(small)
    assert small[-1] < 2.5  # so the degree is between 1.1 W and 2.5 W for all L <= e W
    for exponent in (1, 2, 10, 100, 1000, 10_000):
        ratio = mpmath.mpf(10) ** exponent
        factor = mpmath.mpf(str(degree_factor(sp.Integer(10) ** exponent)))
        quotient = factor * mpmath.log(ratio) / ratio
        # nu log(2 nu) - O(nu) = ratio, so nu log(ratio) / ratio - 1 is of order log log(ratio) / log(ratio)
        assert abs(quotient - 1) <= 2 * mpmath.log(mpmath.e + mpmath.log(ratio)) / mpmath.log(ratio)


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


LADDER = tuple(10**e for e in (3, 10, 100, 1000, 10_000))  # log n


def sufficient_degree(score_bound: mpmath.mpf, log_error: mpmath.mpf) -> mpmath.mpf:
    """Return a degree with error e^-L for e^x on [0, 2R], by proven bounds that hold at every size.

    The error is at most sum_{j > g} 2 e^R I_j(R), I_j(R) <= (R/2)^j / j! exp(R^2 / (4 (j + 1))), and the terms decrease
    by the factor R / (2 (g + 2)) at least, here below 1/2.
    """

    def log_bound(g: mpmath.mpf) -> mpmath.mpf:
        first = (g + 1) * mpmath.log(score_bound / 2) - mpmath.loggamma(g + 2)
        return first + 2 * mpmath.log(2) + score_bound + score_bound**2 / (4 * (g + 2))

    low, high = score_bound, score_bound + 4 * log_error
    assert log_bound(high) <= -log_error
    while high - low > 1 + mpmath.mpf(10) ** -40 * high:
        middle = (low + high) / 2
        low, high = (low, middle) if log_bound(middle) <= -log_error else (middle, high)
    return high


def log_rank(dimension: mpmath.mpf, degree: mpmath.mpf) -> mpmath.mpf:
    """Log binom(d + g, g)."""
    first, second = mpmath.loggamma(dimension + degree + 1), mpmath.loggamma(dimension + 1)
    return first - second - mpmath.loggamma(degree + 1)


def comparison(log_n: mpmath.mpf) -> mpmath.mpf:
    """Return a bound on log(rank) / log n for d <= log n + 1, R = (log n)^(3/4), L = log n, that decreases to 0.

    Let x = log n >= 10^3. Degree g = 8 x / log x suffices: g log(2 g / (e R)) = 2 x - (8 x / log x)(log log x -
    log(16 / e)) >= 3 x / 2, as (8 y - 14.1) / e^y <= 1/2 for all y, and R and the rest are less than x / 2. Then
    binom(d + g, g) <= (e (d + g) / g)^g, and with w = 8 / log x, log(rank) / x <= w (1 + log(1 + (1 + 1/x) / w)), which
    increases with w.
    """
    w = 8 / mpmath.log(log_n)
    return w * (1 + mpmath.log(1 + (1 + 1 / log_n) / w))


def tends_to_zero(exponents: list[mpmath.mpf]) -> bool:
    """Whether log(rank) / log n decreases along the ladder and stays below what is proven to tend to 0."""
    bounds = [comparison(mpmath.mpf(log_n)) for log_n in LADDER]
    assert all(later < earlier for earlier, later in pairwise(bounds))
    decreasing = all(later < earlier for earlier, later in pairwise(exponents))
    return decreasing and all(found <= bound for found, bound in zip(exponents, bounds, strict=True))


def declared(entries: str, order: int) -> list[tuple[mpmath.mpf, mpmath.mpf]]:
    """Return degree and log(rank) / log n of `fast_algorithm` along the ladder, for d = log n + 1 >= ceil(log n)."""
    algorithm, n, found = fast_algorithm(entries, "log(n) + 1", order), row_count(), []
    for log_n in LADDER:
        degree, rank = (
            mpmath.mpf(str(expression.subs(sp.log(n), sp.Integer(log_n)).evalf(30)))
            for expression in (algorithm.degree, algorithm.log_rank)
        )
        found.append((degree, rank / log_n))
    return found


@pytest.mark.parametrize("order", [2, 3, 5])
def test_the_rank_is_a_vanishing_power_of_n_below_the_transition(order: int) -> None:
    """B = (log n)^(1/k - 1/(4k)), d = ceil(log n), error 1/n, up to n = exp(10^10000)."""
    with mpmath.workdps(60):
        proven = [sufficient_degree(mpmath.mpf(x) ** 0.75, mpmath.mpf(x)) for x in LADDER]
        assert all(g <= 8 * x / mpmath.log(x) for g, x in zip(proven, LADDER, strict=True))
        assert tends_to_zero([log_rank(mpmath.mpf(x), g) / x for g, x in zip(proven, LADDER, strict=True)])

        found = declared(f"log(n)**(3/{4 * order})", order)
        assert tends_to_zero([exponent for _, exponent in found])
        # the declared degree is asymptotically the proven one: L / log(L/R), up to log log(L/R) / log(L/R)
        distances = [abs(g / degree - 1) for g, (degree, _) in zip(proven, found, strict=True)]
        assert distances[1:] == sorted(distances[1:], reverse=True)
        assert distances[-1] < 0.01


@pytest.mark.parametrize("order", [2, 3, 5])
def test_wrong_growths_do_not_pass_for_a_vanishing_power_of_n(order: int) -> None:
    with mpmath.workdps(60):
        at_the_transition = [exponent for _, exponent in declared(f"log(n)**(1/{order})", order)]
        assert not tends_to_zero(at_the_transition)
        sizes = [mpmath.mpf(x) for x in LADDER]
        wrong_degrees = {
            "B^2k": [x**1.5 for x in sizes],
            "L, without the logarithm": sizes,
            "at the transition": [sufficient_degree(x, x) for x in sizes],
            "L / sqrt(log(L/R))": [x / mpmath.sqrt(mpmath.log(x) / 4) for x in sizes],
        }
        for name, degrees in wrong_degrees.items():
            assert not tends_to_zero([log_rank(x, g) / x for x, g in zip(sizes, degrees, strict=True)]), name


@pytest.mark.parametrize("order", [2, 3, 4, 5, 6])
def test_the_transition_is_at_the_kth_root_of_log_n(order: int) -> None:
    found = transition(order)
    assert found.critical == sp.Rational(1, order)
    assert (found.below_power, found.below_any, found.above_any, found.above_power) == (1, 1, sp.oo, sp.oo)
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
        (("2", "log(n)", 1), "order must be an integer >= 2, got 1"),
        (("2", "log(n)", 3, 0), "error_exponent must be positive, got 0"),
        (("2", "log(n)", 3, 0.5), "error_exponent must be an int, .* got 0.5"),
        (("f(", "log(n)"), r"entry_bound must be an expression in n, got 'f\("),
        (("1/0", "log(n)"), "entry_bound must be comparable with log n, got zoo for the limit of zoo"),
        (
            ("(theta*log(n))**(1/3)", "log(n)"),
            r"must make B\^3 / log n tend to a number or to oo, got .*, for which it tends to theta",
        ),
        # e^x is a constant up to n^-3 on [-n^-3, n^-3]: the degree does not grow, and no quotient of logarithms is it.
        (("1/n", "log(n)"), "entry_bound must be larger, got 1/n: a degree of 1/3"),
        (("n**(-1/7)", "log(n)", 2), r"entry_bound must be larger, got n\*\*\(-1/7\): a degree of"),
    ],
)
def test_bad_functions_are_refused(arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fast_algorithm(*arguments)  # type: ignore[arg-type]
