"""What is left out of a document, in words: at the place where it is missing, and in the account for instructors."""

from __future__ import annotations

from collections.abc import Mapping

from postil.model.cuts import CutAccount, DroppedNote
from postil.model.text import Cut, CutDivision
from postil.render.book import Fact
from postil.render.facts import line_of
from postil.render.words import heading_words, kind_name

__all__ = ["account_facts", "omission", "paragraphs"]

_PLURALS = {
    "Article": "Articles",
    "Section": "Sections",
    "Chapter": "Chapters",
    "Annex": "Annexes",
    "Part": "Parts",
    "Chapitre": "Chapitres",
    "Titre": "Titres",
    "Annexe": "Annexes",
    "Artikel": "Artikel",
    "Abschnitt": "Abschnitte",
    "Kapitel": "Kapitel",
    "Artículo": "Artículos",
    "Capítulo": "Capítulos",
    "Sección": "Secciones",
    "Título": "Títulos",
    "Anexo": "Anexos",
    "Articolo": "Articoli",
    "Capitolo": "Capitoli",
    "Sezione": "Sezioni",
    "Titolo": "Titoli",
    "Allegato": "Allegati",
    "Artigo": "Artigos",
    "Seção": "Seções",
    "Secção": "Secções",
    "Hoofdstuk": "Hoofdstukken",
    "Afdeling": "Afdelingen",
    "المادة": "المواد",
    "الفصل": "الفصول",
    "ماده": "مواد",
    "סעיף": "סעיפים",
    "פרק": "פרקים",
}


def omission(cut: Cut, words: Mapping[str, str]) -> str:
    """Return what stands where a cut is: “Articles IV–V omitted (¶ 12–15)”, “¶ 3 omitted”."""
    numbers = paragraphs(cut.paragraphs)
    if cut.divisions and not cut.scattered:
        what = _names(cut.divisions, words)
        form = "omitted_with" if numbers else "omitted"
        return words[form].format(what=what, where=numbers)
    return words["omitted"].format(what=numbers or words["passage"])


def paragraphs(numbers: tuple[int, int] | None) -> str:
    """Return ¶ numbers from the first to the last: ¶ 12–15."""
    if numbers is None:
        return ""
    first, last = numbers
    return f"¶ {first}" if first == last else f"¶ {first}–{last}"


def _names(divisions: tuple[CutDivision, ...], words: Mapping[str, str]) -> str:
    first, last = (
        heading_words(d.heading) if d.heading else kind_name(d.kind, words)
        for d in (divisions[0], divisions[-1])
    )
    if len(divisions) == 1:
        return first
    one, other = first.split(" "), last.split(" ")
    if len(one) == len(other) == 2 and one[0] == other[0] and one[0] in _PLURALS:
        return f"{_PLURALS[one[0]]} {one[1]}–{other[1]}"
    return f"{first} – {last}"


def account_facts(
    account: CutAccount, labels: Mapping[str, str], words: Mapping[str, str]
) -> tuple[Fact, ...]:
    """Return the account of a document, line by line; `labels` are those of its notes, by id."""
    out = [line_of("", _cut_line(cut, words)) for cut in account.cuts]
    for why, name in (("cut", "left_notes"), ("cut in two", "left_in_two"), ("choice", "left_choice")):
        if notes := [n for n in account.notes if n.why == why]:
            out.append(line_of(words[name], str(len(notes))))
            out += [line_of("", _note_line(note, words)) for note in notes]
    if account.references:
        lost = [
            f"{labels.get(each.where, each.where)} → {each.target}"
            for each in dict.fromkeys(account.references)
        ]
        out.append(line_of(words["left_references"], words["semicolon"].join(lost)))
    for name, found in (
        ("left_terms", account.terms),
        ("left_series", account.series),
        ("left_parts", account.parts),
    ):
        if found:
            out.append(line_of(words[name], words["semicolon"].join(found)))
    return tuple(out)


def _cut_line(cut: Cut, words: Mapping[str, str]) -> str:
    addresses = cut.first if cut.first == cut.last else f"{cut.first}–{cut.last}"
    return words["cut_line"].format(
        what=omission(cut, words), addresses=addresses, words=words["words_n"].format(n=cut.words)
    )


def _note_line(note: DroppedNote, words: Mapping[str, str]) -> str:
    called = words["comma"].join((words["note_n"].format(n=note.label), note.address))
    return f"{called}{words['colon']}{note.words}"
