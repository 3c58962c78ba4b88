"""`postil verify`: finished PDFs, rule by rule."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from postil.cli.settings import (
    CLEAN,
    ERRORS,
    USAGE,
    Settings,
    global_options,
    jobs_option,
    load_project,
    plural,
    settings_of,
    show,
)

if TYPE_CHECKING:
    from postil.build.verifying import Verified

__all__ = ["verify"]

_MARKS = {"pass": "pass", "look": "look", "fail": "FAIL", "not applicable": "n/a "}


@click.command()
@click.argument("names", nargs=-1, metavar="[EDITION|FILE.pdf]...")
@click.option(
    "--for",
    "printer",
    type=click.Choice(["kdp", "lulu", "ingram", "press"]),
    help="The rules of a printer: Kindle Direct Publishing, Lulu, IngramSpark, an offset press.",
)
@click.option(
    "--binding",
    type=click.Choice(["paperback", "hardcover"]),
    default="paperback",
    show_default=True,
    help="How it is to be bound.",
)
@jobs_option
@global_options()
@settings_of
def verify(
    settings: Settings,
    names: tuple[str, ...],
    printer: Any,
    binding: str,
    jobs: int | None,
    own_project: str | None,
    own_quiet: bool,
    own_form: str | None,
) -> None:
    """Examine finished PDFs: each rule with what was measured, what is allowed and the pages.

    Without --for: whether they are accessible, set well, and as they were built.
    """
    settings.update(own_project, own_quiet, own_form)
    loaded = load_project(settings, jobs=jobs, typesetter=printer is None)
    try:
        checked = loaded.verify(_from_here(names), printer, hardcover=binding == "hardcover")
    finally:
        loaded.close()
    told = [d for d in checked.diagnostics if settings.form != "text" or d.code.id not in {"V032", "V033"}]
    show(
        settings,
        told,
        {},
        **({"files": list(map(_as_data, checked.value))} if settings.form == "json" else {}),
    )
    if settings.form == "text":
        for verified in checked.value:
            _tell(settings, verified)
    unknown = any(d.code.id == "W011" for d in checked.diagnostics)
    sys.exit(USAGE if unknown else CLEAN if checked.ok else ERRORS)


def _from_here(names: tuple[str, ...]) -> list[str]:
    """Return names of files that are there, seen from the current folder, as absolute paths."""
    return [str(Path(name).resolve()) if Path(name).is_file() else name for name in names]


def _tell(settings: Settings, verified: Verified) -> None:
    from postil.build.verifying import spoken_pages
    from postil.diagnostics.report import visible
    from postil.preflight import PRINTERS, READ

    wanted = [f for f in verified.findings if not settings.quiet or f.outcome == "fail"]
    if not wanted:
        return
    printer = PRINTERS.get(verified.printer)
    whom = f", for {printer.name} (rules as of {READ})" if printer else ""
    click.echo(f"{visible(verified.path)}  {plural(len(verified.labels), 'page')}{whom}")
    width = max(len(f.rule) for f in wanted)
    for finding in wanted:
        allowed = f"; allowed: {finding.allowed}" if finding.allowed and finding.outcome != "pass" else ""
        sources = f" [{', '.join(finding.sources)}]" if finding.sources and finding.outcome != "pass" else ""
        words = visible(f"{finding.measured}{allowed}{sources}")
        click.echo(f"  {_MARKS[finding.outcome]}  {finding.rule:<{width}}  {words}")
        where = spoken_pages(finding.pages, verified.labels)
        if said := ": ".join(part for part in (where, finding.advice) if part):
            click.echo(f"  {'':4}  {'':<{width}}  → {visible(said)}")
    counts = Counter(finding.outcome for finding in verified.findings)
    click.echo(
        f"  {plural(counts['fail'], 'rule')} broken, {counts['look']} to look at, {counts['pass']} kept, "
        f"{counts['not applicable']} not applicable"
    )


def _as_data(verified: Verified) -> dict[str, Any]:
    return {
        "path": verified.path,
        "for": verified.printer or None,
        "pages": len(verified.labels),
        "rules": [
            {
                "rule": f.rule,
                "outcome": f.outcome,
                "pages": list(f.pages),
                "measured": f.measured,
                "allowed": f.allowed,
                "advice": f.advice,
                "sources": list(f.sources),
            }
            for f in verified.findings
        ],
    }
