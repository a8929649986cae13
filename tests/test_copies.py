"""What is frozen stays frozen in every copy: read-only, equal, with the same hash; and every result pickles."""

import copy
import dataclasses
import importlib
import inspect
import pickle
import pkgutil
from fractions import Fraction
from functools import cache, partial
from types import MethodType

import numpy as np
import pytest

import algorithms
import hardness
from algorithms.attention import (
    AttentionInputs,
    AttentionSizes,
    attention_from_moments,
    fast_attention,
    plan_attention,
)
from algorithms.attention.certificate.exponential import taylor_exponential
from algorithms.attention.moments.features import factorisation
from algorithms.attention.moments.scores import score_moments
from algorithms.attention.moments.states import token_moments
from hardness import CNF, solve
from hardness.checks import CODE_CHECKS, PROTOCOL_CHECKS, REDUCTION_CHECKS, check_reduction
from hardness.checks.engine.report import CheckResult, Status
from hardness.checks.replay import Counterexample
from hardness.checks.subjects import imported, project_subjects
from hardness.codec import Opaque
from hardness.codes import Code, GarciaStichtenothCode, HermitianCode, ReedSolomon, finite_field
from hardness.codes.field.finite_field import FiniteField
from hardness.codes.sizes import tower_sizes
from hardness.codes.tower.module import tower_module
from hardness.codes.tower.residue_algebra import Laurent, ResidueAlgebra
from hardness.generators import pigeonhole, random_orthogonal_vectors, sign_patterns
from hardness.planning.designs import curves
from hardness.planning.families import protocol_cost
from hardness.problems import ApproximateAttention, CompressedGapMaxIP, GapMaxIP, OrthogonalVectors, Problem
from hardness.protocols import SetDisjointness, sample
from hardness.protocols.merlins import MERLINS, resolve_merlin
from hardness.protocols.words import Words
from hardness.reductions import (
    Chain,
    GapMaxIPToAttention,
    OrthogonalVectorsToGapMaxIP,
    SatToOrthogonalVectors,
)
from hardness.theory import (
    SETH,
    Assumption,
    conditional_lower_bound,
    fast_algorithm,
    k_max_ip,
    k_ovc,
    paths,
    plan,
    theorem_constants,
    theorem_map,
    transition,
)
from hardness.theory.stations import follow
from hardness.theory.steps import AsymptoticStep, MerlinArthurProtocol
from hardness.theory.theorems.entries import paper_statements
from hardness.theory.transfer import hardness_path

ROWS = np.array([[0.5, -1.0], [2.0, 0.25], [0.0, 1.0]])
INPUTS = AttentionInputs(ROWS, (ROWS[:2], ROWS), (abs(ROWS[:2]), abs(ROWS)))
COLUMN = AttentionInputs(ROWS, (ROWS,), (abs(ROWS[:, :1]),))
PROTOCOL = SetDisjointness(ReedSolomon(7, 6, 2), 2, 3)
DISJOINT = [[1, 1, 0, 1], [1, 0, 1, 1], [0, 1, 1, 0]]
SIZES = AttentionSizes((5, 4, 3), 2, 1, 1.5)
TOKENS = token_moments(INPUTS, INPUTS.keys, 2)
ALGEBRA = ResidueAlgebra.prime_field(2, 4)
VECTORS = OrthogonalVectors([[[1, 0], [1, 1]], [[1, 1]], [[1, 1], [0, 1], [0, 0]]])

