"""What imprint, colophon and metadata say of a book: names, rights, sources, fonts, engines."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace

from postil.frozen import dataclass
from postil.model.course_reader import CitedEdition
from postil.model.edition import (
    Edition,
    WovenEdition,
)
from postil.model.front import FrontMatter
from postil.model.manifest import Contributor, CopyText, ProjectManifest
from postil.model.rendition import BookMetadata, Person
from postil.model.trade import CoverWords, Trade
from postil.render.book import Credit, Fact
from postil.render.documents import BoundReader
from postil.render.prose import safe_href
from postil.render.texts import language_name, shown_alone

__all__ = [
    "Facts",
    "citation_of",
    "colophon_facts",
    "credits_of",
    "full_title",
    "imprint_facts",
    "join_names",
    "line_of",
    "metadata_of",
    "names_of",
    "people_of",
    "reader_imprint",
    "rights_of",
    "source_line",
]

_LONG = re.compile(r"[!-~]{30,}")
_HALF = 32  # of the digits of a SHA-256: a checksum stands on one line or on two of one length
_TITLES_ON_COVER = 2
_ROLES = (
    ("translat", "trl"),
    ("introduc", "aui"),
    ("annotat", "ann"),
    ("note", "ann"),
    ("author", "aut"),
    ("compil", "com"),
    ("edit", "edt"),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a build knows of itself: engines with their versions, the families of its fonts, the SHA-256 of each
    edition's copy-text after normalisation, the instant (ISO 8601) that
    the outputs carry as that of their last change, the day of publication, if one is known, and the SHA-256 of all inputs
    (of the sorted list of their own)."""

    engines: tuple[tuple[str, str], ...] = ()
    families: tuple[str, ...] = ()
    checksums: Mapping[str, str] = field(default_factory=dict)
    modified: str = ""
    published: str = ""
    inputs: str = ""


def full_title(title: str, subtitle: str) -> str:
    """Return title and subtitle as they are cited: a subtitle that goes on in the same sentence has no colon before it."""
    if not title or not subtitle:
        return title or subtitle
    return f"{title} {subtitle}" if subtitle[0].islower() else f"{title}: {subtitle}"


def join_names(names: Sequence[str], words: Mapping[str, str]) -> str:
    """Return names as a series: “A, B and C”. A word for “and” that is one with the next is kept apart from Latin letters."""
    kept = [name for name in names if name]
    if len(kept) < 2:
        return "".join(kept)
    form, last = words["names_last"], kept[-1]
    before = form.partition("{name}")[0][-1:]
    if before.isalpha() and not before.isascii() and last[0].isascii():  # “ו-postil”, “و postil”
        last = ("-" if "\u0590" <= before < "\u0600" else " ") + last
    return form.format(names=words["names_comma"].join(kept[:-1]), name=last)


def _contributor(who: str, project: ProjectManifest) -> Contributor | None:
    return next((c for c in project.contributors if who in {c.initials, c.name}), None)


def _name(who: str, project: ProjectManifest) -> str:
    found = _contributor(who, project)
    return found.name if found else who


def names_of(who: Iterable[str], project: ProjectManifest, words: Mapping[str, str]) -> str:
    """Return the names of contributors given by initials (or by name), as a series."""
    return join_names([_name(each, project) for each in who], words)


def credits_of(source: Edition | BoundReader, words: Mapping[str, str]) -> tuple[Credit, ...]:
    """Return who is named on the title page."""
    if isinstance(source, BoundReader):
        names = join_names([_name(each, source.project) for each in source.manifest.instructors], words)
        return (Credit(words["instructors"], names),) if names else ()
    names = names_of(source.manifest.editors, source.project, words)
    return (Credit(words["edited_by"], names),) if names else ()


def line_of(label: str, text: str) -> Fact:
    """Return a line of imprint, colophon or account with its label; an address is a link."""
    pieces = tuple(
        piece for word in re.split(r"(?<= )", text) for piece in _LONG.sub(_parted, word).split("\0")
    )
    return Fact(label, tuple(p for p in pieces if p), text if safe_href(text) and " " not in text else "")


def _parted(found: re.Match[str]) -> str:
    word = found[0]
    if re.fullmatch(r"[0-9a-f]+", word):
        return "\0".join(word[i : i + _HALF] for i in range(0, len(word), _HALF))
    return re.sub(r"(?<=[/.?&_=-])(?=[^/])", "\0", word)


def _rights(edition: Edition, words: Mapping[str, str]) -> list[Fact]:
    rights = edition.manifest.rights
    pairs = (
        (words["rights_text"], rights.text),
        (words["rights_introduction"], rights.introduction),
        (words["rights_notes"], rights.notes),
        (words["licence"], rights.licence),
    )
    return [line_of(label, text) for label, text in pairs if text]


