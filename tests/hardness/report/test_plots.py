"""What the plots show, read back from the axes."""

from fractions import Fraction

import matplotlib as mpl
import pytest

from hardness.protocols import AcceptanceSample
from hardness.report.plots import plot_acceptance

mpl.use("Agg")
SAMPLES = [AcceptanceSample(100, 40, "best"), AcceptanceSample(50, 0, "random"), AcceptanceSample(20, 20, "honest")]


@pytest.fixture
def ax():
    from matplotlib.figure import Figure

    return Figure().subplots()


def drawn(ax):
    """(position, estimate, low, high) of every sample."""
    container = ax.containers[0]
    points, _, (bars,) = container.lines
    ends = [segment[:, 1].tolist() for segment in bars.get_segments()]
    return [(x, y, low, high) for (x, y), (low, high) in zip(points.get_xydata().tolist(), ends, strict=True)]


def test_estimates_and_intervals_are_drawn(ax):
    assert plot_acceptance(SAMPLES, ax=ax) is ax
    for i, (item, (x, y, low, high)) in enumerate(zip(SAMPLES, drawn(ax), strict=True)):
        assert (x, y) == (i, float(item.estimate))
        assert (low, high) == pytest.approx(item.interval())
    assert [label.get_text() for label in ax.get_xticklabels()] == ["best", "random", "honest"]
    assert ax.get_ylim()[0] < 0
    assert ax.get_ylim()[1] > 1


def test_exact_values_and_bound(ax):
    plot_acceptance(SAMPLES, exact=[Fraction(3, 8), 0, 1], bound=Fraction(1, 2), ax=ax)
    lines = {line.get_label(): line for line in ax.get_lines()}
    assert lines["exact"].get_xydata().tolist() == [[0, 0.375], [1, 0], [2, 1]]
    assert list(lines["proven bound 1/2"].get_ydata()) == [0.5, 0.5]
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert set(legend) == {"sampled, 95% interval", "exact", "proven bound 1/2"}


def test_mappings_are_matched_by_key(ax):
    named = {"a": SAMPLES[0], "b": SAMPLES[1], "c": SAMPLES[2]}
    plot_acceptance(named, exact={"c": Fraction(1), "a": Fraction(1, 3)}, ax=ax)
    exact = next(line for line in ax.get_lines() if line.get_label() == "exact")
    assert exact.get_xydata().tolist() == [[0, pytest.approx(1 / 3)], [2, 1]]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["a", "b", "c"]


def test_one_sample_and_new_axes():
    import matplotlib.pyplot as plt

    ax = plot_acceptance(SAMPLES[0], exact=Fraction(2, 5))
    assert drawn(ax)[0][:2] == (0, 0.4)
    plt.close(ax.figure)


def test_refusals(ax):
    with pytest.raises(ValueError, match="samples must not be empty"):
        plot_acceptance([], ax=ax)
    with pytest.raises(ValueError, match="exact must have one value per sample, 3 of them, got 1"):
        plot_acceptance(SAMPLES, exact=[Fraction(1)], ax=ax)
    with pytest.raises(ValueError, match=r"the keys of exact must be among .*, got \['d'\]"):
        plot_acceptance({"a": SAMPLES[0]}, exact={"d": Fraction(1)}, ax=ax)
    with pytest.raises(ValueError, match="trials must be >= 1 for an estimate, got 0"):
        plot_acceptance(AcceptanceSample(0, 0), ax=ax)
    assert not ax.containers
