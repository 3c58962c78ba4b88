"""The index: entries of all documents under their heads, filed and grouped by letters, places merged.

Equal places are named once; paragraphs of one document that follow each other are a range. In print the typesetter does the
same with page numbers, from the ids that are given to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import TypeAlias

from markupsafe import Markup, escape

from postil.filing import FilingKey, filing_key, letter_of
from postil.frozen import dataclass
from postil.model.matter import IndexEntry, IndexForm, SeeReference
from postil.render.back_matter import IndexGroup, IndexHead, Locator

__all__ = ["IndexPlan", "indexes"]

Head: TypeAlias = tuple[str, ...]
_KINDS = ("person", "place", "term", "index")


@dataclass(frozen=True, slots=True)
class IndexPlan:
    """One index to be: the word for its title, what explains its kinds, and its groups."""

    name: str
    lead: Markup
    groups: tuple[IndexGroup, ...]


@dataclass(slots=True)
class _Node:
    """A head while entries are gathered under it."""

    words: str
    kind: str
    key: FilingKey
    entries: list[IndexEntry] = field(default_factory=list)
    references: list[SeeReference] = field(default_factory=list)
    children: dict[tuple[str, str], _Node] = field(default_factory=dict)
    id: str = ""


def indexes(
    entries: Sequence[IndexEntry],
    see: Sequence[SeeReference],
    form: IndexForm,
    language: str,
    words: Mapping[str, str],
    ids: Iterable[str],
) -> tuple[IndexPlan, ...]:
    """Return the index of a book, or one for each kind of heads that there is.

    `ids` gives ids for heads that others refer to. References to heads that are not there are left out.
    """
    if form == "none" or not entries:
        return ()
    kinds = [kind for kind in _KINDS if any(e.kind == kind for e in entries)]
    parted = [(kind,) for kind in kinds] if form == "separate" else [tuple(kinds)]
    roots = [_gathered([e for e in entries if e.kind in group], language) for group in parted]
    _refer(roots, see, language, iter(ids))
    out = []
    for group, root in zip(parted, roots, strict=True):
        name = "index" if form != "separate" else f"index_{group[0]}"
        lead = _lead(group, words) if form != "separate" else Markup("")
        out.append(IndexPlan(name, lead, _groups(root, roots, words)))
    return tuple(out)


def _gathered(entries: Sequence[IndexEntry], language: str) -> _Node:
    root = _Node("", "", filing_key(""))
    sorts: dict[tuple[str, Head], str] = {}
    for entry in entries:
        for depth, sort in enumerate(entry.sort[: len(entry.head)], 1):
            sorts.setdefault((entry.kind, entry.head[:depth]), sort)
    for entry in entries:
        node = root
        for depth, words in enumerate(entry.head, 1):
            node = _child(node, words, entry.kind, language, sorts.get((entry.kind, entry.head[:depth]), ""))
        node.entries.append(entry)
    return root


def _child(node: _Node, words: str, kind: str, language: str, sort: str = "") -> _Node:
    found = node.children.get((words, kind))
    if found is None:
        spoken = "" if kind == "person" else ("en" if kind == "place" else language)
        key = filing_key(sort) if sort else filing_key(words, spoken)
        found = node.children[words, kind] = _Node(words, kind, (key[0], words))
    return found


def _found(roots: Sequence[_Node], head: Head) -> _Node | None:
    """Return the node of a head, of whatever kind it is."""
    for root in roots:
        here = [root]
        for words in head:
            here = [child for node in here for (name, _), child in node.children.items() if name == words]
        if here:
            return here[0]
    return None


def _refer(roots: Sequence[_Node], see: Sequence[SeeReference], language: str, ids: Iterable[str]) -> None:
    """Put references under their heads; a head that has nothing else stands where the one that is meant stands."""
    free = iter(ids)
    first: dict[tuple[Head, Head, bool], SeeReference] = {}
    for reference in see:
        first.setdefault((reference.head, reference.to, reference.also), reference)
    for (head, to, _), reference in first.items():
        target = _found(roots, to)
        if target is None or not (target.entries or target.children):
            continue
        if not target.id:
            target.id = next(free)
        node = _found(roots, head)
        if node is None:
            home = next(root for root in roots if _found([root], to) is target)
            node = home
            for words in head:
                node = _child(node, words, target.kind, language)
        node.references.append(reference)


def _lead(kinds: tuple[str, ...], words: Mapping[str, str]) -> Markup:
    """Return what tells how persons and places are set, where there is anything else to tell them from."""
    told = [words[f"index_set_{kind}"] for kind in ("person", "place") if kind in kinds]
    return escape(" ".join(filter(None, told))) if len(kinds) > 1 else Markup("")


def _groups(root: _Node, roots: Sequence[_Node], words: Mapping[str, str]) -> tuple[IndexGroup, ...]:
    out: list[IndexGroup] = []
    for node in _in_order(root):
        letter = letter_of(node.key)
        head = _view(node, root, roots, words)
        if out and out[-1].letter == letter:
            out[-1] = IndexGroup(letter, (*out[-1].heads, head))
        else:
            out.append(IndexGroup(letter, (head,)))
    return tuple(out)


def _in_order(node: _Node) -> list[_Node]:
    return sorted(node.children.values(), key=lambda n: (n.key, _KINDS.index(n.kind)))


def _view(node: _Node, parent: _Node, roots: Sequence[_Node], words: Mapping[str, str]) -> IndexHead:
    twins = [n for n in parent.children.values() if n.words == node.words]
    see: list[Locator] = []
    also: list[Locator] = []
    for reference in node.references:
        target = _found(roots, reference.to)
        if target is not None:
            lead = also if reference.also or node.entries or node.children else see
            lead.append(Locator(target.id, words["colon"].join(reference.to)))
    return IndexHead(
        node.words,
        node.kind,
        words[f"kind_of_{node.kind}"] if len(twins) > 1 else "",
        tuple(locators(node.entries, words)),
        folios(node.entries),
        tuple(see),
        tuple(also),
        tuple(_view(child, node, roots, words) for child in _in_order(node)),
        node.id,
    )


def folios(entries: Iterable[IndexEntry]) -> str:
    """Return the places of a head as the typesetter reads them: ids, each with the mark of a note behind a bar."""
    places = (f"{e.anchor}|{e.mark}" if e.mark else e.anchor for e in entries)
    return " ".join(dict.fromkeys(places))


def locators(entries: Sequence[IndexEntry], words: Mapping[str, str]) -> list[Locator]:
    """Return the places of a head in words: in order, each once, paragraphs that follow each other as a range."""
    out: list[Locator] = []
    done: set[tuple[int, str, str, str]] = set()
    paragraphs = {(e.document, e.paragraph): e for e in entries if e.paragraph is not None and not e.note}
    covered: set[tuple[int, int | None]] = set()
    for entry in entries:
        if entry.paragraph is not None and not entry.note:
            if (entry.document, entry.paragraph) in covered:
                continue
            first = last = entry.paragraph
            while (entry.document, first - 1) in paragraphs:
                first -= 1
            while (entry.document, last + 1) in paragraphs:
                last += 1
            covered |= {(entry.document, n) for n in range(first, last + 1)}
            place = f"¶\u00a0{first}" if first == last else f"¶\u00a0{first}–{last}"
            out.append(
                Locator(paragraphs[entry.document, first].target, _called(entry.document, place, "", words))
            )
            continue
        here = (entry.document, entry.place, entry.note, entry.target if entry.note else "")
        if here not in done:
            done.add(here)
            out.append(Locator(entry.target, _called(entry.document, entry.place, entry.note, words)))
    return out


def _called(document: int, place: str, note: str, words: Mapping[str, str]) -> str:
    parts = (words["doc"].format(n=document) if document else "", place, note)
    return words["comma"].join(part for part in parts if part)
