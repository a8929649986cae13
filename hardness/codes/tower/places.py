"""Expansions of the Garcia-Stichtenoth tower at the places over x_1 = 0."""

import numpy as np

from hardness.codes.field.finite_field import finite_field
from hardness.codes.tower.residue_algebra import Laurent, ResidueAlgebra


def expansions(p: int, q: int, zeros: int, levels: int, end: int) -> list[Laurent]:
    r"""Return the Laurent series in t = y_1 of y_1, .., y_levels at the places where exactly y_1, .., y_zeros vanish.

    **Construction.** Substitute :math:`x_j = b y_j` with :math:`b^{q-1} = -1`: the tower becomes

    .. math:: y_{j+1}^q - y_{j+1} = h_j = \frac{y_j^q}{1 - y_j^{q-1}},
       \qquad h_j = -\frac{y_j^{q+1}}{h_{j-1}} \text{ for } j \ge 2,

    and the places with :math:`x_1 = .. = x_i = 0 \ne x_{i+1}` (:math:`x_{i+1}` runs through the numbers b) become
    those with :math:`y_{i+1} = 1`. The coefficients of :math:`y = \sum c_n t^n` follow from
    :math:`[q | n]\, c_{n/q}^q - c_n = h_n`. For n > 0 they follow upwards, and for n < 0 from the lowest exponent up by
    q-th roots. The constant term :math:`c_0` is 0 for the vanishing y_j and 1 for the next one. For each later one it
    is a new root of :math:`c^q - c = h_0`, which represents all q choices. *These roots need not lie in*
    :math:`\mathbb F_{q^2}`: places that are not rational matter as well.

    **Correctness.** A Laurent solution shows that the place is unramified, and then all q solutions are Laurent
    series. The code checks that the polar coefficients at exponents prime to q agree with the equation.

    Parameters
    ----------
    p, q : int
        Characteristic and q.
    zeros : int
        i >= 1; ``zeros >= levels`` is the place where all of them vanish.
    levels : int
        At most 2 i + 1. Beyond, the tower ramifies here and the y_j are no Laurent series.
    end : int
        Every series is known at least below t^end.
    """
    precision = end
    while True:
        series = _expand(p, q, zeros, levels, precision)
        if series and min(s.end for s in series) >= end:
            return [s.into(series[-1].algebra) for s in series]
        precision += q**zeros


def _expand(p: int, q: int, zeros: int, levels: int, precision: int) -> list[Laurent]:
    """Return the series, or an empty list if the precision does not reach the first pole."""
    algebra = ResidueAlgebra.prime_field(p, q)
    variable = np.zeros((precision, 1), dtype=np.int64)
    variable[1:2] = 1
    series, h = [Laurent(algebra, 0, variable)], Laurent(algebra, 0, variable)
    for j in range(1, levels):
        y = series[-1]
        if j <= zeros:  # y_j is a power series without constant term
            one = np.eye(precision, 1, dtype=np.int64)
            power = _power(y, q - 1)
            h = power * y * Laurent(algebra, 0, (one - power.terms) % p).inverse()
            constant = np.array([int(j == zeros)])
        else:
            if not h.terms.any():
                return []
            h = y.trimmed() * y.trimmed().frobenius() * h.into(algebra).inverse()
            h = Laurent(algebra, h.start, -h.terms % p)
            if h.end < 1:
                return []
            dimension = algebra.dimension
            algebra = algebra.adjoin_root(h.coefficient(0))
            h = h.into(algebra)
            constant = np.eye(1, algebra.dimension, dimension, dtype=np.int64)[0]
        series.append(_solve(h, constant))
    return series


def _power(y: Laurent, exponent: int) -> Laurent:
    result = y
    for _ in range(exponent - 1):
        result = result * y
    return result


def _solve(h: Laurent, constant: np.ndarray) -> Laurent:
    """Return y with y^q - y = h and the given constant term."""
    algebra, p, q = h.algebra, h.algebra.p, h.algebra.q
    lowest = min(h.start, 0)
    y = np.zeros((h.end - lowest, algebra.dimension), dtype=np.int64)
    for n in range(lowest, 0):
        above = (h.coefficient(q * n) + y[q * n - lowest]) % p if q * n >= lowest else np.zeros_like(constant)
        y[n - lowest] = above @ algebra.inverse_frobenius % p
        if n % q and ((y[n - lowest] + h.coefficient(n)) % p).any():
            raise AssertionError(f"the place is ramified: no Laurent series, at exponent {n}")
    y[-lowest] = constant
    for n in range(1, h.end):
        root = y[n // q - lowest] @ algebra.frobenius if n % q == 0 else 0
        y[n - lowest] = (root - h.coefficient(n)) % p
    return Laurent(algebra, lowest, y)


def monomial_series(p: int, q: int, zeros: int, levels: int, end: int) -> tuple[int, np.ndarray]:
    """Return the coefficients of all y_2^e_2 .. y_n^e_n, n = levels and 0 <= e_j < q, below t^end at such a place.

    Returns
    -------
    start : int
        Minus the largest pole order that occurs.
    coefficients : ndarray, shape (q^(n-1), end - start, D)
        The coefficients at t^start .. t^(end - 1). The exponent of the last variable runs fastest.
    """
    # y_k has pole order q^(2i+1-k) for k >= i + 2, so the product of all y_k^(q-1) has the largest
    start = -sum((q - 1) * q ** (2 * zeros + 1 - k) for k in range(zeros + 2, levels + 1))
    length = end - 2 * start  # each pole costs known terms at the upper end of the window
    series = expansions(p, q, zeros, levels, length)
    algebra = series[-1].algebra
    field, D = finite_field(p), algebra.dimension
    monomials = np.zeros((1, length, D), dtype=field.dtype)
    monomials[0, -start, 0] = 1
    for y in series[1:]:
        if y.terms.any():
            y = y.trimmed()
        times = y.times_matrix(length)
        powers = [monomials]
        for _ in range(1, q):
            product = field.matmul(powers[-1].reshape(len(monomials), -1), times)
            powers.append(_shifted(product.reshape(monomials.shape), y.start))
        monomials = np.stack(powers, axis=1).reshape(-1, length, D)
    return start, monomials[:, : end - start]


def _shifted(terms: np.ndarray, by: int) -> np.ndarray:
    """Shift the coefficients up by ``by`` exponents in the window, or down if negative; only zeros may leave below."""
    result = np.zeros_like(terms)
    if by >= 0:
        result[:, by:] = terms[:, : max(0, terms.shape[1] - by)]
    else:
        if terms[:, :-by].any():
            raise AssertionError("the window starts too late")
        result[:, :by] = terms[:, -by:]
    return result
