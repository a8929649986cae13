"""Whatever an object holds, printing it and showing it in a notebook never raise."""

import importlib
import inspect
import pkgutil
from fractions import Fraction
from html.parser import HTMLParser
from math import inf, nan
from types import FunctionType
from xml.etree import ElementTree

import numpy as np
import pytest

import algorithms
import hardness
from algorithms.attention import AttentionInputs, Certificate, FastAttention
from algorithms.attention.certificate.exponential import taylor_exponential
from algorithms.display import fields_repr
from hardness import CNF, solve
from hardness.checks.engine.report import CheckResult, Report, Status
from hardness.codec import Opaque
from hardness.codes import ReedSolomon
from hardness.intervals import Interval
from hardness.numbers import format_exponential, format_integer
from hardness.problems import GapMaxIP, OrthogonalVectors
from hardness.problems.base import Problem
from hardness.protocols import SetDisjointness, Transcript
from hardness.protocols.exact import WorstCase
from hardness.protocols.merlins import Merlin, resolve_merlin
from hardness.protocols.sampling import AcceptanceSample
from hardness.reductions import Chain, SatToOrthogonalVectors
from hardness.reductions.base import Reduced
from hardness.reductions.chain import Trace
from hardness.reductions.overhead import Exact, UpperBound
from hardness.reductions.padding import CalibratedPadding, PaperPadding
from hardness.runs.solution import Audit, Solution
from hardness.runs.sweep import SweepResult
from hardness.theory.constants.construction import Construction
from hardness.theory.constants.inequalities import Inequality, Value
from hardness.theory.theorems.entries import Mutant
from hardness.theory.transfer import Condition

HUGE = 10**5000
DISPLAY = ("__repr__", "__str__", "_repr_html_", "_repr_latex_", "_repr_svg_", "_repr_mimebundle_", "_repr_markdown_")


class Raising(Problem):
    """A problem of somebody else, without a name, whose repr raises."""

    def __repr__(self):
        raise RuntimeError("<not> today")

    def size(self):
        raise NotImplementedError

    def verify(self, witness):
        raise NotImplementedError

    def witnesses(self):
        raise NotImplementedError

    def _encode(self):
        raise NotImplementedError


PROTOCOL = SetDisjointness(ReedSolomon(7, 6, 2), 2, 3)
RUN = PROTOCOL.run([[1, 1, 0, 1], [1, 0, 1, 1], [0, 1, 1, 0]], seed=4)


def altered(**changes):
    """Return the record with other arrays than the protocol could have produced."""
    record = object.__new__(Transcript)
    for name, value in {**vars(RUN), **changes}.items():
        object.__setattr__(record, name, value)
    return record


def ints(*rows):
    return np.array(rows, dtype=np.int64)


