"""`postil.yaml`: the project."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast, get_args

from postil.diagnostics import Checked, Collector, code
from postil.ingest.fields import Fields, nearest
from postil.ingest.front_matter import ingest_volumes
from postil.ingest.targets import ingest_targets, ingest_trims
from postil.ingest.words import ingest_words, tell_without_words
from postil.ingest.yaml import parse_yaml
from postil.model.manifest import (
    Audience,
    Contributor,
    Imprint,
    Place,
    ProjectManifest,
    Series,
    SeriesKind,
)
from postil.spans import SourceText, Span

__all__ = ["DEFAULT_PLACES", "check_contributor", "ingest_project_manifest", "usual_calls"]

KINDS = cast(tuple[str, ...], get_args(SeriesKind))
AUDIENCES = cast(tuple[str, ...], get_args(Audience))
CALLS = ("after-punctuation", "before-punctuation")
STYLE = "chicago-notes-bibliography-17th-edition"

DEFAULT_PLACES: dict[str, dict[str, Place]] = {
    "notes": {"print": "margin", "epub": "popup", "web": "margin"},
    "apparatus": {"print": "margin", "epub": "popup", "web": "margin"},
    "gloss": {"print": "margin", "epub": "popup", "web": "margin"},
    "questions": {"print": "back", "epub": "back", "web": "margin"},
}
_ALLOWED_PLACES = {
    "print": ("margin", "foot", "end", "back"),
    "epub": ("popup", "back"),
    "web": ("margin", "back"),
}
_DEFAULT_SERIES: tuple[SeriesKind, ...] = ("notes", "apparatus", "questions")
_LABELS: dict[SeriesKind, str] = {"notes": "1", "apparatus": "a", "gloss": "*", "questions": "Q1"}


def ingest_project_manifest(source: SourceText) -> Checked[ProjectManifest]:
    """Return what `postil.yaml` says; missing parts have their defaults. Reports M004–M008, M012–M014, M020, M027,
    M028."""
    out = Collector()
    tree = out.take(parse_yaml(source))
    fields = Fields(tree, "postil.yaml", source.span(0, 0), out)
    imprint_fields = fields.fields("imprint")
    imprint = Imprint(
        imprint_fields.text("publisher"),
        imprint_fields.text("place"),
        imprint_fields.text("series"),
        imprint_fields.text("url"),
    )
    imprint_fields.done()
    contributors = []
    for initials, span, node in fields.entries("contributors"):
        person = Fields(node, f"contributor “{initials}”", span, out)
        contributors.append(
            Contributor(initials, person.text("name", required=True), person.text("role", "editor"), span)
        )
        person.done()
    series = []
    for order, (name, span, node) in enumerate(fields.entries("series")):
        own = Fields(node, f"series “{name}”", span, out)
        kind = cast(SeriesKind, own.choice("kind", KINDS, "notes"))
        places = dict(DEFAULT_PLACES[kind])
        where = own.fields("place")
        for medium, allowed in _ALLOWED_PLACES.items():
            places[medium] = cast(Place, where.choice(medium, allowed, places[medium]))
        where.done()
        series.append(
            Series(
                name,
                kind,
                own.text("name"),
                own.text("singular"),
                own.text("label", _LABELS[kind]),
                cast(Audience, own.choice("audience", AUDIENCES, "everyone")),
                tuple(sorted(places.items())),
                order,
                span,
            )
        )
        own.done()
    if not series:
        for order, default in enumerate(_DEFAULT_SERIES):
            series.append(
                Series(
                    default,
                    default,
                    "",
                    "",
                    _LABELS[default],
                    "everyone",
                    tuple(sorted(DEFAULT_PLACES[default].items())),
                    order,
                    source.span(0, 0),
                )
            )
    has_bibliography = fields.has("bibliography")
    has_style = fields.has("citation-style")
    trims = ingest_trims(fields)
    language = fields.language("language", "en")
    words, words_spans = ingest_words(fields, language)
    tell_without_words(language, words, fields.value_span("language"), out)
    manifest = ProjectManifest(
        fields.text("title"),
        imprint,
        language,
        tuple(contributors),
        tuple(series),
        fields.text("bibliography"),
        fields.value_span("bibliography") if has_bibliography else None,
        fields.text("citation-style", STYLE),
        fields.value_span("citation-style") if has_style else None,
        fields.texts_with_spans("fonts"),
        fields.choice("calls", CALLS, ""),
        ingest_volumes(fields),
        tuple(trims.values()),
        ingest_targets(fields, trims),
        words,
        words_spans,
    )
    fields.done()
    _check_labels(manifest, out)
    return out.done(manifest)


def usual_calls(language: str, given: str) -> str:
    """Return where calls stand in a text in `language` if nothing is said of it: as the project says, else as is usual."""
    french = language.split("-")[0] == "fr"
    return given or ("before-punctuation" if french else "after-punctuation")


def _check_labels(manifest: ProjectManifest, out: Collector) -> None:
    seen: dict[str, Series] = {}
    for series in manifest.series:
        if series.label in seen:
            out.report(
                code("M008"),
                f"the series “{series.id}” and “{seen[series.label].id}” have the same labels",
                series.span,
                hint="give one of them another label: 1, a, i, Q1, *",
            )
        seen[series.label] = series


def check_contributor(initials: str, span: Span, known: Iterable[str], out: Collector) -> None:
    """Report initials that nobody has (M019)."""
    listed = tuple(known)
    if initials in listed:
        return
    near = nearest(initials, listed)
    out.report(
        code("M019"),
        f"nobody has the initials “{initials}”",
        span,
        hint=f"did you mean “{near}”?" if near else "name them under `contributors:` in postil.yaml",
    )
