"""Fit a function under an envelope as cheap as possible: a small linear program by an interior-point method."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["fit_under_envelope"]

_ITERATIONS = 60  # 6 to 20 are usual
_PATIENCE = 5  # iterations within which the gap is at least halved; at the limit of rounding it stops to shrink
_LEAST = 1e-100  # squares of what is less would leave the range of floats
_STEP = 0.99  # the part of the way to the boundary that is gone


def fit_under_envelope(
    basis: NDArray[np.float64],
    shapes: NDArray[np.float64],
    target: NDArray[np.float64],
    accuracy: float = 1e-3,
    negligible: float = 0.0,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    r"""Minimise :math:`\sum_i s_i` over x and :math:`s \ge 0` with :math:`|f - Bx| \le Ws` at every point.

    **Construction.** The predictor-corrector method of [Meh92]_. Let r = f - Bx. The slacks are
    :math:`z_\pm = Ws \mp r` and s, their multipliers :math:`\lambda_\pm` and :math:`\lambda_0`; a step solves the
    linearisation of :math:`\lambda z = \sigma \mu`. With :math:`D_\pm = \lambda_\pm / z_\pm` and the factorisation
    :math:`QR = (D_+ + D_-)^{1/2} B` the unknowns x drop out, and s remains with the matrix

    .. math:: \lambda_0/s + W^T \frac{4 D_+ D_-}{D_+ + D_-} W + Z^T Z, \qquad
              Z = (1 - QQ^T) \frac{D_+ - D_-}{(D_+ + D_-)^{1/2}} W,

    a sum of nonnegative terms: it is formed without cancellation, however much the envelope varies.

    **Correctness.** It starts at x = 0 under a large envelope, with multipliers that are feasible too, and stays
    inside: whenever it stops, the inequality holds at all points up to rounding. It stops when the duality gap proves
    the sum to be within a factor 1 + ``accuracy`` of the least. (What is made of the result must not depend on that.)

    Parameters
    ----------
    basis : array, shape (points, n)
        B, with independent columns.
    shapes : array, shape (points, p)
        W >= 0; at every point some shape must be positive.
    target : array, shape (points,)
        f.
    accuracy : float
    negligible : float
        A sum that need not be improved.

    Returns
    -------
    x, s : arrays, shapes (n,), (p,)

    Notes
    -----
    Time O(points (n + p)^2) an iteration, 6 to 20 iterations, 60 at most.

    References
    ----------
    .. [Meh92] S. Mehrotra, *On the implementation of a primal-dual interior point method*, SIAM J. Optim. 2, 1992.

    Examples
    --------
    The best constant for t on [0, 1] is 1/2 with the error 1/2; under an envelope a + b t it is 0 with b = 1:

    >>> t = np.linspace(0, 1, 5)
    >>> one = np.ones((5, 1))
    >>> x, s = fit_under_envelope(one, one, t)
    >>> bool(abs(x[0] - 0.5) < 1e-3 and 0.5 <= s[0] < 0.501)
    True
    >>> x, s = fit_under_envelope(one, np.stack([one[:, 0], t / 0.25], axis=1), t)           # b costs a quarter of a
    >>> bool(s[0] < 1e-3 and 0.25 <= s.sum() < 0.2501)
    True
    """
    x, r = np.zeros(basis.shape[1]), target
    level = float(np.max(np.abs(r) / shapes.sum(axis=1)))
    negligible = max(negligible, _LEAST)
    s = np.full(shapes.shape[1], max(1.5 * level, negligible))
    slack = np.concatenate([shapes @ s - r, shapes @ s + r, s])
    # Equal multipliers of both signs balance for every x; at half of what s can bear they leave some for s >= 0.
    half = 1 / slack[: len(r)] + 1 / slack[len(r) : 2 * len(r)]
    half *= 0.25 / np.max(half @ shapes)
    multiplier = np.concatenate([half, half, 1 - 2 * half @ shapes])

    gaps: list[float] = []
    for _ in range(_ITERATIONS):
        gap = float(multiplier @ slack)
        gaps.append(gap)
        stalled = len(gaps) > _PATIENCE and gap > gaps[-1 - _PATIENCE] / 2
        if stalled or gap <= accuracy * (float(s.sum()) + negligible):
            break
        try:
            changes = _changes(basis, shapes, slack, multiplier, gap)
        except np.linalg.LinAlgError:  # all accuracy is used up
            break
        first, second = _STEP * _reach(slack, changes[2]), _STEP * _reach(multiplier, changes[3])
        moved = x + first * changes[0], s + first * changes[1]
        slack, multiplier = slack + first * changes[2], multiplier + second * changes[3]
        if not (np.isfinite(moved[0]).all() and np.isfinite(slack).all() and np.isfinite(multiplier).all()):
            break
        x, s = moved
    return x, s


def _changes(
    basis: NDArray[np.float64],
    shapes: NDArray[np.float64],
    slack: NDArray[np.float64],
    multiplier: NDArray[np.float64],
    gap: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Predict, then correct; return the changes of x, s, slacks and multipliers."""
    with np.errstate(all="ignore"):
        linearised = _Linearised(basis, shapes, slack, multiplier)
        _, _, slacks, multipliers = linearised.step(-multiplier)
        first, second = _reach(slack, slacks), _reach(multiplier, multipliers)
        after = float((slack + first * slacks) @ (multiplier + second * multipliers))
        centre = (after / gap) ** 3 * gap / len(slack)
        # The second-order term as far as the first step went: in full it may spoil a start far from the centre.
        second_order = first * second * slacks * multipliers
        along, s_change, slacks, multipliers = linearised.step((centre - second_order) / slack - multiplier)
        return np.linalg.solve(linearised.triangle, along), s_change, slacks, multipliers


