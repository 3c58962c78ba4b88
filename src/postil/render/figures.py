"""Figures and tables with captions: where they stand, and what a list of them says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from postil.model.course_reader import CitedEdition
from postil.model.edition import WovenBlock, WovenFlow, WovenGroup
from postil.model.prose import (
    Div,
    Image,
    Listing,
    Paragraph,
    ProseBlock,
    Quotation,
    Table,
    picture_alone,
    plain,
)
from postil.render.front_matter import ListedItem
from postil.spans import Span

__all__ = ["figure_anchors", "framed_in", "listed_figures", "listed_tables"]

_LONG = 60  # characters of a caption; of a longer one a list has the first sentence
_SENTENCE = re.compile(r"(?<=[^\W\d_]{3})[.!?。！？](?=\s|$)")
_LABEL = re.compile(r"[^\W\d_]+\.?\s+[\dIVXLC]+[a-z]?[.:]\s+", re.IGNORECASE)  # “Plate III.” is no sentence


def figure_anchors(cited: CitedEdition) -> dict[Span, str]:
    """Return the id of each picture and table with a caption in the prose of an edition, by its place."""
    woven = cited.woven
    taken = {woven.prefix + address for address in woven.edition.text.extent_of}
    found: dict[Span, str] = {}
    for part in woven.edition.parts:
        number = 0
        for span, _, _ in _in_prose(part.blocks):
            number += 1
            while f"{woven.prefix}fig-{part.manifest.id}-{number}" in taken:
                number += 1
            found[span] = f"{woven.prefix}fig-{part.manifest.id}-{number}"
    return found


def _in_prose(blocks: Iterable[ProseBlock]) -> Iterator[tuple[Span, str, str]]:
    """Yield place, kind and caption of each figure and table that has a caption."""
    for block in blocks:
        match block:
            case Paragraph(inlines=inlines):
                picture = picture_alone(inlines)
                if picture is not None and picture.caption:
                    yield picture.span, "figure", picture.caption
            case Div(attributes=attributes, blocks=inner):
                framed = next((n for n in ("figure", "table") if n in attributes.classes), "")
                held, caption = framed_in(inner)
                if framed and held is not None and caption:
                    yield held.span, framed, " ".join(plain(each.inlines) for each in caption)
                elif not framed:
                    yield from _in_prose(inner)
            case Quotation(blocks=inner):
                yield from _in_prose(inner)
            case Listing(items=items):
                for item in items:
                    yield from _in_prose(item.blocks)
            case _:
                pass


def framed_in(blocks: tuple[ProseBlock, ...]) -> tuple[Image | Table | None, tuple[Paragraph, ...]]:
    """Return the picture or table of a fenced div `figure` or `table` in prose, and the paragraphs of its caption."""
    held: Image | Table | None = None
    caption: list[Paragraph] = []
    for block in blocks:
        picture = picture_alone(block.inlines) if isinstance(block, Paragraph) else None
        if held is None and (picture is not None or isinstance(block, Table)):
            held = picture if picture is not None else block if isinstance(block, Table) else None
        elif isinstance(block, Paragraph):
            caption.append(block)
    return held, tuple(caption)


def listed_figures(cited: CitedEdition) -> tuple[ListedItem, ...]:
    """Return the figures of an edition that have captions, in the order of the book."""
    return _listed(cited, "figure")


def listed_tables(cited: CitedEdition) -> tuple[ListedItem, ...]:
    """Return the tables of an edition that have captions, in the order of the book."""
    return _listed(cited, "table")


def _listed(cited: CitedEdition, kind: str) -> tuple[ListedItem, ...]:
    woven = cited.woven
    anchors = figure_anchors(cited)
    front, back = (
        [
            ListedItem(_short(caption), anchors[span])
            for part in woven.edition.parts
            if part.manifest.place == place and part.manifest.file
            for span, found, caption in _in_prose(part.blocks)
            if found == kind
        ]
        for place in ("front", "back")
    )
    return (*front, *_in_text(woven.root.content, kind), *back)


def _in_text(content: Iterable[WovenFlow], kind: str) -> Iterator[ListedItem]:
    for item in content:
        if isinstance(item, WovenBlock):
            if item.kind == kind == "figure" and item.block.caption:
                yield ListedItem(_short(item.block.caption), item.id)
        elif isinstance(item, WovenGroup) and item.kind == kind:
            blocks = [each for each in item.content if isinstance(each, WovenBlock)]
            held = next((each for each in blocks if each.kind == kind), None)
            words = [
                each.block.text
                for group in item.content
                if isinstance(group, WovenGroup) and group.kind == "caption"
                for each in group.content
                if isinstance(each, WovenBlock)
            ]
            words = words or ([held.block.caption] if held is not None and held.block.caption else [])
            if held is not None and words:
                yield ListedItem(_short(words[0]), held.id)
        else:
            yield from _in_text(item.content, kind)


def _short(caption: str) -> str:
    """Return a caption on one line; of a long one its first sentence."""
    words = " ".join(caption.split())
    label = _LABEL.match(words)
    first = _SENTENCE.search(words, label.end() if label else 0)
    if len(words) > _LONG and first is not None:
        return words[: first.start()]
    return words.removesuffix(".")
