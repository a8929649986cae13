"""Designs: each one is a protocol with its numbers, and they are all that the definition asks for."""

from fractions import Fraction

import numpy as np
import pytest

from hardness.codes import GarciaStichtenothCode, HermitianCode
from hardness.planning.designs import curves, designs
from hardness.protocols import SetDisjointness
from hardness.protocols.zero_sum import zero_sum_free_limit

HALF = Fraction(1, 2)


@pytest.mark.parametrize(("m", "order", "soundness"), [(3, 3, HALF), (14, 2, Fraction(2, 3)), (9, 4, Fraction(9, 10))])
def test_every_small_design_is_a_protocol_with_these_numbers(m, order, soundness):
    built = 0
    for design in designs(m, order, soundness):
        if design.length > 130:
            continue
        protocol = SetDisjointness(design.code, design.blocks, order)
        facts = (protocol.coins, protocol.code.dimension, protocol.containing_code.max_zeros, protocol.code.field_order)
        assert facts == (design.length, design.dimension, design.zeros, design.field_order)
        assert len(protocol.message_basis) == design.message_dimension
        assert protocol.universe >= m
        assert protocol.soundness_bound <= soundness
        built += 1
    assert built >= 4


def test_designs_come_by_their_messages_and_from_every_family():
    found = designs(91, 3, HALF)
    assert {design.family for design in found} == {"rs", "hermitian", "gs"}
    assert [d.lg_messages for d in found] == sorted(d.lg_messages for d in found)
    assert len({(d.code_name, d.blocks) for d in found}) == len(found)


@pytest.mark.parametrize(("m", "order", "soundness"), [(7, 3, HALF), (30, 2, HALF), (12, 4, Fraction(2, 3))])
def test_reed_solomon_designs_by_their_definition(m, order, soundness):
    """The shortest code over the least field and the least prime field, and the longest ones up to 2z elements."""
    primes = [p for p in range(2, 1000) if all(p % d for d in range(2, p))]
    fields = [q for q in range(2, 1000) if sum(q % p == 0 for p in primes) == 1]
    expected = set()
    for kappa in range(2, max(3, m + 1)):
        blocks = max(1, -(-m // kappa))
        if kappa > 2 and -(-m // blocks) < kappa:
            continue  # fewer coordinates do with as many blocks
        z = order * (kappa - 1)
        N = next(N for N in range(1, 1000) if z <= soundness * N)
        allowed = [q for q in fields if q >= N and limit_of(q) >= blocks]
        prime = next(q for q in allowed if limit_of(q) == q - 1)
        last = next(q for q in fields if q >= max(2 * z, allowed[0]))
        expected |= {(q, N, kappa, blocks) for q in (allowed[0], prime)}
        expected |= {(q, q, kappa, blocks) for q in allowed if q <= last}
    listed = [d for d in designs(m, order, soundness) if d.family == "rs"]
    assert {(d.field_order, d.length, d.dimension, d.blocks) for d in listed} == expected


def test_curves():
    for curve in curves():
        if curve.length > 600:
            continue
        numbers = [int(n) for n in curve.name.partition(":")[2].split(",")]
        cls = HermitianCode if curve.name.startswith("h") else GarciaStichtenothCode
        code = cls(*numbers, 1)
        assert (code.length, code.semigroup) == (curve.length, curve.semigroup)
        assert zero_sum_free_limit(code.arithmetic) == curve.most_blocks


def limit_of(q):
    p = next(d for d in range(2, q + 1) if q % d == 0)
    return round(np.log(q) / np.log(p)) * (p - 1)
