"""Aligning: which blocks of a parallel text stand beside which of the main text.

Divisions stand beside each other by their addresses, and the blocks of a division by their order, as their addresses count
them. What an editor declares is set aside first. Whatever is left over is an error: a passage that is missing, or one
that stands for two.
"""

from __future__ import annotations

from collections.abc import Iterator

from postil.diagnostics import Checked, Collector, Label, code
from postil.frozen import dataclass
from postil.ingest.addresses import ROOT
from postil.model.edition import ParallelText, ParallelTexts
from postil.model.manifest import Alignment, Selection
from postil.model.parallel import COLUMNS, arranged, own_address
from postil.model.text import BaseText, Block, Division
from postil.spans import Span

__all__ = ["align"]


@dataclass(frozen=True, slots=True)
class _Declared:
    """An alignment with the addresses of its blocks."""

    here: tuple[str, ...]
    there: tuple[str, ...]


def align(main: BaseText, other: ParallelText) -> Checked[ParallelText]:
    """Return a parallel text that knows what its blocks stand beside.

    Reports T040 (nothing stands beside it), T041 (an alignment of what there is not), T042 (another order).
    """
    out = Collector()
    made = _Aligner(main, other, out).aligned()
    if not out.found:
        _check_order(main, made, out)
    return out.done(made)


def _blocks(text: BaseText, division: str) -> list[str]:
    """Return the addresses of a division's own blocks, without its heading."""
    return [
        b.address
        for b, own in zip(text.blocks, text.division_of, strict=True)
        if own == division and b.kind != "heading"
    ]