RECORDS = {
    "coin beyond": altered(coin=6),
    "coin negative": altered(coin=-1),
    "coin huge": altered(coin=HUGE),
    "symbols beyond": altered(symbols=RUN.symbols.astype(int) + 7),
    "symbols negative": altered(symbols=RUN.symbols.astype(int) - 9),
    "one player more": altered(symbols=np.zeros((3, 2), int)),
    "no symbols": altered(symbols=np.zeros(0, int)),
    "one symbol": altered(symbols=np.array(3)),
    "three axes": altered(symbols=np.zeros((2, 2, 1), int)),
    "empty message": altered(message=np.zeros(0, int)),
    "number as message": altered(message=np.array(2)),
    "two messages": altered(message=np.zeros((2, 6), int)),
    "message beyond": altered(message=np.full(6, 99)),
    "no sets": altered(sets=np.zeros(0, int)),
    "sets that are none": altered(sets=np.full((3, 4), 2)),
    "sets too wide": altered(sets=np.zeros((3, 9), int)),
    "a list": altered(message=[0] * 6),
    "nothing": altered(protocol=None),
}
TRACE = solve(CNF(2, [(1, 2)]), order=2).trace
OBJECTS = {
    **RECORDS,
    "formula": CNF(10**18, []),
    "gap": GapMaxIP([[[1]], [[1]]], 2**63 - 1, Fraction(1, 2)),
    "gap of a tiny gap": GapMaxIP([[[1]], [[1]]], 1, Fraction(1, 10**998)),
    "vectors": OrthogonalVectors(([[]], [[]])),
    "no rows": OrthogonalVectors((np.zeros((1, 0)), np.zeros((1, 0)))),
    "trace": Trace(Chain(SatToOrthogonalVectors(2)), (Reduced.one(Raising(), Raising(), id, id),), (None,), Raising()),
    "reduced": Reduced(Raising(), HUGE, iter, iter, iter, iter),
    "sample": AcceptanceSample(HUGE, HUGE - 1),
    "sample of floats": AcceptanceSample(2**60, 2**59),
    "no trials": AcceptanceSample(0, 0, "<b>"),
    "interval": Interval(Fraction(HUGE), Fraction(HUGE + 1)),
    "wide interval": Interval(Fraction(-HUGE), Fraction(HUGE)),
    "tiny interval": Interval(Fraction(1, HUGE), Fraction(2, HUGE)),
    "negative interval": Interval(Fraction(-(HUGE**2)), Fraction(-HUGE)),
    "fraction": Interval(Fraction(0), Fraction(HUGE, 3)),
    "inequality": Inequality(1, "a <= b", HUGE, Fraction(HUGE, 7), True),
    "value": Value("C", -HUGE, "", 1),
    "value of an interval": Value("C", Interval(Fraction(0), Fraction(HUGE)), "", 1),
    "condition": Condition("d", Raising(), True),
    "exact": Exact(HUGE),
    "bound": UpperBound(Fraction(1, 10**998)),
    "sweep": SweepResult(HUGE, HUGE),
    "sweep of nothing": SweepResult(0, 0),
    "audit": Audit(HUGE, inf, nan, 0),
    "padding": CalibratedPadding((2, 2), HUGE, 3, Fraction(1, 2), 16.0),
    "paper's padding": PaperPadding((2, 2), HUGE, 3, Fraction(1, 2), 16.0),
    "solution": Solution(None, None, None, "", TRACE, SweepResult(HUGE, 3)),
    "solution of numpy": Solution(np.True_, None, None, "", TRACE, SweepResult(0, 0)),
    "undecided": Solution("maybe", None, None, "", None, None),
    "check": CheckResult("<name>", Status.FAILS, HUGE, "a & b", {"<x>": Raising(), "n": HUGE, "s": {1, (2,)}}),
    "report": Report("<s>", (CheckResult("<name>", Status.FAILS, HUGE, "a & b\nc", {"<x>": Raising(), "n": HUGE}),)),
    "no results": Report("\x00", ()),
    "report on an object": Report(Raising(), (CheckResult("a", Status.HOLDS),)),
    "opaque": Opaque(None),
    "merlin": Merlin(None, Raising()),
    "strategy": resolve_merlin(type("Strategy", (), {"__call__": lambda *_: None, "__repr__": lambda _: 1 / 0})()),
    "worst case": WorstCase(None, None, None),
    "certificate": Certificate(np.full((1, 1), inf), nan, "moments", HUGE, HUGE, inf, nan),
    "empty certificate": Certificate(np.zeros((0, 0)), 0.0, "rounding", 0, 0, 0.0, 0.0),
    "fast": FastAttention(None, None),
    "construction": Construction(Fraction(HUGE), HUGE, 1, None, 2, None),
    "mutant": Mutant("module", HUGE, "new"),
    "inputs": AttentionInputs(np.zeros((0, 1)), (np.zeros((1, 1)),), (np.zeros((1, 1)),)),
    "exponential": taylor_exponential(1, 64.0),
    "wide exponential": type(taylor_exponential(1, 1.0))(1e308, np.zeros(1), np.zeros(1), 1.0),
}


class Balanced(HTMLParser):
    """Counts elements; the text inside is kept."""

    def __init__(self):
        super().__init__()
        self.tags = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)


@pytest.mark.parametrize("name", OBJECTS)
def test_display_never_fails(name):
    shown = OBJECTS[name]
    for text in (repr(shown), str(shown)):
        assert isinstance(text, str)
        assert text
    for method in DISPLAY[2:]:
        if hasattr(shown, method):
            made = getattr(shown, method)()
            ElementTree.fromstring(made.replace("<br>", "<br/>"))
            parser = Balanced()
            parser.feed(made)
            assert set(parser.tags) <= {"table", "caption", "tr", "th", "td", "code", "br", "pre"}


def public_classes():
    for package in (hardness, algorithms):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.endswith("__main__"):
                continue
            for name, thing in vars(importlib.import_module(module.name)).items():
                if inspect.isclass(thing) and thing.__module__ == module.name and not name.startswith("_"):
                    yield thing


def test_every_display_method_is_made_total():
    total = 0
    for cls in public_classes():
        for name in DISPLAY:
            method = vars(cls).get(name)
            if isinstance(method, FunctionType) and not issubclass(cls, tuple):
                assert method.__code__ is fields_repr.__code__, f"{cls.__qualname__}.{name} lacks the decorator display"
                total += 1
    assert total > 50


def test_a_record_from_json_is_shown_with_what_is_wrong():
    """Each of these is a record that `from_json` takes: `inconsistencies` says that it is none of a run."""
    import json

    good = json.loads(RUN.to_json())
    changes = [{"coin": 6}, {"coin": -1}, {"symbols": [[9, 9], [9, 9]]}, {"message": []}, {"symbols": []}, {"sets": []}]
    for change in changes:
        record = Transcript.from_json(json.dumps({**good, **change}))
        assert record.inconsistencies()
        assert "there is no such run: " in str(record)
        assert "there is no such run: " in record._repr_html_()
        assert repr(record).startswith("<transcript: coin")


def test_numbers_of_any_size():
    assert format_integer(-(2**64)) == "-2^64.0"
    assert format_integer(HUGE) == "2^16609.6"
    assert [format_exponential(x) for x in (inf, -inf, nan)] == ["inf", "0.0", "nan"]
    assert str(Interval(Fraction(HUGE), Fraction(HUGE))) == "2^16609.6…"
    assert str(Interval(Fraction(1), Fraction(HUGE))) == "[1.0, 2^16609.6]"
    assert repr(SweepResult(HUGE, 3)).startswith("SweepResult(messages=<int of 16,610 bits>, rows=3")
    assert SweepResult(HUGE, 3).coverage == "0 of 2^16611.2 pairs of message and row"
