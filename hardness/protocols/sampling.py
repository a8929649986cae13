"""Acceptance probabilities by running the protocol many times, with Clopper-Pearson confidence intervals."""

from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import sha256
from typing import Any

import numpy as np

from algorithms.display import display, written
from hardness.arguments import generator, integer
from hardness.memory import refuse_beyond_memory
from hardness.numbers import json_value
from hardness.protocols.merlins import resolve_merlin
from hardness.protocols.words import Words

_BYTES_PER_TRIAL = 10  # a coin and its verdict


@dataclass(frozen=True)
class AcceptanceSample:
    """The number of acceptances in independent runs of one experiment.

    Samples of the same experiment (protocol, sets and Merlin) can be added: ``a + b``, ``sum(samples)``.

    Attributes
    ----------
    trials, accepted : int
        The numbers of runs and of accepted runs.
    merlin : str
        The name of the Merlin that sent the messages.
    experiment : str
        A fingerprint of protocol, sets and Merlin: of the message of a deterministic Merlin, of the name of a random
        one.

    Examples
    --------
    >>> AcceptanceSample(100, 40) + AcceptanceSample(20, 11)
    <51 of 120 accepted: 0.425, 95% interval [0.335, 0.519]>
    """

    trials: int
    accepted: int
    merlin: str = ""
    experiment: str = ""

    def __post_init__(self) -> None:
        for name in ("trials", "accepted"):
            object.__setattr__(self, name, integer(name, getattr(self, name), 0))
        if self.accepted > self.trials:
            raise ValueError(f"accepted must be at most trials={self.trials}, got {self.accepted}")

    @property
    def estimate(self) -> Fraction:
        """The accepted fraction of the trials; ValueError if there were none."""
        if not self.trials:
            raise ValueError("trials must be >= 1 for an estimate, got 0")
        return Fraction(self.accepted, self.trials)

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        r"""Return the Clopper-Pearson interval, which contains the true probability with at least this confidence.

        **Construction.** Let :math:`\alpha` = 1 - confidence. At the lower end p, ``accepted`` or more acceptances have
        probability :math:`\alpha/2`. At the upper end, ``accepted`` or fewer do. Both ends are quantiles of beta
        distributions [CP34]_. With no acceptance the lower end is 0. If all runs accept, the upper end is 1.

        Parameters
        ----------
        confidence : float
            Between 0 and 1, exclusively.

        References
        ----------
        .. [CP34] C. J. Clopper, E. S. Pearson, *The use of confidence or fiducial limits illustrated in the case of
           the binomial*, Biometrika 26 (1934).
        """
        if not 0 < confidence < 1:
            raise ValueError(f"confidence must lie strictly between 0 and 1, got {confidence!r}")
        from scipy.stats import beta

        tail, rejected = (1 - confidence) / 2, self.trials - self.accepted
        low = float(beta.ppf(tail, self.accepted, rejected + 1)) if self.accepted else 0.0
        high = float(beta.isf(tail, self.accepted + 1, rejected)) if rejected else 1.0
        return low, high

    def to_dict(self) -> dict[str, Any]:
        """Return the sample as JSON values, with its 95% interval; without trials the estimate is ``None``."""
        low, high = self.interval() if self.trials else (0.0, 1.0)
        return {
            "merlin": self.merlin,
            "trials": json_value(self.trials),
            "accepted": json_value(self.accepted),
            "estimate": json_value(self.estimate) if self.trials else None,
            "interval_95_low": low,
            "interval_95_high": high,
            "experiment": self.experiment,
        }

    def __add__(self, other: object) -> "AcceptanceSample":
        if not isinstance(other, AcceptanceSample):
            return NotImplemented
        if (self.merlin, self.experiment) != (other.merlin, other.experiment):
            raise ValueError(f"samples of different experiments cannot be added: {self!r} and {other!r}")
        return replace(self, trials=self.trials + other.trials, accepted=self.accepted + other.accepted)

    def __radd__(self, other: object) -> "AcceptanceSample":
        return self if type(other) is int and other == 0 else NotImplemented  # the start of `sum`

    @display
    def __repr__(self) -> str:
        merlin = f"{self.merlin} Merlin: " if self.merlin else ""
        if not self.trials:
            return f"<{merlin}no trials>"
        estimate = f"{written(self.accepted)} of {written(self.trials)} accepted: {float(self.estimate):.3g}"
        if self.trials >= 2**53:  # not exact in the floats of the interval
            return f"<{merlin}{estimate}>"
        low, high = self.interval()
        return f"<{merlin}{estimate}, 95% interval [{low:.3g}, {high:.3g}]>"


def sample(
    protocol: Words,
    sets: Any,
    merlin: Any = "best",
    trials: int = 1000,
    seed: "int | np.random.Generator | None" = None,
) -> AcceptanceSample:
    """Run the protocol many times and count how often player 1 accepts.

    W does not depend on the run and is computed once. So is the message of a deterministic Merlin. A message given as
    an array, or by name, is treated as in `SetDisjointness.run`.

    Parameters
    ----------
    protocol : Words
        The protocol.
    sets : array_like, shape (players, m)
        The players' inputs.
    merlin : str, array_like or callable
        A name, a message or a strategy ``merlin(protocol, sets, rng) -> message``, which is called for every run.
    trials : int
        Number of runs, >= 1.
    seed : int, Generator or None
        The randomness of coins and strategy.

    Raises
    ------
    ValueError
        If an argument is malformed or Merlin sends a word outside the message space.

    Examples
    --------
    >>> from hardness.codes import ReedSolomon
    >>> from hardness.protocols import SetDisjointness
    >>> protocol = SetDisjointness(ReedSolomon(7, 6, 2), blocks=2, players=3)
    >>> sample(protocol, [[1, 0], [1, 1], [1, 0]], merlin="best", trials=500, seed=3).trials
    500
    """
    num_trials = integer("trials", trials, 1)
    refuse_beyond_memory(_BYTES_PER_TRIAL * num_trials, f"{written(num_trials)} trials")
    rng = generator(seed)
    inputs = protocol.inputs(sets)
    strategy = resolve_merlin(merlin)
    word = protocol.sum_word(inputs)
    text = f"{protocol.to_dict()} {inputs.bits.astype(int).tolist()} {strategy.name}"
    if strategy.random:
        accepted = 0
        for _ in range(num_trials):
            message = protocol.checked_message(strategy(protocol, inputs, rng))
            coin = int(rng.integers(protocol.coins))
            accepted += int(message[coin] == word[coin])
    else:
        message = protocol.checked_message(strategy(protocol, inputs, rng))
        accepted = int((message == word)[rng.integers(protocol.coins, size=num_trials)].sum())
        text += f" {message.tolist()}"
    return AcceptanceSample(num_trials, accepted, strategy.name, sha256(text.encode()).hexdigest()[:16])
