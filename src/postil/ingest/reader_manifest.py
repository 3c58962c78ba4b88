"""`readers/<reader>.yaml`: a course reader."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, cast, get_args

from postil.diagnostics import Checked, Collector, code
from postil.ingest.back_matter import ingest_index_rules
from postil.ingest.edition_manifest import formats, published, safe_path
from postil.ingest.fields import Fields
from postil.ingest.front_matter import ingest_front_matter
from postil.ingest.reader_values import dates, excerpt, projects, switch
from postil.ingest.targets import ingest_targets, ingest_trims
from postil.ingest.trade import ingest_trade
from postil.ingest.words import tell_without_words
from postil.ingest.yaml import Mapping, Node, Scalar, Sequence, parse_yaml
from postil.model.manifest import (
    CartridgeOptions,
    Choices,
    Format,
    IntroductionForm,
    ProjectManifest,
    ReaderEntry,
    ReaderManifest,
    Words,
)
from postil.model.parallel import ALTERNATE, COLUMNS
from postil.spans import SourceText

__all__ = ["ingest_reader_manifest"]

_FORMS = cast(tuple[str, ...], get_args(IntroductionForm))
_FORMATS = tuple(f for f in cast(tuple[Format, ...], get_args(Format)) if f != "cover")
_KINDS = ("part", "week", "edition", "prose", "file")
_EXAMPLE = "write - edition: NAME, or - title: … with prose: … or file: …, or - part: TITLE or - week: 1 with contents:"


def ingest_reader_manifest(
    source: SourceText, name: str, project: ProjectManifest
) -> Checked[ReaderManifest]:
    """Return what a reader's manifest says: title, choices and, in order, parts, weeks, editions and prose.

    Reports M004–M008, M011, M030, M031, M040, N017, D002 (nothing in it), D005 (an excerpt of nothing), D014 (a part or week where it cannot
    stand).
    """
    out = Collector()
    tree = out.take(parse_yaml(source))
    fields = Fields(tree, source.path, source.span(0, 0), out)
    title = fields.text("title", required=True)
    default = Choices(
        cast(IntroductionForm, fields.choice("introduction", _FORMS, "full")),
        fields.texts_with_spans("series") if fields.says("series") else None,
        True,
        switch(fields, "questions", True),
        parallel=fields.choice("parallel", (COLUMNS, ALTERNATE), ""),
    )
    fields.known += ["series"]
    shelf = _Shelf(source, default, out)
    shelf.put(fields.items("contents"), 0, "")
    language = fields.language("language", project.language)
    if language != project.language:
        tell_without_words(language, project.words, fields.value_span("language"), out)
    found = ReaderManifest(
        name,
        title or name,
        fields.text("subtitle"),
        fields.text("course"),
        fields.text("term"),
        fields.texts("instructors"),
        language,
        fields.text("rights"),
        tuple(shelf.entries),
        formats(fields, _FORMATS),
        published(fields),
        fields.span,
        projects(fields),
        _cartridge(fields),
        fields.text("short-title") or title or name,
        out.take(ingest_index_rules(fields)),
        out.take(ingest_front_matter(fields, source, of_reader=True)),
        ingest_targets(fields, ingest_trims(fields, project.trims), project.targets),
        trade=out.take(ingest_trade(fields, source, title)),
    )
    fields.done()
    if not any(e.kind in {"edition", "prose"} for e in shelf.entries) and not fields.unreadable:
        out.report(
            code("D002"),
            "the reader has nothing in it",
            fields.key_span("contents"),
            hint="add contents: with - edition: NAME",
        )
    return out.done(found)


def _cartridge(fields: Fields) -> CartridgeOptions:
    if not fields.has("cartridge"):
        fields.known.append("cartridge")
        return CartridgeOptions()
    own = fields.fields("cartridge")
    version = own.choice("version", ("1.1", "1.3"), "1.1")
    found = CartridgeOptions(version, switch(own, "thin", False), own.text("url"), own.span)
    if found.url and not re.match(r"https://[^\s/]+", found.url):
        own.out.report(
            code("M008"), f"“{found.url}” is no address", own.value_span("url"), hint="write url: https://…"
        )
    if found.thin and not found.url:
        own.out.report(
            code("M006"),
            "a thin cartridge has no address to lead to",
            own.value_span("thin"),
            hint="write url: https://… where the web edition is published",
        )
    own.done()
    return found


@dataclass(slots=True)
class _Shelf:
    """Puts what `contents` lists into one row, in the order of the book."""

    source: SourceText
    default: Choices
    out: Collector
    entries: list[ReaderEntry] = field(default_factory=list)

    def put(self, nodes: tuple[Node, ...], level: int, inside: Literal["", "part", "week"]) -> None:
        for node in nodes:
            if isinstance(node, Scalar) and isinstance(node.value, str):
                self.entries.append(
                    ReaderEntry("edition", node.span, level, edition=node.text, choices=self.default)
                )
                continue
            if not isinstance(node, Mapping):
                self.out.report(
                    code("M007"), "an entry of `contents` is an edition or prose", node.span, hint=_EXAMPLE
                )
                continue
            self._entry(node, level, inside)

    def _entry(self, node: Mapping, level: int, inside: Literal["", "part", "week"]) -> None:
        own = Fields(node, "this entry", node.span, self.out)
        kinds = [k for k in _KINDS if own.has(k)]
        if kinds == ["part", "week"] or len(kinds) != 1:
            self.out.report(
                code("M006"),
                "an entry of `contents` is an edition or prose, one of the two"
                if not {"part", "week"} & set(kinds)
                else "an entry of `contents` is one thing: a part, a week, an edition or prose",
                node.span,
                hint=_EXAMPLE,
            )
            return
        kind = kinds[0]
        if kind in {"part", "week"}:
            self._opener(own, cast(Literal["part", "week"], kind), level, inside)
        elif kind == "edition":
            self._edition(own, level)
        else:
            words = self._words(own, "prose", "file")
            title = own.text("title", required=True)
            if not own.says(kind):
                own.node(
                    kind, required=True, why="write prose: with the words, or file: with the name of a file"
                )
            span = own.value_span("file") if kind == "file" else node.span
            self.entries.append(ReaderEntry("prose", span, level, title, words=words))
        own.done()

    def _opener(
        self, own: Fields, kind: Literal["part", "week"], level: int, inside: Literal["", "part", "week"]
    ) -> None:
        if inside == "week" or (inside == "part" and kind == "part"):
            self.out.report(
                code("D014"),
                f"a {kind} cannot stand in a {inside}",
                own.key_span(kind),
                hint="parts hold weeks, weeks hold editions and prose: move it to the left",
            )
        number = own.text("week") if kind == "week" else ""
        title = own.text("part", required=True) if kind == "part" else own.text("title")
        if kind == "week" and not number and not title:
            self.out.report(
                code("M006"),
                "a week has a number or a title",
                own.key_span("week"),
                hint="write week: 1",
            )
        entry = ReaderEntry(
            kind,
            own.key_span(kind),
            level,
            title,
            week=number,
            dates=dates(own),
            words=self._words(own, "introduction", "introduction-file"),
        )
        self.entries.append(entry)
        inner = own.node("contents")
        if isinstance(inner, Sequence):
            self.put(inner.items, level + 1, kind)
        elif inner is not None:
            own.items("contents")  # tells what is wrong with it
        elif kind == "part":
            own.node("contents", required=True, why="add contents: with - edition: NAME")

    def _edition(self, own: Fields, level: int) -> None:
        name = own.text("edition", required=True, why="write - edition: NAME")
        given = own.says("series")
        choices = Choices(
            cast(IntroductionForm, own.choice("introduction", _FORMS, self.default.introduction)),
            own.texts_with_spans("series") if given else self.default.series,
            not given,
            switch(own, "questions", self.default.questions),
            excerpt(own, self.source),
            own.text("parallel", self.default.parallel),
            own.value_span("parallel") if own.has("parallel") else self.default.parallel_span,
        )
        own.known += ["series"]
        teaching = self._words(own, "teaching-notes", "teaching-notes-file")
        title = own.text("title")
        self.entries.append(
            ReaderEntry(
                "edition",
                own.value_span("edition"),
                level,
                title,
                name,
                teaching=teaching,
                choices=choices,
            )
        )

    def _words(self, own: Fields, here: str, elsewhere: str) -> Words | None:
        """Return prose that stands under the key `here`, or in the file named under `elsewhere`."""
        words, file = own.text(here), own.text(elsewhere)
        if words and file:
            self.out.report(
                code("M006"),
                f"“{here}” and “{elsewhere}” say the same thing twice",
                own.key_span(elsewhere),
                hint=f"keep one of them: {here}: with the words, or {elsewhere}: with the name of a file",
            )
        if file:
            file = safe_path(file, own.value_span(elsewhere), self.out)
        if file:
            return Words("", file, own.value_span(elsewhere))
        return Words(words, "", own.value_span(here)) if words else None
