"""Annotation files: a head in YAML, then notes, each opened by a level-one heading."""

from __future__ import annotations

import bisect
import hashlib
import re
from dataclasses import replace

from postil.diagnostics import Checked, Collector, Label, code
from postil.frozen import dataclass
from postil.ingest.addresses import VALID_ID
from postil.ingest.fields import Fields, nearest
from postil.ingest.kinds import slug
from postil.ingest.manifest import check_contributor
from postil.ingest.markdown import parse_markdown
from postil.ingest.note_heading import read_note_heading
from postil.ingest.prose import check_prose
from postil.ingest.readings import read_readings
from postil.ingest.yaml import parse_yaml
from postil.model.manifest import ProjectManifest, Series
from postil.model.notes import Annotation, Reading
from postil.model.parallel import versioned
from postil.model.prose import Attributes, Div, ProseBlock
from postil.spans import SourceText, Span

__all__ = ["AnnotationFile", "ingest_annotations", "settle_ids"]

_HEAD = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_NOTE = re.compile(r"^ {0,3}#(?:[ \t]++(.*))?$", re.MULTILINE)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})(.*)$", re.MULTILINE)
_KEYS = ("by", "audience", "lang")
_CLASSES = (".part",)
_AUDIENCES = ("everyone", "students", "instructors")


@dataclass(frozen=True, slots=True)
class AnnotationFile:
    """The notes of a file in the order they are written, the ids of those whose heading is broken, and the series."""

    notes: tuple[Annotation, ...]
    lost: frozenset[str]
    series: str


@dataclass(frozen=True, slots=True)
class _Head:
    series: Series | None
    contributor: str
    language: str
    version: str
    body_start: int


def ingest_annotations(
    source: SourceText, project: ProjectManifest, language: str, versions: tuple[str, ...] = ()
) -> Checked[AnnotationFile]:
    """Return the notes in `source`; the main text is in `language`, and `versions` are the languages of parallel texts.

    Reports N001–N013, M005–M008 for the head, M019 (contributor), and what prose reports.
    """
    out = Collector()
    head = _head(source, project, language, versions, out)
    starts = _note_starts(source.text, head.body_start)
    before = source.text[head.body_start : starts[0][0] if starts else len(source.text)]
    if before.strip():
        at = head.body_start + len(before) - len(before.lstrip())
        out.report(
            code("N006"),
            "words stand before the first note",
            Span(source.path, at, at + len(before.strip().split("\n")[0])),
            hint="open a note with a heading: # address “quoted words”",
        )
    notes: list[Annotation] = []
    lost: set[str] = set()
    ends = [begin for begin, _ in starts[1:]] + [len(source.text)]
    for (begin, match), following in zip(starts, ends, strict=False):
        note = _note(source, match, begin, following, head, project, out)
        if isinstance(note, Annotation):
            notes.append(note)
        elif note:
            lost.add(note)
    return out.done(AnnotationFile(tuple(notes), frozenset(lost), head.series.id if head.series else ""))


def _note_starts(text: str, start: int) -> list[tuple[int, re.Match[str]]]:
    """Return the beginnings of level-one headings outside code fences."""
    fences: list[tuple[int, int]] = []
    opened: tuple[int, str] | None = None
    for found in _FENCE.finditer(text, start):
        if opened is None:
            opened = (found.start(), found[1])
        elif found[1].startswith(opened[1]) and not found[2].strip():
            fences.append((opened[0], found.end()))
            opened = None
    begins = [a for a, _ in fences]

    def fenced(place: int) -> bool:
        at = bisect.bisect_right(begins, place) - 1
        return at >= 0 and place < fences[at][1]

    return [(m.start(), m) for m in _NOTE.finditer(text, start) if not fenced(m.start())]


def _written_in(project: ProjectManifest, language: str) -> str:
    """Return the language in which notes on a text in `language` are written where they do not say it: that of the project, as its
    introductions are; or the text's own, where that is a form of the same."""
    return language if language.split("-")[0] == project.language.split("-")[0] else project.language


