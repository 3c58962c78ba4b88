"""Documents to measure with: treaty-like texts shuffled from the words of the first edition, with notes.

The same seed gives the same bytes, and document 17 is the same one in a project of 40 and of 1,000.

    .venv/bin/python -m benchmarks.corpus 40 FOLDER [--flat] [--seed N]
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SEED = 1960
NOTES = 15
WORDS = 1330
"""Words of a text at least; 15 notes of about 28 words come on top."""
PART = 10
"""Documents in a part of the reader."""


@dataclass(frozen=True)
class Note:
    """A note: where it stands, the words it quotes, and what it says."""

    id: str
    address: str
    lemma: str
    words: str


@dataclass(frozen=True)
class Paragraph:
    """Words in order, those between two places in italics, and the notes called after some of them."""

    words: tuple[str, ...]
    italic: range
    calls: tuple[tuple[int, Note], ...] = ()

    def runs(self) -> Iterator[tuple[str, bool, Note | None]]:
        """Yield pieces: words that stand together, whether in italics, and the note called after them."""
        called = dict(self.calls)
        begin = 0
        for at in range(len(self.words)):
            ends = at + 1 == len(self.words) or (at + 1 in self.italic) != (at in self.italic)
            if ends or at in called:
                yield " ".join(self.words[begin : at + 1]), at in self.italic, called.get(at)
                begin = at + 1

    @property
    def text(self) -> str:
        """The words alone."""
        return " ".join(self.words)

    @property
    def marked(self) -> str:
        """The words in Markdown, calls left out."""
        words = list(self.words)
        if self.italic:
            words[self.italic.start] = "*" + words[self.italic.start]
            words[self.italic.stop - 1] += "*"
        return " ".join(words)


@dataclass(frozen=True)
class Document:
    """One text with its notes."""

    number: int
    title: str
    particulars: tuple[str, ...]
    preamble: tuple[Paragraph, ...]
    articles: tuple[tuple[Paragraph, ...], ...]
    testimonium: str
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        """The edition's folder."""
        return f"doc-{self.number:04d}"

    @property
    def notes(self) -> tuple[Note, ...]:
        """All notes in the order of the text."""
        paragraphs = [*self.preamble, *(one for article in self.articles for one in article)]
        return tuple(note for one in paragraphs for _, note in one.calls)

    @property
    def size(self) -> int:
        """Words of the text."""
        paragraphs = [*self.preamble, *(one for article in self.articles for one in article)]
        return sum(len(one.words) for one in paragraphs) + len(self.testimonium.split())


@dataclass(frozen=True)
class Part:
    """A part of the reader: its title, what is said before it, and its documents."""

    title: str
    introduction: str
    documents: tuple[Document, ...]


@cache
def _vocabulary() -> tuple[str, ...]:
    source = (ROOT / "source" / "us-japan-1960" / "text.md").read_text(encoding="utf-8")
    return tuple(word.lower() for word in re.findall(r"[A-Za-z]{2,}|\ba\b", source))


