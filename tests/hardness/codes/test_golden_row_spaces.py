"""Row spaces computed by SageMath (see ``tests/golden/make_row_spaces.py``) equal ours."""

import json
from pathlib import Path

import numpy as np
import pytest

from hardness.codes import GarciaStichtenothCode, HermitianCode

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "row_spaces.json").read_text())
CASES = [(case, int(u)) for case in GOLDEN for u in case["row_spaces"]]


def test_the_golden_file_covers_all_families():
    assert {(c["family"], c["q"], c["level"]) for c in GOLDEN} >= {
        ("hermitian", 2, 2),
        ("hermitian", 3, 2),
        ("hermitian", 4, 2),
        ("gs", 2, 2),
        ("gs", 3, 2),
        ("gs", 2, 3),
        ("gs", 4, 2),
    }


@pytest.mark.parametrize(
    ("case", "u"), CASES, ids=[f"{case['family']}-{case['q']}-{case['level']}-{u}" for case, u in CASES]
)
def test_row_spaces(case, u):
    q, level = case["q"], case["level"]
    code = HermitianCode(q, u) if case["family"] == "hermitian" else GarciaStichtenothCode(q, level, u)
    points = list(map(tuple, code.points.T.tolist()))
    assert sorted(points) == sorted(map(tuple, case["points"]))
    columns = [points.index(tuple(point)) for point in case["points"]]
    reduced, pivots = code.arithmetic.row_reduce(code.evaluation_matrix()[:, columns])
    np.testing.assert_array_equal(reduced[: len(pivots)], case["row_spaces"][str(u)])
