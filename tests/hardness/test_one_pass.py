"""One run of `solve` reduces, checks and encodes once; and it takes any chain that ends in attention."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

import pytest

from algorithms.attention import exact_attention
from hardness import CNF, solve
from hardness.codes import ReedSolomon
from hardness.generators import planted_cnf, planted_orthogonal_vectors, sign_patterns
from hardness.problems import ApproximateAttention, GapMaxIP
from hardness.problems.gap_max_ip.base import AbstractGapMaxIP
from hardness.protocols import SetDisjointness
from hardness.protocols.words import Words
from hardness.reductions import (
    Chain,
    GapMaxIPToAttention,
    Kind,
    OrthogonalVectorsToGapMaxIP,
    Reduced,
    Reduction,
    SatToOrthogonalVectors,
    UnsupportedInstanceError,
)
from hardness.reductions import orthogonal_vectors_to_gap_max_ip as merlins_step
from hardness.reductions.padding import Padding

STEPS = (SatToOrthogonalVectors, OrthogonalVectorsToGapMaxIP, GapMaxIPToAttention)
VECTORS = planted_orthogonal_vectors((5, 4, 3), 4, density=0.8, seed=6)
SATISFIABLE, UNSATISFIABLE = sign_patterns(3, drop=5), sign_patterns(3)


@pytest.fixture
def calls(monkeypatch):
    """How often what is costly was called."""
    merlins_step._protocol.cache_clear()
    counts = Counter()

    def counted(cls, name, key):
        original = getattr(cls, name)

        def wrapper(self, *arguments, **keywords):
            counts[key] += 1
            return original(self, *arguments, **keywords)

        monkeypatch.setattr(cls, name, wrapper)

    for step in STEPS:
        counted(step, "reduce", step.__name__)
    counted(Words, "encode", "encode")
    counted(Words, "__init__", "protocols")
    counted(Words, "inputs", "inputs")
    return counts


@pytest.mark.parametrize("instance", [SATISFIABLE, UNSATISFIABLE, VECTORS], ids=["YES", "NO", "vectors"])
@pytest.mark.parametrize(
    ("arguments", "branches"),
    [
        ({}, 1),
        ({"verify": 4, "seed": 1}, 4),  # one branch per message that is recomputed
        ({"merlin": "honest"}, 1),
        ({"merlin": "honest", "verify": 1}, 1),
        ({"attention": exact_attention}, None),
        ({"merlin": "honest", "attention": exact_attention}, 1),
    ],
)
def test_every_step_reduces_once(instance, arguments, branches, calls):
    solution = solve(instance, **arguments)
    assert solution.satisfiable is (
        None if "merlin" in arguments and instance is UNSATISFIABLE else instance is not UNSATISFIABLE
    )
    assert calls["SatToOrthogonalVectors"] == isinstance(instance, CNF)
    assert calls["OrthogonalVectorsToGapMaxIP"] == 1
    # The last step is applied to a branch, once to each that is looked at.
    assert calls["GapMaxIPToAttention"] == (branches or solution.sweep.messages)
    assert calls["encode"] == 3  # once each of the three sets
    assert calls["protocols"] == 1
    assert calls["inputs"] == 0  # vectors that are encoded already are not checked again


def test_a_run_of_the_protocol_checks_and_encodes_once(monkeypatch):
    protocol, seen = SetDisjointness(ReedSolomon(7, 6, 2), 2, 3), Counter()
    for name in ("_checked_bits", "encode"):
        original = getattr(Words, name)

        def counted(self, *arguments, name=name, original=original):
            seen[name] += 1
            return original(self, *arguments)

        monkeypatch.setattr(Words, name, counted)
    for merlin in ("honest", "best", "planting", "tampering", "random"):
        seen.clear()
        protocol.run([[1, 1, 0, 1], [1, 0, 1, 1], [0, 1, 1, 0]], merlin=merlin, seed=1)
        assert seen == {"_checked_bits": 2, "encode": 1}  # at the door, and by `encode`, which is public too


def test_memory_is_refused_before_vectors_are_listed(monkeypatch):
    monkeypatch.setattr(SatToOrthogonalVectors, "reduce", lambda *_: pytest.fail("the vectors are listed"))
    formula = planted_cnf(60, 200, seed=1)
    monkeypatch.setattr("hardness.memory.memory_limit", lambda: 10**10)
    with pytest.raises(UnsupportedInstanceError, match=r"words of \d+ tuples need .* the limit is 10,000,000,000"):
        solve(formula)
    with pytest.raises(UnsupportedInstanceError, match=r"words of \d+ tuples need"):
        Chain(SatToOrthogonalVectors(3), OrthogonalVectorsToGapMaxIP()).apply(formula)


# --- any chain -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("representation", ["implicit", "compressed", "explicit"])
@pytest.mark.parametrize("variant", ["calibrated", "paper"])
@pytest.mark.parametrize("merlin", ["exhaustive", "honest"])
def test_every_representation_and_padding_decides(representation, variant, merlin):
    code = ReedSolomon(5, 4, 2)
    chain = Chain(
        SatToOrthogonalVectors(2), OrthogonalVectorsToGapMaxIP(code, 1, representation), GapMaxIPToAttention(variant)
    )
    answers = set()
    for clauses in ([(1,), (-1,)], [(1, 2), (-3,)], [(), (1,)], [(3,), (1, -3)], []):
        formula = CNF(3, clauses)
        solution = solve(formula, merlin=merlin, chain=chain)
        satisfiable = formula.brute_force() is not None
        assert solution.satisfiable is (satisfiable or (None if merlin == "honest" else False))
        assert solution.assignment is None or formula.verify(solution.assignment)
        assert solution.sweep.rows == 4
        if merlin == "exhaustive":
            rows = {row for _, row in solve(formula, 2, code=code, blocks=1).sweep.yes}
            assert {row for _, row in solution.sweep.yes} == rows
        answers.add(solution.satisfiable)
    assert len(answers) == 2


class Written(Reduction[AbstractGapMaxIP, ApproximateAttention]):
    """Padded matrices written out: an attention instance like any other, of which no structure is known."""

    source_type, target_type, kind = AbstractGapMaxIP, ApproximateAttention, Kind.LEVIN
    theorem: ClassVar[str] = "none"
    overhead: ClassVar[dict] = {}

    def reduce(self, gap):
        padded = GapMaxIPToAttention().reduce(gap)
        target = padded.target
        dense = ApproximateAttention(target.inputs, target.log_yes, target.log_no)
        return Reduced.one(gap, dense, lambda witness: int(witness[0]), partial(padded.map_back, None))


@dataclass(frozen=True)
class FirstVariable(Reduction[CNF, CNF]):
    """A disjunction over the values of the first variable, of which the second loses all others: branches differ."""

    source_type, target_type, kind, theorem = CNF, CNF, Kind.DISJUNCTIVE, "none"
    overhead: ClassVar[dict] = {}

    def reduce(self, formula):
        return Reduced(
            source=formula,
            branch_count=2,
            advices=lambda: iter((False, True)),
            branch=lambda value: CNF(formula.num_variables + 2 * value, [*formula.clauses, (1 if value else -1,)]),
            forward=lambda witness: (
                witness[1],
                {
                    **witness,
                    **dict.fromkeys(range(formula.num_variables + 1, formula.num_variables + 2 * witness[1] + 1), True),
                },
            ),
            back=lambda value, witness: {v: witness[v] for v in range(1, formula.num_variables + 1)},
        )


@pytest.mark.parametrize(
    "arguments", [{}, {"verify": 3, "seed": 1}, {"merlin": "honest"}, {"attention": exact_attention}]
)
def test_other_attention_problems_decide(arguments):
    code = ReedSolomon(5, 4, 2)
    chain = Chain(SatToOrthogonalVectors(2), OrthogonalVectorsToGapMaxIP(code, 1, "compressed"), Written())
    for clauses in ([(1,), (-1,)], [(1, 2), (-3,)]):
        formula = CNF(3, clauses)
        expected = solve(formula, 2, code=code, blocks=1, **arguments)
        solution = solve(formula, chain=chain, **arguments)
        assert (solution.satisfiable, solution.assignment, solution.reason) == (
            expected.satisfiable,
            expected.assignment,
            expected.reason,
        )
        assert solution.sweep.yes == expected.sweep.yes


@pytest.mark.parametrize("arguments", [{}, {"merlin": "honest"}, {"attention": exact_attention}])
def test_branches_of_different_sizes_and_two_disjunctions(arguments):
    code = ReedSolomon(5, 4, 2)
    chain = Chain(
        FirstVariable(), SatToOrthogonalVectors(2), OrthogonalVectorsToGapMaxIP(code, 1), GapMaxIPToAttention()
    )
    answers = []
    for clauses in ([(2,)], [(1,)], [(-1,)], [()]):
        formula = CNF(2, clauses)
        solution = solve(formula, chain=chain, **arguments)
        satisfiable = formula.brute_force() is not None
        assert solution.satisfiable is (satisfiable or (None if "merlin" in arguments else False))
        assert solution.assignment is None or formula.verify(solution.assignment)
        if "merlin" not in arguments:
            assert (solution.sweep.messages, solution.sweep.rows, solution.sweep.complete) == (10, 4, True)
        answers.append(solution.satisfiable)
    assert answers[:3] == [True] * 3


def test_a_chain_from_another_problem_gives_a_witness():
    gap = GapMaxIP([[[1, 1], [0, 1]], [[1, 1], [1, 0], [0, 0]]], 2, "1/2")
    solution = solve(gap, chain=Chain(GapMaxIPToAttention()))
    assert (solution.satisfiable, solution.witness, solution.assignment) == (True, (0, 0), None)
    assert solution.verdict == "YES"
    assert solution.reason == "row 0 is above the threshold for branch 0"
    no = GapMaxIP([[[1, 0], [0, 1]], [[1, 1], [1, 0], [0, 0]]], 2, "1/2")
    assert (
        solve(no, chain=Chain(GapMaxIPToAttention())).reason
        == "none of the 1 branches has an output above the threshold"
    )
    assert solve(no, chain=Chain(GapMaxIPToAttention())).to_dict()["stages"][0] == {
        "stage": "Gap-MaxIP",
        "n_MaxIP": 3,
        "d_MaxIP": 2,
        "t_MaxIP": 2,
        "k": 2,
    }
    # Vectors give their tuple, from whichever chain.
    vectors = Chain(OrthogonalVectorsToGapMaxIP(ReedSolomon(7, 6, 2), 2), GapMaxIPToAttention())
    assert solve(VECTORS, chain=vectors).witness == solve(VECTORS, code=ReedSolomon(7, 6, 2), blocks=2).witness


class Without(FirstVariable):
    """A disjunction of nothing, which is NO; but no attention says so."""

    def reduce(self, formula):
        return replace(super().reduce(formula), branch_count=0, advices=partial(iter, ()))


@pytest.mark.parametrize("arguments", [{}, {"verify": 1}, {"merlin": "honest"}, {"attention": exact_attention}])
def test_an_instance_without_branches_is_refused(arguments):
    chain = Chain(Without(), SatToOrthogonalVectors(), OrthogonalVectorsToGapMaxIP(), GapMaxIPToAttention())
    with pytest.raises(ValueError, match="chain must reduce the instance to at least one branch, got none from <3-CNF"):
        solve(SATISFIABLE, chain=chain, **arguments)
    with pytest.raises(ValueError, match="number must be below the number of branches, 0, got 0"):
        chain.trace(SATISFIABLE)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"order": 3}, "chain and order exclude each other, got order=3"),
        ({"code": ReedSolomon(7, 6, 2)}, "chain and code exclude each other"),
        ({"blocks": 2}, "chain and blocks exclude each other, got blocks=2"),
        ({"separation": 16.0}, "chain and separation exclude each other, got separation=16.0"),
        ({"chain": Chain(SatToOrthogonalVectors())}, "chain must be a Chain that ends in attention, got Chain("),
        ({"chain": GapMaxIPToAttention()}, "chain must be a Chain that ends in attention, got GapMaxIPToAttention("),
        ({"chain": Chain(OrthogonalVectorsToGapMaxIP(), GapMaxIPToAttention())}, "Chain reduces k-OV instances"),
    ],
)
def test_what_a_chain_excludes_is_named(arguments, message):
    chain = Chain(SatToOrthogonalVectors(), OrthogonalVectorsToGapMaxIP(), GapMaxIPToAttention())
    with pytest.raises(ValueError, match=re.escape(message)):
        solve(SATISFIABLE, **{"chain": chain, **arguments})


def test_only_a_sweep_has_a_checkpoint(tmp_path):
    gap = GapMaxIP([[[1, 1]], [[1, 1], [1, 0]]], 2, "1/2")
    with pytest.raises(ValueError, match="checkpoint is for the sweep over Merlin's messages"):
        solve(gap, chain=Chain(GapMaxIPToAttention()), checkpoint=tmp_path / "state")


def test_dense_outputs_that_cannot_be_compared_are_refused_before_the_work(monkeypatch):
    chain = Chain(SatToOrthogonalVectors(2), OrthogonalVectorsToGapMaxIP(), GapMaxIPToAttention("paper"))
    formula = planted_cnf(14, 20, 3, seed=1)
    assert formula.verify(solve(formula, chain=chain).assignment)
    monkeypatch.setattr(Padding, "evaluate", lambda *_: pytest.fail("the sweep has begun"))
    for arguments in ({"verify": 1}, {"attention": exact_attention}, {"merlin": "honest", "verify": 1}):
        with pytest.raises(ValueError, match="underflows float64: dense outputs cannot be compared"):
            solve(formula, chain=chain, **arguments)
