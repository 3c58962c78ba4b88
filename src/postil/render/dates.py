"""Dates in the words of a book's language: `1960-01-19` as January 19, 1960, or 19 January 1960, or 1960年1月19日."""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["date_words", "machine_date"]

_DATE = re.compile(r"(-?\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([?~%]?)")
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}
_FULL: dict[str, Callable[[str, str, str], str]] = {
    "en": lambda day, month, year: f"{month} {day}, {year}",
    "fr": lambda day, month, year: f"{day} {month} {year}",
    "de": lambda day, month, year: f"{day}. {month} {year}",
    "es": lambda day, month, year: f"{day} de {month} de {year}",
    "it": lambda day, month, year: f"{day} {month} {year}",
    "pt": lambda day, month, year: f"{day} de {month} de {year}",
    "nl": lambda day, month, year: f"{day} {month} {year}",
}
_OF = {"es": " de ", "pt": " de "}
_ERA = {"en": "{} BC", "fr": "{} av. J.-C.", "de": "{} v. Chr.", "ja": "紀元前{}"}
_ABOUT = {
    "en": "c. {}",
    "fr": "vers {}",
    "de": "um {}",
    "ja": "{}頃",
    "es": "h. {}",
    "it": "ca. {}",
    "nl": "ca. {}",
}


def date_words(date: str, language: str) -> str:
    """Return a date or span as ISO 8601 writes it in words of `language`; other words as they are."""
    begin, bar, end = (part.strip() for part in date.partition("/"))
    first, last = _words(begin, language), _words(end, language)
    if not first or (bar and end and not last):
        return date
    if not bar:
        return first
    if not last:
        return f"{first}–"
    if days := _days_of_a_month(begin, end, language):
        return days
    return f"{first}–{last}" if " " not in first + last else f"{first} – {last}"


def _days_of_a_month(begin: str, end: str, language: str) -> str:
    """Return a span of days in one month, which is named once: January 19–23, 1960."""
    first, last = _DATE.fullmatch(begin), _DATE.fullmatch(end)
    if not (first and last and first[3] and last[3]) or first[4] or last[4] or begin.startswith("-"):
        return ""
    if (first[1], first[2]) != (last[1], last[2]):
        return ""
    tongue = language.split("-")[0].lower()
    stop = {"de": ".", "ja": "日", "zh": "日"}.get(tongue, "")
    days = f"{_day(int(first[3]), tongue)}{stop}–{_day(int(last[3]), tongue)}"
    return _year_month_day(str(int(first[1])), int(first[2]), days, language, tongue)


def _day(day: int, tongue: str) -> str:
    return "1er" if tongue == "fr" and day == 1 else str(day) if day else ""


def machine_date(date: str) -> str:
    """Return a date as an attribute for machines, or nothing where it is vague, a span or in words."""
    found = _DATE.fullmatch(date)
    return date if found and not found[4] and not date.startswith("-") and _valid(found) else ""


def _valid(found: re.Match[str]) -> bool:
    return 1 <= int(found[2] or 1) <= 12 and 1 <= int(found[3] or 1) <= 31


def _words(date: str, language: str) -> str:
    found = _DATE.fullmatch(date)
    if not found or not _valid(found):
        return ""
    tongue = language.split("-")[0].lower()
    number = int(found[1])
    year = str(number) if number > 0 else _ERA.get(tongue, "{} BC").format(1 - number)
    month, day = int(found[2] or 0), _day(int(found[3] or 0), tongue)
    words = _year_month_day(year, month, day, language, tongue)
    if "~" in found[4] or "%" in found[4]:
        words = _ABOUT.get(tongue, "c. {}").format(words)
    return f"{words}?" if found[4] in {"?", "%"} else words


def _year_month_day(year: str, month: int, day: str, language: str, tongue: str) -> str:
    if tongue in {"ja", "zh"}:
        return f"{year}年" + (f"{month}月" if month else "") + (f"{day}日" if day else "")
    if not month:
        return year
    if tongue not in _MONTHS:
        tongue = "en"
    name = _MONTHS[tongue].split()[month - 1]
    if not day:
        return f"{name}{_OF.get(tongue, ' ')}{year}"
    if tongue == "en" and language.lower() not in {"en", "en-us"}:
        return f"{day} {name} {year}"
    return _FULL[tongue](day, name, year)
