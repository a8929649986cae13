"""The promises of a code as small checks, by linear algebra and enumeration."""

import json
from collections.abc import Iterable
from itertools import combinations_with_replacement, islice, product
from math import comb

import numpy as np

from hardness.checks.contracts.code.case import CodeCase
from hardness.checks.engine.runner import Check, Violation
from hardness.codec import safe_repr
from hardness.codes.registry import code_from_dict

_MAX_WORDS = 1 << 18  # enumerated for an exact distance, or for membership
_SAMPLE = 64
_MAX_PRODUCTS = 2000


def dimension(case: CodeCase) -> int:
    """Check that the generator and the natural basis span the same space, of the declared dimension."""
    code, field = case.code, case.field
    shape = (code.dimension, code.length)
    natural = field.asarray(code.evaluation_matrix(), "evaluation_matrix()")
    for name, matrix in (("generator_matrix()", case.generator), ("evaluation_matrix()", natural)):
        if matrix.shape != shape:
            raise Violation(f"{name} has the shape {matrix.shape}, not (dimension, length) = {shape}")
        if (rank := field.rank(matrix)) != code.dimension:
            raise Violation(f"{name} has rank {rank}, the dimension is {code.dimension}")
    if not case.inside(natural).all():
        raise Violation("evaluation_matrix() spans another code than generator_matrix()")
    return 2


def encoding(case: CodeCase) -> int:
    """Check that encoding the unit vectors gives the rows of the generator matrix."""
    units = np.eye(case.code.dimension, dtype=case.field.dtype)
    for i, unit in enumerate(units):
        word = case.code.encode(unit)
        if np.shape(word) != (case.code.length,) or (word != case.generator[i]).any():
            raise Violation("encoding is not multiplication by the generator matrix", message=unit, word=word)
    return len(units)


def linear(case: CodeCase) -> int:
    """Check that encoding respects linear combinations, one message at a time and in batches."""
    code, field, kappa = case.code, case.field, case.code.dimension
    first, second, factors = (case.draw(seed, _SAMPLE, size) for seed, size in enumerate((kappa, kappa, 1)))
    combined = field.add(first, field.mul(factors, second))
    expected = field.add(code.encode(first), field.mul(factors, code.encode(second)))
    for i, message in enumerate(combined):
        if (code.encode(message) != expected[i]).any():
            raise Violation(
                "encode(x + a y) differs from encode(x) + a encode(y)", x=first[i], y=second[i], a=int(factors[i, 0])
            )
    if code.encode(np.zeros(code.dimension, dtype=field.dtype)).any():
        raise Violation("the zero message is not encoded as the zero word")
    return _SAMPLE + 1


def information_set(case: CodeCase) -> int:
    """Check that codewords carry the message at the positions of the information set."""
    code = case.code
    positions = np.asarray(code.information_set)
    if positions.shape != (code.dimension,) or len(set(positions.tolist())) != code.dimension:
        raise Violation(f"an information set has {code.dimension} different positions", positions=positions)
    if positions.min() < 0 or positions.max() >= code.length:
        raise Violation(f"positions lie in 0..{code.length - 1}", positions=positions)
    units = np.eye(code.dimension, dtype=case.field.dtype)
    for unit in units:
        if (code.encode(unit)[positions] != unit).any():
            raise Violation("the codeword differs from its message on the information set", message=unit)
    return len(units)


def star_products(case: CodeCase) -> int:
    """Check that products of k codewords lie in star_power(k), for every k up to 4 for which it exists."""
    code, field, count = case.code, case.field, 0
    for k in range(1, 5):
        try:
            power = code.star_power(k)
        except ValueError as refused:
            if k == 1:
                raise Violation(f"star_power(1) is refused: {refused}", k=1) from refused
            break
        if power.length != code.length or power.field_order != code.field_order:
            raise Violation(f"star_power({k}) is {safe_repr(power)}, of another length or field", k=k)
        matrix = field.asarray(power.generator_matrix(), "generator_matrix()")
        chosen_rows = list(_row_choices(case, k))
        products = case.generator[[rows[0] for rows in chosen_rows]]
        for factor in range(1, k):
            products = field.mul(products, case.generator[[rows[factor] for rows in chosen_rows]])
        if (outside := np.flatnonzero(~case.inside(products, matrix))).size:
            i = int(outside[0])
            raise Violation(
                f"a product of {k} codewords is outside {safe_repr(power)}",
                k=k,
                factors=case.generator[list(chosen_rows[i])],
                product=products[i],
            )
        count += len(chosen_rows)
    return count


def _row_choices(case: CodeCase, k: int) -> Iterable[tuple[int, ...]]:
    """Return choices of k rows of the generator: all multisets, whose products span all products, or a sample."""
    kappa = case.code.dimension
    if comb(kappa + k - 1, k) <= _MAX_PRODUCTS:
        return combinations_with_replacement(range(kappa), k)
    return map(tuple, np.random.default_rng(0).integers(kappa, size=(_MAX_PRODUCTS, k)).tolist())


