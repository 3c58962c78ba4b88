"""Dates in the words of a book's language: `1960-01-19` as January 19, 1960, or 19 January 1960, or 1960年1月19日."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["date_words", "machine_date"]

_DATE = re.compile(r"(-?\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([?~%]?)")


def date_words(date: str, words: Mapping[str, str]) -> str:
    """Return a date or span as ISO 8601 writes it in the words of a language; other words as they are."""
    begin, bar, end = (part.strip() for part in date.partition("/"))
    first, last = _said(begin, words), _said(end, words)
    if not first or (bar and end and not last):
        return date
    if not bar:
        return first
    if not last:
        return f"{first}–"
    if days := _days_of_a_month(begin, end, words):
        return days
    return f"{first}–{last}" if " " not in first + last else f"{first} – {last}"


def _days_of_a_month(begin: str, end: str, words: Mapping[str, str]) -> str:
    """Return a span of days in one month, which is named once: January 19–23, 1960."""
    first, last = _DATE.fullmatch(begin), _DATE.fullmatch(end)
    if not (first and last and first[3] and last[3]) or first[4] or last[4] or begin.startswith("-"):
        return ""
    if (first[1], first[2]) != (last[1], last[2]):
        return ""
    return words["date_days"].format(
        year=int(first[1]),
        month=words[f"month_{int(first[2])}"],
        first=_day(int(first[3]), words),
        last=_day(int(last[3]), words),
    )


def _day(day: int, words: Mapping[str, str]) -> str:
    return words["first_day"] if day == 1 else str(day)


def machine_date(date: str) -> str:
    """Return a date as an attribute for machines, or nothing where it is vague, a span or in words."""
    found = _DATE.fullmatch(date)
    return date if found and not found[4] and not date.startswith("-") and _valid(found) else ""


def _valid(found: re.Match[str]) -> bool:
    return 1 <= int(found[2] or 1) <= 12 and 1 <= int(found[3] or 1) <= 31


def _said(date: str, words: Mapping[str, str]) -> str:
    found = _DATE.fullmatch(date)
    if not found or not _valid(found):
        return ""
    number = int(found[1])
    year = str(number) if number > 0 else words["date_era"].format(year=1 - number)
    form = "date_day" if found[3] else "date_month" if found[2] else "date_year"
    month = words[f"month_{int(found[2] or 1)}"]
    said = words[form].format(year=year, month=month, day=_day(int(found[3] or 1), words))
    if "~" in found[4] or "%" in found[4]:
        said = words["date_about"].format(date=said)
    return words["date_doubt"].format(date=said) if found[4] in {"?", "%"} else said
