"""Questions as an assessment: QTI 1.2.1 in the profile of Common Cartridge, every question an essay.

An essay is the one kind of question without a right answer that a program could tell (`cc.essay.v0p1`). The answer is
written in the instructors' cartridge alone, twice: as the solution, which Canvas and others show, and as general feedback,
which is all that Moodle reads.
"""

from __future__ import annotations

from html import escape

from postil.model.course import Course, Quiz, QuizQuestion
from postil.writers.cartridge.dialect import QTI
from postil.writers.cartridge.links import Addresses
from postil.writers.cartridge.names import identifier
from postil.writers.cartridge.pages import direction, plain

__all__ = ["assessment"]

_CONDITION = "<conditionvar><other/></conditionvar>"


def assessment(quiz: Quiz, course: Course, key: str, addresses: Addresses) -> tuple[bytes, frozenset[str]]:
    """Return the file of `quiz`, and the images its questions show."""
    language = quiz.language or course.language
    shown: frozenset[str] = frozenset()
    items: list[str] = []
    for question in quiz.questions:
        item, images = _item(question, course, key, language, addresses)
        items.append(item)
        shown |= images
    teaching = "Yes" if course.audience == "instructors" else "No"
    fields = (
        ("cc_profile", "cc.exam.v0p1"),
        ("qmd_assessmenttype", "Examination"),
        ("qmd_scoretype", "Percentage"),
        ("qmd_feedbackpermitted", teaching),
        ("qmd_hintspermitted", "No"),
        ("qmd_solutionspermitted", teaching),
        ("cc_maxattempts", "unlimited"),
    )
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<questestinterop xmlns="{QTI}">\n'
        f'<assessment ident="{key}" title="{plain(quiz.title)}" xml:lang="{escape(language)}">\n'
        f'{_metadata(fields)}\n<section ident="{identifier("S", key)}">\n'
        + "\n".join(items)
        + "\n</section>\n</assessment>\n</questestinterop>\n"
    )
    return text.encode("utf-8", "replace"), shown


def _metadata(fields: tuple[tuple[str, str], ...]) -> str:
    return (
        "<qtimetadata>"
        + "".join(
            f"<qtimetadatafield><fieldlabel>{name}</fieldlabel><fieldentry>{value}</fieldentry></qtimetadatafield>"
            for name, value in fields
        )
        + "</qtimetadata>"
    )


def _item(
    question: QuizQuestion, course: Course, key: str, language: str, addresses: Addresses
) -> tuple[str, frozenset[str]]:
    """Return a question. Prompt and citation are one text: Moodle reads the first and no other."""
    prompt, shown = addresses.lead_in_question(question.prompt)
    if question.citation:
        prompt += f"<p><small>{escape(question.citation)}</small></p>"
    answer = ""
    if course.audience == "instructors" and question.answer:
        answer, more = addresses.lead_in_question(question.answer)
        shown |= more
    metadata = _metadata(
        (("cc_profile", "cc.essay.v0p1"), ("qmd_scoringpermitted", "Yes"), ("qmd_computerscored", "No"))
    )
    title = " · ".join(filter(None, (question.label, question.citation)))
    return (
        f'<item ident="{identifier("Q", key, question.id)}" title="{plain(title)}">'
        f"<itemmetadata>{metadata}</itemmetadata>"
        f"<presentation>{_material(prompt, language)}"
        '<response_str ident="response" rcardinality="Single"><render_fib rows="12" columns="60" prompt="Box"/>'
        f"</response_str></presentation>{_responses(answer, language)}</item>"
    ), shown


def _responses(answer: str, language: str) -> str:
    """Return how a response is scored, which is by the teacher, and what is shown then."""
    score = '<outcomes><decvar varname="SCORE" vartype="Decimal" minvalue="0" maxvalue="100"/></outcomes>'
    if not answer:
        return (
            f'<resprocessing>{score}<respcondition continue="No">{_CONDITION}</respcondition></resprocessing>'
        )
    material = _material(answer, language)
    return (
        f'<resprocessing>{score}<respcondition continue="Yes">{_CONDITION}'
        '<displayfeedback feedbacktype="Response" linkrefid="general_fb"/>'
        '<displayfeedback feedbacktype="Solution" linkrefid="solution"/></respcondition></resprocessing>'
        f'<itemfeedback ident="general_fb"><flow_mat>{material}</flow_mat></itemfeedback>'
        '<itemfeedback ident="solution"><solution><solutionmaterial>'
        f"<flow_mat>{material}</flow_mat></solutionmaterial></solution></itemfeedback>"
    )


def _material(markup: str, language: str) -> str:
    """Return a text of HTML, escaped, in its language."""
    text = f'<div lang="{escape(language)}"{direction(language)}>{markup}</div>'
    return f'<material><mattext texttype="text/html">{escape(text, quote=False)}</mattext></material>'
