"""Padded attention: the same instance in every representation and after JSON, and its rows one by one."""

import json

import numpy as np
import pytest

from algorithms.attention import exact_log_attention
from hardness.codes import ReedSolomon
from hardness.generators import random_orthogonal_vectors
from hardness.problems import CNF, GapMaxIP, OrthogonalVectors, Promise, problem_from_json
from hardness.reductions import GapMaxIPToAttention, OrthogonalVectorsToGapMaxIP


@pytest.mark.parametrize("variant", ["calibrated", "paper"])
def test_branches_of_a_protocol(variant):
    # Implicit, compressed and explicit instances have the same outputs but different dimensions (and so entries).
    instance = random_orthogonal_vectors((3, 2, 4), 2, density=0.7, seed=1)
    branches = OrthogonalVectorsToGapMaxIP(ReedSolomon(5, 5, 2)).apply(instance)
    reduction = GapMaxIPToAttention(variant)
    for _, gap in branches.branches():
        targets = [reduction.apply(each).target for each in (gap, gap.compress(), gap.explicit())]
        sets = {tuple(target.solutions()) for target in targets}
        assert sets == {tuple(row for row in range(3) if gap.promise(row) is Promise.YES)}
        assert len({target.padding.padded_sizes for target in targets}) == 1
    if variant == "calibrated":
        assert (targets[0].log_outputs() == targets[1].log_outputs()).all()
        assert (targets[0].log_outputs() == targets[2].log_outputs()).all()


@pytest.mark.parametrize("variant", ["calibrated", "paper"])
def test_json_both_ways(variant):
    gap = GapMaxIP([[[1, 1], [0, 1]], [[1, 1], [1, 0], [0, 0]], [[1, 1]]], 2, "1/2")
    branch = OrthogonalVectorsToGapMaxIP().apply(OrthogonalVectors([[[1, 0]], [[0, 1], [1, 1]]])).branch((0, 0, 0, 0))
    for each in (gap, branch, branch.compress()):
        target = GapMaxIPToAttention(variant, 100.0).apply(each).target
        again = problem_from_json(target.to_json())
        assert again == target
        assert (again.log_outputs() == target.log_outputs()).all()
    data = json.loads(GapMaxIPToAttention(variant).apply(gap).target.to_json())
    for changes in [
        {"reduction": {"variant": "calibrated", "separation": 2.0}},  # the reduction refuses it for order 3
        {"reduction": {"variant": "other", "separation": 20.0}},
        {"reduction": {"separation": "20"}},
        {"reduction": None},
        {"gap": CNF(1, []).to_dict()},
        {"gap": None},
    ]:
        with pytest.raises(ValueError, match="corrupt instance of padded attention"):
            problem_from_json(json.dumps({**data, **changes}))


def test_notation():
    gap = GapMaxIP([[[1, 1], [0, 1]], [[1, 1], [1, 0], [0, 0]], [[1, 1]]], 2, "1/2")
    assert repr(GapMaxIPToAttention("paper").apply(gap).target).startswith(
        "<attention of order 3, paper padding: n=(4; 6, 2), d=4, B="
    )
    branch = OrthogonalVectorsToGapMaxIP().apply(OrthogonalVectors(np.ones((3, 2, 91), int)))
    target = GapMaxIPToAttention().apply(branch.branch((0,) * 6)).target
    assert "d=2^513.., B=e^" in repr(target)
    assert target.size()["d_Att"] == 6 * 47**92 + 6
    with pytest.raises(ValueError, match="padded attention matrices need"):
        _ = target.inputs


@pytest.mark.parametrize("variant", ["calibrated", "paper"])
def test_a_row_on_its_own_is_what_it_is_among_all(variant):
    gap = GapMaxIP([[[1, 1], [0, 1], [1, 0]], [[1, 1], [1, 0], [0, 0]], [[1, 1]]], 2, "1/2")
    target = GapMaxIPToAttention(variant).apply(gap).target
    assert list(target.solutions()) == [row for row in range(target.rows) if target.verify(row)] == [0]
    assert target.rows == (3 if variant == "calibrated" else 6)  # the paper's has as many dummy queries
    for no_row in (-1, target.rows, True, 0.0, None, "0"):
        assert not target.verify(no_row)


def test_a_dummy_query_meets_every_real_tuple_with_score_zero():
    gap = GapMaxIP([[[1, 1], [0, 1]], [[1, 1], [1, 0], [0, 0]]], 2, "1/2")
    target = GapMaxIPToAttention("paper").apply(gap).target
    logs = exact_log_attention(target.inputs)[:, 0]
    assert np.abs(logs - target.log_outputs()).max() <= 2 * target.rounding()
    # 3 real keys of score 0 beside 3 dummy keys of score d unit, in closed form
    dummy = np.log(3) - np.log(3 + 3 * np.exp(2 * target.padding.unit))
    assert target.log_outputs()[2:] == pytest.approx([dummy] * 2, abs=target.rounding())
