"""`trims:` and `targets:`: which printed books are made, and on what pages."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import cast, get_args

from postil.diagnostics import code
from postil.ingest.fields import Fields, nearest
from postil.ingest.lengths import length
from postil.ingest.yaml import Scalar, Sequence
from postil.model.parallel import ALTERNATE, COLUMNS
from postil.model.targets import DEFAULT, TRIMS, US_TRADE, Finish, Target, Trim, Type
from postil.spans import Span

__all__ = ["ingest_targets", "ingest_trims"]

_FINISHES = cast(tuple[str, ...], get_args(Finish))
_TYPE = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)(?:pt)?\s*/\s*(\d{1,3}(?:\.\d{1,3})?)(?:pt)?")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SIDES = ("width", "height", "inside", "outside", "top", "bottom", "column", "gutter")
# What a page must leave for the text, and what type can be read and set on it.
_NARROWEST, _SHALLOWEST = 40.0, 60.0
# The least margins in mm: numbers of paragraphs stand beside the text, heads above it and folios below.
_BESIDE, _BESIDE_LARGE, _ABOVE = 11.0, 20.0, 8.0
_PAGE = (70.0, 500.0)
_SIZES = (5.0, 40.0)
_MOST_BLEED = 25.0
_MOST_LINES = 100


def ingest_trims(fields: Fields, known: Iterable[Trim] = ()) -> dict[str, Trim]:
    """Return the trims there are: postil's own, those `known` before, and those of `trims:`. Reports M005–M008, M026."""
    found = {**TRIMS, **{trim.id: trim for trim in known}}
    for name, span, node in fields.entries("trims"):
        if not _named(name, span, fields):
            continue
        own = Fields(node, f"trim “{name}”", span, fields.out)
        trim = _trim(own, name, found)
        own.done()
        # nothing is built on one that does not fit; but it is known, and no target of it is a second fault
        found[name] = trim if _fits(trim, span, own) else US_TRADE
    return found


def ingest_targets(
    fields: Fields, trims: Mapping[str, Trim], known: tuple[Target, ...] = ()
) -> tuple[Target, ...]:
    """Return the printed books that `targets:` names or describes, in order; those `known` before where nothing is said, and
    at least one. A list names targets of the project. Reports M005–M008, M026."""
    node = fields.mapping.get("targets")
    if node is None or (isinstance(node, Scalar) and node.value is None):
        fields.node("targets")
        return known or (DEFAULT,)
    by_name = {target.id: target for target in known}
    if isinstance(node, Scalar | Sequence):
        return _chosen(fields, by_name) or known or (DEFAULT,)
    found: list[Target] = []
    for name, span, value in fields.entries("targets"):
        if _named(name, span, fields):
            found.append(_target(Fields(value, f"target “{name}”", span, fields.out), name, trims))
    return tuple(found) or known or (DEFAULT,)


def _chosen(fields: Fields, known: Mapping[str, Target]) -> tuple[Target, ...]:
    """Return the targets that a list names."""
    found: list[Target] = []
    for name, span in fields.texts_with_spans("targets"):
        if name in known:
            found.append(known[name])
            continue
        near = nearest(name, known)
        fields.out.report(
            code("M008"),
            f"there is no target “{name}”",
            span,
            hint=f"did you mean “{near}”?" if near else _there_are(known),
        )
    return tuple(dict.fromkeys(found))


def _there_are(known: Mapping[str, Target]) -> str:
    return "there are: " + ", ".join(known) if known else "describe it under targets: in postil.yaml"


def _named(name: str, span: Span, fields: Fields) -> bool:
    if len(name) <= 40 and _NAME.fullmatch(name):
        return True
    fields.out.report(
        code("M008"),
        f"“{name}” cannot be part of the name of a file",
        span,
        hint="use small letters, figures and hyphens: course-pack",
    )
    return False


def _trim(own: Fields, name: str, known: Mapping[str, Trim]) -> Trim:
    base = known[own.choice("like", tuple(known), US_TRADE.id)]
    given = {side: length(own, side) for side in _SIDES}
    sides = {side: value for side, value in given.items() if value is not None}
    return replace(
        base,
        id=name,
        text=_type(own, "text", base.text),
        notes=_type(own, "notes", base.notes),
        face=own.choice("face", ("serif", "sans"), base.face),  # type: ignore[arg-type]  # one of them
        ragged=own.flag("ragged", base.ragged),
        **sides,  # type: ignore[arg-type]  # the names of lengths alone
    )


def _fits(trim: Trim, span: Span, own: Fields) -> bool:
    """Tell whether a trim can be printed on; report what stands against it."""
    words = ""
    if not all(_PAGE[0] <= side <= _PAGE[1] for side in (trim.width, trim.height)):
        words = f"a page is {_PAGE[0]:.0f} to {_PAGE[1]:.0f} mm wide and high"
    elif trim.measure < _NARROWEST:
        words = f"{max(trim.measure, 0):.0f} mm are left for the width of the text; at least {_NARROWEST:.0f} are needed"
    elif trim.depth < _SHALLOWEST:
        words = f"{max(trim.depth, 0):.0f} mm are left for the height of the text; at least {_SHALLOWEST:.0f} are needed"
    elif min(trim.inside, trim.outside) < (beside := _BESIDE_LARGE if trim.large else _BESIDE):
        words = f"numbers stand beside the text; inside: and outside: are at least {beside:.0f} mm"
    elif min(trim.top, trim.bottom) < _ABOVE:
        words = f"heads stand above the text and folios below; top: and bottom: are at least {_ABOVE:.0f} mm"
    elif not all(
        _SIZES[0] <= type_.size <= _SIZES[1] and type_.size <= type_.leading <= 3 * type_.size
        for type_ in (trim.text, trim.notes)
    ):
        words = f"type is {_SIZES[0]:.0f} to {_SIZES[1]:.0f} points, its leading from one to three times that"
    if words:
        own.out.report(
            code("M026"),
            f"nothing can be printed on the trim “{trim.id}”: {words}",
            span,
            hint="change width:, height:, a margin or the type",
        )
    return not words


def _target(own: Fields, name: str, trims: Mapping[str, Trim]) -> Target:
    found = Target(
        name,
        trims[own.choice("trim", tuple(trims), US_TRADE.id)],
        cast(Finish, own.choice("profile", _FINISHES, "screen")),
        length(own, "bleed", most=_MOST_BLEED) or 0.0,
        own.flag("marks"),
        min(own.number("lines", 0) or 0, _MOST_LINES),
        own.choice("lines-by", ("page", "document"), "page"),  # type: ignore[arg-type]  # one of them
        own.choice("parallel", (COLUMNS, ALTERNATE), ""),  # type: ignore[arg-type]  # the same
        own.flag("bleed-at-spine", True),
    )
    own.done()
    return found


def _type(own: Fields, key: str, default: Type) -> Type:
    written = own.text(key)
    if not written:
        return default
    found = _TYPE.fullmatch(written.strip())
    if found is None or not math.isfinite(float(found[1])):
        own.out.report(
            code("M008"),
            f"“{written}” is no size of type",
            own.value_span(key),
            hint=f"write size and leading in points: `{key}: 11.4pt/14.4pt`",
        )
        return default
    return Type(float(found[1]), float(found[2]))
