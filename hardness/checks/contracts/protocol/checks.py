"""The promises of a protocol as small checks: messages, completeness, soundness, coins, bits, transcripts."""

import json
from math import log, log1p
from typing import Any

import numpy as np

from hardness.arguments import is_index
from hardness.checks.contracts.protocol.case import ProtocolCase, ProtocolRun
from hardness.checks.engine.runner import Check, Violation, raised
from hardness.codec import safe_repr
from hardness.protocols import SetDisjointness, tamperings

_RUNS_PER_COIN = 128  # enough to see a coin that occurs twice as often as it should, for N >= 6
_RUNS_PER_RARE_COIN = 48  # enough to see one that never occurs, where N is large
_FALSE_ALARM = 1e-12


def message_space(case: ProtocolCase) -> int:
    """Check that the messages are exactly the words of C' that vanish on the information set, each enumerated once."""
    if case.sets is not None:
        return 0
    protocol = case.protocol
    outer, field = protocol.containing_code, protocol.code.arithmetic
    positions = np.asarray(protocol.code.information_set)
    basis = np.asarray(protocol.message_basis)
    for row in basis:
        if row[positions].any():
            raise Violation("a message is not zero on the information set", message=row)
        if not outer.contains(row):
            raise Violation("a message is no word of C'", message=row)
    generator = outer.generator
    dimension = outer.dimension - field.rank(generator[:, positions])
    if len(basis) != dimension or (len(basis) and field.rank(basis) != dimension):
        raise Violation(f"the basis has {len(basis)} rows; the message space has dimension {dimension}", basis=basis)
    if protocol.message_count != field.order**dimension:
        raise Violation(f"message_count is {protocol.message_count}, not {field.order}^{dimension}")
    messages = case.run.messages()
    if messages is None:
        return len(basis)
    distinct = len(np.unique(messages, axis=0)) if messages.size else 0
    if distinct != protocol.message_count or len(messages) != distinct:
        raise Violation(
            f"messages() yields {len(messages)} words, {distinct} different ones; there are {protocol.message_count}"
        )
    if messages[:, positions].any() or not np.all(outer.contains(messages)):
        raise Violation("messages() yields a word outside the message space")
    return len(messages) + _outsiders_refused(protocol, positions)


def _outsiders_refused(protocol: Any, positions: np.ndarray) -> int:
    """Count words outside the message space that are refused as messages; raise Violation if one is accepted."""
    outer, field = protocol.containing_code, protocol.code.arithmetic
    inside = [word for word in outer.generator if word[positions].any()][:2]  # of C', but not zero on I
    errors = np.eye(protocol.coins, dtype=field.dtype)
    beside = [word for word in errors if not word[positions].any() and not outer.contains(word)][:2]
    for word in (*inside, *beside):
        try:
            protocol.checked_message(word)
        except ValueError:
            continue
        raise Violation("a word outside the message space is taken as a message", message=word)
    return len(inside) + len(beside)


def weights(case: ProtocolCase) -> int:
    """Check that each block has one nonzero weight, and that no nonempty sub-multiset of weights sums to zero."""
    if case.sets is not None:
        return 0
    protocol, field = case.protocol, case.protocol.code.arithmetic
    if len(protocol.weights) != protocol.blocks or any(not 0 < w < field.order for w in protocol.weights):
        raise Violation(f"there must be {protocol.blocks} nonzero weights", weights=protocol.weights)
    reached: dict[int, tuple[int, ...]] = {}  # each sub-sum, with the blocks of one sub-multiset that has it
    for block, weight in enumerate(protocol.weights):
        old = [*reached.items(), (0, ())]
        for total, blocks in old:
            reached.setdefault(int(field.add(total, weight)), (*blocks, block))
        if 0 in reached:
            raise Violation("the weights of some blocks sum to zero", weights=protocol.weights, blocks=reached[0])
    return len(protocol.weights)


