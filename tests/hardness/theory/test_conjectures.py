"""Conjectures say what they mean, for which order, and whether coins are allowed."""

import pickle
from dataclasses import replace

import pytest

from hardness.theory.conjectures import SETH, k_max_ip, k_ovc


@pytest.mark.parametrize("bad", [1, 2.0, True])
def test_conjectures_need_an_order(bad: object) -> None:
    for conjecture in (k_ovc, k_max_ip):
        with pytest.raises(ValueError, match=r"order must be an integer in 2\.\.64, got"):
            conjecture(bad)  # type: ignore[arg-type]


def test_conjectures_say_what_they_mean() -> None:
    assert "2^((1 - eps) N)" in str(SETH)
    assert "4 sets of n vectors in {0,1}^(c lg n)" in k_ovc(4).statement
    assert (SETH.exponent, k_ovc(4).exponent, k_max_ip(5).exponent) == (1, 4, 5)


def test_conjectures_say_whether_coins_are_allowed() -> None:
    assert str(SETH).endswith("an algorithm is a deterministic algorithm.")
    coins = replace(k_ovc(3), randomised=True)
    assert "a randomised algorithm with error probability at most 1/3." in str(coins)
    assert coins != k_ovc(3)
    assert k_ovc(3) == k_ovc(3) == pickle.loads(pickle.dumps(k_ovc(3)))