def _copy_texts(edition: Edition, words: Mapping[str, str]) -> list[Fact]:
    """Return where the texts come from: of several each is named."""
    out = _copy_text(edition.manifest.copy_text, words["copy_text"])
    for text in edition.manifest.texts:
        out += _copy_text(
            text.copy_text, f"{words['copy_text']} ({text.name or language_name(text.language)})"
        )
    return out


def _copy_text(copy: CopyText | None, label: str) -> list[Fact]:
    if copy is None:
        return []
    parts = [part.strip().rstrip(".") for part in (copy.name, copy.source) if part.strip()]
    text = ". ".join(parts) + "." if parts else ""
    out = [line_of(label, text)] if text else []
    if copy.url:
        out.append(line_of("", copy.url))
    return out


def _fonts(facts: Facts, words: Mapping[str, str]) -> list[Fact]:
    if not facts.families:
        return []
    return [line_of("", words["set_in"].format(fonts=join_names(facts.families, words)))]


def citation_of(edition: Edition, words: Mapping[str, str]) -> str:
    """Return how the edition is cited: as its manifest says, else made from its title page."""
    manifest, project = edition.manifest, edition.project
    if manifest.cite_as:
        return manifest.cite_as
    title = full_title(manifest.title, manifest.subtitle)
    editors = names_of(manifest.editors, project, words)
    place = ": ".join(part for part in (project.imprint.place, project.imprint.publisher) if part)
    parts = [title, f"{words['edited_by']} {editors}" if editors else "", place, project.imprint.url]
    return ". ".join(part for part in parts if part) + "."


def _numbers(front: FrontMatter, words: Mapping[str, str]) -> list[Fact]:
    """Return the statement of edition, and a line for each ISBN."""
    out = [line_of("", front.edition)] if front.edition else []
    for isbn in front.isbns:
        form = words[f"isbn_{isbn.format}"] if isbn.format else ""
        line = words["isbn_of" if form else "isbn"].format(number=isbn.written, format=form)
        out.append(Fact("", (line.replace(" ", "\u00a0", 1),)))
    return out


def imprint_facts(edition: Edition, facts: Facts, words: Mapping[str, str]) -> tuple[Fact, ...]:
    """Return the lines of the imprint: statement of edition, ISBN, rights, copy-text, method, how to cite, fonts, address."""
    manifest, project = edition.manifest, edition.project
    out = [*_numbers(manifest.front, words), *_rights(edition, words), *_copy_texts(edition, words)]
    if manifest.method:
        out.append(line_of(words["method"], manifest.method))
    out.append(line_of(words["cite_as"], citation_of(edition, words)))
    out += _fonts(facts, words)
    if url := project.imprint.url:
        out.append(line_of("", url))
    return tuple(out)


def rights_of(edition: Edition, words: Mapping[str, str]) -> tuple[Fact, ...]:
    """Return the rights in a document and where its text comes from."""
    return (*_rights(edition, words), *_copy_texts(edition, words))


def source_line(edition: Edition, words: Mapping[str, str]) -> str:
    """Return where the text of a document is taken from, in a line."""
    copy = (shown_alone(edition) or edition.manifest).copy_text
    return next(("".join(f.pieces) for f in _copy_text(copy, words["copy_text"]) if f.label), "")


def reader_imprint(reader: BoundReader, facts: Facts, words: Mapping[str, str]) -> tuple[Fact, ...]:
    """Return the imprint of a course reader: its own rights; those of its documents have a section of their own."""
    out = _numbers(reader.manifest.front, words)
    out += [line_of("", reader.manifest.rights)] if reader.manifest.rights else []
    return (*out, *_fonts(facts, words))


def colophon_facts(
    titles: Sequence[tuple[str, str]], facts: Facts, words: Mapping[str, str]
) -> tuple[Fact, ...]:
    """Return the lines of the colophon: fonts, engines, checksums of the copy-texts. `titles` are the ids of the editions
    with their short titles."""
    out = _fonts(facts, words)
    if facts.engines:
        engines = join_names([f"{name} {version}".strip() for name, version in facts.engines], words)
        out.append(line_of("", words["typeset_with"].format(engines=engines)))
    for id_, short_title in titles:
        if digest := facts.checksums.get(id_):
            title = f"{short_title}. " if len(titles) > 1 else ""
            out.append(line_of(title + words["checksum"], digest))
    if facts.inputs:
        out.append(line_of(words["inputs"], facts.inputs))
    return tuple(out)


def _sorted_name(name: str) -> str:
    given, _, family = name.rpartition(" ")
    return f"{family}, {given}" if given else name


