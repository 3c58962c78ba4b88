"""A build that is interrupted at any moment: nothing half-written is ever used, and the next goes on from what was done."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from build.kit import POSTIL, published, run
from build.letters import change_a_word, many

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], float]:
    """What an undisturbed build makes, and how long it takes."""
    folder = many(tmp_path_factory.mktemp("whole"))
    began = time.perf_counter()
    done = run("build", "course", cwd=folder)
    assert done.returncode == 0, done.stderr
    return published(folder), time.perf_counter() - began


def start(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [str(POSTIL), "build", "course"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_killed_at_random_moments(
    tmp_path: Path, whole: tuple[dict[str, bytes], float], how: signal.Signals
) -> None:
    expected, seconds = whole
    folder = many(tmp_path)
    chance = random.Random(11)
    for _ in range(7):
        process = start(folder)
        time.sleep(seconds * chance.uniform(0.05, 1.0))
        os.killpg(process.pid, how)
        process.wait(timeout=30)
        here = published(folder)
        assert {name: data for name, data in here.items() if data != expected.get(name)} == {}
    last = run("build", "course", cwd=folder)
    assert last.returncode == 0, last.stderr
    assert published(folder) == expected
    assert not [p for p in (folder / "build").iterdir() if p.name.startswith(".postil-")]


def test_a_killed_first_process_leaves_no_others(tmp_path: Path) -> None:
    """Workers end when the process that started them is gone: kill -9 gives it no time to say so."""
    process = start(many(tmp_path))
    time.sleep(1.0)
    os.kill(process.pid, signal.SIGKILL)
    process.wait(timeout=30)
    for _ in range(100):
        left = [p for p in Path("/proc").glob("[0-9]*") if _session(p) == process.pid]
        if not left:
            return
        time.sleep(0.1)
    raise AssertionError([(p / "cmdline").read_bytes() for p in left])


def _session(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[3])
    except (OSError, ValueError):
        return 0


def test_the_next_build_goes_on_from_what_was_done(tmp_path: Path) -> None:
    folder = many(tmp_path)
    done = json.loads(run("--format", "json", "build", "course", cwd=folder).stdout)["steps"]
    assert done["recalled"] == 0
    shutil.rmtree(folder / "build/course")
    again = json.loads(run("--format", "json", "build", "course", cwd=folder).stdout)["steps"]
    assert again["done"] == 0
    assert again["recalled"] >= done["done"]
    change_a_word(folder, 3)
    changed = json.loads(run("--format", "json", "build", "course", cwd=folder).stdout)["steps"]
    # its check, its markup, its pages; and what is read of the finished file anew
    assert 0 < changed["done"] <= 8
    fresh = json.loads(run("--format", "json", "build", "--fresh", "course", cwd=folder).stdout)["steps"]
    assert fresh["recalled"] == 0


@pytest.mark.parametrize("limit", [2_000, 40_000, 120_000])
def test_a_full_disk(tmp_path: Path, whole: tuple[dict[str, bytes], float], limit: int) -> None:
    """No file may grow beyond a limit, as on a disk without room: what was there stays, and later everything is made."""
    expected, _ = whole
    folder = many(tmp_path)

    def narrow() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    told = run("build", "course", cwd=folder, preexec_fn=narrow)
    assert told.returncode in {0, 1}
    assert "Traceback" not in told.stderr
    here = published(folder)
    assert {name: data for name, data in here.items() if data != expected.get(name)} == {}
    if told.returncode:
        assert "W009" in told.stderr or "W020" in told.stderr
        assert not here
    assert run("build", "course", cwd=folder).returncode == 0
    assert published(folder) == expected
