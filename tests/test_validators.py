"""Each checker passes a good file and fails a bad one: a checker that cannot fail checks nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import weasyprint

import validators
from validators import _base, _java

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]

CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="EPUB/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
"""

OPF = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:7d4b1d0c-4a0b-5c55-8f2e-2a1f6d6c9b11</dc:identifier>
<dc:title>A Small Treaty</dc:title><dc:language>en</dc:language>
<meta property="dcterms:modified">2020-01-01T00:00:00Z</meta>
<meta property="schema:accessMode">textual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">structuralNavigation</meta>
<meta property="schema:accessibilityHazard">none</meta>
<meta property="schema:accessibilitySummary">Text only.</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="text" href="text.xhtml" media-type="application/xhtml+xml"/>
</manifest>
<spine><itemref idref="nav"/><itemref idref="text"/></spine></package>
"""

HEAD = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" xml:lang="en" lang="en">
"""

NAV = f"""{HEAD}<head><title>Contents</title></head><body>
<nav epub:type="toc" role="doc-toc" aria-label="Contents"><ol><li><a href="text.xhtml">Article I</a></li></ol></nav>
</body></html>
"""

TEXT = f"""{HEAD}<head><title>Article I</title></head><body>
<section aria-labelledby="h"><h1 id="h">Article I</h1>
<p>There shall be peace<a id="call-1" href="#note-1" epub:type="noteref" role="doc-noteref">1</a> and
amity<a id="call-2" href="#note-2" epub:type="noteref" role="doc-noteref">2</a>.</p></section>
<section epub:type="footnotes" aria-labelledby="n"><h2 id="n">Notes</h2><ol>
<li><div id="note-1" epub:type="footnote" role="doc-footnote"><p>The first <em>note</em>.
<a href="#call-1" role="doc-backlink" epub:type="backlink" aria-label="Back to reference 1">↩&#xFE0E;</a></p></div></li>
<li><div id="note-2" epub:type="footnote" role="doc-footnote"><p>The second note.
<a href="#call-2" role="doc-backlink" epub:type="backlink" aria-label="Back to reference 2">↩&#xFE0E;</a></p></div></li>
</ol></section></body></html>
"""

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>A page</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'self' 'unsafe-inline'">
<style>
body { background: #fff; color: #222 }
@media (prefers-color-scheme: dark) { body { background: #111; color: DARK } }
</style></head>
<body><main><h1>A page</h1><p>Words.</p></main></body></html>
"""

MakeEpub = Callable[..., Path]


@pytest.fixture
def make_epub(tmp_path: Path) -> MakeEpub:
    def make(name: str = "book.epub", text: str = TEXT, opf: str = OPF) -> Path:
        path = tmp_path / name
        with zipfile.ZipFile(path, "w") as book:
            book.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
            book.writestr("META-INF/container.xml", CONTAINER)
            book.writestr("EPUB/content.opf", opf)
            book.writestr("EPUB/nav.xhtml", NAV)
            book.writestr("EPUB/text.xhtml", text)
        return path

    return make


@pytest.fixture
def good_page(tmp_path: Path) -> Path:
    path = tmp_path / "a page.html"
    path.write_text(PAGE.replace("DARK", "#eee"), "utf-8")
    return path


@pytest.fixture(scope="module")
def good_pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "good.pdf"
    html = '<html lang="en"><head><title>T</title></head><body><h1>Article I</h1><p>There shall be peace.</p></body></html>'
    weasyprint.HTML(string=html).write_pdf(path, pdf_variant="pdf/ua-1")
    return path


def rules(findings: list[validators.Finding]) -> set[str]:
    return {finding.rule for finding in findings}


def test_epubcheck(make_epub: MakeEpub) -> None:
    good = make_epub("good ü.epub")
    broken = make_epub("broken.epub", text=TEXT.replace('href="#note-1"', 'href="#nowhere"'))
    warned = make_epub("warned.epub", text=TEXT.replace("doc-footnote", "doc-endnote"))
    assert validators.epubcheck(good) == []
    findings = validators.epubcheck([good, broken, warned])
    assert rules([f for f in findings if "broken" in f.file]) == {"RSC-012"}
    assert [f for f in findings if "warned" in f.file]
    assert not [f for f in findings if "good" in f.file]
    [dangling] = [f for f in findings if f.rule == "RSC-012"]
    assert dangling.file.endswith("broken.epub!EPUB/text.xhtml")
    assert dangling.line == 6


def test_epubcheck_counts_warnings(make_epub: MakeEpub) -> None:
    odd = make_epub(opf=OPF.replace("<dc:language>", "<dc:date>not a date</dc:date><dc:language>"))
    assert {f.severity for f in validators.epubcheck(odd)} == {"warning"}


def test_epubcheck_on_what_is_no_book(tmp_path: Path) -> None:
    path = tmp_path / "x.epub"
    path.write_bytes(b"nothing")
    assert "fatal" in {f.severity for f in validators.epubcheck(path)}


def test_ace(make_epub: MakeEpub) -> None:
    assert validators.ace(make_epub("good.epub")) == []
    bad = make_epub("bad.epub", text=TEXT.replace(' role="doc-footnote"', ""))
    assert "epub-type-has-matching-role" in rules(validators.ace(bad))


def test_verapdf(good_pdf: Path, tmp_path: Path) -> None:
    plain = tmp_path / "plain.pdf"
    weasyprint.HTML(string="<p>no tags").write_pdf(plain)
    assert validators.verapdf(good_pdf) == []
    findings = validators.verapdf([good_pdf, plain])
    assert "6.2-1" in rules(findings)
    assert {f.file for f in findings} == {str(plain)}
    torn = tmp_path / "torn.pdf"
    torn.write_bytes(b"not a PDF")
    assert rules(validators.verapdf(torn)) == {"unreadable"}
    with pytest.raises(validators.CheckerFailed, match="no flavour"):
        validators.verapdf(good_pdf, flavour="ua99")


def test_qpdf(good_pdf: Path, tmp_path: Path) -> None:
    assert validators.qpdf_check(good_pdf) == []
    torn = tmp_path / "torn.pdf"
    torn.write_bytes(good_pdf.read_bytes()[:-300])
    assert validators.qpdf_check(torn)


def test_nu(good_page: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text(PAGE.replace("<p>Words.</p>", "<p>Words.<b></p>"), "utf-8")
    sheet = tmp_path / "bad.css"
    sheet.write_text("a { colour: red }", "utf-8")
    assert validators.nu(good_page) == []
    findings = validators.nu([good_page, bad, sheet])
    assert {f.file for f in findings} == {str(bad), str(sheet)}
    assert all(f.line for f in findings)


def test_axe(good_page: Path, tmp_path: Path) -> None:
    assert validators.axe(good_page) == []
    assert validators.axe(good_page, viewport=(360, 740), color_scheme="dark") == []
    dim = tmp_path / "dim.html"
    dim.write_text(PAGE.replace("DARK", "#333"), "utf-8")
    assert validators.axe(dim) == []
    assert rules(validators.axe(dim, color_scheme="dark")) == {"color-contrast"}


def test_axe_tells_what_a_page_asks_of_others(tmp_path: Path) -> None:
    page = tmp_path / "asks.html"
    without = PAGE.replace("DARK", "#eee").replace("default-src", "report-to")
    page.write_text(without.replace("</main>", '<img alt="" src="http://example.org/x.png"></main>'), "utf-8")
    assert "request-outside" in rules(validators.axe(page))


def test_screenshot(good_page: Path, tmp_path: Path) -> None:
    light = validators.screenshot(good_page, tmp_path / "light.png", (400, 300))
    dark = validators.screenshot(good_page, tmp_path / "dark.png", (400, 300), "dark")
    assert light.read_bytes().startswith(b"\x89PNG")
    assert light.read_bytes() != dark.read_bytes()
    part = validators.screenshot(good_page, tmp_path / "part.png", selector="h1")
    assert part.stat().st_size > 0


def test_foliate(make_epub: MakeEpub) -> None:
    book = validators.foliate(make_epub())
    assert (book.title, book.language) == ("A Small Treaty", "en")
    assert [entry.label for entry in book.toc] == ["Article I"]
    assert [(p.call_id, p.call_label, p.type, p.error) for p in book.popups] == [
        ("call-1", "1", "footnote", ""),
        ("call-2", "2", "footnote", ""),
    ]
    assert [p.text for p in book.popups] == ["The first note. ↩\ufe0e", "The second note. ↩\ufe0e"]
    assert "There shall be peace" in book.sections[1].text
    assert book.troubles == ()
    assert len(validators.foliate(make_epub(), limit=1).popups) == 1


def test_foliate_on_a_call_that_leads_nowhere(make_epub: MakeEpub) -> None:
    lost = make_epub(text=TEXT.replace('href="#note-2"', 'href="#nowhere"'))
    assert [bool(p.error) for p in validators.foliate(lost).popups] == [False, True]


def test_foliate_on_what_is_no_book(tmp_path: Path) -> None:
    path = tmp_path / "x.epub"
    path.write_bytes(b"nothing")
    with pytest.raises(validators.CheckerFailed):
        validators.foliate(path)


def test_a_missing_checker_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, good_pdf: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(validators.MissingTool, match="apt-get install qpdf"):
        validators.qpdf_check(good_pdf)
    with pytest.raises(validators.MissingTool, match="apt-get install chromium"):
        _base.chromium()
    monkeypatch.setenv("POSTIL_JAXB", str(tmp_path))
    with pytest.raises(validators.MissingTool, match="libjaxb-java"):
        _java.jaxb()


def test_the_command(make_epub: MakeEpub, tmp_path: Path) -> None:
    make_epub()
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    command = [sys.executable, "-m", "validators", str(tmp_path)]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.endswith("1 files, 0 faults\n")
    (tmp_path / "bad.css").write_text("a { colour: red }", "utf-8")
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 1
