"""Reads an EPUB the way a reader does: in foliate-js, in Chromium, clicking every note call."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

from ._base import HERE, AnyPath, CheckerFailed, Finding, node_package, resolved
from ._browser import Viewport, opened

_READINGS = 3


@dataclass(frozen=True, slots=True)
class TocEntry:
    """A line of the contents, the landmarks or the page list."""

    label: str
    href: str
    depth: int = 0
    type: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A file of the spine and its text, white space squeezed."""

    id: str
    linear: bool
    text: str


@dataclass(frozen=True, slots=True)
class Popup:
    """What a click on a note call showed."""

    section: str
    call_id: str
    call_label: str
    href: str
    text: str
    html: str
    #: ``footnote``, ``endnote``, ``note`` … as the reader sees it.
    type: str
    #: The reader shows the note in the popup only, not in the flow of the text.
    hidden: bool
    #: Why no popup came; empty where one did.
    error: str


@dataclass(frozen=True, slots=True)
class Book:
    """What a reader makes of a book."""

    title: str
    language: str
    direction: str
    toc: tuple[TocEntry, ...]
    landmarks: tuple[TocEntry, ...]
    pages: tuple[TocEntry, ...]
    sections: tuple[Section, ...]
    popups: tuple[Popup, ...]
    #: What went wrong in the browser meanwhile.
    troubles: tuple[Finding, ...]


class _Handler(BaseHTTPRequestHandler):
    book: Path
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:  # the base class calls it by this name
        path = self.path.partition("?")[0]
        if path == "/":
            self._send(HERE / "foliate.html", "text/html; charset=utf-8")
        elif path == "/book.epub":
            self._send(self.book, "application/epub+zip")
        elif path.startswith("/foliate-js/") and ".." not in path and path.endswith(".js"):
            self._send(
                node_package("foliate-js") / path.removeprefix("/foliate-js/"),
                "text/javascript; charset=utf-8",
            )
        elif path == "/favicon.ico":
            self._answer(HTTPStatus.NO_CONTENT, b"", "image/x-icon")
        else:
            self._answer(HTTPStatus.NOT_FOUND, b"", "text/plain")

    def _send(self, file: Path, kind: str) -> None:
        if file.is_file():
            self._answer(HTTPStatus.OK, file.read_bytes(), kind)
        else:
            self._answer(HTTPStatus.NOT_FOUND, b"", "text/plain")

    def _answer(self, status: HTTPStatus, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Keep quiet."""


@contextmanager
def _served(book: Path) -> Iterator[str]:
    handler = type("Handler", (_Handler,), {"book": book})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def foliate(epub: AnyPath, *, limit: int = 1_000_000, viewport: Viewport = (900, 1200)) -> Book:
    """Open a book, walk through its files and click every note call, up to ``limit`` of them.

    A call that shows no popup is in ``popups`` with its ``error``; a book that cannot be opened raises
    :class:`CheckerFailed`.

    foliate-js stumbles now and then over its own haste: it asks for the style of a section that is not there yet, or gives up a
    request when it turns the page. What is wrong with a book is wrong each time it is read, so
    where something went wrong in the browser it is read again, and the last reading counts.
    """
    [path] = resolved(epub)
    node_package("foliate-js", "view.js")
    book = _read(path, limit, viewport)
    for _ in range(_READINGS - 1):
        if not book.troubles:
            break
        book = _read(path, limit, viewport)
    return book


def _read(path: Path, limit: int, viewport: Viewport) -> Book:
    with _served(path) as address, opened(address, viewport) as (tab, troubles):
        tab.set_default_timeout(0)
        tab.wait_for_function("() => 'readBook' in window", timeout=30_000)
        try:
            told = cast(
                "dict[str, Any]",
                tab.evaluate("([address, limit]) => window.readBook(address, limit)", ["/book.epub", limit]),
            )
        except Exception as error:  # whatever the page throws means the same here
            details = "\n".join(str(trouble) for trouble in troubles)
            raise CheckerFailed(f"foliate-js could not read {path}: {error}\n{details}") from error
        seen = tuple(troubles)
    return Book(
        title=told["title"],
        language=told["language"],
        direction=told["direction"],
        toc=tuple(TocEntry(**entry) for entry in told["toc"]),
        landmarks=tuple(TocEntry(**entry) for entry in told["landmarks"]),
        pages=tuple(TocEntry(**entry) for entry in told["pages"]),
        sections=tuple(Section(**section) for section in told["sections"]),
        popups=tuple(
            Popup(
                section=popup["section"],
                call_id=popup["id"],
                call_label=popup["label"],
                href=popup["href"],
                text=popup["text"],
                html=popup["html"],
                type=popup["type"],
                hidden=popup["hidden"],
                error=popup["error"],
            )
            for popup in told["popups"]
        ),
        troubles=seen,
    )
