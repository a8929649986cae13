"""When work is worth the compiler: NumPy does what is small, until that has taken as long as loading it."""

import sys

import pytest

from algorithms import compiling
from algorithms.compiling import worth_compiling


@pytest.fixture
def unloaded(monkeypatch):
    monkeypatch.delitem(sys.modules, "algorithms.compiled", raising=False)
    monkeypatch.setattr(compiling, "LOADING", 1.0)
    monkeypatch.setattr(compiling, "_spent", 0.0)


@pytest.mark.usefixtures("unloaded")
def test_small_work_is_rented_until_the_rent_reaches_the_price():
    assert [worth_compiling(1 / 8) for _ in range(10)] == [False] * 8 + [True] * 2
    assert not worth_compiling(0)


@pytest.mark.usefixtures("unloaded")
def test_large_work_is_worth_it_at_once_and_costs_no_rent():
    assert worth_compiling(1.01)
    assert not worth_compiling(1.0)


@pytest.mark.usefixtures("unloaded")
def test_what_is_loaded_is_used(monkeypatch):
    assert not worth_compiling(0)
    monkeypatch.setitem(sys.modules, "algorithms.compiled", compiling)
    assert worth_compiling(0)
