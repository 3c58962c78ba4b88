"""Real documents made into editions: read from the corpora, written as `text.md`, with their own words as copy-text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

__all__ = ["DOCUMENTS", "Document", "escaped"]


@dataclass(frozen=True)
class Document:
    """Parts of a document (`#`, `##`, `###` for headings, `` for paragraphs) and the copy-text they come from."""

    language: str
    parts: tuple[tuple[str, str], ...]
    copy_text: str

    @property
    def markdown(self) -> str:
        return "\n\n".join(f"{mark} {escaped(words)}".strip() for mark, words in self.parts) + "\n"


def escaped(words: str) -> str:
    """Return words that mean nothing to Markdown."""
    words = re.sub(r"([\\`*_\[\]<>&|~^{}#])", r"\\\1", words)
    return re.sub(r"^(\d+)([.)])|^([-+:=])", lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", words)


def _copied(language: str, parts: list[tuple[str, str]]) -> Document:
    """Return a document whose copy-text has a paragraph on each line, without empty lines between them."""
    kept = [(mark, " ".join(unicodedata.normalize("NFC", words).split())) for mark, words in parts]
    kept = [(mark, words) for mark, words in kept if words]
    return Document(language, tuple(kept), "\n".join(words for _, words in kept) + "\n")


def _wrapped(text: str) -> list[str]:
    return [" ".join(p.split()) for p in re.split(r"\n[ \t]*\n", text) if p.strip()]


def us_constitution(folder: Path) -> Document:
    """Articles and sections; hard-wrapped lines are the copy-text."""
    text = (folder / "us-constitution/us-constitution_pg5.txt").read_text(encoding="ascii").replace("\r", "")
    text = text[text.index("THE CONSTITUTION OF THE UNITED STATES OF AMERICA") : text.index("*** END OF")]
    parts = []
    for number, words in enumerate(_wrapped(text)):
        section = re.match(r"(Section \d+\.)\s+(.*)", words)
        if number == 0:
            parts.append(("#", words))
        elif re.fullmatch(r"(?i)article \w+", words):
            parts.append(("##", words))
        elif section:
            parts += [("###", section[1]), ("", section[2])]
        else:
            parts.append(("", words))
    return Document("en", tuple(parts), text)


def japan_english(folder: Path) -> Document:
    text = (folder / "constitution-japan/en_pg612.txt").read_text(encoding="utf-8-sig").replace("\r", "")
    begin = text.rindex("THE CONSTITUTION OF JAPAN, 1946", 0, text.index("We, the Japanese people, acting"))
    text = text[begin : text.index("End of Project Gutenberg")].replace("*****", "")
    parts = []
    for number, words in enumerate(_wrapped(text)):
        article = re.match(r"(Article \d+\.)\s+(.*)", words)
        if number == 0:
            parts.append(("#", words))
        elif words.startswith("CHAPTER"):
            parts.append(("##", words))
        elif article:
            parts += [("###", article[1]), ("", article[2])]
        else:
            parts.append(("", words))
    return Document("en", tuple(parts), text)


def japan_japanese(folder: Path) -> Document:
    text = (folder / "constitution-japan/ja_nihonkoku-kenpo.md").read_text(encoding="utf-8")
    parts = []
    for words in _wrapped(text):
        marks, _, rest = words.partition(" ") if words.startswith("#") else ("", "", words)
        parts.append((marks if len(marks) < 4 else "", rest))
    return _copied("ja", parts)


def san_francisco(folder: Path) -> Document:
    """With all the faults of the file (joined recitals, missing spaces): they are the copy-text's."""
    (path,) = (folder / "san-francisco-peace-treaty").glob("*.md")
    parts: list[tuple[str, str]] = []
    for line in path.read_text(encoding="utf-8").split("\n")[2:]:
        found = re.match(r"(#+)\s*(.*)", line)
        words = found[2] if found else line
        mark = (
            {2: "#" if not parts else "", 3: "##" if words.startswith("CHAPTER") else "###"}.get(
                len(found[1]), ""
            )
            if found
            else ""
        )
        parts.append((mark, words))
        if words.strip() == "Verdrag van vrede met Japan":
            break
    return _copied("en", parts)


def federalist(folder: Path) -> Document:
    tree = ET.parse(folder / "federalist/text/chapter-10.xhtml").getroot()
    parts = []
    for node in tree.iter():
        name = node.tag.rpartition("}")[2]
        if name in {"h2", "p"}:
            parts.append(("#" if name == "h2" else "", "".join(node.itertext())))
    return _copied("en", parts)


def udhr(folder: Path, name: str, language: str) -> Document:
    tree = ET.parse(folder / f"udhr/udhr_{name}.xml").getroot()
    parts = []
    for node in tree.iter():
        kind = node.tag.rpartition("}")[2]
        if kind == "title":
            parts.append(("##" if parts else "#", "".join(node.itertext())))
        elif kind == "para":
            parts.append(("", "".join(node.itertext())))
    return _copied(language, parts)


def frus(folder: Path) -> Document:
    """A telegram in TEI: head, dateline, paragraphs; its editors' notes stand outside."""
    tree = ET.parse(folder / "frus-documents/d59.xml").getroot()

    def words(node: ET.Element) -> str:
        inner = node.text or ""
        for child in node:
            if not child.tag.endswith("}note"):
                inner += words(child)
            inner += child.tail or ""
        return inner

    parts = []
    for node in tree.iter():
        kind = node.tag.rpartition("}")[2]
        if kind in {"head", "dateline", "p", "signed"}:
            parts.append(("#" if kind == "head" else "", words(node)))
    return _copied("en", parts)


DOCUMENTS = {
    "the Constitution of the United States": us_constitution,
    "the Constitution of Japan in English": japan_english,
    "the Constitution of Japan": japan_japanese,
    "the Treaty of San Francisco": san_francisco,
    "Federalist No. 10": federalist,
    "the Universal Declaration in Arabic": lambda folder: udhr(folder, "arb", "ar"),
    "the Universal Declaration in Japanese": lambda folder: udhr(folder, "jpn", "ja"),
    "a telegram of 1959": frus,
}
