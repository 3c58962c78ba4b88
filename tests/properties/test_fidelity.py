"""Nothing slips into a transcription: what differs from the copy-text is found, what is declared passes."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from postil.diagnostics import Diagnostic
from postil.fidelity import Piece, compare
from postil.fidelity.alignment import opcodes
from postil.ingest.edition_manifest import ingest_edition_manifest
from postil.ingest.manifest import ingest_project_manifest
from postil.model.manifest import Difference
from postil.spans import SourceText, Span
from postil.wording import fold, tokens

_LINE = "the the the of of and treaty Party Parties peace war l’État don’t U.S. 3 1960 Tōkyō self-help 憲法 日本 a , . ; — ( ) “ ”"
_WORDS = st.sampled_from(_LINE.split(" "))
_PARAGRAPHS = st.lists(st.lists(_WORDS, min_size=1, max_size=30).map(" ".join), min_size=1, max_size=5)
_SPAN = Span("edition.yaml", 0, 1)
PROJECT = ingest_project_manifest(SourceText.of("postil.yaml", "title: T\n")).value


def difference(kind: str, words: str, **more: object) -> Difference:
    """Return a declared difference."""
    given_ = {"other": "", "after": "", "before": "", "at": "", "times": None, "label": "declared"} | more
    return Difference(kind, words, span=_SPAN, **given_)  # type: ignore[arg-type]


def compared(copied: str, transcribed: list[str], *differences: Difference) -> tuple[Diagnostic, ...]:
    """Return what is found when paragraphs are compared with a copy-text."""
    pieces = tuple(
        Piece(p, tuple(range(len(p))), "text.md", f"text.{i}", ("text",))
        for i, p in enumerate(transcribed, 1)
    )
    return compare(SourceText.of("copy-text.txt", copied), pieces, differences, "text").diagnostics


@given(_PARAGRAPHS)
def test_a_true_transcription_is_clean(paragraphs: list[str]) -> None:
    assert not compared("\n\n".join(paragraphs), paragraphs)


@given(_PARAGRAPHS)
def test_line_ends_and_spaces_mean_nothing(paragraphs: list[str]) -> None:
    """A copy-text may be hard-wrapped, or have each paragraph on a line without empty lines between."""
    assert not compared("\n\n".join(p.replace(" ", "\n") for p in paragraphs), paragraphs)
    assert not compared("\n".join(paragraphs), paragraphs)
    assert not compared(
        "\r\n\r\n".join(paragraphs).replace("\r\n", "\n"), [p.replace(" ", "\u00a0") for p in paragraphs]
    )


@given(_PARAGRAPHS, st.data())
def test_any_edit_is_found(paragraphs: list[str], data: st.DataObject) -> None:
    """A letter changed, dropped or added anywhere: an error, at the paragraph in which it stands."""
    number = data.draw(st.integers(0, len(paragraphs) - 1))
    words = paragraphs[number]
    at = data.draw(st.integers(0, len(words)))
    edited = data.draw(
        st.sampled_from(
            [words[:at] + words[at + 1 :], words[:at] + "x" + words[at:], words[:at] + "q" + words[at + 1 :]]
        )
    )
    changed = [*paragraphs[:number], edited, *paragraphs[number + 1 :]]
    assume([w for w, _, _ in tokens(fold(edited))] != [w for w, _, _ in tokens(fold(words))])
    found = compared("\n\n".join(paragraphs), changed)
    assert found
    assert {d.code.id for d in found} <= {"T010", "T011", "T012"}
    assert all(d.hint and d.span is not None and d.labels for d in found)


@given(_PARAGRAPHS, st.data())
def test_paragraphs_joined_or_parted_are_found(paragraphs: list[str], data: st.DataObject) -> None:
    assume(len(paragraphs) > 1)
    number = data.draw(st.integers(1, len(paragraphs) - 1))
    joined = [
        *paragraphs[: number - 1],
        f"{paragraphs[number - 1]} {paragraphs[number]}",
        *paragraphs[number + 1 :],
    ]
    assert [d.code.id for d in compared("\n\n".join(paragraphs), joined)] == ["T012"]
    assert [d.code.id for d in compared("\n\n".join(joined), paragraphs)] == ["T012"]


@given(_PARAGRAPHS, st.data())
def test_what_is_removed_by_declaration_passes(paragraphs: list[str], data: st.DataObject) -> None:
    """Page heads between or inside paragraphs: removed they let the text run on."""
    places = data.draw(st.lists(st.integers(0, 40), min_size=1, max_size=4))
    lines = " ".join(f"{p} ¶¶" for p in paragraphs).split(" ")
    for place in sorted(places, reverse=True):
        lines.insert(place % len(lines), "\n\nCONFIDENTIAL Page 7\n\n")
    copied = " ".join(lines).replace("¶¶", "\n\n")
    head = "CONFIDENTIAL Page 7"
    assert not compared(copied, paragraphs, difference("remove", head, times=len(places)))
    assert not compared(copied, paragraphs, difference("remove", head, times=-1))
    assert not compared(
        copied, paragraphs, difference("pattern", r"CONFIDENTIAL Page \d+", times=len(places))
    )
    assert compared(copied, paragraphs)
    wrong = compared(copied, paragraphs, difference("remove", head, times=len(places) + 1))
    assert [d.code.id for d in wrong] == ["T013"]


@given(_PARAGRAPHS, st.data())
def test_what_is_read_or_inserted_by_declaration_passes(paragraphs: list[str], data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(paragraphs) - 1))
    words = paragraphs[number].split(" ")
    at = data.draw(st.integers(0, len(words)))
    copied = "\n\n".join(
        [*paragraphs[:number], " ".join([*words[:at], "wrung", *words[at:]]), *paragraphs[number + 1 :]]
    )
    read = [
        *paragraphs[:number],
        " ".join([*words[:at], "rung", "out", *words[at:]]),
        *paragraphs[number + 1 :],
    ]
    assert not compared(copied, read, difference("read", "rung out", other="wrung"))
    assert not compared(copied, read, difference("remove", "wrung"), *_inserted(paragraphs, number, at))
    assert not compared(copied, paragraphs, difference("remove", "wrung"))
    wrong = compared(copied, read, difference("read", "rung out", other="wrong"))
    assert sorted(d.code.id for d in wrong) == ["T010", "T013"]


def _inserted(paragraphs: list[str], number: int, at: int) -> list[Difference]:
    """Return an insertion of `rung out` where it belongs, if a neighbour can say where that is."""
    behind = [w for p in paragraphs[:number] for w in p.split(" ")] + paragraphs[number].split(" ")[:at]
    whole = [w for w, _, _ in tokens(fold(" ".join(paragraphs)))]
    sought = [w for w, _, _ in tokens(fold(" ".join(behind)))]
    assume(sought)
    assume(sum(whole[i : i + len(sought)] == sought for i in range(len(whole))) == 1)
    return [difference("insert", "rung out", after=" ".join(behind))]


@given(_PARAGRAPHS, st.data())
def test_a_hint_that_is_followed_helps(paragraphs: list[str], data: st.DataObject) -> None:
    """What the hint says to declare in edition.yaml is a declaration, and with it the transcription passes.

    (In a text in which the same two words do not follow each other twice: there a hint can always name a place.)
    """
    copied = "\n\n".join(paragraphs)
    marks = [w for w, _, _ in tokens(fold(copied))]
    assume(len(set(pairwise(marks))) == len(marks) - 1)
    words = [w for p in paragraphs for w in [*p.split(" "), "¶"]]
    at = data.draw(st.integers(0, len(words) - 1))
    change = data.draw(st.sampled_from([[], ["brig"], [words[at], "brig"], ["¶", words[at]]]))
    changed = " ".join(words[:at] + change + words[at + 1 :]).split("¶")
    transcribed = [p.strip() for p in changed if p.strip()]
    declared: tuple[Difference, ...] = ()
    for _ in range(4):
        found = compared(copied, transcribed, *declared)
        if not found:
            return
        hint = found[0].hint
        if "edition.yaml: " not in hint:
            return
        manifest = f"title: T\ndifferences:\n{hint.partition('edition.yaml: ')[2]}\n"
        read = ingest_edition_manifest(SourceText.of("edition.yaml", manifest), "t", PROJECT)
        assert not [d for d in read.diagnostics if d.is_error], hint
        declared += read.value.differences
    raise AssertionError(hint)


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_opcodes_make_one_of_the_other(a: list[str], b: list[str]) -> None:
    _check(a, b, opcodes(a, b))


@given(st.lists(st.sampled_from("abcdefgh"), max_size=60), st.data())
def test_opcodes_of_texts_that_share_much(a: list[str], data: st.DataObject) -> None:
    i, j = sorted(data.draw(st.tuples(st.integers(0, len(a)), st.integers(0, len(a)))))
    b = a[:i] + data.draw(st.lists(st.sampled_from("abx"), max_size=5)) + a[j:]
    _check(a, b, opcodes(a, b))
    equal = sum(x - w for tag, w, x, _, _ in opcodes(a, b) if tag == "equal")
    assert equal >= max(i, len(a) - j) // 2


def _check(a: list[str], b: list[str], found: list[tuple[str, int, int, int, int]]) -> None:
    at_a = at_b = 0
    for tag, i, i_end, j, j_end in found:
        assert (i, j) == (at_a, at_b)
        assert (tag == "equal") <= (a[i:i_end] == b[j:j_end])
        at_a, at_b = i_end, j_end
    assert (at_a, at_b) == (len(a), len(b))
