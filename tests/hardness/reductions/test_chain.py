import re

import numpy as np
import pytest

from hardness.codes import ReedSolomon
from hardness.generators import pigeonhole, random_cnf, sign_patterns
from hardness.problems import CNF, OrthogonalVectors
from hardness.problems.attention import AbstractApproximateAttention
from hardness.reductions import (
    Chain,
    GapMaxIPToAttention,
    Kind,
    OrthogonalVectorsToGapMaxIP,
    Reduced,
    SatToOrthogonalVectors,
    UnsupportedInstanceError,
)
from hardness.reductions.overhead import Exact, UpperBound, predicted_sizes


def whole(order, code=None, blocks=None, variant="calibrated", representation="implicit"):
    return Chain(
        SatToOrthogonalVectors(order),
        OrthogonalVectorsToGapMaxIP(code, blocks, representation),
        GapMaxIPToAttention(variant),
    )


@pytest.mark.parametrize("order", [2, 3])
@pytest.mark.parametrize("variant", ["calibrated", "paper"])
def test_formulas_through_the_whole_chain_branch_by_branch(order, variant):
    # Two clauses fit in one block, so that few branches answer for many formulas: 5 messages (k = 2), 25 (k = 3).
    code = ReedSolomon(5, 2 * order if order == 2 else 5, 2)
    chain = whole(order, code, variant=variant, representation="compressed")
    answers = []
    for clauses in [[(1,), (-1,)], [(), (1,)], [(1, 2), (-1, -2)], [(3,), (1, -3)], [(2, -2)], [(-3,), (3,)], []]:
        formula = CNF(3, clauses)
        reduced = chain.apply(formula)
        assert reduced.branch_count == 5 ** (order - 1 if order == 2 else 2)
        models = list(formula.solutions())
        came_back, count = [], 0
        for advice, target in reduced.branches():
            count += 1
            assert isinstance(target, AbstractApproximateAttention)
            for row in target.solutions():
                assignment = reduced.map_back(advice, row)
                assert formula.verify(assignment)
                came_back.append((advice, row))
        assert count == reduced.branch_count
        assert bool(came_back) == bool(models)
        # The rows that come back are exactly those of the models, under the message of the model.
        assert {reduced.map_forward(model) for model in models} == set(came_back)
        answers.append(bool(models))
    assert set(answers) == {True, False}


def test_advice_is_a_tuple_with_one_entry_a_step():
    reduced = whole(3).apply(CNF(2, [(1, 2), (-1, 2)]))
    advice, row = reduced.map_forward({1: True, 2: True})
    assert advice[0] is None
    assert len(advice[1]) == 6
    assert advice[2] is None
    assert row == 1
    single = Chain(SatToOrthogonalVectors(2)).apply(CNF(2, []))
    assert list(single.advices()) == [(None,)]
    assert single.map_back((None,), (1, 0)) == {1: True, 2: False}


def test_chains_nest():
    inner = Chain(SatToOrthogonalVectors(2), OrthogonalVectorsToGapMaxIP())
    nested = Chain(inner, GapMaxIPToAttention())
    formula = sign_patterns(2, drop=1)
    reduced = nested.apply(formula)
    (advice, row) = reduced.map_forward({1: False, 2: True})
    assert reduced.map_back(advice, row) == {1: False, 2: True}
    flat = whole(2)
    assert {n: e.expression for n, e in nested.overhead.items()} == {n: e.expression for n, e in flat.overhead.items()}


def test_the_trace_keeps_every_instance_and_walks_back():
    chain, formula = whole(3), CNF(4, [(1, 2), (-1, 3), (-4,)])
    model = {1: False, 2: True, 3: False, 4: False}
    trace = chain.trace(formula, witness=model)
    source, vectors, gap, target = trace.instances
    assert source is formula
    assert isinstance(vectors, OrthogonalVectors)
    assert (gap.sizes, gap.t) == (vectors.sizes, 6)
    assert target is trace.target
    (row,) = target.solutions()
    back = trace.follow_back(row)
    assert formula.verify(back[0])
    assert vectors.verify(back[1])
    assert gap.verify(back[2])
    assert back[3] == row
    again = chain.trace(formula, advice=trace.advice)
    assert again.target == target
    first = chain.trace(formula)
    assert first.advice == (None, (0,) * 6, None)
    with pytest.raises(ValueError, match="does not solve"):
        first.follow_back(99)
    assert repr(trace).split("\n -> ") == [repr(instance) for instance in trace.instances]
    html = trace._repr_html_()
    assert html.count("<tr>") == 5
    assert "GapMaxIPToAttention" in html
    assert "<3-OV" not in html  # escaped
    assert "&lt;3-OV: n=(4, 2, 2), d=3&gt;" in html


