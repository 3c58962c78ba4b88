"""The audit of the finished page: every link leads somewhere, every note is there once, nothing runs, nothing is fetched.

The bytes are parsed anew, as HTML. Nothing here knows how they were made.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import cast
from urllib.parse import unquote

from lxml import etree

from postil.model.rendition import Fault, NotePlacement

__all__ = ["audit"]

_ADDRESSES = (
    "action",
    "background",
    "data",
    "formaction",
    "href",
    "ping",
    "poster",
    "src",
    "srcset",
    "xlink:href",
)
_FETCHED = ("background", "data", "ping", "poster", "src", "srcset")
# Links that a browser follows by itself (HTML Standard § 4.6.7); `alternate`, `canonical`, `license` it leaves alone.
_FETCHED_LINKS = frozenset(
    (
        *(
            "stylesheet",
            "icon",
            "apple-touch-icon",
            "manifest",
            "preload",
            "modulepreload",
            "prefetch",
            "prerender",
        ),
        *("preconnect", "dns-prefetch", "pingback", "attachment"),
    )
)
_RUNNING = frozenset(("applet", "embed", "form", "frame", "iframe", "object", "script"))
_DATA_BLOCKS = frozenset(("application/ld+json", "application/json"))
_HARMLESS = frozenset(
    ("a", "b", "br", "div", "em", "i", "li", "ol", "p", "q", "s", "section", "span", "sub", "sup", "ul")
)
"""Elements in which nothing but an attribute could be wrong."""
_RUNNING_SCHEMES = ("javascript:", "vbscript:", "data:text/html")
_CSS_ADDRESS = re.compile(r"""(?:@import\s*|url\(\s*|image-set\(\s*)["']?([^"')\s;]+)""", re.IGNORECASE)
_SPACES = re.compile(r"\s+")


def audit(data: bytes, notes: Sequence[NotePlacement]) -> Iterator[Fault]:
    """Yield what is wrong with the finished page `data`, which owes its reader `notes`."""
    try:
        parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
        root = cast("etree._Element | None", etree.fromstring(data, parser))  # nothing of what has no element
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        yield Fault("not-well-formed", f"the page cannot be read: {error}")
        return
    if root is None:
        yield Fault("not-well-formed", "the page is empty")
        return
    seen = [element for element in root.iter() if isinstance(element.tag, str)]
    ids = Counter(filter(None, (element.get("id") for element in seen)))
    for entry in parser.error_log:
        if entry.type_name != "DTD_ID_REDEFINED":  # told below, with the id
            yield Fault("not-well-formed", f"{entry.message.strip()} (line {entry.line})")
    yield from _closed(seen)
    for name, count in ids.items():
        if count > 1:
            yield Fault("duplicate-id", f"the id {name} stands {count} times", name)
    for element in seen:
        yield from _element(element, ids)
    yield from _notes(seen, notes)


def _closed(seen: Sequence[etree._Element]) -> Iterator[Fault]:
    """Yield a fault unless the page has its own style sheet and the policy that names it, both filled in."""
    styles = [element.text or "" for element in seen if element.tag == "style"]
    policies = [
        element.get("content") or ""
        for element in seen
        if element.tag == "meta" and (element.get("http-equiv") or "").lower() == "content-security-policy"
    ]
    if len(styles) != 1:
        yield Fault("style-missing", f"the page has {len(styles)} style sheets, not the one it should have")
    digest = base64.b64encode(hashlib.sha256("".join(styles).encode()).digest()).decode()
    wanted = {"default-src 'none'", f"style-src 'sha256-{digest}'"}
    if len(policies) != 1 or not wanted <= {each.strip() for each in policies[0].split(";")}:
        yield Fault(
            "policy-missing", "the page has no security policy that allows its style sheet and no script"
        )


def _element(element: etree._Element, ids: Counter[str]) -> Iterator[Fault]:
    tag, held = str(element.tag), {str(name): str(value) for name, value in element.attrib.items()}
    if not held and tag in _HARMLESS:
        return
    if _runs(tag, held):
        yield Fault("script", f"<{tag}> holds a script", _near(element))
    for source in _sources(tag, held, element):
        yield Fault("remote-resource", f"<{tag}> fetches {source}", _near(element))
    if tag == "meta" and held.get("http-equiv", "").lower() == "refresh":
        yield Fault("remote-resource", "the page sends its reader elsewhere", _near(element))
    if held.get("style"):
        yield Fault(
            "inline-style",
            f"<{tag}> has a style attribute, which the policy of the page forbids",
            _near(element),
        )
    target = held.get("href", "")
    # "#" and "#top" are the top of the page (HTML Standard § 7.4.6.4)
    if target.startswith("#") and unquote(target[1:]) not in {"", "top"} and unquote(target[1:]) not in ids:
        yield Fault("link-without-target", f"nothing is at {target}", _near(element))


def _runs(tag: str, held: Mapping[str, str]) -> bool:
    if tag == "script" and held.get("type", "").lower() in _DATA_BLOCKS:
        return False
    if tag in _RUNNING or any(name[:2].lower() == "on" for name in held):
        return True
    addresses = ("".join(held[name].split()).lower() for name in _ADDRESSES if name in held)
    return any(address.startswith(_RUNNING_SCHEMES) for address in addresses)


def _sources(tag: str, held: Mapping[str, str], element: etree._Element) -> Iterator[str]:
    """Yield what showing an element would fetch: any address that is not data of the page itself."""
    for name in _FETCHED:
        value = held[name].strip() if name in held else ""
        if value and not value.lower().startswith("data:"):
            yield value
    if tag == "link" and _FETCHED_LINKS & set(held.get("rel", "").lower().split()):
        yield held.get("href", "")
    if tag in {"image", "use", "feimage"}:
        value = held.get("href") or held.get("xlink:href") or ""
        if value and not value.startswith(("#", "data:")):
            yield value
    if tag == "style":
        yield from (address for address in _CSS_ADDRESS.findall(element.text or "") if address[:5] != "data:")


def _notes(seen: Sequence[etree._Element], notes: Sequence[NotePlacement]) -> Iterator[Fault]:
    by_id: dict[str, list[etree._Element]] = {}
    for element in seen:
        if uid := element.get("id"):
            by_id.setdefault(uid, []).append(element)
    for note in notes:
        bodies = by_id.get(f"n-{note.id}", [])
        if len(bodies) != 1:
            yield Fault("note-missing", f"note {note.label} stands {len(bodies)} times on the page", note.id)
        elif f"c-{note.id}" not in by_id:
            yield Fault("note-missing", f"note {note.label} has no call", note.id)
        elif _fold(note.text) not in _fold("".join(bodies[0].itertext())):
            yield Fault("note-text", f"note {note.label}: its words are not all on the page", note.id)


def _fold(text: str) -> str:
    return _SPACES.sub("", text)


def _near(element: etree._Element | None) -> str | None:
    """Return the id of `element` or of the nearest element around it."""
    while element is not None:
        if uid := element.get("id"):
            return uid
        element = element.getparent()
    return None
