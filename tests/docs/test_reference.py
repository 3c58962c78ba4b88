"""The reference is whole: every key of the manifests, every command and option."""

from __future__ import annotations

import re
import shlex
from collections import defaultdict
from typing import Any

import click
import pytest

from docs.pages import DOCS, PAGES, ROOT, examples, name, prose, rows
from docs.test_examples import project, used_as
from postil.ingest.annotations import ingest_annotations
from postil.ingest.edition_manifest import ingest_edition_manifest
from postil.ingest.fields import Fields
from postil.ingest.manifest import ingest_project_manifest
from postil.ingest.reader_manifest import ingest_reader_manifest
from postil.spans import SourceText

SCOPES = {
    r"postil\.yaml": ("edition.md", "postil.yaml"),
    "“imprint”": ("edition.md", "imprint"),
    "contributor “.*": ("edition.md", "contributors"),
    "series “.*": ("edition.md", "series"),
    "“place”": ("edition.md", "place"),
    r"edition\.yaml": ("edition.md", "edition.yaml"),
    "“copy-text”": ("edition.md", "copy-text"),
    "this difference": ("edition.md", "differences"),
    "witness “.*": ("edition.md", "witnesses"),
    "part “.*": ("edition.md", "parts"),
    "text “.*": ("edition.md", "texts"),
    "“rights”": ("edition.md", "rights"),
    r"readers/x\.yaml": ("readers.md", "The file"),
    "this entry": ("readers.md", "Contents"),
    "project “.*": ("readers.md", "Projects"),
    "trim “.*": ("edition.md", "trims"),
    "target “.*": ("edition.md", "targets"),
    "this volume": ("front.md", "series-volumes"),
    "“frontispiece”": ("front.md", "frontispiece"),
    "the epigraph": ("front.md", "epigraph"),
    "the facsimile of page .*": ("front.md", "facsimiles"),
    "“cartridge”": ("readers.md", "Cartridge"),
    "“cover”": ("covers.md", "cover"),
    "“spine”": ("covers.md", "spine"),
    "“case”": ("covers.md", "case"),
    "this person": ("index.md", "persons"),
    "this event": ("index.md", "chronology"),
    "this word": ("index.md", "glossary"),
    "“index”": ("index.md", "index"),
    "the head": ("notes.md", "A file"),
}
"""What a mapping is called in messages, and the heading of the table that describes its keys."""


def _ingest_everything() -> None:
    """Read manifests that have a mapping of each kind: the examples of the documentation."""
    manifest = project()
    for example in used_as("yaml", "edition", "differences"):
        text = example.text
        if example.use == "differences":
            text = "title: x\ndifferences:\n" + "".join(f"  {line}\n" for line in text.splitlines())
        ingest_edition_manifest(SourceText.of("edition.yaml", text), "x", manifest)
    for example in used_as("yaml", "reader"):
        ingest_reader_manifest(SourceText.of("readers/x.yaml", example.text), "x", manifest)
    head = "---\nseries: editorial\n---\n\n# art-1 {#x}\n\nWords.\n"
    ingest_annotations(SourceText.of("annotations/x/notes.md", head), manifest, "en")


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """Return the keys that the program asks for, by the mapping it asks."""
    seen: list[Fields] = []
    begin = Fields.__init__

    def recording(self: Fields, *args: Any) -> None:
        begin(self, *args)
        seen.append(self)

    monkeypatch.setattr(Fields, "__init__", recording)
    _ingest_everything()
    found: dict[str, set[str]] = defaultdict(set)
    for fields in seen:
        if fields.where in {"this alignment", "“words”"}:
            continue  # their keys are languages, or stand in docs/words.md
        (scope,) = [s for s in SCOPES if re.fullmatch(s, fields.where)] or [fields.where]
        found[scope] |= set(fields.known)
    return found


def test_every_mapping_is_described(keys: dict[str, set[str]]) -> None:
    assert set(keys) == set(SCOPES)


@pytest.mark.parametrize("scope", SCOPES)
def test_keys(scope: str, keys: dict[str, set[str]]) -> None:
    """The table of a mapping has each key that is asked for, and no other."""
    page, heading = SCOPES[scope]
    assert rows(DOCS / page, heading) == keys[scope]


