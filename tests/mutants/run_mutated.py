"""Run tests against a package of which one line is changed in memory; a process of its own that forks for every job.

Each line of standard input is a job ``{"module", "source", "arguments"}``: the child imports ``module`` from the text
``source`` and hands ``arguments`` to pytest. Each line of standard output is ``{"status", "output"}``. The parent has
imported what the tests need from outside this project, and nothing of the project, so that a child starts at once and
sees the change wherever it is imported. Neither the files nor the caches of Python's byte code are touched; modules
with compiled code cannot be changed so, for numba would keep the result.
"""

import importlib.machinery
import importlib.util
import json
import os
import signal
import sys
import tempfile
import traceback
from importlib.abc import MetaPathFinder

import galois
import mpmath
import networkx
import numba
import pytest
import scipy.linalg
import scipy.optimize
import sympy

SECONDS = 300
PRELOADED = (galois, mpmath, networkx, numba, scipy.linalg, scipy.optimize, sympy)


class Changed(MetaPathFinder):
    """Find one module where it is, and load it from another text."""

    def __init__(self, module, source):
        self.module, self.source = module, source

    def find_spec(self, name, path=None, target=None):
        if name != self.module:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        source = self.source

        class Loader(importlib.machinery.SourceFileLoader):
            def get_code(self, fullname):
                return compile(source, self.path, "exec", dont_inherit=True)

        return importlib.util.spec_from_file_location(name, spec.origin, loader=Loader(name, spec.origin))


def run(job):
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        child = os.fork()
        if child == 0:
            status = 70
            signal.alarm(SECONDS)  # a change may make a loop endless
            try:
                os.dup2(output.fileno(), 1)
                os.dup2(output.fileno(), 2)
                os.chdir(folder)
                sys.meta_path.insert(0, Changed(job["module"], job["source"]))
                status = int(pytest.main(job["arguments"]))
                sys.stdout.flush()
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(status)  # no cleaning up of what the parent owns
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        output.seek(0)
        return {"status": status, "output": output.read()}


if __name__ == "__main__":
    assert not any(name.partition(".")[0] in ("hardness", "algorithms") for name in sys.modules)
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)
