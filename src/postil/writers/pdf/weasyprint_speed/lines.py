"""Lines: Pango is asked only for what is not known yet."""

from __future__ import annotations

from functools import lru_cache
from struct import iter_unpack
from typing import Any

from weasyprint.layout import inline
from weasyprint.text import fonts, line_break
from weasyprint.text.constants import LST_TO_ISO, PANGO_DIRECTION
from weasyprint.text.ffi import FROM_UNITS, ffi, gobject, pango

from postil.writers.pdf.recompile import pin, rebind, replace_in, replace_in_method

from .styles import shared_by

new = object.__new__
_SHORT = 12  # letters


def lines() -> None:
    """`inline.split_first_line`: remember the lines of this page and of the one before, which are broken again and again.

    A single word (a number, a label) is remembered for good: where it fits it is always set alike.
    """
    original = inline.split_first_line
    pin(original, "39ad1016863c")

    def split_first_line(
        text: Any,
        style: Any,
        context: Any,
        max_width: Any,
        justification_spacing: Any,
        is_line_start: bool = True,
        minimum: bool = False,
    ) -> Any:
        style = shared_by(style)
        short = None
        if len(text) <= _SHORT and not justification_spacing and text.isascii() and text.isalnum():
            short = style.__dict__.setdefault("_short_lines", {})
            found = short.get(text)
            if found is not None and (max_width is None or found[1][2] <= max_width):
                again = new(line_break.Layout)
                again.__dict__.update(found[0], max_width=max_width)
                return (again, *found[1])
        memo = context.__dict__.get("_line_memo")
        if memo is None or memo[0] != context.current_page:
            memo = context._line_memo = (context.current_page, {}, memo[1] if memo else {})
        ladder = context.__dict__.get("postil_ladder", False)  # whether the line may be hyphenated
        key = (text, id(style), max_width, justification_spacing, is_line_start, minimum, ladder)
        hit = memo[1].get(key) or memo[2].get(key)
        if hit is None:
            result = original(text, style, context, max_width, justification_spacing, is_line_start, minimum)
            kept = new(line_break.Layout)
            kept.__dict__.update(result[0].__dict__)
            if short is not None and result[2] is None and (max_width is None or result[3] <= max_width):
                if len(short) > 1000:
                    short.clear()
                short[text] = dict(kept.__dict__), result[1:]
            memo[1][key] = (style, kept, result[1:])  # holds the style, so that its id() stays its own
            return result
        again = new(line_break.Layout)
        again.__dict__.update(hit[1].__dict__)
        return (again, *hit[2])

    inline.split_first_line = split_first_line


def struts() -> None:
    """`line_break.strut`: once a style."""
    original = line_break.strut
    pin(original, "b57885b70dd0")

    def strut(style: Any) -> Any:
        style = shared_by(style)
        known = style.__dict__.get("_strut")
        if known is None:
            known = style.__dict__["_strut"] = original(style)
        return known

    rebind(original, strut)


class _Setting:
    """What Pango needs to know of a style: context, font, features. Made once a style."""

    __slots__ = ("attributes", "context", "decoration", "features", "font", "language")

    def __init__(self, style: Any) -> None:
        self.context = ffi.gc(
            pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref
        )
        pango.pango_context_set_round_glyph_positions(self.context, False)
        pango.pango_context_set_base_dir(self.context, PANGO_DIRECTION[style["direction"]])
        override = style["font_language_override"]
        lang = LST_TO_ISO.get(override.lower(), override) if override != "normal" else style["lang"]
        lang = lang and lang.encode().replace(b"\x00", b"")
        if lang:
            self.language = pango.pango_language_from_string(lang)
            pango.pango_context_set_language(self.context, self.language)
        else:
            self.language = pango.pango_language_get_default()
        self.font = fonts.get_font_description(style)
        self.decoration: dict[str, Any] = {
            "ascent": None,
            "underline_position": None,
            "strikethrough_position": None,
        }
        if style["text_decoration_line"] != "none":
            metrics = ffi.gc(
                pango.pango_context_get_metrics(self.context, self.font, self.language),
                pango.pango_font_metrics_unref,
            )
            self.decoration = {
                name: FROM_UNITS * getattr(pango, f"pango_font_metrics_get_{name}")(metrics)
                for name in (
                    "ascent",
                    "underline_position",
                    "strikethrough_position",
                    "underline_thickness",
                    "strikethrough_thickness",
                )
            }
        features = fonts.font_features(
            style["font_kerning"],
            style["font_variant_ligatures"],
            style["font_variant_position"],
            style["font_variant_caps"],
            style["font_variant_numeric"],
            style["font_variant_alternates"],
            style["font_variant_east_asian"],
            style["font_feature_settings"],
        )
        self.features = ",".join(f"{key} {value}" for key, value in features.items()).encode()
        self.attributes = self.new_attributes() if features else None

    def new_attributes(self) -> Any:
        """Return a list of attributes that says the features and may be added to."""
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        if self.features:
            attribute = pango.pango_attr_font_features_new(self.features)
            pango.pango_attr_list_insert(attributes, attribute)  # which owns it from now on
        return attributes


