"""The sections of a book and the lines of its contents, one by one; ids that nothing else has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeGuard

from postil.model.course_reader import CitedEdition
from postil.model.edition import (
    Part,
    WovenBlock,
    WovenDivision,
    WovenFlow,
    WovenGroup,
    WovenPage,
)
from postil.model.manifest import EditionManifest, ParallelManifest, ProjectManifest
from postil.model.notes import Note
from postil.model.parallel import versioned
from postil.render.book import (
    ApparatusSection,
    BibliographySection,
    ContentsEntry,
    DocumentSection,
    MediumName,
    NoteSection,
    NoteView,
    OriginalTitle,
    ProseSection,
    Section,
    WitnessView,
)
from postil.render.facts import names_of
from postil.render.figures import figure_anchors
from postil.render.note_lists import with_ends
from postil.render.notes import place_in, places_of, series_views
from postil.render.pictures import picture_names
from postil.render.prose import Prose
from postil.render.terms import part_anchors
from postil.render.texts import language_name, texts_of
from postil.render.words import division_title
from postil.vocabulary import in_sentence, words_for

__all__ = ["FURNITURE", "Composer", "pages_of"]

FURNITURE = (
    "main",
    "top",
    "contents",
    "titlepage",
    "halftitle",
    "imprint",
    "series-page",
    "frontispiece",
    "dedication",
    "epigraph",
    "colophon",
    "howto",
    "reading",
    "cite",
)


def pages_of(content: Iterable[WovenFlow]) -> list[WovenPage]:
    """Return the page breaks of the copy-text in `content`, in order."""
    found: list[WovenPage] = []

    def nodes(items: Iterable[object]) -> None:
        for node in items:
            if isinstance(node, WovenPage):
                found.append(node)
            elif children := getattr(node, "children", ()):
                nodes(children)

    def block(item: WovenBlock) -> None:
        for run in item.runs:
            nodes(run)

    for item in content:
        if isinstance(item, WovenBlock):
            block(item)
        else:
            if isinstance(item, WovenDivision) and item.heading is not None:
                block(item.heading)
            found.extend(pages_of(item.content))
    return found


def _is_headings(item: WovenFlow | None) -> TypeGuard[WovenGroup]:
    return isinstance(item, WovenGroup) and item.kind == "headings"


@dataclass(slots=True)
class Composer:
    """Builds the sections of one book. `taken` are the ids in use, so that furniture never takes one of the text."""

    medium: MediumName
    project: ProjectManifest
    language: str
    moved: frozenset[str]
    taken: set[str] = field(default_factory=set)

    @property
    def words(self) -> Mapping[str, str]:
        return words_for(self.language, self.project.words)

    def free(self, name: str) -> str:
        """Return `name`, or a longer one if an element of the text has it, and keep it."""
        while name in self.taken:
            name += "-part"
        self.taken.add(name)
        return name

    def reserve(self, cited: CitedEdition) -> None:
        """Keep the ids of everything in a document."""
        woven = cited.woven
        ids, _ = places_of(woven.root, self.words)
        self.taken |= set(ids.values())
        self.taken |= {page.id for page in pages_of((woven.root,))}
        for note in woven.notes:
            self.taken |= {f"{kind}-{woven.prefix}{note.id}" for kind in ("c", "n", "p")}

    # one document -----------------------------------------------------------------------------------------------

    def prose_for(self, cited: CitedEdition) -> Prose:
        """Return what turns the prose of this document into markup."""
        woven = cited.woven
        ids, _ = places_of(woven.root, self.words)
        notes = {note.id: note for note in woven.notes}
        targets = woven.resolved.targets
        names = picture_names(woven.edition, woven.prefix)

        standing = woven.resolved.standing

        def target(name: str) -> tuple[str, str]:
            words = targets.get(name, name)
            name = standing.get(name, name)
            if name in notes:
                note = notes[name]
                called = in_sentence(note.series.one_called(self.words), self.words)
                return f"#n-{woven.prefix}{name}", f"{called} {note.label}"
            return (f"#{ids[name]}" if name in ids else ""), words

        return Prose(
            target=target,
            citations=cited.citations.rendered,
            image=lambda path: f"postil:img/{names.get(path, path)}",
            page_word=self.words["page"],
            xml=self.medium == "epub",
            printed=self.medium == "print",
            absent=woven.resolved.absent,
            absent_words=self.words["not_here"],
            anchors=part_anchors(cited) | figure_anchors(cited),
        )

    def part(
        self, part: Part, prose: Prose, prefix: str, level: int, project: ProjectManifest | None = None
    ) -> ProseSection:
        """Return a prose part of an edition, of another `project` perhaps."""
        manifest = part.manifest
        id_ = self.free(prefix + manifest.id)
        role = "introduction" if manifest.id == "introduction" else ""
        return ProseSection(
            id=id_,
            title=manifest.title,
            level=level,
            body=prose.blocks(part.blocks, level=level + 1, opening=role == "introduction"),
            by=names_of((manifest.by,), project or self.project, self.words) if manifest.by else "",
            role=role,
            head=self.free(f"h-{id_}"),
        )

    def document(
        self, cited: CitedEdition, notes: Mapping[str, NoteView], level: int, kicker: str
    ) -> DocumentSection:
        """Return the text itself."""
        woven, manifest = cited.woven, cited.woven.edition.manifest
        names = picture_names(woven.edition, woven.prefix)
        root, text = woven.root, woven.edition.text
        first = root.content[0] if root.content else None
        # a parallel text has its title as printed
        printed = (
            {c.language for c in first.content if isinstance(c, WovenGroup)} if _is_headings(first) else set()
        )
        series = series_views(woven.notes, self.medium, self.words)
        ends, rest = with_ends(root, notes, series, self.free) if self.medium == "print" else ({}, ())
        return DocumentSection(
            id=root.id,
            title=manifest.title,
            level=level,
            kicker=kicker,
            heading=root.heading,
            originals=tuple(
                OriginalTitle(language, title)
                for language, title in manifest.original_titles
                if language not in printed
            ),
            language=text.language if text.language != self.language else "",
            content=root.content,
            notes=MappingProxyType(dict(notes)),
            head=root.heading.id if root.heading is not None else self.free(f"h-{root.id}"),
            pictures=MappingProxyType(dict(names)),
            short_title=manifest.short_title or manifest.title,
            texts=texts_of(woven.edition),
            listed=rest,
            ends=ends,
        )

    def back(self, cited: CitedEdition, notes: Mapping[str, NoteView], level: int) -> list[Section]:
        """Return what stands after the text: listed notes, longer notes, apparatus, works cited."""
        woven = cited.woven
        prefix = woven.prefix
        out: list[Section] = []
        by_series: dict[str, list[Note]] = {}
        for note in sorted(woven.notes, key=lambda n: n.series.order):
            by_series.setdefault(note.series.id, []).append(note)
        for present in by_series.values():
            series = present[0].series
            full = place_in(series, self.medium) == "back"
            if series.kind == "apparatus" or not (full or series.kind == "questions"):
                continue
            listed = [notes[note.id] for note in present]
            out.append(
                self._list(prefix + series.id, series.called(self.words), series.kind, level, listed, full)
            )
        if longer := [note for note in notes.values() if note.place == "moved"]:
            out.append(
                self._list(prefix + "longer-notes", self.words["longer"], "longer", level, longer, True)
            )
        apparatus: dict[str, list[Note]] = {}
        for note in (n for n in woven.notes if n.series.kind == "apparatus"):
            apparatus.setdefault(note.annotation.version, []).append(note)
        out.extend(
            self._apparatus(cited, version, apparatus[version], notes, level) for version in sorted(apparatus)
        )
        out.extend(
            self.part(part, self.prose_for(cited), prefix, level, woven.edition.project)
            for part in woven.edition.parts
            if part.manifest.place == "back"
        )
        if cited.citations.works:
            prose = self.prose_for(cited)
            id_ = self.free(prefix + "bibliography")
            works = tuple(prose.inline(work) for work in cited.citations.works)
            out.append(
                BibliographySection(id_, self.words["bibliography"], level, works, self.free(f"h-{id_}"))
            )
        return out

    def _list(
        self, id_: str, title: str, kind: str, level: int, notes: Sequence[NoteView], full: bool
    ) -> NoteSection:
        id_ = self.free(id_)
        return NoteSection(id_, title, level, kind, tuple(notes), full, self.free(f"h-{id_}"))

    def _apparatus(
        self,
        cited: CitedEdition,
        version: str,
        present: Sequence[Note],
        notes: Mapping[str, NoteView],
        level: int,
    ) -> ApparatusSection:
        edition = cited.woven.edition
        other = next((t for t in edition.manifest.texts if t.language == version), None)
        title = self.words["apparatus"]
        if other is not None:
            title = f"{title}{self.words['colon']}{other.name or language_name(version)}"
        id_ = self.free(cited.woven.prefix + versioned(version, "apparatus"))
        return ApparatusSection(
            id=id_,
            title=title,
            level=level,
            lead=self.words["collation_lead"],
            witnesses=self.witnesses(other or edition.manifest),
            entries=tuple(notes[note.id] for note in present),
            full=any(notes[note.id].place == "back" for note in present),
            head=self.free(f"h-{id_}"),
        )

    def witnesses(self, manifest: EditionManifest | ParallelManifest) -> tuple[WitnessView, ...]:
        """Return the copy-text and the other witnesses of a text that have sigla."""
        found = []
        if copy := manifest.copy_text:
            where = f"{self.words['copy_text']}. {copy.source}" if copy.source else self.words["copy_text"]
            found.append(WitnessView(copy.siglum, copy.name, "", where))
        found += [WitnessView(w.siglum, w.name, w.date, w.source) for w in manifest.witnesses]
        return tuple(w for w in found if w.siglum)

    # contents ---------------------------------------------------------------------------------------------------

    def entry(self, section: Section, title: str = "") -> ContentsEntry:
        """Return the line of a section in the contents, with the divisions of a document below it."""
        children: tuple[ContentsEntry, ...] = ()
        if isinstance(section, DocumentSection):
            children = tuple(self._divisions(section.content))
        return ContentsEntry(title or section.title, "", section.id, children)

    def _divisions(self, content: Iterable[WovenFlow]) -> Iterable[ContentsEntry]:
        for item in content:
            if isinstance(item, WovenDivision) and item.kind != "particulars":
                title = division_title(item, self.words)
                yield ContentsEntry(title, item.gloss, item.id, tuple(self._divisions(item.content)))
