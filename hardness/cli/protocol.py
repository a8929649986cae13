"""``hardness protocol``: one or many runs of the Merlin-Arthur protocol."""

from typing import Annotated, Any

import typer

from hardness.cli.options import AsJson, CodeText, completing, drawn, exclude
from hardness.cli.output import print_csv, print_json, show, width


def _merlins() -> list[str]:
    from hardness.protocols.merlins import MERLINS

    return list(MERLINS)


def protocol(
    code: CodeText = "rs:7,6,2",
    players: Annotated[int, typer.Option(help="Number k of players.")] = 3,
    blocks: Annotated[int, typer.Option(help="Number T of blocks.")] = 2,
    sets: Annotated[
        str | None,
        typer.Option(help="One row of 0s and 1s per player, such as 1101,1011,0110; drawn at random by default."),
    ] = None,
    merlin: Annotated[
        str,
        typer.Option(
            help="Merlin's strategy: honest, best, random, planting or tampering.", autocompletion=completing(_merlins)
        ),
    ] = "honest",
    trials: Annotated[int, typer.Option(help="Number of runs from which the acceptance probability is estimated.")] = 0,
    budget: Annotated[
        int, typer.Option(help="Largest number of words that the search for an optimal cheating strategy may visit.")
    ] = 10**8,
    seed: Annotated[int | None, typer.Option(help="Seed for the inputs, the coins and Merlin.")] = None,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print the sample that --trials draws as CSV.")] = False,
) -> None:
    """Run the Merlin-Arthur protocol for set disjointness and print transcript, communication and soundness.

    Without --sets, the sets are drawn at random: disjoint for an honest Merlin, with one common element otherwise.
    """
    exclude(as_json=as_json, as_csv=as_csv)
    from hardness.arguments import integer

    integer("trials", trials, 0)
    integer("budget", budget, 0)
    if as_csv and not trials:
        raise ValueError("--csv needs --trials: the table is that of the sample")
    import numpy as np

    from hardness.codes import parse_code
    from hardness.protocols import SetDisjointness, sample

    used = drawn(seed)
    rng = np.random.default_rng(used)
    played = SetDisjointness(parse_code(code or "", players), blocks, players)
    inputs = played.random_sets(rng, intersecting=merlin != "honest") if sets is None else _parsed(sets)
    run = played.run(inputs, merlin=merlin, seed=rng)
    probability = played.acceptance_probability(run.message, inputs)
    sampled = sample(played, inputs, merlin, trials, rng) if trials else None
    if as_csv and sampled is not None:
        setting = {"code": code, "players": players, "blocks": blocks, "seed": used}
        print_csv([{**setting, **sampled.to_dict()}])
    elif as_json:
        print_json(_values(run, merlin, used, probability, sampled, budget))
    else:
        show(_lines(run, merlin, used, probability, sampled, budget))


def _parsed(sets: str) -> Any:
    rows = sets.split(",")
    if len(set(map(len, rows))) > 1 or set("".join(rows)) - {"0", "1"}:
        raise ValueError(f"sets must be rows of 0s and 1s of one length, separated by commas, got {sets!r}")
    import numpy as np

    return np.array([[int(bit) for bit in row] for row in rows])


def _values(run: Any, merlin: str, seed: int, probability: Any, sampled: Any, budget: int) -> dict[str, Any]:
    import json

    from hardness.numbers import document
    from hardness.report.protocol import worst_probability
    from hardness.runs.stages import protocol_values

    worst, why_not = worst_probability(run.protocol, budget)
    return document(
        "protocol",
        **protocol_values(run.protocol),
        exact_soundness=worst,
        exact_soundness_unknown=why_not,
        merlin=merlin,
        seed=seed,
        acceptance_probability=probability,
        transcript=json.loads(run.to_json()),
        sample=None if sampled is None else sampled.to_dict(),
    )


def _lines(run: Any, merlin: str, seed: int, probability: Any, sampled: Any, budget: int) -> list[str]:
    from hardness.layout import listing
    from hardness.report.protocol import exact_soundness, parameters

    entries = [*parameters(run.protocol).items(), ("exact soundness", exact_soundness(run.protocol, budget))]
    entries += [("Merlin", merlin), ("seed", str(seed))]
    entries += [(f"set of player {i}", "".join(map(str, row))) for i, row in enumerate(run.sets, start=1)]
    entries += [("transcript" if i == 0 else "", line) for i, line in enumerate(str(run).splitlines())]
    entries.append(("this message", f"is accepted with probability {probability}"))
    if sampled is not None:
        entries.append(("sampled", repr(sampled).strip("<>")))
    return listing(entries, width())
