"""Codes on the second Garcia-Stichtenoth tower: its places, its rings of regular functions, its semigroups."""

from hardness.codes.tower.garcia_stichtenoth import GarciaStichtenothCode

__all__ = ["GarciaStichtenothCode"]
