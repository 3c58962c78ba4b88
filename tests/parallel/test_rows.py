"""Notes called in rows stand on the page of their call, on pages of any height."""

from __future__ import annotations

import pytest

from parallel.rows import book
from postil.writers.pdf import typeset


@pytest.mark.parametrize("height", [140, 160, 180, 200, 229, 260, 297])
def test_notes_in_rows_stand_on_their_page(height: int) -> None:
    """Called in either column, none is lost, none is late, and no line is printed over them."""
    made = typeset(book(24, seed=height, height=height))
    assert not made.too_tall
    assert not made.faults


@pytest.mark.parametrize("seed", range(3))
def test_a_row_taller_than_a_page_keeps_its_notes(seed: int) -> None:
    made = typeset(book(3, seed=seed, height=150, dense=12, tall=120))
    assert not made.too_tall
    assert not made.faults


def test_rows_with_long_notes() -> None:
    made = typeset(book(14, seed=7, height=229, long=lambda rng: rng.choice((8, 30, 90, 160))))
    assert not made.faults
