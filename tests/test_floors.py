"""No import goes upwards or in a circle: one inside a function counts, one for types only does not."""

import ast
import tomllib
from itertools import pairwise
from pathlib import Path

import networkx as nx
import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("hardness", "algorithms")


def modules(root):
    """Return the path of every module below a folder, by the module's name."""
    found = {}
    for package in PACKAGES:
        for path in (root / package).rglob("*.py"):
            name = ".".join(path.relative_to(root).with_suffix("").parts)
            found[name.removesuffix(".__init__")] = path
    return found


def imported(nodes):
    """Yield the names that the code imports, wherever in it, except under ``if TYPE_CHECKING``."""
    for node in nodes:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from imported(node.orelse)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"a relative import in line {node.lineno}"
            yield from ((node.module, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, alias.name) for alias in node.names)
        elif isinstance(node, ast.stmt | ast.excepthandler | ast.match_case):
            yield from imported(ast.iter_child_nodes(node))


def imports(root):
    """Return the graph whose nodes are modules, with an edge from each to those that it imports."""
    known = modules(root)
    graph = nx.DiGraph()
    graph.add_nodes_from(known)
    for name, path in known.items():
        for module, full in imported(ast.parse(path.read_text(encoding="utf-8")).body):
            target = full if full in known else module
            if target in known and target != name:
                graph.add_edge(name, target)
    return graph


def between_children(graph, package):
    """Return the graph between the modules and folders in a package; the package's own file stands for none of them."""
    depth = package.count(".") + 2
    inside = [name for name in graph if name.startswith(package + ".")]
    child = {name: ".".join(name.split(".")[:depth]) for name in inside}
    edges = ((child[a], child[b]) for a, b in graph.subgraph(inside).edges)
    return nx.from_edgelist(((a, b) for a, b in edges if a != b), nx.DiGraph)


def circles(graph):
    return [sorted(part) for part in nx.strongly_connected_components(graph) if len(part) > 1]


def floors():
    """Return the floors of each package from the top down, as the contract of import-linter has them."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    found = []
    for contract in config["contracts"]:
        if contract["type"] == "layers":
            (package,) = contract["containers"]
            found.append(
                (package, [layer.replace("|", ":").replace(" ", "").split(":") for layer in contract["layers"]])
            )
    return found


def upwards(graph, package, layers):
    """Return the imports from a lower floor of the package to a higher one."""
    height = {f"{package}.{name}": -depth for depth, layer in enumerate(layers) for name in layer}
    inside = [(a, b) for a, b in graph.edges if a.startswith(package + ".") and b.startswith(package + ".")]
    room = {name: ".".join(name.split(".")[:2]) for edge in inside for name in edge}
    return [(a, b) for a, b in inside if height[room[a]] < height[room[b]]]


GRAPH = imports(ROOT)


def test_no_modules_import_each_other():
    assert circles(GRAPH) == []


@pytest.mark.parametrize("package", sorted({name.rpartition(".")[0] for name in GRAPH} - {""}))
def test_no_files_and_folders_of_a_package_import_each_other(package):
    assert circles(between_children(GRAPH, package)) == []


@pytest.mark.parametrize(("package", "layers"), floors())
def test_every_module_has_a_floor_and_imports_none_above(package, layers):
    listed = [name for layer in layers for name in layer]
    rooms = {name.split(".")[1] for name in GRAPH if name.startswith(package + ".")}
    assert sorted(listed) == sorted(rooms)
    assert upwards(GRAPH, package, layers) == []


def test_algorithms_import_nothing_of_hardness():
    assert [(a, b) for a, b in GRAPH.edges if a.startswith("algorithms") and b.startswith("hardness")] == []


def test_an_import_upwards_inside_a_function_is_seen(tmp_path):
    """Copies of all modules, empty but for that import."""
    for path in modules(ROOT).values():
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.touch()
    (tmp_path / "hardness" / "memory.py").write_text("def f():\n    from hardness.codes import base\n")
    up = ("hardness.memory", "hardness.codes.base")
    assert list(imports(tmp_path).edges) == [up]
    assert {package: upwards(imports(tmp_path), package, layers) for package, layers in floors()} == {
        "hardness": [up],
        "algorithms": [],
    }
    (tmp_path / "hardness" / "codes" / "base.py").write_text("import hardness.memory\n")
    assert circles(imports(tmp_path)) == [["hardness.codes.base", "hardness.memory"]]
    assert circles(between_children(imports(tmp_path), "hardness")) == [["hardness.codes", "hardness.memory"]]


def test_an_import_for_types_only_is_none(tmp_path):
    (tmp_path / "hardness").mkdir()
    for name in "bc":
        (tmp_path / "hardness" / f"{name}.py").touch()
    guarded = "if TYPE_CHECKING:\n    from hardness import b\nelse:\n    import hardness.c\n"
    (tmp_path / "hardness" / "a.py").write_text(guarded)
    assert list(imports(tmp_path).edges) == [("hardness.a", "hardness.c")]


def test_floors_are_listed_from_the_top_down():
    (layers,) = [layers for package, layers in floors() if package == "hardness"]
    order = ["cli", "report", "checks", "solving", "theory", "runs", "reductions", "protocols", "codes", "arguments"]
    height = {name: depth for depth, layer in enumerate(layers) for name in layer}
    assert all(height[upper] < height[lower] for upper, lower in pairwise(order))
