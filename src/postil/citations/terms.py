"""Words of citations in the language of the book, where the engine's own are English, and labels of locators as they are written in
the documentation: `p. 12`, `ch. 3`.

The engine knows the terms of the CSL locales (github.com/citation-style-language/locales). Some are English there in other languages; those that stand in citations of
sources are given here and put into the style, unless it has its own for the language. The engine takes `p.` for a page in languages that say so: English labels are
handed to it as the long form of the language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import TypeAlias

__all__ = ["engine_tag", "label_in", "with_terms"]

_Term: TypeAlias = str | tuple[str, str]
_NO_ORDINALS = {
    "ordinal": "",
    "ordinal-01": "",
    "ordinal-02": "",
    "ordinal-03": "",
    "ordinal-11": "",
    "ordinal-12": "",
    "ordinal-13": "",
}
_TERMS: Mapping[str, Mapping[str, _Term]] = {
    "ar": {
        "open-quote": "«",
        "close-quote": "»",
        "open-inner-quote": "“",
        "close-inner-quote": "”",
        "compiler/short": ("جامع", "جامعون"),
        "compiler/verb": "جمع",
        "compiler/verb-short": "جمع",
        "collection-editor/verb-short": "تحقيق",
        "review-of": "مراجعة",
        "manuscript": "مخطوط",
        "number-of-volumes/short": ("مج", "مج"),
        "number/short": ("رقم", "أرقام"),
        "chapter-number/short": ("فصل", "فصول"),
        "supplement": ("ملحق", "ملاحق"),
        "original-work-published": "نُشر الأصل",
    },
    "fa": {
        "open-quote": "«",
        "close-quote": "»",
        "open-inner-quote": "‹",
        "close-inner-quote": "›",
        "compiler/short": ("گردآورنده", "گردآورندگان"),
        "compiler/verb": "گردآوری",
        "compiler/verb-short": "گردآوری",
        "collection-editor/verb-short": "به کوشش",
        "review-of": "نقد",
        "manuscript": "نسخهٔ خطی",
        "number-of-volumes/short": ("ج", "ج"),
        "number/short": ("ش", "ش"),
        "chapter-number/short": ("فصل", "فصل"),
        "supplement": ("پیوست", "پیوست‌ها"),
        "sub-verbo/short": ("ذیل", "ذیل"),
        "original-work-published": "انتشار نخست",
    },
    "he": {
        **_NO_ORDINALS,
        "open-quote": "”",
        "close-quote": "”",
        "open-inner-quote": "’",
        "close-inner-quote": "’",
        "edition/short": "מהד׳",
        "editor/verb": "נערך בידי",
        "translator/verb": "תורגם בידי",
        "editor/short": ("עורך", "עורכים"),
        "editor/verb-short": "בעריכת",
        "translator/short": ("מתרגם", "מתרגמים"),
        "translator/verb-short": "בתרגום",
        "editortranslator/short": ("עורך ומתרגם", "עורכים ומתרגמים"),
        "editortranslator/verb": "נערך ותורגם בידי",
        "editortranslator/verb-short": "בעריכת ובתרגום",
        "illustrator/verb-short": "איורים",
        "container-author/verb": "מאת",
        "compiler/short": ("מלקט", "מלקטים"),
        "compiler/verb": "לוקט בידי",
        "compiler/verb-short": "ליקוט",
        "collection-editor/verb-short": "בעריכת",
        "review-of": "ביקורת על",
        "manuscript": "כתב יד",
        "collection-number/short": "מס׳",
        "issue/short": "מס׳",
        "page/short": ("עמ׳", "עמ׳"),
        "chapter/short": "פרק",
        "folio/short": "דף",
        "line/short": "שורה",
        "note/short": "הערה",
        "part/short": "חלק",
        "paragraph/short": "פסקה",
        "book/short": "ספר",
        "column/short": "טור",
        "figure/short": "איור",
        "section/short": "סעיף",
        "supplement": ("נספח", "נספחים"),
        "circa/short": "בערך",
        "sub-verbo/short": ("ערך", "ערכים"),
    },
    "de": {
        "compiler/short": ("Bearb.", "Bearb."),
        "compiler/verb": "bearbeitet von",
        "compiler/verb-short": "bearb. von",
        "review-of": "Rezension zu",
        "manuscript": "Handschrift",
        "number-of-volumes/short": ("Bd.", "Bde."),
        "number/short": ("Nr.", "Nr."),
        "chapter-number/short": ("Kap.", "Kap."),
        "supplement": ("Beilage", "Beilagen"),
    },
    "fr": {
        "collection-editor/verb-short": "éd. par",
        "review-of": "compte rendu de",
        "number/short": ("nᵒ", "nᵒˢ"),
        "chapter-number/short": ("chap.", "chap."),
        "supplement": ("supplément", "suppléments"),
    },
    "es": {
        "compiler/verb": "compilado por",
        "compiler/verb-short": "comp.",
        "review-of": "reseña de",
        "manuscript": "manuscrito",
        "number/short": ("núm.", "núms."),
        "chapter-number/short": ("cap.", "caps."),
        "supplement": ("suplemento", "suplementos"),
        "circa/short": "h.",
    },
    "it": {
        "review-of": "recensione di",
        "number-of-volumes/short": ("vol.", "voll."),
        "number/short": ("n.", "nn."),
        "chapter-number/short": ("cap.", "capp."),
        "supplement": ("supplemento", "supplementi"),
        "collection-editor/verb-short": "a c. di",
        "circa/short": "ca.",
    },
    "pt": {
        "compiler/verb": "compilado por",
        "compiler/verb-short": "comp.",
        "review-of": "recensão de",
        "number/short": ("n.º", "n.os"),
        "chapter-number/short": ("cap.", "caps."),
        "supplement": ("suplemento", "suplementos"),
    },
    "nl": {
        "compiler/short": ("samenst.", "samenst."),
        "compiler/verb": "samengesteld door",
        "compiler/verb-short": "samengesteld door",
        "collection-editor/verb-short": "onder redactie van",
        "review-of": "recensie van",
        "manuscript": "handschrift",
        "number-of-volumes/short": ("dl.", "dln."),
        "number/short": ("nr.", "nrs."),
        "chapter-number/short": ("hfdst.", "hfdst."),
        "supplement": ("supplement", "supplementen"),
        "circa/short": "ca.",
    },
}
"""Terms by name and form, for one and for several where these differ."""

_WRITTEN = {
    "page": "p pp page pages",
    "chapter": "ch chap chaps chapter chapters",
    "volume": "vol vols volume volumes",
    "section": "sec secs section sections",
    "paragraph": "para paras paragraph paragraphs",
    "note": "note notes",
    "folio": "fol fols folio folios",
    "line": "line lines",
    "issue": "no nos number numbers",
    "part": "pt pts part parts",
    "book": "bk bks book books",
    "column": "col cols column columns",
    "figure": "fig figs figure figures",
}
_LABEL_OF = {word: label for label, words in _WRITTEN.items() for word in words.split()}
_SAID = {
    "ar": "صفحة فصل مجلد قسم فقرة ملاحظة ورقة سطر عدد جزء كتاب عمود رسم",
    "de": "Seite Kapitel Band Abschnitt Absatz Anmerkung Blatt Zeile Nummer Teil Buch Spalte Abbildung",
    "es": "página capítulo volumen sección párrafo nota folio línea número parte libro columna figura",
    "fa": "صفحه فصل جلد قسمت پاراگراف یادداشت برگ خط شماره بخش کتاب ستون تصویر",
    "fr": "page chapitre volume section paragraphe note folio ligne numéro partie livre colonne figure",
    "he": "עמוד פרק כרך סעיף פיסקה הערה פוליו שורה מספר חלק ספר טור איור",
    "it": "pagina capitolo volume sezione paragrafo nota foglio riga fascicolo parte libro colonna figura",
    "nl": "pagina hoofdstuk volume sectie paragraaf aantekening folio regel nummer deel boek column figuur",
    "pt": "página capítulo volume seção parágrafo nota fólio linha número parte livro coluna figura",
    "pt-pt": "página capítulo volume secção parágrafo nota fólio linha número parte livro coluna figura",
}
"""The long forms of the labels in the CSL locales, in the order of `_WRITTEN`."""
_LABEL = re.compile(r"([a-z]+)\.?[ \u00a0]*(?=(?:\d|[ivxlcdm]+\b))", re.IGNORECASE)
_NUMBERS = re.compile(
    r"[\divxlcdm]+(?:[-–][\divxlcdm]+)?(?:, (?:\d+|[ivxlcdm]+\b)(?:[-–]\d+)?)*", re.IGNORECASE
)


def engine_tag(language: str) -> str:
    """Return the tag by which the engine knows a language: Portuguese is that of Portugal to it, else that of Brazil."""
    return "pt-BR" if language.lower() == "pt" else language


def label_in(language: str, suffix: str) -> str:
    """Return what stands behind a work, with the labels at its beginning in `language`: `p. 12` as `página 12`."""
    tag = language.lower()
    labels = _SAID.get(tag) or _SAID.get(tag.split("-")[0])
    if labels is None:
        return suffix
    said = dict(zip(_WRITTEN, labels.split(), strict=True))
    out, at = "", 0
    while found := _LABEL.match(suffix, at):
        label = _LABEL_OF.get(found[1].lower())
        numbers = _NUMBERS.match(suffix, found.end())
        if label is None or numbers is None:
            break
        out += f"{said[label]} {numbers[0]}"
        at = numbers.end()
        if not suffix.startswith(", ", at) or not _LABEL.match(suffix, at + 2):
            break
        out, at = out + ", ", at + 2
    return out + suffix[at:]


def with_terms(style: str, language: str) -> str:
    """Return a style with the terms of `language` that the engine has in English, unless the style has its own."""
    tongue = language.split("-")[0].lower()
    terms = _TERMS.get(tongue)
    if not terms or re.search(rf"""<locale\b[^>]*xml:lang\s*=\s*["']{tongue}\b""", style, re.IGNORECASE):
        return style
    listed = "".join(_term(name, said) for name, said in terms.items())
    options = '<style-options punctuation-in-quote="false"/>'
    locale = f'<locale xml:lang="{tongue}">{options}<terms>{listed}</terms></locale>'
    return re.sub(r"</info>", lambda end: end[0] + locale, style, count=1)


def _term(name: str, said: _Term) -> str:
    name, _, form = name.partition("/")
    attributes = f' form="{form}"' if form else ""
    if isinstance(said, tuple):
        one, many = map(escape, said)
        return f'<term name="{name}"{attributes}><single>{one}</single><multiple>{many}</multiple></term>'
    return f'<term name="{name}"{attributes}>{escape(said)}</term>'
