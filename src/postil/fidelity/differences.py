"""Declared differences: each is an edit of the copy-text's tokens, and must apply as often as it says."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from postil.diagnostics import Collector, Label, code
from postil.fidelity.alignment import pairs
from postil.fidelity.tokens import Break, Token, joined, words
from postil.model.manifest import Difference

if TYPE_CHECKING:
    import regex

__all__ = ["apply_differences", "find_words"]

_BREAKS: tuple[Break, ...] = ("", "line", "paragraph")


def apply_differences(
    theirs: list[Token],
    ours: list[Token],
    differences: tuple[Difference, ...],
    counts: Counter[str],
    out: Collector,
) -> list[Token]:
    """Return the copy-text with the declared differences applied; `counts` is told how often each did.

    What is removed goes first, then words divided at line ends are joined (a page may end in one), then the rest in
    its order.
    """
    editor = _Editor(ours, counts, out, frozenset(a for t in ours for a in (t.address, *t.division)))
    removals = [d for d in differences if d.kind in {"remove", "pattern"}]
    if any(d.kind == "breaks" for d in differences):
        theirs = [t.broken("line" if t.break_ else "", True) for t in theirs]
    for difference in removals:
        theirs = editor.apply(difference, theirs)
    if any(d.kind == "hyphens" for d in differences):
        theirs = joined(theirs, frozenset(t.word for t in ours))
    for difference in differences:
        if difference not in removals:
            theirs = editor.apply(difference, theirs)
    return theirs


def find_words(
    needle: list[str], theirs: list[Token], after: list[str], before: list[str], *, overlapping: bool = False
) -> list[int]:
    """Return where the words stand in the copy-text between these neighbours; places that overlap only on demand."""
    if not needle:
        return []
    all_words = [t.word for t in theirs]
    found = []
    position = 0
    last = len(all_words) - len(needle)
    while position <= last:
        try:
            position = all_words.index(needle[0], position, last + 1)
        except ValueError:
            break
        if all_words[position : position + len(needle)] == needle:
            end = position + len(needle)
            behind = all_words[max(0, position - len(after)) : position]
            if (not after or behind == after) and (
                not before or all_words[end : end + len(before)] == before
            ):
                found.append(position)
                position = position + 1 if overlapping else end
                continue
        position += 1
    return found


@dataclass(slots=True)
class _Editor:
    ours: list[Token]
    counts: Counter[str]
    out: Collector
    known: frozenset[str]

    def apply(self, difference: Difference, theirs: list[Token]) -> list[Token]:
        """Return the copy-text with one declared difference applied to it."""
        looks_like_address = difference.kind == "part" and not difference.words
        if (
            looks_like_address
            and difference.at not in self.known
            and find_words(words(difference.at), theirs, [], [])
        ):
            # in scripts without spaces words look like an address
            difference = replace(difference, words=difference.at, at="")
        if difference.at and difference.at not in self.known:
            near = difflib.get_close_matches(difference.at, sorted(self.known), n=1, cutoff=0.6)
            self.out.report(
                code("T020"),
                f"the text has no address “{difference.at}”",
                difference.span,
                hint=f"did you mean “{near[0]}”?"
                if near
                else "`postil list --addresses` shows all addresses",
            )
            return theirs
        match difference.kind:
            case "breaks" | "hyphens":
                self.counts[difference.label] += 1
                return theirs
            case "part" if not difference.words:
                return self._part_at(difference, theirs)
            case "pattern":
                return self._remove_lines(difference, theirs)
            case "insert":
                return self._insert(difference, theirs)
            case "move":
                return self._each(difference, theirs, words(difference.words), self._move)
            case "read":
                return self._each(difference, theirs, words(difference.other), self._read)
            case "remove":
                return self._each(difference, theirs, words(difference.words), self._remove)
            case "part":
                return self._each(difference, theirs, words(difference.words), self._part)
            case "join":
                return self._each(difference, theirs, words(difference.words), self._join)

    def _each(
        self,
        difference: Difference,
        theirs: list[Token],
        needle: list[str],
        edit: Callable[[Difference, list[Token], int, int], list[Token]],
    ) -> list[Token]:
        """Edit every place at which the words of a difference stand."""
        moved = difference.kind == "move"
        after = [] if moved else words(difference.after)
        before = [] if moved else words(difference.before)
        places = find_words(needle, theirs, after, before)
        if difference.kind == "remove" and not after and not before:
            lines = [p for p in places if _is_whole_line(p, len(needle), theirs)]
            places = lines or places
        wanted = difference.times
        if wanted is None and len(places) > 1:
            self._report_ambiguous(difference, places, len(needle), theirs)
            return theirs
        count = len(places)
        if not count or (wanted not in (None, -1) and count != wanted):
            self.out.report(
                code("T013"),
                f"the copy-text has these words {_times(count)}, not {_times(wanted or 0)}"
                if wanted not in (None, -1) and count
                else "the copy-text does not have the words of this declared difference",
                difference.span,
                labels=[
                    Label(theirs[p].span.to(theirs[p + len(needle) - 1].span), "here") for p in places[:6]
                ],
                hint=f"write times: {count}"
                if count
                else "copy the words exactly from the copy-text, or delete it",
            )
        if count:
            self.counts[difference.label] += count
        for place in reversed(places):
            theirs = edit(difference, theirs, place, place + len(needle))
        return theirs

    def _part(self, _: Difference, theirs: list[Token], place: int, _end: int) -> list[Token]:
        return [*theirs[:place], theirs[place]._replace(break_="paragraph"), *theirs[place + 1 :]]

    def _join(self, _: Difference, theirs: list[Token], place: int, _end: int) -> list[Token]:
        return [*theirs[:place], theirs[place].broken("", True), *theirs[place + 1 :]]

    def _read(self, difference: Difference, theirs: list[Token], place: int, end: int) -> list[Token]:
        first = theirs[place]
        span = first.span.to(theirs[end - 1].span)
        new = [
            Token(
                word,
                first.break_ if number == 0 else "",
                span.file,
                span.start,
                span.end,
                free=first.free and number == 0,
            )
            for number, word in enumerate(words(difference.words))
        ]
        rest = theirs[end:] if new else _loosened(theirs[end:], first.break_)
        return [*theirs[:place], *new, *rest]

    def _remove(self, _: Difference, theirs: list[Token], place: int, end: int) -> list[Token]:
        return [*theirs[:place], *_loosened(theirs[end:], theirs[place].break_)]

    def _move(self, difference: Difference, theirs: list[Token], place: int, end: int) -> list[Token]:
        rest = self._remove(difference, theirs, place, end)
        at = self._one_place(difference, rest)
        if at < 0:
            return theirs
        moved = [t._replace(free=True) for t in theirs[place:end]]
        return [*rest[:at], *moved, *_loosened(rest[at:], "")]

    def _insert(self, difference: Difference, theirs: list[Token]) -> list[Token]:
        at = self._one_place(difference, theirs)
        if at < 0:
            return theirs
        span = theirs[min(at, len(theirs) - 1)].span
        new = [Token(w, "", span.file, span.start, span.end, free=True) for w in words(difference.words)]
        self.counts[difference.label] += 1
        return [*theirs[:at], *new, *_loosened(theirs[at:], "")]

    def _one_place(self, difference: Difference, theirs: list[Token]) -> int:
        """Return the place before or behind the neighbour that a difference names, or -1. Reports T013, T014."""
        target = words(difference.before or difference.after)
        if not target:
            self.out.report(
                code("T013"),
                "this difference does not say where the words stand",
                difference.span,
                hint="write before: or after: with words that occur once in the copy-text",
            )
            return -1
        places = find_words(target, theirs, [], [], overlapping=True)
        if len(places) != 1:
            self.out.report(
                code("T014") if places else code("T013"),
                f"the copy-text has the neighbouring words {_times(len(places))}"
                if places
                else "the copy-text does not have the neighbouring words",
                difference.span,
                labels=[
                    Label(theirs[p].span.to(theirs[p + len(target) - 1].span), "here") for p in places[:6]
                ],
                hint="write before: or after: with words that occur once in the copy-text",
            )
            return -1
        return places[0] if difference.before else places[0] + len(target)

    def _report_ambiguous(
        self, difference: Difference, places: list[int], length: int, theirs: list[Token]
    ) -> None:
        self.out.report(
            code("T014"),
            f"the words of this declared difference occur {_times(len(places))} in the copy-text",
            difference.span,
            labels=[Label(theirs[p].span.to(theirs[p + length - 1].span), "here") for p in places[:6]],
            hint=f"write times: {len(places)} if all are meant, or after:/before: with the neighbouring words",
        )

    def _part_at(self, difference: Difference, theirs: list[Token]) -> list[Token]:
        """Allow every break of our text at an address: the lines that are run together there are parted."""
        answers = pairs([t.word for t in theirs], [t.word for t in self.ours])
        changed = list(theirs)
        parted = 0
        for number, token in enumerate(self.ours):
            match = answers.get(number)
            if match is None or not token.break_ or changed[match].break_ or changed[match].free:
                continue
            if difference.at == token.address or difference.at in token.division:
                changed[match] = changed[match]._replace(break_="paragraph")
                parted += 1
        if not parted:
            self.out.report(
                code("T013"),
                f"no lines run together are parted at {difference.at}",
                difference.span,
                hint="delete this declaration",
            )
            return theirs
        self.counts[difference.label] += parted
        return changed

    def _remove_lines(self, difference: Difference, theirs: list[Token]) -> list[Token]:
        """Remove every line of the copy-text that a pattern matches whole."""
        import regex

        try:
            pattern = regex.compile(difference.words)
        except regex.error as error:
            self.out.report(
                code("M008"),
                f"not a regular expression: {error}",
                difference.span,
                hint="write the pattern of a whole line, as Page \\d+",
            )
            return theirs
        kept: list[Token] = []
        removed = 0
        pending: Break = ""
        for line in _lines(theirs):
            if _matches(pattern, line):
                removed += 1
                pending = max(pending, line[0].break_, key=_BREAKS.index)
                continue
            kept.extend(_loosened(line, pending) if pending else line)
            pending = ""
        if not removed:
            self.out.report(
                code("T013"),
                "no line of the copy-text matches this pattern",
                difference.span,
                hint="delete the rule",
            )
        elif difference.times not in (None, -1, removed):
            self.out.report(
                code("T013"),
                f"this pattern matches {removed} lines of the copy-text, not {difference.times}",
                difference.span,
                hint=f"write times: {removed}",
            )
        if removed:
            self.counts[difference.label] += removed
        return kept


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _lines(theirs: list[Token]) -> list[list[Token]]:
    lines: list[list[Token]] = []
    for token in theirs:
        if token.break_ or not lines:
            lines.append([])
        lines[-1].append(token)
    return lines


def _matches(pattern: regex.Pattern[str], line: list[Token]) -> bool:
    glued = "".join(("" if t.glued else " ") + t.word for t in line).strip()
    apart = " ".join(t.word for t in line)
    try:
        return bool(pattern.fullmatch(glued, timeout=0.5) or pattern.fullmatch(apart, timeout=0.5))
    except TimeoutError:
        return False


def _loosened(rest: list[Token], break_: Break) -> list[Token]:
    """Return what follows removed words: the break before it may be either of the two that stood there."""
    if not rest:
        return rest
    first = rest[0]
    return [first.broken(max(first.break_, break_, key=_BREAKS.index), True), *rest[1:]]


def _is_whole_line(place: int, length: int, theirs: list[Token]) -> bool:
    end = place + length
    return bool(theirs[place].break_) and (end >= len(theirs) or bool(theirs[end].break_))
