"""The constants behind "for every q there are C, C_a, C_b": computed from a slack and a density, exactly."""

from fractions import Fraction
from typing import Literal

from hardness.theory.growing_constants import GrowingConstants
from hardness.theory.search import Request, best_choice, block_limit, least_prime
from hardness.theory.tower_constants import TowerConstants

Family = Literal["tower", "hermitian", "rs"]


def theorem_constants(
    slack: int | Fraction | str,
    density: int | Fraction | str,
    order: int = 3,
    soundness: int | Fraction | str = Fraction(1, 2),
    message_exponent: int | Fraction | str | None = None,
    family: Family = "tower",
    *,
    q: int | None = None,
    blocks: int | None = None,
    groups: int | None = None,
) -> TowerConstants | GrowingConstants:
    r"""Compute the constants of the lower bound for attention of one order, for every n.

    ``"tower"`` (Garcia-Stichtenoth codes, one field for all n) gives C, C_b and the error with C log n columns and
    entries up to :math:`C_b (\log n)^{1/k}`, choosing field, blocks and groups so that the ratio d/t, and with it C,
    is least. ``"hermitian"`` and ``"rs"`` codes need a field that grows with n: there is no such C, and the result
    gives the parameters of each n and the order of growth of d instead.

    Parameters
    ----------
    slack : int, Fraction or str
        The q of "no n^(k - q) algorithm", 0 < slack < k - 1. A float is refused: 0.1 is not 1/10.
    density : int, Fraction or str
        c of the hard k-OV instances with c lg n coordinates. SETH gives one for every slack, but not which: an
        assumption.
    order : int
        k >= 2: 2 is ordinary attention, 3 tensor attention.
    soundness : int, Fraction or str
        sigma in (0, 1): the largest probability with which Merlin may cheat.
    message_exponent : int, Fraction or str, optional
        delta of the n^delta messages, 0 < delta < slack; slack/2 by default.
    family : {"tower", "hermitian", "rs"}
        Family of codes.
    q, blocks, groups : int, optional
        Fix the tower (over F_{q^2}, q a prime power), the blocks T, the most groups G_1, instead of choosing them.

    Returns
    -------
    TowerConstants or GrowingConstants
        With ``verify()``, which substitutes them into every inequality of the proof, and ``at(lg_n)``.

    Raises
    ------
    ValueError
        If an argument is outside its range, or fixed parameters break a line of the proof: the message says which,
        and what would do.

    References
    ----------
    After J. Alman and Z. Song, *How to Capture Higher-order Correlations?*, ICLR 2024, Theorem 1.3, with constants.

    Examples
    --------
    >>> constants = theorem_constants(slack="1/2", density=1)
    >>> constants.q, constants.blocks, constants.groups
    (191, 373, 3)
    >>> print(constants.lg_C)
    33912.764304…
    >>> all(inequality.holds for inequality in constants.verify())
    True
    >>> theorem_constants(slack="1/2", density=1, blocks=100, q=191)
    Traceback (most recent call last):
    ...
    ValueError: blocks = 100 is too small at q = 191: line 8 of the proof needs at least 130
    """
    request = _request(slack, density, order, soundness, message_exponent)
    fixed = {"q": q, "blocks": blocks, "groups": groups}
    for name, value in fixed.items():
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
            raise ValueError(f"{name} = {value!r} must be a positive integer")
    if family == "tower":
        return _tower(request, **fixed)
    if family not in ("hermitian", "rs"):
        raise ValueError(f"family = {family!r} must be 'tower', 'hermitian' or 'rs'")
    if any(value is not None for value in fixed.values()):
        raise ValueError(
            f"q, blocks and groups can be fixed for the tower only: the family {family!r} changes them with n"
        )
    return GrowingConstants(request, family)


def _tower(request: Request, q: int | None, blocks: int | None, groups: int | None) -> TowerConstants:
    if q is None:
        if blocks is not None:
            raise ValueError(f"blocks = {blocks} can be fixed together with q only")
        q, groups = best_choice(request) if groups is None else (least_prime(request, groups), groups)
    limit, rate = block_limit(q), request.rate(q)
    would_do = f"q = {best_choice(request)[0] if groups is None else least_prime(request, groups)} would do"
    if rate <= 0:
        raise ValueError(f"q = {q}: the rate sigma/k - 1/(q - 1) = {rate} is not positive; {would_do}")
    if blocks is not None and blocks > limit:
        raise ValueError(
            f"blocks = {blocks} exceeds the zero-sum-free limit {limit} over F_{q}^2 (line 5 of the proof)"
        )
    most = max(1, q // 2)
    if groups is not None and groups > most:
        raise ValueError(f"groups = {groups} must be at most q/2 = {most} (line 8 of the proof)")
    allowed = limit if blocks is None else blocks
    if groups is None:
        # T G_1 >= load lg q (G_1 + 1 / ((q - 1) rho)) increases with G_1, so the least number that is enough is best.
        groups = next((g for g in range(1, most + 1) if request.blocks_needed(q, g) <= allowed), most)
    needed = request.blocks_needed(q, groups)
    if blocks is not None and blocks < needed:
        raise ValueError(f"blocks = {blocks} is too small at q = {q}: line 8 of the proof needs at least {needed}")
    if needed > limit:
        raise ValueError(f"q = {q}: line 8 of the proof needs {needed} blocks, line 5 allows {limit}; {would_do}")
    constants = TowerConstants(request, q, needed if blocks is None else blocks, groups)
    if broken := [inequality for inequality in constants.verify() if not inequality.holds]:
        raise ValueError(f"q = {q}, blocks = {constants.blocks}, groups = {groups}: {broken[0]}")
    return constants


def _request(slack: object, density: object, order: int, soundness: object, message_exponent: object) -> Request:
    if not isinstance(order, int) or isinstance(order, bool) or order < 2:
        raise ValueError(f"order = {order!r} must be an integer >= 2")
    exact_slack = exact("slack", slack)
    if not 0 < exact_slack < order - 1:
        raise ValueError(f"slack = {slack} must be in (0, k - 1) = (0, {order - 1}): reading the input takes n^1")
    exact_density = exact("density", density)
    if exact_density <= 0:
        raise ValueError(f"density = {density} must be positive")
    exact_soundness = exact("soundness", soundness)
    if not 0 < exact_soundness < 1:
        raise ValueError(f"soundness = {soundness} must be in (0, 1)")
    delta = exact_slack / 2 if message_exponent is None else exact("message_exponent", message_exponent)
    if not 0 < delta < exact_slack:
        raise ValueError(f"message_exponent = {message_exponent} must be in (0, slack) = (0, {exact_slack})")
    return Request(order, exact_slack, exact_density, exact_soundness, delta)


def exact(name: str, value: object) -> Fraction:
    """Return an int, a Fraction or a string such as "1/10" or "0.1" as a Fraction.

    Raises
    ------
    ValueError
        For anything else; a float is not the number that its user means.
    """
    if isinstance(value, int | Fraction | str) and not isinstance(value, bool):
        try:
            return Fraction(value)
        except (ValueError, ZeroDivisionError):
            pass
    raise ValueError(f"{name} = {value!r} must be an int, a Fraction or a string such as '1/10'")
