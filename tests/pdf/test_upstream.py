"""Each work-around is still needed: without it the fault of WeasyPrint 70.0 shows. One that fails here can be removed."""

from __future__ import annotations

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest

HERE = Path(__file__).parents[2]
SCRIPT = """
import json, sys
sys.path[:0] = sys.argv[1:3]
from pdf.sample import book
from postil.writers.pdf import load, typeset
load()
given = book(int(sys.argv[4]), seed=3, per_paragraph=3)
from postil.writers.pdf import weasyprint_faults as faults, weasyprint_speed
faults.FAULTS = tuple(fault for fault in faults.FAULTS if fault.__name__ != sys.argv[3])
made = typeset(given)
open(sys.argv[5], "wb").write(made.pdf)
print(json.dumps([fault.kind for fault in made.faults] + ["pushed-off-its-page"] * bool(made.too_tall)))
"""


def without(fault: str, notes: int, out: Path) -> list[str]:
    command = [
        sys.executable,
        "-c",
        SCRIPT,
        str(HERE / "src"),
        str(HERE / "tests"),
        fault,
        str(notes),
        str(out),
    ]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    kinds: list[str] = json.loads(run.stdout)
    return kinds


@pytest.mark.slow
def test_issue_2432_notes_leave_their_page(tmp_path: Path) -> None:
    kinds = [without(name, 200, tmp_path / "a.pdf") for name in ("issue_2432_notes_leave_their_page", "none")]
    assert "pushed-off-its-page" in kinds[0]
    assert "pushed-off-its-page" not in kinds[1]


@pytest.mark.slow
def test_issue_2482_and_2903_tags() -> None:
    """WeasyPrint's own tags: no note is one, the language of a passage is missing, a paragraph over two pages is two."""
    import pikepdf
    from weasyprint import HTML

    words = " ".join(["treaty"] * 1200)
    html = (
        "<html lang=en><title>T</title><style>@page{size:6in 9in} span{float:footnote}</style>"
        f"<p>One<span class=fn id=n-1>A note.</span> {words}</p><p><i lang=la>pacta</i></p>"
    )
    made = HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
    with pikepdf.open(BytesIO(made or b"")) as pdf:
        kinds = [
            str(each.S)
            for each in pdf.objects
            if isinstance(each, pikepdf.Dictionary) and "/P" in each and "/S" in each
        ]
        spoken = [
            each
            for each in pdf.objects
            if isinstance(each, pikepdf.Dictionary) and "/Lang" in each and "/S" in each
        ]
    assert "/Note" not in kinds
    assert kinds.count("/P") > 2
    assert not spoken


@pytest.mark.slow
def test_links_inside_links(tmp_path: Path) -> None:
    import pikepdf

    counts = []
    for fault in ("links_inside_links", "none"):
        without(fault, 20, tmp_path / "a.pdf")
        with pikepdf.open(tmp_path / "a.pdf") as pdf:
            counts.append(sum(len(leaf.obj.get("/Annots", [])) for leaf in pdf.pages))
    assert counts[0] > counts[1]


def test_pango_breaks_before_a_call() -> None:
    """UAX #14 has no break between a full stop and a figure; Pango has."""
    from weasyprint.text.line_break import can_break_text

    assert can_break_text(".1", "en")
    assert not can_break_text("a1", "en")


def test_rounding_reports_note_that_fits() -> None:
    """The comparison without tolerance is still in the source; when it is gone, so may the replacement be."""
    import inspect

    from weasyprint.layout import LayoutContext

    code = Path(inspect.getsourcefile(LayoutContext) or "").read_text(encoding="utf-8")
    assert "overflow = last_child_bottom > footnote_area_bottom\n" in code


