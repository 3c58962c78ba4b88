"""Notes stand where they say: describing and locating, weaving, the order of files."""

from __future__ import annotations

import random
import unicodedata

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.projects import anchored, base_text, checkup, files, woven_blocks, woven_nodes
from postil.anchor import TextIndex, describe, locate
from postil.ingest.note_heading import read_note_heading
from postil.model.edition import (
    WovenCall,
    WovenEdition,
    WovenPage,
    WovenSegment,
)
from postil.model.notes import Quote, Selector
from postil.model.text import BaseText, TextRange
from postil.weave import base_text as woven_text
from postil.wording import call_offset, fold
from properties.documents import markdown, ranges, read, texts

few = settings(max_examples=settings.default.max_examples // 2)  # type: ignore[union-attr]
"""For what checks a whole project each time."""

_MARKS = [("“", "”"), ('"', '"'), ("«", "»"), ("「", "」"), ("‹", "›"), ("„", "“"), ("『", "』"), ("»", "«")]


@given(st.data(), texts)
def test_describing_and_locating_are_inverse(data: st.DataObject, text: BaseText) -> None:
    where = data.draw(ranges(text, part=data.draw(st.booleans())))
    index = TextIndex(text)
    selector = describe(where, index)
    if selector is None:
        assert where.first != where.last
        return
    found = locate(selector, index)
    assert not found.diagnostics, [d.message for d in found.diagnostics]
    assert found.value == (where, False)


@given(st.data(), texts)
def test_only_ranges_over_paragraphs_that_are_repeated_cannot_be_described(
    data: st.DataObject, text: BaseText
) -> None:
    """And these only where they begin with such a paragraph, or end where no words can tell."""
    where = data.draw(ranges(text))
    index = TextIndex(text)
    if describe(where, index) is None:
        division = text.division_of[where.first]
        own = [fold(b.text) for b, d in zip(text.blocks, text.division_of, strict=True) if d == division]
        first, last = (
            fold(text.blocks[where.first].text[where.start :]),
            fold(text.blocks[where.last].text[: where.end]),
        )
        assert sum(first.strip() in t for t in own) + sum(last.strip() in t for t in own) > 2


@given(st.data(), texts)
def test_a_heading_names_the_range_it_was_made_from(data: st.DataObject, text: BaseText) -> None:
    """Written as a heading and read again a selector is the same."""
    where = data.draw(ranges(text))
    selector = describe(where, TextIndex(text))
    assume(selector is not None)
    assert selector is not None
    heading = written(selector)
    assume(heading)
    read_again = read_note_heading(heading, "notes.md", 0)
    assert not read_again.diagnostics, (heading, [d.message for d in read_again.diagnostics])
    found = locate(read_again.value.selector, TextIndex(text))  # type: ignore[arg-type]
    assert found.value == (where, False), heading


@given(st.data(), texts)
def test_a_lemma_changed_by_one_letter_is_never_placed(data: st.DataObject, text: BaseText) -> None:
    where = data.draw(ranges(text))
    index = TextIndex(text)
    selector = describe(where, index)
    assume(selector is not None and selector.quote is not None)
    words = selector.quote.words  # type: ignore[union-attr]
    letters = [i for i, ch in enumerate(words) if ch.isalpha() and ch.isascii()]
    assume(letters)
    at = data.draw(st.sampled_from(letters))
    changed = (
        words[:at]
        + data.draw(st.sampled_from(["", "q", words[at] + "q", words[at].swapcase()]))
        + words[at + 1 :]
    )
    assume(fold(changed).strip() not in fold(text.blocks[where.first].text))
    found = locate(
        Selector(selector.address, selector.address_span, Quote(changed, selector.address_span)), index
    )  # type: ignore[union-attr]
    assert found.value is None
    assert found.diagnostics


# weaving --------------------------------------------------------------------------------------------------------------


def written(selector: Selector) -> str:
    """Return a selector as the heading of a note, or nothing where its words hold every pair of quotation marks."""

    def quoted(quote: Quote) -> str:
        words = " ".join(quote.words.split())
        for opening, closing in _MARKS:
            if opening not in words and closing not in words and words:
                return f"{opening}{words}{closing}"
        return ""

    out = selector.address
    for keyword, quote in (
        ("", selector.quote),
        ("to", selector.last),
        ("after", selector.after),
        ("before", selector.before),
    ):
        if quote is not None:
            if not quoted(quote):
                return ""
            out += f" {keyword} {quoted(quote)}".replace("  ", " ")
    return out + (" {.part}" if selector.part else "")


@st.composite
def projects(draw: st.DrawFn) -> tuple[dict[str, str], BaseText]:
    """An edition with notes of three series that overlap as they will."""
    words = draw(markdown())
    text = read(words)
    notes: dict[str, list[str]] = {"notes": [], "apparatus": [], "questions": []}
    for number in range(draw(st.integers(0, 9))):
        series = draw(st.sampled_from(sorted(notes)))
        if draw(st.integers(0, 5)) == 0:
            heading = draw(st.sampled_from(sorted(a for a, (i, j) in text.extent_of.items() if i < j)))
        else:
            selector = describe(draw(ranges(text)), TextIndex(text))
            heading = written(selector) if selector is not None else ""
        if not heading:
            continue
        braces = f"#n{number}" + (" .part" if heading.endswith("{.part}") else "")
        body = f"- C: x{number}" if series == "apparatus" else f"Body {number}."
        notes[series].append(f"# {heading.removesuffix(' {.part}')} {{{braces}}}\n\n{body}\n")
    project = {"source/letter/text.md": words}
    for series, each in notes.items():
        if each:
            project[f"annotations/letter/{series}.md"] = f"---\nseries: {series}\n---\n\n" + "\n".join(each)
    return project, text


def _woven(project: dict[str, str]) -> WovenEdition:
    (made,) = checkup(files(project)).woven
    return made


@few
@given(projects())
def test_segments_joined_are_the_text(drawn: tuple[dict[str, str], BaseText]) -> None:
    """Whatever the notes: the woven characters are those of the transcription, block for block."""
    project, text = drawn
    blocks = list(woven_blocks(_woven(project).root))
    assert [b.address for b in blocks] == [b.address for b in text.blocks]
    for made, block in zip(blocks, text.blocks, strict=True):
        if block.kind == "table":
            joined = "\n".join("\t".join(woven_text(cell) for cell in row) for row in made.rows)
        elif block.kind == "stanza":
            joined = "\n".join(woven_text(line.nodes) for line in made.lines)
            assert [line.number for line in made.lines] == list(
                range(block.line, block.line + len(made.lines))
            )
        else:
            joined = woven_text(made.nodes)
        assert joined == block.text


@few
@given(projects())
def test_every_note_is_called_once_at_the_end_of_its_lemma(drawn: tuple[dict[str, str], BaseText]) -> None:
    project, text = drawn
    edition = _woven(project)
    called: dict[str, tuple[str, int]] = {}
    for block in woven_blocks(edition.root):
        at = 0
        for node in _in_order(block):
            if isinstance(node, WovenSegment):
                at += len(node.base)
            elif node == "cell":
                at += 1
            elif isinstance(node, WovenCall):
                assert node.note.id not in called
                called[node.note.id] = block.address, at
    assert called.keys() == {n.id for n in edition.notes}
    for note in edition.notes:
        block = text.blocks[note.lemma.last]
        if note.whole:
            continue
        assert called[note.id] == (
            block.address,
            call_offset(block.text, note.lemma.end, "after-punctuation"),
        )
    assert [n.id for n in edition.notes] == list(called)


def _in_order(block: object) -> list[object]:
    out: list[object] = []
    for run in block.runs:  # type: ignore[attr-defined]
        out += [*_walk(run), "cell"]
    return out[:-1]


def _walk(nodes: tuple[object, ...]) -> list[object]:
    out: list[object] = []
    for node in nodes:
        out.append(node)
        out += _walk(getattr(node, "children", ()))
    return out


@few
@given(projects())
def test_segments_know_the_notes_that_cover_them(drawn: tuple[dict[str, str], BaseText]) -> None:
    """The segments of a note joined are its lemma."""
    project, text = drawn
    edition = _woven(project)
    covered: dict[str, str] = {}
    pages = 0
    for block in woven_blocks(edition.root):
        for node in woven_nodes(block):
            if isinstance(node, WovenSegment):
                assert node.base
                for id_ in node.notes:
                    covered[id_] = covered.get(id_, "") + node.base
            pages += isinstance(node, WovenPage)
    assert pages == sum(len(b.milestones) for b in text.blocks)
    for note in edition.notes:
        expected = "" if note.whole else text.range_text(note.lemma).replace("\n\n", "")
        assert _solid(covered.get(note.id, "")) == _solid(expected)


def _solid(words: str) -> str:
    return words.replace("\t", "").replace("\n", "")


@few
@given(projects(), st.randoms(use_true_random=False))
def test_the_order_of_files_and_notes_plays_no_part(
    drawn: tuple[dict[str, str], BaseText], chance: random.Random
) -> None:
    """Notes shuffled over any number of files have the same labels, ids and places."""
    project, _ = drawn
    shuffled = {"source/letter/text.md": project["source/letter/text.md"]}
    for path, content in project.items():
        if not path.startswith("annotations/"):
            continue
        head, *notes = content.split("\n# ")
        chance.shuffle(notes)
        cut = chance.randint(0, len(notes))
        for name, part in (("z", notes[:cut]), ("a", notes[cut:])):
            if part:
                file = path.replace(".md", f"-{name}.md")
                shuffled[file] = head + "".join(f"\n# {n.rstrip()}\n" for n in part)
    before, after = _woven(project), _woven(shuffled)

    def said(edition: WovenEdition) -> list[tuple[object, ...]]:
        return [(n.id, n.label, n.lemma, n.call, n.address) for n in edition.notes]

    assert said(before) == said(after)


# calls ----------------------------------------------------------------------------------------------------------------


@given(st.text("ab .,;:!?”’)—–-»«“„…、。"), st.data())
def test_a_call_stands_behind_closing_marks_and_before_dashes(text: str, data: st.DataObject) -> None:
    end = data.draw(st.integers(0, len(text)))
    at = call_offset(text, end, "after-punctuation")
    passed = text[end:at]
    assert end <= at <= len(text)
    assert not any(ch.isalnum() or ch.isspace() or ch in "—–-" for ch in passed)
    assert call_offset(text, end, "before-punctuation") == end


def test_notes_of_one_project_are_anchored_as_described() -> None:
    """The helper of these tests does what it says."""
    project = {
        "source/letter/text.md": "# T\n\nThe ship, the ship.\n",
        "annotations/letter/n.md": "---\nseries: notes\n---\n\n# text.1 “ship” after “the” {#s}\n\nBody.\n",
    }
    (note,) = anchored(project).annotations
    assert note.lemma == TextRange(1, 14, 1, 18)
    assert note.call == (1, 19)
    assert base_text("# T\n\nA.\n").blocks[1].text == "A."
    assert unicodedata.is_normalized("NFC", written(note.annotation.selector))
