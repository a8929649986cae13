"""What passes the door for arrays, and what is refused there."""

import re
from array import array
from collections import UserList, deque
from itertools import count

import galois
import numpy as np
import pytest

from algorithms.arrays import BITS, GF2, INTEGERS, FieldElements, plain_array

GF = galois.GF
AES = GF(2**8, irreducible_poly="x^8 + x^4 + x^3 + x + 1")
CONWAY = GF(2**8)
F256 = FieldElements(2, 8, 0b100011101)


class Offers:
    """Something that offers an array, as tensors and data frames do."""

    def __init__(self, values):
        self.values = values

    def __array__(self, dtype=None, copy=None):
        if isinstance(self.values, Exception):
            raise self.values
        return self.values


class Interface:
    def __init__(self, values):
        self.__array_interface__ = values.__array_interface__
        self.values = values


class Duck:
    """A sequence by behaviour alone."""

    def __init__(self, *entries):
        self.entries = entries

    def __len__(self):
        return len(self.entries)

    def __getitem__(self, i):
        return self.entries[i]


class Keyed(Duck):
    """As a dictionary, but none by its class."""

    def __getitem__(self, key):
        raise KeyError(key)


class Metres(np.ndarray):
    """As the quantities of astropy are: numbers with a unit."""


HARMLESS = {
    "list": [1, 2],
    "tuple": (1, 2),
    "nested": [np.array(1), np.int8(2)],
    "range": range(1, 3),
    "deque": deque([1, 2]),
    "user list": UserList([1, 2]),
    "duck": Duck(1, 2),
    "buffer": array("i", [1, 2]),
    "memoryview": memoryview(array("q", [1, 2])),
    "bytearray": bytearray([1, 2]),
    "__array__": Offers(np.array([1, 2])),
    "list of __array__": [Offers(np.array(1)), Offers(np.array(2))],
    "__array_interface__": Interface(np.array([1, 2])),
    "big-endian": np.array([1, 2], ">i8"),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_loses_nothing_passes(name):
    kept = plain_array(HARMLESS[name], "x", INTEGERS)
    assert type(kept) is np.ndarray
    assert kept.tolist() == [1, 2]


def test_a_plain_array_is_not_even_copied():
    given = np.arange(3)
    assert plain_array(given, "x") is given


def test_memory_maps_and_matrices_pass(tmp_path):
    mapped = np.memmap(tmp_path / "x", np.int16, "w+", shape=(2,))
    mapped[:] = 1, 2
    matrix = np.array([[1, 2]]).view(np.matrix)
    for given, expected in ((mapped, [1, 2]), (matrix, [[1, 2]]), ([matrix], [[[1, 2]]])):
        kept = plain_array(given, "x")
        assert type(kept) is np.ndarray
        assert kept.tolist() == expected


MASKED = np.ma.array([1, 2], mask=[True, False])
LOST = {
    "masked": MASKED,
    "masked, nothing hidden": np.ma.array([1, 2]),
    "masked in a list": [MASKED, MASKED],
    "the masked constant": [1, np.ma.masked],
    "masked deep inside": ([[1, 2], deque([MASKED])],),
    "masked behind __array__": Offers(MASKED),
    "masked behind __array__ in a list": [Offers(MASKED)],
    "masked in a duck": Duck(MASKED[1], MASKED[0]),
    "unit": np.arange(3).view(Metres),
    "unit in a list": [np.arange(3).view(Metres)],
    "record": np.rec.array([(1, 2)]),
}


@pytest.mark.parametrize("name", LOST)
def test_subclasses_that_mean_more_are_refused(name):
    with pytest.raises(ValueError, match=r"^x must be a plain array, got a \w+, whose meaning would be lost"):
        plain_array(LOST[name], "x", field=F256)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([1j], "complex128"),
        (np.array([1, 2], object), "object"),
        ([None], "object"),
        ([2**64], "object"),
        (["1"], "<U1"),
        (b"12", "|S2"),
        (np.array(["2020-01-01"], "datetime64[D]"), "datetime64[D]"),
        (np.zeros(2, [("a", int)]), "[('a', '<i8')]"),
        (np.zeros(2, np.longdouble), str(np.dtype(np.longdouble))),
        ({1: 2}, "object"),
        ({1, 2}, "object"),
        ((i for i in range(3)), "object"),
        (galois.Poly([1, 0, 1]), "object"),
        (AES, "object"),
    ],
    ids=map(str, count()),  # names with addresses would differ between processes
)
def test_types_that_hold_no_numbers_are_named(values, words):
    message = f"x must hold booleans, integers or floats of at most 64 bits, got dtype {words}"
    with pytest.raises(ValueError, match=re.escape(message)):
        plain_array(values, "x")


