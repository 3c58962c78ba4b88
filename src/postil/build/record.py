"""The record of a build: what a colophon says of it, and `manifest.json`."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from postil.build.faces import Typecase
from postil.citations import engine_version
from postil.frozen import dataclass
from postil.model.course_reader import CitedEdition
from postil.model.edition import (
    Edition,
    Project,
)
from postil.model.manifest import BuildAudience, Format, Medium, ReaderManifest
from postil.model.parallel import versioned_key
from postil.model.rendition import Artifact
from postil.model.targets import DEFAULT, Target
from postil.resolve import visible
from postil.spans import SourceText, Span

if TYPE_CHECKING:
    from postil.build.orders import Production
    from postil.build.reports import DocumentReport, EditionReport
    from postil.render import Facts

__all__ = [
    "Product",
    "account_of",
    "asks",
    "checksums_of",
    "digest_of_inputs",
    "digests_without_hidden",
    "facts_of",
    "facts_of_reader",
    "inputs_of",
    "manifest_of",
    "modified",
    "normalised_digest",
    "printed_digest",
]

_EPOCH = "1980-01-01T00:00:00Z"
_ENGINES: Mapping[Format, tuple[tuple[str, str], ...]] = {
    "pdf": (("WeasyPrint", "weasyprint"), ("pikepdf", "pikepdf")),
    "epub": (("EbookLib", "EbookLib"),),
    "html": (),
    "cartridge": (),
    "worksheets": (("python-docx", "python-docx"),),
    "cover": (("pikepdf", "pikepdf"),),
}


@dataclass(frozen=True, slots=True)
class Product:
    """Something that is built: an edition or a reader, by its name, for one audience, in some formats; `large`
    is large print. `targets` are the printed books that are made of it; the `first` in its manifest has
    the name of the product alone."""

    id: str
    kind: str
    audience: BuildAudience
    formats: tuple[Format, ...]
    large: bool = False
    targets: tuple[Target, ...] = (DEFAULT,)
    first: str = ""

    @property
    def folder(self) -> str:
        """Where its files lie below `build/`: instructors' files never share a folder with students'."""
        if self.large:
            return f"{self.id}-large-print"
        return self.id if self.audience == "students" else f"{self.id}-instructors"

    def file_of(self, target: Target) -> str:
        """Return the name of the printed book made for a target, without its ending."""
        plain = self.first or self.targets[0].id
        return self.folder if target.id == plain else f"{self.folder}-{target.id}"


def asks(cited: CitedEdition) -> bool:
    """Tell whether an edition has questions: in print their labels are set in sans."""
    return any(note.series.kind == "questions" for note in cited.woven.notes)


def facts_of(
    cited: CitedEdition, medium: Medium, typecase: Typecase, production: Production, *, sans: bool
) -> Facts:
    """Return what the colophon of an edition says: of this medium alone, so that a page is the same whatever is made
    beside it. `sans` says that the text of the printed book is set in sans; e-book and web page take the sans of the reader's system."""
    from postil.render import Facts

    edition = cited.woven.edition
    return Facts(
        engines=engines((medium,), bool(cited.citations.works)),
        families=typecase.families(
            typecase.characters(edition), sans=medium == "pdf" and (sans or asks(cited))
        ),
        checksums=checksums_of(edition),
        modified=production.modified,
        published=production.published,
        inputs=production.inputs,
    )


def facts_of_reader(
    documents: Iterable[DocumentReport],
    cites: bool,
    medium: Medium,
    typecase: Typecase,
    production: Production,
    *,
    sans: bool,
) -> Facts:
    """Return the same of a reader, from what its documents tell."""
    from postil.render import Facts

    found = list(documents)
    characters = "".join(sorted(set().union(*(each.characters for each in found))))
    return Facts(
        engines=engines((medium,), cites),
        families=typecase.families(
            characters, sans=medium == "pdf" and (sans or any(each.asks for each in found))
        ),
        checksums={key: digest for each in found for key, digest in each.checksums.items()},
        modified=production.modified,
        published=production.published,
        inputs=production.inputs,
    )


def engines(formats: Iterable[Format], cited: bool) -> tuple[tuple[str, str], ...]:
    """Return the programs that make these formats, with their versions."""
    found = [("postil", _version("postil"))]
    for medium in formats:
        found += [(name, _version(package)) for name, package in _ENGINES[medium]]
    if cited:
        name, _, number = engine_version().partition(" ")
        found.append((name, number))
    return tuple(dict.fromkeys(found))


def digests_without_hidden(edition: Edition, texts: Mapping[str, SourceText]) -> dict[str, str | None]:
    """Return the sha256 of what students may see of files that hold more; nothing for a file of which they may see
    nothing. The sha256 of the whole file would let somebody prove a guessed answer."""
    found: dict[str, str | None] = {}
    for path in dict.fromkeys(a.file for a in edition.annotations):
        own = [a for a in edition.annotations if a.file == path]
        hidden = [a.span for a in own if not visible(a.audience, "students")]
        if len(hidden) == len(own):
            found[path] = None
            continue
        hidden += [b.span for a in own if visible(a.audience, "students") for b in a.answer]
        if hidden:
            found[path] = _digest_without(texts[path], hidden)
    return found


