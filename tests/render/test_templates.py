"""Templates of a third party: faults are told with file and line, nothing can be reached, no traceback."""

from __future__ import annotations

import pytest

from postil.diagnostics import Diagnostic
from render.project import cited, renderer


def faults(**overrides: str) -> tuple[Diagnostic, ...]:
    checked = renderer(**overrides).render_site(cited())
    assert checked.value is None
    assert not checked.ok
    return checked.diagnostics


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("one\n{{ ''.__class__ }}", 2),
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", 1),
        ("one\ntwo\n{{ book.nothing }}", 3),
        ("one\n{% if %}", 2),
        ("{{ book.words.update({}) }}", 1),
        ("{{ 1 // 0 }}", 1),
        ("\n{{ range(10 ** 9) }}", 2),
        ("{{ cycler }}", 1),
        ("{% macro m() %}{{ m() }}{% endmacro %}\n{{ m() }}", 1),
        ("{{ book.title | random }}", 1),
        ("{{ '%s' | format(1, 2) }}", 1),
    ],
)
def test_a_fault_is_told_with_its_line(text: str, line: int) -> None:
    found = faults(**{"web.html": text})
    assert [d.code.id for d in found] == ["W002"]
    span = found[0].span
    assert span is not None
    assert span.file == "templates/web.html.j2"
    assert text[: span.start].count("\n") + 1 == line


@pytest.mark.parametrize("name", ["/etc/passwd", "../postil.yaml", "nothing.j2", "postil.yaml"])
@pytest.mark.parametrize("tag", ["{{% include '{}' %}}", "{{% import '{}' as x %}}", "{{% extends '{}' %}}"])
def test_only_templates_can_be_included(tag: str, name: str) -> None:
    found = faults(**{"web.html": tag.format(name)})
    assert [d.code.id for d in found] == ["W003"]
    assert name in found[0].message


def test_an_override_is_used_and_sees_the_book() -> None:
    checked = renderer(**{"web.html": "{{ book.subtitle }}|{{ book.words.contents }}"}).render_site(cited())
    assert checked.value is not None
    assert checked.value.html == "with &lt;b&gt;everything&lt;/b&gt; &amp; more|Contents"


def test_a_placement_can_be_overridden_alone() -> None:
    placement = "{% macro call(n, w, next) %}[{{ n.label }}\n\n]{% endmacro %}"
    from render.project import package

    text = package()["placement/print.j2"] + placement
    checked = renderer(placement__print=text).render_print(cited())
    assert checked.value is not None
    assert "[1 ]" in checked.value.chunks[-1].html


def test_markup_that_is_no_xml_is_told() -> None:
    checked = renderer(**{"epub.xhtml": "<p>"}).render_epub(cited())
    assert checked.value is None
    assert {d.code.id for d in checked.diagnostics} == {"W002"}
