"""Merlins: honest and cheating strategies for the message, by name."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import numpy as np

from algorithms.deprecated import renamed_names
from algorithms.display import display, fields_repr
from algorithms.immutable import Immutable
from hardness.arguments import one_of, short_repr
from hardness.problems.base import read_only
from hardness.protocols.exact import best_message
from hardness.protocols.words import Words

Strategy: TypeAlias = Callable[[Words, Any, "np.random.Generator"], Any]
"""``merlin(protocol, sets, rng) -> message``."""


@dataclass(frozen=True, eq=False)
class Merlin(Immutable):
    """A strategy with a name.

    Attributes
    ----------
    name : str
        The name of the strategy in texts and plots.
    strategy : callable
        ``strategy(protocol, sets, rng) -> message``.
    random : bool
        Whether the message depends on ``rng``. If not, it is not computed again for every run.
    takes_inputs : bool
        Whether the strategy takes the checked `Inputs`. Other strategies take the array.

    Examples
    --------
    >>> from hardness.codes import ReedSolomon
    >>> from hardness.protocols import SetDisjointness
    >>> protocol = SetDisjointness(ReedSolomon(7, 6, 2), blocks=1, players=3)
    >>> sets = [[1, 0], [1, 1], [1, 0]]
    >>> protocol.acceptance_probability(MERLINS["best"](protocol, sets, np.random.default_rng(1)), sets)
    Fraction(1, 2)
    """

    name: str
    strategy: Strategy
    random: bool = True
    takes_inputs: bool = False

    __repr__ = fields_repr

    def __call__(self, protocol: Words, sets: Any, rng: "np.random.Generator") -> Any:
        """Return the message for these sets."""
        inputs = protocol.inputs(sets)
        return self.strategy(protocol, inputs if self.takes_inputs else inputs.bits.copy(), rng)

    @display
    def __str__(self) -> str:
        return str(self.name)


def honest(protocol: Words, sets: Any, _rng: "np.random.Generator") -> np.ndarray:
    """Send W; ValueError if the sets intersect."""
    return protocol.honest_message(sets)


def best(protocol: Words, sets: Any, _rng: "np.random.Generator") -> np.ndarray:
    """Send the message that is accepted most often; ValueError if the search exceeds the default budget."""
    return best_message(protocol, sets)[0]


def random(protocol: Words, _sets: Any, rng: "np.random.Generator") -> np.ndarray:
    """Send a uniformly random word of the message space."""
    field, basis = protocol.code.arithmetic, protocol.message_basis
    return field.matmul(rng.integers(field.order, size=len(basis)), basis)


def planting(protocol: Words, sets: Any, rng: "np.random.Generator") -> np.ndarray:
    """Plant roots: agree with W on a random information set of the message space.

    The coins outside I come in random order. Each coin at which the message is still free becomes an agreement, which
    gives dim C'_0 of them. With the z_I zeros of W on I, at least z_I + k' - kappa coins accept if dim C'_0 =
    k' - kappa, as for Reed-Solomon codes. For disjoint sets the message is W. This takes one elimination, while the
    best message may need a search.
    """
    field = protocol.code.arithmetic
    reduced, pivots = field.row_reduce(protocol.message_basis, rng.permutation(protocol.coins))
    return field.matmul(protocol.sum_word(sets)[pivots], reduced)


def tampering(merlin: Strategy) -> Strategy:
    """Return the strategy that adds a random nonzero word of the message space to what ``merlin`` sends.

    If ``merlin`` is honest, the result differs from the honest message, so at most z of the N coins accept.
    """
    return partial(_tampered, merlin)


def _tampered(merlin: Strategy, protocol: Words, sets: Any, rng: "np.random.Generator") -> np.ndarray:
    field, basis = protocol.code.arithmetic, protocol.message_basis
    if not len(basis):
        raise ValueError(f"{protocol!r} has only one message, so Merlin cannot tamper with it")
    message = protocol.checked_message(merlin(protocol, sets, rng))
    coefficients = np.zeros(len(basis), dtype=np.int64)
    while not coefficients.any():
        coefficients = rng.integers(field.order, size=len(basis))
    return field.add(message, field.matmul(coefficients, basis))


MERLINS: dict[str, Merlin] = {
    merlin.name: merlin
    for merlin in (
        Merlin("honest", honest, random=False, takes_inputs=True),
        Merlin("best", best, random=False, takes_inputs=True),
        Merlin("random", random, takes_inputs=True),
        Merlin("planting", planting, takes_inputs=True),
        # Of the honest message, if the sets are disjoint.
        Merlin("tampering", tampering(planting), takes_inputs=True),
    )
}
"""The Merlins that can be called by name."""


def resolve_merlin(merlin: Any) -> Merlin:
    """Return the Merlin that a name, a message or a callable stands for; ValueError for any other name."""
    if isinstance(merlin, Merlin):
        return merlin
    if isinstance(merlin, str):
        return MERLINS[one_of("merlin", merlin, MERLINS, "a message, a callable")]
    if callable(merlin):
        return Merlin(str(getattr(merlin, "__name__", short_repr(merlin))), merlin)
    # An array that is more than its numbers is kept as it is. The protocol decides whether it accepts it.
    message = read_only(merlin) if type(merlin) is np.ndarray else merlin
    return Merlin("message", partial(_send, message), random=False)


def _send(message: Any, _protocol: Words, _sets: Any, _rng: "np.random.Generator") -> Any:
    return message


__getattr__ = renamed_names(globals(), {"merlin_of": "resolve_merlin"})
