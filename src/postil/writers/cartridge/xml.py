"""XML as the audit reads it: nothing is fetched, no entity is put in."""

from __future__ import annotations

import functools
import importlib.resources
from collections.abc import Iterator, Mapping

from lxml import etree

__all__ = ["elements", "local", "parse", "structure", "told"]


def parse(data: bytes) -> etree._Element | str:
    """Return the root of the XML file `data`, or what keeps it from being read."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"it is not UTF-8 (byte {error.start})"
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, encoding="utf-8")
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        return f"it is not well-formed: {error.msg}"


def elements(root: etree._Element) -> Iterator[etree._Element]:
    """Yield `root` and all elements in it."""
    return (each for each in root.iter() if isinstance(each.tag, str))


def local(element: etree._Element) -> str:
    """Return the name of `element` without its namespace."""
    return str(element.tag).rpartition("}")[2]


@functools.cache
def structure(name: str, namespaces: tuple[tuple[str, str], ...] = ()) -> etree.RelaxNG:
    """Return the schema `name` (RELAX NG) of this package, with what is put in for its placeholders."""
    folder = importlib.resources.files("postil.writers.cartridge")
    text = (folder / name).read_text(encoding="utf-8")
    for placeholder, namespace in namespaces:
        text = text.replace(f'"{placeholder}"', f'"{namespace}"')
    return etree.RelaxNG(etree.fromstring(text.encode()))


def told(schema: etree.RelaxNG, root: etree._Element, strings: Mapping[str, str]) -> str:
    """Return in one line where `root` departs from `schema`; empty where it does not."""
    if schema.validate(root):
        return ""
    words = [f"{entry.message} (line {entry.line})" for entry in schema.error_log]
    message = words[0] if words else "its structure is not that of the schema"
    for long, short in strings.items():
        message = message.replace(long, short)
    return message
