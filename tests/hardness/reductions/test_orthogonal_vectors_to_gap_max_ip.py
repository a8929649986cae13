import re
from itertools import chain, combinations, combinations_with_replacement, product

import numpy as np
import pytest

from hardness.codes import ReedSolomon
from hardness.generators import planted_orthogonal_vectors, random_orthogonal_vectors
from hardness.problems import CNF, CompressedGapMaxIP, GapMaxIP, OrthogonalVectors, Promise
from hardness.protocols.implicit_gap_max_ip import ImplicitGapMaxIP
from hardness.reductions import Kind, OrthogonalVectorsToGapMaxIP, SatToOrthogonalVectors, UnsupportedInstanceError
from hardness.reductions.overhead import UpperBound, predicted_sizes


def as_rows(vectors, m):
    return np.array(vectors, dtype=int).reshape(len(vectors), m)


def check_all_branches(instance, reduction, N, z):
    """Row by row: YES iff some branch says so, the promise holds, and every solution of a branch maps back."""
    orthogonal = set(instance.solutions())
    reduced = reduction.apply(instance)
    found, advices = [], set()
    for advice, target in reduced.branches():
        advices.add(advice)
        for row in range(instance.sizes[0]):
            products = target.inner_products(row)
            assert ((products <= z) | (products == N)).all()
            found += [(advice, (row, *rest)) for rest in np.argwhere(products == N).tolist()]
    assert len(advices) == reduced.branch_count
    # Completeness and soundness in one: each orthogonal tuple solves exactly one branch, and nothing else does.
    assert sorted(witness for _, witness in found) == sorted(orthogonal)
    for advice, witness in found:
        assert reduced.map_back(advice, witness) == witness
        assert reduced.map_forward(witness) == (advice, witness)
    for witness in instance.witnesses():
        if witness not in orthogonal:
            with pytest.raises(ValueError, match="does not solve"):
                reduced.map_forward(witness)
            break
    return bool(orthogonal)


@pytest.mark.parametrize("m", [0, 1, 2])
def test_all_inputs_of_order_two(m):
    # Every pair of nonempty multisets of at most three vectors; T = 1, N = 4, z = 2, 5 messages.
    vectors = list(product([0, 1], repeat=m))
    multisets = [c for size in (1, 2, 3) for c in combinations_with_replacement(vectors, size)]
    reduction = OrthogonalVectorsToGapMaxIP(ReedSolomon(5, 4, 2))
    answers = {
        check_all_branches(OrthogonalVectors([as_rows(A, m), as_rows(B, m)]), reduction, 4, 2)
        for A, B in product(multisets, repeat=2)
        if len(A) < 3 or len(B) < 3
    }
    assert answers == ({True, False} if m else {True})


@pytest.mark.parametrize("m", [0, 1, 2])
def test_all_inputs_of_order_three(m):
    # All vectors as rows of the first set, every pair of nonempty sets for the others.
    # T = 1, N = 5, z = 3, 25 messages.
    vectors = as_rows(list(product([0, 1], repeat=m)), m)
    sets = list(chain.from_iterable(combinations(range(len(vectors)), size) for size in range(1, len(vectors) + 1)))
    reduction = OrthogonalVectorsToGapMaxIP(ReedSolomon(5, 5, 2), 1)
    for B, C in product(sets, repeat=2):
        check_all_branches(OrthogonalVectors([vectors, vectors[list(B)], vectors[list(C)]]), reduction, 5, 3)


def test_rows_that_are_all_no_have_no_branch():
    reduction = OrthogonalVectorsToGapMaxIP(ReedSolomon(5, 5, 2))
    ones = np.ones((2, 2), int)
    assert check_all_branches(OrthogonalVectors([ones, [[1, 0]], ones]), reduction, 5, 3) is False
    reduced = reduction.apply(OrthogonalVectors([ones, [[1, 0]], ones]))
    assert {target.promise() for _, target in reduced.branches()} == {Promise.NO}