UNKNOWN = {
    "postil.yaml": "postil.yaml|none: 1",
    "imprint": "postil.yaml|imprint: {none: 1}",
    "contributor": "postil.yaml|contributors: {MK: {name: M, none: 1}}",
    "series": "postil.yaml|series: {notes: {none: 1}}",
    "place": "postil.yaml|series: {notes: {place: {none: 1}}}",
    "edition.yaml": "edition.yaml|none: 1",
    "copy-text": "edition.yaml|copy-text: {none: 1}",
    "difference": "edition.yaml|differences: [{remove: x, none: 1}]",
    "witness": "edition.yaml|witnesses: {F: {name: Draft, none: 1}}",
    "part": "edition.yaml|parts: {afterword: {none: 1}}",
    "text": "edition.yaml|texts: {fr: {none: 1}}",
    "alignment": "edition.yaml|texts: {fr: {alignment: [{none: 1}]}}",
    "rights": "edition.yaml|rights: {none: 1}",
    "person": "edition.yaml|persons: [{name: x, none: 1}]",
    "event": "edition.yaml|chronology: [{date: 1960, text: x, none: 1}]",
    "word": "edition.yaml|glossary: [{term: x, text: x, none: 1}]",
    "trim": "postil.yaml|trims: {pocket: {none: 1}}",
    "target": "postil.yaml|targets: {print: {none: 1}}",
    "words": "postil.yaml|words: {none: x}",
    "words of a language": "postil.yaml|words: {sw: {none: x}}",
    "volume": "postil.yaml|series-volumes: [{title: x, none: 1}]",
    "isbn": "edition.yaml|isbn: {none: 978-0-306-40615-7}",
    "epigraph": "edition.yaml|epigraph: {text: x, none: 1}",
    "frontispiece": "edition.yaml|frontispiece: {image: x.png, alt: x, none: 1}",
    "facsimile": "edition.yaml|facsimiles: {'2': {image: x.png, none: 1}}",
    "index": "edition.yaml|index: {none: 1}",
    "index of a reader": "readers/x.yaml|contents: [x]\nindex: {none: 1}",
    "reader": "readers/x.yaml|contents: [x]\nnone: 1",
    "entry": "readers/x.yaml|contents: [{edition: x, none: 1}]",
    "entry of prose": "readers/x.yaml|contents: [{prose: x, title: x, none: 1}]",
    "part of a reader": "readers/x.yaml|contents: [{part: x, none: 1, contents: [x]}]",
    "project": "readers/x.yaml|contents: [x]\nprojects: {y: {path: y, none: 1}}",
    "cartridge": "readers/x.yaml|contents: [x]\ncartridge: {none: 1}",
    "cover": "edition.yaml|cover: {none: 1}",
    "spine": "edition.yaml|cover: {spine: {none: 1}}",
    "case": "edition.yaml|cover: {case: {width: 300 mm, height: 200 mm, turn-in: 15 mm, none: 1}}",
    "cover of a reader": "readers/x.yaml|contents: [x]\ncover: {none: 1}",
    "head": "notes.md|series: editorial\nnone: 1",
}


@pytest.mark.parametrize("text", UNKNOWN.values(), ids=UNKNOWN)
def test_an_unknown_key_is_told(text: str) -> None:
    """No mapping passes over a key in silence: a misspelt one would have no effect."""
    path, _, content = text.partition("|")
    source = SourceText.of(path, f"title: x\n{content}\n")
    if path == "postil.yaml":
        found = ingest_project_manifest(source).diagnostics
    elif path == "edition.yaml":
        found = ingest_edition_manifest(source, "x", project()).diagnostics
    elif path == "notes.md":
        notes = SourceText.of(path, f"---\n{content}\n---\n\n# art-1 {{#x}}\n\nWords.\n")
        found = ingest_annotations(notes, project(), "en").diagnostics
    else:
        found = ingest_reader_manifest(source, "x", project()).diagnostics
    assert [d.code.id for d in found] == ["M005"]


# commands -------------------------------------------------------------------------------------------------------------


def _cli() -> click.Group:
    from postil.cli import cli

    return cli


def _section(text: str, command: str) -> str:
    """Return the part of `docs/commands.md` on a command."""
    found = re.search(rf"^## postil {command}\b.*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"docs/commands.md has no section on {command}"
    return found[0]


def test_commands() -> None:
    """Every command has its section, with its arguments in the title; no section is left over."""
    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^## postil (\w+)", text, re.MULTILINE)) == set(_cli().commands)
    for title, command in _cli().commands.items():
        with click.Context(command, info_name=title) as context:
            arguments = [p.make_metavar(context) for p in command.params if isinstance(p, click.Argument)]
        assert _section(text, title).startswith(" ".join([f"## postil {title}", *arguments]) + "\n")


def test_options() -> None:
    """Every option stands in the section of its command or among those of every command, with each of its choices."""
    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    start = text.index("## Options of every command")
    common = text[start : text.index("\n## ", start + 1)]
    for command, section in [(_cli(), common), *((c, _section(text, n)) for n, c in _cli().commands.items())]:
        for option in command.params:
            if not isinstance(option, click.Option):
                continue
            for written in option.opts:
                assert f"`{written}" in section or f"`{written}" in common, f"{command.name} {written}"
                for choice in option.type.choices if isinstance(option.type, click.Choice) else ():
                    shown = f"`{written} {choice}`"
                    assert not written.startswith("--") or shown in section + common, shown


def _told() -> list[tuple[str, str]]:
    """Return every call of postil in the documentation: lines of shell examples and words in code."""
    found = []
    pages = [*PAGES, *sorted((ROOT / "src" / "postil" / "diagnostics" / "pages").glob("*.md"))]
    pages.append(ROOT / "templates" / "project" / "README.md")
    for page in pages:
        lines = [line for e in examples(page) if e.language == "sh" for line in e.text.splitlines()]
        lines += re.findall(r"`(postil [^`]+)`", prose(page))
        found += [(name(page), line) for line in lines if re.match(r"(?:\w+=\w+ )?postil ", line)]
    return sorted(set(found))


@pytest.mark.parametrize(("page", "line"), _told())
def test_calls_are_understood(page: str, line: str) -> None:
    """What the documentation tells to type is a command with options that there are."""
    words = shlex.split(re.sub(r"^\w+=\w+ ", "", line), comments=True)[1:]
    group = _cli()
    with click.Context(group, info_name="postil", resilient_parsing=True) as context:
        _, rest, _ = group.make_parser(context).parse_args(words)
        if not rest:
            return
        title, command, rest = group.resolve_command(context, rest)
    assert command is not None
    with click.Context(command, info_name=title, parent=context) as own:
        command.make_parser(own).parse_args(list(rest))
