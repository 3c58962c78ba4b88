"""The bar code: digits, modules, sizes, and that a decoder reads it from the finished page."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from cover.books import FACES
from postil.cover import Symbol, add_on_of, hyphenated
from postil.cover.barcode import MODULE, bars, ean_5, ean_13, symbol_size
from postil.cover.letters import Setter
from postil.model.drawing import Area, Box, Letters
from postil.model.isbn import fault_of
from postil.model.trade import Price


def right(twelve: str) -> str:
    return next(twelve + digit for digit in "0123456789" if not fault_of(twelve + digit))


def read(symbol: Symbol, scale: float = 1.0) -> set[str]:
    """Return what a decoder finds in a picture of the bars."""
    width, height = symbol_size(symbol, scale)
    dots = 12  # to the mm
    picture = Image.new("L", (round(width * dots), round(height * dots)), 255)
    pen = ImageDraw.Draw(picture)
    for shape in bars(symbol, None, 0, 0, scale):
        if isinstance(shape, Area) and shape.ink.cmyk[3]:
            b = shape.box
            pen.rectangle(
                (
                    round(b.left * dots),
                    round(b.top * dots),
                    round(b.right * dots) - 1,
                    round(b.bottom * dots),
                ),
                fill=0,
            )
    found = zxingcpp.read_barcodes(picture, ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Read)
    return {each.text for each in found}


def test_modules_of_a_known_symbol() -> None:
    """GS1 General Specifications § 5.2.1: 95 modules, guards, the first digit in the parity of the left half."""
    modules = ean_13("9780306406157")
    assert len(modules) == 95
    assert modules[:3] == modules[-3:] == "101"
    assert modules[45:50] == "01010"
    # 7 is odd, 8 even, 0 even, 3 odd, 0 even, 6 odd for a 9 in front
    assert modules[3:17] == "0111011" + "0001001"
    assert modules[50:57] == "1011100"


def test_modules_of_a_known_add_on() -> None:
    """90000 has the check sum 7: odd, even, odd, even, odd."""
    odd, even = "0001101", "0100111"
    assert ean_5("90000") == f"1011000101101{even}01{odd}01{even}01{odd}"
    assert len(ean_5("52495")) == 47


@pytest.mark.parametrize(
    ("price", "digits"),
    [
        (None, ""),
        (Price("", ""), "90000"),
        (Price("USD", "24.95"), "52495"),
        (Price("USD", "74.99"), "57499"),
        (Price("USD", "3"), "50300"),
        (Price("USD", "99.98"), "59998"),
        (Price("USD", "99.99"), "59999"),
        (Price("USD", "250.00"), "59999"),
        (Price("CAD", "31.50"), "63150"),
        (Price("GBP", "18.99"), "01899"),
        (Price("EUR", "22.00"), ""),
        (Price("JPY", "2400"), ""),
    ],
)
def test_prices(price: Price | None, digits: str) -> None:
    assert add_on_of(price) == digits


@given(st.decimals(min_value=Decimal(0), max_value=Decimal("9999999.99"), places=2))
def test_a_price_of_any_size_has_five_digits(amount: Decimal) -> None:
    found = add_on_of(Price("USD", f"{amount:.2f}"))
    assert len(found) == 5
    assert found[1:] == f"{min(int(amount * 100), 9999):04}"


@pytest.mark.parametrize(
    ("digits", "hyphens"),
    [
        ("9780306406157", "978-0-306-40615-7"),
        ("9783161484100", "978-3-16-148410-0"),
        ("9784000012348", "978-4-00-001234-8"),
        ("9791034304592", "979-10-343-0459-2"),
        ("9799999999990", "9799999999990"),  # no agency has this range
    ],
)
def test_hyphens_follow_the_ranges(digits: str, hyphens: str) -> None:
    assert hyphenated(digits) == hyphens
    assert hyphenated(digits).replace("-", "") == digits


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 10**9 - 1),
    st.sampled_from(("978", "979")),
    st.integers(0, 99999),
    st.sampled_from((0.8, 0.92, 1.0, 1.5)),
)
def test_a_decoder_reads_every_number_at_every_size(
    number: int, prefix: str, add_on: int, scale: float
) -> None:
    digits = right(f"{prefix}{number:09}")
    found = read(Symbol(digits, digits, f"{add_on:05}"), scale)
    assert any(text.replace(" ", "") == f"{digits}{add_on:05}" for text in found), found
    assert read(Symbol(digits, digits), scale) == {digits}


def test_a_wrong_module_is_not_read() -> None:
    """The decoder would tell: it checks what it reads."""
    digits = "9780306406157"
    assert read(Symbol("", digits[:-1] + "3")) != {digits}


def test_nominal_size_and_quiet_zones() -> None:
    """37.29 × 25.93 mm without add-on and without the line above; 11 modules are free at the left, 7 at the right, 5 behind an
    add-on."""
    width, height = symbol_size(Symbol("", "9780306406157"))
    assert width == pytest.approx(37.29)
    assert height - 12 * MODULE == pytest.approx(25.93)
    for add_on, behind in (("", 7), ("52495", 5)):
        symbol = Symbol("", "9780306406157", add_on)
        dark = [s.box for s in bars(symbol, None, 0, 0) if isinstance(s, Area) and s.ink.cmyk[3]]
        assert min(b.left for b in dark) == pytest.approx(11 * MODULE)
        assert symbol_size(symbol)[0] - max(b.right for b in dark) == pytest.approx(behind * MODULE)
        assert min(b.width for b in dark) == pytest.approx(MODULE)


@pytest.mark.parametrize("scale", [0.8, 0.92, 1.0, 2.0])
def test_what_people_read_stands_in_the_box_and_is_black(scale: float) -> None:
    symbol = Symbol("978-0-306-40615-7", "9780306406157", "52495")
    setter = Setter.of(FACES, "en")
    assert setter is not None
    shapes = list(bars(symbol, setter.in_family("Source Sans 3"), 10, 20, scale))
    width, height = symbol_size(symbol, scale)
    words = [shape for shape in shapes if isinstance(shape, Letters)]
    assert "".join(each.text for each in words) == "978030640615752495>ISBN 978-0-306-40615-7"
    for each in words:
        assert each.box is not None
        assert Box(10, 20, width, height).holds(each.box), each.text
        dark = [s.box for s in shapes if isinstance(s, Area) and s.ink.cmyk[3]]
        assert not any(_meet(each.box, bar) for bar in dark), each.text
    assert {shape.ink.cmyk for shape in shapes} == {(0, 0, 0, 0), (0, 0, 0, 1)}


def _meet(one: Box, other: Box) -> bool:
    return (
        one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
    )


def test_every_digit_has_its_own_code() -> None:
    chosen = random.Random(1)
    seen = {ean_13(right("978" + "".join(chosen.choices("0123456789", k=9)))) for _ in range(200)}
    assert len(seen) == 200
