"""Replace lines inside a function of another package, or fail loudly where the lines are not as expected."""

from __future__ import annotations

import inspect
import linecache
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from types import CodeType, ModuleType
from typing import Any

_sources: dict[tuple[str, str], str] = {}


class PinnedSourceChanged(RuntimeError):
    """WeasyPrint is not the version these work-arounds were written for."""


def source_of(module: ModuleType, function: str) -> str:
    """Return the present source of `module.function`, with what was replaced in it so far."""
    key = module.__name__, function
    if key not in _sources:
        _sources[key] = textwrap.dedent(written(getattr(module, function)))
    return _sources[key]


def written(function: Any) -> str:
    """Return the lines of a function without remarks after the last. `inspect.getsource` looks for the end with a tokenizer,
    a tenth of a second for all that is replaced; here the compiled function says where it is (PEP 657)."""
    code = inspect.unwrap(function).__code__
    last = max(_ends(code), default=0)
    lines = linecache.getlines(code.co_filename)
    return "".join(lines[code.co_firstlineno - 1 : last]) if last and lines else inspect.getsource(function)


def _ends(code: CodeType) -> Iterator[int]:
    """Yield the lines at which the parts of a function end; none where Python was told to keep no positions."""
    yield from (end for _, end, _, _ in code.co_positions() if end is not None)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _ends(constant)


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
    source = textwrap.dedent(written(getattr(owner, method)))
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
    found = sha256(written(function).encode()).hexdigest()[:12]
    if found != digest:
        raise PinnedSourceChanged(f"{function.__module__}.{function.__qualname__} is not the one ({found})")
