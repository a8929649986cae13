"""Every wrong object is caught by the public checks, and no check is there for nothing."""

import pytest
import wrong_reductions
from mutant import failing

from hardness.checks import REDUCTION_CHECKS, Status

MUTANTS = wrong_reductions.MUTANTS


@pytest.mark.parametrize("mutant", MUTANTS, ids=str)
def test_it_is_caught_by_exactly_these_checks(mutant):
    assert failing(mutant.run(None)) == mutant.caught_by
