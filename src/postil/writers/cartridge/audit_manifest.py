"""What the manifest may hold: structure, ids, items, and what each kind of resource may be.

Numbers in comments are those of the Schematron rules in `ccv1p3_imscp_v1p2_v1p0.xsd`. In 1.1 the rules name types of
version 1.0, so that a validator never applies them there; here they hold for both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from postil.frozen import dataclass
from postil.model.rendition import Fault
from postil.writers.cartridge.dialect import DIALECTS, FULL, THIN, Dialect
from postil.writers.cartridge.xml import elements, structure, told

__all__ = ["Listed", "Listing", "audit_manifest"]

_DEPTH = 2  # Moodle takes modules and what is in them; a third level becomes labels


@dataclass(frozen=True, slots=True)
class Listed:
    """A resource as the manifest lists it."""

    id: str
    type: str
    href: str | None
    files: tuple[str, ...]
    dependencies: tuple[str, ...]
    use: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What the manifest lists, and in which version."""

    dialect: Dialect
    thin: bool
    resources: tuple[Listed, ...]


def audit_manifest(root: etree._Element) -> tuple[Listing | None, list[Fault]]:
    """Return what the manifest lists (none where its version is unknown), and what is wrong with it."""
    namespace = etree.QName(root).namespace
    dialect = next((each for each in DIALECTS.values() if each.package == namespace), None)
    if dialect is None:
        return None, [Fault("cartridge-form", f"the manifest is of no version known here: {namespace}")]
    mark = f"{{{dialect.package}}}"
    resources = tuple(
        Listed(
            each.get("identifier") or "",
            each.get("type") or "",
            each.get("href"),
            tuple(file.get("href") or "" for file in each.iterfind(f"{mark}file")),
            tuple(other.get("identifierref") or "" for other in each.iterfind(f"{mark}dependency")),
            each.get("intendeduse") or "",
        )
        for each in root.iterfind(f"{mark}resources/{mark}resource")
    )
    thin = root.findtext(f"{mark}metadata/{mark}schema") == THIN
    listing = Listing(dialect, thin, resources)
    faults = [*_form(root, dialect, thin), *_ids(root), *_items(root, listing), *_resources(listing)]
    return listing, faults


def _form(root: etree._Element, dialect: Dialect, thin: bool) -> Iterator[Fault]:
    """Yield where elements and attributes are not those of the schema, in its order."""
    namespaces = (
        ("NAMESPACE", dialect.package),
        ("LOM-MANIFEST", dialect.lom_manifest),
        ("LOM-RESOURCE", dialect.lom_resource),
    )
    if message := told(structure("manifest.rng", namespaces), root, {f"{{{dialect.package}}}": ""}):
        yield Fault("cartridge-form", f"imsmanifest.xml: {message}")
    mark = f"{{{dialect.package}}}"
    schema = root.findtext(f"{mark}metadata/{mark}schema") or ""
    number = root.findtext(f"{mark}metadata/{mark}schemaversion") or ""
    if schema not in {FULL, THIN} or (thin and dialect.number == "1.1.0"):
        yield Fault("cartridge-form", f"version {dialect.number} has no schema “{schema}”")
    if number != dialect.number:
        yield Fault("cartridge-form", f"the manifest says version {number} and is of {dialect.number}")


def _ids(root: etree._Element) -> Iterator[Fault]:
    """Yield ids that stand twice in manifest, organization, items and resources, and references to none of them."""
    mark = f"{{{etree.QName(root).namespace}}}"
    own = [each for each in elements(root) if str(each.tag).startswith(mark)]
    ids = Counter(each.get("identifier") for each in own if each.get("identifier") is not None)
    for name, count in ids.items():
        if count > 1:
            yield Fault("cartridge-id", f"the id {name} stands {count} times")
    resources = {each.get("identifier") for each in root.iterfind(f"{mark}resources/{mark}resource")}
    for each in own:
        target = each.get("identifierref")
        if target is not None and target not in resources:
            yield Fault("cartridge-id", f"there is no resource {target}")


