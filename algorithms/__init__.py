"""Numerical algorithms: attention of any order, exact and approximate."""

from algorithms.moved import MOVED, MovedModules

DISTRIBUTION = "attention-hardness"
"""The distribution that owns this package. Others install one of the same name, and the last one installed wins."""

MovedModules(MOVED).install()
