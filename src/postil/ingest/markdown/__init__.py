"""Markdown with attributes and fenced divs, read with the place of every character.

markdown-it-py does the parsing (CommonMark 0.31); `dialect` adds our three pieces of syntax and keeps track of
places, `nodes` turns its tokens into the model.
"""

from postil.ingest.markdown.nodes import parse_markdown

__all__ = ["parse_markdown"]
