"""Whether work is worth loading the compiler: the ski-rental rule."""

import sys

LOADING = 0.7
"""Seconds of CPU time to load the compiler: .29 to import numba, .46 to read the first machine code from its file."""

_spent = 0.0


def worth_compiling(seconds: float) -> bool:
    """Tell whether to load compiled code for work that takes NumPy the given time.

    Future work is unknown, so this is the ski-rental problem. NumPy does the work until its total time would exceed
    the time that loading the compiler takes. This costs at most twice as much as the better choice made in advance. A
    process that has loaded the compiler uses it for everything.

    Parameters
    ----------
    seconds : float
        An estimate of the CPU time of NumPy.
    """
    global _spent
    if "algorithms.compiled" in sys.modules or _spent + seconds > LOADING:
        return True
    _spent += seconds
    return False
