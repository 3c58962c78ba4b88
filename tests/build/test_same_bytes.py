"""Same input, same bytes: in another folder, process, hash seed, time zone, on another day."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from build.kit import POSTIL, copy_treaty, product, project, published, skeleton, write

pytestmark = pytest.mark.slow

# Every clock that Python has tells 2031, and goes; only timers, which measure how long something took, are left alone.
SITECUSTOMIZE = """\
import datetime, time
_DAY = 1935792000.0
_real = time.time
_began = _real()
def _now(): return _DAY + (_real() - _began) * 1000
time.time = _now
time.time_ns = lambda: int(_now() * 1e9)
_gmtime, _localtime, _strftime = time.gmtime, time.localtime, time.strftime
time.gmtime = lambda secs=None: _gmtime(_now() if secs is None else secs)
time.localtime = lambda secs=None: _localtime(_now() if secs is None else secs)
time.strftime = lambda form, at=None: _strftime(form, time.localtime() if at is None else at)
class _Datetime(datetime.datetime):
    @classmethod
    def now(cls, tz=None): return cls.fromtimestamp(_now(), tz)
    @classmethod
    def utcnow(cls): return cls.utcfromtimestamp(_now())
    @classmethod
    def today(cls): return cls.fromtimestamp(_now())
class _Date(datetime.date):
    @classmethod
    def today(cls): return cls.fromtimestamp(_now())
datetime.datetime, datetime.date = _Datetime, _Date
"""


def made(folder: Path, *arguments: str, **environment: str) -> dict[str, bytes]:
    """Build in a process of its own; return all that lies in the build folder."""
    run = subprocess.run(
        [str(POSTIL), "--quiet", "build", *arguments],
        cwd=folder,
        env={k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout == ""
    return published(folder)


def test_the_treaty_has_the_same_bytes_everywhere(tmp_path: Path) -> None:
    first = copy_treaty(tmp_path / "one")
    second = copy_treaty(tmp_path / "another folder ü" / "below")
    clock = write(tmp_path / "clock", {"sitecustomize.py": SITECUSTOMIZE})
    books = ("us-japan-1960", "us-japan-alliance")  # the reader has all other editions in it
    here = made(first, *books, PYTHONHASHSEED="1", TZ="UTC", LANG="C.UTF-8")
    there = made(
        second,
        *books,
        PYTHONHASHSEED="4242",
        TZ="Pacific/Kiritimati",
        LANG="tr_TR.UTF-8",
        COLUMNS="20",
        HOME=str(tmp_path),
        PYTHONPATH=str(clock),
    )
    assert here.keys() == there.keys()
    assert [name for name in here if here[name] != there[name]] == []
    assert {"us-japan-1960/manifest.json", "us-japan-1960/us-japan-1960.pdf"} <= here.keys()
    # and again into the same folder, over what is there
    assert made(second, "us-japan-1960", "--fresh", PYTHONHASHSEED="7") == here


def test_the_clock_of_the_test_is_false(tmp_path: Path) -> None:
    clock = write(tmp_path, {"sitecustomize.py": SITECUSTOMIZE})
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import datetime, time; print(datetime.datetime.now().year, time.localtime().tm_year)",
        ],
        env={**os.environ, "PYTHONPATH": str(clock)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["2031", "2031"]


def test_the_order_of_files_on_disk_plays_no_part(tmp_path: Path) -> None:
    """Notes in one file or in several, named so or otherwise, written first or last: the same books."""
    one = skeleton(tmp_path / "one")
    two = skeleton(tmp_path / "two")
    notes = sorted((two / "annotations/letter").iterdir())
    kept = [(p.name, p.read_bytes()) for p in notes]
    for path in notes:
        path.unlink()
    for number, (_, data) in enumerate(reversed(kept)):
        (two / "annotations/letter" / f"{number}.md").write_bytes(data)
    here = product(one, "letter", ("epub", "html"))
    there = product(two, "letter", ("epub", "html"))
    assert here.page.read_bytes() == there.page.read_bytes()
    assert here.epub.read_bytes() == there.epub.read_bytes()


def test_line_ends_and_a_byte_order_mark_do_not_change_a_book(tmp_path: Path) -> None:
    one = skeleton(tmp_path / "one")
    two = skeleton(tmp_path / "two")
    for path in two.rglob("*"):
        if path.suffix in {".md", ".yaml"}:
            path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    here = product(one, "letter", ("epub", "html"))
    there = product(two, "letter", ("epub", "html"))
    assert here.page.read_bytes() == there.page.read_bytes()
    assert here.epub.read_bytes() == there.epub.read_bytes()


def test_a_date_that_is_due_comes_from_source_date_epoch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project(tmp_path / "one")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    dated = product(folder, "letter", ("epub",)).epub_files
    assert b"2023-11-14T22:13:20Z" in next(d for n, d in dated.items() if n.endswith(".opf"))
    for odd in ("", "soon", "-5", "9" * 30, "²"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", odd)
        product(folder, "letter", ("epub",))
    shutil.rmtree(folder)
