"""The state of knowledge after some branches have been decided on some rows."""

import json
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from algorithms.display import fields_repr
from hardness.numbers import format_integer, json_value


@dataclass(frozen=True)
class SweepResult:
    """The pairs of branch and row above the threshold; an immutable value, which each decided cell replaces.

    Attributes
    ----------
    messages, rows : int
        The number of branches, one per message of Merlin, and the number of rows of the largest instance.
    tried : int
        The number of (message, row) pairs decided so far.
    yes : tuple of (int, int)
        The pairs (number of the message among those tried, row) whose output is above the threshold, ascending.
    least_yes, largest_no : float or None
        The outputs nearest to the threshold on either side; None if there is none.
    """

    messages: int
    rows: int
    tried: int = 0
    yes: tuple[tuple[int, int], ...] = ()
    least_yes: float | None = None
    largest_no: float | None = None

    __repr__ = fields_repr

    @property
    def complete(self) -> bool:
        """Whether every message has been tried on every row."""
        return self.tried == self.messages * self.rows

    @property
    def coverage(self) -> str:
        """The pairs tried so far, in words."""
        if self.complete:
            return f"all {format_integer(self.messages)} messages on all {format_integer(self.rows)} rows"
        return f"{format_integer(self.tried)} of {format_integer(self.messages * self.rows)} pairs of message and row"

    def to_dict(self) -> dict[str, Any]:
        """Return the result as JSON values."""
        return {**json_value(vars(self)), "complete": self.complete}

    def to_json(self) -> str:
        """Return the result as JSON text."""
        return json.dumps(self.to_dict(), allow_nan=False)

    def add(self, first_message: int, first_row: int, outputs: np.ndarray, above: np.ndarray) -> "SweepResult":
        """Return the result with one more cell: outputs (messages, rows), and which of them are above the threshold."""
        yes = tuple((first_message + int(m), first_row + int(i)) for m, i in np.argwhere(above))
        least = [float(outputs[above].min())] if above.any() else []
        largest = [float(outputs[~above].max())] if not above.all() else []
        return replace(
            self,
            tried=self.tried + outputs.size,
            yes=self.yes + yes,
            least_yes=min([*least, *_known(self.least_yes)], default=None),
            largest_no=max([*largest, *_known(self.largest_no)], default=None),
        )

    def add_branch(self, number: int, outputs: np.ndarray, above: np.ndarray) -> "SweepResult":
        """Return the result with all rows of the next branch; rows that only a larger branch has count as NO."""
        added = self.add(number, 0, outputs[None], above[None])
        rows = max(self.rows, len(outputs))
        return replace(added, rows=rows, tried=(number + 1) * rows)


def _known(value: float | None) -> list[float]:
    return [] if value is None else [value]
