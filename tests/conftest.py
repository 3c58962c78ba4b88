"""What all tests share: no network, the same chance every time, real documents, and expected outputs kept in files."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

import validators

# The same cases every time: a test must not fail on one machine by luck. The clock is left out for slow machines.
# Set HYPOTHESIS_PROFILE=search to look for new cases.
settings.register_profile(
    "postil", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("search", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "postil"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not os.environ.get("POSTIL_CORPORA"):
        skip = pytest.mark.skip(
            reason="reads real documents, which are no part of the project: set POSTIL_CORPORA to their folder"
        )
        for item in items:
            if item.get_closest_marker("wild"):
                item.add_marker(skip)


@pytest.fixture(scope="session", autouse=True)
def _end_checkers() -> Iterator[None]:
    yield
    validators.close()


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Nothing is fetched while building: in the tests a connection to another machine is an error."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in {
            "127.0.0.1",
            "localhost",
            "::1",
        }:
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder with real documents; only for tests marked ``wild``."""
    folder = Path(os.environ["POSTIL_CORPORA"])
    assert folder.is_dir(), f"POSTIL_CORPORA names no folder: {folder}"
    return folder


@pytest.fixture(scope="session")
def accept() -> bool:
    """Whether expected outputs are to be written anew (``make accept``)."""
    return os.environ.get("POSTIL_ACCEPT") == "1"


@pytest.fixture
def expect(accept: bool) -> Callable[[Path, str | bytes], None]:
    """``expect(path, actual)``: what was made equals the file at ``path``; under ``make accept`` the file is written."""

    def check(path: Path, actual: str | bytes) -> None:
        made = actual.encode("utf-8") if isinstance(actual, str) else actual
        if accept:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(made)
            return
        assert path.is_file(), f"{path} is not there; `make accept` writes it"
        expected = path.read_bytes()
        if isinstance(actual, str):
            assert actual == expected.decode("utf-8"), f"differs from {path}; if that is meant: `make accept`"
        else:
            assert made == expected, f"differs from {path}; if that is meant: `make accept`"

    return check
