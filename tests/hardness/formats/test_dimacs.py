import gzip
import io
import re
import warnings

import pysat.formula
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pysat.solvers import Minisat22

from hardness.formats import (
    DimacsError,
    DimacsWarning,
    bundled,
    bundled_names,
    parse_dimacs,
    read_dimacs,
    write_dimacs,
)
from hardness.problems import CNF

FORMULA = CNF(3, [(1, -2), (2, 3), (-1,)])
EMPTY_CLAUSE = CNF(2, [(1,), (), (-2, 1)])


def written(formula, comments=()):
    out = io.StringIO()
    write_dimacs(formula, out, comments)
    return out.getvalue()


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("p cnf 3 3\n1 -2 0\n2 3 0\n-1 0\n", FORMULA),
        ("p cnf 3 3\n1 -2 0 2 3 0 -1 0", FORMULA),
        ("p cnf 3 3\n1\n-2\n0 2\n3 0 -1\n0", FORMULA),
        ("p cnf 3 3\n1 -2 0\n2 3 0\n-1", FORMULA),
        ("p cnf 3 3\r\n1 -2 0\r\n2 3 0\r\n-1 0\r\n", FORMULA),
        ("p cnf 3 3\r1 -2 0\r2 3 0\r-1 0", FORMULA),
        ("\ufeffp cnf 3 3\n1 -2 0 2 3 0 -1 0", FORMULA),
        ("\n\n  p\tcnf   3 3  \n\t1 -2\t0\n\n 2 3 0\n   -1 0 \n", FORMULA),
        ("c\nc first\ncno blank\np cnf 3 3\nc 1 0\n1 -2 0\n2\nc p cnf 9 9\n  c indented\n3 0 -1 0\nc last", FORMULA),
        ("p cnf 3 3\n1 -2 0\n2 3 0\n-1 0\n%\n0\n\n", FORMULA),
        ("p cnf 3 3\n1 -2 0\n2 3 0\n-1 0\n%\n0\nc after the end\n", FORMULA),
        ("p cnf 3 3\n1 -2 0\n2 3 0\n-1\n%\n", FORMULA),
        ("p cnf 3 3\n01 -02 00\n2 3 0\n-1 0", FORMULA),
        ("p cnf 2 3\n1 0\n0\n-2 1 0", EMPTY_CLAUSE),
        ("p cnf 2 3\n1 0 0 -2 1 0", EMPTY_CLAUSE),
        ("p cnf 0 0", CNF(0, [])),
        ("p cnf 7 0\nc nothing\n", CNF(7, [])),
        ("p cnf 0 1\n0", CNF(0, [()])),
        ("p cnf 2 1\n1 -1 1 0", CNF(2, [(1, -1, 1)])),
        ("c caf\xe9 \x85 \u2028 p cnf\np cnf 1 1\n1 0", CNF(1, [(1,)])),
        ("p cnf 3 3\n1 -2 0 c first clause\n2 c 7 0\n3 0 c 8\n-1 0 c\n", FORMULA),
        ("p cnf 3 3 \t \n1 -2 0 cno blank\n2 3 0 c\n-1", FORMULA),
        ("p cnf 3 3\n1 -2 0\n2 3 0 c 9\n-1 0 c before the end\n%\n0\n", FORMULA),
        ("p cnf 3 3\n1\f-2\v0\n2 3 0\n-1 0\f\n", FORMULA),
        ("p cnf 3 3\n1 -0000000000000000000000000000000000002 0\n2 3 0\n-1 0", FORMULA),
    ],
)
def test_what_real_files_look_like(text, formula):
    assert parse_dimacs(text, strict=True) == formula
    assert parse_dimacs(text.encode(), strict=True) == formula
    assert parse_dimacs(gzip.compress(text.encode()), strict=True) == formula


