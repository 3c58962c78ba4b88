"""YAML as nearly every file has it, read line by line: what the whole parser would make of it, many times sooner.

Understood are mappings and lists in block form, values on one line (plain, quoted without escapes, or flow collections)
and block scalars without indicators of indentation. Whatever else stands in a file, right or wrong, is not judged here:
`read_plain` returns nothing then, and the whole parser reads the file. A property test holds the two together.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from postil.frozen import dataclass

__all__ = ["PlainScalar", "PlainTree", "read_plain"]

_LARGEST = 200_000
_DEEPEST = 12
# what YAML does not print, other line breaks than LF, tabs, and the byte order mark (YAML 1.2.2, § 5.1, § 5.4)
_OTHER = re.compile(r"[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_-]{0,60}):(?= |$)")
_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`](?:[^\s:#]|:(?=\S)|(?<=\S)#| +(?=[^\s#]))*")
_FLOW_PLAIN = re.compile(
    r"[^\s\-?:,\[\]{}#&*!|>'\"%@`](?:[^\s:#,\[\]{}?&*!|>'\"%@`]|:(?=[^\s,\[\]{}])| +(?=[^\s#,\[\]{}:]))*"
)
_QUOTED = re.compile(r"\"[^\"\\\n]*\"|'[^'\n]*'(?!')")
_BLOCK = re.compile(r"([|>])(-?)")
_REST = re.compile(r" *(?: #.*)?$")


@dataclass(frozen=True, slots=True)
class PlainScalar:
    """A scalar with its place; `plain` says that nothing quotes it, so that it can mean a number."""

    text: str
    plain: bool
    start: int
    end: int


PlainTree: TypeAlias = PlainScalar | tuple[str, list["PlainTree"], int, int]
"""A scalar, or a `mapping` (keys and values by turns) or `sequence` with its place."""


class _NotPlainError(Exception):
    """The text has something that only the whole parser knows."""


def read_plain(text: str) -> PlainTree | None:
    """Return the one document in `text`, nothing where it is not as plain as this module knows it."""
    if len(text) > _LARGEST or _OTHER.search(text):
        return None
    try:
        return _Lines(text).document()
    except _NotPlainError:
        return None


class _Lines:
    """Reads block collections, a line that says something after the other."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: list[tuple[int, int, str]] = []
        """Where each line begins, how far it is indented, and the rest of it."""
        at = 0
        for line in text.split("\n"):
            bare = line.lstrip(" ")
            self.lines.append((at, len(line) - len(bare), bare))
            at += len(line) + 1
        self.number = 0
        self._pass()

    def document(self) -> PlainTree:
        if self.number == len(self.lines):
            raise _NotPlainError
        found = self._collection(self.lines[self.number][1], 0)
        if self.number < len(self.lines):
            raise _NotPlainError
        return found

    def _pass(self) -> None:
        """Go on to the next line that holds more than a comment."""
        while self.number < len(self.lines):
            _, indent, bare = self.lines[self.number]
            if bare and not bare.startswith("#"):
                if indent == 0 and bare.startswith(("---", "...")):
                    raise _NotPlainError
                return
            self.number += 1

    def _here(self) -> int:
        """Return where the next thing begins."""
        if self.number == len(self.lines):
            return len(self.text)
        start, indent, _ = self.lines[self.number]
        return start + indent

    def _collection(self, indent: int, depth: int) -> PlainTree:
        if depth > _DEEPEST:
            raise _NotPlainError
        if self._is_item():
            return self._sequence(indent, depth)
        return self._mapping(indent, depth)

    def _is_item(self) -> bool:
        bare = self.lines[self.number][2]
        return bare.startswith("- ") or bare == "-"

    def _mapping(self, indent: int, depth: int) -> PlainTree:
        begin = self._here()
        items: list[PlainTree] = []
        while self.number < len(self.lines) and self.lines[self.number][1] >= indent:
            start, own, bare = self.lines[self.number]
            key = _KEY.match(bare)
            if own != indent or key is None:
                raise _NotPlainError
            at = start + own
            items.append(PlainScalar(key[1], True, at, at + len(key[1])))
            items.append(self._value(bare, key.end(), at, indent, depth, in_mapping=True))
        return "mapping", items, begin, self._here()

    def _sequence(self, indent: int, depth: int, floor: int | None = None) -> PlainTree:
        begin = self._here()
        items: list[PlainTree] = []
        while self.number < len(self.lines) and self.lines[self.number][1] >= indent:
            start, own, bare = self.lines[self.number]
            if own != indent:
                raise _NotPlainError
            if not self._is_item():
                if floor == indent:
                    break  # the list stands as far out as the keys of its mapping
                raise _NotPlainError
            rest = bare[1:].lstrip(" ")
            if _KEY.match(rest):
                # a mapping that begins in the line of its dash
                inner = indent + len(bare) - len(rest)
                self.lines[self.number] = (start, inner, rest)
                items.append(self._mapping(inner, depth + 1))
            else:
                items.append(self._value(bare, 1, start + own, indent, depth, in_mapping=False))
        return "sequence", items, begin, self._here()

    def _value(
        self, bare: str, offset: int, at: int, indent: int, depth: int, *, in_mapping: bool
    ) -> PlainTree:
        """Return what stands behind a key or dash that ends at `offset` of the line `bare`, or below it; where nothing is
        given, its place is for the whole parser to say."""
        first = len(bare) - len(bare[offset:].lstrip(" "))
        if first == len(bare) or bare.startswith("#", first):
            self.number += 1
            self._pass()
            if self.number == len(self.lines):
                raise _NotPlainError
            own = self.lines[self.number][1]
            if own > indent:
                return self._collection(own, depth + 1)
            if in_mapping and own == indent and self._is_item():
                return self._sequence(own, depth + 1, floor=indent)
            raise _NotPlainError
        if found := _BLOCK.match(bare, first):
            return self._block_scalar(bare, found, at + first, indent)
        node, end = _one(bare, first, at, depth)
        if not _REST.match(bare, end):
            raise _NotPlainError
        self.number += 1
        self._pass()
        if self.number < len(self.lines) and self.lines[self.number][1] > indent:
            raise _NotPlainError
        return node

    def _block_scalar(self, bare: str, head: re.Match[str], at: int, indent: int) -> PlainTree:
        """Return a block scalar (YAML 1.2.2, § 8.1)."""
        if head.end() != len(bare):
            raise _NotPlainError
        self.number += 1
        first = self.number
        own = 0
        while self.number < len(self.lines):
            _, spaces, words = self.lines[self.number]
            if words and spaces <= indent:
                break
            own = own or (spaces if words else 0)
            if words and (spaces < own or (head[1] == ">" and spaces > own)):
                raise _NotPlainError
            self.number += 1
        kept = self.lines[first : self.number]
        if not own or any(spaces > own for _, spaces, words in kept if not words):
            raise _NotPlainError
        if self.number == len(self.lines):
            end = len(self.text)
            if kept[-1][1]:
                raise _NotPlainError
        else:
            end = self.lines[self.number][0]
            if self.lines[self.number][2].startswith("#"):
                raise _NotPlainError
        lines = [" " * (spaces - own) + words if words else "" for _, spaces, words in kept]
        while lines and not lines[-1]:
            lines.pop()
        text = "\n".join(lines) if head[1] == "|" else _folded(lines)
        closed = self.number < len(self.lines) or not kept[-1][2]
        self._pass()
        return PlainScalar(text + ("" if head[2] or not closed else "\n"), False, at, end)


