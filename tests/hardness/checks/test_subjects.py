"""Every reduction, code and protocol of the project passes its checks at the smallest scope."""

import pytest

from hardness.checks import Status
from hardness.checks.subjects import CHECKS_BY_KIND, project_subjects


@pytest.mark.parametrize("subject", project_subjects(), ids=lambda subject: subject.name)
def test_it_holds(subject):
    report = subject.check(1)
    assert report, report
    applying = [result.name for result in report if result.status is not Status.INAPPLICABLE]
    assert len(applying) >= 8
    assert [result.name for result in report] == list(CHECKS_BY_KIND[subject.kind])
