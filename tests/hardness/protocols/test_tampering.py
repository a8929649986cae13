"""Changed transcripts: which are detected, against a second implementation of the protocol."""

from dataclasses import dataclass, fields
from itertools import islice

import numpy as np
import pytest

from hardness.codes import ReedSolomon
from hardness.protocols import SetDisjointness, Transcript, tamperings

PROTOCOLS = [
    SetDisjointness(ReedSolomon(7, 6, 2), 2, 3),
    SetDisjointness(ReedSolomon(7, 6, 3, points=[6, 1, 5, 0, 2, 3]), 3, 2, weights=[1, 2, 1]),
    SetDisjointness(ReedSolomon(5, 4, 2), 1, 3),  # C' is everything: z = N - 1
    SetDisjointness(ReedSolomon(9, 7, 2), 3, 4),
    SetDisjointness(ReedSolomon(8, 8, 3), 2, 3),
]


def lagrange(field, nodes, x):
    """Values at x of the polynomials that are 1 at one node and 0 at the others."""
    basis = []
    for a in nodes:
        value = field.dtype.type(1)
        for b in nodes:
            if b != a:
                value = field.mul(value, field.mul(field.sub(x, b), field.inv(field.sub(a, b))))
        basis.append(value)
    return basis


def combination(field, coefficients, values):
    total = field.dtype.type(0)
    for c, value in zip(coefficients, values, strict=True):
        total = field.add(total, field.mul(int(c), value))
    return int(total)


def is_true_run(run):
    """Whether the protocol over a Reed-Solomon code could have produced this: polynomials only, no matrix."""
    protocol, field, x = run.protocol, run.protocol.code.arithmetic, run.protocol.code.points
    N, kappa, big = len(x), protocol.code.dimension, protocol.players * (protocol.code.dimension - 1) + 1
    if run.sets.shape[0] != protocol.players or run.sets.shape[1] > protocol.blocks * kappa:
        return False
    if run.message.shape != (N,) or not 0 <= run.coin < N or run.message.max() >= field.order:
        return False
    if run.message[:kappa].any():
        return False
    for r in range(big, N):  # degree < k'
        if combination(field, run.message[:big], lagrange(field, x[:big], x[r])) != run.message[r]:
            return False
    padded = np.zeros((protocol.players, protocol.blocks * kappa), dtype=int)
    padded[:, : run.sets.shape[1]] = run.sets
    at_coin = lagrange(field, x[:kappa], x[run.coin])
    W = 0
    spoken = [
        [combination(field, padded[i, t * kappa : (t + 1) * kappa], at_coin) for t in range(protocol.blocks)]
        for i in range(protocol.players)
    ]
    for t, weight in enumerate(protocol.weights):
        term = field.dtype.type(weight)
        for i in range(protocol.players):
            term = field.mul(term, spoken[i][t])
        W = int(field.add(W, term))
    return run.symbols.tolist() == spoken[1:] and run.accepted == (run.message[run.coin] == W)


def runs(protocol):
    rng = np.random.default_rng(4)
    for number in range(9):
        sets = rng.integers(2, size=(protocol.players, protocol.universe - number % 2))
        if number < 3:
            sets[number % protocol.players] = 0  # disjoint
        yield protocol.run(sets, merlin=["planting", "random", "best"][number % 3], seed=number)


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=repr)
def test_a_tampering_is_detected_unless_it_is_a_true_run(protocol):
    detected, verdicts = set(), set()
    for run in runs(protocol):
        assert is_true_run(run)
        verdicts.add(run.accepted)
        for name, tampered in tamperings(run):
            found = tampered.inconsistencies()
            assert bool(found) == (not is_true_run(tampered)), (name, tampered)
            if found:
                detected.add(name)
    assert verdicts == {True, False}
    assert detected == {field.name for field in fields(Transcript)}


