"""The table of Conway polynomials against that of galois."""

import galois
from galois._databases import ConwayPolyDatabase

from hardness.codes.field.conway import conway_coefficients


def prime_powers_with_degree_at_least_two(limit):
    for p in (p for p in range(2, 257) if all(p % d for d in range(2, p))):
        e = 2
        while p**e <= limit:
            yield p, e
            e += 1


def test_conway_polynomials_agree_with_galois():
    table = ConwayPolyDatabase()
    pairs = list(prime_powers_with_degree_at_least_two(2**16))
    assert len(pairs) == 93
    for p, e in pairs:
        degrees, coefficients = table.fetch(p, e)
        expected = dict(zip(degrees, coefficients, strict=True))
        assert (*conway_coefficients(p, e), 1) == tuple(expected.get(i, 0) for i in range(e + 1))
    for p, e in [(2, 8), (3, 4), (7, 2), (241, 2)]:  # the public function, which takes a second a polynomial
        assert conway_coefficients(p, e) == tuple(map(int, galois.conway_poly(p, e).coefficients(order="asc")[:-1]))
