"""Where the notes of a page stand: by series at its foot, beside the lines that call them, at the ends of divisions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from weasyprint.formatting_structure import boxes

from pdf.sample import face_names, note_html, page, rendition
from pdf.test_upstream import without
from pdf.walk import Walk
from postil.model.rendition import NotePlacement, PrintChunk
from postil.model.targets import TRIMS
from postil.render.trims import page_sheets
from postil.writers.pdf import note_areas, typeset
from postil.writers.pdf.chunks import Images, press_for
from postil.writers.pdf.structure import read_notes
from validators import report, verapdf

SERIES = ("notes", "apparatus", "gloss")
PACK = TRIMS["letter-course-pack"]


def note(name: str, label: str, body: str, order: int = 0, *, margin: bool = True) -> str:
    """Return call and note as the templates write them."""
    kind = SERIES[order]
    beside = " fn--margin" if margin else ""
    return note_html(name, label, body, kind).replace(
        f'class="fn fn--{kind}"', f'class="fn fn--{kind}{beside}" data-series="{order}"'
    )


def laid_out(body: str, css: str = "") -> list[Any]:
    """Return the boxes of the pages."""
    given_ = rendition([], css=css)
    document = press_for(face_names(), given_.stylesheet).render(page("Laid out", body), Images({}, []))
    return [each._page_box for each in document.pages]


def area_of(leaf: Any) -> Any:
    return next(box for box in leaf.children if isinstance(box, boxes.FootnoteAreaBox))


def column_of(leaf: Any) -> Any:
    return next((box for box in leaf.children if isinstance(box, note_areas.NoteColumnBox)), None)


def ids_in(box: Any) -> list[str]:
    found = [
        b.element.get("id")
        for b in box.descendants()
        if b.element is not None and "fn" in b.element.get("class", "").split()
    ]
    return list(dict.fromkeys(name for name in found if name))


def lines_in(box: Any) -> list[Any]:
    return [child for child in box.descendants() if isinstance(child, boxes.LineBox)]


MIXED = (
    f"<p id=p>One{note('a', '1', 'First.')} two{note('b', 'a', 'peace] ed.; war C.', 1)} three{note('c', '2', 'Second.')} "
    f"four{note('d', 'b', 'land] om. F.', 1)} five{note('e', '*', 'A word.', 2)} six{note('f', '3', 'Third.')}.</p>"
)


def test_the_notes_of_a_series_stand_together_a_rule_between() -> None:
    [leaf] = laid_out(MIXED)
    area = area_of(leaf)
    assert ids_in(area) == ["n-a", "n-c", "n-f", "n-b", "n-d", "n-e"]
    rules = [each for each in area.children if each.element is None and not lines_in(each)]
    assert len(rules) == 2
    for rule in rules:
        [line] = rule.children
        assert line.border_top_width > 0
        assert line.width < leaf.width / 4


def test_entries_of_an_apparatus_are_run_in() -> None:
    [leaf] = laid_out(MIXED)
    lines = [line for line in lines_in(area_of(leaf)) if ids_in(line)]
    assert [ids_in(line) for line in lines if "n-b" in ids_in(line)] == [["n-b", "n-d"]]


def test_series_keep_their_order_whatever_is_called_first() -> None:
    [leaf] = laid_out(f"<p id=p>One{note('x', '*', 'A word.', 2)} two{note('y', '1', 'A note.')}.</p>")
    assert ids_in(area_of(leaf)) == ["n-y", "n-x"]


@pytest.mark.slow
def test_one_series_is_set_as_the_engine_would(tmp_path: Any) -> None:
    files = []
    for fault in ("none", "by_series"):
        without(fault, 60, tmp_path / fault)
        files.append((tmp_path / fault).read_bytes())
    assert files[0] == files[1]


# beside the text --------------------------------------------------------------------------------------------------------

PACKED = page_sheets(PACK)
FILL = "<p>" + "The Parties undertake to settle any international disputes by peaceful means. " * 12 + "</p>"


def packed(body: str) -> list[Any]:
    return laid_out(body, PACKED[0] + PACKED[1])


def test_a_note_begins_on_the_line_of_its_call() -> None:
    [leaf] = packed(FILL + f"<p id=p>Here{note('a', '1', 'Beside it. ' * 20)} and more.</p>" + FILL)
    column = column_of(leaf)
    assert ids_in(column) == ["n-a"]
    [call] = [
        line for line in lines_in(leaf.children[0]) if any(b.footnote is not None for b in line.descendants())
    ]
    first = lines_in(column)[0]
    assert first.position_y + first.baseline == pytest.approx(call.position_y + call.baseline)
    assert column.position_x >= leaf.content_box_x() + leaf.width + PACK.gutter * 96 / 25.4 - 0.01
    assert not [box for box in leaf.children if isinstance(box, boxes.FootnoteAreaBox)]


def test_notes_of_one_line_stand_below_each_other() -> None:
    calls = "".join(note(f"n{number}", str(number), "Some words on it. " * 6) for number in range(6))
    [leaf] = packed(f"<p id=p>All here{calls}.</p>" + FILL * 3)
    column = column_of(leaf)
    assert ids_in(column) == [f"n-n{number}" for number in range(6)]
    bottoms = [each.position_y + each.margin_height() for each in column.children]
    assert all(each.position_y > bottom for each, bottom in zip(column.children[1:], bottoms, strict=False))


def test_notes_have_the_order_of_their_calls_in_columns_too() -> None:
    """The first call of the right column stands higher than the last of the left one."""
    left = "".join(f"<p>Name{note(f'l{number}', str(number), 'A name.')}</p>" for number in range(4))
    right = f"<p>Name{note('r', '4', 'A name.')}</p>"
    body = f'<div class="sigs"><div class="sigcol">{left}</div><div class="sigcol">{right}</div></div>'
    [leaf] = packed(body + FILL)
    assert ids_in(column_of(leaf)) == ["n-l0", "n-l1", "n-l2", "n-l3", "n-r"]


def test_what_has_no_room_beside_the_text_stands_at_the_foot_of_the_same_page() -> None:
    calls = "".join(note(f"n{number}", str(number), "Some words on it. " * 44) for number in range(6))
    leaves = packed(f"<p id=p>All here{calls}.</p>")
    assert len(leaves) == 1
    beside, foot = ids_in(column_of(leaves[0])), ids_in(area_of(leaves[0]))
    assert beside
    assert foot
    assert sorted((*beside, *foot)) == [f"n-n{number}" for number in range(6)]


def test_a_series_may_stay_at_the_foot() -> None:
    [leaf] = packed(
        f"<p id=p>One{note('a', '1', 'Beside.')} two{note('b', 'a', 'land] sea C.', 1, margin=False)}.</p>"
    )
    assert ids_in(column_of(leaf)) == ["n-a"]
    assert ids_in(area_of(leaf)) == ["n-b"]


def test_without_a_column_they_stand_at_the_foot() -> None:
    [leaf] = laid_out(f"<p id=p>One{note('a', '1', 'At the foot.')}.</p>")
    assert column_of(leaf) is None
    assert ids_in(area_of(leaf)) == ["n-a"]


@given(
    st.lists(st.tuples(st.floats(0, 900), st.floats(5, 120)), min_size=1, max_size=12),
    st.floats(0, 50),
)
def test_placed_notes_cover_nothing_and_leave_no_page(notes: list[tuple[float, float]], top: float) -> None:
    wanted = [want for want, _ in notes]
    heights = [height for _, height in notes]
    bottom = top + sum(heights) + 5.0 * (len(notes) - 1) + 60
    tops = note_areas.placed(wanted, heights, top, bottom)
    assert tops[0] >= top - 1e-6
    assert tops[-1] + heights[-1] <= bottom + 1e-6
    for one, height, other in zip(tops, heights, tops[1:], strict=False):
        assert other >= one + height + 5.0 - 1e-6
    if len(notes) == 1 and top <= wanted[0] <= bottom - heights[0]:
        assert tops == wanted


# the finished file --------------------------------------------------------------------------------------------------------


def test_the_audit_finds_notes_beside_the_text_and_run_in() -> None:
    names = {"a": "1", "b": "a", "c": "2", "d": "b", "e": "*", "f": "3"}
    words = dict(
        zip(
            names,
            ("First.", "peace] ed.; war C.", "Second.", "land] om. F.", "A word.", "Third."),
            strict=True,
        )
    )
    placements = [NotePlacement(name, label, words[name], "foot") for name, label in names.items()]
    chunk = PrintChunk("text", page("Mixed", MIXED), "arabic", restart=True)
    for css in ("", PACKED[0] + PACKED[1]):
        made = typeset(rendition([chunk], placements, css=css))
        assert made.faults == ()
    wrong = replace(placements[1], text="peace] ed.; peace C.")
    made = typeset(rendition([chunk], [wrong]))
    assert [fault.kind for fault in made.faults] == ["note-text"]


def test_a_note_at_the_end_of_its_division_stands_behind_its_call() -> None:
    def body(notes_first: bool) -> str:
        text = '<p id="p">Words<sup><a class="call" id="c-a" href="#n-a">1</a></sup>.</p>'
        ends = '<section class="ends" id="e"><h3>Notes</h3><div class="en" id="n-a"><a class="mk" href="#c-a">1</a> Here it is.</div></section>'
        apart = '<div style="break-before: page"></div>'
        return ends + apart + text if notes_first else text + ends

    def kinds(notes_first: bool) -> list[str]:
        chunk = PrintChunk("text", page("Ends", body(notes_first)), "arabic", restart=True)
        placed = [NotePlacement("a", "1", "Here it is.", "end")]
        return [fault.kind for fault in typeset(rendition([chunk], placed)).faults]

    assert kinds(notes_first=False) == []
    assert kinds(notes_first=True) == ["note-off-page"]


def test_notes_are_notes_wherever_they_stand(tmp_path: Path) -> None:
    """In a column, run in at the foot, at the end of a division: one Note with its id, and nothing for veraPDF to find."""
    ends = (
        '<p id="q">Words<sup><a class="call" id="c-z" href="#n-z" role="doc-noteref">9</a></sup>.</p>'
        '<section class="ends" id="e" aria-labelledby="h-e"><h2 id="h-e">Notes</h2>'
        '<div class="en" id="n-z"><a class="mk" href="#c-z">9</a> <span class="np">Here it is.</span></div></section>'
    )
    chunk = PrintChunk("text", page("Mixed", f"<h1 id=t>Title</h1>{MIXED}{ends}"), "arabic", restart=True)
    files = []
    for name, css in (("foot", ""), ("column", PACKED[0] + PACKED[1])):
        made = typeset(rendition([chunk], [NotePlacement("z", "9", "Here it is.", "end")], css=css))
        assert made.faults == ()
        assert made.pdf is not None
        assert {id_: len(found) for id_, found in read_notes(made.pdf).items()} == dict.fromkeys(
            (f"n-{letter}" for letter in "abcdefz"), 1
        )
        assert Walk(made.pdf).wrong == []
        files.append(tmp_path / f"{name}.pdf")
        files[-1].write_bytes(made.pdf)
    findings = verapdf(files, flavour="ua1")
    assert not findings, report(findings)


def test_a_line_beside_a_float_ends_with_its_last_word() -> None:
    """Words that fit beside an initial, but not with the space before the link that follows, go on beside it."""
    words = (
        '<span class="dc">T</span><span class="leadin">he Constitution of</span> Japan was promulgated on November 3, 1946, and '
        "took effect on May 3, 1947 (Japan, “The Constitution of Japan, 1946,” Project Gutenberg, eBook 612, 1996, "
        '<a href="https://www.gutenberg.org/ebooks/612">https://www.gutenberg.org/ebooks/612</a>), during the American Occupation.'
    )
    [leaf] = packed(f'<section class="intro"><p class="first">{words}</p></section>')
    right = leaf.content_box_x() + leaf.width
    assert [line for line in lines_in(leaf) if line.position_x + line.width > right + 1] == []
