"""Plots; every function draws on given axes."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from hardness.arguments import one_of
from hardness.extras import optional
from hardness.markup import mathtext
from hardness.protocols.sampling import AcceptanceSample

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from hardness.planning.families import ProtocolCost


def plot_acceptance(
    samples: AcceptanceSample | Iterable[AcceptanceSample] | Mapping[str, AcceptanceSample],
    exact: Fraction | Iterable[Fraction] | Mapping[str, Fraction] | None = None,
    bound: Fraction | None = None,
    ax: Any = None,
) -> "Axes":
    """Draw sampled acceptance probabilities with their 95% intervals, exact values and the proven bound.

    Parameters
    ----------
    samples : AcceptanceSample, iterable or mapping of them
        The samples, one column per sample, labelled by the key of the mapping or by Merlin's name.
    exact : Fraction, iterable or mapping of Fraction, optional
        The exact probability of each column, in the same order or by the same keys, of which some may be missing.
    bound : Fraction, optional
        An upper bound on all probabilities.
    ax : matplotlib Axes, optional
        The axes to draw on; new ones by default.

    Returns
    -------
    Axes
        The axes.

    Raises
    ------
    ValueError
        If there is no sample, a sample has no trials, or the exact values do not match the samples.
    """
    if isinstance(samples, AcceptanceSample):
        samples = [samples]
    if isinstance(exact, Fraction | int):
        exact = [exact]
    if isinstance(samples, Mapping):
        labels, drawn = [str(key) for key in samples], list(samples.values())
    else:
        drawn = list(samples)
        labels = [item.merlin for item in drawn]
    if not drawn:
        raise ValueError("samples must not be empty: there would be nothing to draw")
    known = _positions(exact, labels)
    estimates = [float(item.estimate) for item in drawn]
    ends = [item.interval() for item in drawn]
    if ax is None:
        _, ax = optional("matplotlib.pyplot", "a plot").subplots()
    below = [estimate - low for estimate, (low, _) in zip(estimates, ends, strict=True)]
    above = [high - estimate for estimate, (_, high) in zip(estimates, ends, strict=True)]
    ax.errorbar(range(len(drawn)), estimates, yerr=[below, above], fmt="o", capsize=5, label="sampled, 95% interval")
    if known:
        ax.plot(list(known), [float(value) for value in known.values()], "x", color="black", ms=9, label="exact")
    if bound is not None:
        ax.axhline(float(bound), linestyle="--", color="firebrick", label=f"proven bound {bound}")
    ax.set_xticks(range(len(drawn)), list(map(mathtext, labels)))
    ax.set_xlim(-0.5, len(drawn) - 0.5)
    ax.set_ylim(-0.03, 1.03)
    ax.set_ylabel("acceptance probability")
    ax.legend()
    return ax


def _positions(exact: Iterable[Fraction] | Mapping[str, Fraction] | None, labels: list[str]) -> dict[int, Fraction]:
    """Return the exact values by the number of their column."""
    if exact is None:
        return {}
    if isinstance(exact, Mapping):
        if unknown := set(map(str, exact)) - set(labels):
            raise ValueError(f"the keys of exact must be among {labels}, got {sorted(unknown)}")
        values = {str(key): value for key, value in exact.items()}
        return {i: values[label] for i, label in enumerate(labels) if label in values}
    listed = list(exact)
    if len(listed) != len(labels):
        raise ValueError(f"exact must have one value per sample, {len(labels)} of them, got {len(listed)}")
    return dict(enumerate(listed))


def plot_families(costs: "Iterable[ProtocolCost]", quantity: str = "merlin", ax: Any = None) -> "Axes":
    """Plot the cost of the protocol against the size of the universe, one line per family.

    Parameters
    ----------
    costs : iterable of ProtocolCost
        The costs, from `compare_families`.
    quantity : {"merlin", "dimension"}
        Merlin's bits per element of the universe, or lg d of the Gap-MaxIP instances.
    ax : matplotlib Axes, optional
        The axes to draw on; new ones by default.

    Raises
    ------
    ValueError
        If the quantity is unknown.
    """
    labels = {"merlin": "Merlin's bits per element", "dimension": "lg d"}
    label = labels[one_of("quantity", quantity, labels)]
    if ax is None:
        _, ax = optional("matplotlib.pyplot", "a plot").subplots()
    listed = list(costs)
    for family in dict.fromkeys(cost.family for cost in listed):
        of_family = [cost for cost in listed if cost.family == family]
        heights = [c.merlin_bits / c.universe if quantity == "merlin" else c.sizes.lg_gap_dimension for c in of_family]
        ax.plot([c.universe for c in of_family], heights, "o-", ms=4, label=mathtext(family))
    ax.set_xscale("log")
    ax.set_xlabel("m")
    ax.set_ylabel(label)
    ax.legend()
    return ax
