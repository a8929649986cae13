"""Every public function that takes an array has it through the one door."""

import galois
import numpy as np
import pytest

from algorithms.attention import (
    AttentionInputs,
    TokenMoments,
    attention_from_moments,
    exact_attention,
    grouped_attention,
    grouped_log_attention,
)
from algorithms.attention.certificate.exponential import taylor_exponential
from algorithms.attention.moments.scores import score_moments
from hardness import solve
from hardness.codes import HermitianCode, ReedSolomon, finite_field
from hardness.codes.weights import coset_minimum_weight
from hardness.generators import sign_patterns
from hardness.problems import ApproximateAttention, CompressedGapMaxIP, GapMaxIP, OrthogonalVectors
from hardness.protocols import SetDisjointness, sample
from hardness.protocols.implicit_gap_max_ip import ImplicitGapMaxIP
from hardness.protocols.merlins import MERLINS
from hardness.protocols.transcript import Transcript
from hardness.reductions import OrthogonalVectorsToGapMaxIP

GF = galois.GF
FIELD = GF(8)
OTHER = GF(8, irreducible_poly="x^3 + x^2 + 1")  # the same order, other products
SMALL = GF(7)
BIT = GF(2)

F = finite_field(8)
CODE = ReedSolomon(8, 6, 2)
CURVE = HermitianCode(2, 3)  # over GF(4)
PROTOCOL = SetDisjointness(CODE, 1, 2)
SETS = [[1, 0], [0, 1]]
MESSAGE = PROTOCOL.honest_message(SETS)
RUN = PROTOCOL.run(SETS, seed=1)
GAP = ImplicitGapMaxIP(PROTOCOL, [[[1, 0], [1, 1]], [[0, 1]]], MESSAGE)
COLUMN = np.array([[0.5], [0.25]])
INPUTS = AttentionInputs(COLUMN, (COLUMN,), (COLUMN,))
INSTANCE = ApproximateAttention(INPUTS, log_yes=-0.5, log_no=-1.0)
STATE = TokenMoments.empty(order=2, degree=1, dimension=1, value_dimension=1).update(COLUMN, COLUMN)
FORMULA = sign_patterns(2)

# What each entry is given when all is well, and the entry.
ELEMENTS = {
    "asarray": ([1, 2], F.asarray),
    "add": ([1, 2], lambda a: F.add(a, 1)),
    "sub": ([1, 2], lambda a: F.sub(1, a)),
    "neg": ([1, 2], F.neg),
    "mul": ([1, 2], lambda a: F.mul(2, a)),
    "inv": ([1, 2], F.inv),
    "power": ([1, 2], lambda a: F.power(a, 2)),
    "matmul": ([[1, 2]], lambda a: F.matmul(a, np.eye(2, dtype=int))),
    "row_reduce": ([[1, 2]], F.row_reduce),
    "rank": ([[1, 2]], F.rank),
    "null_space": ([[1, 2]], F.null_space),
    "evaluate": ([1, 2], CODE.evaluate),
    "encode": ([1, 2], CODE.encode),
    "contains": ([0] * 6, CODE.contains),
    "points": ([1, 2, 3], lambda a: ReedSolomon(8, 3, 2, points=a)),
    "offset of a coset": ([1, 2], lambda a: coset_minimum_weight(F, [[1, 1]], a)),
    "basis of a coset": ([[1, 2]], lambda a: coset_minimum_weight(F, a, [1, 1])),
    "weights": ([3], lambda a: SetDisjointness(CODE, 1, 2, weights=a)),
    "message": (MESSAGE, lambda a: PROTOCOL.accepting_coins(a, SETS)),
    "message to run": (MESSAGE, lambda a: PROTOCOL.run(SETS, merlin=a)),
    "message of a strategy": (MESSAGE, lambda a: PROTOCOL.run(SETS, merlin=lambda *_: a)),
    "message to sample": (MESSAGE, lambda a: sample(PROTOCOL, SETS, merlin=a, trials=1)),
    "message of an instance": (MESSAGE, lambda a: ImplicitGapMaxIP(PROTOCOL, GAP.encoded.sets, a)),
    "advice": (
        MESSAGE,
        lambda a: OrthogonalVectorsToGapMaxIP(CODE, 1).apply(OrthogonalVectors([[[1, 0]], [[0, 1]]])).branch(a),
    ),
    "message on record": (MESSAGE, lambda a: Transcript(PROTOCOL, RUN.sets, a, 0, RUN.symbols, True)),
    "symbols on record": ([[1]], lambda a: Transcript(PROTOCOL, RUN.sets, MESSAGE, 0, a, True)),
}
BITS = {
    "sets": (SETS, PROTOCOL.honest_message),
    "sets to encode": (SETS, PROTOCOL.encode),
    "sets to run": (SETS, PROTOCOL.run),
    "sets to sample": (SETS, lambda a: sample(PROTOCOL, a, merlin="honest", trials=1)),
    "sets of the optimal cheating strategy": (SETS, PROTOCOL.best_message),
    "sets for Merlin": (SETS, lambda a: MERLINS["planting"](PROTOCOL, a, np.random.default_rng(1))),
    "sets on record": (SETS, lambda a: Transcript(PROTOCOL, a, MESSAGE, 0, RUN.symbols, True)),
    "orthogonal vectors": ([[1, 0]], lambda a: OrthogonalVectors([a, [[1, 1]]])),
    "Gap-MaxIP": ([[1, 0]], lambda a: GapMaxIP([[[1, 1]], a], 1, 1)),
    "sets of a protocol's instance": ([[1, 0]], lambda a: ImplicitGapMaxIP(PROTOCOL, [a, [[0, 1]]], MESSAGE)),
}
NUMBERS = {
    "exponent": ([1, 2], lambda a: F.power(3, a)),
    "columns": ([1], lambda a: F.row_reduce([[1, 2]], a)),
    "positions": ([1, 2], CODE.shortened_basis),
    "rows": ([1], GAP.inner_product_histogram),
    "numbers of symbols": ([[0], [1]], lambda a: CompressedGapMaxIP([a], [[[True, False]]], 1)),
    "verdicts": (np.array([[True, False]]), lambda a: CompressedGapMaxIP([[[0], [1]]], [a], 1)),
    "query": ([[1, 2]], lambda a: AttentionInputs(a, ([[1, 2]],), ([[1]],))),
    "a key set": ([[1, 2]], lambda a: AttentionInputs([[1, 2]], (a,), ([[1]],))),
    "keys": ([[[1, 2]]], lambda a: AttentionInputs([[1, 2]], a, ([[1]],))),
    "values": ([[[1]]], lambda a: AttentionInputs([[1, 2]], ([[1, 2]],), a)),
    "keys of tokens": ([[1.0]], lambda a: STATE.update(a, [[1.0]])),
    "values of tokens": ([[1.0]], lambda a: STATE.update([[1.0]], a)),
    "keys of ranges": ([[1.0]], lambda a: STATE.measured(a, [[1.0]])),
    "query of scores": ([[1.0]], lambda a: score_moments(a, (STATE,), 1.0)),
    "arguments of a polynomial": ([0.5], taylor_exponential(2, 1.0)),
    "query of moments": ([[1.0]], lambda a: attention_from_moments(a, [STATE], 1.0)),
    "scores": ([1.0], lambda a: grouped_attention(a, [[1]], [[1.0]])),
    "counts": ([[1]], lambda a: grouped_attention([1.0], a, [[1.0]])),
    "values of groups": ([[1.0]], lambda a: grouped_log_attention([1.0], [[1]], a)),
    "outputs": ([0.1, 0.2], INSTANCE.decide),
    "logarithms of outputs": ([0.1, 0.2], INSTANCE.decide_log),
}


