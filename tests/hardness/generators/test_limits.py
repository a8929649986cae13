"""The limit of generated instances: 2 GiB, or the memory of the process where that is less."""

import pytest

from hardness import memory
from hardness.generators.limits import refuse_large


def test_the_limit_is_two_gibibytes_exactly(monkeypatch):
    monkeypatch.setattr(memory, "memory_limit", lambda: 2**40)
    refuse_large(2**31, bytes_each=1)
    with pytest.raises(ValueError, match=r"need 2,147,483,649 bytes; the limit is 2,147,483,648$"):
        refuse_large(2**31 + 1, bytes_each=1)


def test_less_memory_is_a_lower_limit(monkeypatch):
    monkeypatch.setattr(memory, "memory_limit", lambda: 80)
    refuse_large(2)
    with pytest.raises(ValueError, match=r"need 120 bytes; the limit is 80 \(half of the memory"):
        refuse_large(3)
