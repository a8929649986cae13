import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.attention import exact_attention, exact_log_attention
from hardness.problems import CNF, GapMaxIP, Promise
from hardness.reductions import GapMaxIPToAttention, Kind, UnsupportedInstanceError
from hardness.reductions.overhead import UpperBound, predicted_sizes


@st.composite
def kept_promises(draw):
    """An instance of order 2..4 and its rows, all of which keep the promise."""
    d = draw(st.integers(1, 6))
    sizes = draw(st.lists(st.integers(1, 4), min_size=2, max_size=4))
    row = st.lists(st.sampled_from([0, 1, 1, 1]), min_size=d, max_size=d)
    sets = [draw(st.lists(row, min_size=n, max_size=n)) for n in sizes]
    t = draw(st.integers(1, d))
    eps = draw(st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(1, 3)]))
    whole = GapMaxIP(sets, t, eps)
    rows = [i for i in range(sizes[0]) if whole.promise(i) is not Promise.VIOLATED]
    return GapMaxIP([[sets[0][i] for i in rows] or [[0] * d], *sets[1:]], t, eps)


@settings(deadline=None, max_examples=150)
@given(kept_promises(), st.sampled_from(["calibrated", "paper"]))
def test_rows_above_the_threshold_are_the_yes_rows(gap, variant):
    reduced = GapMaxIPToAttention(variant).apply(gap)
    target = reduced.target
    yes = [row for row in range(gap.sizes[0]) if gap.promise(row) is Promise.YES]
    assert list(target.solutions()) == yes
    assert target.decide_log(exact_log_attention(target.inputs)[:, 0]).nonzero()[0].tolist() == yes
    assert target.promise() is gap.promise() is not Promise.VIOLATED
    for row in range(target.rows):
        if row in yes:
            assert gap.verify(reduced.map_back(None, row))
            assert reduced.map_back(None, row)[0] == row
        else:
            with pytest.raises(ValueError, match="does not solve"):
                reduced.map_back(None, row)
    for witness in gap.solutions():
        assert reduced.map_forward(witness) == (None, witness[0])


@settings(deadline=None, max_examples=100)
@given(kept_promises(), st.integers(0, 2**32 - 1))
def test_any_outputs_within_the_tolerance_decide(gap, seed):
    target = GapMaxIPToAttention().apply(gap).target
    exact = exact_attention(target.inputs)[:, 0]
    yes = [gap.promise(row) is Promise.YES for row in range(gap.sizes[0])]
    rng = np.random.default_rng(seed)
    for error in (rng.uniform(-1, 1, len(exact)), rng.choice([-1.0, 1.0], len(exact))):
        assert target.decide(exact + 0.999999 * target.tolerance * error).tolist() == yes


def test_an_error_beyond_the_tolerance_can_fail():
    # n = 1 and eps = 1: the outputs are .8 and .2 exactly.
    gap = GapMaxIP([[[1, 1], [0, 0]], [[1, 1]]], 2, 1)
    target = GapMaxIPToAttention().apply(gap).target
    outputs = exact_attention(target.inputs)[:, 0]
    assert outputs == pytest.approx([0.8, 0.2], abs=1e-12)
    assert target.decide(outputs + np.array([-0.299, 0.299])).tolist() == [True, False]
    assert target.decide(outputs + np.array([-0.301, 0.301])).tolist() == [False, True]


def test_a_violated_promise_is_named_when_a_row_comes_back():
    # Two of three coordinates in each of 60 tuples: together above the threshold, though no product reaches t = 3.
    gap = GapMaxIP([[[1, 1, 1]], [[1, 1, 0]] * 60], 3, "9/10")
    assert gap.promise() is Promise.VIOLATED
    reduced = GapMaxIPToAttention().apply(gap)
    assert list(reduced.target.solutions()) == [0]
    with pytest.raises(ValueError, match=r"row 0 of .* violates the promise"):
        reduced.map_back(None, 0)


@pytest.mark.parametrize(("variant", "separation"), [("calibrated", None), ("calibrated", 5000.0), ("paper", None)])
def test_sizes_are_the_declared_ones(variant, separation):
    reduction = GapMaxIPToAttention(variant, separation)
    rng = np.random.default_rng(0)
    for sizes, d in [((1, 1), 1), ((3, 2), 4), ((2, 5, 3), 2), ((7, 1, 4), 9), ((2, 3, 2, 4), 5), ((20, 11), 30)]:
        gap = GapMaxIP([rng.integers(0, 2, (n, d)) for n in sizes], 1 + d // 2, "1/2")
        reduced = reduction.apply(gap)
        predicted = predicted_sizes(reduction.overhead, gap.size())
        measured = {**reduced.target.size(), "branch_count": reduced.branch_count}
        assert measured.keys() == predicted.keys()
        for name, entry in reduction.overhead.items():
            assert entry.holds(measured[name], predicted[name]), name
        assert isinstance(reduction.overhead["n_Att"], UpperBound) == (variant == "calibrated")
        # The matrices that are written have the sizes that are declared.
        inputs = reduced.target.inputs
        assert max(len(inputs.query), *inputs.key_sizes) == measured["n_Att"]
        assert (inputs.dimension, inputs.order) == (measured["d_Att"], measured["k"])
    # attained where the first set is not the largest
    assert reduction.apply(GapMaxIP([[[1]], [[1]] * 3], 1, 1)).target.size()["n_Att"] == (
        4 if variant == "calibrated" else 6
    )


def test_what_it_is():
    assert GapMaxIPToAttention().kind is Kind.LEVIN
    assert GapMaxIPToAttention().theorem == "gap-maxip-to-attention"


def test_bad_variants_and_instances_are_refused():
    with pytest.raises(ValueError, match=re.escape("variant must be one of calibrated, paper, got 'plain'")):
        GapMaxIPToAttention("plain")
    with pytest.raises(
        UnsupportedInstanceError, match="GapMaxIPToAttention reduces AbstractGapMaxIP instances, not <CNF"
    ):
        GapMaxIPToAttention().apply(CNF(1, []))
