"""What an HTML element is in a tagged PDF: the table of roles, apart from the machinery of `tags`."""

from __future__ import annotations

from xml.etree.ElementTree import Element

_INLINE = (
    "a abbr b bdi bdo br cite code data del dfn em i img ins kbd mark q rb rp rt ruby s samp small span strong sub sup "
    "time u var wbr"
)
_GROUPING = "Document Part Art Sect Div BlockQuote TOC TOCI L LI Table TR THead TBody TFoot NonStruct"
INLINE = frozenset(_INLINE.split())
GROUPING = frozenset(_GROUPING.split())
HOSTS = frozenset(
    ("P", "H1", "H2", "H3", "H4", "H5", "H6", "Caption")
)  # a note called in one stands after it
INLINE_TYPES = frozenset(("Span", "Link", "Reference", "Lbl", "Quote"))
HEADINGS = {f"h{level}": f"H{level}" for level in range(1, 7)}

_TYPES = {
    "p": "P",
    "article": "Art",
    "section": "Sect",
    "header": "",
    "footer": "",
    "main": "",
    "aside": "Div",
    "nav": "Sect",
    "blockquote": "BlockQuote",
    "figcaption": "Caption",
    "caption": "Caption",
    "figure": "Div",
    "img": "Figure",
    "{http://www.w3.org/2000/svg}svg": "Figure",
    "table": "Table",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "ul": "L",
    "ol": "L",
    "dl": "L",
    "li": "LI",
    "dt": "Lbl",
    "dd": "LBody",
    "body": "Part",
} | HEADINGS


def classes(element: Element) -> frozenset[str]:
    """Return the class names of `element`."""
    return frozenset(element.get("class", "").split())


def type_of(element: Element, in_contents: bool) -> str:
    """Return the structure type of `element`; an empty string for one that is passed over."""
    names = classes(element)
    if "fn" in names or "en" in names:
        return "Note"
    if element.tag == "a":
        return "Link" if element.get("href") else ""
    if "np" in names:
        return "P"
    if in_contents and element.tag in ("ol", "ul"):
        return "TOC"
    if in_contents and element.tag == "li":
        return "TOCI"
    if element.get("role") == "presentation" and element.tag == "table":
        return "Div"
    return _TYPES.get(str(element.tag), "")


def wrappers_of(element: Element) -> tuple[str, ...]:
    """Return the types of the elements that a link stands in: a call in a Reference, a note's label in a Lbl."""
    if element.tag != "a":
        return ()
    names = classes(element)
    if "mk" in names:
        return ("Lbl",)
    if "call" in names or element.get("role") == "doc-noteref" or "qcall" in names:
        return ("Reference",)
    return ()


def is_contents(element: Element) -> bool:
    """Say whether the lists in `element` are a table of contents."""
    return element.get("role") == "doc-toc" or "contents" in classes(element)


def label_of(element: Element) -> str:
    """Return the words by which a link is announced."""
    return element.get("aria-label") or element.get("title") or " ".join("".join(element.itertext()).split())
