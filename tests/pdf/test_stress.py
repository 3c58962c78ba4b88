"""Notes at random on pages of every height: none lost, none off the page of its call, nothing printed over anything.

`POSTIL_STRESS=1` has the whole of it tried; else a part, always the same.
"""

from __future__ import annotations

import os

import pytest

from pdf.stress import Trial, book, overprinted, settled, written
from postil.writers.pdf import typeset

WHOLE = 240
PART = 24
# In 7, 23, 157 and 228 no page holds the head of a table with the first row and the notes called in them.
SEEDS = (
    range(WHOLE) if os.environ.get("POSTIL_STRESS") else (7, 23, 157, 228, *range(0, WHOLE, WHOLE // PART))
)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_no_note_is_lost_or_elsewhere_or_printed_over(seed: int) -> None:
    made, _ = settled(Trial.of(seed))
    assert made.faults == ()
    assert made.too_tall == ()
    assert made.pdf is not None
    assert overprinted(made.pdf) == []


def test_the_trials_are_what_they_should_be() -> None:
    """Pages with a column and without, one series and three, notes of a word and of hundreds, in all kinds of places."""
    trials = [Trial.of(seed) for seed in range(0, WHOLE, WHOLE // PART)]
    assert {trial.column for trial in trials} == {0, 38, 50}
    assert {trial.series for trial in trials} == {1, 2, 3}
    assert max(t.height for t in trials) - min(t.height for t in trials) > 120
    lengths = [len(note.text.split()) for trial in trials for note in written(trial)]
    assert min(lengths) <= 2
    assert max(lengths) > 500
    html = "".join(book(trial).chunks[0].html for trial in trials)
    for place in ("<h3", "<li class", "<table", "<blockquote", 'class="sigs"', 'class="verse"'):
        assert place in html


def test_what_covers_something_is_seen() -> None:
    trial = Trial.of(3)
    given = book(trial)
    assert given.chunks
    from dataclasses import replace

    over = replace(given, stylesheet=given.stylesheet + " .blk { margin-bottom: -9mm } .blk p { orphans: 1 }")
    made = typeset(over)
    assert made.pdf is not None
    assert overprinted(made.pdf)
