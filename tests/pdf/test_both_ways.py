"""Words that run the other way than the text around them: their pieces keep their order, whatever parts them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from postil.writers.pdf.both_ways import keep_runs_together

CALL = '<sup><a class="call">2</a></sup><span class="fn" dir="rtl" id="n">هامش</span>'
CASES = {
    "a call": (
        f'<p dir="rtl">باسم Universal{CALL} Rights سنة</p>',
        f'<p dir="rtl">باسم <span dir="ltr">Universal{CALL} Rights</span> سنة</p>',
    ),
    "a call at the end": (f'<p dir="rtl">باسم Universal{CALL} سنة</p>', None),
    "italics": (
        '<p dir="rtl">باسم The <em>Law</em>, سنة <em>a</em><b>b</b></p>',
        '<p dir="rtl">باسم <span dir="ltr">The <em>Law</em></span>, سنة <span dir="ltr"><em>a</em><b>b</b></span></p>',
    ),
    "words behind an element": (
        f'<p dir="rtl"><em>One{CALL} two</em> three عر</p>',
        f'<p dir="rtl"><span dir="ltr"><em>One{CALL} two</em> three</span> عر</p>',
    ),
    "a figure": (
        '<p dir="rtl">انظر Article<i> </i>5 هنا</p>',
        None,
    ),
    "a figure after letters": (
        '<p dir="rtl">انظر <i>Article</i> B5 هنا</p>',
        '<p dir="rtl">انظر <span dir="ltr"><i>Article</i> B5</span> هنا</p>',
    ),
    "Arabic in English": (
        f"<p>In أحرار{CALL} متساوين are</p>",
        f'<p>In <span dir="rtl">أحرار{CALL} متساوين</span> are</p>',
    ),
    "what says its direction": (
        '<p dir="rtl">باسم <span dir="ltr">Universal <em>Law</em></span> سنة</p>',
        None,
    ),
    "a line that ends": ('<p dir="rtl">ع Universal<br />Law ع</p>', None),
    "one direction": (f"<p>Universal{CALL} Rights <em>of</em> man</p>", None),
}


@pytest.mark.parametrize("name", CASES)
def test_a_run_that_elements_part_is_one(name: str) -> None:
    given, wanted = CASES[name]
    root = ET.fromstring(given)
    keep_runs_together(root)
    made = ET.tostring(root, encoding="unicode")
    assert made == ET.tostring(ET.fromstring(wanted or given), encoding="unicode")
    assert "".join(root.itertext()) == "".join(ET.fromstring(given).itertext())


REVERSED = """
from weasyprint import HTML
page = HTML(string='<body style="direction:rtl"><p>ab <i>cd</i> ef').render().pages[0]
print([b.text.strip() for b in sorted((b for b in page._page_box.descendants() if type(b).__name__ == 'TextBox'), key=lambda b: b.position_x)])
"""


def test_it_is_still_needed() -> None:
    """WeasyPrint alone reverses the pieces of a Latin phrase in a line that runs from right to left."""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", REVERSED, str(root / "src")]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip() == str(
        ["ef", "cd", "ab"]
    )
