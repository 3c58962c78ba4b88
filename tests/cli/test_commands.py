"""The commands as they are typed: what they print where, and with what they end."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from build.kit import POSTIL, ROOT, copy_treaty, project, published, run, skeleton, write
from postil.diagnostics import ALL_CODES

FAULTY = {
    "annotations/letter/notes.md": "---\nseries: editorial\n---\n\n# text.1 “sheep” {#ship}\n\nA note: 100 % of it.\n"
}


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    return write(project(tmp_path / "faulty"), FAULTY)


# new, check, build ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_new_check_build_in_an_empty_folder(tmp_path: Path) -> None:
    made = run("new", "demo", cwd=tmp_path)
    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout.startswith("made demo: ")
    assert (tmp_path / "demo/.gitignore").is_file()
    told = run("check", cwd=tmp_path / "demo")
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith("letter: 5 notes placed; ")
    built = run("build", cwd=tmp_path / "demo")
    assert built.returncode == 0, built.stderr
    assert built.stderr == "building letter: pdf, epub, html\n"
    lines = built.stdout.splitlines()
    assert [line.split("  ")[0] for line in lines] == [
        "build/letter/letter.pdf",
        "build/letter/letter.epub",
        "build/letter/web/index.html",
    ]
    assert re.fullmatch(r"build/letter/letter\.pdf  \d+ pages, 5 notes, \d+\.\d s", lines[0])
    again = run("new", "demo", cwd=tmp_path)
    assert again.returncode == 2
    assert "is there already" in again.stderr


@pytest.mark.parametrize("name", ["a/b/c", "ü 日本", "."])
def test_new_with_odd_names(tmp_path: Path, name: str) -> None:
    told = run("new", name, cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    assert (tmp_path / name / "postil.yaml").is_file()


def test_new_where_nothing_can_be_made(tmp_path: Path) -> None:
    write(tmp_path, {"file": "x"})
    for name in ("file", "file/demo"):
        told = run("new", name, cwd=tmp_path)
        assert told.returncode == 2
        assert "Traceback" not in told.stderr


# global options -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["before", "after"])
def test_global_options_before_and_after_the_command(faulty: Path, tmp_path: Path, where: str) -> None:
    given = ["--project", str(faulty), "--quiet", "--format", "json"]
    arguments = [*given, "check"] if where == "before" else ["check", *given]
    told = run(*arguments, cwd=tmp_path)
    assert told.returncode == 1
    assert told.stderr == ""
    assert [d["code"] for d in json.loads(told.stdout)["diagnostics"]] == ["A001"]


def test_the_project_is_found_from_a_folder_inside(tmp_path: Path) -> None:
    folder = project(tmp_path)
    told = run("check", cwd=folder / "source/letter")
    assert told.returncode == 0
    assert run("check", "--project", "nowhere", cwd=folder).returncode == 2
    assert run("check", cwd=Path("/")).returncode == 1


def test_quiet_says_only_what_is_wrong(tmp_path: Path, faulty: Path) -> None:
    folder = project(tmp_path / "good")
    for arguments in (
        ("check", "-q"),
        ("-q", "build", "--format", "html"),
        ("build", "--format", "html", "--quiet"),
    ):
        told = run(*arguments, cwd=folder)
        assert (told.returncode, told.stdout, told.stderr) == (0, "", "")
    told = run("-q", "check", cwd=faulty)
    assert told.returncode == 1
    assert "error[A001]" in told.stderr


# forms of diagnostics ---------------------------------------------------------------------------------------------------


def test_text(faulty: Path) -> None:
    told = run("check", cwd=faulty)
    assert told.returncode == 1
    lines = told.stderr.splitlines()
    assert lines[0] == "annotations/letter/notes.md:5:11: error[A001] quote-not-found"
    assert lines[2] == "   5 │ # text.1 “sheep” {#ship}"
    assert lines[3] == "     │           ^^^^^"
    assert "postil explain A001" in told.stderr
    assert told.stderr.rstrip().endswith("1 error")
    assert "\x1b" not in told.stderr


@pytest.mark.parametrize("command", [["check"], ["build"], ["list"], ["list", "--addresses"]])
def test_json_is_all_there_is_on_standard_output(faulty: Path, tmp_path: Path, command: list[str]) -> None:
    for folder in (
        faulty,
        write(tmp_path / "none", {"x": ""}),
        write(tmp_path / "bad", {"postil.yaml": "[a\n"}),
    ):
        told = run("--format", "json", *command, cwd=folder)
        assert told.returncode == 1 or command[0] == "list"
        assert told.stderr == ""
        json.loads(told.stdout)


def test_json_has_place_words_and_hint(faulty: Path) -> None:
    [found] = json.loads(run("--format", "json", "check", cwd=faulty).stdout)["diagnostics"]
    assert (found["file"], found["line"]) == ("annotations/letter/notes.md", 5)
    assert "sheep" in found["words"]
    assert found["severity"] == "error"
    assert found["hint"]


def test_json_of_a_build_names_the_files(tmp_path: Path) -> None:
    told = run("--format", "json", "build", "--format", "html", cwd=project(tmp_path))
    assert (told.returncode, told.stderr) == (0, "")
    data = json.loads(told.stdout)
    assert data["diagnostics"] == []
    assert [f["path"] for f in data["files"]] == ["build/letter/web/index.html"]


def test_github(faulty: Path) -> None:
    told = run("--format", "github", "check", cwd=faulty)
    assert (told.returncode, told.stderr) == (1, "")
    [line] = told.stdout.splitlines()
    assert line.startswith("::error file=annotations/letter/notes.md,line=5,col=")
    assert "title=A001 quote-not-found::" in line


# exit status ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["build", "lettre"], "did you mean “letter”"),
        (["build", "--format", "docx"], "docx"),
        (["build", "--for", "nobody"], "nobody"),
        (["--format", "xml", "check"], "xml"),
        (["explain", "X001"], "no code"),
        (["explain", "A01"], "did you mean A001"),
        (["explain", "quote-not-found"], "did you mean A001"),
        (["list", "nothing"], "there are: letter"),
        (["print"], "No such command"),
        (["check", "--no-such"], "no-such"),
        (["--project", "nowhere", "check"], "no folder nowhere"),
    ],
)
def test_wrong_usage_is_status_two(tmp_path: Path, arguments: list[str], said: str) -> None:
    told = run(*arguments, cwd=project(tmp_path))
    assert told.returncode == 2
    assert said in told.stderr
    assert "Traceback" not in told.stderr


CITING = "---\nseries: editorial\n---\n\n# text.1 “ship” {#ship}\n\nThe Swan.[@log]\n"
WORKS = "references:\n- {id: log, type: book, title: The Log}\n"


def test_a_missing_pandoc_is_status_three(tmp_path: Path) -> None:
    folder = project(
        tmp_path / "p",
        {
            "source/letter/text.md": "# A Letter\n\nThe ship.\n",
            "annotations/letter/n.md": CITING,
            "source/bibliography.yaml": WORKS,
        },
    )
    hide = write(tmp_path / "hide", {"pypandoc/__init__.py": ""})
    told = run("build", "--format", "html", cwd=folder, environment={"PYTHONPATH": str(hide)})
    assert told.returncode == 3
    assert "pandoc is missing" in told.stderr
    assert "pip install pypandoc_binary" in told.stderr
    assert "Traceback" not in told.stderr
    assert not published(folder)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_missing_pango_is_status_three(tmp_path: Path, form: str) -> None:
    folder = project(tmp_path / "p")
    hide = write(
        tmp_path / "hide",
        {
            "sitecustomize.py": "import _cffi_backend as backend\n_open = backend.FFI.dlopen\n"
            "class FFI(backend.FFI):\n"
            "    def dlopen(self, name, *rest):\n"
            "        if name and 'pango' in str(name): raise OSError(f\"cannot load library '{name}': not found\")\n"
            "        return _open(self, name, *rest)\n"
            "backend.FFI = FFI\n"
        },
    )
    told = run("--format", form, "build", cwd=folder, environment={"PYTHONPATH": str(hide)})
    assert told.returncode == 3
    assert "apt-get install libpango" in told.stderr
    assert "Traceback" not in told.stderr
    if form == "json":
        assert "libpango" in json.loads(told.stdout)["missing"]
    else:
        assert told.stdout == ""
    # what needs no typesetter works
    assert run("build", "--format", "html", cwd=folder, environment={"PYTHONPATH": str(hide)}).returncode == 0


# terminals and pipes ----------------------------------------------------------------------------------------------------


def at_a_terminal(folder: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    """Run with standard error at a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [str(POSTIL), *arguments],
        cwd=folder,
        env={k: v for k, v in os.environ.items() if k != "NO_COLOR"} | environment,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    said = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:
            break
        if not piece:
            break
        said += piece
    os.close(ours)
    return process.wait(), said.decode()


