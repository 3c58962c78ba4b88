"""The front: words in every script, in every proportion, and what it says to those who do not see it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cover.books import BOOKS, FACES, TREATY, TRIMS, book
from epub import samples
from postil.cover import front, page, svg
from postil.cover.direction import levels, visual
from postil.cover.front import Plate, label_of
from postil.cover.inks import BLACK
from postil.cover.letters import Setter, Style
from postil.cover.lines import broken, pieces
from postil.model.drawing import Area, Box, Drawing, Frame, Letters
from postil.model.rendition import BookMetadata
from postil.model.trade import CoverWords, Run
from processes import told

SVG = "{http://www.w3.org/2000/svg}"


def words(drawing: Drawing) -> list[str]:
    return [shape.text for shape in drawing.shapes if isinstance(shape, Letters)]


def test_it_is_drawn_without_a_font_and_says_its_words() -> None:
    drawn = svg(front(samples.METADATA, samples.faces()))
    root = ET.fromstring(drawn)
    assert root.findtext(f"{SVG}title") == "A Treaty of Amity & Commerce: between Ruritania and Graustark"
    assert root.get("aria-label") == root.findtext(f"{SVG}title")
    assert "<text" not in drawn
    assert "font" not in drawn


def test_the_number_of_a_volume_is_a_figure() -> None:
    """Beside small capitals the 1 of EB Garamond is the small capital I: volume 11 was volume II."""

    def outlines(number: str) -> list[object]:
        drawing = front(replace(TREATY, series="Sources", number=number), FACES)
        [line] = [s for s in drawing.shapes if isinstance(s, Letters) and s.text == f"Sources · {number}"]
        return [glyph.outline for glyph in line.glyphs][-len(number) :]

    assert outlines("11")[0] == outlines("1")[0]
    assert outlines("1") != outlines("I")
    figure = Box(0, 0, 1, 1)
    tall = Setter.of(FACES, "en")
    assert tall is not None
    one, capital = (tall.line(text, Style(1.0, 0.0, True, True)) for text in ("1", "i"))
    heights = [line.at(0, 0, BLACK).box or figure for line in (one, capital)]
    assert heights[0].height > 1.2 * heights[1].height


def test_without_a_face_there_is_the_label_alone() -> None:
    drawing = front(samples.METADATA, ())
    assert not words(drawing)
    assert any(isinstance(shape, Frame) for shape in drawing.shapes)
    ET.fromstring(svg(drawing))


@pytest.mark.parametrize("metadata", BOOKS.values(), ids=BOOKS)
@pytest.mark.parametrize("size", [(1600.0, 2400.0), *TRIMS.values(), (279.4, 215.9)], ids=str)
def test_words_lie_on_label_and_cloth_in_any_proportion(
    metadata: BookMetadata, size: tuple[float, float]
) -> None:
    drawing = front(metadata, FACES, *size)
    sheet = Box(0, 0, *size)
    label = label_of(Plate(sheet))
    below = Box(0, label.bottom, size[0], size[1] - label.bottom)
    taken: list[Box] = []
    for shape in drawing.shapes:
        if isinstance(shape, Letters) and (place := shape.box) is not None:
            assert label.holds(place) or below.holds(place), shape.text
            middle = Box(place.left, place.top + place.height * 0.3, place.width, place.height * 0.4)
            assert not any(_meet(middle, other) for other in taken), shape.text
            taken.append(middle)
            # drawn in the middle of the sheet
            assert place.middle == pytest.approx(size[0] / 2, abs=size[0] * 0.02), shape.text
        elif isinstance(shape, Area | Frame):
            assert sheet.holds(shape.box)


def _meet(one: Box, other: Box) -> bool:
    return (
        one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
    )


@pytest.mark.parametrize("metadata", BOOKS.values(), ids=BOOKS)
def test_every_word_of_the_metadata_is_drawn_once(metadata: BookMetadata) -> None:
    drawn = "".join("".join(words(front(metadata, FACES))).split())
    said = metadata.cover
    for part in (metadata.title, metadata.subtitle, said.date, said.kind, metadata.publisher):
        assert drawn.count("".join(part.split())) >= 1
    for _, other in said.original_titles:
        assert other in drawn
    for person in metadata.people:
        assert "".join(person.name.split()) in drawn


def test_lines_that_are_given_are_kept() -> None:
    given_lines = ("Treaty", "of Mutual Cooperation", "and Security")
    drawing = front(replace(TREATY, cover=replace(TREATY.cover, lines=given_lines)), FACES)
    found = words(drawing)
    at = found.index("Treaty")
    assert tuple(found[at : at + 3]) == given_lines


def test_a_number_stands_only_beside_a_series() -> None:
    assert "Annotated Primary Sources · 1" in words(front(TREATY, FACES))
    assert not {"1", "· 1"} & set(words(front(replace(TREATY, series=""), FACES)))


def test_names_that_are_given_go_before_all_others() -> None:
    """A reader is by those who teach with it, not by those who wrote what is in it."""
    written = (replace(samples.METADATA.people[0], name="Ann Author", role="aut"),)
    for names in (("Tess Teacher",), ()):
        own = replace(TREATY, people=written, cover=replace(TREATY.cover, names=names))
        found = words(front(own, FACES))
        assert [w for w in found if w in {"Ann Author", "Tess Teacher"}] == list(names)


def test_who_wrote_goes_before_who_edited() -> None:
    both = (samples.METADATA.people[0], replace(samples.METADATA.people[0], name="Ann Author", role="aut"))
    found = words(front(replace(TREATY, people=both), FACES))
    assert "Ann Author" in found
    assert "Anna Editor" not in found


@pytest.mark.parametrize(
    "title", ["", " ", "I", "\u202e", "a\u0301" * 40, "☃", "\ue000 x", "日" * 300, "x " * 600]
)
def test_any_title_can_be_drawn(title: str) -> None:
    ET.fromstring(svg(front(book(title), FACES)))


@settings(max_examples=60, deadline=None)
@given(
    title=st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60),
    subtitle=st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40),
)
def test_any_words_can_be_drawn(title: str, subtitle: str) -> None:
    root = ET.fromstring(svg(front(book(title, subtitle), FACES)))
    assert root.findtext(f"{SVG}title") == ": ".join(filter(None, (title, subtitle)))


@pytest.mark.slow
def test_same_bytes_in_other_processes_with_other_hash_seeds_and_locales() -> None:
    program = (
        "import hashlib; from cover.books import BOOKS, FACES; from postil.cover import front, svg;"
        "print(hashlib.sha256(''.join(svg(front(b, FACES)) for b in BOOKS.values()).encode()).hexdigest())"
    )
    assert len(told(program)) == 1


def test_a_page_shows_it_and_says_its_words() -> None:
    drawing = front(TREATY, FACES, 148, 210)
    html = page(drawing, "postil:img/cover.svg")
    said = "Treaty of Mutual Cooperation and Security: between the United States of America and Japan"
    assert drawing.says == said
    assert f'<img src="postil:img/cover.svg" alt="{said}">' in html
    assert "size: 148mm 210mm" in html
    assert '<html lang="en">' in html


# lines ----------------------------------------------------------------------------------------------------------------


def lines_of(text: str, room: float) -> list[str]:
    found = broken(pieces((Run(text, False),)), lambda piece: len(piece.text), 1, room)
    return ["".join(p.text + (" " if p.space else "") for p in line).rstrip() for line in found]


def test_lines_are_few_and_even_and_none_ends_weakly() -> None:
    assert lines_of("Treaty of Mutual Cooperation and Security", 20) == [
        "Treaty of Mutual",
        "Cooperation",
        "and Security",
    ]
    assert lines_of("The U.S.–Japan Alliance", 20) == ["The U.S.–Japan", "Alliance"]
    assert lines_of("between the United States of America and Japan", 28) == [
        "between the United States",
        "of America and Japan",
    ]


def test_japanese_is_parted_behind_particles_and_never_before_closing_marks() -> None:
    title = "日本国とアメリカ合衆国との間の相互協力及び安全保障条約"
    for room in range(5, 20):
        found = lines_of(title, room)
        assert "".join(found) == title
        assert all(len(line) <= room for line in found)
        assert not any(line[0] in "ー、。」" for line in found)
    assert lines_of(title, 16) == ["日本国とアメリカ合衆国との", "間の相互協力及び安全保障条約"]
    assert lines_of("「憲法」について", 5)[0] == "「憲法」"


@given(st.text(max_size=80), st.integers(1, 30))
def test_no_character_is_lost_when_lines_are_parted(text: str, room: int) -> None:
    assert "".join("".join(lines_of(text, room)).split()) == "".join(text.split())


# direction ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("abc 12", "abc 12"),
        ("שלום", "םולש"),
        ("שלום 1979", "1979 םולש"),
        ("(1979) שלום", "םולש )1979("),  # as stored: the face mirrors the brackets
        ("UN ועידת", "UN תדיעו"),
        ("ועידת UN", "UN תדיעו"),
        ("ab שלום cd", "ab םולש cd"),
        ("١٢ سلام", "مالس ١٢"),
    ],
)
def test_lines_are_seen_in_order(text: str, seen: str) -> None:
    """UAX #9, with the level of the paragraph by its first strong character."""
    found = levels(text)
    runs: list[list[int]] = []
    for index, level in enumerate(found):
        if runs and found[runs[-1][-1]] == level:
            runs[-1].append(index)
        else:
            runs.append([index])
    order = visual([found[run[0]] for run in runs])
    shown = "".join(text[i] for n in order for i in (reversed(runs[n]) if found[runs[n][0]] % 2 else runs[n]))
    assert shown == seen


