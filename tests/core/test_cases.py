"""The cases: for each code a project in which it is wrong, told and shown in `tests/cases/`."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from core.projects import Checkup, checkup
from postil.diagnostics import ALL_CODES

CASES = Path(__file__).parents[1] / "cases"
FILES = sorted(p for p in CASES.glob("*.md") if p.name != "README.md")
_BLOCK = re.compile(r"^(`{3,})(\w+) (\S+)\n(.*?)^\1$\n?", re.MULTILINE | re.DOTALL)
_REPEAT = re.compile(rb"\\repeat\{(\d+)\}\{(.*?)\}", re.DOTALL)

NOT_HERE = {
    "the citation engine: tests of citations": ["R006", "R007"],
    "typesetting and publishing: tests of the writers and of build": [
        "W001", "W002", "W003", "W004", "W005", "W006", "W007", "W008", "W009", "W010", "W011", "W012", "W013", "W030",
    ],
    "memory and workers: their tests": ["W020", "W021"],
    "covers: their tests": ["W040", "W041", "W042"],
    "finished files: tests of build": ["V001", "V002", "V003"],
    "cartridges and worksheets: their tests": [
        "V010", "V011", "V012", "V013", "V014", "V015", "V016", "V017", "V018", "V019",
    ],
    "what is verified: tests of the preflight": ["V030", "V031", "V032", "V033"],
}  # fmt: skip
"""Codes without a case, and where they are tested."""


@functools.cache
def _found(path: Path) -> Checkup:
    """Return what is found in the project of a case."""
    return checkup(_read(path)[0])


def _read(path: Path) -> tuple[dict[str, bytes], re.Match[str] | None]:
    """Return the files a case shows, and the block of what is expected."""
    files: dict[str, bytes] = {}
    expected = None
    for block in _BLOCK.finditer(path.read_text(encoding="utf-8")):
        language, title, body = block[2], block[3], block[4]
        if title == "diagnostics":
            expected = block
        elif language == "escaped":
            files[title] = _unescaped(body.removesuffix("\n"))
        else:
            files[title] = body.encode()
    return files, expected


def _unescaped(body: str) -> bytes:
    data = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), body).encode("utf-8")
    data = re.sub(rb"\\x([0-9a-f]{2})", lambda m: bytes([int(m[1], 16)]), data)
    return _REPEAT.sub(lambda m: m[2] * int(m[1]), data)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_case(path: Path, expect: Callable[[Path, str], None]) -> None:
    """The project of a case is told to be wrong in just the words the case has."""
    files, expected = _read(path)
    assert files, "a case shows at least one file"
    found = _found(path).shown()
    whole = path.read_text(encoding="utf-8")
    before = whole[: expected.start()] if expected else whole.rstrip("\n") + "\n\n"
    expect(path, f"{before}```text diagnostics\n{found}```\n")


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_case_triggers_its_code_and_no_other(path: Path) -> None:
    """No fault draws others after it: all that is reported is what the case is about."""
    name = path.stem.split("-")[0]
    if name in ALL_CODES:
        assert path.stem.startswith(f"{name}-{ALL_CODES[name].name}")
        assert set(_found(path).codes) == {name}


def test_every_code_has_a_case_or_is_tested_elsewhere() -> None:
    """A code is in one of the two lists, never in both."""
    covered = {p.stem.split("-")[0] for p in FILES}
    elsewhere = {c for codes in NOT_HERE.values() for c in codes}
    assert not covered & elsewhere
    assert covered & set(ALL_CODES) | elsewhere == set(ALL_CODES)


def test_names_read_after_allow_and_are_unique() -> None:
    names = [c.name for c in ALL_CODES.values()]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", n) for n in names)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_each_diagnostic_says_one_thing_to_do(path: Path) -> None:
    """It has a hint, and its places lie in files that are there."""
    found = _found(path)
    for diagnostic in found.diagnostics:
        assert diagnostic.message
        assert diagnostic.hint
        for span in [diagnostic.span, *(label.span for label in diagnostic.labels)]:
            if span is not None:
                assert 0 <= span.start <= span.end <= len(found.texts[span.file].text) + 1


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_all_faults_are_told_in_the_order_of_their_places(path: Path) -> None:
    found = _found(path).diagnostics
    assert list(found) == sorted(found, key=lambda d: d.sort_key())
