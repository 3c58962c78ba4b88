"""Forms of blocks: pictures, tables and lists with their own marks, and the lines of a poem."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from postil.diagnostics import Collector, code
from postil.ingest.flatten import Flat, without_first
from postil.model.front import Facsimile
from postil.model.prose import Attributes, Image, Inline
from postil.model.text import BaseText, Block, Flow, Group, Milestone
from postil.spans import Span

__all__ = [
    "check_captions",
    "check_facsimiles",
    "check_no_picture",
    "gathered_captions",
    "numbered_lines",
    "split_mark",
    "width_of",
    "with_facsimiles",
    "without_words",
]

_MARK = re.compile(
    r"(?:[(（\[]?(?:\d{1,3}|[A-Za-z]{1,2}|[ivxlcdm]{1,7}|[IVXLCDM]{1,7}|[а-яА-Яα-ωΑ-Ω]|[ァ-ヺ一二三四五六七八九十]{1,3})"
    r"(?:[.)）\].]{1,2}|[ºª°]\.?|(?<=[ァ-ヺ一二三四五六七八九十])(?=\s))"
    r"|§{1,2}\s?\d{1,4}[a-z]?\.?|№\s?\d{1,3}\.?|[—–•·†‡*■□○●◦-])(?=\s)"
)
_WIDTH = re.compile(r"(\d{1,4}(?:\.\d{1,3})?)(mm|cm|in|pt|%)")


def without_words(picture: Image, out: Collector) -> None:
    """Report a picture that has no words for those who cannot see it (T030)."""
    if not picture.alt.strip():
        out.report(
            code("T030"),
            f"the picture “{picture.path}” has no words for those who cannot see it",
            picture.span,
            hint=f"say what is to be seen: ![A map of the islands]({picture.path})",
        )


def check_no_picture(nodes: Iterable[Inline], out: Collector) -> None:
    """Report pictures amid words (T008)."""
    for node in nodes:
        if isinstance(node, Image):
            out.report(
                code("T008"),
                "a picture in the text stands in a paragraph of its own",
                node.span,
                hint="put empty lines around it",
            )


def check_facsimiles(text: BaseText, facsimiles: Iterable[Facsimile], out: Collector) -> None:
    """Report pictures of pages that begin nowhere in the text (T032)."""
    pages = {mile.number for block in text.blocks for mile in block.milestones}
    for each in facsimiles:
        if each.page not in pages:
            out.report(
                code("T032"),
                f"page {each.page} of the copy-text begins nowhere in the text",
                each.span,
                hint=f"mark where it begins: []{{.page n={each.page}}}",
            )


def split_mark(flat: Flat) -> tuple[str, Flat]:
    """Return the mark that a paragraph of a list begins with, as it is printed (`(a)`, `§ 2`, `—`), and the rest; no mark
    where it has none."""
    found = _MARK.match(flat.text)
    if found is None:
        return "", flat
    behind = len(flat.text) - len(flat.text[found.end() :].lstrip())
    return found[0], without_first(flat, behind)


def numbered_lines(content: Iterable[Flow], first: int) -> tuple[Flow, ...]:
    """Return the stanzas of a poem, each with the number of its first line; `first` is that of the poem's."""
    out: list[Flow] = []
    for item in content:
        if isinstance(item, Block) and item.kind == "stanza":
            out.append(replace(item, line=first))
            first += item.text.count("\n") + 1
        else:
            out.append(item)
    return tuple(out)


def width_of(attributes: Attributes, out: Collector, span: Span) -> str:
    """Return how wide a figure is to be printed. Reports T022 where that says nothing."""
    written = attributes.get("width")
    if written and not _WIDTH.fullmatch(written):
        out.report(
            code("T022"),
            f"“width={written}” means nothing here",
            attributes.span or span,
            hint="write width=80mm, or width=60% of the width of the text",
        )
        return ""
    return written


def check_captions(name: str, content: Iterable[Flow], span: Span, out: Collector) -> None:
    """Report a figure without a picture and a table's frame without a table (T031)."""
    kinds = [item.kind for item in content]
    if name in {"figure", "table"} and name not in kinds:
        wanted = "picture" if name == "figure" else "table"
        out.report(
            code("T031"),
            f"the fenced div “{name}” holds no {wanted}",
            span,
            hint=f"put the {wanted} into it, with empty lines around it",
        )


def gathered_captions(content: Iterable[Flow]) -> list[Flow]:
    """Return what a figure holds, with the paragraphs of a caption that follow each other as one group."""
    out: list[Flow] = []
    for item in content:
        last = out[-1] if out else None
        if not isinstance(item, Block) or item.kind != "caption":
            out.append(item)
        elif isinstance(last, Group) and last.kind == "caption":
            out[-1] = replace(last, content=(*last.content, item), span=last.span.to(item.span))
        else:
            out.append(Group("caption", (item,), item.span))
    return out


def with_facsimiles(miles: Iterable[Milestone], facsimiles: Mapping[str, Facsimile]) -> tuple[Milestone, ...]:
    """Return page breaks with the pictures that the manifest names for their pages; what the text names goes before."""
    out = []
    for mile in miles:
        found = facsimiles.get(mile.number) if not mile.image else None
        out.append(replace(mile, image=found.image, alt=found.alt) if found is not None else mile)
    return tuple(out)