def _head(
    source: SourceText, project: ProjectManifest, language: str, versions: tuple[str, ...], out: Collector
) -> _Head:
    top = source.span(0, min(3, len(source.text)))
    lead = len(source.text) - len(source.text.lstrip("\n"))
    found = _HEAD.match(source.text, lead)
    if not found:
        out.report(
            code("N010"),
            "the file has no head that names its series",
            top,
            hint="begin the file with ---, series: NAME, ---",
        )
        series = next((s for s in project.series if s.kind == "notes"), None)
        return _Head(series, "", _written_in(project, language), "", lead)
    tree = out.take(parse_yaml(source, found.start(1), found.end(1)))
    fields = Fields(tree, "the head", source.span(found.start(1), found.end(1)), out)
    name = fields.text(
        "series", required=True, why="name one of the series of postil.yaml: series: editorial"
    )
    contributor = fields.text("by")
    text = fields.text("text", language)
    if text not in (language, *versions):
        near = nearest(text, versions)
        out.report(
            code("M008"),
            f"the edition has no text in “{text}”",
            fields.value_span("text"),
            hint=(f"did you mean “{near}”?" if near else "there are: " + ", ".join((language, *versions)))
            if versions
            else f"leave the line out: notes are anchored in the text in “{language}”",
        )
        text = language
    own_language = fields.language("lang", _written_in(project, language))
    if contributor:
        _check_contributor(contributor, fields.value_span("by"), project, out)
    series = next((s for s in project.series if s.id == name), None)
    if name and series is None:
        near = nearest(name, [s.id for s in project.series])
        out.report(
            code("N008"),
            f"there is no series “{name}”",
            fields.value_span("series"),
            hint=f"did you mean “{near}”?"
            if near
            else "declared: " + ", ".join(s.id for s in project.series),
        )
    fields.done()
    return _Head(series, contributor, own_language, text if text != language else "", found.end())


def _check_contributor(initials: str, span: Span, project: ProjectManifest, out: Collector) -> None:
    check_contributor(initials, span, [c.initials for c in project.contributors], out)


def _note(
    source: SourceText,
    match: re.Match[str],
    begin: int,
    end: int,
    head: _Head,
    project: ProjectManifest,
    out: Collector,
) -> Annotation | str:
    """Return the note, or only its id where its heading or series is not understood."""
    heading_span = source.span(match.start(), match.start() + len(match[0].rstrip()))
    heading = out.take(
        read_note_heading(match[1] or "", source.path, match.start(1) if match[1] else match.end())
    )
    body_start = min(match.end() + 1, len(source.text))
    blocks = out.take(parse_markdown(source, body_start, end))
    attributes = heading.attributes
    series = head.series
    is_question = series is not None and series.kind == "questions"
    answer: tuple[ProseBlock, ...] = ()
    body: list[ProseBlock] = []
    for block in blocks:
        if isinstance(block, Div) and "answer" in block.attributes.classes:
            if not is_question:
                out.report(
                    code("N013"),
                    "an answer belongs in a series of questions",
                    block.attributes.span or block.span,
                    hint="move the note to a file whose series has `kind: questions`",
                )
            answer += block.blocks
        else:
            body.append(block)
    readings: tuple[Reading, ...] = ()
    if series is not None and series.kind == "apparatus":
        readings, body = out.take(read_readings(tuple(body), source))
    out.take(check_prose((*body, *answer)))
    if not body and not readings:
        out.report(
            code("N003"),
            "the note is empty",
            heading_span,
            hint="write its text below the heading, or delete it",
        )
    contributor = attributes.get("by") or head.contributor
    if attributes.get("by"):
        _check_contributor(
            attributes.get("by"), _pair_span(source, attributes, "by", heading_span), project, out
        )
    audience = attributes.get("audience") or (series.audience if series else "everyone")
    if audience not in _AUDIENCES:
        out.report(
            code("M008"),
            f"“{audience}” is no audience",
            _pair_span(source, attributes, "audience", heading_span),
            hint="write audience=everyone, audience=students or audience=instructors",
        )
        audience = "everyone"
    _check_attributes(attributes, heading_span, out)
    if attributes.id and not VALID_ID.fullmatch(attributes.id):
        out.report(
            code("N012"),
            f"“{attributes.id}” cannot be an id",
            attributes.id_span or heading_span,
            hint="begin with a letter; go on with letters, digits, hyphens",
        )
    if heading.selector is None or series is None:
        return attributes.id
    return Annotation(
        attributes.id,
        bool(attributes.id),
        series.id,
        heading.selector,
        contributor,
        attributes.get("lang") or head.language,
        audience,  # type: ignore[arg-type]
        tuple(body),
        answer,
        readings,
        source.span(begin, end),
        heading_span,
        source.path,
        head.version,
    )


