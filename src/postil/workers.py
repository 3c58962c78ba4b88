"""Workers: processes that do steps, as many as there are cores, or those of a cluster.

The work goes to a `concurrent.futures` executor. Here that is a pool of processes: for setting type forked from one that
has loaded the typesetter, so that it is in memory once; for the rest from the first process. What has been done is kept at
once; a worker that dies costs the step it was at, and a step that kills its workers is told.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import os
import shutil
import signal
import sys
import tempfile
import threading
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from postil.memory import Memory, Packed, has_ended
from postil.model.steps import Step, blob, digest_of, lay_out

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future, ProcessPoolExecutor

__all__ = ["StepFailed", "Workers", "cores", "do_with", "start", "stop"]

R = TypeVar("R")
_TRIES = 3
_FEW = 24
"""So many light steps are done sooner here than a process starts."""
_MUCH = 100
"""After so many pieces of type a process holds memory that is worth a new one."""


class StepFailed(RuntimeError):
    """A step ended its worker, again and again."""

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.label = label


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Workers(AbstractContextManager["Workers"]):
    """Performs steps: recalls what is remembered, has the rest done, and keeps it.

    `jobs` is the number of processes; with one, or where none can be started, steps are done here. `executor` takes their
    place where one is given (a cluster's): large inputs then travel with the steps.
    """

    def __init__(
        self,
        jobs: int,
        memory: Memory,
        *,
        executor: Executor | None = None,
        typesetter: bool = True,
        progress: Callable[[str, int, int], None] = lambda *_: None,
    ) -> None:
        self.jobs = jobs
        self.memory = memory
        self.given = executor
        self.typesetter = typesetter
        self.progress = progress
        self.performed = 0
        """How many steps were done."""
        self.recalled = 0
        """How many were not, because they were remembered."""
        self._pools: dict[str, Executor] = {}
        self._typeset = 0
        self._folder: Path | None = None
        self._blobs: dict[str, str] = {}
        self._data: dict[str, bytes] = {}

    # what steps need ----------------------------------------------------------------------------------------------------

    def lay_out(self, blobs: Mapping[str, bytes]) -> None:
        """Put large inputs, by digest, within reach of all steps. Where there is no room for them, steps are done here."""
        lay_out(blobs)
        for digest, data in blobs.items():
            if digest in self._data:
                continue
            self._data[digest] = data
            if self.jobs > 1 and self.given is None:
                try:
                    if self._folder is None:
                        self._folder = _folder()
                    path = self._folder / digest
                    path.write_bytes(data)
                except OSError:
                    self.jobs = 1
                    continue
                self._blobs[digest] = str(path)

    def start(self) -> None:
        """Start the first process, so that it loads while something else is done here."""
        if self.given is None:
            start(self.jobs, typesetter=self.typesetter)

    # performing -----------------------------------------------------------------------------------------------------------

    def __call__(self, steps: Sequence[Step[R]], /) -> list[R]:
        """Return the results of `steps`, in their order."""
        found: dict[int, Any] = {}
        missing: list[int] = []
        for number, step in enumerate(steps):
            known = self.memory.recall(step.key)
            if known is Memory.NOTHING:
                missing.append(number)
            else:
                found[number] = known
        done = len(found)
        self.recalled += done
        for number, packed in self._perform([(number, steps[number]) for number in missing]):
            found[number] = packed.value
            self.memory.keep(steps[number].key, packed)
            done += 1
            self.performed += 1
            self.progress(steps[number].label, done, len(steps))
        return [found[number] for number in range(len(steps))]

    def _perform(self, wanted: Sequence[tuple[int, Step[Any]]]) -> Iterator[tuple[int, Packed]]:
        if not wanted:
            return
        self.lay_out({digest: blob(digest) for _, step in wanted for digest in step.blobs})
        few = len(wanted) <= _FEW and all(step.light for _, step in wanted)
        if self.given is None and (few or self.jobs < 2 or not _can_fork()):
            for bunch in _bunches(wanted):
                for number, step in bunch:
                    yield number, Packed(step.run())
            return
        from concurrent.futures import FIRST_COMPLETED, wait
        from concurrent.futures.process import BrokenProcessPool

        tries: dict[int, int] = {}
        left = dict(enumerate(_bunches(wanted)))
        while left:
            broken = False
            running: dict[Future[Any], int] = {}
            try:
                for number, bunch in left.items():
                    running[self._submit([step for _, step in bunch])] = number
            except BrokenProcessPool:
                broken = True
            if any(step.typesets for _, step in wanted):
                _load_what_follows()
            while running and not broken:
                ready, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in sorted(ready, key=lambda f: running[f]):
                    number = running.pop(future)
                    try:
                        results = future.result()
                    except BrokenProcessPool:
                        running[future] = number
                        broken = True
                        continue
                    bunch = left.pop(number)
                    yield from zip((n for n, _ in bunch), results, strict=True)
            if broken:
                self._mourn(running, left, tries)

    def _mourn(
        self, running: Mapping[Future[Any], int], left: Mapping[int, _Bunch], tries: dict[int, int]
    ) -> None:
        """Give up the broken pool. Which step ended its worker cannot be told apart from those beside it: each of the
        first in line has one try fewer, and one that has none left is told."""
        for name in list(self._pools):
            self._close(name)
        for number in sorted(running.values() or left)[: self.jobs]:
            tries[number] = tries.get(number, 0) + 1
            if tries[number] >= _TRIES:
                raise StepFailed(left[number][0][1].label)

    def _submit(self, steps: Sequence[Step[Any]]) -> Future[list[Packed]]:
        wanted = {digest for step in steps for digest in step.blobs}
        if self.given is not None:
            return self.given.submit(do_with, steps, {digest: self._data[digest] for digest in wanted})
        pool = self._pool(any(step.typesets for step in steps))
        places = {digest: self._blobs[digest] for digest in wanted}
        with _without_main():
            return pool.submit(_do, steps, places)

    def _pool(self, typesets: bool) -> Executor:
        """Return the processes for a step. Those that set type are forked from one that has loaded the typesetter, the
        others from this one where that is safe. Either kind goes when the other is wanted, so that not all are in memory
        at once; but what has set little type has taken little and stays."""
        if typesets:
            self._close("here")
            self._close("other")
            self._typeset += 1
            return self._opened("typesetter", "forkserver")
        if self._typeset > _MUCH:
            self._close("typesetter")
        if "typesetter" in self._pools:
            return self._pools["typesetter"]
        if "here" in self._pools or (sys.platform == "linux" and threading.active_count() == 1):
            return self._opened("here", "fork")
        return self._opened("other", "forkserver")

    def _opened(self, name: str, method: str) -> Executor:
        if name not in self._pools:
            self._pools[name] = self._processes(method)
        return self._pools[name]

    def _processes(self, method: str) -> ProcessPoolExecutor:
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        if method == "forkserver":
            _forkserver(self.typesetter)
        if self._folder is None:
            with contextlib.suppress(OSError):
                self._folder = _folder()
        place = str(self._folder) if self._folder else None
        context = multiprocessing.get_context(method)
        return ProcessPoolExecutor(self.jobs, mp_context=context, initializer=_begin, initargs=(place,))

    def _close(self, name: str) -> None:
        """Let processes go."""
        pool: Any = self._pools.pop(name, None)
        if pool is None:
            return
        if name == "typesetter":
            self._typeset = 0
        processes, manager = list((pool._processes or {}).values()), pool._executor_manager_thread
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            if process.is_alive():
                process.kill()
        if manager is not None:
            manager.join(5)  # else it is woken, when Python ends, through a pipe that is closed

    def __exit__(self, *_: object) -> None:
        """Let the processes go; the next step starts others."""
        for name in list(self._pools):
            self._close(name)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
            self._blobs.clear()
            self._data.clear()


def _folder() -> Path:
    """Make a folder for large inputs, and clear away those of processes that were killed."""
    place = Path(tempfile.gettempdir())
    for left in place.glob("postil-*-*"):
        pid = left.name.split("-")[1]
        with contextlib.suppress(OSError):
            if left.lstat().st_uid == os.getuid() and has_ended(pid):
                shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"postil-{os.getpid()}-"))


_Bunch: TypeAlias = "list[tuple[int, Step[Any]]]"


@functools.cache
def _load_what_follows() -> None:
    """Load here, while others set type, what a set book is bound and audited with."""
    import postil.writers.pdf.audit
    import postil.writers.pdf.book  # noqa: F401 - what is wanted is the loading


def _bunches(wanted: Sequence[tuple[int, Step[Any]]]) -> list[_Bunch]:
    """Return steps that are near each other together, the others each by itself."""
    found: dict[str, _Bunch] = {}
    for number, step in wanted:
        found.setdefault(step.near or f" {number}", []).append((number, step))
    return list(found.values())


def _do(steps: Sequence[Step[Any]], places: Mapping[str, str]) -> list[Packed]:
    """Do steps in a process of this machine, which reads large inputs once."""
    lay_out({digest: _read(digest, place) for digest, place in places.items()})
    return [Packed(step.run()) for step in steps]


@functools.cache
def _read(digest: str, place: str) -> bytes:
    data = Path(place).read_bytes()
    if digest_of(data) != digest:
        raise ValueError(f"{place} is not what was laid out")
    return data


def do_with(steps: Sequence[Step[Any]], blobs: Mapping[str, bytes]) -> list[Packed]:
    """Do steps anywhere."""
    lay_out(blobs)
    return [Packed(step.run()) for step in steps]


# processes of this machine ------------------------------------------------------------------------------------------------


def start(jobs: int | None = None, *, typesetter: bool = True) -> None:
    """Start the process that others are forked from, where there will be any: it loads what they use, the typesetter above
    all, which takes as long as to check a small project."""
    if (cores() if jobs is None else jobs) > 1 and _can_fork():
        _forkserver(typesetter)


def stop() -> None:
    """Stop the process that was started, which may still be loading: there is nothing to do."""
    if not _started:
        return
    from multiprocessing import forkserver

    first: Any = forkserver._forkserver
    with contextlib.suppress(ProcessLookupError):
        os.kill(first._forkserver_pid, signal.SIGKILL)
    first._stop()
    _started.clear()


def _begin(folder: str | None) -> None:
    """Begin a process. What it writes for itself goes into the folder of the build, since it is killed at the end."""
    tempfile.tempdir = folder
    gc.freeze()  # what was there before stays in memory that is shared
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends this one
    threading.Thread(target=_end_with_the_first, daemon=True).start()


def _end_with_the_first() -> None:
    """End this process when the first has ended, which may have been killed without a word."""
    from multiprocessing import connection, parent_process

    if (first := parent_process()) is not None:
        connection.wait([first.sentinel])
        os._exit(1)


@functools.cache
def _can_fork() -> bool:
    """Tell whether processes can be forked and can lock (there are systems without semaphores)."""
    if sys.platform == "win32":
        return False
    import multiprocessing

    try:
        multiprocessing.get_context("fork").Lock()  # others start a process that keeps account of locks
    except (OSError, ImportError, ValueError):
        return False
    return True


_started: list[bool] = []


def _forkserver(typesetter: bool) -> None:
    """Start the process that the others are forked from, with everything loaded that steps use."""
    from multiprocessing import forkserver

    if _started and not (typesetter and not _started[0]):
        return
    stop()  # it lacks the typesetter
    modules = [*(["postil.writers.pdf.warm"] if typesetter else []), "postil.build.warm"]
    forkserver.set_forkserver_preload(modules)
    with _without_main():
        forkserver.ensure_running()
    _started.append(typesetter)


@contextlib.contextmanager
def _without_main() -> Iterator[None]:
    """Hide the caller's program while a process is started: it would be run again there (multiprocessing imports it to
    find what it defines, and steps are never defined in it)."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
