"""`postil verify` as it is typed, on real editions."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from build.kit import copy_treaty, project, run, skeleton, write
from postil import load

from .press import book, cover, saved

ON_SCREEN = {"annotations", "colour-spaces", "bleed"}
"""What a press cannot take of a PDF for the screen: links, and its cover, which has colours and ends at the cut."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project of `postil new`, with its book."""
    folder = skeleton(tmp_path_factory.mktemp("verify") / "demo")
    made = run("build", "--format", "pdf", cwd=folder)
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture
def copy(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built, tmp_path / "demo")


def rules(folder: Path, *arguments: str) -> dict[str, dict[str, Any]]:
    """The rules of the only file, by their names."""
    told = run("--format", "json", "verify", *arguments, cwd=folder)
    assert told.stderr == ""
    [file] = json.loads(told.stdout)["files"]
    return {rule["rule"]: rule for rule in file["rules"]}


def test_a_built_edition_is_as_it_should_be(built: Path) -> None:
    told = run("verify", "letter", cwd=built)
    assert (told.returncode, told.stderr) == (0, "")
    lines = told.stdout.splitlines()
    assert re.fullmatch(r"build/letter/letter\.pdf  \d+ pages", lines[0])
    assert lines[-1].startswith("  0 rules broken, ")
    found = rules(built)
    assert {name for name, rule in found.items() if rule["outcome"] == "fail"} == set()
    for name in (
        "tagged",
        "title-shown",
        "language",
        "page-labels",
        "note-ids",
        "note-calls",
        "as-built",
        "audit",
    ):
        assert found[name]["outcome"] == "pass", found[name]
    assert {"orphan", "widow", "stranded-heading", "hyphen-ladder", "uneven-leading"} <= set(found)
    assert found["hyphen-ladder"]["outcome"] == found["call-begins-line"]["outcome"] == "pass"
    assert found["audit"]["measured"].startswith("5 notes and ")


def test_a_second_time_nothing_is_read_or_set_again(built: Path) -> None:
    before = sorted((built / "build/.cache").rglob("*"))
    assert run("verify", cwd=built).returncode == 0
    between = sorted((built / "build/.cache").rglob("*"))
    assert run("verify", cwd=built).returncode == 0
    assert sorted((built / "build/.cache").rglob("*")) == between
    assert len(between) - len(before) <= 4  # the facts, the audit


def test_a_printer_is_told_rule_by_rule(built: Path) -> None:
    told = run("verify", "letter", "--for", "press", cwd=built)
    assert (told.returncode, told.stderr) == (1, "")
    assert "for an offset printer (rules as of 20" in told.stdout.splitlines()[0]
    found = rules(built, "--for", "press")
    assert {name for name, rule in found.items() if rule["outcome"] == "fail"} == ON_SCREEN
    assert found["annotations"]["pages"]
    assert found["bleed"]["pages"] == [1]
    for name, rule in found.items():
        assert f"  {name} " in told.stdout
        assert rule["outcome"] == "not applicable" or rule["allowed"]
        assert rule["outcome"] in {"pass", "not applicable"} or rule["advice"]
    quiet = run("verify", "-q", "--for", "press", cwd=built).stdout
    assert {line.split()[1] for line in quiet.splitlines() if line.startswith("  FAIL")} == ON_SCREEN
    assert "  pass  " not in quiet


@pytest.mark.parametrize("printer", ["kdp", "lulu", "ingram"])
def test_every_printer(built: Path, printer: str) -> None:
    assert run("verify", "--for", printer, cwd=built).returncode == 1
    assert run("verify", "--for", printer, "--binding", "hardcover", cwd=built).returncode == 1


