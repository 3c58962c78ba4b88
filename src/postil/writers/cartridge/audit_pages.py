"""What pages and the texts of questions may hold: nothing that runs, no link that leads nowhere."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from lxml import etree

from postil.model.rendition import Fault
from postil.writers.cartridge.xml import elements, local

__all__ = ["audit_image", "audit_markup", "audit_pages"]

_RUNNING = frozenset(
    ("applet", "base", "embed", "form", "frame", "frameset", "iframe", "object", "script", "foreignObject")
)
_ADDRESSES = frozenset(
    ("action", "background", "cite", "data", "formaction", "href", "ping", "poster", "src", "srcset", "to")
)
_RUNNING_SCHEMES = ("javascript:", "vbscript:", "data:")
_OUTSIDE = ("https://", "http://", "mailto:")
_CSS_ADDRESS = re.compile(r"@import|url\(", re.IGNORECASE)
_VOID = frozenset(
    ("area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
_EMPTY = re.compile(rb"<([A-Za-z][A-Za-z0-9]*)\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*/>")


def audit_pages(pages: Mapping[str, etree._Element], content: Mapping[str, bytes]) -> Iterator[Fault]:
    """Yield what is wrong with the HTML files of a package, `pages` by path, among all of its `content`."""
    ids = {
        path: Counter(each.get("id") for each in elements(root) if each.get("id"))
        for path, root in pages.items()
    }
    for path, root in pages.items():
        for name, count in ids[path].items():
            if count > 1:
                yield Fault("cartridge-id", f"{path}: the id {name} stands {count} times", name)
        if not root.get("lang"):
            yield Fault("cartridge-form", f"{path} does not say its language")
        for found in _EMPTY.finditer(content[path]):
            if (
                name := found[1].decode()
            ) not in _VOID:  # in HTML the slash means nothing: it would never end
                yield Fault(
                    "cartridge-form", f"{path}: <{name}/> would not be closed where pages are read as HTML"
                )
        yield from audit_markup(path, root, content, ids)


def audit_markup(
    path: str, root: etree._Element, content: Mapping[str, bytes], ids: Mapping[str, Mapping[str | None, int]]
) -> Iterator[Fault]:
    """Yield what runs, is fetched or leads nowhere in `root`, which stands in the file at `path`."""
    for element in elements(root):
        tag, anchor = local(element), element.get("id")
        if runs(element):
            yield Fault("cartridge-script", f"{path}: <{tag}> holds a script", anchor)
        style = f"{element.text or ''}" if tag == "style" else element.get("style") or ""
        if _CSS_ADDRESS.search(style):
            yield Fault("cartridge-link", f"{path}: a style sheet fetches something", anchor)
        for name in ("href", "src"):
            target = element.get(name)
            if target is not None and not _leads(path, tag, target, content, ids):
                yield Fault(
                    "cartridge-link", f"{path}: <{tag}> leads to {target}, which is not there", anchor
                )


def audit_image(path: str, root: etree._Element) -> Iterator[Fault]:
    """Yield what runs or is fetched in an SVG image."""
    for element in elements(root):
        if runs(element):
            yield Fault("cartridge-script", f"{path}: <{local(element)}> holds a script", element.get("id"))
        for name, value in element.attrib.items():
            if str(name).rpartition("}")[2] == "href" and not str(value).startswith("#"):
                yield Fault("cartridge-link", f"{path}: the image fetches {value}", element.get("id"))


def runs(element: etree._Element) -> bool:
    """Tell whether `element` is or holds something that a browser would run or submit."""
    if local(element) in _RUNNING or (local(element) == "meta" and element.get("http-equiv")):
        return True
    for name, value in element.attrib.items():
        attribute = str(name).rpartition("}")[2].lower()
        if attribute.startswith("on"):
            return True
        if attribute in _ADDRESSES and "".join(str(value).split()).lower().startswith(_RUNNING_SCHEMES):
            return True
    return False


def _leads(
    path: str,
    tag: str,
    target: str,
    content: Mapping[str, bytes],
    ids: Mapping[str, Mapping[str | None, int]],
) -> bool:
    """Return whether a link leads to a file of the package, a place in it, or (no image) out into the Web."""
    if target.lower().startswith(_OUTSIDE):
        return tag == "a"
    address, _, place = unquote(target).partition("#")
    goal = posixpath.normpath(posixpath.join(posixpath.dirname(path), address)) if address else path
    if goal not in content or (tag != "a" and not address):
        return False
    return not place or (goal in ids and ids[goal][place] > 0)