def test_the_allowed_kinds():
    assert plain_array([], "x", INTEGERS).size == 0  # no entry is of a wrong type
    assert plain_array(True, "x", BITS).dtype == bool
    for given in (np.array([True]), [True, 1], [[1, 2], [np.True_, 1]], 1.0, [1, 2.0]):
        with pytest.raises(ValueError, match="x must hold integers"):
            plain_array(given, "x", INTEGERS)


def test_errors_of_others_come_back_in_words():
    for error in (RuntimeError("requires grad"), TypeError("on a device"), KeyError("lazy")):
        for given in (Offers(error), [Offers(error)]):
            with pytest.raises(ValueError, match=f"x cannot be read as an array: {type(error).__name__}: .*{error}"):
                plain_array(given, "x")


def test_rows_of_different_lengths_and_endless_lists():
    endless = []
    endless.append(endless)
    for given in ([[1], [1, 2]], [np.zeros(2), np.zeros(3)], endless, Keyed()):
        with pytest.raises(ValueError, match="x must be a rectangular matrix or vector of numbers"):
            plain_array(given, "x")


def test_integers_beside_floats_are_not_rounded():
    assert plain_array([2**60, 0.5], "x").tolist() == [2**60, 0.5]
    for given in ([2**53 + 1, 0.5], [[2**53 + 1], [0.5]], [np.array([2**53 + 1]), [0.5]], [2**63, -(2**63) + 1]):
        with pytest.raises(ValueError, match=r"x holds the integer -?\d+, which is no float64"):
            plain_array(given, "x")


def test_elements_of_the_field_pass_whatever_their_class():
    again = GF(2**8, primitive_element=int(CONWAY.primitive_elements[1]), repr="poly")
    assert again is not CONWAY
    for given in (CONWAY([0, 1, 200]), again([0, 1, 200]), [CONWAY(0), CONWAY(1), 200], Offers(CONWAY([0, 1, 200]))):
        kept = plain_array(given, "x", INTEGERS, F256)
        assert type(kept) is np.ndarray
        assert kept.tolist() == [0, 1, 200]
    # The prime field is embedded in one way only: its elements are the constants.
    assert plain_array(GF(2)([0, 1]), "x", BITS, F256).tolist() == [0, 1]
    assert plain_array([GF(3)([0, 2])], "x", BITS, FieldElements(3, 2, 17)).tolist() == [[0, 2]]


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        (
            AES([1, 2]),
            F256,
            "elements of GF(2^8) with x^8 + x^4 + x^3 + x^2 + 1, got elements of GF(2^8) with x^8 + x^4 + x^3 + x + 1;",
        ),
        ([AES(1), 2], F256, "got elements of GF(2^8) with x^8 + x^4 + x^3 + x + 1;"),
        (GF(4)([3]), F256, "got elements of GF(2^2) with x^2 + x + 1;"),  # a subfield, embedded in two ways
        (GF(7)([3]), FieldElements(11, 1, 0), "elements of GF(11), got elements of GF(7);"),
        (GF(9)([1]), FieldElements(3, 1, 0), "elements of GF(3), got elements of GF(3^2) with x^2 + 2x + 2;"),
        (GF(7)([1]), GF2, "elements of GF(2), got elements of GF(7);"),
        (GF(4)([1]), GF2, "elements of GF(2), got elements of GF(2^2) with x^2 + x + 1;"),
        (GF(2)([1]), None, "x must hold ordinary numbers, got elements of GF(2);"),
        ([[GF(2)(1)]], None, "x must hold ordinary numbers, got elements of GF(2);"),
    ],
)
def test_elements_of_another_field_are_refused_and_both_are_named(values, field, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        plain_array(values, "x", field=field)


@pytest.mark.parametrize("field", [CONWAY, AES, GF(9), GF(125)])
def test_fields_are_written_as_galois_writes_their_polynomials(field):
    name = str(FieldElements(field.characteristic, field.degree, int(field.irreducible_poly)))
    assert name == f"GF({field.characteristic}^{field.degree}) with {field.irreducible_poly}"
