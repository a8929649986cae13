"""Whether work is worth loading the compiler: rented from NumPy until the rent has reached the price."""

import sys

LOADING = 0.7
"""Seconds of CPU time to load the compiler: .29 to import numba, .46 to read the first machine code from its file."""

_spent = 0.0


def worth_compiling(seconds: float) -> bool:
    """Tell whether to load compiled code for work that NumPy does in so many seconds.

    Nobody knows what work will follow, so it is rent or buy: NumPy works until all that it has done takes as long as
    loading the compiler. That costs at most twice what the better choice, made in advance, would have. A process in
    which the compiler is loaded uses it for everything.

    Parameters
    ----------
    seconds : float
        An estimate of the CPU time that NumPy takes.
    """
    global _spent
    if "algorithms.compiled" in sys.modules or _spent + seconds > LOADING:
        return True
    _spent += seconds
    return False
