"""Each rule is broken by one file, on the page where it is broken, and kept by a good book."""

from __future__ import annotations

from functools import cache
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from postil.preflight import PRINTERS, FileFacts
from postil.preflight.rules import COVER, INTERIOR

from .press import INCH, TEXT, Change, book, cover, facts, font, image, said, write

GRAY_BOX = b"0.5 g 100 100 50 50 re f"


@pytest.fixture(scope="module")
def good() -> FileFacts:
    return facts(book())


@pytest.mark.parametrize("printer", PRINTERS)
def test_a_good_book_breaks_nothing(good: FileFacts, printer: str) -> None:
    found = said(good, printer)
    assert [f.rule for f in found.values() if f.outcome == "fail"] == []
    assert {f.rule for f in found.values() if f.outcome == "look"} <= {"pdfx-claim"}


@pytest.mark.parametrize("printer", ["kdp", "lulu", "ingram"])
def test_a_good_book_with_bleed_breaks_nothing(printer: str) -> None:
    more = PRINTERS[printer].bleed
    pdf = book(bleed=(more.height / 2, more.height)) if printer != "lulu" else _with_bleed_all_round()
    _, bottom, right, top = (float(v) for v in pdf.pages[2].obj.MediaBox)
    write(pdf, 3, b"0.5 g 80 %g %g 300 re f" % (bottom, right - 80))
    found = said(facts(pdf), printer)
    assert [f for f in found.values() if f.outcome == "fail"] == []
    assert found["bleed"].outcome == "pass"
    assert top > 9 * INCH


def _with_bleed_all_round() -> pikepdf.Pdf:
    pdf = book()
    for leaf in pdf.pages:
        leaf.obj.MediaBox = Array([-9, -9, 6 * INCH + 9, 9 * INCH + 9])
    return pdf


# one fault each -------------------------------------------------------------------------------------------------------


def draw(content: bytes, **resources: Any) -> Change:
    """Something more on page 3."""

    def change(pdf: pikepdf.Pdf) -> None:
        write(pdf, 3, content, **{k: v(pdf) if callable(v) else v for k, v in resources.items()})

    return change


def pages(count: int) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        while len(pdf.pages) > count:
            del pdf.pages[0]

    return change


def boxed(box: str, value: list[float]) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[2].obj[box] = Array(value)

    return change


def all_boxed(media: list[float], trim: list[float] | None) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        for leaf in pdf.pages:
            leaf.obj.MediaBox = Array(media)
            if trim is None:
                del leaf.obj["/TrimBox"]
            else:
                leaf.obj.TrimBox = Array(trim)

    return change


def root(**entries: Any) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            pdf.Root["/" + key] = pdf.make_indirect(value(pdf) if callable(value) else value)

    return change


def blank(*numbers: int) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        for number in numbers:
            pdf.pages[number - 1].obj.Contents = pdf.make_stream(b"")

    return change


def turned(pdf: pikepdf.Pdf) -> None:
    pdf.pages[2].obj.Rotate = 90


def link(pdf: pikepdf.Pdf) -> None:
    pdf.pages[2].obj.Annots = Array(
        [Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[72, 72, 100, 90], Border=[0, 0, 0])]
    )


def movie(pdf: pikepdf.Pdf) -> None:
    pdf.pages[2].obj.Annots = Array(
        [Dictionary(Type=Name.Annot, Subtype=Name.Screen, Rect=[72, 72, 100, 90])]
    )


def outline(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as found:
        found.root.append(pikepdf.OutlineItem("One", 0))


def information(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = "A title"


def attached(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["a.txt"] = b"words"


def claim(version: str, intent: bool = True) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.docinfo["/GTS_PDFXVersion"] = version
        if intent:
            pdf.Root.OutputIntents = Array(
                [
                    Dictionary(
                        Type=Name.OutputIntent, S=Name.GTS_PDFX, OutputConditionIdentifier=String("FOGRA39")
                    )
                ]
            )

    return change


def layer(pdf: pikepdf.Pdf) -> Any:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Proofs")))
    return Dictionary(OCGs=[group], D=Dictionary(Order=[group]))


def script(_: pikepdf.Pdf) -> Any:
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def form(pdf: pikepdf.Pdf) -> Any:
    return Dictionary(Fields=[pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("name")))])


def type3(pdf: pikepdf.Pdf) -> Any:
    drawn = pdf.make_stream(b"500 0 0 0 500 500 d1 0 0 500 500 re f")
    return {
        "T": pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type3,
                FontBBox=[0, 0, 500, 500],
                FontMatrix=[0.001, 0, 0, 0.001, 0, 0],
                CharProcs=Dictionary(a=drawn),
                Encoding=Dictionary(Type=Name.Encoding, Differences=[97, Name.a]),
                FirstChar=97,
                LastChar=97,
                Widths=[500],
                Resources=Dictionary(),
            )
        )
    }


