"""The two paddings: closed forms against dense attention, and against the definition in 60 digits."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest

from algorithms.attention import dense_attention, exact_attention, exact_error_bound, exact_log_attention
from hardness.problems import ApproximateAttention, GapMaxIP, Promise
from hardness.reductions import GapMaxIPToAttention
from hardness.reductions.padding import CalibratedPadding, PaperPadding


def rows_of(counts, d):
    """Vectors with given numbers of ones, at the first coordinates."""
    return [[1] * c + [0] * (d - c) for c in counts]


def random_sets(sizes, d, density, seed):
    rng = np.random.default_rng(seed)
    return [(rng.random((n, d)) < density).astype(int) for n in sizes]


# Unequal sizes, n = 1, eps = 1, every order; rows of each kind.
INSTANCES = {
    "k=2": GapMaxIP(random_sets((5, 4), 7, 0.6, 0), 4, "1/2"),
    "k=3": GapMaxIP(random_sets((4, 3, 5), 6, 0.8, 1), 4, "1/2"),
    "k=4": GapMaxIP(random_sets((3, 2, 4, 3), 5, 0.9, 2), 3, "1/3"),
    "k=5": GapMaxIP(random_sets((3, 2, 3, 2, 4), 4, 0.9, 3), 3, "2/3"),
    "n=1, k=2, eps=1": GapMaxIP([rows_of([0, 3, 4], 4), rows_of([4], 4)], 3, 1),
    "n=1, k=3, eps=1": GapMaxIP([rows_of([0, 3, 4], 4)] + [rows_of([4], 4)] * 2, 3, 1),
    "n=1, k=5, eps=1": GapMaxIP([rows_of([0, 2], 3)] + [rows_of([3], 3)] * 4, 2, 1),
    "t=1": GapMaxIP(random_sets((4, 3, 2), 3, 0.5, 4), 1, 1),
    "t > d": GapMaxIP(random_sets((4, 3, 2), 3, 0.5, 4), 5, "2/5"),
    "products beyond t": GapMaxIP([rows_of([0, 2, 7], 7), rows_of([7, 7], 7), rows_of([7], 7)], 3, "1/3"),
    "small eps": GapMaxIP(random_sets((3, 4, 2), 6, 0.8, 5), 4, "1/100"),
}
SEPARATIONS = {"calibrated": [None, 1024.0, 1e6, 1e100], "paper": [None, 1.5, 2.0, 1e6]}
CASES = [(name, variant, sep) for name in INSTANCES for variant in SEPARATIONS for sep in SEPARATIONS[variant]]


def exact_outputs(gap, variant, sep):
    """Logarithms of the outputs of real rows in 60 digits, straight from what the construction says."""
    k, t, d = gap.order, gap.t, gap.dimension
    P = int(np.prod(gap.sizes[1:]))
    with mpmath.workdps(60):
        unit = (mpmath.log(P) + mpmath.log(sep)) * gap.eps.denominator / (gap.eps.numerator * t)
        if variant == "calibrated":
            dummies = mpmath.exp(unit * t) / mpmath.sqrt(sep)
        else:
            dummies = P * (mpmath.exp(unit * d) + 2 ** (k - 1) - 2)
        found = []
        for row in range(gap.sizes[0]):
            S = sum(mpmath.exp(unit * int(w)) for w in gap.inner_products(row).ravel())
            found.append(mpmath.log(S / (S + dummies)))
        return found


@pytest.mark.parametrize(("name", "variant", "sep"), CASES)
def test_outputs_follow_the_closed_form(name, variant, sep):
    gap = INSTANCES[name]
    target = GapMaxIPToAttention(variant, sep).apply(gap).target
    exact = exact_outputs(gap, variant, max(16, 4 ** (gap.order - 1)) if sep is None else sep)
    logs = target.log_outputs()
    assert len(logs) == gap.sizes[0] * (1 if variant == "calibrated" else 2)
    for found, expected in zip(logs[: gap.sizes[0]].tolist(), exact, strict=True):
        assert abs(found - expected) <= target.rounding()
    outputs = target.padding.outputs(gap.inner_product_histogram())
    assert np.abs(outputs - [float(mpmath.exp(value)) for value in exact]).max() <= target.rounding()


@pytest.mark.parametrize(("name", "variant", "sep"), CASES)
def test_dense_matrices_have_the_same_outputs(name, variant, sep):
    gap = INSTANCES[name]
    target = GapMaxIPToAttention(variant, sep).apply(gap).target
    inputs = target.inputs
    assert inputs.query.shape == (target.padding.padded_sizes[0], target.padding.padded_dimension)
    assert inputs.key_sizes == target.padding.padded_sizes[1:]
    assert inputs.scale == (gap.dimension + gap.t if variant == "calibrated" else 2 * gap.dimension)
    logs = target.log_outputs()
    # Entries rho are rounded too, k of them in a product: once more the error of the evaluation.
    bound = 2 * exact_error_bound(inputs)[:, 0] + target.rounding()
    assert (np.abs(exact_attention(inputs)[:, 0] - np.exp(logs)) <= bound).all()
    assert (np.abs(dense_attention(inputs)[:, 0] - np.exp(logs)) <= 2 * bound).all()
    slack = 2 * ApproximateAttention(inputs, target.log_yes, target.log_no).rounding() + target.rounding()
    assert np.abs(exact_log_attention(inputs)[:, 0] - logs).max() <= slack


@pytest.mark.parametrize(("name", "variant", "sep"), CASES)
def test_entries_are_bounded_and_attained(name, variant, sep):
    target = GapMaxIPToAttention(variant, sep).apply(INSTANCES[name]).target
    largest, rho = target.inputs.entry_bound, np.exp(target.padding.log_rho)
    assert largest == pytest.approx(rho, rel=1e-12)
    assert target.log_entry_bound == max(0.0, target.padding.log_rho)
    assert all(set(np.unique(values)) == {0.0, 1.0} for values in target.inputs.values)
    for key in target.inputs.keys:
        assert key.min() >= 0


@pytest.mark.parametrize(("name", "variant", "sep"), CASES)
def test_rows_keep_their_kind(name, variant, sep):
    gap = INSTANCES[name]
    target = GapMaxIPToAttention(variant, sep).apply(gap).target
    for row in range(gap.sizes[0]):
        kind = gap.promise(row)
        if kind is not Promise.VIOLATED:
            assert target.promise(row) is kind
    for row in range(gap.sizes[0], target.rows):  # dummy queries
        assert target.promise(row) is Promise.NO


# --- the edges of the promise ----------------------------------------------------------------------------------------


def edge_instances(k, n, t=6, eps=Fraction(1, 3), d=9):
    """Yield (instance with one row, its inner products are all ``low`` but ``many`` that are ``high``, kind)."""
    small = int((1 - eps) * t)
    for low, high, many in [
        (small, small, 0),  # every tuple at the NO bound
        (0, 0, 0),
        (0, t, 1),  # one tuple at the YES bound, nothing else
        (small, t, 1),
        (t, t, 0),
        (d, d, 0),
        (0, small, 1),
    ]:
        others = [rows_of([d] * size, d) for size in n[1:]]
        first = others[0]
        if many:  # the last vector of the second set alone reaches ``high``
            first = rows_of([low] * (n[1] - 1) + [high], d)
            # only the last vector of every other set has more than ``low`` ones
            rest = [rows_of([low] * (size - 1) + [high], d) for size in n[2:]]
        else:
            first, rest = rows_of([low] * n[1], d), others[1:]
        gap = GapMaxIP([rows_of([d], d), first, *rest], t, eps)
        products = gap.inner_products(0).ravel()
        if many:
            assert (products == high).sum() == 1
            assert (products == low).sum() == len(products) - 1
        else:
            assert (products == low).all()
        yield gap, Promise.YES if max(low, high) >= t else Promise.NO


@pytest.mark.parametrize("sep", [None, 4096.0, 1e30])
@pytest.mark.parametrize("n", [(1, 1), (1, 5), (1, 2, 4), (1, 1, 1), (1, 3, 2, 2), (1, 2, 1, 3, 2)])
@pytest.mark.parametrize("variant", ["calibrated", "paper"])
def test_rows_at_the_edge_stay_on_their_side(variant, n, sep):
    for gap, kind in edge_instances(len(n), n):
        target = GapMaxIPToAttention(variant, sep).apply(gap).target
        assert gap.promise() is target.promise(0) is kind
        assert (0 in target.solutions()) == (kind is Promise.YES)
        inputs = target.inputs
        slack = 2 * ApproximateAttention(inputs, target.log_yes, target.log_no).rounding() + target.rounding()
        dense = exact_log_attention(inputs)[0, 0]
        if kind is Promise.YES:
            assert dense >= target.log_yes - slack
        else:
            assert dense <= target.log_no + slack


@pytest.mark.parametrize("variant", ["calibrated", "paper"])
@pytest.mark.parametrize("n", [(1, 1), (1, 4), (1, 2, 4), (1, 3, 2, 2)])
def test_the_bounds_are_attained(variant, n):
    edges = {kind: gap for gap, kind in edge_instances(len(n), n) if set(gap.inner_products(0).ravel()) == {4}}
    target = GapMaxIPToAttention(variant).apply(edges[Promise.NO]).target
    assert target.log_outputs()[0] == pytest.approx(target.log_no, abs=target.rounding())
    if max(n) == 1:  # a single tuple at t
        gap = GapMaxIP([rows_of([6], 9), rows_of([9], 9)], 6, Fraction(1, 3))
        target = GapMaxIPToAttention(variant).apply(gap).target
        assert target.log_outputs()[0] == pytest.approx(target.log_yes, abs=target.rounding())


# --- thresholds that underflow ---------------------------------------------------------------------------------------


def test_rows_are_decided_by_logarithms_where_the_threshold_underflows():
    d = 2000
    gap = GapMaxIP([rows_of([6, 3, 0], d), rows_of([d], d)], 6, "1/2")
    for variant, underflows in (("calibrated", False), ("paper", True)):
        padding = GapMaxIPToAttention(variant).apply(gap).target.padding
        assert (padding.threshold == 0.0) is underflows
        outputs, above = padding.evaluate(gap.inner_product_histogram())
        assert above.tolist() == [True, False, False]
        assert outputs == pytest.approx(np.exp(padding.log_outputs(gap.inner_product_histogram())))
        with mpmath.workdps(40):
            middle = mpmath.log((mpmath.exp(padding.log_yes) + mpmath.exp(padding.log_no)) / 2)
        assert padding.log_threshold == pytest.approx(float(middle), rel=1e-14)


def test_matrices_beyond_memory_are_refused(monkeypatch):
    padding = GapMaxIPToAttention().padding(INSTANCES["k=3"])
    assert padding.matrices_refusal() is None
    monkeypatch.setattr("hardness.memory.memory_limit", lambda: 1000)
    with pytest.raises(ValueError, match=r"padded attention matrices need [\d,]+ bytes; the limit is 1,000"):
        padding.matrices(INSTANCES["k=3"].sets)


@pytest.mark.parametrize("kind", [CalibratedPadding, PaperPadding])
def test_a_padding_takes_and_unpickles_the_old_name_of_its_separation(kind):
    padding = kind((3, 4), 6, 2, Fraction(1, 2), 64.0)
    with pytest.warns(DeprecationWarning, match="the argument confidence is now separation"):
        assert kind((3, 4), 6, 2, Fraction(1, 2), confidence=64.0) == padding
    state = {"confidence" if name == "separation" else name: value for name, value in vars(padding).items()}
    again = object.__new__(kind)
    again.__setstate__(state)
    assert again == padding
