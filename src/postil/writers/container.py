"""Containers (ZIP archives) that are the same every time: fixed dates, modes and compression."""

from __future__ import annotations

import zipfile

__all__ = ["put"]

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment a ZIP file can name


def put(container: zipfile.ZipFile, path: str, data: bytes, *, stored: bool = False) -> None:
    """Put a file into `container`, compressed unless it is to be `stored`."""
    entry = zipfile.ZipInfo(path, _EPOCH)
    entry.create_system = 3
    entry.external_attr = 0o100644 << 16
    entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    container.writestr(entry, data, compresslevel=9)
