"""What all commands share: the global options, how a project is loaded, how diagnostics are shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from postil.diagnostics import Diagnostic

if TYPE_CHECKING:
    from postil.build.loading import LoadedProject
    from postil.spans import SourceText

__all__ = [
    "CLEAN",
    "ERRORS",
    "FORMS",
    "MISSING",
    "MISSING_PANGO",
    "USAGE",
    "Settings",
    "allow_project",
    "fail",
    "global_options",
    "jobs_option",
    "load_project",
    "plural",
    "settings_of",
    "show",
    "shown",
]

F = TypeVar("F", bound=Callable[..., Any])
CLEAN, ERRORS, USAGE, MISSING = 0, 1, 2, 3
MISSING_PANGO = "Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class Settings:
    """What the global options say."""

    def __init__(self) -> None:
        self.project: str | None = None
        self.quiet = False
        self.form = "text"

    def update(self, project: str | None, quiet: bool, form: str | None) -> None:
        self.project = project or self.project
        self.quiet = quiet or self.quiet
        self.form = form or self.form


settings_of = click.make_pass_decorator(Settings, ensure=True)
FORMS = click.Choice(["text", "json", "github"])


def global_options(form_flag: bool = True) -> Callable[[F], F]:
    """Allow the global options behind a command too."""

    def add(command: F) -> F:
        command = click.option("--project", "own_project", metavar="DIR", help="The project's folder.")(
            command
        )
        command = click.option("--quiet", "-q", "own_quiet", is_flag=True, help="Say only what is wrong.")(
            command
        )
        if form_flag:
            command = click.option("--format", "own_form", type=FORMS, help="How diagnostics are shown.")(
                command
            )
        return command

    return add


allow_project = click.option(
    "--allow-project",
    "allowed",
    multiple=True,
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False),
    help="A folder with another project whose editions a reader may take; may be repeated.",
)


jobs_option = click.option(
    "--jobs",
    "-j",
    type=click.IntRange(1, 512),
    metavar="N",
    help="How many processes do the work (else as many as there are cores).",
)


def load_project(settings: Settings, allowed: tuple[str, ...] = (), **more: Any) -> LoadedProject:
    """Return the project that is meant; `more` is what `postil.load` takes besides."""
    from postil import workspace
    from postil.build.loading import load

    start = Path(settings.project or ".")
    if settings.project and not start.is_dir():
        raise click.UsageError(f"there is no folder {settings.project}")
    root = start if settings.project else workspace.find_project(start)
    return load(root or start, allowed, **more)


def show(
    settings: Settings, found: Iterable[Diagnostic], texts: Mapping[str, SourceText], **more: Any
) -> None:
    """Show diagnostics in the form that is asked for; `more` goes with them as data."""
    from postil.diagnostics import report

    listed = list(found)
    if settings.form == "json":
        click.echo(report.as_json(listed, texts, **more))
        return
    if not listed:
        return
    if settings.form == "github":
        click.echo(report.as_github(listed, texts))
        return
    colour = sys.stderr.isatty() and "NO_COLOR" not in os.environ
    click.echo(report.as_text(listed, texts, colour=colour), err=True)
    click.echo(f"\n{report.summary(listed)}", err=True)


def fail(settings: Settings, words: str) -> None:
    """Say what was not done."""
    if settings.form == "text":
        click.echo(words, err=True)


def plural(count: int, word: str) -> str:
    """Return a count with its word."""
    return f"{count} {word}" + ("" if count == 1 else "s")


def shown(path: Path) -> str:
    """Return a path as it is typed from here, where that is shorter."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
