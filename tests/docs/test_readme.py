"""The Python of the README runs as it stands."""

import re
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"


def test_every_block_runs(capsys):
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(), flags=re.DOTALL)
    namespace = {"__name__": "readme"}
    for block in blocks:
        exec(compile(block, str(README), "exec"), namespace)
    assert namespace["solution"].satisfiable is True
    assert namespace["reduced"].map_back(namespace["advice"], namespace["row"]) == namespace["solution"].assignment
    result = namespace["result"]
    assert result.output.shape == (10_000, 8)
    assert 0 < result.certificate.error_bound <= 1e-6


def test_the_commands_of_the_readme_exist():
    import typer

    from hardness.cli import app

    known = set(typer.main.get_command(app).commands)
    named = set(re.findall(r"^hardness (\w+)", README.read_text(), flags=re.MULTILINE))
    assert named
    assert named <= known
