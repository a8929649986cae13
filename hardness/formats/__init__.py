r"""Formats of instances: read as solvers and benchmark collections write them, recognised by content.

Examples
--------
>>> import bz2
>>> parse_dimacs(bz2.compress(b"p cnf 2 1\n1 -2 0  c packed"))
<2-CNF: N=2, M=1>
"""

from hardness.formats.dimacs import DimacsError, DimacsWarning, parse_dimacs, read_dimacs, write_dimacs
from hardness.formats.instances import Instance, bundled, bundled_names, read_instance

__all__ = [
    "DimacsError",
    "DimacsWarning",
    "Instance",
    "bundled",
    "bundled_names",
    "parse_dimacs",
    "read_dimacs",
    "read_instance",
    "write_dimacs",
]
