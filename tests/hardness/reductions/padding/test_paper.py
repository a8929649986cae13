"""The padding of the paper: its bounds in closed form, and a real formula on dense matrices."""

from fractions import Fraction
from itertools import product

import mpmath
import numpy as np
import pytest

from algorithms.attention import exact_log_attention
from hardness.generators import planted_cnf
from hardness.problems import ApproximateAttention, CompressedGapMaxIP, Promise
from hardness.reductions import GapMaxIPToAttention, OrthogonalVectorsToGapMaxIP, SatToOrthogonalVectors
from hardness.reductions.padding import PaperPadding


def test_the_paper_s_bounds_in_closed_form():
    for k, sizes in product([2, 3, 5], [(2, 3), (4, 1)]):
        n = (sizes * 3)[:k]
        padding = PaperPadding(n, 7, 4, Fraction(1, 2), 5.0)
        with mpmath.workdps(60):
            P = int(np.prod(n[1:]))
            unit = (mpmath.log(P) + mpmath.log(5)) / 2
            dummies = P * (mpmath.exp(7 * unit) + 2 ** (k - 1) - 2)
            for found, S in [(padding.log_yes, mpmath.exp(4 * unit)), (padding.log_no, P * mpmath.exp(2 * unit))]:
                assert abs(found - mpmath.log(S / (S + dummies))) <= padding.rounding
        assert padding.padded_sizes == tuple(2 * size for size in n)
        assert (padding.scale, padding.padded_dimension) == (14, 14)


def test_the_paper_s_padding_of_a_real_formula_on_dense_matrices():
    # 20 variables and 91 clauses: 49,152 coordinates occur, 98,304 columns, log outputs about -10^5. One query that is
    # YES and one that is NO keep it short: the padding does not depend on the number of queries.
    formula = planted_cnf(20, 91, seed=5)
    vectors = SatToOrthogonalVectors(3).apply(formula).target
    assert vectors.sizes == (128, 128, 64)
    reduced = OrthogonalVectorsToGapMaxIP(representation="compressed").apply(vectors)
    advice, witness = reduced.map_forward(vectors.brute_force())
    whole = reduced.branch(advice)
    kinds = {row: whole.promise(row) for row in range(128)}
    chosen = [witness[0], next(row for row, kind in kinds.items() if kind is Promise.NO)]
    gap = CompressedGapMaxIP(whole.symbols, [table[chosen] for table in whole.accepts], whole.eps)
    target = GapMaxIPToAttention("paper").apply(gap).target
    assert target.size() == {"n_Att": 256, "d_Att": 2 * whole.dimension, "k": 3}
    assert whole.dimension > 40_000
    logs = exact_log_attention(target.inputs, block_bytes=1 << 16)[:, 0]
    assert -300_000 < logs[0] < -50_000
    slack = target.rounding() + 2 * ApproximateAttention(target.inputs, target.log_yes, target.log_no).rounding()
    assert slack < (target.log_yes - target.log_no) / 4  # what follows says something
    assert np.abs(logs - target.log_outputs()).max() <= slack
    assert logs[0] >= target.log_yes - slack
    assert logs[1] <= target.log_no + slack
    assert (logs[2:] <= target.log_no).all()
    assert target.decide_log(logs).tolist() == [True, False, False, False]
    assert target.threshold == 0.0
    with pytest.raises(ValueError, match="underflows float64"):
        target.decide(np.exp(logs))
