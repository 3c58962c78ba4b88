"""Replace lines inside a function of another package, or fail loudly where the lines are not as expected."""

from __future__ import annotations

import inspect
import sys
import textwrap
from collections.abc import Callable, Sequence
from hashlib import sha256
from types import ModuleType
from typing import Any

_sources: dict[tuple[str, str], str] = {}


class PinnedSourceChanged(RuntimeError):
    """WeasyPrint is not the version these work-arounds were written for."""


def source_of(module: ModuleType, function: str) -> str:
    """Return the present source of `module.function`, with what was replaced in it so far."""
    key = module.__name__, function
    if key not in _sources:
        _sources[key] = textwrap.dedent(inspect.getsource(getattr(module, function)))
    return _sources[key]


def replace_in(module: ModuleType, function: str, *pairs: tuple[str, str]) -> None:
    """Compile `module.function` anew with each (old, new) text replaced; several calls add up.

    It is replaced in every module that imported it by name.
    """
    original = getattr(module, function)
    source = _replaced(f"{module.__name__}.{function}", source_of(module, function), pairs)
    _sources[module.__name__, function] = source
    exec(compile(source, module.__file__ or function, "exec"), module.__dict__)  # noqa: S102
    made = getattr(module, function)
    made.replaces = getattr(original, "replaces", original)
    rebind(original, made)


def replace_in_method(owner: type, method: str, *pairs: tuple[str, str]) -> None:
    """Compile `owner.method` anew with each (old, new) text replaced. The method must not use `super()`."""
    module = sys.modules[owner.__module__]
    source = textwrap.dedent(inspect.getsource(getattr(owner, method)))
    scope: dict[str, Any] = {}
    source = _replaced(f"{owner.__name__}.{method}", source, pairs)
    exec(compile(source, module.__file__ or method, "exec"), module.__dict__, scope)  # noqa: S102
    scope[method].replaces = getattr(owner, method)
    setattr(owner, method, scope[method])


def _replaced(where: str, source: str, pairs: Sequence[tuple[str, str]]) -> str:
    for old, new in pairs:
        if old not in source:
            raise PinnedSourceChanged(f"{where}: {old.strip().splitlines()[0]!r} is not there")
        source = source.replace(old, new)
    return source


def rebind(old: Callable[..., Any], new: Callable[..., Any]) -> None:
    """Put `new` in the place of `old` in every module of WeasyPrint that imported it by name."""
    for name, module in list(sys.modules.items()):
        if name.startswith("weasyprint"):
            for key, value in list(vars(module).items()):
                if value is old:
                    setattr(module, key, new)


def pin(function: Any, digest: str) -> None:
    """Raise `PinnedSourceChanged` unless the source of `function` is the one with this digest (SHA-256, 12 digits).

    Of a function that lines were replaced in, it is the source before that.
    """
    function = getattr(function, "replaces", function)
    found = sha256(inspect.getsource(function).encode()).hexdigest()[:12]
    if found != digest:
        raise PinnedSourceChanged(f"{function.__module__}.{function.__qualname__} is not the one ({found})")
