"""The record of a build: what a colophon says of it, and `manifest.json`."""

from __future__ import annotations

import hashlib
import json
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, TypeAlias

from postil.build.faces import Typecase, words_of
from postil.citations import engine_version
from postil.model.edition import CitedEdition, CourseReader, Edition, Project
from postil.model.manifest import BuildAudience, Medium, ReaderManifest
from postil.model.notes import Note
from postil.model.rendition import Artifact
from postil.resolve import visible
from postil.spans import SourceText

if TYPE_CHECKING:
    from postil.render import Facts

__all__ = ["Book", "Product", "account_of", "editions_of", "facts_of", "manifest_of", "notes_of"]

_EPOCH = "1980-01-01T00:00:00Z"
_ENGINES = {
    "pdf": (("WeasyPrint", "weasyprint"), ("pikepdf", "pikepdf")),
    "epub": (("EbookLib", "EbookLib"),),
    "html": (),
}
Book: TypeAlias = CitedEdition | CourseReader


@dataclass(frozen=True, slots=True)
class Product:
    """Something that is built: an edition or a reader, by its name, for one audience, in some formats; `large`
    is large print."""

    id: str
    kind: str
    audience: BuildAudience
    formats: tuple[Medium, ...]
    large: bool = False

    @property
    def folder(self) -> str:
        """Where its files lie below `build/`: instructors' files never share a folder with students'."""
        if self.large:
            return f"{self.id}-large-print"
        return self.id if self.audience == "students" else f"{self.id}-instructors"


def facts_of(book: Book, medium: Medium, typecase: Typecase) -> Facts:
    """Return what a colophon says: of this medium alone, so that a page is the same whatever is made beside it."""
    from postil.render import Facts

    editions = editions_of(book)
    return Facts(
        engines=_engines((medium,), _cites(book)),
        families=typecase.families(_characters(editions)),
        checksums={
            c.woven.edition.key: _normalised_digest(c.woven.edition.copy_text.text)
            for c in editions
            if c.woven.edition.copy_text is not None
        },
        modified=_modified(_published(book)),
        published=_published(book),
    )


def _engines(formats: tuple[Medium, ...], cited: bool) -> tuple[tuple[str, str], ...]:
    found = [("postil", _version("postil"))]
    for medium in formats:
        found += [(name, _version(package)) for name, package in _ENGINES[medium]]
    if cited:
        name, _, number = engine_version().partition(" ")
        found.append((name, number))
    return tuple(found)


def _digests_without_hidden(
    edition: Edition, audience: BuildAudience, texts: Mapping[str, SourceText]
) -> dict[str, str | None]:
    """Return the sha256 of what this audience may see of files that hold more; nothing for a file of which it may
    see nothing. The sha256 of the whole file would let somebody prove a guessed answer."""
    if audience == "instructors":
        return {}
    found: dict[str, str | None] = {}
    for path in dict.fromkeys(a.file for a in edition.annotations):
        own = [a for a in edition.annotations if a.file == path]
        hidden = [a.span for a in own if not visible(a.audience, audience)]
        if len(hidden) == len(own):
            found[path] = None
            continue
        hidden += [b.span for a in own if visible(a.audience, audience) for b in a.answer]
        if hidden:
            text = texts[edition.home + path].text
            for span in sorted(hidden, reverse=True):
                text = text[: span.start] + text[span.end :]
            found[path] = hashlib.sha256(text.encode()).hexdigest()
    return found


def _without_teaching(manifest: ReaderManifest, texts: Mapping[str, SourceText]) -> dict[str, str]:
    """Return the sha256 of a reader's manifest without the teaching notes in it, which students do not see."""
    hidden = [e.teaching.span for e in manifest.entries if e.teaching is not None and e.teaching.text]
    found = {}
    for path in dict.fromkeys(span.file for span in hidden):
        text = texts[path].text
        for span in sorted((s for s in hidden if s.file == path), reverse=True):
            text = text[: span.start] + text[span.end :]
        found[path] = hashlib.sha256(text.encode()).hexdigest()
    return found


