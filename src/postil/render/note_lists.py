"""Lists of notes within a text: at the end of each division of it, where the place of a series says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from postil.model.edition import WovenBlock, WovenDivision, WovenFlow
from postil.render.book import NoteList, NoteView, SeriesView

__all__ = ["called_in", "lists_of", "with_ends"]

_DATED = frozenset(
    ("particulars",)
)  # lines about the text: what is called in them stands at the end of what follows


def called_in(content: Iterable[WovenFlow]) -> list[str]:
    """Return the ids of the notes called in `content`, in order."""
    found: list[str] = []
    for item in content:
        if isinstance(item, WovenBlock):
            found += [note.id for note in item.notes]
        else:
            if isinstance(item, WovenDivision) and item.heading is not None:
                found += [note.id for note in item.heading.notes]
            found += called_in(item.content)
    return found


def lists_of(
    notes: Iterable[NoteView], series: Sequence[SeriesView], place: str, free: Callable[[str], str]
) -> tuple[NoteList, ...]:
    """Return a list of those of `notes` that belong to each series, in the order of the series. `place` is the id of what
    the lists belong to; `free` makes ids that nothing else has."""
    out: list[NoteList] = []
    present = tuple(notes)
    for each in series:
        if own := tuple(note for note in present if note.series == each.id):
            id_ = free(f"notes-{each.id}-{place}")
            out.append(NoteList(each, own, id_, free(f"h-{id_}")))
    return tuple(out)


def with_ends(
    root: WovenDivision,
    notes: Mapping[str, NoteView],
    series: Sequence[SeriesView],
    free: Callable[[str], str],
) -> tuple[dict[str, tuple[NoteList, ...]], tuple[NoteList, ...]]:
    """Return the lists at the end of each division of a text by the division's id, and those at the end of the text.

    What is called outside of every division, in the title or in the particulars, stands at the end of the next one: so the
    lists have the order of the calls.
    """
    ends: dict[str, tuple[NoteList, ...]] = {}
    waiting = [note.id for note in root.heading.notes] if root.heading is not None else []
    for item in root.content:
        waiting += called_in((item,))
        if isinstance(item, WovenDivision) and item.kind not in _DATED:
            ends[item.id] = lists_of(_at_the_end(waiting, notes), series, item.id, free)
            waiting = []
    return {id_: found for id_, found in ends.items() if found}, lists_of(
        _at_the_end(waiting, notes), series, root.id, free
    )


def _at_the_end(ids: Iterable[str], notes: Mapping[str, NoteView]) -> list[NoteView]:
    return [notes[id_] for id_ in ids if id_ in notes and notes[id_].place == "end"]