def _without_teaching(manifest: ReaderManifest, texts: Mapping[str, SourceText]) -> dict[str, str]:
    """Return the sha256 of a reader's manifest without the teaching notes in it, which students do not see."""
    hidden = [e.teaching.span for e in manifest.entries if e.teaching is not None and e.teaching.text]
    paths = dict.fromkeys(span.file for span in hidden)
    return {path: _digest_without(texts[path], [s for s in hidden if s.file == path]) for path in paths}


def _digest_without(source: SourceText, hidden: Iterable[Span]) -> str:
    """Return the sha256 of a text without what stands at `hidden`."""
    text = source.text
    for span in sorted(hidden, reverse=True):
        text = text[: span.start] + text[span.end :]
    return hashlib.sha256(text.encode()).hexdigest()


def inputs_of(
    product: Product,
    reports: Iterable[EditionReport],
    project: Project,
    input_digests: Mapping[str, str],
) -> dict[str, str]:
    """Return the SHA-256 of every file that a product is made from, by path, in order; of what students do not see in it
    nothing is told."""
    digests = dict(input_digests)
    inputs = {"postil.yaml"}
    for report in reports:
        inputs |= {report.home + path for path in report.inputs}
        if product.audience == "students":
            for path, digest in (report.hidden or {}).items():
                if digest is None:
                    inputs.discard(report.home + path)
                else:
                    digests[report.home + path] = digest
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
    return {p: digests[p] for p in sorted(inputs) if p in digests}


def digest_of_inputs(inputs: Mapping[str, str]) -> str:
    """Return the SHA-256 of the sorted list of those of the inputs, one to a line: what a file is called plays no part."""
    return hashlib.sha256("".join(f"{each}\n" for each in sorted(inputs.values())).encode()).hexdigest()


_TEXTS = (".md", ".txt", ".yaml", ".yml", ".json", ".bib", ".xml", ".csl", ".j2", ".css")


def printed_digest(path: str, data: bytes) -> str:
    """Return the sha256 of a file as a book tells it: a text has LF and no byte order mark, so that neither changes a book."""
    if path.endswith(_TEXTS):
        data = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return hashlib.sha256(data).hexdigest()


def manifest_of(
    product: Product,
    reports: Iterable[EditionReport],
    artifacts: Iterable[Artifact],
    project: Project,
    cites: bool,
    input_digests: Mapping[str, str],
) -> bytes:
    """Return `manifest.json`: the sha256 of every file made and of every input, and the versions of the engines.

    `reports` are those of the editions in it, whole.
    """
    content: dict[str, Any] = {
        product.kind: product.id,
        "audience": product.audience,
        "files": {
            a.path.removeprefix(product.folder + "/"): {
                "sha256": hashlib.sha256(a.data).hexdigest(),
                "bytes": len(a.data),
                **({"pages": a.pages} if a.pages is not None else {}),
                **({"profile": a.finish} if a.finish else {}),
                "notes": a.notes,
            }
            for a in artifacts
        },
        "inputs": inputs_of(product, reports, project, input_digests),
        "engines": dict(engines(product.formats, cites)),
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def account_of(name: str, documents: Iterable[DocumentReport]) -> bytes:
    """Return `account.json`: what the reader `name` leaves out of its documents."""
    told = [
        {
            "document": each.contribution.number,
            "edition": each.contribution.id,
            "title": each.contribution.title,
            **asdict(each.contribution.account),
        }
        for each in documents
        if each.contribution.account is not None
    ]
    return (json.dumps({"reader": name, "documents": told}, ensure_ascii=False, indent=2) + "\n").encode()


def checksums_of(edition: Edition) -> dict[str, str]:
    """Return the sha256 of the copy-text of an edition, and of those of its parallel texts, by their keys."""
    others = edition.parallel.others if edition.parallel is not None else ()
    texts = {edition.key: edition.copy_text}
    texts |= {versioned_key(edition.key, o.manifest.language): o.copy_text for o in others}
    return {key: normalised_digest(text.text) for key, text in texts.items() if text is not None}


def normalised_digest(text: str) -> str:
    """Return the sha256 of a text in NFC with LF, so that line ends do not change a book."""
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()


def modified(published: str) -> str:
    """Return the instant that outputs carry: SOURCE_DATE_EPOCH, else the day of publication, else a fixed one.

    There is no clock here (https://reproducible-builds.org/specs/source-date-epoch/).
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isascii() and epoch.isdigit() and len(epoch) < 12:
        return datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{published}T00:00:00Z" if published else _EPOCH


@functools.cache
def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
