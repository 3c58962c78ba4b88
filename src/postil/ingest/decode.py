"""Bytes to characters: UTF-8, NFC, LF.

Unicode Standard Annex #15 (normalization forms); a byte order mark and CRLF line ends are accepted and dropped.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from postil.diagnostics import Checked, Collector, code
from postil.spans import InputFile, SourceText, Span

__all__ = ["MAX_BYTES", "decode", "readable"]

MAX_BYTES = 16 * 1024 * 1024
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]+")
_MOST_CONTROLS = 10


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
    mark = len(codecs.BOM_UTF8) if file.data.startswith(codecs.BOM_UTF8) else 0
    try:
        text = _with_line_feeds(file.data[mark:].decode("utf-8"))
    except UnicodeDecodeError as error:
        at = len(_with_line_feeds(file.data[mark : mark + error.start].decode("utf-8")))
        out.report(
            code("M002"),
            f"byte {mark + error.start + 1} (0x{file.data[mark + error.start]:02x}) is not UTF-8",
            Span(path, at, at + 1),
            hint="save the file as UTF-8 (without changing it otherwise)",
        )
        return out.done(None)
    if not unicodedata.is_normalized("NFC", text):
        normal = unicodedata.normalize("NFC", text)
        at, wrong, right = _first_not_normal(text, normal)
        out.report(
            code("M003"),
            f"“{right}” is written with the characters {_names(wrong)}; in NFC it is {_names(right)}",
            Span(path, at, at + len(right)),
            hint="save the file in Unicode normalization form C (NFC)",
        )
        text = normal
    for number, found in enumerate(_CONTROL.finditer(text)):
        if number == _MOST_CONTROLS:
            break
        out.report(
            code("M021"),
            f"the control character {_names(found[0][:1])} cannot be printed",
            Span(path, found.start(), found.end()),
            hint="delete it",
        )
    return out.done(SourceText.of(path, _CONTROL.sub(lambda m: " " * len(m[0]), text)))


def readable(file: InputFile) -> SourceText:
    """Return the text of a file as well as it can be shown, whatever its bytes; places are those of `decode`."""
    text = _with_line_feeds(file.data[:MAX_BYTES].decode("utf-8-sig", errors="replace"))
    return SourceText.of(file.path, text)


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _first_not_normal(text: str, normal: str) -> tuple[int, str, str]:
    """Return place, cluster and normal form of the first cluster that is not in NFC."""
    import regex

    at = 0
    for cluster in regex.findall(r"\X", text):
        right = unicodedata.normalize("NFC", cluster)
        if right != cluster:
            return at, cluster, right
        at += len(cluster)
    at = next((i for i, (a, b) in enumerate(zip(text, normal, strict=False)) if a != b), 0)
    return at, text[at], normal[at : at + 1]


def _names(cluster: str) -> str:
    return " ".join(f"U+{ord(ch):04X}" for ch in cluster)
