"""The Jinja environment: templates from texts only, in a sandbox, with faults as diagnostics.

A template comes from a third party when a project overrides one. It therefore sees frozen values only, is looked up
in two mappings and nowhere else, and has neither chance nor clock.
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from types import TracebackType
from typing import Any, Protocol

from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    pass_context,
)
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment, safe_range
from jinja2.utils import Namespace
from markupsafe import Markup, escape

from postil.diagnostics import Collector, code
from postil.render.cuts import omission
from postil.render.words import division_title, is_rtl
from postil.spans import SourceText, Span

__all__ = ["Templates", "attribute_text", "lines", "oneline", "plain_text"]

_BREAKS = re.compile(r"</(?:p|li|div|h[1-6]|tr|td|th|blockquote|pre|dd|dt)>|<br/?>|<(?:hr)/?>")
_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"[ \t\n\r\f]+")
# What a template can do wrong besides what Jinja itself reports.
_FAULTS = (
    *(TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError),
    *(RecursionError, MemoryError, TimeoutError),
)
# What a template of a third party may cost: a book of thousands of notes takes a tenth of it.
SECONDS = 10.0
BYTES = 3 * 1024**3


@contextlib.contextmanager
def bounded() -> Iterator[None]:
    """Bound the processor's time and the memory that what is done inside may take, where the system can.

    The sandbox keeps a template from the system, not from loops in loops or from strings of a thousand million characters.
    """
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return
    import resource

    def stop(*_: object) -> None:
        raise TimeoutError(f"it takes more than {SECONDS:g} seconds")

    before = signal.signal(signal.SIGVTALRM, stop)
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    unlimited = soft == resource.RLIM_INFINITY
    resource.setrlimit(resource.RLIMIT_DATA, (BYTES if unlimited else min(soft, BYTES), hard))
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def oneline(value: object) -> Markup:
    """Return markup on one line: inside a foot note WeasyPrint prints a line end of the source as one."""
    return Markup(_SPACE.sub(" ", str(escape(value))).strip())  # noqa: S704  it was escaped before


def lines(value: str) -> Markup:
    """Return text with its kept line ends as breaks."""
    if "\n" not in value:
        return escape(value)
    return Markup("<br/>").join(value.split("\n"))


def plain_text(markup: str) -> str:
    """Return the characters that `markup` shows, white space folded; blocks are parted by a space."""
    return _SPACE.sub(" ", Markup(_TAG.sub("", _BREAKS.sub(" ", str(markup)))).unescape()).strip()  # noqa: S704


def attribute_text(value: str) -> str:
    """Return `value` on one line, for an attribute or a title."""
    return _SPACE.sub(" ", value).strip()


def _unfolded(work: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter that is not worked out while a template is compiled."""

    @pass_context
    def run(_: Context, *arguments: Any, **named: Any) -> Any:
        return work(*arguments, **named)

    return run


