"""Fidelity: the transcription is compared with the copy-text, word by word and mark by mark.

Declared differences are an edit of the copy-text: each must apply, as often as it says. What is left must be equal;
anything else is a fault that shows both readings. The comparison is of tokens (words of UAX #29; characters in
scripts without spaces; every mark by itself) and of breaks between paragraphs.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

import regex

from postil.diagnostics import Checked, Collector, Label, code
from postil.model.edition import Account
from postil.model.manifest import Difference
from postil.model.text import BaseText, Block
from postil.spans import SourceText, Span
from postil.wording import fold, tokens

__all__ = ["Piece", "compare", "pieces_of_text"]

_FREE, _LINE, _PARAGRAPH = "", "line", "paragraph"
_WINDOW = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters of the transcription that belongs together; `address` is empty in prose parts."""

    text: str
    at: tuple[int, ...]
    file: str
    address: str
    division: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Token:
    """A word or mark. `break_` is the break before it: none, a line end, or a paragraph's."""

    word: str
    break_: str
    span: Span
    address: str = ""
    division: tuple[str, ...] = ()
    free: bool = False
    glued: bool = False


def pieces_of_text(text: BaseText) -> tuple[Piece, ...]:
    """Return what of a transcription is compared: all its words and printed list marks; of a gap nothing."""
    ancestors = _ancestors(text)
    found = []
    for block, division in zip(text.blocks, text.division_of, strict=True):
        if block.image:
            continue
        characters, at = _without_gaps(block)
        if block.marker:
            start = block.span.start
            characters = f"{block.marker} {characters}"
            at = (start,) * (len(block.marker) + 1) + at
        found.append(Piece(characters, at, text.file, block.address, ancestors[division]))
    return tuple(found)


def _ancestors(text: BaseText) -> dict[str, tuple[str, ...]]:
    out: dict[str, tuple[str, ...]] = {}
    extents = text.extent_of
    for division in text.divisions:
        low, high = extents[division.id]
        out[division.id] = tuple(
            d.id for d in text.divisions if extents[d.id][0] <= low and high <= extents[d.id][1]
        )
    return out


def _without_gaps(block: Block) -> tuple[str, tuple[int, ...]]:
    gaps = [s for s in block.styles if s.kind == "gap"]
    if not gaps:
        return block.text, block.at
    keep = [i for i in range(len(block.text)) if not any(g.start <= i < g.end for g in gaps)]
    return "".join(block.text[i] for i in keep), tuple(block.at[i] for i in keep)


def compare(
    copy_text: SourceText, pieces: Iterable[Piece], differences: tuple[Difference, ...], label: str
) -> Checked[Account]:
    """Return the account of a comparison of `pieces` (the transcription, in order) with the copy-text.

    Reports T010 (words), T011 (punctuation), T012 (breaks), T013 (a declared difference that is not there), T014 (one
    that could be in several places), T020 (one at an address the text has not).
    """
    out = Collector()
    ours = _tokens_of_pieces(pieces)
    theirs = _tokens_of_copy_text(copy_text, any(d.kind == "hyphens" for d in differences))
    if any(d.kind == "breaks" for d in differences):
        theirs = [replace(t, break_=_LINE if t.break_ else _FREE, free=True) for t in theirs]
    counts: Counter[str] = Counter()
    known = {a for t in ours for a in (t.address, *t.division)}
    for difference in differences:
        theirs = _apply(difference, theirs, ours, known, counts, out)
    equal = _report_rest(theirs, ours, copy_text, out)
    words = sum(1 for t in equal if any(ch.isalnum() for ch in t.word))
    return out.done(Account(words, tuple(sorted(counts.items())), (label,)))


# tokens -------------------------------------------------------------------------------------------------------------