def test_brackets_are_mirrored_and_letters_joined_where_they_run_to_the_left() -> None:
    setter = Setter.of(FACES, "ar")
    assert setter is not None
    joined = setter.line("سلام", Style(10))
    apart = sum(setter.line(letter, Style(10)).width for letter in "سلام")
    assert joined.width < apart * 0.95
    # no space is put between joined letters
    assert setter.line("سلام", Style(10, tracking=3)).width == joined.width
    opening = setter.line("(א", Style(10)).glyphs[-1][0]
    closing = setter.line("א)", Style(10)).glyphs[0][0]
    assert opening != closing


def test_a_column_stands_upright() -> None:
    setter = Setter.of(FACES, "ja")
    assert setter is not None
    column = setter.column("日本国憲法", Style(10))
    assert column.width == pytest.approx(50)
    tops = [down for _, _, _, down in column.glyphs]
    assert tops == sorted(tops)


def test_a_cover_without_words_of_its_own_is_as_before() -> None:
    """What an e-book without a date says has not changed."""
    bare = replace(samples.METADATA, cover=CoverWords())
    assert [w for w in words(front(bare, samples.faces())) if w != "❦"] == [
        "Annotated Primary Sources · 1",
        "A Treaty of Amity",
        "& Commerce",
        "between Ruritania and Graustark",
        "Anna Editor",
        "Postil Press",
    ]
