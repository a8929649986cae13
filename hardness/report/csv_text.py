"""Records as CSV: one header line, one line per record, numbers as in JSON."""

import csv
import json
from collections.abc import Iterable, Mapping
from io import StringIO
from typing import Any

from hardness.numbers import json_value


def csv_text(records: Iterable[Mapping[str, Any]]) -> str:
    """Return records, all with the same keys, as CSV text.

    A cell holds its value as in JSON: numbers as `hardness.numbers.json_value` gives them, ``true`` and ``false``,
    lists as JSON text. Strings have no quotes of JSON, and None is an empty cell.

    Raises
    ------
    ValueError
        If two records have different keys.

    Examples
    --------
    >>> print(csv_text([{"family": "rs", "merlin_bits": 12, "exact": True, "limit": None, "sizes": (2, 3)}]), end="")
    family,merlin_bits,exact,limit,sizes
    rs,12,true,,"[2, 3]"
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    header: list[str] | None = None
    for record in records:
        if header is None:
            header = list(record)
            writer.writerow(header)
        elif list(record) != header:
            raise ValueError(f"records must have the keys {', '.join(header)}, got {', '.join(record)}")
        writer.writerow(map(_cell, record.values()))
    return out.getvalue()


def _cell(value: Any) -> str:
    value = json_value(value)
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, allow_nan=False)
