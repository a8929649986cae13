"""Options that exclude each other, and seeds that are drawn."""

import pytest

from hardness.cli.options import drawn, exclude


def test_one_of_several_is_enough():
    exclude(FILE="a", example=None, as_json=False)
    with pytest.raises(ValueError, match="--max-n and --only and --as contradict"):
        exclude(max_n=0, only="x", **{"as": 1})


def test_seeds_are_drawn_anew_and_short():
    seeds = {drawn(None) for _ in range(20)}
    assert len(seeds) > 1
    assert all(0 <= seed < 2**32 for seed in seeds)
    assert drawn(7) == 7
    with pytest.raises(ValueError, match="seed must be an integer >= 0, got -1"):
        drawn(-1)
