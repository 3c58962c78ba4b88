"""What a book that is to be kept has besides: the colours it means (sRGB), and the files it was made from (PDF/A-3u)."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import cache

from postil.model.rendition import Attachment

from .file import File
from .objects import encoded, reference, text

__all__ = ["EXTENSION", "attach", "write_intent"]

_FLATE = b"/Filter/FlateDecode"

# PDF/A wants every schema of XMP described that it does not know itself (ISO 19005-3 § 6.6.2.3), PDF/UA's mark among them.
EXTENSION = (
    '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" '
    'xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>'
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>which part of ISO 14289 the file follows</pdfaProperty:description></rdf:li></rdf:Seq>"
    "</pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
    '<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="3" pdfaid:conformance="U"/>'
)


@cache
def _srgb() -> bytes:
    """Return the profile of sRGB, with a date that does not change (ICC.1:2022 § 7.2.8) and no checksum over it."""
    from PIL import ImageCms

    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = bytes((7, 208, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))  # January 1, 2000
    profile[84:100] = bytes(16)
    return bytes(profile)


def write_intent(out: File) -> bytes:
    """Write the profile of the colours; return the entry of the catalog that names it (ISO 19005-3 § 6.2.3)."""
    number = out.take()
    out.add_stream(number, b"<</N 3" + _FLATE, zlib.compress(_srgb(), 9))
    return (
        b"/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB IEC61966-2.1)"
        b"/DestOutputProfile %b>>]" % reference(number)
    )


def attach(out: File, files: Sequence[Attachment], date: str) -> tuple[bytes, bytes, list[tuple[int, bytes]]]:
    """Write files into the book, changed on `date` (as PDF has it); return the entry of the name tree, that of the catalog, and the objects that tell of them
    (ISO 32000-1 § 7.11.4, ISO 19005-3 § 6.8)."""
    if not files:
        return b"", b"", []
    changed = text(date or "D:19800101000000Z")
    specifications: list[tuple[int, bytes]] = []
    names: list[tuple[bytes, bytes]] = []
    for file in files:
        stream, own = out.take(), out.take()
        subtype = "/" + file.media_type.replace("/", "#2F").replace("+", "#2B")
        entries = b"<</Type/EmbeddedFile/Subtype%b%b/Params<</Size %d/ModDate%b>>" % (
            subtype.encode(),
            _FLATE,
            len(file.data),
            changed,
        )
        out.add_stream(stream, entries, zlib.compress(file.data, 9))
        name = text(file.name)
        specifications.append(
            (
                own,
                b"<</Type/Filespec/F%b/UF%b/AFRelationship/Source/Desc%b/EF<</F %b/UF %b>>>>"
                % (name, name, text(file.words), reference(stream), reference(stream)),
            )
        )
        names.append((encoded(file.name), name + reference(own)))
    tree = b"/EmbeddedFiles<</Names[%b]>>" % b"".join(entry for _, entry in sorted(names))
    associated = b"/AF[%b]" % b" ".join(reference(number) for number, _ in specifications)
    return tree, associated, specifications
