"""The command line."""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from postil.diagnostics import ALL_CODES, Diagnostic

__all__ = ["main"]

F = TypeVar("F", bound=Callable[..., Any])
CLEAN, ERRORS, USAGE, MISSING = 0, 1, 2, 3
_PANGO = "Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class _Settings:
    """What the global options say."""

    def __init__(self) -> None:
        self.project: str | None = None
        self.quiet = False
        self.form = "text"

    def update(self, project: str | None, quiet: bool, form: str | None) -> None:
        self.project = project or self.project
        self.quiet = quiet or self.quiet
        self.form = form or self.form


_settings = click.make_pass_decorator(_Settings, ensure=True)
_FORMS = click.Choice(["text", "json", "github"])


def _global_options(form_flag: bool = True) -> Callable[[F], F]:
    """Allow the global options behind a command too."""

    def add(command: F) -> F:
        command = click.option("--project", "own_project", metavar="DIR", help="The project's folder.")(
            command
        )
        command = click.option("--quiet", "-q", "own_quiet", is_flag=True, help="Say only what is wrong.")(
            command
        )
        if form_flag:
            command = click.option("--format", "own_form", type=_FORMS, help="How diagnostics are shown.")(
                command
            )
        return command

    return add


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="postil", prog_name="postil")
@click.option("--project", metavar="DIR", help="The project's folder (else the one at or above this folder).")
@click.option("--quiet", "-q", is_flag=True, help="Say only what is wrong.")
@click.option("--format", "form", type=_FORMS, help="How diagnostics are shown.")
@_settings
def cli(settings: _Settings, project: str | None, quiet: bool, form: str | None) -> None:
    """Publish annotated primary sources: a printed book, an e-book and a web page from one text and its notes."""
    settings.update(project, quiet, form)


@cli.command()
@click.argument("name")
@_global_options(form_flag=False)
@_settings
def new(settings: _Settings, name: str, own_project: str | None, own_quiet: bool) -> None:
    """Begin a project: make the folder NAME with a short annotated letter in it."""
    from postil import workspace

    settings.update(own_project, own_quiet, None)
    target = Path(settings.project or ".") / name
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise click.UsageError(f"{target} is there already and not empty")
    files = {
        (path if path != "gitignore" else ".gitignore"): data for path, data in workspace.skeleton().items()
    }
    try:
        workspace.publish(target, files)
    except OSError as error:
        raise click.UsageError(f"{target} cannot be made: {error.strerror}") from error
    if not settings.quiet:
        click.echo(f"made {target}: {len(files)} files")
        click.echo(f"next: cd {target} && postil build")


_allow_project = click.option(
    "--allow-project",
    "allowed",
    multiple=True,
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False),
    help="A folder with another project whose editions a reader may take; may be repeated.",
)


@cli.command()
@_allow_project
@_global_options()
@_settings
def check(
    settings: _Settings,
    allowed: tuple[str, ...],
    own_project: str | None,
    own_quiet: bool,
    own_form: str | None,
) -> None:
    """Check everything without building: texts against copy-texts, notes against texts, references, manifests."""
    settings.update(own_project, own_quiet, own_form)
    run = _load(settings, allowed).check()
    accounts = dict(run.checked.accounts) if run.checked else {}
    notes = {e: len(a.annotations) for e, a in run.checked.editions.items()} if run.checked else {}
    if settings.form == "json":
        data = {
            name: {"words": a.words, "differences": dict(a.differences), "notes": notes.get(name, 0)}
            for name, a in accounts.items()
        }
        _show(settings, run.diagnostics, run.texts, accounts=data)
    else:
        _show(settings, run.diagnostics, run.texts)
        if not settings.quiet and settings.form == "text":
            for name, count in notes.items():
                account = accounts.get(name)
                click.echo(
                    f"{name}: {_plural(count, 'note')} placed" + (f"; {_account(account)}" if account else "")
                )
    sys.exit(CLEAN if run.ok else ERRORS)


def _account(account: Any) -> str:
    parts = [f"{_plural(account.words, 'word')} as in the copy-text"]
    parts += [f"{label}: {count}" for label, count in account.differences]
    return "; ".join(parts)


