"""Finite fields of up to 2^16 elements, their linear algebra, and the compiled code behind it."""

from hardness.codes.field.finite_field import FiniteField, finite_field

__all__ = ["FiniteField", "finite_field"]
