"""What a file says as a whole: its fonts, its metadata, what is attached, its tags (ISO 32000-1 § 7.7, 9.6, 12, 14)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pikepdf

from .facts import FileFacts, FontFact, PageFacts
from .structure import read_structure

__all__ = ["fonts_of", "read_document", "read_fonts"]

_MOST = 20_000
_SUBSET = re.compile(r"[A-Z]{6}\+")
_PROPERTY = re.compile(rb"<(dc|pdf|xmp|xmpRights|photoshop|prism|bkt):([A-Za-z]+)[\s>/]")
_TECHNICAL = {
    "Producer",
    "Creator",
    "CreationDate",
    "ModDate",
    "Trapped",
    "GTS_PDFXVersion",
    "GTS_PDFXConformance",
}
_TECHNICAL_XMP = {"pdf:Producer", "pdf:Trapped", "pdf:PDFVersion", "xmp:CreatorTool", "xmp:CreateDate", "xmp:ModifyDate",
                  "xmp:MetadataDate", "dc:format"}  # fmt: skip


def read_document(
    name: str, data: bytes, pdf: pikepdf.Pdf, pages: tuple[PageFacts, ...], fonts: tuple[FontFact, ...]
) -> FileFacts:
    """Return all facts of a file from those of its pages and fonts."""
    root = pdf.Root
    information = pdf.trailer.get("/Info")
    held = (
        {str(key)[1:]: value for key, value in information.items()}
        if isinstance(information, pikepdf.Dictionary)
        else {}
    )
    packet = _packet(root)
    names = _dictionary(root, "/Names")
    view = _dictionary(root, "/ViewerPreferences")
    return FileFacts(
        name=name,
        size=len(data),
        version=str(pdf.pdf_version),
        encrypted=bool(pdf.is_encrypted),
        pages=pages,
        fonts=fonts,
        repairs=tuple(dict.fromkeys(_repair(warning) for warning in pdf.get_warnings()))[:5],
        outline=_dictionary(root, "/Outlines").get("/First") is not None,
        information=tuple(sorted(key for key, value in held.items() if key not in _TECHNICAL and str(value))),
        xmp=tuple(sorted(_properties(packet))),
        attachments=tuple(_attachments(root, names)),
        scripts=_scripts(root, names, pdf),
        form=_form(root),
        layers=tuple(_layers(root)),
        media=any(
            kind in {"Movie", "Sound", "Screen", "RichMedia", "3D"} for p in pages for kind in p.annotations
        ),
        claims=tuple(_claims(held, packet)),
        intents=tuple(_intents(root)),
        title=_title(held, packet),
        title_shown=bool(view.get("/DisplayDocTitle", False)),
        language=str(root.get("/Lang", "")),
        labelled=isinstance(root.get("/PageLabels"), pikepdf.Dictionary),
        tagged=bool(_dictionary(root, "/MarkInfo").get("/Marked", False)),
        right_to_left=str(view.get("/Direction", "/L2R")) == "/R2L",
        structure=read_structure(pdf, {page.obj.objgen: n + 1 for n, page in enumerate(pdf.pages)}),
    )


def _dictionary(holder: Any, key: str) -> Any:
    found = holder.get(key)
    return found if isinstance(found, pikepdf.Dictionary) else pikepdf.Dictionary()


def _repair(warning: Any) -> str:
    return re.sub(r"^.*?\(.*?\): ", "", " ".join(str(warning).split()))[:160]


# metadata -------------------------------------------------------------------------------------------------------------


def _packet(root: Any) -> bytes:
    found = root.get("/Metadata")
    return found.read_bytes()[:1_000_000] if isinstance(found, pikepdf.Stream) else b""


def _properties(packet: bytes) -> set[str]:
    """Return what the packet says of the book; of programs and their hours nothing (XMP, ISO 16684-1)."""
    found = {f"{space.decode()}:{name.decode()}" for space, name in _PROPERTY.findall(packet)}
    return found - _TECHNICAL_XMP


def _title(held: dict[str, Any], packet: bytes) -> str:
    if str(held.get("Title", "")):
        return str(held["Title"])[:300]
    found = re.search(rb"<dc:title>.*?<rdf:li[^>]*>(.*?)</rdf:li>", packet, re.DOTALL)
    return found[1].decode("utf-8", "replace")[:300] if found else ""


def _claims(held: dict[str, Any], packet: bytes) -> Iterator[str]:
    """Yield the standards that a file says it follows: PDF/X, PDF/A, PDF/UA."""
    found = re.search(rb"GTS_PDFXVersion[>=\"'\s]+(PDF/X-[^<\"']{1,20})", packet)
    x = str(held.get("GTS_PDFXVersion", "")) or (found[1].decode("ascii", "replace") if found else "")
    conformance = str(held.get("GTS_PDFXConformance", ""))
    if x:
        yield conformance if x.startswith("PDF/X-1:") and conformance else x
    for prefix, title in ((rb"pdfaid", "PDF/A"), (rb"pdfuaid", "PDF/UA")):
        part = re.search(prefix + rb":part[>=\"'\s]+(\d)", packet)
        level = re.search(prefix + rb":conformance[>=\"'\s]+([A-Za-z])", packet)
        if part:
            yield f"{title}-{part[1].decode()}" + (level[1].decode().lower() if level else "")


def _intents(root: Any) -> Iterator[str]:
    found = root.get("/OutputIntents")
    for each in list(found)[:20] if isinstance(found, pikepdf.Array) else ():
        if isinstance(each, pikepdf.Dictionary):
            yield str(each.get("/OutputConditionIdentifier", each.get("/S", "unknown")))[:80]


# what is in a file besides its pages ----------------------------------------------------------------------------------


def _attachments(root: Any, names: Any) -> Iterator[str]:
    seen: set[Any] = set()
    stack = [names.get("/EmbeddedFiles")]
    while stack and len(seen) < _MOST:
        node = stack.pop()
        if not isinstance(node, pikepdf.Dictionary) or (node.is_indirect and node.objgen in seen):
            continue
        seen.add(node.objgen if node.is_indirect else len(seen))
        kids, listed = node.get("/Kids"), node.get("/Names")
        stack += list(kids) if isinstance(kids, pikepdf.Array) else []
        for name in list(listed)[:200:2] if isinstance(listed, pikepdf.Array) else ():
            yield str(name)[:100]
    associated = root.get("/AF")
    if isinstance(associated, pikepdf.Array):
        for each in list(associated)[:200]:
            if isinstance(each, pikepdf.Dictionary) and names.get("/EmbeddedFiles") is None:
                yield str(each.get("/UF", each.get("/F", "a file")))[:100]


def _scripts(root: Any, names: Any, pdf: pikepdf.Pdf) -> bool:
    """Tell whether anything runs: by name, when the file or a page is opened, in an annotation."""
    if names.get("/JavaScript") is not None or _runs(root.get("/OpenAction")) or _any_runs(root.get("/AA")):
        return True
    for page in pdf.pages:
        if _any_runs(page.obj.get("/AA")):
            return True
        found = page.obj.get("/Annots")
        for each in list(found)[:5000] if isinstance(found, pikepdf.Array) else ():
            if isinstance(each, pikepdf.Dictionary) and (_runs(each.get("/A")) or _any_runs(each.get("/AA"))):
                return True
    return False


def _runs(action: Any) -> bool:
    return isinstance(action, pikepdf.Dictionary) and str(action.get("/S", "")) in {
        "/JavaScript",
        "/Launch",
        "/Rendition",
    }


def _any_runs(found: Any) -> bool:
    return isinstance(found, pikepdf.Dictionary) and any(_runs(value) for _, value in found.items())


def _form(root: Any) -> bool:
    form = _dictionary(root, "/AcroForm")
    fields = form.get("/Fields")
    return bool((isinstance(fields, pikepdf.Array) and len(fields)) or "/XFA" in form)


def _layers(root: Any) -> Iterator[str]:
    found = _dictionary(root, "/OCProperties").get("/OCGs")
    for each in list(found)[:100] if isinstance(found, pikepdf.Array) else ():
        yield str(each.get("/Name", "a layer"))[:60] if isinstance(each, pikepdf.Dictionary) else "a layer"


# fonts ----------------------------------------------------------------------------------------------------------------


def fonts_of(found: Iterable[Any], page: int) -> Iterator[FontFact]:
    """Yield what the font dictionaries of a page say (ISO 32000-1 § 9.6–9.8)."""
    for font in found:
        kind = str(font.get("/Subtype", "/unknown"))[1:]
        descendants = font.get("/DescendantFonts")
        inner = descendants[0] if isinstance(descendants, pikepdf.Array) and len(descendants) else font
        if kind == "Type0" and isinstance(inner, pikepdf.Dictionary):
            kind = str(inner.get("/Subtype", "/Type0"))[1:]
        name = str(font.get("/BaseFont", "/" + str(font.get("/Name", "/unnamed"))[1:]))[1:]
        descriptor = _dictionary(inner, "/FontDescriptor") if isinstance(inner, pikepdf.Dictionary) else {}
        embedded = kind == "Type3" or any(
            key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")
        )
        yield FontFact(name[:120], kind, embedded, kind == "Type3" or bool(_SUBSET.match(name)), page)


def read_fonts(runs: Iterable[Iterable[FontFact]]) -> tuple[FontFact, ...]:
    """Return the fonts of a file, each with its first page."""
    found: dict[tuple[str, str, bool], FontFact] = {}
    for font in (font for run in runs for font in run):
        found.setdefault((font.name, font.kind, font.embedded), font)
    return tuple(found.values())
