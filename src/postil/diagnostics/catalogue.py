"""All codes. A number is given once and never used again, whatever becomes of its fault (N015 was one).

M the manifest and other YAML, T the texts, N the annotation files, A anchoring, R resolving, D course readers,
W writing, V validation of what was made.
"""

from __future__ import annotations

from postil.diagnostics.core import Code, Severity

__all__ = ["ALL_CODES", "code"]

_ERRORS = {
    # M: project, manifest, files
    "M001": "not-a-project",
    "M002": "file-not-utf-8",
    "M003": "file-not-nfc",
    "M004": "yaml-syntax",
    "M005": "unknown-key",
    "M006": "missing-key",
    "M007": "wrong-type",
    "M008": "wrong-value",
    "M009": "listed-file-missing",
    "M010": "unlisted-file",
    "M011": "path-outside-project",
    "M012": "duplicate-key",
    "M013": "yaml-tag",
    "M014": "yaml-alias",
    "M015": "copy-text-changed",
    "M016": "file-too-large",
    "M017": "bibliography-unreadable",
    "M018": "name-taken",
    "M019": "unknown-contributor",
    "M020": "yaml-too-deep",
    "M021": "control-character",
    "M023": "item-not-one-paragraph",
    "M025": "item-twice",
    "M026": "trim-without-room",
    # T: the transcription and the prose
    "T001": "attributes-syntax",
    "T002": "div-not-closed",
    "T003": "div-not-opened",
    "T004": "duplicate-address",
    "T005": "second-title",
    "T006": "title-missing",
    "T007": "link-refused",
    "T008": "image-refused",
    "T009": "heading-in-prose",
    "T010": "words-differ",
    "T011": "punctuation-differs",
    "T012": "breaks-differ",
    "T013": "difference-not-found",
    "T014": "difference-ambiguous",
    "T015": "unknown-division-kind",
    "T016": "empty-text",
    "T018": "citation-syntax",
    "T019": "image-missing",
    "T020": "difference-at-unknown-address",
    "T021": "nested-too-deep",
    # N: annotation files
    "N001": "note-heading-syntax",
    "N002": "quote-not-closed",
    "N003": "empty-note",
    "N004": "duplicate-note-id",
    "N005": "note-id-needed",
    "N006": "words-before-first-note",
    "N007": "reading-syntax",
    "N008": "unknown-series",
    "N009": "heading-in-note",
    "N010": "head-missing",
    "N011": "empty-quote",
    "N012": "invalid-id",
    "N013": "answer-outside-question",
    "N014": "annotations-without-edition",
    "N016": "unknown-note-attribute",
    "N017": "index-term-syntax",
    # A: anchoring
    "A001": "quote-not-found",
    "A002": "quote-found-twice",
    "A003": "unknown-address",
    "A004": "quote-cuts-word",
    "A005": "range-end-not-found",
    "A006": "range-leaves-division",
    # R: resolving
    "R001": "unknown-cross-reference",
    "R002": "unknown-citation",
    "R003": "unknown-siglum",
    "R004": "overlapping-emendations",
    "R005": "cross-reference-not-in-output",
    "R006": "citation-style-missing",
    "R007": "citations-failed",
    "R008": "id-taken-by-address",
    "R009": "two-adopted-readings",
    "R011": "gloss-of-unknown-division",
    # D: course readers
    "D001": "unknown-edition",
    "D002": "empty-reader",
    "D003": "unknown-address-in-excerpt",
    "D004": "excerpt-runs-backward",
    "D005": "empty-excerpt",
    "D007": "excerpt-cuts-reading",
    "D008": "rights-missing",
    "D009": "unknown-project",
    "D010": "project-not-allowed",
    "D011": "project-missing",
    "D013": "unknown-series-in-reader",
    "D014": "misplaced-part",
    "D030": "index-reference-to-nothing",
    # W: writing
    "W001": "character-no-font-has",
    "W002": "template-error",
    "W003": "template-missing",
    "W004": "resource-refused",
    "W005": "note-lost",
    "W006": "note-off-page",
    "W007": "typesetting-fault",
    "W008": "script-in-output",
    "W009": "output-folder",
    "W010": "font-unreadable",
    "W011": "unknown-edition-asked-for",
    "W012": "page-numbers-unsettled",
    "W013": "text-lost",
    "W021": "step-failed",
    # V: validation of finished files
    "V001": "link-without-target",
    "V002": "duplicate-id-in-output",
    "V003": "note-missing-in-output",
    "V010": "cartridge-malformed",
    "V011": "cartridge-file",
    "V012": "cartridge-id",
    "V013": "cartridge-resource",
    "V014": "cartridge-question",
    "V015": "script-in-cartridge",
    "V016": "cartridge-link",
    "V017": "answer-in-students-cartridge",
    "V018": "cartridge-address",
    "V019": "worksheet-malformed",
}

_WARNINGS = {
    "M022": "copy-text-not-declared",
    "M024": "date-without-year",
    "N018": "index-term-out-of-place",
    "D031": "items-differ",
    "D032": "filed-in-two-ways",
    "T017": "raw-html-shown-as-text",
    "T022": "unknown-mark",
    "R010": "title-missing-in-bibliography",
    "W020": "not-remembered",
    "D006": "excerpt-cuts-note",
    "D012": "project-resources-unused",
}

ALL_CODES: dict[str, Code] = {
    **{i: Code(i, n) for i, n in _ERRORS.items()},
    **{i: Code(i, n, Severity.WARNING) for i, n in _WARNINGS.items()},
}


def code(name: str) -> Code:
    """Return the code with this id; an unknown one is a fault of ours."""
    return ALL_CODES[name]
