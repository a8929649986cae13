"""Outputs of one instance: the same from the structure, from the matrices, and for some rows alone."""

import numpy as np
import pytest

from algorithms.attention import exact_attention
from hardness.codes import ReedSolomon
from hardness.generators import planted_orthogonal_vectors
from hardness.problems import ApproximateAttention, GapMaxIP
from hardness.reductions import GapMaxIPToAttention, OrthogonalVectorsToGapMaxIP
from hardness.runs.evaluation import candidate_rows, dense_instance, evaluate

GAP = GapMaxIP([[[1, 1], [0, 1], [1, 0]], [[1, 1], [1, 0], [0, 0]]], 2, "1/2")


def written_out(target):
    return ApproximateAttention(target.inputs, target.log_yes, target.log_no)


@pytest.mark.parametrize("variant", ["calibrated", "paper"])
def test_structure_and_matrices_give_the_same(variant):
    padded = GapMaxIPToAttention(variant).apply(GAP).target
    outputs, above = evaluate(padded)
    assert above.tolist() == [True, False, False]
    dense, decided = evaluate(written_out(padded))
    assert dense == pytest.approx(exact_attention(padded.inputs)[:, 0], rel=1e-12)
    assert dense[:3] == pytest.approx(outputs, rel=1e-12)
    assert decided[:3].tolist() == above.tolist()
    assert not decided[3:].any()  # dummy queries
    assert (candidate_rows(padded), candidate_rows(written_out(padded))) == (3, len(dense))
    for target in (padded, written_out(padded)):
        some, which = evaluate(target, [2, 0])
        assert some == pytest.approx(outputs[[2, 0]], rel=1e-12)
        assert which.tolist() == [False, True]


def test_implicit_instances_are_compressed_before_they_are_written_out():
    vectors = planted_orthogonal_vectors((3, 2), 4, density=0.8, seed=6)
    gap = next(iter(OrthogonalVectorsToGapMaxIP(ReedSolomon(5, 4, 2), 2).apply(vectors).branches()))[1]
    target = GapMaxIPToAttention().apply(gap).target
    small = dense_instance(target)
    assert small.gap == gap.compress()
    assert small.size()["d_Att"] < target.size()["d_Att"]
    assert evaluate(small)[1].tolist() == evaluate(target)[1].tolist()
    assert dense_instance(written_out(small)) == written_out(small)


def test_a_threshold_that_underflows_is_refused():
    ones = np.ones((1, 2000), int)
    target = GapMaxIPToAttention("paper").apply(GapMaxIP([ones, ones], 1, "1/2")).target
    assert target.threshold == 0
    with pytest.raises(ValueError, match="underflows float64: dense outputs cannot be compared with it"):
        dense_instance(target)
