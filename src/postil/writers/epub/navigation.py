"""The navigation document (EPUB 3.3 § 7) and the NCX for older reading systems (OPF 2.0.1 § 2.4.1), as finished XML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from postil.model.rendition import EpubWords, NavPoint
from postil.writers.epub.content import EPUB, XHTML

__all__ = ["Landmark", "depth", "navigation", "ncx"]

Landmark = tuple[str, str, str]
"""Structural semantics, title, address."""


def navigation(
    contents: Sequence[NavPoint],
    landmarks: Sequence[Landmark],
    pages: Sequence[NavPoint],
    *,
    words: EpubWords,
    language: str,
    stylesheet: str,
) -> str:
    """Return the navigation document: contents, and hidden landmarks and pages, which reading systems show their own way."""
    parts = [_nav("toc", "doc-toc", words.contents, "h1", _entries(contents))]
    if landmarks:
        entries = "".join(
            f'<li><a epub:type="{_quote(kind)}" href="{_quote(href)}">{escape(title)}</a></li>\n'
            for kind, title, href in landmarks
        )
        parts.append(_nav("landmarks", "", words.landmarks, "h2", f"<ol>\n{entries}</ol>\n", hidden=True))
    if pages:
        parts.append(_nav("page-list", "doc-pagelist", words.pages, "h2", _entries(pages), hidden=True))
    tag = _quote(language)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        f'<html xmlns="{XHTML}" xmlns:epub="{EPUB}" lang="{tag}" xml:lang="{tag}">\n'
        f'<head><meta charset="utf-8"/><title>{escape(words.contents)}</title>'
        f'<link rel="stylesheet" type="text/css" href="{_quote(stylesheet)}"/></head>\n'
        f'<body class="contents">\n{"".join(parts)}</body>\n</html>\n'
    )


def ncx(
    title: str,
    identifier: str,
    contents: Sequence[NavPoint],
    pages: Sequence[NavPoint],
    *,
    words: EpubWords,
    language: str,
) -> str:
    """Return the NCX with the same entries; EPUB 3 readers pass over it."""
    targets = "".join(
        f'<pageTarget id="page-{number}" type="normal">{_label(page.title)}<content src="{_quote(page.href)}"/></pageTarget>\n'
        for number, page in enumerate(pages, 1)
    )
    page_list = f"<pageList>\n{_label(words.pages)}\n{targets}</pageList>\n" if pages else ""
    counts = {
        "uid": identifier,
        "depth": str(depth(contents)),
        "totalPageCount": str(len(pages)),
        "maxPageNumber": "0",
    }
    head = "".join(f'<meta name="dtb:{name}" content="{_quote(value)}"/>' for name, value in counts.items())
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1" xml:lang="{_quote(language)}">\n'
        f"<head>{head}</head>\n<docTitle><text>{escape(title)}</text></docTitle>\n"
        f"<navMap>\n{_points(contents, 'point')}</navMap>\n{page_list}</ncx>\n"
    )


def depth(points: Iterable[NavPoint]) -> int:
    """Return how many levels `points` have."""
    return max((1 + depth(point.children) for point in points), default=0)


def _nav(kind: str, role: str, title: str, level: str, entries: str, *, hidden: bool = False) -> str:
    attributes = f' role="{role}"' if role else ""
    if hidden:
        attributes += ' hidden="hidden"'
    return (
        f'<nav epub:type="{kind}" id="{kind}" aria-labelledby="h-{kind}"{attributes}>\n'
        f'<{level} id="h-{kind}">{escape(title)}</{level}>\n{entries}</nav>\n'
    )


def _entries(points: Sequence[NavPoint]) -> str:
    items = "".join(f"<li>{_link(point)}{_children(point)}</li>\n" for point in points)
    return f"<ol>\n{items}</ol>\n"


def _children(point: NavPoint) -> str:
    return f"\n{_entries(point.children)}" if point.children else ""


def _link(point: NavPoint) -> str:
    if not point.href:
        return f"<span>{escape(point.title)}</span>"
    return f'<a href="{_quote(point.href)}">{escape(point.title)}</a>'


def _points(points: Sequence[NavPoint], prefix: str) -> str:
    return "".join(
        f'<navPoint id="{prefix}-{number}">{_label(point.title)}<content src="{_quote(_target(point))}"/>'
        f"{_points(point.children, f'{prefix}-{number}')}</navPoint>\n"
        for number, point in enumerate(points, 1)
    )


def _target(point: NavPoint) -> str:
    """Return where `point` leads; the NCX knows no entry without a place, so a heading has its first child's."""
    return point.href or next((_target(child) for child in point.children), "")


def _label(text: str) -> str:
    return f"<navLabel><text>{escape(text)}</text></navLabel>"


def _quote(text: str) -> str:
    return escape(text, quote=True)