def manifest_of(
    product: Product,
    book: Book,
    artifacts: list[Artifact],
    project: Project,
    whole: Mapping[str, Edition],
    input_digests: Mapping[str, str],
) -> bytes:
    """Return `manifest.json`: the sha256 of every file made and of every input, and the versions of the engines.

    `whole` are the editions before anything was left out for an audience.
    """
    originals = [whole[c.woven.edition.key] for c in editions_of(book)]
    digests = dict(input_digests)
    inputs = {e.home + p for e in originals for p in e.inputs} | {"postil.yaml"}
    for edition in originals:
        for path, digest in _digests_without_hidden(edition, product.audience, project.texts).items():
            if digest is None:
                inputs.discard(edition.home + path)
            else:
                digests[edition.home + path] = digest
    inputs |= {f"templates/{name}" for name in project.templates}
    inputs |= {path for path, _ in project.fonts}
    if product.kind == "reader":
        inputs |= {
            p
            for p in input_digests
            if p.startswith("readers/")
            and p.endswith((".yaml", ".yml"))
            and p.rpartition("/")[2].rpartition(".")[0] == product.id
        }
        manifest = next(r for r in project.readers if r.id == product.id)
        if product.audience == "students":
            digests |= _without_teaching(manifest, project.texts)
        for entry in manifest.entries:
            said = (entry.words, entry.teaching if product.audience == "instructors" else None)
            inputs |= {f"readers/{words.file}" for words in said if words is not None and words.file}
    content: dict[str, Any] = {
        product.kind: product.id,
        "audience": product.audience,
        "files": {
            a.path.removeprefix(product.folder + "/"): {
                "sha256": hashlib.sha256(a.data).hexdigest(),
                "bytes": len(a.data),
                **({"pages": a.pages} if a.pages is not None else {}),
                "notes": a.notes,
            }
            for a in artifacts
        },
        "inputs": {p: digests[p] for p in sorted(inputs) if p in digests},
        "engines": dict(_engines(product.formats, _cites(book))),
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def account_of(book: Book) -> bytes | None:
    """Return `account.json`: what a reader leaves out of its documents."""
    if not isinstance(book, CourseReader):
        return None
    documents = []
    for cited in editions_of(book):
        document = cited.document
        if document is None or document.account is None:
            continue
        documents.append(
            {
                "document": document.number,
                "edition": cited.woven.edition.key,
                "title": document.title or cited.woven.edition.manifest.title,
                **asdict(document.account),
            }
        )
    content = {"reader": book.manifest.id, "documents": documents}
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _cites(book: Book) -> bool:
    own = isinstance(book, CourseReader) and bool(book.citations.works)
    return own or any(c.citations.works for c in editions_of(book))


def editions_of(book: Book) -> tuple[CitedEdition, ...]:
    """Return the editions in a book, in order."""
    if isinstance(book, CitedEdition):
        return (book,)
    return tuple(i for i in book.items if isinstance(i, CitedEdition))


def notes_of(book: Book) -> dict[str, Note]:
    """Return every note by the id its markup has (with the reader's prefix)."""
    return {c.woven.prefix + n.id: n for c in editions_of(book) for n in c.woven.notes}


def _characters(editions: tuple[CitedEdition, ...]) -> str:
    found: set[str] = set()
    for cited in editions:
        for words, _ in words_of(cited.woven.edition):
            found.update(words)
    return "".join(sorted(found))


def _normalised_digest(text: str) -> str:
    """Return the sha256 of a text in NFC with LF, so that line ends do not change a book."""
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()


def _published(book: Book) -> str:
    return (
        book.woven.edition.manifest.published if isinstance(book, CitedEdition) else book.manifest.published
    )


def _modified(published: str) -> str:
    """Return the instant that outputs carry: SOURCE_DATE_EPOCH, else the day of publication, else a fixed one.

    There is no clock here (https://reproducible-builds.org/specs/source-date-epoch/).
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isascii() and epoch.isdigit() and len(epoch) < 12:
        return datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{published}T00:00:00Z" if published else _EPOCH


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
