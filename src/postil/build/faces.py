"""The typecase: which faces there are, and whether they have every character of an edition."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from postil.build.coverage import Coverage, bundled
from postil.diagnostics import Collector, code
from postil.frozen import dataclass
from postil.model.edition import (
    Citations,
    Edition,
    Project,
)
from postil.model.manifest import EditionManifest, ParallelManifest, ProjectManifest
from postil.model.prose import Code, IndexTerm, ProseBlock, Styled, Text, walk, walk_blocks
from postil.model.trade import Trade
from postil.spans import Places, Span

if TYPE_CHECKING:
    from postil.model.rendition import Face

__all__ = ["Typecase", "words_of"]

_SANS = "Source Sans 3"
_BUNDLED = (
    ("EBGaramond-Regular.ttf", "EB Garamond", 400, False),
    ("EBGaramond-Italic.ttf", "EB Garamond", 400, True),
    ("EBGaramond-SemiBold.ttf", "EB Garamond", 600, False),
    ("EBGaramond-SemiBoldItalic.ttf", "EB Garamond", 600, True),
    ("SourceSans3-Regular.ttf", _SANS, 400, False),
    ("SourceSans3-SemiBold.ttf", _SANS, 600, False),
    ("ShipporiMincho-Regular.ttf", "Shippori Mincho", 400, False),
    ("Amiri-Regular.ttf", "Amiri", 400, False),
    ("FrankRuhlLibre-Regular.ttf", "Frank Ruhl Libre", 400, False),
)
_SLOPED = (
    ("SourceSans3-Italic.ttf", _SANS, 400, True),
    ("SourceSans3-SemiBoldItalic.ttf", _SANS, 600, True),
)
"""What a text in sans needs besides; elsewhere labels alone are set in it."""
Place: TypeAlias = Span | tuple[str, Places] | None
"""Where words stand: in one place, or each of their characters in its own (of a file)."""
_INVISIBLE = {"Cc", "Cf", "Zs", "Zl", "Zp"}


@dataclass(frozen=True)
class Typecase:
    """The faces of a project: the bundled ones, then its own. `data` are the font files by name."""

    data: Mapping[str, bytes]
    own: tuple[Face, ...] = ()
    _coverage: dict[str, Coverage] = field(default_factory=dict)

    def __reduce__(self) -> tuple[Any, ...]:
        # what was looked up in the fonts is looked up anew elsewhere
        return Typecase, (self.data, self.own)

    @cached_property
    def faces(self) -> tuple[Face, ...]:
        """All faces, in the order in which a character is looked for."""
        return self._named(_BUNDLED) + self.own

    def _named(self, faces: Iterable[tuple[str, str, int, bool]]) -> tuple[Face, ...]:
        from postil.model.rendition import Face

        return tuple(
            Face(family, weight, italic, name, self.data[name])
            for name, family, weight, italic in faces
            if name in self.data
        )

    def with_faces(
        self, fonts: tuple[tuple[str, bytes], ...], manifest: ProjectManifest, out: Collector
    ) -> Typecase:
        """Return the typecase with a project's own fonts. Reports W010."""
        if not fonts:
            return self
        spans = dict(manifest.fonts)
        own = []
        for path, data in fonts:
            face = _describe(path, data)
            if face is None:
                out.report(
                    code("W010"),
                    f"{path} is no font that can be used",
                    spans.get(path),
                    hint="name a TrueType or OpenType file (.ttf, .otf)",
                )
            else:
                own.append(face)
        return Typecase(self.data, tuple(own), self._coverage)

    def has(self, face: Face) -> Coverage:
        """Return the code points a face of the project's own has."""
        if face.file not in self._coverage:
            from postil.writers.faces import coverage

            self._coverage[face.file] = Coverage.of(coverage(face))
        return self._coverage[face.file]

    def _upright(self) -> Iterator[tuple[str, Coverage]]:
        """Yield family and code points of every face that decides whether a character is there, in order."""
        for name, family, weight, italic in _BUNDLED:
            if name in self.data and weight == 400 and not italic and (known := bundled(name)) is not None:
                yield family, known
        for face in self.own:
            if face.weight == 400 and not face.italic:
                yield face.family, self.has(face)

    def missing(self, wanted: frozenset[int]) -> frozenset[int]:
        """Return those code points that no face has; a precomposed letter may be set from its parts."""
        left = wanted
        for _, known in self._upright():
            if not left:
                return left
            left = frozenset(point for point in left if point not in known)
        parts = {p: [ord(ch) for ch in unicodedata.normalize("NFD", chr(p))] for p in left}
        composed = {p for p, chars in parts.items() if len(chars) > 1 and not self.missing(frozenset(chars))}
        return left - composed

    def families(self, characters: str, *, sans: bool = False) -> tuple[str, ...]:
        """Return the families that a book of these characters is set in, in order; `sans` says that something in it is set in
        sans whatever it is."""
        left = frozenset(ord(ch) for ch in characters if unicodedata.category(ch) not in _INVISIBLE)
        found = []
        for family, known in self._upright():
            here = frozenset(point for point in left if point in known)
            if here:
                found.append(family)
                left -= here
        if sans:
            found.insert(1, _SANS)
        return tuple(dict.fromkeys(found))

    def needed(self, markup: str, *, sans: bool = False) -> tuple[Face, ...]:
        """Return the faces a printed book needs: those of the design, the project's, and what its characters ask for; with
        `sans` its text is set in sans."""
        families = {"EB Garamond", _SANS, *self.families("".join(sorted(set(markup))))}
        faces = tuple(f for f in self.faces if f.family in families or f in self.own)
        return (*faces, *self._named(_SLOPED)) if sans else faces

    def characters(self, edition: Edition) -> str:
        """Return the characters of an edition that are printed, each once, in order."""
        return "".join(sorted(set().union(*(words for words, _ in words_of(edition)))))

    def check(self, edition: Edition, out: Collector) -> None:
        """Report every character of an edition that no face has, once, at its first place (W001)."""
        self._check(words_of(edition), out)

    def check_project(self, project: Project, out: Collector) -> None:
        """Report the same of what belongs to no edition: people, imprint, series, readers (W001)."""
        self._check(_words_of_project(project), out)

    def check_works(self, citations: Citations, place: Span | None, out: Collector) -> None:
        """Report the same of what the citation engine wrote; `place` is the bibliography (W001)."""
        nodes = [*citations.rendered.values(), *citations.works]
        words = (leaf.text for inlines in nodes for leaf in walk(inlines) if isinstance(leaf, Text | Code))
        self._check(((each, place) for each in words), out)

    def _check(self, found: Iterable[tuple[str, Place]], out: Collector) -> None:
        first: dict[str, Span | None] = {}
        counts: dict[str, int] = {}
        for words, place in found:
            if words.isascii():
                continue
            for ch in set(words):
                if ch < "\x7f":
                    continue
                if ch not in first:
                    first[ch] = _place_of(place, words.index(ch))
                counts[ch] = counts.get(ch, 0) + words.count(ch)
        wanted = frozenset(ord(ch) for ch in first if unicodedata.category(ch) not in _INVISIBLE | {"Mn"})
        for point in sorted(self.missing(wanted)):
            ch = chr(point)
            name = unicodedata.name(ch, "unnamed")
            times = f" ({counts[ch]} times)" if counts[ch] > 1 else ""
            out.report(
                code("W001"),
                f"no font has the character “{ch}” U+{point:04X} {name}{times}",
                first[ch],
                hint="add a font that has it under fonts: in postil.yaml",
            )


