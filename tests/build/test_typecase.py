"""The typecase says what the fonts say, and opens none of them without need."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from postil import workspace
from postil.build import bundled_coverage
from postil.build.coverage import Coverage, bundled, written
from postil.build.faces import Typecase
from postil.diagnostics import Collector
from postil.spans import Places, Span
from postil.writers import faces as faces_of_fonts

_HEAD = '''"""What the bundled faces cover (`postil.build.coverage`), written by a test: `POSTIL_ACCEPT=1 pytest tests/build`."""

'''


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


def test_what_is_written_down_of_the_fonts_is_what_they_have(expect: Callable[[Path, str], None]) -> None:
    """`POSTIL_ACCEPT=1` writes it anew when a font is changed."""
    upright = [f for f in Typecase(workspace.package_fonts()).faces if f.weight == 400 and not f.italic]
    written_down = "".join(
        f'    "{face.file}": """\n'
        + "\n".join(textwrap.wrap(written(Coverage.of(faces_of_fonts.coverage(face))), 116))
        + '\n""",\n'
        for face in upright
    )
    expect(Path(bundled_coverage.__file__), f"{_HEAD}RANGES = {{\n{written_down}}}\n")
    for face in upright:
        assert bundled(face.file) == Coverage.of(faces_of_fonts.coverage(face))


@given(st.sets(st.integers(0, 300)))
def test_ranges_have_just_their_points(points: set[int]) -> None:
    coverage = Coverage.of(points)
    assert {p for p in range(-1, 310) if p in coverage} == points


def test_no_bundled_font_is_opened_to_know_what_it_has() -> None:
    fonts = _Watched()
    assert not _told(Typecase(fonts), "“l’État” — café, 憲法 שלום θάλασσα السلام…", Places.run(0, 60))
    assert fonts.opened == []


def test_a_character_that_no_font_has_is_told_once_at_its_first_place() -> None:
    fonts = _Watched()
    words = "abc 𓀀 é 憲 𓀀"
    assert _told(Typecase(fonts), words, Places.run(100, len(words))) == [
        ("no font has the character “𓀀” U+13000 EGYPTIAN HIEROGLYPH A001 (2 times)", Span("a.md", 104, 105))
    ]
    assert fonts.opened == []


def test_without_the_text_face_nothing_is_known() -> None:
    assert [message[:24] for message, _ in _told(Typecase({}), "é", Places.run(0, 1))] == [
        "no font has the characte"
    ]
