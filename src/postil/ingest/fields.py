"""Reading a YAML mapping field by field, so that unknown, missing and wrongly typed keys are told at their line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from postil.diagnostics import Collector, code
from postil.ingest.yaml import UNREADABLE, Mapping, Node, Scalar, Sequence
from postil.spans import Span

__all__ = ["Fields", "is_language", "nearest"]

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*|[xX](-[A-Za-z0-9]{1,8})+")


def is_language(tag: str) -> bool:
    """Tell whether `tag` has the form of a language tag (BCP 47, RFC 5646 § 2.1; that it is registered is not asked)."""
    return _LANGUAGE.fullmatch(tag) is not None


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word most like `word`, or an empty string."""
    import difflib

    found = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return found[0] if found else ""


class Fields:
    """One mapping. Whoever asks for a key marks it as known; `done` reports the rest (M005). Of a file that is
    `unreadable` as YAML no more is said."""

    def __init__(self, node: Node | None, where: str, span: Span, out: Collector) -> None:
        self.out, self.where, self.span = out, where, span
        self.known: list[str] = []
        self.unreadable = node is None and any(d.code.id in UNREADABLE for d in out.found)
        self.mapping = Mapping((), span)
        if isinstance(node, Mapping):
            self.mapping = node
            self.span = node.span
        elif node is not None and not (isinstance(node, Scalar) and node.value is None):
            self._wrong(node, "a mapping (`key: value` lines)")

    def _wrong(self, node: Node, wanted: str) -> None:
        is_now = {"Scalar": "a single value", "Sequence": "a list", "Mapping": "a mapping"}[
            type(node).__name__
        ]
        self.out.report(
            code("M007"),
            f"{self.where} must be {wanted}, but is {is_now}",
            node.span,
            hint=f"write {wanted}",
        )

    def has(self, key: str) -> bool:
        """Tell whether the key is there."""
        return self.mapping.get(key) is not None

    def says(self, key: str) -> bool:
        """Tell whether the key is there and has a value."""
        found = self.mapping.get(key)
        return found is not None and not (isinstance(found, Scalar) and found.value is None)

    def node(self, key: str, *, required: bool = False, why: str = "") -> Node | None:
        """Return the raw value of `key`; reports M006 where it is required and missing."""
        self.known.append(key)
        found = self.mapping.get(key)
        if required and not self.says(key):
            if not self.unreadable:
                self._missing(key, why)
            return None
        return found

    def _missing(self, key: str, why: str) -> None:
        begin = (
            self.key_span(key) if self.has(key) else Span(self.span.file, self.span.start, self.span.start)
        )
        self.out.report(code("M006"), f"{self.where} has no “{key}”", begin, hint=why or f"add `{key}: …`")

    def key_span(self, key: str) -> Span:
        """Return where `key` is written (or the mapping, where it is not)."""
        for name, _ in self.mapping.items:
            if name.text == key:
                return name.span
        return self.span

    def value_span(self, key: str) -> Span:
        """Return where the value of `key` is written."""
        found = self.mapping.get(key)
        return found.span if found is not None else self.span

    def text(self, key: str, default: str = "", *, required: bool = False, why: str = "") -> str:
        """Return a string; numbers and dates are taken as they are written (M007 for lists and mappings)."""
        node = self.node(key, required=required, why=why)
        if node is None:
            return default
        if not isinstance(node, Scalar):
            self._wrong_at(key, node, "a piece of text")
            return default
        if node.value is None:
            return default
        if isinstance(node.value, bool):
            self._wrong_at(key, node, "a piece of text")
            return default
        if required and not node.text.strip():
            self._missing(key, why)
        return node.text

    def language(self, key: str, default: str) -> str:
        """Return a language tag (M008 otherwise)."""
        found = self.text(key, default)
        if found == default or is_language(found):
            return found
        self._no_language(found, self.value_span(key))
        return default

    def languages(self, key: str) -> tuple[str, ...]:
        """Return a list of language tags; a single one counts as a list of one (M008 for others)."""
        given = self.texts_with_spans(key)
        for tag, span in given:
            if not is_language(tag):
                self._no_language(tag, span)
        return tuple(tag for tag, _ in given if is_language(tag))

    def _no_language(self, found: str, span: Span) -> None:
        self.out.report(
            code("M008"),
            f"“{found}” is no language",
            span,
            hint="write its tag: en, ja, pt-BR, zh-Hant",
        )

    def flag(self, key: str, default: bool = False) -> bool:
        """Return true or false."""
        node = self.node(key)
        if node is None:
            return default
        if not isinstance(node, Scalar) or not isinstance(node.value, bool):
            self._wrong_at(key, node, "`true` or `false`")
            return default
        return node.value

    def number(self, key: str, default: int | None = None) -> int | None:
        """Return a whole number."""
        node = self.node(key)
        if node is None:
            return default
        if not isinstance(node, Scalar) or not isinstance(node.value, int) or isinstance(node.value, bool):
            self._wrong_at(key, node, "a whole number")
            return default
        return node.value

    def choice(self, key: str, allowed: tuple[str, ...], default: str) -> str:
        """Return one of `allowed` (M008 otherwise)."""
        node = self.node(key)
        if node is None:
            return default
        if not isinstance(node, Scalar):
            self._wrong_at(key, node, "one word")
            return default
        if node.text not in allowed:
            near = nearest(node.text, allowed)
            self.out.report(
                code("M008"),
                f"“{key}” cannot be “{node.text}”",
                node.span,
                hint=f"write `{key}: {near}`" if near else "write one of: " + ", ".join(allowed),
            )
            return default
        return node.text

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of strings; a single string counts as a list of one."""
        return tuple(t for t, _ in self.texts_with_spans(key))

    def texts_with_spans(self, key: str) -> tuple[tuple[str, Span], ...]:
        """Return a list of strings, each with its place."""
        node = self.node(key)
        if node is None or (isinstance(node, Scalar) and node.value is None):
            return ()
        if isinstance(node, Scalar):
            return ((node.text, node.span),)
        if not isinstance(node, Sequence):
            self._wrong_at(key, node, "a list")
            return ()
        found = []
        for item in node.items:
            if isinstance(item, Scalar) and item.value is not None:
                found.append((item.text, item.span))
            else:
                self._wrong_at(key, item, "a list of words")
        return tuple(found)

    def fields(self, key: str) -> Fields:
        """Return the mapping under `key` (empty where it is missing)."""
        node = self.node(key)
        return Fields(node, f"“{key}”", self.value_span(key), self.out)

    def entries(self, key: str) -> Iterator[tuple[str, Span, Node]]:
        """Yield name, place of the name and value of each entry of the mapping under `key`."""
        node = self.node(key)
        if node is None or (isinstance(node, Scalar) and node.value is None):
            return
        if not isinstance(node, Mapping):
            self._wrong_at(key, node, "a mapping (`name: …` lines)")
            return
        for name, value in node.items:
            yield name.text, name.span, value

    def items(self, key: str) -> tuple[Node, ...]:
        """Return the items of the list under `key`."""
        node = self.node(key)
        if node is None or (isinstance(node, Scalar) and node.value is None):
            return ()
        if not isinstance(node, Sequence):
            self._wrong_at(key, node, "a list (`- …` lines)")
            return ()
        return node.items

    def _wrong_at(self, key: str, node: Node, wanted: str) -> None:
        is_now = (
            f"“{node.text}”"
            if isinstance(node, Scalar)
            else {"Sequence": "a list", "Mapping": "a mapping"}[type(node).__name__]
        )
        self.out.report(
            code("M007"), f"“{key}” must be {wanted}, but is {is_now}", node.span, hint=f"write {wanted}"
        )

    def done(self) -> None:
        """Report every key that nobody asked for."""
        for name, _ in self.mapping.items:
            if name.text in self.known:
                continue
            near = nearest(name.text, self.known)
            self.out.report(
                code("M005"),
                f"{self.where} has no key “{name.text}”",
                name.span,
                hint=f"did you mean “{near}”?" if near else "known keys: " + ", ".join(self.known),
            )
