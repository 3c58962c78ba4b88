"""Styles: computed once for all elements they are the same for, whatever their ids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from math import inf
from typing import Any

from weasyprint import css
from weasyprint.css import AnonymousStyle, ComputedStyle, StyleFor
from weasyprint.css.properties import INHERITED
from weasyprint.css.validation import preprocess_declarations
from weasyprint.formatting_structure import build

from postil.writers.pdf.recompile import pin, replace_in

_PLAIN_ID = re.compile(r"[\w.:-]+")
_AUTHOR = css.declaration_precedence("author", False), inf, (0, 0, 0)


class NamedStyle(ComputedStyle):  # type: ignore[misc]
    """The style of an element, or of all that have no anchor: but for the anchor and what is set later, that of `base`.

    What is computed stays in `base`, which all documents set with the same style sheets share.
    """

    def __init__(self, base: ComputedStyle, anchor: str | None) -> None:
        self.base = base
        self.own: dict[str, Any] = {}  # what was set after the cascade
        self.parent_style = base.parent_style
        self.cascaded = base.cascaded
        self.is_root_element = base.is_root_element
        self.pseudo_type = base.pseudo_type
        self.root_style = base.root_style
        self.base_url = base.base_url
        self.font_config = base.font_config
        self.initial_page_sizes = base.initial_page_sizes
        self.cache = base.cache
        self.specified = base.specified
        self.anchor = anchor
        dict.__setitem__(self, "anchor", anchor)

    def __setitem__(self, key: str, value: Any) -> None:
        self.own[key] = value
        dict.__setitem__(self, key, value)

    def __missing__(self, key: str) -> Any:
        base = self.base
        value = base[key]
        if len(base) > len(self) + 4:  # what was asked of the base before will be asked here too
            dict.update(self, base)
            dict.__setitem__(self, "anchor", self.anchor)
            dict.update(self, self.own)
        else:
            dict.__setitem__(self, key, value)
        return value

    def copy(self) -> ComputedStyle:
        copy = self.base.copy()
        dict.update(copy, self)
        return copy

    @cached_property
    def anonymous_style(self) -> Any:
        if _hands_down(self.own):
            return AnonymousStyle(self)
        return self.base.anonymous_style


def shared_by(style: Any) -> Any:
    """Return the style that `style` looks its values up in, where what is made of them may be remembered."""
    if type(style) is NamedStyle and not style.own:
        return style.base
    return style


def _hands_down(names: dict[str, Any]) -> bool:
    """Say whether anonymous boxes inherit one of the properties."""
    return any(
        name in INHERITED or name == "page" or name.startswith(("text_decoration_", "__")) for name in names
    )


def of_footnote(style: Any) -> Any:
    """Return a copy of the style of a footnote that does not float any more."""
    if isinstance(style, NamedStyle):
        copies = style.base.__dict__.setdefault("_footnotes", {})
        key = tuple(style.own.items())
        if key not in copies:
            copy = copies[key] = style.base.copy()
            dict.update(copy, style.own)
            copy["float"] = "none"
        return NamedStyle(copies[key], style["anchor"])
    style = style.copy()
    style["float"] = "none"
    return style


class _Only(list[Any]):
    """One element, as a tree of it alone for `find_style_attributes`."""

    def iter(self) -> Iterator[Any]:
        return iter(self)


def _declared(element: Any) -> tuple[str | None, str | None] | None:
    """Return the language and the anchor that attributes give `element`, or `None` if they say more than that."""
    lang, anchor = element.get("lang"), element.get("id")
    if (
        element.get("style")
        or (element.tag == "a" and element.get("name"))
        or element.tag == "{http://www.w3.org/2000/svg}svg"
        or (lang and not _PLAIN_ID.fullmatch(lang))
        or (anchor and not _PLAIN_ID.fullmatch(anchor))
    ):
        return None
    return lang or None, anchor or None


def _sets_anchors(sheet: Any) -> bool:
    """Say whether a style sheet gives elements anchors (`-weasy-anchor`), so that not only their ids do."""
    known = sheet.__dict__.get("_sets_anchors")
    if known is None:
        matcher = sheet.matcher
        tables = (
            matcher.id_selectors,
            matcher.class_selectors,
            matcher.lower_local_name_selectors,
            matcher.namespace_selectors,
        )
        lists = [entries for table in tables for entries in table.values()]
        lists += [matcher.lang_attr_selectors, matcher.other_selectors]
        known = sheet._sets_anchors = any(
            name == "anchor" for entries in lists for entry in entries for name, _, _ in entry[4][0]
        )
    return bool(known)


def _cascade(style: dict[str, Any], declarations: Any, origin: str, layer: Any, specificity: Any) -> None:
    for name, values, importance in declarations:
        weight = (css.declaration_precedence(origin, importance), layer, specificity)
        old = style.get(name)
        if old is None or old[1] <= weight:
            style[name] = values, weight


class _PageSizes(dict[str, Any]):
    """The size of the first page, for units like ``vw``; notes whether it was read."""

    def __init__(self) -> None:
        super().__init__(box=None, area=None)
        self.read = False

    def __getitem__(self, key: str) -> Any:
        self.read = True
        return super().__getitem__(key)


class _Pool:
    """The computed styles of documents that are set with the same style sheets and fonts."""

    def __init__(self, sheets: Any) -> None:
        self.sheets = sheets  # kept, so that ids of declarations stay theirs
        self.styles: dict[Any, tuple[Any, dict[str, dict[str, Any]]]] = {}
        self.pages: dict[Any, Any] = {}
        self.sizes = _PageSizes()

    @property
    def spent(self) -> bool:
        """Whether the values are only good for one document, or too many."""
        return self.sizes.read or len(self.styles) > _POOLED


_POOLED = 1000  # styles; a book has some hundred


def _pool(font_config: Any, sheets: Any, base_url: str | None) -> _Pool:
    pools = font_config.__dict__.setdefault("_style_pools", {})
    key = (base_url, *[(id(sheet), origin, specificity) for sheet, origin, specificity in sheets])
    pool: _Pool | None = pools.get(key)
    if pool is None or pool.spent:
        if len(pools) > 4:
            pools.clear()
        pool = pools[key] = _Pool(sheets)
    pool.sizes.update(box=None, area=None)
    return pool


def sharing() -> None:
    """`StyleFor.__init__`: share the style of elements that differ in nothing but their id; and of their pseudo-elements.

    WeasyPrint shares styles too, but not between elements with an id or a language, nor below them, nor between documents.
    """
    original = StyleFor.__init__
    pin(original, "b1e725a75525")

    def initialise(
        self: Any, html: Any, sheets: Any, presentational_hints: Any, font_config: Any, target_collector: Any
    ) -> None:
        if presentational_hints or any(_sets_anchors(sheet) for sheet, _, _ in sheets):
            original(self, html, sheets, presentational_hints, font_config, target_collector)
            return
        root, base_url = html.etree_element, html.base_url
        pool = self._pool = _pool(font_config, sheets, base_url)
        self._cascaded_styles = {}
        computed: dict[tuple[Any, str | None], Any] = {}
        self._computed_styles = computed
        self.initial_page_sizes = pool.sizes
        self._sheets = sheets
        self.font_config = font_config
        css.PROGRESS_LOGGER.info("Step 3 - Applying CSS")
        own: dict[Any, dict[str, Any]] = {}  # cascades of elements that share nothing
        attributes: dict[Any, tuple[str | None, str | None]] = {}
        for element in root.iter():
            said = _declared(element)
            if said is not None:
                attributes[element] = said
                continue
            style = own[element] = {}
            for specificity, _, declarations, url in css.find_style_attributes(
                _Only([element]), False, base_url
            ):
                _cascade(style, preprocess_declarations(url, declarations), "author", inf, specificity)

        def computed_style(parent: Any, cascaded: dict[str, Any], pseudo: str | None) -> Any:
            outer = css.InitialStyle(font_config) if parent is None else bases[root]
            return ComputedStyle(parent, cascaded, pseudo, outer, base_url, font_config, pool.sizes)

        bases: dict[Any, Any] = {}  # of elements
        named: dict[int, Any] = {}  # of ids of bases: the style of elements without an anchor
        apart: dict[Any, tuple[Any, dict[str, dict[str, Any]]]] = {}  # styles of this document only
        alone: set[int] = set()
        pseudos: list[tuple[Any, Any, str, dict[str, Any]]] = []
        for wrapped in html.wrapper_element.iter_subtree():
            element = wrapped.etree_element
            parent = bases[wrapped.parent.etree_element] if wrapped.parent else None
            matched = []
            for sheet, origin, sheet_specificity in sheets:
                for specificity, _, pseudo, (declarations, layer) in sheet.matcher.match(wrapped):
                    order = inf if layer is None else sheet.layers.index(layer)
                    matched.append((pseudo, origin, order, sheet_specificity or specificity, declarations))
            lang, anchor = attributes.get(element, (None, None))
            key: Any = element
            if element not in own:
                key = id(parent), lang, *[(id(rule[4]), rule[2], rule[3], rule[1]) for rule in matched]
            styles = apart if element in own or id(parent) in alone else pool.styles
            known = styles.get(key)
            if known is None:
                style = own.get(element, {})
                if lang:
                    style["lang"] = ("string", lang), _AUTHOR
                cascades: dict[Any, dict[str, Any]] = {None: style}
                for pseudo, origin, order, specificity, declarations in matched:
                    _cascade(cascades.setdefault(pseudo, {}), declarations, origin, order, specificity)
                del cascades[None]
                known = styles[key] = computed_style(parent, style, None), cascades
                if styles is apart:
                    alone.add(id(known[0]))
            base = bases[element] = known[0]
            pseudos += [(element, base, pseudo, cascaded) for pseudo, cascaded in known[1].items()]
            if element in own:
                anchor = base["anchor"]
            if anchor is not None:
                computed[element, None] = NamedStyle(base, anchor)
                if anchor and target_collector:
                    target_collector.collect_anchor(anchor)
                continue
            if id(base) not in named:
                named[id(base)] = NamedStyle(base, None)
            computed[element, None] = named[id(base)]
        of_pseudo: dict[tuple[int, str], Any] = {}
        for element, base, pseudo, cascaded in pseudos:
            at = id(base), pseudo
            if at not in of_pseudo:
                of_pseudo[at] = computed_style(base, cascaded, pseudo)
            computed[element, pseudo] = of_pseudo[at]

    StyleFor.__init__ = initialise
    build.of_footnote = of_footnote
    replace_in(
        build,
        "element_to_box",
        (
            "footnote.style = footnote.style.copy()\n            footnote.style['float'] = 'none'\n",
            "footnote.style = of_footnote(footnote.style)\n",
        ),
    )
