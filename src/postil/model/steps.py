"""Steps: the pieces of work that a build is made of, so that any process can do one and its result can be kept.

A step is a pure function of a module with plain arguments. Its key names everything the result depends on but the
versions of the program and its engines, which whoever keeps results adds. Large inputs (faces, images) are not carried
along: a step names them by their sha256, and they are laid out beforehand in every process that does steps.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, Protocol, TypeVar

from postil.frozen import dataclass

__all__ = ["Perform", "Step", "blob", "digest_of", "key_of", "lay_out", "perform_here"]

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Step(Generic[R_co]):
    """`work(*arguments)`, to be done here or elsewhere. `work` is a function of a module, so that it is found by its
    name; `label` says in a word or two what it makes; `blobs` are the digests it asks `blob` for. A `light` one is not worth a
    process where there are few; one that `typesets` wants a process in which the typesetter is loaded. Steps
    that are `near` each other share what they read and are done by one process, one after the other."""

    work: Callable[..., R_co]
    arguments: tuple[Any, ...]
    key: str
    label: str
    blobs: tuple[str, ...] = ()
    light: bool = False
    typesets: bool = False
    near: str = ""

    def run(self) -> R_co:
        """Return the result."""
        return self.work(*self.arguments)


class Perform(Protocol):
    """Whatever performs steps: results come in the order of the steps."""

    def __call__(self, steps: Sequence[Step[R]], /) -> list[R]:
        """Return the results of `steps`."""


def perform_here(steps: Sequence[Step[R]], /) -> list[R]:
    """Return the results of steps done one after the other in this process."""
    return [step.run() for step in steps]


def digest_of(data: bytes) -> str:
    """Return the sha256 of `data` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def key_of(name: str, *parts: object) -> str:
    """Return a key for values that compare by what they hold: equal values have equal keys in every process.

    Taken are strings, bytes, numbers, `None`, tuples, mappings, frozensets and dataclasses of these.
    """
    found: list[bytes] = []
    _feed(found, (name, *parts))
    return hashlib.sha256(b"".join(found)).hexdigest()


def _feed(out: list[bytes], value: Any) -> None:
    """Write a value so that no other has the same characters: each with its kind and its length. What there is most of
    comes first: the keys of a book of forty documents hold sixty thousand values."""
    kind = type(value)
    if kind is str:
        data = value.encode("utf-8", "surrogatepass")
        out += (b"s%d:" % len(data), data)
    elif kind is tuple:
        out.append(b"t%d:" % len(value))
        for each in value:
            _feed(out, each)
    elif value is None or isinstance(value, (bool, int, float)):
        out.append(f"{kind.__name__}{value!r};".encode())
    elif kind in _FIELDS or dataclasses.is_dataclass(kind):
        head, names = _fields(kind)
        out.append(head)
        for name in names:
            _feed(out, getattr(value, name))
    elif isinstance(value, bytes):
        out += (b"b%d:" % len(value), value)
    elif isinstance(value, Mapping):
        out.append(b"m%d:" % len(value))
        for key in sorted(value):
            _feed(out, key)
            _feed(out, value[key])
    elif isinstance(value, str):  # one with a class of its own
        _feed(out, str.__str__(value))
    elif isinstance(value, frozenset):
        _feed(out, tuple(sorted(value)))
    elif isinstance(value, Sequence):
        _feed(out, tuple(value))
    else:
        raise TypeError(f"{kind.__name__} has no key")


_FIELDS: dict[type, tuple[bytes, tuple[str, ...]]] = {}


def _fields(kind: Any) -> tuple[bytes, tuple[str, ...]]:
    """Return how a dataclass begins in a key, and the names of its fields."""
    if kind not in _FIELDS:
        names = tuple(field.name for field in dataclasses.fields(kind))
        _FIELDS[kind] = f"d{kind.__qualname__}:".encode(), names
    return _FIELDS[kind]


_BLOBS: dict[str, bytes] = {}


def lay_out(blobs: Mapping[str, bytes]) -> None:
    """Put large inputs, by digest, within reach of the steps done in this process."""
    _BLOBS.update(blobs)


def blob(digest: str) -> bytes:
    """Return a large input by its digest. Raises `LookupError` where nobody laid it out."""
    return _BLOBS[digest]
