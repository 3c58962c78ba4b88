"""The quick reader of plain YAML understands what the whole parser understands, or nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from postil.ingest.plain_yaml import read_plain
from postil.ingest.yaml import Mapping, Scalar, _parse_any, parse_yaml
from postil.spans import SourceText

_ROOT = Path(__file__).parents[2]
_PIECES = (
    "\n|\n  |\n    |\n- |\n  - |- |: |:| |  |#| # c|{|}|[|]|, |,|'|\"|>|>-|a|b: |k: v|key:|key: >-\n    one\n    two\n|é|“”|1|1.5"
    "|true|null|~|-|?|? |&a|*a|!x|%|@|`|---|...|\\|\t|\n\n|http://x/y|a:b|<<: |title: The Letter\n|  of: {a: b, c: [d, e]}\n"
    "|list:\n- one\n- two: 2\n  three: 3\n|\u00a0|\u2028|\x85|\ufeff|"
)
_SIGNS = _PIECES.split("|")
_WRITTEN = st.lists(st.sampled_from([*_SIGNS, "|", "|-\n    x\n     y\n"]), max_size=16).map("".join)


def _found() -> list[str]:
    """Return the YAML of this project and of the cases."""
    found = [p.read_text() for p in sorted(_ROOT.glob("*.yaml")) + sorted(_ROOT.glob("[st]*/**/*.yaml"))]
    for case in sorted((_ROOT / "tests/cases").glob("*.md")):
        words = case.read_text()
        found += [m[1] for m in re.finditer(r"^```yaml \S+\n(.*?)^```", words, re.MULTILINE | re.DOTALL)]
        found += [m[1] for m in re.finditer(r"^---\n(.*?)^---", words, re.MULTILINE | re.DOTALL)]
    return found


_FOUND = _found()


@st.composite
def _spoilt(draw: st.DrawFn) -> str:
    """Some lines of a file as it is written, with something put in its way."""
    lines = draw(st.sampled_from(_FOUND)).split("\n")
    first = draw(st.integers(0, len(lines) - 1))
    text = "\n".join(lines[first : first + draw(st.integers(1, 12))])
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(_SIGNS)) + text[at + draw(st.integers(0, 3)) :]
    return text


@given(st.one_of(_WRITTEN, _spoilt(), st.text(alphabet="a:- \n#{}[],'\"|>", max_size=20)))
@example("a:\n- b\n- c:\n  - d\ne: >-\n  f\n\n  g\n")
@example("a: |\n  b\n   c\n\n# d\n")
@example("a: {b: c, d: [e, 'f', \"g\"], h: {}}\n")
def test_what_is_read_is_what_is_written(text: str) -> None:
    source = SourceText.of("a.yaml", "é\n" + text)
    if read_plain(text) is not None:
        assert parse_yaml(source, 2) == _parse_any(source, text, 2)


def test_nearly_every_file_is_plain() -> None:
    plain = [text for text in _FOUND if read_plain(text) is not None]
    assert len(plain) > 0.8 * len(_FOUND)
    assert all(
        _parse_any(SourceText.of("a.yaml", t), t, 0) == parse_yaml(SourceText.of("a.yaml", t)) for t in plain
    )


@pytest.mark.parametrize(
    "text",
    [
        "", "a", "a: &b c", "a: *b", "a: !t b", "? a", "a: b: c", "a: b\n  c", "'a': b", "a:\n", "- \n- b", "a: \"\\n\"", "--- a: b",
        "a: b\n---\nc: d", "%YAML 1.1\n", "a: |2\n  b", "a: |+\n  b\n", "a: b\n\tc: d", "a: b\u2028", "a: 'b''c'", "a: {b: c",
        "a: {b: c}}", "a: [b] c", "a: [b, , c]", "a: \"b\nc\"", "a: b\n c: d", "- a\nb: c", "a: >\n  b\n   c\n", "a: @b", "a : b",
    ],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_the_whole_parser(text: str) -> None:
    assert read_plain(text) is None


def test_values_mean_what_they_mean_in_yaml_1_2() -> None:
    source = SourceText.of(
        "a.yaml", "a: yes\nb: 0o17\nc: 1e3\nd: 2020-01-01\ne: ~\nf: 'true'\ng: True\na: 1\n"
    )
    read = parse_yaml(source)
    assert [d.code.id for d in read.diagnostics] == ["M012"]
    assert isinstance(read.value, Mapping)
    assert [v.value for _, v in read.value.items if isinstance(v, Scalar)] == [
        "yes", 15, 1000.0, "2020-01-01", None, "true", True,
    ]  # fmt: skip
