"""Approximate attention as a decision problem: which outputs are above a threshold, up to a tolerance."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import exp, expm1, inf, isfinite, log, log1p
from numbers import Real
from typing import Any, ClassVar, Self

import numpy as np

from algorithms.arrays import plain_array
from algorithms.attention import AttentionInputs
from algorithms.display import display
from hardness.arguments import is_index, short_repr
from hardness.problems.base import Problem
from hardness.problems.gap_max_ip.base import Promise


def log_middle(log_yes: float, log_no: float) -> float:
    """Return the logarithm of (yes + no)/2 without leaving logarithms."""
    return log_yes + log1p(exp(log_no - log_yes)) - log(2)


class AbstractApproximateAttention(Problem[int]):
    r"""Attention outputs of one nonnegative column, each promised to be >= ``yes`` or <= ``no``.

    Any outputs within ``tolerance`` of the exact ones decide every row: compare them with the threshold half-way
    between the bounds. Both bounds are kept as logarithms because they underflow on real instances. So is the entry
    bound, which can be astronomically large.

    A witness is a row whose exact output is above the threshold.
    """

    SIZE: ClassVar[tuple[str, ...]] = ("n_Att", "d_Att", "k")

    @property
    @abstractmethod
    def log_yes(self) -> float:
        """Logarithm of the least output of a YES row."""

    @property
    @abstractmethod
    def log_no(self) -> float:
        """Logarithm of the largest output of a NO row."""

    @property
    @abstractmethod
    def inputs(self) -> AttentionInputs:
        """The dense matrices; ValueError if they exceed the memory limit."""

    @property
    @abstractmethod
    def rows(self) -> int:
        """The number of queries."""

    @property
    @abstractmethod
    def log_entry_bound(self) -> float:
        """Logarithm of the bound B on the absolute values of all entries."""

    @abstractmethod
    def log_outputs(self) -> np.ndarray:
        """Return the logarithms of the exact outputs, float64 of shape (rows,)."""

    @abstractmethod
    def rounding(self) -> float:
        """Return a bound on the rounding error of `log_outputs` and of the bounds they are compared with."""

    @property
    def log_threshold(self) -> float:
        """Logarithm of the threshold (yes + no)/2."""
        return log_middle(self.log_yes, self.log_no)

    @property
    def log_tolerance(self) -> float:
        """Logarithm of the additive tolerance (yes - no)/2."""
        return self.log_yes + log(-expm1(self.log_no - self.log_yes)) - log(2)

    @property
    def threshold(self) -> float:
        """The threshold as a float; 0.0 where it underflows."""
        return exp(self.log_threshold)

    @property
    def tolerance(self) -> float:
        """The tolerance as a float; 0.0 where it underflows."""
        return exp(self.log_tolerance)

    def decide(self, outputs: Any) -> np.ndarray:
        """Compare outputs with the threshold: booleans of shape (rows,), False where an output is not a number.

        Raises
        ------
        ValueError
            If there is not one output per row, or the threshold underflows float64, so that no comparison is possible.
        """
        values = plain_array(outputs, "outputs").astype(np.float64, copy=False)
        if values.shape not in {(self.rows,), (self.rows, 1)}:
            raise ValueError(f"outputs must have the shape ({self.rows}, 1), got {values.shape}")
        if self.threshold < np.finfo(np.float64).tiny:
            raise ValueError(
                f"the threshold e^{self.log_threshold:.6g} underflows float64: decide on logarithms (decide_log)"
            )
        return values.reshape(-1) >= self.threshold

    def decide_log(self, log_outputs: Any) -> np.ndarray:
        """Compare logarithms of outputs with that of the threshold: booleans of shape (rows,).

        Raises
        ------
        ValueError
            If there is not one number per row.
        """
        logs = plain_array(log_outputs, "log_outputs").astype(np.float64, copy=False)
        if logs.shape not in {(self.rows,), (self.rows, 1)}:
            raise ValueError(f"log_outputs must have the shape ({self.rows}, 1), got {logs.shape}")
        return logs.reshape(-1) >= self.log_threshold

    def verify(self, witness: object) -> bool:
        """Return whether ``witness`` is a row whose exact output is above the threshold."""
        return is_index(witness, self.rows) and bool(self.decide_log(self.log_outputs())[witness])

    def witnesses(self) -> Iterator[int]:
        """Enumerate the rows."""
        return iter(range(self.rows))

    def solutions(self) -> Iterator[int]:
        """Enumerate the rows above the threshold; the outputs are computed once."""
        return iter(np.flatnonzero(self.decide_log(self.log_outputs())).tolist())

    def promise(self, row: int | None = None) -> Promise:
        """Classify one row, or the instance: VIOLATED if any row is, else YES if any row is, else NO.

        The bounds are widened by `rounding`: an output that meets a bound with equality keeps the promise.
        """
        logs, slack = self.log_outputs(), self.rounding()
        yes, no = logs >= self.log_yes - slack, logs <= self.log_no + slack
        if row is not None:
            return Promise.YES if yes[row] else Promise.NO if no[row] else Promise.VIOLATED
        if not (yes | no).all():
            return Promise.VIOLATED
        return Promise.YES if yes.any() else Promise.NO


@dataclass(frozen=True, eq=False, repr=False)
class ApproximateAttention(AbstractApproximateAttention):
    """Approximate attention on dense matrices.

    Parameters
    ----------
    inputs : AttentionInputs
        Inputs of any order with one column of nonnegative values.
    log_yes, log_no : float
        Logarithms of the two bounds on outputs, log_no < log_yes <= 0 up to the scale of the values.

    Raises
    ------
    ValueError
        If the values have several columns or a negative entry, or the bounds are not finite or not ordered.

    Examples
    --------
    >>> inputs = AttentionInputs([[9.0], [0.0]], ([[1.0], [0.0]],), ([[1.0], [0.0]],))
    >>> instance = ApproximateAttention(inputs, log_yes=-0.01, log_no=-0.6)
    >>> list(instance.solutions()), instance.promise().name
    ([0], 'YES')
    >>> instance.decide([[0.9], [0.5]])
    array([ True, False])
    """

    matrices: AttentionInputs
    log_bounds: tuple[float, float]  # of NO and YES outputs

    NAME: ClassVar[str] = "attention"

    def __init__(self, inputs: AttentionInputs, log_yes: float, log_no: float) -> None:
        if not isinstance(inputs, AttentionInputs):
            raise ValueError(f"inputs must be AttentionInputs, got {type(inputs).__name__}")
        if inputs.value_dimension != 1 or min(v.min() for v in inputs.values) < 0:
            raise ValueError(f"inputs must have one column of nonnegative values, got {inputs!r}")
        bounds: tuple[Any, Any] = (log_no, log_yes)
        if not all(isinstance(bound, Real) and isfinite(bound) for bound in bounds) or not log_no < log_yes:
            given = f"log_no = {short_repr(log_no)}, log_yes = {short_repr(log_yes)}"
            raise ValueError(f"log_no and log_yes must be finite with log_no < log_yes, got {given}")
        object.__setattr__(self, "matrices", inputs)
        object.__setattr__(self, "log_bounds", (float(log_no), float(log_yes)))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.matrices, self.log_yes, self.log_no)

    @property
    def log_yes(self) -> float:
        """Logarithm of the least output of a YES row."""
        return self.log_bounds[1]

    @property
    def log_no(self) -> float:
        """Logarithm of the largest output of a NO row."""
        return self.log_bounds[0]

    @property
    def inputs(self) -> AttentionInputs:
        """The dense matrices."""
        return self.matrices

    @property
    def rows(self) -> int:
        """The number of queries."""
        return len(self.matrices.query)

    @property
    def log_entry_bound(self) -> float:
        """Logarithm of the largest absolute value of an entry, values included."""
        largest = max(self.matrices.entry_bound, *(float(v.max()) for v in self.matrices.values))
        return log(largest) if largest else -inf

    def size(self) -> dict[str, int]:
        """Return the number of rows of the largest matrix, the dimension and the order."""
        return {
            "n_Att": max(self.rows, *self.matrices.key_sizes),
            "d_Att": self.matrices.dimension,
            "k": self.matrices.order,
        }

    def log_outputs(self) -> np.ndarray:
        """Return the logarithms of the exact outputs."""
        from algorithms.attention import exact_log_attention

        return exact_log_attention(self.matrices)[:, 0]

    def rounding(self) -> float:
        """Return a bound on the error of `log_outputs` and of the bounds they are compared with.

        The first part is `exact_log_error_bound`. A logarithm that stands for log_yes or log_no may be off by 2 ulp,
        and widening it by this number is rounded: together at most 5u of the larger one.
        """
        from algorithms.attention import exact_log_error_bound

        bounds = max(abs(bound) for bound in self.log_bounds)
        return float(exact_log_error_bound(self.matrices).max(initial=0.0)) * (1 + 2.0**-50) + 6 * 2.0**-53 * bounds

    def _encode(self) -> dict[str, Any]:
        inputs = self.matrices
        return {
            "matrices": {
                "query": inputs.query.tolist(),
                "keys": [key.tolist() for key in inputs.keys],
                "values": [value.tolist() for value in inputs.values],
                "scale": inputs.scale,
                "dtype": str(inputs.dtype),
            },
            "log_bounds": list(self.log_bounds),
        }

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        given = data["matrices"]
        if given["dtype"] not in {"float32", "float64"}:
            raise ValueError(f"dtype must be float32 or float64, got {short_repr(given['dtype'])}")

        def array(rows: Any) -> np.ndarray:
            return plain_array(rows, "matrices").astype(given["dtype"])

        keys = tuple(map(array, given["keys"]))
        # An empty list of rows does not determine the number of columns.
        query = array(given["query"]) if given["query"] else np.zeros((0, keys[0].shape[1]), dtype=given["dtype"])
        inputs = AttentionInputs(query, keys, tuple(map(array, given["values"])), given["scale"])
        no, yes = data["log_bounds"]
        return cls(inputs, log_yes=yes, log_no=no)

    @display
    def __repr__(self) -> str:
        bounds = f"log yes {self.log_yes:.6g}, log no {self.log_no:.6g}"
        return f"<attention threshold: {repr(self.matrices).strip('<>')}, {bounds}>"
