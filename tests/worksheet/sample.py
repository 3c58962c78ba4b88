"""Worksheets made by hand: one of all documents, in English, with Japanese and Arabic; and one in Arabic."""

from __future__ import annotations

from postil.model.course import (
    Audience,
    Run,
    Worksheet,
    WorksheetQuestion,
    WorksheetSection,
    WorksheetWords,
)

ANSWER = "the answer that no student may see"


def questions(count: int) -> tuple[WorksheetQuestion, ...]:
    """Return so many questions, one in three without an answer."""
    return tuple(
        WorksheetQuestion(
            label=f"Q{n}",
            prompt=(
                (
                    Run("Is "),
                    Run("“peace”", italic=True),
                    Run(" & <order> in 19"),
                    Run("th", raised=True),
                    Run(f" {n}?"),
                ),
                (
                    Run("Compare 憲法 with "),
                    Run("日本国憲法", language="ja"),
                    Run(" and "),
                    Run("ميثاق", language="ar", bold=True),
                ),
            ),
            citation=f"Doc. 1, ¶ {n}",
            answer=((Run(f"Because {ANSWER} & <so> {n}."),), (Run("UN", small_caps=True),)) if n % 3 else (),
            lines=5,
        )
        for n in range(1, count + 1)
    )


def worksheet(audience: Audience = "students", *, language: str = "en-US") -> Worksheet:
    """Return a worksheet on three documents."""
    return Worksheet(
        title="Questions on “War & Peace” <1945>",
        course="HIST 3110, Autumn 2026",
        language=language,
        audience=audience,
        sections=(
            WorksheetSection("Charter & <Rules>", questions(4), "Doc. 1", "UNTS 1, p. xvi"),
            WorksheetSection("日本国憲法", questions(2), "Doc. 2", language="ja"),
            WorksheetSection("ميثاق الأمم المتحدة", questions(1), "Doc. 3", language="ar"),
        ),
        paper="Letter",
        author="Anna Editor",
        modified="2026-11-23T09:00:00+09:00",
    )


def arabic() -> Worksheet:
    """Return a worksheet that is in Arabic throughout, with a document in English."""
    return Worksheet(
        title="أسئلة",
        course="تاريخ",
        language="ar",
        audience="students",
        sections=(WorksheetSection("Charter", questions(1), "وثيقة 1", language="en"),),
        paper="A4",
        words=WorksheetWords("الاسم", "التاريخ", "جواب"),
    )
