"""Theory that computes: overheads, constants, conjectures and the graph of problems.

Names load when they are first used: the reductions need :mod:`hardness.theory.overhead`, and most of what is here needs
the reductions.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hardness.theory.assumptions import Assumption
    from hardness.theory.conjectures import SETH, k_max_ip, k_ovc
    from hardness.theory.constants import theorem_constants
    from hardness.theory.graph import paths, reduction_graph
    from hardness.theory.planning import plan
    from hardness.theory.polynomial_method import fast_algorithm, transition
    from hardness.theory.theorems import theorem_map
    from hardness.theory.transfer import conditional_lower_bound, hardness_path

_HOMES = {
    "Assumption": "assumptions",
    "SETH": "conjectures",
    "conditional_lower_bound": "transfer",
    "fast_algorithm": "polynomial_method",
    "hardness_path": "transfer",
    "k_max_ip": "conjectures",
    "k_ovc": "conjectures",
    "paths": "graph",
    "plan": "planning",
    "reduction_graph": "graph",
    "theorem_map": "theorems",
    "theorem_constants": "constants",
    "transition": "polynomial_method",
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
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