class _Aligner:
    def __init__(self, main: BaseText, other: ParallelText, out: Collector) -> None:
        self.main, self.other, self.out = main, other.text, out
        self.source = other
        self.language, self.usual = other.manifest.language, main.language
        self.root = main.root.id
        declared = [self._declared(a) for a in other.manifest.alignments]
        self.declared = [d for d in declared if d is not None]
        self.here = {a for d in self.declared for a in d.here}
        self.there = {a for d in self.declared for a in d.there}

    def aligned(self) -> ParallelText:
        theirs = {self._id(d): d for d in self.other.divisions}
        ours = {d.id: d for d in self.main.divisions}
        self._check_divisions(ours, theirs)
        beside: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        for declared in self.declared:
            beside |= dict.fromkeys(declared.here, (declared.here, declared.there))
        for id_, division in theirs.items():
            twin = ours.get(id_)
            if division.heading is not None and division.heading.address not in beside:
                beside[division.heading.address] = self._heading(division.heading, twin)
            if twin is not None:
                for here, there in self._pairs(division, twin):
                    beside[here] = (here,), (there,)
        ordered = [
            beside.get(b.address, ((b.address,), ()))
            for b in self.other.blocks
            if b.address not in beside or b.address == beside[b.address][0][0]
        ]
        return ParallelText(self.source.manifest, self.other, self.source.copy_text, tuple(ordered))

    def _id(self, division: Division) -> str:
        """Return the address of a division, which for the whole is that of the main text."""
        return self.root if division is self.other.root else division.id

    def _heading(self, heading: Block, twin: Division | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if twin is None:
            return (heading.address,), ()
        begin, end = self.main.extent_of[twin.id]
        return (heading.address,), ((self.main.blocks[begin].address,) if begin < end else ())

    def _pairs(self, division: Division, twin: Division) -> Iterator[tuple[str, str]]:
        here = [a for a in _blocks(self.other, division.id) if a not in self.here]
        there = [a for a in _blocks(self.main, twin.id) if a not in self.there]
        if len(here) > len(there):
            self._report_block(self.other, here[len(there)], self.main, twin, self.language, self.usual)
        elif len(there) > len(here):
            self._report_block(self.main, there[len(here)], self.other, division, self.usual, self.language)
        return zip(here, there, strict=False)

    # faults -------------------------------------------------------------------------------------------------------------

    def _report_block(
        self, text: BaseText, address: str, lacking: BaseText, division: Division, tag: str, other: str
    ) -> None:
        block = text.blocks[text.index_of[address]]
        own = _blocks(lacking, division.id)
        name = division.id if lacking is self.main or division is not lacking.root else self.root
        last = lacking.blocks[lacking.index_of[own[-1]]].span if own else division.span
        before = own[-1] if own else ""
        two = (
            f"; where one stands for two, - {{{other}: {before}, {tag}: {self._before(text, address)}..{address}}}"
            if before and self._before(text, address)
            else ""
        )
        self.out.report(
            code("T040"),
            f"nothing in “{other}” stands beside {address}: "
            f"{name} has {len(_blocks(text, self._in(text, address)))} blocks in “{tag}” and {len(own)} in “{other}”",
            block.span,
            labels=[
                Label(
                    last,
                    f"{name} ends here in “{other}”, with {before}"
                    if before
                    else f"{name} has no paragraphs in “{other}”",
                )
            ],
            hint=f"if that is right, write under alignment: - {{{tag}: {address}}}{two}",
        )

    def _in(self, text: BaseText, address: str) -> str:
        return text.division_of[text.index_of[address]]

    def _before(self, text: BaseText, address: str) -> str:
        own = _blocks(text, self._in(text, address))
        at = own.index(address)
        return own[at - 1] if at else ""

    def _check_divisions(self, ours: dict[str, Division], theirs: dict[str, Division]) -> None:
        """Report divisions that one text has and the other has not (T040): two at the same place as one fault."""
        lone = {
            id_: self._lone_at(list(ours), id_, theirs)
            for id_, d in ours.items()
            if id_ not in theirs and not self._is_declared(self.main, d, self.there)
        }
        spare = {
            id_: self._lone_at(list(theirs), id_, ours)
            for id_, d in theirs.items()
            if id_ not in ours and not self._is_declared(self.other, d, self.here)
        }
        for id_, place in lone.items():
            twin = next((other for other, at in spare.items() if at == place), None)
            division = ours[id_]
            if twin is not None:
                del spare[twin]
                self.out.report(
                    code("T040"),
                    f"{id_} and {twin} stand at the same place, but their addresses differ",
                    _head(theirs[twin]),
                    labels=[Label(_head(division), f"{id_} in “{self.usual}”")],
                    hint=f"add {{#{id_}}} to the heading in “{self.language}”",
                )
                continue
            self._report_division(division, id_, self.usual, self.language, ours, theirs)
        for id_ in spare:
            self._report_division(theirs[id_], id_, self.language, self.usual, theirs, ours)

    def _lone_at(self, order: list[str], id_: str, others: dict[str, Division]) -> tuple[str, int]:
        """Return after which division that both have another stands, and as which."""
        at = order.index(id_)
        before = at - 1
        while before >= 0 and order[before] not in others:
            before -= 1
        return (order[before] if before >= 0 else ""), at - before

    def _report_division(
        self,
        division: Division,
        id_: str,
        tag: str,
        other: str,
        own: dict[str, Division],
        others: dict[str, Division],
    ) -> None:
        near = others.get(self._lone_at(list(own), id_, others)[0])
        shared = any(isinstance(d, Division) and d.id in others for d in division.content)
        # of one whose inner divisions both have, the heading alone is missing
        missing = division.heading.address if shared and division.heading is not None else id_
        self.out.report(
            code("T040"),
            f"“{other}” has no division {id_}",
            _head(division),
            labels=[Label(_head(near), f"it would stand behind this one in “{other}”")] if near else [],
            hint=f"if that is right, write under alignment: - {{{tag}: {missing}}}",
        )

    def _is_declared(self, text: BaseText, division: Division, declared: set[str]) -> bool:
        own = (b for b, d in zip(text.blocks, text.division_of, strict=True) if d == division.id)
        return all(b.address in declared for b in own)

    def _declared(self, alignment: Alignment) -> _Declared | None:
        here = self._addresses(self.other, alignment.here, self.language)
        there = self._addresses(self.main, alignment.there, self.usual)
        if here is None or there is None:
            return None
        if here and there:
            places = {self._place(self.other, a) for a in here} | {self._place(self.main, a) for a in there}
            if len(places) > 1:
                self.out.report(
                    code("T041"),
                    f"what stands beside each other is in one division, but here are {' and '.join(sorted(places))}",
                    alignment.span,
                    hint="divide the alignment, or give the two divisions one address",
                )
                return None
        return _Declared(here, there)

    def _place(self, text: BaseText, address: str) -> str:
        division = text.division_of[text.index_of[address]]
        return self.root if division == text.root.id else division

    def _addresses(self, text: BaseText, passage: Selection | None, tag: str) -> tuple[str, ...] | None:
        """Return the blocks of a passage, none where none is meant. Reports T041."""
        if passage is None:
            return ()
        ends = []
        for address in (passage.first, passage.last):
            known = self.root if address == self.root and text is self.other else address
            extent = text.extent_of.get(text.root.id if known in {self.root, ROOT} else known)
            if extent is None:
                self.out.report(
                    code("T041"),
                    f"“{tag}” has no address “{address}”",
                    passage.span,
                    hint="`postil list --addresses` shows all addresses",
                )
                return None
            ends.append(extent)
        if ends[1][1] <= ends[0][0]:
            self.out.report(
                code("T041"),
                f"“{passage.last}” stands before “{passage.first}”",
                passage.span,
                hint=f"write {passage.last}..{passage.first}",
            )
            return None
        return tuple(b.address for b in text.blocks[ends[0][0] : ends[1][1]])


def _head(division: Division) -> Span:
    return division.heading.span if division.heading is not None else division.span


def _check_order(main: BaseText, other: ParallelText, out: Collector) -> None:
    """Report the first passage that stands elsewhere than what it is beside (T042): together the texts would be in
    another order than each is by itself."""
    whole = arranged(ParallelTexts(main, (other,)), COLUMNS)
    for text, version in ((main, ""), (other.text, other.manifest.language)):
        shown = [own_address(b) for b in whole.blocks if b.version == version]
        for block, address in zip(text.blocks, shown, strict=True):
            if block.address == address:
                continue
            twin = text.blocks[text.index_of[address]]
            out.report(
                code("T042"),
                f"{address} stands before {block.address} in one text, and behind it in the other",
                twin.span,
                labels=[Label(block.span, f"{block.address}, in the same file")],
                hint="put the passages of the two texts in one order, or give them addresses of their own",
            )
            return
