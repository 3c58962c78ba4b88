"""A reader with one of everything: one number means the same in all media, and an excerpt is what it says it is."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from ctypes import c_double
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from build.kit import Built, copy_treaty, note_text, product, squeeze, validate
from build.reader_book import READER, files, letter, north, written
from postil import load
from postil.model.text import BaseText

EXCERPT = ("art-1.2", "art-1.4", "art-4.1", "art-4.2", "art-3.1", "signatures.1")
HEADS = ("title.0", "ch-1.0", "art-1.0", "ch-2.0", "art-3.0", "art-4.0")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("book"))


@pytest.fixture(scope="session")
def students(folder: Path) -> Built:
    return product(folder, "book", allow=[folder.parent / "north"])


@pytest.fixture(scope="session")
def instructors(folder: Path) -> Built:
    return product(folder, "book", audience="instructors", allow=[folder.parent])


@pytest.fixture(scope="session")
def large(folder: Path) -> Built:
    return product(folder, "book", ("pdf",), "large-print", [folder.parent])


@pytest.fixture(scope="session")
def charter(folder: Path) -> BaseText:
    checked = load(folder, [folder.parent]).check().checked
    assert checked is not None
    return checked.editions["charter"].edition.text


PREFIXES = {1: "charter--", 2: "charter-2--", 3: "charter-3--", 4: "north-letter--", 5: "letter--"}


def elements(*roots: Any) -> Iterator[Any]:
    for root in roots:
        yield from (e for e in root.iter() if isinstance(e.tag, str))


def bare(element: Any) -> str:
    """Return the words of a block of the text: without ¶ number, calls, notes and markers of lists."""
    out = [element.text or ""]
    for child in element:
        classes = set((child.get("class") or "").split())
        if isinstance(child.tag, str) and not classes & {"pn", "call", "marker", "note", "dh"}:
            out.append(bare(child))
        out.append(child.tail or "")
    return "".join(out)


def paragraphs(*roots: Any) -> dict[tuple[int, str], str]:
    """Return the words of every numbered paragraph by document and ¶."""
    found: dict[tuple[int, str], str] = {}
    for element in elements(*roots):
        number = next((e for e in elements(element) if e.get("class") == "pn"), None)
        if "blk" not in (element.get("class") or "").split() or number is None:
            continue
        [document] = [n for n, p in PREFIXES.items() if (element.get("id") or "").startswith(p)]
        found[document, number.text] = squeeze(bare(element))
    return found


def notes(*roots: Any) -> dict[tuple[int, str], str]:
    """Return the words of every note by document and label, as its call has it."""
    labels = {
        e.get("id")[2:]: "".join(e.itertext())
        for e in elements(*roots)
        if (e.get("id") or "").startswith("c-")
    }
    found = {}
    for element in elements(*roots):
        id_ = (element.get("id") or "")[2:]
        if (element.get("id") or "").startswith("n-") and id_ in labels:
            [document] = [n for n, p in PREFIXES.items() if id_.startswith(p)]
            found[document, labels[id_]] = squeeze(note_text(element))
    return found


@pytest.mark.slow
def test_the_checkers_find_nothing(students: Built, instructors: Built, large: Built) -> None:
    validate(students, ace=True)
    validate(instructors)
    validate(large)


@pytest.mark.slow
def test_document_paragraph_and_note_mean_the_same_in_all_media(students: Built) -> None:
    """Doc. 1, ¶ 4, n. 2: the same words in the book, the e-book and on the web."""
    web, book = [students.page_root], list(students.epub_roots.values())
    assert paragraphs(*web) == paragraphs(*book)
    assert notes(*web) == notes(*book)
    assert set(notes(*web)) == {
        *((1, label) for label in ("1", "2", "3", "4", "5", "6", "7", "Q1")),
        *((2, label) for label in ("2", "5", "7", "Q1")),
        (3, "4"),
        (4, "a"),
        (5, "1"),
    }
    assert notes(*web)[1, "2"].startswith("Notclosed.")
    assert notes(*web)[2, "2"].startswith("Notclosed.")
    assert printed_paragraphs(students) == {key: words[:10] for key, words in paragraphs(*web).items()}
    pages = printed(students)
    for (document, label), words in notes(*web).items():
        if label.startswith(
            "Q"
        ):  # it hangs beside its words: the PDF has them one after the other in its own order
            assert label in pages[document]
            assert words[:12] in pages[document]
        else:
            assert label + words[:12] in pages[document], (document, label)


def documents_of(built: Built) -> dict[int, range]:
    """Return the numbers of the pages of each document: from its head to that of whatever follows."""
    with pypdfium2.PdfDocument(built.pdf.read_bytes()) as pdf:
        marks = [(m.level, m.get_dest().get_index()) for m in pdf.get_toc()]
    out: dict[int, range] = {}
    for number, (level, page) in enumerate(marks):
        opened = re.match(r"\w?document(\d)", squeeze(built.pdf_pages[page]).casefold())
        if opened and int(opened[1]) not in out:
            ends = (other for depth, other in marks[number + 1 :] if depth <= level)
            out[int(opened[1])] = range(page, next(ends, len(built.pdf_pages)))
    assert list(out) == [1, 2, 3, 4, 5]
    return out


def printed(built: Built) -> dict[int, str]:
    """Return the characters on the pages of each document."""
    pages = documents_of(built)
    return {n: squeeze("".join(built.pdf_pages[i] for i in where)) for n, where in pages.items()}


def place_of(built: Built, words: str) -> tuple[int, float]:
    """Return page and depth of words where they stand first: the PDF has an order of its own."""
    with pypdfium2.PdfDocument(built.pdf.read_bytes()) as pdf:
        for number, page in enumerate(pdf):
            text = page.get_textpage()
            if (found := text.search(words).get_next()) is not None:
                return number, -text.get_charbox(found[0])[3]
    raise AssertionError(f"“{words}” is nowhere")


def printed_paragraphs(built: Built) -> dict[tuple[int, str], str]:
    """Return the first ten letters that stand on the line of each ¶ number in the margin, by document and ¶."""
    found: dict[tuple[int, str], str] = {}
    with pypdfium2.PdfDocument(built.pdf.read_bytes()) as pdf:
        for document, where in documents_of(built).items():
            for page in where:
                for number, words in _lines_in(pdf[page].get_textpage()):
                    found[document, number] = words
    return found


def _lines_in(page: Any) -> Iterator[tuple[str, str]]:
    """Yield ¶ numbers with the words beside them: by where they stand on the page, for the PDF has its own order."""
    signs = []
    for i in range(page.count_chars()):
        left, bottom, _, top = page.get_charbox(i, loose=True)
        sign = page.get_text_range(i, 1)
        if sign.strip():
            signs.append((left, bottom, top - bottom, sign))
    margin = min((left for left, _, size, _ in signs if size > 10), default=0)
    numbers = [s for s in signs if s[0] < margin - 10 and s[3].isdigit() and s[2] < 10]
    seen: set[float] = set()
    for _, bottom, _, _ in numbers:
        if any(abs(bottom - other) < 3 for other in seen):
            continue
        seen.add(bottom)
        number = "".join(s[3] for s in sorted(numbers) if abs(s[1] - bottom) < 3)
        line = sorted(s for s in signs if abs(s[1] - bottom) < 4 and s[0] > margin - 2 and s[2] > 10)
        words = "".join(s[3] for s in line)
        yield number, re.sub(r"^\d\.", "", words)[:10]


@pytest.mark.slow
def test_an_excerpt_is_the_blocks_it_names_letter_for_letter(students: Built, charter: BaseText) -> None:
    kept = [b for b in charter.blocks if b.address in {*EXCERPT, *HEADS} or b is charter.blocks[0]]
    for roots in ([students.page_root], list(students.epub_roots.values())):
        there = [e for e in elements(*roots) if (e.get("id") or "").startswith("charter-2--")]
        addresses = {e.get("id").removeprefix("charter-2--") for e in there}
        for block in charter.blocks:
            assert (block.address in addresses) == (block in kept), block.address
        for block in kept:
            [element] = [e for e in there if e.get("id") == f"charter-2--{block.address}"]
            assert squeeze(bare(element)) == squeeze(block.text)


@pytest.mark.slow
def test_a_line_stands_for_each_cut(students: Built) -> None:
    wanted = {
        "charter-2--": [
            "Preamble omitted (¶ 1–2)",
            "¶ 3 omitted",
            "¶ 5 omitted",
            "Article 2 omitted (¶ 7)",
            "¶ 9 omitted",
            "Article 5 omitted (¶ 12)",
        ],
        "charter-3--": [
            "Preamble omitted (¶ 1–2)",
            "Article 1 omitted (¶ 3–6)",
            "Chapter II: Members – Signatures omitted (¶ 8–12)",
        ],
        "charter--": [],
    }
    for roots in ([students.page_root], list(students.epub_roots.values())):
        for prefix, lines in wanted.items():
            found = []
            for root in roots:
                for section in root.iter("{*}section"):
                    if section.get("id") == f"{prefix}title" or section.get("id") == f"{prefix}text":
                        found += [e for e in elements(section) if e.get("class") == "omitted"]
            assert ["".join(e.itertext()) for e in found] == lines
    for line in wanted["charter-2--"]:
        assert squeeze(f"[...{line}...]") in printed(students)[2]


@pytest.mark.slow
def test_what_refers_to_something_cut_says_so(students: Built) -> None:
    text = " ".join(students.page_root.text_content().split())
    assert "Begin with Doc. 1, Article 2, not with Doc. 2, Article 5 (not in this reader)" in text
    assert "It is told in Doc. 1, ¶ 7, n. 4 that this is old." in text
    assert "Not closed. See note 4 (not in this reader) and note 3 (not in this reader)." in text
    assert "Not closed. See note 4 and note 3." in text
    assert "Twelve harbours agreed, as Article 2 (not in this reader) says." in text
    for roots in ([students.page_root], list(students.epub_roots.values())):
        links = {
            " ".join("".join(e.itertext()).split()): e.get("href").partition("#")[2]
            for e in elements(*roots)
            if e.get("class") == "xr"
        }
        assert links["Doc. 1, ¶ 7, n. 4"] == "n-charter--equal"
        assert not any("charter-2--art-5" in href for href in links.values())


def works_of(built: Built) -> str:
    [section] = [e for e in elements(built.page_root) if "biblio" in (e.get("class") or "")]
    return " ".join(section.text_content().split())


@pytest.mark.slow
def test_works_that_only_dropped_notes_cite_are_gone(students: Built, folder: Path) -> None:
    """Works of the same key in two bibliographies are two."""
    for work in ("The Log of the Swan", "Another Log", "Hull and Its Ships"):
        assert work in works_of(students)
    entry = "- {edition: charter, excerpt: art-2, introduction: none}"
    (folder / "readers/short.yaml").write_text(f"title: Short\ncontents:\n{entry}\n", "utf-8")
    short = product(folder, "short", ("html",), allow=[folder.parent])
    (folder / "readers/short.yaml").unlink()
    assert "Hull and Its Ships" in works_of(short)
    assert "Log of the Swan" not in works_of(short)


@pytest.mark.slow
def test_the_account_is_for_instructors_alone(students: Built, instructors: Built) -> None:
    told = json.loads((instructors.folder / "account.json").read_text("utf-8"))
    first, second = told["documents"]
    assert (first["document"], second["document"]) == (2, 3)
    assert [n["label"] for n in first["notes"]] == ["1", "3", "i", "4", "6"]
    assert {n["why"] for n in first["notes"]} == {"cut"}
    assert [n["label"] for n in second["notes"] if n["why"] == "choice"] == ["Q1", "i"]
    assert second["series"] == ["Questions", "Hints"]
    assert first["parts"] == ["Introduction"]
    assert {r["target"] for r in first["references"]} == {"art-2", "equal", "lights"}
    for text in (
        "".join(instructors.pdf_pages),
        instructors.page_root.text_content(),
        epub_text(instructors),
    ):
        words = squeeze(text)
        assert squeeze("What Is Left Out") in words
        assert squeeze("n. 3, art-1.3: Lamps.") in words
        assert squeeze("They will ask about Doc. 1, Article 5. It is in Doc. 2, ¶ 10.") in words
        assert squeeze("To give each his own.") in words
    for name, text in students.texts().items():
        for secret in ("Left Out", "They will ask", "Ask who is meant", "To give each", "account"):
            assert secret not in text, (name, secret)
    assert not (students.folder / "account.json").exists()
    inputs = json.loads((students.folder / "manifest.json").read_text("utf-8"))["inputs"]
    whole = hashlib.sha256((students.root / "readers/book.yaml").read_bytes()).hexdigest()
    assert inputs["readers/book.yaml"] != whole
    assert "../north/source/letter/text.md" in inputs


def epub_text(built: Built) -> str:
    return " ".join("".join(root.itertext()) for root in built.epub_roots.values())


@pytest.mark.slow
def test_editions_of_another_project_keep_what_is_theirs(students: Built) -> None:
    text = " ".join(students.page_root.text_content().split())
    assert "Of Bergen. Per Lie, Another Log (1920)." in text
    assert "Of Hull. Ann Bee, The Log of the Swan (1900)." in text
    series = {e.get("id"): e.get("class") for e in elements(students.page_root) if e.tag == "aside"}
    assert "series--north-editorial" in series["n-north-letter--ship"]
    assert "series--editorial" in series["n-letter--ship"]
    people = [e.get("content") for e in elements(students.page_root) if e.get("name") == "DC.contributor"]
    assert {"Ann Bee", "Arne Berg"} <= set(people)


@pytest.mark.slow
def test_contents_syllabus_and_permissions(students: Built) -> None:
    [toc] = [e for e in elements(students.page_root) if e.get("class") == "toc"]
    top = [" ".join(li.find("a").text_content().split()) for li in toc.find(".//ol")]
    assert top == [
        "Syllabus",
        "How to read",
        "The Charter",
        "Letters",
        "Works Cited",
        "Permissions and Sources",
    ]
    [syllabus] = [e for e in elements(students.page_root) if e.get("class") == "syllabus"]
    words = " ".join(syllabus.text_content().split())
    assert "Week 1: Purposes September 7–11, 2026" in words
    assert "Week 2 September 28, 2026 – October 2, 2026" in words
    assert "Doc. 2 The Charter once more, ¶ 4, 6, 8, 10–11" in words
    assert "Doc. 3 Charter of the Harbours, ¶ 7" in words
    [rights] = [e for e in elements(students.page_root) if "permissions" in (e.get("class") or "")]
    words = " ".join(rights.text_content().split())
    assert (
        "Doc. 1 Charter of the Harbours Text. Public domain. Notes. By Ann Bee. License. CC-BY-4.0" in words
    )
    assert "Copy-text. The parchment. Hull City Archives." in words
    assert "Doc. 4 To the Pilot Text. Of the archive." in words


@pytest.mark.slow
def test_running_heads_name_reader_and_document(students: Built) -> None:
    ends = {squeeze(page)[-24:] for page in students.pdf_pages}
    assert any(re.search(r"Doc\.1·Harbours\d$", end) for end in ends), ends


@pytest.mark.slow
def test_large_print_is_large(large: Built) -> None:
    with pikepdf.open(large.pdf) as pdf:
        assert {tuple(map(float, page.mediabox)) for page in pdf.pages} == {(0, 0, 612, 792)}
    small: dict[float, str] = {}
    document = pypdfium2.PdfDocument(large.pdf.read_bytes())
    for page in document:
        text = page.get_textpage()
        for i in range(text.count_chars()):
            size = pypdfium2.raw.FPDFText_GetFontSize(text.raw, i)
            matrix = pypdfium2.raw.FS_MATRIX()
            pypdfium2.raw.FPDFText_GetMatrix(text.raw, i, matrix)
            here = round(c_double(size).value * abs(matrix.d), 1)
            if here < 17.9 and (char := text.get_text_range(i, 1)).strip():
                small[here] = small.get(here, "") + char
    document.close()
    # calls stand above the line; folios and running heads are furniture
    assert set(small) <= {13.0, 14.4, 16.0}, {k: v[:60] for k, v in small.items()}
    assert set(small[13.0] + small[14.4]) <= set("1234567a"), small
    assert place_of(large, "Done at Hull") < place_of(large, "The style is that of the time")
    assert "Togiveeachhisown" not in squeeze("".join(large.pdf_pages))


@pytest.mark.slow
def test_an_edition_alone_in_large_print(tmp_path: Path) -> None:
    built = product(copy_treaty(tmp_path / "treaty"), "us-japan-1960", ("pdf",), "large-print")
    assert built.pdf.name == "us-japan-1960-large-print.pdf"
    validate(built)


# other projects ---------------------------------------------------------------------------------------------------------


def found(folder: Path, *allow: Path) -> set[str]:
    return {d.code.id for d in load(folder, allow).check().diagnostics if d.is_error}


def test_another_project_is_read_only_where_it_is_allowed(tmp_path: Path) -> None:
    folder = written(tmp_path)
    assert found(folder) == {"D010"}
    assert found(folder, folder) == {"D010"}
    assert found(folder, tmp_path / "north" / "source") == {"D010"}
    assert found(folder, tmp_path / "north") == set()
    assert found(folder, tmp_path) == set()


def test_an_absolute_path_and_a_link_out_are_outside(tmp_path: Path) -> None:
    folder = written(tmp_path)
    reader = folder / "readers" / "book.yaml"
    reader.write_text(READER.replace("../north", str(tmp_path / "north")), "utf-8")
    assert found(folder) == {"D010"}
    assert found(folder, tmp_path / "north") == set()
    (folder / "inside").symlink_to(tmp_path / "north", target_is_directory=True)
    reader.write_text(READER.replace("../north", "inside"), "utf-8")
    assert found(folder) == {"D010"}


def test_a_project_inside_needs_no_leave(tmp_path: Path) -> None:
    folder = written(tmp_path)
    north(folder / "vendor" / "north")
    (folder / "readers" / "book.yaml").write_text(READER.replace("../north", "vendor/north"), "utf-8")
    assert found(folder) == set()


def test_no_link_leads_out_of_another_project(tmp_path: Path) -> None:
    folder = written(tmp_path)
    secret = tmp_path / "secret.md"
    secret.write_text("# Secret\n\nWords.\n")
    text = tmp_path / "north" / "source" / "letter" / "text.md"
    text.unlink()
    text.symlink_to(secret)
    run = load(folder, [tmp_path / "north"]).check()
    assert {"M011"} <= {d.code.id for d in run.diagnostics}
    assert not any("Secret" in source.text for source in run.texts.values())


def test_faults_of_another_project_are_told_where_they_are(tmp_path: Path) -> None:
    folder = written(tmp_path)
    note = tmp_path / "north" / "annotations" / "letter" / "notes.md"
    note.write_text(note.read_text("utf-8").replace("“ship”", "“shop”"), "utf-8")
    run = load(folder, [tmp_path]).check()
    [fault] = [d for d in run.diagnostics if d.is_error]
    assert fault.code.id == "A001"
    assert fault.span is not None
    assert fault.span.file == "../north/annotations/letter/notes.md"
    assert "shop" in run.texts[fault.span.file].text


def test_a_package_is_found_and_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = written(tmp_path)
    site = tmp_path / "site-packages"
    north(site / "postil_of_the_north" / "project")
    ran = tmp_path / "ran"
    (site / "postil_of_the_north" / "__init__.py").write_text(f"open({str(ran)!r}, 'w')\n")
    monkeypatch.syspath_prepend(str(site))
    reader = folder / "readers" / "book.yaml"
    reader.write_text(READER.replace("{path: ../north}", "{package: postil_of_the_north}"), "utf-8")
    run = load(folder).check()
    assert not [d for d in run.diagnostics if d.is_error]
    assert run.checked is not None
    assert "postil_of_the_north:letter" in run.checked.editions
    assert not ran.exists()
    reader.write_text(READER.replace("{path: ../north}", "{package: postil_of_the_south}"), "utf-8")
    assert found(folder) == {"D011"}
    reader.write_text(READER.replace("{path: ../north}", "{package: postil_of_the_north.project}"), "utf-8")
    assert "M008" in found(folder)


def test_a_package_in_the_project_itself_is_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written(tmp_path)
    north(folder / "trap")
    (folder / "trap" / "__init__.py").write_text("")
    (folder / "readers" / "book.yaml").write_text(
        READER.replace("{path: ../north}", "{package: trap}"), "utf-8"
    )
    monkeypatch.chdir(folder)
    monkeypatch.syspath_prepend("")
    monkeypatch.syspath_prepend(str(folder))
    assert found(folder) == {"D011"}


def test_rights_of_another_project_are_asked_for_there(tmp_path: Path) -> None:
    folder = written(tmp_path)
    manifest = tmp_path / "north" / "source" / "letter" / "edition.yaml"
    manifest.write_text(manifest.read_text("utf-8").replace("rights: Of the archive.\n", ""), "utf-8")
    [fault] = [d for d in load(folder, [tmp_path]).check().diagnostics if d.is_error]
    assert fault.code.id == "D008"
    assert "../north/source/letter/edition.yaml" in fault.hint


def test_two_of_the_same_name_do_not_meet(tmp_path: Path) -> None:
    assert set(letter("x", "y")) <= set(files())
    run = load(written(tmp_path), [tmp_path]).check()
    assert run.checked is not None
    assert {"letter", "../north/letter"} <= set(run.checked.editions)


def test_bookmarks_nest_as_the_contents_do(students: Built) -> None:
    """Below the title of the book: weeks below their part, documents below their week, their own headings below them."""

    def tree(items: Any, depth: int) -> list[Any]:
        return [(item.title, tree(item.children, depth - 1)) for item in items] if depth else []

    with pikepdf.open(students.pdf) as pdf, pdf.open_outline() as outline:
        [(title, inner)] = tree(outline.root, 4)
    assert title.startswith("Harbours and Ships")
    found = dict(inner)
    assert {"How to read", "The Charter", "Letters", "Permissions and Sources"} <= found.keys()
    weeks = dict(found["The Charter"])
    assert [*weeks] == ["Purposes", "Week 2"]
    assert [title for title, _ in weeks["Purposes"]] == ["Charter of the Harbours", "The Charter once more"]
    assert [title for title, _ in found["Letters"]][1:] == ["Between", "To the Pilot"]
