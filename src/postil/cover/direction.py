"""In which direction characters of a line run: the Unicode bidirectional algorithm (UAX #9) for a line of plain words.

Explicit embeddings and isolates are passed over: nobody writes them in a title, and a line is short.
"""

from __future__ import annotations

import unicodedata

__all__ = ["levels", "visual"]

_STRONG = {"L": "L", "R": "R", "AL": "R"}
_IGNORED = frozenset(("BN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"))
_BETWEEN_DIGITS = frozenset((("ES", "EN", "EN"), ("CS", "EN", "EN"), ("CS", "AN", "AN")))


def levels(text: str, base: int | None = None) -> list[int]:
    """Return the level of each character: even ones run to the right, odd ones to the left.

    Without a `base` the first strong character decides (P2, P3), and 0 where there is none.
    """
    if text.isascii() and not base:  # the common case
        return [0] * len(text)
    kinds = [unicodedata.bidirectional(ch) or "L" for ch in text]
    if base is None:
        base = next((1 if _STRONG[k] == "R" else 0 for k in kinds if k in _STRONG), 0)
    around = "R" if base else "L"
    _resolve_weak(kinds, around)
    _resolve_neutral(kinds, around)
    found = []
    for kind in kinds:
        if base == 0:  # I1
            found.append({"R": 1, "AN": 2, "EN": 2}.get(kind, 0))
        else:  # I2
            found.append({"L": 2, "AN": 2, "EN": 2}.get(kind, 1))
    return found


def _resolve_weak(kinds: list[str], around: str) -> None:
    """W1–W7."""
    previous = around
    strong = around
    for i, kind in enumerate(kinds):
        if kind in _IGNORED:
            kinds[i] = "ON"
        elif kind == "NSM":
            kinds[i] = previous
        if kinds[i] in {"L", "R", "AL"}:
            strong = kinds[i]
        elif kinds[i] == "EN" and strong == "AL":
            kinds[i] = "AN"
        previous = kinds[i]
    for i, kind in enumerate(kinds):
        if kind == "AL":
            kinds[i] = "R"
        elif 0 < i < len(kinds) - 1 and (kind, kinds[i - 1], kinds[i + 1]) in _BETWEEN_DIGITS:
            kinds[i] = kinds[i - 1]
    for start, end in _stretches(kinds, {"ET"}):
        if "EN" in (kinds[start - 1 : start] or [""]) + kinds[end : end + 1]:
            kinds[start:end] = ["EN"] * (end - start)
    strong = around
    for i, kind in enumerate(kinds):
        if kind in {"ES", "ET", "CS"}:
            kinds[i] = "ON"
        elif kind in {"L", "R"}:
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[i] = "L"


def _resolve_neutral(kinds: list[str], around: str) -> None:
    """N1, N2: numbers count as letters that run to the left."""
    neutral = {"ON", "WS", "S", "B"}
    for start, end in _stretches(kinds, neutral):
        before = _side(kinds[start - 1]) if start else around
        after = _side(kinds[end]) if end < len(kinds) else around
        kinds[start:end] = [before if before == after else around] * (end - start)


def _side(kind: str) -> str:
    return "L" if kind == "L" else "R"


def _stretches(kinds: list[str], wanted: set[str]) -> list[tuple[int, int]]:
    found = []
    start = None
    for i, kind in enumerate([*kinds, ""]):
        if kind in wanted and start is None:
            start = i
        elif kind not in wanted and start is not None:
            found.append((start, i))
            start = None
    return found


def visual(found: list[int]) -> list[int]:
    """Return the order in which pieces with these levels stand from left to right (L2)."""
    order = list(range(len(found)))
    if not found:
        return order
    for level in range(max(found), 0, -1):
        i = 0
        while i < len(order):
            j = i
            while j < len(order) and found[order[j]] >= level:
                j += 1
            if j > i:
                order[i:j] = reversed(order[i:j])
                i = j
            else:
                i += 1
    return order
