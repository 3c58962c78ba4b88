"""The same as Python: `postil.load("folder").check().build()`."""

from __future__ import annotations

import errno
import functools
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from postil import workspace
from postil.build.age import age
from postil.build.proofs import remember_proofs
from postil.build.remembered import BuildRecord, record_of
from postil.build.told import ToldTexts
from postil.diagnostics import Checked, Collector, Diagnostic, code
from postil.frozen import dataclass
from postil.memory import Memory, user_key
from postil.model.edition import Account, AnchoredEdition, ProjectFiles
from postil.model.manifest import BuildAudience, Format
from postil.model.steps import digest_of, key_of
from postil.spans import SourceText
from postil.workers import StepFailed, Workers, cores

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from postil.build.checking import CheckedProject
    from postil.build.examining import Shelf
    from postil.build.faces import Typecase
    from postil.build.judging import Judged
    from postil.build.products import Builder, Product, Result
    from postil.build.verifying import For, Verified
    from postil.model.rendition import Proof

__all__ = ["CheckedRun", "LoadedProject", "load"]

_CACHE = ".cache"
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})


def load(
    folder: str | Path = ".",
    allow_projects: Iterable[str | Path] = (),
    *,
    jobs: int | None = None,
    fresh: bool = False,
    executor: Executor | None = None,
    typesetter: bool = True,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> LoadedProject:
    """Return the project in `folder` as files, not yet looked at. Its readers may take editions from other projects
    that are, or lie in, the folders of `allow_projects`.

    `jobs` processes do the work (as many as there are cores), or those of `executor`. What they did before is remembered in
    `build/.cache`, unless `fresh` asks that it be forgotten.
    """
    root = Path(folder)
    files = workspace.read_project(root)
    allowed = tuple(map(Path, allow_projects))
    memory = Memory(root / "build" / _CACHE, user_key(), age())
    if fresh:
        memory.forget()
    workers = Workers(
        cores() if jobs is None else max(1, jobs),
        memory,
        executor=executor,
        typesetter=typesetter,
        progress=progress,
    )
    return LoadedProject(root, _with_others(root, files, allowed), allowed, workers)


def _with_others(root: Path, files: ProjectFiles, allowed: tuple[Path, ...]) -> ProjectFiles:
    """Return the files with those of the projects that readers take editions from."""
    if not any(
        path.startswith("readers/") and b"projects" in file.data for path, file in files.files.items()
    ):
        return files  # nothing more is loaded for most projects
    from postil.build.others import wanted_of

    wanted = wanted_of(files)
    if not wanted:
        return files
    others = {
        source.home: workspace.read_other(root, source.path, source.package, names, allowed)
        for source, names in wanted
    }
    return replace(files, others=others)


@dataclass(frozen=True, slots=True)
class LoadedProject:
    """A project's files, and who does the work."""

    root: Path
    files: ProjectFiles
    allowed: tuple[Path, ...]
    workers: Workers

    def start(self) -> None:
        """Make ready for a build before processes are forked: the typesetter loads in one of its own, and what all others
        use is loaded once, here."""
        self.workers.start()
        from postil.build.steps import renderer_of

        if not any(path.startswith("templates/") for path in self.files.files):
            renderer_of(()).warm()

    def check(self) -> CheckedRun:
        """Return the project with everything found wrong in it. Starts no engine."""
        from postil.build.judging import judge_project
        from postil.build.steps import bundled

        typecase = bundled()
        files = self.files
        styles = workspace.package_styles()
        try:
            judged, texts = judge_project(files, typecase, styles, self.workers)
        except StepFailed as failed:
            fault = _failed(failed, "nothing was checked")
            return CheckedRun(self.root, files, typecase, None, (fault,), {}, self.workers)
        if any(d.code.id == "M009" for d in judged.diagnostics):
            named = _named_outside(files)
            more = workspace.read_project(self.root, named) if named else files
            if more.files.keys() != files.files.keys():
                files = _with_others(self.root, more, self.allowed)
                judged, texts = judge_project(files, typecase, styles, self.workers)
        told = ToldTexts(texts, files)
        return CheckedRun(self.root, files, typecase, judged.value, judged.diagnostics, told, self.workers)

    def unchanged(self, *wanted: object) -> BuildRecord | None:
        """Return what the last build of the same things (everything that was asked for) made, where nothing it was made from has changed since and all of
        it is there as it was."""
        found = self.workers.memory.recall(self._key(wanted))
        if not isinstance(found, BuildRecord):
            return None
        return found if found.is_there(self.root / "build") else None

    def remember(
        self,
        wanted: tuple[object, ...],
        run: CheckedRun,
        results: Iterable[Result],
        found: Iterable[Diagnostic],
    ) -> None:
        """Remember what a build without faults has made."""
        if run.files is self.files:  # what lies outside the usual folders is not looked at beforehand
            told = tuple(found)
            record = record_of(results, told, run.texts_of(told))
            self.workers.memory.keep(self._key(wanted), record)

    def _key(self, wanted: tuple[object, ...]) -> str:
        files = dict(_digests(self.files))
        refused = self.files.refused
        others = tuple((home, o.fault, o.editions, o.files.refused) for home, o in self.files.others.items())
        epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
        return "build " + key_of("build", files, refused, wanted, others, epoch)

    def verify(
        self, names: Iterable[str] = (), printer: For | None = None, *, hardcover: bool = False
    ) -> Checked[tuple[Verified, ...]]:
        """Return what the rules say of finished PDFs: of the editions, readers and files that are named, or of all that is built.
        With a `printer` these are its rules, else those of an accessible file that is as it was made."""
        from postil.build.verifying import verify_files

        again = functools.cache(self._made_again)
        return verify_files(
            self.root, list(names), printer, hardcover=hardcover, workers=self.workers, again=again
        )

    def _made_again(self, shelf: Shelf) -> Mapping[str, Proof]:
        """Return the proofs of what the project makes now of the product on a shelf, by the sha256 of the files."""
        name = shelf.manifest.get("edition") or shelf.manifest.get("reader")
        told = shelf.manifest.get("audience") == "instructors"
        audience: BuildAudience = "instructors" if told else "students"
        large = shelf.folder == f"{name}-large-print"
        run = self.check()
        products = run.products([str(name)], ("pdf",), audience, large=large).value if run.ok else ()
        made: dict[str, Proof] = {}
        for product in products:
            result = run.builder().build(product).value
            made |= {digest_of(a.data): a.proof for a in result.artifacts if a.proof} if result else {}
        return made

    def close(self) -> None:
        """Let the workers go."""
        self.workers.__exit__()


def _failed(failed: StepFailed, what: str) -> Diagnostic:
    words = f"{what}: the process that did “{failed.label}” ended without a word, again and again"
    return Diagnostic(code("W021"), words, None, hint="is there memory enough? try --jobs 1")


def _digests(files: ProjectFiles) -> Iterable[tuple[str, str]]:
    """Yield the digest of every file, those of other projects too."""
    return ((path, workspace.digest(data)) for path, data in _every(files))


def _printed(files: ProjectFiles) -> Iterable[tuple[str, str]]:
    """Yield the digest of every file as books tell it."""
    from postil.build.record import printed_digest

    return ((path, printed_digest(path, data)) for path, data in _every(files))


def _every(files: ProjectFiles) -> Iterable[tuple[str, bytes]]:
    """Yield every file, those of other projects with their homes before their paths."""
    for path, file in files.files.items():
        yield path, file.data
    for home, other in files.others.items():
        for path, file in other.files.files.items():
            yield home + path, file.data


def _named_outside(files: ProjectFiles) -> tuple[str, ...]:
    """Return paths that postil.yaml names outside of the folders that are read anyway (fonts, styles)."""
    from postil.ingest.decode import decode
    from postil.ingest.manifest import ingest_project_manifest

    file = files.files.get("postil.yaml")
    source = decode(file).value if file else None
    if source is None:
        return ()
    manifest = ingest_project_manifest(source).value
    names = [path for path, _ in manifest.fonts]
    names += [manifest.citation_style] if manifest.citation_style.endswith(".csl") else []
    names += [manifest.bibliography] if manifest.bibliography else []
    return tuple(names)


@dataclass(frozen=True)
class CheckedRun:
    """A checked project, ready to be built where nothing stands against it."""

    root: Path
    files: ProjectFiles
    typecase: Typecase
    judged: Judged | None
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, SourceText]
    workers: Workers

    @property
    def ok(self) -> bool:
        return self.judged is not None and not any(d.is_error for d in self.diagnostics)

    @property
    def accounts(self) -> Mapping[str, Account]:
        """The accounts of the comparisons with the copy-texts, by the keys of the editions."""
        reports = self.judged.reports.items() if self.judged is not None else ()
        return {key: report.account for key, report in reports if report.account is not None}

    @property
    def notes(self) -> Mapping[str, int]:
        """How many notes have a place, by the keys of the editions that can be read."""
        reports = self.judged.reports.items() if self.judged is not None else ()
        return {key: report.notes for key, report in reports if report.manifest is not None}

    def texts_of(self, found: Iterable[Diagnostic]) -> Mapping[str, SourceText]:
        """Return the texts of the project, those of files that `found` speaks of among them."""
        from postil.ingest.decode import decode

        files = dict(self.files.files)
        for home, other in self.files.others.items():
            files |= {
                home + path: replace(file, path=home + path) for path, file in other.files.files.items()
            }
        named = {
            span.file for d in found for span in (d.span, *(x.span for x in d.labels)) if span is not None
        }
        read = {
            path: decode(files[path]).value for path in sorted(named - self.texts.keys()) if path in files
        }
        return {**self.texts, **{path: text for path, text in read.items() if text is not None}}

    @cached_property
    def checked(self) -> CheckedProject | None:
        """The project with its editions in full: they are read again for this."""
        from postil.build.checking import CheckedProject
        from postil.build.steps import anchored, ingested

        if self.judged is None:
            return None
        editions: dict[str, AnchoredEdition] = {}
        texts = dict(self.texts)
        for key, order in self.judged.orders.items():
            edition, read, _ = ingested(order)
            texts |= {order.home + path: text for path, text in read.items()}
            if edition is not None:
                editions[key] = anchored(order)
        own = (each.edition for each in editions.values() if not each.edition.home)
        project = self.judged.frame.whole(own, (texts,))
        return CheckedProject(project, editions, self.accounts)

    def products(
        self,
        names: Iterable[str] = (),
        formats: Iterable[Format] = (),
        audience: BuildAudience = "students",
        *,
        large: bool = False,
        targets: Iterable[str] = (),
    ) -> Checked[tuple[Product, ...]]:
        """Return what is to be built: everything, or what is named. Large print is a printed book unless other formats
        are asked for; so are `targets`, which the manifests name. Reports W011 for a name that there is not."""
        from postil.build.wanted import products_of

        if self.judged is None:
            return Checked((), ())
        return products_of(self.judged, names, formats, audience, large=large, targets=targets)

    def build(
        self,
        products: Iterable[Product] | None = None,
        *,
        progress: Callable[[str], None] = lambda _: None,
        done: Callable[[Result], None] = lambda _: None,
    ) -> Checked[tuple[Result, ...]]:
        """Build and publish products (all of them where none are given): each whole, or as it was before."""
        out = Collector()
        if not self.ok or self.judged is None:
            return Checked((), self.diagnostics)
        builder = self.builder(progress)
        results = []
        try:
            for product in self.products().value if products is None else products:
                result = self._build(builder, product, out)
                if result is not None:
                    results.append(result)
                    done(result)
        finally:
            self.workers.__exit__()
        memory = self.workers.memory
        memory.tidy()
        if memory.full is not None:
            out.report(
                code("W020"),
                f"what was made is not remembered: {memory.full.strerror or memory.full}",
                None,
                hint="make room, or build/.cache writable; the next build does everything again",
            )
        return out.done(tuple(results))

    def builder(self, progress: Callable[[str], None] = lambda _: None) -> Builder:
        """Return what makes the files of this project, which has no errors."""
        from postil.build.products import Builder

        assert self.judged is not None  # noqa: S101  there are no errors
        return Builder(
            self.judged,
            self.typecase,
            workspace.package_style(self.judged.frame.project.manifest.citation_style),
            dict(_digests(self.files)),
            dict(_printed(self.files)),
            self.workers,
            progress,
        )

    def _build(self, builder: object, product: Product, out: Collector) -> Result | None:
        from postil.build.products import Builder

        assert isinstance(builder, Builder)  # noqa: S101  loaded only here
        try:
            result = out.take(builder.build(product))
        except StepFailed as failed:
            out.found.append(_failed(failed, product.folder))
            return None
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
            out.report(
                code("W009"),
                f"build/{product.folder} cannot be made: {error.strerror}",
                None,
                hint="make room, also for temporary files; what was there is as it was",
            )
            return None
        if result is None:
            return None
        remember_proofs(self.workers.memory, result.artifacts)
        files = {a.path: a.data for a in result.artifacts}
        files[f"{product.folder}/manifest.json"] = result.manifest
        if result.account is not None:
            files[f"{product.folder}/account.json"] = result.account
        try:
            workspace.publish(self.root / "build", files)
        except OSError as error:
            out.report(
                code("W009"),
                f"build/{product.folder} cannot be written: {error.strerror or error}",
                None,
                hint="make room, or the folder writable; what was there is as it was",
            )
            return None
        return result
