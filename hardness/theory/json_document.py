"""The base of all statements of the theory: they have a JSON object and JSON text."""

import json
from abc import ABC, abstractmethod
from typing import Any


class JsonDocument(ABC):
    """A statement that is written as a JSON object."""

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """Return the statement as a JSON object."""

    def to_json(self) -> str:
        """Return `to_dict` as text."""
        return json.dumps(self.to_dict(), indent=2)