def separation(name: str) -> Any:
    return lambda pdf: {
        "S": Array(
            [
                Name.Separation,
                Name("/" + name),
                Name.DeviceCMYK,
                pdf.make_indirect(
                    Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[0, 1, 1, 0], N=1)
                ),
            ]
        )
    }


def states(**entries: Any) -> Any:
    return {"G": Dictionary(Type=Name.ExtGState, **entries)}


def group(pdf: pikepdf.Pdf) -> Any:
    return {
        "X": pdf.make_stream(
            GRAY_BOX,
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=[0, 0, 432, 648],
            Group=Dictionary(S=Name.Transparency),
        )
    }


def placed(width: int, height: int, size: float, **more: Any) -> Change:
    """An image so many pixels large, `size` inches wide and high."""
    side = size * INCH

    def change(pdf: pikepdf.Pdf) -> None:
        write(
            pdf,
            3,
            b"%g 0 0 %g 80 200 cm /I Do" % (side, side),
            XObject={"I": image(pdf, width, height, **more)},
        )

    return change


def icc(components: int) -> Any:
    return lambda pdf: {"C": Array([Name.ICCBased, pdf.make_stream(b"x", N=components)])}


def masked(pdf: pikepdf.Pdf) -> None:
    mask = image(pdf, 400, 400)
    placed(400, 400, 1, SMask=mask)(pdf)


HALF = [0.0, 0.0, 6 * INCH, 9 * INCH]
SMALL = b"BT /F %g Tf 72 300 Td (%s) Tj ET"

