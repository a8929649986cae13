"""The map of theorems: its entries, its links into code and tests, and the page made from it."""

from hardness.theory.theorems.entries import Entry, Statement, paper_statements, theorem_map

__all__ = ["Entry", "Statement", "paper_statements", "theorem_map"]
