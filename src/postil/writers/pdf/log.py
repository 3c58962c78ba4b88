"""The ear that hears WeasyPrint's log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from postil.model.rendition import Fault


class _Ear(logging.Handler):
    def __init__(self, heard: list[Fault]) -> None:
        super().__init__(logging.WARNING)
        self.heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        fault = Fault("engine", record.getMessage())
        if fault not in self.heard:
            self.heard.append(fault)


@contextmanager
def listening(heard: list[Fault]) -> Iterator[None]:
    """Add every warning and error that WeasyPrint and fontTools log inside the block to `heard`, once each.

    WeasyPrint reports a missing style sheet, an unknown property or a lost link only in its log.
    """
    loggers = [logging.getLogger("weasyprint"), logging.getLogger("fontTools")]
    ear = _Ear(heard)
    before = [(logger.propagate, logger.level) for logger in loggers]
    for logger in loggers:
        logger.addHandler(ear)
        logger.propagate = False
        logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        for logger, (propagate, level) in zip(loggers, before, strict=True):
            logger.removeHandler(ear)
            logger.propagate = propagate
            logger.setLevel(level)
