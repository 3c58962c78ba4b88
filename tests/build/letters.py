"""A project of some letters and a reader of them all."""

from __future__ import annotations

import random
from pathlib import Path

from build.kit import project, run

WORDS = [
    "peace",
    "council",
    "nation",
    "treaty",
    "party",
    "article",
    "harbour",
    "letter",
    "ship",
    "crew",
    "winter",
    "answer",
]


def many(folder: Path, count: int = 6) -> Path:
    """A project of some letters and a reader of them all."""
    chance = random.Random(7)
    files: dict[str, str | bytes] = {}
    for number in range(1, count + 1):
        paragraphs = [" ".join(chance.choice(WORDS) for _ in range(60)).capitalize() + "." for _ in range(6)]
        text = "\n\n".join(f"{p} Mark {i}." for i, p in enumerate(paragraphs, 1))
        files[f"source/letter-{number}/text.md"] = f"# Letter {number}\n\n{text}\n"
        files[f"source/letter-{number}/edition.yaml"] = (
            f"title: Letter {number}\ndate: 1801-03-04\nrights: Public domain.\n"
            "copy-text: {siglum: C, name: The letter sent, sha256: SHA256}\n"
        )
        files[f"annotations/letter-{number}/notes.md"] = (
            "---\nseries: editorial\nby: AB\n---\n\n"
            + "\n".join(f"# text.{i} “Mark {i}” {{#m{i}}}\n\nA note on mark {i}.\n" for i in range(1, 5))
        )
    files["readers/course.yaml"] = "title: Letters\ncontents:\n" + "".join(
        f"- edition: letter-{n}\n" for n in range(1, count + 1)
    )
    return project(folder, files)


def change_a_word(folder: Path, number: int) -> None:
    """Change a word of a letter, in its copy-text too."""
    text = folder / f"source/letter-{number}/text.md"
    copy = folder / f"source/letter-{number}/copy-text.txt"
    for path in (text, copy):
        path.write_text(path.read_text().replace("Mark 5", "Mark nine"))
    manifest = folder / f"source/letter-{number}/edition.yaml"
    told = run("check", cwd=folder)
    digest = told.stderr.partition("its sha256 is ")[2].split()[0]
    before, _, rest = manifest.read_text().partition("sha256: ")
    manifest.write_text(f"{before}sha256: {digest}{rest[64:]}")