RESULTS = {
    "AttentionInputs": lambda: INPUTS,
    "fast_attention": lambda: [fast_attention(INPUTS), fast_attention(INPUTS, certify=False)],
    "attention_from_moments": lambda: attention_from_moments(INPUTS.query, TOKENS, 1.0),
    "plan_attention": lambda: [plan_attention(INPUTS), plan_attention(SIZES), SIZES],
    "TokenMoments": lambda: TOKENS,
    "score_moments": lambda: score_moments(INPUTS.query, TOKENS, 1.0),
    "taylor_exponential": lambda: taylor_exponential(3, 1.0),
    "factorisation": lambda: factorisation(3, 4),
    "solve, NO": lambda: solve(sign_patterns(3), verify=2, seed=1),
    "solve, YES": lambda: solve(sign_patterns(3, drop=5)),
    "solve, undecided": lambda: solve(sign_patterns(2), 2, "honest"),
    "solve, vectors": lambda: solve(VECTORS),
    "solve on a curve": lambda: solve(sign_patterns(2), 2, code=HermitianCode(2, 2), blocks=2),
    "problems": lambda: [
        CNF(3, [(1, -2), ()]),
        VECTORS,
        GapMaxIP([[[1, 1], [0, 1]], [[1, 1], [1, 0]]], 2, "1/2"),
        CompressedGapMaxIP([[[0], [1]]], [[[True, False]]], 1),
        ApproximateAttention(COLUMN, -0.1, -0.6),
    ],
    "reductions": lambda: [
        step.apply(source)
        for step, source in (
            (SatToOrthogonalVectors(2), CNF(3, [(1, -2)])),
            (OrthogonalVectorsToGapMaxIP(), VECTORS),
            (OrthogonalVectorsToGapMaxIP(representation="compressed"), VECTORS),
            (GapMaxIPToAttention(), GapMaxIP([[[1, 1]], [[1, 1], [1, 0]]], 2, "1/2")),
            (GapMaxIPToAttention("paper"), GapMaxIP([[[1, 1]], [[1, 1], [1, 0]]], 2, "1/2")),
        )
    ],
    "chain": lambda: Chain(
        SatToOrthogonalVectors(2), OrthogonalVectorsToGapMaxIP(ReedSolomon(5, 4, 2)), GapMaxIPToAttention()
    ).apply(sign_patterns(2, drop=1)),
    "paddings": lambda: [
        GapMaxIPToAttention(name).padding(GapMaxIP([[[1]], [[1]]], 1, 1)) for name in ("calibrated", "paper")
    ],
    "codes": lambda: [ReedSolomon(7, 3, 2, points=[6, 2, 4]), HermitianCode(2, 3), GarciaStichtenothCode(2, 2, 1)],
    "finite_field": lambda: [finite_field(7), finite_field(9)],
    "tower_module": lambda: tower_module(2, 2),
    "residue algebra": lambda: [ALGEBRA, Laurent(ALGEBRA, 0, np.ones((2, 1), np.int64))],
    "words": lambda: [Words(ReedSolomon(7, 6, 2), 2, 3), PROTOCOL.inputs(DISJOINT)],
    "run": lambda: PROTOCOL.run(DISJOINT, seed=1),
    "worst_case": lambda: PROTOCOL.worst_case(),
    "sample": lambda: sample(PROTOCOL, DISJOINT, trials=5, seed=1),
    "Merlins": lambda: [*MERLINS.values(), resolve_merlin([0, 0, 1, 2, 3, 4])],
    "generators": lambda: [pigeonhole(2, 1), random_orthogonal_vectors((2, 3), 4, seed=1)],
    "check_reduction": lambda: check_reduction(SatToOrthogonalVectors(2), [CNF(1, [(1,)]), CNF(1, [(1,), (-1,)])]),
    "counterexample": lambda: Counterexample("x", "code", CheckResult("c", Status.FAILS, 1, "", {"a": Opaque("b")})),
    "checks": lambda: [*REDUCTION_CHECKS.values(), *CODE_CHECKS.values(), *PROTOCOL_CHECKS.values()],
    "subjects": lambda: [*project_subjects(), imported("hardness.reductions", "SatToOrthogonalVectors")],
    "plan": lambda: plan(sign_patterns(3)),
    "theorem_constants": lambda: [theorem_constants("1/2", 4), theorem_constants("1/2", 4, family="rs")],
    "verify": lambda: theorem_constants("1/2", 4).verify(),
    "values": lambda: [theorem_constants("1/2", 4).values(), theorem_constants("1/2", 4).one_group],
    "at": lambda: theorem_constants("1/2", 4, family="rs").at(10**6),
    "side_conditions": lambda: list(MerlinArthurProtocol(Fraction(1, 4)).side_conditions()),
    "conjectures": lambda: [SETH, k_ovc(3), k_max_ip(2)],
    "conditional_lower_bound": lambda: conditional_lower_bound(order=2),
    "stations of a path": lambda: follow(hardness_path(2), SETH),
    "conditional_lower_bound, MaxIP": lambda: conditional_lower_bound(conjecture=k_max_ip(3)),
    "assumptions": lambda: [Assumption(3, 4, "11/4"), Assumption(3, 1, "11/4").refuted_by()],
    "bound with numbers": lambda: conditional_lower_bound(order=3, slack="1/2", density=4),
    "fast_algorithm": lambda: fast_algorithm("log(n)", "log(n)**(1/4)", 3),
    "transition": lambda: transition(3),
    "paths": lambda: paths(CNF, GapMaxIP),
    "overheads": lambda: [step.overhead for step in (SatToOrthogonalVectors(), OrthogonalVectorsToGapMaxIP())],
    "theorem_map": lambda: [theorem_map(), paper_statements()],
    "families": lambda: [curves()[0], protocol_cost("rs", 100), tower_sizes(7, 3, 3, Fraction(1, 2))],
}
"""What public functions return, by the function or the kind."""


