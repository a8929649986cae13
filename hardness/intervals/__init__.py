"""Certified arithmetic: intervals with rational ends, and logarithms enclosed by them."""

from hardness.intervals.interval import PRECISIONS, Interval, Number, UndecidedError, decided
from hardness.intervals.logarithms import lg, lg_interval, ln2

__all__ = ["PRECISIONS", "Interval", "Number", "UndecidedError", "decided", "lg", "lg_interval", "ln2"]
