"""What the citation engine is asked and what it answers, as plain values: a request can be sent, performed and remembered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from postil.citations.placing import Context
from postil.frozen import dataclass
from postil.model.prose import Inline

__all__ = ["AskedWork", "CiteAnswer", "CiteRequest", "asked", "keys_of"]


@dataclass(frozen=True, slots=True)
class AskedWork:
    """One work in a citation, wherever it is written."""

    key: str
    prefix: str
    suffix: str
    suppress_author: bool


@dataclass(frozen=True, slots=True)
class CiteRequest:
    """Citations in order, and works that the engine must know of.

    `works` is a bibliography in `format` (csljson or bibtex). `also` are works that are listed though nothing here cites
    them; `numbered` those whose order decides the numbers of a style that numbers works. `style` is the text of a CSL style.
    """

    citations: tuple[tuple[AskedWork, ...], ...]
    works: bytes
    format: str
    style: str
    language: str
    also: tuple[str, ...] = ()
    numbered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CiteAnswer:
    """Each citation and each work of the bibliography in words, or what went wrong, with what to do about it."""

    citations: tuple[tuple[Inline, ...], ...]
    works: tuple[tuple[Inline, ...], ...]
    fault: str = ""
    remedy: str = ""


def asked(
    contexts: Iterable[Context], names: Mapping[str, str] | None = None
) -> tuple[tuple[AskedWork, ...], ...]:
    """Return citations as the engine is asked for them; `names` gives other keys for works."""
    known = names or {}
    return tuple(
        tuple(AskedWork(known.get(w.key, w.key), w.prefix, w.suffix, w.suppress_author) for w in c.node.works)
        for c in contexts
    )


def keys_of(contexts: Iterable[Context]) -> tuple[str, ...]:
    """Return the keys of the works that are cited, each once, in order."""
    return tuple(dict.fromkeys(work.key for context in contexts for work in context.node.works))
