"""Writing the file: each object is turned into bytes once, and quickly."""

from __future__ import annotations

import zlib
from typing import Any

import pydyf
from weasyprint.pdf.fonts import Font

from postil.writers.pdf.recompile import pin, replace_in_method


def references() -> None:
    """pydyf `PDF.page_references`: made once, not for every element of the structure tree."""
    original = pydyf.PDF.page_references.fget
    pin(original, "060bf90aad55")

    def page_references(self: Any) -> Any:
        count = len(self.pages["Kids"])
        known = self.__dict__.get("_references")
        if known is None or known[0] != count:
            known = self._references = (count, original(self))
        return known[1]

    pydyf.PDF.page_references = property(page_references)


def once() -> None:
    """pydyf `PDF.write`: compress each stream once. The identifier is made of all data, for which all was made again."""

    def data_of(made: Any, known: dict[int, bytes]) -> bytes:
        if id(made) not in known:
            known[id(made)] = made.data
        return known[id(made)]

    pydyf.data_of = data_of
    replace_in_method(
        pydyf.PDF,
        "write",
        (
            "    # Convert version and identifier to bytes.\n",
            "    known = {}\n    # Convert version and identifier to bytes.\n",
        ),
        (
            "self.write_line(object_.indirect, output)",
            (
                "self.write_line(\n"
                "    f'{object_.number} {object_.generation} obj\\n'.encode() + data_of(object_, known) + b'\\nendobj', output)"
            ),
        ),
        (
            "self.write_line(object_stream.indirect, output)",
            (
                "self.write_line(\n    f'{object_stream.number} {object_stream.generation} obj\\n'.encode()\n"
                "    + data_of(object_stream, known) + b'\\nendobj', output)"
            ),
        ),
        ("data = object_.data\n", "data = data_of(object_, known)\n"),
        ("obj.data for obj in self.objects", "data_of(obj, known) for obj in self.objects"),
    )


def numbers() -> None:
    """pydyf `_to_bytes` and the `data` of streams, arrays and dictionaries: no test for what is bytes already."""
    original = pydyf._to_bytes
    pin(original, "1cefd02c285d")
    pin(pydyf.Stream.data.fget, "bdc2bc513f28")
    pin(pydyf.Array.data.fget, "136a84494ae7")
    pin(pydyf.Dictionary.data.fget, "1a6ebf2b6bc6")

    def to_bytes(item: Any) -> Any:
        kind = type(item)
        if kind is bytes:
            return item
        if kind is str:
            return item.encode("ascii")
        if kind is float:
            if item.is_integer():
                return b"%d" % int(item)
            return (b"%f" % item).rstrip(b"0")
        if kind is int:
            return b"%d" % item
        if isinstance(item, pydyf.Object):
            return item.data
        return original(item)

    def array(self: Any) -> bytes:
        return b"[" + b" ".join([item if type(item) is bytes else to_bytes(item) for item in self]) + b"]"

    names: dict[str, bytes] = {}

    def dictionary(self: Any) -> bytes:
        parts = []
        for key, value in self.items():
            name = names.get(key) if type(key) is str else None
            if name is None:
                name = b"/" + to_bytes(key) + b" "
                if len(names) < 500:
                    names[key] = name
            parts.append(name)
            parts.append(value if type(value) is bytes else to_bytes(value))
        return b"<<" + b"".join(parts) + b">>"

    def stream(self: Any) -> bytes:
        data = b"\n".join([item if type(item) is bytes else to_bytes(item) for item in self.stream])
        extra = pydyf.Dictionary(self.extra.copy())
        if self.compress:
            extra["Filter"] = "/FlateDecode"
            compressor = zlib.compressobj(level=9)
            data = compressor.compress(data) + compressor.flush()
        extra["Length"] = len(data)
        return b"\n".join((extra.data, b"stream", data, b"endstream"))

    pydyf._to_bytes = to_bytes
    pydyf.Array.data = property(array)
    pydyf.Dictionary.data = property(dictionary)
    pydyf.Stream.data = property(stream)


def subsets() -> None:
    """`Font._harfbuzz_subset`: arrays of a type that is known; the name of each length is parsed anew, for 5 ms."""
    replace_in_method(
        Font,
        "_harfbuzz_subset",
        ("f'hb_codepoint_t[{len(to_unicode)}]'", "'hb_codepoint_t[]'"),
        ("f'hb_codepoint_t[{len(drop_tables)}]'", "'hb_codepoint_t[]'"),
        ("f'hb_codepoint_t[{len(keep)}]'", "'hb_codepoint_t[]'"),
    )
