"""Index terms: the text does not change by them, and each stands in the index under its head."""

from __future__ import annotations

import itertools
import re

from hypothesis import given
from hypothesis import strategies as st

from core.projects import checkup, files
from postil.model.course_reader import CitedEdition
from postil.model.edition import Citations
from postil.model.matter import IndexEntry
from postil.render.back_matter import IndexHead
from postil.render.index import indexes
from postil.render.terms import entries_of
from postil.vocabulary import words_for
from properties.documents import markdown, read

_MARK = re.compile(r"\[((?:\\.|[^\[\]\\])*)\]\{(?:\.term|person=[^}]*)\}")
WORDS = words_for("en")


@given(markdown())
def test_the_text_is_the_same_with_and_without_terms(words: str) -> None:
    marked, bare = read(words), read(_MARK.sub(r"\1", words))
    assert [(b.address, b.kind, b.number, b.text) for b in marked.blocks] == [
        (b.address, b.kind, b.number, b.text) for b in bare.blocks
    ]
    assert [[(s.start, s.end, s.kind) for s in b.styles] for b in marked.blocks] == [
        [(s.start, s.end, s.kind) for s in b.styles] for b in bare.blocks
    ]
    for block in marked.blocks:
        for term in block.terms:
            assert 0 <= term.start < term.end <= len(block.text)


def _walk(
    heads: tuple[IndexHead, ...], above: tuple[str, ...] = ()
) -> list[tuple[str, tuple[str, ...], IndexHead]]:
    out = []
    for head in heads:
        path = (*above, head.words)
        out.append((head.kind, path, head))
        out += _walk(head.children, path)
    return out


@given(markdown(), st.sampled_from(["one", "separate"]))
def test_every_term_stands_in_the_index_under_its_head(words: str, form: str) -> None:
    (woven,) = checkup(files({"source/letter/text.md": words})).woven
    entries = entries_of(CitedEdition(woven, Citations({}, ())), 0, WORDS)
    marked = [(t.kind, t.head) for b in woven.edition.text.blocks for t in b.terms]
    assert [(e.kind, e.head) for e in entries] == marked
    plans = indexes(entries, (), form, "en", WORDS, (f"h{n}" for n in itertools.count(1)))  # type: ignore[arg-type]
    found: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for plan in plans:
        for kind, path, head in _walk(tuple(h for g in plan.groups for h in g.heads)):
            assert (kind, path) not in found
            found[kind, path] = set(head.folios.split())
            assert bool(head.folios) == bool(head.locators)
    wanted: dict[tuple[str, tuple[str, ...]], set[str]] = {key: set() for key in found}
    for each in entries:
        wanted[each.kind, each.head].add(each.anchor)
    assert found == wanted
    _anchors_are_unique(entries)


def _anchors_are_unique(entries: tuple[IndexEntry, ...]) -> None:
    """An anchor stands for one block."""
    homes: dict[str, set[str]] = {}
    for each in entries:
        homes.setdefault(each.anchor, set()).add(each.target)
    assert all(len(targets) == 1 for targets in homes.values())
