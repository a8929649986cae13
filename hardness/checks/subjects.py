"""The subjects of the checks: every reduction, code and protocol of the project, with its instances."""

import importlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

from algorithms.display import fields_repr
from algorithms.immutable import Immutable
from hardness.arguments import one_of
from hardness.checks.contracts.code.checks import CODE_CHECKS
from hardness.checks.contracts.code.contract import check_code
from hardness.checks.contracts.protocol.checks import PROTOCOL_CHECKS
from hardness.checks.contracts.protocol.contract import check_protocol
from hardness.checks.contracts.reduction.contract import REDUCTION_CHECKS, check_reduction
from hardness.checks.engine.report import Report
from hardness.checks.engine.runner import Check
from hardness.checks.instances.scopes import Scope, few_formulas, gaps, source_scope
from hardness.codec import safe_repr
from hardness.codes import Code
from hardness.codes.registry import PLUGINS, code_families, parse_code
from hardness.protocols import SetDisjointness
from hardness.reductions.base import Reduction
from hardness.reductions.discovery import reduction_classes

CHECKS_BY_KIND: dict[str, dict[str, Check]] = {
    "reduction": REDUCTION_CHECKS,
    "code": CODE_CHECKS,
    "protocol": PROTOCOL_CHECKS,
}


@dataclass(frozen=True, eq=False)
class Subject(Immutable):
    """A reduction, code or protocol to check: its name, its kind, a function that makes it, and its scope."""

    name: str
    kind: str
    make: Callable[[], Any]
    scope: Scope | None = None

    __repr__ = fields_repr

    def check(self, max_n: int, **options: Any) -> Report:
        """Check the subject at a small scope; an error from making it is passed on."""
        thing = self.make()
        if self.kind == "reduction":
            return check_reduction(thing, self.instances(thing, max_n), **options)
        return (check_code if self.kind == "code" else check_protocol)(thing, **options)

    def instances(self, reduction: Reduction[Any, Any], max_n: int) -> Iterable[Any]:
        """Return the instances of the small scope; ValueError if no scope is registered for the source."""
        scope = self.scope or source_scope(reduction.source_type)
        if scope is None:
            raise ValueError(f"no scope is registered for {reduction.source_type.__name__}: see register_scope")
        return scope(max_n)


def _every(step: int, scope: Scope, n: int) -> Iterator[Any]:
    """Thin out a scope for reductions with many branches, but keep its degenerate first instances."""
    first = iter(scope(n))
    yield from islice(first, 3)
    yield from islice(first, 0, None, step)


def _with_coordinates(n: int) -> Iterator[Any]:
    return (gap for gap in gaps(n) if gap.dimension)


def _variants() -> dict[str, list[tuple[dict[str, Any], Scope | None]]]:
    """Return parameters for reductions by class name, with a scope if that of the source does not fit."""
    from hardness.checks.instances.scopes import vectors

    return {
        "SatToOrthogonalVectors": [({"order": k}, None) for k in (2, 3, 4)],
        "OrthogonalVectorsToGapMaxIP": [
            ({}, partial(_every, 5, vectors)),
            ({"representation": "compressed"}, partial(_every, 30, vectors)),
            ({"representation": "explicit"}, partial(_every, 12, vectors)),
            ({"code": parse_code("rs:8,6,2"), "blocks": 2}, partial(_every, 12, vectors)),
        ],
        "GapMaxIPToAttention": [
            ({}, None),
            ({"variant": "paper"}, _with_coordinates),  # the paper's padding refuses d = 0
            ({"separation": 100.0}, partial(_every, 5, gaps)),
        ],
    }


def _reductions() -> Iterator[Subject]:
    variants = _variants()
    for cls in reduction_classes():
        for parameters, scope in variants.get(cls.__name__, [({}, None)]):
            arguments = ", ".join(f"{name}={str(value).strip('<>')}" for name, value in parameters.items())
            make: Callable[[], Any] = partial(cls, **parameters)
            yield Subject(f"{cls.__name__}({arguments})", "reduction", make, scope)
    for k, step in ((2, 1), (3, 3)):
        yield Subject(f"Chain(SAT to attention, order={k})", "reduction", partial(_chain, k), _chain_scope(step))


def _chain(k: int) -> Reduction[Any, Any]:
    from hardness.reductions import Chain, GapMaxIPToAttention, OrthogonalVectorsToGapMaxIP, SatToOrthogonalVectors

    return Chain(SatToOrthogonalVectors(k), OrthogonalVectorsToGapMaxIP(), GapMaxIPToAttention())


def _chain_scope(step: int) -> Scope:
    return partial(_every, step, few_formulas)


