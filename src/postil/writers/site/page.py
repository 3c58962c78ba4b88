"""One file from its parts: style sheet, fonts and images go into the page, and a policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
from collections.abc import Mapping, Sequence

from postil.model.rendition import Face, SiteRendition
from postil.writers import faces
from postil.writers.site.styles import shorten

__all__ = ["fill", "policy"]

_STYLE_TOKEN = "POSTIL-STYLE"  # noqa: S105  a place in a template, not a password
_POLICY_TOKEN = "POSTIL-CSP"  # noqa: S105  the same

_IMAGE = re.compile(r"postil:img/([^\"'\s<>)]+)")
_MEDIA_TYPES = {
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
# In HTML the slash of an empty element means nothing (HTML Standard § 13.1.2.1).
_VOID = re.compile(r"<((?:br|hr|img|wbr)\b[^<>]*?)\s*/>")
_BOLD, _ITALIC = r"(?:strong|b)", r"(?:em|i|cite)"
_BOLD_ITALIC = re.compile(
    rf"<{_BOLD}\b[^>]*>(?:(?!</{_BOLD}>).)*?<{_ITALIC}\b|<{_ITALIC}\b[^>]*>(?:(?!</{_ITALIC}>).)*?<{_BOLD}\b",
    re.DOTALL,
)


def fill(rendition: SiteRendition) -> bytes:
    """Return the page of `rendition` as UTF-8, complete and closed to the outside.

    The tokens for style sheet and policy are looked for in the head alone, so that a text may contain them.
    """
    head, end, body = rendition.html.replace("\r\n", "\n").partition("</head>")
    style = _style(rendition)
    head = head.replace(_POLICY_TOKEN, policy(style), 1).replace(_STYLE_TOKEN, style, 1)
    return (head + end + _with_images(_VOID.sub(r"<\1>", body), rendition.images)).encode()


def policy(style: str) -> str:
    """Return the content security policy of a page whose one style element holds `style` (CSP Level 3 § 2.3.1).

    There is no script source at all, so none can run; fonts and images come out of the page itself.
    """
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; font-src data:; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _style(rendition: SiteRendition) -> str:
    """Return the style sheet with its fonts, in the text that a browser sees, character for character."""
    shown = faces.characters(rendition.html, rendition.stylesheet)
    pieces = faces.cut(_needed(rendition.faces, rendition.html), shown, "woff2")
    sheet = shorten(faces.name_families(rendition.stylesheet, pieces))
    rules = [faces.rule(piece, f'url({_data(piece.data, "font/woff2")}) format("woff2")') for piece in pieces]
    # the element would end there; inside CSS the backslash means nothing
    return ("".join(rules) + sheet).replace("</", "<\\/")


def _needed(every: Sequence[Face], html: str) -> tuple[Face, ...]:
    """Return the faces that `html` can use: the bold italic, a fifth of the page's size, only where words are both."""
    if _BOLD_ITALIC.search(html):
        return tuple(every)
    return tuple(face for face in every if not (face.italic and face.weight >= 600))


def _with_images(markup: str, images: Mapping[str, bytes]) -> str:
    def address(match: re.Match[str]) -> str:
        path = match[1]
        if path not in images:
            return match[0]  # the audit tells of it
        kind = _MEDIA_TYPES.get(posixpath.splitext(path)[1].lower(), "application/octet-stream")
        return _data(images[path], kind)

    return _IMAGE.sub(address, markup)


def _data(content: bytes, media_type: str) -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"
