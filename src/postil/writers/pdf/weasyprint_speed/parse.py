"""Reading HTML."""

from __future__ import annotations

import re
from functools import cache

from tinyhtml5 import inputstream

from postil.writers.pdf.recompile import replace_in_method


@cache
def _run_of(characters: tuple[str, ...] | frozenset[str], opposite: bool) -> re.Pattern[str]:
    """The pattern that `chars_until` makes of a set of characters."""
    inside = "".join(f"\\x{ord(character):02x}" for character in characters)
    return re.compile(f"[{inside}]+" if opposite else f"[^{inside}]+")


def patterns() -> None:
    """tinyhtml5 `HTMLUnicodeInputStream.chars_until`: keep the patterns.

    They are stored under the pattern instead of under the characters it is made of, so none is ever found again.
    """
    inputstream._run_of = _run_of
    replace_in_method(
        inputstream.HTMLUnicodeInputStream,
        "chars_until",
        (
            """    try:
        characters = characters_until_regex[(characters, opposite)]
    except KeyError:
        regex = "".join([f"\\\\x{ord(character):02x}" for character in characters])
        if not opposite:
            regex = f"^{regex}"
        regex = re.compile(f"[{regex}]+")
        characters = characters_until_regex[(characters, opposite)] = regex
""",
            "    characters = _run_of(characters, opposite)\n",
        ),
    )
