"""`postil build`: check, build, and tell what was made."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from postil import workers
from postil.cli.settings import (
    ERRORS,
    MISSING,
    MISSING_PANGO,
    USAGE,
    Settings,
    allow_project,
    fail,
    global_options,
    jobs_option,
    load_project,
    plural,
    settings_of,
    show,
    shown,
)
from postil.diagnostics import Diagnostic

if TYPE_CHECKING:
    from postil.build.loading import CheckedRun, LoadedProject
    from postil.build.products import Product
    from postil.build.remembered import BuildRecord

__all__ = ["build"]

_FORMATS = ["pdf", "epub", "html", "cartridge", "worksheets", "cover"]


@click.command()
@click.argument("names", nargs=-1, metavar="[EDITION]...")
@click.option("--format", "formats", multiple=True, type=click.Choice(_FORMATS), help="Only this format.")
@click.option(
    "--for",
    "audience",
    type=click.Choice(["students", "instructors", "large-print"]),
    default="students",
    show_default=True,
    help="Whom it is for: instructors get the answers; large print is a book in 18 points.",
)
@click.option(
    "--target",
    "targets",
    multiple=True,
    metavar="NAME",
    help="Only this printed book (targets: in the manifests).",
)
@jobs_option
@click.option("--fresh", is_flag=True, help="Forget what earlier builds made.")
@click.option("--cluster", metavar="ADDRESS", help="Have the work done by a Dask cluster: tcp://HOST:PORT.")
@allow_project
@global_options(form_flag=False)
@settings_of
def build(
    settings: Settings,
    names: tuple[str, ...],
    formats: tuple[str, ...],
    audience: str,
    targets: tuple[str, ...],
    jobs: int | None,
    fresh: bool,
    cluster: str | None,
    allowed: tuple[str, ...],
    own_project: str | None,
    own_quiet: bool,
) -> None:
    """Build editions and readers (all of them, or those that are named) into build/."""
    settings.update(own_project, own_quiet, None)
    printed = bool(not formats or targets or {"pdf", "worksheets", "cover"} & set(formats))
    with _executor(cluster) as executor:
        if executor is None:
            workers.start(jobs, typesetter=printed)
        loaded = load_project(
            settings,
            allowed,
            jobs=jobs,
            fresh=fresh,
            executor=executor,
            typesetter=printed,
            progress=_Progress(settings).step,
        )
        _build(settings, loaded, _Asked(names, formats, audience, targets), fresh)


class _Asked:
    """What is to be built."""

    def __init__(
        self, names: tuple[str, ...], formats: tuple[str, ...], audience: str, targets: tuple[str, ...]
    ) -> None:
        self.names = names
        self.formats: Any = formats
        self.large = audience == "large-print"
        self.audience: Any = "students" if self.large else audience
        self.targets = targets

    @property
    def all(self) -> tuple[object, ...]:
        """Everything that is asked for."""
        return (self.names, self.formats, self.audience, self.large, self.targets)


def _build(settings: Settings, loaded: LoadedProject, asked: _Asked, fresh: bool) -> None:
    if not fresh and (record := loaded.unchanged(*asked.all)) is not None:
        workers.stop()
        _tell_unchanged(settings, loaded, record)
        return
    try:
        loaded.start()
        run = loaded.check()
        if not run.ok:
            show(settings, run.diagnostics, run.texts, files=[])
            fail(settings, "nothing was built: the earlier files are as they were")
            sys.exit(ERRORS)
        products = run.products(
            asked.names, asked.formats, asked.audience, large=asked.large, targets=asked.targets
        )
        if not products.ok:
            show(settings, products.diagnostics, run.texts, files=[])
            sys.exit(USAGE)
        _make(settings, loaded, run, products.value, asked)
    finally:
        loaded.close()


def _make(
    settings: Settings,
    loaded: LoadedProject,
    run: CheckedRun,
    products: tuple[Product, ...],
    asked: _Asked,
) -> None:
    live = _Progress(settings)
    if not settings.quiet and not live.live and settings.form == "text":
        for product in products:
            click.echo(f"building {product.folder}: {', '.join(product.formats)}", err=True)

    def done(result: Any) -> None:
        live.end()
        if settings.quiet or settings.form != "text":
            return
        made = [(a.path, a.medium, a.pages, a.notes) for a in result.artifacts]
        _tell(loaded, made, {m: f", {s:.1f} s" for m, s in result.seconds.items()})

    try:
        built = run.build(products, progress=live.word, done=done)
    except OSError as error:
        if "cannot load library" not in str(error):
            raise
        what = f"a library of the machine is missing: {str(error).splitlines()[0]}"
        if settings.form == "json":
            show(settings, run.diagnostics, run.texts, files=[], missing=what)
        click.echo(f"{what}\n{MISSING_PANGO}", err=True)
        sys.exit(MISSING)
    live.end()
    found = sorted({*run.diagnostics, *built.diagnostics}, key=Diagnostic.sort_key)
    files = [
        _as_data(a.path, a.medium, a.pages, a.notes, round(r.seconds[a.medium], 3))
        for r in built.value
        for a in r.artifacts
    ]
    steps = {"done": loaded.workers.performed, "recalled": loaded.workers.recalled}
    show(settings, found, run.texts_of(found), files=files, steps=steps)
    if not built.ok:
        failed = [p.folder for p in products if p.id not in {r.product.id for r in built.value}]
        _say_failed(settings, failed)
        sys.exit(MISSING if any(d.code.id == "R007" and "is missing" in d.message for d in found) else ERRORS)
    loaded.remember(asked.all, run, built.value, found)


def _say_failed(settings: Settings, failed: list[str]) -> None:
    if failed:
        fail(settings, f"not built: {', '.join(failed)}; the earlier files are as they were")


def _tell(
    loaded: LoadedProject,
    made: Iterable[tuple[str, str, int | None, int]],
    seconds: Mapping[str, str],
) -> None:
    """Tell of each file that was made; of worksheets, which are many, in one line."""
    sheets: list[str] = []
    for path, medium, pages, notes in made:
        if medium == "worksheets":
            sheets.append(path)
            continue
        if medium == "cover":
            click.echo(f"{shown(loaded.root / 'build' / path)}  cover{seconds.get(medium, '')}")
            continue
        said = f"{plural(pages, 'page')}, " if pages is not None else ""
        place = shown(loaded.root / "build" / path)
        click.echo(f"{place}  {said}{plural(notes, 'note')}{seconds.get(medium, '')}")
    for folder in dict.fromkeys(path.rpartition("/")[0] for path in sheets):
        own = [path for path in sheets if path.startswith(f"{folder}/")]
        place = shown(loaded.root / "build" / folder)
        click.echo(f"{place}/  {plural(len(own), 'worksheet')}{seconds.get('worksheets', '')}")


def _tell_unchanged(settings: Settings, loaded: LoadedProject, record: BuildRecord) -> None:
    """Tell of a build that has nothing to do."""
    from postil.spans import SourceText

    texts = {path: SourceText.of(path, text) for path, text in record.texts.items()}
    files = [each for each in record.files if each.medium]
    if not settings.quiet and settings.form == "text":
        made = [(each.path, each.medium, each.pages, each.notes) for each in files]
        _tell(loaded, made, {each.medium: ", unchanged" for each in files})
    data = [_as_data(each.path, each.medium, each.pages, each.notes, 0.0) for each in files]
    show(settings, record.diagnostics, texts, files=data, steps={"done": 0, "recalled": 0})


def _as_data(path: str, medium: str, pages: int | None, notes: int, seconds: float) -> dict[str, Any]:
    return {
        "path": str(Path("build") / path),
        "medium": medium,
        "pages": pages,
        "notes": notes,
        "seconds": seconds,
    }


class _Progress:
    """The line at the foot of a terminal that says what is being done."""

    def __init__(self, settings: Settings) -> None:
        self.live = sys.stderr.isatty() and not settings.quiet and settings.form == "text"

    def word(self, words: str) -> None:
        """Say what is begun."""
        if self.live:
            click.echo(f"\r\x1b[K{words} …", nl=False, err=True)

    def step(self, label: str, done: int, count: int) -> None:
        """Say which step is done, and of how many."""
        if self.live:
            click.echo(f"\r\x1b[K{done}/{count} {label}", nl=False, err=True)

    def end(self) -> None:
        """Clear the line."""
        if self.live:
            click.echo("\r\x1b[K", nl=False, err=True)


@contextlib.contextmanager
def _executor(address: str | None) -> Iterator[Executor | None]:
    """Give the cluster at `address` as an executor."""
    if address is None:
        yield None
        return
    from postil.build.age import likeness
    from postil.cluster import Cluster, ClusterFailed

    try:
        cluster = Cluster(address, likeness(), likeness)
    except ClusterFailed as failed:
        click.echo(str(failed), err=True)
        sys.exit(MISSING if failed.missing else USAGE)
    with cluster:
        yield cluster
