"""What printers ask for, as they publish it: profiles as data, each number with the source it is from.

Lengths are in inches, as the printers give them; weights of lines and sizes of type in points. A number that a printer's own
page has is marked `own`. Where sources disagree the milder number is what fails and the stricter one what is to be looked at.

Printers change their numbers: a profile says when it was read.
"""

from __future__ import annotations

from collections.abc import Mapping

from postil.frozen import dataclass

from .facts import Space

__all__ = ["PRINTERS", "READ", "SOURCES", "Bar", "Bleed", "Caps", "Limit", "Printer", "Spine"]

READ = "2026-11"
"""When these profiles were put together."""

SOURCES: Mapping[str, str] = {
    "K1": "kdp.amazon.com/help/topic/G201857950, paperback submission guidelines (own)",
    "K2": "kdp.amazon.com/help/topic/G201953020, paperback covers (own)",
    "K3": "kdp.amazon.com/help?topicId=GVBQ3CMEQW3W2VL6, trim, bleed and margins (own; its opening)",
    "K4": "authorityagency.com, which repeats KDP's help pages",
    "K5": "page caps by trim and ink, as calculators of covers have them",
    "K6": "KDP's cover calculator, as ported",
    "K7": "senswriter.com and minjeegan.com on KDP's margins",
    "L1": "research notes on Lulu's Book Creation Guide and help.lulu.com (2026-09-02)",
    "L2": "help.lulu.com 64000255583 and 64000255590 (own)",
    "I1": "ingramspark.com/blog/file-requirements-for-print-books (own, 2017)",
    "I2": "help.ingramspark.com 5338636202637 and 6443532453901 (own)",
    "I3": "help.lightningsource.com 5293923433229 and 5294205288973 (own)",
    "I4": "community.adobe.com 10836669, which quotes Ingram's cover specification (2020)",
    "I5": "humblequill.com 2019/03/14, the words of a rejection",
    "I6": "research notes on Ingram's File Creation Guide 5.11.26",
    "I7": "DriveThruRPG, printed by Lightning Source",
    "I8": "a calculator of spines that says it is an estimate",
    "F1": "bookprinteconomy.cz, file requirements (own)",
    "F2": "edwardsbrothers.com, ideal PDF (own)",
    "F3": "mondadoriprinting.com, file reference (own)",
    "F4": "prepress.rrd.com (own)",
    "F5": "prepress.pauker-holding.hu (own)",
    "trade": "custom of the trade; ask your printer",
}


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound and where it is from. What is beyond `value` fails; what is beyond `wanted` but not `value` is to be looked at."""

    value: float | None
    sources: tuple[str, ...]
    wanted: float | None = None


@dataclass(frozen=True, slots=True)
class Caps:
    """How many pages a book may have, by stock, on trims (width and height; none: on any)."""

    trims: tuple[tuple[float, float], ...]
    stocks: tuple[tuple[str, int, int], ...]  # name, least, most
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bleed:
    """What a page with bleed is larger by than the trim, in width and height; `exact` or at least; whether a page may be as large as the
    trim where nothing bleeds."""

    width: float
    height: float
    exact: bool
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spine:
    """The width of a spine: pages / `per_inch` + `constant`, by stock. An estimate is only to be looked at."""

    stock: str
    per_inch: float
    constant: float
    sources: tuple[str, ...]
    estimate: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """Something that must not be in a file: `firm` where a source says so, else it is only to be looked at."""

    firm: bool
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Printer:
    """What a printer asks for. `barred` are names of what a file may hold besides its pages."""

    id: str
    name: str
    trims: tuple[tuple[float, float], ...]
    custom: tuple[float, float, float, float] | None  # least width, least height, most width, most height
    trim_sources: tuple[str, ...]
    caps: tuple[Caps, ...]
    hardcover: tuple[Caps, ...]
    multiple: tuple[int, tuple[str, ...]]
    last_blank: tuple[str, ...]
    bleed: Bleed
    gutter: tuple[tuple[int, float, float], ...]  # up to so many pages: fails below, wanted
    gutter_sources: tuple[str, ...]
    edge: Limit
    edge_with_bleed: float | None
    text: Limit
    line: Limit
    line_of_several_inks: float | None
    ppi: Limit
    most_ppi: Limit
    line_art: Limit
    spaces: frozenset[Space]
    doubtful_spaces: frozenset[Space]
    space_sources: tuple[str, ...]
    one_ink: Bar
    tint: Limit
    ink: Limit
    transparency: Bar
    barred: Mapping[str, Bar]
    blank_run: Limit
    file_size: Limit  # megabytes
    cover_size: Limit
    claims: tuple[str, ...]
    claim_sources: tuple[str, ...]
    marks: bool
    left_to_right: tuple[str, ...]
    spines: tuple[Spine, ...]
    spine_text: Limit  # pages
    spine_clearance: float
    cover_safe: Limit
    barcode: tuple[float, float, float, tuple[str, ...]] | None  # width, height, from trim and spine


_NO = Limit(None, ())
_FIRST_ROW = ((5, 8), (5.06, 7.81), (5.25, 8), (5.5, 8.5), (6, 9), (6.14, 9.21), (6.69, 9.61), (7, 10), (7.44, 9.69),
              (7.5, 9.25), (8, 10))  # fmt: skip
_STOCKS = ("white", "cream", "standard colour", "premium colour")


def _stocks(*caps: tuple[int, int] | None) -> tuple[tuple[str, int, int], ...]:
    return tuple((name, *cap) for name, cap in zip(_STOCKS, caps, strict=True) if cap is not None)


_KDP_CAPS = (
    Caps(_FIRST_ROW, _stocks((24, 828), (24, 776), (72, 600), (24, 828)), ("K5", "K6")),
    Caps(((8.25, 6), (8.25, 8.25)), _stocks((24, 800), (24, 750), (72, 600), (24, 800)), ("K5",)),
    Caps(((8.5, 8.5), (8.5, 11), (8.25, 11)), _stocks((24, 590), (24, 550), (72, 600), (24, 590)), ("K5",)),
    Caps(((8.27, 11.69),), _stocks((24, 780), (24, 730), None, (24, 590)), ("K5",)),
    Caps((), _stocks((24, 828), (24, 776), (72, 600), (24, 828)), ("K5",)),
)
_KDP_GUTTER = (
    (150, 0.375, 0.375),
    (300, 0.5, 0.5),
    (500, 0.625, 0.625),
    (700, 0.75, 0.75),
    (10_000, 0.875, 0.875),
)
# Lulu adds to its safety margin of half an inch; its own text also has a least gutter of 0.2 in, and two bands meet at 400.
_LULU_GUTTER = ((60, 0.5, 0.5), (150, 0.5, 0.625), (400, 0.5, 1.0), (600, 0.5, 1.125), (10_000, 0.5, 1.25))
_LULU_TRIMS = ((4.25, 6.875), (5, 8), (5.5, 8.5), (5.83, 8.27), (6.14, 9.21), (6, 9), (6.63, 10.25), (7, 10), (7.44, 9.68),
               (7.5, 7.5), (8.27, 11.69), (8.5, 8.5), (8.5, 11), (9, 7), (11, 8.5), (11.69, 8.27))  # fmt: skip

_FIRM_X = Bar(True, ("F1", "F5"))
PRINTERS: Mapping[str, Printer] = {
    printer.id: printer
    for printer in (
        Printer(
            id="kdp",
            name="Kindle Direct Publishing",
            trims=tuple(trim for caps in _KDP_CAPS for trim in caps.trims),
            custom=(4, 6, 8.5, 11.69),
            trim_sources=("K5", "K6"),
            caps=_KDP_CAPS,
            hardcover=(
                Caps(
                    ((5.5, 8.5), (6, 9), (6.14, 9.21), (7, 10), (8.25, 11)),
                    (("hardcover", 75, 550),),
                    ("K4", "K5"),
                ),
            ),
            multiple=(2, ("K4",)),
            last_blank=(),
            bleed=Bleed(0.125, 0.25, exact=True, sources=("K4",)),
            gutter=_KDP_GUTTER,
            gutter_sources=("K6", "K7"),
            edge=Limit(0.25, ("K7",)),
            edge_with_bleed=0.375,
            text=Limit(7, ("K4",)),
            line=Limit(0.75, ("K4",)),
            line_of_several_inks=None,
            ppi=Limit(300, ("K1",)),
            most_ppi=_NO,
            line_art=_NO,
            spaces=frozenset({"Gray", "CMYK", "RGB"}),
            doubtful_spaces=frozenset({"Spot", "Lab", "unknown"}),
            space_sources=("K4",),
            one_ink=Bar(False, ("I2",)),
            tint=Limit(0.10, ("K4",)),
            ink=_NO,
            transparency=Bar(True, ("K1",)),
            barred={
                **dict.fromkeys(
                    ("annotations", "outline", "metadata", "invisible text", "placeholders"),
                    Bar(True, ("K1",)),
                ),
                **dict.fromkeys(
                    ("attachments", "scripts", "form", "layers", "media"), Bar(False, ("trade",))
                ),
                "encryption": Bar(True, ("K1",)),
            },
            blank_run=Limit(2, ("K1", "K4")),
            file_size=Limit(650, ("K1",)),
            cover_size=Limit(None, ("K2",), 40),
            claims=(),
            claim_sources=(),
            marks=False,
            left_to_right=("K4",),
            spines=(
                Spine("white", 1 / 0.002252, 0, ("K6",)),
                Spine("cream", 1 / 0.0025, 0, ("K6",)),
                Spine("premium colour", 1 / 0.002347, 0, ("K6",)),
            ),
            spine_text=Limit(79, ("K2",), 80),
            spine_clearance=0.0625,
            cover_safe=Limit(0.125, ("K4",), 0.25),
            barcode=(2, 1.2, 0.25, ("K7",)),
        ),
        Printer(
            id="lulu",
            name="Lulu",
            trims=_LULU_TRIMS,
            custom=None,
            trim_sources=("L1",),
            caps=(Caps((), (("softcover", 32, 800),), ("L1",)),),
            hardcover=(Caps((), (("casewrap", 24, 800),), ("L1",)),),
            multiple=(2, ("L1",)),
            last_blank=(),
            bleed=Bleed(0.25, 0.25, exact=True, sources=("L1",)),
            gutter=_LULU_GUTTER,
            gutter_sources=("L1",),
            edge=Limit(0.5, ("L1",)),
            edge_with_bleed=None,
            text=_NO,
            line=_NO,
            line_of_several_inks=None,
            ppi=Limit(300, ("L1",)),
            most_ppi=Limit(None, ("L1",), 600),
            line_art=_NO,
            spaces=frozenset({"Gray", "CMYK", "RGB"}),
            doubtful_spaces=frozenset({"Spot", "Lab", "unknown"}),
            space_sources=("L1",),
            one_ink=Bar(False, ("I2",)),
            tint=Limit(0.20, ("L1",)),
            ink=Limit(270, ("L1",)),
            transparency=Bar(True, ("L1",)),
            barred={
                **dict.fromkeys(
                    ("annotations", "attachments", "scripts", "form", "layers", "media"),
                    Bar(False, ("trade",)),
                ),
                "encryption": Bar(True, ("L1",)),
            },
            blank_run=_NO,
            file_size=_NO,
            cover_size=_NO,
            claims=(),
            claim_sources=(),
            marks=False,
            left_to_right=(),
            spines=(Spine("softcover", 444, 0.06, ("L1",)),),
            spine_text=Limit(81, ("L1",), 100),
            spine_clearance=0.125,
            cover_safe=Limit(0.5, ("L1",)),
            barcode=(2, 1.2, 0.25, ("L1",)),
        ),
        Printer(
            id="ingram",
            name="IngramSpark and Lightning Source",
            trims=(),
            custom=(4, 6, 8.25, 11),
            trim_sources=("I3",),
            caps=(Caps((), (("perfect bound", 18, 1200),), ("I8",)),),
            hardcover=(Caps((), (("case laminate", 18, 1200),), ("I8",)),),
            multiple=(2, ("I1",)),
            last_blank=("I1",),
            bleed=Bleed(0.125, 0.25, exact=True, sources=("I7",)),
            gutter=((10_000, 0.5, 0.5),),
            gutter_sources=("I1",),
            edge=Limit(0.5, ("I1",)),
            edge_with_bleed=None,
            text=_NO,
            line=_NO,
            line_of_several_inks=None,
            ppi=Limit(300, ("I4", "I6")),
            most_ppi=_NO,
            line_art=_NO,
            spaces=frozenset({"Gray", "CMYK"}),
            doubtful_spaces=frozenset({"unknown"}),
            space_sources=("I6", "I7"),
            one_ink=Bar(True, ("I2",)),
            tint=_NO,
            ink=Limit(300, ("I5", "I4"), 240),
            transparency=Bar(True, ("I4", "I6")),
            barred={
                **dict.fromkeys(
                    ("annotations", "scripts", "form", "media", "layers"), Bar(True, ("I4", "F1"))
                ),
                "attachments": Bar(False, ("trade",)),
                "encryption": Bar(True, ("I1",)),
            },
            blank_run=_NO,
            file_size=_NO,
            cover_size=_NO,
            claims=("PDF/X-1a", "PDF/X-3"),
            claim_sources=("I4", "I6", "I7"),
            marks=False,
            left_to_right=(),
            spines=(
                Spine("white or creme, 50 lb", 472, 0.002, ("I8",), estimate=True),
                Spine("70 lb", 340, 0, ("I8",), estimate=True),
                Spine("38 lb", 550, 0, ("I8",), estimate=True),
            ),
            spine_text=Limit(48, ("I3",)),
            spine_clearance=0.0625,
            cover_safe=Limit(0.25, ("I2",)),
            barcode=None,
        ),
        Printer(
            id="press",
            name="an offset printer",
            trims=(),
            custom=(3, 4, 14, 18),
            trim_sources=("trade",),
            caps=(),
            hardcover=(),
            multiple=(8, ("F2", "trade")),
            last_blank=(),
            bleed=Bleed(6 / 25.4, 6 / 25.4, exact=False, sources=("F1", "F2")),
            gutter=((10_000, 0.188, 0.375),),
            gutter_sources=("F2", "trade"),
            edge=Limit(0.188, ("F2",)),
            edge_with_bleed=None,
            text=_NO,
            line=Limit(0.2, ("F1", "F3")),
            line_of_several_inks=0.5,
            ppi=Limit(200, ("F2",), 300),
            most_ppi=_NO,
            line_art=Limit(600, ("F2", "F3"), 1200),
            spaces=frozenset({"Gray", "CMYK", "Spot"}),
            doubtful_spaces=frozenset({"unknown"}),
            space_sources=("F1", "F2"),
            one_ink=Bar(True, ("F3", "I2")),
            tint=_NO,
            ink=Limit(None, ("trade",), 300),
            transparency=Bar(False, ("F1", "F5")),
            barred={
                **dict.fromkeys(("annotations", "scripts", "form", "media"), _FIRM_X),
                **dict.fromkeys(("attachments", "layers"), Bar(False, ("F1", "F5"))),
                "encryption": _FIRM_X,
            },
            blank_run=_NO,
            file_size=_NO,
            cover_size=_NO,
            claims=("PDF/X-1a", "PDF/X-3", "PDF/X-4"),
            claim_sources=("F1", "F4", "F5"),
            marks=True,
            left_to_right=(),
            spines=(),
            spine_text=_NO,
            spine_clearance=0.0625,
            cover_safe=Limit(0.188, ("F2",)),
            barcode=None,
        ),
    )
}
