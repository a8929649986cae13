"""Compute row spaces of one-point codes with SageMath's Riemann-Roch spaces; this is how row_spaces.json was made.

Run in an environment of its own, never in the project's::

    pip install passagemath-singular passagemath-schemes passagemath-modules passagemath-pari passagemath-flint \\
        passagemath-ntl passagemath-linbox passagemath-repl passagemath-categories passagemath-m4ri-m4rie
    python make_row_spaces.py > row_spaces.json

SageMath knows nothing of the closed forms, semigroups or local conditions used by the library: it computes maximal
orders of the function field and L(u P) by Hess' algorithm. The functions are then evaluated here at all points whose
coordinates satisfy the equations, and the words are brought into reduced echelon form. Field elements are integers
whose base-p digits are coordinates with respect to the Conway polynomial, SageMath's default.
"""

import itertools
import json
import sys

import sage.all__sagemath_schemes
import sage.all__sagemath_singular  # noqa: F401
from sage.matrix.constructor import matrix
from sage.rings.finite_rings.finite_field_constructor import GF
from sage.rings.function_field.constructor import FunctionField
from sage.rings.polynomial.polynomial_ring_constructor import PolynomialRing


def tower(q, level):
    """Return the function field of the tower and the list of its fields."""
    fields = [FunctionField(GF(q * q, "a"), "x1")]
    for j in range(1, level):
        x = fields[-1].gen()
        y = PolynomialRing(fields[-1], f"x{j + 1}").gen()
        fields.append(fields[-1].extension(y**q + y - x**q / (x ** (q - 1) + 1), f"x{j + 1}"))
    return fields


def tower_points(q, level):
    field = GF(q * q, "a")
    points = [(x,) for x in field if x**q + x != 0]
    for _ in range(1, level):
        points = [
            (*point, y) for point in points for y in field if (y**q + y) * (point[-1] ** (q - 1) + 1) == point[-1] ** q
        ]
    return points


def hermitian(q):
    base = FunctionField(GF(q * q, "a"), "x")
    y = PolynomialRing(base, "y").gen()
    return [base, base.extension(y**q + y - base.gen() ** (q + 1), "y")]


def hermitian_points(q):
    field = GF(q * q, "a")
    return [(x, y) for x, y in itertools.product(field, repeat=2) if y**q + y == x ** (q + 1)]


def value(function, point):
    """Evaluate an element of a tower of extensions at coordinates, from the top variable down."""
    if len(point) == 1:
        element = function.element() if hasattr(function, "element") else function
        return element.numerator()(point[0]) / element.denominator()(point[0])
    return sum(value(c, point[:-1]) * point[-1] ** i for i, c in enumerate(function.element().list()))


def spaces(fields, points, bounds, order):
    """Yield (u, echelon form of the words of L(u P)) with P the only place at infinity."""
    top, back = fields[-1], (lambda f: f)
    if len(fields) > 2:
        top, back, _ = fields[-1].simple_model()
    (place,) = top.places_infinite()
    assert place.degree() == 1
    for u in bounds:
        functions = [back(f) for f in (u * place.divisor()).basis_function_space()] if u else [fields[-1].one()]
        rows = [[value(fields[-1](f), point) for point in points] for f in functions]
        reduced = matrix(GF(order, "a"), rows).echelon_form()
        assert reduced.rank() == len(functions)
        yield u, [[int(c.to_integer()) for c in row] for row in reduced]


def main():
    """Print the golden vectors as JSON."""
    cases = [
        ("hermitian", 2, 2, [0, 2, 3, 5, 7]),
        ("hermitian", 3, 2, [4, 8, 13, 26]),
        ("hermitian", 4, 2, [12, 21, 37]),
        ("gs", 2, 2, [0, 2, 3]),
        ("gs", 3, 2, [3, 7, 8, 12, 17]),
        ("gs", 2, 3, [4, 5, 6, 7]),
        ("gs", 4, 2, [13, 14, 22, 40]),
    ]
    chosen = sys.argv[1:]
    result = []
    for family, q, level, bounds in cases:
        if chosen and f"{family}:{q},{level}" not in chosen:
            continue
        fields = hermitian(q) if family == "hermitian" else tower(q, level)
        points = sorted(
            hermitian_points(q) if family == "hermitian" else tower_points(q, level),
            key=lambda point: [c.to_integer() for c in point],
        )
        coordinates = [[int(c.to_integer()) for c in point] for point in points]
        found = dict(spaces(fields, points, bounds, q * q))
        result.append({"family": family, "q": q, "level": level, "points": coordinates, "row_spaces": found})
        print(f"{family} q={q} level={level}: {len(points)} points", file=sys.stderr, flush=True)
    print("[" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in result) + "]")


if __name__ == "__main__":
    main()