def test_random_inputs_of_order_four():
    # N = 5 = p, z = 4: the least gap, eps = 1/5; 125 messages.
    reduction = OrthogonalVectorsToGapMaxIP(ReedSolomon(5, 5, 2))
    rng = np.random.default_rng(4)
    answers = []
    for i in range(200):
        sizes = rng.integers(1, 4, size=4)
        instance = random_orthogonal_vectors(sizes.tolist(), 2, density=(0.6, 0.9)[i % 2], seed=rng)
        orthogonal = set(instance.solutions())
        reduced = reduction.apply(instance)
        assert reduced.branch_count == 125
        found = []
        for advice, target in reduced.branches():
            levels = target.inner_product_histogram()
            assert levels.sum() == np.prod(sizes)  # every tuple has a product <= 4 or = 5
            assert target.eps * 5 == 1
            if levels[:, 5].any():
                solutions = list(target.solutions())
                assert len(solutions) == levels[:, 5].sum()
                found += solutions
                assert all(reduced.map_back(advice, witness) == witness for witness in solutions)
        assert sorted(found) == sorted(orthogonal)
        answers.append(bool(orthogonal))
    assert 50 < sum(answers) < 150


@pytest.mark.parametrize(
    ("code", "order", "m"),
    [
        (ReedSolomon(7, 4, 2), 2, 7),  # T = 4
        (ReedSolomon(4, 4, 2), 2, 4),  # T = 2, the limit over F_4; N = |F|
        (ReedSolomon(9, 4, 2), 2, 8),  # T = 4, the limit over F_9
        (ReedSolomon(7, 6, 2, points=[6, 0, 3, 2, 5, 1]), 3, 3),
        (ReedSolomon(7, 3, 1), 3, 5),  # kappa = 1: a single message, eps = 1
        (ReedSolomon(7, 7, 3), 2, 5),
        (None, 2, 5),
        (None, 3, 5),
    ],
)
def test_other_codes_and_more_blocks(code, order, m):
    reduction = OrthogonalVectorsToGapMaxIP(code)
    kappa = 2 if code is None else code.dimension
    N = 2 * order if code is None else code.length
    for make, seed in [(planted_orthogonal_vectors, 1), (random_orthogonal_vectors, 2)]:
        instance = make((3, 2, 4)[:order], m, density=0.8, seed=seed)
        check_all_branches(instance, reduction, N, order * (kappa - 1))


def test_representations_are_equal_branch_by_branch():
    instance = random_orthogonal_vectors((2, 4, 3), 2, density=0.7, seed=3)
    code = ReedSolomon(5, 5, 2)
    types = {"implicit": ImplicitGapMaxIP, "compressed": CompressedGapMaxIP, "explicit": GapMaxIP}
    reductions = {name: OrthogonalVectorsToGapMaxIP(code, representation=name).apply(instance) for name in types}
    branches = {name: list(reduced.branches()) for name, reduced in reductions.items()}
    assert all(isinstance(target, types[name]) for name, found in branches.items() for _, target in found)
    for (advice, implicit), (also, compressed), (again, explicit) in zip(*branches.values(), strict=True):
        assert advice == also == again
        for row in range(2):
            assert (implicit.inner_products(row) == compressed.inner_products(row)).all()
            assert (implicit.inner_products(row) == explicit.inner_products(row)).all()
        assert explicit == implicit.explicit()
        assert compressed == implicit.compress()


