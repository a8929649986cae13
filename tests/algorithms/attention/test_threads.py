import threading
import time

import numpy as np
import pytest

from algorithms.attention import AttentionInputs, exact_attention, fast_attention
from algorithms.attention.exact import routine
from algorithms.attention.moments import passes
from algorithms.attention.threads import in_threads


@pytest.mark.parametrize("threads", [1, 3])
def test_results_come_in_order_although_the_first_pieces_take_longest(threads):
    def call(piece):
        time.sleep(0.02 * (4 - piece))
        return 10 * piece

    assert list(in_threads(call, iter(range(5)), threads)) == [0, 10, 20, 30, 40]


def test_pieces_are_worked_on_at_the_same_time():
    barrier = threading.Barrier(3, timeout=20)  # lets nobody pass before three have come
    assert sorted(in_threads(lambda _: barrier.wait(), range(3), 3)) == [0, 1, 2]


@pytest.mark.parametrize("compiled", [False, True])
def test_threads_change_nothing(compiled, monkeypatch):
    if compiled:
        monkeypatch.setattr(routine, "_WORTH_COMPILING", 1)
        monkeypatch.setattr(passes, "_WORTH_COMPILING", 1)
    generator = np.random.default_rng(0)
    query, first, second = (generator.uniform(-1, 1, (n, 4)) for n in (601, 530, 20))
    values = [generator.uniform(-1, 1, (n, 3)) for n in (530, 20)]
    for inputs in (AttentionInputs(query, (first, second), values), AttentionInputs(query, (first,), values[:1])):
        for call in (exact_attention, lambda inputs, threads: fast_attention(inputs, 1e-4, threads=threads).output):
            assert np.array_equal(call(inputs, threads=1), call(inputs, threads=3))
            assert np.array_equal(call(inputs, threads=1), call(inputs, threads=2))
