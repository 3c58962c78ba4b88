"""Notes from file to label: readings, ids, order, labels, audiences, cross-references, emendations."""

from __future__ import annotations

import pytest

from core.projects import (
    anchored,
    checkup,
    edition,
    only,
    resolved,
    woven,
    woven_blocks,
    woven_nodes,
)
from postil.ingest.annotations import ingest_annotations
from postil.ingest.manifest import ingest_project_manifest
from postil.model.edition import (
    WovenCall,
    WovenEdition,
    WovenMark,
    WovenSegment,
)
from postil.model.notes import Reading
from postil.model.prose import plain, walk_blocks
from postil.resolve import label, visible
from postil.spans import SourceText

TEXT = "source/letter/text.md"
LETTER = "# A Letter\n\nThe old ship, the *fast* ship, has come in.\n\nThe captain—a Dane—is well.\n"


def file(series: str, *notes: str, head: str = "") -> str:
    """Return an annotation file."""
    return f"---\nseries: {series}\n{head}---\n\n" + "\n\n".join(notes) + "\n"


def readings(*lines: str) -> tuple[Reading, ...]:
    """Return the readings of an apparatus entry."""
    note = "# text.1 “ship” {#s}\n\n" + "\n".join(f"- {line}" for line in lines)
    project = ingest_project_manifest(SourceText.of("postil.yaml", "title: T\n")).value
    read = ingest_annotations(SourceText.of("a.md", file("apparatus", note)), project, "en")
    assert not read.diagnostics
    return read.value.notes[0].readings


# readings -------------------------------------------------------------------------------------------------------------


def test_sigla_divided_by_commas_or_spaces() -> None:
    for line in ("F, U: areas", "F U: areas", "F,U : areas", "F; U: areas"):
        (reading,) = readings(line)
        assert (reading.sigla, reading.words) == (("F", "U"), "areas")


def test_the_adopted_reading() -> None:
    editor, copied = readings("ed. (adopted): Aiichiro", "C: Auchiro")
    assert (editor.sigla, editor.adopted, editor.words) == (("ed.",), True, "Aiichiro")
    assert (copied.sigla, copied.adopted) == (("C",), False)


def test_an_omission_is_not_the_word() -> None:
    omitted, word = readings("M: *om.*", "F: om.")
    assert (omitted.omitted, omitted.words) == (True, "")
    assert (word.omitted, word.words) == (False, "om.")


def test_a_conjecture_has_a_name() -> None:
    (reading,) = readings("conj. Ada Brown (adopted): sloop")
    assert (reading.sigla, reading.conjecture, reading.adopted) == ((), "Ada Brown", True)


def test_words_that_hold_a_colon_or_styles() -> None:
    assert [r.words for r in readings("F: the *old* ship: brig", "U: *brig*")] == [
        "the old ship: brig",
        "brig",
    ]


def test_sigla_know_their_places() -> None:
    source = file("apparatus", "# text.1 “ship” {#s}\n\n- F, Ub: x")
    project = ingest_project_manifest(SourceText.of("postil.yaml", "title: T\n")).value
    (note,) = ingest_annotations(SourceText.of("a.md", source), project, "en").value.notes
    assert [source[s.start : s.end] for s in note.readings[0].sigla_spans] == ["F", "Ub"]


@pytest.mark.parametrize(
    ("text", "head", "written"),
    [("he", "", "en"), ("en-GB", "", "en-GB"), ("he", "lang: he\n", "he"), ("he", "lang: fr\n", "fr")],
)
def test_notes_are_in_the_language_of_the_project(text: str, head: str, written: str) -> None:
    """English notes on a Hebrew text are English, as its introduction is; a form of the same language is that of the edition."""
    project = ingest_project_manifest(SourceText.of("postil.yaml", "title: T\nlanguage: en\n")).value
    source = file("notes", "# text.1 “ship” {#s}\n\nA brig.", head=head)
    (note,) = ingest_annotations(SourceText.of("a.md", source), project, text).value.notes
    assert note.language == written


# ids, order, labels ---------------------------------------------------------------------------------------------------


def test_ids_are_made_of_series_address_and_first_words() -> None:
    notes = anchored(
        {
            TEXT: LETTER,
            "annotations/letter/n.md": file(
                "notes", "# text.1 “The old ship”\n\nA.", "# text.2\n\nB.", "# text\n\nC."
            ),
        }
    )
    assert [a.annotation.id for a in notes.annotations] == [
        "notes-text.1-the-old-ship",
        "notes-text.2",
        "notes-text",
    ]


