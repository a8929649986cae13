"""``hardness bound`` and ``hardness constants``: what they print is what the functions compute."""

import sys

import pytest

from hardness.theory import conditional_lower_bound, k_max_ip, k_ovc, theorem_constants
from hardness.theory.proof import PROOF
from hardness.theory.transfer import hardness_path


@pytest.fixture
def run(monkeypatch, capsys):
    def command(*arguments):
        from hardness import cli

        monkeypatch.setattr(sys, "argv", ["hardness", *arguments])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        return stop.value.code or 0, *capsys.readouterr()

    return command


def test_bound_states_the_theorem_with_its_conditions(run):
    status, out, _ = run("bound")
    assert (status, out) == (0, f"{conditional_lower_bound(order=3)}\n")
    assert "against SETH" in out
    assert out.count("holds, computed") == 6


@pytest.mark.parametrize(("name", "make"), [("ov", k_ovc), ("maxip", k_max_ip)])
def test_bound_from_other_conjectures(run, name, make):
    assert run("bound", "--conjecture", name, "-k", "2", "--slack", "1/3")[1] == (
        f"{conditional_lower_bound(None, make(2), 2, '1/3')}\n"
    )


def test_bound_with_the_papers_padding_has_a_small_error(run):
    out = run("bound", "--variant", "paper", "-k", "4")[1]
    assert out == f"{conditional_lower_bound(hardness_path(4, variant='paper'), order=4)}\n"
    assert "n^(-C_a)" in out


def test_bound_with_numbers(run):
    out = run("bound", "--slack", "1/2", "--density", "1")[1]
    assert f"2^({theorem_constants('1/2', 1).lg_C}) log n" in out


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--conjecture", "apsp"], "conjecture='apsp'; it must be one of seth, ov, maxip"),
        (["--density", "1"], "--density needs --slack"),
        (["--variant", "own"], "variant='own'"),
        (["--variant", "paper", "--slack", "1/2", "--density", "1"], "--density is for the calibrated padding"),
        (["--slack", "2"], "slack = 2 must be in (0, k - 1)"),
        (["--slack", "x"], "slack"),
        (["-k", "1"], "order = 1"),
    ],
)
def test_bad_bounds_are_one_line(run, arguments, reason):
    status, out, err = run("bound", *arguments)
    assert (status, out) == (1, "")
    assert err.startswith("error: ")
    assert reason in err
    assert err.count("\n") == 1


def test_constants_are_printed_with_the_lines_that_they_come_from(run):
    status, out, _ = run("constants", "--slack", "1/2", "--density", "4", "-k", "2", "--check")
    found = theorem_constants("1/2", 4, 2)
    assert status == 0
    for value in found.values():
        assert f"{value}\n" in out
        assert f"line {value.line}: {PROOF[value.line]}\n" in out
    assert out.count(": holds\n") == len(found.verify())


def test_constants_of_families_without_a_constant(run):
    out = run("constants", "--slack", "1/2", "--family", "rs")[1]
    assert "C = none" in out


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--slack", "2"], "slack = 2 must be in (0, k - 1) = (0, 2)"),
        (["--soundness", "1"], "soundness = 1 must be in (0, 1)"),
        (["--density", "0"], "density = 0 must be positive"),
        (["--message-exponent", "1"], "message_exponent = 1 must be in (0, slack)"),
        (["--family", "turbo"], "family = 'turbo'"),
    ],
)
def test_bad_constants_are_one_line(run, arguments, reason):
    status, out, err = run("constants", *arguments)
    assert (status, out) == (1, "")
    assert reason in err
    assert err.count("\n") == 1
