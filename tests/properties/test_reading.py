"""Nothing that a user writes makes the program fall: only diagnostics come of it, each at a place in the file."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from core.projects import checkup
from postil.diagnostics import Diagnostic
from postil.ingest.bibliography import ingest_bibliography
from postil.ingest.decode import decode
from postil.ingest.markdown import parse_markdown
from postil.ingest.text import ingest_text
from postil.ingest.yaml import parse_yaml
from postil.model.edition import ProjectFiles
from postil.model.prose import Text, walk_blocks
from postil.spans import InputFile, SourceText
from properties.documents import markdown

# text made of the pieces that mean something, so that more than nonsense is tried
_MARKS = (
    "# |## |### |\n|\n\n|*|**|_|[|]|(|)|{|}|{#a}|{.page n=3}|{ruby=x}|]{|](|:::|::: verse|::: {#x .signatures}|\n:::\n"
    "|> |- |1. |2) |`|```|\n```\n|~~~|\n|---|---\n|!|![x](a.png)|[@k, p. 1]|[see @k; @j]|@|;|<b>|</b>|<!--|-->|&amp;|&"
    "|\\|\\*|^2^|~2~|~|$|---\n|***\n|“|”|art-1|word|Article I|日本|語|e" + "\u0301|\u00ad|\u00a0"
    "|\t|  \n|\r\n|http://x.y/|javascript:|::: answer|T|1|."
)
_SIGNS = (
    "title: |a: |- |? |: |[|]|{|}|,|\n|  |\n  |\n- |'|\"|!!str |!x |&a |*a |*b |# c|>|>-|~|yes|no|1|1e9|0x1F|1e999|.inf"
    "|2020-01-01|---\n|...\n|%YAML 1.1\n|\t|é|語|<<: |copy-text:\n|differences:\n|remove: |times: |any|series:\n|kind: "
    '|notes|contents:\n|prose: >\n  |prose: "\\r|\\ud800|\\x00|null'
)
_MARKDOWN = st.lists(
    st.sampled_from([*_MARKS.split("|"), "|", "| a | b |\n|---|---|\n| c \\| d | e |\n"]), max_size=40
).map("".join)
_YAML = st.lists(st.sampled_from([*_SIGNS.split("|"), "|\n  x\n", "|"]), max_size=30).map("".join)


def _within(found: tuple[Diagnostic, ...], source: SourceText) -> None:
    for d in found:
        for span in [d.span, *(label.span for label in d.labels)]:
            assert span is not None
            assert span.file == source.path
            assert 0 <= span.start <= span.end <= len(source.text) + 1, d
        assert d.message


@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    read = decode(InputFile("a.md", data))
    if read.value is not None:
        assert "\r" not in read.value.text
        assert not read.value.text.startswith("\ufeff") or data.startswith(b"\xef\xbb\xbf\xef\xbb\xbf")
    assert (read.value is None) <= (not read.ok)


@given(st.one_of(st.text(), _YAML))
def test_any_yaml_is_read_or_refused(text: str) -> None:
    source = SourceText.of("a.yaml", text)
    _within(parse_yaml(source).diagnostics, source)


@given(st.one_of(st.text(), _MARKDOWN))
def test_any_markdown_is_read_or_refused(text: str) -> None:
    source = SourceText.of("text.md", text.replace("\r\n", "\n"))
    _within(parse_markdown(source).diagnostics, source)
    _within(ingest_text(source, "en").diagnostics, source)


@given(st.one_of(_MARKDOWN, markdown()))
def test_every_character_points_at_itself(text: str) -> None:
    """What is read stands in the file where it says, except what the file writes otherwise (line ends, entities)."""
    source = SourceText.of("text.md", text.replace("\r\n", "\n"))
    for node in walk_blocks(parse_markdown(source).value):
        if isinstance(node, Text):
            assert len(node.at) == len(node.text)
            for ch, at in zip(node.text, node.at, strict=True):
                written = source.text[at]
                assert written == ch or (ch.isspace() and written.isspace()) or written == "&", (
                    ch,
                    written,
                    node,
                )


@given(st.one_of(st.text(), _MARKDOWN))
def test_the_characters_of_blocks_point_at_themselves(text: str) -> None:
    source = SourceText.of("text.md", text.replace("\r\n", "\n"))
    for block in ingest_text(source, "en").value.blocks:
        if block.kind == "figure":
            continue
        assert len(block.at) == len(block.text)
        assert all(0 <= at <= len(source.text) for at in block.at)


_FILES = {
    "postil.yaml": _YAML,
    "source/letter/edition.yaml": _YAML,
    "source/letter/text.md": _MARKDOWN,
    "source/letter/introduction.md": _MARKDOWN,
    "source/letter/copy-text.txt": st.text(max_size=50),
    "annotations/letter/notes.md": _MARKDOWN.map(lambda m: f"---\nseries: notes\n---\n# text.1 {m}"),
    "annotations/letter/apparatus.md": _MARKDOWN.map(
        lambda m: f"---\nseries: apparatus\n---\n# text.1\n\n- C: {m}"
    ),
    "annotations/letter/free.md": st.one_of(_MARKDOWN, st.text(max_size=80)),
    "source/bibliography.yaml": _YAML,
    "source/bibliography.json": st.recursive(
        st.none() | st.text(max_size=4) | st.integers() | st.floats(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["id", "references", "title"]), inner)
        ),
        max_leaves=8,
    ).map(json.dumps),
    "readers/course.yaml": _YAML,
}


@given(st.data())
def test_a_project_of_anything_gives_diagnostics(data: st.DataObject) -> None:
    """Each kind of file in turn holds anything; the others are those of a plain project."""
    chosen = data.draw(st.lists(st.sampled_from(sorted(_FILES)), min_size=1, max_size=4, unique=True))
    project = {path: data.draw(_FILES[path]) for path in chosen}
    checkup(project).shown()


@given(st.dictionaries(st.sampled_from(sorted(_FILES)), st.binary(max_size=60)))
def test_a_project_of_any_bytes_gives_diagnostics(given_files: dict[str, bytes]) -> None:
    read = ProjectFiles({path: InputFile(path, data) for path, data in given_files.items()})
    checkup(read).shown()


@given(st.text())
def test_any_bibliography_is_read_or_refused(text: str) -> None:
    for ending in ("yaml", "json", "bib"):
        ingest_bibliography(SourceText.of(f"bibliography.{ending}", text))
