"""A chunk of a book before it is laid out: parsed, with its folios filled in and its marks found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from postil.frozen import dataclass
from postil.model.rendition import Fault
from postil.model.steps import blob

from . import fonts, weasyprint_faults, weasyprint_speed
from .both_ways import keep_runs_together
from .ink import greyed
from .log import listening
from .roles import classes
from .sheaf import FaceName, Slot
from .trees import prepare


class Images(URLFetcher):  # type: ignore[misc]
    """Serves the images of the rendition, named by their sha256, and refuses every other address."""

    def __init__(self, images: Mapping[str, str], faults: list[Fault]) -> None:
        super().__init__(allowed_protocols=("postil",), allow_redirects=False)
        self.images = images
        self.faults = faults

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:  # noqa: ARG002
        """Return the image at `url`; anything that is not one of the rendition's is a fault."""
        digest = self.images.get(url)
        if digest is None:
            fault = Fault("resource", f"{url} is not part of the rendition; nothing was fetched")
            if fault not in self.faults:
                self.faults.append(fault)
            raise ValueError(f"refused: {url}")
        return URLFetcherResponse(url, greyed(blob(digest)))


@dataclass(frozen=True, slots=True)
class Press:
    """What all chunks of a book are laid out with. `heard` is what was found wrong with the style sheet."""

    fonts: FontConfiguration
    sheet: CSS
    heard: tuple[Fault, ...]

    def render(self, html: str | HTML, images: Images) -> Any:
        """Lay a document out; return WeasyPrint's."""
        tree = parsed(html, images) if isinstance(html, str) else html
        return tree.render(font_config=self.fonts, stylesheets=[self.sheet], cache={}, pdf_variant="pdf/ua-1")


def parsed(html: str, images: Images) -> HTML:
    """Return `html` as a tree. Relative addresses get a base that only `Images` answers."""
    return HTML(string=html, base_url="postil:///", url_fetcher=images)


def press_for(faces: Sequence[FaceName], stylesheet: str) -> Press:
    """Return a press with these faces and this style sheet, made once in a process."""
    weasyprint_faults.mend()
    weasyprint_speed.hasten()
    return _press(fonts.use(faces), stylesheet)


@lru_cache(maxsize=4)
def _press(faces: str, stylesheet: str) -> Press:
    heard: list[Fault] = []
    configuration = _configuration(faces)
    with listening(heard):
        sheet = CSS(
            string=stylesheet,
            base_url="postil:///",
            url_fetcher=Images({}, heard),
            font_config=configuration,
        )
    return Press(configuration, sheet, tuple(heard))


@lru_cache(maxsize=2)
def _configuration(_: str) -> FontConfiguration:
    return FontConfiguration()


@dataclass(frozen=True, slots=True)
class Chunk:
    """A parsed chunk. `marks` are the elements that say something about their page, by id: running titles that hold from
    there (recto, verso), and an opening."""

    tree: HTML
    marks: Mapping[str, tuple[str | None, str | None, str | None]]


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


def open_chunk(html: str, slots: Sequence[Slot], images: Images, faults: list[Fault]) -> Chunk:
    """Return a chunk parsed, its slots filled, and the marks for running heads found in it."""
    tree = parsed(html, images)
    prepare(tree.etree_element)
    words = {(slot.attribute, slot.value): slot.pieces for slot in slots}
    marks: dict[str, tuple[str | None, str | None, str | None]] = {}
    for element in list(tree.etree_element.iter()):
        faults += _unwanted(element)
        for attribute in ("data-folio", "data-folios", "data-line"):
            value = element.get(attribute)
            if value is not None:
                _fill(element, attribute, words.get((attribute, value), ()))
        mark = (element.get("data-recto"), element.get("data-verso"), element.get("data-opening"))
        if mark != (None, None, None):
            if element.get("id"):
                marks.setdefault(element.get("id", ""), mark)
            else:
                faults.append(Fault("markup", f"<{element.tag}> has a running title or an opening but no id"))
        if "fn" in classes(element) and any("\n" in text for text in element.itertext()):
            # a new line inside a floated note prints as a line break
            faults.append(Fault("markup", "a foot note has a line break in its source", element.get("id")))
    keep_runs_together(tree.etree_element)
    return Chunk(tree, marks)


def _fill_line(element: Element, pieces: Sequence[tuple[str, str]]) -> None:
    """Put the line of its words before a note, behind its label; nothing where lines are not numbered."""
    if not pieces:
        return
    label = next((place for place, kid in enumerate(element) if "mk" in classes(kid)), None)
    line = Element("span", {"class": "at"})
    line.text, line.tail = pieces[0][0], " "
    if label is None:
        line.tail, element.text = f" {element.text or ''}", None
    element.insert(0 if label is None else label + 1, line)


def _fill(element: Element, attribute: str, pieces: Sequence[tuple[str, str]]) -> None:
    if attribute == "data-line":
        _fill_line(element, pieces)
        return
    if attribute == "data-folio":
        element.text = pieces[0][0] if pieces else "?"
        return
    last = None
    for words, anchor in pieces:
        if last is not None:
            last.tail = ", "
        last = SubElement(element, "a", {"href": f"#{anchor}"})
        last.text = words
