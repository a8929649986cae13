"""Theory that computes: overheads, constants, conjectures and the graph of problems.

Names load on first use, because most of them need sympy or every reduction.
"""

from typing import TYPE_CHECKING

from algorithms.lazy import names_on_use

if TYPE_CHECKING:
    from hardness.planning.plans import plan
    from hardness.theory.assumptions import Assumption
    from hardness.theory.conjectures import SETH, k_max_ip, k_ovc
    from hardness.theory.constants.parameters import theorem_constants
    from hardness.theory.graph import paths, reduction_graph
    from hardness.theory.polynomial_method import fast_algorithm, transition
    from hardness.theory.theorems.entries import theorem_map
    from hardness.theory.transfer import conditional_lower_bound, hardness_path

_HOMES = {
    "Assumption": "hardness.theory.assumptions",
    "SETH": "hardness.theory.conjectures",
    "conditional_lower_bound": "hardness.theory.transfer",
    "fast_algorithm": "hardness.theory.polynomial_method",
    "hardness_path": "hardness.theory.transfer",
    "k_max_ip": "hardness.theory.conjectures",
    "k_ovc": "hardness.theory.conjectures",
    "paths": "hardness.theory.graph",
    "plan": "hardness.planning",
    "reduction_graph": "hardness.theory.graph",
    "theorem_constants": "hardness.theory.constants",
    "theorem_map": "hardness.theory.theorems",
    "transition": "hardness.theory.polynomial_method",
}

__all__ = [
    "SETH",
    "Assumption",
    "conditional_lower_bound",
    "fast_algorithm",
    "hardness_path",
    "k_max_ip",
    "k_ovc",
    "paths",
    "plan",
    "reduction_graph",
    "theorem_constants",
    "theorem_map",
    "transition",
]

__getattr__, __dir__ = names_on_use(__name__, _HOMES)
