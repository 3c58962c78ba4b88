"""Items of several documents become one list, and index terms are read with their places."""

from __future__ import annotations

import pytest

from core.projects import checkup, files
from postil.backmatter import declared
from postil.ingest.markdown.terms import parts_of_head
from postil.model.matter import (
    ChronologyItem,
    GlossaryItem,
    PersonItem,
    merge_chronology,
    merge_glossary,
    merge_persons,
)
from postil.model.prose import Inline, Text
from postil.spans import Places, Span

HERE, THERE = Span("one.yaml", 0, 1), Span("two.yaml", 0, 1)


def words(text: str, span: Span = HERE) -> tuple[Inline, ...]:
    return (Text(text, Places.run(span.start, len(text)), span),)


def test_a_person_with_the_same_words_stands_once() -> None:
    one = PersonItem("Abel Stone", "1851/1920", words("Envoy."), HERE)
    same = PersonItem("Abel Stone", "1851/1920", words("Envoy.", THERE), THERE)
    bee = PersonItem("Ann Bee", "", (), THERE)
    merged = merge_persons({1: [one], 4: [same, bee]})
    assert merged.items == ((bee, (4,)), (one, (1, 4)))
    assert not merged.clashes


def test_of_different_words_the_first_stand() -> None:
    one = GlossaryItem("alternat", words("An order."), HERE)
    other = GlossaryItem("alternat", words("A custom."), THERE)
    merged = merge_glossary({1: [one], 2: [other]}, "en")
    assert merged.items == ((one, (1, 2)),)
    assert merged.clashes == ((one, other),)


def test_two_events_of_one_day_both_stand_in_the_order_of_the_documents() -> None:
    signed = ChronologyItem("1921-05-03", words("Signed."), HERE)
    sailed = ChronologyItem("1921-05-03", words("Sailed."), THERE)
    vague = ChronologyItem("1921", words("Peace."), HERE)
    unknown = ChronologyItem("the same day", words("Rain."), HERE)
    placed = ChronologyItem("the day before", words("Sun."), THERE, "1921-05-02")
    merged = merge_chronology({1: [vague, unknown, signed], 2: [signed, sailed, placed]})
    assert [(i.text, n) for i, n in merged.items] == [
        (placed.text, (2,)),
        (signed.text, (1, 2)),
        (sailed.text, (2,)),
        (vague.text, (1,)),
        (unknown.text, (1,)),
    ]


@pytest.mark.parametrize(
    ("written", "head"),
    [
        ("Charter", ("Charter",)),
        ("United Nations!Charter", ("United Nations", "Charter")),
        ("Banzai!!", ("Banzai!",)),
        (" a  b !c!! d", ("a b", "c! d")),
        ("a!", ("a", "")),
    ],
)
def test_heads_and_subheads(written: str, head: tuple[str, ...]) -> None:
    assert parts_of_head(written) == head


def test_terms_keep_their_words_and_places() -> None:
    text = (
        '# A [Letter]{.term}\n\n[Stone]{person="Stone, Abel" term=envoy lang=en} came to *the [Hull]{.place} road*.\n\n'
        '| [Port]{.index} | Use |\n|---|---|\n| x | [y *z*]{index="a!b" sort="c"} |\n\n[]{index=rain}Rain.\n'
    )
    found = checkup(files({"source/letter/text.md": text}))
    assert not found.diagnostics
    blocks = found.project.editions[0].text.blocks  # type: ignore[union-attr]
    seen = [(b.address, t.kind, t.head, b.text[t.start : t.end]) for b in blocks for t in b.terms]
    assert seen == [
        ("title", "term", ("Letter",), "Letter"),
        ("text.1", "person", ("Stone, Abel",), "Stone"),
        ("text.1", "term", ("envoy",), "Stone"),
        ("text.1", "place", ("Hull",), "Hull"),
        ("text.2", "index", ("Port",), "Port"),
        ("text.2", "index", ("a", "b"), "y z"),
        ("text.3", "index", ("rain",), ""),
    ]
    assert blocks[1].text == "Stone came to the Hull road."
    assert [s.language for s in blocks[1].styles if s.language] == ["en"]


def test_notes_and_introductions_are_marked_too() -> None:
    project = {
        "source/letter/introduction.md": "On [Hull]{.place}.\n",
        "source/letter/text.md": "# A Letter\n\nThe [ship]{.index}.\n",
        "annotations/letter/questions.md": "---\nseries: questions\n---\n\n# text.1 “ship” {#q}\n\nWhich?\n\n"
        "::: answer\nThe [Swan]{.term}.\n:::\n",
    }
    found = checkup(files(project))
    edition = found.project.editions[0]  # type: ignore[union-attr]
    assert [t.head for t in declared(edition).terms] == [("ship",), ("Hull",), ("Swan",)]