def distance(case: CodeCase) -> int:
    """Check that no nonzero word is lighter than the designed distance; an enumeration makes distances exact.

    Beyond `2^18` words, the check examines the rows of systematic generators for random orders of the positions: these
    rows are light, because they vanish at dimension - 1 positions.
    """
    code, field = case.code, case.field
    if code.designed_distance < 1:
        raise Violation(f"designed_distance is {code.designed_distance}; it must be at least 1")
    exact = (field.order**code.dimension - 1) // (field.order - 1) <= _MAX_WORDS
    least, tried, lightest = code.length + 1, 0, np.zeros(0)
    for words in _words_up_to_scalars(case) if exact else _light_words(case):
        weights = np.count_nonzero(words, axis=1)
        tried += len(words)
        if weights.min() < least:
            least, lightest = int(weights.min()), words[int(weights.argmin())]
    if least < code.designed_distance:
        raise Violation(
            f"a nonzero word has weight {least}; the designed distance is {code.designed_distance}", word=lightest
        )
    if code.exact_distance is not None and (least < code.exact_distance or (exact and least != code.exact_distance)):
        raise Violation(f"the least weight found is {least}; exact_distance is {code.exact_distance}", word=lightest)
    return tried


def _words_up_to_scalars(case: CodeCase) -> Iterable[np.ndarray]:
    """Yield every nonzero word up to scalars, in blocks: those of the messages whose first nonzero symbol is 1."""
    q, kappa = case.field.order, case.code.dimension
    for lead in range(kappa):
        rest = product(range(q), repeat=kappa - lead - 1)
        while block := list(islice(rest, 4096)):
            messages = np.zeros((len(block), kappa), dtype=case.field.dtype)
            messages[:, lead] = 1
            messages[:, lead + 1 :] = block
            yield case.field.matmul(messages, case.generator)


def _light_words(case: CodeCase) -> Iterable[np.ndarray]:
    for seed in range(8):
        yield case.field.row_reduce(case.generator, np.random.default_rng(seed).permutation(case.code.length))[0]


def contains(case: CodeCase) -> int:
    """Check that contains() accepts exactly the codewords, and that the parity checks agree."""
    code, field = case.code, case.field
    N, q = code.length, field.order
    if q**N <= _MAX_WORDS // 16:
        words = np.array(list(product(range(q), repeat=N)), dtype=field.dtype)
    else:
        codewords = field.matmul(case.draw(0, _SAMPLE, code.dimension), case.generator)
        errors = np.zeros((2 * N, N), dtype=field.dtype)  # at every position
        errors[np.arange(2 * N), np.arange(2 * N) % N] = np.random.default_rng(1).integers(1, q, size=2 * N)
        near = field.add(codewords[np.arange(2 * N) % len(codewords)], errors)
        words = np.concatenate([codewords, near, case.draw(2, _SAMPLE, N)])
    answers, truth = np.asarray(code.contains(words)), case.inside(words)
    if answers.shape != truth.shape or (answers != truth).any():
        i = int(np.flatnonzero(answers != truth)[0]) if answers.shape == truth.shape else 0
        raise Violation(
            f"contains() is wrong about a word {'inside' if truth[i] else 'outside'} the code", word=words[i]
        )
    if code.dimension < N:
        checks = code.parity_check_matrix()
        if field.matmul(checks, case.generator.T.copy()).any() or field.rank(checks) != N - code.dimension:
            raise Violation("parity_check_matrix() is not a basis of the dual code")
    return len(words)


def code_round_trip(case: CodeCase) -> int:
    """Check that the code comes back from JSON equal and with the same generator matrix."""
    decoded = code_from_dict(json.loads(json.dumps(case.code.to_dict())))
    if decoded != case.code or type(decoded) is not type(case.code):
        raise Violation(f"comes back from JSON as {safe_repr(decoded)}")
    if not np.array_equal(case.field.asarray(decoded.generator_matrix()), case.generator):
        raise Violation("comes back from JSON with another generator matrix")
    return 1


CODE_CHECKS: dict[str, Check] = {
    check.name: check
    for check in (
        Check("dimension", "generator and natural basis span a space of the declared dimension", dimension),
        Check("encoding", "unit vectors are encoded as the rows of the generator matrix", encoding),
        Check("linear", "encoding is linear", linear),
        Check("information-set", "codewords carry the message on the information set", information_set),
        Check("star", "products of k codewords lie in star_power(k)", star_products),
        Check("distance", "no word is lighter than the designed distance", distance),
        Check("contains", "contains() tells codewords from all other words", contains),
        Check("json", "the code survives JSON", code_round_trip),
    )
}
"""The checks by name, in the order in which they run."""
