"""The audit of the finished bytes: the rules of Common Cartridge, and what systems are known to stumble over.

The file is opened anew. Nothing here knows how it was made. Sources: the schemas of Common Cartridge 1.1 and 1.3 with the
Schematron rules in them (numbered in `audit_manifest` and `audit_questions` as there), and the importers of Moodle
and Canvas.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from postil.model.course import Audience
from postil.model.rendition import Fault
from postil.writers.cartridge.archive import MANIFEST
from postil.writers.cartridge.audit_manifest import Listing, audit_manifest
from postil.writers.cartridge.audit_pages import audit_image, audit_pages
from postil.writers.cartridge.audit_questions import audit_questions
from postil.writers.cartridge.dialect import Dialect
from postil.writers.cartridge.xml import parse, structure, told

__all__ = ["audit"]

_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_TEXTS = (".xml", ".html", ".svg")
_SNIFFED = 500  # of the manifest, in which Moodle looks for its namespace
_LINK_SCHEMES = ("https://", "http://")


def audit(data: bytes, audience: Audience) -> Iterator[Fault]:
    """Yield what is wrong with the finished cartridge `data`, which is for `audience`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
            content = {name: package.read(name) for name in names}
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, zlib.error) as error:
        yield Fault("cartridge-form", f"the package cannot be read: {error}")
        return
    yield from _names(names)
    roots: dict[str, etree._Element] = {}
    for name, text in content.items():
        if name.lower().endswith(_TEXTS):
            found = parse(text)
            if isinstance(found, str):
                yield Fault("cartridge-form", f"{name}: {found}")
            else:
                roots[name] = found
    if MANIFEST not in roots:
        yield Fault("cartridge-form", f"the package has no {MANIFEST} that can be read")
        return
    if names[0] != MANIFEST:
        yield Fault("cartridge-form", f"{MANIFEST} is not the first file of the package")
    listing, faults = audit_manifest(roots[MANIFEST])
    yield from faults
    if listing is not None:
        yield from _sniffed(content[MANIFEST], listing.dialect)
        yield from _listed(listing, content)
        yield from _linked(listing, roots)
        yield from audit_questions(listing, roots, content, audience)
    pages = {name: root for name, root in roots.items() if name.endswith(".html")}
    yield from audit_pages(pages, content)
    for name, root in roots.items():
        if name.endswith(".svg"):
            yield from audit_image(name, root)


def _names(names: list[str]) -> Iterator[Fault]:
    """Yield names that a system may refuse, change or confuse."""
    for name, count in Counter(names).items():
        if count > 1:
            yield Fault("cartridge-file", f"{name} stands {count} times in the package")
    for name, count in Counter(name.casefold() for name in set(names)).items():
        if count > 1:
            yield Fault("cartridge-file", f"{count} files differ from {name} in capitals only")
    for name in dict.fromkeys(names):
        if name.startswith("/") or not all(_NAME.fullmatch(part) for part in name.split("/")):
            yield Fault("cartridge-file", f"{name} is not a name that every system takes")


def _sniffed(data: bytes, dialect: Dialect) -> Iterator[Fault]:
    head = b"".join(data[:_SNIFFED].lower().split()).replace(b'"', b"").replace(b"'", b"")
    if f"<manifestxmlns={dialect.package}".encode() not in head:
        yield Fault("cartridge-form", f"the namespace is not the first attribute of {MANIFEST}")


def _listed(listing: Listing, content: dict[str, bytes]) -> Iterator[Fault]:
    """Yield files that are listed and not there, or there and not listed."""
    listed = {MANIFEST}
    for resource in listing.resources:
        listed.update(resource.files)
        for path in resource.files:
            if path not in content:
                yield Fault("cartridge-file", f"{path} is listed and not in the package")
    for path in content:
        if path not in listed:
            yield Fault("cartridge-file", f"{path} is in the package and not listed")


def _linked(listing: Listing, roots: dict[str, etree._Element]) -> Iterator[Fault]:
    """Yield web links that are not a title and an address of the Web, in this order."""
    dialect = listing.dialect
    schema = structure("weblink.rng", (("NAMESPACE", dialect.link_namespace),))
    for resource in listing.resources:
        if resource.type != dialect.link:
            continue
        for path in resource.files:
            root = roots.get(path)
            if root is None:
                continue
            if message := told(schema, root, {f"{{{dialect.link_namespace}}}": ""}):
                yield Fault("cartridge-form", f"{path}: {message}")
            elif not (address := _address(root)).startswith(_LINK_SCHEMES):
                yield Fault("cartridge-link", f"{path} leads to “{address}”, which is no address of the Web")


def _address(link: etree._Element) -> str:
    url = link.find("{*}url")
    return "" if url is None else url.get("href") or ""
