"""The press: a second process that typesets.

The typesetter takes half a second to load and most of a build's time. Its process is started before anything else, so
that it loads while the project is checked and its citations are made, and sets the printed book while the other media
are made here. What goes in and comes out is plain data.
"""

from __future__ import annotations

import multiprocessing
import sys
import threading
from contextlib import AbstractContextManager
from multiprocessing.connection import Connection
from typing import Any

from postil.model.rendition import Fault, PrintRendition, Typeset

__all__ = ["Press"]


def _serve(pipe: Connection) -> None:
    """Typeset what comes through the pipe until it is closed."""
    from postil.writers import pdf

    try:
        pdf.load()
    except Exception as error:  # noqa: BLE001 - whatever is missing is told with the first answer
        broken: Exception | None = error
    else:
        broken = None
    while True:
        try:
            rendition = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            if broken is not None:
                raise broken
            answer: Any = pdf.typeset(rendition)
        except Exception as error:  # noqa: BLE001 - sent to the caller, who raises it
            answer = error
        pipe.send(answer)


class Press(AbstractContextManager["Press"]):
    """Typesets in a process of its own. `order` sends a book there, `typeset` sends one and waits for it."""

    def __init__(self) -> None:
        forks = sys.platform == "linux" and threading.active_count() == 1
        context: Any = multiprocessing.get_context("fork" if forks else "spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()
        self.ordered: PrintRendition | None = None

    def order(self, rendition: PrintRendition) -> None:
        """Begin with a book; `typeset` with the same book takes it up."""
        self.pipe.send(rendition)
        self.ordered = rendition

    def typeset(self, rendition: PrintRendition) -> Typeset:
        """Return the typeset book."""
        try:
            if self.ordered is not rendition:
                self.pipe.send(rendition)
            self.ordered = None
            answer = self.pipe.recv()
        except (EOFError, OSError):
            self.process.join(5)
            fault = Fault("layout", f"the typesetter ended without a word (exit status {self.process.exitcode})")
            return Typeset(None, 0, (), (fault,), {})
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, Typeset)  # noqa: S101 - the press answers nothing else
        return answer

    def __exit__(self, *_: object) -> None:
        self.pipe.close()
        self.process.join(0.2)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
