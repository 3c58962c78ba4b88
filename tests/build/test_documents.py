"""Documents that the program has not seen: a letter, a speech, a constitution, French, Japanese, Arabic; long notes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from build.kit import Built, product, project, squeeze, tell, validate
from postil import load
from postil.writers.pdf.audit import Book, fold

pytestmark = pytest.mark.slow

HEAD = "---\nseries: editorial\nby: AB\n---\n"


def notes(*entries: tuple[str, str]) -> str:
    return HEAD + "".join(f"\n# {heading}\n\n{body}\n" for heading, body in entries)


LETTER = {
    "edition": "title: To his Sister\ndate: 1817-12-21\nkind: letter\nauthors: [John Keats]\n",
    "text": """\
# To George and Thomas Keats

::: dateline
Hampstead, Sunday
22 December 1818
:::

::: salutation
My dear Brothers
:::

I must crave your pardon for not having written ere this. I saw Kean return to the public in *Richard III.*, and finely he did it.

The excellence of every art is its intensity, capable of making all disagreeables evaporate from their being in close relationship with Beauty & Truth.

::: verse
A thing of beauty is a joy for ever:
Its loveliness increases; it will never
Pass into nothingness
:::

::: closer
Your affectionate Brother
John
:::

::: postscript
Write soon, and direct to Hampstead.
:::
""",
    "notes": notes(
        ("text.1 “Hampstead” {#hampstead}", "A village north of London."),
        ("text.2 “Brothers” {#brothers}", "At Teignmouth. See [](#soon)."),
        ("text.3 “Richard III.” {#kean}", "Edmund Kean played *Richard* on 15 December."),
        ("text.4 “Beauty & Truth” {#truth}", "The last line of the *Ode* joins them <again> & again."),
        ("text.5 “loveliness increases” {#joy}", "The opening of *Endymion*."),
        ("text.6 “John” {#john}", "He was the eldest."),
        ("text.7 “Write soon” {#soon}", "They did, see [](#brothers) and [](text.3)."),
    ),
}
SPEECH = {
    "edition": "title: A Speech\ndate: 1863-11-19\nkind: speech\n",
    "text": """\
# Address at Gettysburg

Four score and seven years ago our fathers brought forth, upon this continent, a new nation, conceived in liberty, and dedicated to the proposition that “all men are created equal.”

Now we are engaged in a great civil war, testing whether that nation, or any nation so conceived, and so dedicated, can long endure. We are met on a great battle field of that war.

But, in a larger sense, we can not dedicate---we can not consecrate---we can not hallow, this ground.
""",
    "notes": notes(
        ("text.1 “Four score and seven years ago” {#years}", "In 1776."),
        ("text.1 “all men are created equal” {#equal}", "From the Declaration of Independence."),
        ("text.1 “conceived in liberty” to “created equal” {#whole}", "The two clauses together."),
        ("text.2 “nation” after “whether that ” {#nation}", "The word comes five times."),
        ("text.2 “can long endure” {#endure}", "A question put to the war."),
        ("text.3 “we can not” before “ hallow” {#hallow}", "The third of three."),
        ("text {#all}", "On the whole speech, which has no divisions."),
    ),
}
CONSTITUTION = {
    "edition": "title: A Constitution\ndate: 1889-02-11\nkind: constitution\n",
    "text": """\
# The Constitution

## Chapter I. The Crown

### Article 1

The crown is hereditary.

### Article 2

The crown signs laws:

1. in council;
2. in public.

## Chapter II. The People

### Article 1

Who is born here is a citizen.

### Article 2

Citizens have rights and duties.

| Duty | Age |
|---|---|
| Taxes | 21 |
| Arms | 18 |
""",
    "notes": notes(
        ("art-1.1 “hereditary” {#heir}", "In the male line."),
        ("art-2 {#signs}", "On the article as a whole."),
        ("art-2.2 “council” {#council}", "Of ministers. Compare [](ch-2-art-1.1)."),
        ("ch-2-art-1.1 “citizen” {#citizen}", "Or a subject: see [](art-1) and [](ch-2)."),
        ("ch-2-art-2.1 “rights” to “duties” {#rights}", "In this order."),
        ("ch-2-art-2.2 “Arms” {#arms}", "In a cell of a table."),
    ),
}
FRENCH = {
    "postil": "language: fr\ncalls: before-punctuation\n",
    "edition": "title: Déclaration\ndate: 1789-08-26\nlanguages: [fr]\nkind: déclaration\n",
    "text": """\
