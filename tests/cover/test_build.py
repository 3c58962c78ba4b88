"""Covers in a build: which are made, from what, and what is told of them."""

from __future__ import annotations

import json
from pathlib import Path

import pikepdf
import pytest

from build.kit import EDITION, NOTES, PROJECT, TEXT, codes, product, project, published, run, tell
from postil import load
from postil.build.loading import CheckedRun
from postil.build.products import Result
from postil.diagnostics import Checked
from postil.model.manifest import Format

TRADE = """\
isbn: {paperback: 978-0-306-40615-7}
price: USD 24.95
blurb: |
  The letter that *says* the ship has come in.
"""
COVER = TRADE + "cover: {for: [kdp, lulu], paper: cream, cloth: red}\n"
PUBLISHED = "published: 2026-11-23\n"


def letter(folder: Path, more: str, **files: str) -> Path:
    return project(
        folder,
        {
            "source/letter/text.md": TEXT,
            "annotations/letter/notes.md": NOTES,
            "source/letter/edition.yaml": EDITION + PUBLISHED + more,
            **files,
        },
    )


def checked(folder: Path) -> CheckedRun:
    found = load(folder, jobs=1).check()
    assert found.ok, tell(found.diagnostics)
    return found


def built(folder: Path, formats: tuple[Format, ...] = ()) -> Checked[tuple[Result, ...]]:
    found = checked(folder)
    return found.build(found.products((), formats).value)


def covers(folder: Path, name: str = "letter") -> list[str]:
    return sorted(path.name for path in (folder / "build" / name).glob("*-cover-*.pdf"))


def content(folder: Path, name: str) -> bytes:
    """Return the operators of a cover."""
    with pikepdf.open(folder / "build" / name / f"{name}-cover-kdp.pdf") as pdf:
        return pdf.pages[0].Contents.read_bytes()


def test_a_manifest_that_names_printers_has_the_cover_built_and_others_do_not(tmp_path: Path) -> None:
    with_cover = checked(letter(tmp_path / "a", COVER)).products().value
    assert with_cover[0].formats == ("pdf", "epub", "html", "cover")
    without = checked(letter(tmp_path / "b", TRADE)).products().value
    assert without[0].formats == ("pdf", "epub", "html")
    no_book = checked(letter(tmp_path / "c", COVER + "build: epub\n")).products().value
    assert no_book[0].formats == ("epub",)


def test_instructors_and_large_print_have_no_cover_unless_it_is_asked_for(tmp_path: Path) -> None:
    found = checked(letter(tmp_path, COVER))
    assert "cover" not in found.products((), (), "instructors").value[0].formats
    assert found.products((), (), large=True).value[0].formats == ("pdf",)
    assert found.products((), ("cover",), "instructors").value[0].formats == ("cover",)


@pytest.mark.slow
def test_the_cover_follows_the_pages_of_the_book_and_is_remembered(tmp_path: Path) -> None:
    folder = letter(tmp_path, COVER)
    result = built(folder)
    assert result.ok, tell(result.diagnostics)
    assert covers(folder) == ["letter-cover-kdp.pdf", "letter-cover-lulu.pdf"]
    assert not result.diagnostics  # both widths follow from rules
    manifest = json.loads((folder / "build/letter/manifest.json").read_bytes())
    pages = manifest["files"]["letter.pdf"]["pages"]
    with pikepdf.open(folder / "build/letter/letter-cover-kdp.pdf") as pdf:
        media = [float(n) for n in pdf.pages[0].MediaBox]
    even = pages + pages % 2
    assert media[2] == pytest.approx(72 * (2 * 6 + even * 0.0025 + 2 * 0.125), abs=1e-3)
    assert media[3] == pytest.approx(72 * 9.25, abs=1e-3)
    before = published(folder)

    again = run("--format", "json", "build", "--format", "cover", cwd=folder)
    steps = json.loads(again.stdout)["steps"]
    # what is rendered for other media beside it is another step; pages and covers are recalled
    assert steps["done"] <= 1
    assert steps["recalled"] > 5
    assert published(folder)["letter/letter-cover-kdp.pdf"] == before["letter/letter-cover-kdp.pdf"]

    manifest_path = folder / "source/letter/edition.yaml"
    manifest_path.write_text(manifest_path.read_text("utf-8").replace("cloth: red", "cloth: grey"), "utf-8")
    assert built(folder).ok
    assert published(folder)["letter/letter-cover-kdp.pdf"] != before["letter/letter-cover-kdp.pdf"]
    assert (
        published(folder)["letter/letter.epub"] != before["letter/letter.epub"]
    )  # its cover has the cloth, too


