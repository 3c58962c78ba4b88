"""A build is the same however it is done: in one process or many, remembered or made anew, here or by a cluster."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from build.kit import POSTIL, published, run
from build.letters import change_a_word, many
from workers.cluster import Running, cluster

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # of Dask's own dependencies
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

EVERYTHING = [w for f in ("pdf", "epub", "html", "cartridge", "worksheets", "cover") for w in ("--format", f)]


def made(folder: Path, *options: str) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Build all that there is for instructors; return what is published, and what is told."""
    told = run(
        "--format", "json", "build", "course", "--for", "instructors", *EVERYTHING, *options, cwd=folder
    )
    assert told.returncode == 0, told.stderr
    return published(folder), json.loads(told.stdout)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What one process makes that remembers nothing."""
    found, told = made(many(tmp_path_factory.mktemp("alone")), "--jobs", "1")
    assert told["steps"]["recalled"] == 0
    return found


def test_the_same_bytes_from_several_processes(tmp_path: Path, alone: dict[str, bytes]) -> None:
    found, told = made(many(tmp_path), "--jobs", "3")
    assert told["steps"]["recalled"] == 0
    assert differing(found, alone) == []


def test_the_same_bytes_from_memory(tmp_path: Path, alone: dict[str, bytes]) -> None:
    folder = many(tmp_path)
    made(folder)
    shutil.rmtree(folder / "build" / "course-instructors")
    found, told = made(folder)
    assert told["steps"]["done"] == 0
    assert told["steps"]["recalled"] > 0
    assert differing(found, alone) == []
    found, told = made(folder, "--fresh")
    assert told["steps"]["recalled"] == 0
    assert differing(found, alone) == []


def test_a_changed_word_costs_what_it_concerns_and_is_the_book_made_anew(tmp_path: Path) -> None:
    one, two = many(tmp_path / "one"), many(tmp_path / "two")
    made(one)
    for folder in (one, two):
        change_a_word(folder, 4)
    found, told = made(one)
    anew, _ = made(two, "--jobs", "1")
    assert 0 < told["steps"]["done"] < told["steps"]["recalled"]
    assert differing(found, anew) == []
    # the reader in another order: nothing is checked or rendered anew that is not numbered otherwise
    for folder in (one, two):
        path = folder / "readers/course.yaml"
        head, *entries = path.read_text().split("- edition: ")
        path.write_text(head + "".join(f"- edition: {entry}" for entry in [*entries[1:], entries[0]]))
    found, _ = made(one)
    anew, _ = made(two, "--fresh", "--jobs", "1")
    assert differing(found, anew) == []


def test_what_somebody_put_into_the_memory_is_not_used(tmp_path: Path, alone: dict[str, bytes]) -> None:
    """Entries are swapped with each other, cut off, and written anew with another seal: all is made again."""
    folder = many(tmp_path)
    made(folder)
    entries = sorted(p for p in (folder / "build/.cache").rglob("*") if p.is_file())
    data = [p.read_bytes() for p in entries]
    for number, path in enumerate(entries):
        spoilt = [data[number - 1], data[number][:-9], bytes(32) + data[number][32:]]
        path.write_bytes(spoilt[number % 3])
    shutil.rmtree(folder / "build" / "course-instructors")
    found, told = made(folder)
    assert told["steps"]["recalled"] == 0
    assert differing(found, alone) == []


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with cluster(tmp_path_factory.mktemp("cluster"), 3) as found:
        yield found


def test_the_same_bytes_from_a_cluster(tmp_path: Path, alone: dict[str, bytes], running: Running) -> None:
    """By its workers, which see nothing of the project's folder; what they did is remembered here."""
    folder = many(tmp_path)
    found, told = made(folder, "--cluster", running.address)
    assert told["steps"]["done"] > 0
    assert differing(found, alone) == []
    shutil.rmtree(folder / "build" / "course-instructors")
    found, told = made(folder)
    assert told["steps"]["done"] == 0
    assert differing(found, alone) == []


def test_the_same_bytes_from_a_cluster_that_loses_a_worker(
    tmp_path: Path, alone: dict[str, bytes], running: Running
) -> None:
    folder = many(tmp_path)
    command = [
        str(POSTIL),
        "build",
        "course",
        "--for",
        "instructors",
        *EVERYTHING,
        "--cluster",
        running.address,
    ]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    memory = folder / "build/.cache"

    def kill() -> None:
        while process.poll() is None and sum(len(names) for _, _, names in os.walk(memory)) < 9:
            time.sleep(0.01)
        running.workers[0].kill()

    killer = threading.Thread(target=kill)
    killer.start()
    told, _ = process.communicate(timeout=300)
    killer.join()
    assert process.returncode == 0, told.decode()
    assert differing(published(folder), alone) == []


def test_without_a_cluster_that_is_told(tmp_path: Path) -> None:
    impatient = (
        "import sys; from postil import cluster; cluster._WAIT = '1s'; from postil.cli import main;"
        "sys.argv = ['postil', 'build', '--cluster', 'tcp://127.0.0.1:9']; main()"
    )
    told = subprocess.run(
        [sys.executable, "-c", impatient],
        cwd=many(tmp_path, 1),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert told.returncode == 2
    assert "no scheduler answers" in told.stderr
    assert "Traceback" not in told.stderr


def differing(found: dict[str, bytes], expected: dict[str, bytes]) -> list[str]:
    """Return the names of files that differ or that only one of the two has."""
    return sorted(n for n in found.keys() | expected.keys() if found.get(n) != expected.get(n))
