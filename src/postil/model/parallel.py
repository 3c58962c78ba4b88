"""Parallel texts as one: the same document in several languages, woven into one flow of divisions and blocks.

The divisions are those of the main text. In *columns* each passage is a row, with a column for every text that has it; in
*alternate* a division has the main text and then what each other text has of it. Blocks of the other texts get the
language before their addresses (`ja--art-5.1`) and the ¶ number of what they stand beside. So notes on any of the texts are
numbered in the order in which they are read, and whatever walks the flow meets all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from postil.model.edition import ParallelText, ParallelTexts
from postil.model.rows import Ties, atoms_of, merged, runs_of
from postil.model.text import BaseText, Block, Division, Flow, Group
from postil.spans import Span

__all__ = [
    "ALTERNATE",
    "COLUMNS",
    "arranged",
    "kin",
    "own_address",
    "standing_for",
    "versioned",
    "versioned_key",
]

COLUMNS = "columns"
ALTERNATE = "alternate"


def versioned(language: str, address: str) -> str:
    """Return the address that a block of a parallel text has among all texts; that of the main text is its own."""
    return f"{language}--{address}" if language else address


def versioned_key(edition: str, language: str) -> str:
    """Return what tells a parallel text from all others, of other editions too."""
    return f"{edition} {language}"


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
            found |= {a: here[0] for a in sorted(group) if a not in shown.index_of}
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


class _Arrangement:
    """Weaves the other texts into the main one."""

    def __init__(self, texts: ParallelTexts, columns: bool) -> None:
        self.main, self.columns = texts.main, columns
        self.others = texts.others
        self.own = {d.id for d in texts.main.divisions}
        self.divisions = [
            {(texts.main.root.id if d is o.text.root else d.id): d for d in o.text.divisions}
            for o in self.others
        ]
        self.versioners = [_Versioner(texts.main, o) for o in self.others]
        self.languages = (texts.main.language, *(o.manifest.language for o in self.others))
        self.beside = [{h: there for here, there in o.beside for h in here if there} for o in self.others]

    def text(self) -> BaseText:
        return BaseText(self._division(self.main.root), self.main.language, self.main.file)

    def _division(self, division: Division) -> Division:
        found = [own.get(division.id) for own in self.divisions]
        if not any(found):  # nothing could stand beside it: it has the whole width
            return replace(
                division,
                content=tuple(self._division(i) if isinstance(i, Division) else i for i in division.content),
            )
        runs, inner = runs_of(division.content)
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
        content = tuple(i for i in division.content if not (isinstance(i, Division) and i.id in self.own))
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
        sequences = [atoms_of(runs)]
        sequences += [atoms_of(runs_of(d.content)[0]) if d is not None else [] for d in found]
        ties = Ties(tuple(map(len, sequences)))
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
                items = merged(atoms)
                row[n] = items if n == 0 else tuple(self.versioners[n - 1].flow(i) for i in items)
            run = sequences[0][members[0][0]].run if 0 in members else (rows[-1][0] if rows else 0)
            rows.append((run, row))
        return rows


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
