import threading
import time

import pytest

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
