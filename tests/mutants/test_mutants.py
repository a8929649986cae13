"""Every wrong object is caught by the public checks, and no check is there for nothing."""

import pytest
import wrong_attention
import wrong_codes
import wrong_disjunctions
import wrong_protocols
import wrong_reductions
from mutant import failing

from hardness.checks import CODE_CHECKS, PROTOCOL_CHECKS, REDUCTION_CHECKS, Report

KINDS = {
    "reduction": (REDUCTION_CHECKS, [*wrong_reductions.MUTANTS, *wrong_disjunctions.MUTANTS, *wrong_attention.MUTANTS]),
    "code": (CODE_CHECKS, wrong_codes.MUTANTS),
    "protocol": (PROTOCOL_CHECKS, wrong_protocols.MUTANTS),
}
MUTANTS = [mutant for _, mutants in KINDS.values() for mutant in mutants]
CHECKS = [(kind, name) for kind, (checks, _) in KINDS.items() for name in checks]


@pytest.mark.parametrize("mutant", MUTANTS, ids=str)
def test_it_is_caught_by_exactly_these_checks_with_a_counterexample(mutant):
    report = mutant.run(None)
    assert not report
    assert failing(report) == mutant.caught_by
    for result in report.failures:
        assert result.message
        assert result.counterexample
    again = Report.from_json(report.to_json())
    assert [result.name for result in again.failures] == [result.name for result in report.failures]


@pytest.mark.parametrize(("kind", "name"), CHECKS, ids=["-".join(check) for check in CHECKS])
def test_without_this_check_a_mutant_survives(kind, name):
    checks, mutants = KINDS[kind]
    caught_by_it_alone = [mutant for mutant in mutants if mutant.caught_by == {name}]
    assert caught_by_it_alone
    others = [other for other in checks if other != name]
    assert any(mutant.run(others) for mutant in caught_by_it_alone)


def test_there_are_as_many_as_promised():
    assert len(MUTANTS) >= 25
    assert len({mutant.mistake for mutant in MUTANTS}) == len(MUTANTS)
