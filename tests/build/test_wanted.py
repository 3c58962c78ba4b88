"""What is asked for is made, each printed book in a file of its own; what cannot be made is told, and nothing else is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from build.kit import NOTES, PROJECT, codes, project, published, run, tell
from postil import load
from postil.workers import StepFailed, Workers
from validators import qpdf_check, report, verapdf

TARGETS = """\
trims:
  pocket: {like: a5, width: 110mm, height: 178mm, inside: 15mm, outside: 13mm, top: 15mm, bottom: 18mm, text: 10pt/12.6pt}
targets:
  screen: {}
  print: {trim: pocket, profile: print, bleed: 3mm, marks: true}
  archive: {trim: a5, profile: archive}
"""
RIGHTS = "title: A Letter\ncopy-text: {siglum: C, name: The letter sent, sha256: SHA256}\nrights: Of the archive.\n"
READER = "title: A Course\ncontents: [letter]\nbuild: [pdf]\n"
FILES: dict[str, str | bytes] = {"postil.yaml": PROJECT + TARGETS, "readers/course.yaml": READER}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(tmp_path, {**FILES, "source/letter/edition.yaml": RIGHTS, **_text()})


def _text() -> dict[str, str | bytes]:
    from build.kit import TEXT

    secret = NOTES + "\n# text.2 “well” {#well audience=instructors}\n\nThey were not.\n"
    return {
        "source/letter/text.md": TEXT,
        "annotations/letter/notes.md": secret,
        "annotations/letter/open.md": NOTES.replace("#ship", "#boat"),
    }


OWN = "trims:\n  pocket: {width: %smm, height: 180mm, inside: 15mm, outside: 13mm}\ntargets:\n  own: {trim: pocket}\n"


def test_an_edition_and_a_reader_have_trims_of_their_own(tmp_path: Path) -> None:
    """Of two with the same name that of the edition counts for its targets, and for no other's."""
    files = {
        **FILES,
        "readers/course.yaml": READER + OWN % 120,
        "source/letter/edition.yaml": RIGHTS + OWN % 125,
        "source/other/edition.yaml": RIGHTS + "targets: [print]\n",
        **_text(),
    }
    files["source/other/text.md"] = files["source/letter/text.md"]
    folder = project(tmp_path, files)
    checked = load(folder).check()
    built = checked.build(checked.products((), ("pdf",)).value)
    assert built.ok, tell(built.diagnostics)
    wide = {}
    for name in ("letter", "course", "other"):
        with pikepdf.open(folder / "build" / name / f"{name}.pdf") as pdf:
            trim = [float(x) for x in pdf.pages[0].trimbox]
            wide[name] = round((trim[2] - trim[0]) / 72 * 25.4)
    assert wide == {"letter": 125, "course": 120, "other": 110}


def test_a_text_in_sans_has_its_italics_and_says_what_it_is_set_in(tmp_path: Path) -> None:
    """Emphasis is seen in sans too; heads and numbers are in the face of the text, and the colophon names it."""
    own = "trims:\n  sans: {like: a5, face: sans}\ntargets:\n  serif: {trim: a5}\n  sans: {trim: sans}\n"
    files = {**FILES, "source/letter/edition.yaml": RIGHTS + own, **_text()}
    files["annotations/letter/notes.md"] = NOTES
    del files["annotations/letter/open.md"]
    folder = project(tmp_path, files)
    checked = load(folder).check()
    built = checked.build(checked.products(("letter",), ("pdf",)).value)
    assert built.ok, tell(built.diagnostics)
    faces, words = {}, {}
    for name in ("letter", "letter-sans"):
        path = folder / "build" / "letter" / f"{name}.pdf"
        with pikepdf.open(path) as pdf:
            faces[name] = {
                str(each.BaseFont).partition("+")[2] for each in pdf.objects if _is(each, "/Type0")
            }
        document = pypdfium2.PdfDocument(path.read_bytes())
        words[name] = " ".join(page.get_textpage().get_text_bounded() for page in document)
        document.close()
    assert {"EB-Garamond", "EB-Garamond-Italic"} <= faces["letter"]
    assert not any("Sans" in face for face in faces["letter"])
    assert {"Source-Sans-3", "Source-Sans-3-Italic"} <= faces["letter-sans"]
    assert "EB-Garamond-Italic" not in faces["letter-sans"]
    assert "Set in EB Garamond." in words["letter"]
    assert "Set in EB Garamond and Source Sans 3." in words["letter-sans"]


def _is(found: Any, kind: str) -> bool:
    return isinstance(found, pikepdf.Dictionary) and found.get("/Subtype") == kind


