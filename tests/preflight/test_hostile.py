"""Files that were made to do harm: each is told, or read as far as it goes; none takes the program with it."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from postil.apart import Ended, each_apart
from postil.build.examining import FinishedFile, facts_of_files
from postil.diagnostics import Collector
from postil.memory import Memory
from postil.preflight import FileFacts
from postil.workers import Workers

from . import work
from .press import book, saved, write


def read(data: bytes) -> tuple[FileFacts | None, list[str]]:
    """Read a file as the command does; return its facts, if it has any, and what is told of it."""
    out = Collector()
    workers = Workers(1, Memory(None, None, ""), typesetter=False)
    found = facts_of_files([FinishedFile("hostile.pdf", data)], workers, out)
    assert all(d.code.id == "V031" for d in out.found)
    assert bool(found) != bool(out.found)
    return found.get("hostile.pdf"), [d.message for d in out.found]


# processes of their own -----------------------------------------------------------------------------------------------


def test_work_that_ends_badly_is_told() -> None:
    calls: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [
        (work.twice, (21,)),
        (work.forever, ()),
        (work.hungry, ()),
        (work.gone, ()),
        (work.crashed, ()),
        (work.deep, ()),
        (work.twice, (4,)),
    ]
    begin = time.monotonic()
    made = each_apart(calls, 3, seconds=2, megabytes=512)
    assert time.monotonic() - begin < 30
    assert (made[0], made[-1]) == (42, 8)
    reasons = [each.reason for each in made[1:-1] if isinstance(each, Ended)]
    assert len(reasons) == 5
    assert "2 seconds" in reasons[0] or "without a word" in reasons[0]
    assert "memory" in reasons[1]
    assert "without a word" in reasons[2]
    assert "without a word" in reasons[3]
    assert "deep" in reasons[4]


def test_nothing_to_do() -> None:
    assert each_apart([], 4) == []


# what cannot be opened ------------------------------------------------------------------------------------------------


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 3]


UNREADABLE = {
    "nothing": lambda: b"",
    "words": lambda: b"Dear friend, the ship has come in.\n" * 50,
    "a head alone": lambda: b"%PDF-1.7\n%%EOF\n",
    "a catalogue that is no dictionary": lambda: (
        b"%PDF-1.4\n1 0 obj\n[1 2]\nendobj\ntrailer\n<</Root 1 0 R>>\n"
    ),
    "a password": lambda: saved(book(2), encryption=pikepdf.Encryption(owner="o", user="u")),
    "no pages": lambda: saved(pikepdf.new()),
}


@pytest.mark.parametrize("data", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_told(data: Callable[[], bytes]) -> None:
    found, told = read(data())
    assert found is None
    assert told[0].startswith("hostile.pdf cannot be examined: ")
    assert "Traceback" not in told[0]


def test_a_page_tree_that_is_a_loop() -> None:
    data = (
        b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
        b"2 0 obj\n<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>\nendobj\n"
        b"3 0 obj\n<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 1>>\nendobj\ntrailer\n<</Root 1 0 R/Size 4>>\n"
    )
    found, told = read(data)
    assert found is None
    assert told


def test_a_cut_file_is_told_or_repaired() -> None:
    found, told = read(_cut(saved(book(4))))
    assert told or (found is not None and found.repairs)


# what is read as far as it goes ---------------------------------------------------------------------------------------


def _loop(pdf: pikepdf.Pdf) -> None:
    form = pdf.make_stream(b"/X Do /X Do", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
    form.Resources = Dictionary(XObject=Dictionary(X=form))
    write(pdf, 1, b"/X Do", XObject={"X": form})


def _doubling(pdf: pikepdf.Pdf) -> None:
    """Twelve forms, each drawing the next ten times."""
    last: Any = pdf.make_stream(b"0 0 1 1 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
    for _ in range(12):
        nearer = pdf.make_stream(b"/X Do " * 10, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
        nearer.Resources = Dictionary(XObject=Dictionary(X=last))
        last = nearer
    write(pdf, 1, b"/X Do", XObject={"X": last})


def _bomb(pdf: pikepdf.Pdf) -> None:
    """A content stream of four gigabytes in four megabytes."""
    packer, spaces, checksum = zlib.compressobj(9), b" " * 2**22, 1
    first, block = (packer.compress(spaces) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    for _ in range(1024):
        checksum = zlib.adler32(spaces, checksum)
    data = first + 1023 * block + b"\x03\x00" + checksum.to_bytes(4, "big")  # an empty last block (RFC 1951)
    stream = pdf.make_stream(b"")
    stream.write(data, filter=Name.FlateDecode)
    pdf.pages[0].obj.Contents = stream


def _many(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Contents = pdf.make_stream(b"q Q " * 500_000)


def _tags(pdf: pikepdf.Pdf) -> None:
    one = pdf.make_indirect(Dictionary(S=Name.P))
    two = pdf.make_indirect(Dictionary(S=Name.Note, K=one))
    one.K = Array([two, one])
    pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array([one])))


def _names(pdf: pikepdf.Pdf) -> None:
    node = pdf.make_indirect(Dictionary())
    node.Kids = Array([node, node])
    pdf.Root.Names = Dictionary(EmbeddedFiles=node, JavaScript=node)


def _parents(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[0].obj["/Resources"]


def _operands(pdf: pikepdf.Pdf) -> None:
    write(
        pdf,
        1,
        b"/No gs /No Do /No sh (a) cm 1 w [] TJ /F Tf BT /F (x) Tf (a) Tj ET 1 2 re f /P scn 1e400 w 0 0 m 1 1 l S",
    )


def _huge(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.MediaBox = Array([0, 0, 10**9, 10**9])


def _odd_boxes(pdf: pikepdf.Pdf) -> None:
    leaf = pdf.pages[0].obj
    leaf.MediaBox = Array([400, 600, 0, 0])
    leaf.TrimBox = Array([Name.a, 2, 3, 4])
    pdf.pages[1].obj.CropBox = Dictionary()


def _fonts(pdf: pikepdf.Pdf) -> None:
    fonts = Dictionary(
        F=Dictionary(Subtype=Name.Type0, DescendantFonts=Array([])), G=Array([]), H=Dictionary()
    )
    pdf.pages[0].obj.Resources = Dictionary(Font=fonts)
    pdf.pages[0].obj.Contents = pdf.make_stream(b"BT /F 9 Tf (a) Tj /G 9 Tf (a) Tj /H 9 Tf (a) Tj ET")


def _pattern(pdf: pikepdf.Pdf) -> None:
    tile = pdf.make_stream(
        b"/Pattern cs /P scn 0 0 9 9 re f",
        PatternType=1,
        PaintType=1,
        TilingType=1,
        BBox=[0, 0, 9, 9],
        XStep=9,
        YStep=9,
    )
    tile.Resources = Dictionary(Pattern=Dictionary(P=tile))
    write(pdf, 1, b"/Pattern cs /P scn 0 0 400 400 re f", Pattern={"P": tile})


def _spaces(pdf: pikepdf.Pdf) -> None:
    space = pdf.make_indirect(Array([Name.Indexed]))
    space.append(space)
    write(pdf, 1, b"/S cs 1 scn 0 0 9 9 re f", ColorSpace={"S": space})


def _image(pdf: pikepdf.Pdf) -> None:
    made = pdf.make_stream(b"x", Type=Name.XObject, Subtype=Name.Image, Width=10**6, Height=10**6)
    made.ColorSpace = Name.DeviceCMYK
    made.BitsPerComponent = 8
    write(pdf, 1, b"9 0 0 9 80 80 cm /I Do", XObject={"I": made})


HOSTILE: list[Callable[[pikepdf.Pdf], None]] = [
    _loop,
    _doubling,
    _many,
    _tags,
    _names,
    _parents,
    _operands,
    _huge,
    _odd_boxes,
    _fonts,
    _pattern,
    _spaces,
    _image,
    pytest.param(_bomb, marks=pytest.mark.slow),  # type: ignore[list-item]
]


@pytest.mark.parametrize("harm", HOSTILE, ids=lambda harm: harm.__name__)
def test_harm_is_bounded(harm: Callable[[pikepdf.Pdf], None]) -> None:
    pdf = book(4)
    harm(pdf)
    begin = time.monotonic()
    found, told = read(saved(pdf))
    assert time.monotonic() - begin < 150  # two processes may use up their time
    if found is not None:
        from .press import said

        assert len(found.pages) == 4
        assert said(found, "press")
    else:
        assert told


# the command ----------------------------------------------------------------------------------------------------------


def test_a_file_does_not_paint_the_terminal(tmp_path: Path) -> None:
    from build.kit import project, run

    pdf = book(4)
    pdf.docinfo["/Title"] = "\x1b[31mred\x1b[0m\nnext"
    pdf.Root.PageLabels = Dictionary(Nums=[0, Dictionary(P=pikepdf.String("\x1b[2J"))])
    (folder := project(tmp_path / "p")).joinpath("a.pdf").write_bytes(saved(pdf))
    for arguments in (["verify", "a.pdf"], ["verify", "a.pdf", "--for", "kdp"]):
        told = run(*arguments, cwd=folder)
        assert told.returncode == 1
        assert "\x1b" not in told.stdout + told.stderr


def test_no_file_outside_of_the_project(tmp_path: Path) -> None:
    from build.kit import project, run

    folder = project(tmp_path / "project")
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(saved(book(2)))
    (folder / "link.pdf").symlink_to(secret)
    (folder / "build").mkdir()
    (folder / "build" / "letter").symlink_to(tmp_path)
    for name in (str(secret), "../secret.pdf", "link.pdf"):
        told = run("verify", name, cwd=folder)
        assert told.returncode == 1
        assert "M011" in told.stderr
        assert told.stdout == ""
    told = run("verify", "letter", cwd=folder)
    assert (told.returncode, told.stdout) == (1, "")
    assert "V030" in told.stderr
