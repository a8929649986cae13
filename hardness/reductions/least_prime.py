"""The sympy function of the least prime that is large enough; import lazily, sympy takes time to load."""

from typing import Any

import sympy as sp


class least_prime(sp.Function):  # noqa: N801 - sympy prints a function by the name of its class
    """The least prime >= x, evaluated at numbers, monotone in x."""

    @classmethod
    def eval(cls, x: Any) -> Any:
        """Evaluate at a real number."""
        return sp.nextprime(sp.ceiling(x) - 1) if x.is_real and x.is_number else None