def test_another_version_stops_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    import weasyprint
    from weasyprint.layout import block

    from postil.writers.pdf import weasyprint_faults
    from postil.writers.pdf.recompile import PinnedSourceChanged, replace_in

    monkeypatch.setattr(weasyprint, "__version__", "71.0")
    with pytest.raises(PinnedSourceChanged, match=r"71\.0"):
        weasyprint_faults.mend.__wrapped__()
    with pytest.raises(PinnedSourceChanged, match="not in this function"):
        replace_in(block, "_linebox_layout", ("not in this function", ""))


@pytest.mark.slow
def test_links_without_height(tmp_path: Path) -> None:
    import pikepdf

    heights = []
    for fault in ("links_without_height", "none"):
        without(fault, 20, tmp_path / "a.pdf")
        with pikepdf.open(tmp_path / "a.pdf") as pdf:
            rects = [[float(v) for v in a.Rect] for page in pdf.pages for a in page.obj.get("/Annots", [])]
        heights.append(min(abs(r[3] - r[1]) for r in rects))
    assert heights[0] < 0.1
    assert heights[1] > 4


EMPTY = """
import json, sys
sys.path[:0] = sys.argv[1:3]
from pdf.sample import face_names
from postil.writers.pdf import fonts
fonts.use(face_names())
from postil.writers.pdf import weasyprint_faults as faults
faults.FAULTS = tuple(fault for fault in faults.FAULTS if fault.__name__ != sys.argv[3])
faults.mend()
from weasyprint import HTML
from weasyprint.formatting_structure import boxes
text = " ".join(f"{'<i></i>' if n % 12 == 11 else ''}{word}" for n, word in enumerate(sys.argv[4].split()))
lines = []
for width in range(300, 400):
    style = f"@page {{ size: {width}px 1000px; margin: 0 }} p {{ hyphens: auto; font: 10pt Amiri }}"
    [page] = HTML(string=f"<html lang=en><style>{style}</style><p>{text}").render().pages
    found = [b for b in page._page_box.descendants() if isinstance(b, boxes.LineBox)]
    lines.append([["".join(t.text for t in b.descendants() if isinstance(t, boxes.TextBox)), b.children[-1].element_tag]
                  for b in found])
print(json.dumps(lines))
"""
WORDS = (
    "Pending the making of such a proposal and affirmative action thereon, the United States will have the right to "
    "exercise all and any powers of administration, legislation and jurisdiction over the territory and inhabitants"
)


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["empty_boxes_hide_a_break", "a_space_at_the_end_breaks_a_line"])
def test_lines_end_too_early(fault: str) -> None:
    """With an anchor before every twelfth word no line has one word alone, and no anchor is left behind at a line's end."""
    found = []
    for left_out in (fault, "none"):
        command = [sys.executable, "-c", EMPTY, str(HERE / "src"), str(HERE / "tests"), left_out, WORDS]
        run = subprocess.run(command, check=True, capture_output=True, text=True)
        found.append(json.loads(run.stdout))
    assert found[0] != found[1]
    assert min(len(text) for lines in found[1] for text, _ in lines[:-1]) > 20
    assert not any(last == "i" for lines in found[1] for _, last in lines)


LETTERS = """
import io, sys
sys.path[:0] = sys.argv[1:3]
from pdf.sample import face_names
from postil.writers.pdf import fonts
fonts.use(face_names())
from postil.writers.pdf import weasyprint_faults as faults
faults.FAULTS = tuple(fault for fault in faults.FAULTS if fault.__name__ != sys.argv[3])
faults.mend()
import pypdfium2
from weasyprint import HTML
text = "\\u0627\\u0644\\u0643\\u0631\\u0627\\u0645\\u0629"
pdf = HTML(string=f"<html lang=ar dir=rtl><p style='font: 12pt Amiri'>{text}<p style='font: 12pt Amiri'>\\u0627\\u0644\\u0639\\u0631\\u0628").write_pdf()
print(ascii(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded()))
"""


