"""Addresses of divisions: what a division is called, and that no two are called alike (design, § 7)."""

from __future__ import annotations

import re
from dataclasses import field

from postil.diagnostics import Collector, Label, code
from postil.frozen import dataclass
from postil.ingest.kinds import DIVISION_KINDS, read_heading, slug
from postil.model.prose import Attributes
from postil.model.text import BaseText
from postil.spans import Span

__all__ = ["ROOT", "TITLE", "VALID_ID", "Addresses", "Naming", "name_division"]

ROOT = "text"
TITLE = "title"
VALID_ID = re.compile(r"[^\W\d_][\w-]*(?:\.[\w-]+)*", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Naming:
    """What a division is, before it is known whether its address is free."""

    kind: str
    number: str
    address: str


def name_division(classes: tuple[str, ...], given_number: str, given_id: str, heading: str) -> Naming:
    """Return kind, number and address of a division: its own id, else kind and number as printed, else the kind where
    class or heading says it, else a slug of the heading."""
    said = read_heading(heading)
    classed = next((c for c in classes if c in DIVISION_KINDS), "")
    kind = classed or (said.kind if said else "section")
    number = given_number or (said.number if said and said.kind == kind else "")
    stem = DIVISION_KINDS[kind]
    if number:
        address = f"{stem}-{slug(number)}"
    elif said or classed or not heading.strip():
        address = stem
    else:
        address = slug(heading)
    return Naming(kind, number, given_id or address)


@dataclass(slots=True)
class Addresses:
    """The addresses that divisions have, with the places where they were given."""

    out: Collector
    taken: dict[str, Span] = field(default_factory=dict)

    def claim(self, naming: Naming, parent: str, attributes: Attributes, span: Span) -> str:
        """Return the address under which a division is known; one that is taken gets that of its parent before it.

        Reports T004 and N012.
        """
        place = attributes.id_span or span
        address = naming.address
        if attributes.id and not VALID_ID.fullmatch(address):
            self.out.report(
                code("N012"),
                f"“{address}” cannot be an id",
                place,
                hint="begin with a letter; go on with letters, digits, hyphens",
            )
        if not attributes.id and address in {ROOT, TITLE}:
            address = f"{DIVISION_KINDS[naming.kind]}-{address}"
        elif not attributes.id and address in self.taken and parent != ROOT:
            address = f"{parent}-{address}"
        if address in self.taken:
            self._report(address, place, self.taken[address])
            counter = 2
            while f"{address}-{counter}" in self.taken:
                counter += 1
            address = f"{address}-{counter}"
        self.taken[address] = place
        return address

    def check_blocks(self, text: BaseText) -> None:
        """Report a division whose id is the address of a paragraph (T004)."""
        for block in text.blocks:
            if block.kind != "heading" and block.address in self.taken:
                self._report(block.address, self.taken[block.address], block.span)

    def _report(self, address: str, place: Span, first: Span) -> None:
        self.out.report(
            code("T004"),
            f"the address “{address}” is taken",
            place,
            labels=[Label(first, "by this")],
            hint="give one of the two an id of its own: {#" + address.replace(".", "-") + "-b}",
        )
