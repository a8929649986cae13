"""What the construction uses for one n, against integers."""

from fractions import Fraction

import pytest

from hardness.codes.sizes import reed_solomon_sizes, tower_sizes
from hardness.theory.constants.construction import Construction


@pytest.mark.parametrize("groups", [1, 3])
@pytest.mark.parametrize(("players", "blocks"), [(2, 5), (3, 4)])
def test_messages_and_dimension_of_several_words(groups: int, players: int, blocks: int) -> None:
    rs = reed_solomon_sizes(101, 5, players, Fraction(1, 2), blocks)
    for q, sizes in ((101, rs), (13, tower_sizes(13, 2, players, Fraction(1, 2), 7, blocks))):
        used = Construction(Fraction(50), 9, groups, None, q, sizes)
        messages = sizes.field_order ** (groups * sizes.message_dimension)
        dimension = sizes.length * sizes.field_order ** (groups * (players - 1) * blocks)
        for interval, number in ((used.lg_messages, messages), (used.lg_dimension, dimension)):
            assert interval.lower < number.bit_length()
            assert interval.upper >= number.bit_length() - 1
            assert interval.upper - interval.lower < Fraction(1, 2**60)
        assert used.blocks == blocks


def test_the_old_name_warns() -> None:
    import hardness.theory.constants.construction as module

    with pytest.warns(DeprecationWarning, match="Choice is now .*Construction"):
        assert module.Choice is Construction