def test_bad_traces():
    chain, formula = whole(3), CNF(2, [(1, 2), (-1, 2)])
    with pytest.raises(ValueError, match="witness and advice both name a branch"):
        chain.trace(formula, witness={1: True, 2: True}, advice=(None, (0,) * 6, None))
    with pytest.raises(ValueError, match="advice has 2 entries; the chain has 3 steps"):
        chain.trace(formula, advice=(None, (0,) * 6))
    with pytest.raises(ValueError, match="does not solve"):
        chain.trace(formula, witness={1: True, 2: False})
    with pytest.raises(ValueError, match="information set"):
        chain.trace(formula, advice=(None, (1, 0, 0, 0, 0, 0), None))


@pytest.mark.parametrize("order", [2, 3, 4])
@pytest.mark.parametrize("variant", ["calibrated", "paper"])
def test_sizes_of_the_whole_chain_are_the_declared_ones(order, variant):
    chain = whole(order, variant=variant, representation="compressed" if variant == "paper" else "implicit")
    seen = set()
    for N, M in [(0, 0), (1, 1), (3, 4), (5, 9), (6, 14), (8, 21), (10, 31)]:
        formula = random_cnf(N, M, width=min(N, 3), seed=M)
        reduced = chain.apply(formula)
        predicted = predicted_sizes(chain.overhead, formula.size())
        measured = {**reduced.branch(next(reduced.advices())).size(), "branch_count": reduced.branch_count}
        assert measured.keys() == predicted.keys() == {"n_Att", "d_Att", "k", "branch_count"}
        for name, entry in chain.overhead.items():
            assert entry.holds(measured[name], predicted[name]), (name, N, M)
        seen.add(tuple(measured.values()))
    assert len(seen) >= 6
    overhead = chain.overhead
    assert isinstance(overhead["k"], Exact)
    assert isinstance(overhead["branch_count"], Exact)
    assert isinstance(overhead["d_Att"], Exact) == (variant == "calibrated")
    assert isinstance(overhead["n_Att"], UpperBound) == (variant == "calibrated")


def test_kinds_and_theorems_compose():
    chain = whole(3)
    assert chain.kind is Kind.DISJUNCTIVE
    assert Chain(SatToOrthogonalVectors()).kind is Kind.LEVIN
    assert chain.theorem == "split-and-list + ov-to-gap-maxip + gap-maxip-to-attention"
    assert chain.source_type is CNF
    assert chain.target_type is AbstractApproximateAttention


def test_branches_are_built_lazily():
    # 40 variables make 2^14 vectors a set; asking for branches of 10^12 messages must not build them.
    vectors = OrthogonalVectors(np.ones((6, 1, 2), int))
    chain = Chain(OrthogonalVectorsToGapMaxIP(ReedSolomon(1009, 100, 2)), GapMaxIPToAttention())
    reduced = chain.apply(vectors)
    assert reduced.branch_count == 1009**5
    advice, target = next(iter(reduced.branches()))
    assert list(target.solutions()) == []
    assert advice[0] == (0,) * 100


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ((), "steps must hold at least one reduction"),
        ((5,), "steps must be reductions, got 5"),
        ((SatToOrthogonalVectors(), "next"), "steps must be reductions, got 'next'"),
        (
            (SatToOrthogonalVectors(), GapMaxIPToAttention()),
            "SatToOrthogonalVectors ends in OrthogonalVectors, but GapMaxIPToAttention starts from AbstractGapMaxIP",
        ),
        ((GapMaxIPToAttention(), SatToOrthogonalVectors()), "GapMaxIPToAttention ends in AbstractApproximateAttention"),
    ],
)
def test_steps_that_do_not_fit_are_refused(steps, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        Chain(*steps)


def test_refusals_of_any_step_reach_the_caller():
    with pytest.raises(UnsupportedInstanceError, match="bytes; the limit is"):
        whole(2).apply(CNF(200, [(1,)]))
    with pytest.raises(UnsupportedInstanceError, match="blocks x dimension of the code = 1 x 2 = 2"):
        whole(3, blocks=1).apply(pigeonhole(2, 1))
    with pytest.raises(UnsupportedInstanceError, match="Chain reduces SAT instances"):
        whole(3).apply(OrthogonalVectors([[[1]], [[1]]]))
    with pytest.raises(ValueError, match="target is defined for one branch"):
        _ = whole(3).apply(CNF(1, [])).target
    assert isinstance(whole(3).apply(CNF(1, [])), Reduced)
