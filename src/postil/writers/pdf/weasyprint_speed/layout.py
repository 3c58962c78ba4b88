"""Layout of blocks, pages and notes: nothing is measured twice, nothing is looked for that cannot be there."""

from __future__ import annotations

from math import inf
from typing import Any

from weasyprint.draw.color import get_color
from weasyprint.formatting_structure import boxes
from weasyprint.layout import LayoutContext, absolute, background, block, page, percent
from weasyprint.layout import float as floats

from postil.writers.pdf import note_areas
from postil.writers.pdf.recompile import pin, rebind, replace_in

from .styles import shared_by


def _calls_in(box: Any, found: list[Any]) -> list[Any]:
    """Return `box` and its descendants, as far as they call a note."""
    if box.footnote is not None:
        found.append(box)
    for child in box.children:
        if isinstance(child, boxes.Box):
            _calls_in(child, found)
        elif child.footnote is not None:  # a placeholder
            found.append(child)
    return found


def quadratic() -> None:
    """Two searches that grow with the square of the book: in `block._linebox_layout` and `page.make_page`."""
    block.calls_in = _calls_in
    replace_in(
        block,
        "_linebox_layout",
        (
            "descendant.footnote for descendant in line.descendants()",
            "descendant.footnote for descendant in calls_in(line, [])",
        ),
    )
    replace_in(
        page,
        "make_page",
        ("cached_anchors = []", "cached_anchors = set()"),
        ("cached_lookups = []", "cached_lookups = set()"),
        ("cached_anchors.extend", "cached_anchors.update"),
        ("cached_lookups.extend", "cached_lookups.update"),
        ("cached_anchors.append", "cached_anchors.add"),
        ("cached_lookups.append", "cached_lookups.add"),
    )


def notes() -> None:
    """`LayoutContext._update_footnote_area`: measure each note once a page and add the heights up."""
    original = LayoutContext._update_footnote_area
    pin(original, "2e317e4b066f")

    def update(self: Any) -> Any:
        area = self.current_footnote_area
        if (
            not self.current_page_footnotes
            or self.in_column
            or self.excluded_shapes
            or not _simple(area.style)
        ):
            return original(self)
        items = note_areas.arranged(self)
        if not items:
            note_areas.clear(self)
            return False
        height = 0.0
        for item in items:
            own = note_areas.measured(self, item)
            if own is None:
                return original(self)
            height += own
        if area.height != "auto":
            self.page_bottom += area.margin_height()
        area.children, area.height = items, height
        self.page_bottom -= area.margin_height()
        return False

    LayoutContext._update_footnote_area = update


def _simple(style: Any) -> bool:
    return bool(
        style["height"] == "auto"
        and getattr(style["max_height"], "value", 0) == inf
        and (style["min_height"] == "auto" or getattr(style["min_height"], "value", 1) == 0)
        and style["column_count"] == "auto"
        and style["column_width"] == "auto"
        and style["box_sizing"] == "content-box"
    )


_SIDES = ("left", "right", "top", "bottom")
_SIZES = (
    *(f"margin_{side}" for side in _SIDES),
    *(f"padding_{side}" for side in _SIDES),
    *(f"{bound}{size}" for size in ("width", "height") for bound in ("", "min_", "max_")),
)


def _resolved(style: Any) -> dict[str, Any] | None:
    if style["border_collapse"] == "collapse" or style["box_sizing"] != "content-box":
        return None
    out: dict[str, Any] = {}
    for name in _SIZES:
        value = style[name]
        if value == "auto":
            out[name] = 0 if name in ("min_width", "min_height") else value
        elif getattr(value, "unit", None) in ("px", "PX"):
            out[name] = value.value
        else:
            return None
    for side in ("top", "right", "bottom", "left"):
        out[f"border_{side}_width"] = style[f"border_{side}_width"]
    return out


def percentages() -> None:
    """`percent.resolve_percentages`: a style without percentages is resolved once."""
    original = percent.resolve_percentages
    pin(original, "71673078096f")

    def resolve_percentages(box: Any, containing_block: Any) -> Any:
        if type(box) is absolute.AbsolutePlaceholder or box.is_flex_item or box.is_grid_item:
            return original(box, containing_block)
        style = shared_by(box.style)
        known = style.__dict__
        resolved = known.get("_resolved", False)
        if resolved is False:
            resolved = known["_resolved"] = _resolved(style)
        if resolved is None:
            return original(box, containing_block)
        box.__dict__.update(resolved)
        return None

    rebind(original, resolve_percentages)


