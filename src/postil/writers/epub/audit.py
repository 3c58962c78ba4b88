"""The audit of the finished bytes: every link leads somewhere, every note is there once, nothing runs, nothing is fetched.

The file is opened anew. Nothing here knows how it was made.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import unquote

from lxml import etree

from postil.frozen import dataclass
from postil.model.rendition import Fault, NotePlacement
from postil.writers.epub.content import elements, local, parse, remote, scripts

__all__ = ["audit"]

_XML = (".xhtml", ".opf", ".ncx", ".svg", ".xml")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_CSS_ADDRESS = re.compile(r"""(?:@import\s*|url\(\s*)["']?([^"')\s;]+)""", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_LINKS = ("href", "src", "{http://www.w3.org/1999/xlink}href")


@dataclass(frozen=True, slots=True)
class _File:
    path: str
    root: etree._Element
    ids: Counter[str]


def audit(data: bytes, notes: Sequence[NotePlacement]) -> Iterator[Fault]:
    """Yield what is wrong with the finished e-book `data`, which owes its reader `notes`."""
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        content = {name: container.read(name) for name in container.namelist()}
    files: dict[str, _File] = {}
    for path, each in content.items():
        if path.endswith(_XML):
            try:
                root = parse(each)
            except etree.XMLSyntaxError as error:
                yield Fault("not-well-formed", f"{path}: {error.msg}")
                continue
            files[path] = _File(
                path, root, Counter(filter(None, (element.get("id") for element in elements(root))))
            )
        elif path.endswith(".css"):
            yield from _style(path, each.decode(), content)
    for file in files.values():
        yield from _identifiers(file)
        yield from _elements(file, files, content)
    yield from _notes([file for path, file in files.items() if path.endswith(".xhtml")], notes)


def _identifiers(file: _File) -> Iterator[Fault]:
    for name, count in file.ids.items():
        if count > 1:
            yield Fault("duplicate-id", f"{file.path}: the id {name} stands {count} times", name)


def _elements(file: _File, files: dict[str, _File], content: dict[str, bytes]) -> Iterator[Fault]:
    for element in elements(file.root):
        anchor = _near(element)
        if scripts(element):
            yield Fault("script", f"{file.path}: <{local(element)}> holds a script", anchor)
        for source in remote(element):
            yield Fault("remote-resource", f"{file.path}: <{local(element)}> fetches {source}", anchor)
        if local(element) == "style" or element.get("style"):
            yield from _style(
                file.path, f"{element.text or ''};{element.get('style') or ''}", content, anchor
            )
        for attribute in _LINKS:
            target = element.get(attribute)
            if target is not None and not _leads(file.path, target, files, content):
                yield Fault("link-without-target", f"{file.path}: nothing is at {target}", anchor)


def _leads(path: str, target: str, files: dict[str, _File], content: dict[str, bytes]) -> bool:
    """Return whether the link `target` of the file at `path` leads to something, as far as this book can tell."""
    if _SCHEME.match(target) or target.startswith("//"):
        return True
    address, _, fragment = unquote(target).partition("#")
    goal = posixpath.normpath(posixpath.join(posixpath.dirname(path), address)) if address else path
    if path == "META-INF/container.xml":
        goal = address
    if goal not in content:
        return False
    return not fragment or goal not in files or fragment in files[goal].ids


def _style(path: str, text: str, content: dict[str, bytes], anchor: str | None = None) -> Iterator[Fault]:
    for address in _CSS_ADDRESS.findall(text):
        if "//" in address:
            yield Fault("remote-resource", f"{path}: the style sheet fetches {address}", anchor)
        elif not address.startswith(("data:", "#")):
            goal = posixpath.normpath(posixpath.join(posixpath.dirname(path), address))
            if goal not in content:
                yield Fault("link-without-target", f"{path}: nothing is at {address}", anchor)


def _notes(files: Iterable[_File], notes: Sequence[NotePlacement]) -> Iterator[Fault]:
    files = tuple(files)
    by_id: dict[str, list[tuple[_File, etree._Element]]] = {}
    for file in files:
        for element in elements(file.root):
            if uid := element.get("id"):
                by_id.setdefault(uid, []).append((file, element))
    for note in notes:
        bodies, calls = by_id.get(f"n-{note.id}", []), by_id.get(f"c-{note.id}", [])
        if len(bodies) != 1:
            yield Fault("note-missing", f"note {note.label} stands {len(bodies)} times in the book", note.id)
            continue
        if not calls:
            yield Fault("note-missing", f"note {note.label} has no call", note.id)
            continue
        home, body = bodies[0]
        if note.place != "back" and home.path != calls[0][0].path:
            yield Fault("note-missing", f"note {note.label} is not in the file of its call", note.id)
        if _fold(note.text) not in _fold("".join(body.itertext())):
            yield Fault("note-text", f"note {note.label}: its words are not all in {home.path}", note.id)


def _fold(text: str) -> str:
    return _SPACES.sub("", text)


def _near(element: etree._Element | None) -> str | None:
    """Return the id of `element` or of the nearest element around it."""
    while element is not None:
        if uid := element.get("id"):
            return uid
        element = element.getparent()
    return None
