"""Fonts cut down: the features stay, the bytes are the same each time, reserved names are kept whole or left out."""

from __future__ import annotations

import io

import pytest
from fontTools.ttLib import TTFont

from epub import samples
from postil.model.rendition import Face
from postil.writers import faces

TEXT = "Treaty of 1960: “peace” at Kōbe, 100 % — ❦"


@pytest.fixture(scope="module")
def bundled() -> tuple[Face, ...]:
    return samples.faces()


@pytest.mark.parametrize("flavour", ["ttf", "woff2"])
def test_a_subset_keeps_small_capitals_and_old_style_figures(
    bundled: tuple[Face, ...], flavour: faces.Flavour
) -> None:
    font = TTFont(io.BytesIO(faces.subset(bundled[0], faces.characters(TEXT), flavour)))
    features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert {"smcp", "c2sc", "onum", "pnum", "lnum", "tnum", "liga"} <= features
    assert {"kern", "mark"} & {record.FeatureTag for record in font["GPOS"].table.FeatureList.FeatureRecord}
    assert set(map(ord, TEXT)) <= set(font.getBestCmap())
    assert len(font.getGlyphOrder()) < 400


def test_a_subset_keeps_its_names_and_its_licence(bundled: tuple[Face, ...]) -> None:
    whole = TTFont(io.BytesIO(bundled[0].data))
    small = TTFont(io.BytesIO(faces.subset(bundled[0], TEXT, "ttf")))
    for number in (0, 1, 2, 4, 6, 13, 14):
        assert small["name"].getDebugName(number) == whole["name"].getDebugName(number)
    assert small["head"].modified == whole["head"].modified


def test_woff2_holds_the_same_tables_as_the_truetype_file(bundled: tuple[Face, ...]) -> None:
    plain = TTFont(io.BytesIO(faces.subset(bundled[0], TEXT, "ttf")))
    packed = TTFont(io.BytesIO(faces.subset(bundled[0], TEXT, "woff2")))
    assert set(plain.reader.keys()) == set(packed.reader.keys())
    for tag in set(plain.reader.keys()) - {"head"}:
        assert plain.reader[tag] == packed.reader[tag], tag


@pytest.mark.parametrize("flavour", ["ttf", "woff2"])
def test_equal_input_gives_equal_bytes(bundled: tuple[Face, ...], flavour: faces.Flavour) -> None:
    assert faces.cut(bundled, TEXT, flavour) == faces.cut(bundled, TEXT, flavour)


def test_a_character_belongs_to_the_first_family_that_has_it(bundled: tuple[Face, ...]) -> None:
    pieces = faces.cut(bundled, faces.characters("Peace 平和 سلام"), "ttf")
    by_family = {piece.face.family: set(TTFont(io.BytesIO(piece.data)).getBestCmap()) for piece in pieces}
    assert set(by_family) == {"EB Garamond", "Shippori Mincho", "Amiri"}
    assert by_family["Shippori Mincho"] >= {ord("平"), ord("和")}
    assert ord("P") not in by_family["Shippori Mincho"]


def test_a_reserved_name_is_never_cut(bundled: tuple[Face, ...]) -> None:
    sans = next(face for face in bundled if face.family == "Source Sans 3")
    assert faces.reserved(sans)
    assert not faces.reserved(bundled[0])
    assert all(piece.face.family != sans.family for piece in faces.cut(bundled, "A ↩", "ttf"))
    [alone] = faces.cut((sans,), "A", "ttf")
    assert alone.data == sans.data


def test_families_stand_where_the_style_sheet_says(bundled: tuple[Face, ...]) -> None:
    pieces = faces.cut(bundled, "A平", "ttf")
    sheet = "p{font-family:POSTIL-FACES, Georgia, serif}"
    assert (
        faces.name_families(sheet, pieces) == 'p{font-family:"EB Garamond","Shippori Mincho",Georgia, serif}'
    )
    assert faces.name_families(sheet, ()) == "p{font-family:Georgia, serif}"


def test_a_family_name_cannot_leave_its_string() -> None:
    hostile = faces.Cut(Face('x";}</style>', 400, False, "x.ttf", b""), b"")
    assert "</style>" not in faces.rule(hostile, "url(x)")
    assert '"x\\22 ;}' in faces.rule(hostile, "url(x)")


def test_coverage_is_the_character_map(bundled: tuple[Face, ...]) -> None:
    assert faces.coverage(bundled[0]) == frozenset(TTFont(io.BytesIO(bundled[0].data)).getBestCmap())