def _folded(lines: list[str]) -> str:
    """Return lines run together; an empty one between them is a line end."""
    text, empty = "", 0
    for number, line in enumerate(lines):
        if not line:
            empty += 1
            continue
        text += ("\n" * empty if empty else " " if number else "") + line
        empty = 0
    return text


def _one(line: str, offset: int, at: int, depth: int) -> tuple[PlainTree, int]:
    """Return the value that begins at `offset` of a line, and where it ends there."""
    if line[offset] in "[{":
        return _flow(line, offset, at, depth)
    return _scalar(line, offset, at, _PLAIN)


def _scalar(line: str, offset: int, at: int, plain: re.Pattern[str]) -> tuple[PlainTree, int]:
    if found := _QUOTED.match(line, offset):
        return PlainScalar(found[0][1:-1], False, at + offset, at + found.end()), found.end()
    if found := plain.match(line, offset):
        return PlainScalar(found[0], True, at + offset, at + found.end()), found.end()
    raise _NotPlainError


def _flow(line: str, offset: int, at: int, depth: int) -> tuple[PlainTree, int]:
    """Return a flow collection, which begins and ends in one line (YAML 1.2.2, § 7.4)."""
    if depth > _DEEPEST:
        raise _NotPlainError
    is_mapping = line[offset] == "{"
    close = "}" if is_mapping else "]"
    items: list[PlainTree] = []
    position = _skip(line, offset + 1)
    while not line.startswith(close, position):
        if is_mapping:
            key = _KEY.match(line, position)
            if key is None:
                raise _NotPlainError
            items.append(PlainScalar(key[1], True, at + position, at + key.end(1)))
            position = _skip(line, key.end())
        if position >= len(line):
            raise _NotPlainError
        item: tuple[PlainTree, int]
        if line[position] in "[{":
            item = _flow(line, position, at, depth + 1)
        else:
            item = _scalar(line, position, at, _FLOW_PLAIN)
        items.append(item[0])
        position = _skip(line, item[1])
        if line.startswith(",", position) and not line.startswith(close, _skip(line, position + 1)):
            position = _skip(line, position + 1)
        elif not line.startswith(close, position):
            raise _NotPlainError
    return ("mapping" if is_mapping else "sequence", items, at + offset, at + position + 1), position + 1


def _skip(line: str, position: int) -> int:
    while line.startswith(" ", position):
        position += 1
    return position
