"""The names of formats that are not read: what a file contains if it is not DIMACS CNF."""

import re
from collections.abc import Iterable

_QBF = "QDIMACS, a quantified formula"
_WEIGHTED = "WCNF, weighted clauses of MaxSAT"
_ANSWER = "the answer of a SAT solver, not a formula"
_HEADERS = {
    "wcnf": _WEIGHTED,
    "inccnf": "the incremental format, clauses with assumptions",
    "knf": "KNF, clauses with cardinality constraints",
    "sat": "a formula that is not in conjunctive normal form",
    "dnf": "a formula in disjunctive normal form",
    "edge": "a graph",
    "col": "a graph",
}
_LINES = {  # by the first word of a line among the clauses
    re.compile(r"x-?[0-9]*"): "an XOR clause, an extension of CryptoMiniSat",
    re.compile(r"[ae]"): f"a line of {_QBF}",
    re.compile(r"d"): "a line of DQDIMACS, a quantified formula, or of a DRAT proof",
    re.compile(r"h"): f"a hard clause of {_WEIGHTED}",
    re.compile(r"w"): "a weight of weighted model counting",
    re.compile(r"k"): _HEADERS["knf"],
    re.compile(r"[sv]"): _ANSWER,
}
_FILES = {  # by the first word of a file
    **_LINES,
    re.compile(r"[{\[].*"): "JSON",
    re.compile(r"a[ai]g"): "AIGER, a circuit",
    re.compile(r"\*.*|min:.*|max:.*|[+][0-9]+"): "OPB, pseudo-Boolean constraints",
    re.compile(r"[(;].*"): "SMT-LIB",
    re.compile(r"<.*"): "HTML or XML, perhaps the error page of a failed download",
    re.compile(r"(INPUT|OUTPUT)\(.*|module|\.model|\.i"): "a circuit",
    re.compile(r"P"): "a header in capitals",
    re.compile(r"d"): "a DRAT proof",
    re.compile(r"p"): "a part of a formula whose header comes too late",
}


def foreign_header(word: str) -> str:
    """Return the format that the second word of a header declares, "" if it is unknown."""
    return f"; this is {_HEADERS[word]}" if word in _HEADERS else ""


def foreign_line(tokens: list[str]) -> str:
    """Return what a line among the clauses is if it is not a clause, "" if it is unknown."""
    if any(token in ("<=", ">=") for token in tokens):
        return "; this is a cardinality constraint"
    return _named(_LINES, tokens[0])


def foreign_file(lines: Iterable[list[str]]) -> str:
    """Return what a file is, judged by the lines from the expected header on, "" if it is unknown."""
    for tokens in lines:
        # Numbers alone are ambiguous: they may be clauses, steps of a proof or weights.
        if tokens and not tokens[0].startswith("c") and not re.fullmatch("-?[0-9]+", tokens[0]):
            return _named(_FILES, tokens[0])
    return "; these are clauses without a header"


def _named(patterns: dict[re.Pattern[str], str], word: str) -> str:
    return next((f"; this is {name}" for pattern, name in patterns.items() if pattern.fullmatch(word)), "")
