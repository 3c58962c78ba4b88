"""Programs run in processes of their own, to see that nothing of a process gets into what they make."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_TESTS = Path(__file__).resolve().parent


def told(program: str, *arguments: str) -> set[bytes]:
    """Return what `program` prints in processes that hash in other orders and lie in other time zones."""
    path = f"{_TESTS}{os.pathsep}{_TESTS.parent / 'src'}"
    return {
        subprocess.run(
            [sys.executable, "-c", program, *arguments],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path, "TZ": zone},
            check=True,
            capture_output=True,
        ).stdout
        for seed, zone in (("1", "Asia/Tokyo"), ("2", "America/Chicago"))
    }