@pytest.mark.slow
def test_a_real_book_that_printers_take(tmp_path: Path) -> None:
    """The treaty in the print profile: nothing that a press, Ingram or KDP would refuse."""
    folder = copy_treaty(tmp_path / "treaty")
    made = run("build", "us-japan-1960", "--format", "pdf", cwd=folder)
    assert made.returncode == 0, made.stderr
    for printer in ("press", "ingram", "kdp"):
        told = run("--format", "json", "verify", "us-japan-1960", "--for", printer, cwd=folder)
        [file] = json.loads(told.stdout)["files"]
        assert file["path"] == "build/us-japan-1960/us-japan-1960-print.pdf"
        assert {rule["rule"] for rule in file["rules"] if rule["outcome"] == "fail"} == set()
        assert told.returncode == 0
    told = run("verify", "us-japan-1960", cwd=folder)
    assert told.returncode == 0, told.stdout
    assert "us-japan-1960-print.pdf" in told.stdout
    assert "what is to be printed has none" in told.stdout
    everything = {*told.stdout.split()}
    assert {"hyphen-ladder", "uneven-leading", "stranded-heading"} <= everything


def test_diagnostics_in_every_form(built: Path) -> None:
    told = run("verify", "--for", "press", "--format", "github", cwd=built)
    lines = told.stdout.splitlines()
    assert sum(line.startswith("::error file=build/letter/letter.pdf,") for line in lines) == len(ON_SCREEN)
    assert any("title=V032 rule-broken::annotations: Link" in line for line in lines)
    assert any(line.startswith("::warning ") and "V033" in line for line in lines)
    data = json.loads(run("verify", "--for", "press", "--format", "json", cwd=built).stdout)
    assert {d["code"] for d in data["diagnostics"]} == {"V032", "V033"}
    assert all(d["file"] == "build/letter/letter.pdf" and d["hint"] for d in data["diagnostics"])
    assert data["files"][0]["for"] == "press"


def test_a_file_that_was_changed(copy: Path) -> None:
    path = copy / "build/letter/letter.pdf"
    path.write_bytes(path.read_bytes() + b"% a remark\n")
    found = rules(copy)
    assert found["as-built"]["outcome"] == "fail"
    assert found["audit"]["outcome"] == found["typography"]["outcome"] == "not applicable"
    assert run("verify", cwd=copy).returncode == 1


def test_what_is_not_remembered_is_set_again(copy: Path) -> None:
    before = rules(copy)
    shutil.rmtree(copy / "build/.cache")
    published = {p: p.read_bytes() for p in (copy / "build/letter").rglob("*") if p.is_file()}
    assert rules(copy) == before
    assert {p: p.read_bytes() for p in (copy / "build/letter").rglob("*") if p.is_file()} == published


def test_a_project_that_says_something_else_by_now(copy: Path) -> None:
    shutil.rmtree(copy / "build/.cache")
    notes = next((copy / "annotations/letter").glob("*.md"))
    notes.write_text(notes.read_text() + "\nAnother line.\n")
    found = rules(copy)
    assert found["as-built"]["outcome"] == "pass"
    assert found["audit"]["outcome"] == "not applicable"
    write(copy, {"annotations/letter/broken.md": "---\nseries: none\n"})
    assert rules(copy)["audit"]["outcome"] == "not applicable"


def test_any_file_of_the_project(copy: Path) -> None:
    write(copy, {"proofs/final.pdf": saved(book()), "proofs/final-cover.pdf": saved(cover(32, 0.072))})
    told = run("verify", "final.pdf", "--for", "kdp", cwd=copy / "proofs")
    assert told.returncode == 0, told.stdout
    assert told.stdout.startswith("proofs/final.pdf  32 pages, for Kindle Direct Publishing")
    both = run("verify", "proofs/final.pdf", "proofs/final-cover.pdf", "--for", "kdp", cwd=copy)
    assert both.returncode == 0, both.stdout
    assert "cover-size" in both.stdout
    assert "white" in both.stdout.split("cover-size")[1].splitlines()[0]
    alone = run("verify", "proofs/final.pdf", cwd=copy)
    assert alone.returncode == 1
    assert "FAIL  tagged" in alone.stdout
    assert "as-built" not in alone.stdout


