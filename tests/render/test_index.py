"""The index: places merged, heads filed, references led to heads."""

from __future__ import annotations

import itertools

import pytest

from postil.model.matter import IndexEntry, IndexForm, SeeReference
from postil.render.back_matter import IndexHead
from postil.render.dates import date_words, machine_date
from postil.render.index import IndexPlan, folios, indexes, locators
from postil.spans import Span
from postil.vocabulary import words_for

WORDS = words_for("en")
HERE = Span("edition.yaml", 0, 1)


def entry(
    head: str,
    paragraph: int | None = None,
    note: str = "",
    *,
    doc: int = 1,
    kind: str = "index",
    place: str = "",
) -> IndexEntry:
    block = f"d{doc}--text.{paragraph}" if paragraph else f"d{doc}--{place}"
    anchor = f"n-d{doc}--{note}" if note else f"{block}-x"
    return IndexEntry(
        kind,
        tuple(head.split("!")),
        (),
        anchor,
        f"n-d{doc}--{note}" if note else block,
        doc,
        f"¶ {paragraph}" if paragraph else place,
        paragraph,
        f"n. {note}" if note else "",
        f"n{note}" if note else "",
    )


def made(
    entries: list[IndexEntry], see: tuple[SeeReference, ...] = (), form: IndexForm = "one"
) -> tuple[IndexPlan, ...]:
    return indexes(entries, see, form, "en", WORDS, (f"h{n}" for n in itertools.count(1)))


def heads(plan: IndexPlan) -> list[IndexHead]:
    return [head for group in plan.groups for head in group.heads]


def said(entries: list[IndexEntry]) -> list[tuple[str, str]]:
    return [(at.id, at.words.replace("\u00a0", " ")) for at in locators(entries, WORDS)]


def test_paragraphs_that_follow_each_other_are_a_range() -> None:
    found = said([entry("x", n) for n in (7, 8, 9, 12)] + [entry("x", 1, doc=2), entry("x", 2, doc=3)])
    assert found == [
        ("d1--text.7", "Doc. 1, ¶ 7–9"),
        ("d1--text.12", "Doc. 1, ¶ 12"),
        ("d2--text.1", "Doc. 2, ¶ 1"),
        ("d3--text.2", "Doc. 3, ¶ 2"),
    ]


def test_equal_places_are_named_once_and_notes_stand_by_themselves() -> None:
    found = said(
        [
            entry("x", 7),
            entry("x", 7),
            entry("x", 7, "3"),
            entry("x", 7, "3"),
            entry("x", 8),
            entry("x", place="Introduction"),
        ]
    )
    assert found == [
        ("d1--text.7", "Doc. 1, ¶ 7–8"),
        ("n-d1--3", "Doc. 1, ¶ 7, n. 3"),
        ("d1--Introduction", "Doc. 1, Introduction"),
    ]


def test_an_edition_alone_has_no_document_numbers() -> None:
    assert said([entry("x", 7, doc=0), entry("x", 9, "2", doc=0)]) == [
        ("d0--text.7", "¶ 7"),
        ("n-d0--2", "¶ 9, n. 2"),
    ]


def test_what_the_typesetter_gets() -> None:
    assert folios([entry("x", 7), entry("x", 7), entry("x", 7, "3")]) == "d1--text.7-x n-d1--3|n3"


def test_heads_are_grouped_by_letters_and_subheads_filed() -> None:
    [plan] = made(
        [entry("zebra", 1), entry("Élan!c", 2), entry("elan!b", 3), entry("Élan", 4), entry("1951", 5)]
    )
    assert [(g.letter, [h.words for h in g.heads]) for g in plan.groups] == [
        ("0–9", ["1951"]),
        ("E", ["elan", "Élan"]),
        ("Z", ["zebra"]),
    ]
    assert [c.words for c in heads(plan)[2].children] == ["c"]
    assert heads(plan)[1].folios == ""


def test_sort_files_a_head_elsewhere() -> None:
    kishi = entry("岸信介", 1, kind="person")
    sorted_ = IndexEntry("person", kishi.head, ("Kishi",), "a", "b", 1, "¶ 2", 2)
    [plan] = made([kishi, sorted_, entry("King", 3), entry("Kite", 4)])
    assert [h.words for h in heads(plan)] == ["King", "岸信介", "Kite"]


