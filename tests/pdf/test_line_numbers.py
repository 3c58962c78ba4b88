"""Numbers beside the lines of the printed page, and the lines that the words of an apparatus stand on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from pdf.sample import book, note_html, page, rendition
from pdf.walk import Walk
from postil.model.rendition import NotePlacement, PrintChunk, PrintRendition, Typeset
from postil.model.targets import DEFAULT
from postil.writers.pdf import typeset
from validators import report, verapdf

SENTENCE = "The Parties undertake to settle any international disputes by peaceful means in such a manner. "


def block(number: int, words: str, kind: str = "paragraph") -> str:
    return f'<div class="blk blk--{kind}" id="b{number}"><p class="t">{words}</p></div>'


def made_of(body: str, *notes: NotePlacement, by: str = "page", every: int = 5, css: str = "") -> Typeset:
    chunk = PrintChunk(
        "text", page("Lines", f'<section class="doc" id="doc">{body}</section>'), "arabic", restart=True
    )
    given = rendition([chunk], notes, css=css)
    return typeset(replace(given, target=replace(DEFAULT, lines=every, lines_by=by)))  # type: ignore[arg-type]


def rows(made: Typeset) -> list[list[tuple[str, int | None]]]:
    """Return for each page its lines from top to bottom as another library sees them: the words on the measure, and the number beside."""
    import pypdfium2

    assert made.pdf is not None
    document = pypdfium2.PdfDocument(made.pdf)
    out = []
    for leaf in document:
        text = leaf.get_textpage()
        pieces = [(text.get_rect(place), place) for place in range(text.count_rects())]
        right = leaf.get_width() - 22.5 * 72 / 25.4  # the margin is 21 or 23 mm wide
        found: dict[float, list[str]] = {}
        numbers: list[tuple[float, int]] = []
        for (left, low, end, high), _ in pieces:
            words = text.get_text_bounded(left, low, end, high).strip()
            if low > leaf.get_height() - 20 * 72 / 25.4:  # the folio
                continue
            if left > right and words.isdecimal():
                numbers.append(((low + high) / 2, int(words)))
            elif left < right and words:
                found.setdefault((low + high) / 2, []).append(words)
        lines = [(" ".join(words), height) for height, words in sorted(found.items(), reverse=True)]
        taken = {
            min(range(len(lines)), key=lambda n, h=height: abs(lines[n][1] - h)): number
            for height, number in numbers
        }
        out.append([(words, taken.get(place)) for place, (words, _) in enumerate(lines)])
    document.close()
    return out


def numbered(made: Typeset) -> list[dict[int, str]]:
    return [{number: words for words, number in leaf if number is not None} for leaf in rows(made)]


def verse(lines: Sequence[str]) -> str:
    return "".join(f'<span class="line">{line}</span>' for line in lines)


VERSE = verse([f"Verse {number} of the poem" for number in range(1, 13)])


def test_every_fifth_line_has_its_number() -> None:
    [leaf] = numbered(made_of(f'<div class="verse">{block(1, VERSE, "stanza")}</div>'))
    assert leaf == {5: "Verse 5 of the poem", 10: "Verse 10 of the poem"}


def test_any_other_step() -> None:
    [leaf] = numbered(made_of(f'<div class="verse">{block(1, VERSE, "stanza")}</div>', every=3))
    assert leaf == {n: f"Verse {n} of the poem" for n in (3, 6, 9, 12)}


def test_neither_headings_nor_notes_count() -> None:
    note = note_html("a", "1", SENTENCE * 8)
    lines = VERSE.replace("Verse 2 of the poem", f"Verse 2 of the poem{note}", 1)
    body = f'<h3 class="dh" id="h">A heading</h3><div class="verse">{block(1, lines, "stanza")}</div>'
    [leaf] = numbered(made_of(body, NotePlacement("a", "1", SENTENCE * 8, "foot")))
    assert leaf == {5: "Verse 5 of the poem", 10: "Verse 10 of the poem"}


def test_lines_side_by_side_are_one_line() -> None:
    cells = "".join(f"<tr><td>Left {number}</td><td>Right {number}</td></tr>" for number in range(1, 8))
    table = f'<div class="blk blk--table" id="t"><table class="t"><tbody>{cells}</tbody></table></div>'
    columns = "".join(
        f'<div class="sigcol">{"".join(block(10 * side + n, f"Name {n}") for n in range(1, 5))}</div>'
        for side in (1, 2)
    )
    made = made_of(f'{table}<div class="sigs">{columns}</div>')
    [leaf] = numbered(made)
    assert set(leaf) == {5, 10}
    assert "5" in leaf[5]
    assert "Name 3" in leaf[10]


LONG = "".join(block(n, SENTENCE * 6) for n in range(1, 40))


def test_a_page_counts_for_itself_or_the_document_goes_on() -> None:
    by_page, through = numbered(made_of(LONG)), numbered(made_of(LONG, by="document"))
    assert all(min(leaf) == 5 for leaf in by_page if leaf)
    every = [number for leaf in through for number in sorted(leaf)]
    assert every == list(range(5, every[-1] + 1, 5))
    assert len(through) > 2


def test_numbers_are_artifacts_and_the_file_is_accessible(tmp_path: Path) -> None:
    made = made_of(LONG)
    assert made.faults == ()
    assert made.pdf is not None
    assert Walk(made.pdf).wrong == []
    (tmp_path / "lines.pdf").write_bytes(made.pdf)
    findings = verapdf(tmp_path / "lines.pdf", flavour="ua1")
    assert not findings, report(findings)
    with pikepdf.open(BytesIO(made.pdf)) as pdf:
        content = pdf.pages[0].Contents
        data = (
            b"".join(piece.read_bytes() for piece in content)
            if isinstance(content, pikepdf.Array)
            else content.read_bytes()
        )
    assert len(re.findall(rb"/Artifact\s+BMC", data)) >= 7  # as many numbers as a page of 36 lines has


def page_of(made: Typeset, number: int = 0) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(made.pdf)
    words: str = document[number].get_textpage().get_text_bounded()
    document.close()
    return words


def entry(name: str, label: str, lemma: str, rest: str) -> str:
    body = f'<span class="lemma">{lemma}</span><span class="rb">]</span> {rest}'
    return note_html(name, label, body, "apparatus").replace('class="fn', f'data-line="c-{name}" class="fn')


def test_the_apparatus_says_the_line_of_its_words() -> None:
    lines = [f"Verse {number} of the poem" for number in range(1, 13)]
    lines[2] = f"Verse 3 of the poem{entry('a', 'a', 'Verse 3', 'ed.; Verse III C.')}"
    lines[7] = f"Verse 8{entry('b', 'b', 'poem Verse 8', 'ed.; om. C.')} of the poem"
    lines[9] = f"Verse 10 of the poem{entry('c', 'c', 'Verse 5 … the poem', 'ed.; om. C.')}"
    notes = [
        NotePlacement("a", "a", "Verse 3] ed.; Verse III C.", "foot"),
        NotePlacement("b", "b", "poem Verse 8] ed.; om. C.", "foot"),
        NotePlacement("c", "c", "Verse 5 … the poem] ed.; om. C.", "foot"),
    ]
    body = f'<div class="verse">{block(1, verse(lines), "stanza")}</div>'
    made = made_of(body, *notes)
    assert made.faults == ()
    words = page_of(made)
    assert re.search(r"\ba\s+1\.3\s+Verse 3", words)
    assert re.search(r"\bb\s+1\.7–8\s+poem Verse 8", words)
    assert re.search(r"\bc\s+1\.5–10\s+Verse 5", words)
    by_document = made_of(body, *notes, by="document")
    assert by_document.faults == ()
    assert re.search(r"\bb\s+7–8\s+poem", page_of(by_document))


def test_the_audit_reads_the_line() -> None:
    body = block(1, f"Words{entry('a', 'a', 'Words', 'ed.; Deeds C.')} and more")
    note = NotePlacement("a", "a", "Words] ed.; Deeds C.", "foot")
    assert made_of(body, note).faults == ()
    hidden = made_of(body, note, css=".at { display: none }")
    assert [fault.kind for fault in hidden.faults] == ["note-text"]


def test_a_call_outside_of_the_text_has_no_line() -> None:
    body = f'<h3 class="dh" id="h">Heading{entry("a", "a", "Heading", "ed.; Title C.")}</h3>' + block(
        1, SENTENCE
    )
    made = made_of(body, NotePlacement("a", "a", "Heading] ed.; Title C.", "foot"))
    assert made.faults == ()


@pytest.mark.parametrize("attribute", ["data-line", ""])
def test_nothing_changes_without_the_option(attribute: str) -> None:
    def one(given: PrintRendition) -> bytes | None:
        return typeset(given).pdf

    given = book(10)
    chunks = tuple(
        replace(chunk, html=chunk.html.replace('class="fn', f'{attribute}="c-x" class="fn'))
        if attribute
        else chunk
        for chunk in given.chunks
    )
    assert one(replace(given, chunks=chunks)) == one(given)


ACROSS = "".join(block(n, SENTENCE * 6) for n in range(1, 7))


@pytest.mark.parametrize("by", ["page", "document"])
def test_words_that_begin_on_an_earlier_page(by: str) -> None:
    """The apparatus says on which page and line they begin, as they stand there."""
    lemma = "alpha … omega"
    words = f"{SENTENCE * 3}Here alpha begins. {SENTENCE * 9}This is omega{entry('a', 'a', lemma, 'ed.; om. C.')} there."
    made = made_of(ACROSS + block(9, words), NotePlacement("a", "a", f"{lemma}] ed.; om. C.", "foot"), by=by)
    assert made.faults == ()
    pages = [page_of(made, number).splitlines() for number in range(made.pages)]
    on = [
        next((n, m) for n, leaf in enumerate(pages) for m, line in enumerate(leaf, 1) if word in line)
        for word in ("alpha", "omega")
    ]
    (first, begins), (last, ends) = on
    assert last == first + 1
    wanted = f"{first + 1}.{begins}–{last + 1}.{ends}"
    if by == "document":
        lines = [len(rows(made)[n]) for n in range(last)]
        wanted = f"{sum(lines[:first]) + begins}–{sum(lines) + ends}"
    assert re.search(rf"\ba\s+{wanted}\s+alpha", page_of(made, last))