def test_comments_may_be_in_any_encoding():
    assert parse_dimacs(b"c na\xefve \xff\np cnf 1 1\n1 0") == CNF(1, [(1,)])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not a DIMACS CNF file: there is no header 'p cnf N M'"),
        ("c only\nc comments\n", "not a DIMACS CNF file: there is no header 'p cnf N M'"),
        ("\n1 2 0\n", "line 2: '1' where the header 'p cnf N M' is expected"),
        ("hello world\n", "line 1: 'hello' where the header 'p cnf N M' is expected"),
        ("{}", "line 1: '{}' where the header 'p cnf N M' is expected"),
        ("%\n0\n", "line 1: '%' where the header 'p cnf N M' is expected"),
        ("\x1b[31mred", "line 1: '\\x1b[31mred' where the header 'p cnf N M' is expected"),
        ("x" * 10_000, "line 1: '" + "x" * 37 + "...' where the header 'p cnf N M' is expected"),
        ("p wcnf 2 1 5\n", "line 1: the header declares the format 'wcnf'; only 'cnf' is read"),
        ("c\np edge 2 1\n", "line 2: the header declares the format 'edge'; only 'cnf' is read"),
        ("p\n", "line 1: the header is 'p' instead of 'p cnf N M'"),
        ("p cnf 2\n", "line 1: the header is 'p cnf 2' instead of 'p cnf N M'"),
        ("p cnf 2 1 0\n", "line 1: the header is 'p cnf 2 1 0' instead of 'p cnf N M'"),
        ("p cnf -2 1\n", "line 1: the header is 'p cnf -2 1' instead of 'p cnf N M'"),
        ("p cnf 2.0 1\n", "line 1: the header is 'p cnf 2.0 1' instead of 'p cnf N M'"),
        ("p cnf \u0663 1\n", "line 1: the header is 'p cnf \\u0663 1' instead of 'p cnf N M'"),
        ("p cnf " + "9" * 5000 + " 1\n", "line 1: the header is 'p cnf 9999"),
        ("p cnf 2 1\n1 0\np cnf 2 1\n", "line 3: a second header"),
        ("p cnf 2 1\n1 x 0\n", "line 2: 'x' is not an integer"),
        ("p cnf 2 1\n1 +2 0\n", "line 2: '+2' is not an integer"),
        ("p cnf 12 1\n1_1 0\n", "line 2: '1_1' is not an integer"),
        ("p cnf 2 1\n1 \u0662 0\n", "line 2: '\\u0662' is not an integer"),
        ("p cnf 2 1\n1 - 2 0\n", "line 2: '-' is not an integer"),
        ("p cnf 2 1\n1.0 0\n", "line 2: '1.0' is not an integer"),
        ("p cnf 2 1\n1 2 0 %\n0\n", "line 2: '%' is not an integer"),
        ("p cnf 2 2\n1 0\n\n2 3 0\n", "line 4: the literal 3 is beyond the 2 variables that the header declares"),
        ("p cnf 2 1\n-3 0\n", "line 2: the literal -3 is beyond the 2 variables"),
        ("p cnf 0 1\n1 0\n", "line 2: the literal 1 is beyond the 0 variables"),
        ("p cnf 2 1\n" + "7" * 6000 + " 0\n", "line 2: the literal " + "7" * 37 + "... is beyond the 2 variables"),
        ("p cnf 2 2\n1 0\n% 2 0\n", "line 3: '%' is not an integer"),
        ("p cnf 2 1\n1 0\n%\n2 0\n", "line 4: '2' after the '%' that ends the formula"),
        ("p cnf 2 1\n1 0\n%\n0 0\n", "line 4: '0' after the '%' that ends the formula"),
        ("p cnf 2 1\n1 -0\n", "line 2: '-0' is no literal; a clause ends with 0"),
        ("p cnf 2 1\n1 -000 0\n", "line 2: '-000' is no literal; a clause ends with 0"),
        ("p CNF 1 1\n1 0", "line 1: the header declares the format 'CNF'; only 'cnf' is read"),
        ("p cnf 1234567890123456789 0\n", "line 1: the header is 'p cnf 1234567890123456789 0'; N and M have at most"),
        ("p cnf 1 1\n\x00\n", "not a DIMACS CNF file: it holds binary data"),
        ("p cnf 1 1\n1 0".encode("utf-16").decode("latin-1"), "not a DIMACS CNF file: it holds binary data"),
    ],
)
def test_errors_name_the_line_and_fit_on_one(text, message):
    with pytest.raises(DimacsError, match="^" + re.escape(message)) as caught:
        parse_dimacs(text)
    assert "\n" not in str(caught.value)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 160


@pytest.mark.parametrize("damage", [lambda z: z[:-9], lambda z: z[:3], lambda z: z[:12] + b"\xff\xff" + z[14:]])
def test_corrupt_gzip(damage):
    with pytest.raises(DimacsError, match="corrupt gzip data"):
        parse_dimacs(damage(gzip.compress(b"p cnf 1 1\n1 0\n" * 50)))