def _items(root: etree._Element, listing: Listing) -> Iterator[Fault]:
    """Yield items without a title, with both resource and children, of a bank, or too deep."""
    mark = f"{{{listing.dialect.package}}}"
    top = root.find(f"{mark}organizations/{mark}organization/{mark}item")
    if top is None:
        yield Fault("cartridge-form", "the manifest has no modules")
        return
    kinds = {each.id: each for each in listing.resources}
    for item in top.iter(f"{mark}item"):
        if item is top:
            continue
        title = " ".join((item.findtext(f"{mark}title") or "").split())
        named = title or item.get("identifier") or "an item"
        if not title:
            yield Fault("cartridge-resource", f"{named} has no title")
        children = item.find(f"{mark}item")
        if item.get("identifierref") is not None and children is not None:  # 8b
            yield Fault("cartridge-resource", f"“{named}” opens something and has items in it")
        if sum(1 for each in item.iterancestors(f"{mark}item")) > _DEPTH:
            yield Fault("cartridge-resource", f"“{named}” lies deeper than modules and what is in them")
        resource = kinds.get(item.get("identifierref") or "")
        if resource is not None and resource.type == listing.dialect.bank:  # 8a
            yield Fault("cartridge-resource", f"“{named}” opens a question bank")
        if (
            resource is not None and resource.type in _web(listing.dialect) and resource.href is None
        ):  # 5g, 6g
            yield Fault("cartridge-resource", f"“{named}” opens a resource that does not say which file")


def _web(dialect: Dialect) -> frozenset[str]:
    return frozenset(("webcontent", dialect.associated))


def _resources(listing: Listing) -> Iterator[Fault]:
    """Yield resources that are not as their type must be."""
    dialect = listing.dialect
    kinds = {each.id: each.type for each in listing.resources}
    for each in listing.resources:
        if each.type not in dialect.types:
            yield Fault("cartridge-resource", f"{each.id}: version {dialect.number} has no type {each.type}")
        elif listing.thin and each.type not in {dialect.link, dialect.tool}:
            yield Fault("cartridge-resource", f"{each.id}: a thin cartridge has no {each.type}")
        if each.use and each.use not in dialect.intended_uses:
            yield Fault("cartridge-resource", f"{each.id}: there is no intended use “{each.use}”")
        yield from _files(each, dialect)
        yield from _dependencies(each, kinds, dialect)
    banks = sum(kind == dialect.bank for kind in kinds.values())
    if banks > 1 and dialect.number == "1.1.0":  # 4a
        yield Fault("cartridge-resource", f"there are {banks} question banks, and one may be")


def _files(each: Listed, dialect: Dialect) -> Iterator[Fault]:
    if each.type in {dialect.topic, dialect.link, dialect.assessment, dialect.bank}:  # 1a–c, 2a–c, 3a–c, 4b–d
        if len(each.files) != 1:
            yield Fault("cartridge-resource", f"{each.id} has {len(each.files)} files, and must have one")
        if each.href is not None:
            yield Fault("cartridge-resource", f"{each.id} has a href, which its type must not have")
    elif not each.files:
        yield Fault("cartridge-resource", f"{each.id} has no file")
    if each.href is not None and each.href not in each.files:  # 10a, 10b
        yield Fault("cartridge-resource", f"{each.id}: its href {each.href} is none of its files")
    for path, count in Counter(each.files).items():
        if count > 1:  # 9a
            yield Fault("cartridge-resource", f"{each.id} lists {path} {count} times")


def _dependencies(each: Listed, kinds: dict[str, str], dialect: Dialect) -> Iterator[Fault]:
    """Yield dependencies that are not allowed (1d–h, 2d, 3d–h, 4e–i, 5a–f, 6a–f, 7a, 7b, 11a–f)."""
    allowed: dict[str, frozenset[str]] = {
        dialect.topic: _web(dialect),
        dialect.assessment: _web(dialect),
        dialect.bank: _web(dialect),
        dialect.associated: frozenset(("webcontent",)),
        dialect.tool: frozenset((dialect.associated,)),
        "webcontent": frozenset(("webcontent",)),
    }
    for target, count in Counter(each.dependencies).items():
        if target == each.id:
            yield Fault("cartridge-resource", f"{each.id} depends on itself")
        elif count > 1:
            yield Fault("cartridge-resource", f"{each.id} names its dependency {target} {count} times")
        elif target in kinds and kinds[target] not in allowed.get(each.type, frozenset()):
            yield Fault("cartridge-resource", f"{each.id} ({each.type}) depends on a {kinds[target]}")
