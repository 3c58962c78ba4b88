"""A hostile project: nothing outside it is read, nothing is fetched, nothing runs; each attempt is told with its code."""

from __future__ import annotations

import struct
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from build.kit import (
    EDITION,
    NOTES,
    PROJECT,
    TEXT,
    Built,
    codes,
    faults,
    product,
    project,
    published,
    tell,
    write,
)
from postil import load
from postil.model.manifest import Medium

HIDDEN = "Quaggasecret 4711"


@pytest.fixture(autouse=True)
def _in_time() -> Iterator[None]:
    """Each refusal comes within seconds."""
    began = time.perf_counter()
    yield
    assert time.perf_counter() - began < 30


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file outside the project that nobody may read."""
    return write(tmp_path, {"secret.txt": HIDDEN, "folder/secret.md": HIDDEN}) / "secret.txt"


def told(folder: Path) -> set[str]:
    """The codes of the errors of a check; what they say has nothing of what lies outside."""
    run = load(folder).check()
    assert not run.ok
    assert HIDDEN not in tell(run.diagnostics)
    assert all(HIDDEN.encode() not in f.data for f in run.files.files.values())
    return codes(d for d in run.diagnostics if d.is_error)


# paths ------------------------------------------------------------------------------------------------------------------

OUTSIDE = [
    "../../../secret.txt",
    "/etc/passwd",
    "~/x",
    "..\\..\\secret.txt",
    "a/../../../../secret.txt",
    "file:///etc/passwd",
    "C:/x",
]
PLACES = {
    "part": ("source/letter/edition.yaml", EDITION + "parts: {introduction: {file: 'PATH', title: X}}\n"),
    "copy-text": (
        "source/letter/edition.yaml",
        "title: X\ncopy-text: {siglum: C, path: 'PATH', sha256: " + "0" * 64 + "}\n",
    ),
    "witness": ("source/letter/edition.yaml", EDITION + "witnesses: {F: {name: X, path: 'PATH'}}\n"),
    "font": ("postil.yaml", PROJECT + "fonts: ['PATH']\n"),
    "style": ("postil.yaml", PROJECT + "citation-style: 'PATH.csl'\n"),
    "bibliography": ("postil.yaml", PROJECT + "bibliography: 'PATH'\n"),
    "reader": ("readers/r.yaml", "title: X\ncontents: [{title: Y, file: 'PATH'}]\n"),
    "picture in the text": ("source/letter/text.md", TEXT + "\n![x](PATH)\n"),
    "picture in a note": ("annotations/letter/notes.md", NOTES + "\n![x](PATH)\n"),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_path_that_leads_outside(tmp_path: Path, secret: Path, place: str) -> None:
    name, words = PLACES[place]
    for number, path in enumerate(OUTSIDE):
        folder = project(
            tmp_path / f"p{number}",
            {
                name: words.replace(
                    "PATH", path.replace("\\", "\\\\") if "text" in place or "note" in place else path
                )
            },
        )
        if not (folder / "annotations/letter/notes.md").exists():
            write(folder, {"annotations/letter/notes.md": NOTES})
        if not (folder / "source/letter/text.md").exists():
            write(folder, {"source/letter/text.md": TEXT, "source/letter/edition.yaml": "title: X\n"})
        found = told(folder)
        assert found & {"M011", "T008", "T007", "M009", "M008"}, (path, found)
        assert not published(folder)


@pytest.mark.parametrize(
    "place",
    [
        "source/letter/witnesses.txt",
        "source/letter/text.md",
        "annotations/letter/more.md",
        "readers/r.yaml",
        "templates/web.css",
        "postil.yaml",
        "source/bibliography.yaml",
        "source",
        "source/letter/witnesses",
        "annotations/letter",
        "templates",
        "readers",
    ],
)
def test_a_link_that_leads_outside(tmp_path: Path, secret: Path, place: str) -> None:
    folder = project(tmp_path / "project")
    target = folder / place
    if target.is_dir():
        target.rename(tmp_path / "away")
    target.unlink(missing_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.symlink_to(secret.parent / "folder" if not Path(place).suffix else secret)
    assert "M011" in told(folder)


def test_links_that_lead_to_each_other_and_odd_files(tmp_path: Path) -> None:
    import os

    folder = project(tmp_path)
    (folder / "source/letter/a.md").symlink_to("b.md")
    (folder / "source/letter/b.md").symlink_to("a.md")
    (folder / "annotations/letter/loop").symlink_to(".")
    os.mkfifo(folder / "annotations/letter/pipe.md")
    (folder / "annotations/letter/dev.md").symlink_to("/dev/zero")
    Path(os.fsdecode(os.fsencode(folder / "annotations/letter/") + b"\xff\x1b[31m.md")).write_bytes(b"x")
    assert told(folder) == {"M011"}


# words ------------------------------------------------------------------------------------------------------------------

SCRIPTS = "<script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)>\"'>{{7*7}}{% x %}</title></style>-->]]>"


@pytest.mark.slow
def test_script_in_everything_a_user_writes(tmp_path: Path) -> None:
    quoted = SCRIPTS.replace("'", "''")
    markdown = SCRIPTS.replace("{", "\\{").replace("[", "\\[").replace("]", "\\]")
    folder = project(
        tmp_path,
        {
            "postil.yaml": f"""\
