"""Wherever an integer is wanted, integers of every type are taken, booleans are not, and a refusal is a ValueError."""

import re
from fractions import Fraction

import numpy as np
import pytest

from hardness import CNF, solve
from hardness.arguments import as_integer, is_index
from hardness.checks import check_reduction
from hardness.codes import GarciaStichtenothCode, HermitianCode, ReedSolomon, finite_field
from hardness.codes.registry import parse_code
from hardness.codes.semigroup import Semigroup
from hardness.codes.weights import minimum_distance
from hardness.generators import (
    parity,
    pigeonhole,
    planted_cnf,
    planted_orthogonal_vectors,
    random_cnf,
    random_orthogonal_vectors,
    sign_patterns,
)
from hardness.planning.families import protocol_cost
from hardness.problems import CompressedGapMaxIP, GapMaxIP, OrthogonalVectors
from hardness.protocols import SetDisjointness, sample
from hardness.protocols.sampling import AcceptanceSample
from hardness.reductions import OrthogonalVectorsToGapMaxIP, SatToOrthogonalVectors
from hardness.theory import k_ovc, plan, transition

CODE = ReedSolomon(7, 6, 2)
PROTOCOL = SetDisjointness(CODE, 2, 3)
FORMULA = CNF(2, [(1, -2)])
PAIR = OrthogonalVectors([[[0, 0]] * 4, [[1, 1]]])
GAP = GapMaxIP([[[0, 1]] * 4, [[1, 1]]], 1, 1)
COMPRESSED = CompressedGapMaxIP([[[0]]], [[[True]] * 4], 1)
SEMIGROUP = Semigroup((0, 4, 8))

ACCEPTED = {
    "CNF.num_variables": (lambda value: CNF(value, []), 3),
    "CNF literal": (lambda value: CNF(3, [(value,)]), 3),
    "GapMaxIP.threshold": (lambda value: GapMaxIP([[[1]], [[1]]], value, 1), 3),
    "OrthogonalVectors.inner_products": (lambda value: PAIR.inner_products(value), 3),
    "GapMaxIP.inner_products": (lambda value: GAP.inner_products(value), 3),
    "CompressedGapMaxIP.inner_products": (lambda value: COMPRESSED.inner_products(value), 3),
    "random_cnf.num_variables": (lambda value: random_cnf(value, 2, 2, 1), 3),
    "random_cnf.num_clauses": (lambda value: random_cnf(3, value, 2, 1), 3),
    "random_cnf.width": (lambda value: random_cnf(3, 2, value, 1), 3),
    "planted_cnf.num_variables": (lambda value: planted_cnf(value, 2, 2, 1), 3),
    "pigeonhole.pigeons": (lambda value: pigeonhole(value, 2), 3),
    "pigeonhole.holes": (lambda value: pigeonhole(2, value), 3),
    "parity.num_vertices": (lambda value: parity(value, 0), 3),
    "parity.num_odd": (lambda value: parity(3, value), 3),
    "sign_patterns.num_variables": (lambda value: sign_patterns(value), 3),
    "random_orthogonal_vectors.sizes": (lambda value: random_orthogonal_vectors([2, value], 2, 0.5, 1), 3),
    "random_orthogonal_vectors.dimension": (lambda value: random_orthogonal_vectors([2, 2], value, 0.5, 1), 3),
    "planted_orthogonal_vectors.dimension": (lambda value: planted_orthogonal_vectors([2, 2], value, 0.5, 1), 3),
    "finite_field.order": (lambda value: finite_field(value), 3),
    "ReedSolomon.order": (lambda value: ReedSolomon(value, 1, 1), 3),
    "ReedSolomon.length": (lambda value: ReedSolomon(7, value, 1), 3),
    "ReedSolomon.dimension": (lambda value: ReedSolomon(7, 6, value), 3),
    "ReedSolomon.star_power": (lambda value: CODE.star_power(value), 3),
    "HermitianCode.q": (lambda value: HermitianCode(value, 1), 3),
    "HermitianCode.pole_bound": (lambda value: HermitianCode(2, value), 3),
    "GarciaStichtenothCode.q": (lambda value: GarciaStichtenothCode(value, 2, 1), 3),
    "GarciaStichtenothCode.level": (lambda value: GarciaStichtenothCode(2, value, 1), 3),
    "GarciaStichtenothCode.pole_bound": (lambda value: GarciaStichtenothCode(2, 2, value), 3),
    "minimum_distance.budget": (lambda value: minimum_distance(ReedSolomon(2, 2, 1), budget=value), 3),
    "SetDisjointness.blocks": (lambda value: SetDisjointness(CODE, value, 3), 3),
    "SetDisjointness.players": (lambda value: SetDisjointness(CODE, 2, value), 3),
    "sample.trials": (lambda value: sample(PROTOCOL, [[1], [0], [1]], trials=value, seed=1), 3),
    "AcceptanceSample.trials": (lambda value: AcceptanceSample(value, 1), 3),
    "AcceptanceSample.accepted": (lambda value: AcceptanceSample(10**40, value), 3),
    "best_message.budget": (lambda value: PROTOCOL.best_message([[1], [1], [1]], budget=value), 10**6),
    "SatToOrthogonalVectors.order": (lambda value: SatToOrthogonalVectors(value), 3),
    "OrthogonalVectorsToGapMaxIP.protocol": (lambda value: OrthogonalVectorsToGapMaxIP().protocol(value, 3), 3),
    "plan.n": (lambda value: plan((value, 2, 2)), 3),
    "plan.m": (lambda value: plan((2, value, 2)), 3),
    "plan.k": (lambda value: plan((2, 2, value)), 3),
    "protocol_cost.universe": (lambda value: protocol_cost("rs", value), 3),
    "protocol_cost.order": (lambda value: protocol_cost("rs", 5, value), 3),
    "protocol_cost.blocks": (lambda value: protocol_cost("rs", 5, blocks=value), 3),
    "transition.order": (lambda value: transition(value), 3),
    "k_ovc.order": (lambda value: k_ovc(value), 3),
    "check_reduction.max_branches": (
        lambda value: check_reduction(SatToOrthogonalVectors(2), [FORMULA], max_branches=value),
        3,
    ),
    "solve.verify": (lambda value: solve(FORMULA, 2, verify=value, seed=1), 3),
}
OPTIONAL = {
    "OrthogonalVectorsToGapMaxIP.blocks": (lambda value: OrthogonalVectorsToGapMaxIP(blocks=value), 3),
    "sign_patterns.drop": (lambda value: sign_patterns(2, drop=value), 3),
    "plan.budget": (lambda value: plan((8, 4, 2), budget=value), 10**12),
    "plan.order": (lambda value: plan(FORMULA, value), 3),
    "protocol_cost.q": (lambda value: protocol_cost("hermitian", 5, blocks=1, q=value), 7),
    "solve.order": (lambda value: solve(FORMULA, value, merlin="honest", seed=1), 3),
}
EVERY = {**ACCEPTED, **OPTIONAL}
NO_INTEGERS = [True, False, np.True_, 2.0, np.float64(2), "3", b"3", Fraction(3), [3], np.array([3]), 3j]


