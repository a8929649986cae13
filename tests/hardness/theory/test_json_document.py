"""Every statement of the theory has one JSON object, and that object as text."""

import json
from dataclasses import dataclass

import pytest

from hardness.theory import Assumption, conditional_lower_bound, theorem_constants
from hardness.theory.json_document import JsonDocument


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda: Assumption(3, 4, "11/4"), "assumption"),
        (lambda: conditional_lower_bound(order=2), "bound"),
        (lambda: theorem_constants("1/2", 4), "constants"),
        (lambda: theorem_constants("1/2", 4, family="rs"), "constants"),
    ],
)
def test_the_text_is_the_object(make, kind):
    statement = make()
    assert isinstance(statement, JsonDocument)
    assert statement.to_dict()["kind"] == kind
    assert json.loads(statement.to_json()) == json.loads(json.dumps(statement.to_dict()))


def test_a_statement_needs_an_object():
    @dataclass(frozen=True)
    class Silent(JsonDocument):
        pass

    with pytest.raises(TypeError, match="to_dict"):
        Silent()
