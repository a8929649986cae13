"""The constants of the lower bound, computed from a slack and a density, with the proof's lines."""

from hardness.theory.constants.parameters import theorem_constants

__all__ = ["theorem_constants"]
