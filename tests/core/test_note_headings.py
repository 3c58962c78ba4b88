"""The heading of a note: address, quoted words, neighbours, attributes."""

from __future__ import annotations

import pytest

from core.projects import only
from postil.ingest.note_heading import HeadingRead, read_note_heading
from postil.model.notes import Quote


def read(heading: str) -> HeadingRead:
    """Return a heading without faults; every span must point at its words."""
    checked = read_note_heading(heading, "notes.md", 2)
    assert not checked.diagnostics, [d.message for d in checked.diagnostics]
    source = "# " + heading
    selector = checked.value.selector
    assert selector is not None
    for quote in (selector.quote, selector.last, selector.after, selector.before):
        assert quote is None or source[quote.span.start : quote.span.end] == quote.words
    assert source[selector.address_span.start : selector.address_span.end] == selector.address
    return checked.value


def words(quote: Quote | None) -> str | None:
    return quote.words if quote else None


@pytest.mark.parametrize(
    ("written", "quoted"),
    [
        ("“peace”", "peace"),
        ('"peace"', "peace"),
        ("‘peace’", "peace"),
        ("'peace'", "peace"),
        ("«paix»", "paix"),
        ("»Friede«", "Friede"),
        ("„Friede“", "Friede"),
        ("„Friede”", "Friede"),
        ("‹paix›", "paix"),
        ("‚Friede‘", "Friede"),
        ("「平和」", "平和"),
        ("『平和』", "平和"),
        ("”fred”", "fred"),
    ],
)
def test_quotation_marks_of_every_form(written: str, quoted: str) -> None:
    assert words(read(f"art-5.1 {written} {{#a}}").selector.quote) == quoted


@pytest.mark.parametrize(
    ("written", "quoted"),
    [
        ("'the Party's own'", "the Party's own"),
        ("‘the Parties’ rights’", "the Parties’ rights"),
        ("“the so-called “peace” of 1951”", "the so-called “peace” of 1951"),
        ("“he said “come”", "he said “come"),
        ('"the "old" ship"', 'the "old" ship'),
        ("«le mot “paix”»", "le mot “paix”"),
        ("“said ‘come’”", "said ‘come’"),
        ("“l’État”", "l’État"),
        ("“ peace ”", " peace "),
    ],
)
def test_marks_inside_the_words(written: str, quoted: str) -> None:
    """A mark inside closes nothing while another follows that can; with another pair outside all is plain."""
    assert words(read(f"art-5.1 {written}").selector.quote) == quoted


def test_neighbours_and_ranges() -> None:
    selector = read("art-5.2 “Any such” to “Council” after “that ” before “ shall” {#report}").selector
    assert selector is not None
    assert (words(selector.quote), words(selector.last)) == ("Any such", "Council")
    assert (words(selector.after), words(selector.before)) == ("that ", " shall")


def test_neighbours_in_any_order_and_without_spaces() -> None:
    selector = read("art-5.2 “it”before“ is”after “that ”{#a}").selector
    assert selector is not None
    assert (words(selector.after), words(selector.before)) == ("that ", " is")


def test_a_whole_division() -> None:
    read_heading = read("preamble {#alternat}")
    assert read_heading.selector is not None
    assert read_heading.selector.quote is None
    assert read_heading.attributes.id == "alternat"


def test_attributes() -> None:
    attributes = read('art-1.1 “a” {#x .part by=MK audience=instructors person="Kishi Nobusuke"}').attributes
    assert (attributes.id, attributes.classes) == ("x", ("part",))
    assert attributes.pairs == (("by", "MK"), ("audience", "instructors"), ("person", "Kishi Nobusuke"))


def test_a_part_of_a_word() -> None:
    selector = read("art-1.1 “recogn” {.part}").selector
    assert selector is not None
    assert selector.part
    whole = read("art-1.1 “recognize”").selector
    assert whole is not None
    assert not whole.part


def test_words_like_keywords_inside_the_quotation() -> None:
    assert words(read("art-1.1 “to and after before”").selector.quote) == "to and after before"


@pytest.mark.parametrize(
    ("heading", "code", "words_meant"),
    [
        ("“peace”", "N001", "“peace”"),
        ("art-1 peace", "N001", "peace"),
        ("art-1 “peace” afer “the”", "N001", "afer"),
        ("art-1 “peace” after the", "N001", "after"),
        ("art-1 after “the”", "N001", "art-1"),
        ("art-1 “peace” {#a} {#b}", "N001", "{#b}"),
        ("art-1 “peace", "N002", "“peace"),
        ("art-1 'it's", "N002", "'it's"),
        ("art-1 “peace” to “war", "N002", "“war"),
        ("art-1 “”", "N011", "“”"),
        ("art-1 “ ”", "N011", "“ ”"),
        ("art-1 “peace” {#a", "T001", "{#a"),
        ("art-1 “peace” {#a b}", "T001", "b"),
        ("", "N001", ""),
    ],
)
def test_what_is_not_understood_is_told_where_it_stands(heading: str, code: str, words_meant: str) -> None:
    fault = only(read_note_heading(heading, "notes.md", 2).diagnostics)
    assert fault.code.id == code
    assert fault.span is not None
    assert ("# " + heading)[fault.span.start : fault.span.end] == words_meant
    assert fault.hint


def test_a_broken_heading_keeps_its_id() -> None:
    """So that what refers to the note is not wrong for that."""
    for heading in ("art-1 “peace {#a}", "art-1 “peace” afer “the” {#a}", "“peace” {#a}", "art-1 “” {#a}"):
        found = read_note_heading(heading, "notes.md", 2).value
        assert (found.selector, found.attributes.id) == (None, "a")
