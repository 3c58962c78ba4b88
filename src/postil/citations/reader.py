"""Citations of a course reader: each document by itself, one bibliography over all of them.

A document cites in full first and in short afterwards, whatever the others do, so that it does not change with them. What it
shares with them is how works are told apart: a style by author and date calls two works of one author and year 1960a and
1960b in the bibliography, so every document that cites one of them is told of the other. Works of several projects are put
together: the same work under two keys is one, two works under the same key are two.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from postil.citations.engine import BUSY, NOTHING, check_style, citations_of, cite_step, works_as_json
from postil.citations.placing import Context
from postil.citations.requests import CiteAnswer, CiteRequest, asked, keys_of
from postil.diagnostics import Checked, Collector, code
from postil.frozen import dataclass
from postil.model.edition import (
    Bibliography,
    Citations,
)
from postil.model.manifest import ProjectManifest
from postil.model.steps import Perform, Step, key_of
from postil.spans import Span

__all__ = ["Citing", "ReaderWorks", "cite_reader"]

_NUMBERED = re.compile(r"variable=[\"']citation-number[\"']")
_NAMES = (
    "author", "editor", "translator", "container-author", "collection-editor", "editorial-director", "recipient", "interviewer",
    "composer", "director", "illustrator", "original-author", "reviewed-author",
)  # fmt: skip
_TITLES = ("title", "title-short", "container-title")


@dataclass(frozen=True, slots=True)
class Citing:
    """Something in a reader that cites: a document, or the reader's own prose. `contexts` are its citations in order."""

    contexts: tuple[Context, ...]
    bibliography: Bibliography

    @property
    def keys(self) -> tuple[str, ...]:
        return keys_of(self.contexts)


@dataclass(frozen=True, slots=True)
class ReaderWorks:
    """The works cited in a reader, each once, by keys that are unique in it, in the order of their first citation.

    `marks` are the names and titles by which a work could be taken for another; `names` gives, for everything that cites, the
    key of each work by the key it has there.
    """

    works: Mapping[str, str]
    names: tuple[Mapping[str, str], ...]
    marks: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, found: Sequence[tuple[Bibliography, tuple[str, ...]]]) -> ReaderWorks:
        """Return the works of bibliographies that are cited by these keys: CSL-JSON, where there are keys."""
        read: dict[bytes, dict[str, dict[str, Any]]] = {}
        works: dict[str, str] = {}
        by_words: dict[str, str] = {}
        names: list[dict[str, str]] = []
        for bibliography, keys in found:
            if keys and bibliography.data not in read:
                listed = json.loads(bibliography.data) if bibliography.data else []
                read[bibliography.data] = {str(work.get("id")): work for work in listed}
            own: dict[str, str] = {}
            for key in keys:
                work = read[bibliography.data].get(key)
                if work is None:
                    continue
                words = json.dumps({k: v for k, v in work.items() if k != "id"}, sort_keys=True)
                if words not in by_words:
                    by_words[words] = free = _free(key, works)
                    works[free] = json.dumps({**work, "id": free}, sort_keys=True)
                own[key] = by_words[words]
            names.append(own)
        marks = {key: _marks(json.loads(work)) for key, work in works.items()}
        return cls(works, tuple(names), marks)

    def _data(self, keys: Iterable[str]) -> bytes:
        return f"[{','.join(self.works[key] for key in sorted(set(keys)))}]".encode()

    def request(self, number: int, contexts: tuple[Context, ...], style: str, language: str) -> CiteRequest:
        """Return what is asked for document `number`: its citations, and what its works could be taken for."""
        names = self.names[number]
        own = set(names.values())
        alike = frozenset(mark for key in own for mark in self.marks[key])
        also = tuple(key for key in self.works if key not in own and self.marks[key] & alike)
        numbered: tuple[str, ...] = ()
        if _NUMBERED.search(style):
            also, numbered = (), tuple(self.works)
        return CiteRequest(
            asked(contexts, names),
            self._data((*own, *also, *numbered)),
            "csljson",
            style,
            language,
            also,
            numbered,
        )

    def bibliography(self, style: str, language: str) -> CiteRequest:
        """Return what is asked for the bibliography."""
        everything = tuple(self.works)
        numbered = everything if _NUMBERED.search(style) else ()
        return CiteRequest((), self._data(everything), "csljson", style, language, everything, numbered)


def _free(key: str, taken: Mapping[str, str]) -> str:
    number, found = 1, key
    while found in taken:
        number += 1
        found = f"{key}--{number}"
    return found


def _marks(work: Mapping[str, Any]) -> frozenset[str]:
    """Return the names and titles of a work."""

    def found() -> Iterator[str]:
        for role in _NAMES:
            people = work.get(role)
            for person in people if isinstance(people, list) else ():
                if isinstance(person, dict):
                    yield str(person.get("family") or person.get("literal") or "").casefold()
        for kind in _TITLES:
            yield str(work.get(kind) or "").casefold()

    return frozenset(found()) - {""}


def _json_step(bibliography: Bibliography) -> Step[CiteAnswer | bytes]:
    return Step(
        works_as_json, (bibliography.data,), key_of("works as json", bibliography.data), "bibliography"
    )


def cite_reader(
    citing: Sequence[Citing], style: str | None, project: ProjectManifest, language: str, perform: Perform
) -> Checked[tuple[tuple[Citations, ...], Citations]]:
    """Return the citations of everything that cites in a reader, and as the last value the bibliography over all.

    Reports R006, R007.
    """
    out = Collector()
    empty = tuple(NOTHING for _ in citing), NOTHING
    if not any(each.contexts for each in citing):
        return out.done(empty)
    if not out.take(check_style(style, project)) or style is None:
        return out.done(empty)
    read = _as_json(citing, perform, out)
    if read is None:
        return out.done(empty)
    works = ReaderWorks.of([(each.bibliography, each.keys) for each in read])
    asking = [(n, each) for n, each in enumerate(read) if each.contexts]
    requests = [works.request(n, each.contexts, style, language) for n, each in asking]
    *answers, listed = perform([cite_step(r) for r in (*requests, works.bibliography(style, language))])
    found = list(empty[0])
    for (n, each), answer in zip(asking, answers, strict=True):
        made = out.take(citations_of(each.contexts, answer, each.bibliography.path))
        found[n] = replace(made, works=())
    whole = out.take(citations_of((), listed, read[asking[0][0]].bibliography.path))
    return out.done((tuple(found), whole))


def _as_json(citing: Sequence[Citing], perform: Perform, out: Collector) -> list[Citing] | None:
    """Return what cites with its bibliography as CSL-JSON. Reports R007."""
    others = {
        c.bibliography.data: c.bibliography
        for c in citing
        if c.bibliography.format == "bibtex" and c.contexts
    }
    answers = perform([_json_step(each) for each in others.values()]) if others else []
    made: dict[bytes, bytes] = {}
    for bibliography, answer in zip(others.values(), answers, strict=True):
        if isinstance(answer, CiteAnswer):
            place = Span(bibliography.path, 0, 0) if bibliography.path else None
            out.report(code("R007"), answer.fault, place, hint=answer.remedy or BUSY)
            return None
        made[bibliography.data] = answer

    def read(each: Citing) -> Citing:
        data = made.get(each.bibliography.data)
        if data is None:
            return each
        return replace(each, bibliography=replace(each.bibliography, format="csljson", data=data))

    return [read(each) for each in citing]
