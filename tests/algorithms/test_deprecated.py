"""Old names of functions, classes, attributes and arguments."""

import copy
import inspect
import pickle
from dataclasses import dataclass, fields, replace

import pytest

from algorithms.deprecated import RenamedAttribute, renamed_argument, renamed_names
from algorithms.immutable import Immutable


@renamed_argument("confidence", "separation")
@dataclass(frozen=True)
class Padding:
    variant: str = "calibrated"
    separation: float | None = None

    confidence = RenamedAttribute("separation")
    of = RenamedAttribute("from_number")

    @classmethod
    def from_number(cls, number):
        return cls(separation=number)


class Wider(Padding):
    pass


def test_an_old_argument_is_the_new_one():
    with pytest.warns(DeprecationWarning, match="^Padding: the argument confidence is now separation$") as caught:
        padding = Padding(confidence=64)
    assert caught[0].filename == __file__
    assert padding == Padding(separation=64) == Padding("calibrated", 64)
    assert replace(padding, variant="paper") == Padding("paper", 64)


def test_the_signature_and_the_fields_are_the_new_ones():
    assert list(inspect.signature(Padding).parameters) == ["variant", "separation"]
    assert [field.name for field in fields(Padding)] == ["variant", "separation"]


def test_an_argument_under_both_names_is_refused():
    with pytest.raises(TypeError, match="confidence is the old name of separation; give one of them"):
        Padding(confidence=64, separation=64)


def test_an_old_attribute_is_the_new_one_on_objects_classes_and_subclasses():
    with pytest.warns(DeprecationWarning, match="^Padding.confidence is now Padding.separation$") as caught:
        assert Wider(separation=3).confidence == 3
    assert caught[0].filename == __file__
    with pytest.warns(DeprecationWarning, match="^Padding.of is now Padding.from_number$"):
        made = Wider.of(4)
    assert made == Wider(separation=4)
    assert type(made) is Wider


def test_a_module_answers_to_old_names_and_to_no_others():
    look_up = renamed_names({"__name__": "m", "new": len}, {"old": "new"})
    with pytest.warns(DeprecationWarning, match="^m.old is now m.new$"):
        assert look_up("old") is len
    with pytest.raises(AttributeError, match="module 'm' has no attribute 'older'"):
        look_up("older")


@dataclass(frozen=True, eq=False)
class Point(Immutable):
    across: float = 0.0

    x = RenamedAttribute("across")


def test_a_pickle_with_old_names_gives_the_new_ones():
    for thing, state in [
        (Padding(separation=64), {"variant": "calibrated", "confidence": 64}),
        (Point(3.0), {"x": 3.0}),
    ]:
        # What a pickle of an earlier version does, with the old names.
        function, arguments, *_ = thing.__reduce_ex__(4)
        if isinstance(thing, Point):
            again = function(Point, state)
        else:
            again = function(*arguments)
            again.__setstate__(state)
        assert again == thing == pickle.loads(pickle.dumps(thing)) == copy.copy(thing)
        assert vars(again) == vars(thing)


def test_an_old_attribute_may_have_become_one_of_an_attribute():
    class Cost:
        padding = Padding(separation=4)
        confidence = RenamedAttribute("padding.separation")

    with pytest.warns(DeprecationWarning, match="^Cost.confidence is now Cost.padding.separation$"):
        assert Cost().confidence == 4
