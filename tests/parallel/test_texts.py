"""Parallel texts in the stages that need no engine: alignment, notes on either, numbers, excerpts."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.projects import checkup, files, resolved, woven_blocks
from parallel import samples
from postil.excerpt import excerpt
from postil.model.cuts import CutAccount
from postil.model.edition import ResolvedEdition, WovenDivision, WovenFlow, WovenGap, WovenGroup
from postil.model.manifest import Choices, Selection
from postil.model.parallel import ALTERNATE, COLUMNS, arranged, own_address
from postil.model.text import Block, Division, Flow, Group
from postil.spans import Span
from postil.weave import base_text, weave

NOWHERE = Span("", 0, 0)
SAMPLES = {n: getattr(samples, n) for n in ("genesis", "gaul", "rights", "article_nine")}


def take(given: Mapping[str, str], **choices: object) -> tuple[ResolvedEdition, CutAccount]:
    whole = resolved(given)
    checked = excerpt(whole, Choices(**choices))  # type: ignore[arg-type]
    assert not checked.diagnostics, [d.message for d in checked.diagnostics]
    return checked.value


def pieces(*addresses: str) -> tuple[Selection, ...]:
    return tuple(
        Selection(first, last or first, NOWHERE) for first, _, last in (a.partition("..") for a in addresses)
    )


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("layout", [COLUMNS, ALTERNATE])
def test_each_text_joined_again_is_its_transcription(name: str, layout: str) -> None:
    """Whatever the layout, each of the texts has all its blocks, letter for letter and in its order."""
    edition = resolved(SAMPLES[name]()).edition
    texts = edition.parallel
    assert texts is not None
    shown = arranged(texts, layout)
    for text, version in ((texts.main, ""), *((o.text, o.manifest.language) for o in texts.others)):
        mine = [b for b in shown.blocks if b.version == version]
        assert [(own_address(b), b.text) for b in mine] == [(b.address, b.text) for b in text.blocks]
    assert len(shown.blocks) == len(texts.main.blocks) + sum(len(o.text.blocks) for o in texts.others)


@pytest.mark.parametrize("name", SAMPLES)
def test_what_is_woven_is_the_transcription(name: str) -> None:
    own = resolved(SAMPLES[name]())
    made = weave(own).value
    blocks = list(woven_blocks(made.root))
    assert [b.address for b in blocks] == [b.address for b in own.edition.text.blocks]
    for block, base in zip(blocks, own.edition.text.blocks, strict=True):
        assert base_text(block.nodes) == base.text


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_is_wrong_with_the_samples(name: str) -> None:
    assert checkup(files(SAMPLES[name]())).shown() == "nothing is wrong\n"


def test_notes_of_both_texts_are_numbered_as_they_are_read() -> None:
    """Row by row: what is called in the main text, then what is called beside it."""
    notes = resolved(samples.genesis()).notes
    assert [(n.label, n.id, n.address, n.paragraph) for n in notes] == [
        ("1", "bereshit", "text.1", 1),
        ("2", "tohu", "text.2", 2),
        ("3", "void", "en--text.2", 2),
    ]
    assert [n.lemma_text for n in notes] == ["בראשית", "תהו ובהו", "without form, and void"]


def test_division_by_division_the_numbers_follow_that_order() -> None:
    given = samples.genesis()
    given["source/genesis/edition.yaml"] += "parallel: alternate\n"
    given["annotations/genesis/first.md"] = samples.notes(
        "editorial", "# text.1 “In the beginning” {#beginning}\n\nThe first words.\n", "en"
    )
    assert [n.id for n in resolved(given).notes] == ["bereshit", "tohu", "beginning", "void"]
    del given["source/genesis/edition.yaml"]
    given["source/genesis/edition.yaml"] = samples.genesis()["source/genesis/edition.yaml"]
    assert [n.id for n in resolved(given).notes] == ["bereshit", "beginning", "tohu", "void"]


def test_a_row_has_the_same_paragraph_in_every_column() -> None:
    rows = rows_of(resolved(samples.gaul()).edition.text.root)
    assert [[b.address for b in blocks(row)] for row in rows] == [
        ["text.1", "en--text.1"],
        ["text.2", "en--text.2"],
    ]
    assert [c.language for c in rows[0].content if isinstance(c, Group)] == ["la", "en"]
    assert {b.number for b in blocks(rows[1])} == {2}


def test_each_text_has_its_own_witnesses() -> None:
    given = samples.gaul()
    given["annotations/gaul/english.md"] = samples.notes(
        "textual", "# text.2 “customs” {#customs}\n\n- K: customs\n- A: manners\n", "en"
    )
    found = checkup(files(given))
    assert found.codes == ["R003"]
    assert "declared: K, M, ed." in found.shown()


def test_a_note_on_several_paragraphs_of_a_text_is_about_that_text_alone() -> None:
    given = samples.genesis()
    given["annotations/genesis/long.md"] = samples.notes(
        "editorial", "# text “In the beginning” to “without form” {#long}\n\nTwo verses.\n", "en"
    )
    whole = resolved(given)
    note = next(n for n in whole.notes if n.id == "long")
    assert note.lemma_text == (
        "In the beginning God created the heaven and the earth. And the earth was without form"
    )
    marked = {
        b.address
        for b in woven_blocks(weave(whole).value.root)
        for n in b.nodes
        if "long" in getattr(n, "notes", ())
    }
    assert marked == {"en--text.1", "en--text.2"}


def test_references_lead_to_either_text() -> None:
    own = resolved(samples.rights())
    assert own.targets["art-3.1"] == own.targets["ar--art-3.1"] == "¶ 2"
    assert own.standing["ar--art-3"] == "ar--art-3.0"
    assert own.targets["ar--art-3"] == "المادة 3"


# alignment --------------------------------------------------------------------------------------------------------------


LETTER = "# Letter\n\nOne.\n\nTwo.\n\nThree.\n"


def letter(other: str, alignment: str = "", main: str = LETTER) -> dict[str, str]:
    declared = "alignment:\n" + "".join(f"  - {{{a}}}\n" for a in alignment.split("|")) if alignment else ""
    return {
        "postil.yaml": samples.POSTIL,
        "source/letter/edition.yaml": samples.manifest("Letter", "en", "fr", beside=declared),
        "source/letter/text.md": main,
        "source/letter/text.fr.md": other,
    }


def rows_shown(given: Mapping[str, str]) -> list[list[str]]:
    return [[b.address for b in blocks(row)] for row in rows_of(resolved(given).edition.text.root)]


def test_one_paragraph_stands_for_two() -> None:
    given = letter("# Lettre\n\nUn. Deux.\n\nTrois.\n", "fr: text.1, en: text.1..text.2")
    assert rows_shown(given) == [["text.1", "text.2", "fr--text.1"], ["text.3", "fr--text.2"]]
    assert [b.number for b in resolved(given).edition.text.blocks] == [None, None, 1, 2, 1, 3, 3]


def test_two_paragraphs_stand_for_one() -> None:
    given = letter("# Lettre\n\nU.\n\nn.\n\nDeux.\n\nTrois.\n", "fr: text.1..text.2, en: text.1")
    assert rows_shown(given)[0] == ["text.1", "fr--text.1", "fr--text.2"]


def test_a_gap_in_either_text_is_declared() -> None:
    missing = letter("# Lettre\n\nUn.\n\nTrois.\n", "en: text.2")
    assert rows_shown(missing) == [["text.1", "fr--text.1"], ["text.2"], ["text.3", "fr--text.2"]]
    more = letter("# Lettre\n\nUn.\n\nUn bis.\n\nDeux.\n\nTrois.\n", "fr: text.2")
    assert rows_shown(more) == [
        ["text.1", "fr--text.1"],
        ["fr--text.2"],
        ["text.2", "fr--text.3"],
        ["text.3", "fr--text.4"],
    ]
    assert [b.number for b in resolved(more).edition.text.blocks if b.version] == [None, 1, None, 2, 3]


def test_a_division_of_one_text_alone_has_the_whole_width() -> None:
    main = "# Letter\n\n## Article 1\n\nOne.\n\n## Article 2\n\nTwo.\n"
    given = letter("# Lettre\n\n## Article 1\n\nUn.\n\n## Annexe\n\nPlus.\n", "en: art-2|fr: annex", main)
    text = resolved(given).edition.text
    assert [d.id for d in text.divisions] == ["text", "art-1", "annex", "art-2"]
    assert rows_shown(given) == [["art-1.1", "fr--art-1.1"]]
    assert [b.address for b in text.blocks][-4:] == ["fr--annex.0", "fr--annex.1", "art-2.0", "art-2.1"]


def test_items_of_lists_stand_beside_each_other() -> None:
    main = "# Letter\n\nThere are:\n\n1. one;\n2. two.\n"
    assert rows_shown(letter("# Lettre\n\nIl y a :\n\n1. un ;\n2. deux.\n", main=main)) == [
        ["text.1", "fr--text.1"],
        ["text.2", "fr--text.2"],
        ["text.3", "fr--text.3"],
    ]
    assert rows_shown(letter("# Lettre\n\nIl y a :\n\nun ;\n\ndeux.\n", main=main))[1] == [
        "text.2",
        "fr--text.2",
    ]


def test_three_texts_stand_in_one_row() -> None:
    given = letter("# Lettre\n\nUn.\n\nDeux.\n\nTrois.\n")
    given["source/letter/edition.yaml"] += ""
    given["source/letter/edition.yaml"] = given["source/letter/edition.yaml"].replace(
        "  fr:\n",
        "  de:\n    copy-text: {sha256: SHA256_de}\n    alignment: [{de: text.1, en: text.1..text.2}]\n  fr:\n",
    )
    given["source/letter/text.de.md"] = "# Brief\n\nEins, zwei.\n\nDrei.\n"
    assert rows_shown(given) == [
        ["text.1", "text.2", "de--text.1", "fr--text.1", "fr--text.2"],
        ["text.3", "de--text.2", "fr--text.3"],
    ]


@given(st.data())
def test_any_pair_of_texts_of_which_all_is_declared_keeps_both_orders(data: st.DataObject) -> None:
    """Paragraphs, lists and quotations in any mixture: in both layouts each text keeps its order and loses nothing."""
    kinds = st.sampled_from(("p", "ul", "quote", "two"))
    shape = data.draw(st.lists(st.tuples(kinds, kinds, st.booleans()), min_size=1, max_size=6))
    main, other, declared = ["# A"], ["# B"], []
    m = o = 0

    def put(out: list[str], kind: str, word: str) -> int:
        out.append({"p": word, "ul": f"- {word}", "quote": f"> {word}", "two": f"{word}\n\n{word} bis"}[kind])
        return 2 if kind == "two" else 1

    for number, (one, two, lone) in enumerate(shape):
        a = put(main, one, f"m{number}")
        if lone:
            declared.append(f"en: text.{m + 1}..text.{m + a}")
        else:
            b = put(other, two, f"o{number}")
            declared.append(f"en: text.{m + 1}..text.{m + a}, fr: text.{o + 1}..text.{o + b}")
            o += b
        m += a
    given = letter("\n\n".join(other) + "\n", "|".join(declared), "\n\n".join(main) + "\n")
    if o == 0:
        return
    edition = resolved(given).edition
    assert edition.parallel is not None
    for layout in (COLUMNS, ALTERNATE):
        shown = arranged(edition.parallel, layout)
        for text, version in ((edition.parallel.main, ""), (edition.parallel.others[0].text, "fr")):
            assert [own_address(b) for b in shown.blocks if b.version == version] == [
                b.address for b in text.blocks
            ]


# readers ----------------------------------------------------------------------------------------------------------------


def test_an_excerpt_cuts_both_texts_alike() -> None:
    made, account = take(samples.genesis(), excerpt=pieces("text.2..text.3"))
    shown = [b.address for b in made.edition.text.blocks]
    assert shown == ["title", "en--title", "text.2", "en--text.2", "text.3", "en--text.3"]
    assert [n.label for n in made.notes] == ["2", "3"]
    assert [(c.first, c.last, c.blocks) for c in account.cuts] == [
        ("text.1", "text.1", 1),
        ("text.4", "text.5", 2),
    ]
    assert account.cuts[1].paragraphs == (4, 5)


def test_an_excerpt_may_name_passages_of_any_text() -> None:
    one, _ = take(samples.genesis(), excerpt=pieces("en--text.2"))
    other, _ = take(samples.genesis(), excerpt=pieces("text.2"))
    assert one == other


def test_an_excerpt_of_texts_in_turn_has_gaps_in_each() -> None:
    given = samples.genesis()
    given["source/genesis/edition.yaml"] += "parallel: alternate\n"
    made, account = take(given, excerpt=pieces("text.1..text.2"))
    assert [b.address for b in made.edition.text.blocks] == [
        "title", "en--title", "text.1", "text.2", "en--text.1", "en--text.2",
    ]  # fmt: skip
    assert [(c.blocks, c.paragraphs) for c in account.cuts] == [(3, (3, 5))]


def test_a_reader_shows_one_of_the_texts() -> None:
    """Its numbers are those of the whole; what is said of the other text is left out."""
    made, account = take(samples.genesis(), parallel="en")
    text = made.edition.text
    assert [b.address for b in text.blocks][:2] == ["en--title", "en--text.1"]
    assert (text.language, [b.number for b in text.blocks]) == ("en", [None, 1, 2, 3, 4, 5])
    assert [(n.label, n.id) for n in made.notes] == [("3", "void")]
    assert [d.label for d in account.notes] == ["1", "2"]
    assert {"bereshit", "tohu"} <= made.absent
    assert "text.2" not in made.absent
    assert made.standing["text.2"] == "en--text.2"
    assert not [g for g in walk(weave(made).value.root) if isinstance(g, WovenGroup) and g.kind == "column"]


def test_a_reader_shows_the_main_text_as_it_is_alone() -> None:
    made, _ = take(samples.genesis(), parallel="he")
    parallel = made.edition.parallel
    assert parallel is not None
    assert made.edition.text is parallel.main
    assert [n.label for n in made.notes] == ["1", "2"]


def test_a_reader_may_show_texts_in_another_order_with_their_own_numbers() -> None:
    given = samples.genesis()
    given["annotations/genesis/first.md"] = samples.notes(
        "editorial", "# text.1 “In the beginning” {#beginning}\n\nThe first words.\n", "en"
    )
    made, _ = take(given, parallel="alternate")
    assert [(n.label, n.id) for n in made.notes] == [
        ("1", "bereshit"), ("3", "tohu"), ("2", "beginning"), ("4", "void"),
    ]  # fmt: skip
    assert not any(isinstance(g, WovenGap) for g in walk(weave(made).value.root))


def test_an_excerpt_of_one_text_names_passages_of_the_other() -> None:
    made, _ = take(samples.genesis(), parallel="en", excerpt=pieces("text.2"))
    assert [b.address for b in made.edition.text.blocks] == ["en--title", "en--text.2"]


def walk(flow: WovenFlow) -> list[WovenFlow]:
    found = [flow]
    if isinstance(flow, WovenDivision | WovenGroup):
        for item in flow.content:
            found += walk(item)
    return found


def rows_of(flow: Flow) -> list[Group]:
    found: list[Group] = []
    for item in () if isinstance(flow, Block) else flow.content:
        if isinstance(item, Group) and item.kind == "parallel":
            found.append(item)
        elif isinstance(item, Group | Division):
            found += rows_of(item)
    return found


def blocks(flow: Flow) -> list[Block]:
    if isinstance(flow, Block):
        return [flow]
    return [b for item in flow.content for b in blocks(item)]
