"""The sympy function of the least prime that is large enough. Import lazily, because sympy takes time to load."""

from typing import Any

import sympy as sp

from hardness.primes import MAX_SEARCHED, least_prime_from


class least_prime(sp.Function):  # noqa: N801 - sympy prints a function by the name of its class
    """The least prime >= x, evaluated at numbers up to `hardness.primes.MAX_SEARCHED`, monotone in x."""

    @classmethod
    def eval(cls, x: Any) -> Any:
        """Evaluate at a real number; return None, for no evaluation, if the search from that number takes long."""
        if not (x.is_real and x.is_number) or x > MAX_SEARCHED:
            return None
        return sp.Integer(least_prime_from(int(sp.ceiling(x))))