def _tokens_of_pieces(pieces: Iterable[Piece]) -> list[_Token]:
    found: list[_Token] = []
    for piece in pieces:
        text = piece.text
        last_end = 0
        for number, (word, start, end) in enumerate(tokens(text)):
            between = text[last_end:start]
            break_ = _PARAGRAPH if number == 0 else _LINE if "\n" in between or "\t" in between else _FREE
            span = Span(piece.file, piece.at[start], piece.at[end - 1] + 1)
            found.append(_Token(_word(word), break_, span, piece.address, piece.division, glued=not between))
            last_end = end
    return found


def _tokens_of_copy_text(copy_text: SourceText, join_hyphens: bool) -> list[_Token]:
    text = copy_text.text
    normal = unicodedata.is_normalized("NFC", text)
    found: list[_Token] = []
    last_end = 0
    for word, start, end in tokens(text):
        between = text[last_end:start]
        ends = between.count("\n")
        break_ = _FREE if not ends else _LINE if ends == 1 else _PARAGRAPH
        found.append(
            _Token(
                _word(word if normal else unicodedata.normalize("NFC", word)),
                break_ if found else _PARAGRAPH,
                copy_text.span(start, end),
                glued=not between,
            )
        )
        last_end = end
    return _joined(found) if join_hyphens else found


def _word(word: str) -> str:
    return fold(word)


def _joined(found: list[_Token]) -> list[_Token]:
    """Return the tokens with words divided at line ends joined (`tradi-` LF `tionally`)."""
    out: list[_Token] = []
    i = 0
    while i < len(found):
        if (
            out
            and found[i].word in {"-", "\u2010", "¬"}
            and found[i].glued
            and i + 1 < len(found)
            and found[i + 1].break_ == _LINE
            and out[-1].word[-1:].isalpha()
            and found[i + 1].word[:1].islower()
        ):
            before, following = out.pop(), found[i + 1]
            out.append(replace(before, word=before.word + following.word, span=before.span.to(following.span)))
            i += 2
            continue
        out.append(found[i])
        i += 1
    return out


# declared differences -----------------------------------------------------------------------------------------------


def _apply(
    difference: Difference,
    theirs: list[_Token],
    ours: list[_Token],
    known: set[str],
    counts: Counter[str],
    out: Collector,
) -> list[_Token]:
    """Return the copy-text with one declared difference applied to it."""
    kind = difference.kind
    if difference.at and difference.at not in known:
        out.report(
            code("T020"),
            f"the text has no address “{difference.at}”",
            difference.span,
            hint="`postil list --addresses` shows all addresses",
        )
        return theirs
    if kind in {"breaks", "hyphens"}:
        counts[difference.label] += 1
        return theirs
    if kind == "part" and not difference.words:
        return _part_at(difference, theirs, ours, counts, out)
    if kind == "pattern":
        return _remove_lines(difference, theirs, counts, out)
    if kind == "insert":
        return _insert(difference, theirs, counts, out)
    needle = [_word(w) for w, _, _ in tokens(difference.other if kind == "read" else difference.words)]
    places = _places(needle, theirs, difference)
    if kind == "remove":
        lines = [p for p in places if _is_whole_line(p, len(needle), theirs)]
        if lines and not (difference.after or difference.before):
            places = lines
    wanted = difference.times
    if wanted is None and kind in {"remove", "read", "part", "join", "move"} and len(places) > 1:
        _report_ambiguous(difference, places, len(needle), theirs, out)
        return theirs
    if not places or (wanted not in (None, -1) and len(places) != wanted):
        count = len(places)
        out.report(
            code("T013"),
            f"the copy-text has these words {count} times, not {wanted}"
            if wanted not in (None, -1) and count
            else "the copy-text does not have the words of this declared difference",
            difference.span,
            labels=[Label(theirs[p].span, "here") for p in places[:6]],
            hint=f"write times: {count}" if count else "copy the words exactly from the copy-text",
        )
        if not places:
            return theirs
    counts[difference.label] += len(places)
    out_tokens = list(theirs)
    for place in reversed(places):
        out_tokens = _edit(difference, out_tokens, place, len(needle), out)
    return out_tokens


