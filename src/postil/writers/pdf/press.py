"""The press: a second process that typesets.

The typesetter takes half a second to load and most of a build's time. Its process is started before anything else, so
that it loads while the project is checked and its citations are made, and sets the printed book while the other media
are made here. What goes in and comes out is plain data.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import sys
import threading
from contextlib import AbstractContextManager
from multiprocessing.connection import Connection
from typing import Any

from postil.model.rendition import Fault, PrintRendition, Typeset

__all__ = ["Press"]


def _serve(pipe: Connection, other: Connection) -> None:
    """Typeset what comes through the pipe until it is closed: by the process that started this one, or by its end."""
    from postil.writers import pdf

    other.close()  # or the pipe would never be closed while this process lives
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends this one
    broken: Exception | None = None
    try:
        pdf.load()
    except Exception as error:  # noqa: BLE001 - whatever is missing is told with the first answer
        broken = error
    with contextlib.suppress(EOFError, OSError):
        while True:
            rendition = pipe.recv()
            try:
                if broken is not None:
                    raise broken
                answer: Any = _typeset(rendition)
            except Exception as error:  # noqa: BLE001 - sent to the caller, who raises it
                answer = error
            pipe.send(answer)


def _typeset(rendition: PrintRendition) -> Typeset:
    """Typeset; what WeasyPrint stumbles over in markup or styles of a project is a fault of the book, not a traceback."""
    from postil.writers import pdf

    try:
        return pdf.typeset(rendition)
    except (
        AssertionError,
        AttributeError,
        ArithmeticError,
        LookupError,
        TypeError,
        ValueError,
        RecursionError,
    ) as error:
        fault = Fault("layout", f"the book could not be set: {type(error).__name__}: {error}")
        return Typeset(None, 0, (), (fault,), {})


class Press(AbstractContextManager["Press"]):
    """Typesets in a process of its own. `order` sends a book there, `typeset` sends one and waits for it.

    The process starts with the first of them, or with `start`. Where a process cannot be forked (another system, a
    program with threads) the work is done here: to start a second one anew would run the caller's program again.
    """

    def __init__(self) -> None:
        self.pipe: Connection | None = None
        self.process: Any = None
        self.ordered: PrintRendition | None = None

    def start(self) -> Press:
        """Start the process, so that it loads the typesetter meanwhile."""
        if self.process is None and sys.platform == "linux" and threading.active_count() == 1:
            context = multiprocessing.get_context("fork")
            self.pipe, theirs = context.Pipe()
            self.process = context.Process(target=_serve, args=(theirs, self.pipe), daemon=True)
            self.process.start()
            theirs.close()
        return self

    def order(self, rendition: PrintRendition) -> None:
        """Begin with a book; `typeset` with the same book takes it up."""
        self.start()
        if self.pipe is not None:
            with contextlib.suppress(OSError):  # told by `typeset`
                self.pipe.send(rendition)
            self.ordered = rendition

    def typeset(self, rendition: PrintRendition) -> Typeset:
        """Return the typeset book."""
        self.start()
        if self.pipe is None:
            return _typeset(rendition)
        try:
            if self.ordered is not rendition:
                self.pipe.send(rendition)
            self.ordered = None
            answer = self.pipe.recv()
        except (EOFError, OSError):
            self.process.join(5)
            fault = Fault(
                "layout", f"the typesetter ended without a word (exit status {self.process.exitcode})"
            )
            return Typeset(None, 0, (), (fault,), {})
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, Typeset)  # noqa: S101 - the press answers nothing else
        return answer

    def __exit__(self, *_: object) -> None:
        if self.pipe is None:
            return
        self.pipe.close()
        self.process.join(0.2)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