@pytest.mark.parametrize(("text", "found"), [("p cnf 3 5\n1 0 2 0", 2), ("p cnf 3 0\n1 0 2 0", 2), ("p cnf 3 1", 0)])
def test_a_wrong_number_of_clauses_is_a_warning_or_with_strict_an_error(text, found):
    announced = int(text.split()[3])
    message = f"the header declares {announced} clauses, the file holds {found}"
    with pytest.warns(DimacsWarning, match=message) as caught:
        formula = parse_dimacs(text)
    assert len(formula.clauses) == found
    assert caught[0].filename == __file__
    with pytest.raises(DimacsError, match=message):
        parse_dimacs(text, strict=True)


def test_reading_from_paths_and_open_files(tmp_path):
    plain, packed, misnamed = tmp_path / "a.cnf", tmp_path / "a.cnf.gz", tmp_path / "b.cnf"
    write_dimacs(FORMULA, plain, ["a\nb"])
    write_dimacs(FORMULA, str(packed))
    misnamed.write_bytes(packed.read_bytes())
    assert plain.read_bytes() == b"c a\nc b\np cnf 3 3\n1 -2 0\n2 3 0\n-1 0\n"
    assert packed.read_bytes()[:2] == b"\x1f\x8b"
    for path in (plain, packed, misnamed):
        assert read_dimacs(path) == read_dimacs(str(path)) == FORMULA
        with path.open("rb") as file:
            assert read_dimacs(file) == FORMULA
    with plain.open() as file:
        assert read_dimacs(file) == FORMULA
    assert read_dimacs(io.StringIO(plain.read_text())) == FORMULA
    assert read_dimacs(io.BytesIO(packed.read_bytes())) == FORMULA


def test_equal_formulas_give_equal_compressed_files(tmp_path, monkeypatch):
    write_dimacs(FORMULA, tmp_path / "a.gz")
    monkeypatch.setattr("time.time", lambda: 1e9)
    write_dimacs(FORMULA, tmp_path / "b.gz")
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()


def test_errors_and_warnings_name_the_file(tmp_path):
    path = tmp_path / "wrong.cnf"
    path.write_text("p cnf 1 1\n2 0")
    with pytest.raises(DimacsError, match=f"^{re.escape(str(path))}: line 2: the literal 2"):
        read_dimacs(path)
    with path.open("rb") as file, pytest.raises(DimacsError, match=f"^{re.escape(str(path))}: line 2: the literal 2"):
        read_dimacs(file)
    with pytest.raises(DimacsError, match=r"^line 2: the literal 2"):
        read_dimacs(io.StringIO(path.read_text()))
    path.write_text("p cnf 1 1\n")
    with pytest.warns(DimacsWarning, match=f"^{re.escape(str(path))}: the header") as caught:
        read_dimacs(path)
    assert caught[0].filename == __file__
    with pytest.raises(FileNotFoundError):
        read_dimacs(tmp_path / "missing.cnf")


@st.composite
def formulas(draw):
    n = draw(st.integers(0, 12))
    literals = st.integers(1, n).flatmap(lambda v: st.sampled_from([v, -v])) if n else st.nothing()
    return CNF(n, draw(st.lists(st.lists(literals, max_size=4 if n else 0), max_size=12)))


@settings(deadline=None, max_examples=100)
@given(formulas(), st.lists(st.text(), max_size=3))
def test_round_trip(formula, comments):
    # a comment of binary data would make the file one
    comments = [comment.replace("\0", "") for comment in comments]
    assert parse_dimacs(written(formula, comments), strict=True) == formula


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_round_trip_through_hostile_formatting(data):
    formula = data.draw(formulas())
    end = data.draw(st.sampled_from(["\n", "\r\n", "\r"]))
    comment = st.sampled_from(["c", "c 1 0", "c p cnf 1 1", "cc", "c\t%", "   c x", "c \xe4"])
    line_break = st.lists(comment, max_size=2).map(lambda lines: end + "".join(line + end for line in lines))
    blank = st.sampled_from([" ", "\t", "  ", " \t "])
    separator = st.one_of(blank, blank, line_break)
    tokens = [str(token) for clause in formula.clauses for token in (*clause, 0)]
    if formula.clauses and formula.clauses[-1] and data.draw(st.booleans(), label="the last 0 is missing"):
        tokens.pop()
    text = "".join(line + end for line in data.draw(st.lists(comment, max_size=2)))
    text += f"p{data.draw(blank)}cnf {formula.num_variables}{data.draw(blank)}{len(formula.clauses)}"
    text += data.draw(line_break)
    for token in tokens:
        text += token + data.draw(separator)
    text += data.draw(st.sampled_from(["", end, f"{end}%{end}", f"{end}%{end}0", f"{end}%{end}0{end}{end}"]))
    content = text.encode("latin-1")
    if data.draw(st.booleans(), label="byte order mark"):
        content = b"\xef\xbb\xbf" + content
    if data.draw(st.booleans(), label="gzip"):
        content = gzip.compress(content, compresslevel=1)
    assert read_dimacs(io.BytesIO(content), strict=True) == formula