def _edit(
    difference: Difference, theirs: list[_Token], place: int, length: int, out: Collector
) -> list[_Token]:
    end = place + length
    if difference.kind == "part":
        return theirs[:place] + [replace(theirs[place], break_=_PARAGRAPH)] + theirs[place + 1 :]
    if difference.kind == "join":
        return theirs[:place] + [replace(theirs[place], break_=_FREE, free=True)] + theirs[place + 1 :]
    if difference.kind == "read":
        first = theirs[place]
        new = [
            replace(first, word=_word(w), break_=first.break_ if i == 0 else _FREE)
            for i, (w, _, _) in enumerate(tokens(difference.words))
        ]
        return theirs[:place] + new + _loosened(theirs[end:], theirs[place].break_ if not new else _FREE)
    taken = theirs[place:end]
    rest = theirs[:place] + _loosened(theirs[end:], theirs[place].break_)
    if difference.kind == "remove":
        return rest
    target = [_word(w) for w, _, _ in tokens(difference.before or difference.after)]
    places = [p for p in range(len(rest)) if [t.word for t in rest[p : p + len(target)]] == target]
    if len(places) != 1 or not target:
        out.report(
            code("T014") if places else code("T013"),
            "the place these words move to is not one place in the copy-text",
            difference.span,
            hint="write before: or after: with words that occur once in the copy-text",
        )
        return theirs
    at = places[0] if difference.before else places[0] + len(target)
    moved = [replace(t, free=True) for t in taken]
    follow = rest[at:]
    if follow:
        follow = [replace(follow[0], free=True), *follow[1:]]
    return rest[:at] + moved + follow


def _loosened(rest: list[_Token], break_: str) -> list[_Token]:
    """Return what follows removed words: the break before it may be either of the two that stood there."""
    if not rest:
        return rest
    first = rest[0]
    return [replace(first, free=True, break_=max(first.break_, break_, key=[_FREE, _LINE, _PARAGRAPH].index)), *rest[1:]]


def _places(needle: list[str], theirs: list[_Token], difference: Difference) -> list[int]:
    if not needle:
        return []
    after = [_word(w) for w, _, _ in tokens(difference.after)] if difference.kind != "move" else []
    before = [_word(w) for w, _, _ in tokens(difference.before)] if difference.kind != "move" else []
    words = [t.word for t in theirs]
    found = []
    position = 0
    while position <= len(words) - len(needle):
        if words[position] == needle[0] and words[position : position + len(needle)] == needle:
            end = position + len(needle)
            behind = words[max(0, position - len(after)) : position]
            if (not after or behind == after) and (not before or words[end : end + len(before)] == before):
                found.append(position)
                position = end
                continue
        position += 1
    return found


def _is_whole_line(place: int, length: int, theirs: list[_Token]) -> bool:
    end = place + length
    return theirs[place].break_ != _FREE and (end >= len(theirs) or theirs[end].break_ != _FREE)


def _report_ambiguous(
    difference: Difference, places: list[int], length: int, theirs: list[_Token], out: Collector
) -> None:
    out.report(
        code("T014"),
        f"the words of this declared difference occur {len(places)} times in the copy-text",
        difference.span,
        labels=[Label(theirs[p].span.to(theirs[p + length - 1].span), "here") for p in places[:6]],
        hint=f"write times: {len(places)} if all are meant, or after:/before: with the neighbouring words",
    )


def _part_at(
    difference: Difference, theirs: list[_Token], ours: list[_Token], counts: Counter[str], out: Collector
) -> list[_Token]:
    """Allow every break of our text at an address: the lines that are run together there are parted."""
    inside = [t for t in ours if difference.at == t.address or difference.at in t.division]
    matcher = difflib.SequenceMatcher(None, [t.word for t in theirs], [t.word for t in ours], autojunk=False) \
        if len(theirs) < 4000 else None
    first = ours.index(inside[0]) if inside else 0
    if matcher is None:
        pairs = _windowed_pairs(theirs, ours)
    else:
        pairs = {b + i: a + i for a, b, n in matcher.get_matching_blocks() for i in range(n)}
    changed = list(theirs)
    parted = 0
    for number in range(first, first + len(inside)):
        token = ours[number]
        match = pairs.get(number)
        if match is None or not token.break_ or changed[match].break_ or changed[match].free:
            continue
        changed[match] = replace(changed[match], break_=_PARAGRAPH)
        parted += 1
    if not parted:
        out.report(
            code("T013"),
            f"no lines run together are parted at {difference.at}",
            difference.span,
            hint="delete this declaration",
        )
    counts[difference.label] += parted
    return changed


