"""Places of characters are what a tuple of numbers is, and small."""

from __future__ import annotations

import pickle

from hypothesis import given
from hypothesis import strategies as st

from core.projects import base_text
from postil.spans import Places, PlacesBuilder, SourceText, Span

# short runs, long runs, the same place again
_RUNS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 6)), max_size=6).map(
    lambda runs: [start + i for start, count in runs for i in range(count)]
)
_PLACES = st.one_of(_RUNS, st.lists(st.integers(0, 5), max_size=12))
_INDEX = st.one_of(st.none(), st.integers(-15, 15))


@given(_PLACES)
def test_they_are_the_numbers_they_are_made_of(numbers: list[int]) -> None:
    places = Places.of(numbers)
    assert list(places) == numbers
    assert len(places) == len(numbers)
    assert [places[i] for i in range(-len(numbers), len(numbers))] == numbers * 2
    assert all(n in places for n in numbers)
    assert bool(places) is bool(numbers)
    assert list(reversed(places)) == numbers[::-1]


@given(_PLACES, _INDEX, _INDEX, st.one_of(st.none(), st.sampled_from([1, 2, -1, -3])))
def test_slices_are_places(numbers: list[int], start: int | None, stop: int | None, step: int | None) -> None:
    found = Places.of(numbers)[start:stop:step]
    assert found == Places.of(numbers[start:stop:step])


@given(_PLACES, _PLACES)
def test_equal_numbers_are_equal_places_however_made(one: list[int], other: list[int]) -> None:
    whole = Places.of(one + other)
    assert Places.of(one) + Places.of(other) == whole
    assert tuple(one) + Places.of(other) == whole
    assert Places.of(one) + other == whole
    assert hash(Places.of(one) + Places.of(other)) == hash(whole)
    assert whole[: len(one)] == Places.of(one)
    assert whole[len(one) :] == Places.of(other)
    assert (Places.of(one) == Places.of(other)) is (one == other)
    assert pickle.loads(pickle.dumps(whole)) == whole  # noqa: S301 - our own bytes


@given(st.lists(st.integers(0, 20), max_size=8), _PLACES.filter(bool))
def test_through_other_places(indices: list[int], other: list[int]) -> None:
    expected = [other[min(i, len(other) - 1)] for i in indices]
    assert list(Places.of(indices).through(Places.of(other))) == expected


@given(_PLACES, st.integers(0, 15), _PLACES)
def test_what_is_gathered_can_be_cut(numbers: list[int], length: int, more: list[int]) -> None:
    found = PlacesBuilder()
    found.extend(numbers)
    found.cut(length)
    found.extend(Places.of(more))
    assert found.done() == Places.of(numbers[:length] + more)
    assert len(found) == len(numbers[:length] + more)
    if numbers[:length] + more:
        assert found.last == (numbers[:length] + more)[-1]


def test_runs_and_repeated_places() -> None:
    assert list(Places.run(7, 3)) == [7, 8, 9]
    assert Places.run(7, 3) == Places.of([7, 8, 9])
    assert list(Places.same(7, 3)) == [7, 7, 7]
    assert Places.same(7, 3) == Places.of((7, 7, 7))
    assert Places.run(7, 0) == Places.same(7, 0) == Places()


def test_a_long_text_is_small() -> None:
    """Of a paragraph in one run no more is kept than where it begins and ends."""
    places = Places.run(1_000, 1_000_000)
    assert len(pickle.dumps(places)) < 100
    text = base_text("# A Letter\n\n" + "the ship has come in. " * 2_000 + "\n")
    assert len(pickle.dumps(text)) < 2 * 44_000


def test_equal_texts_have_equal_pickles() -> None:
    """What was worked out on the way is not carried along."""
    text = base_text("# A Letter\n\n## Article 1\n\nOne.\n")
    before = pickle.dumps(text)
    assert text.blocks
    assert text.extent_of
    assert pickle.dumps(text) == before
    assert pickle.loads(before) == text  # noqa: S301 - our own bytes


@given(st.text(alphabet="a\n\r\f", max_size=12))
def test_lines_of_a_text(text: str) -> None:
    source = SourceText.of("a.md", text)
    assert source.line_starts == (0, *(i + 1 for i, ch in enumerate(text) if ch == "\n"))
    assert pickle.loads(pickle.dumps(source)) == source  # noqa: S301 - our own bytes
    assert pickle.loads(pickle.dumps(Span("a.md", 1, 2))) == Span("a.md", 1, 2)  # noqa: S301 - our own bytes
