"""Fixtures that tests of several files use."""

import os
from pathlib import Path
from time import process_time

import pytest

ROOT = Path(__file__).parent.parent


def pytest_xdist_auto_num_workers(config):
    """Run folders on every core, up to 8, and single files here: workers take seconds to start."""
    if not any(Path(argument).is_dir() for argument in config.args):
        return 0
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, 8)


@pytest.fixture(scope="session")
def satlib():
    """Paths of SATLIB formulas, which are not ours to distribute: SATLIB_DIR says where they are."""
    folder = Path(os.environ.get("SATLIB_DIR") or ROOT.parent / "shared" / "data" / "satlib")
    paths = sorted(folder.glob("*.cnf"))
    if not paths:
        pytest.skip(f"no SATLIB formulas (*.cnf) in {folder}; set SATLIB_DIR to the folder that has them")
    return paths


@pytest.fixture
def at_once():
    """Fail a test whose work should have been refused before it began: that work takes minutes, or never ends.

    CPU time, so that other work on the machine does not count, and a limit far above what a refusal takes.
    """
    started = process_time()
    yield
    assert process_time() - started < 20