@cli.command()
@click.argument("names", nargs=-1, metavar="[EDITION]...")
@click.option(
    "--format", "formats", multiple=True, type=click.Choice(["pdf", "epub", "html"]), help="Only this format."
)
@click.option(
    "--for",
    "audience",
    type=click.Choice(["students", "instructors", "large-print"]),
    default="students",
    show_default=True,
    help="Whom it is for: instructors get the answers; large print is a book in 18 points.",
)
@_allow_project
@_global_options(form_flag=False)
@_settings
def build(
    settings: _Settings,
    names: tuple[str, ...],
    formats: tuple[str, ...],
    audience: str,
    allowed: tuple[str, ...],
    own_project: str | None,
    own_quiet: bool,
) -> None:
    """Build editions and readers (all of them, or those that are named) into build/."""
    settings.update(own_project, own_quiet, None)
    from postil.writers.pdf.press import Press

    # The typesetter loads in its own process while the project is checked here.
    with Press() as press:
        if not formats or "pdf" in formats:
            press.start()
        _build(settings, names, formats, audience, allowed, press)


def _build(
    settings: _Settings,
    names: tuple[str, ...],
    formats: tuple[str, ...],
    audience: str,
    allowed: tuple[str, ...],
    press: Any,
) -> None:
    """Check, build, and tell what was made."""
    loaded = _load(settings, allowed)
    run = loaded.check()
    if not run.ok:
        _show(settings, run.diagnostics, run.texts, files=[])
        _fail(settings, "nothing was built: the earlier files are as they were")
        sys.exit(ERRORS)
    asked = run.products(names, formats, audience)
    if not asked.ok:
        _show(settings, asked.diagnostics, run.texts, files=[])
        sys.exit(USAGE)
    live = sys.stderr.isatty() and not settings.quiet and settings.form == "text"

    def progress(words: str) -> None:
        if live:
            click.echo(f"\r\x1b[K{words} …", nl=False, err=True)

    def done(result: Any) -> None:
        if live:
            click.echo("\r\x1b[K", nl=False, err=True)
        if settings.quiet or settings.form != "text":
            return
        for artifact in result.artifacts:
            pages = _plural(artifact.pages, "page") if artifact.pages is not None else ""
            seconds = result.seconds[artifact.medium]
            path = _shown(loaded.root / "build" / artifact.path)
            click.echo(
                f"{path}  {pages + ', ' if pages else ''}{_plural(artifact.notes, 'note')}, {seconds:.1f} s"
            )

    if not settings.quiet and not live and settings.form == "text":
        for product in asked.value:
            click.echo(f"building {product.folder}: {', '.join(product.formats)}", err=True)
    try:
        built = run.build(asked.value, progress=progress, done=done, press=press)
    except OSError as error:
        if "cannot load library" not in str(error):
            raise
        what = f"a library of the machine is missing: {str(error).splitlines()[0]}"
        if settings.form == "json":
            _show(settings, run.diagnostics, run.texts, files=[], missing=what)
        click.echo(f"{what}\n{_PANGO}", err=True)
        sys.exit(MISSING)
    if live:
        click.echo("\r\x1b[K", nl=False, err=True)
    found = sorted({*run.diagnostics, *built.diagnostics}, key=Diagnostic.sort_key)
    files = [
        {
            "path": str(Path("build") / a.path),
            "medium": a.medium,
            "pages": a.pages,
            "notes": a.notes,
            "seconds": round(r.seconds[a.medium], 3),
        }
        for r in built.value
        for a in r.artifacts
    ]
    _show(settings, found, run.texts, files=files)
    if not built.ok:
        failed = [p.folder for p in asked.value if p.id not in {r.product.id for r in built.value}]
        _fail(settings, f"not built: {', '.join(failed)}; the earlier files are as they were")
        sys.exit(MISSING if any(d.code.id == "R007" and "is missing" in d.message for d in found) else ERRORS)


@cli.command()
@click.argument("code")
def explain(code: str) -> None:
    """Explain the diagnostic CODE: what it means, why it matters, an example, what to do."""
    found = ALL_CODES.get(code.upper())
    if found is None:
        from postil.ingest.fields import nearest

        near = nearest(code.upper(), ALL_CODES) or next(
            (i for i, c in ALL_CODES.items() if c.name == code), ""
        )
        raise click.UsageError(f"there is no code {code}" + (f"; did you mean {near}?" if near else ""))
    click.echo(found.page().rstrip())


