"""Linear codes with the multiplication property."""

from hardness.codes.base import Code, code_from_dict, parse_code
from hardness.codes.finite_field import FiniteField, finite_field
from hardness.codes.reed_solomon import ReedSolomon

__all__ = ["Code", "FiniteField", "ReedSolomon", "code_from_dict", "finite_field", "parse_code"]
