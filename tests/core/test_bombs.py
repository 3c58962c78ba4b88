"""What is made to take any time or memory takes little, and says so where words would be lost."""

from __future__ import annotations

import time

import pytest

from core.projects import checkup
from postil.ingest.annotations import ingest_annotations
from postil.ingest.decode import decode
from postil.ingest.manifest import ingest_project_manifest
from postil.ingest.markdown import parse_markdown
from postil.ingest.yaml import parse_yaml
from postil.spans import InputFile, SourceText

pytestmark = pytest.mark.slow

SECONDS = 10.0  # for a slow machine: here each takes a second or two; a bomb that goes off takes minutes

MARKDOWN = {
    "stars": "*" * 100_000,
    "stars and letters": "*a" * 50_000,
    "underscores in words": "a_" * 50_000,
    "strong and emphasis": "**a *b " * 15_000,
    "open brackets": "[" * 50_000,
    "nested brackets": "[" * 5_000 + "]" * 5_000,
    "nested brackets with a key": "[" * 3_000 + "@a" + "]" * 3_000,
    "images": "![" * 20_000,
    "links": "[a](" * 20_000,
    "links to nowhere": "[a](<b" * 15_000,
    "spans": "[a]{.b " * 15_000,
    "raised": "^" * 100_000,
    "raised words": "^a " * 30_000,
    "code marks of many lengths": " ".join("`" * n for n in range(1, 400)),
    "code marks": "`" * 100_000,
    "backslashes": "\\" * 100_000,
    "entities": "&" * 50_000 + "&amp" * 20_000,
    "comments": "<!--" * 25_000,
    "tags": "<a " * 30_000,
    "autolinks": "<a:" * 30_000,
    "quotations": ">" * 50_000,
    "quotations in lines": "\n".join("> " * min(n, 60) + "a" for n in range(600)),
    "lists in lists": "\n".join("  " * n + "- a" for n in range(600)),
    "divs in divs": "::: verse\n" * 3_000,
    "divs beside divs": "::: verse\na\n:::\n" * 3_000,
    "colons": "::: a" + " " * 50_000 + ":" * 50_000 + "!",
    "braces in a heading": "## " + "{" * 50_000,
    "spaces in a heading": "## a" + " " * 100_000 + "b {",
    "one long line": "word " * 100_000,
    "a wide table": "|" + "a|" * 2_000 + "\n|" + "-|" * 2_000 + "\n" + ("|" + "b|" * 2_000 + "\n") * 5,
    "a long table": "|a|b|\n|-|-|\n" + "|c|d|\n" * 5_000,
    "numbers": "1) a\n" * 5_000,
    "long number": "9" * 100_000 + ". a",
}


@pytest.mark.parametrize("name", MARKDOWN)
def test_markdown(name: str) -> None:
    begin = time.perf_counter()
    checkup(
        {"source/letter/text.md": "# T\n\n" + MARKDOWN[name] + "\n", "source/letter/copy-text.txt": "T\n"}
    )
    assert time.perf_counter() - begin < SECONDS


def test_nothing_is_left_out_in_silence() -> None:
    """What lies too deep to be read is told."""
    found = parse_markdown(SourceText.of("text.md", "> " * 50 + "words"))
    assert [d.code.id for d in found.diagnostics] == ["T021"]
    assert not parse_markdown(SourceText.of("text.md", "> " * 30 + "words")).diagnostics


YAML = {
    "billion laughs": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)),
    "aliases": "a: &a x\nb: [" + "*a, " * 5_000 + "]\n",
    "deep lists": "a: " + "[" * 20_000,
    "deep maps": "".join(" " * n + "a:\n" for n in range(1_500)),
    "deep dashes": "- " * 5_000 + "a",
    "many keys": "".join(f"k{n}: v\n" for n in range(3_000)),
    "a long word": "a: " + "x" * 1_000_000,
    "a long quotation": 'a: "' + "\\x41" * 50_000 + '"',
    "a long number": "a: " + "9" * 100_000,
    "tag": "a: !!python/object/new:os.system [echo]\n",
    "anchor of itself": "a: &a [*a]\n",
    "merge": "a: &a {b: c}\nd: {<<: *a}\n",
}


@pytest.mark.parametrize("name", YAML)
def test_yaml(name: str) -> None:
    begin = time.perf_counter()
    read = parse_yaml(SourceText.of("a.yaml", YAML[name]))
    ingest_project_manifest(SourceText.of("postil.yaml", YAML[name]))
    assert time.perf_counter() - begin < SECONDS
    if name in {
        "billion laughs",
        "aliases",
        "deep lists",
        "deep maps",
        "deep dashes",
        "tag",
        "anchor of itself",
    }:
        assert not read.ok


def test_files() -> None:
    begin = time.perf_counter()
    controls = decode(InputFile("a.md", b"\x01 " * 1_000_000))
    assert len(controls.diagnostics) == 10
    accents = decode(InputFile("a.md", ("e" + "\u0301" * 300_000).encode()))
    assert [d.code.id for d in accents.diagnostics] == ["M003"]
    project = ingest_project_manifest(SourceText.of("postil.yaml", "title: T\n")).value
    head = "---\nseries: notes\n---\n"
    for body in (
        "# a " + " " * 100_000 + "b\n",
        "# text “" + "a” " * 30_000 + "\n",
        "```\n" * 20_000 + "# a\n" * 20_000,
    ):
        ingest_annotations(SourceText.of("a.md", head + body), project, "en")
    assert time.perf_counter() - begin < 2 * SECONDS


def test_patterns_that_never_end() -> None:
    """A pattern of a declared difference that takes any time is given up for the line."""
    begin = time.perf_counter()
    checkup(
        {
            "source/letter/edition.yaml": "title: A Letter\ncopy-text: {sha256: SHA256}\ndifferences:\n- pattern: (a+)+b\n",
            "source/letter/copy-text.txt": "A Letter\n\nDear friend,\n"
            + "a" * 60
            + "\nthe ship has come in.\n",
        }
    )
    assert time.perf_counter() - begin < SECONDS
