"""Files of the kinds that people stumbled over, each with its right answer."""

import lzma

import pytest
from pysat.solvers import Minisat22

from hardness.formats import DimacsError, parse_dimacs, read_instance
from hardness.problems import CNF, OrthogonalVectors, problem_from_json

MIOS = b"p cnf 2 2               \nc Exactly One of a (3) b (4)\n1 2 0\nc -a -b\n-1 -2 0\n"
INDENTED = b"c indented.cnf\nc\np cnf 4 4\n 1 2       0\n -2 -4       0\n 3 4       0\n -3 -1       0\n"


@pytest.mark.parametrize(
    ("content", "formula"),
    [
        (lzma.compress(b"p cnf 3 2\n1 -2 0\n2 3 0\n"), CNF(3, [(1, -2), (2, 3)])),
        (b"p cnf 3 2\n1 -2 0 c first clause\n2 3 0 c second\n", CNF(3, [(1, -2), (2, 3)])),
        (MIOS, CNF(2, [(1, 2), (-1, -2)])),
        (INDENTED, CNF(4, [(1, 2), (-2, -4), (3, 4), (-3, -1)])),
    ],
    ids=["xz", "comments inside lines", "comment between clauses", "indented"],
)
def test_what_is_read(tmp_path, content, formula):
    path = tmp_path / "formula.cnf"  # the name says nothing about the content
    path.write_bytes(content)
    assert read_instance(str(path)) == (formula, str(path))
    with Minisat22(bootstrap_with=[list(clause) for clause in formula.clauses]) as solver:
        assert solver.solve() == (formula.brute_force() is not None)


def test_a_byte_order_mark_before_json(tmp_path):
    vectors = OrthogonalVectors([[[1, 0], [0, 1]], [[1, 1]], [[0, 1]]])
    content = b"\xef\xbb\xbf" + vectors.to_json().encode()
    (tmp_path / "bom.json").write_bytes(content)
    assert read_instance(str(tmp_path / "bom.json")).problem == vectors == problem_from_json(content)
    (tmp_path / "bom.cnf").write_bytes(b"\xef\xbb\xbf\n  " + CNF(1, []).to_json().encode())
    assert read_instance(str(tmp_path / "bom.cnf")).problem == CNF(1, [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("p inccnf\n1 2 0\na -1 0\n", "incremental format"),
        ("p cnf 3 2\nx1 2 0\n1 -3 0\n", "XOR clause"),
        ("h 1 2 0\n3 -1 0\n", "WCNF"),
    ],
)
def test_what_is_refused_by_its_name(tmp_path, text, found):
    (tmp_path / "file").write_text(text)
    for reader in (lambda: read_instance(str(tmp_path / "file")), lambda: parse_dimacs(text)):
        with pytest.raises(DimacsError, match=found):
            reader()
