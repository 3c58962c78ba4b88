"""How parallel texts stand in each printed book: side by side in one, in turn in another."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from build.kit import Built, build, write
from core.projects import files
from parallel import samples

TARGETS = "targets:\n  small: {parallel: alternate}\n  wide: {parallel: columns}\n  own: {}\n"
READERS = {
    "readers/both.yaml": "title: Both\ncontents: [{edition: rights, excerpt: art-1..art-3}]\n",
    "readers/one.yaml": "title: One\ncontents: [{edition: rights, parallel: ar}]\n",
}


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    given = samples.rights()
    given["postil.yaml"] += TARGETS
    folder = write(
        tmp_path_factory.mktemp("targets"),
        {path: file.data for path, file in files(given | READERS).files.items()},
    )
    names = ("rights", "both", "one")
    return dict(zip(names, build(folder, names, ("pdf", "html")), strict=True))


def words(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    found = " ".join(leaf.get_textpage().get_text_bounded() for leaf in document)
    document.close()
    return found


def places(path: Path) -> dict[str, tuple[int, float, float]]:
    """Return of words of both texts the page, and how far from the left and how high they stand."""
    document = pypdfium2.PdfDocument(path)
    found = {}
    for number, leaf in enumerate(document):
        text = leaf.get_textpage()
        for place in range(text.count_rects()):
            left, low, right, high = text.get_rect(place)
            piece = text.get_text_bounded(left, low, right, high)
            for word in ("All human", "Everyone", "يولد", "لكل"):
                if word in piece:
                    found[word] = number, left, low
    document.close()
    return found


@pytest.mark.parametrize("name", ["rights", "both"])
def test_each_book_has_its_own_layout(books: dict[str, Built], name: str) -> None:
    book = books[name]
    beside = {}
    for target in ("small", "wide", "own"):
        path = book.pdf if target == "small" else book.folder / f"{name}-{target}.pdf"
        at = places(path)
        assert set(at) == {"All human", "Everyone", "يولد", "لكل"}, target
        beside[target] = at["All human"][0] == at["يولد"][0] and abs(at["All human"][2] - at["يولد"][2]) < 5
    assert beside == {"small": False, "wide": True, "own": True}


@pytest.mark.parametrize("name", ["rights", "both"])
def test_the_page_on_the_web_is_as_the_edition_has_it(books: dict[str, Built], name: str) -> None:
    """Though the first book, which is made with it, stands in turn."""
    assert [e for e in books[name].page_root.iter() if (e.get("class") or "") == "parallel"]


def test_notes_keep_their_labels(books: dict[str, Built]) -> None:
    for target in ("rights", "rights-wide"):
        text = words(books["rights"].folder / f"{target}.pdf")
        assert "1 “Free,” in the accusative." in text
        assert "2 The first of three." in text


def test_a_text_that_is_shown_alone_stays_so(books: dict[str, Built]) -> None:
    for target in ("one", "one-wide", "one-own"):
        text = words(books["one"].folder / f"{target}.pdf")
        assert "All human beings" not in text
        assert "يولد" in text
