"""The constants behind "for every q there are C, C_a, C_b": computed from a slack and a density, exactly."""

from bisect import bisect_left
from fractions import Fraction
from typing import Literal

from hardness.arguments import integer, one_of
from hardness.theory.assumptions import MAX_ORDER, flag
from hardness.theory.constants.growing import GrowingConstants
from hardness.theory.constants.request import Request, slack_below
from hardness.theory.constants.search import best_choice, block_limit, least_prime_for
from hardness.theory.constants.tower import TowerConstants

Family = Literal["tower", "hermitian", "rs"]

MAX_FIXED = 2**62
"""The largest q, number of blocks or number of groups that can be fixed."""


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
    formula_only: bool = False,
) -> TowerConstants | GrowingConstants:
    r"""Compute the constants of the lower bound for attention of one order, for every large n.

    They rest on an assumption: k-OV with n vectors per set in ``density`` lg n coordinates has no algorithm in time
    O(n^(k - slack + message_exponent)). A density below that exponent is refused, because superset sums refute the
    assumption there (`hardness.theory.assumptions.Assumption`).

    ``"tower"`` (Garcia-Stichtenoth codes, one field for all n) gives C, C_b and the error with C log n columns and
    entries up to :math:`C_b (\log n)^{1/k}`, choosing field, blocks and groups so that the ratio d/t, and with it C,
    is least. ``"hermitian"`` and ``"rs"`` codes need a field that grows with n. There is no such C, and the result
    gives the parameters for each n and the order of growth of d instead.

    Parameters
    ----------
    slack : int, Fraction or str
        The q of "no n^(k - q) algorithm", 0 < slack < k - 1. A float is refused: 0.1 is not 1/10.
    density : int, Fraction or str
        c of the hard k-OV instances with c lg n coordinates. SETH implies that one exists for every slack, but does not
        name it.
    order : int
        k, from 2 to 64: 2 is ordinary attention, 3 tensor attention.
    soundness : int, Fraction or str
        sigma in (0, 1): the largest probability with which Merlin may cheat.
    message_exponent : int, Fraction or str, optional
        delta of the n^delta messages, 0 < delta < slack; slack/2 by default.
    family : {"tower", "hermitian", "rs"}
        Family of codes.
    q, blocks, groups : int, optional
        Fix the tower (over F_{q^2}, q a prime power), the blocks T, the most groups G_1, instead of choosing them.
    formula_only : bool
        Compute the formula even if the assumption is refuted at this density. The result then states nothing about
        attention, and says so: its texts and JSON begin with `FORMULA_ONLY`.

    Returns
    -------
    TowerConstants or GrowingConstants
        With ``verify()``, which substitutes them into every inequality of the proof, and ``at(lg_n)``.

    Raises
    ------
    ValueError
        If an argument is outside its range, the assumption is refuted, or fixed parameters break a line of the proof;
        the message says which, and what would be allowed.

    References
    ----------
    After [AS24]_, Theorem 1.3, with constants.

    .. [AS24] J. Alman and Z. Song, *How to Capture Higher-order Correlations?*, ICLR 2024.

    Examples
    --------
    >>> constants = theorem_constants(slack="1/2", density=3)
    >>> constants.q, constants.blocks, constants.groups
    (967, 1915, 2)
    >>> print(constants.lg_C)
    151929.944215…
    >>> all(inequality.holds for inequality in constants.verify())
    True
    >>> theorem_constants(slack="1/2", density=3, blocks=100, q=967)
    Traceback (most recent call last):
    ...
    ValueError: blocks must be at least 482 at q = 967 (line 8 of the proof), got 100
    >>> theorem_constants(slack="1/2", density=1)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    ValueError: density must be at least 11/4 for the exponent 11/4, got 1: the assumption is refuted by superset ...
    """
    k = integer("order", order, 2, MAX_ORDER)
    exact_slack = slack_below(slack, k)
    delta = exact_slack / 2 if message_exponent is None else message_exponent
    request = Request(k, exact_slack, density, soundness, delta)
    if not flag("formula_only", formula_only):
        request.assumption.require()
    given = {"q": q, "blocks": blocks, "groups": groups}
    fixed = {name: None if value is None else integer(name, value, 1, MAX_FIXED) for name, value in given.items()}
    one_of("family", family, ("tower", "hermitian", "rs"))
    if family == "tower":
        return _tower(request, **fixed)
    if named := ", ".join(name for name, value in fixed.items() if value is not None):
        raise ValueError(
            f"{named} must be left out with the family {family!r}, which changes q, blocks and groups with n"
        )
    return GrowingConstants(request, family)


def _tower(request: Request, q: int | None, blocks: int | None, groups: int | None) -> TowerConstants:
    if q is None:
        if blocks is not None:
            raise ValueError(f"blocks must be left out unless q is given, got {blocks}")
        q, groups = best_choice(request) if groups is None else (least_prime_for(request, groups), groups)
    limit, rate = block_limit(q), request.rate(q)
    would_do = f"q = {best_choice(request)[0] if groups is None else least_prime_for(request, groups)} would do"
    if rate <= 0:
        raise ValueError(f"q must make the rate sigma/k - 1/(q - 1) positive, got {q} with {rate}; {would_do}")
    if blocks is not None and blocks > limit:
        raise ValueError(
            f"blocks must be at most the zero-sum-free limit {limit} over F_{q}^2 (line 5 of the proof), got {blocks}"
        )
    most = max(1, q // 2)
    if groups is not None and groups > most:
        raise ValueError(f"groups must be at most q/2 = {most} (line 8 of the proof), got {groups}")
    allowed = limit if blocks is None else blocks
    if groups is None:
        # T G_1 >= load lg q (G_1 + 1 / ((q - 1) rho)) increases with G_1, so the least number that is enough is best.
        groups = 1 + bisect_left(range(1, most), True, key=lambda g: request.blocks_needed(q, g) <= allowed)
    needed = request.blocks_needed(q, groups)
    if blocks is not None and blocks < needed:
        raise ValueError(f"blocks must be at least {needed} at q = {q} (line 8 of the proof), got {blocks}")
    if needed > limit:
        raise ValueError(
            f"q must allow the {needed} blocks that line 8 of the proof needs, got {q}: "
            f"line 5 allows {limit}; {would_do}"
        )
    constants = TowerConstants(request, q, needed if blocks is None else blocks, groups)
    if broken := [inequality for inequality in constants.verify() if not inequality.holds]:
        raise ValueError(
            f"q, blocks and groups must keep every line, got {q}, {constants.blocks}, {groups}: {broken[0]}"
        )
    return constants
