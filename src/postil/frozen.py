"""Frozen data classes that are soon defined: `dataclass` is the standard library's, with its methods written when used.

`dataclasses.dataclass` compiles six methods for each class while a module is loaded: half a millisecond a class, an eighth
of a second for all of ours, before anything is done. Here `__init__`, `__eq__` and `__hash__` are compiled at their first
call and the others need no compiling. `fields`, `replace` and `is_dataclass` work as ever (a test compares the two).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls: type | None = None, /, **options: bool) -> Any:
        """Return a data class. What is asked for is as in `dataclasses.dataclass`; only classes that are frozen, have slots
        and no order are made in the quick way."""

        def make(cls: type) -> type:
            quick = options == {"frozen": True, "slots": True} and not _unusual(cls)
            return _quick(cls) if quick else dataclasses.dataclass(cls, **options)

        return make if cls is None else make(cls)


def _unusual(cls: type) -> bool:
    """Tell whether a class has what the quick way does not know: a base with fields, methods of its own, special fields."""
    held = vars(cls)
    return (
        any(dataclasses.is_dataclass(base) for base in cls.__mro__[1:])
        or any(
            name in held
            for name in ("__init__", "__post_init__", "__eq__", "__hash__", "__reduce__", "__getstate__")
        )
        or any(
            isinstance(value, dataclasses.Field) and not (value.init and value.compare and value.hash is None)
            for value in held.values()
        )
    )


def _quick(cls: type) -> type:
    made: Any = dataclasses.dataclass(cls, init=False, repr=False, eq=False, slots=True)
    made.__dataclass_params__.frozen = made.__dataclass_params__.eq = True
    for name, write in (("__init__", _initializer), ("__eq__", _equality), ("__hash__", _hashing)):
        setattr(made, name, _written_when_used(made, name, write))
    if "__repr__" not in vars(cls):
        made.__repr__ = _repr
    made.__setattr__ = _refuse_to_set
    made.__delattr__ = _refuse_to_delete
    made.__reduce__ = _reduce
    return made  # type: ignore[no-any-return]  # a class


def _written_when_used(cls: type, name: str, write: Callable[[type], Any]) -> Callable[..., Any]:
    def first(self: Any, *given: Any, **named: Any) -> Any:
        method = write(cls)
        method.__qualname__ = f"{cls.__qualname__}.{name}"
        setattr(cls, name, method)
        return method(self, *given, **named)

    return first


def _initializer(cls: type) -> Any:
    fields = dataclasses.fields(cls)
    known: dict[str, Any] = {"_MISSING": dataclasses.MISSING}
    parameters, lines = [], []
    for n, field in enumerate(fields):
        known[f"_set{n}"] = getattr(cls, field.name).__set__
        if field.default is not dataclasses.MISSING:
            known[f"_default{n}"] = field.default
            parameters.append(f"{field.name}=_default{n}")
        elif field.default_factory is not dataclasses.MISSING:
            known[f"_make{n}"] = field.default_factory
            parameters.append(f"{field.name}=_MISSING")
            lines.append(f"if {field.name} is _MISSING: {field.name} = _make{n}()")
        else:
            parameters.append(field.name)
        lines.append(f"_set{n}(self, {field.name})")
    return _compiled("__init__", ["self", *parameters], lines or ["pass"], known)


def _equality(cls: type) -> Any:
    one, other = (_values(cls, name) for name in ("self", "other"))
    lines = ["if other.__class__ is not self.__class__: return NotImplemented", f"return {one} == {other}"]
    return _compiled("__eq__", ["self", "other"], lines, {})


def _hashing(cls: type) -> Any:
    return _compiled("__hash__", ["self"], [f"return hash({_values(cls, 'self')})"], {})


def _values(cls: type, of: str) -> str:
    return "(" + "".join(f"{of}.{field.name}," for field in dataclasses.fields(cls)) + ")"


def _compiled(name: str, parameters: list[str], lines: list[str], known: dict[str, Any]) -> Any:
    text = f"def {name}({', '.join(parameters)}):\n" + "".join(f"    {line}\n" for line in lines)
    exec(text, known)  # noqa: S102  names of fields from our own sources, as in dataclasses
    return known[name]


def _repr(self: Any) -> str:
    shown = (f"{f.name}={getattr(self, f.name)!r}" for f in dataclasses.fields(self) if f.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _refuse_to_set(_self: Any, name: str, _value: object) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_self: Any, name: str) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


_GETTERS: dict[type, Callable[[Any], tuple[Any, ...]]] = {}


def _reduce(self: Any) -> tuple[type, tuple[Any, ...]]:
    """Return what pickle needs to make the value again: it calls the class (pickle, `object.__reduce__`)."""
    cls = type(self)
    if cls not in _GETTERS:
        names = [field.name for field in dataclasses.fields(cls)]
        several = attrgetter(*names) if len(names) > 1 else None
        _GETTERS[cls] = several or (lambda value: tuple(getattr(value, name) for name in names))
    return cls, _GETTERS[cls](self)
