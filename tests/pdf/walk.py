"""The structure tree of a finished file, walked from the root down and from the pages up."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf


def numbers(tree: Any) -> Iterator[tuple[int, Any]]:
    """Yield the pairs of a number tree; its limits must be true."""
    flat = tree.get("/Nums", [])
    keys = [int(flat[place]) for place in range(0, len(flat), 2)]
    if "/Limits" in tree:
        assert [int(limit) for limit in tree.Limits] == [keys[0], keys[-1]]
    assert keys == sorted(set(keys))
    yield from zip(keys, (flat[place] for place in range(1, len(flat), 2)), strict=True)
    for kid in tree.get("/Kids", []):
        yield from numbers(kid)


class Walk:
    """Both walks; `wrong` says where they differ."""

    def __init__(self, data: bytes) -> None:
        self.pdf = pikepdf.open(BytesIO(data))
        self.pages = {page.obj.objgen: number for number, page in enumerate(self.pdf.pages)}
        root = self.pdf.Root.StructTreeRoot
        pairs = list(numbers(root.ParentTree))
        self.parents = dict(pairs)
        self.wrong: list[str] = []
        self.elements = self.links = 0
        self.held: dict[tuple[int, int], Any] = {}
        if [key for key, _ in pairs] != sorted(self.parents) or root.ParentTreeNextKey != max(
            self.parents
        ) + 1:
            self.wrong.append("the parent tree is not in order")
        self._down(root)
        self._up()

    def _down(self, root: Any) -> None:
        stack = [(kid, root) for kid in root.K]
        while stack:
            element, parent = stack.pop()
            self.elements += 1
            if element.P.objgen != parent.objgen:
                self.wrong.append(f"{element.S} has another parent")
            for kid in element.K:
                if not isinstance(kid, pikepdf.Dictionary):
                    self.held[self.pages[element.Pg.objgen], int(kid)] = element
                elif "/MCID" in kid:
                    self.held[self.pages[kid.Pg.objgen], int(kid.MCID)] = element
                elif "/Obj" in kid:
                    self.links += 1
                    if self.parents[int(kid.Obj.StructParent)].objgen != element.objgen:
                        self.wrong.append("an annotation has another parent")
                    page = self.pdf.pages[self.pages[kid.Pg.objgen]]
                    if kid.Obj.objgen not in [each.objgen for each in page.obj.Annots]:
                        self.wrong.append("an annotation is on another page")
                else:
                    stack.append((kid, element))

    def _up(self) -> None:
        for number, page in enumerate(self.pdf.pages):
            shown = [
                int(operands[1].MCID)
                for operands, operator in pikepdf.parse_content_stream(page)
                if str(operator) == "BDC"
                and isinstance(operands[1], pikepdf.Dictionary)
                and "/MCID" in operands[1]
            ]
            owners = list(self.parents.get(int(page.obj.get("/StructParents", -1)), []))
            for mcid in shown:
                element = self.held.pop((number, mcid), None)
                if element is None or mcid >= len(owners) or owners[mcid].objgen != element.objgen:
                    self.wrong.append(f"page {number}: content {mcid} is held by no element, or by another")
            for annotation in page.obj.get("/Annots", []):
                if int(annotation.get("/StructParent", -1)) not in self.parents:
                    self.wrong.append(f"page {number}: an annotation is in no element")
        self.wrong += [f"page {page}: there is no content {mcid}" for page, mcid in self.held]


def outline(data: bytes) -> list[tuple[Any, ...]]:
    """Return the tree as (depth, type, language, words of a picture, id, kids that are no element), in order."""
    with pikepdf.open(BytesIO(data)) as pdf:
        pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        found: list[tuple[Any, ...]] = []
        stack = [(0, kid) for kid in reversed(list(pdf.Root.StructTreeRoot.K))]
        while stack:
            depth, element = stack.pop()
            own, kids = [], []
            for kid in element.K:
                if not isinstance(kid, pikepdf.Dictionary):
                    own.append((pages[element.Pg.objgen], int(kid)))
                elif "/MCID" in kid:
                    own.append((pages[kid.Pg.objgen], int(kid.MCID)))
                elif "/Obj" in kid:
                    target = str(kid.Obj.get("/Dest", "") or kid.Obj.A.URI)
                    own.append((pages[kid.Pg.objgen], target, str(kid.Obj.Contents)))
                else:
                    kids.append((depth + 1, kid))
            texts = tuple(str(element.get(key, "")) for key in ("/S", "/Lang", "/Alt", "/ID"))
            table = {str(k): str(v) for k, v in element.A.items() if k != "/BBox"} if "/A" in element else {}
            found.append((depth, *texts, table, own))
            stack += reversed(kids)
        return found
