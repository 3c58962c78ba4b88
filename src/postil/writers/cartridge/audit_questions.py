"""What questions may hold: QTI 1.2.1 in the profile of Common Cartridge.

Numbers in comments are those of the Schematron rules in `ccv1p1_qtiasiv1p2p1_v1p0.xsd`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from lxml import etree

from postil.frozen import dataclass
from postil.model.course import Audience
from postil.model.rendition import Fault
from postil.writers.cartridge.audit_manifest import Listing
from postil.writers.cartridge.audit_pages import audit_markup
from postil.writers.cartridge.dialect import QTI
from postil.writers.cartridge.xml import parse, structure, told

__all__ = ["audit_questions"]

_Q = f"{{{QTI}}}"
_YES_NO = re.compile(r"Yes|No")
_ASSESSMENT_FIELDS = {
    "cc_profile": re.compile(r"cc\.exam\.v0p1"),
    "qmd_assessmenttype": re.compile(r"Examination"),
    "qmd_scoretype": re.compile(r"Percentage"),
    "qmd_feedbackpermitted": _YES_NO,
    "qmd_hintspermitted": _YES_NO,
    "qmd_solutionspermitted": _YES_NO,
    "qmd_timelimit": re.compile(r"[1-9]\d{0,5}"),
    "cc_allow_late_submission": _YES_NO,
    "cc_maxattempts": re.compile(r"[1-5]|unlimited"),
}
_ITEM_FIELDS = {
    "cc_profile": re.compile(
        r"cc\.(multiple_choice|multiple_response|true_false|fib|pattern_match|essay)\.v0p1"
    ),
    "cc_weighting": re.compile(r"[1-9]\d?"),
    "cc_question_category": re.compile(r".*", re.DOTALL),
    "qmd_scoringpermitted": re.compile(r"Yes"),
    "qmd_computerscored": _YES_NO,
}
_LONGEST_TIME = 527040


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a kind of question may hold: its response, how many labels, which conditions."""

    response: str
    cardinality: str = ""
    fewest: int = 0
    most: int = 10**6
    equal: bool = True
    substring: bool = False


_KINDS = {
    "cc.multiple_choice.v0p1": _Kind("response_lid", "Single", 3),  # rules 4
    "cc.multiple_response.v0p1": _Kind("response_lid", "Multiple", 2),  # rules 5
    "cc.true_false.v0p1": _Kind("response_lid", "Single", 2, 2),  # rules 3
    "cc.fib.v0p1": _Kind("response_str"),  # rules 6
    "cc.pattern_match.v0p1": _Kind("response_str", substring=True),  # rules 7
    "cc.essay.v0p1": _Kind("response_str", equal=False),  # rules 8
}


def audit_questions(
    listing: Listing, roots: Mapping[str, etree._Element], content: Mapping[str, bytes], audience: Audience
) -> Iterator[Fault]:
    """Yield what is wrong with the assessments of a package: files by path in `roots`, among all of its `content`."""
    for resource in listing.resources:
        if resource.type == listing.dialect.assessment:
            for path in resource.files:
                if path in roots:
                    yield from _assessment(path, roots[path], content, audience)


def _assessment(
    path: str, root: etree._Element, content: Mapping[str, bytes], audience: Audience
) -> Iterator[Fault]:
    if message := told(structure("questions.rng"), root, {_Q: ""}):
        yield Fault("cartridge-question", f"{path}: {message}")
        return
    yield from _fields(path, root.find(f"{_Q}assessment/{_Q}qtimetadata"), _ASSESSMENT_FIELDS)
    items = list(root.iterfind(f"{_Q}assessment/{_Q}section/{_Q}item"))
    for name, count in Counter(item.get("ident") for item in items).items():
        if count > 1:  # 13a
            yield Fault("cartridge-question", f"{path}: {count} questions have the ident {name}")
    for item in items:
        where = f"{path}: {item.get('title') or item.get('ident')}"
        yield from _fields(where, item.find(f"{_Q}itemmetadata/{_Q}qtimetadata"), _ITEM_FIELDS)
        yield from _kind(where, item)
        yield from _feedback(where, item)
        if audience == "students" and item.find(f"{_Q}itemfeedback") is not None:
            yield Fault("cartridge-answer", f"{where} has an answer in it, and is for students")
        yield from _texts(path, where, item, content)


def _fields(
    where: str, metadata: etree._Element | None, known: Mapping[str, re.Pattern[str]]
) -> Iterator[Fault]:
    """Yield fields that are unknown, stand twice, or have a value that is not theirs (rules 1 and 2)."""
    entries = list(metadata.iterfind(f"{_Q}qtimetadatafield")) if metadata is not None else []
    pairs = [
        (each.findtext(f"{_Q}fieldlabel") or "", each.findtext(f"{_Q}fieldentry") or "") for each in entries
    ]
    for label, count in Counter(label for label, _ in pairs).items():
        if count > 1:
            yield Fault("cartridge-question", f"{where}: the field {label} stands {count} times")
    for label, value in pairs:
        if label not in known:
            yield Fault("cartridge-question", f"{where}: there is no field {label}")
        elif not known[label].fullmatch(value) or (label == "qmd_timelimit" and int(value) > _LONGEST_TIME):
            yield Fault("cartridge-question", f"{where}: the field {label} cannot be “{value}”")


