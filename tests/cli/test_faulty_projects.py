"""Hundreds of faulty projects, made by spoiling good ones: diagnostics, and never a traceback."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from build.kit import ROOT, copy_treaty, run, skeleton
from postil import workspace
from postil.build.faces import Typecase
from postil.build.judging import judge_project
from postil.diagnostics import Checked, report
from postil.memory import Memory
from postil.model.edition import ProjectFiles
from postil.spans import InputFile
from postil.workers import Workers

STRANGE = (
    b"\x00", b"\xff", b"\xed\xa0\x80", b"\r", b"\t", b"\n\n", b"#", b"# ", b"##", b":::", b"::: ", b"{", b"}", b"{#", b"[", b"]", b"(",
    b"[@", b"](#", b"\xe2\x80\x9c", b"\xe2\x80\x9d", b'"', b"'", b"|", b"- ", b"---\n", b"&a ", b"*a", b"!!python/object:os.system ", b": ",
    b"<<: ", b"%YAML 9\n", b"\xe2\x80\xae", b"\xf0\x9f\x92\xa9", b"e\xcc\x81", b"\xe1\x84\x80\xe1\x85\xa1", b"\\", b"`", b"```", b"<b>", b"&amp;", b"&#0;",
    b"![](", b"javascript:", b"1e999", b"-", b"0x", b"~", b"null", b"[[[[[[[[", b"}}}}", b"{{", b"\xef\xbb\xbf", b"^", b"~~",
)  # fmt: skip


@cache
def typecase() -> Typecase:
    return Typecase(workspace.package_fonts())


@cache
def good(name: str) -> dict[str, bytes]:
    if name == "letter":
        return dict(workspace.skeleton())
    root = ROOT
    files = [root / "postil.yaml", *(root / "source").rglob("*"), *(root / "annotations").rglob("*")]
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in files if p.is_file()}


def spoil(data: bytes, chance: random.Random) -> bytes:
    """Return `data` with one thing wrong: bytes, a line, a piece."""
    at = chance.randrange(len(data) + 1)
    lines = data.split(b"\n")
    line = chance.randrange(len(lines))
    ways: list[Callable[[], bytes]] = [
        lambda: data[:at] + chance.choice(STRANGE) + data[at:],
        lambda: (
            data[:at] + chance.choice(STRANGE) * chance.choice([2, 50]) + data[at + chance.randrange(5) :]
        ),
        lambda: data[:at],
        lambda: data[at:],
        lambda: data[:at] + data[at + chance.randrange(1, 40) :],
        lambda: data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :],
        lambda: b"\n".join(lines[:line] + lines[line + 1 :]),
        lambda: b"\n".join(lines[:line] + [lines[line]] * 2 + lines[line + 1 :]),
        lambda: b"\n".join([*lines[:line], chance.choice(lines), *lines[line:]]),
        lambda: b"\n".join([*lines[:line], chance.choice(STRANGE) + lines[line], *lines[line + 1 :]]),
        lambda: b"\n".join([*lines[:line], b"  " + lines[line], *lines[line + 1 :]]),
        lambda: b"\n".join(chance.sample(lines, len(lines))),
        lambda: b"",
        lambda: re.sub(rb": .*", lambda _: b": " + chance.choice(STRANGE), data, count=1),
    ]
    return chance.choice(ways)()


def spoiled(name: str, seed: int) -> dict[str, bytes]:
    chance = random.Random(f"{name} {seed}")
    files = dict(good(name))
    for _ in range(chance.choice([1, 1, 1, 2, 4])):
        path = chance.choice([p for p in files if not p.endswith(".txt") or chance.random() < 0.2])
        if chance.random() < 0.05:
            files[path.replace("e", chance.choice("ae/")).replace("//", "/").strip("/")] = files.pop(path)
        else:
            files[path] = spoil(files[path], chance)
    return files


def look_at(files: dict[str, bytes]) -> None:
    """Check a project; whatever is found can be shown in every form."""
    given = ProjectFiles({p: InputFile(p, d) for p, d in sorted(files.items())})
    workers = Workers(1, Memory(None, None, ""))
    checked, texts = judge_project(given, typecase(), workspace.package_styles(), workers)
    assert isinstance(checked, Checked)
    assert checked.value is not None or not checked.ok
    for found in checked.diagnostics:
        if found.span is not None and found.span.file in texts:
            assert 0 <= found.span.start <= found.span.end <= len(texts[found.span.file].text), found
        assert found.message
        assert "\n" not in found.message
    assert json.loads(report.as_json(checked.diagnostics, texts))
    report.as_text(checked.diagnostics, texts, colour=True)
    report.as_github(checked.diagnostics, texts)


@pytest.mark.parametrize("seed", range(0, 200, 20))
def test_spoiled_letters(seed: int) -> None:
    for each in range(seed, seed + 20):
        look_at(spoiled("letter", each))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(0, 100, 10))
def test_spoiled_treaties(seed: int) -> None:
    for each in range(seed, seed + 10):
        look_at(spoiled("treaty", each))


@pytest.mark.slow
def test_spoiled_projects_at_the_command_line(tmp_path: Path) -> None:
    for seed in range(1000, 1012):
        folder = tmp_path / str(seed)
        (skeleton if seed % 2 else copy_treaty)(folder)
        for path in [p for p in folder.rglob("*") if p.is_file()]:
            path.unlink()
        for name, data in spoiled("letter" if seed % 2 else "treaty", seed).items():
            path = folder / name
            if path.is_dir() or any(p.is_file() for p in path.parents):
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        for arguments in (("check",), ("--format", "json", "build", "--format", "html")):
            told = run(*arguments, cwd=folder)
            assert told.returncode in {0, 1}, (seed, told.stderr)
            assert "Traceback" not in told.stderr, (seed, told.stderr)
