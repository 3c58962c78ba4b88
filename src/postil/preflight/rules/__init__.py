"""The rules: each a small function of the facts of a file."""

from __future__ import annotations

from postil.preflight.findings import Rule

from . import cover, file, inks, margins, pages, pictures
from . import type as type_

__all__ = ["COVER", "INTERIOR"]

_EVERY: tuple[Rule, ...] = (*type_.RULES, *pictures.RULES, *inks.RULES, *file.RULES)
INTERIOR: tuple[Rule, ...] = (*pages.RULES, *margins.RULES, *_EVERY)
COVER: tuple[Rule, ...] = (*cover.RULES, *_EVERY)
