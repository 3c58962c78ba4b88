"""Documents in two languages: short passages of texts that are in the public domain, with notes on either.

Genesis 1:1–5 in the Masoretic text without points and in the King James Version; Caesar, *De bello Gallico* 1.1, with the translation of
McDevitte and Bohn; the first articles of the Universal Declaration of Human Rights (United Nations); Article 9 of the Constitution of Japan is
the one of this repository.
"""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

POSTIL = """\
title: Parallel texts
imprint: {publisher: The press}
language: en
contributors:
  AB: {name: Ann Bee, role: editor}
  CD: {name: Carl Dietz, role: editor}
series:
  editorial: {kind: notes, name: Notes, singular: Note, label: "1"}
  textual: {kind: apparatus, name: Textual notes, singular: Textual note, label: a}
  questions: {kind: questions, name: Questions, singular: Question, label: Q1}
"""


def manifest(title: str, main: str, other: str, more: str = "", beside: str = "") -> str:
    """Return an `edition.yaml`; `more` are keys of it, `beside` keys of the parallel text."""
    indented = "".join(f"    {line}\n" for line in beside.splitlines())
    return (
        f"title: {title}\ndate: 1801\nlanguages: [{main}]\nrights: Public domain.\n"
        f"copy-text: {{siglum: C, name: The first, path: copy-text.txt, sha256: SHA256}}\n"
        f"texts:\n  {other}:\n"
        f"    copy-text: {{siglum: K, name: The second, sha256: SHA256_{other}}}\n{indented}{more}"
    )


def notes(series: str, body: str, text: str = "") -> str:
    """Return an annotation file."""
    return f"---\nseries: {series}\nby: AB\nlang: en\n{f'text: {text}' if text else ''}\n---\n\n{body}\n"


GENESIS_HE = """\
# בראשית

בראשית ברא אלהים את השמים ואת הארץ

והארץ היתה תהו ובהו וחשך על־פני תהום ורוח אלהים מרחפת על־פני המים

ויאמר אלהים יהי אור ויהי־אור

וירא אלהים את־האור כי־טוב ויבדל אלהים בין האור ובין החשך

ויקרא אלהים לאור יום ולחשך קרא לילה ויהי־ערב ויהי־בקר יום אחד
"""
GENESIS_EN = """\
# Genesis

In the beginning God created the heaven and the earth.

And the earth was without form, and void; and darkness was upon the face of the deep. And the Spirit of God moved upon the face of the waters.

And God said, Let there be light: and there was light.

And God saw the light, that it was good: and God divided the light from the darkness.

And God called the light Day, and the darkness he called Night. And the evening and the morning were the first day.
"""
ON_HE = notes(
    "editorial",
    "# text.1 “בראשית” {#bereshit}\n\nThe first word gives the book its name in Hebrew.\n\n"
    "# text.2 “תהו ובהו” {#tohu}\n\nThe two words rhyme; see [](#void).",
)
ON_EN = "# text.2 “without form, and void” {#void}\n\nThe translators part what the Hebrew pairs.\n"

GAUL_LA = """\
# Commentarii de bello Gallico

Gallia est omnis divisa in partes tres, quarum unam incolunt Belgae, aliam Aquitani, tertiam qui ipsorum lingua Celtae, nostra Galli appellantur.

Hi omnes lingua, institutis, legibus inter se differunt.
"""
GAUL_EN = """\
# The Gallic War

All Gaul is divided into three parts, one of which the Belgae inhabit, the Aquitani another, those who in their own language are called Celts, in our Gauls, the third.

All these differ from each other in language, customs and laws.
"""

RIGHTS_EN = """\
# Universal Declaration of Human Rights

## Article 1

All human beings are born free and equal in dignity and rights. They are endowed with reason and conscience and should act towards one another in a spirit of brotherhood.

## Article 3

Everyone has the right to life, liberty and security of person.
"""
RIGHTS_AR = """\
# الإعلان العالمي لحقوق الإنسان

## المادة 1

يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق. وقد وهبوا عقلاً وضميرًا وعليهم أن يعامل بعضهم بعضًا بروح الإخاء.

## المادة 3

لكل فرد الحق في الحياة والحرية وسلامة شخصه.
"""


