"""What `edition.yaml` says of parallel texts: the same document in other languages, and how they are shown."""

from __future__ import annotations

import re

from postil.diagnostics import code
from postil.frozen import dataclass
from postil.ingest.fields import Fields, nearest
from postil.ingest.manifest import CALLS, usual_calls
from postil.ingest.reader_values import excerpt
from postil.ingest.sources import copy_text, differences, safe_path, witnesses
from postil.ingest.yaml import Mapping
from postil.model.manifest import Alignment, ParallelManifest, Selection
from postil.model.parallel import ALTERNATE, COLUMNS
from postil.spans import SourceText

__all__ = ["Texts", "parallel_texts"]

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
"""A language tag as RFC 5646 § 2.1 has it, without those that begin with `x` or `i`."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts beside the main one, how all are shown, and what readers call the main one."""

    others: tuple[ParallelManifest, ...]
    layout: str
    name: str


def parallel_texts(fields: Fields, main: str, calls: str, source: SourceText) -> Texts:
    """Return what stands under `texts` and `parallel`; `main` is the language of the main text, `calls` where the project
    wants calls. Reports M005–M008, M011."""
    out = fields.out
    others: list[ParallelManifest] = []
    name = ""
    for language, span, node in fields.entries("texts"):
        own = Fields(node, f"text “{language}”", span, out)
        if language == main:
            name = own.text("name")
            own.done()
            continue
        if not _TAG.fullmatch(language):
            out.report(
                code("M008"),
                f"“{language}” is no language",
                span,
                hint="write its tag, as ja, ar, la, grc or en-GB",
            )
        usual = f"text.{language}.md"
        found = ParallelManifest(
            language,
            own.text("name"),
            safe_path(own.text("file", usual), own.value_span("file"), out),
            copy_text(own, out, f"copy-text.{language}.txt"),
            differences(own, out),
            witnesses(own, out),
            own.choice("calls", CALLS, usual_calls(language, calls)),
            _alignments(own, language, main, source),
            span,
            own.value_span("file") if own.has("file") else span,
        )
        own.done()
        if _TAG.fullmatch(language):
            others.append(found)
    known = (COLUMNS, ALTERNATE, main, *(t.language for t in others)) if others else ()
    layout = fields.text("parallel")
    if layout and layout not in known:
        near = nearest(layout, known)
        out.report(
            code("M008"),
            f"“parallel” cannot be “{layout}”"
            if known
            else "there is no text beside which another could stand",
            fields.value_span("parallel"),
            hint=(f"write `parallel: {near}`" if near else "write one of: " + ", ".join(known))
            if known
            else "list it under texts: with its language, or delete this line",
        )
        layout = ""
    return Texts(tuple(others), layout or (COLUMNS if others else ""), name)


def _alignments(own: Fields, language: str, main: str, source: SourceText) -> tuple[Alignment, ...]:
    """Return what is said of passages that do not go along. Reports M005–M008."""
    found = []
    for node in own.items("alignment"):
        fields = Fields(node, "this alignment", node.span, own.out)
        if not isinstance(node, Mapping):
            continue
        here, there = (_passage(fields, tag, source) for tag in (language, main))
        fields.done()
        if here is None and there is None and not fields.mapping.items:
            own.out.report(
                code("M006"),
                "this alignment names no passage",
                node.span,
                hint=f"write - {{{language}: art-1.1, {main}: art-1.1..art-1.2}}",
            )
        if here is not None or there is not None:
            found.append(Alignment(here, there, node.span))
    return tuple(found)


def _passage(fields: Fields, tag: str, source: SourceText) -> Selection | None:
    pieces = excerpt(fields, source, tag) or ()
    if len(pieces) > 1:
        fields.out.report(
            code("M008"),
            "an alignment names one passage of each text",
            pieces[1].span,
            hint="write a range, art-1.1..art-1.2, or an alignment for each",
        )
    return pieces[0] if pieces else None
