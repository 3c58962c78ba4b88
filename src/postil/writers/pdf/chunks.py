"""One chunk of a book, laid out on its own: parsed once, laid out as often as its folios change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from postil.model.rendition import Fault, PrintChunk

from .roles import classes
from .trees import prepare


class Resources(URLFetcher):  # type: ignore[misc]
    """Serves the images of the rendition and refuses every other address."""

    def __init__(self, images: Mapping[str, bytes], faults: list[Fault]) -> None:
        super().__init__(allowed_protocols=("postil",), allow_redirects=False)
        self.images = images
        self.faults = faults

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:  # noqa: ARG002
        """Return the image at `url`; anything that is not one of the rendition's is a fault."""
        data = self.images.get(url)
        if data is None:
            fault = Fault("resource", f"{url} is not part of the rendition; nothing was fetched")
            if fault not in self.faults:
                self.faults.append(fault)
            raise ValueError(f"refused: {url}")
        return URLFetcherResponse(url, data)


@dataclass(frozen=True, slots=True)
class Press:
    """What all chunks of a book are laid out with."""

    fonts: FontConfiguration
    sheets: tuple[CSS, ...]
    fetcher: Resources
    cache: dict[str, Any]

    def parse(self, html: str) -> HTML:
        """Return `html` as a tree. Relative addresses get a base that only `Resources` answers."""
        return HTML(string=html, base_url="postil:///", url_fetcher=self.fetcher)

    def render(self, tree: HTML, sheets: tuple[CSS, ...] | None = None) -> Any:
        """Lay `tree` out; return WeasyPrint's document."""
        return tree.render(
            font_config=self.fonts,
            stylesheets=list(self.sheets if sheets is None else sheets),
            cache=self.cache,
            pdf_variant="pdf/ua-1",
        )


@dataclass(frozen=True, slots=True)
class Mark:
    """An element that says something about its page: running titles that hold from there, an opening."""

    id: str
    recto: str | None
    verso: str | None
    opening: str | None


@dataclass(slots=True)
class Chunk:
    """A parsed chunk; `document` is what it was last laid out as, with the folios in `filled`."""

    source: PrintChunk
    tree: HTML
    slots: tuple[tuple[Element, str], ...]
    marks: tuple[Mark, ...]
    filled: tuple[str, ...] | None = None
    document: Any = None

    @property
    def pages(self) -> list[Any]:
        """The pages of the last layout."""
        return list(self.document.pages)

    def anchors(self) -> dict[str, int]:
        """Return the page of every id, counted from 0 in this chunk."""
        found: dict[str, int] = {}
        for number, page in enumerate(self.document.pages):
            for name in page.anchors:
                found.setdefault(name, number)
        return found

    def lay_out(self, press: Press, folios: Mapping[str, str]) -> bool:
        """Fill in the folios and lay out, unless that was done with the same folios; say whether it was needed."""
        strings = tuple(folios.get(anchor, "?") for _, anchor in self.slots)
        if self.document is not None and strings == self.filled:
            return False
        for (element, _), text in zip(self.slots, strings, strict=True):
            element.text = text
        self.document = press.render(self.tree)
        self.filled = strings
        return True


# What a printed page can do nothing with; a template that has it is told, as in the other media.
_RUNNING = frozenset(("applet", "base", "embed", "form", "frame", "iframe", "object", "script"))
_FETCHED = frozenset(("audio", "link", "source", "track", "video"))
_RUNNING_SCHEMES = ("javascript:", "vbscript:", "data:", "file:")


def _unwanted(element: Element) -> Iterator[Fault]:
    tag = str(element.tag).rpartition("}")[2]
    link = "".join(element.get("href", "").split()).lower()
    runs = any(str(name).lower().startswith("on") for name in element.attrib)
    if tag in _RUNNING or runs or (tag == "a" and link.startswith(_RUNNING_SCHEMES)):
        yield Fault("script", f"<{tag}> holds a script", element.get("id"))
    elif tag in _FETCHED:
        source = element.get("href") or element.get("src") or ""
        yield Fault("resource", f"<{tag}> fetches {source}", element.get("id"))


def parse_chunk(source: PrintChunk, press: Press, faults: list[Fault]) -> Chunk:
    """Return `source` parsed, with the places for folios and the marks for running heads found in it."""
    tree = press.parse(source.html)
    prepare(tree.etree_element)
    slots: list[tuple[Element, str]] = []
    marks: list[Mark] = []
    for element in tree.etree_element.iter():
        faults += _unwanted(element)
        anchor = element.get("data-folio")
        if anchor is not None:
            slots.append((element, anchor))
        recto, verso, opening = (element.get(f"data-{name}") for name in ("recto", "verso", "opening"))
        if recto is not None or verso is not None or opening is not None:
            if element.get("id"):
                marks.append(Mark(element.get("id", ""), recto, verso, opening))
            else:
                faults.append(Fault("markup", f"<{element.tag}> has a running title or an opening but no id"))
        if "fn" in classes(element) and any("\n" in text for text in element.itertext()):
            # a new line inside a floated note prints as a line break
            faults.append(Fault("markup", "a foot note has a line break in its source", element.get("id")))
    return Chunk(source, tree, tuple(slots), tuple(marks))
