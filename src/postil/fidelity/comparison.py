"""The comparison: what is left after the declared differences must be equal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from postil.diagnostics import Checked, Collector, Label, code
from postil.fidelity.agreement import words_in_common
from postil.fidelity.alignment import opcodes
from postil.fidelity.differences import apply_differences, find_words
from postil.fidelity.tokens import Piece, Token, is_word, tokens_of_copy_text, tokens_of_pieces
from postil.model.edition import Account
from postil.model.manifest import Difference
from postil.spans import SourceText

__all__ = ["compare"]

_SHOWN = 24
_RUN_IN = "headings run in"


def compare(
    copy_text: SourceText, pieces: Iterable[Piece], differences: tuple[Difference, ...], label: str
) -> Checked[Account]:
    """Return the account of a comparison of `pieces` (the transcription, in order) with the copy-text.

    Reports T010 (words), T011 (punctuation), T012 (breaks), T013 (a declared difference that is not there), T014 (one
    that could be in several places), T020 (one at an address the text has not).
    """
    out = Collector()
    pieces = tuple(pieces)
    if not differences:
        agreeing = words_in_common(copy_text, pieces)
        if agreeing is not None:
            return out.done(Account(agreeing, (), (label,)))
    ours = tokens_of_pieces(pieces)
    counts: Counter[str] = Counter()
    theirs = apply_differences(tokens_of_copy_text(copy_text), ours, differences, counts, out)
    equal = 0
    for tag, a, a_end, b, b_end in opcodes([t.word for t in theirs], [t.word for t in ours]):
        if tag == "equal":
            equal += sum(1 for t in ours[b:b_end] if is_word(t.word))
            counts[_RUN_IN] += _report_breaks(theirs, a, ours[b:b_end], out)
        else:
            _report(theirs, a, a_end, ours, b, b_end, copy_text, out)
    return out.done(Account(equal, tuple(sorted((+counts).items())), (label,)))


def _report(
    theirs: list[Token],
    a: int,
    a_end: int,
    ours: list[Token],
    b: int,
    b_end: int,
    copy_text: SourceText,
    out: Collector,
) -> None:
    """Report words that differ, with both readings and the declaration that would allow it."""
    left, right = theirs[a:a_end], ours[b:b_end]
    read, copied = _shown(right), _shown(left)
    if right:
        here = right[0].span
        if right[-1].span.file == here.file:
            here = here.to(right[-1].span)
    else:
        here = ours[min(b, len(ours) - 1)].span if ours else copy_text.span(0, 0)
    labels = []
    if left:
        labels.append(Label(left[0].span.to(left[-1].span), f"the copy-text reads “{copied}”"))
    elif theirs:
        labels.append(Label(theirs[min(a, len(theirs) - 1)].span, "the copy-text has nothing of it here"))
    if not right:
        message = f"the transcription leaves out “{copied}”"
        declared = f"remove: {_quoted(left)}"
    elif not left:
        message = f"“{read}” is not in the copy-text"
        declared = f"insert: {_quoted(right)}"
    else:
        message = f"the transcription reads “{read}”, the copy-text “{copied}”"
        declared = f"read: {_quoted(right)}, for: {_quoted(left)}"
    hint = "correct the transcription"
    if len(left) <= _SHOWN and len(right) <= _SHOWN:
        hint += f", or declare it in edition.yaml: - {{{declared}{_where(theirs, a, a_end)}}}"
    is_words = any(is_word(t.word) for t in (*left, *right))
    out.report(code("T010" if is_words else "T011"), message, here, labels=labels, hint=hint)


def _where(theirs: list[Token], start: int, end: int) -> str:
    """Return the neighbours that a declaration must name so that only this place is meant."""
    needle = [t.word for t in theirs[start:end]]

    def decides(behind: list[Token], ahead: list[Token]) -> bool:
        after, before = [t.word for t in behind], [t.word for t in ahead]
        if needle:
            return len(find_words(needle, theirs, after, before)) == 1
        return len(find_words(after or before, theirs, [], [], overlapping=True)) == 1

    if needle and decides([], []):
        return ""
    for count in range(1, 9):
        behind, ahead = theirs[max(0, start - count) : start], theirs[end : end + count]
        if behind and decides(behind, []):
            return f", after: {_quoted(behind)}"
        if ahead and decides([], ahead):
            return f", before: {_quoted(ahead)}"
    return ""


def _report_breaks(theirs: list[Token], start: int, part: list[Token], out: Collector) -> int:
    """Report paragraphs that begin in one of two equal runs only; a line end of the copy-text may be either.

    Return how many headings are run in: in the copy-text their paragraph begins in their line.
    """
    run_in = 0
    for number, right in enumerate(part, start):
        left = theirs[number]
        if left.free:
            continue
        if right.break_ == "paragraph" and not left.break_ and right.free:
            run_in += 1
        elif right.break_ == "paragraph" and not left.break_:
            address = right.division[-1] if len(right.division) > 1 else right.address
            declared = address or _quoted(theirs[number : number + 4])
            out.report(
                code("T012"),
                "a paragraph begins here that the copy-text runs on",
                right.span,
                labels=[Label(left.span, "here, within a line")],
                hint=f"join it to what stands before it, or declare in edition.yaml: - part: {declared}",
            )
        elif not right.break_ and left.break_ == "paragraph":
            out.report(
                code("T012"),
                "the copy-text begins a paragraph here; the transcription runs on",
                right.span,
                labels=[Label(left.span, "here, after an empty line")],
                hint=f"begin a paragraph, or declare in edition.yaml: - join: {_beginning(theirs, number)}",
            )
    return run_in


def _beginning(theirs: list[Token], start: int) -> str:
    """Return the first words from a place on, as many as it takes that they occur once."""
    for count in range(3, 12):
        words = theirs[start : start + count]
        if len(find_words([t.word for t in words], theirs, [], [])) == 1:
            return _quoted(words)
    return _quoted(theirs[start : start + 12])


def _shown(part: list[Token]) -> str:
    return _written(part[:_SHOWN]) + (" …" if len(part) > _SHOWN else "")


def _written(part: list[Token]) -> str:
    return "".join(("" if t.glued and i else " ") + t.word for i, t in enumerate(part)).strip()


def _quoted(part: list[Token]) -> str:
    return '"' + _written(part).replace("\\", "\\\\").replace('"', '\\"') + '"'
