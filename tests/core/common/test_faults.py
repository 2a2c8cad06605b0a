"""Faults of an input are collected, and reported as one."""

import pytest

from core.common.errors import InvalidInput
from core.common.faults import Faults


class Special(InvalidInput):
    """Some kind of it."""


def test_the_first_is_raised_with_the_fields_of_all() -> None:
    faults = Faults()
    for error in (
        Special("First.", "a"),
        InvalidInput("Both.", "b", {"a": "Later.", "c": "Third."}),
        InvalidInput("No field."),
    ):
        with faults.collect():
            raise error
    with pytest.raises(Special) as caught:
        faults.report()
    assert (caught.value.message, caught.value.field) == ("First.", "a")
    assert caught.value.fields == {"a": "First.", "b": "Both.", "c": "Third."}


def test_what_is_right_raises_nothing_and_other_errors_pass() -> None:
    faults = Faults()
    with faults.collect():
        pass
    faults.report()
    with pytest.raises(KeyError), faults.collect():
        raise KeyError
