"""The simplest files: HTML pages and web links."""

from __future__ import annotations

import re
from html import escape

from postil.model.course import Course, CoursePage, WebLink
from postil.writers.cartridge.dialect import Dialect
from postil.writers.cartridge.links import Addresses
from postil.writers.direction import is_rtl

__all__ = ["direction", "page", "plain", "web_link"]

_SPACES = re.compile(r"\s+")


def direction(language: str) -> str:
    """Return the attribute that a text in a language written from right to left needs."""
    return ' dir="rtl"' if is_rtl(language) else ""


def plain(words: str) -> str:
    """Return `words` as one line for an attribute or element of XML."""
    return escape(_SPACES.sub(" ", words).strip())


def page(item: CoursePage, course: Course, addresses: Addresses) -> tuple[bytes, frozenset[str]]:
    """Return the file of `item`, and the images it shows.

    It is both HTML and XML. Moodle keeps nothing but what is inside the body.
    """
    language = item.language or course.language
    body, images = addresses.lead(item.html)
    # these would be markup; in the strings of CSS their escapes say the same
    sheet = course.stylesheet.replace("&", "\\26 ").replace("<", "\\3c ")
    style = f"<style>{sheet}</style>" if sheet else ""
    text = (
        f'<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" lang="{escape(language)}"'
        f' xml:lang="{escape(language)}"{direction(language)}>\n'
        f'<head><meta charset="utf-8"/><title>{plain(item.title)}</title>{style}</head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )
    return text.encode("utf-8", "replace"), images


def web_link(item: WebLink, dialect: Dialect) -> bytes:
    """Return the file of a web link: title, then address (`imswl_v1p1.xsd`)."""
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<webLink xmlns="{dialect.link_namespace}"><title>{plain(item.title)}</title>'
        f'<url href="{escape(item.address)}" target="_blank"/></webLink>\n'
    )
    return text.encode("utf-8", "replace")