@pytest.mark.slow
def test_the_cover_alone_for_all_printers(tmp_path: Path) -> None:
    folder = letter(tmp_path, TRADE)
    result = built(folder, ("cover",))
    assert result.ok, tell(result.diagnostics)
    assert covers(folder) == [f"letter-cover-{name}.pdf" for name in ("ingram", "kdp", "lulu", "press")]
    assert not (folder / "build/letter/letter.pdf").exists()
    assert codes(result.diagnostics) == {"W040"}
    assert {d.message.split(" for ")[1].split(" ")[0] for d in result.diagnostics} == {"ingram", "press"}


@pytest.mark.slow
def test_the_cover_is_for_the_book_that_is_made_to_be_printed(tmp_path: Path) -> None:
    targets = "targets:\n  reading: {}\n  shop: {trim: a5, profile: print}\n"
    folder = letter(tmp_path, TRADE + targets + "cover: {for: press, spine: 10 mm}\n")
    assert built(folder, ("cover",)).ok
    with pikepdf.open(folder / "build/letter/letter-cover-press.pdf") as pdf:
        box = [float(n) * 25.4 / 72 for n in pdf.pages[0].TrimBox]
    assert (box[2] - box[0], box[3] - box[1]) == (
        pytest.approx(2 * 148 + 10, abs=0.02),
        pytest.approx(210, abs=0.02),
    )
    assert not (folder / "build/letter/letter-shop.pdf").exists()
    assert built(folder).ok
    assert {path.name for path in (folder / "build/letter").glob("*.pdf")} == {
        "letter.pdf",
        "letter-shop.pdf",
        "letter-cover-press.pdf",
    }


@pytest.mark.slow
def test_preflight_finds_nothing_in_a_cover_for_its_printer(tmp_path: Path) -> None:
    """It measures the finished file and has printers' rules from a table of its own."""
    folder = letter(
        tmp_path,
        COVER.replace("[kdp, lulu]", "[kdp, lulu, ingram, press]") + "targets: {book: {profile: print}}\n",
    )
    assert built(folder).ok
    for printer in ("kdp", "lulu", "ingram", "press"):
        done = run("verify", f"build/letter/letter-cover-{printer}.pdf", "--for", printer, cwd=folder)
        assert done.returncode == 0, done.stdout
        assert "0 rules broken" in done.stdout
    whole = run("verify", "letter", "--for", "kdp", cwd=folder)
    own = whole.stdout.partition("letter-cover-kdp.pdf")[2].partition("letter-cover-lulu.pdf")[0]
    assert "pass  cover-size" in own
    assert "pass  cover-bleed" in own


@pytest.mark.slow
def test_a_width_from_the_template_silences_the_warning(tmp_path: Path) -> None:
    folder = letter(tmp_path, TRADE + "cover: {for: ingram, spine: {ingram: 0.5 in}}\n")
    result = built(folder, ("cover",))
    assert result.ok
    assert not result.diagnostics
    with pikepdf.open(folder / "build/letter/letter-cover-ingram.pdf") as pdf:
        assert float(pdf.pages[0].MediaBox[2]) == pytest.approx(72 * 12.75, abs=1e-3)


@pytest.mark.slow
def test_a_hardcover_has_the_sheet_of_its_template(tmp_path: Path) -> None:
    case = "cover: {for: lulu, binding: hardcover, spine: 0.9375 in, case: {width: 14 in, height: 11 in, turn-in: 0.75 in}}\n"
    folder = letter(tmp_path, case)
    assert built(folder, ("cover",)).ok
    with pikepdf.open(folder / "build/letter/letter-cover-lulu.pdf") as pdf:
        assert [float(n) for n in pdf.pages[0].MediaBox] == pytest.approx([0, 0, 14 * 72, 11 * 72], abs=1e-3)
        assert [float(n) for n in pdf.pages[0].TrimBox] == pytest.approx(
            [54, 54, 13.25 * 72, 10.25 * 72], abs=1e-3
        )