def completeness(case: ProtocolCase) -> int:
    """Check that, on disjoint sets, the honest message is in the message space and is accepted at every coin."""
    if case.sets is None or case.intersects:
        return 0
    protocol = case.protocol
    try:
        message = protocol.honest_message(case.sets)
        coins = set(np.asarray(protocol.accepting_coins(message, case.sets)).tolist())
    except ValueError as error:
        raise Violation(f"the honest message of disjoint sets {raised(error)}") from error
    if rejecting := sorted(set(range(protocol.coins)) - coins):
        raise Violation("the honest message is not always accepted", message=message, rejecting_coins=rejecting)
    return 1


def soundness(case: ProtocolCase) -> int:
    """Check that, on intersecting sets, no message is accepted with a probability above the bound."""
    if case.sets is None or not case.intersects:
        return 0
    message, probability = case.run.optimum(case.sets)
    if probability > case.protocol.soundness_bound:
        raise Violation(
            f"a message is accepted with probability {probability}; the bound is {case.protocol.soundness_bound}",
            message=message,
        )
    if (declared := case.protocol.acceptance_probability(message, case.sets)) != probability:
        raise Violation(f"acceptance_probability is {declared}; {probability} of the coins accept", message=message)
    return 1


def attained(case: ProtocolCase) -> int:
    r"""Check that Reed-Solomon codes attain the bound if W is nonzero at exactly one position of the information set.

    A polynomial through the other zeros of a word of C' of least weight can be scaled to meet W at that position.
    """
    if case.sets is None or not case.intersects:
        return 0
    protocol = case.protocol
    word = protocol.sum_word(case.sets)
    if np.count_nonzero(word[np.asarray(protocol.code.information_set)]) != 1:
        return 0
    message, probability = case.run.optimum(case.sets)
    if probability < protocol.soundness_bound:
        raise Violation(
            f"the best message is accepted with probability {probability}; the bound {protocol.soundness_bound} is "
            "claimed to be attained",
            message=message,
        )
    return 1


def coins(case: ProtocolCase) -> int:
    """Check that coins are uniform on 0..N-1: every coin occurs, with a frequency that chance allows.

    The seeds are fixed. The number of times that a coin occurs among n tosses has tails below exp(-n KL(count/n, 1/N))
    (Chernoff), so a fair coin fails for fewer than 1 in 10^12 protocols.
    """
    if case.sets is not None:
        return 0
    protocol = case.protocol
    N = protocol.coins
    tosses = (_RUNS_PER_COIN if N <= 64 else _RUNS_PER_RARE_COIN) * N
    sets = np.zeros((protocol.players, min(1, protocol.universe)), dtype=np.uint8)
    tossed = [protocol.run(sets, merlin=protocol.honest_message(sets), seed=seed).coin for seed in range(tosses)]
    if strange := [coin for coin in tossed if not is_index(coin, N)]:
        raise Violation(f"a coin is {strange[0]!r}; coins are 0..{N - 1}", seed=tossed.index(strange[0]))
    for coin, count in enumerate(np.bincount(tossed, minlength=N).tolist()):
        if N > 1 and tosses * _divergence(count / tosses, 1 / N) > log(2 * N / _FALSE_ALARM):
            raise Violation(f"coin {coin} occurs {count} times in {tosses} tosses of {N} coins", coin=coin)
    return tosses


def _divergence(p: float, q: float) -> float:
    """Return the Kullback-Leibler divergence of two coins, in nats."""
    left = p * log(p / q) if p else 0.0
    return left + ((1 - p) * (log1p(-p) - log1p(-q)) if p < 1 else 0.0)


def bits(case: ProtocolCase) -> int:
    """Check that every party sends ceil(lg(number of its possible messages)) bits, and player 1 none."""
    if case.sets is not None:
        return 0
    protocol = case.protocol
    choices = {"merlin": protocol.message_count, "coins": protocol.coins}
    choices |= {f"player {i}": protocol.code.field_order**protocol.blocks for i in range(2, protocol.players + 1)}
    expected = {party: (number - 1).bit_length() for party, number in choices.items()}
    if (declared := dict(protocol.bits)) != expected:
        raise Violation("the declared bits are not those of the formula", declared=declared, formula=expected)
    return len(expected)


