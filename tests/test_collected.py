"""All tests are run when all tests are asked for."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

import pytest

TESTS = Path(__file__).parent


def test_no_folder_of_tests_is_left_out(pytestconfig: pytest.Config) -> None:
    """pytest passes over folders called `build` unless it is told otherwise."""
    left_out = pytestconfig.getini("norecursedirs")
    folders = {path.parent.relative_to(TESTS) for path in TESTS.rglob("test_*.py")}
    assert len(folders) > 10
    passed_over = [
        folder.as_posix()
        for folder in folders
        if any(fnmatch(part, pattern) for part in folder.parts for pattern in left_out)
    ]
    assert passed_over == []
