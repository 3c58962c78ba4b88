"""Nothing that stands in a reader's manifest makes the program fall: only diagnostics come of it, each at its place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.projects import checkup
from postil.ingest.manifest import ingest_project_manifest
from postil.ingest.reader_manifest import ingest_reader_manifest
from postil.spans import SourceText

PROJECT = ingest_project_manifest(SourceText.of("postil.yaml", "title: A test\n")).value
_KEYS = [
    "edition",
    "prose",
    "file",
    "part",
    "week",
    "title",
    "dates",
    "introduction",
    "introduction-file",
    "contents",
    "excerpt",
    "series",
    "questions",
    "teaching-notes",
    "teaching-notes-file",
    "projects",
    "cartridge",
    "build",
    "path",
    "package",
    "none",
]
_VALUES = [
    "letter",
    "other/letter",
    "/",
    "a/",
    "../x",
    "~",
    "1",
    "yes",
    "no",
    "true",
    "full",
    "short",
    "none",
    "title",
    "text.1",
    "text.1..text.2",
    "text.2..text.1",
    "..",
    "a..",
    "..b",
    "a...b",
    "text.1, text.1",
    ",",
    ", ,",
    "2026-09-07",
    "2026-09-07/2026-09-11",
    "2026-13-01",
    "/",
    "2026-09-07/",
    "notes",
    "nobody",
    "[](text.1)",
    "[](letter--text.1)",
    "[@x]",
    "é",
    "“",
    "pdf",
    "cartridge",
    "1.1",
    "https://x.org/",
]
_SCALAR = st.sampled_from(_VALUES)
_ITEM = st.recursive(
    _SCALAR,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=4),
    max_leaves=12,
)
_ENTRY = st.dictionaries(st.sampled_from(_KEYS), _ITEM, min_size=1, max_size=4) | _SCALAR


def flow(value: object) -> str:
    """Return a value in the flow style of YAML, scalars quoted now and then as they must be."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    words = str(value)
    return words if words.replace("-", "").replace(".", "").isalnum() else "'" + words + "'"


@st.composite
def manifests(draw: st.DrawFn) -> str:
    """A reader's manifest of keys and values that mean something, put together anyhow."""
    top = draw(st.dictionaries(st.sampled_from(_KEYS), _ITEM, max_size=4))
    top.pop("contents", None)
    entries = draw(st.lists(_ENTRY, max_size=4))
    lines = ["title: A Reader", *(f"{k}: {flow(v)}" for k, v in top.items() if k != "title"), "contents:"]
    return "\n".join([*lines, *(f"- {flow(e)}" for e in entries)]) + "\n"


@given(manifests())
def test_any_manifest_of_a_reader_is_read_or_refused(words: str) -> None:
    source = SourceText.of("readers/x.yaml", words)
    for found in ingest_reader_manifest(source, "x", PROJECT).diagnostics:
        assert found.span is not None
        assert 0 <= found.span.start <= found.span.end <= len(words) + 1
        assert found.hint


@given(manifests())
def test_any_reader_of_a_project_gives_diagnostics(words: str) -> None:
    found = checkup(
        {"readers/course.yaml": words, "source/letter/text.md": "# A Letter\n\nWords.\n\nMore.\n"}
    )
    found.shown()
