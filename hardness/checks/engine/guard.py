"""Running foreign code with a deadline."""

import ctypes
import sys
import threading
import traceback
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any

from algorithms.attention.arguments import real
from hardness.arguments import short_repr

NOT_FINISHED = "not finished after"


class DeadlinePassed(Exception):  # noqa: N818 - it names what happened, not whose fault it is
    """The code did not finish in time; the message says which line it had reached."""


class _Stop(BaseException):
    """Raised asynchronously inside an abandoned worker, past any ``except Exception`` of the code it runs."""


class Guard:
    """Run calls in a worker thread, and abandon the worker if a call does not end in time.

    **Why a thread.** A signal (SIGALRM) works only in the main thread and not on every system, takes a timer that the
    user's test runner may need, and is not delivered while a C extension computes. A process cannot return the result
    of a reduction, because closures do not pickle. A worker thread can be awaited from anywhere, and the wait always
    ends. At the deadline an exception is sent to the worker, which ends pure Python loops at once. Code that swallows
    the exception, or never returns to the interpreter, is abandoned in a daemon thread. That thread keeps running
    until the process ends, but blocks nothing.

    Parameters
    ----------
    seconds : float
        Time limit of each call, > 0.

    Raises
    ------
    ValueError
        If ``seconds`` is not a positive number.

    Examples
    --------
    >>> guard = Guard(seconds=5)
    >>> guard.call(sum, [1, 2, 3])
    6
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = real(seconds)
        if not self.seconds > 0:
            raise ValueError(f"seconds must be a positive number, got {short_repr(seconds)}")
        self._worker: _Worker | None = None

    def call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Return ``function(*arguments)``, or raise the error that it raises.

        Raises
        ------
        DeadlinePassed
            If the call has not returned after ``seconds``.
        """
        worker = self._worker = self._worker or _Worker()
        worker.tasks.put((function, arguments))
        try:
            result, error = worker.answers.get(timeout=min(self.seconds, threading.TIMEOUT_MAX))
        except Empty:
            self._worker = None
            where = worker.position()
            worker.stop()
            raise DeadlinePassed(f"{NOT_FINISHED} {self.seconds:g} s, in {where}") from None
        except BaseException:  # the user interrupts: stop the worker too
            self._worker = None
            worker.stop()
            raise
        if error is not None:
            raise error
        return result

    def close(self) -> None:
        """End the worker; every guard that was used must be closed."""
        if self._worker is not None:
            self._worker.tasks.put(None)
            self._worker = None


class _Worker:
    """A daemon thread that runs one call after the other."""

    def __init__(self) -> None:
        self.tasks: SimpleQueue[Any] = SimpleQueue()
        self.answers: SimpleQueue[Any] = SimpleQueue()
        self.thread = threading.Thread(target=self._run, name="checks", daemon=True)
        self.thread.start()

    def _run(self) -> None:
        try:
            while (task := self.tasks.get()) is not None:
                function, arguments = task
                try:
                    answer: tuple[Any, BaseException | None] = function(*arguments), None
                except _Stop:
                    return
                except BaseException as error:  # sys.exit() in a reduction is a finding too
                    answer = None, error
                self.answers.put(answer)
        except _Stop:
            return

    def position(self) -> str:
        """Return the line that the thread has reached, as text."""
        frame = sys._current_frames().get(self.thread.ident or 0)
        if frame is None:
            return "a call that had just ended"
        last = traceback.extract_stack(frame)[-1]
        return f"{last.name} ({last.filename}:{last.lineno})"

    def stop(self) -> None:
        """Send the exception up to three times, because a bare ``except`` may swallow it; then abandon the thread."""
        for _ in range(3):
            if not self.thread.is_alive():
                return
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.thread.ident or 0), ctypes.py_object(_Stop))
            self.thread.join(0.05)
