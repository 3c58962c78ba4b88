"""Bytes to characters: UTF-8, NFC, LF.

Unicode Standard Annex #15 (normalization forms); a byte order mark and CRLF line ends are accepted and dropped.
"""

from __future__ import annotations

import unicodedata

from postil.diagnostics import Checked, Collector, code
from postil.spans import InputFile, SourceText, Span

__all__ = ["MAX_BYTES", "decode"]

MAX_BYTES = 16 * 1024 * 1024
_ALLOWED_CONTROLS = "\t\n"


def decode(file: InputFile) -> Checked[SourceText | None]:
    """Return the text of `file`, or nothing where it cannot be read.

    Reports M002 (not UTF-8), M003 (not NFC), M016 (too large), M021 (control characters).
    """
    out = Collector()
    path = file.path
    if len(file.data) > MAX_BYTES:
        out.report(
            code("M016"),
            f"the file has {len(file.data)} bytes; at most {MAX_BYTES} are read",
            Span(path, 0, 0),
            hint="divide it into several files",
        )
        return out.done(None)
    try:
        text = file.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = file.data[: error.start].decode("utf-8-sig", errors="replace")
        before = before.replace("\r\n", "\n").replace("\r", "\n")
        out.report(
            code("M002"),
            f"byte {error.start + 1} (0x{file.data[error.start]:02x}) is not UTF-8",
            Span(path, len(before), len(before)),
            hint="save the file as UTF-8 (without changing it otherwise)",
        )
        return out.done(None)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not unicodedata.is_normalized("NFC", text):
        at, wrong, right = _first_not_normal(text)
        out.report(
            code("M003"),
            f"“{wrong}” is written with the characters {_names(wrong)}; in NFC it is {_names(right)}",
            Span(path, at, at + len(wrong)),
            hint="save the file in Unicode normalization form C (NFC)",
        )
        text = unicodedata.normalize("NFC", text)
    for i, ch in enumerate(text):
        if ch < " " and ch not in _ALLOWED_CONTROLS or "\x7f" <= ch <= "\x9f" or ch in "\ufffe\uffff":
            out.report(
                code("M021"),
                f"the control character U+{ord(ch):04X} cannot be printed",
                Span(path, i, i + 1),
                hint="delete it",
            )
            text = text[:i] + " " + text[i + 1 :]
    return out.done(SourceText.of(path, text))


def _first_not_normal(text: str) -> tuple[int, str, str]:
    """Return place, cluster and normal form of the first cluster that is not in NFC."""
    start = 0
    for i in range(1, len(text) + 1):
        if i == len(text) or not unicodedata.combining(text[i]):
            cluster = text[start:i]
            normal = unicodedata.normalize("NFC", cluster)
            if normal != cluster:
                return start, cluster, normal
            start = i
    # composition across starters (Hangul jamo): point at the whole
    return 0, text[:1], unicodedata.normalize("NFC", text)[:1]


def _names(cluster: str) -> str:
    return " ".join(f"U+{ord(ch):04X}" for ch in cluster)
