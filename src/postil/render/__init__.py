"""Render: a woven, cited book to finished markup. The only package that knows Jinja."""

from postil.render.facts import Facts
from postil.render.renderer import BookSource, Renderer

__all__ = ["BookSource", "Facts", "Renderer"]
