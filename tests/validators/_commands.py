"""The checkers that are started anew for each file: Ace and qpdf."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import playwright

from ._base import AnyPath, CheckerFailed, Finding, chromium, node_package, program, resolved


def node() -> Path:
    """The Node.js inside Playwright's wheel. Ace wants a newer one than some systems have; this one is in the lock."""
    driver = Path(playwright.__file__).parent / "driver"
    found = driver / ("node.exe" if os.name == "nt" else "node")
    if not found.is_file():
        raise CheckerFailed(f"Playwright's wheel has no Node.js in {driver}")
    return found


def ace(epub: AnyPath) -> list[Finding]:
    """What Ace by DAISY finds wrong with a book's accessibility. One book takes seconds; a book seen before is remembered."""
    [path] = resolved(epub)
    return [*_ace(path, hashlib.sha256(path.read_bytes()).hexdigest())]


@cache
def _ace(path: Path, _content: str) -> tuple[Finding, ...]:
    script = node_package("@daisy/ace-cli", "bin", "ace.js")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out")
        # Ace and Chromium write settings and logs below the home folder; they get one of their own.
        environment = {
            **os.environ,
            "HOME": folder,
            "XDG_CONFIG_HOME": f"{folder}/config",
            "XDG_CACHE_HOME": f"{folder}/cache",
            "XDG_DATA_HOME": f"{folder}/data",
            "XDG_STATE_HOME": f"{folder}/state",
            "PUPPETEER_EXECUTABLE_PATH": chromium(),
        }
        run = subprocess.run(
            [str(node()), str(script), "--force", "--silent", "--outdir", str(out), str(path)],
            capture_output=True,
            text=True,
            env=environment,
            check=False,
            timeout=300,
        )
        result = out / "report.json"
        if run.returncode or not result.is_file():
            raise CheckerFailed(f"Ace on {path}: exit status {run.returncode}\n{run.stdout}{run.stderr}")
        told: dict[str, Any] = json.loads(result.read_text("utf-8"))
    if "earl:result" not in told:
        raise CheckerFailed(f"Ace on {path}: its report has no verdict")
    findings = [
        Finding(
            checker="ace",
            rule=str(one["earl:test"]["dct:title"]),
            severity=str(one["earl:test"]["earl:impact"]),
            message=str(one["earl:result"]["dct:description"]).strip(),
            file=f"{path}!{document['earl:testSubject']['url']}",
            context=str(one["earl:result"].get("html", "")),
        )
        for document in told["assertions"]
        for one in document["assertions"]
        if one["earl:result"]["earl:outcome"] != "pass"
    ]
    if not findings and told["earl:result"]["earl:outcome"] != "pass":
        raise CheckerFailed(f"Ace on {path}: it failed the book and named no reason")
    return tuple(findings)


def qpdf_check(pdf: AnyPath) -> list[Finding]:
    """What ``qpdf --check`` finds wrong with a PDF's structure; its warnings count."""
    [path] = resolved(pdf)
    run = subprocess.run(
        [program("qpdf", "qpdf"), "--check", str(path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    # 0 is clean, 2 errors, 3 warnings; what is wrong stands on standard error.
    if run.returncode == 0:
        return []
    severity = "warning" if run.returncode == 3 else "error"
    lines = [line for line in run.stderr.splitlines() if line.strip()] or [f"exit status {run.returncode}"]
    return [Finding("qpdf", "check", severity, line, str(path)) for line in lines]
