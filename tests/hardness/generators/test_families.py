"""The table of families."""

from hardness.generators import (
    FAMILIES,
)
from hardness.problems import CNF, OrthogonalVectors


def test_every_family_makes_an_instance():
    arguments = {
        "random": (6, 9),
        "planted": (6, 9),
        "pigeonhole": (3, 2),
        "parity": (4,),
        "sign-patterns": (3,),
        "random-ov": ((2, 3), 4),
        "planted-ov": ((2, 3), 4),
    }
    assert arguments.keys() == FAMILIES.keys()
    for name, family in FAMILIES.items():
        kind = OrthogonalVectors if name.endswith("-ov") else CNF
        assert type(family(*arguments[name])) is kind