def _place_of(place: Place, index: int) -> Span | None:
    """Return where character `index` of some words stands."""
    if place is None or isinstance(place, Span):
        return place
    file, at = place
    return Span(file, at[index], at[index] + 1)


def words_of(edition: Edition) -> Iterator[tuple[str, Place]]:
    """Yield all characters of an edition that are printed, with their places."""
    for block in edition.text.blocks:
        yield block.text, (block.span.file, block.at) if block.at else block.span
        yield block.caption + block.marker, block.span
        for style in block.styles:
            yield style.annotation, block.span_of(style.start, style.end)
        for term in block.terms:
            yield "".join(term.head), term.span
    for part in edition.parts:
        yield from _of(part.blocks)
        yield part.manifest.title + part.manifest.by, part.manifest.span
    for note in edition.annotations:
        yield from _of((*note.body, *note.answer))
        for reading in note.readings:
            yield reading.words + reading.conjecture, reading.span
    manifest = edition.manifest
    matter = manifest.matter
    for body in manifest.bodies:
        yield from _of(body)
    front = manifest.front
    yield front.edition + front.cip + "".join(isbn.written for isbn in front.isbns), manifest.span
    for abbreviation in front.abbreviations:
        yield abbreviation.short, abbreviation.span
    for person in matter.persons:
        yield person.name + person.dates, person.span
    for event in matter.chronology:
        yield event.date, event.span
    for word in matter.glossary:
        yield word.term, word.span
    for reference in matter.index.see:
        yield "".join(reference.head), reference.span
    yield manifest.title + manifest.subtitle + manifest.short_title + manifest.kind, manifest.span
    yield (
        manifest.date_text + manifest.place + manifest.number + manifest.method + manifest.cite_as,
        manifest.span,
    )
    yield "".join((*manifest.editors, *manifest.authors)), manifest.span
    yield "".join(words for _, words in (*manifest.original_titles, *manifest.glosses)), manifest.span
    yield from _of_trade(manifest.trade, manifest.span)
    rights = manifest.rights
    yield rights.text + rights.introduction + rights.notes + rights.licence, manifest.span
    sources: tuple[EditionManifest | ParallelManifest, ...] = (manifest, *manifest.texts)
    for source in sources:
        if source.copy_text is not None:
            copy = source.copy_text
            yield copy.siglum + copy.name + copy.source, copy.span
        for witness in source.witnesses:
            yield witness.siglum + witness.name + witness.date + witness.source, witness.span
    for text in manifest.texts:
        yield text.name, text.span


