"""Numerical algorithms: attention of any order, exact and approximate."""

DISTRIBUTION = "attention-hardness"
"""Whose package this is: other distributions install one of the same name, and the one installed last wins."""
