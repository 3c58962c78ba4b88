"""Writes `postil.writers.pdf._declared` from the WeasyPrint that is installed."""

from __future__ import annotations

import contextlib
import hashlib
import io
import sys
import tempfile
from pathlib import Path

HEAD = "# mypy: ignore-errors\n# fmt: off\n"


def written() -> tuple[str, str]:
    """Return the module, and the digest of the source it is made from."""
    import cffi
    import weasyprint.text.ffi as source

    made = cffi.FFI()
    for words in source.ffi._cdefsources:
        made.cdef(words)
    made.set_source("_declared", None)
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        path = Path(folder) / "_declared.py"
        made.emit_python_code(str(path))
        lines = [line.rstrip() for line in path.read_text(encoding="utf-8").splitlines()]
    digest = hashlib.sha256(Path(source.__file__).read_bytes()).hexdigest()
    return HEAD + "\n".join(lines) + "\n", digest


if __name__ == "__main__":
    module, digest = written()
    Path(sys.argv[1]).write_text(module, encoding="utf-8")
    print(digest)  # noqa: T201
