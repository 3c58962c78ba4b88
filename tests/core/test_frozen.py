"""Frozen data classes: those of `postil.frozen` are those of the standard library, defined sooner."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import subprocess
import sys
from typing import Any

import pytest

import postil
from postil.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Ours:
    """A value."""

    a: int
    b: str = "b"
    c: tuple[int, ...] = dataclasses.field(default_factory=tuple)
    d: str = dataclasses.field(default="d", repr=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Theirs:
    """A value."""

    a: int
    b: str = "b"
    c: tuple[int, ...] = dataclasses.field(default_factory=tuple)
    d: str = dataclasses.field(default="d", repr=False)


@dataclass(frozen=True, slots=True)
class One:
    """A value that holds one thing."""

    a: object


@dataclass(frozen=True, slots=True)
class Nothing:
    """A value that holds nothing."""


@dataclass(frozen=True, slots=True, order=True)
class Ordered:
    """A value that the quick way does not know."""

    a: int


@pytest.mark.parametrize("kind", [Ours, Theirs])
def test_a_value_is_made_compared_and_shown_as_in_the_standard_library(kind: Any) -> None:
    value = kind(1, c=(2,))
    assert (value.a, value.b, value.c, value.d) == (1, "b", (2,), "d")
    assert value == kind(1, "b", (2,)) != kind(2, "b", (2,))
    assert hash(value) == hash(kind(1, "b", (2,))) == hash((1, "b", (2,), "d"))
    assert repr(value) == f"{kind.__name__}(a=1, b='b', c=(2,))"
    assert (value == (1, "b", (2,), "d")) is False
    assert dataclasses.replace(value, a=3) == kind(3, "b", (2,))
    assert dataclasses.asdict(value) == {"a": 1, "b": "b", "c": (2,), "d": "d"}
    assert kind.__match_args__ == ("a", "b", "c", "d")
    assert not hasattr(value, "__dict__")
    with pytest.raises(TypeError):
        kind()
    with pytest.raises(TypeError):
        kind(1, e=1)
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'a'"):
        value.a = 2
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'a'"):
        del value.a


@pytest.mark.parametrize("value", [Ours(1, c=(2,)), One(None), One((1, 2)), Nothing(), Ordered(1)])
def test_a_value_goes_from_process_to_process(value: object) -> None:
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(value, protocol)) == value  # noqa: S301  made here
    assert copy.copy(value) == copy.deepcopy(value) == value


def test_values_of_two_kinds_are_never_equal() -> None:
    assert Ours(1) != Theirs(1)
    assert Nothing() == Nothing()
    assert One(1) != Ordered(1)


def test_what_the_quick_way_does_not_know_is_left_to_the_standard_library() -> None:
    assert Ordered(1) < Ordered(2)

    @dataclass(frozen=True, slots=True)
    class Own:
        a: int

        def __post_init__(self) -> None:
            if self.a < 0:
                raise ValueError("below zero")

    with pytest.raises(ValueError, match="below zero"):
        Own(-1)
    assert "__post_init__" in inspect.getsource(Own)


def test_it_is_still_sooner_than_the_standard_library() -> None:
    """Where Python comes to define these classes as fast, this module is no longer needed."""
    count = _compiled("from dataclasses import dataclass")
    ours = _compiled("from postil.frozen import dataclass")
    assert ours < count


def _compiled(given: str) -> int:
    """Return how often Python compiles while ten classes are defined in a process of its own."""
    program = f"""
import builtins, sys
{given}
count = 0
def watch(event, _):
    global count
    count += event == "compile"
sys.addaudithook(watch)
for _ in range(10):
    @dataclass(frozen=True, slots=True)
    class C:
        "A value."
        a: int
print(count)
"""
    found = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=postil.__path__[0] + "/..",
    )
    return int(found.stdout)
