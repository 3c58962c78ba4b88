"""What `edition.yaml` says of the sources of a text: its copy-text, how it differs from it, other witnesses."""

from __future__ import annotations

from typing import Literal, cast

from postil.diagnostics import Collector, code
from postil.ingest.fields import Fields, nearest
from postil.ingest.prose import is_safe_path
from postil.ingest.yaml import Mapping, Node, Scalar
from postil.model.manifest import CopyText, Difference, Witness
from postil.spans import Span

__all__ = ["copy_text", "differences", "safe_path", "witnesses"]

_KINDS = ("remove", "pattern", "read", "insert", "move", "part", "join", "breaks", "hyphens")
_LABELS = {
    "remove": "words removed",
    "pattern": "lines removed",
    "read": "words read otherwise",
    "insert": "words added",
    "move": "words moved",
    "part": "joined lines parted",
    "join": "parted lines joined",
    "breaks": "line division ignored",
    "hyphens": "words divided at line ends joined",
}


def safe_path(path: str, span: Span, out: Collector) -> str:
    """Return a path that stays in its folder, or nothing. Reports M011."""
    if path and not is_safe_path(path):
        out.report(
            code("M011"),
            f"“{path}” leads out of the project",
            span,
            hint="copy the file into the project and name it by its relative path",
        )
        return ""
    return path


def copy_text(fields: Fields, out: Collector, usual: str = "copy-text.txt") -> CopyText | None:
    """Return the copy-text, nothing where none is declared; `usual` is the name of its file where none is given."""
    if not fields.has("copy-text"):
        fields.node("copy-text")
        return None
    own = fields.fields("copy-text")
    path = safe_path(own.text("path", usual), own.value_span("path"), out)
    found = CopyText(
        own.text("siglum"),
        own.text("name"),
        path,
        own.text("sha256").lower(),
        own.text("from"),
        own.text("url"),
        own.text("encoding", "utf-8"),
        own.span,
        own.value_span("sha256"),
    )
    own.done()
    return found


def differences(fields: Fields, out: Collector) -> tuple[Difference, ...]:
    """Return the declared differences between copy-text and transcription. Reports M005–M008."""
    return tuple(d for d in (_difference(n, out) for n in fields.items("differences")) if d is not None)


def _difference(node: Node, out: Collector) -> Difference | None:
    if not isinstance(node, Mapping):
        out.report(
            code("M007"),
            "a difference must be a mapping (`remove: words`, `read: words` …)",
            node.span,
            hint='write - remove: "words"',
        )
        return None
    fields = Fields(node, "this difference", node.span, out)
    kinds = [k for k in _KINDS if fields.has(k)]
    if len(kinds) != 1:
        first = node.items[0][0] if node.items else None
        near = nearest(first.text, _KINDS) if first else ""
        out.report(
            code("M006"),
            "a difference says what differs, once" if kinds else "this difference does not say what differs",
            first.span if first else node.span,
            hint=f"did you mean “{near}”?" if near and not kinds else "write one of: " + ", ".join(_KINDS),
        )
        return None
    kind = kinds[0]
    words = fields.text(kind, required=True)
    at = fields.text("at") if kind == "part" else ""
    if kind == "part" and words and " " not in words and not fields.has("before"):
        at, words = words, ""
    times: int | None = None
    if fields.has("times"):
        times = _times(fields)
    else:
        fields.known.append("times")
    found = Difference(
        cast(Literal["remove"], kind),
        words,
        fields.text("for", required=kind == "read", why="write for: with the words of the copy-text"),
        fields.text("after"),
        fields.text("before"),
        at,
        times,
        fields.text("as", _LABELS[kind]),
        node.span,
    )
    fields.done()
    return found


def _times(fields: Fields) -> int | None:
    """Return how often a difference applies: a number, or -1 for `any`. Reports M007, M008."""
    node = fields.node("times")
    if isinstance(node, Scalar) and node.text == "any":
        return -1
    number = fields.number("times")
    if number is not None and number < 1:
        fields.out.report(
            code("M008"),
            f"“times” cannot be {number}",
            fields.value_span("times"),
            hint="write how often the words occur, or times: any",
        )
        return -1
    return number


def witnesses(fields: Fields, out: Collector) -> tuple[Witness, ...]:
    """Return the other witnesses, in order. Reports M005–M007, M011."""
    found = []
    for siglum, span, node in fields.entries("witnesses"):
        own = Fields(node, f"witness “{siglum}”", span, out)
        found.append(
            Witness(
                siglum,
                own.text("name", required=True),
                own.text("date"),
                safe_path(own.text("path"), own.value_span("path"), out),
                own.text("from"),
                own.value_span("path") if own.has("path") else span,
            )
        )
        own.done()
    return tuple(found)