def contexts() -> None:
    """`Layout.setup`: one context, font description and list of features for each style, not for each line.

    A layout has a list of its own where spacing is added to it (`Layout.set_text`). WeasyPrint makes lists and attributes that are
    never freed, a kilobyte for each line.
    """
    pin(line_break.Layout.setup, "fb227a55094f")

    def setup(self: Any, style: Any) -> None:
        self.style = style
        self.first_line_direction = 0
        known = shared_by(style).__dict__
        setting = known.get("_setting")
        if setting is None:
            setting = known["_setting"] = _Setting(style)
        self.language = setting.language
        self.layout = ffi.gc(pango.pango_layout_new(setting.context), gobject.g_object_unref)
        pango.pango_layout_set_auto_dir(self.layout, False)
        pango.pango_layout_set_font_description(self.layout, setting.font)
        self.__dict__.update(setting.decoration)
        if setting.attributes is not None:
            pango.pango_layout_set_attributes(self.layout, setting.attributes)
        self.attributes = None

    def own_attributes(layout: Any) -> Any:
        if layout.attributes is None:
            layout.attributes = shared_by(layout.style).__dict__["_setting"].new_attributes()
        return layout.attributes

    line_break.Layout.setup = setup
    line_break.own_attributes = own_attributes
    replace_in_method(
        line_break.Layout,
        "set_text",
        (
            """        attr_list = pango.pango_layout_get_attributes(self.layout)
        if attr_list == ffi.NULL:
            attr_list = ffi.gc(
                pango.pango_attr_list_new(),
                pango.pango_attr_list_unref)
""",
            "        attr_list = own_attributes(self)\n",
        ),
        (
            "text, bytestring = unicode_to_char_p(text)",
            "text = bytestring = text.encode().replace(b'\\x00', b'')",
        ),
        (
            "text, bytestring = unicode_to_char_p(self.text)",
            "text = bytestring = self.text.encode().replace(b'\\x00', b'')",
        ),
    )


def sizes() -> None:
    """`line_break.line_size`: one rectangle for all lines, not a new one for each."""
    pin(line_break.line_size, "03fa04fd51fc")
    extents = ffi.new("PangoRectangle *")

    def line_size(line: Any, style: Any) -> tuple[float, float]:
        pango.pango_layout_line_get_extents(line, ffi.NULL, extents)
        width = extents.width * FROM_UNITS
        spacing = style["letter_spacing"]
        if spacing != "normal":
            width += spacing
        return width, extents.height * FROM_UNITS

    rebind(line_break.line_size, line_size)


def justified() -> None:
    """`inline.add_word_spacing`: the layout of a justified line is made when it is drawn; here only its text is noted."""
    original = inline.create_layout

    def noted(text: str, style: Any, context: Any, max_width: Any, justification_spacing: float) -> Any:
        if style["text_decoration_line"] != "none" or style["word_spacing"]:
            return original(text, style, context, max_width, justification_spacing)
        layout = new(line_break.Layout)
        end = text.find("\n")
        layout.__dict__.update(
            justification_spacing=justification_spacing,
            first_line_direction=0,
            max_width=max_width,
            text=text if end == -1 else text[: end + 2],
            ascent=None,
            underline_position=None,
            strikethrough_position=None,
            layout=None,
            language=None,
            style=style,
        )
        return layout

    inline.noted = noted
    replace_in(inline, "add_word_spacing", ("layout = create_layout(", "layout = noted("))


def breaks() -> None:
    """`line_break.can_break_text`: remember whether a line may end between two letters."""
    original = line_break.can_break_text
    pin(original, "4f3fb5ef1c23")
    between = lru_cache(maxsize=4096)(original)

    def can_break_text(text: str, lang: str | None) -> bool:
        return bool(between(text, lang) if len(text) == 2 else original(text, lang))

    rebind(original, can_break_text)


def _too_wide(layout: Any, word: str, room: float) -> bool:
    """Say whether the first word of the second line is wider than `room`, as it is set there."""
    line = pango.pango_layout_get_line_readonly(layout.layout, 1)
    if line == ffi.NULL or line.runs == ffi.NULL:
        return False
    run = line.runs.data
    count = run.glyphs.num_glyphs
    if run.item.analysis.level % 2 or not count:
        return False
    end = run.item.offset + len(word.encode())
    clusters = ffi.unpack(run.glyphs.log_clusters, count)
    width = 0
    start = run.item.offset
    for (glyph_width,), cluster in zip(
        iter_unpack("=4xi12x", ffi.buffer(run.glyphs.glyphs, count * 20)), clusters, strict=True
    ):
        if start + cluster >= end:
            break
        width += glyph_width
    return bool(width * FROM_UNITS > room)


def attempts() -> None:
    """`line_break.split_first_line`: do not try the next word on a line where it has no room even without a space.

    WeasyPrint sets the line again with the first word of the next one, as Pango may have broken the line because of the space
    after it. That cannot be where the word is wider than what is left of the line; and most often it is.
    """
    line_break.too_wide = _too_wide
    replace_in(
        line_break,
        "split_first_line",
        (
            "        if space_collapse and second_line_text[break_point or -1] == ' ':\n",
            (
                "        if space_collapse and second_line_text[break_point or -1] == ' ' and not (\n"
                "                first_line_text[-1:] == ' ' and len(next_word) > 1 and next_word.isascii() and\n"
                "                too_wide(layout, next_word, max_width - first_line_width)):\n"
            ),
        ),
    )
