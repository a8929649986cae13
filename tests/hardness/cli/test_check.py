"""``hardness check``: what it covers, what it prints, exit status, counterexamples in files and back."""

import json
import sys

import pytest

from hardness.checks import Report, Status
from hardness.checks.replay import read_counterexample
from hardness.checks.subjects import CHECKS_BY_KIND, find_subjects, imported, project_subjects
from hardness.cli import main
from hardness.codes import Code
from hardness.problems import CNF

MODULE = """
from dataclasses import dataclass, replace

from hardness.codes import ReedSolomon
from hardness.problems import CNF
from hardness.protocols import SetDisjointness
from hardness.reductions import GapMaxIPToAttention, SatToOrthogonalVectors


@dataclass(frozen=True)
class Right(SatToOrthogonalVectors):
    order: int = 2


class DropsEmptyClauses(Right):
    def reduce(self, formula):
        cleaned = CNF(formula.num_variables, [clause for clause in formula.clauses if clause])
        return replace(super().reduce(cleaned), source=formula)

    @property
    def overhead(self):
        from hardness.reductions.base import UpperBound
        from hardness.reductions.overhead import size_symbols

        return {**super().overhead, "d_OV": UpperBound(size_symbols(["M"])[0])}


class NeedsOrder(Right):
    def __init__(self, order):
        raise AssertionError


class FewCoins(SetDisjointness):
    def run(self, sets, merlin="honest", seed=None):
        return replace(super().run(sets, merlin, seed), coin=0)


class Forgetful(SetDisjointness):
    def honest_message(self, sets):
        return SetDisjointness(self.code, self.blocks, self.players).sum_word(sets)


class Far(ReedSolomon):
    family = "wrong: test of the command"
    exact_distance = None

    def __init__(self, order, length, dimension, points=None):
        super().__init__(order, length, dimension, points)
        self.designed_distance = length


def far():
    return Far(7, 6, 2)


protocol = Forgetful(ReedSolomon(7, 6, 2), 2, 3, weights=[2, 1])
fine = SetDisjointness(ReedSolomon(5, 4, 2), 1, 2)
number = 3
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A working directory with the module ``mine``."""
    (tmp_path / "mine.py").write_text(MODULE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    sys.modules.pop("mine", None)
    Code._families.pop("wrong: test of the command", None)


@pytest.fixture
def run(monkeypatch, capsys):
    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["hardness", "check", *map(str, arguments)])
        with pytest.raises(SystemExit) as caught:
            main()
        out = capsys.readouterr()
        return caught.value.code or 0, out.out, out.err

    return call


def test_every_reduction_code_family_and_the_protocol_are_there():
    import hardness.reductions as package
    from hardness.reductions.base import Reduction

    subjects = project_subjects()
    assert len({subject.name for subject in subjects}) == len(subjects)
    made = {type(s.make()) for s in subjects if s.kind == "reduction"}
    concrete = {getattr(package, name) for name in package.__all__ if isinstance(getattr(package, name), type)}
    assert made == {cls for cls in concrete if issubclass(cls, Reduction) and cls is not Reduction}
    families = {family for family, cls in Code._families.items() if cls.__module__.startswith("hardness.")}
    assert {s.make().family for s in subjects if s.kind == "code"} == families
    assert {s.make().code.family for s in subjects if s.kind == "protocol"} == families
    assert {s.kind for s in subjects} == set(CHECKS_BY_KIND)


def test_a_new_reduction_in_the_package_appears_by_itself(monkeypatch):
    from dataclasses import dataclass

    from hardness.reductions import SatToOrthogonalVectors

    @dataclass(frozen=True)
    class Newcomer(SatToOrthogonalVectors):
        __module__ = "hardness.reductions.newcomer"

    [subject] = find_subjects("Newcomer()")
    assert subject.check(1)
    Newcomer.__module__ = "elsewhere"  # the class lives on until it is collected


@pytest.mark.parametrize("name", ["SatToOrthogonalVectors", "rs:7,6,2", "SetDisjointness(rs:5,4,2, T=1, k=2)"])
def test_one_subject_is_shown_check_by_check_or_variant_by_variant(run, name):
    status, out, _ = run(name, "--max-n", "1")
    assert status == 0
    assert "holds" in out
    assert "FAILS" not in out


def test_a_table_has_one_line_a_subject(run):
    status, out, _ = run("SatToOrthogonalVectors", "--max-n", "1", "--only", "overhead", "--only", "yes")
    lines = out.splitlines()
    assert status == 0
    assert lines[0].split() == ["kind", "subject", "checks", "cases", "seconds", "result"]
    assert [line.split()[1] for line in lines[1:]] == [f"SatToOrthogonalVectors(order={k})" for k in (2, 3, 4)]
    assert all("2/2" in line and line.endswith("holds") for line in lines[1:])


def test_max_n_is_the_size_of_instances(run):
    counts = []
    for n in (1, 2):
        _, out, _ = run("SatToOrthogonalVectors(order=2)", "--max-n", n, "--json", "--only", "accepted")
        [entry] = json.loads(out)["subjects"]
        counts.append(Report.from_json(json.dumps(entry["report"])).cases)
    # Up to 3 of 3 clauses on 1 variable, up to 3 of 9 on 2, six others each, and two without variables.
    assert counts == [2 + 8 + 6, 2 + 8 + 6 + 1 + 9 + 36 + 84 + 6]


