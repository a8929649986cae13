"""Deciding the branches of a chain that ends in attention, and what is kept of it."""

from hardness.runs.solution import Audit, Solution
from hardness.runs.sweep import SweepResult

__all__ = ["Audit", "Solution", "SweepResult"]
