"""Sizes against codes that are built, closed forms and direct counts of pole numbers."""

from fractions import Fraction
from math import log2

import numpy as np
import pytest

from hardness.checks.subjects import project_subjects
from hardness.codes import minimum_distance
from hardness.codes.curves import tower_conductor, tower_genus
from hardness.codes.field.finite_field import FiniteField
from hardness.codes.registry import parse_code
from hardness.codes.sizes import (
    ProtocolSizes,
    hermitian_sizes,
    largest_pole_bound,
    least_length,
    one_point_sizes,
    reed_solomon_sizes,
    tower_sizes,
)
from hardness.protocols import SetDisjointness
from hardness.protocols.implicit_gap_max_ip import ImplicitGapMaxIP

CHECKED_CODES = [subject.name for subject in project_subjects() if subject.kind == "code"]


def pivots(field: FiniteField, matrix: np.ndarray) -> list[int]:
    """Columns of the pivots by elimination from the schoolbook, one row at a time."""
    rows, found = [row for row in np.array(matrix) if row.any()], []
    while rows:
        column = min(int(np.flatnonzero(row)[0]) for row in rows)
        pivot = next(row for row in rows if row[column])
        rest = [row for row in rows if row is not pivot]
        scaled = field.mul(pivot, field.inv(pivot[column]))
        rest = [field.sub(row, field.mul(scaled, row[column])) for row in rest]
        rows = [row for row in rest if row.any()]
        found.append(column)
    return found


# --- predicted and built ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CHECKED_CODES)
def test_predicted_sizes_are_those_of_the_code_that_is_built(name: str) -> None:
    """Dimensions are ranks by elimination; zeros of C' are counted on words, or on all of C' where it is small."""
    code = parse_code(name)
    field, values = code.arithmetic, code.evaluation_matrix()
    information_set = pivots(field, values)
    built = 0
    for players in (2, 3, 4):
        try:
            containing = code.star_power(players)
        except ValueError:
            with pytest.raises(ValueError, match="must be"):
                code.sizes(players)
            continue
        predicted = code.sizes(players)
        power = containing.evaluation_matrix()
        assert (predicted.family, predicted.players, predicted.blocks) == (name.partition(":")[0], players, 1)
        assert (predicted.field_order, predicted.length) == (field.exp.max() + 1, values.shape[1])
        assert predicted.dimension == len(information_set)
        # C'_0 is the kernel of the restriction of C' to the information set
        dimension = len(pivots(field, power))
        assert predicted.message_dimension == dimension - len(pivots(field, power[:, information_set]))
        assert predicted.zeros < predicted.length
        # z is attained or a bound: all words of C' where they are few, else its basis and products of k words
        if field.order**dimension <= 10**5:
            most = code.length - minimum_distance(containing)
            assert most == predicted.zeros or (containing.exact_distance is None and most < predicted.zeros)
        assert max(int((word == 0).sum()) for word in containing.generator) <= predicted.zeros
        product = values[-1]
        for _ in range(players - 1):
            product = field.mul(product, values[-1])
        assert len(pivots(field, np.vstack([power, product]))) == dimension  # it lies in C'
        assert int((product == 0).sum()) <= predicted.zeros
        built += 1
    assert built or code.dimension > 1


@pytest.mark.parametrize("name", CHECKED_CODES)
def test_predicted_sizes_are_those_of_the_protocol(name: str) -> None:
    code = parse_code(name)
    for players in (2, 3, 4):
        for blocks in (1, 2, 3):
            try:
                protocol = SetDisjointness(code, blocks, players)
            except ValueError:
                continue  # no star power, or too few weights
            sizes = code.sizes(players, blocks)
            assert sizes == protocol.sizes
            assert sizes.message_dimension == len(pivots(code.arithmetic, protocol.message_basis))
            assert sizes.messages == protocol.message_count
            assert (sizes.universe, sizes.soundness) == (protocol.universe, protocol.soundness_bound)
            assert (sizes.blocks, sizes.players, sizes.length) == (blocks, players, protocol.coins)
            bits = [sizes.messages, sizes.length, *[sizes.field_order**blocks] * (players - 1)]
            assert list(protocol.bits.values()) == [(number - 1).bit_length() for number in bits]
            message = tuple(np.zeros(code.length, dtype=int).tolist())
            one = np.ones((1, protocol.universe), dtype=int)
            gap = ImplicitGapMaxIP(protocol, [one] * players, message)
            assert sizes.gap_dimension == gap.dimension
            assert abs(2.0**sizes.lg_gap_dimension / gap.dimension - 1) < 1e-9 or gap.dimension > 2**1000


