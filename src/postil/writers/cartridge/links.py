"""Where the addresses in markup lead: to files of the package, or to the web edition."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from html import escape, unescape

from postil.frozen import dataclass

__all__ = ["Addresses"]

_ADDRESS = re.compile(r'\b(href|src)="postil:(img|page|file)/([^"#]*)(?:#([^"]*))?"')
_LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Addresses:
    """What each item and image is called in the package, and what was led to so far (`used`, images).

    All lie in `folder`. `anchors` are the places of the pages in the web edition at `base_url`, if there is one.
    """

    folder: str
    pages: Mapping[str, str]
    quizzes: Mapping[str, str]
    links: Mapping[str, str]
    files: Mapping[str, str]
    images: Mapping[str, str]
    anchors: Mapping[str, str]
    base_url: str
    used: set[str] = field(default_factory=set)

    def lead(self, markup: str) -> tuple[str, frozenset[str]]:
        """Return `markup` with its addresses led to files of the package, and the images it shows.

        An address of nothing is left as it is: the audit tells of it.
        """
        shown: set[str] = set()

        def address(found: re.Match[str]) -> str:
            attribute, kind, name = found[1], found[2], unescape(found[3])
            if kind == "img" and name in self.images:
                shown.add(name)
                return f'{attribute}="{self.images[name]}"'
            if kind == "file" and name in self.files:
                return f'{attribute}="{self.files[name]}"'
            if kind == "page" and name in self.anchors:
                return f'{attribute}="{escape(self._page(name, found[4] or ""))}"'
            return found[0]

        led = _ADDRESS.sub(address, markup)
        self.used.update(shown)
        return led, frozenset(shown)

    def lead_in_question(self, markup: str) -> tuple[str, frozenset[str]]:
        """Do the same for a question, which stands outside the pages: a link that leads to none of the Web is only
        its words there."""
        led, shown = self.lead(markup)
        return _LINK.sub(lambda found: found[0] if "://" in found[1] else found[2], led), shown

    def _page(self, name: str, place: str) -> str:
        """Return where a page is: in the web edition, which every system can open, else in the package."""
        place = unescape(place)
        anchor = place or self.anchors[name]
        if self.base_url and anchor:
            return f"{self.base_url}#{anchor}"
        return f"{self.pages[name]}#{place}" if place else self.pages[name]
