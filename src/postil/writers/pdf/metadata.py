"""What is said of the book in its file: the information dictionary and the XMP packet (PDF/UA-1)."""

from __future__ import annotations

import re
from html import escape

from postil.model.rendition import PrintRendition

from .archive import EXTENSION
from .objects import text

ENGINE = "70.0"  # the WeasyPrint that all work-arounds were written for
PRODUCER = f"WeasyPrint {ENGINE}"
_DATE = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|([+-])(\d\d):(\d\d)))?)?)?\Z"
)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def information(rendition: PrintRendition) -> bytes:
    """Return the information dictionary."""
    entries = {
        "Producer": PRODUCER,
        "Title": rendition.title,
        "Author": ", ".join(rendition.authors),
        "Subject": rendition.subject,
        "Keywords": ", ".join(rendition.keywords),
        "Creator": "postil",
    }
    found = b"".join(b"/" + key.encode() + text(value) for key, value in entries.items() if value)
    date = pdf_date(rendition.date)
    if date:
        found += b"/CreationDate" + text(date) + b"/ModDate" + text(date)
    return b"<<" + found + b">>"


def pdf_date(date: str | None) -> str:
    """Return a W3C date as PDF has it (ISO 32000-1 § 7.9.4); nothing for what is none."""
    found = _DATE.match(date or "")
    if not found:
        return ""
    year, month, day, hour, minute, second, zone, sign, zone_hour, zone_minute = found.groups()
    if hour is None:
        return "D:" + year + (month or "") + (day or "")
    offset = "Z" if zone == "Z" else f"{sign}{zone_hour}'{zone_minute}'"
    return f"D:{year}{month}{day}{hour}{minute}{second or '00'}{offset}"


def xmp(rendition: PrintRendition) -> bytes:
    """Return the XMP packet, with the mark of PDF/UA-1; in a book to be kept with that of PDF/A-3u too."""

    def clean(value: str) -> str:
        return escape(_FORBIDDEN.sub("", value), quote=False)

    parts = [f"<pdf:Producer>{PRODUCER}</pdf:Producer>"]
    parts.append(
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{clean(rendition.title)}</rdf:li></rdf:Alt></dc:title>'
    )
    if rendition.authors:
        names = "".join(f"<rdf:li>{clean(name)}</rdf:li>" for name in rendition.authors)
        parts.append(f"<dc:creator><rdf:Seq>{names}</rdf:Seq></dc:creator>")
    if rendition.subject:
        subject = f'<rdf:li xml:lang="x-default">{clean(rendition.subject)}</rdf:li>'
        parts.append(f"<dc:description><rdf:Alt>{subject}</rdf:Alt></dc:description>")
    if rendition.keywords:
        parts.append(f"<pdf:Keywords>{clean(', '.join(rendition.keywords))}</pdf:Keywords>")
    parts.append("<xmp:CreatorTool>postil</xmp:CreatorTool>")
    if pdf_date(rendition.date):
        parts.append(f"<xmp:CreateDate>{rendition.date}</xmp:CreateDate>")
        parts.append(f"<xmp:ModifyDate>{rendition.date}</xmp:ModifyDate>")
    more = EXTENSION if rendition.target.finish == "archive" else ""
    packet = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" '
        f'xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1">{"".join(parts)}</rdf:Description>{more}</rdf:RDF></x:xmpmeta>\n'
        '<?xpacket end="r"?>'
    )
    return packet.encode("utf-8")
