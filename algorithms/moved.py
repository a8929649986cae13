"""Old names of modules, kept for one release: importing one warns and returns the module under its new name."""

import sys
import warnings
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType

MOVED = {
    "algorithms.attention.bessel": "algorithms.attention.certificate.bessel",
    "algorithms.attention.envelope": "algorithms.attention.certificate.envelope",
    "algorithms.attention.exact_kernel": "algorithms.attention.exact.kernel",
    "algorithms.attention.exact_log": "algorithms.attention.exact.logarithms",
    "algorithms.attention.exponential": "algorithms.attention.certificate.exponential",
    "algorithms.attention.features": "algorithms.attention.moments.features",
    "algorithms.attention.kernels": "algorithms.attention.moments.kernels",
    "algorithms.attention.majorant": "algorithms.attention.certificate.majorant",
    "algorithms.attention.passes": "algorithms.attention.moments.passes",
    "algorithms.attention.prediction": "algorithms.attention.certificate.prediction",
    "algorithms.attention.tokens": "algorithms.attention.moments.tokens",
    "algorithms.attention.vectors": "algorithms.simd",
    "algorithms.attention.vectors.arithmetic": "algorithms.simd.arithmetic",
    "algorithms.attention.vectors.lane_sums": "algorithms.simd.lane_sums",
    "algorithms.attention.vectors.machine": "algorithms.simd.machine",
    "algorithms.attention.vectors.memory": "algorithms.simd.memory",
    "algorithms.attention.vectors.power": "algorithms.simd.power",
}
"""Old name to new name, of the modules of this package."""


class _KeepsNames(ModuleType):
    """A package whose functions and classes no module of the same name replaces."""

    def __setattr__(self, name: str, value: object) -> None:
        known = vars(self).get(name)
        if known is None or isinstance(known, ModuleType) or not isinstance(value, ModuleType):
            super().__setattr__(name, value)


class MovedModules:
    """A finder and loader of modules under the names that they had.

    Parameters
    ----------
    names : mapping
        Old name to new name; no module has an old name any more.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = dict(names)

    def install(self) -> None:
        """Look here first: a package that has moved would else find its files under the old name, as other modules."""
        sys.meta_path.insert(0, self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how to load a module that has moved; None for any other."""
        return ModuleSpec(fullname, self) if fullname in self.names else None  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return the module under its new name, and say what that is."""
        new = self.names[spec.name]
        warnings.warn(f"{spec.name} is now {new}", DeprecationWarning, stacklevel=2)
        module = import_module(new)
        spec.loader_state = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Give the module its own specification back, which the import under the old name has replaced."""
        assert module.__spec__ is not None
        # The machinery binds the module in its old package, where `hardness.codes.finite_field` is a function.
        sys.modules[module.__spec__.name.rpartition(".")[0]].__class__ = _KeepsNames
        module.__spec__ = module.__spec__.loader_state
