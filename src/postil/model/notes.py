"""Notes in their three states: as written (`Annotation`), anchored (`AnchoredAnnotation`), labelled (`Note`)."""

from __future__ import annotations

from postil.frozen import dataclass
from postil.model.manifest import Audience, Series
from postil.model.prose import ProseBlock
from postil.model.text import TextRange
from postil.spans import Span

__all__ = [
    "AnchoredAnnotation",
    "Annotation",
    "Note",
    "Quote",
    "Reading",
    "Selector",
]


@dataclass(frozen=True, slots=True)
class Quote:
    """Quoted words as they stand in a note's heading, without their quotation marks."""

    words: str
    span: Span


@dataclass(frozen=True, slots=True)
class Selector:
    """What a note's heading says about its place: address, words, neighbours.

    Without `quote` the note is about the whole of what has that address; with `last` it runs from the words in
    `quote` to the words in `last`. After the Text Quote Selector of the W3C Web Annotation Data Model, § 4.2.4
    (`after` its prefix, `before` its suffix).
    """

    address: str
    address_span: Span
    quote: Quote | None = None
    last: Quote | None = None
    after: Quote | None = None
    before: Quote | None = None
    part: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading in an apparatus: who has it, what it is (`words` is empty where they omit)."""

    sigla: tuple[str, ...]
    conjecture: str
    adopted: bool
    words: str
    omitted: bool
    span: Span
    sigla_spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Annotation:
    """A note as written. `id` is the one given, or one made from series, address and lemma. `version` is the language tag of
    the parallel text it is about; nothing for the main text."""

    id: str
    id_given: bool
    series: str
    selector: Selector
    contributor: str
    language: str
    audience: Audience
    body: tuple[ProseBlock, ...]
    answer: tuple[ProseBlock, ...]
    readings: tuple[Reading, ...]
    span: Span
    heading_span: Span
    file: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class AnchoredAnnotation:
    """An annotation with its place. `lemma` is what it is about; `whole` says that this is a whole block or
    division; `call` is the point (block number, character) where its call stands."""

    annotation: Annotation
    lemma: TextRange
    whole: bool
    call: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it is published: it has its label, and everything in it can be found."""

    id: str
    series: Series
    label: str
    annotation: Annotation
    lemma: TextRange
    whole: bool
    call: tuple[int, int]
    lemma_text: str
    reading_text: str
    address: str
    paragraph: int | None
    initials: str
    answer: tuple[ProseBlock, ...]

    @property
    def body(self) -> tuple[ProseBlock, ...]:
        return self.annotation.body

    @property
    def readings(self) -> tuple[Reading, ...]:
        return self.annotation.readings
