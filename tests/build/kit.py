"""Projects on disk, built in this process or in one of their own, and what can be read out of the finished files."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from lxml import etree, html

import validators
from postil import load, workspace
from postil.diagnostics import Diagnostic
from postil.model.manifest import BuildAudience, Medium, Profile
from validators import Finding, report

ROOT = Path(__file__).resolve().parents[2]
POSTIL = Path(sys.executable).with_name("postil")
MEDIA: tuple[Medium, ...] = ("pdf", "epub", "html")
XHTML = "{http://www.w3.org/1999/xhtml}"

PROJECT = """\
title: A test
imprint: {publisher: The press}
contributors:
  AB: {name: Ann Bee, role: editor}
series:
  editorial: {kind: notes, name: Notes, singular: Note, label: "1"}
"""
EDITION = """\
title: A Letter
date: 1801-03-04
kind: letter
copy-text: {siglum: C, name: The letter sent, sha256: SHA256}
"""
TEXT = "# A Letter\n\nDear friend, the ship has come in.\n\nAll are well.\n"
NOTES = "---\nseries: editorial\nby: AB\n---\n\n# text.1 “ship” {#ship}\n\nThe *Swan* of Hull.\n"


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below a folder; return it."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return folder


def project(folder: Path, files: Mapping[str, str | bytes] | None = None) -> Path:
    """Write a small project: the files given, and what is missing of one. `SHA256` stands for that of the copy-text."""
    from core.projects import text_of

    given: dict[str, str | bytes] = dict(files or {})
    given.setdefault("postil.yaml", PROJECT)
    if not any(name.startswith("source/") and name.endswith("text.md") for name in given):
        given["source/letter/text.md"] = TEXT
        given.setdefault("annotations/letter/notes.md", NOTES)
    for name in [n for n in given if n.startswith("source/") and n.endswith("/text.md")]:
        own = name.removesuffix("/text.md")
        manifest = given.setdefault(f"{own}/edition.yaml", EDITION)
        assert isinstance(manifest, str)
        if "SHA256" in manifest:
            text = given[name]
            assert isinstance(text, str)
            copy = given.setdefault(f"{own}/copy-text.txt", text_of(text).replace("\t", " "))
            assert isinstance(copy, str)
            manifest = manifest.replace(
                "SHA256", f"{hashlib.sha256(copy.encode()).hexdigest()}, path: copy-text.txt"
            )
            given[f"{own}/edition.yaml"] = manifest
    return write(folder, given)


def copy_treaty(folder: Path) -> Path:
    """Return a copy of this repository's own project, without what only programmers see."""
    for name in ("postil.yaml", "source", "annotations", "readers"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name)
        elif (ROOT / name).is_file():
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


def skeleton(folder: Path) -> Path:
    """Return what `postil new` makes."""
    return write(
        folder, {k if k != "gitignore" else ".gitignore": v for k, v in workspace.skeleton().items()}
    )


