"""The cartridge writer: `write` turns a course into a finished, audited IMS Common Cartridge (`.imscc`).

Importing this package does not load lxml; the first call of `write` does.
"""

from __future__ import annotations

from postil.model.course import Course
from postil.model.rendition import Fault
from postil.writers.cartridge.dialect import Version

__all__ = ["write"]


def write(
    course: Course, version: Version = "1.1", *, thin: bool = False, base_url: str = ""
) -> tuple[bytes, tuple[Fault, ...]]:
    """Return `course` as one file, and what the audit of that file found.

    Version 1.1 is what every system takes. A thin cartridge (1.3) holds nothing but links to `base_url`, where the web
    edition of the reader stands; in a whole one links from page to page lead there if it is given. The bytes depend
    on nothing but the arguments.
    """
    from postil.writers.cartridge.archive import pack
    from postil.writers.cartridge.audit import audit
    from postil.writers.cartridge.plan import plan, thin_plan

    if thin and not base_url:
        return b"", (Fault("cartridge-address", "a thin cartridge needs the address of the web edition"),)
    cartridge = thin_plan(course, base_url) if thin else plan(course, version, base_url)
    data = pack(cartridge)
    return data, (*cartridge.faults, *audit(data, course.audience))
