"""What the content of a page puts on it: inks, sizes of text, widths of lines, images, transparency (ISO 32000-1 § 8 and 9).

Content is followed through forms and patterns as a printer's program would follow it; where it is deeper or longer than that of
any book it is given up, and told.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from copy import copy
from typing import Any

import pikepdf

from .colours import Colours, single
from .facts import Ink, Picture, Space
from .matrices import IDENTITY, Matrix, heights, scale, then
from .paths import Path
from .pictures import picture
from .state import Colour, State, shows

__all__ = ["Content"]

_DEEP = 16
_LONG = 500_000  # operators of a page; a printed page has thousands
_FORM = 50  # operators that to begin a form is counted as
_INKS = 500
_SIGN = 8  # letters: a call or two beside each other, a figure of a fraction


class _TooMuch(Exception):
    """Content has no end that is worth waiting for."""


class Content:
    """Follows the content of one page and gathers what it paints."""

    def __init__(self, colours: Colours) -> None:
        self.colours = colours
        self.inks: dict[Ink, None] = {}
        self.pictures: dict[Picture, None] = {}
        self.transparency: dict[str, None] = {}
        self.faults: dict[str, None] = {}
        self.fonts: dict[Any, Any] = {}
        self.text: float | None = None
        self.sign: float | None = None
        self.line: float | None = None
        self.invisible = 0
        self.endless = False
        self._run: tuple[float, int] = (0.0, 0)
        self._left = _LONG

    def read(self, page: pikepdf.Object) -> None:
        """Follow a page."""
        group = page.get("/Group")
        if isinstance(group, pikepdf.Dictionary) and group.get("/S") == pikepdf.Name.Transparency:
            self.transparency["a transparency group of the page"] = None
        try:
            self._follow(pikepdf.Page(page), page.get("/Resources"), State(), 0)
        except _TooMuch as much:
            self.faults[str(much)] = None
            self.endless = True
        self._end_run()

    def _follow(self, stream: Any, resources: Any, state: State, depth: int) -> None:
        if depth > _DEEP:
            raise _TooMuch(f"its content is nested deeper than {_DEEP} forms")
        try:
            instructions = pikepdf.parse_content_stream(stream)
        except (pikepdf.PdfError, ValueError, TypeError, RuntimeError):
            self.faults["a content stream cannot be read"] = None
            return
        self._left -= len(instructions) + _FORM
        if self._left < 0:
            raise _TooMuch(f"its content has more than {_LONG} operators")
        given = resources if isinstance(resources, pikepdf.Dictionary) else pikepdf.Dictionary()
        _Walk(self, given, state, depth).through(instructions)

    # what walks tell ------------------------------------------------------------------------------------------------

    def ink(self, use: Any, colour: Colour | None) -> None:
        """Remember an ink."""
        if colour is not None and len(self.inks) < _INKS:
            self.inks[Ink(use, *colour)] = None

    def letters(self, size: float, count: int) -> None:
        """Remember so many letters; those of one size behind each other are read together."""
        before, run = self._run
        if abs(before - size) < 0.01:
            self._run = before, run + count
        else:
            self._end_run()
            self._run = size, count

    def _end_run(self) -> None:
        size, count = self._run
        if count > _SIGN:
            self.text = min(size, self.text if self.text is not None else size)
        elif count:
            self.sign = min(size, self.sign if self.sign is not None else size)
        self._run = 0.0, 0

    def thin(self, width: float) -> None:
        """Remember a line."""
        self.line = min(width, self.line if self.line is not None else width)


class _Walk:
    """One content stream."""

    def __init__(self, content: Content, resources: pikepdf.Dictionary, state: State, depth: int) -> None:
        self.content = content
        self.resources = resources
        self.state = state
        self.depth = depth
        self.saved: list[State] = []
        self.text: Matrix = IDENTITY
        self.start: Matrix = IDENTITY
        self.leading = 0.0
        self.path = Path()
        self.known: dict[tuple[str, str], Any] = {}

    def through(self, instructions: Any) -> None:
        for instruction in instructions:
            operator = str(instruction.operator)
            do = _OPERATORS.get(operator)
            if do is None:
                continue
            try:
                do(self, instruction.operands)
            except (IndexError, TypeError, ValueError, ArithmeticError, KeyError, pikepdf.PdfError):
                self.content.faults[f"the operator {operator} has operands that make no sense"] = None

    def resource(self, category: str, name: Any) -> Any:
        key = category, str(name)
        if key not in self.known:
            table = self.resources.get(category)
            self.known[key] = table.get(str(name)) if isinstance(table, pikepdf.Dictionary) else None
        return self.known[key]

    # state ----------------------------------------------------------------------------------------------------------

    def save(self, _: Any) -> None:
        if len(self.saved) < 10_000:
            self.saved.append(copy(self.state))

    def restore(self, _: Any) -> None:
        if self.saved:
            self.state = self.saved.pop()

    def concat(self, given: Any) -> None:
        self.state.matrix = then(_matrix(given), self.state.matrix)

    def width(self, given: Any) -> None:
        self.state.line = float(given[0])

    def settings(self, given: Any) -> None:
        found = self.resource("/ExtGState", given[0])
        if not isinstance(found, pikepdf.Dictionary):
            return
        if "/LW" in found:
            self.state.line = float(found["/LW"])
        font = found.get("/Font")
        if isinstance(font, pikepdf.Array) and len(font) == 2:
            self._font(font[0], float(font[1]))
        opacity = [float(found[key]) for key in ("/CA", "/ca") if key in found]
        if opacity and min(opacity) < 1:
            self.content.transparency[f"opacity {min(opacity):.2g}"] = None
        mask = found.get("/SMask")
        if mask is not None and mask != pikepdf.Name("/None"):
            self.content.transparency["a soft mask"] = None
        mode = found.get("/BM")
        modes = list(mode) if isinstance(mode, pikepdf.Array) else [mode]
        if mode is not None and not {str(m) for m in modes} & {"/Normal", "/Compatible"}:
            self.content.transparency[f"blend mode {str(modes[0])[1:]}"] = None

    # colour ---------------------------------------------------------------------------------------------------------

    def colour(self, stroke: bool, space: Space, given: Any) -> None:
        self.put(stroke, (space, single(float(v) for v in given), ()))

    def put(self, stroke: bool, colour: Colour | None) -> None:
        if stroke:
            self.state.stroke = colour
        else:
            self.state.fill = colour

    def space(self, stroke: bool, given: Any) -> None:
        found = self.resource("/ColorSpace", given[0])
        colours = self.content.colours
        space, names = colours.space(found if found is not None else given[0])
        if stroke:
            self.state.stroke_space = space, names, colours.indexed
        else:
            self.state.fill_space = space, names, colours.indexed
        self.put(stroke, (space, (), names))

    def components(self, stroke: bool, given: Any) -> None:
        space, names, table = self.state.stroke_space if stroke else self.state.fill_space
        if given and isinstance(given[-1], pikepdf.Name):
            self.pattern(stroke, given[-1], (space, names))
            return
        values = () if table else tuple(float(v) for v in given)
        self.put(stroke, (space, single(values), names))

    def pattern(self, stroke: bool, name: Any, under: tuple[Space, tuple[str, ...]]) -> None:
        found = self.resource("/Pattern", name)
        self.put(stroke, None)
        if isinstance(found, pikepdf.Stream):  # tiles
            if int(found.get("/PaintType", 1)) == 2:
                self.put(stroke, (under[0], (), under[1]))
            inner = State()
            inner.matrix = _matrix(found.get("/Matrix", IDENTITY))
            self.content._follow(found, found.get("/Resources"), inner, self.depth + 1)
        elif isinstance(found, pikepdf.Dictionary):
            self._shading(found.get("/Shading"))

    def _shading(self, found: Any) -> None:
        if isinstance(found, (pikepdf.Dictionary, pikepdf.Stream)):
            space, names = self.content.colours.space(found.get("/ColorSpace"))
            self.content.ink("shading", (space, (), names))

    def shade(self, given: Any) -> None:
        self._shading(self.resource("/Shading", given[0]))

    # paths ----------------------------------------------------------------------------------------------------------

    def point(self, given: Any) -> None:
        self.path.line(float(given[0]), float(given[1]), self.state.matrix)

    def move(self, given: Any) -> None:
        self.path.move(float(given[0]), float(given[1]), self.state.matrix)

    def curve(self, given: Any) -> None:
        self.path.curve([float(v) for v in given], self.state.matrix)

    def box(self, given: Any) -> None:
        left, bottom, width, height = (float(v) for v in given)
        self.path.box(left, bottom, width, height, self.state.matrix)

    def clip(self, _: Any) -> None:
        self.path.clips = True

    def paint(self, fills: bool, strokes: bool) -> None:
        if fills:
            self.content.ink("fill", self.state.fill)
            if shows(self.state.fill):
                for side in self.path.thin(self.state.clip):
                    self.content.thin(side)
        if strokes:
            self.content.ink("line", self.state.stroke)
            if shows(self.state.stroke):
                self.content.thin(self.state.line * scale(self.state.matrix))
        self.end()

    def end(self, _: Any = None) -> None:
        self.state.clip = self.path.clipped(self.state.clip)
        self.path = Path()

    # text -----------------------------------------------------------------------------------------------------------

    def begin_text(self, _: Any) -> None:
        self.text = self.start = IDENTITY

    def font(self, given: Any) -> None:
        self._font(self.resource("/Font", given[0]), float(given[1]))

    def _font(self, found: Any, size: float) -> None:
        self.state.font_size = size
        if isinstance(found, pikepdf.Dictionary):
            key = found.objgen if found.is_indirect else id(found)
            if key not in self.content.fonts:
                self.content.fonts[key] = found
            self.state.wide = found.get("/Subtype") == pikepdf.Name.Type0

    def text_matrix(self, given: Any) -> None:
        self.text = self.start = _matrix(given)

    def render(self, given: Any) -> None:
        self.state.render = int(given[0])

    def show(self, given: Any) -> None:
        pieces = given[-1] if isinstance(given[-1], pikepdf.Array) else [given[-1]]
        length = sum(len(bytes(piece)) for piece in pieces if isinstance(piece, pikepdf.String))
        count = (length + 1) // 2 if self.state.wide else length
        if not count:
            return
        mode = self.state.render % 4
        if mode == 3:
            self.content.invisible += count
            return
        size = abs(self.state.font_size) * heights(then(self.text, self.state.matrix))
        if not math.isfinite(size) or not size:
            return
        if mode != 1:
            self.content.ink("text", self.state.fill)
        if mode != 0:
            self.content.ink("text", self.state.stroke)
        if shows(self.state.fill):
            self.content.letters(size, count)

    # what is drawn as a whole ---------------------------------------------------------------------------------------

    def do(self, given: Any) -> None:
        found = self.resource("/XObject", given[0])
        if not isinstance(found, pikepdf.Stream):
            return
        kind = found.get("/Subtype")
        if kind == pikepdf.Name.Image:
            self.image(found)
        elif kind == pikepdf.Name.Form:
            group = found.get("/Group")
            if isinstance(group, pikepdf.Dictionary) and group.get("/S") == pikepdf.Name.Transparency:
                self.content.transparency["a transparency group"] = None
            inner = copy(self.state)
            inner.matrix = then(_matrix(found.get("/Matrix", IDENTITY)), inner.matrix)
            resources = found.get("/Resources")
            given_ = resources if resources is not None else self.resources
            self.content._follow(found, given_, inner, self.depth + 1)

    def inline(self, given: Any) -> None:
        self.image(given[0].obj if hasattr(given[0], "obj") else given[0])

    def image(self, found: Any) -> None:
        if found.get("/SMask") is not None:
            self.content.transparency["an image with a soft mask"] = None
        made = picture(found, self.state.matrix, self.content.colours)
        if made is None:
            self.content.faults["an image has no size"] = None
            return
        if found.get("/ImageMask", found.get("/IM", False)):
            self.content.ink("image", self.state.fill)
        else:
            space, names = self.content.colours.space(found.get("/ColorSpace", found.get("/CS")))
            self.content.ink("image", (space, (), names))
        if len(self.content.pictures) < _INKS:
            self.content.pictures[made] = None


def _matrix(given: Any) -> Matrix:
    a, b, c, d, e, f = (float(v) for v in given)
    return a, b, c, d, e, f


def _set(name: str, *fixed: Any) -> Callable[[_Walk, Any], None]:
    return lambda walk, given: getattr(walk, name)(*fixed, given)


def _paint(fills: bool, strokes: bool) -> Callable[[_Walk, Any], None]:
    return lambda walk, _given: walk.paint(fills, strokes)


_OPERATORS: Mapping[str, Callable[[_Walk, Any], None]] = {
    "q": _Walk.save,
    "Q": _Walk.restore,
    "cm": _Walk.concat,
    "w": _Walk.width,
    "gs": _Walk.settings,
    "g": _set("colour", False, "Gray"),
    "G": _set("colour", True, "Gray"),
    "rg": _set("colour", False, "RGB"),
    "RG": _set("colour", True, "RGB"),
    "k": _set("colour", False, "CMYK"),
    "K": _set("colour", True, "CMYK"),
    "cs": _set("space", False),
    "CS": _set("space", True),
    "sc": _set("components", False),
    "scn": _set("components", False),
    "SC": _set("components", True),
    "SCN": _set("components", True),
    "sh": _Walk.shade,
    "re": _Walk.box,
    "m": _Walk.move,
    "l": _Walk.point,
    **dict.fromkeys(("c", "v", "y"), _Walk.curve),
    **dict.fromkeys(("W", "W*"), _Walk.clip),
    **dict.fromkeys(("S", "s"), _paint(False, True)),
    **dict.fromkeys(("f", "F", "f*"), _paint(True, False)),
    **dict.fromkeys(("B", "B*", "b", "b*"), _paint(True, True)),
    "n": _Walk.end,
    "BT": _Walk.begin_text,
    "Tf": _Walk.font,
    "Tm": _Walk.text_matrix,
    "Tr": _Walk.render,
    **dict.fromkeys(("Tj", "TJ", "'", '"'), _Walk.show),
    "Do": _Walk.do,
    "INLINE IMAGE": _Walk.inline,
}
