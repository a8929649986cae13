"""Steps that no theorem gives are refused."""

from collections.abc import Callable
from fractions import Fraction

import pytest
import sympy as sp

from hardness.theory.conjectures import constant
from hardness.theory.steps import MerlinArthurProtocol, Sparsification
from hardness.theory.transfer import Step

q = constant("q")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: MerlinArthurProtocol(0), "delta must be positive, got 0"),
        (lambda: MerlinArthurProtocol(-1), "delta must be positive, got -1"),
        (lambda: MerlinArthurProtocol(sp.Symbol("delta")), "delta must be positive, got delta"),
        (lambda: MerlinArthurProtocol(Fraction(1, 4), "towers"), "family must be one of tower, hermitian, rs"),
        (lambda: MerlinArthurProtocol(Fraction(1, 4), soundness=Fraction(0)), r"soundness must be in \(0, 1\)"),
        (lambda: MerlinArthurProtocol(Fraction(1, 4), soundness=Fraction(2)), r"soundness must be in \(0, 1\)"),
        (lambda: Sparsification(0), "epsilon must be positive, got 0"),
        (lambda: Sparsification(q - 1), "epsilon must be positive, got q - 1"),
    ],
)
def test_steps_that_no_theorem_gives_are_refused(make: Callable[[], Step], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()
