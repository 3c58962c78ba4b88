"""From course to cartridge: which files there are, which resources they make, and in which folders these appear.

Two levels, modules and what is in them: Moodle takes no more. All files lie in one folder, so that plain relative links
lead where they should in systems that look from the page (Moodle), from the package or by the end of the path (Canvas).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from postil.frozen import dataclass
from postil.model.course import Course, CourseFile, CourseItem, CoursePage, Module, Quiz, WebLink
from postil.model.rendition import Fault
from postil.writers.cartridge.dialect import DIALECTS, FULL, THIN, Dialect, Version
from postil.writers.cartridge.links import Addresses
from postil.writers.cartridge.names import Names, identifier, slug
from postil.writers.cartridge.pages import page, plain, web_link
from postil.writers.cartridge.questions import assessment

__all__ = ["Cartridge", "Entry", "Folder", "Resource", "plan", "thin_plan"]

T = TypeVar("T")
_ADDRESS = re.compile(r"""https://[^\s"'<>#]+""")


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource of the manifest: one file of the package and what the manifest says of it."""

    id: str
    type: str
    path: str
    data: bytes
    href: bool
    dependencies: tuple[str, ...] = ()
    use: str = ""
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """A line in a module: a title and the resource it opens."""

    id: str
    title: str
    resource: str


@dataclass(frozen=True, slots=True)
class Folder:
    """A module: a title and its entries."""

    id: str
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Cartridge:
    """Everything that goes into the package, in order."""

    course: Course
    dialect: Dialect
    schema: str
    folders: tuple[Folder, ...]
    resources: tuple[Resource, ...]
    faults: tuple[Fault, ...] = ()


def plan(course: Course, version: Version, base_url: str) -> Cartridge:
    """Return the whole course as version 1.1 or 1.3."""
    dialect = DIALECTS[version]
    modules = [_with_introduction(module) for module in course.modules]
    addresses = _addresses(course, modules, base_url)
    folders: list[Folder] = []
    resources: list[Resource] = []
    for module in modules:
        entries: list[Entry] = []
        for item in module.items:
            made = _resource(item, course, dialect, addresses)
            resources.append(made)
            entries.append(_entry(course, item, made.id))
        folders.append(_folder(course, module, entries))
    used = addresses.used
    resources += (
        Resource(
            identifier("R", course.identifier, "image", name),
            "webcontent",
            f"{addresses.folder}/{path}",
            course.images[name],
            href=True,
            listed=False,
        )
        for name, path in sorted(addresses.images.items())
        if name in used
    )
    return Cartridge(course, dialect, FULL, tuple(folders), tuple(resources), _address_fault(base_url))


def thin_plan(course: Course, base_url: str) -> Cartridge:
    """Return the course as a Thin Common Cartridge (1.3): links to its places in the web edition at `base_url`.

    Files are not in it; questions are where the web edition has them. A module of which nothing is left is left out.
    """
    dialect = DIALECTS["1.3"]
    modules = [_with_introduction(module) for module in course.modules]
    links = [
        [(item, link) for item in module.items if (link := _as_link(item, base_url)) is not None]
        for module in modules
    ]
    every = [link for module in links for _, link in module]
    folder = _folder_name(course)
    names = iter(Names().numbered("l", (link.title for link in every), ".xml"))
    folders: list[Folder] = []
    resources: list[Resource] = []
    for module, pairs in zip(modules, links, strict=True):
        entries: list[Entry] = []
        for item, link in pairs:
            key = identifier("R", course.identifier, _kind(item), item.id)
            data = web_link(link, dialect)
            resources.append(Resource(key, dialect.link, f"{folder}/{next(names)}", data, href=False))
            entries.append(_entry(course, item, key))
        if entries:
            folders.append(_folder(course, module, entries))
    return Cartridge(course, dialect, THIN, tuple(folders), tuple(resources), _address_fault(base_url))


def _as_link(item: CourseItem, base_url: str) -> WebLink | None:
    match item:
        case WebLink():
            return item
        case CoursePage() | Quiz() if item.anchor:
            return WebLink(item.id, item.title, f"{base_url}#{item.anchor}")
        case _:
            return None


def _with_introduction(module: Module) -> Module:
    """Return `module` with its introduction as a page that comes first."""
    if not module.introduction:
        return module
    heading = f"<h1>{plain(module.title)}</h1>" + (f"<p>{plain(module.dates)}</p>" if module.dates else "")
    opening = CoursePage(
        f"{module.id} introduction",
        module.introduction_title,
        heading + module.introduction,
        anchor=module.anchor,
    )
    return Module(module.id, module.title, (opening, *module.items), dates=module.dates)


def _kind(item: CourseItem) -> str:
    return type(item).__name__


def _entry(course: Course, item: CourseItem, resource: str) -> Entry:
    return Entry(identifier("I", course.identifier, _kind(item), item.id), item.title, resource)


def _folder(course: Course, module: Module, entries: list[Entry]) -> Folder:
    title = f"{module.title} ({module.dates})" if module.dates else module.title
    return Folder(identifier("I", course.identifier, "module", module.id), title, tuple(entries))


def _folder_name(course: Course) -> str:
    """Return the one folder of all files. `web_resources` is dropped by Canvas and looked for by Open edX."""
    return f"web_resources/{slug(course.name) or 'reader'}"


def _of_kind(modules: list[Module], kind: type[T]) -> list[T]:
    return [item for module in modules for item in module.items if isinstance(item, kind)]


def _addresses(course: Course, modules: list[Module], base_url: str) -> Addresses:
    """Return the path of everything that can be linked to."""
    names = Names()
    pages = _of_kind(modules, CoursePage)
    return Addresses(
        folder=_folder_name(course),
        pages=_numbered(names, "p", pages, ".html"),
        quizzes=_numbered(names, "q", _of_kind(modules, Quiz), ".xml"),
        links=_numbered(names, "l", _of_kind(modules, WebLink), ".xml"),
        files={item.id: names.like(item.name) for item in _of_kind(modules, CourseFile)},
        images=names.for_all(course.images),
        anchors={item.id: item.anchor for item in pages},
        base_url=base_url,
    )


def _numbered(
    names: Names, mark: str, items: Sequence[CoursePage | Quiz | WebLink], ending: str
) -> dict[str, str]:
    made = names.numbered(mark, (item.title for item in items), ending)
    return {item.id: name for item, name in zip(items, made, strict=True)}


def _resource(item: CourseItem, course: Course, dialect: Dialect, addresses: Addresses) -> Resource:
    key = identifier("R", course.identifier, _kind(item), item.id)
    folder = addresses.folder
    match item:
        case CoursePage():
            data, images = page(item, course, addresses)
            path = f"{folder}/{addresses.pages[item.id]}"
            return Resource(key, "webcontent", path, data, True, _images(course, images), item.use)
        case CourseFile():
            return Resource(key, "webcontent", f"{folder}/{addresses.files[item.id]}", item.data, True)
        case Quiz():
            data, images = assessment(item, course, key, addresses)
            path = f"{folder}/{addresses.quizzes[item.id]}"
            return Resource(key, dialect.assessment, path, data, False, _images(course, images))
        case WebLink():
            path = f"{folder}/{addresses.links[item.id]}"
            return Resource(key, dialect.link, path, web_link(item, dialect), False)


def _images(course: Course, names: frozenset[str]) -> tuple[str, ...]:
    return tuple(identifier("R", course.identifier, "image", name) for name in sorted(names))


def _address_fault(base_url: str) -> tuple[Fault, ...]:
    if base_url and not _ADDRESS.fullmatch(base_url):
        return (
            Fault("cartridge-address", f"the address of the web edition is not one of https: {base_url}"),
        )
    return ()