def _windowed_pairs(theirs: list[_Token], ours: list[_Token]) -> dict[int, int]:
    pairs: dict[int, int] = {}
    for tag, a, a_end, b, _ in _opcodes(theirs, ours):
        if tag == "equal":
            pairs.update({b + i: a + i for i in range(a_end - a)})
    return pairs


def _remove_lines(
    difference: Difference, theirs: list[_Token], counts: Counter[str], out: Collector
) -> list[_Token]:
    """Remove every line of the copy-text that a pattern matches whole."""
    try:
        pattern = regex.compile(difference.words)
    except regex.error as error:
        out.report(code("M008"), f"not a regular expression: {error}", difference.span, hint="see docs/edition.md")
        return theirs
    kept: list[_Token] = []
    removed = 0
    line: list[_Token] = []
    pending_break = _FREE

    def flush() -> None:
        nonlocal removed, pending_break, line
        if not line:
            return
        words = " ".join(t.word for t in line)
        glued = "".join(("" if t.glued else " ") + t.word for t in line).strip()
        try:
            matched = pattern.fullmatch(glued, timeout=0.5) or pattern.fullmatch(words, timeout=0.5)
        except TimeoutError:
            matched = None
        if matched:
            removed += 1
            pending_break = line[0].break_
        else:
            kept.extend(_loosened(line, pending_break) if pending_break else line)
            pending_break = _FREE
        line = []

    for token in theirs:
        if token.break_ and line:
            flush()
        line.append(token)
    flush()
    if not removed:
        out.report(
            code("T013"), "no line of the copy-text matches this pattern", difference.span, hint="delete the rule"
        )
    elif difference.times not in (None, -1, removed):
        out.report(
            code("T013"),
            f"{removed} lines of the copy-text match this pattern, not {difference.times}",
            difference.span,
            hint=f"write times: {removed}",
        )
    counts[difference.label] += removed
    return kept


def _insert(difference: Difference, theirs: list[_Token], counts: Counter[str], out: Collector) -> list[_Token]:
    target = [_word(w) for w, _, _ in tokens(difference.before or difference.after)]
    words = [t.word for t in theirs]
    places = [p for p in range(len(words)) if target and words[p : p + len(target)] == target]
    if len(places) != 1:
        out.report(
            code("T014") if places else code("T013"),
            f"the copy-text has the neighbouring words {len(places)} times",
            difference.span,
            hint="write before: or after: with words that occur once in the copy-text",
        )
        return theirs
    at = places[0] if difference.before else places[0] + len(target)
    span = theirs[min(at, len(theirs) - 1)].span
    new = [_Token(_word(w), _FREE, span, free=True) for w, _, _ in tokens(difference.words)]
    counts[difference.label] += 1
    follow = theirs[at:]
    if follow:
        follow = [replace(follow[0], free=True), *follow[1:]]
    return theirs[:at] + new + follow


# what is left -------------------------------------------------------------------------------------------------------