def run(
    *arguments: str | Path,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    timeout: float = 120,
    **more: Any,
) -> subprocess.CompletedProcess[str]:
    """Run `postil` as it is typed."""
    return subprocess.run(
        [str(POSTIL), *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
        stdin=subprocess.DEVNULL,
        **more,
    )


def tell(found: Iterable[Diagnostic]) -> str:
    return "\n".join(f"{d.code.id} {d.span.file if d.span else ''} {d.message} ({d.hint})" for d in found)


def faults(
    folder: Path, formats: tuple[Medium, ...] = (), audience: BuildAudience = "students"
) -> tuple[Diagnostic, ...]:
    """Build a project; return the errors that stood against it, which must be there, and see that nothing was published."""
    checked = load(folder).check()
    found = checked.diagnostics
    if checked.ok:
        asked = checked.products((), formats, audience)
        built = checked.build(asked.value)
        found = built.diagnostics
        assert not built.ok, "a fault was expected"
        assert not built.value
    files = (p for p in (folder / "build").rglob("*") if p.is_file())
    assert not [p for p in files if ".cache" not in p.parts]
    return tuple(d for d in found if d.is_error)


def codes(found: Iterable[Diagnostic]) -> set[str]:
    return {d.code.id for d in found}


def published(folder: Path) -> dict[str, bytes]:
    """Return everything that lies in the build folder, hidden files too, but for what is remembered."""
    root = folder / "build"
    found = {p.relative_to(root).as_posix(): p for p in sorted(root.rglob("*")) if p.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not name.startswith(".cache/")}


@dataclass(frozen=True)
class Built:
    """The finished files of one product."""

    root: Path
    name: str
    audience: Profile

    @property
    def folder(self) -> Path:
        name = self.name if self.audience == "students" else f"{self.name}-{self.audience}"
        return self.root / "build" / name

    @property
    def pdf(self) -> Path:
        return self.folder / f"{self.folder.name}.pdf"

    @property
    def epub(self) -> Path:
        return self.folder / f"{self.folder.name}.epub"

    @property
    def page(self) -> Path:
        return self.folder / "web" / "index.html"

    @cached_property
    def pdf_pages(self) -> list[str]:
        """The text of each page of the PDF."""
        document = pypdfium2.PdfDocument(self.pdf.read_bytes())
        pages = [page.get_textpage().get_text_bounded() for page in document]
        document.close()
        return pages

    @cached_property
    def epub_files(self) -> dict[str, bytes]:
        with zipfile.ZipFile(self.epub) as book:
            return {name: book.read(name) for name in book.namelist()}

    @cached_property
    def epub_roots(self) -> dict[str, Any]:
        return {n: etree.fromstring(d) for n, d in self.epub_files.items() if n.endswith(".xhtml")}

    @cached_property
    def page_root(self) -> Any:
        return html.document_fromstring(self.page.read_bytes())

    def texts(self) -> dict[str, str]:
        """Return all that can be read in the files, by name: compressed streams opened, names of files among them."""
        found = {p.relative_to(self.folder).as_posix(): "" for p in self.folder.rglob("*") if p.is_file()}
        for name in found:
            found[name] = name + "\n"
            data = (self.folder / name).read_bytes()
            if name.endswith(".epub"):
                with zipfile.ZipFile(BytesIO(data)) as book:
                    found[name] += "\n".join(
                        f"{n}\n{book.read(n).decode('utf-8', 'replace')}" for n in book.namelist()
                    )
            elif name.endswith(".pdf"):
                found[name] += "\n".join(self.pdf_pages) + _streams(data)
            else:
                found[name] += data.decode("utf-8", "replace")
        return {name: " ".join(text.split()) for name, text in found.items()}


def _streams(data: bytes) -> str:
    """Return strings, names and decoded streams of a PDF."""
    out: list[str] = []
    with pikepdf.open(BytesIO(data)) as pdf:
        for each in pdf.objects:
            if isinstance(each, pikepdf.Stream):
                with contextlib.suppress(pikepdf.PdfError):
                    out.append(each.read_bytes().decode("utf-8", "replace"))
            out.extend(_strings(each, 0))
    return "\n".join(out)


def _strings(value: Any, depth: int) -> Iterable[str]:
    if isinstance(value, pikepdf.String):
        yield str(value)
    elif isinstance(value, pikepdf.Array | pikepdf.Dictionary | pikepdf.Stream) and depth < 4:
        if getattr(value, "is_indirect", False) and depth:
            return
        for item in value if isinstance(value, pikepdf.Array) else value.values():
            yield from _strings(item, depth + 1)


def build(
    folder: Path,
    names: Iterable[str] = (),
    formats: tuple[Medium, ...] = (),
    audience: Profile = "students",
    allow: Iterable[Path] = (),
) -> list[Built]:
    """Build products of a project that has no faults."""
    checked = load(folder, allow).check()
    assert checked.ok, tell(d for d in checked.diagnostics if d.is_error)
    large = audience == "large-print"
    asked = checked.products(
        names, formats, "instructors" if audience == "instructors" else "students", large=large
    )
    assert asked.ok, tell(asked.diagnostics)
    result = checked.build(asked.value)
    assert result.ok, tell(result.diagnostics)
    assert len(result.value) == len(asked.value)
    return [Built(folder, p.id, audience) for p in asked.value]


def product(
    folder: Path,
    name: str,
    formats: tuple[Medium, ...] = MEDIA,
    audience: Profile = "students",
    allow: Iterable[Path] = (),
) -> Built:
    [one] = build(folder, [name], formats, audience, allow)
    return one


def nu(page: Path) -> list[Finding]:
    """What the Nu checker finds in a page. Of its style sheet it does not know the newer half: anchors, timelines; and it takes
    pictures for blocked that `img-src data:` allows and browsers show."""
    blocked = re.compile(r"Resource violates Content Security Policy .*image “data:")
    return [
        f for f in validators.nu(page) if not f.message.startswith("CSS: ") and not blocked.match(f.message)
    ]


# checkers ---------------------------------------------------------------------------------------------------------------


def validate(built: Built, *, widths: tuple[int, ...] = (1100, 320), ace: bool = False) -> None:
    """Have every checker look at the finished files; a finding of any is a fault."""
    found: list[Finding] = []
    if built.epub.is_file():
        found += validators.epubcheck(built.epub)
        if ace:
            found += validators.ace(built.epub)
        found += popups(built)
    if built.pdf.is_file():
        found += validators.qpdf_check(built.pdf)
        found += validators.verapdf(built.pdf)
    if built.page.is_file():
        found += nu(built.page)
        for width in widths:
            found += validators.axe(built.page, viewport=(width, 800))
        found += validators.axe(built.page, viewport=(widths[-1], 800), color_scheme="dark")
    assert not found, report(found)


def popups(built: Built) -> list[Finding]:
    """Click every call of the e-book in a reader; return those that do not bring their note's words up."""
    book = validators.foliate(built.epub)
    found = list(book.troubles)
    shown = {p.call_id: p for p in book.popups}
    for name, words in epub_notes(built).items():
        popup = shown.get(f"c-{name}")
        if popup is None or popup.error or squeeze(words) not in squeeze(popup.text):
            told = "no popup" if popup is None else popup.error or popup.text
            found.append(Finding("foliate", "popup", "error", told, str(built.epub), context=name))
    return found


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def note_text(element: Any) -> str:
    """Return the words of a note's element, its label and its ways back left out."""
    kept = []

    def visit(each: Any) -> None:
        classes = (each.get("class") or "").split()
        if (
            not isinstance(each.tag, str)
            or {"bk", "mk", "ref"} & set(classes)
            or each.get("role") == "doc-backlink"
        ):
            return
        kept.append(each.text or "")
        for child in each:
            visit(child)
            kept.append(child.tail or "")

    visit(element)
    return " ".join("".join(kept).split())


def epub_notes(built: Built) -> dict[str, str]:
    """Return the words of each note of the e-book by its id."""
    return {
        str(e.get("id"))[2:]: note_text(e)
        for root in built.epub_roots.values()
        for e in root.iter()
        if (e.get("id") or "").startswith("n-") and isinstance(e.tag, str)
    }


def page_notes(built: Built) -> dict[str, str]:
    return {
        str(e.get("id"))[2:]: note_text(e)
        for e in built.page_root.iter()
        if isinstance(e.tag, str) and (e.get("id") or "").startswith("n-")
    }
