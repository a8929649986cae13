from dataclasses import dataclass, field

import pytest

from algorithms.display import display, fields_repr, written


class UnprintableError(Exception):
    def __str__(self):
        raise RuntimeError("no text")


class Raising:
    def __repr__(self):
        raise UnprintableError

    __str__ = __repr__


class Odd:
    def __init__(self, error):
        self.error = error

    @display
    def __repr__(self):
        raise self.error

    @display
    def __str__(self):
        return f"{10**5000}"

    @display
    def _repr_html_(self):
        raise self.error


ERRORS = [ValueError("<b>\nbad"), UnprintableError(), RecursionError("deep"), MemoryError(), KeyError(1)]


@pytest.mark.parametrize("error", ERRORS)
def test_what_raises_is_shown(error):
    odd = Odd(error)
    assert repr(odd).startswith(f"<Odd whose __repr__ raises {type(error).__name__}")
    assert "\n" not in repr(odd)
    assert str(odd).startswith("<Odd whose __str__ raises ValueError: Exceeds the limit")
    assert odd._repr_html_().startswith("<pre>&lt;Odd whose _repr_html_ raises")
    assert "<b>" not in odd._repr_html_()


def test_interrupts_still_end_it():
    for stop in (KeyboardInterrupt, SystemExit):
        with pytest.raises(stop):
            repr(Odd(stop()))


def test_fields_are_shown_as_dataclasses_show_them():
    @dataclass
    class Plain:
        number: object
        text: str = "a"
        hidden: int = field(default=0, repr=False)

    @dataclass
    class Total(Plain):
        __repr__ = fields_repr

    for value in (1, -(10**4000), True, None, 0.5, [1], "x"):
        assert repr(Total(value)) == repr(Plain(value)).replace("Plain", "Total")
    assert repr(Total(10**5000)).endswith("Total(number=<int of 16,610 bits>, text='a')")
    assert "Total(number=<ValueError: Exceeds the limit" in repr(Total((10**5000,)))
    assert repr(Total(Raising())).endswith("Total(number=<UnprintableError>, text='a')")
    unfinished = object.__new__(Total)
    assert "number=<AttributeError" in repr(unfinished)


def test_integers_are_written_in_full_while_python_writes_them():
    assert written(10**3000) == str(10**3000)
    assert written(-(10**5000)) == "<int of 16,610 bits>"
