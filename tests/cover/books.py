"""Books in many scripts, with titles of all lengths, and everything that stands on the back."""

from __future__ import annotations

from dataclasses import replace

from epub.samples import METADATA, face
from postil.cover import BackMatter, Sheet, Symbol, case_sheet, spine_of, wrap_sheet
from postil.model.rendition import BookMetadata, Person
from postil.model.trade import Case, CoverManifest, CoverWords, Printer, Run
from postil.writers.direction import is_rtl

FACES = (
    face("EBGaramond-Regular.ttf", "EB Garamond"),
    face("EBGaramond-Italic.ttf", "EB Garamond", italic=True),
    face("SourceSans3-Regular.ttf", "Source Sans 3"),
    face("ShipporiMincho-Regular.ttf", "Shippori Mincho"),
    face("Amiri-Regular.ttf", "Amiri"),
    face("FrankRuhlLibre-Regular.ttf", "Frank Ruhl Libre"),
)
TRADE = (152.4, 228.6)
TRIMS = {
    "us-trade": TRADE,
    "pocket": (108.0, 174.6),
    "a5": (148.0, 210.0),
    "letter": (215.9, 279.4),
    "a4": (210.0, 297.0),
}
SYMBOL = Symbol("978-0-306-40615-7", "9780306406157", "52495")
BLURB = (
    (
        Run(
            "Two powers that had been at war for four years agreed on a text of nine articles. It is ", False
        ),
        Run("printed here letter for letter", True),
        Run(", with notes on each.", False),
    ),
    (
        Run(
            "For students, and for those who teach them: where a phrase came from, and what it was to settle.",
            False,
        ),
    ),
)
BACK = BackMatter(BLURB, SYMBOL, "USD 24.95")


def book(
    title: str, subtitle: str = "", language: str = "en", name: str = "Anna Editor", **more: object
) -> BookMetadata:
    words = CoverWords(**{"date": "1921", "kind": "", **more})  # type: ignore[arg-type]
    return replace(
        METADATA,
        title=title,
        subtitle=subtitle,
        language=language,
        people=(Person(name, "edt"),),
        cover=words,
    )


TREATY = book(
    "Treaty of Mutual Cooperation and Security",
    "between the United States of America and Japan",
    date="January 19, 1960",
    original_titles=(("ja", "日本国とアメリカ合衆国との間の相互協力及び安全保障条約"),),
    kind="An annotated edition",
)
BOOKS = {
    "treaty": TREATY,
    "one-letter": book("I"),
    "short": book("Magna Carta"),
    "long": book(
        "Convention for the Suppression of the Traffic in Persons and of the Exploitation of the Prostitution of Others, with a Final "
        "Protocol, opened for signature at Lake Success, New York, and other instruments of the years between the wars",
        "edited from the originals in the archives of the depositary, with an introduction, notes, and an index of persons",
    ),
    "one-word": book("Donaudampfschifffahrtsgesellschaftsvertragsänderungsgesetz", language="de"),
    "japanese": book("日本国憲法", "制定の経緯と逐条注釈", "ja", "山田太郎", kind="注釈版"),
    "japanese-long": book("日本国とアメリカ合衆国との間の相互協力及び安全保障条約", "", "ja", "山田太郎"),
    "arabic": book("معاهدة السلام بين جمهورية مصر العربية ودولة إسرائيل (1979)", "مع ملاحق وشروح", "ar", "أحمد محمود"),
    "hebrew": book("מגילת העצמאות של מדינת ישראל", "מהדורה מוערת עם מבוא", "he", "דוד כהן"),
    "russian": book("Договор о ненападении между Германией и Советским Союзом", "", "ru", "Анна Петрова"),
    "greek": book("Σύνταγμα της Ελλάδας", "με σχόλια και εισαγωγή", "el", "Μαρία Παππά"),
    "four-names": replace(
        TREATY,
        people=tuple(Person(n, "edt") for n in ("Anna Editor", "Benjamin Constant de Rebecque", "Carla", "Dan")),
    ),
}  # fmt: skip


def sheet_of(
    metadata: BookMetadata,
    printer: Printer,
    pages: int,
    trim: tuple[float, float] = TRADE,
    cover: CoverManifest | None = None,
    *,
    sold: bool = True,
) -> Sheet:
    """Return the sheet of a book of so many pages."""
    cover = cover or CoverManifest()
    spine = spine_of(printer, pages, cover)
    leftward = is_rtl(metadata.language)
    if cover.case is not None:
        return case_sheet(printer, cover.case, spine, pages, leftward=leftward, sold=sold)
    return wrap_sheet(printer, trim, spine, pages, leftward=leftward, sold=sold)


HARDCOVER = CoverManifest(binding="hardcover", spines=(("", 24.0),), case=Case(362.0, 270.0, 19.0, 9.525))
