"""The parameters, communication and soundness of a protocol as text."""

from fractions import Fraction

from hardness.numbers import format_integer
from hardness.protocols import SetDisjointness


def parameters(protocol: SetDisjointness) -> dict[str, str]:
    """Return the parameters and the cost of a protocol without running it."""
    messages = f"{protocol.code.field_order}^{len(protocol.message_basis)}"
    return {
        "players": f"{protocol.players} and Merlin",
        "code C": repr(protocol.code).strip("<>"),
        "code C'": repr(protocol.containing_code).strip("<>"),
        "blocks T": str(protocol.blocks),
        "messages": f"{messages} = {format_integer(protocol.message_count)}",
        "soundness": str(protocol.soundness_bound),
        "bits": ", ".join(f"{party} {bits:,}" for party, bits in protocol.bits.items()),
    }


def exact_soundness(protocol: SetDisjointness, budget: int) -> str:
    """Return the exact soundness over all inputs as text, or the reason why only the proven bound is known.

    Examples
    --------
    >>> from hardness.codes import ReedSolomon
    >>> exact_soundness(SetDisjointness(ReedSolomon(7, 6, 2), 2, 3), budget=10**6)
    '1/2, which is the bound'
    """
    worst, why_not = worst_probability(protocol, budget)
    if worst is None:
        return f"at most {protocol.soundness_bound}; {why_not}"
    if worst == protocol.soundness_bound:
        return f"{worst}, which is the bound"
    return f"{worst}, below the bound {protocol.soundness_bound}"


def worst_probability(protocol: SetDisjointness, budget: int) -> tuple[Fraction | None, str]:
    """Return the exact soundness over all inputs, or None and the reason why only the proven bound is known."""
    try:
        return protocol.worst_case(budget).probability, ""
    except ValueError as error:
        return None, str(error)