def _sentence(chance: random.Random, size: int) -> list[str]:
    words = [chance.choice(_vocabulary()) for _ in range(size)]
    if size > 14:
        words[size // 2] += ","
    return [words[0].capitalize(), *words[1:-1], words[-1].rstrip(",") + "."]


def _paragraph(chance: random.Random, sentences: int, longest: int) -> Paragraph:
    words: list[str] = []
    for _ in range(sentences):
        words += _sentence(chance, chance.randint(8, longest))
    italic = range(0)
    if chance.random() < 0.35 and len(words) > 14:
        begin = chance.randint(4, len(words) - 6)
        italic = range(begin, begin + chance.randint(2, 4))
    return Paragraph(tuple(words), italic)


def _places(address: str, one: Paragraph) -> Iterator[tuple[str, int, int]]:
    """Yield where a lemma of three words may stand: those found once in the paragraph and within a clause."""
    taken: set[int] = set()
    across = [one.italic.start - 1, one.italic.stop - 2] if one.italic else []
    bare = tuple(word.strip(".,").lower() for word in one.words)
    for begin in [*across, *range(0, len(one.words) - 3, 4)]:
        lemma = one.words[begin : begin + 3]
        found = sum(bare[at : at + 3] == bare[begin : begin + 3] for at in range(len(bare) - 2))
        if begin < 0 or len(lemma) < 3 or taken & set(range(begin, begin + 3)):
            continue
        if any(word[-1] in ".," for word in lemma) or found > 1:
            continue
        taken |= set(range(begin, begin + 3))
        yield address, begin, begin + 3


def _with_notes(chance: random.Random, paragraphs: dict[str, Paragraph]) -> dict[str, Paragraph]:
    """Return the paragraphs with notes: first such as are quoted across an edge of italics, then others."""
    places = [place for address, one in paragraphs.items() for place in _places(address, one)]
    chance.shuffle(places)

    def across(place: tuple[str, int, int]) -> bool:
        italic = paragraphs[place[0]].italic
        return len({at in italic for at in range(place[1], place[2])}) > 1

    chosen = [place for place in places if across(place)][:3]
    chosen += [place for place in places if place not in chosen][: NOTES - len(chosen)]
    order = list(paragraphs)
    chosen.sort(key=lambda place: (order.index(place[0]), place[1]))
    found = dict(paragraphs)
    for at, (address, begin, end) in enumerate(chosen, start=1):
        one = found[address]
        words = " ".join(_sentence(chance, chance.randint(12, 44)))
        note = Note(f"n{at}", address, " ".join(one.words[begin:end]), words)
        found[address] = dataclasses.replace(one, calls=(*one.calls, (end - 1, note)))
    return found


def document(number: int, seed: int = SEED) -> Document:
    """Return one document; the same for the same number and seed."""
    chance = random.Random(f"{seed}/{number}")  # noqa: S311 - chance with a fixed seed
    long = tuple(word for word in _vocabulary() if len(word) > 5)

    def choose(size: int) -> str:
        return " ".join(chance.choice(long) for _ in range(size))

    subject = f"{choose(1).capitalize()} and {choose(1).capitalize()}"
    particulars = tuple(f"{choose(2).capitalize()}, {chance.randint(1, 28)} June 1960" for _ in range(4))
    paragraphs = {f"preamble.{at}": _paragraph(chance, 1, 40) for at in range(1, chance.randint(3, 6))}
    articles: list[list[str]] = []
    while sum(len(one.words) for one in paragraphs.values()) < WORDS - 20:
        articles.append([f"art-{len(articles) + 1}.{at}" for at in range(1, chance.randint(2, 5))])
        paragraphs |= {address: _paragraph(chance, chance.randint(1, 5), 40) for address in articles[-1]}
    noted = _with_notes(chance, paragraphs)
    return Document(
        number,
        f"Treaty {number} on {subject}",
        particulars,
        tuple(one for address, one in noted.items() if address.startswith("preamble")),
        tuple(tuple(noted[address] for address in article) for article in articles),
        f"DONE in duplicate, {choose(12)}.",
        tuple(choose(2).title() for _ in range(4)),
    )


def parts(count: int, seed: int = SEED) -> tuple[Part, ...]:
    """Return the documents of a project of so many editions, in the parts of its reader."""
    found: list[Part] = []
    for begin in range(1, count + 1, PART):
        chance = random.Random(f"{seed}/part/{begin}")  # noqa: S311 - chance with a fixed seed
        introduction = " ".join(" ".join(_sentence(chance, 20)) for _ in range(2))
        inside = tuple(document(at, seed) for at in range(begin, min(begin + PART, count + 1)))
        found.append(Part(f"Part {len(found) + 1}", introduction, inside))
    return tuple(found)


def changed(one: Document, turn: int) -> Document:
    """Return the document with one word changed, in the middle, where no note quotes it."""
    article = len(one.articles) // 2
    for step in range(len(one.articles)):
        at = (article + step) % len(one.articles)
        for place, paragraph in enumerate(one.articles[at]):
            quoted = {k for end, _ in paragraph.calls for k in range(end - 2, end + 1)}
            free = [
                k
                for k, word in enumerate(paragraph.words)
                if k not in quoted and len(word) > 5 and word.isalpha() and word.islower()
            ]
            if not free:
                continue
            words = list(paragraph.words)
            words[free[turn % len(free)]] = ("amicable", "covenant", "envoy", "truce", "embassy")[turn % 5]
            within = list(one.articles[at])
            within[place] = dataclasses.replace(paragraph, words=tuple(words))
            all_articles = list(one.articles)
            all_articles[at] = tuple(within)
            return dataclasses.replace(one, articles=tuple(all_articles))
    raise ValueError(f"no word of {one.name} is free of notes")


def write_edition(project: Path, one: Document) -> None:
    """Write the files of an edition: text, copy-text, edition.yaml and notes."""
    source, annotations = project / "source" / one.name, project / "annotations" / one.name
    source.mkdir(parents=True, exist_ok=True)
    annotations.mkdir(parents=True, exist_ok=True)
    text = [f"# {one.title}", "::: particulars", "\n".join(f"- {line}" for line in one.particulars), ":::"]
    copy = [one.title, "\n".join(one.particulars)]
    text += ["::: preamble", *(paragraph.marked for paragraph in one.preamble), ":::"]
    copy += [paragraph.text for paragraph in one.preamble]
    for number, article in enumerate(one.articles, start=1):
        text += [f"## ARTICLE {number}", *(paragraph.marked for paragraph in article)]
        copy += [f"ARTICLE {number}", *(paragraph.text for paragraph in article)]
    text += ["::: testimonium", one.testimonium, ":::", "::: signatures"]
    text += ["\n".join(f"- {name}" for name in one.names), ":::"]
    copy += [one.testimonium, "\n".join(one.names)]
    (source / "text.md").write_text("\n\n".join(text) + "\n", encoding="utf-8")
    words = "\n\n".join(copy) + "\n"
    (source / "copy-text.txt").write_text(words, encoding="utf-8")
    digest = hashlib.sha256(words.encode()).hexdigest()
    (source / "edition.yaml").write_text(
        f"title: {one.title}\n"
        f"date: 1960-01-{1 + (one.number - 1) % 28:02d}\n"
        "kind: treaty\n"
        "rights: The text is in the public domain.\n"
        f"copy-text: {{siglum: C, name: Generated, path: copy-text.txt, sha256: {digest}}}\n",
        encoding="utf-8",
    )
    notes = [f"# {note.address} “{note.lemma}” {{#{note.id}}}\n\n{note.words}\n" for note in one.notes]
    head = "---\nseries: editorial\nby: AB\n---\n"
    (annotations / "editorial.md").write_text("\n".join([head, *notes]), encoding="utf-8")


def write_project(project: Path, count: int, seed: int = SEED, *, flat: bool = False) -> None:
    """Write a project of so many editions and the reader `bench` over all of them, in parts or flat."""
    project.mkdir(parents=True, exist_ok=True)
    (project / "postil.yaml").write_text(
        "title: Bench\n"
        "imprint: {publisher: The press}\n"
        "contributors:\n  AB: {name: Ann Bee, role: editor}\n"
        'series:\n  editorial: {kind: notes, name: Notes, singular: Note, label: "1"}\n',
        encoding="utf-8",
    )
    lines = ["title: Bench", "term: Autumn 2026", "contents:"]
    for part in parts(count, seed):
        for one in part.documents:
            write_edition(project, one)
        if flat:
            lines += [f"- title: {part.title}", f"  prose: {part.introduction}"]
        else:
            lines += [f"- part: {part.title}", f"  introduction: {part.introduction}", "  contents:"]
        lines += [f"{'' if flat else '  '}- edition: {one.name}" for one in part.documents]
    (project / "readers").mkdir(exist_ok=True)
    (project / "readers" / "bench.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Write a project into a folder."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.corpus", description=main.__doc__)
    options.add_argument("count", type=int, help="editions in it")
    options.add_argument("folder", type=Path)
    options.add_argument("--flat", action="store_true", help="a reader without parts")
    options.add_argument("--seed", type=int, default=SEED)
    given = options.parse_args()
    write_project(given.folder, given.count, given.seed, flat=given.flat)


if __name__ == "__main__":
    main()