class Kilos(np.ndarray):
    """Numbers with a unit."""


def refused(entry, given):
    with pytest.raises(ValueError, match=r" must (hold|be) .*, got (a|an|elements of) "):
        entry(given)


@pytest.mark.parametrize(("given", "entry"), [*ELEMENTS.values(), *BITS.values(), *NUMBERS.values()])
def test_what_a_plain_array_would_lose_is_refused_everywhere(given, entry):
    entry(given)
    array = np.array(given)
    masked = np.ma.array(array, mask=np.zeros(array.shape, bool))
    for lossy in (masked, array.view(Kilos), list(masked), [*list(array)[:-1], array[-1:].view(Kilos)[0]]):
        if any(isinstance(part, np.ndarray) for part in (lossy, *lossy)):  # an entry of a masked vector is a number
            refused(entry, lossy)


@pytest.mark.parametrize(("given", "entry"), ELEMENTS.values(), ids=ELEMENTS)
def test_elements_of_the_right_field_only(given, entry):
    right, wrong = FIELD(given), OTHER(given)
    entry(right)
    for lossy in (wrong, list(wrong), SMALL(np.array(given) % 7), [SMALL(1)]):
        refused(entry, lossy)


@pytest.mark.parametrize(("given", "entry"), BITS.values(), ids=BITS)
def test_bits_may_be_elements_of_the_field_of_two(given, entry):
    entry(BIT(given))
    entry(list(BIT(given)))
    for lossy in (FIELD(given), SMALL(given), list(SMALL(given))):
        refused(entry, lossy)


@pytest.mark.parametrize(("given", "entry"), NUMBERS.values(), ids=NUMBERS)
def test_numbers_are_no_elements_of_a_field(given, entry):
    elements = BIT(np.array(given).astype(np.uint8) % 2)
    refused(entry, elements)
    refused(entry, list(elements))


def test_values_in_another_representation_would_have_been_wrong():
    # Why: the same integers, multiplied in the two fields of 8 elements.
    a, b = [3, 5, 6], [6, 7, 4]
    assert (OTHER(a) * OTHER(b)).tolist() != F.mul(a, b).tolist() == (FIELD(a) * FIELD(b)).tolist()


def test_another_curve_and_a_tower_of_fields():
    CURVE.evaluate(GF(2)([1, 0, 1]))
    refused(CURVE.evaluate, GF(3)([1, 0, 1]))
    refused(CODE.evaluate, GF(4)([1, 0]))  # no subfield of GF(8)


def test_outputs_of_a_routine():
    good = solve(FORMULA, 2, attention=exact_attention)
    assert good.satisfiable is False
    with pytest.raises(ValueError, match="outputs of the attention routine must be a plain array, got a MaskedArray"):
        solve(FORMULA, 2, attention=lambda inputs: np.ma.masked_greater(exact_attention(inputs), 0.5))
    with pytest.raises(ValueError, match=r"outputs of the attention routine must hold .*, got dtype complex128"):
        solve(FORMULA, 2, attention=lambda inputs: exact_attention(inputs) + 0j)
    with pytest.raises(ValueError, match=r"outputs of the attention routine must hold .*, got dtype <U"):
        solve(FORMULA, 2, attention=lambda inputs: exact_attention(inputs).astype(str))


@pytest.mark.parametrize("text", ["complex", "str"])
def test_decide_reads_no_text_and_drops_no_imaginary_part(text):
    outputs = np.array([0.1, 0.9]).astype(text)
    for entry in (INSTANCE.decide, INSTANCE.decide_log):
        with pytest.raises(ValueError, match=r"outputs must hold .*, got dtype"):
            entry(outputs)
