"""The proven error bound of an answer."""

import json
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from algorithms.attention.rounding import U, inward
from algorithms.display import display
from algorithms.immutable import Immutable

__all__ = ["Certificate"]


@dataclass(frozen=True, eq=False)
class Certificate(Immutable):
    r"""Proven bounds on the distance of an output from attention: for any input, in max norm, by row and by entry.

    Parameters
    ----------
    bounds : array, shape (n_0, d_v)
        ``|output - true attention| <= bounds``, entry by entry.
    largest_output : float
        max |output|, to which `relative_error_bound` refers.
    method : str
        ``"moments"`` for the polynomial method, ``"rounding"`` for exact evaluation.
    degree, rank : int
        Of the polynomial; 0 for exact evaluation.
    score_bound : float
        R_abs, the bound on the sums of absolute terms behind the scores, over all queries.
    rounding_error : float
        The part of ``error_bound`` that rounding may cause.
    """

    bounds: NDArray[np.float64]
    largest_output: float
    method: str
    degree: int
    rank: int
    score_bound: float
    rounding_error: float

    @property
    def error_bound(self) -> float:
        """A proven bound on the largest error of an entry."""
        return float(self.bounds.max(initial=0.0))

    @property
    def row_bounds(self) -> NDArray[np.float64]:
        """A proven bound on the largest error in each row."""
        return np.asarray(self.bounds.max(axis=1, initial=0.0))

    @property
    def relative_error_bound(self) -> float:
        """A proven bound on the largest error divided by the largest true output; infinite if that may be 0."""
        # Three roundings, of the largest output, the difference and the quotient, and one in reserve.
        least = inward(self.largest_output, 4 * U) - self.error_bound
        return self.error_bound / least if least > 0 else (0.0 if self.error_bound == 0 else math.inf)

    def to_dict(self) -> dict[str, Any]:
        """Return the certificate as JSON values, without the matrix of bounds; infinities and NaN become strings."""
        header = {"format": "attention-hardness", "kind": "certificate", "version": 1, "method": self.method}
        whole = {"rows": self.bounds.shape[0], "columns": self.bounds.shape[1], "degree": self.degree}
        names = ("error_bound", "relative_error_bound", "largest_output", "score_bound", "rounding_error")
        values = {name: float(getattr(self, name)) for name in names}
        finite = {name: value if math.isfinite(value) else str(value) for name, value in values.items()}
        return {**header, **whole, "rank": self.rank, **finite}

    def to_json(self) -> str:
        """Return the certificate as JSON text."""
        return json.dumps(self.to_dict(), allow_nan=False)

    @display
    def __repr__(self) -> str:
        how = f"{self.method}, degree {self.degree}, rank {self.rank}" if self.method == "moments" else self.method
        return f"<certificate: error <= {self.error_bound:.3g} by {how}, |score| <= {self.score_bound:.3g}>"