title: '{quoted}'
imprint: {{publisher: '{quoted}', place: '{quoted}', series: '{quoted}', url: 'https://example.org/?"><script>'}}
contributors:
  AB: {{name: '{quoted}', role: '{quoted}'}}
series:
  editorial: {{kind: notes, name: '{quoted}', singular: '{quoted}', label: "1"}}
""",
            "source/letter/edition.yaml": f"""\
title: '{quoted}'
subtitle: '{quoted}'
short-title: '{quoted}'
original-title: {{ja: '{quoted}'}}
kind: '{quoted}'
date: 1801-03-04
date-text: '{quoted}'
place: '{quoted}'
number: 1
editors: [AB]
authors: ['{quoted}']
copy-text: {{siglum: C, name: '{quoted}', from: '{quoted}', sha256: SHA256}}
witnesses: {{F: {{name: '{quoted}', date: '{quoted}', from: '{quoted}'}}}}
parts: {{introduction: {{file: introduction.md, title: '{quoted}', by: '{quoted}'}}}}
rights: {{text: '{quoted}', notes: '{quoted}', introduction: '{quoted}', licence: '{quoted}'}}
method: '{quoted}'
cite-as: '{quoted}'
glosses: {{text: '{quoted}'}}
""",
            "source/letter/text.md": f"# A Letter {markdown}\n\nDear friend, the ship {markdown} has come in.\n\n![{markdown}](a.png)\n",
            "source/letter/a.png": png(2, 2),
            "source/letter/introduction.md": f"Words {markdown}\n\n## Heading {markdown}\n\n`{SCRIPTS}`\n",
            "annotations/letter/notes.md": f"{NOTES}\n{markdown}\n\n- {markdown}\n\n> {markdown}\n\n```\n{SCRIPTS}\n```\n",
        },
    )
    built = product(folder, "letter")
    inert(built)
    assert "{{7*7}}" in built.page_root.text_content()
    assert "<script>alert(1)</script>" in built.page_root.text_content()


def inert(built: Built) -> None:
    """Nothing in the finished files runs or asks for anything."""
    for root in [built.page_root, *built.epub_roots.values()]:
        for element in root.iter():
            if not isinstance(element.tag, str):
                continue
            assert element.tag.rpartition("}")[2] not in {
                "script",
                "iframe",
                "object",
                "embed",
                "form",
                "base",
            }
            for name, value in element.attrib.items():
                assert not name.lower().startswith("on"), (element.tag, name)
                if name in {"href", "src", "data", "action"}:
                    scheme = "".join(value.split()).lower()
                    assert not scheme.startswith(("javascript:", "vbscript:", "file:", "data:text"))
                if name in {"src", "srcset", "data", "poster"}:
                    assert "://" not in value
    for name, data in built.epub_files.items():
        if name.endswith((".opf", ".ncx", ".svg")):
            assert b"<script" not in data
    raw = built.pdf.read_bytes()
    for action in (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/SubmitForm", b"/OpenAction"):
        assert action not in raw


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html;base64,PHN2Zz4=", "vbscript:x", "file:///etc/passwd",
        "java&#115;cript:alert(1)", "ftp://example.org/", "//example.org/x", "/etc/passwd", "blob:x", "&#x6A;avascript:alert(1)",
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["note", "text", "introduction"])
def test_a_link_that_runs_or_reads(tmp_path: Path, target: str, place: str) -> None:
    link = f"See [this]({target}).\n"
    given: dict[str, str | bytes] = {
        "note": {"annotations/letter/notes.md": f"{NOTES}\n{link}"},
        "text": {"source/letter/text.md": f"{TEXT}\n{link}", "annotations/letter/notes.md": NOTES},
        "introduction": {"source/letter/introduction.md": link, "annotations/letter/notes.md": NOTES},
    }[place]
    given = {"source/letter/text.md": TEXT, **given}
    assert told(project(tmp_path, given)) & {"T007", "R001", "T010"}


# templates --------------------------------------------------------------------------------------------------------------

TEMPLATES = {
    "reads a file": ("{% include '/etc/passwd' %}", "W003"),
    "climbs": ("{% include '../../secret.txt' %}", "W003"),
    "reads a project file": ("{% include 'postil.yaml' %}", "W003"),
    "classes": ("{{ ''.__class__.__mro__ }}", "W002"),
    "context": ("{{ self._TemplateReference__context }}", "W002"),
    "globals": ("{{ range.__globals__ }}", "W002"),
    "format": ("{{ '{0.__class__.__init__.__globals__}'.format(book) }}", "W002"),
    "attr": ("{{ book | attr('__class__') }}", "W002"),
    "a long range": ("{% for i in range(10 ** 9) %}x{% endfor %}", "W002"),
    "ranges in ranges": ("{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}", "W002"),
    "many loops": ("{% for a in book.words %}" * 5 + "{% endfor %}" * 5, "W002"),
    "a long string": ("{{ 'x' * 10 ** 11 }}", "W002"),
    "a great power": ("{{ 10 ** (10 ** 10) }}", "W002"),
    "doubling": ("{% set ns = namespace(x='xxxxxxxx') %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}", "W002"),
    "padding": ("{{ 'x' | center(10 ** 11) }}", "W002"),
    "constants": ("{{ 'x' | center(100000000000) }}{{ 'y' * 100000000000 }}", "W002"),
    "width": ("{{ '%99999999999d' | format(1) }}", "W002"),
    "format width": ("{{ '{:>99999999999}'.format(1) }}", "W002"),
    "just": ("{{ 'x'.ljust(10 ** 11) }}", "W002"),
    "recursion": ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "W002"),
    "recursive include": ("{% include 'web.html.j2' %}", "W002"),
    "changes": ("{{ book.words.update({'a': 1}) }}", "W002"),
}  # fmt: skip


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_that_reaches_out(
    tmp_path: Path, secret: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("postil.render.environment.SECONDS", 1.0)
    words, code = TEMPLATES[name]
    folder = project(tmp_path / "project", {"templates/web.html.j2": words})
    found = faults(folder, ("html",))
    assert codes(found) == {code}, tell(found)
    assert HIDDEN not in tell(found)


MARKUP = {
    "<script>alert(1)</script>": {"W008"},
    "<script src='http://example.org/x.js'></script>": {"W008", "W004"},
    "<img src='file:///etc/passwd' alt=''/>": {"W004"},
    "<img src='http://example.org/x.png' alt=''/>": {"W004"},
    "<img src='../../../secret.txt' alt=''/>": {"W004", "V001"},
    "<iframe src='http://example.org/'></iframe>": {"W008", "W004"},
    "<iframe srcdoc='x'></iframe>": {"W008"},
    "<object data='file:///etc/passwd'></object>": {"W008", "W004"},
    "<embed src='http://example.org/'/>": {"W008", "W004"},
    "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'></svg>": {"W008"},
    "<svg xmlns='http://www.w3.org/2000/svg'><image href='http://example.org/x.png'/></svg>": {"W004"},
    "<p onclick='alert(1)'>x</p>": {"W008"},
    "<a href='javascript:alert(1)'>x</a>": {"W008"},
    "<link rel='stylesheet' href='http://example.org/x.css'/>": {"W004"},
    "<link rel='attachment' href='file:///etc/passwd'/>": {"W004"},
    "<style>@import url(http://example.org/x.css);</style>": {"W004", "W002", "W008"},
    "<p style=\"background: url('http://example.org/x.png')\">x</p>": {"W004", "W008"},
    "<form action='http://example.org/'><input name='x'/></form>": {"W008", "W004"},
    "<audio src='http://example.org/x.ogg'></audio>": {"W004"},
    "<a href='#nowhere-at-all'>x</a>": {"V001"},
    "<b id='top-of-all'></b><b id='top-of-all'></b>": {"V002"},
}
PAGE: dict[Medium, tuple[str, str]] = {
    "html": ("web.html.j2", "</main>"),
    "epub": ("epub.xhtml.j2", "</body>"),
    "pdf": ("print.html.j2", "</body>"),
}


@pytest.mark.parametrize("medium", ["html", "epub", pytest.param("pdf", marks=pytest.mark.slow)])
@pytest.mark.parametrize("markup", MARKUP)
def test_markup_that_fetches_or_runs(tmp_path: Path, markup: str, medium: Medium) -> None:
    from build.kit import ROOT

    name, before = PAGE[medium]
    template = (ROOT / "templates" / name).read_text("utf-8")
    assert before in template
    folder = project(tmp_path, {f"templates/{name}": template.replace(before, markup + before)})
    found = codes(faults(folder, (medium,)))
    if medium == "pdf":  # the typesetter runs nothing and has words of its own for what it refuses
        assert found & (MARKUP[markup] | {"W007", "W002"})
    else:
        assert found & MARKUP[markup], found
        assert found <= MARKUP[markup] | {"W002", "W008"}


SHEETS = (
    "@import url(http://example.org/x.css);",
    "@import 'file:///etc/passwd';",
    "body { background: url(http://example.org/x.png) }",
    "@font-face { font-family: X; src: url(file:///etc/passwd) } body { font-family: X }",
    "p::before { content: url('../../../secret.txt') }",
)


@pytest.mark.parametrize(
    ("name", "medium"),
    [("web.css", "html"), ("epub.css", "epub"), pytest.param("print.css", "pdf", marks=pytest.mark.slow)],
)
@pytest.mark.parametrize("sheet", SHEETS)
def test_a_style_sheet_that_fetches(
    tmp_path: Path, secret: Path, sheet: str, name: str, medium: Medium
) -> None:
    from build.kit import ROOT

    whole = (ROOT / "templates" / name).read_text("utf-8")
    folder = project(tmp_path / "project", {f"templates/{name}": f"{sheet}\n{whole}"})
    assert codes(faults(folder, (medium,))) & {"W004", "V001", "W007"}


# bombs ------------------------------------------------------------------------------------------------------------------


def png(width: int, height: int) -> bytes:
    """A PNG of so many pixels, all of them white; its data compress to next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\0" + b"\xff" * ((width + 7) // 8)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(row) for _ in range(min(height, 4000))) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "data",
    [
        png(60_000, 60_000),
        png(2**31 - 1, 1)[:60],
        png(9, 9)[:20],
        b"\x89PNG\r\n\x1a\n",
        png(400, 300)[:80],
        png(9, 9)[:-12],
    ],
)
def test_a_picture_that_is_a_bomb(tmp_path: Path, data: bytes) -> None:
    folder = project(
        tmp_path, {"source/letter/text.md": TEXT + "\n![x](a.png)\n", "source/letter/a.png": data}
    )
    assert told(folder) == {"T008"}


