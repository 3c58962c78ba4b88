"""YAML 1.2 with positions: events in, a tree of values with spans out.

The tree is made from parser events and not from a loader, so that every key knows its line, no tag makes an
object, aliases are bounded and depth is bounded. Scalars follow the core schema of YAML 1.2.2, § 10.3, except that
a plain date stays a string and infinities are words.
"""

from __future__ import annotations

import math
import re
from typing import TypeAlias

from postil.diagnostics import Checked, Collector, Label, code
from postil.frozen import dataclass
from postil.ingest.plain_yaml import PlainScalar, PlainTree, read_plain
from postil.spans import SourceText, Span

__all__ = ["UNREADABLE", "Mapping", "Node", "Scalar", "Sequence", "parse_yaml"]

UNREADABLE = frozenset({"M004", "M013", "M014", "M020"})
"""Codes after which nothing is known of what a file says."""

_MAX_DEPTH = 40
_MAX_NODES = 200_000
_MAX_ALIASES = 100

_HINT = "check indentation, and put quotes around words that hold “: ” or begin with a sign"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A scalar: what it means (`value`) and how it is written (`text`)."""

    value: str | int | float | bool | None
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Mapping:
    items: tuple[tuple[Scalar, Node], ...]
    span: Span

    def get(self, key: str) -> Node | None:
        """Return the value of `key`, or nothing."""
        for name, value in self.items:
            if name.text == key:
                return value
        return None


Node: TypeAlias = Scalar | Sequence | Mapping


def parse_yaml(source: SourceText, offset: int = 0, end: int | None = None) -> Checked[Node | None]:
    """Return the tree of `source` (of its characters `offset` to `end`), nothing where it is empty or broken.

    Reports M004 (syntax), M012 (duplicate key), M013 (tag), M014 (too many aliases), M020 (too deep or too large),
    M021 (control characters, written as escapes).
    """
    out = Collector()
    text = source.text[offset:end]
    builder = _Builder(source.path, offset, out)
    tree = read_plain(text)
    if tree is not None:
        return out.done(builder.plain(tree))
    return _parse_any(source, text, offset)


def _parse_any(source: SourceText, text: str, offset: int) -> Checked[Node | None]:
    """Return what `parse_yaml` does, by way of the whole parser."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    out = Collector()
    builder = _Builder(source.path, offset, out)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            if not builder.add(event):
                return out.done(None)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        labels = []
        if error.context_mark is not None and mark is not None and error.context_mark.index < mark.index:
            begin = min(offset + error.context_mark.index, len(source.text))
            labels.append(Label(source.span(begin, begin), error.context or "it begins here"))
        at = min(offset + (mark.index if mark is not None else 0), len(source.text))
        out.report(
            code("M004"),
            f"not YAML: {error.problem or error.context or 'syntax error'}",
            Span(source.path, at, min(at + 1, len(source.text))),
            labels=labels,
            hint=_HINT,
        )
        return out.done(None)
    except (YAMLError, ValueError, OverflowError) as error:
        said = (str(error).splitlines() or ["syntax error"])[0]
        out.report(code("M004"), f"not YAML: {said}", Span(source.path, offset, offset), hint=_HINT)
        return out.done(None)
    return out.done(builder.root)