def _check_attributes(attributes: Attributes, heading: Span, out: Collector) -> None:
    """Report attributes that mean nothing: a misspelt `audience` would publish a note to everyone (N016)."""
    for name, known in (
        *((f".{c}", _CLASSES) for c in attributes.classes),
        *((key, _KEYS) for key, _ in attributes.pairs),
    ):
        if name in known:
            continue
        near = nearest(name, known)
        out.report(
            code("N016"),
            f"a note has no attribute “{name}”",
            attributes.span or heading,
            hint=f"did you mean “{near}”?" if near else "known: " + ", ".join((*_KEYS, *_CLASSES)),
        )


def _pair_span(source: SourceText, attributes: Attributes, key: str, default: Span) -> Span:
    """Return where `key=value` is written among attributes."""
    if attributes.span is None:
        return default
    found = re.compile(rf"(?<!\S){re.escape(key)}=(?:\"[^\"]*\"|“[^”]*”|\S+)").search(
        source.text, attributes.span.start, attributes.span.end
    )
    return source.span(*found.span()) if found else attributes.span


def settle_ids(annotations: tuple[Annotation, ...]) -> Checked[tuple[Annotation, ...]]:
    """Return the annotations with an id each: the one given, or one made of series, address and first words.

    The order of files plays no part. Reports N004 (an id twice), N005 (made ids that are not unique).
    """
    out = Collector()
    given: dict[str, Annotation] = {}
    for note in sorted(annotations, key=lambda a: (a.span.file, a.span.start)):
        if not note.id:
            continue
        if note.id in given:
            out.report(
                code("N004"),
                f"the id “{note.id}” is taken",
                note.heading_span,
                labels=[Label(given[note.id].heading_span, "by this note")],
                hint="give one of the two another id",
            )
        given.setdefault(note.id, note)
    made: dict[str, list[Annotation]] = {}
    for note in annotations:
        if not note.id:
            made.setdefault(_made_id(note), []).append(note)
    ids: dict[tuple[str, int], str] = {}
    for id_, notes in made.items():
        for number, note in enumerate(sorted(notes, key=lambda a: (a.span.file, a.span.start))):
            if number or id_ in given:
                other = given.get(id_) or notes[0]
                out.report(
                    code("N005"),
                    "this note needs an id of its own: another is about the same words",
                    note.heading_span,
                    labels=[Label(other.heading_span, "the other note")],
                    hint="add {#name} to the heading",
                )
            ids[note.span.file, note.span.start] = id_ if not number else f"{id_}-{number + 1}"
    settled = tuple(
        note if note.id else replace(note, id=ids[note.span.file, note.span.start]) for note in annotations
    )
    return out.done(settled)


def _made_id(note: Annotation) -> str:
    words = note.selector.quote.words if note.selector.quote else ""
    lemma = "-".join(slug(words).split("-")[:4]) if words else ""
    if words and lemma == "section" and "section" not in words.casefold():
        lemma = hashlib.sha256(words.encode()).hexdigest()[:8]
    address = versioned(note.version, note.selector.address)
    return "-".join(p for p in (note.series, address, lemma) if p)
