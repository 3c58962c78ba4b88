"""The same as Python: `postil.load("folder").check().build()`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from postil import workspace
from postil.build.checking import CheckedProject, check
from postil.build.faces import Typecase
from postil.diagnostics import Checked, Collector, Diagnostic, code
from postil.ingest.fields import nearest
from postil.model.edition import ProjectFiles
from postil.model.manifest import BuildAudience, Medium
from postil.spans import SourceText

if TYPE_CHECKING:
    from postil.build.products import Product, Result
    from postil.writers.pdf.press import Press

__all__ = ["CheckedRun", "LoadedProject", "load"]


def load(folder: str | Path = ".") -> LoadedProject:
    """Return the project in `folder` as files, not yet looked at."""
    root = Path(folder)
    first = workspace.read_project(root)
    return LoadedProject(root, first)


@dataclass(frozen=True, slots=True)
class LoadedProject:
    """A project's files."""

    root: Path
    files: ProjectFiles

    def check(self) -> CheckedRun:
        """Return the project with everything found wrong in it. Starts no engine."""
        typecase = Typecase(workspace.package_fonts())
        files = self.files
        checked, texts = check(files, typecase, workspace.package_styles())
        if any(d.code.id == "M009" for d in checked.diagnostics):
            named = _named_outside(files)
            more = workspace.read_project(self.root, named) if named else files
            if more.files.keys() != files.files.keys():
                files = more
                checked, texts = check(files, typecase, workspace.package_styles())
        return CheckedRun(self.root, files, typecase, checked.value, checked.diagnostics, texts)


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


@dataclass(frozen=True, slots=True)
class CheckedRun:
    """A checked project, ready to be built where nothing stands against it."""

    root: Path
    files: ProjectFiles
    typecase: Typecase
    checked: CheckedProject | None
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, SourceText]

    @property
    def ok(self) -> bool:
        return self.checked is not None and not any(d.is_error for d in self.diagnostics)

    def products(
        self,
        names: Iterable[str] = (),
        formats: Iterable[Medium] = (),
        audience: BuildAudience = "students",
    ) -> Checked[tuple[Product, ...]]:
        """Return what is to be built: everything, or what is named. Reports W011 for a name that there is not."""
        from postil.build.products import Product

        out = Collector()
        if self.checked is None:
            return out.done(())
        project = self.checked.project
        known: dict[str, tuple[str, tuple[Medium, ...]]] = {
            e.id: ("edition", e.manifest.build) for e in project.editions
        }
        known |= {r.id: ("reader", r.build) for r in project.readers}
        wanted = list(dict.fromkeys(names)) or list(known)
        chosen = tuple(formats)
        found = []
        for name in wanted:
            if name not in known:
                near = nearest(name, known)
                out.report(
                    code("W011"),
                    f"there is no edition and no reader “{name}”",
                    None,
                    hint=f"did you mean “{near}”?" if near else "there are: " + ", ".join(known),
                )
                continue
            kind, own = known[name]
            found.append(Product(name, kind, audience, chosen or own))
        return out.done(tuple(found))

    def build(
        self,
        products: Iterable[Product] | None = None,
        *,
        progress: Callable[[str], None] = lambda _: None,
        done: Callable[[Result], None] = lambda _: None,
        press: Press | None = None,
    ) -> Checked[tuple[Result, ...]]:
        """Build and publish products (all of them where none are given): each whole, or as it was before.

        `press` is one that was started beforehand; without it one is started here.
        """
        from postil.build.products import Builder

        if press is None:
            from postil.writers.pdf.press import Press

            with Press() as own:
                return self.build(products, progress=progress, done=done, press=own)
        out = Collector()
        if not self.ok or self.checked is None:
            return Checked((), self.diagnostics)
        builder = Builder(
            self.checked,
            self.typecase,
            workspace.package_templates(),
            workspace.package_style(self.checked.project.manifest.citation_style),
            {path: workspace.digest(file.data) for path, file in self.files.files.items()},
            progress,
        )
        results = []
        for product in self.products().value if products is None else products:
            result = out.take(builder.build(product, press))
            if result is None:
                continue
            files = {a.path: a.data for a in result.artifacts}
            files[f"{product.folder}/manifest.json"] = result.manifest
            try:
                workspace.publish(self.root / "build", files)
            except OSError as error:
                out.report(
                    code("W009"),
                    f"build/{product.folder} cannot be written: {error.strerror or error}",
                    None,
                    hint="make room, or the folder writable; what was there is as it was",
                )
                continue
            results.append(result)
            done(result)
        return out.done(tuple(results))
