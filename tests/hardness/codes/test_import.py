"""Importing the codes must stay quick: heavy packages are loaded where they are used."""

import subprocess
import sys


def test_no_heavy_package_is_imported():
    script = (
        "import sys, hardness.codes as c; c.ReedSolomon(7, 6, 2); c.HermitianCode(4, 20);"
        "c.GarciaStichtenothCode(3, 3, 7);"
        "print([m for m in ('galois', 'numba', 'scipy', 'sympy', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
