"""`edition.yaml`: one document."""

from __future__ import annotations

import re
from typing import Literal, TypeVar, cast

from postil.diagnostics import Checked, Collector, code
from postil.ingest.back_matter import ingest_back_matter
from postil.ingest.fields import Fields, nearest
from postil.ingest.front_matter import ingest_facsimiles, ingest_front_matter
from postil.ingest.manifest import CALLS, check_contributor, usual_calls
from postil.ingest.parallel_manifest import parallel_texts
from postil.ingest.sources import copy_text, differences, safe_path, witnesses
from postil.ingest.targets import ingest_targets, ingest_trims
from postil.ingest.trade import ingest_trade
from postil.ingest.yaml import Mapping, Scalar, parse_yaml
from postil.model.manifest import (
    EditionManifest,
    Medium,
    PartManifest,
    ProjectManifest,
    Rights,
    Words,
)
from postil.spans import SourceText
from postil.vocabulary import words_for

__all__ = ["MEDIA", "formats", "ingest_edition_manifest", "media", "published", "safe_path"]

F = TypeVar("F", bound=str)
MEDIA: tuple[Medium, ...] = ("pdf", "epub", "html")
_TAKEN = {"text", "title", "contents", "apparatus", "bibliography", "questions"}
_DAY = re.compile(r"[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_DATE = re.compile(r"-?\d{4}(?:-\d{2}(?:-\d{2})?)?[?~%]?(?:/.*)?")


def media(fields: Fields, key: str = "build") -> tuple[Medium, ...]:
    """Return the media to build (all of them where nothing is said). Reports M008."""
    return formats(fields, MEDIA, key)


def formats(fields: Fields, known: tuple[F, ...], key: str = "build") -> tuple[F, ...]:
    """Return which of the `known` formats are to be built; where nothing is said, all that are media. Reports M008."""
    found: list[F] = []
    named = {str(each): each for each in known}
    for word, span in fields.texts_with_spans(key):
        if word in named:
            found.append(named[word])
            continue
        near = nearest(word, known)
        fields.out.report(
            code("M008"),
            f"“{word}” is no format",
            span,
            hint=f"did you mean “{near}”?" if near else "formats: " + ", ".join(known),
        )
    return tuple(dict.fromkeys(found)) or tuple(f for f in known if f in MEDIA)


def published(fields: Fields) -> str:
    """Return the day on which the book is published, as the outputs carry it. Reports M008."""
    found = fields.text("published")
    if found and not _DAY.fullmatch(found):
        fields.out.report(
            code("M008"),
            f"“{found}” is no day",
            fields.value_span("published"),
            hint="write it as 2026-11-23",
        )
        return ""
    return found


def ingest_edition_manifest(
    source: SourceText, name: str, project: ProjectManifest
) -> Checked[EditionManifest]:
    """Return what `edition.yaml` says. Reports M004–M008, M011–M014, M019, M020, M023–M025, M030, M031, M040, N017, N018, T030."""
    out = Collector()
    tree = out.take(parse_yaml(source))
    fields = Fields(tree, "edition.yaml", source.span(0, 0), out)
    title = fields.text("title", required=True)
    date = fields.text("date")
    if date and not _DATE.fullmatch(date):
        out.report(
            code("M008"),
            f"“{date}” is no date",
            fields.value_span("date"),
            hint="write it as 1960-01-19, 1960-01 or 1960; words for print go under date-text:",
        )
    languages = fields.languages("languages") or fields.languages("language") or (project.language,)
    fields.node("language")
    texts = parallel_texts(fields, languages[0], project.calls, source)
    languages = tuple(dict.fromkeys((*languages, *(t.language for t in texts.others))))
    rights_fields = fields.fields("rights") if not isinstance(fields.mapping.get("rights"), Scalar) else None
    if rights_fields is None:
        rights = Rights(text=fields.text("rights"))
    else:
        rights = Rights(
            rights_fields.text("text"),
            rights_fields.text("introduction"),
            rights_fields.text("notes"),
            rights_fields.text("licence"),
        )
        rights_fields.done()
    glosses = [(name, span, v) for name, span, v in fields.entries("glosses") if isinstance(v, Scalar)]
    manifest = EditionManifest(
        name,
        title or name,
        fields.text("subtitle"),
        fields.text("short-title") or title or name,
        tuple(
            (language, value.text)
            for language, _, value in fields.entries("original-title")
            if isinstance(value, Scalar)
        ),
        fields.text("kind"),
        date,
        fields.text("date-text") or date,
        fields.text("place"),
        languages,
        fields.text("number"),
        _people(fields, "editors", project, out),
        fields.texts("authors"),
        copy_text(fields, out),
        differences(fields, out),
        witnesses(fields, out),
        _parts(fields, project, out),
        tuple((name, value.text) for name, _, value in glosses),
        tuple((name, span) for name, span, _ in glosses),
        rights,
        fields.text("method"),
        fields.text("cite-as"),
        media(fields),
        fields.choice("calls", CALLS, usual_calls(languages[0], project.calls)),
        fields.text("identifier"),
        published(fields),
        fields.span,
        Words(fields.text("headnote"), "", fields.value_span("headnote"))
        if fields.text("headnote")
        else None,
        out.take(ingest_back_matter(fields, source)),
        out.take(ingest_front_matter(fields, source)),
        ingest_facsimiles(fields),
        texts.others,
        texts.layout,
        texts.name,
        ingest_targets(fields, ingest_trims(fields, project.trims), project.targets),
        trade=out.take(ingest_trade(fields, source, title)),
    )
    fields.done()
    return out.done(manifest)


def _people(fields: Fields, key: str, project: ProjectManifest, out: Collector) -> tuple[str, ...]:
    known = {c.initials: c.name for c in project.contributors}
    names = []
    for initials, span in fields.texts_with_spans(key):
        check_contributor(initials, span, known, out)
        names.append(known.get(initials, initials))
    return tuple(names)


def _usual_title(name: str, project: ProjectManifest) -> str:
    """Return what a part is called that has no title: by its name; an introduction in the language of the books."""
    if name == "introduction":
        return words_for(project.language, project.words)["rights_introduction"]
    return name.replace("-", " ").capitalize()


def _parts(fields: Fields, project: ProjectManifest, out: Collector) -> tuple[PartManifest, ...]:
    found = []
    for name, span, node in fields.entries("parts"):
        if isinstance(node, Scalar) and isinstance(node.value, str):
            file = node.text
            own = Fields(Mapping((), node.span), f"part “{name}”", span, out)
            path = safe_path(file, node.span, out)
            own.node("file")
            file_span = node.span
        else:
            own = Fields(node, f"part “{name}”", span, out)
            path = safe_path(own.text("file", f"{name}.md"), own.value_span("file"), out)
            file_span = own.value_span("file") if own.has("file") else span
        where = own.mapping.get("in-copy-text")
        stands: Literal["", "before", "after"] = ""
        if isinstance(where, Scalar) and where.text in {"before", "after"}:
            own.node("in-copy-text")
            stands = cast(Literal["before", "after"], where.text)
        elif own.flag("in-copy-text"):
            stands = "before"
        if name in _TAKEN:
            out.report(code("M018"), f"a part cannot be called “{name}”", span, hint="give it another name")
            continue
        found.append(
            PartManifest(
                name,
                path,
                own.text("title") or _usual_title(name, project),
                own.text("by"),
                stands,
                cast(Literal["front", "back"], own.choice("place", ("front", "back"), "front")),
                file_span,
            )
        )
        own.done()
    return tuple(found)
