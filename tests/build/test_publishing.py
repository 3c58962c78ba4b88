"""Publishing: whole or not at all. What fails leaves earlier files as they were and nothing beside them."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from build.kit import POSTIL, Built, build, codes, product, project, published, run, write
from postil import load, workspace


def digests(folder: Path) -> None:
    """The manifest says what lies there."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    for name, told in manifest["files"].items():
        data = (folder / name).read_bytes()
        assert told["sha256"] == hashlib.sha256(data).hexdigest(), name
        assert told["bytes"] == len(data)


@pytest.mark.slow
def test_the_manifest_tells_files_inputs_and_engines(treaty: Built, instructors: Built) -> None:
    for built in (treaty, instructors):
        digests(built.folder)
        manifest = json.loads((built.folder / "manifest.json").read_text("utf-8"))
        targets = {f"{built.folder.name}{end}.pdf" for end in ("", "-print", "-archive", "-course-pack")}
        assert set(manifest["files"]) == targets | {built.epub.name, "web/index.html"}
        assert manifest["audience"] == built.audience
        for name, sha in manifest["inputs"].items():
            if name.startswith("annotations/") and built.audience == "students":
                continue  # of what students see of it: the sha256 of the whole would prove a guessed answer
            assert hashlib.sha256((built.root / name).read_bytes()).hexdigest() == sha
        source = {
            p.relative_to(built.root).as_posix()
            for p in (built.root / "source" / built.name).rglob("*")
            if p.is_file()
        }
        witnesses = {p for p in source if "/witnesses/" in p}
        assert source - witnesses <= set(manifest["inputs"])
        assert {"postil", "WeasyPrint", "pandoc", "EbookLib"} <= set(manifest["engines"])


