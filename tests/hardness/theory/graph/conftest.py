"""Reductions that map nothing: enough for a graph."""

from dataclasses import dataclass
from typing import ClassVar

import pytest

from hardness.reductions.base import Exact, Kind, Reduction


@pytest.fixture
def made_up():
    """Make a reduction between two problems, with a name of its own."""
    return _made_up


def _made_up(name, source, target, kind=Kind.KARP):
    @dataclass(frozen=True)
    class MadeUp(Reduction):
        source_type: ClassVar[type] = source
        target_type: ClassVar[type] = target
        theorem: ClassVar[str] = f"theorem of {name}"

        @property
        def overhead(self):
            return {"branch_count": Exact(1)}

        def reduce(self, instance):
            raise NotImplementedError

    MadeUp.kind = kind
    MadeUp.__name__ = name
    return MadeUp()