def test_the_chosen_code_has_soundness_one_half():
    for order, m, p in [(2, 1, 5), (3, 13, 11), (3, 12, 7), (3, 91, 47), (4, 78, 41), (5, 3, 11)]:
        protocol = OrthogonalVectorsToGapMaxIP().protocol(order, m)
        assert (protocol.code.field_order, protocol.code.length, protocol.code.dimension) == (p, 2 * order, 2)
        assert protocol.blocks == -(-m // 2)
        assert protocol.soundness_bound == pytest.approx(0.5)


@pytest.mark.parametrize("representation", ["implicit", "compressed"])
@pytest.mark.parametrize(
    ("code", "blocks"), [(None, None), (None, 9), (ReedSolomon(11, 6, 2), None), (ReedSolomon(16, 9, 3), 4)]
)
def test_sizes_are_the_declared_ones(code, blocks, representation):
    reduction = OrthogonalVectorsToGapMaxIP(code, blocks, representation)
    for sizes, m in [((1, 2), 0), ((3, 2, 4), 1), ((2, 5, 3), 6), ((7, 1, 2), 8), ((6, 9), 11), ((2, 3, 2), 12)]:
        instance = random_orthogonal_vectors(sizes, m, seed=m)
        reduced = reduction.apply(instance)
        predicted = predicted_sizes(reduction.overhead, instance.size())
        measured = {**reduced.branch(next(reduced.advices())).size(), "branch_count": reduced.branch_count}
        assert measured.keys() == predicted.keys()
        for name, entry in reduction.overhead.items():
            assert entry.holds(measured[name], predicted[name]), name
        exact = {name for name, entry in reduction.overhead.items() if not isinstance(entry, UpperBound)}
        assert exact >= {"n_MaxIP", "t_MaxIP", "k"}
        assert ("d_MaxIP" in exact) == (representation == "implicit")
        assert ("branch_count" in exact) == (code is None)


def test_what_it_is():
    reduction = OrthogonalVectorsToGapMaxIP()
    assert reduction.kind is Kind.DISJUNCTIVE
    assert reduction.source_type is OrthogonalVectors
    reduced = reduction.apply(OrthogonalVectors([[[1]], [[1]]]))
    assert reduced.branch_count == 5
    with pytest.raises(ValueError, match="target is defined for one branch; this instance has 5"):
        _ = reduced.target


def test_advices_that_are_no_messages_are_refused():
    reduced = OrthogonalVectorsToGapMaxIP().apply(OrthogonalVectors([[[1, 0]], [[0, 1]]]))
    for advice in [(0, 0, 0), (1, 0, 0, 0), (0, 0, 1, 0), None, "0000"]:
        with pytest.raises(ValueError, match="message"):
            reduced.map_back(advice, (0, 0))
    advice, _ = reduced.map_forward((0, 0))
    for bad in [(0, 1), (1, 0), (0,), None]:
        with pytest.raises(ValueError, match="does not solve"):
            reduced.map_back(advice, bad)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"representation": "dense"},
            "representation must be one of implicit, compressed, explicit, got 'dense'",
        ),
        ({"code": 7}, "code must be a Code or None, got 7"),
        ({"blocks": 0}, "blocks must be an integer >= 1, got 0"),
        ({"blocks": "2"}, "blocks must be an integer >= 1, got '2'"),
        ({"blocks": 1.0}, "blocks must be an integer >= 1, got 1.0"),
        ({"blocks": True}, "blocks must be an integer >= 1, got True"),
    ],
)
def test_bad_parameters_are_named(arguments, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        OrthogonalVectorsToGapMaxIP(**arguments)


@pytest.mark.parametrize(
    ("code", "blocks", "m", "message"),
    [
        (ReedSolomon(7, 6, 2), 2, 5, "blocks x dimension of the code = 2 x 2 = 4; the vectors have 5 coordinates"),
        (None, 2, 5, "blocks x dimension of the code = 2 x 2 = 4; the vectors have 5 coordinates"),
        (
            ReedSolomon(7, 6, 2),
            None,
            13,
            "blocks must be in 1..6 (more have no weights without a zero sub-sum over F_7), got 7",
        ),
        (ReedSolomon(7, 3, 2), None, 2, "k must be at most 2"),
        (None, 10**30, 2, "the largest has 65521: give a code of larger dimension"),
        (None, None, 2 * 65521, "the largest has 65521: give a code of larger dimension"),
    ],
)
@pytest.mark.usefixtures("at_once")
def test_what_does_not_fit_is_refused(code, blocks, m, message):
    instance = OrthogonalVectors([np.ones((1, m), int)] * 3)
    with pytest.raises(UnsupportedInstanceError, match=re.escape(message)):
        OrthogonalVectorsToGapMaxIP(code, blocks).apply(instance)


class WithoutDistance(ReedSolomon):
    """A code of a user's own that promises no distance of its star products: z = N, nothing tells YES from NO."""

    def star_power(self, k):
        power = super().star_power(k)
        power.designed_distance = 0
        return power


def test_a_protocol_without_a_gap_is_refused():
    instance = OrthogonalVectors([np.ones((1, 2), int)] * 3)
    with pytest.raises(UnsupportedInstanceError, match="has no gap: z/N = 1"):
        OrthogonalVectorsToGapMaxIP(WithoutDistance(7, 6, 2)).apply(instance)


def test_other_instances_are_refused():
    with pytest.raises(UnsupportedInstanceError, match="OrthogonalVectorsToGapMaxIP reduces k-OV instances, not <CNF"):
        OrthogonalVectorsToGapMaxIP().apply(CNF(1, []))


def test_only_formulas_are_refused_by_their_sizes():
    formula = CNF(3, [(1,)])
    last = OrthogonalVectorsToGapMaxIP(ReedSolomon(5, 4, 2), 1)
    assert last.refuses_target_of(SatToOrthogonalVectors(2), formula) is None
    assert "coordinates" in last.refuses_target_of(SatToOrthogonalVectors(2), CNF(3, [(1,)] * 3))
    assert last.refuses_target_of(OrthogonalVectorsToGapMaxIP(), CNF(3, [(1,)] * 3)) is None
