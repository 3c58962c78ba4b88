"""The pages of the documentation, and what is in them: headings, tables, links, fenced examples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
SKELETON = ROOT / "templates" / "project"
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"])

_FENCE = re.compile(r"^```(\S*)[ ]?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#{1,6}) (.+)$", re.MULTILINE)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_ROW = re.compile(r"^\| (.+?) \|", re.MULTILINE)
_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Example:
    """A fenced example: `language` is its first word, `use` the rest of the line."""

    page: str
    line: int
    language: str
    use: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def name(page: Path) -> str:
    """Return the path of a page as it is shown."""
    return page.relative_to(ROOT).as_posix()


def examples(page: Path) -> Iterator[Example]:
    """Yield the fenced examples of a page."""
    text = page.read_text(encoding="utf-8")
    for found in _FENCE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield Example(name(page), line, found[1], found[2].strip(), found[3])


def prose(page: Path) -> str:
    """Return a page without its fenced examples."""
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """Return the anchors that a code host gives to the headings of a page."""
    found: set[str] = set()
    for _, words in _HEADING.findall(prose(page)):
        bare = re.sub(r"[^\w\- ]", "", words.replace("`", "").lower()).replace(" ", "-")
        anchor, count = bare, 0
        while anchor in found:
            count += 1
            anchor = f"{bare}-{count}"
        found.add(anchor)
    return found


def links(page: Path) -> list[str]:
    """Return the targets of the links of a page; what stands in code is no link."""
    return _LINK.findall(_CODE.sub("", prose(page)))


def rows(page: Path, heading: str) -> set[str]:
    """Return the words in code in the first column of the tables directly below a heading."""
    text = prose(page)
    start = re.search(rf"^#+ {re.escape(heading)}$", text, re.MULTILINE)
    assert start, f"{name(page)} has no heading “{heading}”"
    after = text[start.end() :]
    following = _HEADING.search(after)
    section = after[: following.start()] if following else after
    return {key for cell in _ROW.findall(section) for key in _CODE.findall(cell)}
