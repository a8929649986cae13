"""One rule for each kind of argument: what is taken, and that a refusal names argument, value and range."""

from fractions import Fraction
from time import perf_counter

import galois
import numpy as np
import pytest
import sympy as sp

from hardness import CNF
from hardness.arguments import integer, rational, short_repr
from hardness.codes import finite_field


class BadRepr:
    def __repr__(self) -> str:
        raise RuntimeError("no repr")


@pytest.mark.parametrize("value", [3, np.int8(3), np.uint64(3), sp.Integer(3), np.array(3)])
def test_every_type_of_integer_is_an_integer(value):
    number = integer("k", value, least=3, most=3)
    assert (number, type(number)) == (3, int)


@pytest.mark.parametrize(
    "value", [True, np.True_, 3.0, "3", None, Fraction(3), 2, 6, pytest.param(-(10**5000), id="5000 digits"), BadRepr()]
)
def test_anything_else_is_refused_by_name(value):
    with pytest.raises(ValueError, match=r"^blocks must be an integer in 3\.\.5, got ") as refused:
        integer("blocks", value, 3, 5)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize("value", [galois.GF(7)(3), np.ma.array(3), np.ma.masked], ids=repr)
def test_integers_that_mean_something_else_are_refused(value):
    with pytest.raises(ValueError, match=r"^blocks must be an integer >= 1, got "):
        integer("blocks", value, 1)
    with pytest.raises(ValueError, match="order must be an integer, got "):
        finite_field(value)
    with pytest.raises(ValueError, match=r"clauses\[0\] has the literal "):
        CNF(3, [(value,)])


def test_the_allowed_range_is_named():
    for bounds, allowed in [((3, None), " >= 3"), ((None, 5), " <= 5"), ((None, None), "")]:
        with pytest.raises(ValueError, match=rf"^k must be an integer{allowed}, got None$"):
            integer("k", None, *bounds)


@pytest.mark.parametrize("value", ["1/10", "0.1", "1e-1", Fraction(1, 10), sp.Rational(1, 10), " 1/10 "])
def test_exact_numbers_are_rational(value):
    assert rational("slack", value) == Fraction(1, 10)


@pytest.mark.parametrize(
    "value", [0.1, True, "1/0", "tenth", "nan", None, 1j, "1e400000000", "1E-0400000000", "1" * 1001]
)
def test_others_are_refused_at_once(value):
    start = perf_counter()
    with pytest.raises(ValueError, match=r"^slack must ") as refused:
        rational("slack", value)
    assert perf_counter() - start < 1  # 10^400000000 takes minutes
    assert len(str(refused.value)) < 200


def test_a_repr_is_one_short_line_and_never_fails():
    assert short_repr("a\nb") == r"'a\nb'"
    assert short_repr(np.zeros((3, 2))) == "array([[0., 0.], [0., 0.], [0., 0.]])"
    assert len(short_repr("x" * 1000)) == 80
    assert "RuntimeError" in short_repr(BadRepr())