@pytest.mark.parametrize(("call", "valid"), EVERY.values(), ids=EVERY)
@pytest.mark.parametrize("kind", [np.int64, np.uint64, np.array], ids=lambda kind: kind.__name__)
def test_integers_of_every_type_are_taken(call, valid, kind):
    call(valid)
    call(kind(valid))


@pytest.mark.parametrize(("call", "valid"), EVERY.values(), ids=EVERY)
def test_what_is_no_integer_is_refused(call, valid):
    for value in [*NO_INTEGERS, *([None] if (call, valid) in ACCEPTED.values() else [])]:
        with pytest.raises(ValueError, match=r"^.* must .*, got ") as refused:
            call(value)
        assert len(str(refused.value)) < 300


@pytest.mark.parametrize(("call", "valid"), EVERY.values(), ids=EVERY)
@pytest.mark.usefixtures("at_once")
def test_integers_out_of_range_are_taken_or_refused_in_words(call, valid):
    del valid
    for value in (-1, 10**30, -(10**5000)):
        try:
            call(value)
        except ValueError as refused:
            text = str(refused)
            assert re.search(r" must .*, got | need .* bytes; the limit is |^no .* carries |more than 2\^64$", text), (
                text
            )
            assert len(text) < 400


@pytest.mark.parametrize("value", [True, -1, 3, 10**30, 2.0, "1", None, [1], np.array([1, 2])], ids=repr)
def test_predicates_are_total(value):
    assert is_index(value, 3) is False
    assert PAIR.verify((value, 0)) is (as_integer(value) == 3)
    assert GAP.verify((value, 0)) is (as_integer(value) == 3)
    assert (value in SEMIGROUP) is (as_integer(value) in (3, 10**30))
    assert is_index(np.int8(2), 3)
    assert 6 in SEMIGROUP
    assert np.int64(5) not in SEMIGROUP


def test_a_code_written_by_hand_has_the_same_rules():
    with pytest.raises(ValueError, match=r"^length must be an integer in 1\.\.7, got 8$"):
        parse_code("rs:7,8,2")
