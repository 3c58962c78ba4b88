"""What single keys of a reader's manifest may say: days, pieces of a text, other projects, yes and no."""

from __future__ import annotations

import re
from datetime import date

from postil.diagnostics import code
from postil.ingest.fields import Fields
from postil.ingest.yaml import Scalar, Sequence
from postil.model.manifest import ProjectSource, Selection
from postil.spans import SourceText, Span

__all__ = ["dates", "excerpt", "projects", "switch"]

_ADDRESS = r"[^\s,;:….](?:(?:(?!\.\.)[^\s,;:…])*?[^\s,;:….])?"
_PIECE = re.compile(rf"({_ADDRESS})(?:\s*\.\.\s*({_ADDRESS}))?")
_PROJECT = re.compile(r"[^\W_][\w-]*")
_PACKAGE = re.compile(r"[A-Za-z_]\w*")


def switch(fields: Fields, key: str, default: bool) -> bool:
    """Return whether something is chosen: `yes` and `no` are taken as well as `true` and `false`. Reports M007."""
    node = fields.mapping.get(key)
    if isinstance(node, Scalar) and node.text in {"yes", "no"}:
        fields.node(key)
        return node.text == "yes"
    return fields.flag(key, default)


def dates(fields: Fields, key: str = "dates") -> tuple[str, str]:
    """Return the first and the last day that `key` names, both the same for a single day. Reports M008."""
    words = fields.text(key)
    if not words:
        return "", ""
    first, slash, last = (part.strip() for part in words.partition("/"))
    try:
        days = [date.fromisoformat(day) for day in ((first, last) if slash else (first,))]
        if any(len(day) != 10 for day in (first, last) if day):
            raise ValueError
    except ValueError:
        fields.out.report(
            code("M008"),
            f"“{words}” is no day and no span of days",
            fields.value_span(key),
            hint="write it as 2026-09-07 or 2026-09-07/2026-09-11",
        )
        return "", ""
    if days[0] > days[-1]:
        fields.out.report(
            code("M008"),
            f"“{words}” ends before it begins",
            fields.value_span(key),
            hint=f"write {last}/{first}",
        )
        return "", ""
    return first, last or first


def excerpt(fields: Fields, source: SourceText, key: str = "excerpt") -> tuple[Selection, ...] | None:
    """Return the pieces of the text that `key` names: `preamble, art-1..art-3, art-5.1`, or a list of these; nothing
    where the key is missing. Reports M007, M008, D005 (none)."""
    if not fields.has(key):
        fields.known.append(key)
        return None
    node = fields.node(key)
    items = node.items if isinstance(node, Sequence) else (node,)
    found: list[Selection] = []
    faulty = False
    for item in items:
        if not isinstance(item, Scalar):
            fields.texts_with_spans(key)  # tells what is wrong with it
            return ()
        words = item.text if item.value is not None else ""
        at = item.span.start
        for part in words.split(","):
            piece = part.strip()
            if not piece:
                continue
            place = source.text.find(piece, at, item.span.end)
            span = Span(item.span.file, place, place + len(piece)) if place >= 0 else item.span
            at = span.end if place >= 0 else at
            if match := _PIECE.fullmatch(piece):
                found.append(Selection(match[1], match[2] or match[1], span))
                continue
            faulty = True
            fields.out.report(
                code("M008"),
                f"“{piece}” is no address and no range of addresses",
                span,
                hint="write art-1, or art-1..art-3; pieces are parted by commas",
            )
    if not found and not faulty:
        fields.out.report(
            code("D005"),
            "the excerpt takes nothing",
            fields.key_span(key),
            hint="name what it takes: excerpt: preamble, art-1..art-3; or delete this line to take everything",
        )
    return tuple(found)


def projects(fields: Fields, key: str = "projects") -> tuple[ProjectSource, ...]:
    """Return the other projects that editions are taken from. Reports M005–M008."""
    found = []
    for name, span, node in fields.entries(key):
        own = Fields(node, f"project “{name}”", span, fields.out)
        path, package = own.text("path"), own.text("package")
        if bool(path) == bool(package):
            fields.out.report(
                code("M006"),
                f"project “{name}” is named by its path or as a package, one of the two",
                span,
                hint=f"write {name}: {{path: ../FOLDER}} or {name}: {{package: NAME}}",
            )
            path = package = ""
        if not _PROJECT.fullmatch(name):
            fields.out.report(
                code("M008"),
                f"“{name}” cannot be the name of a project",
                span,
                hint="use letters, digits and hyphens",
            )
        if package and not _PACKAGE.fullmatch(package):
            fields.out.report(
                code("M008"),
                f"“{package}” cannot be the name of a package",
                own.value_span("package"),
                hint="name the package as Python imports it, without a dot: postil_un_charter",
            )
            package = ""
        own.done()
        if path or package:
            place = own.value_span("path") if path else own.value_span("package")
            found.append(ProjectSource(name, path, package, place))
    return tuple(found)