def _field(item: etree._Element, label: str) -> str:
    for each in item.iterfind(f"{_Q}itemmetadata/{_Q}qtimetadata/{_Q}qtimetadatafield"):
        if each.findtext(f"{_Q}fieldlabel") == label:
            return each.findtext(f"{_Q}fieldentry") or ""
    return ""


def _kind(where: str, item: etree._Element) -> Iterator[Fault]:
    """Yield where a question is not as questions of its kind are (rules 3 to 8)."""
    profile = _field(item, "cc_profile")
    kind = _KINDS.get(profile)
    if kind is None:
        if not profile:
            yield Fault("cartridge-question", f"{where} does not say of which kind it is")
        return
    presentation = item.find(f"{_Q}presentation")
    responses = (
        [each for each in presentation if each.tag != f"{_Q}material"] if presentation is not None else []
    )
    for response in responses:
        labels = len(list(response.iter(f"{_Q}response_label")))
        if response.tag != f"{_Q}{kind.response}":
            yield Fault("cartridge-question", f"{where}: {profile} has a {kind.response}")
        elif kind.cardinality and response.get("rcardinality") != kind.cardinality:
            yield Fault("cartridge-question", f"{where}: {profile} has cardinality {kind.cardinality}")
        elif not kind.fewest <= labels <= kind.most:
            yield Fault("cartridge-question", f"{where}: {profile} cannot have {labels} choices")
    equal = [each.get("respident") for each in item.iter(f"{_Q}varequal")]
    if kind.equal and not {each.get("ident") for each in responses} & set(equal):
        yield Fault("cartridge-question", f"{where}: no right answer is named")
    if equal and not kind.equal:
        yield Fault("cartridge-question", f"{where}: {profile} has no right answer that could be compared")
    if not kind.substring and item.find(f".//{_Q}varsubstring") is not None:
        yield Fault("cartridge-question", f"{where}: {profile} is not compared by parts of words")
    if profile == "cc.essay.v0p1":
        if _field(item, "qmd_computerscored") != "No":  # 8f
            yield Fault("cartridge-question", f"{where}: an essay must not be scored by the computer")
        if len(list(item.iter(f"{_Q}solution"))) > 1:  # 8e
            yield Fault("cartridge-question", f"{where}: an essay has one solution at most")


def _feedback(where: str, item: etree._Element) -> Iterator[Fault]:
    """Yield feedback that is never shown, or shown and not there, or not what its id says (rules 10 to 12)."""
    own = {"Hint": "hint", "Solution": "solution"}
    shown = {(each.get("feedbacktype"), each.get("linkrefid")) for each in item.iter(f"{_Q}displayfeedback")}
    there = Counter(each.get("ident") for each in item.iterfind(f"{_Q}itemfeedback"))
    for kind, target in sorted((kind or "", target or "") for kind, target in shown):
        if there[target] != 1:
            yield Fault("cartridge-question", f"{where}: feedback {target} is there {there[target]} times")
        if target != own.get(kind, target) or (kind == "Response" and target in own.values()):
            yield Fault("cartridge-question", f"{where}: feedback {target} is shown as {kind}")
    for each in item.iterfind(f"{_Q}itemfeedback"):
        name = each.get("ident") or ""
        if name not in {target for _, target in shown}:
            yield Fault("cartridge-question", f"{where}: feedback {name} is never shown")
        held = "hint" if each.find(f"{_Q}hint") is not None else ""
        held = "solution" if each.find(f"{_Q}solution") is not None else held
        if held != (name if name in own.values() else ""):
            yield Fault("cartridge-question", f"{where}: feedback {name} holds a {held or 'response'}")


def _texts(path: str, where: str, item: etree._Element, content: Mapping[str, bytes]) -> Iterator[Fault]:
    """Yield what is wrong with the markup of a question. It stands outside any page: no place of one can be meant."""
    for text in item.iter(f"{_Q}mattext"):
        if text.get("texttype") != "text/html":
            continue
        found = parse(
            f'<div xmlns="http://www.w3.org/1999/xhtml">{text.text or ""}</div>'.encode("utf-8", "replace")
        )
        if isinstance(found, str):
            yield Fault("cartridge-question", f"{where}: {found}")
            continue
        if not "".join(found.itertext()).strip() and found.find(".//{*}img") is None:
            yield Fault("cartridge-question", f"{where}: a text is empty")
        yield from audit_markup(path, found, content, {})
