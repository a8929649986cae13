import contextlib
import threading
import time

import pytest

from hardness.checks.engine.guard import DeadlinePassed, Guard


@pytest.fixture
def guard():
    guard = Guard(seconds=0.3)
    yield guard
    guard.close()


def wait_until(condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


def workers():
    return [thread for thread in threading.enumerate() if thread.name == "checks"]


@pytest.mark.parametrize("seconds", [float("inf"), 1e12])
def test_any_time_may_be_given(seconds):
    guard = Guard(seconds)
    assert guard.call(divmod, 17, 5) == (3, 2)
    guard.close()


def test_results_and_errors_come_through(guard):
    assert guard.call(divmod, 17, 5) == (3, 2)
    with pytest.raises(ZeroDivisionError):
        guard.call(divmod, 1, 0)
    assert guard.call(str) == ""


def test_leaving_the_interpreter_is_an_error_like_any_other(guard):
    with pytest.raises(SystemExit):
        guard.call(exec, "raise SystemExit")


def spin():
    while True:
        pass


def test_a_loop_is_stopped_at_the_deadline_and_named(guard):
    before = set(workers())
    start = time.monotonic()
    with pytest.raises(DeadlinePassed, match=r"not finished after 0\.3 s, in spin .*test_guard\.py"):
        guard.call(spin)
    assert time.monotonic() - start < 5
    assert wait_until(lambda: set(workers()) <= before)  # the thread is gone, not only ignored
    assert guard.call(len, "next") == 4


def stubborn():
    while not released.is_set():
        with contextlib.suppress(BaseException):
            time.sleep(0.01)


released = threading.Event()


def test_code_that_swallows_the_stop_is_left_behind(guard):
    start = time.monotonic()
    with pytest.raises(DeadlinePassed):
        guard.call(stubborn)
    assert time.monotonic() - start < 5
    assert guard.call(len, "next") == 4
    released.set()


def test_closing_ends_the_thread():
    before = set(workers())
    guard = Guard(seconds=5)
    guard.call(int)
    assert set(workers()) - before
    guard.close()
    assert wait_until(lambda: set(workers()) <= before)