def test_arguments_of_sizes_are_checked() -> None:
    code = parse_code("rs:7,6,2")
    for players, blocks, name in ((1, 1, "players"), (True, 1, "players"), (3, 0, "blocks"), (3, 1.5, "blocks")):
        with pytest.raises(ValueError, match=f"{name} must be an integer >= {1 if name == 'blocks' else 2}, got"):
            code.sizes(players, blocks)  # type: ignore[arg-type]


@pytest.mark.parametrize("base", [2, 3, 8, 81, 1024, 75011])
@pytest.mark.parametrize("exponent", [0, 1, 2, 7, 100])
def test_bits_are_the_least_that_number_all_words(base: int, exponent: int) -> None:
    sizes = ProtocolSizes("rs", base, 5, 1, 0, message_dimension=exponent, blocks=exponent, players=3)
    bits = (base**exponent - 1).bit_length()
    assert sizes.bits == {"merlin": bits, "coins": 3, "player 2": bits, "player 3": bits}


def test_least_lengths_and_largest_pole_bounds_by_trying() -> None:
    for soundness in (Fraction(1, 2), Fraction(2, 3), Fraction(9, 10), Fraction(1, 7)):
        for number in range(40):
            assert least_length(number, soundness) == next(N for N in range(1, 400) if number <= soundness * N)
            for k in (2, 3, 5):
                assert largest_pole_bound(number, k, soundness) == max(
                    u for u in range(40) if k * u <= soundness * number
                )


# --- by numbers alone ------------------------------------------------------------------------------------------------


