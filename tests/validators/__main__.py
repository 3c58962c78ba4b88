"""``python -m validators FOLDER``: every checker on every book, PDF and page in a folder. Exit status 1 if any finds a fault.

A PDF is held to PDF/UA-1.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic

from . import Finding, MissingTool, ace, axe, close, epubcheck, foliate, nu, qpdf_check, verapdf


def _foliate(path: Path) -> list[Finding]:
    book = foliate(path)
    missed = [
        Finding("foliate", "no-popup", "error", popup.error, f"{path}!{popup.section}", context=popup.call_id)
        for popup in book.popups
        if popup.error or not popup.text
    ]
    return [*book.troubles, *missed]


def _axe(path: Path) -> list[Finding]:
    found = [*axe(path), *axe(path, viewport=(360, 740), color_scheme="dark")]
    return list(dict.fromkeys(found))


_CHECKS: dict[str, tuple[tuple[str, Callable[[Path], list[Finding]]], ...]] = {
    ".epub": (("EPUBCheck", epubcheck), ("Ace", ace), ("foliate-js", _foliate)),
    ".pdf": (("qpdf", qpdf_check), ("veraPDF", verapdf)),
    ".html": (("Nu", nu), ("axe", _axe)),
    ".css": (("Nu", nu),),
}


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("usage: python -m validators FOLDER", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    # What begins with a dot is a cache, not something made for readers.
    files = [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix in _CHECKS
        and path.is_file()
        and not any(p.startswith(".") for p in path.relative_to(folder).parts)
    ]
    if not files:
        print(f"{folder}: nothing to check", file=sys.stderr)
        return 1
    faults = 0
    try:
        for path in files:
            for name, check in _CHECKS[path.suffix]:
                began = monotonic()
                findings = check(path)
                faults += len(findings)
                verdict = f"{len(findings)} faults" if findings else "clean"
                print(
                    f"{path.relative_to(folder)}: {name}: {verdict} ({monotonic() - began:.1f} s)", flush=True
                )
                for finding in findings:
                    print(f"  {finding}")
    except MissingTool as missing:
        print(missing, file=sys.stderr)
        return 3
    finally:
        close()
    print(f"{len(files)} files, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
