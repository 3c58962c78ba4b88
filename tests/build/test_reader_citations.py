"""Citations of a reader: works of several bibliographies are put together, and requests hold only what they need."""

from __future__ import annotations

import json

import pytest

from postil import workspace
from postil.citations import CiteAnswer, Citing, Context, ReaderWorks, cite_reader, cite_step, contexts
from postil.diagnostics import Checked
from postil.ingest.manifest import ingest_project_manifest
from postil.ingest.markdown import parse_markdown
from postil.model.edition import (
    Bibliography,
    Citations,
)
from postil.model.prose import Inline, plain
from postil.model.steps import perform_here
from postil.spans import SourceText

PROJECT = ingest_project_manifest(SourceText.of("postil.yaml", "title: A test\n")).value
NUMBERS = """\
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"><info><title>n</title><id>n</id></info>
<citation><layout prefix="[" suffix="]" delimiter=","><text variable="citation-number"/></layout></citation>
<bibliography><layout><text variable="citation-number" suffix=". "/><text variable="title"/></layout></bibliography></style>
"""


def bibliography(*works: tuple[str, str, str, int], path: str = "works.json") -> Bibliography:
    items = [
        {"id": k, "type": "book", "title": t, "author": [{"family": a}], "issued": {"date-parts": [[y]]}}
        for k, t, a, y in works
    ]
    return Bibliography(path, "csljson", json.dumps(items).encode(), frozenset(k for k, *_ in works))


def citing(words: str, of: Bibliography) -> Citing:
    return Citing(tuple(contexts(parse_markdown(SourceText.of("n.md", words)).value)), of)


def cited(
    *found: Citing, style: str = "chicago-notes-bibliography-17th-edition"
) -> tuple[list[list[str]], list[str]]:
    """Return the words of the citations of each document, and the works."""
    text = style if style.startswith("<") else workspace.package_style(style)
    read: Checked[tuple[tuple[Citations, ...], Citations]] = cite_reader(
        found, text, PROJECT, "en", perform_here
    )
    assert read.ok, [d.message for d in read.diagnostics]
    documents, whole = read.value
    assert all(not each.works for each in documents)
    return (
        [
            [_words(each.rendered[c.node.span]) for c in own.contexts]
            for own, each in zip(found, documents, strict=True)
        ],
        [plain(work) for work in whole.works],
    )


def _words(nodes: tuple[Inline, ...]) -> str:
    return " ".join(plain(nodes).split())


def test_works_are_listed_once_and_equal_keys_do_not_meet() -> None:
    here = bibliography(("log", "The Log", "Bee", 1900), ("sea", "The Sea", "Cee", 1950))
    there = bibliography(("log", "Another Log", "Dee", 1901), ("see", "The Sea", "Cee", 1950))
    documents, works = cited(
        citing("A.[@log; @sea]\n\nB.[@log]", here), citing("No work.", here), citing("A.[@log; @see]", there)
    )
    assert works == ["Bee. The Log. 1900.", "Cee. The Sea. 1950.", "Dee. Another Log. 1901."]
    assert documents == [
        ["Bee, The Log (1900); Cee, The Sea (1950).", "Bee, The Log."],
        [],
        ["Dee, Another Log (1901); Cee, The Sea (1950)."],
    ]


def test_documents_do_not_know_each_other() -> None:
    here = bibliography(
        ("log", "The Log", "Bee", 1900), ("sea", "The Sea", "Cee", 1950), ("x", "X", "Zed", 1)
    )
    both = [citing("A.[@log]", here), citing("A.[@log]", here)]
    documents, _ = cited(*both)
    assert documents[0] == documents[1] == [["Bee, The Log (1900)."]][0]
    first = ReaderWorks.of([(here, each.keys) for each in both])
    later = ReaderWorks.of([(here, ("log",)), (here, ("log", "sea"))])
    assert first.request(0, both[0].contexts, "s", "en") == later.request(0, both[0].contexts, "s", "en")


def test_years_are_told_apart_alike() -> None:
    here = bibliography(("a", "Alpha", "Bee", 1900), ("b", "Beta", "Bee", 1900), ("c", "Gamma", "Cee", 1900))
    style = "chicago-author-date-17th-edition"
    documents, works = cited(citing("So [@b].", here), citing("So [@a] and [@c].", here), style=style)
    assert documents == [["(Bee 1900b)"], ["(Bee 1900a)", "(Cee 1900)"]]
    assert [w[:10] for w in works] == ["Bee. 1900a", "———. 1900b", "Cee. 1900."]


def test_numbers_are_those_of_the_list() -> None:
    here = bibliography(("a", "Alpha", "Bee", 1900), ("b", "Beta", "Bee", 1900), ("c", "Gamma", "Cee", 1900))
    documents, works = cited(citing("So [@c].", here), citing("So [@a] and [@c, p. 2].", here), style=NUMBERS)
    assert works == ["1. Gamma", "2. Alpha"]
    assert [[w.strip("() ") for w in each] for each in documents] == [["[1]"], ["[2]", "[1]"]]


def test_bibtex_is_put_together_with_others() -> None:
    bibtex = b"@book{log, title={The {Log}}, author={Bee, Ann}, year={1900}}\n"
    there = Bibliography("works.bib", "bibtex", bibtex, frozenset({"log"}))
    here = bibliography(("log", "Another Log", "Dee", 1901))
    documents, works = cited(citing("A.[@log]", here), citing("A.[@log]", there))
    assert documents == [["Dee, Another Log (1901)."], ["Ann Bee, The Log (1900)."]]
    assert works == ["Bee, Ann. The Log. 1900.", "Dee. Another Log. 1901."]


def test_a_request_is_a_step_that_can_be_remembered() -> None:
    here = bibliography(("log", "The Log", "Bee", 1900))
    one, moved = citing("A.[@log]", here), citing("Some words before.\n\nA.[@log]", here)
    works = ReaderWorks.of([(here, ("log",))])

    def step(contexts: tuple[Context, ...], style: str = "s") -> str:
        return cite_step(works.request(0, contexts, style, "en")).key

    assert step(one.contexts) == step(moved.contexts)
    assert step(one.contexts) != step(one.contexts, "t")


@pytest.mark.parametrize("style", [None, "<p/>"])
def test_faults_are_told_once(style: str | None) -> None:
    here = bibliography(("log", "The Log", "Bee", 1900))
    found = cite_reader([citing("A.[@log]", here)] * 2, style, PROJECT, "en", perform_here)
    assert [d.code.id for d in found.diagnostics] == ["R006"]


def test_an_engine_that_fails_is_told() -> None:
    here = bibliography(("log", "The Log", "Bee", 1900))
    found = cite_reader([citing("A.[@log]", here)], "<style/>", PROJECT, "en", perform_here)
    assert {d.code.id for d in found.diagnostics} == {"R007"}
    assert isinstance(cite_step(ReaderWorks.of([]).bibliography("<style/>", "en")).run(), CiteAnswer)


def test_a_bibliography_of_which_nothing_is_cited_is_not_read() -> None:
    """A reader's own prose that cites nothing, in a project with BibTeX, beside a document of another project."""
    here = Bibliography("works.bib", "bibtex", b"@book{log, title={The Log}}", frozenset({"log"}))
    there = bibliography(("sea", "The Sea", "Cee", 1950))
    (_, [words]), _ = cited(citing("Nothing.", here), citing("A.[@sea]", there))
    assert "The Sea" in words
