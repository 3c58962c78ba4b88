"""The checkers that look at pages in Chromium: axe, and screenshots. One browser for a whole session."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

from playwright.sync_api import Browser, Page, sync_playwright

from ._base import CHROMIUM_FLAGS, AnyPath, Finding, at_close, chromium, node_package, resolved

Viewport = tuple[int, int]
ColorScheme = Literal["light", "dark", "no-preference"]
Media = Literal["screen", "print"]

#: WCAG 2.2, levels A and AA.
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")

_LOCAL = ("file:", "data:", "blob:", "about:", "http://127.0.0.1:", "http://localhost:")


@cache
def browser() -> Browser:
    """The browser, started at its first use."""
    executable = chromium()
    playwright = sync_playwright().start()
    at_close(playwright.stop)
    started = playwright.chromium.launch(executable_path=executable, args=list(CHROMIUM_FLAGS))
    at_close(started.close)
    at_close(browser.cache_clear)
    return started


@contextmanager
def opened(
    page: AnyPath,
    viewport: Viewport = (1280, 800),
    color_scheme: ColorScheme = "light",
    media: Media = "screen",
) -> Iterator[tuple[Page, list[Finding]]]:
    """A page in a browser of its own, with what went wrong in it so far: scripts that failed, files that were not
    found, and anything asked for outside this machine. ``page`` is a file, with a ``#fragment`` if need be, or an
    ``http://127.0.0.1:`` address."""
    address = str(page)
    if not address.startswith(_LOCAL):
        name, _, fragment = address.partition("#")
        [path] = resolved(name)
        address = path.as_uri() + (f"#{fragment}" if fragment else "")
    troubles: list[Finding] = []

    def trouble(rule: str, message: str) -> None:
        troubles.append(Finding("browser", rule, "error", message, str(page)))

    context = browser().new_context(
        viewport={"width": viewport[0], "height": viewport[1]},
        color_scheme=color_scheme,
        reduced_motion="reduce",
        service_workers="block",
        locale="en-GB",
        timezone_id="UTC",
    )
    try:
        tab = context.new_page()
        tab.on("pageerror", lambda error: trouble("script-error", str(error)))
        tab.on(
            "console",
            lambda told: trouble("console-error", told.text) if told.type == "error" else None,
        )
        tab.on(
            "request",
            lambda asked: None if asked.url.startswith(_LOCAL) else trouble("request-outside", asked.url),
        )
        tab.on("requestfailed", lambda asked: trouble("request-failed", asked.url))
        tab.emulate_media(media=media, color_scheme=color_scheme)
        tab.goto(address, wait_until="load")
        tab.evaluate("() => document.fonts.ready.then(() => null)")
        yield tab, troubles
    finally:
        context.close()


def axe(
    page: AnyPath,
    viewport: Viewport = (1280, 800),
    color_scheme: ColorScheme = "light",
    *,
    media: Media = "screen",
) -> list[Finding]:
    """What axe finds against WCAG 2.2 A and AA, one finding an element, and what went wrong in the browser itself
    (rules ``script-error``, ``console-error``, ``request-outside``, ``request-failed``)."""
    script = node_package("axe-core", "axe.min.js")
    with opened(page, viewport, color_scheme, media) as (tab, troubles):
        # Not as a script element: a page's content security policy would forbid that.
        tab.evaluate(script.read_text("utf-8"))
        result = cast(
            "dict[str, Any]",
            tab.evaluate(
                "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})",
                list(TAGS),
            ),
        )
        findings = list(troubles)
    for rule in result["violations"]:
        for node in rule["nodes"]:
            where = " ".join(str(part) for part in node["target"])
            findings.append(
                Finding(
                    checker="axe",
                    rule=str(rule["id"]),
                    severity=str(node.get("impact") or rule.get("impact")),
                    message=f"{rule['help']}: {' '.join(str(node.get('failureSummary', '')).split())}",
                    file=str(page),
                    context=f"{where}  {node['html']}",
                )
            )
    return findings


def screenshot(
    page: AnyPath,
    png: AnyPath,
    viewport: Viewport = (1280, 800),
    color_scheme: ColorScheme = "light",
    *,
    media: Media = "screen",
    full_page: bool = False,
    selector: str | None = None,
) -> Path:
    """A picture of a page, or of the first element that a selector finds, written to ``png``."""
    target = Path(png)
    target.parent.mkdir(parents=True, exist_ok=True)
    with opened(page, viewport, color_scheme, media) as (tab, _):
        if selector is not None:
            tab.locator(selector).first.screenshot(path=target, animations="disabled")
        else:
            tab.screenshot(path=target, full_page=full_page, animations="disabled")
    return target