def _opcodes(theirs: list[_Token], ours: list[_Token]) -> list[tuple[str, int, int, int, int]]:
    """Return difflib's opcodes, made in windows, so that long texts take time in proportion to their length."""
    a, b = [t.word for t in theirs], [t.word for t in ours]
    out: list[tuple[str, int, int, int, int]] = []
    i = j = 0
    while i < len(a) and j < len(b):
        start_i, start_j = i, j
        while i < len(a) and j < len(b) and a[i] == b[j]:
            i, j = i + 1, j + 1
        if i > start_i:
            out.append(("equal", start_i, i, start_j, j))
        if i >= len(a) or j >= len(b):
            break
        window = _WINDOW
        while True:
            matcher = difflib.SequenceMatcher(None, a[i : i + window], b[j : j + window], autojunk=False)
            anchors = [m for m in matcher.get_matching_blocks() if m.size >= 4]
            whole = i + window >= len(a) and j + window >= len(b)
            if anchors or whole:
                break
            window *= 4
        if anchors:
            stop_a, stop_b = anchors[0].a, anchors[0].b
        else:
            stop_a, stop_b = len(a) - i, len(b) - j
        inner = difflib.SequenceMatcher(None, a[i : i + stop_a], b[j : j + stop_b], autojunk=False)
        out += [(tag, i + p, i + q, j + r, j + s) for tag, p, q, r, s in inner.get_opcodes()]
        i, j = i + stop_a, j + stop_b
    if i < len(a) or j < len(b):
        out.append(("replace", i, len(a), j, len(b)))
    return out


def _report_rest(theirs: list[_Token], ours: list[_Token], copy_text: SourceText, out: Collector) -> list[_Token]:
    equal: list[_Token] = []
    for tag, a, a_end, b, b_end in _opcodes(theirs, ours):
        if tag == "equal":
            equal.extend(ours[b:b_end])
            _report_breaks(theirs[a:a_end], ours[b:b_end], out)
            continue
        left, right = theirs[a:a_end], ours[b:b_end]
        is_words = any(ch.isalnum() for t in (*left, *right) for ch in t.word)
        shown_left, shown_right = _shown(left), _shown(right)
        near = theirs[a] if a < len(theirs) else (theirs[-1] if theirs else None)
        here = right[0].span.to(right[-1].span) if right and right[0].span.file == right[-1].span.file else None
        if here is None:
            neighbour = ours[min(b, len(ours) - 1)] if ours else None
            here = neighbour.span if neighbour else copy_text.span(0, 0)
        labels = []
        if left:
            labels.append(Label(left[0].span.to(left[-1].span), f"the copy-text reads “{shown_left}”"))
        elif near is not None:
            labels.append(Label(near.span, "the copy-text has nothing of it before this"))
        message = (
            f"the transcription leaves out “{shown_left}”"
            if not right
            else f"“{shown_right}” is not in the copy-text"
            if not left
            else f"the transcription reads “{shown_right}”, the copy-text “{shown_left}”"
        )
        hint = (
            f"correct the transcription, or declare it in edition.yaml: - remove: {_quoted(shown_left)}"
            if not right
            else f"correct the transcription, or declare it in edition.yaml: - insert: {_quoted(shown_right)}"
            if not left
            else "correct the transcription, or declare it in edition.yaml: "
            f"- read: {_quoted(shown_right)}, for: {_quoted(shown_left)}"
        )
        out.report(code("T010" if is_words else "T011"), message, here, labels=labels, hint=hint)
    return equal


def _report_breaks(theirs: list[_Token], ours: list[_Token], out: Collector) -> None:
    for left, right in zip(theirs, ours, strict=True):
        if left.free:
            continue
        if right.break_ == _PARAGRAPH and left.break_ == _FREE:
            out.report(
                code("T012"),
                "a paragraph begins here that the copy-text runs on",
                right.span,
                labels=[Label(left.span, "here, within a line")],
                hint=f"join it, or declare in edition.yaml: - part: {right.division[-1] if right.division else right.address}",
            )
        elif right.break_ == _FREE and left.break_ == _PARAGRAPH:
            out.report(
                code("T012"),
                "the copy-text begins a paragraph here; the transcription runs on",
                right.span,
                labels=[Label(left.span, "here, after an empty line")],
                hint=f"begin a paragraph, or declare in edition.yaml: - join: {_quoted(right.word + ' …')}",
            )


def _shown(part: list[_Token], most: int = 24) -> str:
    words = "".join(("" if t.glued and i else " ") + t.word for i, t in enumerate(part[:most])).strip()
    return words + (" …" if len(part) > most else "")


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'
