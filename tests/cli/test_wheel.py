"""The wheel: built from a clean copy, put into an empty environment, it makes three editions in an empty folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from build.kit import ROOT

pytestmark = pytest.mark.slow

SHIPPED = ("src", "templates", "tests", "LICENSE", "README.md", "pyproject.toml")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, made from the sdist as installers make it."""
    copy = tmp_path_factory.mktemp("copy")
    for name in SHIPPED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(
                source,
                copy / name,
                symlinks=True,
                ignore=shutil.ignore_patterns("__pycache__", "node_modules"),
            )
        else:
            shutil.copy(source, copy / name)
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-P", "-m", "build", "--no-isolation", "--outdir", str(out), str(copy)],
        cwd=out,
        check=True,
        capture_output=True,
        text=True,
    )
    [found] = out.glob("*.whl")
    assert len(list(out.glob("*.tar.gz"))) == 1
    return found


def test_the_wheel_has_what_the_package_needs(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert "postil/py.typed" in names
    for kind in ("templates", "diagnostics/pages"):
        here = {
            f"postil/{kind}/{p.relative_to(ROOT / 'src/postil' / kind).as_posix()}"
            for p in (ROOT / "src/postil" / kind).rglob("*")
            if p.is_file()
        }
        assert here
        assert here <= names
    assert any(n.endswith("OFL-EBGaramond.txt") for n in names)
    assert any("/licenses/LICENSE" in n for n in names)
    assert not [n for n in names if "__pycache__" in n or n.startswith("tests") or not n.startswith("postil")]


def test_new_and_build_from_the_wheel(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    scheme = {"base": str(home), "platbase": str(home)}
    site = Path(sysconfig.get_path("purelib", "venv", scheme))
    python = home / "bin" / "python"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "--python",
            str(python),
            "install",
            "--no-deps",
            "--no-index",
            "--quiet",
            str(wheel),
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    # the libraries come from the environment of the tests, postil itself from the wheel
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    where = subprocess.run(
        [str(python), "-c", "import postil; print(postil.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(where.stdout.strip()).is_relative_to(home)
    postil = home / "bin" / "postil"
    empty = tmp_path / "empty"
    empty.mkdir()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    for arguments, folder in ((["new", "demo"], empty), (["build"], empty / "demo")):
        told = subprocess.run(
            [str(postil), *arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.returncode == 0, told.stderr
    made = empty / "demo/build/letter"
    assert sorted(p.relative_to(made).as_posix() for p in made.rglob("*") if p.is_file()) == [
        "letter.epub",
        "letter.pdf",
        "manifest.json",
        "web/index.html",
    ]
    told = subprocess.run(
        [str(postil), "explain", "A001"], cwd=empty, capture_output=True, text=True, check=True
    )
    assert told.stdout.startswith("# A001")