def test_the_users_own_reduction_is_checked_on_the_scope_of_its_source(run, here):
    assert run("mine:Right", "--max-n", "1")[0] == 0
    status, out, _ = run("mine:DropsEmptyClauses", "--max-n", "1")
    assert status == 1
    assert "is a NO instance, but a branch has a solution" in out
    assert '"clauses": [[]]' in out
    assert run("mine:fine")[0] == 0


@pytest.mark.parametrize(
    ("name", "check"),
    [("mine:DropsEmptyClauses", "no"), ("mine:far", "distance"), ("mine:protocol", "completeness")],
)
def test_a_counterexample_is_saved_and_replayed(run, here, name, check):
    path = here / "found.json"
    status, out, _ = run(name, "--save", path, "--only", check)
    assert status == 1
    assert "counterexample in" in out
    saved = read_counterexample(path)
    assert (saved.subject, saved.result.name, saved.result.status) == (name, check, Status.FAILS)
    status, out, _ = run("--replay", path)
    assert status == 1
    assert saved.result.message in " ".join(out.split())
    status, out, _ = run("--replay", path, "--json")
    report = Report.from_json(out)
    assert [result.name for result in report] == [check]
    assert report[check] == saved.result  # exactly this one again


def test_after_the_repair_the_replay_holds(run, here):
    path = here / "found.json"
    run("mine:DropsEmptyClauses", "--save", path)
    (here / "mine.py").write_text(MODULE.replace("if clause]", "]"))
    sys.modules.pop("mine")
    status, out, _ = run("--replay", path)
    assert status == 0
    assert "FAILS" not in out


def test_nothing_is_saved_when_nothing_fails(run, here):
    status, out, _ = run("mine:Right", "--max-n", "1", "--save", here / "found.json")
    assert status == 0
    assert "nothing saved" in out
    assert not (here / "found.json").exists()


def broken(change):
    def corrupt(text):
        data = json.loads(text)
        change(data)
        return json.dumps(data)

    return corrupt


@pytest.mark.parametrize(
    ("corrupt", "reason"),
    [
        (lambda text: text[:-20], "not a counterexample"),
        (lambda text: "[]", '"format"'),
        (broken(lambda d: d.update(format="other 2")), '"format"'),
        (broken(lambda d: d.pop("values")), "the keys"),
        (broken(lambda d: d.update(extra=1)), "the keys"),
        (broken(lambda d: d.update(message=3)), "wrong types"),
        (broken(lambda d: d.update(values=[])), "wrong types"),
        (broken(lambda d: d.update(check="maybe")), "no check 'maybe' of a 'reduction'"),
        (broken(lambda d: d.update(kind="proof")), "of a 'proof'"),
        (
            broken(lambda d: d.update(kind="code", check="star")),
            "subject must name one code, got 'mine:DropsEmptyClauses', which names 1 (reduction)",
        ),
        (broken(lambda d: d.update(subject="mine:nothing")), "cannot be made"),
        (
            broken(lambda d: d.update(subject="SatToOrthogonalVectors")),
            "must name one reduction, got 'SatToOrthogonalVectors', which names 3 (reduction)",
        ),
        (
            broken(lambda d: d["values"].update(instance={"instance": {"problem": "SAT"}})),
            "the keys problem, num_variables, clauses, got one with",
        ),
        (broken(lambda d: d["values"].update(instance={"opaque": "x"})), "no instance to reduce"),
        (broken(lambda d: d["values"].pop("instance")), "no instance to reduce"),
    ],
)
def test_a_corrupt_file_is_refused_with_the_reason(run, here, corrupt, reason):
    path = here / "found.json"
    run("mine:DropsEmptyClauses", "--save", path, "--only", "no")
    path.write_text(corrupt(path.read_text()))
    status, out, err = run("--replay", path)
    assert (status, out) == (1, "")
    assert err.startswith("error: ")
    assert reason in err


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["Sat"], "got 'Sat'; did you mean SatToOrthogonalVectors"),
        (["nowhere:Thing"], "No module named 'nowhere'"),
        (["mine:nothing"], "no attribute 'nothing'"),
        (["mine:number"], "cannot be made"),
        (["mine:NeedsOrder"], "NeedsOrder"),
        (["mine:CNF"], "cannot be made"),
        (["mine:replace"], "cannot be made"),
        (["rs:7,6,2", "--only", "yes"], "--only must be one of"),
        (["rs:7,6,2", "--seconds", "0"], "--seconds must be positive, got 0"),
        (["rs:7,6,2", "--replay", "x.json"], "takes no NAME"),
        (["--replay", "x.json"], "No such file"),
    ],
    ids=str,
)
def test_bad_arguments_are_one_line_on_stderr(run, here, arguments, reason):
    status, out, err = run(*arguments)
    assert (status, out) == (1, "")
    assert err.count("\n") == 1
    assert reason in err


def test_an_object_that_is_nothing_of_ours_is_refused(here):
    with pytest.raises(ValueError, match="must be a reduction, a code or a protocol"):
        imported("builtins", "dict")


def test_kinds_select(run):
    names = {name: {subject.kind for subject in find_subjects(name)} for name in ("reductions", "codes", "protocols")}
    assert names == {"reductions": {"reduction"}, "codes": {"code"}, "protocols": {"protocol"}}
    assert [s.name for s in find_subjects("rs")] == [s.name for s in find_subjects("codes") if s.name[:3] == "rs:"]


def test_a_saved_counterexample_is_a_value(run, here):
    path = here / "found.json"
    run("mine:DropsEmptyClauses", "--save", path, "--only", "no")
    instance = read_counterexample(path).result.counterexample["instance"]
    assert isinstance(instance, CNF)
    assert () in instance.clauses