def test_a_cover_in_build_is_measured_by_its_book(copy: Path) -> None:
    with pikepdf.open(copy / "build/letter/letter.pdf") as pdf:
        count = len(pdf.pages)
    write(copy, {"build/letter/letter-cover.pdf": saved(cover(count, count * 0.0025))})
    told = run("--format", "json", "verify", "letter", "--for", "kdp", cwd=copy)
    files = {f["path"]: {r["rule"]: r for r in f["rules"]} for f in json.loads(told.stdout)["files"]}
    found = files["build/letter/letter-cover.pdf"]
    assert found["cover-size"]["outcome"] == "pass"
    assert "cream" in found["cover-size"]["measured"]
    assert found["barcode-box"]["outcome"] == "pass"
    told = run("verify", "letter", cwd=copy)
    assert told.returncode == 0
    assert "manifest.json does not name it" in told.stdout


def test_an_edition_may_be_called_a_cover(tmp_path: Path) -> None:
    """By its name alone it would be measured as one; the manifest says that it is a book."""
    folder = project(tmp_path, {"source/cover-letter/text.md": "# A Letter\n\nWords.\n"})
    assert run("build", "--format", "pdf", cwd=folder).returncode == 0
    found = rules(folder, "--for", "kdp")
    assert "cover-size" not in found
    assert "gutter" in found


def test_a_cover_for_another_printer_is_passed_over(copy: Path) -> None:
    with pikepdf.open(copy / "build/letter/letter.pdf") as pdf:
        count = len(pdf.pages)
    for printer, spine in {"kdp": count * 0.0025, "lulu": count / 444 + 0.06}.items():
        write(copy, {f"build/letter/letter-cover-{printer}.pdf": saved(cover(count, spine))})
    for printer in ("kdp", "lulu"):
        told = run("--format", "json", "verify", "letter", "--for", printer, cwd=copy)
        files = {f["path"]: {r["rule"]: r for r in f["rules"]} for f in json.loads(told.stdout)["files"]}
        assert sorted(files) == [f"build/letter/letter-cover-{printer}.pdf", "build/letter/letter.pdf"]
        assert files[f"build/letter/letter-cover-{printer}.pdf"]["cover-size"]["outcome"] == "pass"


def test_what_is_not_there(tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    for arguments in (
        ["verify"],
        ["verify", "letter"],
        ["verify", "a.pdf"],
        ["verify", ".."],
        ["verify", ".cache"],
    ):
        told = run(*arguments, cwd=folder)
        assert (told.returncode, told.stdout) == (1, "")
        assert "error[V030]" in told.stderr
    assert run("verify", "--for", "nobody", cwd=folder).returncode == 2


@pytest.mark.parametrize(
    "manifest", ["", "[]", "{", '{"files": [1]}', '{"files": {"letter.pdf": 3}}', "[" * 10_000]
)
def test_a_manifest_that_says_nothing(tmp_path: Path, manifest: str) -> None:
    folder = write(
        project(tmp_path / "p"),
        {"build/letter/letter.pdf": saved(book(4)), "build/letter/manifest.json": manifest},
    )
    told = run("verify", "letter", cwd=folder)
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert "look  as-built" in told.stdout


def test_an_unreadable_file_is_told(tmp_path: Path) -> None:
    folder = write(project(tmp_path / "p"), {"a.pdf": b"%PDF-1.4\nnothing", "b.pdf": saved(book(4))})
    told = run("verify", "a.pdf", "b.pdf", "--for", "lulu", cwd=folder)
    assert told.returncode == 1
    assert "a.pdf: error[V031] pdf-unreadable" in told.stderr
    assert told.stdout.startswith("b.pdf  4 pages")


def test_the_same_in_python(built: Path) -> None:
    checked = load(built).verify(["letter"], "press")
    [file] = checked.value
    assert (file.path, file.printer) == ("build/letter/letter.pdf", "press")
    assert {f.rule for f in file.findings if f.outcome == "fail"} == ON_SCREEN
    assert not checked.ok