class _Linearised:
    """The factored equations of one iteration, for both of its right-hand sides."""

    def __init__(
        self,
        basis: NDArray[np.float64],
        shapes: NDArray[np.float64],
        slack: NDArray[np.float64],
        multiplier: NDArray[np.float64],
    ) -> None:
        points = len(basis)
        self._shapes, self._multiplier, self._ratio = shapes, multiplier, multiplier / slack
        above, below = self._ratio[:points], self._ratio[points : 2 * points]
        self._root = np.sqrt(above + below)
        self._q, self.triangle = np.linalg.qr(basis * self._root[:, None])
        oblique = ((above - below) / self._root)[:, None] * shapes
        self._shadow = self._q.T @ oblique
        rest = oblique - self._q @ self._shadow
        straight = (2 * np.sqrt(above * below) / self._root)[:, None] * shapes
        matrix = straight.T @ straight + rest.T @ rest
        matrix[np.diag_indices(len(matrix))] += self._ratio[2 * points :]
        scaling = 1 / np.sqrt(matrix.diagonal())
        self._inverse = scaling[:, None] * np.linalg.inv(scaling[:, None] * matrix * scaling) * scaling

    def step(
        self, wanted: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Return the changes of Rx, s, slacks and multipliers; with unchanged slacks the last would be ``wanted``.

        Multipliers that are out of balance by rounding are part of the right-hand side.
        """
        points, total = len(self._root), self._multiplier + wanted
        above, below = total[:points], total[points : 2 * points]
        along = ((above - below) / self._root) @ self._q
        s_change = self._inverse @ ((above + below) @ self._shapes + total[2 * points :] - 1 - along @ self._shadow)
        along = along - self._shadow @ s_change
        moved, widened = (self._q @ along) / self._root, self._shapes @ s_change
        slacks = np.concatenate([widened + moved, widened - moved, s_change])
        return along, s_change, slacks, wanted - self._ratio * slacks


def _reach(values: NDArray[np.float64], changes: NDArray[np.float64]) -> float:
    """Return how much of the changes, at most all, keeps positive values nonnegative."""
    return 1 / max(1.0, float(np.max(-changes / values)))
