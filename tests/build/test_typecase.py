"""The typecase says what the fonts say, and opens none of them without need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from postil import workspace
from postil.build import faces
from postil.build.faces import Typecase
from postil.diagnostics import Collector
from postil.spans import Places, Span


class _Watched(Mapping[str, bytes]):
    """The bundled fonts, with the names of those that were opened."""

    def __init__(self) -> None:
        self.fonts = workspace.package_fonts()
        self.opened: list[str] = []

    def __getitem__(self, name: str) -> bytes:
        self.opened.append(name)
        return self.fonts[name]

    def __contains__(self, name: object) -> bool:
        return name in self.fonts

    def __iter__(self) -> Iterator[str]:
        return iter(self.fonts)

    def __len__(self) -> int:
        return len(self.fonts)


def _told(typecase: Typecase, words: str, at: Places) -> list[tuple[str, Span | None]]:
    out = Collector()
    typecase._check([(words, ("a.md", at))], out)
    return [(d.message, d.span) for d in out.found]


def test_what_is_known_without_looking_is_in_the_font() -> None:
    typecase = Typecase(workspace.package_fonts())
    first = typecase.faces[0]
    assert first.file == faces._TEXT_FACE
    assert typecase.has(first) >= faces._KNOWN


def test_no_font_is_opened_for_what_english_needs() -> None:
    fonts = _Watched()
    assert not _told(Typecase(fonts), "“l’État” — café, no. 3…", Places.run(0, 40))
    assert fonts.opened == []


def test_a_character_that_no_font_has_is_told_once_at_its_first_place() -> None:
    fonts = _Watched()
    words = "abc 𓀀 é 憲 𓀀"
    assert _told(Typecase(fonts), words, Places.run(100, len(words))) == [
        ("no font has the character “𓀀” U+13000 EGYPTIAN HIEROGLYPH A001 (2 times)", Span("a.md", 104, 105))
    ]
    assert "ShipporiMincho-Regular.ttf" in fonts.opened


def test_without_the_text_face_nothing_is_known() -> None:
    assert [message[:24] for message, _ in _told(Typecase({}), "é", Places.run(0, 1))] == [
        "no font has the characte"
    ]