def test_an_id_of_words_in_any_script() -> None:
    made = anchored(
        {
            TEXT: "# T\n\n日本国民は。\n",
            "annotations/letter/n.md": file("notes", "# text.1 “日本国”\n\nA.", "# text.1 「。」\n\nB."),
        }
    )
    ids = [a.annotation.id for a in made.annotations]
    assert ids[0] == "notes-text.1-日本国"
    assert ids[1].startswith("notes-text.1-")


@pytest.mark.parametrize(
    ("form", "labels"),
    [
        ("1", ["1", "2", "3"]),
        ("a", ["a", "b", "c"]),
        ("A", ["A", "B", "C"]),
        ("i", ["i", "ii", "iii"]),
        ("I", ["I", "II", "III"]),
        ("Q1", ["Q1", "Q2", "Q3"]),
        ("*", ["*", "†", "‡"]),
        ("n.a", ["n.a", "n.b", "n.c"]),
    ],
)
def test_label_forms(form: str, labels: list[str]) -> None:
    assert [label(form, n) for n in (1, 2, 3)] == labels


def test_labels_go_on() -> None:
    assert [label("a", n) for n in (26, 27, 28, 52, 53, 702, 703)] == [
        "z",
        "aa",
        "ab",
        "az",
        "ba",
        "zz",
        "aaa",
    ]
    assert [label("*", n) for n in (4, 5, 6, 7, 8, 13)] == ["§", "‖", "¶", "**", "††", "***"]
    assert [label("i", n) for n in (4, 9, 40, 99)] == ["iv", "ix", "xl", "xcix"]


def test_labels_are_unique_for_as_many_notes_as_there_may_be() -> None:
    for form in ("1", "a", "A", "i", "Q1", "*"):
        made = [label(form, n) for n in range(1, 1000)]
        assert len(set(made)) == len(made)


def test_order_at_one_place() -> None:
    """The lemma that began first, then the series as in postil.yaml, then the id."""
    notes = file("notes", "# text.1 “ship” before “,  the” {#z}\n\nA.", "# text.1 “The old ship” {#y}\n\nB.")
    apparatus = file(
        "apparatus", "# text.1 “ship” before “, the” {#a}\n\n- C: ship", "# text.1 “old ship” {#b}\n\n- C: x"
    )
    made = resolved({TEXT: LETTER, "annotations/letter/n.md": notes, "annotations/letter/a.md": apparatus})
    assert [(n.id, n.label) for n in made.notes] == [("y", "1"), ("b", "a"), ("z", "2"), ("a", "b")]


def test_labels_follow_the_calls() -> None:
    """A note on the whole division is called at its head, one on a paragraph at its end."""
    text = "# T\n\n## Article I\n\nOne two.\n\nThree.\n"
    notes = file(
        "notes",
        "# art-1.1 {#par}\n\nA.",
        "# art-1.1 “One” {#one}\n\nB.",
        "# art-1 {#div}\n\nC.",
        "# art-1 “One” to “Three” {#range}\n\nD.",
    )
    made = resolved({TEXT: text, "annotations/letter/n.md": notes})
    assert [(n.label, n.id, n.address) for n in made.notes] == [
        ("1", "div", "art-1.0"),
        ("2", "one", "art-1.1"),
        ("3", "par", "art-1.1"),
        ("4", "range", "art-1.2"),
    ]


def test_a_division_without_heading_is_called_at_its_first_block() -> None:
    text = "# T\n\n::: preamble\nWe.\n\nAnd.\n:::\n"
    made = resolved({TEXT: text, "annotations/letter/n.md": file("notes", "# preamble {#p}\n\nA.")})
    assert (made.notes[0].address, made.notes[0].call[1]) == ("preamble.1", 3)


# calls ----------------------------------------------------------------------------------------------------------------


def shown(woven_edition: WovenEdition) -> list[str]:
    """Return the reading text of each block with labels in brackets where notes are called."""
    out = []
    for block in woven_blocks(woven_edition.root):
        words = ""
        for node in woven_nodes(block):
            if isinstance(node, WovenSegment):
                words += node.text
            elif isinstance(node, WovenCall):
                words += f"[{node.note.label}]"
        out.append(words)
    return out


@pytest.mark.parametrize(
    ("lemma", "called"),
    [
        ("“old ship”", "The old ship,[1] the fast ship, has come in."),
        ("“in”", "The old ship, the fast ship, has come in.[1]"),
        ("“fast”", "The old ship, the fast[1] ship, has come in."),
    ],
)
def test_calls_stand_behind_punctuation(lemma: str, called: str) -> None:
    project = {TEXT: LETTER, "annotations/letter/n.md": file("notes", f"# text.1 {lemma} {{#a}}\n\nA.")}
    assert shown(woven(project))[1] == called


def test_calls_stand_before_dashes() -> None:
    project = {
        TEXT: LETTER,
        "annotations/letter/n.md": file(
            "notes", "# text.2 “captain” {#a}\n\nA.", "# text.2 “Dane” {#b}\n\nB."
        ),
    }
    assert shown(woven(project))[2] == "The captain[1]—a Dane[2]—is well."


