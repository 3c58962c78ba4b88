"""The core on real documents: random notes on random words are placed, and nothing slips into a transcription."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from core.projects import checkup, files, woven_blocks
from core.wild import DOCUMENTS, Document, escaped
from postil.anchor import TextIndex, anchor, describe, locate
from postil.fidelity import compare, pieces_of_text
from postil.ingest.project import ingest_project
from postil.ingest.text import ingest_text
from postil.model.notes import Quote, Selector
from postil.model.text import BaseText, TextRange
from postil.spans import SourceText
from postil.weave import base_text
from postil.workspace import read_project

pytestmark = pytest.mark.wild

EACH = pytest.mark.parametrize("name", DOCUMENTS)
_MARKS = [("“", "”"), ('"', '"'), ("«", "»"), ("『", "』"), ("‹", "›")]


def ranges(text: BaseText, index: TextIndex, count: int, chance: random.Random) -> list[TextRange]:
    """Return as many random ranges of words; one in six runs over paragraphs."""
    usable = [i for i, b in enumerate(text.blocks) if b.text.strip()]
    found: list[TextRange] = []
    while len(found) < count:
        first = chance.choice(usable)
        later = [
            i for i in usable if first <= i <= first + 3 and text.division_of[i] == text.division_of[first]
        ]
        last = chance.choice(later) if chance.random() < 1 / 6 else first
        begins = [e for e in index.edges(first, False) if text.blocks[first].text[e : e + 1].strip()]
        ends = [e for e in index.edges(last, False) if e and text.blocks[last].text[e - 1].strip()]
        start, end = chance.choice(begins), chance.choice(ends)
        if first == last and not start < end < start + 120:
            continue
        found.append(TextRange(first, start, last, end))
    return found


def quoted(quote: Quote) -> str:
    """Return words in marks that are not among them, or nothing."""
    for opening, closing in _MARKS:
        if opening not in quote.words and closing not in quote.words:
            return f"{opening}{quote.words}{closing}"
    return ""


def heading(selector: Selector | None, number: int) -> str:
    """Return the heading of a note, or nothing where none can be written."""
    if selector is None:
        return ""
    out = f"# {selector.address}"
    given = {"": selector.quote, " to": selector.last, " after": selector.after, " before": selector.before}
    for keyword, quote in given.items():
        if quote is not None:
            if not quoted(quote):
                return ""
            out += f"{keyword} {quoted(quote)}"
    return f"{out} {{#n{number}}}"


def project(
    document: Document, notes: int, chance: random.Random
) -> tuple[dict[str, str], dict[str, TextRange]]:
    """Return the files of an edition with random notes, and where each note belongs."""
    text = ingest_text(SourceText.of("text.md", document.markdown), document.language).value
    index = TextIndex(text)
    written, places = [], {}
    for number, where in enumerate(ranges(text, index, notes, chance)):
        if line := heading(describe(where, index), number):
            written.append(f"{line}\n\nNote {number}.\n")
            places[f"n{number}"] = where
    made = {
        "source/real/edition.yaml": f"title: Real\nlanguages: [{document.language}]\ncopy-text: {{sha256: SHA256}}\n",
        "source/real/text.md": document.markdown,
        "source/real/copy-text.txt": document.copy_text,
        "annotations/real/n.md": "---\nseries: notes\n---\n\n" + "\n".join(written),
    }
    return made, places


@EACH
def test_notes_on_random_words_are_placed(name: str, corpora: Path, tmp_path: Path) -> None:
    """Written to disk and read again: no fault at all, each note on its words, the text whole."""
    made, places = project(DOCUMENTS[name](corpora), 150, random.Random(name))
    for path, file in files(made).files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(file.data)
    found = checkup(read_project(tmp_path))
    assert not found.diagnostics, found.shown()
    assert len(places) > 130
    (woven,) = found.woven
    assert {n.id: n.lemma for n in woven.notes} == places
    assert ["\n".join(map(base_text, b.runs)) for b in woven_blocks(woven.root)] == [
        b.text for b in woven.edition.text.blocks
    ]


@EACH
def test_a_slip_in_the_transcription_is_found(name: str, corpora: Path) -> None:
    """One letter more, less or other, anywhere: an error at that very word."""
    document = DOCUMENTS[name](corpora)
    chance = random.Random(name)
    copied = SourceText.of("copy-text.txt", document.copy_text)
    for _ in range(12):
        while True:
            number = chance.randrange(1, len(document.parts))
            mark, words = document.parts[number]
            at = chance.randrange(len(words))
            if words[at].isalpha() and not mark:
                break
        slip = chance.choice(["", "x", words[at] + "x"])
        parts = (
            *document.parts[:number],
            (mark, words[:at] + slip + words[at + 1 :]),
            *document.parts[number + 1 :],
        )
        edited = Document(document.language, parts, document.copy_text)
        source = SourceText.of("text.md", edited.markdown)
        text = ingest_text(source, document.language).value
        found = compare(copied, pieces_of_text(text), (), "text.md").diagnostics
        assert [d.code.id for d in found] == ["T010"], (words, slip)
        span = found[0].span
        assert span is not None
        here = source.text.index(escaped(parts[number][1])) if escaped(parts[number][1]) in source.text else 0
        assert span.end >= here


@EACH
def test_a_slip_in_a_lemma_is_found(name: str, corpora: Path) -> None:
    document = DOCUMENTS[name](corpora)
    text = ingest_text(SourceText.of("text.md", document.markdown), document.language).value
    index, chance = TextIndex(text), random.Random(name)
    tried = 0
    for where in ranges(text, index, 60, chance):
        selector = describe(where, index)
        if selector is None or selector.quote is None or len(selector.quote.words) < 8:
            continue
        words = selector.quote.words
        at = chance.choice([i for i, ch in enumerate(words) if ch.isalpha() and ch not in "xX"])
        changed = Quote(words[:at] + "x" + words[at + 1 :], selector.quote.span)
        assert changed.words != words
        found = locate(Selector(selector.address, selector.address_span, changed), index)
        assert found.value is None
        assert [d.code.id for d in found.diagnostics] == ["A001"]
        tried += 1
        if where.first == where.last and len(words) > 20:
            (label,) = found.diagnostics[0].labels
            near = label.message.partition("“")[2]
            assert len(set(near) & set(words)) > len(set(words)) // 2
    assert tried >= 10


def test_the_constitution_with_three_hundred_notes_takes_no_time(corpora: Path) -> None:
    made, places = project(DOCUMENTS["the Constitution of the United States"](corpora), 300, random.Random(1))
    read = files(made)
    begin = time.perf_counter()
    ingested = ingest_project(read)
    assert ingested.value is not None
    (edition,) = ingested.value.editions
    assert edition.copy_text is not None
    compared = compare(edition.copy_text, pieces_of_text(edition.text), (), "text.md")
    placed = anchor(edition)
    took = time.perf_counter() - begin
    assert not (*ingested.diagnostics, *compared.diagnostics, *placed.diagnostics)
    assert len(placed.value.annotations) == len(places) > 270
    assert compared.value.words > 4000
    assert took < 2
    print(f"{compared.value.words} words, {len(places)} notes: {took:.2f} s")  # noqa: T201


def test_a_wrong_copy_text_is_told_at_once(corpora: Path) -> None:
    """A copy-text that is another document altogether gives few faults, in little time."""
    constitution = DOCUMENTS["the Constitution of the United States"](corpora)
    other = DOCUMENTS["the Treaty of San Francisco"](corpora)
    text = ingest_text(SourceText.of("text.md", constitution.markdown), "en").value
    begin = time.perf_counter()
    found = compare(SourceText.of("copy-text.txt", other.copy_text), pieces_of_text(text), (), "text.md")
    assert time.perf_counter() - begin < 2
    assert 0 < len(found.diagnostics) < 20
