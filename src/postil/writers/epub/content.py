"""What is in the documents of a book: the facts that its manifest and its accessibility metadata are made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from postil.frozen import dataclass

__all__ = ["EPUB", "SVG", "XHTML", "Survey", "elements", "local", "parse", "remote", "scripts", "survey"]

XHTML = "http://www.w3.org/1999/xhtml"
EPUB = "http://www.idpf.org/2007/ops"
SVG = "http://www.w3.org/2000/svg"
MATHML = "http://www.w3.org/1998/Math/MathML"

_FETCHED = {
    "audio": ("src",),
    "embed": ("src",),
    "iframe": ("src",),
    "image": ("href", "{http://www.w3.org/1999/xlink}href"),
    "img": ("src", "srcset"),
    "input": ("src",),
    "link": ("href",),
    "object": ("data",),
    "script": ("src",),
    "source": ("src", "srcset"),
    "track": ("src",),
    "use": ("href", "{http://www.w3.org/1999/xlink}href"),
    "video": ("src", "poster"),
}
_SCRIPTED = frozenset(("script", "form", "iframe", "object", "embed"))


@dataclass(frozen=True, slots=True)
class Survey:
    """What some documents hold. `properties` are those of their manifest item (EPUB 3.3 § D.6.1, D.6.7)."""

    properties: tuple[str, ...]
    headings: bool
    page_breaks: bool
    roles: bool
    mathematics: bool
    ruby: bool
    images: bool
    described: bool

    @classmethod
    def union(cls, surveys: Iterable[Survey]) -> Survey:
        """Return what the documents of `surveys` hold together; images are described if all are."""
        found = tuple(surveys)
        return cls(
            properties=tuple(sorted({name for each in found for name in each.properties})),
            headings=any(each.headings for each in found),
            page_breaks=any(each.page_breaks for each in found),
            roles=any(each.roles for each in found),
            mathematics=any(each.mathematics for each in found),
            ruby=any(each.ruby for each in found),
            images=any(each.images for each in found),
            described=all(each.described for each in found),
        )


def parse(data: bytes) -> etree._Element:
    """Return the root of the XML document `data`; raise `etree.XMLSyntaxError` where it is not well-formed.

    Nothing is fetched and no entity replaced.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(data, parser)


def elements(root: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements of `root` in document order, without comments and instructions."""
    return (each for each in root.iter() if isinstance(each.tag, str))


def local(element: etree._Element) -> str:
    """Return the name of `element` without its namespace, in small letters."""
    return str(element.tag).rpartition("}")[2].lower()


def scripts(element: etree._Element) -> bool:
    """Return whether `element` is or holds something that runs (EPUB 3.3 § D.6.5 `scripted`)."""
    if local(element) in _SCRIPTED:
        return True
    for name, value in element.items():
        if str(name).lower().startswith("on"):
            return True
        if str(name).rpartition("}")[2] in {"href", "src", "action", "data"}:
            scheme = "".join(str(value).split()).lower()
            if scheme.startswith(("javascript:", "vbscript:", "data:text/html")):
                return True
    return False


def remote(element: etree._Element) -> Iterator[str]:
    """Yield the addresses that showing `element` would fetch from elsewhere (§ 3.6); links to follow are none."""
    if local(element) == "link" and not {"stylesheet", "attachment"} & set(
        (element.get("rel") or "").split()
    ):
        return
    for attribute in _FETCHED.get(local(element), ()):
        value = element.get(attribute) or ""
        sources = value.split(",") if attribute == "srcset" else [value]
        yield from (each.strip() for each in sources if "//" in each.partition("?")[0])


def survey(root: etree._Element) -> Survey:
    """Return what the document `root` holds."""
    seen = list(elements(root))
    names = {each.tag for each in seen}
    tags = {local(each) for each in seen}
    images = [each for each in seen if local(each) == "img" or (each.tag == f"{{{SVG}}}svg")]
    properties = {
        "svg": any(str(name).startswith(f"{{{SVG}}}") for name in names),
        "mathml": any(str(name).startswith(f"{{{MATHML}}}") for name in names),
        "scripted": any(scripts(each) for each in seen),
        "remote-resources": any(True for each in seen for _source in remote(each)),
    }
    return Survey(
        properties=tuple(sorted(name for name, holds in properties.items() if holds)),
        headings=bool(tags & {"h1", "h2", "h3", "h4", "h5", "h6"}),
        page_breaks=any(
            "pagebreak" in (each.get(f"{{{EPUB}}}type") or each.get("role") or "") for each in seen
        ),
        roles=any(each.get("role") for each in seen),
        mathematics=properties["mathml"],
        ruby="ruby" in tags,
        images=bool(images),
        described=all(_described(each) for each in images),
    )


def _described(image: etree._Element) -> bool:
    if local(image) == "img":
        return image.get("alt") is not None
    return bool(image.get("aria-label") or image.get("aria-labelledby") or image.get("aria-hidden") == "true")
