"""Steps are done once, in other processes, in any order; what was done is kept; who dies costs his own step."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from postil.memory import Memory
from postil.workers import StepFailed, Workers
from workers.work import deadly, deadly_once, digest, double, length, noted, step, wrong

SEAL = b"s" * 32


def memory(folder: Path, age: str = "1") -> Memory:
    return Memory(folder / "cache", SEAL, age)


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_results_come_in_the_order_of_the_steps(tmp_path: Path, jobs: int) -> None:
    with Workers(jobs, memory(tmp_path), typesetter=False) as workers:
        assert workers([step(double, n) for n in range(20)]) == [2 * n for n in range(20)]


def test_what_was_done_is_not_done_again(tmp_path: Path) -> None:
    steps = [step(noted, n, str(tmp_path)) for n in range(5)]
    for _ in range(2):
        with Workers(2, memory(tmp_path), typesetter=False) as workers:
            assert workers(steps) == list(range(5))
    assert [(tmp_path / str(n)).read_text() for n in range(5)] == ["x"] * 5
    assert workers.performed == 0


def test_another_age_does_everything_again(tmp_path: Path) -> None:
    steps = [step(noted, n, str(tmp_path)) for n in range(2)]
    for age in "12":
        with Workers(1, memory(tmp_path, age), typesetter=False) as workers:
            workers(steps)
    assert (tmp_path / "1").read_text() == "xx"


def test_a_killed_worker_costs_its_own_step(tmp_path: Path) -> None:
    steps = [step(deadly_once, 3, str(tmp_path)), *(step(noted, n, str(tmp_path)) for n in range(12))]
    with Workers(2, memory(tmp_path), typesetter=False) as workers:
        assert workers(steps) == [3, *range(12)]
    # those done beside it may have been lost with their answers, no others
    assert sum(len((tmp_path / str(n)).read_text()) - 1 for n in range(12)) <= 2


def test_a_step_that_kills_its_workers_is_told(tmp_path: Path) -> None:
    with Workers(2, memory(tmp_path), typesetter=False) as workers, pytest.raises(StepFailed) as told:
        workers([step(deadly, 7)])
    assert told.value.label == "deadly 7"


def test_an_exception_of_a_step_is_raised_here(tmp_path: Path) -> None:
    with Workers(2, memory(tmp_path), typesetter=False) as workers, pytest.raises(ValueError, match="not 4"):
        workers([step(wrong, 4)])


@pytest.mark.parametrize("jobs", [1, 2])
def test_large_inputs_are_within_reach(tmp_path: Path, jobs: int) -> None:
    data = os.urandom(1000)
    with Workers(jobs, memory(tmp_path), typesetter=False) as workers:
        workers.lay_out({digest(data): data})
        [(size, pid)] = workers([step(length, digest(data), blobs=(digest(data),))])  # type: ignore[misc]
    assert size == 1000
    assert (pid == os.getpid()) == (jobs == 1)


def test_a_program_without_a_guard_is_not_run_again(tmp_path: Path) -> None:
    """Who uses postil as a library need not write `if __name__ == "__main__"`."""
    program = tmp_path / "program.py"
    program.write_text(
        "print('begun', flush=True)\n"
        "from postil.memory import Memory\n"
        "from postil.workers import Workers\n"
        "from workers.work import double, step\n"
        "with Workers(2, Memory(None, None, ''), typesetter=False) as workers:\n"
        "    print(workers([step(double, n) for n in range(4)]))\n"
    )
    tests = Path(__file__).parents[1]
    run = subprocess.run(
        [sys.executable, str(program)],
        env={**os.environ, "PYTHONPATH": f"{tests}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split("\n") == ["begun", "[0, 2, 4, 6]", ""]
    assert run.stderr == ""


def test_steps_near_each_other_are_done_by_one_process(tmp_path: Path) -> None:
    data = os.urandom(100)
    steps = [
        replace(step(length, digest(data), n, blobs=(digest(data),)), near=f"{n % 8}") for n in range(24)
    ]
    with Workers(2, memory(tmp_path), typesetter=False) as workers:
        workers.lay_out({digest(data): data})
        pids = [pid for _, pid in workers(steps)]  # type: ignore[misc]
        assert workers.performed == 24
    assert os.getpid() not in pids
    assert all(len({pids[n], pids[n + 8], pids[n + 16]}) == 1 for n in range(8))


def test_processes_write_where_they_are_swept_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process writes for itself goes with the build, and what a killed build left goes with the next."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left = (
        tmp_path / "postil-4194301-left"
    )  # no process has this number: it is past the highest that Linux gives
    left.mkdir()
    (left / "face").write_bytes(b"x")
    with Workers(2, memory(tmp_path), typesetter=False) as workers:
        assert workers([step(double, n) for n in range(20)]) == [2 * n for n in range(20)]
        assert not left.exists()
    assert not list(tmp_path.glob("postil-*"))
