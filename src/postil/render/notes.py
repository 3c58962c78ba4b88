"""Notes as templates see them: labels, places, bodies, and the readings of the apparatus in their short form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from markupsafe import Markup, escape

from postil.model.edition import (
    WovenBlock,
    WovenDivision,
    WovenEdition,
    WovenFlow,
)
from postil.model.manifest import Series
from postil.model.notes import Note, Reading
from postil.render.book import MediumName, NoteView, SeriesView
from postil.render.environment import plain_text
from postil.render.prose import Prose, language_attributes
from postil.render.texts import texts_of
from postil.render.words import division_title, is_rtl
from postil.vocabulary import in_sentence

__all__ = ["NoteMaker", "collation", "place_in", "places_of", "series_views"]

_LONG_LEMMA = 9


def place_in(series: Series, medium: MediumName) -> Literal["here", "end", "back"]:
    """Return whether notes of `series` stand near their calls in `medium`, in a list after the division, or in one after the
    text."""
    place = series.place(medium)
    return place if place == "back" or place == "end" else "here"


def series_views(
    notes: Sequence[Note], medium: MediumName, words: Mapping[str, str], several: bool = False
) -> tuple[SeriesView, ...]:
    """Return the series that are present, in their order, each with its first labels and where its notes stand; beside
    `several` texts no call stands in the margin."""
    found: dict[str, list[Note]] = {}
    for note in sorted(notes, key=lambda n: n.series.order):
        found.setdefault(note.series.id, []).append(note)
    return tuple(_series_view(present, medium, words, several) for present in found.values())


def _series_view(
    present: Sequence[Note], medium: MediumName, words: Mapping[str, str], several: bool
) -> SeriesView:
    series = present[0].series
    labels = ", ".join(dict.fromkeys(note.label for note in present[:3]))
    where = _where(series, medium, words, several)
    # in a column of notes, and in large print, nothing is called in the margin
    beside = words["beside"] if medium == "print" and series.place("print") == "margin" else ""
    if where == words["margin_call"]:
        beside = words["in_back"]
    return SeriesView(
        series.id,
        series.kind,
        series.called(words),
        series.one_called(words),
        present[0].label,
        labels,
        where,
        series.order,
        beside,
    )


def _where(series: Series, medium: MediumName, words: Mapping[str, str], several: bool) -> str:
    place = place_in(series, medium)
    if place == "end":
        return words["in_division"]
    if place == "back":
        in_margin = medium == "print" and series.kind == "questions" and not several
        return words["margin_call" if in_margin else "in_back"]
    return words[{"print": "at_foot", "epub": "at_end", "web": "beside"}[medium]]


def places_of(root: WovenDivision, words: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return for every address of a document the id of its element, and what its division is called."""
    ids: dict[str, str] = {}
    labels: dict[str, str] = {}

    def block(item: WovenBlock, label: str) -> None:
        ids[item.address] = item.id
        labels[item.address] = label

    def visit(content: tuple[WovenFlow, ...], label: str) -> None:
        for item in content:
            if isinstance(item, WovenBlock):
                block(item, label)
            elif isinstance(item, WovenDivision):
                ids[item.address] = item.id
                title = division_title(item, words)
                labels[item.address] = title
                if item.heading is not None:
                    block(item.heading, title)
                visit(item.content, title)
            else:
                visit(item.content, label)

    ids[root.address] = root.id
    labels[root.address] = words["title"]
    if root.heading is not None:
        block(root.heading, words["title"])
    visit(root.content, words["text"])
    return ids, labels


def _shortened(lemma: str) -> str:
    """Return a long lemma by its first and last words, as apparatus do."""
    words = lemma.split()
    if len(words) <= _LONG_LEMMA:
        return " ".join(words)
    return f"{' '.join(words[:3])} … {' '.join(words[-3:])}"


def _who(reading: Reading) -> Markup:
    parts = [escape(siglum) for siglum in reading.sigla]
    if reading.conjecture:
        parts.append(Markup("<i>conj.</i> {0}").format(reading.conjecture))
    return Markup(" ").join(parts)


def collation(note: Note, language: Markup, words: Mapping[str, str]) -> Markup:
    """Return the readings in their short form: `Aiichiro] ed.; Auchiro C`.

    The lemma before the bracket is what the text shows: the adopted reading, else the words of the transcription.
    A reading that equals it is told by its sigla alone.
    """
    readings = sorted(note.readings, key=lambda r: not r.adopted)
    adopted = next((r for r in readings if r.adopted), None)
    shown = " ".join((adopted.words if adopted else note.lemma_text).split())
    omitted = Markup("<i>om.</i>")
    same: list[Markup] = []
    others: list[Markup] = []
    for reading in readings:
        read = " ".join(reading.words.split())
        if reading.adopted or (not reading.omitted and read == shown):
            same.append(_who(reading))
        else:
            text = (
                omitted
                if reading.omitted
                else Markup('<span class="rdg"{0}>{1}</span>').format(language, read)
            )
            others.append(Markup("{0} {1}").format(text, _who(reading)))
    lemma = escape(_shortened(shown)) if shown else omitted
    head = Markup('<span class="lemma"{0}>{1}</span><span class="rb">]</span>').format(language, lemma)
    if not readings:
        return head
    return (
        head
        + Markup(" ")
        + escape(words["semicolon"]).join(([Markup(" ").join(same)] if same else []) + others)
    )


