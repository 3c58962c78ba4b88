"""Computed values: what no rule sets is not computed, and what was computed for one page is taken over by the next."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from cssselect2 import ElementWrapper
from weasyprint import css
from weasyprint.css import ComputedStyle
from weasyprint.css.computed_values import COMPUTER_FUNCTIONS, PHYSICAL_FUNCTIONS
from weasyprint.css.functions import check_math
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES
from weasyprint.layout import page

from postil.writers.pdf.recompile import pin, rebind

from .styles import shared_by

_OF_ONE_PAGE = frozenset(("overflow", "counter_set", "counter_reset", "counter_increment"))


def pages() -> None:
    """`page.set_page_type_computed_styles`: take over what was computed for an earlier page with the same rules."""
    original = page.set_page_type_computed_styles
    pin(original, "4e68b396b35c")

    def like(new: Any, old: Any) -> None:
        dict.update(new, {key: value for key, value in old.items() if key not in _OF_ONE_PAGE})

    def set_page_type_computed_styles(page_type: Any, html: Any, style_for: Any) -> None:
        original(page_type, html, style_for)
        pool = style_for.__dict__.get("_pool")
        if pool is None or pool.sizes.read:
            return
        computed = style_for.get_computed_styles()
        root = shared_by(computed[html.etree_element, None])
        for (element, pseudo), cascaded in style_for.get_cascaded_styles().items():
            if element != page_type:
                continue
            style = computed[element, pseudo]
            rules = [(name, id(values), repr(weight)) for name, (values, weight) in cascaded.items()]
            key = id(root), pseudo, *rules
            old = pool.pages.get(key)
            if old is not None and old is not style:
                like(style, old)
                style.specified.update(old.specified)
                anonymous = old.__dict__.get("anonymous_style")
                if anonymous is not None:
                    like(style.anonymous_style, anonymous)
            pool.pages[key] = style

    rebind(original, set_page_type_computed_styles)


def unlocked() -> None:
    """cssselect2 `ElementWrapper`: properties that are kept need no lock (nor have they one since Python 3.12)."""

    pin(ElementWrapper.classes.func, "3cf962acbf0f")
    pin(css.Style.anonymous_style.func, "eaafd7ca1dac")

    class Kept:
        def __init__(self, made: cached_property[Any]) -> None:
            self.function = self.func = made.func  # `pin` looks for it under Python's name
            self.name = str(made.attrname)

        def __get__(self, owner: Any, _: type | None = None) -> Any:
            if owner is None:
                return self
            value = owner.__dict__[self.name] = self.function(owner)
            return value

    for cls in (ElementWrapper, css.Style):
        for name, value in list(vars(cls).items()):
            if type(value) is cached_property:
                setattr(cls, name, Kept(value))


_SLOW = frozenset(name for name in INITIAL_VALUES if name.startswith("text_decoration_")) | {
    "position",
    "float",
    "display",
    "page",
}
_PLAIN_VALUES = frozenset((str, int, float, bool, type(None)))
_LOGICAL = frozenset(
    function(block="ttb", inline=inline)
    for function in PHYSICAL_FUNCTIONS.values()
    for inline in ("ltr", "rtl")
)


def missing() -> None:
    """`ComputedStyle.__missing__`: what no rule sets is the parent's or the initial value, without further ado."""
    original = ComputedStyle.__missing__
    pin(original, "b318d8efc8ac")

    def found(self: Any, key: str) -> Any:
        cascaded = self.cascaded
        if key in cascaded or key in _SLOW or key[:2] == "__":
            return original(self, key)
        if key in PHYSICAL_FUNCTIONS:
            logical = self.__dict__.get("_logical")
            if logical is None:
                logical = self._logical = not _LOGICAL.isdisjoint(cascaded)
            if logical:
                return original(self, key)
        if key in INHERITED:
            parent = self.parent_style
            if parent is None:
                return original(self, key)
            value = parent[key]
            if type(value) not in _PLAIN_VALUES and check_math(value):
                return original(self, key)
        else:
            value = INITIAL_VALUES[key]
            if key in INITIAL_NOT_COMPUTED and key in COMPUTER_FUNCTIONS:
                value = COMPUTER_FUNCTIONS[key](self, key, value)
        self[key] = value
        return value

    ComputedStyle.__missing__ = found
