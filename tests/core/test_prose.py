"""The Markdown of notes and parts: citations, cross-references, index terms, links, what is refused."""

from __future__ import annotations

import pytest

from core.projects import only
from postil.ingest.markdown import parse_markdown
from postil.model.prose import (
    Citation,
    CodeBlock,
    CrossReference,
    Image,
    IndexTerm,
    Inline,
    Link,
    PageBreak,
    Paragraph,
    Styled,
    Text,
    plain,
)
from postil.spans import SourceText


def inlines(words: str) -> tuple[Inline, ...]:
    """Return the inline nodes of a paragraph that has no faults."""
    read = parse_markdown(SourceText.of("n.md", words))
    assert not read.diagnostics, [d.message for d in read.diagnostics]
    (paragraph,) = read.value
    assert isinstance(paragraph, Paragraph)
    return paragraph.inlines


@pytest.mark.parametrize(
    ("written", "works"),
    [
        ("[@a]", [("a", "", "", False)]),
        ("[@a, p. 12]", [("a", "", "p. 12", False)]),
        ("[see @a, p. 12; also @b]", [("a", "see", "p. 12", False), ("b", "also", "", False)]),
        ("[-@a]", [("a", "", "", True)]),
        ("[@a1960:b.c, doc. 47, ¶ 1(b)]", [("a1960:b.c", "", "doc. 47, ¶ 1(b)", False)]),
        ("[@{key with spaces}, p. 1]", [("key with spaces", "", "p. 1", False)]),
        ("[@a.]", [("a", "", ".", False)]),
        ("[@éa; @日本]", [("éa", "", "", False), ("日本", "", "", False)]),
    ],
)
def test_citations(written: str, works: list[tuple[str, str, str, bool]]) -> None:
    (citation,) = inlines(written)
    assert isinstance(citation, Citation)
    assert [(w.key, w.prefix, w.suffix, w.suppress_author) for w in citation.works] == works
    for work in citation.works:
        assert work.key in written[work.span.start : work.span.end]


def test_an_address_with_an_at_sign_is_no_citation() -> None:
    assert plain(inlines("Write to a@b.org [or not].")) == "Write to a@b.org [or not]."


@pytest.mark.parametrize("written", ["[@a @b]", "[see @a; p. 12]", "[@a;]"])
def test_citations_that_are_not_understood(written: str) -> None:
    fault = only(parse_markdown(SourceText.of("n.md", written)).diagnostics)
    assert fault.code.id == "T018"


def test_cross_references() -> None:
    nodes = [
        n for n in inlines("See [](#note), [this](art-6.2) and [](art-1).") if isinstance(n, CrossReference)
    ]
    assert [(n.target, plain(n.children)) for n in nodes] == [
        ("note", ""),
        ("art-6.2", "this"),
        ("art-1", ""),
    ]


def test_links_to_the_outside() -> None:
    (link,) = inlines("[words](https://example.org/a?b=c)")
    assert isinstance(link, Link)
    assert link.href == "https://example.org/a?b=c"
    assert isinstance(inlines("<https://example.org/>")[0], Link)
    assert isinstance(inlines("[w](mailto:a@b.org)")[0], Link)


@pytest.mark.parametrize(
    "href",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "file:///x", "vbscript:x", "//x.org/y", "../a.md", "a/b", "ftp://x", "java&#115;cript:x", "&#106;avascript:x"],
)  # fmt: skip
def test_links_that_are_refused(href: str) -> None:
    read = parse_markdown(SourceText.of("n.md", f"[words]({href})"))
    assert only(read.diagnostics).code.id == "T007"
    (paragraph,) = read.value
    assert isinstance(paragraph, Paragraph)
    assert not any(isinstance(n, Link) for n in paragraph.inlines)
    assert plain(paragraph.inlines) == "words"


def test_index_terms() -> None:
    one, _, two, _, three = inlines('[Kishi Nobusuke]{.person} [he]{person="Kishi Nobusuke"} [bases]{.index}')
    assert [(t.kind, t.head) for t in (one, two, three) if isinstance(t, IndexTerm)] == [
        ("person", ("Kishi Nobusuke",)),
        ("person", ("Kishi Nobusuke",)),
        ("index", ("bases",)),
    ]


def test_editorial_marks() -> None:
    nodes = inlines(
        "[a]{.del}[b]{.add}[c]{.gap}[d]{.unclear}[e]{.sic}[f]{.sc}^2^~3~[漢]{ruby=かん}[]{.page n=4}[g]{lang=ja}"
    )
    assert [n.kind if isinstance(n, Styled) else type(n) for n in nodes] == [
        "deleted", "added", "gap", "unclear", "sic", "small-caps", "superscript", "subscript", "ruby", PageBreak, "span",
    ]  # fmt: skip


def test_html_is_words() -> None:
    read = parse_markdown(
        SourceText.of("n.md", "<div>\n\n<script>alert(1)</script>\n\na < b and c > d, <3, <!-- no -->")
    )
    assert [d.code.id for d in read.diagnostics] == ["T017", "T017", "T017"]
    words = "\n".join(plain(b.inlines) for b in read.value if isinstance(b, Paragraph))
    assert words == "<div>\n<script>alert(1)</script>\na < b and c > d, <3, <!-- no -->"


def test_code_is_not_html() -> None:
    read = parse_markdown(SourceText.of("n.md", "`<b>`\n\n```\n<b>\n```\n"))
    assert not read.diagnostics
    assert isinstance(read.value[1], CodeBlock)


def test_escapes_and_entities() -> None:
    assert plain(inlines("\\*a\\* &amp; &copy; \\[b\\] \\# \\a")) == "*a* & © [b] # \\a"


def test_images() -> None:
    (image,) = inlines("![A *ship*](pictures/ship.png)")
    assert isinstance(image, Image)
    assert (image.path, image.alt) == ("pictures/ship.png", "A ship")


def test_nothing_of_indented_lines_or_underlines_is_lost() -> None:
    """Indented code, setext headings and reference definitions mean nothing: all of it is prose."""
    read = parse_markdown(SourceText.of("n.md", "a\n===\n\n    b\n\n[c]: https://example.org\n"))
    assert ["".join(plain(b.inlines)) for b in read.value if isinstance(b, Paragraph)] == [
        "a ===",
        "b",
        "[c]: https://example.org",
    ]


def test_places_in_lists_quotations_and_tables() -> None:
    words = "> - a *b*\n>   c\n\n| d \\| e | f |\n|---|---|\n| g | `h` i |\n"
    source = SourceText.of("n.md", words)
    from postil.model.prose import walk_blocks

    for node in walk_blocks(parse_markdown(source).value):
        if isinstance(node, Text):
            assert "".join(words[i] for i in node.at).replace("\n", " ") == node.text
