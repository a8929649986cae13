"""Theory that computes: overheads, constants, conjectures and the graph of problems.

Names load when they are first used, for most of them need sympy or every reduction.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

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
    "Assumption": "theory.assumptions",
    "SETH": "theory.conjectures",
    "conditional_lower_bound": "theory.transfer",
    "fast_algorithm": "theory.polynomial_method",
    "hardness_path": "theory.transfer",
    "k_max_ip": "theory.conjectures",
    "k_ovc": "theory.conjectures",
    "paths": "theory.graph",
    "plan": "planning",
    "reduction_graph": "theory.graph",
    "theorem_constants": "theory.constants",
    "theorem_map": "theory.theorems",
    "transition": "theory.polynomial_method",
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


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"hardness.{_HOMES[name]}"), name)
