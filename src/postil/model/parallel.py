"""Parallel texts as one: the same document in several languages, woven into one flow of divisions and blocks.

The divisions are those of the main text. In *columns* each passage is a row, with a column for every text that has it; in
*alternate* a division has the main text and then what each other text has of it. Blocks of the other texts get the
language before their addresses (`ja--art-5.1`) and the ¶ number of what they stand beside. So notes on any of the texts are
numbered in the order in which they are read, and whatever walks the flow meets all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from postil.frozen import dataclass
from postil.model.edition import ParallelText, ParallelTexts
from postil.model.text import BaseText, Block, Division, Flow, Group
from postil.spans import Span

__all__ = ["ALTERNATE", "COLUMNS", "arranged", "kin", "own_address", "standing_for", "versioned"]

COLUMNS = "columns"
ALTERNATE = "alternate"


def versioned(language: str, address: str) -> str:
    """Return the address that a block of a parallel text has among all texts; that of the main text is its own."""
    return f"{language}--{address}" if language else address


def own_address(block: Block) -> str:
    """Return the address of a block in its own text."""
    return block.address.removeprefix(f"{block.version}--") if block.version else block.address


def arranged(texts: ParallelTexts, layout: str) -> BaseText:
    """Return all texts as one: in `columns`, in `alternate`, or the only one in the language that `layout` names."""
    if layout == texts.main.language:
        return texts.main
    for other in texts.others:
        if other.manifest.language == layout:
            return _alone(texts.main, other)
    return _Arrangement(texts, layout == COLUMNS).text()


def kin(texts: ParallelTexts) -> tuple[frozenset[str], ...]:
    """Return the addresses that are taken together when a text is cut: what stands beside each other in any text. What has
    nothing beside it in the main text belongs to what stands before it."""
    sets: list[set[str]] = [{a} for a in texts.main.index_of]
    of = {a: s for s in sets for a in s}
    for other in texts.others:
        language = other.manifest.language
        last: set[str] | None = None
        early: list[str] = []
        shared = {
            a
            for a, division in zip(other.text.index_of, other.text.division_of, strict=True)
            if division in texts.main.extent_of
        }
        for here, there in other.beside:
            names = [versioned(language, a) for a in here if there or a in shared]
            if not there:
                if last is None:
                    early.extend(names)
                else:
                    last.update(names)
                continue
            whole = of[there[0]]
            for address in there[1:]:
                if of[address] is not whole:
                    whole |= of[address]
                    of |= dict.fromkeys(of[address], whole)
            whole |= {*names, *early}
            early, last = [], whole
        if last is not None:
            last.update(early)
    return tuple(frozenset(s) for s in {id(s): s for s in of.values()}.values() if len(s) > 1)


def standing_for(texts: ParallelTexts, shown: BaseText) -> dict[str, str]:
    """Return for addresses that are not those of an element which one stands for them: of a division of a parallel text its
    heading or first block; of a block that is not shown what stands beside it."""
    found: dict[str, str] = {}
    for other in texts.others:
        language = other.manifest.language
        for division in other.text.divisions:
            begin, end = other.text.extent_of[division.id]
            if begin < end:
                found[versioned(language, division.id)] = versioned(
                    language, other.text.blocks[begin].address
                )
    for group in kin(texts):
        here = sorted((a for a in group if a in shown.index_of), key=shown.index_of.__getitem__)
        if here:
            found |= {a: here[0] for a in group if a not in shown.index_of}
    return {a: found.get(b, b) for a, b in found.items() if a not in shown.extent_of}


def _numbers(main: BaseText, other: ParallelText) -> dict[str, int]:
    """Return the ¶ numbers of the blocks of a parallel text: those of the first they stand beside."""
    own = {b.address: b.number for b in main.blocks if b.number is not None}
    found: dict[str, int] = {}
    for here, there in other.beside:
        number = next((own[a] for a in there if a in own), None)
        if number is not None:
            found |= dict.fromkeys(here, number)
    return found


class _Versioner:
    """Gives the blocks of a parallel text their addresses and numbers among all texts."""

    def __init__(self, main: BaseText, other: ParallelText) -> None:
        self.language = other.manifest.language
        self.numbers = _numbers(main, other)

    def block(self, block: Block) -> Block:
        number = self.numbers.get(block.address) if block.number is not None else None
        return replace(
            block, address=versioned(self.language, block.address), number=number, version=self.language
        )

    def flow(self, item: Flow) -> Flow:
        if isinstance(item, Block):
            return self.block(item)
        if isinstance(item, Division):
            heading = self.block(item.heading) if item.heading is not None else None
            return replace(item, heading=heading, content=tuple(self.flow(i) for i in item.content))
        if isinstance(item, Group):
            return replace(item, content=tuple(self.flow(i) for i in item.content))
        return item


def _alone(main: BaseText, other: ParallelText) -> BaseText:
    root = _Versioner(main, other).flow(replace(other.text.root, id=main.root.id))
    assert isinstance(root, Division)  # noqa: S101  a division gives a division
    return BaseText(root, other.manifest.language, other.text.file)


@dataclass(frozen=True, slots=True)
class _Atom:
    """The least that a row can hold of a text: items, their addresses, in which run between subdivisions they stand, and the
    number of the list they are cut from."""

    items: tuple[Flow, ...]
    addresses: tuple[str, ...]
    run: int
    origin: int = -1


class _Arrangement:
    """Weaves the other texts into the main one."""

    def __init__(self, texts: ParallelTexts, columns: bool) -> None:
        self.main, self.columns = texts.main, columns
        self.others = texts.others
        self.own = {d.id for d in texts.main.divisions}
        self.divisions = [
            {(texts.main.root.id if d is o.text.root else d.id): d for d in o.text.divisions} for o in self.others
        ]
        self.versioners = [_Versioner(texts.main, o) for o in self.others]
        self.languages = (texts.main.language, *(o.manifest.language for o in self.others))
        self.beside = [
            {h: there for here, there in o.beside for h in here if there} for o in self.others
        ]

    def text(self) -> BaseText:
        return BaseText(self._division(self.main.root), self.main.language, self.main.file)

    def _division(self, division: Division) -> Division:
        found = [own.get(division.id) for own in self.divisions]
        if not any(found):  # nothing could stand beside it: it has the whole width
            return replace(
                division,
                content=tuple(self._division(i) if isinstance(i, Division) else i for i in division.content),
            )
        runs, inner = _runs(division.content)
        rows = self._rows(runs, found)
        content: list[Flow] = []
        heads = tuple(
            self._column(n, (versioner.block(d.heading),), d.heading.span)
            for n, (d, versioner) in enumerate(zip(found, self.versioners, strict=True), 1)
            if d is not None and d.heading is not None
        )
        if heads and (self.columns or division is self.main.root):
            content.append(Group("headings", heads, heads[0].span))
            heads = ()
        extra = self._extra(division, found)
        for run in range(len(runs)):
            here = [row for at, row in rows if at == run]
            content += self._in_columns(here) if self.columns else self._in_turn(runs[run], here, heads)
            heads = ()
            content += extra.get(run, ())
            if run < len(inner):
                content.append(self._division(inner[run]))
        return replace(division, content=tuple(content))

    def _column(self, text: int, items: tuple[Flow, ...], span: Span) -> Group:
        return Group("column", items, span, language=self.languages[text])

    def _in_columns(self, rows: Iterable[dict[int, tuple[Flow, ...]]]) -> Iterator[Flow]:
        for row in rows:
            columns = tuple(self._column(n, items, items[0].span) for n, items in sorted(row.items()))
            yield Group("parallel", columns, columns[0].span)

    def _in_turn(
        self, main: list[Flow], rows: list[dict[int, tuple[Flow, ...]]], heads: tuple[Group, ...]
    ) -> Iterator[Flow]:
        yield from main
        for n in range(1, len(self.languages)):
            items = [i for head in heads if head.language == self.languages[n] for i in head.content]
            items += _joined(item for row in rows for item in row.get(n, ()))
            if items:
                yield self._column(n, tuple(items), items[0].span)

    def _extra(self, division: Division, found: Sequence[Division | None]) -> dict[int, list[Flow]]:
        """Return the divisions that another text alone has, by the run of the main text that they follow."""
        order = [d.id for d in division.content if isinstance(d, Division)]
        extra: dict[int, list[Flow]] = {}
        for own, versioner in zip(found, self.versioners, strict=True):
            run = 0
            for child in own.content if own is not None else ():
                if isinstance(child, Division) and child.id in order:
                    run = order.index(child.id) + 1
                elif isinstance(child, Division) and child.id not in self.own:
                    extra.setdefault(run, []).append(self._foreign(child, versioner))
        return extra

    def _foreign(self, division: Division, versioner: _Versioner) -> Division:
        """Return a division that another text alone has, without divisions in it that the main text has too."""
        content = tuple(
            i for i in division.content if not (isinstance(i, Division) and i.id in self.own)
        )
        attributes = replace(
            division.attributes, pairs=(*division.attributes.pairs, ("lang", versioner.language))
        )
        woven = versioner.flow(replace(division, content=content))
        assert isinstance(woven, Division)  # noqa: S101  a division gives a division
        column = Group("column", woven.content, division.span, language=versioner.language)
        return replace(woven, attributes=attributes, content=(column,) if woven.content else ())

    # rows ---------------------------------------------------------------------------------------------------------------

    def _rows(
        self, runs: list[list[Flow]], found: Sequence[Division | None]
    ) -> list[tuple[int, dict[int, tuple[Flow, ...]]]]:
        """Return the rows of a division, each with the run that it stands in: for each text what it has in the row."""
        sequences = [_atoms(runs)]
        for division in found:
            sequences.append(_atoms(_runs(division.content)[0]) if division is not None else [])
        ties = _Ties(tuple(map(len, sequences)))
        at = {address: i for i, atom in enumerate(sequences[0]) for address in atom.addresses}
        for n, beside in enumerate(self.beside, 1):
            for i, atom in enumerate(sequences[n]):
                for there in (t for a in atom.addresses for t in beside.get(a, ()) if t in at):
                    ties.tie((n, i), (0, at[there]))
        rows: list[tuple[int, dict[int, tuple[Flow, ...]]]] = []
        for members in ties.rows():
            row: dict[int, tuple[Flow, ...]] = {}
            for n, (first, last) in sorted(members.items()):
                atoms = sequences[n][first : last + 1]
                items = _merged(atoms)
                row[n] = items if n == 0 else tuple(self.versioners[n - 1].flow(i) for i in items)
            run = sequences[0][members[0][0]].run if 0 in members else (rows[-1][0] if rows else 0)
            rows.append((run, row))
        return rows


class _Ties:
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
                upto = min((j for m, j in target if m == n), default=-1) if target is not None else self.counts[n]
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


def _runs(content: tuple[Flow, ...]) -> tuple[list[list[Flow]], list[Division]]:
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


def _atoms(runs: list[list[Flow]]) -> list[_Atom]:
    found: list[_Atom] = []
    for run, items in enumerate(runs):
        begin = len(found)
        for number, item in enumerate(items):
            for piece in _pieces(item):
                atom = _Atom((piece,), tuple(_addresses(piece)), run, number if piece is not item else -1)
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


def _merged(atoms: Sequence[_Atom]) -> tuple[Flow, ...]:
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


def _joined(items: Iterable[Flow]) -> list[Flow]:
    """Return items in which lists that follow each other are one."""
    out: list[Flow] = []
    for item in items:
        last = out[-1] if out else None
        if (
            isinstance(item, Group)
            and isinstance(last, Group)
            and item.kind == last.kind == "list"
            and item.ordered == last.ordered
        ):
            out[-1] = replace(last, content=last.content + item.content, span=last.span.to(item.span))
        else:
            out.append(item)
    return out
