"""Numerical algorithms: attention of any order, exact and approximate."""

from algorithms.moved import MOVED, MovedModules

DISTRIBUTION = "attention-hardness"
"""Whose package this is: other distributions install one of the same name, and the one installed last wins."""

MovedModules(MOVED).install()