def flow() -> None:
    """`Box.is_in_normal_flow`: two look-ups in place of five calls."""
    pin(boxes.Box.is_in_normal_flow, "5f49d6ab23da")
    floats = {"left", "right", "inline-start", "inline-end", "footnote"}

    def is_in_normal_flow(self: Any) -> bool:
        style = self.style
        if style["float"] in floats:
            return False
        position = style["position"]
        return (
            position == "static"
            or position == "relative"
            or not (position in ("absolute", "fixed") or position[0] in ("running()", "note()"))
        )

    boxes.Box.is_in_normal_flow = is_in_normal_flow


_NOTHING = frozenset(("normal", "inhibit", "none"))
_MARGIN_BOXES = tuple(
    f"@{side}-{place}"
    for side, places in (
        ("top", ("left", "center", "right", "left-corner", "right-corner")),
        ("bottom", ("left", "center", "right", "left-corner", "right-corner")),
        ("left", ("top", "middle", "bottom")),
        ("right", ("top", "middle", "bottom")),
    )
    for place in places
)


def margins() -> None:
    """`page.make_margin_boxes`: a page that has none makes none (sixteen for nothing)."""
    original = page.make_margin_boxes
    pin(original, "4a2d2e301eb3")

    def make_margin_boxes(context: Any, page_box: Any, state: Any) -> Any:
        for name in _MARGIN_BOXES:
            style = context.style_for(page_box.page_type, name)
            if style is not None and style["content"] not in _NOTHING:
                return original(context, page_box, state)
        return ()

    rebind(original, make_margin_boxes)


_RADII = tuple(
    f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left")
)
_NO_RADII = dict.fromkeys(_RADII, (0, 0))


def _plain(style: Any) -> bool:
    """Say whether boxes of `style` have no background, border image or round corner."""
    return bool(
        style["border_image_source"][0] == "none"
        and style["mask_border_source"][0] == "none"
        and style["visibility"] != "hidden"
        and all(kind != "url" and not value for kind, value in style["background_image"])
        and get_color(style, "background_color").alpha == 0
        and not style["box_shadow"]
        and all((0, "px") in style[corner] for corner in _RADII)
    )


def backgrounds() -> None:
    """`background.layout_box_backgrounds`: that a style has no background is found once a style."""
    original = background.layout_box_backgrounds
    pin(original, "617a870678c8")

    def layout_box_backgrounds(
        page_box: Any, box: Any, get_image: Any, layout_children: bool = True, style: Any = None
    ) -> None:
        if (
            not layout_children
            or style is not None
            or box is page_box
            or type(box) is absolute.AbsolutePlaceholder
        ):
            original(page_box, box, get_image, layout_children, style)
            return
        known = shared_by(box.style).__dict__
        plain = known.get("_no_background")
        if plain is None:
            plain = known["_no_background"] = _plain(box.style)
        if not plain:
            original(page_box, box, get_image)
            return
        own = box.__dict__
        own.update(_NO_RADII)
        own["background"] = None
        for child in box.all_children():
            layout_box_backgrounds(page_box, child, get_image)

    rebind(original, layout_box_backgrounds)


def collisions() -> None:
    """`float.avoid_collisions`: where nothing floats a line takes the whole width."""
    original = floats.avoid_collisions
    pin(original, "5fc7793c573a")

    def avoid_collisions(context: Any, box: Any, containing_block: Any, outer: bool = True) -> Any:
        if context.excluded_shapes or outer or type(box) is not boxes.LineBox:
            return original(context, box, containing_block, outer)
        left = containing_block.content_box_x()
        right = left + containing_block.width
        left += box.margin_left
        right -= box.margin_right
        rtl = box.style["float"] == "none" and containing_block.style["direction"] == "rtl"
        return (
            (right if rtl else left) - box.margin_left,
            box.border_box_y() - box.margin_top,
            right - left,
        )

    rebind(original, avoid_collisions)


def formatting() -> None:
    """`Box.establishes_formatting_context`: the answer is the same for all boxes of a kind and style."""
    original = boxes.Box.establishes_formatting_context
    pin(original, "2eafc1fb3855")

    def establishes_formatting_context(self: Any) -> bool:
        if self.is_column:
            return True
        known = shared_by(self.style).__dict__.get("_formatting")
        if known is None:
            known = shared_by(self.style).__dict__["_formatting"] = {}
        kind = type(self)
        if kind not in known:
            known[kind] = bool(original(self))
        return bool(known[kind])

    boxes.Box.establishes_formatting_context = establishes_formatting_context
