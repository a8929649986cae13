"""The Python of the README, and what else users write, passes a strict type checker against the installed packages."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("mypy", reason="mypy comes with the extra dev")
README = Path(__file__).parents[2] / "README.md"


def strict(folder, script):
    """Run mypy --strict as a user does: outside the project, without its configuration."""
    (folder / "script.py").write_text(script)
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", "", "--cache-dir", str(folder), "script.py"]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    return result.stdout


def test_the_readme(tmp_path):
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(), flags=re.DOTALL)
    assert "Success" in (output := strict(tmp_path, "\n".join(blocks))), output


def test_certificates(tmp_path):
    script = """
import numpy as np
from algorithms.attention import AttentionInputs, TokenMoments, attention_from_moments, fast_attention

q = k = v = np.ones((2, 2))
inputs = AttentionInputs(q, (k,), (v,))
certified = fast_attention(inputs, 1e-6, certify=True).certificate.error_bound
tokens = TokenMoments.empty(order=2, degree=1, dimension=2, value_dimension=2).update(k, v)
certified = attention_from_moments(q, [tokens], 1.0).certificate.error_bound
maybe = fast_attention(inputs, certify=False).certificate
if maybe is not None:
    certified = maybe.error_bound
fast_attention(inputs, certify=False).certificate.error_bound
"""
    lines = strict(tmp_path, script).splitlines()
    assert [line.split(":")[1] for line in lines if "error" in line and ".py" in line] == ["13"], lines
    assert '"None"' in lines[0]