def test_every_change_is_made_once():
    protocol = PROTOCOLS[0]
    run = protocol.run([[1, 0, 1], [0, 1, 1], [1, 1, 0]], seed=0)
    changes = {name: [] for name in ("protocol", "sets", "message", "coin", "symbols", "accepted")}
    for name, tampered in tamperings(run):
        for field in fields(run):
            before, after = getattr(run, field.name), getattr(tampered, field.name)
            same = (before == after).all() if isinstance(before, np.ndarray) else before == after
            assert same == (field.name != name)
        value = getattr(tampered, name)
        changes[name].append(str(value.tolist()) if isinstance(value, np.ndarray) else value)
    counts = {name: len(values) for name, values in changes.items()}
    assert all(len(set(values)) == len(values) for values in changes.values())
    # 3 x 3 bits, 6 and 2 x 2 symbols of 7, 6 coins
    assert counts["sets"] == 9
    assert counts["message"] == 6 * 6
    assert counts["symbols"] == 4 * 6
    assert (counts["coin"], counts["accepted"]) == (5, 1)
    shown = {(p.code.field_order, p.code.length, p.code.dimension, p.players, p.weights) for p in changes["protocol"]}
    # one number changed, where that leaves a protocol: F_6 and F_8 do not (1 + 1 = 0 in F_8), nor does k' = 7 > N
    assert {s for s in shown if s[:4] != (7, 6, 2, 3)} == {
        (7, 7, 2, 3, (1, 1)),
        (7, 5, 2, 3, (1, 1)),
        (7, 6, 1, 3, (1, 1)),
        (7, 6, 2, 2, (1, 1)),
        (7, 6, 2, 4, (1, 1)),
    }
    # other weights w for (1, w) or (w, 1): all but 1 and -1 = 6; (1, 1, w): all but -1, -2; (1,)
    weights = {s[4] for s in shown if s[:4] == (7, 6, 2, 3)}
    singles = {(1, w) for w in (2, 3, 4, 5)} | {(w, 1) for w in (2, 3, 4, 5)}
    assert weights == singles | {(1, 1, w) for w in (1, 2, 3, 4)} | {(1,)}


def test_points_of_a_code_are_parameters():
    run = PROTOCOLS[1].run(np.zeros((2, 9), dtype=int), seed=0)
    changed = {tuple(t.protocol.code.points.tolist()) for name, t in tamperings(run) if name == "protocol"}
    assert changed == {(6, 1, 5, 0, 2, 3), (6, 1, 4, 0, 2, 3), (6, 1, 5, 0, 2, 4)}


def test_one_symbol_of_the_message(protocol):
    """Always detected if z < N - 1; if z = N - 1, undetected exactly where the verdict does not feel it."""
    size = (protocol.code.field_order - 1) * protocol.coins
    sets = np.ones((protocol.players, protocol.universe), dtype=int)
    on = set(protocol.code.information_set.tolist())
    for merlin in ("planting", "random"):
        run = protocol.run(sets, merlin=merlin, seed=2)
        changed = ((name, t) for name, t in tamperings(run) if name == "message")
        for _, tampered in islice(changed, 0, size, max(1, size // 150)):
            place = int(np.flatnonzero(tampered.message != run.message)[0])
            if protocol.soundness_bound * protocol.coins < protocol.coins - 1:
                assert tampered.inconsistencies()
            else:
                word = protocol.sum_word(sets)
                same = (tampered.message[run.coin] == word[run.coin]) == run.accepted
                assert (not tampered.inconsistencies()) == (same and place not in on)


def test_one_element_of_one_set(protocol):
    """The closed forms of the docstring, by player."""
    field, kappa, generator = protocol.code.arithmetic, protocol.code.dimension, protocol.code.generator
    seen = set()
    for seed in range(6):
        sets = np.random.default_rng(seed).integers(2, size=(protocol.players, protocol.universe))
        run = protocol.run(sets, merlin="planting", seed=seed)
        for name, tampered in tamperings(run):
            if name == "message":
                break  # all sets come before
            if name != "sets":
                continue
            player, element = map(int, np.argwhere(tampered.sets != run.sets)[0])
            block, place = divmod(element, kappa)
            vanishes = generator[place, run.coin] == 0
            if player == 0:
                value = generator[place, run.coin]
                for symbols in run.symbols:
                    value = field.mul(value, symbols[block])
                again = run.message[run.coin] == protocol.sum_word(tampered.sets)[run.coin]
                vanishes = value == 0 or (not run.accepted and not again)
            assert (not tampered.inconsistencies()) == vanishes
            seen.add((player > 0, bool(vanishes)))
    assert {(False, False), (False, True), (True, False)} <= seen  # both players' changes are detected, not always


def test_a_field_without_a_rule_is_refused():
    @dataclass(frozen=True, eq=False, repr=False)
    class Longer(Transcript):
        note: str = "said in passing"

    run = PROTOCOLS[0].run([[1], [0], [1]], seed=0)
    longer = Longer(**{field.name: getattr(run, field.name) for field in fields(run)})
    with pytest.raises(TypeError, match="tamper with note = 'said in passing'"):
        list(tamperings(longer))