def transcript(case: ProtocolCase) -> int:
    """Check that a run agrees with accepting_coins, and that every change to it is detected or gives a true run."""
    if case.sets is None:
        return 0
    protocol = case.protocol
    if case.intersects:
        message = protocol.message_block(0, 1)[0] if case.run.messages() is None else case.run.optimum(case.sets)[0]
    else:
        message = protocol.honest_message(case.sets)
    run = protocol.run(case.sets, merlin=message, seed=0)
    if inconsistencies := run.inconsistencies():
        raise Violation(f"a run is inconsistent: {inconsistencies[0]}", message=message)
    if run.accepted != (run.coin in protocol.accepting_coins(message, case.sets)):
        raise Violation("the verdict of a run is not that of accepting_coins", message=message, coin=run.coin)
    if run.replay() != run:
        raise Violation("a run replays differently", message=message, coin=run.coin)
    count = 1
    if case.run.in_depth("transcript", case.intersects):
        for name, changed in tamperings(run):
            if not changed.inconsistencies() and not _is_true(changed):
                raise Violation(f"a change of {name} goes unnoticed", changed=changed, transcript=run)
            count += 1
    return count


def _is_true(changed: Any) -> bool:
    """Whether a transcript is what the protocol yields on its inputs, message and coin, from the definition."""
    protocol = changed.protocol
    try:
        protocol.checked_message(changed.message)
        if not 0 <= changed.coin < protocol.coins:
            return False
        symbols = protocol.encode(protocol.checked_sets(changed.sets))[1:, :, changed.coin]
        accepted = bool(changed.message[changed.coin] == protocol.sum_word(changed.sets)[changed.coin])
    except ValueError:
        return False
    return bool(np.array_equal(symbols, changed.symbols)) and accepted == changed.accepted


def protocol_round_trip(case: ProtocolCase) -> int:
    """Check that the protocol and its transcripts come back from JSON with the same words and messages."""
    if case.sets is None or not case.run.in_depth("json", case.intersects):
        return 0
    protocol = case.protocol
    decoded = type(protocol).from_dict(json.loads(json.dumps(protocol.to_dict())))
    same = decoded.weights == protocol.weights and decoded.players == protocol.players
    same = same and np.array_equal(decoded.message_basis, protocol.message_basis)
    if not same or not np.array_equal(decoded.sum_word(case.sets), protocol.sum_word(case.sets)):
        raise Violation(f"comes back from JSON as {safe_repr(decoded)}, with other words")
    if type(protocol) is SetDisjointness and not case.intersects:  # the class of transcripts that come back from JSON
        run = protocol.run(case.sets, merlin=protocol.honest_message(case.sets), seed=1)
        if (again := type(run).from_json(run.to_json())).to_json() != run.to_json() or again.inconsistencies():
            raise Violation("a transcript comes back different from JSON", transcript=run)
    return 1


def _not_reed_solomon(run: ProtocolRun) -> str | None:
    from hardness.codes import ReedSolomon

    claimed = isinstance(run.protocol.code, ReedSolomon)
    return None if claimed else "no theorem claims that the bound is attained over this code"


PROTOCOL_CHECKS: dict[str, Check] = {
    check.name: check
    for check in (
        Check("message-space", "messages are the words of C' that vanish on the information set", message_space),
        Check("weights", "no weights of blocks sum to zero", weights),
        Check("completeness", "honest messages are always accepted", completeness),
        Check("soundness", "no message beats the bound on intersecting sets", soundness),
        Check("attained", "the bound is attained where that is claimed", attained, _not_reed_solomon),
        Check("coins", "coins are uniform over all N", coins),
        Check("bits", "communication is what the formula says", bits),
        Check("transcript", "transcripts are consistent, and changes to them are detected", transcript),
        Check("json", "protocol and transcripts survive JSON", protocol_round_trip),
    )
}
"""The checks by name, in the order in which they run."""
