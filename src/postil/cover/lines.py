"""Breaking words into lines: as few as will do, and of those the least ragged."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence

from postil.frozen import dataclass
from postil.model.trade import Run

__all__ = ["Piece", "broken", "is_ideographic", "pieces"]

# A line that ends on one of these reads as if something were missing.
_WEAK = frozenset(
    (
        *("a", "an", "and", "at", "between", "by", "for", "from", "in", "of", "on", "the", "to", "with"),
        *(
            "au",
            "aux",
            "d’un",
            "de",
            "der",
            "des",
            "die",
            "du",
            "el",
            "en",
            "et",
            "la",
            "las",
            "le",
            "les",
            "los",
        ),
        *("mit", "und", "vom", "von", "y", "zum", "zur", "zwischen"),
        *("ο", "η", "το", "και", "του", "της", "των", "в", "и", "к", "на", "о", "об", "с", "между"),
    )
)
# Characters that no line of Japanese begins or ends with (JIS X 4051; JLReq § 3.1.7).
_NOT_FIRST = frozenset(
    "、。，．・：；？！」』）］｝〉》】〕〙’”ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々ゝゞヽヾ…‥,.)]}"
)
_NOT_LAST = frozenset("「『（［｛〈《【〔〘‘“([{")
_AFTER = frozenset("-‐–—/")


@dataclass(frozen=True, slots=True)
class Piece:
    """What is not parted: its runs, whether a space stands behind it, and what a break behind it costs."""

    runs: tuple[Run, ...]
    space: bool
    cost: float

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def is_ideographic(character: str) -> bool:
    """Tell whether lines may be broken beside a character: Han, kana and what stands among them."""
    return unicodedata.east_asian_width(character) in {"W", "F"}


def pieces(runs: Sequence[Run]) -> list[Piece]:
    """Return words as pieces between which a line may end."""
    found: list[Piece] = []
    held: list[Run] = []

    def close(space: bool, cost: float) -> None:
        if held:
            found.append(Piece(tuple(held), space, cost))
            held.clear()
        elif found and space:
            found[-1] = Piece(found[-1].runs, True, 0.0)

    for run in runs:
        for text, space, cost in _parted(run.text):
            if text:
                held.append(Run(text, run.italic))
            if space or cost is not None:
                close(space, cost or 0.0)
    close(False, 0.0)
    return found


def _parted(text: str) -> Iterator[tuple[str, bool, float | None]]:
    """Yield stretches with what may follow them: a space, or a break at some cost (none where no line may end)."""
    held = ""
    for i, character in enumerate(text):
        after = text[i + 1] if i + 1 < len(text) else ""
        if character.isspace() and character not in "\u00a0\u202f":
            yield held, True, None
            held = ""
            continue
        held += character
        if after and not after.isspace() and (cost := _cost(character, after, held)) is not None:
            yield held, False, cost
            held = ""
    if held:
        yield held, False, None


def _cost(character: str, after: str, held: str) -> float | None:
    """Return what a break between two characters costs, or nothing where there can be none."""
    if character in _AFTER and len(held) > 2 and after.isalpha():
        return 0.8
    if not (is_ideographic(character) and is_ideographic(after)):
        return None
    if after in _NOT_FIRST or character in _NOT_LAST:
        return None
    here, there = _script(character), _script(after)
    if character in "、。・：；」』）　" or after in _NOT_LAST:
        return 0.0
    if here == "HIRAGANA" != there:
        return 0.05  # a particle or an ending: the phrase is over
    return 1.2 if here == there else 0.9


def _script(character: str) -> str:
    return unicodedata.name(character, "").partition(" ")[0]


def broken(
    parts: Sequence[Piece],
    measure: Callable[[Piece], float],
    space: float,
    room: float,
    *,
    balanced: bool = True,
) -> list[list[Piece]]:
    """Return pieces in lines: the fewest, of those the least ragged; no line ends weakly, no word stands alone.

    Where they are not `balanced` the last line may be as short as it will.
    """
    count = len(parts)
    widths = [measure(part) for part in parts]
    best: list[tuple[int, float, int]] = [(0, 0.0, count)] * (count + 1)
    for start in range(count - 1, -1, -1):
        wide = 0.0
        chosen: tuple[int, float, int] | None = None
        for end in range(start + 1, count + 1):
            wide += widths[end - 1] + (space if end > start + 1 and parts[end - 2].space else 0.0)
            if wide > room and end > start + 1:
                break
            lines, cost, _ = best[end]
            cost += _ragged(parts, start, end, max(0.0, (room - wide) / room), balanced)
            if chosen is None or (lines + 1, cost) < chosen[:2]:
                chosen = lines + 1, cost, end
        assert chosen is not None  # noqa: S101  a line holds a piece at least
        best[start] = chosen
    found = []
    at = 0
    while at < count:
        found.append(list(parts[at : best[at][2]]))
        at = best[at][2]
    return found


def _ragged(parts: Sequence[Piece], start: int, end: int, short: float, balanced: bool) -> float:
    last = end == len(parts)
    if last and not balanced:
        return 0.3 if short > 0.8 and start else 0.0  # a word alone looks lost
    cost = short**2
    if not last:
        cost += parts[end - 1].cost
        if balanced and parts[end - 1].text.lower() in _WEAK:
            cost += 0.6
    if end - start == 1 and len(parts) > 2 and balanced and not is_ideographic(parts[start].text[0]):
        cost += 0.5
    return cost
