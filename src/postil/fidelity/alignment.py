"""Which tokens of two texts answer each other: patience first, then difflib in the gaps.

Runs of words that occur once in either text fix the frame; only what lies between two of them is searched for the
longest common parts, so that long texts take time in proportion to their length. A gap that is too wide for that (a
chapter that the other text has not) is one difference.
"""

from __future__ import annotations

import bisect
import difflib
from collections.abc import Iterator, Sequence
from typing import TypeAlias

__all__ = ["Opcode", "opcodes", "pairs"]

Opcode: TypeAlias = tuple[str, int, int, int, int]
_RUN = 5
_WIDEST = 250_000


def opcodes(a: Sequence[str], b: Sequence[str]) -> list[Opcode]:
    """Return what makes `b` of `a`, as `difflib.SequenceMatcher.get_opcodes` does; equal parts are as long as can be."""
    if a == b:
        return [("equal", 0, len(a), 0, len(b))] if a else []
    out: list[Opcode] = []
    i = j = 0
    for p, q in [*_anchors(a, b), (len(a), len(b))]:
        if p < i or q < j:
            continue
        out += _gap(a, b, i, p, j, q)
        i, j = p, q
        while i < len(a) and j < len(b) and a[i] == b[j]:
            i, j = i + 1, j + 1
        if i > p:
            out.append(("equal", p, i, q, j))
    return list(_joined(out))


def pairs(a: Sequence[str], b: Sequence[str]) -> dict[int, int]:
    """Return for each item of `b` that stands unchanged in `a` where it does."""
    found: dict[int, int] = {}
    for tag, i, i_end, j, _ in opcodes(a, b):
        if tag == "equal":
            found.update({j + k: i + k for k in range(i_end - i)})
    return found


def _gap(a: Sequence[str], b: Sequence[str], i: int, p: int, j: int, q: int) -> list[Opcode]:
    """Return what makes `b[j:q]` of `a[i:p]`."""
    out: list[Opcode] = []
    start_i, start_j = i, j
    while i < p and j < q and a[i] == b[j]:
        i, j = i + 1, j + 1
    if i > start_i:
        out.append(("equal", start_i, i, start_j, j))
    end_p, end_q = p, q
    while end_p > i and end_q > j and a[end_p - 1] == b[end_q - 1]:
        end_p, end_q = end_p - 1, end_q - 1
    if i == end_p and j < end_q:
        out.append(("insert", i, i, j, end_q))
    elif i < end_p and j == end_q:
        out.append(("delete", i, end_p, j, j))
    elif i < end_p and (end_p - i) * (end_q - j) > _WIDEST:
        out.append(("replace", i, end_p, j, end_q))
    elif i < end_p:
        inner = difflib.SequenceMatcher(None, a[i:end_p], b[j:end_q], autojunk=False)
        out += [(tag, i + w, i + x, j + y, j + z) for tag, w, x, y, z in inner.get_opcodes()]
    if end_p < p:
        out.append(("equal", end_p, p, end_q, q))
    return out


def _anchors(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Return where runs of words begin that occur once in either text, in the order of both."""
    in_a, in_b = _unique(a), _unique(b)
    both = sorted((place, in_b[run]) for run, place in in_a.items() if run in in_b)
    # the longest increasing chain: what was moved drops out
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_, q) in enumerate(both):
        at = bisect.bisect_left(tails, q)
        before.append(ends[at - 1] if at else -1)
        if at == len(tails):
            tails.append(q)
            ends.append(number)
        else:
            tails[at], ends[at] = q, number
    chain = []
    number = ends[-1] if ends else -1
    while number >= 0:
        chain.append(both[number])
        number = before[number]
    return chain[::-1]


def _unique(items: Sequence[str]) -> dict[tuple[str, ...], int]:
    """Return the runs of words that occur once, with their places."""
    found: dict[tuple[str, ...], int] = {}
    for i in range(len(items) - _RUN + 1):
        run = tuple(items[i : i + _RUN])
        found[run] = -1 if run in found else i
    return {run: place for run, place in found.items() if place >= 0}


def _joined(found: list[Opcode]) -> Iterator[Opcode]:
    """Join neighbouring parts of one kind."""
    last: Opcode | None = None
    for code in found:
        if last is not None and last[0] == code[0] == "equal":
            last = (last[0], last[1], code[2], last[3], code[4])
            continue
        if last is not None:
            yield last
        last = code
    if last is not None:
        yield last
