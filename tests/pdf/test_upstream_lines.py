"""Work-arounds that concern lines and where pages end are still needed: without one its fault shows, with it it does not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parents[2]
SCRIPT = """
import json, sys
sys.path[:0] = sys.argv[1:3]
from pdf.sample import face_names
from postil.writers.pdf import fonts
fonts.use(face_names())
from postil.writers.pdf import weasyprint_faults as faults, weasyprint_speed
faults.FAULTS = tuple(fault for fault in faults.FAULTS if fault.__name__ != sys.argv[3])
faults.mend()
weasyprint_speed.hasten()
from weasyprint import HTML
from weasyprint.formatting_structure import boxes
found = []
for html in json.loads(sys.stdin.read()):
    for page in HTML(string=html).render().pages:
        lines = [b for b in page._page_box.descendants() if isinstance(b, boxes.LineBox)]
        found.append([["".join(t.text for t in b.descendants() if isinstance(t, boxes.TextBox)), b.height] for b in lines])
print(json.dumps(found))
"""


def pages(documents: list[str], without: str) -> list[list[tuple[str, float]]]:
    """Return the lines of every page with their heights."""
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(HERE / "src"), str(HERE / "tests"), without],
        check=True,
        capture_output=True,
        text=True,
        input=json.dumps(documents),
    )
    made: Any = json.loads(run.stdout)
    return [[(text, height) for text, height in lines] for lines in made]


def both(documents: list[str], fault: str) -> tuple[Any, Any]:
    return pages(documents, fault), pages(documents, "none")


WORDS = (
    "Representatives considering intergovernmental responsibilities notwithstanding administrative "
    "implementation constitutional provisions extraterritoriality demilitarization reaffirmation "
) * 6


def longest(lines: list[tuple[str, float]]) -> int:
    run = most = 0
    for text, _ in lines:
        run = run + 1 if text.endswith(("-", "\u2010")) else 0
        most = max(most, run)
    return most


@pytest.mark.slow
def test_hyphens_without_limit() -> None:
    """At most two lines in a row end in a hyphen, over the end of a page too; a word wider than the line is divided all the same."""
    style = "font: 10pt/12pt Amiri; hyphens: auto; text-align: justify; margin: 0"
    documents = [
        f'<html lang=en><style>@page {{ size: {w}pt 70pt; margin: 0 }}</style><body style="margin:0"><p style="{style}">{WORDS}'
        for w in range(180, 240, 6)
    ]
    broken, mended = both(documents, "hyphens_without_limit")
    assert max(longest(lines) for lines in broken) > 2
    assert longest([line for lines in mended for line in lines]) == 2
    narrow = [
        f'<html lang=en><style>@page {{ size: 40pt 900pt; margin: 0 }}</style><body style="margin:0"><p style="{style}">{WORDS}'
    ]
    assert longest(pages(narrow, "none")[0]) > 2
    assert "".join(t for lines in pages(narrow, "none") for t, _ in lines)


LABELLED = (
    "<html lang=en><style>@page {{ size: 300px {height}px; margin: 0 }} html {{ font: 10px/10px Amiri }} body, p, dl, dd, h3 "
    "{{ margin: 0 }} h3 {{ font-size: 10px; break-after: avoid }} dt {{ float: left; width: 20px; margin-left: -20px }} "
    "div {{ padding-left: 20px }}</style><section><p>one<br>two<br>three</p></section><section><h3>Head</h3><dl>"
    "<div><dt>C</dt><dd>a<br>b<br>c<br>d</dd></div><div><dt>D</dt><dd>a<br>b<br>c<br>d</dd></div></dl></section>"
)


@pytest.mark.slow
@pytest.mark.parametrize("height", [42, 52])
def test_issue_1751_float_left_behind(height: int) -> None:
    """A heading stays with the list behind it, and a label with its words."""
    broken, mended = both([LABELLED.format(height=height)], "issue_1751_float_left_behind")
    assert [text for text, _ in broken[0]][-1] in {"Head", "C"}
    assert [text for text, _ in mended[0]] == ["one", "two", "three"]
    assert [text for text, _ in mended[1]][:3] == ["Head", "C", "a"]
    assert sorted(t for lines in broken for t, _ in lines) == sorted(t for lines in mended for t, _ in lines)


@pytest.mark.slow
@pytest.mark.parametrize("height", [8, 12, 25, 33, 41, 60])
def test_a_page_with_room_for_nothing_ends(height: int) -> None:
    """However low a page is, the layout comes to an end and no line is lost."""
    made = pages([LABELLED.format(height=height)], "none")
    assert sorted(text for lines in made for text, _ in lines) == sorted(
        ["one", "two", "three", "Head", "C", "D", *"abcdabcd"]
    )


@pytest.mark.slow
def test_other_faces_push_lines_apart() -> None:
    style = "font: 10pt/12pt EB Garamond, Shippori Mincho; margin: 0"
    document = f'<html lang=en><p style="{style}">one<br>two 吉田茂<br>three <b>岸信介</b><br>four'
    broken, mended = both([document], "other_faces_push_lines_apart")
    assert len({round(height, 3) for _, height in broken[0]}) > 1
    assert {round(height, 3) for _, height in mended[0]} == {16.0}
