"""Pictures of every kind in a book that is to be kept."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from pdf.sample import page, rendition
from postil.model.rendition import PrintChunk
from postil.model.steps import perform_here
from postil.model.targets import Target
from postil.writers.pdf import typeset
from postil.writers.pdf.ink import greyed, pen
from validators import report, verapdf

KINDS = (
    ("L", "PNG"), ("1", "PNG"), ("P", "PNG"), ("LA", "PNG"), ("I;16", "PNG"), ("RGB", "PNG"), ("RGBA", "PNG"),
    ("L", "JPEG"), ("RGB", "JPEG"), ("CMYK", "JPEG"), ("P", "GIF"), ("RGB", "WEBP"), ("RGBA", "WEBP"),
)  # fmt: skip


def _picture(mode: str, format_: str) -> bytes:
    data = io.BytesIO()
    slope = Image.linear_gradient("L")
    if mode == "I;16":
        Image.frombytes("I;16", slope.size, b"".join(bytes((0, each)) for each in slope.tobytes())).save(
            data, format_
        )
    else:
        slope.convert("RGBA").convert(mode).save(data, format_)
    return data.getvalue()


@pytest.mark.parametrize("finish", ["archive", "print"])
def test_pictures_of_every_kind(tmp_path: Path, finish: str) -> None:
    images = {f"postil:{mode}-{format_}": _picture(mode, format_) for mode, format_ in KINDS}
    body = "".join(
        f'<figure><img src="{name}" alt="A slope." style="width: 10mm"/></figure>' for name in images
    )
    markup = f'<section class="doc" id="doc"><p>Words.</p>{body}</section>'
    chunk = PrintChunk("text", page("T", markup), "arabic", restart=True)
    target = Target("a", finish=finish)  # type: ignore[arg-type]  # one of them
    made = typeset(replace(rendition([chunk], images=images), target=target), perform_here)
    assert made.faults == ()
    path = tmp_path / "pictures.pdf"
    path.write_bytes(made.pdf or b"")
    with pikepdf.open(path) as pdf:
        named = {each.objgen: each for leaf in pdf.pages for each in dict(leaf.get_images()).values()}
        found = list(named.values())
        assert len(found) >= len(KINDS) // 2  # equal pixels are in the file once
        assert not any(each.get("/Interpolate") for each in found)
        if finish == "print":
            assert {str(each.ColorSpace) for each in found} == {"/DeviceGray"}
            assert not any("/SMask" in each for each in found)  # print houses take no transparency
    if finish == "archive":
        assert not (wrong := verapdf(path, "3u")), report(wrong)


def test_sixteen_bits_of_grey_are_the_greys_they_were() -> None:
    with pen(one_ink=False), Image.open(io.BytesIO(greyed(_picture("I;16", "PNG")))) as made:
        assert made.mode == "L"
        assert made.tobytes() == Image.linear_gradient("L").tobytes()


@pytest.mark.parametrize("one_ink", [False, True])
def test_a_picture_from_a_camera_held_upright_stands_upright(one_ink: bool) -> None:
    upright = Image.Exif()
    upright[0x0112] = 6  # to be turned by a quarter (Exif 2.3, 4.6.4)
    data = io.BytesIO()
    Image.new("CMYK", (40, 20)).save(data, "JPEG", exif=upright)
    with pen(one_ink=one_ink), Image.open(io.BytesIO(greyed(data.getvalue()))) as made:
        assert made.size == (20, 40)


def test_what_one_can_see_through_is_printed_on_white() -> None:
    data = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(data, "PNG")
    with pen(one_ink=True), Image.open(io.BytesIO(greyed(data.getvalue()))) as made:
        assert (made.mode, made.getpixel((0, 0))) == ("L", 255)
