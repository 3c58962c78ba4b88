"""Codes that only a build can report: a case for each, and that every one of them has a case."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.kit import MEDIA, NOTES, PROJECT, ROOT, TEXT, codes, faults, project, tell
from core.test_cases import NOT_HERE
from postil import load
from postil.model.manifest import Medium

TEMPLATES = ROOT / "templates"
CITING = NOTES.replace("Hull.", "Hull.[@log]")
WORKS = "references:\n- {id: log, type: book, title: The Log}\n"


def changed(name: str, *pairs: tuple[str, str]) -> dict[str, str | bytes]:
    """An override of a template of postil's with some words of it replaced."""
    text = (TEMPLATES / name).read_text("utf-8")
    for old, new in pairs:
        assert old in text, (name, old)
        text = text.replace(old, new)
    return {f"templates/{name}": text}


CASES: dict[str, tuple[Medium, dict[str, str | bytes]]] = {
    "R006": ("html", {"postil.yaml": PROJECT + "citation-style: chicago\n", "annotations/letter/notes.md": CITING, "source/bibliography.yaml": WORKS}),
    "R007": ("html", {"postil.yaml": PROJECT + "citation-style: source/own.csl\n", "source/own.csl": "<style class='note'", "annotations/letter/notes.md": CITING, "source/bibliography.yaml": WORKS}),
    "W001": ("html", {"source/letter/text.md": TEXT.replace("well", "well \U0001f69c"), "annotations/letter/notes.md": NOTES}),
    "W002": ("html", {"templates/web.html.j2": "{{ book.nothing }}"}),
    "W003": ("html", {"templates/web.html.j2": "{% include 'nothing.j2' %}"}),
    "W004": ("html", changed("web.html.j2", ("</main>", "<img src='http://example.org/x.png' alt=''></main>"))),
    "W005": ("html", changed("placement/web.j2", ('id="n-{{ n.id }}"', 'id="m-{{ n.id }}"'))),
    "W006": ("pdf", changed("print.css", (".fn { float: footnote;", ".fn { float: none; display: block; break-before: page;"))),
    "W007": ("pdf", {"templates/print.css": (TEMPLATES / "print.css").read_text("utf-8") + "\np { colour: red }\n"}),
    "W008": ("html", changed("web.html.j2", ("</main>", "<script>alert(1)</script></main>"))),
    "W009": ("html", {"build/letter": "a file in the way"}),
    "W010": ("html", {"postil.yaml": PROJECT + "fonts: [fonts/x.ttf]\n", "fonts/x.ttf": b"\0\1\0\0 no font"}),
    "W012": ("pdf", changed("print.html.j2", ("</body>", '<p>Page <span data-folio="nowhere"></span></p></body>'))),
    "W013": ("pdf", {"templates/print.css": (TEMPLATES / "print.css").read_text("utf-8") + "\n.blk .t { text-indent: 0; font-size: 0 }\n"}),
    "V001": ("html", changed("web.html.j2", ("</main>", "<a href='#nowhere-at-all'>x</a></main>"))),
    "V002": ("epub", changed("epub.xhtml.j2", ("</body>", "<p id='x'></p><p id='x'></p></body>"))),
    "V003": ("html", changed("placement/web.j2", ("{{ n.label }}</a></sup>", "{{ n.label }}0</a></sup>"))),
}  # fmt: skip


@pytest.mark.parametrize(
    "code", [pytest.param(c, marks=pytest.mark.slow) if m == "pdf" else c for c, (m, _) in CASES.items()]
)
def test_case(tmp_path: Path, code: str) -> None:
    medium, files = CASES[code]
    given: dict[str, str | bytes] = {
        "source/letter/text.md": TEXT,
        "annotations/letter/notes.md": NOTES,
        **files,
    }
    folder = project(tmp_path, given)
    if code == "W009":
        run = load(folder).check()
        found = run.build(run.products(formats=(medium,)).value).diagnostics
    else:
        found = faults(folder, (medium,))
    assert code in codes(found), tell(found)
    if code not in {"W005", "W006"}:  # a note that is not there has no place to link to either
        assert codes(found) == {code}, tell(found)
    for each in found:
        assert each.hint or each.code.id == "W002"


def test_an_unknown_name_has_its_code(tmp_path: Path) -> None:
    asked = load(project(tmp_path)).check().products(["lettre"])
    assert codes(asked.diagnostics) == {"W011"}
    assert "“letter”" in asked.diagnostics[0].hint


def test_every_code_that_only_a_build_reports_has_a_case() -> None:
    owed = {
        c
        for why, listed in NOT_HERE.items()
        if why.startswith(("the citation", "typesetting", "finished"))
        for c in listed
    }
    assert owed - set(CASES) <= {"W011", "W030"}  # the latter: tests/build/test_everything.py


@pytest.mark.parametrize(
    "place",
    ["postil.yaml", "source/letter/edition.yaml", "source/bibliography.yaml", "annotations/letter/notes.md"],
)
def test_a_character_no_font_has_is_found_wherever_it_is_printed(tmp_path: Path, place: str) -> None:
    tractor = "\U0001f69c"
    folder = project(
        tmp_path,
        {
            "source/letter/text.md": TEXT,
            "annotations/letter/notes.md": CITING,
            "source/bibliography.yaml": WORKS,
        },
    )
    path = folder / place
    old, new = {
        "postil.yaml": ("Ann Bee", f"Ann {tractor}"),
        "source/letter/edition.yaml": ("The letter sent", f"The letter {tractor}"),
        "source/bibliography.yaml": ("The Log", f"The {tractor}"),
        "annotations/letter/notes.md": ("of Hull", f"of {tractor}"),
    }[place]
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    found = faults(folder, ("html",))
    assert codes(found) == {"W001"}
    assert "TRACTOR" in found[0].message
    assert found[0].span is not None
    assert found[0].span.file == place


@pytest.mark.slow
def test_a_fault_of_a_template_of_the_press_and_of_the_page_are_told_in_one_run(tmp_path: Path) -> None:
    folder = project(
        tmp_path, {f"templates/{n}.j2": "{{ nothing }}" for n in ("web.html", "epub.xhtml", "print.html")}
    )
    found = faults(folder, MEDIA)
    assert {d.span.file for d in found if d.span} == {
        f"templates/{n}.j2" for n in ("web.html", "epub.xhtml", "print.html")
    }