def test_calls_in_french_stand_before_punctuation() -> None:
    made = woven(
        {
            "source/letter/edition.yaml": "title: Lettre\nlanguages: [fr]\ncopy-text: {sha256: SHA256}\n",
            TEXT: "# Lettre\n\nLe navire, dit « l’État ».\n",
            "annotations/letter/n.md": file(
                "notes", "# text.1 “navire” {#a}\n\nA.", "# text.1 “État” {#b}\n\nB."
            ),
        }
    )
    assert shown(made)[1] == "Le navire[1], dit « l’État[2] »."


def test_calls_in_japanese() -> None:
    made = woven(
        {
            TEXT: "# T\n\n平和を、愛する「諸国民」の。\n",
            "annotations/letter/n.md": file(
                "notes", "# text.1 “平和を” {#a}\n\nA.", "# text.1 「諸国民」 {#b}\n\nB."
            ),
        }
    )
    assert shown(made)[1] == "平和を、[1]愛する「諸国民」[2]の。"


def test_a_call_is_never_set_in_its_lemmas_italics() -> None:
    made = woven({TEXT: LETTER, "annotations/letter/n.md": file("notes", "# text.1 “fast” {#a}\n\nA.")})
    block = list(woven_blocks(made.root))[1]
    assert [type(n) for n in block.nodes] == [WovenSegment, WovenMark, WovenCall, WovenSegment]


# audiences ------------------------------------------------------------------------------------------------------------

CLASS = {
    TEXT: LETTER,
    "annotations/letter/n.md": file("notes", "# text.1 “old” {#secret audience=instructors}\n\nHush.", "# text.1 “ship” after “old” {#open}\n\nSee.", "# text.1 “fast” {#pupils audience=students}\n\nLook."),
    "annotations/letter/q.md": file("questions", "# text.2 “Dane” {#q}\n\nWho?\n\n::: answer\nCaptain Hansen.\n:::"),
}  # fmt: skip


def test_instructors_see_everything() -> None:
    made = resolved(CLASS, "instructors")
    assert [(n.id, n.label) for n in made.notes] == [
        ("secret", "1"),
        ("open", "2"),
        ("pupils", "3"),
        ("q", "Q1"),
    ]
    assert plain(tuple(walk_blocks(made.notes[-1].answer))) == "Captain Hansen."


def test_students_see_no_trace_of_what_is_not_for_them() -> None:
    """No note, no gap in the numbers, no answer, no id."""
    made = resolved(CLASS, "students")
    assert [(n.id, n.label) for n in made.notes] == [("open", "1"), ("pupils", "2"), ("q", "Q1")]
    assert made.notes[-1].answer == ()
    assert "secret" not in made.targets
    assert "[1] the" in shown(woven(CLASS, "students"))[1]


def test_the_audience_of_a_series() -> None:
    project = CLASS | {
        "postil.yaml": "title: T\nseries:\n  notes: {kind: notes, audience: instructors}\n  questions: {kind: questions}\n"
    }
    assert [n.id for n in resolved(project, "students").notes] == ["pupils", "q"]


def test_visible() -> None:
    assert [visible(a, "students") for a in ("everyone", "students", "instructors")] == [True, True, False]
    assert all(visible(a, "instructors") for a in ("everyone", "students", "instructors"))


# cross-references -----------------------------------------------------------------------------------------------------


def test_what_cross_references_print() -> None:
    text = "# T\n\n## ARTICLE IV\n\nOne.\n\n::: signatures\nAnn Lee\n:::\n"
    made = resolved(
        {
            TEXT: text,
            "annotations/letter/n.md": file(
                "notes", "# art-4.1 “One” {#one}\n\nSee [](#one), [](art-4), [](#art-4.1), [](signatures)."
            ),
        }
    )
    assert made.targets["one"] == "note 1"
    assert made.targets["art-4"] == "Article IV"
    assert made.targets["art-4.1"] == "¶ 1"
    assert made.targets["signatures"] == "Signatures"
    assert made.targets["title"] == "T"


def test_a_note_without_place_or_heading_is_still_there_for_references() -> None:
    """One fault is told once."""
    notes = file(
        "notes",
        "# text.1 “brig” {#a}\n\nA.",
        "# text.1 “ship {#b}\n\nB.",
        "# text.2 “Dane” {#c}\n\nSee [](#a), [](#b).",
    )
    assert checkup({TEXT: LETTER, "annotations/letter/n.md": notes}).codes == ["A001", "N002"]


