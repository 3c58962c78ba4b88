"""Citations: pandoc's citeproc turns keys into notes and a bibliography, one call for a document.

pandoc (as shipped in `pypandoc_binary`) is used because it renders archival sources and treaties as the Chicago
Manual asks; it is started as a process with nothing but the files it needs.
"""

from postil.citations.engine import (
    cite,
    cite_edition,
    cite_step,
    contexts_of,
    engine_version,
    need_engine,
    style_fault,
)
from postil.citations.placing import Context, contexts
from postil.citations.reader import Citing, ReaderWorks, cite_reader
from postil.citations.requests import CiteAnswer, CiteRequest

__all__ = [
    "CiteAnswer",
    "CiteRequest",
    "Citing",
    "Context",
    "ReaderWorks",
    "cite",
    "cite_edition",
    "cite_reader",
    "cite_step",
    "contexts",
    "contexts_of",
    "engine_version",
    "need_engine",
    "style_fault",
]