@cache
def result_of(name):
    return RESULTS[name]()


def held(thing, seen=None):
    """Return everything that an object holds, itself first, each once."""
    seen = {} if seen is None else seen
    if id(thing) not in seen:
        seen[id(thing)] = thing
        for part in inside(thing):
            held(part, seen)
    return list(seen.values())


def inside(thing):
    if isinstance(thing, list | tuple | set | frozenset):
        return list(thing)
    if isinstance(thing, dict):
        return [*thing.keys(), *thing.values()]
    if isinstance(thing, partial):
        return [thing.func, *thing.args, *thing.keywords.values()]
    if isinstance(thing, MethodType):
        return [thing.__self__]
    ours = dataclasses.is_dataclass(thing) or type(thing).__module__.partition(".")[0] in ("algorithms", "hardness")
    return list(vars(thing).values()) if ours and hasattr(thing, "__dict__") else []


def writable(thing):
    return [part for part in held(thing) if isinstance(part, np.ndarray) and part.flags.writeable]


def frozen_classes():
    for package in (algorithms, hardness):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for name, cls in vars(importlib.import_module(module.name)).items():
                if not inspect.isclass(cls) or cls.__module__ != module.name or name.startswith("_"):
                    continue
                frozen = dataclasses.is_dataclass(cls) and cls.__dataclass_params__.frozen
                bases = inspect.isabstract(cls) or cls is AsymptoticStep
                if (frozen or issubclass(cls, Code | FiniteField)) and not bases:
                    yield cls


def copies(thing):
    yield copy.copy(thing)
    yield copy.deepcopy(thing)
    symbolic = any(type(part).__module__.startswith("sympy") for part in held(thing))
    for protocol in range(2 if symbolic else 0, pickle.HIGHEST_PROTOCOL + 1):  # sympy takes these
        yield pickle.loads(pickle.dumps(thing, protocol))


def hash_of(thing):
    try:
        return hash(thing)
    except TypeError:
        return None  # a list, or a report, which holds dictionaries


def test_every_frozen_class_is_among_the_results():
    met = {type(part) for name in RESULTS for part in held(result_of(name))}
    missing = [cls for cls in frozen_classes() if cls not in met]
    assert not missing, f"add something to RESULTS that holds {missing}"


@pytest.mark.parametrize("name", RESULTS)
def test_copies_are_equal_and_read_only(name):
    result = result_of(name)
    assert not writable(result)
    for again in copies(result):
        assert type(again) is type(result)
        assert again == result
        assert hash_of(again) == hash_of(result)
        assert not writable(again)


def test_the_walk_finds_what_is_writable():
    spoiled = dataclasses.replace(result_of("run"))
    object.__setattr__(spoiled, "sets", spoiled.sets.copy())
    assert len(writable([{"run": spoiled}])) == 1
    assert spoiled == result_of("run")


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class OwnConstructor(Problem[int]):
    """A user's problem, whose constructor takes something else than its fields."""

    table: np.ndarray
    pairs: tuple[np.ndarray, ...]

    def __init__(self, size):
        object.__setattr__(self, "table", np.arange(size))
        object.__setattr__(self, "pairs", (np.zeros(size), np.ones(size)))

    def size(self):
        return {}

    def verify(self, witness):
        return False

    def witnesses(self):
        return iter(())

    def _encode(self):
        return {}


def test_a_class_with_a_constructor_of_its_own_is_copied_by_its_fields():
    for again in copies(OwnConstructor(3)):
        assert again == OwnConstructor(3)
        assert not writable(again)