# Déclaration des droits de l’homme

## Préambule

Les représentants du peuple français, constitués en Assemblée nationale, considérant que l’ignorance, l’oubli ou le mépris des droits de l’homme sont les seules causes des malheurs publics ; ils disent : « Que les actes soient respectés ! »

## Article premier

Les hommes naissent et demeurent libres et égaux en droits. Les distinctions sociales ne peuvent être fondées que sur l’utilité commune.
""",
    "notes": notes(
        ("preamble.1 « peuple français » {#peuple}", "Le mot « peuple » est nouveau."),
        ("preamble.1 « malheurs publics » {#malheurs}", "L’appel se place avant le point-virgule."),
        ("preamble.1 « respectés » {#respectes}", "Avant l’espace et le point d’exclamation."),
        ("art-1.1 « libres et égaux » {#egaux}", "Voir [](#peuple)."),
        ("art-1.1 « utilité commune » {#utilite}", "L’œuvre de Mounier, dit-on."),
    ),
}
JAPANESE = {
    "edition": "title: A Treaty with a Title\ndate: 1960-01-19\nlanguages: [en]\n",
    "text": """\
# A Memorandum

The Japanese title is [日本国憲法]{lang=ja} and its first word [憲章]{ruby="けんしょう" lang=ja}.

[われらは、平和を維持し、専制と隷従を地上から永遠に除去しようと努めている。]{lang=ja}

The capital is [東京]{ruby="とうきょう"}, it is agreed.
""",
    "notes": notes(
        ("text.1 “憲法” {#law}", "Part of a word of four characters."),
        ("text.1 “憲章” {#charter}", "With its reading."),
        ("text.2 「平和を維持し」 {#peace}", "Quoted in Japanese marks: [平和]{lang=ja}."),
        ("text.2 “除去” {#remove}", "Without spaces around it."),
        ("text.3 “東京” {#tokyo}", "A lemma that is all ruby."),
    ),
}
ARABIC = {
    "edition": "title: A Letter in Two Scripts\ndate: 1801-03-04\nlanguages: [en]\n",
    "text": """\
# A Safe-Conduct

The pass begins with the words [بسم الله الرحمن الرحيم]{lang=ar} and ends without a seal.

[السلام عليكم ورحمة الله وبركاته]{lang=ar}

It was also copied in Hebrew: [שלום עליכם]{lang=he}, says the clerk.
""",
    "notes": notes(
        ("text.1 “الرحمن” {#mercy}", "A word in the middle of a line that runs from right to left."),
        ("text.1 “seal” {#seal}", "Of wax."),
        ("text.2 “السلام” to “وبركاته” {#salam}", "The greeting: [سلام]{lang=ar}."),
        ("text.3 “שלום” {#shalom}", "Also a greeting."),
        ("text.3 “clerk” {#clerk}", "Not named."),
    ),
}
DOCUMENTS: dict[str, dict[str, str]] = {
    "letter": LETTER,
    "speech": SPEECH,
    "constitution": CONSTITUTION,
    "french": FRENCH,
    "japanese": JAPANESE,
    "arabic": ARABIC,
}
POSTIL = """\
title: Documents
contributors:
  AB: {name: Ann Bee, role: editor}
series:
  editorial: {kind: notes, name: Notes, singular: Note, label: "1"}
