"""Fidelity: the transcription is compared with the copy-text, word by word and mark by mark.

Declared differences are an edit of the copy-text: each must apply, as often as it says. What is left must be equal;
anything else is a fault that shows both readings. The comparison is of tokens (words of UAX #29; characters in
scripts without spaces; every mark by itself) and of breaks between paragraphs.
"""

from postil.fidelity.comparison import compare
from postil.fidelity.tokens import Piece, pieces_of_part, pieces_of_text

__all__ = ["Piece", "compare", "pieces_of_part", "pieces_of_text"]