BOMBS = {
    "yaml aliases": ("postil.yaml", "a: &a [x, x]\n" + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(20))),
    "yaml depth": ("postil.yaml", "[" * 20_000),
    "yaml depth of maps": ("source/letter/edition.yaml", "".join(" " * i + "a:\n" for i in range(3000))),
    "yaml tag": ("postil.yaml", "title: !!python/object/apply:os.system ['touch /tmp/pwned']\n"),
    "quotations": ("annotations/letter/notes.md", NOTES + "\n" + ">" * 30_000 + " x\n"),
    "lists": ("annotations/letter/notes.md", NOTES + "\n" + "".join(" " * (2 * i) + "- x\n" for i in range(1500))),
    "brackets": ("annotations/letter/notes.md", NOTES + "\n" + "[" * 50_000 + "\n"),
    "links": ("annotations/letter/notes.md", NOTES + "\n" + "[a](" * 20_000 + "\n"),
    "emphasis": ("annotations/letter/notes.md", NOTES + "\n" + "*a **a " * 15_000 + "\n"),
    "backticks": ("annotations/letter/notes.md", NOTES + "\n" + "".join("`" * i + "a" for i in range(600)) + "\n"),
    "attributes": ("annotations/letter/notes.md", NOTES + "\n" + "[x]{" * 20_000 + "\n"),
    "citations": ("annotations/letter/notes.md", NOTES + "\n" + "[@a; " * 20_000 + "\n"),
    "divs": ("annotations/letter/notes.md", NOTES + "\n" + "::: a\n" * 3000 + "\n"),
    "tables": ("annotations/letter/notes.md", NOTES + "\n|" + "a|" * 3000 + "\n|" + "-|" * 3000 + "\n" + "|a\n" * 3000),
    "a long note": ("annotations/letter/notes.md", NOTES + "\n" + "word " * 4_000_000 + "\n"),
    "html": ("annotations/letter/notes.md", NOTES + "\n" + "<a " * 30_000 + "\n" + "<!--" * 20_000 + "\n"),
    "headings": ("annotations/letter/notes.md", NOTES + "\n" + "# x “y”\n" * 3000),
    "controls": ("annotations/letter/notes.md", NOTES + "\n" + "\x01" * 20_000),
    "marks": ("annotations/letter/notes.md", NOTES + "\na" + "\u0301" * 50_000 + "\n"),
    "quotes": ("annotations/letter/notes.md", "---\nseries: editorial\n---\n\n# text.1 " + "“" * 30_000 + "\n\nx\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_text_that_is_a_bomb(tmp_path: Path, name: str) -> None:
    path, words = BOMBS[name]
    given: dict[str, str | bytes] = {
        "source/letter/text.md": TEXT,
        "annotations/letter/notes.md": NOTES,
        path: words,
    }
    began = time.perf_counter()
    run = load(project(tmp_path, given)).check()
    assert time.perf_counter() - began < 10
    if name in {"yaml aliases", "yaml depth", "yaml tag", "a long note"}:
        assert not run.ok


CITING = NOTES.replace("Hull.", "Hull.[@log]")
STYLE = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0"><info><title>X</title><id>x</id>LINK
<updated>2020-01-01T00:00:00Z</updated></info><citation><layout><text variable="title"/></layout></citation></style>
"""
STYLES = {
    "parent": STYLE.replace("LINK", '<link href="http://example.org/parent" rel="independent-parent"/>'),
    "entities": '<!DOCTYPE style [<!ENTITY a "x"><!ENTITY b "&a;&a;">]>' + STYLE.replace("LINK", "&b;"),
    "a file": '<!DOCTYPE style [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + STYLE.replace("LINK", "&a;"),
    "no style": "<html/>",
    "empty": " ",
}


@pytest.mark.parametrize("name", STYLES)
def test_a_citation_style_that_sends_elsewhere(tmp_path: Path, name: str) -> None:
    folder = project(
        tmp_path,
        {
            "postil.yaml": PROJECT + "citation-style: source/own.csl\n",
            "source/own.csl": STYLES[name],
            "source/letter/text.md": TEXT,
            "annotations/letter/notes.md": CITING,
            "source/bibliography.yaml": "references: [{id: log, type: book, title: The Log}]\n",
        },
    )
    assert codes(faults(folder, ("html",))) == {"R006"}


def test_a_citation_style_that_cannot_be_read(tmp_path: Path) -> None:
    folder = project(
        tmp_path,
        {
            "postil.yaml": PROJECT + "citation-style: source/own.csl\n",
            "source/own.csl": STYLE.replace("LINK", "")[:150],
            "source/letter/text.md": TEXT,
            "annotations/letter/notes.md": CITING,
            "source/bibliography.yaml": "references: [{id: log, type: book, title: The Log}]\n",
        },
    )
    assert codes(faults(folder, ("html",))) == {"R007"}


def test_a_bibliography_that_reads_files(tmp_path: Path, secret: Path) -> None:
    tricks = (
        f"\\input{{{secret}}} \\include{{../secret}} \\verbatiminput{{{secret}}} \\immediate\\write18{{id}}"
    )
    folder = project(
        tmp_path / "project",
        {
            "source/letter/text.md": TEXT,
            "annotations/letter/notes.md": CITING,
            "source/bibliography.bib": f'@string{{a = "b"}}\n@book{{log, title = {{The Log {tricks}}}, year = 1900}}\n',
        },
    )
    built = product(folder, "letter", ("html",))
    text = built.page_root.text_content()
    assert "The Log" in text
    assert HIDDEN not in text
    bibliography = folder / "source/bibliography.bib"
    bibliography.write_text(f"@include{{{secret}}}\n" + bibliography.read_text("utf-8"), "utf-8")
    run = load(folder).check()
    if run.ok:
        found = run.build(run.products(formats=("html",)).value).diagnostics
        assert codes(d for d in found if d.is_error) <= {"R007"}
        assert HIDDEN not in tell(found)


def test_a_bibliography_that_is_a_bomb(tmp_path: Path) -> None:
    folder = project(
        tmp_path,
        {
            "source/letter/text.md": TEXT,
            "annotations/letter/notes.md": CITING,
            "source/bibliography.bib": "@book{log, title = {" + "{" * 20_000 + "x" + "}" * 20_000 + "}}\n",
        },
    )
    run = load(folder).check()
    if run.ok:
        built = run.build(run.products(formats=("html",)).value)
        assert codes(d for d in built.diagnostics if d.is_error) <= {"R007"}
