"""Convert array arguments to plain arrays of numbers; refuse, with a reason, what would lose its meaning."""

import sys
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from algorithms.display import display

INTEGERS, BITS, REALS = "iu", "biu", "biuf"
"""Kinds of NumPy types that a function may take; `BITS` are 0 and 1, as integers or booleans."""

_WORDS = {INTEGERS: "integers", BITS: "booleans or integers", REALS: "booleans, integers or floats"}
_SCALARS = frozenset({int, float, bool})
_SAME_MEANING = (np.ndarray, np.memmap, np.matrix)  # a matrix only multiplies differently, and nothing is multiplied
_EXACT = 2.0**53  # from here on an integer need not be a float64


class FieldElements(NamedTuple):
    """The elements of a finite field that an array may hold: those of one representation, and of its prime field.

    Attributes
    ----------
    characteristic, degree : int
        p and e of the field with p^e elements.
    modulus : int
        The irreducible polynomial as an integer: its coefficients are the base-p digits. Not used for e = 1.

    Examples
    --------
    >>> print(FieldElements(2, 8, 0b100011011))
    GF(2^8) with x^8 + x^4 + x^3 + x + 1
    """

    characteristic: int
    degree: int
    modulus: int

    def include(self, other: "FieldElements") -> bool:
        """Whether the integers of ``other`` mean the same here: same representation, or constants."""
        constants = other.degree == 1 and other.characteristic == self.characteristic
        return constants or other == self

    @display
    def __str__(self) -> str:
        p, e = self.characteristic, self.degree
        if e == 1:
            return f"GF({p})"
        terms = []
        for power in range(e, -1, -1):
            if digit := self.modulus // p**power % p:
                monomial = {0: "", 1: "x"}.get(power, f"x^{power}")
                terms.append(f"{'' if digit == 1 and power else digit}{monomial}")
        return f"GF({p}^{e}) with {' + '.join(terms)}"


GF2 = FieldElements(2, 1, 0)
"""The field to which bits may belong."""


def plain_array(values: Any, name: str, kinds: str = REALS, field: FieldElements | None = None) -> np.ndarray:
    """Return ``values`` as an array of type ``numpy.ndarray`` with the same meaning; a plain array is returned itself.

    Lists, tensors, data frames, buffers and all other objects with ``__array__`` are converted as NumPy converts them,
    with one difference. NumPy drops the meaning of a subclass: an element of another field becomes the number that
    represents it there, a masked entry becomes an ordinary number, and a length in metres loses its unit. Such arrays
    are refused, also inside lists. A memory map or a matrix loses nothing. A masked array is refused even if its mask
    is empty.

    Parameters
    ----------
    values : array_like
        The argument, as the caller gave it.
    name : str
        The name of the argument, for messages.
    kinds : str
        The allowed kinds of NumPy types: `INTEGERS`, `BITS` or `REALS`. An array without entries may have any of
        `REALS`.
    field : FieldElements, optional
        The elements that a galois array may hold; by default every such array is refused.

    Raises
    ------
    ValueError
        Names the argument and what was given: an array over another field or of another subclass, a type of a kind
        that is not allowed or of more than 64 bits, rows of different lengths, an integer that would be rounded
        because there are floats beside it, or an ``__array__`` that raises.

    Notes
    -----
    A plain array is neither copied nor read; a list is read twice.

    Examples
    --------
    >>> plain_array([[1, 2], (3, 4.5)], "query")
    array([[1. , 2. ],
           [3. , 4.5]])
    >>> plain_array(np.ma.array([1, 2], mask=[True, False]), "query")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    ValueError: query must be a plain array, got a MaskedArray, whose meaning would be lost; if its bare numbers ...
    """
    if type(values) is np.ndarray:
        array = values
    elif type(values) in _SCALARS or isinstance(values, np.generic):
        array = np.asarray(values)
    else:
        array = _converted(values, name, kinds, field)
    allowed = kinds if array.size else REALS
    if array.dtype.kind not in allowed or array.dtype.itemsize > 8:
        raise ValueError(f"{name} must hold {_WORDS[kinds]} of at most 64 bits, got dtype {array.dtype}")
    return array


def _converted(values: Any, name: str, kinds: str, field: FieldElements | None) -> np.ndarray:
    try:
        plain = _plain(values, name, kinds, field)
        array = np.asarray(plain)
    except (ValueError, TypeError, LookupError, ArithmeticError, RuntimeError) as error:
        if isinstance(error, _RefusedError):
            raise ValueError(str(error)) from error.__cause__
        raise ValueError(f"{name} must be a rectangular matrix or vector of numbers: {error}") from None
    if type(plain) is list and array.dtype.kind == "f" and (np.abs(array) >= _EXACT).any():
        # NumPy rounds integers in an array with floats.
        for given, kept in zip(np.array(plain, dtype=object).flat, array.flat, strict=True):
            if isinstance(given, int | np.integer) and int(given) != float(kept):
                raise ValueError(f"{name} holds the integer {given}, which is no float64, beside floats")
    return array


class _RefusedError(ValueError):
    """A refusal whose message is complete."""


def _plain(values: Any, name: str, kinds: str, field: FieldElements | None) -> Any:
    """Return an array or scalar that means no more than its numbers, or a list of these."""
    if type(values) is np.ndarray or type(values) in _SCALARS or isinstance(values, np.generic):
        return values
    if _is_sequence(values):
        entries = list(values)
        types = set(map(type, entries))
        if kinds == INTEGERS and not types.isdisjoint({bool, np.bool_}):  # beside integers they would become 0 and 1
            raise _RefusedError(f"{name} must hold integers, got a boolean")
        return entries if types <= _SCALARS else [_plain(entry, name, kinds, field) for entry in entries]
    try:
        array = np.asanyarray(values)
    except MemoryError:
        raise
    except Exception as error:  # __array__ may raise anything: a tensor with a gradient, or on a device
        raise _RefusedError(f"{name} cannot be read as an array: {type(error).__name__}: {error}") from error
    if type(array) in _SAME_MEANING:
        return np.asarray(array)
    other = _field_of(array)
    if other is not None and field is not None and field.include(other):
        return np.asarray(array)
    if other is None:
        wanted = f"be a plain array, got a {type(array).__name__}, whose meaning would be lost"
    else:
        wanted = f"hold {'ordinary numbers' if field is None else f'elements of {field}'}, got elements of {other}"
    raise _RefusedError(f"{name} must {wanted}; if its bare numbers are meant, give numpy.asarray of it")


def _is_sequence(values: Any) -> bool:
    """Whether NumPy would read the entries one by one."""
    if type(values) in (list, tuple):
        return True
    arrays = ("__array__", "__array_interface__", "__array_struct__")
    if isinstance(values, str | bytes | Mapping | type) or any(hasattr(values, name) for name in arrays):
        return False
    try:
        memoryview(values)
    except TypeError:
        return hasattr(values, "__getitem__") and hasattr(values, "__len__")
    return False


def _field_of(array: np.ndarray) -> FieldElements | None:
    """Return the field of a galois array; if there is one, galois has been loaded."""
    galois = sys.modules.get("galois")
    if galois is None or not isinstance(array, galois.FieldArray):
        return None
    field = type(array)
    return FieldElements(field.characteristic, field.degree, int(field.irreducible_poly))
