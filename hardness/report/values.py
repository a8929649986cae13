"""Stages of a run as numbers: what the text of a report says, in the form that JSON keeps."""

from dataclasses import replace
from typing import Any

from hardness.codes import Code
from hardness.problems import CNF, OrthogonalVectors
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
        "field_order": code.order,
        "genus": code.genus,
        "parameters": code.to_dict(),
    }


def protocol_values(protocol: SetDisjointness) -> dict[str, Any]:
    """Return what a protocol is made of and what it costs."""
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


def stage_values(instance: Any) -> list[dict[str, Any]]:
    """Return the stages that one instance of the chain stands for."""
    if isinstance(instance, CNF):
        return [{"stage": "CNF", "variables": instance.num_variables, "clauses": len(instance.clauses)}]
    if isinstance(instance, OrthogonalVectors):
        return [{"stage": f"{instance.order}-OV", "sizes": instance.sizes, "dimension": instance.dimension}]
    if isinstance(instance, ImplicitGapMaxIP):
        gap = {
            "stage": f"Gap-MaxIP_{instance.order}",
            "sizes": instance.sizes,
            "instances": instance.protocol.message_count,
            "dimension": instance.dimension,
            "compressed_dimension": instance.compressed_dimension,
            "t": instance.t,
            "eps": instance.eps,
        }
        return [{"stage": "Merlin-Arthur protocol", **protocol_values(instance.protocol)}, gap]
    if isinstance(instance, PaddedAttention):
        return [_attention(instance)]
    return []


def _attention(target: PaddedAttention) -> dict[str, Any]:
    padding, gap = target.padding, target.gap
    small = replace(padding, dimension=gap.compressed_dimension) if isinstance(gap, ImplicitGapMaxIP) else padding
    return {
        "stage": f"attention of order {padding.order}",
        **padding_values(padding),
        "compressed": padding_values(small),
        "log_yes": padding.log_yes,
        "log_no": padding.log_no,
        "threshold": padding.threshold,
        "log_tolerance": target.log_tolerance,
    }
