"""Steps done by a Dask scheduler's workers: real processes, one of them killed."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from postil.cluster import Cluster, ClusterFailed
from postil.memory import Memory
from postil.workers import Workers
from workers.cluster import Running, cluster
from workers.work import digest, double, length, slow, step

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # of Dask's own dependencies
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


def age() -> str:
    return "the same"


def other_age() -> str:
    return f"{os.getpid()}"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with cluster(tmp_path_factory.mktemp("cluster"), 3) as found:
        yield found


def test_steps_are_done_there_and_remembered_here(tmp_path: Path, running: Running) -> None:
    data = os.urandom(50_000)
    told: list[tuple[str, int, int]] = []
    memory = Memory(tmp_path / "cache", b"s" * 32, "1")
    with (
        Cluster(running.address, "the same", age) as executor,
        Workers(
            executor.workers, memory, executor=executor, progress=lambda *words: told.append(words)
        ) as workers,
    ):
        workers.lay_out({digest(data): data})
        assert workers([step(double, n) for n in range(10)]) == [2 * n for n in range(10)]
        places = workers([step(length, digest(data), n, blobs=(digest(data),)) for n in range(6)])
        assert {size for size, _ in places} == {50_000}  # type: ignore[misc]
        assert os.getpid() not in {pid for _, pid in places}  # type: ignore[misc]
    assert [done for _, done, _ in told[:10]] == list(range(1, 11))
    with Workers(1, memory) as workers:
        assert workers([step(double, n) for n in range(10)]) == [2 * n for n in range(10)]
        assert workers.performed == 0


def test_a_killed_worker_costs_its_own_step(tmp_path: Path, running: Running) -> None:
    steps = [step(slow, n, str(tmp_path), 0.15) for n in range(16)]
    memory = Memory(None, None, "")
    with (
        Cluster(running.address, "the same", age) as executor,
        Workers(executor.workers, memory, executor=executor) as workers,
    ):

        def kill() -> None:
            while not list(tmp_path.iterdir()):
                time.sleep(0.01)
            running.workers[0].kill()

        killer = threading.Thread(target=kill)
        killer.start()
        assert workers(steps) == list(range(16))
        killer.join()
    again = sum(len(path.read_text()) - 1 for path in tmp_path.iterdir())
    # results that only the killed worker held may be made again; those it had given are here already
    assert again <= 2


def test_workers_of_another_age_are_refused(running: Running) -> None:
    with pytest.raises(ClusterFailed, match="another postil"):
        Cluster(running.address, "the same", other_age)


def test_where_nobody_listens_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postil.cluster._WAIT", "1s")
    with pytest.raises(ClusterFailed, match="no scheduler answers"):
        Cluster("tcp://127.0.0.1:9", "the same", age)
