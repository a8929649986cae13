"""Linear codes with the multiplication property."""

from hardness.codes.base import Code
from hardness.codes.field.finite_field import FiniteField, finite_field
from hardness.codes.hermitian import HermitianCode
from hardness.codes.one_point import OnePointCode
from hardness.codes.reed_solomon import ReedSolomon
from hardness.codes.registry import code_families, code_from_dict, parse_code
from hardness.codes.semigroup import Semigroup
from hardness.codes.star_products import star_power_rank
from hardness.codes.tower.garcia_stichtenoth import GarciaStichtenothCode
from hardness.codes.weights import coset_minimum_weight, macwilliams, minimum_distance, weight_distribution

__all__ = [
    "Code",
    "FiniteField",
    "GarciaStichtenothCode",
    "HermitianCode",
    "OnePointCode",
    "ReedSolomon",
    "Semigroup",
    "code_families",
    "code_from_dict",
    "coset_minimum_weight",
    "finite_field",
    "macwilliams",
    "minimum_distance",
    "parse_code",
    "star_power_rank",
    "weight_distribution",
]
