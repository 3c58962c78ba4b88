"""The bench measures what it says it does."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.corpus import changed, document, parts, write_edition, write_project
from benchmarks.forms import html, markdown, typst
from benchmarks.record import record
from benchmarks.scale import Size, line, model
from benchmarks.watch import Run

import postil

ROOT = Path(__file__).parents[2]


def test_a_generated_project_has_nothing_wrong(tmp_path: Path) -> None:
    write_project(tmp_path, 3, flat=True)
    found = postil.load(tmp_path).check()
    assert found.diagnostics == ()
    assert found.checked is not None
    assert [len(one.annotations) for one in found.checked.editions.values()] == [15, 15, 15]


def test_a_changed_word_is_nothing_wrong_either(tmp_path: Path) -> None:
    write_project(tmp_path, 2, flat=True)
    one = document(2)
    write_edition(tmp_path, changed(one, 1))
    assert postil.load(tmp_path).check().diagnostics == ()
    before = [word for article in one.articles for each in article for word in each.words]
    after = [word for article in changed(one, 1).articles for each in article for word in each.words]
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 1


def test_a_document_is_the_same_in_projects_of_any_size() -> None:
    assert parts(12)[0].documents[4] == parts(25)[0].documents[4] == document(5)
    assert document(5) != document(6)


def test_some_notes_quote_words_across_an_edge_of_italics() -> None:
    one = document(1)
    paragraphs = [*one.preamble, *(each for article in one.articles for each in article)]
    across = [
        note
        for each in paragraphs
        for end, note in each.calls
        if len({place in each.italic for place in range(end - 2, end + 1)}) == 2
    ]
    assert across


@pytest.mark.parametrize("form", [markdown, html, typst])
def test_every_form_has_the_same_words(form: object) -> None:
    text = form(parts(2))  # type: ignore[operator]
    for part in parts(2):
        for one in part.documents:
            assert one.title in text
            assert all(note.words in text for note in one.notes)
            assert all(
                words in text for article in one.articles for each in article for words, _, _ in each.runs()
            )


def _run(code: str, *, memory: bool = False) -> Run:
    """Watch a command from a process of its own: whoever watches becomes the parent of what a command leaves."""
    script = (
        "import json, pathlib, sys; from benchmarks.watch import run\n"
        "found = run([sys.executable, '-c', sys.argv[1]], pathlib.Path(), memory=bool(sys.argv[2]))\n"
        "print(json.dumps([found.seconds, found.cpu, found.peak, found.each, found.left, found.most]))"
    )
    command = [sys.executable, "-c", script, code, "yes" if memory else ""]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    seconds, cpu, peak, each, left, most = json.loads(done.stdout)
    return Run(seconds, cpu, peak, tuple(each), left, most)


def test_all_processes_are_watched() -> None:
    """Those in sessions of their own too."""
    child = "import time; x = bytearray(60_000_000); x[::4096] = bytes([1]) * len(x[::4096]); time.sleep(2)"
    found = _run(
        f"import subprocess as s, sys; s.run([sys.executable, '-c', {child!r}], start_new_session=True)",
        memory=True,
    )
    assert found.peak > found.each[0] > 60_000_000
    assert found.most == 2
    assert found.left == 0


def test_what_outlives_its_command_is_ended_and_told() -> None:
    assert _run("import subprocess as s; s.Popen(['sleep', '60'], start_new_session=True)").left == 1


def test_processor_time_of_those_not_waited_for_counts() -> None:
    child = "import time\nwhile time.process_time() < .3: pass\nprint(flush=True)"
    found = _run(
        "import os, subprocess as s, sys\n"
        f"s.Popen([sys.executable, '-c', {child!r}], stdout=s.PIPE).stdout.read(1)\n"
        "os._exit(0)"
    )
    assert found.cpu > 0.3


def test_a_failed_run_says_why() -> None:
    with pytest.raises(AssertionError, match="no such thing"):
        _run("raise SystemExit('no such thing')")


def test_the_model_gives_back_what_was_measured() -> None:
    sizes = [
        Size(
            n,
            8 * n,
            1 + n / 2 + n / 10,
            1 + n + n / 10,
            1 + n / 10,
            1 + n / 10,
            1,
            n / 100,
            n / 100,
            0,
            (9, 5),
            n,
            n,
        )
        for n in (40, 160, 1000)
    ]
    assert line([(1, 3), (2, 5), (4, 9)]) == pytest.approx((1, 2))
    found = model(sizes, 2)
    assert found.alone(40) == pytest.approx(5)
    assert found.use == pytest.approx(1)
    assert found.cpu_per_edition == pytest.approx(1.1)
    assert found.cold(1000, 1000, 2, 1) == pytest.approx(sizes[-1].cold, rel=0.01)
    assert found.cold(10_000, 40, 64, 1) < found.cold(10_000, 40, 2, 1) / 2


def test_figures_stand_between_their_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("a\n\n<!-- figures: begin -->\n\nold\n\n<!-- figures: end -->\n\nz\n", encoding="utf-8")
    record(page, "new\n")
    assert page.read_text(encoding="utf-8") == (
        "a\n\n<!-- figures: begin -->\n\nnew\n\n<!-- figures: end -->\n\nz\n"
    )
