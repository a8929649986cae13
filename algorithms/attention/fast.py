"""Attention by the polynomial method: linear in the tokens at a fixed degree, with a proven error bound."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, overload

import numpy as np
from numpy.typing import NDArray

from algorithms.arguments import integer
from algorithms.arrays import plain_array
from algorithms.attention.arguments import positive_number, takes_inputs
from algorithms.attention.certificate import Certificate, Certifier
from algorithms.attention.columns import chunks
from algorithms.attention.exact import exact_attention, exact_error_bound
from algorithms.attention.inputs import AttentionInputs
from algorithms.attention.moments.features import rank
from algorithms.attention.moments.scores import score_moments
from algorithms.attention.moments.states import centred_keys, token_moments
from algorithms.attention.moments.tokens import TokenMoments, checked_states
from algorithms.attention.plan import MAX_RANK, QUERIES_AT_A_TIME, AttentionPlan, plan_attention
from algorithms.display import display, short_repr
from algorithms.immutable import Immutable

__all__ = [
    "CertifiedAttention",
    "FastAttention",
    "ToleranceNotCertifiedError",
    "attention_from_moments",
    "fast_attention",
]

_CERTIFIED_ROWS = 2048  # whose temporaries stay in the second-level cache
_METHODS = ("polynomial", "exact", "auto")


class ToleranceNotCertifiedError(ValueError):
    """The requested tolerance cannot be proven; the message names the limiting quantity."""


@dataclass(frozen=True, eq=False)
class FastAttention(Immutable):
    """An approximate attention output, with or without a certificate.

    Parameters
    ----------
    output : array of float64, shape (n_0, d_v)
    certificate : Certificate or None
        None only if the caller asked for no certificate.
    """

    output: NDArray[np.float64]
    certificate: Certificate | None

    @display
    def __repr__(self) -> str:
        rows, columns = self.output.shape
        proof = "uncertified" if self.certificate is None else f"error <= {self.certificate.error_bound:.3g}"
        return f"<attention output: {rows} x {columns}, {proof}>"


@dataclass(frozen=True, eq=False, repr=False)
class CertifiedAttention(FastAttention):
    """An approximate attention output with its certificate.

    Parameters
    ----------
    output : array of float64, shape (n_0, d_v)
    certificate : Certificate
    """

    certificate: Certificate


@overload
def fast_attention(
    inputs: AttentionInputs,
    tolerance: float = ...,
    method: str = ...,
    *,
    certify: Literal[True] = ...,
    threads: int = ...,
) -> CertifiedAttention: ...


@overload
def fast_attention(
    inputs: AttentionInputs, tolerance: float = ..., method: str = ..., *, certify: bool, threads: int = ...
) -> FastAttention: ...


@takes_inputs(AttentionInputs)
def fast_attention(
    inputs: AttentionInputs,
    tolerance: float = 1e-6,
    method: str = "polynomial",
    *,
    certify: bool = True,
    threads: int = 1,
) -> FastAttention:
    r"""Approximate attention of any order within a tolerance, with a proof.

    **Construction** (after [AS24]_, Theorem 1.4). A polynomial P of degree g close to ``exp`` on the score interval of
    a query turns the weights into inner products of :math:`r = \binom{d+g}{g}` monomials. One pass over the keys and
    one over the queries, see `score_moments`, give the means of all powers of the scores up to g, with and without
    values; numerator and denominator are linear combinations of them. `plan_attention` chooses g.

    **Correctness.** For any input, `Certifier` bounds the error of every entry, rounding included. An answer whose
    bound exceeds the tolerance is computed again with a higher degree, or refused.

    Parameters
    ----------
    inputs : AttentionInputs
        The plan chooses the precision, whatever their type.
    tolerance : float
        The largest acceptable absolute error of an entry.
    method : {"polynomial", "exact", "auto"}
        ``"auto"`` takes the one that the plan expects to be cheaper.
    certify : bool
        If False, no bound is required or returned, and the result says "uncertified".
    threads : int
        The number of chunks of tokens to work on at a time; the output does not depend on it.

    Returns
    -------
    CertifiedAttention or FastAttention
        ``.output`` and ``.certificate``, with ``certificate.error_bound <= tolerance``. Without ``certify`` the result
        is a `FastAttention`, and its certificate is None.

    Raises
    ------
    ToleranceNotCertifiedError
        If no certificate within the tolerance can be obtained, because of the size of the scores (R), of the terms
        behind them (R_abs) or of the rank.
    ValueError
        If ``inputs`` are not AttentionInputs, the tolerance is not positive and finite, the method is unknown or
        ``threads`` is not a positive integer; if products of values may exceed the range of float64; or if the
        processor flushes subnormal numbers or does not round to nearest.

    Notes
    -----
    Time :math:`O((n_0 + \dots + n_{k-1}) r d_v)`, working memory :math:`O(r d_v)` and two megabytes of features;
    exact evaluation takes :math:`n_0 n_1 \cdots n_{k-1}`.

    References
    ----------
    .. [AS24] J. Alman, Z. Song, *How to Capture Higher-order Correlations? Generalizing Matrix Softmax Attention to
       Kronecker Computation*, ICLR 2024.

    Examples
    --------
    >>> generator = np.random.default_rng(0)
    >>> query, *keys = generator.uniform(-1, 1, (3, 50, 4))
    >>> inputs = AttentionInputs(query, keys, generator.uniform(-1, 1, (2, 50, 1)))
    >>> result = fast_attention(inputs, tolerance=1e-8)
    >>> result.certificate.error_bound <= 1e-8
    True
    >>> bool(np.abs(result.output - exact_attention(inputs)).max() <= result.certificate.error_bound)
    True
    """
    tolerance = positive_number("tolerance", tolerance)
    integer("threads", threads, least=1)
    if not isinstance(certify, bool):
        raise ValueError(f"certify must be True or False, got {short_repr(certify)}")
    if method not in _METHODS:
        raise ValueError(f"method must be one of {', '.join(_METHODS)}, got {short_repr(method)}")
    plan = plan_attention(inputs, tolerance) if method != "exact" else None
    if plan is None or (method == "auto" and plan.method == "exact"):
        result = _exact(inputs, threads)
        if certify and result.certificate.error_bound > tolerance:
            raise ToleranceNotCertifiedError(
                f"tolerance {tolerance:.3g} cannot be certified: rounding may cost exact evaluation "
                f"{result.certificate.error_bound:.3g} at scores up to R = {result.certificate.score_bound:.4g}"
            )
    else:
        result = _polynomial(inputs, tolerance, plan, certify=certify, threads=threads)
    return result if certify else FastAttention(result.output, None)


def attention_from_moments(
    query: NDArray[np.floating],
    tokens: Sequence[TokenMoments],
    scale: float,
    *,
    rounded_keys: bool = False,
    threads: int = 1,
) -> CertifiedAttention:
    """Evaluate attention from the states of the key sets alone, with its certificate.

    The states may have been updated token by token or merged from several machines; the keys are no longer needed.

    Parameters
    ----------
    query : array, shape (n_0, d)
    tokens : sequence of k - 1 TokenMoments
    scale : float
    rounded_keys : bool
        Whether the keys in the states were rounded once before, as centred keys are.
    threads : int
        The number of chunks of queries to work on at a time.

    Raises
    ------
    ValueError
        If there is no state, a state is empty or does not fit the query or the order, products of values may exceed
        the range of float64, ``threads`` is not a positive integer, or the processor flushes subnormal numbers or does
        not round to nearest.
    """
    integer("threads", threads, least=1)
    query, states = plain_array(query, "query"), checked_states(tokens)
    if query.ndim != 2:
        raise ValueError(f"query must have shape (rows, {len(states[0].key_exponents)}), got {query.shape}")
    certifier = Certifier(states)
    shape = (len(query), len(states[0].value_exponents))
    output, bounds, rounding = np.empty(shape), np.empty(shape), 0.0
    score_bound = 0.0
    for rows in chunks(len(query), QUERIES_AT_A_TIME):
        moments = score_moments(query[rows], states, scale, rounded_keys=rounded_keys, threads=threads)
        for some in chunks(len(moments.size), _CERTIFIED_ROWS):
            here = slice(rows.start + some.start, rows.start + some.stop)
            output[here], bounds[here], by_rounding, sizes = certifier.outputs(moments.of_rows(some))
            rounding = max(rounding, float(by_rounding.max(initial=0.0)))
            score_bound = max(score_bound, float(sizes.max(initial=0.0)))
    degree = states[0].degree
    largest = float(np.abs(output).max(initial=0.0))
    features = rank(query.shape[1], degree)
    return CertifiedAttention(output, Certificate(bounds, largest, "moments", degree, features, score_bound, rounding))


def _polynomial(
    inputs: AttentionInputs, tolerance: float, plan: AttentionPlan, *, certify: bool, threads: int
) -> CertifiedAttention:
    """Run at the planned degree; raise it as long as that helps and the certificate exceeds the tolerance."""
    if plan.obstacle is not None and certify:
        raise ToleranceNotCertifiedError(f"tolerance {tolerance:.3g} cannot be certified: {plan.obstacle}")
    keys, degree, precision, before = centred_keys(inputs), plan.degree, plan.precision, np.inf
    while True:
        tokens = token_moments(inputs, keys, degree, threads, precision)
        result = attention_from_moments(
            inputs.query, tokens, inputs.scale, rounded_keys=inputs.order == 2, threads=threads
        )
        error = result.certificate.error_bound
        if error <= tolerance or not certify:
            return result
        if precision == "float32":
            precision = "float64"
            continue
        if result.certificate.rounding_error > tolerance / 2 or error > before / 1.5:
            size, rounding = result.certificate.score_bound, result.certificate.rounding_error
            reason = f"R_abs = {size:.4g} and rounding costs {rounding:.2g}"
            break
        if rank(inputs.dimension, degree + 1) > MAX_RANK:
            reason = f"rank {rank(inputs.dimension, degree + 1)} would exceed the limit {MAX_RANK}"
            break
        degree, before = degree + 1, error
    raise ToleranceNotCertifiedError(
        f"tolerance {tolerance:.3g} cannot be certified: the error bound is {error:.3g} at degree {degree}; {reason}"
    )


def _exact(inputs: AttentionInputs, threads: int) -> CertifiedAttention:
    output = exact_attention(inputs, threads=threads).astype(np.float64)
    bounds, scores = exact_error_bound(inputs), inputs.score_bounds()
    largest, score_bound = float(np.abs(output).max(initial=0.0)), float(scores.max(initial=0.0))
    certificate = Certificate(bounds, largest, "rounding", 0, 0, score_bound, float(bounds.max(initial=0.0)))
    return CertifiedAttention(output, certificate)