def _lead(short: Markup) -> Markup:
    """Return the readings as the beginning of a note: the commentary follows after a stop."""
    if not short:
        return short
    return short + (Markup(" ") if plain_text(short).endswith(".") else Markup(". "))


class NoteMaker:
    """Makes the notes of one document for one medium."""

    def __init__(
        self,
        woven: WovenEdition,
        medium: MediumName,
        prose: Prose,
        words: Mapping[str, str],
        moved: frozenset[str],
        language: str,
        owner: str = "",
    ) -> None:
        self.woven = woven
        self.medium = medium
        self.prose = prose
        self.words = words
        self.moved = moved
        self.language = language
        self.owner = owner
        self.ids, self.labels = places_of(woven.root, words)
        self.texts = {t.language: t.name for t in texts_of(woven.edition)[1:]}
        self.several = bool(self.texts)
        languages = {woven.edition.text.language, *self.texts}
        self.both_ways = any(is_rtl(each) for each in languages) and medium != "print"
        self.signed = len({note.initials for note in woven.notes if note.initials}) > 1

    def views(self) -> dict[str, NoteView]:
        """Return all notes by id, in the order of their calls."""
        found = {note.id: self._view(note) for note in self.woven.notes}
        places: dict[tuple[int, int], list[str]] = {}
        for note in self.woven.notes if not self.several else ():
            if note.series.kind == "questions" and found[note.id].place in {"end", "back"}:
                places.setdefault(note.call, []).append(note.id)
        for first, *others in places.values():
            found[first] = replace(found[first], beside=tuple(found[i] for i in others))
            found |= {i: replace(found[i], gathered=True) for i in others}
        return found

    def _view(self, note: Note) -> NoteView:
        id_ = self.woven.prefix + note.id
        place: Literal["here", "end", "back", "moved"] = place_in(note.series, self.medium)
        if id_ in self.moved and place == "here":
            place = "moved"
        short = Markup("")
        if note.series.kind == "apparatus":
            edition = note.annotation.version or self.woven.edition.manifest.language
            other = edition if edition != self.language or self.several else ""
            short = collation(note, language_attributes(other, self.prose.xml), self.words)
        foot = Markup("")
        body = self._body(note, short)
        if self.medium == "print" and place in {"here", "end"}:
            foot = self._foot(note, short)
        called = f"{self._word(note)} {note.label}"
        name = in_sentence(called, self.words)
        return NoteView(
            id=id_,
            label=note.label,
            kind=note.series.kind,
            series=note.series.id,
            place=place,
            body=body,
            foot=foot,
            text=plain_text(foot or body),
            name=called,
            title=f"{note.series.one_called(self.words)} {note.label}",
            back_name=self.words["back"].format(name=name),
            # in print a note stands inside its lemma, which may be in another language or run the other way
            language=note.annotation.language
            if note.annotation.language != self.language or self.medium == "print" or self.both_ways
            else "",
            ref=self._ref(note),
            ref_id=self.ids.get(note.address, f"c-{id_}"),
            collation=short,
            owner=self.owner,
            order=note.series.order,
            margin=note.series.place("print") == "margin",
            in_line=self.several,
            way=("rtl" if is_rtl(note.annotation.language) else "ltr") if self.both_ways else "",
        )

    def _ref(self, note: Note) -> str:
        """Return where a note is called: ¶ or division, and which of several texts where it is not the main one."""
        place = f"¶ {note.paragraph}" if note.paragraph is not None else self.labels.get(note.address, "")
        return (
            f"{place} ({self.texts[note.annotation.version]})"
            if note.annotation.version in self.texts
            else place
        )

    def _word(self, note: Note) -> str:
        words = {"apparatus": "textual_note", "questions": "question", "gloss": "gloss"}
        return self.words[words.get(note.series.kind, "note")]

    def _tail(self, note: Note) -> Markup:
        if not self.signed or not note.initials:
            return Markup("")
        return Markup(' <span class="by">[{0}]</span>').format(note.initials)

    def _body(self, note: Note, short: Markup) -> Markup:
        body = self.prose.blocks(note.body, lead=_lead(short), tail=self._tail(note), level=4)
        if not note.answer:
            return body
        head = Markup('<p class="answer-head">{0}</p>').format(self.words["answer"])
        answer = self.prose.blocks(note.answer, level=4)
        return Markup('{0}\n<div class="answer">{1}\n{2}</div>').format(body, head, answer)

    def _foot(self, note: Note, short: Markup) -> Markup:
        body = self.prose.foot(note.body, lead=_lead(short), tail=self._tail(note))
        if not note.answer:
            return body
        head = Markup('<span class="answer-head">{0}</span> ').format(self.words["answer"])
        return body + Markup(" ") + self.prose.foot(note.answer, lead=head)
