"""One name, one thing: no two modules export different objects under one name."""

import ast
from collections import defaultdict
from importlib import import_module
from pathlib import Path

import algorithms
import hardness

SAME_ROLE = {
    "DISTRIBUTION": "what `algorithms` says that it belongs to, and what `hardness` expects it to say",
    "MOVED": "the table of each package",
    "PLUGINS": "what installed packages declare, one group of entry points each",
    "plan": "the command that calls the function",
    "solve": "the command that calls the function",
}
"""Names that mean the same thing in two places, each with the reason."""


def modules():
    """Return the names of all modules, without importing any."""
    for package in (algorithms, hardness):
        root = Path(package.__file__).parent
        for path in sorted(root.rglob("*.py")):
            parts = [package.__name__, *path.relative_to(root).with_suffix("").parts]
            if "__main__" not in parts:
                yield ".".join(parts).removesuffix(".__init__"), path


def defined(path):
    """Return the public names that a module defines at its top level: classes, functions and constants."""
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.ClassDef | ast.FunctionDef):
            names = [statement.name]
        elif isinstance(statement, ast.Assign):
            names = [target.id for target in statement.targets if isinstance(target, ast.Name)]
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            names = [statement.target.id]
        else:
            continue
        yield from (name for name in names if not name.startswith("_"))


def test_a_public_name_means_one_object():
    homes = defaultdict(dict)
    for module, path in modules():
        for name in set(defined(path)):
            homes[name][module] = getattr(import_module(module), name)
    different = {
        name: sorted(objects)
        for name, objects in homes.items()
        if len({id(thing) for thing in objects.values()}) > 1 and not _are_type_variables(objects.values())
    }
    assert different.keys() == SAME_ROLE.keys(), different


def _are_type_variables(things):
    return all(type(thing).__name__ in ("TypeVar", "ParamSpec") for thing in things)
