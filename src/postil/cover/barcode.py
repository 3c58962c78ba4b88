"""The bar code of a book: its ISBN as EAN-13, its price as a five-digit add-on, with the digits that people read.

Symbols and sizes are those of ISO/IEC 15420 (GS1 General Specifications § 5.2): a module is 0.33 mm at the nominal size, the
quiet zones are 11 modules at the left of the symbol, 7 at its right (before an add-on 7 to 12), 5 behind an add-on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from postil.cover.inks import BLACK, WHITE
from postil.cover.letters import Setter, Style
from postil.frozen import dataclass
from postil.model.drawing import Area, Box, Shape
from postil.model.trade import Price

__all__ = ["MODULE", "Symbol", "add_on_of", "bars", "ean_5", "ean_13", "hyphenated", "symbol_size"]

MODULE = 0.33
"""The width of the narrowest bar at the nominal size, in mm."""
_L = (
    "0001101",
    "0011001",
    "0010011",
    "0111101",
    "0100011",
    "0110001",
    "0101111",
    "0111011",
    "0110111",
    "0001011",
)
_R = tuple(code.translate(str.maketrans("01", "10")) for code in _L)
_G = tuple(code[::-1] for code in _R)
_FIRST = ("LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL")
_ADD_ON = ("GGLLL", "GLGLL", "GLLGL", "GLLLG", "LGGLL", "LLGGL", "LLLGG", "LGLGL", "LGLLG", "LLGLG")
_QUIET, _GAP, _BEHIND = 11, 9, 5
_TALL, _GUARD = 22.85 / MODULE, 5
_ABOVE, _BELOW = 12, (25.93 - 22.85) / MODULE
"""Room for the ISBN above the bars, for the digits below them, in modules."""
# The first digit of the add-on is the currency. Where sources agree on it, the price is in the bars; elsewhere in words alone.
_CURRENCIES = {"USD": "5", "CAD": "6", "GBP": "0"}


def hyphenated(digits: str) -> str:
    """Return an ISBN with its hyphens, by the ranges of the agencies; as it is where it lies in none of them."""
    from stdnum import isbn

    prefix, group, registrant, item, check = isbn.split(digits)
    return f"{prefix}-{group}-{registrant}-{item}-{check}" if group and registrant else digits


def ean_13(digits: str) -> str:
    """Return the modules of a symbol, 1 for dark."""
    parity = _FIRST[int(digits[0])]
    left = "".join((_L if p == "L" else _G)[int(d)] for p, d in zip(parity, digits[1:7], strict=True))
    right = "".join(_R[int(d)] for d in digits[7:])
    return f"101{left}01010{right}101"


def ean_5(digits: str) -> str:
    """Return the modules of an add-on, 1 for dark."""
    check = sum(int(digit) * (9 if place % 2 else 3) for place, digit in enumerate(digits)) % 10
    codes = ((_L if p == "L" else _G)[int(d)] for p, d in zip(_ADD_ON[check], digits, strict=True))
    return "1011" + "01".join(codes)


def add_on_of(price: Price | None) -> str:
    """Return the digits of the add-on: the price in a currency that has a first digit; 90000 where it is said that there is no
    price; nothing where nothing is said, or the currency has none.

    9999 stands for 99.99 and all that is more.
    """
    if price is None:
        return ""
    if not price.amount:
        return "90000"
    first = _CURRENCIES.get(price.currency)
    cents = int(Decimal(price.amount) * 100)
    return f"{first}{min(cents, 9999):04}" if first is not None else ""


@dataclass(frozen=True, slots=True)
class Symbol:
    """What a bar code says: the ISBN as it is printed above, its digits, those of the add-on."""

    isbn: str
    digits: str
    add_on: str = ""

    @property
    def modules(self) -> int:
        """Its width in modules, quiet zones and all."""
        add_on = _GAP + len(ean_5(self.add_on)) + _BEHIND if self.add_on else 7
        return _QUIET + 95 + add_on


def symbol_size(symbol: Symbol, scale: float = 1.0) -> tuple[float, float]:
    """Return width and height of a bar code in mm, with quiet zones and digits. At a `scale` of 1 it is nominal; 0.8 to 2 are
    allowed."""
    return symbol.modules * MODULE * scale, (_ABOVE + _TALL + _BELOW) * MODULE * scale


def bars(
    symbol: Symbol, digits: Setter | None, left: float, top: float, scale: float = 1.0
) -> Iterator[Shape]:
    """Yield a bar code with its white ground, its corner at (left, top). All of it is one black ink."""
    m = MODULE * scale
    width, height = symbol_size(symbol, scale)
    yield Area(Box(left, top, width, height), WHITE)
    high = top + _ABOVE * m  # below the line that says the ISBN
    low = high + _TALL * m
    begin = left + _QUIET * m
    for start, length in _dark(ean_13(symbol.digits)):
        guard = start < 3 or 45 <= start < 50 or start >= 92
        yield Area(
            Box(begin + start * m, high, length * m, low - high + (_GUARD * m if guard else 0.0)), BLACK
        )
    second = begin + (95 + _GAP) * m
    if symbol.add_on:
        for start, length in _dark(ean_5(symbol.add_on)):
            yield Area(
                Box(second + start * m, high + 10 * m, length * m, low + _GUARD * m - high - 10 * m), BLACK
            )
    if digits is None:
        return
    style = Style(10.6 * m)
    foot = low + 8.4 * m
    yield digits.line(symbol.digits[0], style).at(left + 1.5 * m, foot, BLACK)
    for words, at in ((symbol.digits[1:7], 3), (symbol.digits[7:], 50)):
        yield from _spread(digits, words, style, begin + at * m, 42 * m, foot)
    if symbol.add_on:
        yield from _spread(digits, symbol.add_on, style, second + 2 * m, 43 * m, high + 8 * m)
        end = digits.line(">", style)  # its tip is where the quiet zone ends
        yield end.at(second + (47 + _BEHIND) * m - end.width, high + 8 * m, BLACK)
    name = digits.fitted(f"ISBN {symbol.isbn}", Style(style.size * 0.92), 95 * m)
    yield name.at(begin + (95 * m - name.width) / 2, top + 9.2 * m, BLACK)


def _spread(
    digits: Setter, words: str, style: Style, left: float, room: float, foot: float
) -> Iterator[Shape]:
    """Yield digits evenly spread, each under its own bars."""
    each = room / len(words)
    for place, digit in enumerate(words):
        line = digits.line(digit, style)
        yield line.at(left + place * each + (each - line.width) / 2, foot, BLACK)


def _dark(modules: str) -> Iterator[tuple[int, int]]:
    for found in re.finditer("1+", modules):
        yield found.start(), found.end() - found.start()