_PROTOCOLS: tuple[tuple[str, int, int], ...] = (
    ("rs:2,1,1", 1, 2),
    ("rs:3,3,1", 2, 3),
    ("rs:5,4,2", 1, 2),
    ("rs:7,6,2", 2, 3),
    ("rs:5,5,2", 4, 4),
    ("rs:8,8,3", 3, 2),
    ("rs:9,9,3", 4, 3),
    ("rs:11,11,2", 10, 3),
    ("hermitian:3,4", 2, 2),
    ("gs:3,2,3", 4, 3),
    ("gs:3,2,7", 2, 2),
)
"""Code, blocks T and players k."""


def _codes() -> Iterator[Subject]:
    own = {cls for cls in Code._families.values() if cls.__module__.startswith("hardness.")}
    for cls in sorted({*own, *PLUGINS.load_all()}, key=lambda cls: cls.family):
        for text in cls.examples:
            yield Subject(text, "code", partial(parse_code, text))
        if not cls.examples:
            yield Subject(cls.family, "code", partial(_no_example, cls))


def _no_example(cls: type[Code]) -> Code:
    raise ValueError(f"the family {cls.family!r} has no small codes to check: list some in {cls.__name__}.examples")


def _protocols() -> Iterator[Subject]:
    for code, blocks, players in _PROTOCOLS:
        make = partial(_protocol, code, blocks, players)
        yield Subject(f"SetDisjointness({code}, T={blocks}, k={players})", "protocol", make)


def _protocol(code: str, blocks: int, players: int) -> SetDisjointness:
    return SetDisjointness(parse_code(code), blocks, players)


def project_subjects() -> list[Subject]:
    """Return every reduction, code and protocol of the project and of installed packages.

    Reductions are discovered: a new one in ``hardness/reductions`` or in an entry point appears without registration,
    if it has default parameters, and is checked on the scope of its source. A family of codes provides its
    `Code.examples`.

    Examples
    --------
    >>> [subject.name for subject in project_subjects() if subject.name.startswith("Sat")]
    ['SatToOrthogonalVectors(order=2)', 'SatToOrthogonalVectors(order=3)', 'SatToOrthogonalVectors(order=4)']
    """
    reductions = sorted(_reductions(), key=lambda subject: subject.name.partition("(")[0])
    return [*reductions, *_codes(), *_protocols()]


def subject_names() -> list[str]:
    """Return every name that `find_subjects` accepts: kinds, classes and families, then the subjects themselves."""
    known = [subject.name for subject in project_subjects()]
    groups = [name.partition("(")[0] if "(" in name else name.partition(":")[0] for name in known]
    return list(dict.fromkeys([*(f"{kind}s" for kind in CHECKS_BY_KIND), *groups, *known]))


def find_subjects(name: str | None) -> list[Subject]:
    """Return the subjects with a name, class, code family or kind, or the object at ``module:attribute``.

    Raises
    ------
    ValueError
        If there is none; the message suggests close names.
    """
    known = project_subjects()
    if name is None:
        return known
    if matches := [subject for subject in known if subject.name == name]:
        return matches
    if name in [kind + "s" for kind in CHECKS_BY_KIND]:
        return [subject for subject in known if subject.kind + "s" == name]
    if matches := [s for s in known if name in (s.name.partition("(")[0], s.name.partition(":")[0])]:
        return matches
    module, colon, attribute = name.partition(":")
    if not colon or not attribute or module in code_families():
        one_of("NAME", name, subject_names(), "module:object")
    return [imported(module, attribute)]


def imported(module: str, attribute: str) -> Subject:
    """Return the object ``module:attribute`` as a subject; a class or function is called without arguments.

    Raises
    ------
    ValueError
        If the object cannot be imported or made, or is not a reduction, code or protocol.
    """
    import sys

    if "" not in sys.path:
        sys.path.insert(0, "")  # the user's own module lies in the working directory
    try:
        thing: Any = importlib.import_module(module)
        for part in attribute.split("."):
            thing = getattr(thing, part)
        if not isinstance(thing, (Reduction, Code, SetDisjointness)):
            thing = thing()
    except Exception as error:
        raise ValueError(f"{module}:{attribute} cannot be made: {type(error).__name__}: {error}") from error
    kinds = {"reduction": Reduction, "code": Code, "protocol": SetDisjointness}
    kind = next((kind for kind, base in kinds.items() if isinstance(thing, base)), None)
    if kind is None:
        allowed = "a reduction, a code or a protocol"
        raise ValueError(
            f"{module}:{attribute} must be {allowed}, or a function that makes one, got {safe_repr(thing)}"
        )
    return Subject(f"{module}:{attribute}", kind, partial(_itself, thing))


def _itself(thing: Any) -> Any:
    return thing
