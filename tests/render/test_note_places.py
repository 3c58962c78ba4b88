"""Where the notes of a series stand in print: at the foot or beside the text, at the end of a division, at the end of the book."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest

from postil.anchor import anchor
from postil.build.profiles import at_the_end
from postil.model.course_reader import CitedEdition
from postil.model.edition import ResolvedEdition
from postil.model.manifest import Place
from postil.model.rendition import PrintRendition
from postil.resolve import resolve
from postil.weave import weave
from render.project import FACTS, cited, edition, renderer

LISTS = re.compile(
    r'<section class="ends ends--(\w+)" id="([^"]+)"[^>]*>\s*<h(\d)[^>]*>([^<]+)</h\d>(.*?)</section>',
    re.DOTALL,
)


def resolved() -> ResolvedEdition:
    return resolve(anchor(edition()).value, "instructors").value


def print_of(found: ResolvedEdition, *, column: bool = False) -> PrintRendition:
    book = CitedEdition(weave(found, "").value, cited().citations)
    checked = renderer().render_print(book, facts=FACTS, column=column)
    assert checked.ok, [d.message for d in checked.diagnostics]
    assert checked.value is not None
    return checked.value


def placed(place: Place, *kinds: str) -> ResolvedEdition:
    """Return the edition with the series of these kinds at a place of their own."""
    found = resolved()
    notes = []
    for note in found.notes:
        if note.series.kind in kinds:
            places = tuple(sorted({**dict(note.series.places), "print": place}.items()))
            notes.append(replace(note, series=replace(note.series, places=places)))
        else:
            notes.append(note)
    return replace(found, notes=tuple(notes))


@cache
def ended() -> PrintRendition:
    return print_of(at_the_end(resolved()))


def text_of(rendition: PrintRendition) -> str:
    return next(chunk.html for chunk in rendition.chunks if chunk.name == "text")


def test_every_note_stands_once_after_its_division() -> None:
    text = text_of(ended())
    lists = LISTS.findall(text)
    assert {kind for kind, *_ in lists} == {"notes", "apparatus", "gloss"}
    assert {heading for *_, heading, _ in lists} == {"Editorial notes", "Textual notes", "Glosses"}
    places = {note.id: note.place for note in ended().notes}
    for note in ended().notes:
        assert text.count(f'id="n-{note.id}"') == 1
        if note.place == "end":
            assert text.index(f'id="c-{note.id}"') < text.index(f'id="n-{note.id}"')
    assert "end" in places.values()
    assert {places[note.id] for note in resolved().notes if note.series.kind == "questions"} == {"back"}
    assert 'class="fn' not in text


def test_the_lists_have_the_order_of_the_calls() -> None:
    """What is called in the title stands at the end of the first division."""
    text = text_of(ended())
    for kind in ("notes", "apparatus"):
        notes = [
            n
            for name, *_, body in LISTS.findall(text)
            if name == kind
            for n in re.findall(r'id="n-([^"]+)"', body)
        ]
        calls = re.findall(rf'call--{kind}" id="c-([^"]+)"', text)
        assert notes == calls
    first = next(body for name, *_, body in LISTS.findall(text) if name == "notes")
    assert 'id="n-on-title"' in first
    assert text.index('id="preamble"') < text.index('id="n-on-title"') < text.index('id="art-1"')


def test_the_heading_of_a_list_is_below_that_of_its_division() -> None:
    text = text_of(ended())
    division = re.search(r'<h(\d) class="dh" id="art-1.0"', text)
    assert division is not None
    levels = {int(level) for _, id_, level, *_ in LISTS.findall(text) if "art-1" in id_}
    assert levels == {int(division[1]) + 1}


def test_the_front_says_where_notes_stand() -> None:
    front = ended().chunks[0].html
    assert "Editorial notes, at the end of each division." in front
    assert "Questions, called in the margin, printed after the text." in front


def test_beside_the_text_where_the_page_has_a_column() -> None:
    with_column, without = print_of(resolved(), column=True), print_of(resolved())
    assert "Editorial notes, beside the text." in with_column.chunks[0].html
    assert "Editorial notes, at the foot of the page." in without.chunks[0].html
    assert text_of(with_column) == text_of(without)
    assert 'class="fn fn--notes fn--margin"' in text_of(without)


@pytest.mark.parametrize("place", ["foot", "back"])
def test_a_series_has_a_place_of_its_own(place: Place) -> None:
    made = print_of(placed(place, "apparatus"), column=True)
    text = text_of(made)
    assert 'class="fn fn--notes fn--margin"' in text
    assert "fn--apparatus fn--margin" not in text
    assert ('class="fn fn--apparatus"' in text) == (place == "foot")
    assert {note.place for note in made.notes if note.id in {"aiichiro", "territories"}} == {place}
    where = "at the foot of the page" if place == "foot" else "after the text"
    assert f"Textual notes, {where}." in made.chunks[0].html


def test_questions_at_the_end_of_their_division() -> None:
    text = text_of(print_of(placed("end", "questions")))
    [(kind, id_, _, heading, body)] = LISTS.findall(text)
    assert (kind, heading) == ("questions", "Questions")
    assert "art-1" in id_
    assert re.findall(r'id="n-([^"]+)"', body) == re.findall(r'<a id="c-(q-[^"]+)"', text)
