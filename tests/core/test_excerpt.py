"""What an excerpt takes: blocks by their addresses, notes with the words they are about."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from core.projects import resolved
from postil.excerpt import excerpt
from postil.model.cuts import CutAccount
from postil.model.edition import (
    ResolvedEdition,
    WovenBlock,
    WovenDivision,
    WovenFlow,
    WovenGap,
)
from postil.model.manifest import Choices, Selection
from postil.model.text import Cut
from postil.spans import Span
from postil.weave import base_text, weave

TEXT = """\
# The Charter

::: preamble
We the harbours,

Determined to live in peace,
:::

## Chapter 1

### Article 1

The purposes are:

1. To keep the harbours open;
2. To keep the lights burning.

***

They are three.

### Article 2

All are equal.

## Chapter 2

### Article 3

> Peace.
>
> And quiet.

::: verse
The lights are lit,

the ships come in.
:::

### Article 4

| Harbour | Ships |
|---|---|
| Hull | 12 |
"""
NOTES = """\
---
series: notes
by: AB
---

# preamble {#whole}

On the preamble. See [](art-2) and [](#on-chapter).

# ch-1 {#on-chapter}

On the chapter, with [Kishi]{.person}.

# art-1 “purposes” to “open” {#range}

Over two blocks.

# art-2 “equal” {#equal}

They were not.

# art-2 {#on-article}

On the article: [](#equal).
"""
SPAN = Span("readers/course.yaml", 3, 9)


def take(
    words: str, given: Mapping[str, str | bytes] | None = None, **more: object
) -> tuple[ResolvedEdition, CutAccount, list[str]]:
    whole = resolved({"source/letter/text.md": TEXT, "annotations/letter/notes.md": NOTES, **(given or {})})
    pieces = [p.strip().partition("..") for p in words.split(",")] if words else []
    selections = tuple(Selection(a, b or a, SPAN) for a, _, b in pieces)
    checked = excerpt(whole, Choices(excerpt=selections or None, **more))  # type: ignore[arg-type]
    made, account = checked.value
    return made, account, [f"{d.code.id} {d.hint}" for d in checked.diagnostics]


def outline(flow: tuple[WovenFlow, ...]) -> list[str]:
    """Addresses and gaps in the order of the document, at the depth they stand at."""
    out = []
    for item in flow:
        if isinstance(item, WovenBlock):
            out.append(item.address)
        elif isinstance(item, WovenGap):
            out.append(f"[{item.cut.first}–{item.cut.last}]")
        elif isinstance(item, WovenDivision):
            out += [f"{item.address}(", *outline(item.content), ")"]
        else:
            out += [f"{item.kind}(", *outline(item.content), ")"]
    return out


def shown(words: str) -> str:
    return " ".join(outline(weave(take(words)[0]).value.root.content)).replace("( ", "(").replace(" )", ")")


@pytest.mark.parametrize(
    ("words", "outlined"),
    [
        ("art-2", "[preamble.1–preamble.2] ch-1([art-1.0–art-1.4] art-2(art-2.1)) [ch-2.0–art-4.1]"),
        ("preamble.1", "preamble(preamble.1) [preamble.2–art-4.1]"),
        ("preamble.2", "[preamble.1–preamble.1] preamble(preamble.2) [ch-1.0–art-4.1]"),
        ("art-4", "[preamble.1–art-2.1] ch-2([art-3.0–art-3.4] art-4(art-4.1))"),
        (
            "art-1.2, art-3.4",
            (
                "[preamble.1–preamble.2] ch-1(art-1([art-1.1–art-1.1] list(item(art-1.2)))) [art-1.3–art-2.1] "
                "ch-2(art-3([art-3.1–art-3.3] verse(art-3.4))) [art-4.0–art-4.1]"
            ),
        ),
        (
            "art-1.1, art-1.3, art-1.4, art-3.1, art-3.3, art-4",
            (
                "[preamble.1–preamble.2] ch-1(art-1(art-1.1 [art-1.2–art-1.2] list(item(art-1.3)) rule() art-1.4)) "
                "[art-2.0–art-2.1] ch-2(art-3(quote(art-3.1) [art-3.2–art-3.2] verse(art-3.3)) [art-3.4–art-3.4] "
                "art-4(art-4.1))"
            ),
        ),
        (
            "ch-1, ch-2",
            (
                "[preamble.1–preamble.2] ch-1(art-1(art-1.1 list(item(art-1.2) item(art-1.3)) rule() art-1.4) "
                "art-2(art-2.1)) ch-2(art-3(quote(art-3.1 art-3.2) verse(art-3.3 art-3.4)) art-4(art-4.1))"
            ),
        ),
    ],
)
def test_one_gap_stands_for_what_is_cut_next_to_each_other(words: str, outlined: str) -> None:
    assert shown(words) == outlined


@pytest.mark.parametrize(
    ("words", "same"),
    [
        ("art-1..art-2", "ch-1"),
        ("art-2, art-1", "art-1..art-2"),
        ("art-1, ch-1, art-1.2", "ch-1"),
        ("ch-1..art-1.3", "art-1.1..art-1.3"),
        ("title..art-4", "preamble, ch-1, ch-2"),
    ],
)
def test_ranges_run_in_the_order_of_the_document(words: str, same: str) -> None:
    assert shown(words) == shown(same)


def test_a_rule_beside_a_gap_is_gone() -> None:
    assert "rule" not in shown("art-1.1..art-1.3, art-2")
    assert "rule()" in shown("art-1")


def test_segments_are_the_text_letter_for_letter() -> None:
    made, _, _ = take("preamble, art-1.2, art-3.2..art-3.3")
    root = weave(made).value.root
    blocks: list[WovenBlock] = []

    def visit(flow: tuple[WovenFlow, ...]) -> None:
        for item in flow:
            if isinstance(item, WovenBlock):
                blocks.append(item)
            else:
                if isinstance(item, WovenDivision) and item.heading is not None:
                    blocks.append(item.heading)
                visit(item.content)

    visit((root,))
    whole = {b.address: b.text for b in resolved({"source/letter/text.md": TEXT}).edition.text.blocks}
    for block in blocks:
        assert "\n".join(map(base_text, block.runs)) == whole[block.address]
    assert [b.address for b in blocks if b.kind != "heading"] == [
        "preamble.1", "preamble.2", "art-1.2", "art-3.2", "art-3.3",
    ]  # fmt: skip


def labels(words: str, **more: object) -> tuple[list[tuple[str, str]], list[tuple[str, str]], list[str]]:
    made, account, told = take(words, **more)  # type: ignore[arg-type]
    return [(n.id, n.label) for n in made.notes], [(n.id, n.why) for n in account.notes], told


def test_notes_go_with_their_words_and_keep_their_labels() -> None:
    assert labels("art-2")[:2] == (
        [("on-chapter", "2"), ("on-article", "4"), ("equal", "5")],
        [("whole", "cut"), ("range", "cut")],
    )
    _, dropped, told = labels("art-1.1, art-2")
    assert ("range", "cut in two") in dropped
    assert told == ["D006 add art-1.2 to the excerpt"]
    assert ("range", "3") in labels("art-1.1..art-1.2")[0]


def test_a_note_on_a_division_stays_where_its_call_does() -> None:
    assert ("on-chapter", "2") in labels("art-1.3")[0]  # its call stands in the heading
    kept, dropped, told = labels("preamble.1, art-2")
    assert ("whole", "1") in kept
    assert not told
    kept, dropped, told = labels("preamble.2")  # it has no heading: its call stands in the first paragraph
    assert ("whole", "cut in two") in dropped
    assert told == ["D006 add preamble.1 to the excerpt"]


def test_places_of_notes_are_those_in_the_shorter_text() -> None:
    made, _, _ = take("art-1.1..art-1.2, art-2")
    text = made.edition.text
    words = {n.id: " ".join(text.range_text(n.lemma).split()) for n in made.notes if not n.whole}
    assert words == {"range": "purposes are: To keep the harbours open", "equal": "equal"}
    for note in made.notes:
        assert text.blocks[note.call[0]].address == {
            "on-chapter": "ch-1.0", "range": "art-1.2", "on-article": "art-2.0", "equal": "art-2.1",
        }[note.id]  # fmt: skip


def test_what_is_referred_to_and_gone_is_known_and_told() -> None:
    made, account, _ = take("preamble")
    assert {"art-2", "on-chapter", "equal", "art-2.1", "ch-1"} <= made.absent
    assert not {"preamble", "preamble.1", "whole"} & made.absent
    assert [(r.where, r.target) for r in account.references] == [("whole", "art-2"), ("whole", "on-chapter")]
    assert account.terms == ("Kishi",)


def test_the_account_has_addresses_numbers_and_words() -> None:
    _, account, _ = take("preamble, art-2")
    assert account.cuts[0] == Cut("art-1.0", "art-1.4", account.cuts[0].divisions, (3, 6), 5, 18, False)
    assert [d.id for d in account.cuts[0].divisions] == ["art-1"]
    assert account.cuts[1].first == "ch-2.0"
    assert [n.words for n in account.notes] == ["Over two blocks."]


def test_choices_of_series_questions_and_introduction() -> None:
    more = {
        "annotations/letter/questions.md": "---\nseries: questions\n---\n\n# art-2 “All” {#q}\n\nWho?\n",
        "source/letter/introduction.md": "## Why\n\nThe first words.\n\nThe others.\n",
    }
    made, account, told = take("", more, questions=False)
    assert "q" not in {n.id for n in made.notes}
    assert account.series == ("Questions for study",)
    assert [(n.label, n.why) for n in account.notes] == [("Q1", "choice")]
    assert "q" in made.absent
    made, account, told = take("", more, series=(("questions", SPAN),))
    assert {n.id for n in made.notes} == {"q"}
    _, _, told = take("", more, series=(("question", SPAN),))
    assert told == ["D013 did you mean “questions”?"]
    made, account, _ = take("", more, introduction="short")
    assert [len(p.blocks) for p in made.edition.parts] == [1]
    assert account.parts == ("Introduction",)
    made, _, _ = take("", more, introduction="none")
    assert made.edition.parts == ()
    assert take("", more)[1].empty


def test_a_headnote_is_the_short_introduction() -> None:
    more = {
        "source/letter/edition.yaml": "title: A Letter\nheadnote: It was *signed*.\ncopy-text: {siglum: C, sha256: SHA256}\n"
    }
    made, _, _ = take("", more, introduction="short")
    assert [p.manifest.id for p in made.edition.parts] == ["headnote"]
    assert take("", more)[0].edition.parts == ()


def test_persons_of_what_is_cut_are_gone_and_terms_are_told() -> None:
    more = {
        "source/letter/edition.yaml": "title: A Letter\ncopy-text: {siglum: C, sha256: SHA256}\n"
        "persons: [{name: Kishi, text: A minister.}, {name: Abel, text: Nobody.}, {name: Bea, text: A queen.}]\n",
        "source/letter/text.md": TEXT.replace("Peace.", "[Peace]{.term} with [Bea]{.person}."),
    }
    made, account, _ = take("preamble", more)
    assert [p.name for p in made.edition.manifest.matter.persons] == ["Abel"]
    assert account.terms == ("Peace", "Bea", "Kishi")
    made, account, _ = take("art-3", more)
    assert [p.name for p in made.edition.manifest.matter.persons] == ["Abel", "Bea"]
    assert account.terms == ("Kishi",)
    made, account, _ = take("", more)
    assert len(made.edition.manifest.matter.persons) == 3