# rule, printer, outcome, what is done, pages
FAULTS: list[tuple[str, str, str, Change, tuple[int, ...]]] = [
    ("page-count", "kdp", "fail", pages(22), ()),
    ("page-count", "lulu", "fail", pages(30), ()),
    ("page-count", "ingram", "fail", pages(16), ()),
    ("page-multiple", "kdp", "look", pages(31), ()),
    ("page-multiple", "press", "look", pages(30), ()),
    ("last-page-blank", "ingram", "look", lambda pdf: write(pdf, 32, TEXT % (72, 72)), (32,)),
    ("blank-pages", "kdp", "fail", blank(5, 6, 7), (5, 6, 7)),
    ("same-size", "press", "fail", boxed("/MediaBox", [0, 0, 440, 648]), (3,)),
    ("same-size", "kdp", "fail", turned, (3,)),
    ("trim-size", "kdp", "fail", all_boxed([0, 0, 200, 300], None), ()),
    ("trim-size", "kdp", "look", all_boxed([0, 0, 5.7 * INCH, 8.7 * INCH], None), ()),
    ("trim-size", "lulu", "fail", all_boxed([0, 0, 5.7 * INCH, 8.7 * INCH], None), ()),
    ("page-size", "kdp", "fail", boxed("/MediaBox", [-30, -30, 6 * INCH + 30, 9 * INCH + 30]), (3,)),
    ("bleed", "press", "fail", draw(b"0.5 g 0 0 200 200 re f"), (3,)),
    ("boxes", "kdp", "fail", boxed("/TrimBox", [-10, 0, 6 * INCH, 9 * INCH]), (3,)),
    ("boxes", "press", "look", all_boxed(HALF, None), ()),
    (
        "marks",
        "lulu",
        "fail",
        lambda pdf: [
            boxed("/MediaBox", [-30, -30, 6 * INCH + 30, 9 * INCH + 30])(pdf),
            boxed("/BleedBox", HALF)(pdf),
            write(pdf, 3, b"0.25 w -20 0 m -5 0 l S"),
        ][0],
        (3,),
    ),
    ("spreads", "kdp", "fail", all_boxed([0, 0, 12 * INCH, 9 * INCH], None), ()),
    ("spreads", "ingram", "fail", all_boxed([0, 0, 12 * INCH, 9 * INCH], None), ()),
    ("reading-direction", "kdp", "fail", root(ViewerPreferences=Dictionary(Direction=Name.R2L)), ()),
    ("gutter", "kdp", "fail", draw(TEXT % (20, 400)), (3,)),
    ("gutter", "press", "look", draw(TEXT % (22, 400)), (3,)),
    ("outer-margins", "ingram", "fail", draw(TEXT % (100, 30)), (3,)),
    ("outer-margins", "kdp", "fail", draw(b"1 w 425 300 m 425 400 l S"), (3,)),
    (
        "fonts-embedded",
        "press",
        "fail",
        draw(
            b"BT /E 10 Tf 72 300 Td (word words) Tj ET",
            Font=lambda pdf: {"E": font(pdf, "Arial", embedded=False)},
        ),
        (3,),
    ),
    (
        "fonts-subset",
        "press",
        "look",
        draw(b"BT /E 10 Tf 72 300 Td (word words) Tj ET", Font=lambda pdf: {"E": font(pdf, "EBGaramond")}),
        (3,),
    ),
    ("fonts-type3", "press", "look", draw(b"BT /T 10 Tf 72 300 Td (a) Tj ET", Font=type3), (3,)),
    ("text-size", "kdp", "fail", draw(SMALL % (6, b"too small to be read")), (3,)),
    ("text-size", "kdp", "look", draw(SMALL % (6, b"12")), (3,)),
    ("line-width", "kdp", "fail", draw(b"0.5 w 100 300 m 200 300 l S"), (3,)),
    ("line-width", "press", "fail", draw(b"100 300 200 0.1 re f"), (3,)),
    ("line-width", "press", "look", draw(b"0.5 0.5 0 0 K 0.3 w 100 300 m 200 300 l S"), (3,)),
    ("invisible-text", "kdp", "fail", draw(b"BT 3 Tr /F 10 Tf 72 300 Td (words) Tj ET"), (3,)),
    ("placeholder-text", "kdp", "fail", draw(SMALL % (10, b"Lorem ipsum dolor")), (3,)),
    ("image-resolution", "kdp", "fail", placed(100, 100, 1), (3,)),
    ("image-resolution", "lulu", "look", placed(900, 900, 1), (3,)),
    ("image-resolution", "press", "look", placed(250, 250, 1), (3,)),
    ("line-art-resolution", "press", "fail", placed(400, 400, 1, bits=1), (3,)),
    ("line-art-resolution", "press", "look", placed(800, 800, 1, bits=1), (3,)),
    ("colour-spaces", "ingram", "fail", draw(b"1 0 0 rg 100 100 50 50 re f"), (3,)),
    (
        "colour-spaces",
        "ingram",
        "fail",
        draw(b"/S cs 1 scn 100 100 50 50 re f", ColorSpace=separation("PANTONE 185")),
        (3,),
    ),
    (
        "colour-spaces",
        "press",
        "fail",
        draw(b"/S cs 1 scn 100 100 50 50 re f", ColorSpace=separation("All")),
        (3,),
    ),
    ("colour-spaces", "press", "fail", draw(b"/C cs 1 0 0 scn 100 100 50 50 re f", ColorSpace=icc(3)), (3,)),
    ("colour-spaces", "press", "fail", placed(400, 400, 1, space=Name.DeviceRGB), (3,)),
    ("black-text", "press", "fail", draw(b"0 0 0 rg " + TEXT % (100, 300)), (3,)),
    ("black-text", "ingram", "fail", draw(b"0.6 0.4 0.4 1 k " + TEXT % (100, 300)), (3,)),
    ("black-text", "kdp", "look", draw(b"0 0 0 rg " + TEXT % (100, 300)), (3,)),
    ("tints", "kdp", "fail", draw(b"0.95 g 100 100 50 50 re f"), (3,)),
    ("tints", "lulu", "fail", draw(b"0.85 g 100 100 50 50 re f"), (3,)),
    ("total-ink", "ingram", "fail", draw(b"0.9 0.9 0.9 0.9 k 100 100 50 50 re f"), (3,)),
    ("total-ink", "ingram", "look", draw(b"0.7 0.5 0.5 0.9 k 100 100 50 50 re f"), (3,)),
    ("total-ink", "lulu", "fail", placed(300, 300, 1, space=Name.DeviceCMYK, value=0xC0), (3,)),
    ("transparency", "kdp", "fail", draw(b"/G gs " + GRAY_BOX, ExtGState=states(ca=0.5)), (3,)),
    ("transparency", "ingram", "fail", draw(b"/G gs " + GRAY_BOX, ExtGState=states(BM=Name.Multiply)), (3,)),
    ("transparency", "lulu", "fail", draw(b"/X Do", XObject=group), (3,)),
    ("transparency", "press", "look", masked, (3,)),
    ("readable", "press", "fail", draw(b"(a) /F Tf BT (a) Tj ET /Deep ( cm"), (3,)),
    ("pdfx-claim", "ingram", "fail", claim("PDF/X-4"), ()),
    ("pdfx-claim", "press", "fail", claim("PDF/X-4", intent=False), ()),
    ("annotations", "kdp", "fail", link, (3,)),
    ("annotations", "lulu", "look", link, (3,)),
    ("outline", "kdp", "fail", outline, ()),
    ("metadata", "kdp", "fail", information, ()),
    ("attachments", "press", "look", attached, ()),
    ("scripts", "ingram", "fail", root(OpenAction=script), ()),
    ("form-fields", "press", "fail", root(AcroForm=form), ()),
    ("layers", "ingram", "fail", root(OCProperties=layer), ()),
    ("sound-and-film", "press", "fail", movie, ()),
]


