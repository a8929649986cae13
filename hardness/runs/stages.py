"""The stages of a run as numbers: the data for JSON and for the text of a report."""

from dataclasses import replace
from typing import Any, NamedTuple

from hardness.codes import Code
from hardness.problems import CNF, OrthogonalVectors, Problem
from hardness.protocols import SetDisjointness
from hardness.protocols.implicit_gap_max_ip import ImplicitGapMaxIP
from hardness.reductions.padded_attention import PaddedAttention
from hardness.reductions.padding import Padding


def code_values(code: Code) -> dict[str, Any]:
    """Return the sizes of a code and the parameters that `hardness.codes.code_from_dict` rebuilds it from."""
    return {
        "length": code.length,
        "dimension": code.dimension,
        "designed_distance": code.designed_distance,
        "field_order": code.field_order,
        "genus": code.genus,
        "parameters": code.to_dict(),
    }


def protocol_values(protocol: SetDisjointness) -> dict[str, Any]:
    """Return the parameters of a protocol and its cost."""
    return {
        "players": protocol.players,
        "code": code_values(protocol.code),
        "containing_code": code_values(protocol.containing_code),
        "blocks": protocol.blocks,
        "messages": protocol.message_count,
        "soundness_bound": protocol.soundness_bound,
        "merlin_bits": protocol.bits["merlin"],
        "coin_bits": protocol.bits["coins"],
        "player_bits": [protocol.bits[f"player {i}"] for i in range(2, protocol.players + 1)],
    }


def padding_values(padding: Padding) -> dict[str, Any]:
    """Return the sizes of padded matrices and the natural logarithm of the bound on their entries."""
    return {
        "queries": padding.padded_sizes[0],
        "keys": padding.padded_sizes[1:],
        "dimension": padding.padded_dimension,
        "log_entry_bound": padding.log_entry_bound,
    }


class Stage(NamedTuple):
    """One stage of a run: its name, its subject, and its numbers by name."""

    name: str
    subject: Any
    values: dict[str, Any]


def stages(instance: Problem[Any]) -> list[Stage]:
    """Return the stages of one instance of a chain, or only its sizes if nothing more is known."""
    if isinstance(instance, CNF):
        return [Stage("CNF", instance, {"variables": instance.num_variables, "clauses": len(instance.clauses)})]
    if isinstance(instance, OrthogonalVectors):
        sizes = {"sizes": instance.sizes, "dimension": instance.dimension}
        return [Stage(f"{instance.order}-OV", instance, sizes)]
    if isinstance(instance, ImplicitGapMaxIP):
        protocol = instance.protocol
        gap = {
            "sizes": instance.sizes,
            "instances": protocol.message_count,
            "dimension": instance.dimension,
            "compressed_dimension": instance.compressed_dimension,
            "t": instance.t,
            "eps": instance.eps,
        }
        return [
            Stage("Merlin-Arthur protocol", protocol, protocol_values(protocol)),
            Stage(f"Gap-MaxIP_{instance.order}", instance, gap),
        ]
    if isinstance(instance, PaddedAttention):
        return [Stage(f"attention of order {instance.padding.order}", instance, _attention_values(instance))]
    return [Stage(instance.NAME, instance, dict(instance.size()))]


def _attention_values(target: PaddedAttention) -> dict[str, Any]:
    padding, gap = target.padding, target.gap
    small = replace(padding, dimension=gap.compressed_dimension) if isinstance(gap, ImplicitGapMaxIP) else padding
    return {
        **padding_values(padding),
        "compressed": padding_values(small),
        "log_yes": padding.log_yes,
        "log_no": padding.log_no,
        "threshold": padding.threshold,
        "log_tolerance": target.log_tolerance,
    }