@settings(deadline=None, max_examples=200)
@given(st.one_of(st.binary(max_size=60), st.text(alphabet="pcnf 0123-%\n", max_size=60).map(str.encode)))
def test_any_bytes_are_a_formula_or_a_dimacs_error(content):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DimacsWarning)
        for data in (content, b"p cnf 3 2\n" + content):
            try:
                formula = parse_dimacs(data)
            except DimacsError:
                continue
            assert parse_dimacs(written(formula), strict=True) == formula


def test_another_reader_reads_what_we_write():
    formula = CNF(5, [(1, -2, 3), (-4,), (5, -5), (2, 2)])
    assert pysat.formula.CNF(from_string=written(formula, ["c"])).clauses == [
        list(clause) for clause in formula.clauses
    ]


def test_satlib(satlib):
    for path in satlib:
        formula = read_dimacs(path, strict=True)
        assert repr(formula) == "<3-CNF: N=20, M=91>"
        assert all(len({abs(literal) for literal in clause}) == 3 for clause in formula.clauses)
        assert parse_dimacs(written(formula), strict=True) == formula
        with Minisat22(bootstrap_with=[list(clause) for clause in formula.clauses]) as solver:
            assert solver.solve()  # uf20-*: all of them are satisfiable
            assert formula.verify({abs(literal): literal > 0 for literal in solver.get_model()})
        assert formula.verify(formula.brute_force())


def test_bundled_formulas():
    assert bundled_names() == ["example", "pigeonhole-4-3"]
    example = bundled("example")
    assert repr(example) == "<3-CNF: N=12, M=40>"
    assert len(list(example.solutions())) == 3  # as its first comment says
    assert bundled("pigeonhole-4-3").brute_force() is None
    with pytest.raises(ValueError, match="example must be one of example, pigeonhole-4-3, got 'nothing'"):
        bundled("nothing")


@pytest.mark.parametrize("space", ["\xa0", "\x85", "\x1c", "\u2003", "\u2028"])
def test_only_ascii_spaces_separate_numbers(space):
    with pytest.raises(DimacsError, match=r"line 2: .* is not an integer"):
        parse_dimacs(f"p cnf 2 1\n1{space}-2 0\n")
    assert parse_dimacs("p\tcnf 2 1\n1\t-2\v\f0\n").clauses == ((1, -2),)


@pytest.mark.parametrize("text", ["c a\r1 0\np cnf 1 1\n-1 0\n", "p cnf 1 1\n-1 0\nc a\r1 0", "p cnf 2 1\n\n1\r2 0\n"])
def test_a_line_end_that_some_readers_see_is_refused(text):
    with pytest.raises(DimacsError, match=r"line [13]: a carriage return inside the line"):
        parse_dimacs(text)


@pytest.mark.parametrize("text", ["c a\rp cnf 1 1\r1 0\r", "c a\r\np cnf 1 1\r\n1 0\r\n", "c a\r\r\np cnf 1 1\n1 0\r"])
def test_line_ends_of_every_system(text):
    assert parse_dimacs(text).clauses == ((1,),)


@pytest.mark.parametrize("text", ["p cnf 12 3\n1 0\n-1", "p cnf 12 3\n1 0\n-1 ", "p cnf 12 2\n1"])
def test_a_file_that_was_cut_off_is_refused(text):  # perhaps from -12 0
    with pytest.raises(DimacsError, match="the file is cut off: it ends inside a clause, and the header declares"):
        parse_dimacs(text)
