"""The command line."""

from __future__ import annotations

import atexit
import gc
import io
import os
import sys
from pathlib import Path
from typing import Any

import click

from postil.cli.building import build
from postil.cli.settings import (
    CLEAN,
    ERRORS,
    FORMS,
    Settings,
    allow_project,
    global_options,
    jobs_option,
    load_project,
    plural,
    settings_of,
    show,
)
from postil.cli.verifying import verify
from postil.diagnostics import ALL_CODES

__all__ = ["main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="postil", prog_name="postil")
@click.option("--project", metavar="DIR", help="The project's folder (else the one at or above this folder).")
@click.option("--quiet", "-q", is_flag=True, help="Say only what is wrong.")
@click.option("--format", "form", type=FORMS, help="How diagnostics are shown.")
@settings_of
def cli(settings: Settings, project: str | None, quiet: bool, form: str | None) -> None:
    """Publish annotated primary sources: a printed book, an e-book and a web page from one text and its notes."""
    settings.update(project, quiet, form)


@cli.command()
@click.argument("name")
@global_options(form_flag=False)
@settings_of
def new(settings: Settings, name: str, own_project: str | None, own_quiet: bool) -> None:
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


cli.add_command(build)
cli.add_command(verify)


@cli.command()
@jobs_option
@allow_project
@global_options()
@settings_of
def check(
    settings: Settings,
    jobs: int | None,
    allowed: tuple[str, ...],
    own_project: str | None,
    own_quiet: bool,
    own_form: str | None,
) -> None:
    """Check everything without building: texts against copy-texts, notes against texts, references, manifests."""
    settings.update(own_project, own_quiet, own_form)
    loaded = load_project(settings, allowed, jobs=jobs, typesetter=False)
    try:
        run = loaded.check()
    finally:
        loaded.close()
    accounts, notes = run.accounts, run.notes
    if settings.form == "json":
        data = {
            name: {"words": a.words, "differences": dict(a.differences), "notes": notes.get(name, 0)}
            for name, a in accounts.items()
        }
        show(settings, run.diagnostics, run.texts, accounts=data)
    else:
        show(settings, run.diagnostics, run.texts)
        if not settings.quiet and settings.form == "text":
            for name, count in notes.items():
                account = accounts.get(name)
                click.echo(
                    f"{name}: {plural(count, 'note')} placed" + (f"; {_account(account)}" if account else "")
                )
    sys.exit(CLEAN if run.ok else ERRORS)


def _account(account: Any) -> str:
    parts = [f"{plural(account.words, 'word')} as in the copy-text"]
    parts += [f"{label}: {count}" for label, count in account.differences]
    return "; ".join(parts)


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
@global_options()
@settings_of
def list_(
    settings: Settings,
    names: tuple[str, ...],
    addresses: bool,
    own_project: str | None,
    own_quiet: bool,
    own_form: str | None,
) -> None:
    """List editions and readers; with --addresses what notes can be attached and referred to."""
    settings.update(own_project, own_quiet, own_form)
    loaded = load_project(settings, typesetter=False)
    try:
        run = loaded.check()
    finally:
        loaded.close()
    if run.checked is None:
        show(settings, run.diagnostics, run.texts)
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
        click.echo(f"{edition.id}  {edition.manifest.title}  ({plural(len(edition.annotations), 'note')})")
        if addresses:
            _list_addresses(edition)
    for reader in readers:
        count = sum(1 for entry in reader.entries if entry.edition)
        click.echo(f"{reader.id}  {reader.title}  (reader of {plural(count, 'edition')})")
    errors = sum(1 for d in run.diagnostics if d.is_error)
    if errors:
        click.echo(f"{plural(errors, 'error')}: `postil check` shows them", err=True)


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


def main() -> None:
    """Run the command line."""
    # a command ends soon: to look for cycles every 700 objects is a tenth of its time
    gc.set_threshold(200_000, 50, 100)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(
                errors="backslashreplace"
            )  # a terminal that has not all characters shows their numbers
    try:
        cli(prog_name="postil")
    except SystemExit as end:
        if isinstance(end.code, int):
            _leave(end.code)
        raise


def _leave(status: int) -> None:
    """End the process without taking everything apart, which for a large project takes as long as reading it did."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        return  # Python tells of it
    atexit._run_exitfuncs()
    os._exit(status)
