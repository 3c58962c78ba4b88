"""The treaty, built once for all tests that look at it."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.kit import Built, copy_treaty, product


@pytest.fixture(scope="session")
def treaty_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_treaty(tmp_path_factory.mktemp("treaty"))


@pytest.fixture(scope="session")
def treaty(treaty_root: Path) -> Built:
    """This repository's own edition as students get it."""
    return product(treaty_root, "us-japan-1960")


@pytest.fixture(scope="session")
def instructors(treaty_root: Path, treaty: Built) -> Built:
    """The same as instructors get it, in a folder beside the students'."""
    return product(treaty_root, "us-japan-1960", audience="instructors")
