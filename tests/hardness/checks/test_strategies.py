"""What the strategies draw is what they say, by definitions."""

from itertools import count

import numpy as np
import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from algorithms.attention import AttentionInputs
from hardness.checks.strategies import (
    FIELDS,
    attention_inputs,
    cnfs,
    codes,
    gap_max_ips,
    inputs_of,
    merlins,
    orthogonal_vectors,
    protocols,
)
from hardness.codes import Code, ReedSolomon
from hardness.problems import CNF, GapMaxIP, OrthogonalVectors, Promise
from hardness.protocols import Merlin, SetDisjointness

few = settings(max_examples=60, deadline=None)


@few
@given(cnfs(max_variables=4, max_clauses=5, max_width=3, satisfiable=True))
def test_planted_formulas_are_satisfiable(formula):
    assert formula.brute_force() is not None
    assert formula.num_variables <= 4
    assert len(formula.clauses) <= 5
    assert formula.width <= 3


@few
@given(cnfs(satisfiable=False))
def test_refutable_formulas_are_not(formula):
    assert next(formula.solutions(), None) is None


@few
@given(orthogonal_vectors(orders=(2, 4), max_vectors=2, max_dimension=4, orthogonal=True))
def test_planted_vectors_are_orthogonal(instance):
    assert instance.brute_force() is not None
    assert instance.order in (2, 4)
    assert max(instance.sizes) <= 2
    assert instance.dimension <= 4


@few
@given(orthogonal_vectors(orthogonal=False))
def test_certified_vectors_have_no_orthogonal_tuple(instance):
    assert instance.count() == 0


@few
@given(gap_max_ips(promise=True))
def test_the_promise_is_kept(gap):
    assert gap.promise() is not Promise.VIOLATED


@few
@given(gap_max_ips(promise=False))
def test_the_promise_is_broken(gap):
    assert gap.promise() is Promise.VIOLATED


@few
@given(codes(players=3))
def test_codes_have_the_star_power_that_was_asked_for(code):
    assert code.field_order in FIELDS
    assert code.star_power(3).length == code.length


@few
@given(protocols(), st.data())
def test_inputs_are_disjoint_or_not_as_asked_for(protocol, data):
    assert not data.draw(inputs_of(protocol, disjoint=True)).all(axis=0).any()
    sets = data.draw(inputs_of(protocol, disjoint=False))
    assert protocol.checked_sets(sets).all(axis=0).any()


@few
@given(st.data())
def test_merlins_send_messages_of_the_space_about_intersecting_sets(data):
    protocol = SetDisjointness(ReedSolomon(5, 5, 2), 2, 2)
    sets = data.draw(inputs_of(protocol, disjoint=False))
    message = data.draw(merlins())(protocol, sets, np.random.default_rng(1))
    assert protocol.acceptance_probability(message, sets) <= protocol.soundness_bound


def test_the_honest_merlin_comes_on_request_only():
    assert find(merlins(honest=True), lambda merlin: merlin.name == "honest")
    with pytest.raises(Exception, match=r".") as caught:
        find(merlins(), lambda merlin: merlin.name == "honest", settings=few)
    assert type(caught.value).__name__ == "NoSuchExample"


@few
@given(attention_inputs(orders=(3,), max_rows=3, max_dimension=2, bound=1.5, value_columns=1))
def test_attention_inputs_have_the_sizes_and_the_bound(inputs):
    assert inputs.order == 3
    assert inputs.entry_bound <= 1.5
    assert inputs.value_dimension == 1
    assert inputs.dimension <= 2
    assert max(len(inputs.query), *inputs.key_sizes) <= 3


@pytest.mark.parametrize(
    "kind", [CNF, OrthogonalVectors, GapMaxIP, ReedSolomon, Code, SetDisjointness, Merlin, AttentionInputs]
)
def test_from_type_draws(kind):
    assert isinstance(find(st.from_type(kind), lambda _: True), kind)


@pytest.mark.parametrize(
    ("strategy", "wanted"),
    [
        (cnfs(), lambda f: f.num_variables == 0 and not f.clauses),
        (cnfs(), lambda f: () in f.clauses),
        (cnfs(), lambda f: f.brute_force() is None and len(f.clauses) > 3),
        (cnfs(), lambda f: any(-a in c for c in f.clauses for a in c)),
        (orthogonal_vectors(), lambda v: v.dimension == 0),
        (orthogonal_vectors(), lambda v: v.count() == 0 and v.order == 3),
        (gap_max_ips(), lambda g: g.promise() is Promise.YES and g.eps < 1),
        (gap_max_ips(), lambda g: g.promise() is Promise.NO and g.t > 1),
        (gap_max_ips(promise=None), lambda g: g.promise() is Promise.VIOLATED),
        (codes(), lambda c: c.field_order == 9 and c.dimension == 3),
        (protocols(), lambda p: p.blocks == 3 and p.players == 3),
        (protocols(), lambda p: len(set(p.weights)) > 1),
    ],
    ids=map(str, count()),  # names with addresses would differ between processes
)
def test_what_matters_is_drawn(strategy, wanted):
    find(strategy, wanted, settings=settings(max_examples=2000, deadline=None))
