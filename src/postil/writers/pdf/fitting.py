"""Pages that are to be one page: the half-title, the title page, the imprint.

How much stands on them is the edition's affair, and how large the page is the trim's. Where the one is too much for the other, the
page is set again with less white (`--fit` in the style sheet) and, if need be, smaller letters, until it fits. A size that a style
sheet calls important, as that for large print does, stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

from .roles import classes

__all__ = ["fitted"]

_ONE_PAGE = frozenset(("halftitle", "titlepage", "imprint"))
_STEPS = ((0.8, 1.0), (0.6, 0.94), (0.4, 0.88), (0.2, 0.82), (0.0, 0.76))
"""How much is left of white and of the size of letters, one after the other. Smaller letters could not be read: what does not fit
then goes on over the page."""


def fitted(tree: Any, render: Callable[[], Any]) -> Any:
    """Return a document as `render` lays `tree` out, its pages that are to be one page made to fit."""
    document = render()
    single = [each for each in tree.etree_element.iter("section") if _ONE_PAGE & set(classes(each))]
    sizes: dict[Element, tuple[float, float]] = {}
    for white, letters in _STEPS if single else ():
        parts = list(_parts(document))
        over = [each for each in single if sum(box.element is each for box in parts) > 1]
        if not over:
            break
        for box in parts:
            if box.element in over:
                _measure(box, sizes)
        for each in over:
            _reduce(each, letters, sizes)
            each.set("style", f"{each.get('style', '')}--fit: {white}")
        document = render()
    return document


def _parts(document: Any) -> Iterator[Any]:
    """Yield the box of every part of a section on every page."""
    for page in document.pages:
        for body in page._page_box.children[0].children:
            yield from getattr(body, "children", ())


def _measure(section: Any, sizes: dict[Element, tuple[float, float]]) -> None:
    """Note size and leading of the letters of every element, in pixels, as it is set at first."""
    for box in (section, *section.descendants()):
        if box.element is not None and box.element_tag == box.element.tag:
            leading = box.style["line_height"]
            fixed = leading.value if getattr(leading, "unit", "") == "px" else 0.0
            sizes.setdefault(box.element, (box.style["font_size"], fixed))


def _reduce(section: Element, letters: float, sizes: dict[Element, tuple[float, float]]) -> None:
    for each in section.iter():
        size, leading = sizes.get(each, (0.0, 0.0))
        if size and letters < 1:
            style = f"font-size: {size * letters:.3f}px; "
            each.set("style", style + (f"line-height: {leading * letters:.3f}px; " if leading else ""))
        else:
            each.attrib.pop("style", None)