def _words_of_project(project: Project) -> Iterator[tuple[str, Place]]:
    manifest = project.manifest
    imprint = manifest.imprint
    yield imprint.publisher + imprint.place + imprint.series, Span("postil.yaml", 0, 0)
    for volume in manifest.volumes:
        yield volume.number + volume.title + volume.by + volume.year, volume.span
    for person in manifest.contributors:
        yield person.initials + person.name + person.role, person.span
    for series in manifest.series:
        yield series.name + series.singular + series.label, series.span
    yield from manifest.words_spans
    for reader in project.readers:
        titles = (
            reader.title,
            reader.subtitle,
            reader.course,
            reader.term,
            *reader.instructors,
            reader.rights,
            reader.front.edition,
            reader.front.cip,
            *(each.short for each in reader.front.abbreviations),
        )
        yield "".join(titles), reader.span
        for body in reader.front.bodies:
            yield from _of(body)
        yield from _of_trade(reader.trade, reader.span)
        for reference in reader.index.see:
            yield "".join(reference.head), reference.span
        for number, entry in enumerate(reader.entries):
            yield entry.title, entry.span
            yield from _of(project.reader_prose.get((reader.id, number), ()))


def _of_trade(trade: Trade, span: Span) -> Iterator[tuple[str, Place]]:
    """Yield what stands on the back of a cover and nowhere else."""
    yield trade.blurb_text, trade.blurb_span or span


def _of(blocks: tuple[ProseBlock, ...]) -> Iterator[tuple[str, Place]]:
    for node in walk_blocks(blocks):
        if isinstance(node, Text):
            yield node.text, (node.span.file, node.at)
        elif isinstance(node, Code):
            yield node.text, node.span
        elif isinstance(node, IndexTerm):
            yield "".join(node.head), node.span
        elif isinstance(node, Styled) and node.annotation:
            yield node.annotation, node.span


# What fontTools raises where a font is broken.
_BROKEN = (
    LookupError,
    AttributeError,
    ValueError,
    TypeError,
    AssertionError,
    OSError,
    EOFError,
    struct.error,
    MemoryError,
)


def _describe(path: str, data: bytes) -> Face | None:
    """Return a font file as a face, or nothing where it is none."""
    import io

    from fontTools.ttLib import TTFont, TTLibError

    from postil.model.rendition import Face

    try:
        font = TTFont(io.BytesIO(data), lazy=True, fontNumber=0)
        names = font["name"]
        family = names.getDebugName(16) or names.getDebugName(1) or path
        weight = int(font["OS/2"].usWeightClass)
        italic = bool(font["OS/2"].fsSelection & 1)
        font.getBestCmap()
    except (*_BROKEN, TTLibError):
        return None
    return Face(str(family), weight, italic, path.rpartition("/")[2], data)