@pytest.mark.slow
def test_letters_of_two_glyphs_are_lost() -> None:
    """The lām of الكرامة has two glyphs, one of which is the lām of العرب."""
    found = []
    for left_out in ("letters_of_two_glyphs_are_lost", "none"):
        command = [sys.executable, "-c", LETTERS, str(HERE / "src"), str(HERE / "tests"), left_out]
        run = subprocess.run(command, check=True, capture_output=True, text=True)
        found.append(run.stdout.count("\\u0644"))
    assert found == [1, 2]


PREPARED = """
import random, sys
sys.path[:0] = sys.argv[1:3]
from pathlib import Path
from pdf.sample import note_html, page, rendition, sentence
from postil.model.rendition import PrintChunk
from postil.writers.pdf import load, typeset
load()
from postil.writers.pdf import weasyprint_faults as faults
faults.FAULTS = tuple(fault for fault in faults.FAULTS if fault.__name__ != sys.argv[3])
"""


def without_and_with(fault: str, program: str) -> list[str]:
    """Return what a program prints in a process without a work-around, and in one with it."""
    paths = str(HERE / "src"), str(HERE / "tests")
    return [
        subprocess.run(
            [sys.executable, "-c", PREPARED + program, *paths, left_out],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        for left_out in (fault, "none")
    ]


WAITING = """
html = (Path(sys.argv[2]) / "pdf" / "notes_on_one_word.html").read_text(encoding="utf-8")
print("IndexError" in str(typeset(rendition([PrintChunk("d", html, "arabic", True)])).faults))
"""


@pytest.mark.slow
def test_a_line_is_taken_for_a_block() -> None:
    """A title that begins near the foot of a page has more notes to one word than the next page holds."""
    assert without_and_with("a_line_is_taken_for_a_block", WAITING) == ["True", "False"]


HEAD = """
rng = random.Random(1)
head = f"<thead><tr><th>Zeppelin{note_html('head', '1', sentence(rng, 120))}</th></tr></thead>"
row = f"<tr><td>{sentence(rng, 20)}{note_html('row', '2', sentence(rng, 200))}</td></tr>"
body = f'<section class="doc" id="doc"><p>Before.</p><table class="t">{head}<tbody>{row}</tbody></table></section>'
made = typeset(rendition([PrintChunk("d", page("T", body), "arabic", True)], css="@page { size: 6in 5in }"))
import pypdfium2
document = pypdfium2.PdfDocument(made.pdf)
words = " ".join(leaf.get_textpage().get_text_bounded() for leaf in document)
document.close()
print("zeppelin" in words.lower())
"""


@pytest.mark.slow
def test_heads_of_tables_are_dropped() -> None:
    """The head of a table and its first row have more notes than a page holds: the words of the head stand nowhere."""
    assert without_and_with("heads_of_tables_are_dropped", HEAD) == ["False", "True"]


WIDE = """
cells = "".join(f"<td>{letter * 40}</td>" for letter in "abcd")
body = f'<section class="doc" id="doc"><table class="t"><tbody><tr>{cells}</tr></tbody></table></section>'
made = typeset(rendition([PrintChunk("d", page("T", body), "arabic", True)], css="@page { size: 4in 5in }"))
print(any(fault.kind == "overfull" for fault in made.faults))
"""


@pytest.mark.slow
def test_tables_keep_to_the_page() -> None:
    """Four words of forty letters stand side by side beyond the edge of a small page."""
    assert without_and_with("tables_keep_to_the_page", WIDE) == ["True", "False"]


NOT_THERE = {"by_series", "beside_lines", "number_lines"}
"""What WeasyPrint has no property for: note areas of several series and beside the text, numbers of lines."""


def test_every_work_around_has_a_test_without_it() -> None:
    from postil.writers.pdf import weasyprint_faults

    tests = "".join(path.read_text(encoding="utf-8") for path in (HERE / "tests").rglob("test_*.py"))
    names = {fault.__name__ for fault in weasyprint_faults.FAULTS}
    assert names >= NOT_THERE
    assert [name for name in sorted(names - NOT_THERE) if name not in tests.replace("_and_2903", "")] == []
