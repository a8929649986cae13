"""A check of Reed-Muller codes: moving the plane moves no word out of the code."""

import numpy as np

from hardness.checks.contracts.code.case import CodeCase
from hardness.checks.contracts.code.checks import CODE_CHECKS
from hardness.checks.engine.runner import Check, Violation
from hardness_toy.reed_muller import ReedMuller


def translations(case: CodeCase) -> int:
    """Check that f(x + a, y + b) lies in the code with f(x, y), for the rows of the generator and all a, b."""
    field, q = case.field, case.code.field_order
    x, y = (field.asarray(values) for values in np.divmod(np.arange(q * q), q))
    for a in range(q):
        for b in range(q):
            moved = field.add(x, a).astype(int) * q + field.add(y, b)
            if not (inside := case.inside(case.generator[:, moved])).all():
                raise Violation("a translated word is outside", a=a, b=b, word=case.generator[int(np.argmin(inside))])
    return q * q


def no_plane(code: object) -> str | None:
    return None if isinstance(code, ReedMuller) else "the points are no plane"


CODE_CHECKS["translations"] = Check("translations", "translating a word gives a word", translations, no_plane)
