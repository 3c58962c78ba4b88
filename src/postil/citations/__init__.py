"""Citations: pandoc's citeproc turns keys into notes and a bibliography, one call for an edition.

pandoc (as shipped in `pypandoc_binary`) is used because it renders archival sources and treaties as the Chicago
Manual asks; it is started as a process with nothing but the files it needs.
"""

from postil.citations.engine import cite, cite_prose, engine_version, need_engine, style_fault

__all__ = ["cite", "cite_prose", "engine_version", "need_engine", "style_fault"]
