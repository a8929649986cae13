"""The map of theorems: definitions, theorems, observations and conjectures, with the tests that could refute them."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from algorithms.display import display, fields_repr
from hardness.arguments import one_of, short_repr

KINDS = {
    "definition": "what a word means here",
    "theorem": "proved for every case that its statement names, here or in the work that is cited",
    "observation": "seen in the range that is given; no proof is known to us",
    "conjecture": "assumed, not proved",
}
PROOFS = {
    "here": "the docstrings of the code give the argument",
    "cited": "the proof is in the work that is cited; the code applies the statement",
}
SCOPES = {"arithmetic only": "sizes are computed and compared; the objects themselves are not built"}
ORACLES = {
    "enumeration": "every case of a small scope, by the definition",
    "closed form": "a formula that the code under test does not use",
    "python-sat": "a SAT solver",
    "galois": "the package galois",
    "mpmath": "arithmetic of high precision",
    "Sollya": "certified norms computed by Sollya",
    "table": "a table from the literature, with its reference",
}
_BELONGS_TO = {"proof": "theorem", "oracle": "theorem", "mutant": "theorem", "range": "observation"}
SOURCES = {
    "AS23": "J. Alman, Z. Song, *Fast Attention Requires Bounded Entries*, NeurIPS 2023",
    "AS24": "J. Alman, Z. Song, *How to Capture Higher-order Correlations? Generalizing Matrix Softmax Attention to "
    "Kronecker Computation*, ICLR 2024",
}


@dataclass(frozen=True)
class Oracle:
    """An independent source of the values that the tests of a theorem expect.

    Attributes
    ----------
    kind : str
        A key of `ORACLES`.
    text : str
        What the oracle decides.
    """

    kind: str
    text: str

    __repr__ = fields_repr

    def __post_init__(self) -> None:
        one_of("oracle", self.kind, ORACLES)
        if not self.text:
            raise ValueError("oracle must say what it decides, got no text")

    @display
    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


@dataclass(frozen=True)
class Mutant:
    """A change of one line of code that makes the theorem false, and that its tests detect.

    Attributes
    ----------
    module : str
        The module of the line.
    old, new : str
        A text that occurs exactly once in the module, and its replacement.
    """

    module: str
    old: str
    new: str

    __repr__ = fields_repr

    def __post_init__(self) -> None:
        if not self.module or not self.old or self.old == self.new:
            raise ValueError(f"mutant must name a module and change a text, got {self}")


@dataclass(frozen=True)
class Entry:
    """One statement with its code and its tests.

    Attributes
    ----------
    key : str
        Its name; for a reduction, the ``theorem`` of its class.
    kind : str
        A key of `KINDS`.
    statement, source : str
        The statement itself, and who proved, defined or observed it.
    objects : tuple of str
        The code, as ``module:name``.
    tests : tuple of str
        Tests that fail if the code is wrong, as ``file::function`` from the root of the project.
    notebooks : tuple of str
        Notebook cells that show it, as ``file#cell``.
    proof : str or None
        Of a theorem: a key of `PROOFS`.
    oracle : Oracle or None
        Of a theorem: the oracle of its tests.
    mutant : Mutant or None
        Of a theorem: a change that one of its tests detects.
    range : str or None
        Of an observation: the range that was tried.
    scope : str or None
        A key of `SCOPES`, if the code does less than the statement suggests.

    Raises
    ------
    ValueError
        If a kind, proof or scope is unknown, a theorem lacks a proof, oracle or mutant, an observation lacks a range,
        or an entry has a field that its kind does not allow.
    """

    key: str
    kind: str
    statement: str
    source: str
    objects: tuple[str, ...]
    tests: tuple[str, ...]
    notebooks: tuple[str, ...] = ()
    proof: str | None = None
    oracle: Oracle | None = None
    mutant: Mutant | None = None
    range: str | None = None
    scope: str | None = None

    __repr__ = fields_repr

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", self.key):  # it stands in links, as the place of its section
            raise ValueError(f"key must be lower-case words joined by hyphens, got {short_repr(self.key)}")
        one_of(f"kind of {self.key}", self.kind, KINDS)
        for name, kind in _BELONGS_TO.items():
            if bool(getattr(self, name)) != (self.kind == kind):
                verb = "has no" if self.kind == kind else f"is of the kind {self.kind} and cannot have"
                raise ValueError(f"{self.key} {verb} {name}")
        if self.proof is not None:
            one_of(f"proof of {self.key}", self.proof, PROOFS)
        if self.scope is not None:
            one_of(f"scope of {self.key}", self.scope, SCOPES)

    @property
    def status(self) -> str:
        """Kind, proof and scope in words."""
        words = {"here": "theorem, proved here", "cited": "theorem, cited"}.get(self.proof or "", self.kind)
        return words if self.scope is None else f"{words}; {self.scope}"


@dataclass(frozen=True)
class Statement:
    """A statement of one of the two papers, and its entries.

    Attributes
    ----------
    paper : str
        A key of `SOURCES`.
    statement : str
        The statement in our words.
    seen : str
        Where we read it.
    keys : tuple of str
        The entries; none if it is missing from this project.
    number : str or None
        Its number, as this project has cited it.
    """

    paper: str
    statement: str
    seen: str
    keys: tuple[str, ...]
    number: str | None = None

    __repr__ = fields_repr

    def __post_init__(self) -> None:
        one_of("paper", self.paper, SOURCES)


@cache
def theorem_map() -> tuple[Entry, ...]:
    """Return the entries of ``theorems.toml``, in its order.

    Examples
    --------
    >>> [entry.status for entry in theorem_map() if entry.key == "split-and-list"]
    ['theorem, proved here']
    """
    return tuple(entry_of(data) for data in _tables("theorems.toml")["theorem"])


@cache
def paper_statements() -> tuple[Statement, ...]:
    """Return the statements of the two papers that could be read, including those that are missing here.

    Examples
    --------
    >>> sorted({statement.paper for statement in paper_statements()})
    ['AS23', 'AS24']
    """
    return tuple(Statement(**_tuples(data)) for data in _tables("statements.toml")["statement"])


def _tables(name: str) -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(files("hardness.theory.theorems").joinpath(name).read_text(encoding="utf-8"))


def entry_of(data: dict[str, Any]) -> Entry:
    """Return the entry in a table of a file; ValueError or TypeError if the table is not an entry."""
    values = _tuples(data)
    for name, cls in (("oracle", Oracle), ("mutant", Mutant)):
        if name in values:
            values[name] = cls(**values[name])
    return Entry(**values)


def _tuples(data: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}