def test_instructors_notes_may_refer_to_each_other() -> None:
    notes = file(
        "notes",
        "# text.1 “old” {#a audience=instructors}\n\nSee [](#b).",
        "# text.2 “Dane” {#b audience=instructors}\n\nB.",
    )
    assert checkup({TEXT: LETTER, "annotations/letter/n.md": notes}).codes == []
    notes += "\n# text.2 “well” {#c}\n\nSee [](#b).\n"
    assert checkup({TEXT: LETTER, "annotations/letter/n.md": notes}).codes == ["R005"]


# emendations ----------------------------------------------------------------------------------------------------------


def emended(lemma: str, reading: str, *notes: str, text: str = LETTER) -> WovenEdition:
    apparatus = file("apparatus", f"# {lemma} {{#em}}\n\n- ed. (adopted): {reading}\n- C: x")
    return woven(
        {TEXT: text, "annotations/letter/a.md": apparatus}
        | ({"annotations/letter/n.md": file("notes", *notes)} if notes else {})
    )


def base(made: WovenEdition) -> list[str]:
    return [
        "".join(n.base for n in woven_nodes(b) if isinstance(n, WovenSegment))
        for b in woven_blocks(made.root)
    ]


def test_an_adopted_reading_is_shown_and_the_text_kept() -> None:
    made = emended("text.2 “Dane”", "Swede")
    assert shown(made)[2] == "The captain—a Swede[a]—is well."
    assert base(made)[2] == "The captain—a Dane—is well."
    note = made.notes[0]
    assert (note.lemma_text, note.reading_text) == ("Dane", "Swede")


def test_another_note_may_cover_half_of_an_emendation() -> None:
    made = emended(
        "text.1 “old ship”",
        "new brig",
        "# text.1 “The old” {#half}\n\nA.",
        "# text.1 “ship, the” {#other}\n\nB.",
    )
    assert shown(made)[1] == "The new brig[1],[a] the[2] fast ship, has come in."
    assert base(made)[1] == "The old ship, the fast ship, has come in."
    covers = [n.notes for n in woven_nodes(list(woven_blocks(made.root))[1]) if isinstance(n, WovenSegment)]
    assert ("half", "em") in covers
    assert ("em", "other") in covers


def test_an_emendation_over_styles_and_paragraphs() -> None:
    made = emended("text “fast” to “captain”", "quick one came", "# text.1 “fast” {#f}\n\nA.")
    assert shown(made)[1:] == ["The old ship, the quick one came[1]", "[a]—a Dane—is well."]
    assert base(made)[1:] == ["The old ship, the fast ship, has come in.", "The captain—a Dane—is well."]


def test_words_omitted_by_emendation() -> None:
    made = emended("text.1 “the fast ship,”", "*om.*")
    assert shown(made)[1] == "The old ship, [a] has come in."


def test_emendations_side_by_side_do_not_overlap() -> None:
    apparatus = file(
        "apparatus",
        "# text.1 “old” {#a}\n\n- ed. (adopted): new\n- C: old",
        "# text.1 “ship” after “old” {#b}\n\n- ed. (adopted): brig\n- C: ship",
    )
    made = woven({TEXT: LETTER, "annotations/letter/a.md": apparatus})
    assert shown(made)[1] == "The new[a] brig,[b] the fast ship, has come in."


# heads of files -------------------------------------------------------------------------------------------------------


def test_who_wrote_a_note_and_in_which_language() -> None:
    notes = file(
        "notes",
        "# text.1 “old” {#a}\n\nA.",
        "# text.2 “Dane” {#b by=CD lang=de}\n\nB.",
        head="by: AB\nlang: fr\n",
    )
    made = edition({TEXT: LETTER, "annotations/letter/n.md": notes})
    assert [(a.contributor, a.language) for a in made.annotations] == [("AB", "fr"), ("CD", "de")]


def test_a_file_without_notes() -> None:
    assert checkup({"annotations/letter/n.md": "---\nseries: notes\n---\n"}).codes == []
    assert checkup({"annotations/letter/n.md": ""}).codes == ["N010"]


def test_headings_in_code_are_no_notes() -> None:
    notes = file(
        "notes",
        "# text.1 “old” {#a}\n\n```\n# text.2\n``` not the end\n# text.2\n```\n\nA.",
        "# text.2 “Dane” {#b}\n\nB.",
    )
    assert [a.id for a in edition({TEXT: LETTER, "annotations/letter/n.md": notes}).annotations] == ["a", "b"]


def test_the_series_of_a_broken_manifest_are_not_asked_for() -> None:
    broken = "title: [T\nseries:\n  gloss: {kind: gloss}\n"
    found = checkup(
        {"postil.yaml": broken, "annotations/letter/n.md": file("gloss", "# text.1 “ship” {#a by=XX}\n\nA.")}
    )
    assert only(found.diagnostics).code.id == "M004"