def test_colour_only_at_a_terminal(faulty: Path) -> None:
    status, said = at_a_terminal(faulty, "check")
    assert status == 1
    assert "\x1b[1;31merror[A001]\x1b[0m" in said
    _, said = at_a_terminal(faulty, "check", NO_COLOR="1")
    assert "\x1b" not in said


def test_progress_only_at_a_terminal(tmp_path: Path) -> None:
    status, said = at_a_terminal(project(tmp_path), "build", "--format", "html")
    assert status == 0
    assert "1/1 render letter" in said
    assert said.endswith("\r\x1b[K")


def test_a_pipe_that_is_closed(tmp_path: Path) -> None:
    folder = project(tmp_path)
    script = f"'{POSTIL}' list --addresses | head -c 1 > /dev/null; exit ${{PIPESTATUS[0]}}"
    told = subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, text=True, check=False)
    assert "Traceback" not in told.stderr
    closed = subprocess.run(
        ["bash", "-c", f"'{POSTIL}' explain A001 >&-"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in closed.stderr


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_with_few_characters(faulty: Path, encoding: str) -> None:
    told = subprocess.run(
        [str(POSTIL), "check"],
        cwd=faulty,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert told.returncode == 1
    assert b"Traceback" not in told.stderr
    assert b"error[A001]" in told.stderr


def test_what_a_user_wrote_cannot_paint_the_terminal(tmp_path: Path) -> None:
    folder = project(
        tmp_path, {"readers/r.yaml": 'title: x\n"\\x1b[31mkey\\a\\u202e": 1\ncontents: ["\\x1b]0;t\\a"]\n'}
    )
    told = run("check", cwd=folder)
    assert told.returncode == 1
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202e]", told.stderr)


# list and explain -------------------------------------------------------------------------------------------------------


def test_list(tmp_path: Path) -> None:
    folder = skeleton(tmp_path)
    told = run("list", cwd=folder)
    assert told.returncode == 0
    assert told.stdout == "letter  The Federalist, No. 1  (5 notes)\n"
    told = run("list", "--addresses", "letter", cwd=folder)
    assert "text.3" in told.stdout
    assert "¶ 1" in told.stdout
    assert "choice" in told.stdout
    data = json.loads(run("--format", "json", "list", cwd=folder).stdout)
    assert [a["address"] for a in data["editions"][0]["addresses"]][:2] == ["title", "text.1"]


@pytest.mark.parametrize("code", ALL_CODES)
def test_every_code_is_explained(code: str) -> None:
    page = ALL_CODES[code].page()
    assert page.startswith(f"# {code} {ALL_CODES[code].name}\n")
    for heading in ("What it means", "Why it matters", "Example", "What to do"):
        assert f"## {heading}" in page


def test_explain(tmp_path: Path) -> None:
    told = run("explain", "a001", cwd=tmp_path)
    assert told.returncode == 0
    assert told.stdout == ALL_CODES["A001"].page().rstrip() + "\n"


# check starts no engine -------------------------------------------------------------------------------------------------

WATCH = """\
import os, subprocess, sys, threading
def watch(event, args):
    if event in {"subprocess.Popen", "os.fork", "os.forkpty", "os.exec", "os.posix_spawn", "os.system", "socket.connect"}:
        print("STARTED", event, args, file=sys.stderr); os._exit(99)
sys.addaudithook(watch)
from postil.cli import cli
try:
    cli(["check"], prog_name="postil")
except SystemExit as end:
    print("ENGINES", sorted({"weasyprint", "pikepdf", "ebooklib", "jinja2", "fontTools", "lxml", "pypandoc"} & set(sys.modules)))
    sys.exit(end.code)
"""


def test_check_starts_no_engine(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", WATCH], cwd=copy_treaty(tmp_path), capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines()[-1] == "ENGINES []"


def test_check_answers_at_once(tmp_path: Path) -> None:
    folder = copy_treaty(tmp_path)
    best = 99.0
    for _ in range(3):
        began = time.perf_counter()
        assert run("check", cwd=folder).returncode == 0
        best = min(best, time.perf_counter() - began)
    assert best < 3, "three times what it may take"


def test_the_module_runs_too(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "postil", "--version"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.startswith("postil, version ")
    assert (ROOT / "pyproject.toml").is_file()