class _Loader(BaseLoader):
    """Looks names up in mappings: the project's first. The name stands for the file name, so that faults have it."""

    def __init__(self, templates: Mapping[str, str]) -> None:
        self.templates = templates

    def get_source(
        self,
        environment: Environment,  # noqa: ARG002  Jinja's interface
        template: str,
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return the text of `template`, its name and that it will not change."""
        if template not in self.templates:
            raise TemplateNotFound(template)
        return self.templates[template], template, lambda: True


class _Sandbox(ImmutableSandboxedEnvironment):
    """Works nothing out while it compiles (Jinja's constant folding): that is done when a template runs, and bounded."""

    intercepted_binops = frozenset(("*", "**", "%", "+", "-", "/", "//"))

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return an attribute. What our own frozen values hold is data: it is given without being looked at."""
        kind: Any = type(obj)
        if attribute in _data_of(kind):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


@cache
def _data_of(kind: type) -> frozenset[str]:
    """Return the names of what values of a type hold, where it is one of our frozen dataclasses."""
    if not dataclasses.is_dataclass(kind) or not kind.__module__.startswith("postil."):
        return frozenset()
    return frozenset(f.name for f in dataclasses.fields(kind) if not f.name.startswith("_"))


class Kept(Protocol):
    """What keeps values by key: a `postil.memory.Memory`."""

    def recall(self, key: str) -> Any:
        """Return what was kept, or anything but bytes."""

    def keep(self, key: str, value: Any) -> None:
        """Keep a value."""


class _Compiled(BytecodeCache):
    """Keeps the package's templates as Jinja compiles them. A project's own are compiled in every process."""

    def __init__(self, kept: Kept, own: Iterable[str]) -> None:
        self.kept = kept
        self.own = frozenset(own)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load what was compiled of the same text."""
        found = self.kept.recall(f"template {bucket.key} {bucket.checksum}")
        if isinstance(found, bytes):
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if bucket.key not in {self.get_cache_key(name, name) for name in self.own}:
            self.kept.keep(f"template {bucket.key} {bucket.checksum}", bucket.bytecode_to_string())


class Templates:
    """The templates of a build: the package's, with those a project overrides by name."""

    def __init__(
        self, package: Mapping[str, str], overrides: Mapping[str, str], folder: str, kept: Kept | None = None
    ) -> None:
        self.overrides = overrides
        self.folder = folder
        self.texts = {**package, **overrides}
        env = _Sandbox(
            loader=_Loader(self.texts),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
            extensions=(),
            bytecode_cache=_Compiled(kept, overrides) if kept is not None else None,
        )
        env.globals.clear()
        env.globals.update({"range": safe_range, "namespace": Namespace})
        for name in ("random", "pprint", "xmlattr", "urlize"):
            del env.filters[name]
        env.filters.update(
            {
                "oneline": oneline,
                "lines": lines,
                "line": attribute_text,
                "named": division_title,
                "omission": omission,
            }
        )
        env.filters.update({name: _unfolded(env.filters[name]) for name in ("center", "format", "indent")})
        env.tests["rtl"] = is_rtl
        self.env = env

    def compile(self, names: Iterable[str]) -> None:
        """Compile templates into the environment's cache."""
        for name in names:
            with contextlib.suppress(*_FAULTS):
                self.env.get_template(name)

    def render(self, name: str, context: Mapping[str, Any], report: Collector) -> str | None:
        """Return what template `name` makes of `context`, or nothing where it fails (which is reported)."""
        limits = bounded() if any(n.endswith(".j2") for n in self.overrides) else contextlib.nullcontext()
        try:
            with limits:
                return self.env.get_template(name).render(context)
        except _FAULTS as fault:
            self._report(fault, report)
            return None

    def _report(self, fault: Exception, report: Collector) -> None:
        where, line = _place(fault, self.texts)
        if isinstance(fault, TemplateNotFound):
            message = f"there is no template {fault.name}"
            hint = "templates are looked up by name in the project's templates/ and among those of postil"
            report.report(code("W003"), message, self._span(where, line), hint=hint)
            return
        words = fault.message if isinstance(fault, TemplateSyntaxError) else str(fault)
        place = f"{where}, line {line}: " if where and where not in self.overrides else ""
        message = f"{place}{words or type(fault).__name__}"
        report.report(code("W002"), message, self._span(where, line))

    def _span(self, name: str, line: int) -> Span | None:
        if name not in self.overrides:
            return None
        path = f"{self.folder}/{name}"
        source = SourceText.of(path, self.overrides[name])
        return source.whole_line(max(1, min(line, len(source.line_starts))))


def _place(fault: Exception, names: Mapping[str, str]) -> tuple[str, int]:
    """Return the template and line a fault comes from: the innermost one of the traceback."""
    if isinstance(fault, TemplateSyntaxError):
        return fault.name or "", fault.lineno
    found = ("", 0)
    trace: TracebackType | None = fault.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file in names:
            found = (file, trace.tb_lineno)
        trace = trace.tb_next
    return found
