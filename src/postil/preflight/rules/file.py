"""The file: what it holds besides its pages, and what it says of itself."""

from __future__ import annotations

from collections.abc import Sequence

from postil.preflight.findings import Case, Finding, not_asked, told

__all__ = ["RULES"]


def readable(case: Case) -> Finding:
    """A file that has to be repaired may look different at the printer's."""
    broken = [page.number for page in case.file.pages if page.faults]
    words = [*case.file.repairs, *(fault for page in case.file.pages for fault in page.faults)]
    return told(
        "readable",
        "; ".join(dict.fromkeys(words[:3])) or "nothing to repair",
        "a file without faults",
        "make the file anew",
        fails=broken or bool(case.file.repairs),
    )


def file_size(case: Case) -> Finding:
    """Uploads have a limit."""
    limit = case.printer.cover_size if case.file.cover else case.printer.file_size
    size = case.file.size / 1_000_000
    measured = f"{size:.1f} MB" if size >= 0.1 else f"{case.file.size} bytes"
    if limit.value is None and limit.wanted is None:
        return not_asked("file-size", measured)
    most, wanted = limit.value or float("inf"), limit.wanted or limit.value or float("inf")
    return told(
        "file-size",
        measured,
        f"{min(most, wanted):g} MB",
        "make images smaller",
        limit.sources,
        fails=size > most,
        looks=size > wanted,
    )


def encryption(case: Case) -> Finding:
    """A locked file cannot be printed."""
    return _barred(
        case, "encryption", ["encrypted"] if case.file.encrypted else [], "save it without a password"
    )


def annotated(case: Case) -> Finding:
    """Links, comments and the like, which paper has not."""
    found = [page.number for page in case.file.pages if page.annotations]
    kinds = sorted({kind for page in case.file.pages for kind in page.annotations})
    return _barred(case, "annotations", kinds, "build the print target, which has no links", found)


def outline(case: Case) -> Finding:
    """Bookmarks."""
    return _barred(
        case, "outline", ["bookmarks"] if case.file.outline else [], "build the print target, which has none"
    )


def metadata(case: Case) -> Finding:
    """What the file says of title, author and subject."""
    found = [*case.file.information, *case.file.xmp]
    return _barred(case, "metadata", found, "build the print target, which has none")


def attachments(case: Case) -> Finding:
    """Files in the file."""
    return _barred(case, "attachments", list(case.file.attachments), "take them out")


def scripts(case: Case) -> Finding:
    """JavaScript, and what starts programs."""
    return _barred(case, "scripts", ["a script"] if case.file.scripts else [], "take them out")


def form_fields(case: Case) -> Finding:
    """Fields to be filled in."""
    return _barred(
        case, "form", ["fields"] if case.file.form else [], "make them part of the page", rule="form-fields"
    )


def layers(case: Case) -> Finding:
    """What can be switched on and off."""
    return _barred(case, "layers", list(case.file.layers), "flatten them")


def sound_and_film(case: Case) -> Finding:
    """Sound, film and three dimensions."""
    return _barred(
        case, "media", ["media"] if case.file.media else [], "take them out", rule="sound-and-film"
    )


def _barred(
    case: Case, name: str, found: Sequence[str], advice: str, pages: Sequence[int] = (), *, rule: str = ""
) -> Finding:
    measured = (
        ", ".join(found[:6]) + (f" and {len(found) - 6} more" if len(found) > 6 else "") if found else "none"
    )
    bar = case.printer.barred.get(name)
    if bar is None:
        return not_asked(rule or name, f"{measured}; not asked for")
    present = tuple(pages) or bool(found)
    return told(
        rule or name,
        measured,
        "none",
        advice,
        bar.sources,
        fails=present if bar.firm else (),
        looks=present if not bar.firm else (),
    )


def pdfx_claim(case: Case) -> Finding:
    """A standard that the file says it follows, with what belongs to it: output intent, version, trim boxes."""
    claims = [claim for claim in case.file.claims if claim.startswith("PDF/X")]
    wanted = case.printer.claims
    if not wanted:
        return not_asked("pdfx-claim", ", ".join(claims) or "none; not asked for")
    wrong = []
    for claim in claims:
        if not claim.startswith(wanted):
            wrong.append(f"{claim} is not taken")
        if not case.file.intents:
            wrong.append("no output intent")
        if any(page.trim is None for page in case.file.pages):
            wrong.append("pages without a trim box")
        most = "1.4" if claim.startswith(("PDF/X-1", "PDF/X-3")) else "1.6"
        if case.file.version > most:
            wrong.append(f"PDF {case.file.version}, where {claim} allows {most}")
    return told(
        "pdfx-claim",
        "; ".join(wrong) or ", ".join(claims) or "none",
        " or ".join(wanted),
        "correct what is named, or take the claim away" if wrong else "ask whether a file without is taken",
        case.printer.claim_sources,
        fails=bool(wrong),
        looks=not claims,
    )


def pdf_version(case: Case) -> Finding:
    """No printer names a version but by the standard it wants."""
    return not_asked("pdf-version", f"PDF {case.file.version}")


RULES = (
    readable,
    file_size,
    pdf_version,
    pdfx_claim,
    encryption,
    annotated,
    outline,
    metadata,
    attachments,
    scripts,
    form_fields,
    layers,
    sound_and_film,
)