def semigroup_gaps(q: int, level: int) -> list[int]:
    """Gaps of the recursion S_1 = N_0, S_m = q S_{m-1} u {i >= q^m - q^ceil(m/2)}."""
    if level == 1:
        return []
    conductor = q**level - q ** ((level + 1) // 2)
    below = set(semigroup_gaps(q, level - 1))
    return [i for i in range(conductor) if i % q or i // q in below]


@pytest.mark.parametrize(("q", "level"), [(2, 5), (3, 2), (3, 4), (4, 3), (5, 3), (7, 2), (11, 1)])
def test_genus_is_the_number_of_gaps_and_the_conductor_follows_the_last_one(q: int, level: int) -> None:
    gaps = semigroup_gaps(q, level)
    assert tower_genus(q, level) == len(gaps) < q**level
    if gaps:
        assert tower_conductor(q, level) == gaps[-1] + 1


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_full_tower_codes_are_the_longest_within_the_soundness(level: int) -> None:
    k, soundness = 3, Fraction(1, 2)
    sizes = tower_sizes(29, level, k, soundness)
    assert sizes.length == 28 * 29**level
    assert sizes.zeros <= soundness * sizes.length < sizes.zeros + k
    rate = soundness / k - Fraction(1, 28)
    assert sizes.dimension > rate * sizes.length
    assert sizes.message_dimension == (sizes.zeros + 1 - tower_genus(29, level)) - sizes.dimension


@pytest.mark.parametrize("dimension", [1, 2, 700, 3141])
def test_shortened_tower_codes_have_the_dimension_and_just_enough_points(dimension: int) -> None:
    soundness = Fraction(1, 2)
    sizes = tower_sizes(29, 2, 3, soundness, dimension)
    assert sizes.dimension >= dimension
    assert sizes.dimension == dimension or sizes.zeros == 3 * tower_conductor(29, 2)
    assert sizes.zeros <= soundness * sizes.length
    assert sizes.zeros > soundness * (sizes.length - 1)
    assert sizes.length <= 28 * 29**2


def test_a_level_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="dimension = 3142 needs 23550 points; level 2 over q = 29 has 23548"):
        tower_sizes(29, 2, 3, Fraction(1, 2), 3142)


def test_reed_solomon_and_hermitian_sizes() -> None:
    rs = reed_solomon_sizes(37, 5, players=3, soundness=Fraction(2, 3))
    assert (rs.length, rs.dimension, rs.message_dimension, rs.zeros) == (18, 5, 8, 12)
    assert (
        reed_solomon_sizes(37, 2, players=5, soundness=Fraction(2, 3)).length == 8
    )  # 5 zeros in 8 points, 7 are too few
    assert reed_solomon_sizes(2, 1, 4, Fraction(1, 2)).length == 1  # constants: one point says all
    hermitian = hermitian_sizes(7, 30, players=2, soundness=Fraction(1, 2))
    assert (hermitian.field_order, hermitian.zeros, hermitian.length) == (49, 2 * 50, 200)  # u = 30 - 1 + 21
    assert hermitian.message_dimension == 50
    assert hermitian_sizes(7, 3, 2, Fraction(1, 2)).zeros == 2 * 41  # never below 2g - 1


def test_bounds_without_riemann_roch_dimensions_are_refused() -> None:
    with pytest.raises(ValueError, match="pole_bound must be at least 9, got 8"):
        one_point_sizes("hermitian", 16, 8, players=2, length=64, genus=6, conductor=10)
    with pytest.raises(ValueError, match="must keep k u below the length 64, got k u = 64"):
        one_point_sizes("hermitian", 16, 32, players=2, length=64, genus=6, conductor=12)


@pytest.mark.parametrize("players", [2, 3])
@pytest.mark.parametrize("soundness", [Fraction(1, 2), Fraction(4, 5)])
def test_families_predict_the_library_s_codes_where_these_use_as_many_points(players: int, soundness: Fraction) -> None:
    """On all points, a code of the library with the same pole bound has the same numbers."""
    compared = 0
    for q in (3, 4, 5):
        if largest_pole_bound(q * q * (q - 1), players, soundness) >= tower_conductor(q, 2):
            full = tower_sizes(q, 2, players, soundness)
            same = parse_code(f"gs:{q},2,{full.zeros // players}").sizes(players)
            assert (same.length, same.zeros, same.field_order) == (full.length, full.zeros, full.field_order)
            assert (same.dimension, same.message_dimension) == (full.dimension, full.message_dimension)
            compared += 1
        for dimension in (2, 3, q * q):
            short = hermitian_sizes(q, dimension, players, soundness)
            if short.length <= q**3:
                whole = parse_code(f"hermitian:{q},{short.zeros // players}").sizes(players)
                # at u = 2g - 1, which is no pole order, the library's code has fewer zeros
                if short.zeros // players >= q * (q - 1):
                    assert (whole.zeros, whole.message_dimension) == (short.zeros, short.message_dimension)
                assert whole.dimension == short.dimension >= dimension
                assert whole.zeros <= short.zeros
                compared += 1
    for dimension in (1, 2, 5):
        short = reed_solomon_sizes(67, dimension, players, soundness, blocks=4)
        assert parse_code(f"rs:67,{short.length},{dimension}").sizes(players, 4) == short
        compared += 1
    assert compared >= 5


@pytest.mark.parametrize(("name", "players"), [("rs:7,6,2", 3), ("rs:8,8,3", 2), ("hermitian:3,4", 2)])
def test_binary_logarithms_are_those_of_the_whole_numbers(name: str, players: int) -> None:
    sizes = parse_code(name).sizes(players, 2)
    assert sizes.lg_messages == pytest.approx(log2(sizes.messages))
    assert sizes.lg_gap_dimension == pytest.approx(log2(sizes.gap_dimension))
