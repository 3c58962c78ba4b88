"""The words of a reader's own furniture, by language: see `postil.render.words`."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["READER_WORDS"]

_EN = {
    "materials": "Materials",
    "reference": "Reference",
    "questions_on": "Questions on {title}",
    "worksheet": "Worksheet",
    "all_documents": "All documents",
    "sheet_name": "Name",
    "sheet_date": "Date",
    "sheet_answer": "Answer",
    "tag": "en",
    "doc": "Doc. {n}",
    "note_n": "n. {n}",
    "week": "Week {n}",
    "syllabus": "Syllabus",
    "when": "When",
    "readings": "Readings",
    "permissions": "Permissions and Sources",
    "account": "What Is Left Out",
    "account_lead": (
        "For instructors: what this reader leaves out of its documents, by address. Numbers of paragraphs and "
        "notes are those of the whole edition."
    ),
    "not_here": " (not in this reader)",
    "omitted": "{what} omitted",
    "omitted_with": "{what} omitted ({where})",
    "passage": "A passage",
    "cut_line": "{what}: {addresses}, {words}",
    "words_n": "words: {n}",
    "left_notes": "Notes left out",
    "left_in_two": "Notes left out because the words they are about are cut in two",
    "left_choice": "Notes left out by choice",
    "left_references": "Cross-references to what is left out",
    "left_terms": "Index terms of what is left out",
    "left_series": "Series left out",
    "left_parts": "Prose left out",
    "teaching": "Teaching notes",
    "cite_reader": (
        "Small figures in the margin number the paragraphs of each document. Cite by document, paragraph and note, "
        "as in “Doc. 4, ¶ 7, n. 3”: it means the same in the printed, the electronic and the web edition, and "
        "an excerpt keeps the numbers of the whole document."
    ),
}
_FR = {
    "materials": "Documents de cours",
    "reference": "Annexes",
    "questions_on": "Questions sur {title}",
    "worksheet": "Feuille de travail",
    "all_documents": "Tous les documents",
    "sheet_name": "Nom",
    "sheet_date": "Date",
    "sheet_answer": "Réponse",
    "tag": "fr",
    "doc": "Doc. {n}",
    "note_n": "n. {n}",
    "week": "Semaine {n}",
    "syllabus": "Programme",
    "when": "Dates",
    "readings": "Lectures",
    "permissions": "Autorisations et sources",
    "account": "Ce qui est omis",
    "account_lead": (
        "Pour les enseignants : ce que ce recueil omet de ses documents, par adresse. Les numéros des paragraphes et "
        "des notes sont ceux de l’édition entière."
    ),
    "not_here": " (absent de ce recueil)",
    "omitted": "Omission : {what}",
    "omitted_with": "Omission : {what} ({where})",
    "passage": "un passage",
    "cut_line": "{what} : {addresses}, {words}",
    "words_n": "mots : {n}",
    "left_notes": "Notes omises",
    "left_in_two": "Notes omises parce que les mots annotés sont coupés en deux",
    "left_choice": "Notes omises par choix",
    "left_references": "Renvois à ce qui est omis",
    "left_terms": "Termes d’index de ce qui est omis",
    "left_series": "Séries omises",
    "left_parts": "Textes de présentation omis",
    "teaching": "Notes pour l’enseignant",
    "cite_reader": (
        "Les petits chiffres en marge numérotent les paragraphes de chaque document. On citera par document, "
        "paragraphe et note, comme « Doc. 4, ¶ 7, n. 3 » : la référence vaut pour l’édition imprimée, électronique et "
        "en ligne, et un extrait garde les numéros du document entier."
    ),
}
_DE = {
    "materials": "Materialien",
    "reference": "Anhang",
    "questions_on": "Fragen zu {title}",
    "worksheet": "Arbeitsblatt",
    "all_documents": "Alle Dokumente",
    "sheet_name": "Name",
    "sheet_date": "Datum",
    "sheet_answer": "Antwort",
    "tag": "de",
    "doc": "Dok. {n}",
    "note_n": "Anm. {n}",
    "week": "Woche {n}",
    "syllabus": "Seminarplan",
    "when": "Zeit",
    "readings": "Lektüre",
    "permissions": "Rechte und Quellen",
    "account": "Was ausgelassen ist",
    "account_lead": (
        "Für Lehrende: was dieser Reader aus seinen Dokumenten auslässt, nach Adressen. Die Nummern der Absätze und "
        "Anmerkungen sind die der ganzen Ausgabe."
    ),
    "not_here": " (nicht in diesem Reader)",
    "omitted": "{what} ausgelassen",
    "omitted_with": "{what} ausgelassen ({where})",
    "passage": "Eine Stelle",
    "cut_line": "{what}: {addresses}, {words}",
    "words_n": "Wörter: {n}",
    "left_notes": "Ausgelassene Anmerkungen",
    "left_in_two": "Anmerkungen, die fehlen, weil ihr Bezug zerschnitten ist",
    "left_choice": "Nach Wahl ausgelassene Anmerkungen",
    "left_references": "Querverweise auf Ausgelassenes",
    "left_terms": "Registereinträge des Ausgelassenen",
    "left_series": "Ausgelassene Reihen",
    "left_parts": "Ausgelassene Begleittexte",
    "teaching": "Hinweise für Lehrende",
    "cite_reader": (
        "Kleine Ziffern am Rand zählen die Absätze jedes Dokuments. Man zitiere nach Dokument, Absatz und Anmerkung, "
        "etwa „Dok. 4, ¶ 7, Anm. 3“: Das gilt für die gedruckte, die elektronische und die Netzausgabe, und ein "
        "Auszug behält die Zählung des ganzen Dokuments."
    ),
}
_JA = {
    "materials": "教材",
    "reference": "付録",
    "questions_on": "{title}についての問い",
    "worksheet": "ワークシート",
    "all_documents": "すべての資料",
    "sheet_name": "氏名",
    "sheet_date": "日付",
    "sheet_answer": "解答",
    "tag": "ja",
    "doc": "資料{n}",
    "note_n": "注{n}",
    "week": "第{n}週",
    "syllabus": "授業計画",
    "when": "日程",
    "readings": "講読",
    "permissions": "権利と出典",
    "account": "省略一覧",
    "account_lead": "教員用。本書が各資料から省略した箇所の一覧です。段落と注の番号は全文のものです。",
    "not_here": "（本書には収録せず）",
    "omitted": "{what}省略",
    "omitted_with": "{what}省略（{where}）",
    "passage": "一部",
    "cut_line": "{what}：{addresses}、{words}",
    "words_n": "{n}語",
    "left_notes": "省略した注",
    "left_in_two": "対象の語句が分断されたため省略した注",
    "left_choice": "選択により省略した注",
    "left_references": "省略箇所への参照",
    "left_terms": "省略箇所の索引語",
    "left_series": "省略した注の種類",
    "left_parts": "省略した解説",
    "teaching": "教員用メモ",
    "cite_reader": (
        "欄外の小さな数字は資料ごとの段落番号です。引用は「資料4, ¶ 7, 注3」のように資料、段落、注の番号で示してください。"
        "番号は印刷版、電子版、ウェブ版で共通で、抜粋でも全文の番号を用います。"
    ),
}
READER_WORDS: Mapping[str, Mapping[str, str]] = {"en": _EN, "fr": _FR, "de": _DE, "ja": _JA}
