"""Excerpt: what a reader takes of an edition, and the account of what it leaves.

The text is cut at blocks, never inside one; ¶ numbers and labels stay those of the whole edition. A note goes with the
words it is about: whole or not at all. Where something is cut a `Gap` stands in the flow, one for all that is cut there;
joined, the blocks that are left and those the gaps declare are the text again.
"""

from postil.excerpt.cutting import cuts_in
from postil.excerpt.selecting import selected
from postil.excerpt.showing import rearranged
from postil.excerpt.taking import excerpt, terms_of

__all__ = ["cuts_in", "excerpt", "rearranged", "selected", "terms_of"]