BROKEN = {
    "a lemma": ("annotations/letter/notes.md", "“ship”", "“sheep”"),
    "a sha256": ("source/letter/copy-text.txt", "ship", "shop"),
    "yaml": ("postil.yaml", "title: A test", "title: [A test"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_fault_leaves_everything_as_it_was(tmp_path: Path, what: str) -> None:
    folder = project(tmp_path)
    build(folder, formats=("html",))
    before = published(folder)
    stamps = {p: p.stat().st_mtime_ns for p in (folder / "build/letter").rglob("*")}
    name, old, new = BROKEN[what]
    path = folder / name
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    told = run("build", "--format", "html", cwd=folder)
    assert told.returncode == 1
    assert "the earlier files are as they were" in told.stderr
    assert "Traceback" not in told.stderr
    assert published(folder) == before
    assert {p: p.stat().st_mtime_ns for p in (folder / "build/letter").rglob("*")} == stamps


def test_a_faulty_template_leaves_everything_as_it_was(tmp_path: Path) -> None:
    folder = project(tmp_path)
    build(folder, formats=("html",))
    before = published(folder)
    write(folder, {"templates/web.html.j2": "{{ nothing }}"})
    told = run("build", "--format", "html", cwd=folder)
    assert told.returncode == 1
    assert "templates/web.html.j2:1:1: error[W002]" in told.stderr
    assert published(folder) == before


def test_one_format_that_fails_keeps_the_others_from_being_published(tmp_path: Path) -> None:
    folder = project(tmp_path)
    build(folder, formats=("html", "epub"))
    before = published(folder)
    write(
        folder,
        {"annotations/letter/more.md": "---\nseries: editorial\n---\n\n# text.2 “well” {#well}\n\nMore.\n"},
    )
    write(folder, {"templates/epub.xhtml.j2": "{{ nothing }}"})
    assert run("build", "--format", "html", "--format", "epub", cwd=folder).returncode == 1
    assert published(folder) == before


def test_one_edition_that_fails_does_not_keep_another(tmp_path: Path) -> None:
    """What can only be seen while making a book concerns that book."""
    given: dict[str, str | bytes] = {
        f"source/{name}/text.md": f"# Letter {name}\n\nAll are well.\n" for name in ("a", "b")
    }
    given["templates/web.html.j2"] = (
        "{% if 'Letter b' in book.contents[0].title ~ book.title %}{{ nothing }}{% endif %}"
    )
    folder = project(tmp_path, given)
    told = run("build", "--format", "html", cwd=folder)
    assert told.returncode == 1
    assert published(folder) == {}


# the disk ---------------------------------------------------------------------------------------------------------------


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = project(tmp_path)
    build(folder, formats=("html",))
    before = published(folder)
    write(
        folder,
        {"annotations/letter/more.md": "---\nseries: editorial\n---\n\n# text.2 “well” {#well}\n\nMore.\n"},
    )

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    checked = load(folder).check()
    built = checked.build(checked.products(formats=("html",)).value)
    assert codes(built.diagnostics) == {"W009"}
    assert "No space left" in built.diagnostics[0].message
    assert published(folder) == before
    assert not list((folder / "build").glob(".postil-*"))


def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    """A limit of the system, met in the middle of writing."""
    folder = project(tmp_path)
    before = published(folder)
    told = run(
        "build",
        "--format",
        "html",
        cwd=folder,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    )
    assert told.returncode == 1
    assert "error[W009]" in told.stderr
    assert "Traceback" not in told.stderr
    assert published(folder) == before == {}


@pytest.mark.parametrize("place", ["build", "build/letter", "build/letter/web"])
def test_a_file_where_a_folder_should_be(tmp_path: Path, place: str) -> None:
    folder = write(project(tmp_path), {place: "in the way"})
    told = run("build", "--format", "html", "--format", "epub", cwd=folder)
    assert told.returncode == 1
    assert "error[W009]" in told.stderr
    assert "Traceback" not in told.stderr
    assert [p for p in folder.rglob("*") if "build" in p.parts[-3:] and p.is_file()] == [folder / place]


def test_a_folder_where_a_file_should_be(tmp_path: Path) -> None:
    folder = project(tmp_path)
    (folder / "build/letter/web/index.html/x").mkdir(parents=True)
    told = run("build", "--format", "html", "--format", "epub", cwd=folder)
    assert (told.returncode, "error[W009]" in told.stderr) == (1, True)
    assert published(folder) == {}


@pytest.mark.parametrize("place", ["build", "build/letter", "build/letter/web"])
def test_a_link_where_a_folder_should_be(tmp_path: Path, place: str) -> None:
    """A project cannot have files written elsewhere."""
    folder, elsewhere = project(tmp_path / "project"), tmp_path / "elsewhere"
    elsewhere.mkdir()
    (folder / place).parent.mkdir(parents=True, exist_ok=True)
    (folder / place).symlink_to(elsewhere)
    told = run("build", "--format", "html", cwd=folder)
    assert told.returncode == 1
    assert "error[W009]" in told.stderr
    assert not list(elsewhere.rglob("*"))


def test_a_renaming_that_fails_takes_the_others_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "build"
    workspace.publish(root, {"a/1": b"old 1", "a/2": b"old 2"})
    real = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if target.name == "3":
            raise OSError(errno.EIO, "Input/output error")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(OSError, match="Input/output"):
        workspace.publish(root, {"a/1": b"new 1", "a/2": b"new 2", "b/3": b"new 3", "b/4": b"new"})
    assert {p.name: p.read_bytes() for p in root.rglob("*") if p.is_file()} == {"1": b"old 1", "2": b"old 2"}
    assert not list(root.glob(".*"))
    assert not (root / "b").exists()


KILLED = """\
import os, signal, sys
from postil import workspace
real = os.fsync
count = 0
def fsync(handle):
    global count
    count += 1
    if count == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
    real(handle)
os.fsync = fsync
from pathlib import Path
workspace.publish(Path(sys.argv[1]), {"a/1": b"new", "a/2": b"new", "manifest.json": b"new"})
"""


@pytest.mark.parametrize("at", [1, 3])
def test_a_run_that_is_killed_while_writing(tmp_path: Path, at: int) -> None:
    root = tmp_path / "build"
    workspace.publish(root, {"a/1": b"old", "a/2": b"old", "manifest.json": b"old"})
    dead = subprocess.run([sys.executable, "-c", KILLED, str(root), str(at)], check=False)
    assert dead.returncode == -signal.SIGKILL
    assert {p.read_bytes() for p in root.rglob("*") if p.is_file() and ".postil-" not in str(p)} == {b"old"}
    # the next run clears away what that one left
    workspace.publish(root, {"b/1": b"other"})
    assert not list(root.glob(".*"))


def test_a_run_clears_nothing_away_of_one_that_still_lives(tmp_path: Path) -> None:
    root = tmp_path / "build"
    other = root / ".postil-other"
    other.mkdir(parents=True)
    with (other / "lock").open("wb") as held:
        assert workspace._lock(held)
        workspace.publish(root, {"1": b"new"})
        assert other.is_dir()
    workspace.publish(root, {"1": b"new"})
    assert not other.exists()


@pytest.mark.slow
def test_a_build_that_is_killed_leaves_nothing_behind(tmp_path: Path) -> None:
    """Killed at several moments: the earlier files are whole, no process of it goes on, the next build is clean."""
    folder = project(tmp_path)
    build(folder)
    before = published(folder)
    write(
        folder,
        {"annotations/letter/more.md": "---\nseries: editorial\n---\n\n# text.2 “well” {#well}\n\nMore.\n"},
    )
    for seconds in (0.3, 0.9, 1.5):
        process = subprocess.Popen(
            [str(POSTIL), "build"],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(seconds)
        process.kill()
        process.wait()
        now = {k: v for k, v in published(folder).items() if not k.startswith(".postil-")}
        if now != before:  # it was done already
            digests(folder / "build/letter")
        for _ in range(50):
            if not _alive(process.pid):
                break
            time.sleep(0.1)
        assert not _alive(process.pid), "a process of the killed build goes on"
    product(folder, "letter")
    digests(folder / "build/letter")
    assert not list((folder / "build").glob(".postil-*"))


def _alive(session: int) -> list[str]:
    """The processes of a session that still run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(stat.parent.name)
    return found


@pytest.mark.slow
def test_two_builds_at_once(tmp_path: Path) -> None:
    folder = project(tmp_path)
    both = [
        subprocess.Popen([str(POSTIL), "-q", "build"], cwd=folder, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for process in both:
        _, told = process.communicate(timeout=120)
        assert (process.returncode, told) == (0, "")
    digests(folder / "build/letter")
    assert not list((folder / "build").glob(".postil-*"))
