"""From cartridge to file: the manifest, then all files, as a ZIP archive that is the same every time."""

from __future__ import annotations

import io
import zipfile
from html import escape

from postil.writers.cartridge.names import identifier
from postil.writers.cartridge.pages import plain
from postil.writers.cartridge.plan import Cartridge, Entry, Folder, Resource
from postil.writers.container import put

__all__ = ["MANIFEST", "manifest", "pack"]

MANIFEST = "imsmanifest.xml"


def pack(cartridge: Cartridge) -> bytes:
    """Return the package: the manifest first, then the files in the order of their names."""
    files = sorted({each.path: each.data for each in cartridge.resources}.items())
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for path, data in ((MANIFEST, manifest(cartridge)), *files):
            put(package, path, data)
    return target.getvalue()


def manifest(cartridge: Cartridge) -> bytes:
    """Return `imsmanifest.xml`. Its namespace is the first attribute: Moodle looks for it in the first 500 bytes."""
    course, dialect = cartridge.course, cartridge.dialect
    folders = "".join(_folder(each) for each in cartridge.folders)
    resources = "".join(_resource(each, cartridge) for each in cartridge.resources)
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<manifest xmlns="{dialect.package}" xmlns:lomimscc="{dialect.lom_manifest}"'
        f' xmlns:lom="{dialect.lom_resource}" identifier="{identifier("M", course.identifier)}">\n'
        f"<metadata><schema>{cartridge.schema}</schema><schemaversion>{dialect.number}</schemaversion>\n"
        f"{_description(cartridge)}</metadata>\n"
        f'<organizations><organization identifier="{identifier("O", course.identifier)}"'
        f' structure="rooted-hierarchy"><item identifier="{identifier("I", course.identifier)}">\n'
        f"{folders}</item></organization></organizations>\n"
        f"<resources>\n{resources}</resources>\n</manifest>\n"
    )
    return text.encode("utf-8", "replace")


def _description(cartridge: Cartridge) -> str:
    """Return what is said of the whole (IEEE LOM): title, language, description, rights."""
    course = cartridge.course

    def words(name: str, text: str) -> str:
        string = f'<lomimscc:string language="{escape(course.language)}">{plain(text)}</lomimscc:string>'
        return f"<lomimscc:{name}>{string}</lomimscc:{name}>" if text else ""

    restricted = (
        "<lomimscc:copyrightAndOtherRestrictions><lomimscc:value>yes</lomimscc:value>"
        "</lomimscc:copyrightAndOtherRestrictions>"
    )
    rights = f"<lomimscc:rights>{restricted}{words('description', course.rights)}</lomimscc:rights>\n"
    return (
        "<lomimscc:lom><lomimscc:general>"
        f"<lomimscc:identifier><lomimscc:catalog>URN</lomimscc:catalog><lomimscc:entry>{plain(course.identifier)}"
        "</lomimscc:entry></lomimscc:identifier>"
        f"{words('title', course.title)}<lomimscc:language>{escape(course.language)}</lomimscc:language>"
        f"{words('description', course.description)}</lomimscc:general>\n"
        f"{rights if course.rights else ''}</lomimscc:lom>"
    )


def _folder(folder: Folder) -> str:
    entries = "".join(_entry(each) for each in folder.entries)
    return f'<item identifier="{folder.id}"><title>{plain(folder.title)}</title>\n{entries}</item>\n'


def _entry(entry: Entry) -> str:
    return (
        f'<item identifier="{entry.id}" identifierref="{entry.resource}">'
        f"<title>{plain(entry.title)}</title></item>\n"
    )


def _resource(resource: Resource, cartridge: Cartridge) -> str:
    """Return a resource: metadata, file, dependencies (in this order). What instructors get says that it is theirs:
    Moodle hides it, Canvas leaves it unpublished."""
    href = f' href="{resource.path}"' if resource.href else ""
    use = f' intendeduse="{resource.use}"' if resource.use else ""
    needed = "".join(f'<dependency identifierref="{each}"/>' for each in resource.dependencies)
    role = ""
    if cartridge.course.audience == "instructors" and resource.listed:
        role = (
            "<metadata><lom:lom><lom:educational><lom:intendedEndUserRole><lom:source>IMSGLC_CC_Rolesv1p1"
            "</lom:source><lom:value>Instructor</lom:value></lom:intendedEndUserRole></lom:educational></lom:lom>"
            "</metadata>"
        )
    return (
        f'<resource identifier="{resource.id}" type="{resource.type}"{href}{use}>{role}'
        f'<file href="{resource.path}"/>{needed}</resource>\n'
    )