@cli.command(name="list")
@click.argument("names", nargs=-1, metavar="[EDITION]...")
@click.option("--addresses", is_flag=True, help="Every address of the text, and the notes.")
@_global_options()
@_settings
def list_(
    settings: _Settings,
    names: tuple[str, ...],
    addresses: bool,
    own_project: str | None,
    own_quiet: bool,
    own_form: str | None,
) -> None:
    """List editions and readers; with --addresses what notes can be attached and referred to."""
    settings.update(own_project, own_quiet, own_form)
    run = _load(settings).check()
    if run.checked is None:
        _show(settings, run.diagnostics, run.texts)
        sys.exit(ERRORS)
    project = run.checked.project
    known = [e.id for e in project.editions] + [r.id for r in project.readers]
    unknown = [n for n in names if n not in known]
    if unknown:
        raise click.UsageError(
            f"there is no edition and no reader “{unknown[0]}”; there are: {', '.join(known)}"
        )
    editions = [e for e in project.editions if not names or e.id in names]
    readers = [r for r in project.readers if not names or r.id in names]
    if settings.form == "json":
        import json

        click.echo(
            json.dumps(
                {
                    "editions": [
                        {
                            "id": e.id,
                            "title": e.manifest.title,
                            "notes": [
                                {"id": a.id, "series": a.series, "address": a.selector.address}
                                for a in e.annotations
                            ],
                            "addresses": [
                                {"address": b.address, "kind": b.kind, "paragraph": b.number, "text": b.text}
                                for b in e.text.blocks
                            ],
                        }
                        for e in editions
                    ],
                    "readers": [{"id": r.id, "title": r.title} for r in readers],
                },
                ensure_ascii=False,
                indent=2,
            )
        )
        return
    for edition in editions:
        click.echo(f"{edition.id}  {edition.manifest.title}  ({_plural(len(edition.annotations), 'note')})")
        if addresses:
            _list_addresses(edition)
    for reader in readers:
        count = sum(1 for entry in reader.entries if entry.edition)
        click.echo(f"{reader.id}  {reader.title}  (reader of {_plural(count, 'edition')})")
    errors = sum(1 for d in run.diagnostics if d.is_error)
    if errors:
        click.echo(f"{_plural(errors, 'error')}: `postil check` shows them", err=True)


def _list_addresses(edition: Any) -> None:
    """Print divisions with their blocks, then notes."""
    seen: set[str] = set()
    for block, division in zip(edition.text.blocks, edition.text.division_of, strict=True):
        if division not in seen:
            seen.add(division)
            kind = next(d.kind for d in edition.text.divisions if d.id == division)
            click.echo(f"  {division:<22} {kind}")
        number = f"¶ {block.number}" if block.number is not None else ""
        words = " ".join(block.text.split())
        shown = words if len(words) <= 48 else words[:47] + "…"
        click.echo(f"    {block.address:<20} {block.kind:<11} {number:<6} {shown}")
    if edition.annotations:
        click.echo("  notes")
        for note in edition.annotations:
            click.echo(f"    {note.id:<20} {note.series:<11} {note.selector.address}")


def _load(settings: _Settings, allowed: tuple[str, ...] = ()) -> Any:
    from postil import workspace
    from postil.build.loading import load

    start = Path(settings.project or ".")
    if settings.project and not start.is_dir():
        raise click.UsageError(f"there is no folder {settings.project}")
    root = start if settings.project else workspace.find_project(start)
    return load(root or start, allowed)


def _show(settings: _Settings, found: Iterable[Diagnostic], texts: Any, **more: Any) -> None:
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


def _fail(settings: _Settings, words: str) -> None:
    if settings.form == "text":
        click.echo(words, err=True)


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" + ("" if count == 1 else "s")


def _shown(path: Path) -> str:
    """Return a path as it is typed from here, where that is shorter."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def main() -> None:
    """Run the command line."""
    # a command ends soon: to look for cycles every 700 objects is a tenth of its time
    gc.set_threshold(200_000, 50, 100)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(
                errors="backslashreplace"
            )  # a terminal that has not all characters shows their numbers
    cli(prog_name="postil")
