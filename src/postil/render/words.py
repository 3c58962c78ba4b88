"""The English words of the furniture, and what they are in other languages.

Whatever a book says that neither the source nor its editors wrote stands here, once, by language. A language that
is not in the table gets English.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from postil.model.edition import WovenDivision
from postil.render.back_words import BACK_WORDS
from postil.render.front_words import FRONT_WORDS
from postil.render.reader_words import READER_WORDS

__all__ = ["RTL", "division_title", "heading_words", "is_rtl", "words_for"]

RTL = frozenset({"ar", "dv", "fa", "he", "iw", "ps", "sd", "syr", "ug", "ur", "yi"})

_EN = {
    "contents": "Contents",
    "notes": "Notes",
    "note": "Note",
    "textual_note": "Textual note",
    "gloss": "Gloss",
    "question": "Question",
    "answer": "Answer",
    "paragraph": "Paragraph",
    "permalink": "Paragraph {n}, permalink",
    "back": "Back to the text at {name}",
    "page": "page",
    "document": "The Document",
    "document_n": "Document {n}",
    "apparatus": "Textual Apparatus",
    "bibliography": "Works Cited",
    "longer": "Longer Notes",
    "colophon": "Colophon",
    "stands_on": "This note stands on page",
    "how_to": "How to use this edition",
    "edited_by": "Edited by",
    "and": "and",
    "cite_paragraph": (
        "Small figures in the margin number the paragraphs. Cite the text by paragraph and note: "
        "the numbers are the same in the printed, the electronic and the web edition."
    ),
    "copy_text": "Copy-text",
    "rights_text": "Text",
    "rights_introduction": "Introduction",
    "rights_notes": "Notes",
    "licence": "License",
    "cite_as": "Cite as",
    "method": "Method",
    "set_in": "Set in {fonts}.",
    "typeset_with": "Made with {engines}.",
    "checksum": "SHA-256 of the copy-text, normalized:",
    "collation_lead": "The reading before the bracket is the one printed here.",
    "skip": "Skip to the text",
    "reading": "Reading",
    "notes_beside": "Beside the text",
    "notes_below": "Below each paragraph",
    "notes_clean": "Clean text",
    "show": "Show",
    "size": "Size",
    "small": "Small",
    "medium": "Medium",
    "large": "Large",
    "face": "Face",
    "serif": "Serif",
    "sans": "Sans, spaced",
    "colours": "Colours",
    "auto": "Automatic",
    "light": "Light",
    "dark": "Dark",
    "cite": "Cite",
    "annotated": "An annotated edition",
    "title_page": "Title page",
    "imprint": "Imprint",
    "at_foot": "at the foot of the page",
    "at_end": "at the end",
    "beside": "beside the text",
    "in_back": "after the text",
    "margin_call": "called in the margin, printed after the text",
    "instructors": "Taught by",
    "kind_preamble": "Preamble",
    "kind_particulars": "Particulars",
    "kind_testimonium": "Testimonium",
    "kind_signatures": "Signatures",
    "title": "Title",
    "text": "Text",
}
_FR = {
    "contents": "Table des matières",
    "notes": "Notes",
    "note": "Note",
    "textual_note": "Note critique",
    "gloss": "Glose",
    "question": "Question",
    "answer": "Réponse",
    "paragraph": "Paragraphe",
    "permalink": "Paragraphe {n}, lien permanent",
    "back": "Retour au texte, {name}",
    "page": "page",
    "document": "Le document",
    "document_n": "Document {n}",
    "apparatus": "Apparat critique",
    "bibliography": "Ouvrages cités",
    "longer": "Notes longues",
    "colophon": "Colophon",
    "stands_on": "Cette note se trouve à la page",
    "how_to": "Comment utiliser cette édition",
    "edited_by": "Édition établie par",
    "and": "et",
    "cite_paragraph": (
        "Les petits chiffres en marge numérotent les paragraphes. On citera le texte par "
        "paragraphe et par note : les numéros sont les mêmes dans l’édition imprimée, l’édition "
        "électronique et l’édition en ligne."
    ),
    "copy_text": "Texte de base",
    "rights_text": "Texte",
    "rights_introduction": "Introduction",
    "rights_notes": "Notes",
    "licence": "Licence",
    "cite_as": "Pour citer",
    "method": "Méthode",
    "set_in": "Composé en {fonts}.",
    "typeset_with": "Réalisé avec {engines}.",
    "checksum": "SHA-256 du texte de base, normalisé :",
    "collation_lead": "La leçon placée avant le crochet est celle qui est imprimée ici.",
    "skip": "Aller au texte",
    "reading": "Lecture",
    "notes_beside": "En marge",
    "notes_below": "Sous chaque paragraphe",
    "notes_clean": "Texte seul",
    "show": "Afficher",
    "size": "Taille",
    "small": "Petite",
    "medium": "Moyenne",
    "large": "Grande",
    "face": "Police",
    "serif": "Avec empattements",
    "sans": "Sans empattements, espacée",
    "colours": "Couleurs",
    "auto": "Automatique",
    "light": "Clair",
    "dark": "Sombre",
    "cite": "Citer",
    "annotated": "Édition annotée",
    "title_page": "Page de titre",
    "imprint": "Mentions légales",
    "at_foot": "au bas de la page",
    "at_end": "à la fin",
    "beside": "en marge",
    "in_back": "après le texte",
    "margin_call": "appelées en marge, imprimées après le texte",
    "instructors": "Enseigné par",
    "kind_preamble": "Préambule",
    "kind_particulars": "Données",
    "kind_testimonium": "Clause finale",
    "kind_signatures": "Signatures",
    "title": "Titre",
    "text": "Texte",
}
_DE = {
    "contents": "Inhalt",
    "notes": "Anmerkungen",
    "note": "Anmerkung",
    "textual_note": "Textkritische Anmerkung",
    "gloss": "Glosse",
    "question": "Frage",
    "answer": "Antwort",
    "paragraph": "Absatz",
    "permalink": "Absatz {n}, fester Verweis",
    "back": "Zurück zum Text bei {name}",
    "page": "Seite",
    "document": "Das Dokument",
    "document_n": "Dokument {n}",
    "apparatus": "Textkritischer Apparat",
    "bibliography": "Zitierte Werke",
    "longer": "Längere Anmerkungen",
    "colophon": "Kolophon",
    "stands_on": "Diese Anmerkung steht auf Seite",
    "how_to": "Zum Gebrauch dieser Ausgabe",
    "edited_by": "Herausgegeben von",
    "and": "und",
    "cite_paragraph": (
        "Kleine Ziffern am Rand zählen die Absätze. Man zitiere den Text nach Absatz und "
        "Anmerkung: Die Zählung ist in der gedruckten, der elektronischen und der Netzausgabe "
        "dieselbe."
    ),
    "copy_text": "Textgrundlage",
    "rights_text": "Text",
    "rights_introduction": "Einleitung",
    "rights_notes": "Anmerkungen",
    "licence": "Lizenz",
    "cite_as": "Zitiervorschlag",
    "method": "Verfahren",
    "set_in": "Gesetzt aus {fonts}.",
    "typeset_with": "Hergestellt mit {engines}.",
    "checksum": "SHA-256 der Textgrundlage, normalisiert:",
    "collation_lead": "Die Lesart vor der Klammer ist die hier gedruckte.",
    "skip": "Zum Text springen",
    "reading": "Ansicht",
    "notes_beside": "Neben dem Text",
    "notes_below": "Unter jedem Absatz",
    "notes_clean": "Nur Text",
    "show": "Anzeigen",
    "size": "Größe",
    "small": "Klein",
    "medium": "Mittel",
    "large": "Groß",
    "face": "Schrift",
    "serif": "Serifen",
    "sans": "Serifenlos, gesperrt",
    "colours": "Farben",
    "auto": "Automatisch",
    "light": "Hell",
    "dark": "Dunkel",
    "cite": "Zitieren",
    "annotated": "Kommentierte Ausgabe",
    "title_page": "Titelseite",
    "imprint": "Impressum",
    "at_foot": "am Fuß der Seite",
    "at_end": "am Schluss",
    "beside": "neben dem Text",
    "in_back": "nach dem Text",
    "margin_call": "am Rand angezeigt, nach dem Text gedruckt",
    "instructors": "Gehalten von",
    "kind_preamble": "Präambel",
    "kind_particulars": "Angaben",
    "kind_testimonium": "Schlussformel",
    "kind_signatures": "Unterschriften",
    "title": "Titel",
    "text": "Text",
}
_JA = {
    "contents": "目次",
    "notes": "注",
    "note": "注",
    "textual_note": "校異注",
    "gloss": "語釈",
    "question": "問い",
    "answer": "解答",
    "paragraph": "段落",
    "permalink": "段落{n}への固定リンク",
    "back": "本文の{name}へ戻る",
    "page": "頁",
    "document": "本文",
    "document_n": "資料{n}",
    "apparatus": "校異",
    "bibliography": "引用文献",
    "longer": "長い注",
    "colophon": "奥付",
    "stands_on": "この注の掲載頁は",
    "how_to": "本書の使い方",
    "edited_by": "編",
    "and": "・",
    "cite_paragraph": "欄外の小さな数字は段落の番号です。引用には段落と注の番号を用いてください。番号は印刷版、電子版、ウェブ版で共通です。",
    "copy_text": "底本",
    "rights_text": "本文",
    "rights_introduction": "解説",
    "rights_notes": "注",
    "licence": "ライセンス",
    "cite_as": "引用形式",
    "method": "方針",
    "set_in": "書体は{fonts}。",
    "typeset_with": "製作は{engines}。",
    "checksum": "正規化した底本のSHA-256：",
    "collation_lead": "角括弧の前が本書の採る本文です。",
    "skip": "本文へ移動",
    "reading": "表示",
    "notes_beside": "本文の横",
    "notes_below": "段落の下",
    "notes_clean": "本文のみ",
    "show": "表示する注",
    "size": "大きさ",
    "small": "小",
    "medium": "中",
    "large": "大",
    "face": "書体",
    "serif": "明朝",
    "sans": "ゴシック",
    "colours": "配色",
    "auto": "自動",
    "light": "明",
    "dark": "暗",
    "cite": "引用",
    "annotated": "注釈版",
    "title_page": "扉",
    "imprint": "刊記",
    "at_foot": "頁の下",
    "at_end": "末尾",
    "beside": "本文の横",
    "in_back": "本文の後",
    "margin_call": "欄外に示し本文の後に掲載",
    "instructors": "担当",
    "kind_preamble": "前文",
    "kind_particulars": "事項",
    "kind_testimonium": "末文",
    "kind_signatures": "署名",
    "title": "題名",
    "text": "本文",
}
_TABLES = {
    tag: {**words, **READER_WORDS[tag]} for tag, words in (("en", _EN), ("fr", _FR), ("de", _DE), ("ja", _JA))
}


def words_for(language: str) -> Mapping[str, str]:
    """Return the words of the furniture in `language`, or in English where that is not known."""
    tongue = language.split("-")[0].lower()
    return _words(tongue if tongue in _TABLES else "en")


@cache
def _words(tongue: str) -> Mapping[str, str]:
    return MappingProxyType({**_TABLES[tongue], **BACK_WORDS[tongue], **FRONT_WORDS[tongue]})


def is_rtl(language: str) -> bool:
    """Tell whether `language` is written from right to left."""
    subtags = language.split("-")
    if len(subtags) > 1 and subtags[1] == "Latn":
        return False
    return subtags[0].lower() in RTL


def division_title(division: WovenDivision, words: Mapping[str, str]) -> str:
    """Return what a division is called in contents and running heads: its heading, not in capitals throughout, or
    the name of its kind."""
    if division.heading is None:
        return words.get(f"kind_{division.kind}") or division.kind.capitalize()
    return heading_words(division.label)


def heading_words(label: str) -> str:
    """Return a heading as it is quoted: not in capitals throughout."""
    return " ".join(_cased(word) for word in label.split(" ")) if label.isupper() else label


def _cased(word: str) -> str:
    bare = word.strip(".:,;()")
    return word if bare and all(letter in "IVXLCDM" for letter in bare) else word.capitalize()
