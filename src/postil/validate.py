"""Validate: what the writers found wrong with finished files becomes a diagnostic that stops publication."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping

from postil.diagnostics import Checked, Collector, code
from postil.model.rendition import Fault
from postil.spans import Span

__all__ = ["judge", "labels"]

_CALL = re.compile(r"""<a\b[^>]*?\sid\s*=\s*["']?c-([^\s"'>]+)[^>]*>(.*?)</a>""", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")

_CODES = {
    "not-well-formed": "W002",
    "duplicate-id": "V002",
    "link-without-target": "V001",
    "script": "W008",
    "inline-style": "W008",
    "policy-missing": "W008",
    "style-missing": "W002",
    "remote-resource": "W004",
    "resource": "W004",
    "note-missing": "W005",
    "call-missing": "W005",
    "note-text": "W005",
    "note-split": "W006",
    "note-off-page": "W006",
    "folios": "W012",
    "text-lost": "W013",
    "resolution": "W030",
    "label": "V003",
    "pages-changed": "W013",
    "cartridge-form": "V010",
    "cartridge-file": "V011",
    "cartridge-id": "V012",
    "cartridge-resource": "V013",
    "cartridge-question": "V014",
    "cartridge-script": "V015",
    "cartridge-link": "V016",
    "cartridge-answer": "V017",
    "cartridge-address": "V018",
    "worksheet": "V019",
}
_HINTS = {
    "W002": "correct the template",
    "V001": "correct the template, or the reference",
    "V003": "correct the template or the placement file",
    "V002": "correct the template: an id may stand once",
    "W004": "put the file into the project; nothing is fetched while building",
    "W005": "shorten the note, or tell us: this is a fault of the typesetter",
    "W006": "shorten the note or move its words to another paragraph",
    "W007": "look at the words named; a style sheet of the project may be the cause",
    "W008": "take the script out of the template",
    "W013": "take back the style sheet that hides the words, or tell us: this is a fault of the typesetter",
    "W012": "report it: the page numbers do not settle",
    "W030": "take a larger copy of the picture, or print it narrower: ::: {.figure width=60mm}",
    "V010": "correct the markup named; if it is none of yours, report it",
    "V011": "report it: systems would not find the file",
    "V012": "give each its own id",
    "V013": "give it a title; if it has one, report it",
    "V014": "look at the markup of the question; if nothing is wrong there, report it",
    "V015": "take out what runs: systems drop it or refuse the page",
    "V016": "correct the link, or include what it leads to",
    "V017": "do not publish it; report it",
    "V018": "give the https address at which the web edition stands",
    "V019": "report it: a worksheet must have title, headings and language",
}


def judge(faults: Iterable[Fault], medium: str, notes: Mapping[str, Span]) -> Checked[None]:
    """Return the faults of one finished file as diagnostics; `notes` are where notes are written, by the id that the
    markup has, and the files of pictures by their addresses.

    Reports V001–V003, V010–V019, W002, W004–W008, W012, W013, W030.
    """
    out = Collector()
    for fault in faults:
        id_ = _CODES.get(fault.kind, "W006" if fault.kind.startswith("note") else "W007")
        span = notes.get(fault.anchor or "") or notes.get(
            (fault.anchor or "").removeprefix("n-").removeprefix("c-")
        )
        out.report(code(id_), f"{medium}: {fault.message}", span, hint=_HINTS[id_])
    return out.done(None)


def labels(data: bytes, medium: str, notes: Mapping[str, str]) -> Iterator[Fault]:
    """Yield a fault for every call in a finished page or e-book that does not show the label its note has; `notes` are the
    labels by the id that the markup has."""
    if medium == "epub":
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            texts = [book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml")]
    else:
        texts = [data.decode()]
    for text in texts:
        for call in _CALL.finditer(text):
            name, words = html.unescape(call[1]), "".join(html.unescape(_TAG.sub("", call[2])).split())
            label = notes.get(name)
            if label is not None and words != "".join(label.split()):
                yield Fault("label", f"the call of note {label} shows “{words}”", name)
