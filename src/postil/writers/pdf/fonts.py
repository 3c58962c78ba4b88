"""The one place of the writer that touches the disk: faces for fontconfig, which reads only files.

Pango asks fontconfig, fontconfig asks the machine. So that every machine sees the same faces and no others, the faces
of the rendition are written to a temporary directory of this process, and ``FONTCONFIG_FILE`` names a configuration
that knows only this directory. It must be set before Pango is loaded; import this module before WeasyPrint.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

from postil.model.steps import blob, key_of

from .sheaf import FaceName

_WEIGHTS = {100: 0, 200: 40, 300: 50, 400: 80, 500: 100, 600: 180, 700: 200, 800: 205, 900: 210}
_made: dict[str, Path] = {}


def use(faces: Sequence[FaceName]) -> str:
    """Make fontconfig see `faces` and nothing else; return a key that is the same for the same faces."""
    key = key_of("faces", tuple(faces))
    if key not in _made:
        _made[key] = _write(faces)
    os.environ["FONTCONFIG_FILE"] = str(_made[key] / "fonts.conf")
    return key


def _write(faces: Sequence[FaceName]) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=f"postil-{os.getpid()}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    rules = []
    for number, face in enumerate(faces):
        path = folder / f"{number:03d}-{Path(face.file).name}"
        path.write_bytes(blob(face.digest))
        rules.append(_rule(path, face))
    (folder / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        f"<dir>{escape(str(folder))}</dir><cachedir>{escape(str(folder / 'cache'))}</cachedir>"
        f"{''.join(rules)}<config><rescan><int>0</int></rescan></config></fontconfig>",
        encoding="utf-8",
    )
    return folder


def _rule(path: Path, face: FaceName) -> str:
    """A rule by which the file answers to the family, weight and slant the style sheet calls it by.

    The family is put before the file's own names: to replace them breaks Pango (Kozea/WeasyPrint#2510).
    """
    return (
        f'<match target="scan"><test name="file" compare="eq"><string>{escape(str(path))}</string></test>'
        f'<edit name="family" mode="prepend"><string>{escape(face.family)}</string></edit>'
        f'<edit name="slant" mode="assign_replace"><int>{100 if face.italic else 0}</int></edit>'
        f'<edit name="weight" mode="assign_replace"><int>{_WEIGHTS.get(face.weight, 80)}</int></edit></match>'
    )
