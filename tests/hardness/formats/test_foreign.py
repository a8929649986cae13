"""Files in other formats are refused by the name of what they are."""

import re

import pytest

from hardness.formats import DimacsError, parse_dimacs
from hardness.formats.foreign import foreign_file, foreign_header, foreign_line


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("p cnf 2 1\nx1 2 0\n", "line 2: 'x1' is not an integer; this is an XOR clause"),
        ("p cnf 2 1\n1 0\nx -1 2 0\n", "line 3: 'x' is not an integer; this is an XOR clause"),
        ("p cnf 2 1\ne 1 0\na 2 0\n1 2 0\n", "line 2: 'e' is not an integer; this is a line of QDIMACS"),
        ("p cnf 2 1\nd 2 1 0\n", "line 2: 'd' is not an integer; this is a line of DQDIMACS"),
        ("p cnf 2 1\nh 1 2 0\n", "line 2: 'h' is not an integer; this is a hard clause of WCNF"),
        ("p cnf 2 1\n1 2 <= 1\n", "line 2: '<=' is not an integer; this is a cardinality constraint"),
        ("p wcnf 2 1\n3 1 2 0", "line 1: the header declares the format 'wcnf'; only 'cnf' is read; this is WCNF"),
        ("p inccnf\n1 0\na -1 0\n", "line 1: the header declares the format 'inccnf'; only 'cnf' is read; this is"),
        ("p knf 3 1\n", "line 1: the header declares the format 'knf'; only 'cnf' is read; this is KNF"),
        ("P CNF 1 1\n1 0", "line 1: 'P' where the header 'p cnf N M' is expected; this is a header in capitals"),
        ("h 1 2 0\n3 -1 0\n", "line 1: 'h' where the header 'p cnf N M' is expected; this is a hard clause of WCNF"),
        ("3 -1 0\nh 1 2 0\n", "line 1: '3' where the header 'p cnf N M' is expected; this is a hard clause of WCNF"),
        ("c\n1 2 0\nd 1 2 0\n0\n", "line 2: '1' where the header 'p cnf N M' is expected; this is a DRAT proof"),
        ("1 2 0\n-1 0\n", "line 1: '1' where the header 'p cnf N M' is expected; these are clauses without a header"),
        ("1 0\np cnf 1 1\n", "line 1: '1' where the header 'p cnf N M' is expected; this is a part of a formula"),
        ("s SATISFIABLE\nv 1 0\n", "line 1: 's' where the header 'p cnf N M' is expected; this is the answer of a SAT"),
        ("c solver\nv 1 -2 0\n", "line 2: 'v' where the header 'p cnf N M' is expected; this is the answer of a SAT"),
        ("aag 1 1 0 1 0\n2\n2\n", "line 1: 'aag' where the header 'p cnf N M' is expected; this is AIGER"),
        ("* #variable= 2 #constraint= 1\n", "line 1: '*' where the header 'p cnf N M' is expected; this is OPB"),
        ("(set-logic QF_BV)\n", "line 1: '(set-logic' where the header 'p cnf N M' is expected; this is SMT-LIB"),
        ('{"clauses": []}', "line 1: '{\"clauses\":' where the header 'p cnf N M' is expected; this is JSON"),
        ("<!DOCTYPE html>\n", "line 1: '<!DOCTYPE' where the header 'p cnf N M' is expected; this is HTML or XML"),
    ],
)
def test_what_a_file_is_instead_is_said(text, message):
    with pytest.raises(DimacsError, match="^" + re.escape(message)) as caught:
        parse_dimacs(text)
    assert "\n" not in str(caught.value)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 160


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("wcnf", "WCNF"), ("inccnf", "incremental"), ("knf", "KNF"), ("sat", "conjunctive normal form"),
        ("dnf", "disjunctive normal form"), ("edge", "a graph"), ("col", "a graph"),
    ],
)  # fmt: skip
def test_headers(header, name):
    assert name in foreign_header(header)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("x1 2 0", "XOR"), ("x-1 2 0", "XOR"), ("a 1 0", "QDIMACS"), ("d 1 2 0", "DQDIMACS"), ("h 1 0", "WCNF"),
        ("w 1 0.5 0", "weighted model counting"), ("k 2 1 2 0", "KNF"), ("v 1 0", "the answer of a SAT solver"),
        ("1 2 >= 1", "a cardinality constraint"),
    ],
)  # fmt: skip
def test_lines_among_the_clauses(line, name):
    assert name in foreign_line(line.split())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("min: 1 x1 ;", "OPB"), ("+1 x1 +2 x2 >= 1 ;", "OPB"), ("; comment", "SMT-LIB"), ("INPUT(G1)", "a circuit"),
        (".model top", "a circuit"), ("aig 1 1 0 1 0", "AIGER"), ("[1, 2]", "JSON"), ("d 1 0", "DRAT"),
        ("c only\nc comments\n1 0\nw 1 0.5", "weighted model counting"),
    ],
)  # fmt: skip
def test_first_lines_of_files(text, name):
    assert name in foreign_file(line.split() for line in text.split("\n"))


@pytest.mark.parametrize("word", ["cnf", "CNF", "", "xcnf", "wcnf2", "hello"])
def test_what_is_unknown_gets_no_name(word):
    assert foreign_header(word) == ""
    assert foreign_line([word]) == ""
    assert word in ("", "cnf") or foreign_file([[word]]) == ""