def test_kinds_of_the_same_words_are_told_apart() -> None:
    [plan] = made(
        [entry("Washington", 1, kind="person"), entry("Washington", 2, kind="place"), entry("Hull", 3)]
    )
    assert [(h.words, h.qualifier) for h in heads(plan)] == [
        ("Hull", ""),
        ("Washington", "person"),
        ("Washington", "place"),
    ]
    assert "small capitals" in plan.lead


def test_an_index_for_each_kind() -> None:
    plans = made([entry("b", 1), entry("a", 2, kind="person"), entry("c", 3, kind="place")], form="separate")
    assert [(p.name, [h.words for h in heads(p)], str(p.lead)) for p in plans] == [
        ("index_person", ["a"], ""),
        ("index_place", ["c"], ""),
        ("index_index", ["b"], ""),
    ]
    assert made([entry("b", 1)], form="none") == ()


def test_references() -> None:
    def see(head: str, to: str, also: bool = False) -> SeeReference:
        return SeeReference(tuple(head.split("!")), tuple(to.split("!")), also, HERE)

    references = (
        see("MST", "Security Treaty"),
        see("Organization", "United Nations!Charter"),
        see("Security Treaty", "United Nations", True),
        see("United Nations", "Security Treaty"),
        see("Gone", "Nothing"),
        see("MST", "Security Treaty"),
    )
    [plan] = made([entry("Security Treaty", 1), entry("United Nations!Charter", 2)], references)
    found = {h.words: ([(t.words, t.id) for t in h.see], [t.words for t in h.also]) for h in heads(plan)}
    ids = {h.words: h.id for h in heads(plan)}
    assert found == {
        "MST": ([("Security Treaty", ids["Security Treaty"])], []),
        "Organization": ([("United Nations: Charter", heads(plan)[3].children[0].id)], []),
        "Security Treaty": ([], ["United Nations"]),
        "United Nations": ([], ["Security Treaty"]),
    }
    assert ids["Security Treaty"]
    assert ids["Security Treaty"] != ids["United Nations"]


@pytest.mark.parametrize(
    ("date", "language", "words"),
    [
        ("1960-01-19", "en", "January 19, 1960"),
        ("1960-01-19", "en-GB", "19 January 1960"),
        ("1960-01", "en", "January 1960"),
        ("1960", "en", "1960"),
        ("1960~", "en", "c. 1960"),
        ("1960-01-19?", "en", "January 19, 1960?"),
        ("1896/1987", "en", "1896–1987"),
        ("1960-01/1961-02-03", "en", "January 1960 – February 3, 1961"),
        ("1960-05-19/1960-05-20", "en", "May 19–20, 1960"),
        ("1960-05-19/1960-05-20", "en-GB", "19–20 May 1960"),
        ("1960-05-19/1960-05-20", "de", "19.–20. Mai 1960"),
        ("1960-05-01/1960-05-20", "fr", "1er–20 mai 1960"),
        ("1960-05-19/1960-05-20", "ja", "1960年5月19日–20日"),
        ("1960-05-19/1960-06-20", "en", "May 19, 1960 – June 20, 1960"),
        ("-0043", "en", "44 BC"),
        ("1789-07-01", "fr", "1er juillet 1789"),
        ("1960-01-19", "de", "19. Januar 1960"),
        ("1960-01-19", "ja", "1960年1月19日"),
        ("1960-01-19", "sw", "19 January 1960"),
        ("1960-13-01", "en", "1960-13-01"),
        ("spring of 1920", "en", "spring of 1920"),
        ("1896–1987", "en", "1896–1987"),
    ],
)
def test_dates_in_words(date: str, language: str, words: str) -> None:
    assert date_words(date, words_for(language)) == words


def test_dates_for_machines() -> None:
    assert machine_date("1960-01-19") == "1960-01-19"
    assert [machine_date(d) for d in ("1960~", "1960/1961", "spring", "1960-13")] == ["", "", "", ""]