@pytest.mark.slow
def test_a_blurb_that_does_not_fit_stops_the_build(tmp_path: Path) -> None:
    folder = letter(tmp_path, f"blurb: {'word ' * 3000}\ncover: {{for: kdp}}\n")
    result = built(folder)
    assert not result.value
    assert codes(d for d in result.diagnostics if d.is_error) == {"W041"}
    [told] = [d for d in result.diagnostics if d.is_error]
    assert told.span is not None
    assert told.span.file == "source/letter/edition.yaml"
    assert "% of it" in told.message
    assert not published(folder)


@pytest.mark.slow
def test_a_page_without_room_for_the_bar_code_stops_the_build(tmp_path: Path) -> None:
    """The message shows the line that asks for the cover."""
    small = "cover: {for: lulu, binding: hardcover, spine: 20 mm, case: {width: 196 mm, height: 120 mm, turn-in: 15 mm}}\n"
    folder = letter(tmp_path, TRADE.replace("paperback", "hardcover") + small)
    done = run("build", "--format", "cover", cwd=folder)
    assert done.returncode == 1
    assert "error[W042]" in done.stderr
    assert "case: {width: 196 mm" in done.stderr
    assert not published(folder)


@pytest.mark.slow
def test_a_case_too_small_for_its_book_stops_the_build(tmp_path: Path) -> None:
    small = "cover: {for: press, binding: hardcover, spine: 20 mm, case: {width: 260 mm, height: 270 mm, turn-in: 15 mm}}\n"
    done = run("build", "--format", "cover", cwd=letter(tmp_path, small))
    assert done.returncode == 1
    assert "a board is 105 × 240 mm, the pages are 152 × 229 mm" in done.stderr


def test_a_character_that_no_font_has_is_told_where_the_blurb_is(tmp_path: Path) -> None:
    folder = letter(tmp_path, "blurb: The 🚜 came.\n")
    found = load(folder).check().diagnostics
    assert codes(found) == {"W001"}
    [told] = found
    assert told.span is not None
    line = (folder / "source/letter/edition.yaml").read_text("utf-8")[: told.span.start].rpartition("\n")[2]
    assert line == "blurb: "


@pytest.mark.slow
def test_a_reader_has_a_cover(tmp_path: Path) -> None:
    reader = (
        "title: Letters for a Course\ncourse: History 231\nterm: Autumn 2026\ncontents: [letter]\nbuild: pdf\n"
        + COVER
    )
    folder = letter(tmp_path, "rights: Public domain.\n", **{"readers/course.yaml": reader})
    result = built(folder)
    assert result.ok, tell(result.diagnostics)
    assert covers(folder, "course") == ["course-cover-kdp.pdf", "course-cover-lulu.pdf"]
    assert covers(folder) == []


@pytest.mark.slow
def test_answers_and_isbn_are_not_on_instructors_covers(tmp_path: Path) -> None:
    """It is another book: the number of the one that is sold is not its own."""
    folder = letter(tmp_path, COVER)
    found = checked(folder)
    assert found.build(found.products((), ("cover",), "instructors").value).ok
    for_all = built(folder, ("cover",))
    assert for_all.ok
    own, others = (content(folder, name) for name in ("letter-instructors", "letter"))
    # a bar code is fifty bars or so
    assert others.count(b" re f") - own.count(b" re f") > 40


@pytest.mark.slow
def test_the_blurb_is_the_description_of_the_e_book(tmp_path: Path) -> None:
    folder = letter(tmp_path, TRADE)
    book = product(folder, "letter", ("epub",))
    [package] = [data.decode() for name, data in book.epub_files.items() if name.endswith(".opf")]
    assert "<dc:description>The letter that says the ship has come in.</dc:description>" in package


def test_keys_of_the_trade_are_those_of_the_project_that_has_them(tmp_path: Path) -> None:
    """postil.yaml is no place for them."""
    folder = letter(tmp_path, "", **{"postil.yaml": PROJECT + "isbn: 978-0-306-40615-7\n"})
    assert codes(load(folder).check().diagnostics) == {"M005"}