def _role(text: str) -> str:
    folded = text.casefold()
    return next((relator for stem, relator in _ROLES if stem in folded), "ctb")


def people_of(woven: WovenEdition) -> tuple[Person, ...]:
    """Return authors, editors and who wrote a note that is in this output."""
    edition = woven.edition
    manifest, project = edition.manifest, edition.project
    out = [Person(_name(who, project), "aut") for who in manifest.authors]
    out += [Person(_name(who, project), "edt") for who in manifest.editors]
    writers = dict.fromkeys(a.contributor for a in edition.annotations if a.contributor)
    shown = {note.initials for note in woven.notes}
    for who in (each for each in writers if each in shown):
        if found := _contributor(who, project):
            out.append(Person(found.name, _role(found.role) if found.role else "ann"))
    named: dict[str, Person] = {}
    for person in out:
        named.setdefault(person.name, Person(person.name, person.role, _sorted_name(person.name)))
    return tuple(named.values())


def _identifier(given: str, project: ProjectManifest, name: str, audiences: Iterable[str]) -> str:
    """Return a book's URN. Instructors' is another book: a reading system must not take one for the other."""
    if "instructors" in audiences:
        given, name = "", f"{given or name}/instructors"
    if given:
        return given if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", given) else f"urn:postil:{given}"
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'postil:{project.title}/{name}')}"


def metadata_of(source: CitedEdition | BoundReader, facts: Facts, words: Mapping[str, str]) -> BookMetadata:
    """Return what is said of a book in the metadata of all media."""
    if isinstance(source, BoundReader):
        return _reader_metadata(source, facts)
    edition = source.woven.edition
    manifest, project = edition.manifest, edition.project
    copy = manifest.copy_text
    return BookMetadata(
        identifier=_identifier(manifest.identifier, project, edition.id, (source.woven.resolved.audience,)),
        title=manifest.title,
        subtitle=manifest.subtitle,
        language=project.language,
        languages=tuple(dict.fromkeys((project.language, *manifest.languages))),
        people=people_of(source.woven),
        publisher=project.imprint.publisher,
        date=facts.published,
        modified=facts.modified,
        description=manifest.trade.blurb_text
        or f"{words['annotated']}{words['colon']}{manifest.title}"
        + (f" ({manifest.date_text or manifest.date})" if manifest.date_text or manifest.date else ""),
        rights=" ".join("".join(fact.pieces) for fact in _rights(edition, words)),
        licence=manifest.rights.licence,
        series=project.imprint.series,
        number=manifest.number,
        subjects=tuple(part for part in (manifest.kind,) if part),
        source=". ".join(part for part in ((copy.name, copy.url) if copy else ()) if part),
        isbns=manifest.front.isbns,
        cover=_cover_words(
            manifest.trade,
            manifest.short_title,
            manifest.date_text or manifest.date,
            manifest.original_titles[:_TITLES_ON_COVER],
            words["annotated"] if source.woven.notes else "",
        ),
    )


def _cover_words(
    trade: Trade, short_title: str, date: str, originals: tuple[tuple[str, str], ...], kind: str
) -> CoverWords:
    return CoverWords(trade.cover.lines, short_title, date, originals, kind, trade.cover.cloth)


def _reader_metadata(reader: BoundReader, facts: Facts) -> BookMetadata:
    manifest, project = reader.manifest, reader.project
    language = reader.language
    documents = reader.documents
    people = {
        name: Person(name, "edt", _sorted_name(name))
        for name in (_name(w, project) for w in manifest.instructors)
    }
    for document in documents:
        for person in document.people:
            people.setdefault(
                person.name, Person(person.name, "ctb" if person.role == "edt" else person.role, person.sort)
            )
    return BookMetadata(
        identifier=_identifier(
            "",
            project,
            f"readers/{manifest.id}",
            [document.audience for document in documents],
        ),
        title=manifest.title,
        subtitle=manifest.subtitle,
        language=language,
        languages=tuple(dict.fromkeys((language, *(tag for each in documents for tag in each.languages)))),
        people=tuple(people.values()),
        publisher=project.imprint.publisher,
        date=facts.published,
        modified=facts.modified,
        description=manifest.trade.blurb_text
        or ". ".join(part for part in (manifest.course, manifest.term) if part),
        rights=manifest.rights,
        licence="",
        series=project.imprint.series,
        number="",
        subjects=(),
        source="",
        isbns=manifest.front.isbns,
        # those who wrote one of its documents did not write the reader
        cover=replace(
            _cover_words(manifest.trade, manifest.short_title, manifest.term, (), manifest.course),
            names=tuple(_name(who, project) for who in manifest.instructors),
        ),
    )