def test_each_target_is_a_book_of_its_own(folder: Path) -> None:
    built = load(folder).check().build()
    assert built.ok, tell(built.diagnostics)
    made = {name for name in published(folder) if name.endswith(".pdf")}
    assert made == {
        f"{name}/{name}{end}.pdf" for name in ("letter", "course") for end in ("", "-print", "-archive")
    }
    sizes = {}
    for name in ("letter", "letter-print", "letter-archive"):
        path = folder / "build" / "letter" / f"{name}.pdf"
        assert not qpdf_check(path)
        with pikepdf.open(path) as pdf:
            trim = [float(x) for x in pdf.pages[0].trimbox]
            sizes[name] = round((trim[2] - trim[0]) / 72 * 25.4), round((trim[3] - trim[1]) / 72 * 25.4)
        document = pypdfium2.PdfDocument(path.read_bytes())
        words = " ".join(leaf.get_textpage().get_text_bounded() for leaf in document)
        document.close()
        assert words.count("Swan") == 2, name  # two notes, each once
    assert sizes == {"letter": (152, 229), "letter-print": (110, 178), "letter-archive": (148, 210)}


@pytest.mark.slow
def test_the_archive_is_an_archive_and_keeps_no_secret(folder: Path) -> None:
    built = load(folder).check().build()
    assert built.ok, tell(built.diagnostics)
    for product in ("letter", "course"):
        path = folder / "build" / product / f"{product}-archive.pdf"
        for flavour in ("3u", "ua1"):
            assert not verapdf(path, flavour), report(verapdf(path, flavour))
        with pikepdf.open(path) as pdf:
            kept = {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}
        assert {"source/letter/text.md", "source/letter/copy-text.txt", "annotations/letter/open.md"} <= set(
            kept
        )
        assert not any(b"They were not" in data for data in kept.values())


def test_one_target_is_made_where_one_is_asked_for(folder: Path) -> None:
    told = run("build", "letter", "--target", "print", cwd=folder)
    assert told.returncode == 0, told.stderr
    assert {n for n in published(folder) if not n.endswith(".json")} == {"letter/letter-print.pdf"}
    again = run("build", "letter", "--target", "print", cwd=folder)
    assert "unchanged" in again.stdout
    other = run("build", "letter", "--target", "archive", cwd=folder)
    assert "letter-archive.pdf" in other.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("letter", "--target", "prnt"), "did you mean “print”?"),
        (
            ("letter", "--format", "cartridge"),
            "“letter” is an edition; of readers alone there is made: cartridge",
        ),
        (("letter", "--format", "cartridge", "--format", "worksheets"), "cartridge, worksheets"),
        (("lettr",), "did you mean “letter”?"),
    ],
)
def test_what_there_is_not_is_told(folder: Path, arguments: tuple[str, ...], words: str) -> None:
    told = run("build", *arguments, cwd=folder)
    assert told.returncode == 2
    assert words in told.stderr
    assert "W011" in told.stderr
    assert not published(folder)


def test_what_is_made_of_readers_is_made_of_them(folder: Path) -> None:
    told = run("build", "--format", "cartridge", cwd=folder)
    assert told.returncode == 0, told.stderr
    assert {n for n in published(folder) if not n.endswith(".json")} == {"course/course.imscc"}


def test_a_project_without_readers_has_no_cartridge(tmp_path: Path) -> None:
    told = run("build", "--format", "cartridge", cwd=project(tmp_path))
    assert told.returncode == 2
    assert "there is no reader" in told.stderr


def test_a_process_that_dies_while_checking_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_self: Workers, _steps: Any) -> None:
        raise StepFailed("check letter")

    monkeypatch.setattr(Workers, "__call__", fail)
    run_ = load(folder).check()
    assert not run_.ok
    assert codes(run_.diagnostics) == {"W021"}
    assert not run_.products(["letter"]).value


def test_targets_of_an_edition_are_its_own(tmp_path: Path) -> None:
    own = RIGHTS + "targets: [archive]\n"
    folder = project(
        tmp_path, {"postil.yaml": PROJECT + TARGETS, "source/letter/edition.yaml": own, **_text()}
    )
    assert load(folder).check().build().ok
    assert {n for n in published(folder) if n.endswith(".pdf")} == {"letter/letter.pdf"}
    with pikepdf.open(folder / "build" / "letter" / "letter.pdf") as pdf:
        assert "/AF" in pdf.Root


def test_what_is_told_of_a_book_names_it_and_a_coarse_picture_keeps_none_from_the_printer(
    tmp_path: Path,
) -> None:
    from io import BytesIO

    from PIL import Image

    data = BytesIO()
    Image.new("RGB", (300, 150), (200, 30, 30)).save(data, "PNG")
    text = "# A Letter\n\n::: {.figure width=70mm}\n![A map.](map.png)\n:::\n"
    files = {"postil.yaml": PROJECT + TARGETS, "source/letter/text.md": text}
    folder = project(tmp_path, {**files, "source/letter/map.png": data.getvalue()})
    checked = load(folder).check()
    built = checked.build(checked.products((), ("pdf",)).value)
    assert built.ok, tell(built.diagnostics)
    told = [each.message.partition(":")[0] for each in built.diagnostics if each.code.id == "W030"]
    assert sorted(told) == ["pdf, archive", "pdf, print", "pdf, screen"]
    with pikepdf.open(folder / "build/letter/letter-print.pdf") as pdf:
        assert "/StructTreeRoot" not in pdf.Root
        assert "/Info" not in pdf.trailer
