"""The rows of parallel texts: what each text has in pieces, and which pieces belong in one row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from postil.frozen import dataclass
from postil.model.text import Block, Division, Flow, Group

__all__ = ["Atom", "Ties", "atoms_of", "merged", "runs_of"]


@dataclass(frozen=True, slots=True)
class Atom:
    """The least that a row can hold of a text: items, their addresses, in which run between subdivisions they stand, and the
    number of the list they are cut from."""

    items: tuple[Flow, ...]
    addresses: tuple[str, ...]
    run: int
    origin: int = -1


class Ties:
    """Which atoms of several texts belong in one row: tied ones, and all that stand between two of them."""

    def __init__(self, counts: tuple[int, ...]) -> None:
        self.counts = counts
        self.row = {(n, i): frozenset(((n, i),)) for n, count in enumerate(counts) for i in range(count)}

    def tie(self, one: tuple[int, int], other: tuple[int, int]) -> None:
        """Put two atoms in one row, with what stands between."""
        whole = self.row[one] | self.row[other]
        while True:
            spread = {
                (n, i)
                for n in {n for n, _ in whole}
                for i in range(min(i for m, i in whole if m == n), max(i for m, i in whole if m == n) + 1)
            }
            full = whole.union(*(self.row[a] for a in spread))
            if full == whole:
                break
            whole = full
        self.row |= dict.fromkeys(whole, whole)

    def rows(self) -> Iterator[dict[int, tuple[int, int]]]:
        """Yield for each row the first and last atom of each text in it: in the order of the main text; what it has not
        stands behind what is before it in its own text."""
        done: set[frozenset[tuple[int, int]]] = set()
        places = [0] * len(self.counts)
        for i in range(self.counts[0] + 1):
            target = self.row[0, i] if i < self.counts[0] else None
            if target in done:
                continue
            for n in range(1, len(self.counts)):  # what stands before it in the other texts
                upto = (
                    min((j for m, j in target if m == n), default=-1)
                    if target is not None
                    else self.counts[n]
                )
                if upto < 0:
                    upto = self._alone_from(n, places[n])
                while places[n] < upto:
                    own = self.row[n, places[n]]
                    places[n] += 1
                    if own not in done:
                        done.add(own)
                        yield _extents(own)
            if target is not None:
                done.add(target)
                yield _extents(target)
                for n in range(1, len(self.counts)):
                    places[n] = max(places[n], 1 + max((j for m, j in target if m == n), default=-1))

    def _alone_from(self, n: int, place: int) -> int:
        """Return where what the main text has not ends, from `place` on."""
        while place < self.counts[n] and not any(m == 0 for m, _ in self.row[n, place]):
            place += 1
        return place


def _extents(row: frozenset[tuple[int, int]]) -> dict[int, tuple[int, int]]:
    return {
        n: (min(i for m, i in row if m == n), max(i for m, i in row if m == n)) for n in {m for m, _ in row}
    }


def runs_of(content: tuple[Flow, ...]) -> tuple[list[list[Flow]], list[Division]]:
    """Return what stands before, between and behind the divisions in `content`, and these."""
    runs: list[list[Flow]] = [[]]
    inner: list[Division] = []
    for item in content:
        if isinstance(item, Division):
            inner.append(item)
            runs.append([])
        else:
            runs[-1].append(item)
    return runs, inner


def atoms_of(runs: list[list[Flow]]) -> list[Atom]:
    found: list[Atom] = []
    for run, items in enumerate(runs):
        begin = len(found)
        for number, item in enumerate(items):
            for piece in _pieces(item):
                atom = Atom((piece,), tuple(_addresses(piece)), run, number if piece is not item else -1)
                last = found[-1] if len(found) > begin else None
                if last is not None and (_glued(last.items[-1], piece) or not last.addresses):
                    found[-1] = replace(
                        last, items=(*last.items, piece), addresses=last.addresses + atom.addresses
                    )
                elif last is not None and not atom.addresses:
                    found[-1] = replace(last, items=(*last.items, piece))
                else:
                    found.append(atom)
    return found


def _pieces(item: Flow) -> tuple[Flow, ...]:
    """Return a list in lists of one item each, all else whole."""
    if isinstance(item, Group) and item.kind == "list" and len(item.content) > 1:
        return tuple(replace(item, content=(inner,), span=inner.span) for inner in item.content)
    return (item,)


def _glued(one: Flow, other: Flow) -> bool:
    """Tell whether two neighbours are set as one: the parties of signatures, names."""
    if isinstance(one, Group) and isinstance(other, Group):
        return one.kind == other.kind == "party"
    return isinstance(one, Block) and isinstance(other, Block) and one.kind == other.kind == "name"


def _addresses(item: Flow) -> Iterator[str]:
    if isinstance(item, Block):
        yield item.address
    else:
        for inner in item.content:
            yield from _addresses(inner)


def merged(atoms: Sequence[Atom]) -> tuple[Flow, ...]:
    """Return the items of atoms; those cut from one list are one again."""
    out: list[Flow] = []
    origin: tuple[int, int] = (-1, -1)
    for atom in atoms:
        here = (atom.run, atom.origin)
        last, first = (out[-1] if out else None), atom.items[0]
        if atom.origin >= 0 and here == origin and isinstance(last, Group) and isinstance(first, Group):
            out[-1] = replace(last, content=last.content + first.content, span=last.span.to(first.span))
            out.extend(atom.items[1:])
        else:
            out.extend(atom.items)
        origin = here
    return tuple(out)