class _Builder:
    """Makes the tree from events, without recursion."""

    def __init__(self, path: str, offset: int, out: Collector) -> None:
        self.path, self.offset, self.out = path, offset, out
        self.root: Node | None = None
        self.stack: list[tuple[str, int, list[Node], str | None]] = []
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.nodes = self.aliases = 0
        self.sizes: list[int] = []

    def plain(self, tree: PlainTree) -> Node:
        """Return the node of a tree that was read without events."""
        if isinstance(tree, PlainScalar):
            span = Span(self.path, self.offset + tree.start, self.offset + tree.end)
            return Scalar(_resolve(tree.text) if tree.plain else tree.text, tree.text, span)
        kind, inner, start, end = tree
        span = Span(self.path, self.offset + start, self.offset + end)
        items = [self.plain(each) for each in inner]
        return self._mapping(items, span) if kind == "mapping" else Sequence(tuple(items), span)

    def add(self, event: object) -> bool:
        """Take one event; return False where reading must stop."""
        name = type(event).__name__
        if name in {"StreamStartEvent", "StreamEndEvent", "DocumentStartEvent", "DocumentEndEvent"}:
            if name == "DocumentStartEvent" and self.root is not None:
                self._stop("M004", "the file holds more than one YAML document", event, "keep one of them")
                return False
            return True
        if getattr(event, "tag", None) is not None and str(getattr(event, "tag", "")) not in {"!", ""}:
            tag = getattr(event, "tag", None)
            self._stop(
                "M013", f"the tag “{tag}” is refused", event, "leave the tag out: only plain values are read"
            )
            return False
        if name == "AliasEvent":
            return self._alias(event)
        anchor = getattr(event, "anchor", None)
        if name in {"MappingStartEvent", "SequenceStartEvent"}:
            if len(self.stack) >= _MAX_DEPTH:
                self._stop(
                    "M020", f"values are nested more than {_MAX_DEPTH} deep", event, "write them flatter"
                )
                return False
            self.stack.append((name, self._start(event), [], anchor))
            self.sizes.append(1)
            return True
        if name in {"MappingEndEvent", "SequenceEndEvent"}:
            kind, start, items, anchor = self.stack.pop()
            size = self.sizes.pop()
            span = Span(self.path, start, self._end(event))
            node: Node = (
                Sequence(tuple(items), span) if kind.startswith("Seq") else self._mapping(items, span)
            )
            return self._place(node, anchor, size, event)
        return self._place(self._scalar(event), anchor, 1, event)

    def _place(self, node: Node, anchor: str | None, size: int, event: object) -> bool:
        if anchor:
            self.anchors[str(getattr(anchor, "value", anchor))] = (node, size)
        self.nodes += 1 if isinstance(node, Scalar) else 0
        if self.stack:
            self.stack[-1][2].append(node)
            self.sizes[-1] += size
            if self.sizes[-1] > _MAX_NODES:
                self._stop(
                    "M020", f"the file unfolds to more than {_MAX_NODES} values", event, "divide the file"
                )
                return False
        else:
            self.root = node
        return True

    def _alias(self, event: object) -> bool:
        name = str(getattr(event, "anchor", ""))
        self.aliases += 1
        if self.aliases > _MAX_ALIASES:
            self._stop("M014", f"more than {_MAX_ALIASES} aliases", event, "write the values out")
            return False
        if name not in self.anchors:
            self._stop(
                "M004", f"not YAML: the alias “*{name}” has no anchor before it", event, "write the value out"
            )
            return False
        node, size = self.anchors[name]
        return self._place(node, None, size, event)

    def _mapping(self, items: list[Node], span: Span) -> Mapping:
        pairs: list[tuple[Scalar, Node]] = []
        seen: dict[str, Span] = {}
        for key, value in zip(items[::2], items[1::2], strict=True):
            if not isinstance(key, Scalar):
                self.out.report(code("M007"), "a key must be a word", key.span, hint="write key: value")
                continue
            if key.text in seen:
                self.out.report(
                    code("M012"),
                    f"the key “{key.text}” stands here twice",
                    key.span,
                    hint="keep one of the two",
                )
                continue
            seen[key.text] = key.span
            pairs.append((key, value))
        return Mapping(tuple(pairs), span)

    def _scalar(self, event: object) -> Scalar:
        text = str(getattr(event, "value", ""))
        span = Span(self.path, self._start(event), self._end(event))
        if unprintable := _UNPRINTABLE.search(text):
            self.out.report(
                code("M021"),
                f"the control character U+{ord(unprintable[0]):04X} cannot be printed",
                span,
                hint="delete its escape",
            )
            text = _UNPRINTABLE.sub(" ", text)
        if getattr(event, "style", None) in (None, "") and getattr(event, "implicit", (True,))[0]:
            return Scalar(_resolve(text), text, span)
        return Scalar(text, text, span)

    def _start(self, event: object) -> int:
        return self.offset + int(getattr(getattr(event, "start_mark", None), "index", 0))

    def _end(self, event: object) -> int:
        return self.offset + int(getattr(getattr(event, "end_mark", None), "index", 0))

    def _stop(self, code_id: str, message: str, event: object, hint: str = "") -> None:
        at = self._start(event)
        self.out.report(code(code_id), message, Span(self.path, at, max(at + 1, self._end(event))), hint=hint)


def _resolve(text: str) -> str | int | float | bool | None:
    if text in {"", "~", "null", "Null", "NULL"}:
        return None
    if text in {"true", "True", "TRUE"}:
        return True
    if text in {"false", "False", "FALSE"}:
        return False
    if _INT.fullmatch(text) and len(text) < 40:
        return int(text, 0) if text[:2] in {"0o", "0x"} else int(text)
    if _FLOAT.fullmatch(text) and len(text) < 40:
        number = float(text)
        return number if math.isfinite(number) else text
    return text