"""


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_never_seen_before(tmp_path: Path, name: str) -> None:
    given = DOCUMENTS[name]
    folder = project(
        tmp_path,
        {
            "postil.yaml": POSTIL + given.get("postil", ""),
            f"source/{name}/edition.yaml": given["edition"]
            + "copy-text: {siglum: C, name: A copy, sha256: SHA256}\n",
            f"source/{name}/text.md": given["text"],
            f"annotations/{name}/notes.md": given["notes"],
        },
    )
    warnings = [d for d in load(folder).check().diagnostics if d.code.id != "T017"]
    assert not warnings, tell(warnings)
    built = product(folder, name)
    validate(built)
    count = given["notes"].count("\n# ")
    for roots in ([built.page_root], list(built.epub_roots.values())):
        ids = [e.get("id") for root in roots for e in root.iter() if isinstance(e.tag, str) and e.get("id")]
        assert sum(i.startswith("n-") for i in ids) == sum(i.startswith("c-") for i in ids) == count
        assert len(ids) == len(set(ids)) or roots != [built.page_root]


def words(root: Any, id_: str) -> str:
    [block] = [e for e in root.iter() if isinstance(e.tag, str) and e.get("id") == id_]
    paragraph = block.find(".//*[@class]")
    return " ".join((paragraph if paragraph is not None else block).text_content().split())


def test_calls_in_french_stand_before_punctuation(tmp_path: Path) -> None:
    folder = project(
        tmp_path,
        {
            "postil.yaml": POSTIL + FRENCH["postil"],
            "source/french/edition.yaml": FRENCH["edition"]
            + "copy-text: {siglum: C, name: Copie, sha256: SHA256}\n",
            "source/french/text.md": FRENCH["text"],
            "annotations/french/notes.md": FRENCH["notes"],
        },
    )
    text = squeeze(product(folder, "french", ("html",)).page_root.text_content())
    assert "malheurspublics2;" in text
    assert "respectés3!»" in text
    assert "utilitécommune5." in text
    assert "Tabledesmatières" in text


# long notes and many notes ----------------------------------------------------------------------------------------------

WORD = (
    "Paper",
    "ships",
    "carried",
    "many",
    "letters",
    "home",
    "across",
    "the",
    "cold",
    "grey",
    "sea",
    "before",
    "winter",
)


def sentence(number: int, length: int) -> str:
    return " ".join(WORD[(number * 7 + i * 5) % len(WORD)] for i in range(length)) + f" {number}."


def test_many_notes_and_long_ones(tmp_path: Path) -> None:
    paragraphs = []
    entries = []
    for number in range(30):
        anchors = [f"anchor{number}x{k}" for k in range(4)]
        paragraphs.append(
            f"{sentence(number, 30)} The {anchors[0]} and the {anchors[1]}, the {anchors[2]} and the {anchors[3]}. "
            + sentence(number + 3, 40)
        )
        for k, anchor in enumerate(anchors):
            long = {3: 900, 11: 300, 12: 250, 19: 900}.get(number, 0) if k == 1 else 0
            body = (
                "\n\n".join(sentence(number + i, 60) for i in range(long // 60))
                if long
                else sentence(number, 8 + k * 9)
            )
            entries.append((f"text.{number + 1} “{anchor}” {{#{anchor}}}", body))
    folder = project(
        tmp_path,
        {
            "postil.yaml": POSTIL,
            "source/long/text.md": "# Long\n\n" + "\n\n".join(paragraphs) + "\n",
            "annotations/long/notes.md": notes(*entries),
        },
    )
    built: Built = product(folder, "long")
    assert len(entries) == 120
    book = Book(built.pdf.read_bytes())
    places = book.destinations
    moved = [name for name in places if name.startswith("p-")]
    assert {"p-anchor3x1", "p-anchor19x1"} <= set(moved)
    for name, _ in [(e[0].split("#")[1].rstrip("}"), e[1]) for e in entries]:
        call, body = places[f"c-{name}"], places[f"n-{name}"]
        if f"p-{name}" in moved:
            assert places[f"p-{name}"] == call
            assert body > call
            assert fold("This note stands on page") in book.pages[call]
        else:
            assert body == call, name
    whole = " ".join(" ".join(built.pdf_pages).split()).casefold()
    assert "longer notes" in whole
    # the page that the foot names is the one on which the note stands
    foot = re.sub(r"\s+", " ", built.pdf_pages[places["p-anchor3x1"]])
    [folio] = set(re.findall(r"This note stands on page (\d+)", foot))
    assert folio in re.findall(r"\d+", built.pdf_pages[places["n-anchor3x1"]])
    validate(built, widths=(1100,))


def test_more_notes_on_a_line_than_its_page_holds(tmp_path: Path) -> None:
    """None of them is too tall, but together they are: so many of them go to the end that the rest have room."""
    anchors = [f"w{number}" for number in range(24)]
    entries = [(f"text.2 “{anchor}” {{#{anchor}}}", sentence(int(anchor[1:]), 80)) for anchor in anchors]
    text = f"# Crowd\n\n{sentence(1, 120)}\n\n{' '.join(anchors)}.\n\n{sentence(2, 120)}\n"
    folder = project(
        tmp_path,
        {
            "postil.yaml": POSTIL,
            "source/crowd/text.md": text,
            "annotations/crowd/notes.md": notes(*entries),
        },
    )
    places = Book(product(folder, "crowd", ("pdf",)).pdf.read_bytes()).destinations
    moved = {name.removeprefix("p-") for name in places if name.startswith("p-")}
    assert 0 < len(moved) < len(anchors)
    for anchor in anchors:
        assert (places[f"n-{anchor}"] == places[f"c-{anchor}"]) == (anchor not in moved)
