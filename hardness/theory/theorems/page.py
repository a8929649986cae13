"""The map of theorems as a page of documentation."""

from collections.abc import Iterator

from hardness.markup import markdown, markdown_code
from hardness.theory.theorems.entries import (
    KINDS,
    ORACLES,
    PROOFS,
    SCOPES,
    SOURCES,
    Entry,
    Statement,
    paper_statements,
    theorem_map,
)

_HEAD = """# Theorems, code and tests

<!-- Made by `hardness theorems -o docs/theorems.md` from the .toml files in hardness/theory/theorems. -->

Every definition, theorem, observation and conjecture that this project implements: the object that does it, the tests \
that would fail if it were wrong, and the notebook cells that show it. A test keeps this page, the code and the tests \
together, and another one makes the change that a theorem names and sees its tests fail. `log` is natural, `lg` has \
base 2, n is the number of rows, k the order of the attention; letters of the protocol are those of \
`hardness.protocols.SetDisjointness`. Keys of papers are those of [refs.bib](refs.bib).
"""

_PAPERS = """## The two papers

What their abstracts state, in our words, and the entries that stand for it. **This list is not known to be \
complete**: of both papers we could read the abstract and the first page, and nothing that is numbered. The numbers \
of theorems, sections and appendices on this page and in docstrings are those that this project has cited from the \
start; no source that we could read confirms them. Where our statement says more than the abstract, the difference is \
this project's."""


def as_markdown() -> str:
    """Return the map as a page: the kinds, the papers, the graph of problems, and one section per entry."""
    from hardness.theory.graph import mermaid

    used = {entry.oracle.kind for entry in theorem_map() if entry.oracle is not None}
    lines = [
        _HEAD,
        *_legend("Kinds", KINDS),
        *_legend("Proofs", PROOFS),
        *_legend("Scope", SCOPES),
        *_legend(
            "Oracles, by which tests know what to expect", {kind: ORACLES[kind] for kind in ORACLES if kind in used}
        ),
        *(f"* {key}: {source}." for key, source in SOURCES.items()),
        "",
        _PAPERS,
        "",
        "| paper | statement | number (unconfirmed) | read in | here |",
        "|---|---|---|---|---|",
        *(_row(statement) for statement in paper_statements()),
        "",
        "## The reductions",
        "",
        "```mermaid",
        mermaid(),
        "```",
        "",
        "Labels are keys of the list below; a thick arrow makes many instances, one for each message.",
        "",
        "## All entries",
        "",
        "| key | kind | oracle | source |",
        "|---|---|---|---|",
        *(
            f"| [{entry.key}](#{entry.key}) | {entry.status} | {entry.oracle.kind if entry.oracle else ''} | "
            f"{markdown(entry.source)} |"
            for entry in theorem_map()
        ),
    ]
    for entry in theorem_map():
        lines += ["", *_section(entry)]
    return "\n".join(lines) + "\n"


def _legend(title: str, meanings: dict[str, str]) -> list[str]:
    return [f"{title}:", "", *(f"* **{word}**: {meaning}." for word, meaning in meanings.items()), ""]


def _row(statement: Statement) -> str:
    links = ", ".join(f"[{key}](#{key})" for key in statement.keys) or "**missing**"
    cells = (statement.paper, statement.statement, statement.number or "", statement.seen)
    return f"| {' | '.join(map(markdown, cells))} | {links} |"


def _section(entry: Entry) -> Iterator[str]:
    yield from (f"## {entry.key}", "", markdown_code(entry.statement), "")
    yield f"*{entry.status.capitalize()}.* {markdown(entry.source[:1].upper() + entry.source[1:])}."
    yield ""
    if entry.range is not None:
        yield f"* range: {markdown(entry.range)}"
    yield f"* code: {', '.join(map(markdown_code, entry.objects))}"
    yield from (
        f"* test: [{markdown_code(name.partition('::')[2])}](../{name.partition('::')[0]})" for name in entry.tests
    )
    if entry.oracle is not None:
        yield f"* oracle: {markdown(str(entry.oracle))}"
    if entry.mutant is not None:
        old, new = markdown_code(entry.mutant.old), markdown_code(entry.mutant.new)
        yield f"* mutant: in {markdown_code(entry.mutant.module)}, {old} becomes {new}"
    yield from (f"* shown in: [{markdown(name)}](../{name.partition('#')[0]})" for name in entry.notebooks)