@pytest.mark.parametrize(
    ("rule", "printer", "outcome", "change", "where"),
    FAULTS,
    ids=[
        f"{rule}-{printer}-{outcome}-{number}" for number, (rule, printer, outcome, *_) in enumerate(FAULTS)
    ],
)
def test_a_fault_is_found_where_it_is(
    rule: str, printer: str, outcome: str, change: Change, where: tuple[int, ...]
) -> None:
    pdf = book()
    change(pdf)
    finding = said(facts(pdf), printer)[rule]
    assert finding.outcome == outcome, finding
    assert finding.pages == where
    assert finding.measured
    assert finding.advice
    assert finding.allowed


def test_every_rule_has_a_fault(good: FileFacts) -> None:
    """But those that no file of this kind can break, which are tested below or tell a measure only."""
    every = {rule for printer in PRINTERS for rule in said(good, printer)}
    assert every - {rule for rule, *_ in FAULTS} == {"file-size", "encryption", "pdf-version"}
    assert len(every) == len(INTERIOR)


def test_a_locked_file() -> None:
    made = facts(book(), encryption=pikepdf.Encryption(owner="secret", user=""))
    assert said(made, "kdp")["encryption"].outcome == "fail"


def test_file_size(good: FileFacts) -> None:
    from dataclasses import replace

    assert said(replace(good, size=700_000_000), "kdp")["file-size"].outcome == "fail"
    big = replace(good, size=50_000_000, name="book-cover.pdf")
    assert said(big, "kdp")["file-size"].outcome == "look"


def test_versos_have_their_gutter_on_the_right() -> None:
    pdf = book()
    write(pdf, 4, b"1 w 420 300 m 420 400 l S")
    found = said(facts(pdf), "kdp")
    assert found["gutter"].pages == (4,)
    assert found["outer-margins"].outcome == "pass"


def test_marks_stand_outside_of_the_bleed_for_a_press() -> None:
    """Crop marks in the media box are no letters in the margin, and no bleed."""
    pdf = book()
    for leaf in pdf.pages:
        leaf.obj.MediaBox = Array([-40, -40, 6 * INCH + 40, 9 * INCH + 40])
        leaf.obj.BleedBox = Array([-9, -9, 6 * INCH + 9, 9 * INCH + 9])
        leaf.obj.Contents = Array([leaf.obj.Contents, pdf.make_stream(b"q 0.25 w -30 0 m -12 0 l S Q")])
    found = said(facts(pdf), "press")
    assert [f for f in found.values() if f.outcome == "fail"] == []
    assert found["last-page-blank"].outcome == "not applicable"
    assert said(facts(pdf), "ingram")["last-page-blank"].outcome == "pass"


# what the rules of the trade work out to -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printer", "count", "inside", "outcome"),
    [
        ("kdp", 320, 0.6, "fail"),
        ("kdp", 320, 0.63, "pass"),
        ("lulu", 320, 0.63, "look"),
        ("lulu", 320, 1.01, "pass"),
        ("ingram", 320, 0.51, "pass"),
        ("ingram", 320, 0.45, "fail"),
    ],
)
def test_the_gutter_grows_with_the_pages(printer: str, count: int, inside: float, outcome: str) -> None:
    pdf = pikepdf.new()
    resources = pdf.make_indirect(Dictionary(Font=Dictionary(F=font(pdf))))
    streams = [
        pdf.make_stream(b"1 w %g 300 m %g 300 l S" % (x, x + 200))
        for x in (inside * INCH, 6 * INCH - inside * INCH - 200)
    ]
    for number in range(count):
        leaf = pdf.add_blank_page(page_size=(6 * INCH, 9 * INCH))
        leaf.obj.Contents = streams[number % 2]
        leaf.obj.Resources = resources
    assert said(facts(pdf), printer)["gutter"].outcome == outcome


