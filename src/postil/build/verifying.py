"""Verifying: finished PDFs against the rules of a printer, or as accessible files that are as they were made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal, TypeAlias

from postil.build.examining import FinishedFile, Shelf, facts_of_files, shelves
from postil.build.proofs import proof_of
from postil.diagnostics import Checked, Collector, code
from postil.frozen import dataclass
from postil.model.rendition import Proof
from postil.model.steps import digest_of
from postil.preflight import (
    PRINTERS,
    Area,
    Case,
    FileFacts,
    Finding,
    barcode_place,
    judge,
    judge_tags,
    not_asked,
    told,
    typography,
)
from postil.spans import Span
from postil.workers import Workers

__all__ = ["For", "Verified", "spoken_pages", "verify_files"]

For: TypeAlias = Literal["kdp", "lulu", "ingram", "press"]


@dataclass(frozen=True, slots=True)
class Verified:
    """A file that was verified: its path below the project, for which printer (none: as a file for the screen), the labels of its
    pages, and what each rule says."""

    path: str
    printer: str
    labels: tuple[str, ...]
    findings: tuple[Finding, ...]


def verify_files(
    root: Path,
    names: Sequence[str],
    printer: For | None,
    *,
    hardcover: bool,
    workers: Workers,
    again: Callable[[Shelf], Mapping[str, Proof]],
) -> Checked[tuple[Verified, ...]]:
    """Return what the rules say of the PDFs that are named. Where nothing is remembered of how one was set, `again` makes what is on its
    shelf anew and returns the proofs by sha256. Reports V030–V033, M011."""
    out = Collector()
    found = shelves(root, names, out)
    files = list({file.path: file for shelf in found for file in shelf.files}.values())
    facts = facts_of_files(files, workers, out)
    for shelf in found:  # an edition may be called cover-letter
        books = {file.path for file in shelf.files if shelf.profile(file)}
        facts |= {path: replace(own, book=True) for path, own in facts.items() if path in books}
    if printer is not None:
        facts |= _with_barcodes(files, facts, found, printer, hardcover, workers, out)
    verified = []
    for shelf in found:
        for file in shelf.files if printer is None else _to_be_printed(shelf, names, printer):
            if (own := facts.get(file.path)) is None:
                continue
            if printer is not None:
                said = judge(Case(own, PRINTERS[printer], hardcover, _interior(own, facts, found)))
            else:
                printed = shelf.profile(file) == "print" or own.cover
                tags = (not_asked("tags", "what is to be printed has none"),) if printed else judge_tags(own)
                said = (*tags, *_as_built(shelf, file), *_as_set(shelf, file, own, workers, again))
            made = Verified(file.path, printer or "", tuple(page.label for page in own.pages), said)
            report(made, out)
            verified.append(made)
    return out.done(tuple(verified))


def _to_be_printed(shelf: Shelf, names: Sequence[str], printer: For) -> list[FinishedFile]:
    """Return the files of a shelf that a printer gets: where some books were made to be printed these, with the covers, but none
    that is for another printer by its name (`letter-cover-lulu.pdf`). A file that is named is always taken."""
    if shelf.folder not in (names or (shelf.folder,)):
        return list(shelf.files)
    others = tuple(f"-cover-{other}.pdf" for other in PRINTERS if other != printer)
    files = [file for file in shelf.files if not file.path.endswith(others)]
    made = [file for file in files if shelf.profile(file) == "print"]
    return [file for file in files if file in made or not shelf.profile(file)] if made else files


def _with_barcodes(
    files: Sequence[FinishedFile],
    facts: Mapping[str, FileFacts],
    found: Sequence[Shelf],
    printer: For,
    hardcover: bool,
    workers: Workers,
    out: Collector,
) -> dict[str, FileFacts]:
    """Return the facts of covers with how white the place of the bar code is: where that is, follows from the book in it."""
    places: dict[str, Area] = {}
    for own in facts.values():
        if own.cover:
            place = barcode_place(Case(own, PRINTERS[printer], hardcover, _interior(own, facts, found)))
            places |= {own.name: place} if place is not None else {}
    wanted = [file for file in files if file.path in places]
    return facts_of_files(wanted, workers, out, places) if wanted else {}


def _interior(own: FileFacts, facts: Mapping[str, FileFacts], found: Sequence[Shelf]) -> FileFacts | None:
    """Return the book that a cover is of: the one beside it that is made to be printed, else the file whose name its own goes on
    from."""
    if not own.cover:
        return None
    for shelf in found:
        if any(file.path == own.name for file in shelf.files):
            for file in shelf.files:
                if shelf.profile(file) == "print" and file.path in facts:
                    return facts[file.path]
    stem = own.name.removesuffix(".pdf")
    beside = [f for f in facts.values() if not f.cover and stem.startswith(f.name.removesuffix(".pdf") + "-")]
    return max(beside, key=lambda f: len(f.name), default=None)


def _as_built(shelf: Shelf, file: FinishedFile) -> Iterator[Finding]:
    """Yield whether a file of `build/` is the one that `manifest.json` names."""
    if not shelf.folder:
        return
    recorded = shelf.listed.get(shelf.name(file))
    own = digest_of(file.data)
    words = {None: "manifest.json does not name it", own: "as it was made"}.get(
        recorded, "changed since it was made"
    )
    yield Finding(
        "as-built",
        "pass" if recorded == own else "look" if recorded is None else "fail",
        words,
        "the sha256 in manifest.json",
        "" if recorded == own else f"`postil build {shelf.folder} --fresh` makes it anew",
    )


def _as_set(
    shelf: Shelf,
    file: FinishedFile,
    own: FileFacts,
    workers: Workers,
    again: Callable[[Shelf], Mapping[str, Proof]],
) -> Iterator[Finding]:
    """Yield what the audit finds in a file that was made here, and what was measured when it was set."""
    if not shelf.folder or own.cover:
        return
    digest = digest_of(file.data)
    proof = proof_of(workers.memory, digest) or again(shelf).get(digest)
    if proof is None:
        why = "this is not the file that the project makes now"
        yield not_asked("audit", why)
        yield not_asked("typography", why)
        return
    yield _audited(file, own, proof, workers)
    yield from typography(proof.flaws)


def _audited(file: FinishedFile, own: FileFacts, proof: Proof, workers: Workers) -> Finding:
    if own.structure is None:
        return not_asked(
            "audit", "it has no tags to find notes by; it was audited before they were taken away"
        )
    from postil.writers import pdf

    faults = pdf.audited(file.data, proof, workers)
    notes = f"{len(proof.notes)} notes and {len(proof.blocks)} paragraphs"
    words = "; ".join(fault.message for fault in faults[:3])
    return told(
        "audit",
        words or f"{notes}, all where they should be",
        "each note on the page of its call, no word lost",
        "report it",
        fails=bool(faults),
    )


# telling --------------------------------------------------------------------------------------------------------------


def report(verified: Verified, out: Collector) -> None:
    """Report what is broken (V032) and what is to be looked at (V033)."""
    for finding in verified.findings:
        if finding.outcome in {"fail", "look"}:
            where = spoken_pages(finding.pages, verified.labels)
            words = f"{finding.rule}: {finding.measured}"
            words += f"; allowed: {finding.allowed}" if finding.allowed else ""
            words += f" ({where})" if where else ""
            kind = "V032" if finding.outcome == "fail" else "V033"
            out.report(code(kind), words, Span(verified.path, 0, 0), hint=finding.advice)


def spoken_pages(pages: Sequence[int], labels: Sequence[str], most: int = 6) -> str:
    """Return pages as they are named: `page 5 (v)`, `pages 11–17, 20 (1–7, 10)`; of many the first."""
    if not pages:
        return ""
    runs: list[list[int]] = []
    for page in sorted(set(pages)):
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    numbers = ", ".join(_run(str(run[0]), str(run[-1])) for run in runs[:most])
    folios = ", ".join(_run(_label(labels, run[0]), _label(labels, run[-1])) for run in runs[:most])
    more = f" and {len(runs) - most} more" if len(runs) > most else ""
    word = "page" if len(set(pages)) == 1 else "pages"
    return f"{word} {numbers}" + (f" ({folios})" if folios != numbers else "") + more


def _run(first: str, last: str) -> str:
    return first if first == last else f"{first}–{last}"


def _label(labels: Sequence[str], page: int) -> str:
    return labels[page - 1] if 0 < page <= len(labels) else str(page)
