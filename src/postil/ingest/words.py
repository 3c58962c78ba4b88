"""`words:` in postil.yaml: words of books that a project gives in place of postil's, or for a language that postil has none for."""

from __future__ import annotations

import re

from postil.diagnostics import Collector, code
from postil.ingest.fields import Fields, is_language, nearest
from postil.ingest.yaml import Mapping
from postil.spans import Span
from postil.vocabulary import LANGUAGES, OwnWords, has_words, places_in

__all__ = ["Given", "ingest_words", "tell_without_words"]

Given = tuple[OwnWords, tuple[tuple[str, Span], ...]]
"""Words by language, and where each is written."""
_MAY_BE_EMPTY = frozenset({"index_set_person", "index_set_place"})
_BREAK = re.compile(r"[ \t]*\n[ \t\n]*")


def ingest_words(fields: Fields, language: str) -> Given:
    """Return the words that a project gives: a key has words in `language`, or is a language and has keys. Reports M005 (no such
    word), M007, M008 (no language, nothing written), M027 (places for names and numbers that are others)."""
    if not fields.says("words"):
        fields.node("words")
        return (), ()
    own = fields.fields("words")
    found: dict[str, dict[str, str]] = {}
    spans: list[tuple[str, Span]] = []
    for name, node in own.mapping.items:
        if not isinstance(node, Mapping):
            _word(own, name.text, found.setdefault(language.lower(), {}), spans)
        elif is_language(name.text) and len(name.text.split("-")[0]) <= 3:
            inner = Fields(node, own.where, node.span, fields.out)
            for key, _ in node.items:
                _word(inner, key.text, found.setdefault(name.text.lower(), {}), spans)
        else:
            fields.out.report(
                code("M008"),
                f"“{name.text}” is no language",
                name.span,
                hint="write its tag: en, ja, pt-BR; words for the language of the project need none",
            )
    return tuple((tag, tuple(words.items())) for tag, words in found.items() if words), tuple(spans)


def _word(fields: Fields, name: str, found: dict[str, str], spans: list[tuple[str, Span]]) -> None:
    """Put one word among those that were found, if it is right."""
    from postil.vocabulary.en import WORDS  # loaded where a project gives words

    out, key = fields.out, name.replace("-", "_")
    if key not in WORDS or "_" in name:
        near = nearest(name.replace("_", "-"), (each.replace("_", "-") for each in WORDS))
        out.report(
            code("M005"),
            f"there are no words “{name}” in books",
            fields.key_span(name),
            hint=f"did you mean “{near}”?" if near else "docs/words.md lists all that there are",
        )
        return
    before = len(out.found)
    words = _BREAK.sub(" ", fields.text(name))
    if len(out.found) > before:
        return
    span = fields.value_span(name) if fields.says(name) else fields.key_span(name)
    if not words.strip() and key not in _MAY_BE_EMPTY:
        out.report(
            code("M008"), f"“{name}” has no words", span, hint="write them, or leave the key out for postil’s"
        )
        return
    wanted = places_in(WORDS[key])
    if places_in(words) != wanted:
        places = " and ".join(f"{{{place}}}" for place in sorted(wanted or ()))
        out.report(
            code("M027"),
            f"“{name}” must have {places}, and no other braces" if places else f"“{name}” has no braces",
            span,
            hint=f"the English words are “{WORDS[key]}”",
        )
        return
    found[key] = words
    spans.append((words, span))


def tell_without_words(language: str, own: OwnWords, span: Span, out: Collector) -> None:
    """Report a language of books that there are no words for (M028)."""
    if not has_words(language, own):
        out.report(
            code("M028"),
            f"there are no words in “{language}” for contents, title page and notes: books have English ones",
            span,
            hint=f"give them under words: {{{language}: …}} in postil.yaml; postil has {', '.join(LANGUAGES)}",
        )
