"""A cluster as the executor of steps: a Dask scheduler and its workers, on this machine or on others.

Steps and their results travel through the scheduler's connections, large inputs once to each worker that needs them, so no
disk is shared. A worker that is lost costs the step it was at, which the scheduler gives to another.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from postil.model.steps import key_of

__all__ = ["Cluster", "ClusterFailed"]

_WAIT = "20s"
_RETRIES = 3


class ClusterFailed(RuntimeError):
    """The cluster cannot be used: `missing` says that a package is not installed here, else what it answers (or that it
    does not) is told."""

    def __init__(self, message: str, *, missing: bool = False) -> None:
        super().__init__(message)
        self.missing = missing


class Cluster(Executor):
    """Steps done by the workers of a Dask scheduler (`tcp://host:port`).

    `age` is what `postil.build.age` says of this program; workers of another age would make other books and are refused.
    Raises `ClusterFailed`.
    """

    def __init__(self, address: str, age: str, ask: Callable[[], str]) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise ClusterFailed(
                "the cluster needs Dask: pip install 'postil[cluster]'", missing=True
            ) from None
        try:
            client: Any = Client(  # type: ignore[no-untyped-call]
                address, timeout=_WAIT, set_as_default=False, name="postil"
            )
        except (OSError, ValueError, TimeoutError) as error:
            raise ClusterFailed(f"no scheduler answers at {address}: {error}") from None
        self.client: Any = client
        self.age = age
        self.scattered: dict[str, Any] = {}
        self.executor: Any = self.client.get_executor(retries=_RETRIES)
        ages = self.client.run(ask)
        if not ages:
            self.client.close()
            raise ClusterFailed(f"the scheduler at {address} has no workers")
        if other := sorted(name for name, found in ages.items() if found != age):
            self.client.close()
            raise ClusterFailed(
                f"{len(other)} of {len(ages)} workers have another postil, Python or engine than this machine: {other[0]}"
            )

    @property
    def workers(self) -> int:
        """How many steps are done at a time."""
        return sum(self.client.nthreads().values())

    def submit(self, fn: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """Hand in steps that one worker is to do, with their large inputs by digest."""
        steps, blobs = arguments
        keys = [step.key for step in steps]
        there = {digest: self._sent(digest, data) for digest, data in blobs.items()}
        future: Future[Any] = self.executor.submit(
            fn, steps, there, key=f"postil-{self.age[:12]}-{key_of('steps', keys)}", **named
        )
        return future

    def _sent(self, digest: str, data: Any) -> Any:
        """Return the place of a large input on the cluster, where it is sent once."""
        if digest not in self.scattered:
            self.scattered[digest] = self.client.scatter(data, hash=True)
        return self.scattered[digest]

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster; what was handed in and is not done is given up."""
        self.scattered.clear()
        self.executor.shutdown(wait=wait and not cancel_futures)
        self.client.close()