@cache
def interior_of(count: int) -> FileFacts:
    return facts(book(count))


@pytest.mark.parametrize(
    ("printer", "count", "spine", "outcome", "stock"),
    [
        ("kdp", 250, 0.563, "pass", "white"),
        ("kdp", 200, 0.5, "pass", "cream"),
        ("kdp", 250, 0.8, "fail", ""),
        ("lulu", 200, 0.510, "pass", "softcover"),
        ("lulu", 200, 0.43, "fail", ""),
        ("ingram", 200, 0.426, "look", "50 lb"),
    ],
)
def test_the_spine_follows_from_the_pages(
    printer: str, count: int, spine: float, outcome: str, stock: str
) -> None:
    interior = interior_of(count)
    made = facts(cover(count, spine), "build/book/book-cover.pdf")
    finding = said(made, printer, interior)["cover-size"]
    assert finding.outcome == outcome, finding
    assert stock in finding.measured


COVERS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("cover-size", "kdp", "fail", {"spine": 0.9}),
    ("cover-bleed", "kdp", "fail", {"spine": 0.563, "trim": 0.02}),
    ("cover-margins", "kdp", "fail", {"spine": 0.563, "text": TEXT % (14, 300)}),
    ("cover-margins", "lulu", "fail", {"spine": 0.623, "text": TEXT % (30, 300)}),
    ("spine-text", "kdp", "fail", {"spine": 0.158, "count": 70, "text": b"BT /F 4 Tf 442 300 Td (ab) Tj ET"}),
    ("spine-text", "kdp", "fail", {"spine": 0.563, "text": b"BT /F 10 Tf 441 300 Td (spine ab) Tj ET"}),
    ("spine-text", "kdp", "pass", {"spine": 0.563, "text": b"BT /F 10 Tf 455 300 Td (ab) Tj ET"}),
    ("barcode-box", "kdp", "fail", {"spine": 0.563, "text": b"0 g 270 20 165 110 re f"}),
    (
        "barcode-box",
        "kdp",
        "look",
        {"spine": 0.563, "text": b"1 g 270 20 165 110 re f 0 g 300 40 40 40 re f"},
    ),
    ("barcode-box", "kdp", "pass", {"spine": 0.563, "text": b"1 g 270 20 165 110 re f"}),
]


@pytest.mark.parametrize(
    ("rule", "printer", "outcome", "made"), COVERS, ids=[f"{c[0]}-{n}" for n, c in enumerate(COVERS)]
)
def test_covers(rule: str, printer: str, outcome: str, made: dict[str, Any]) -> None:
    from postil.preflight import Case, barcode_place, read_file

    count = made.get("count", 250)
    interior = interior_of(count)
    pdf = cover(count, made["spine"], text=made.get("text", b""))
    if "trim" in made:
        _, _, right, top = (float(v) for v in pdf.pages[0].obj.MediaBox)
        edge = made["trim"] * INCH
        pdf.pages[0].obj.TrimBox = Array([edge, 9, right - edge, top - 9])
    name = "build/book/book-cover.pdf"
    first = facts(pdf, name)
    place = barcode_place(Case(first, PRINTERS[printer], interior=interior))
    from .press import saved

    file = read_file(name, saved(pdf), place)
    assert isinstance(file, FileFacts)
    finding = said(file, printer, interior)[rule]
    assert finding.outcome == outcome, finding


def test_a_cover_is_one_page() -> None:
    pdf = cover(250, 0.563)
    pdf.add_blank_page()
    made = facts(pdf, "build/book/book-cover.pdf")
    assert said(made, "kdp")["cover-pages"].outcome == "fail"
    assert {rule.__name__ for rule in COVER} >= {"cover_pages", "cover_size", "spine_text"}


def test_a_cover_without_its_book_cannot_be_measured() -> None:
    found = said(facts(cover(250, 0.563), "cover.pdf"), "kdp")
    for rule in ("cover-size", "cover-bleed", "cover-margins", "spine-text", "barcode-box"):
        assert found[rule].outcome == "not applicable"
