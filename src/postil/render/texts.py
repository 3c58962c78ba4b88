"""Parallel texts as a book speaks of them: what the text in a language is called, and which are shown."""

from __future__ import annotations

from collections.abc import Iterable

from postil.frozen import dataclass
from postil.model.edition import Edition
from postil.model.manifest import ParallelManifest
from postil.model.parallel import versioned_key

__all__ = ["TextView", "language_name", "shown_alone", "texts_of", "titles_of"]

_NAMES = {
    "af": "Afrikaans", "ang": "Ænglisc", "ar": "العربية", "be": "Беларуская", "bg": "Български", "bn": "বাংলা",
    "ca": "Català", "cs": "Čeština", "cy": "Cymraeg", "da": "Dansk", "de": "Deutsch", "el": "Ελληνικά",
    "en": "English", "eo": "Esperanto", "es": "Español", "et": "Eesti", "eu": "Euskara", "fa": "فارسی",
    "fi": "Suomi", "fr": "Français", "ga": "Gaeilge", "gl": "Galego", "grc": "Ἑλληνική", "he": "עברית",
    "hi": "हिन्दी", "hr": "Hrvatski", "hu": "Magyar", "hy": "Հայերեն", "id": "Indonesia", "is": "Íslenska",
    "it": "Italiano", "ja": "日本語", "ka": "ქართული", "ko": "한국어", "la": "Latina", "lt": "Lietuvių",
    "lv": "Latviešu", "mk": "Македонски", "ms": "Melayu", "mt": "Malti", "nb": "Norsk", "nl": "Nederlands",
    "nn": "Nynorsk", "no": "Norsk", "oc": "Occitan", "pl": "Polski", "pt": "Português", "ro": "Română",
    "ru": "Русский", "sk": "Slovenčina", "sl": "Slovenščina", "sq": "Shqip", "sr": "Српски", "sv": "Svenska",
    "sw": "Kiswahili", "th": "ไทย", "tr": "Türkçe", "uk": "Українська", "ur": "اردو", "vi": "Tiếng Việt",
    "yi": "ייִדיש", "zh": "中文",
}  # fmt: skip
"""Languages by what they are called in themselves (Unicode CLDR, main/*/languages)."""


@dataclass(frozen=True, slots=True)
class TextView:
    """One of several texts: its language, and what it is called."""

    language: str
    name: str


def language_name(tag: str) -> str:
    """Return what a language is called in itself, or its tag where that is not known."""
    return _NAMES.get(tag, _NAMES.get(tag.split("-", maxsplit=1)[0], tag))


def titles_of(key: str, title: str, texts: Iterable[TextView]) -> tuple[tuple[str, str], ...]:
    """Return an edition's key and title, and those of its parallel texts: they have copy-texts of their own."""
    others = tuple(texts)[1:]
    return ((key, title), *((versioned_key(key, t.language), f"{title} ({t.name})") for t in others))


def shown_alone(edition: Edition) -> ParallelManifest | None:
    """Return the parallel text that is shown alone, if one is."""
    version = edition.text.blocks[0].version if edition.text.language != edition.manifest.language else ""
    return next((t for t in edition.manifest.texts if t.language == version), None)


def texts_of(edition: Edition) -> tuple[TextView, ...]:
    """Return the texts that are shown beside each other or in turn, the main one first; none where only one is shown."""
    texts = edition.parallel
    shown = {b.version for b in edition.text.blocks}
    if texts is None or "" not in shown or edition.text is texts.main:
        return ()
    main = texts.main.language
    others = (o.manifest for o in texts.others)
    return (
        TextView(main, edition.manifest.name or language_name(main)),
        *(TextView(o.language, o.name or language_name(o.language)) for o in others),
    )
