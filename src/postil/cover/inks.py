"""The colours of a cover, for screens and for the press.

No colour asks for more than 240 % of ink, the limit that the strictest printer names for a cover. Letters on cloth are the
bare paper: a light tint in thin strokes would blur where four inks meet.
"""

from __future__ import annotations

from collections.abc import Mapping

from postil.model.drawing import Ink
from postil.model.trade import Cloth

__all__ = ["ACCENT", "BLACK", "CLOTHS", "LETTERING", "PAPER", "WHITE"]

CLOTHS: Mapping[Cloth, Ink] = {
    "blue": Ink("#1f2f3d", (0.85, 0.65, 0.45, 0.45)),
    "green": Ink("#22382f", (0.80, 0.45, 0.70, 0.45)),
    "red": Ink("#561d1c", (0.30, 0.90, 0.75, 0.45)),
    "grey": Ink("#3a3d40", (0.20, 0.10, 0.10, 0.80)),
    "black": Ink("#1c1b1a", (0.40, 0.30, 0.30, 1.0)),
}
PAPER = Ink("#f4ecda", (0.02, 0.05, 0.16, 0.0))
LETTERING = Ink("#f4ecda", (0.0, 0.0, 0.0, 0.0))
ACCENT = Ink("#7d2618", (0.0, 0.90, 0.80, 0.50))
BLACK = Ink("#1b1916", (0.0, 0.0, 0.0, 1.0))
WHITE = Ink("#ffffff", (0.0, 0.0, 0.0, 0.0))
