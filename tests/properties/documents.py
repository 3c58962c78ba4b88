"""Strategies: transcriptions as somebody could type them, and places in them."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

from postil.anchor import TextIndex
from postil.ingest.text import ingest_text
from postil.model.text import BaseText, TextRange
from postil.spans import SourceText

__all__ = ["index_of", "ranges", "texts"]

PATH = "source/letter/text.md"
# few words, so that they are repeated; and every kind of script and mark that could be cut in the wrong place
_LINE = (
    "peace peace the the of and Parties Party’s l’État don’t self-help U.S. 3.14 Tōkyō ẽ̃ x̄y ſecurity co\u00adoperate "
    "war—peace “peace” (the) 憲法 日本国憲法、 第九条 が 한국 السلام؛ الأمن “« »” [peace] naïve & a<b 100% 1. no\u00a0break "
    "peace, peace. the! θάλασσα שלום 𝒳 👩‍👧 é"
)
_WORDS = _LINE.split(" ")
_HEADS = st.sampled_from(["Stone, Abel", "United Nations!Charter", "岸信介", "Hull!harbour!of refuge"])
_PLAIN = st.sampled_from([w.replace("[", "\\[").replace("<", "\\<").replace("&", "\\&") for w in _WORDS])


@st.composite
def _run(draw: st.DrawFn) -> str:
    """Some words, now and then set apart, with a page break or a kept line end among them."""
    pieces = []
    for _ in range(draw(st.integers(1, 8))):
        word = draw(_PLAIN)
        dress = draw(st.integers(0, 15))
        if dress == 0:
            word = f"*{word} {draw(_PLAIN)}*"
        elif dress == 1:
            word = f"**{word}**"
        elif dress == 2:
            word = f"[{word} *{draw(_PLAIN)}*](https://example.org/)"
        elif dress == 3:
            word = f"[]{{.page n={draw(st.integers(1, 9))}}}{word}"
        elif dress == 4:
            word = f"[{word} [{draw(_PLAIN)}]{{.sc}}]{{.add}}"
        elif dress == 5:
            word = f"[憲章]{{ruby=けんしょう}}{word}"
        elif dress == 6:
            word = f"{word}[]{{.page n=1}}\\\n{draw(_PLAIN)}"
        elif dress == 7:
            word = f"[{word}]{{.term}}"
        elif dress == 8:
            word = f'[*{word}* {draw(_PLAIN)}]{{person="{draw(_HEADS)}" index=Peace}}'
        pieces.append(word)
    return draw(st.sampled_from([" ", " ", " ", "\n"])).join(pieces)


@st.composite
def _block(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(["p", "p", "p", "list", "numbered", "quote", "verse", "table", "dateline"]))
    line = _run().map(lambda r: r.replace("\\\n", " ").replace("\n", " ").replace("|", ""))
    if kind == "p":
        return draw(_run())
    if kind == "list":
        return "\n".join(f"- {draw(line)}" for _ in range(draw(st.integers(1, 3))))
    if kind == "numbered":
        first = draw(st.integers(1, 9))
        return "\n".join(f"{first + i}. {draw(line)}" for i in range(draw(st.integers(1, 3))))
    if kind == "quote":
        return f"> {draw(line)}\n>\n> {draw(line)}"
    if kind == "verse":
        return f"::: verse\n{draw(line)}\n{draw(line)}\n\n{draw(line)}\n:::"
    if kind == "dateline":
        return f"::: dateline\n{draw(line)}\n{draw(line)}\n:::"
    return f"| {draw(line)} | {draw(line)} |\n|---|---|\n| {draw(line)} | |\n| {draw(line)} | {draw(line)} |"


@st.composite
def markdown(draw: st.DrawFn) -> str:
    """A transcription."""
    out = ["# The *Title*"]
    for number in range(draw(st.integers(1, 3))):
        if number or draw(st.booleans()):
            out.append(
                f"## Article {number + 1}" if draw(st.booleans()) else f"## {draw(_PLAIN)} {{#d{number}}}"
            )
        out += draw(st.lists(_block(), min_size=1, max_size=4))
    if draw(st.booleans()):
        out.append(f"::: signatures\n{draw(_run())}\n:::")
    return unicodedata.normalize("NFC", "\n\n".join(out) + "\n")


def read(words: str) -> BaseText:
    """Return the transcription in Markdown, whatever is wrong with it."""
    return ingest_text(SourceText.of(PATH, words), "en").value


texts: st.SearchStrategy[BaseText] = markdown().map(read)


def index_of(text: BaseText) -> TextIndex:
    """Return a text prepared for searching."""
    return TextIndex(text)


@st.composite
def ranges(draw: st.DrawFn, text: BaseText, *, part: bool = False) -> TextRange:
    """A range in a text, over one block or several of a division, that begins and ends where a quotation may."""
    index = TextIndex(text)
    usable = [i for i, b in enumerate(text.blocks) if b.text.strip("\u00ad \t\n\u00a0")]
    first = draw(st.sampled_from(usable))
    division = text.division_of[first]
    later = [i for i in usable if i >= first and text.division_of[i] == division]
    last = draw(st.sampled_from(later)) if draw(st.integers(0, 3)) == 0 else first

    def begins(block: int) -> list[int]:
        words = text.blocks[block].text
        return [e for e in sorted(index.edges(block, part)) if words[e : e + 1].strip("\u00ad \t\n\u00a0")]

    def ends(block: int) -> list[int]:
        words = text.blocks[block].text
        return [e for e in sorted(index.edges(block, part)) if e and words[e - 1].strip("\u00ad \t\n\u00a0")]

    start = draw(st.sampled_from(begins(first)))
    closing = [e for e in ends(last) if last > first or e > start]
    if not closing:
        return draw(ranges(text, part=part))
    return TextRange(first, start, last, draw(st.sampled_from(closing)))
