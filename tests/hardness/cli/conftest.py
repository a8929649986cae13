import re

import pytest


@pytest.fixture
def one_line_error():
    """Return a function that asserts of a run that it ended in one line on stderr, and returns what was on stdout."""

    def check(result, *reasons):
        status, out, err = result
        assert status == 1
        assert re.fullmatch(r"error: [^\n]+\n", err), err
        assert "Traceback" not in err
        for reason in reasons:
            assert reason in err
        return out

    return check
