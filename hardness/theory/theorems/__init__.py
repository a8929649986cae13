"""The map of theorems: its entries, their links to code and tests, and the generated page."""

from hardness.theory.theorems.entries import Entry, Statement, paper_statements, theorem_map

__all__ = ["Entry", "Statement", "paper_statements", "theorem_map"]