def genesis() -> dict[str, str]:
    """Hebrew with English beside it: a main text that runs from right to left."""
    return {
        "postil.yaml": POSTIL,
        "source/genesis/edition.yaml": manifest("Genesis", "he", "en"),
        "source/genesis/text.md": GENESIS_HE,
        "source/genesis/text.en.md": GENESIS_EN,
        "annotations/genesis/hebrew.md": ON_HE,
        "annotations/genesis/english.md": notes("editorial", ON_EN, "en"),
    }


def gaul() -> dict[str, str]:
    """Latin with English beside it, with an apparatus of each."""
    return {
        "postil.yaml": POSTIL,
        "source/gaul/edition.yaml": manifest(
            "The Gallic War",
            "la",
            "en",
            "witnesses: {A: {name: Codex A}}\n",
            "witnesses: {M: {name: McDevitte}}",
        ),
        "source/gaul/text.md": GAUL_LA,
        "source/gaul/text.en.md": GAUL_EN,
        "annotations/gaul/latin.md": notes(
            "textual",
            "# text.1 “Galli appellantur” {#galli}\n\n- C: Galli appellantur\n- A: Galli vocantur\n",
        ),
        "annotations/gaul/english.md": notes(
            "textual", "# text.2 “customs” {#customs}\n\n- K: customs\n- M: manners\n", "en"
        ),
        "annotations/gaul/notes.md": notes(
            "editorial", "# text.2 “differunt” {#differ}\n\nSee [](en--text.2).\n"
        ),
    }


def rights() -> dict[str, str]:
    """English with Arabic beside it."""
    return {
        "postil.yaml": POSTIL,
        "source/rights/edition.yaml": manifest("Universal Declaration", "en", "ar"),
        "source/rights/text.md": RIGHTS_EN,
        "source/rights/text.ar.md": RIGHTS_AR,
        "annotations/rights/english.md": notes(
            "editorial", "# art-3.1 “life” {#life}\n\nThe first of three.\n"
        ),
        "annotations/rights/arabic.md": notes(
            "editorial", "# art-1.1 “أحرارًا” {#free}\n\n“Free,” in the accusative.\n", "ar"
        ),
        "annotations/rights/asked.md": notes(
            "questions", "# art-1.1 “الإخاء” {#q-brothers}\n\nWho is meant?\n", "ar"
        ),
    }


def article_nine(parallel: str = "") -> dict[str, str]:
    """Article 9 of the Constitution of Japan, from the two editions of it in this repository, as one."""
    english, japanese = (
        ROOT / "source" / n for n in ("constitution-japan-art-9", "constitution-japan-art-9-ja")
    )

    def read(path: Path) -> str:
        return path.read_text(encoding="utf-8")

    files = {
        "postil.yaml": read(ROOT / "postil.yaml"),
        "source/bibliography.yaml": read(ROOT / "source/bibliography.yaml"),
        "source/art-9/text.md": read(english / "text.md"),
        "source/art-9/copy-text.txt": read(english / "copy-text.txt"),
        "source/art-9/text.ja.md": read(japanese / "text.md"),
        "source/art-9/copy-text.ja.txt": read(japanese / "copy-text.txt"),
        "source/art-9/edition.yaml": manifest(
            "Constitution of Japan",
            "en-US",
            "ja",
            "witnesses: {S: {name: Hearing before the Committee on Foreign Relations}}\n"
            "differences:\n"
            "  - {part: particulars, as: joined line parted}\n"
            "  - {part: Aspiring sincerely, at: art-9, as: heading parted from its article}\n"
            + (f"parallel: {parallel}\n" if parallel else ""),
            "differences:\n"
            '  - {remove: "#", times: any, as: mark of a heading}\n'
            "  - {join: 前項の目的を, as: number joined}\n"
            "alignment:\n"
            "  - {en-US: particulars}",
        ),
    }
    for path in sorted((ROOT / "annotations" / english.name).glob("*.md")):
        files[f"annotations/art-9/{path.name}"] = read(path)
    for path in sorted((ROOT / "annotations" / japanese.name).glob("*.md")):
        text = read(path).replace("lang: en-US\n", "lang: en-US\ntext: ja\n").replace("(#", "(#ja-")
        files[f"annotations/art-9/ja-{path.name}"] = text.replace("{#", "{#ja-")
    return files
