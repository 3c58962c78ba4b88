"""The same text and notes in the forms that the peers take: Markdown for pandoc, HTML for WeasyPrint, Typst."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.corpus import Document, Note, Paragraph, Part

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "templates" / "fonts"
TITLE = "Bench"

# The page, the face and its size are those of postil's own print.css; a folio at the foot, no running head. What a
# page of ours has beyond this is left out, so that the peers are never asked for more than the text.
PRINT_CSS = f"""\
@font-face {{ font-family: "EB Garamond"; src: url("{(FONTS / "EBGaramond-Regular.ttf").as_uri()}") }}
@font-face {{ font-family: "EB Garamond"; font-style: italic; src: url("{(FONTS / "EBGaramond-Italic.ttf").as_uri()}") }}
@page {{ size: 6in 9in; margin: 21mm 21mm 24mm 23mm; @bottom-center {{ content: counter(page); font: 9pt "EB Garamond" }} }}
@page :left {{ margin-left: 21mm; margin-right: 23mm }}
html {{ font: 11.4pt/14.4pt "EB Garamond"; text-align: justify; hyphens: auto; hyphenate-limit-chars: 6 3 3; orphans: 2; widows: 2 }}
body {{ margin: 0 }}
p, ul, ol {{ margin: 0; padding: 0; list-style: none }}
p + p {{ text-indent: 1.2em }}
h1, h2 {{ font-weight: 400; text-align: center; hyphens: none; break-after: avoid }}
h1 {{ font-size: 19pt; line-height: 23pt; margin: 0 0 24pt; padding-top: 26mm; break-before: recto }}
h2 {{ font-size: 11.4pt; line-height: 14.4pt; margin: 21.6pt 0 7.2pt; letter-spacing: .1em; font-variant-caps: all-small-caps }}
ul {{ margin: 15pt auto 24pt; width: 84%; line-height: 16pt; text-align: center }}
sup, .footnote-ref {{ font-size: .64em; line-height: 0 }}
a {{ color: inherit; text-decoration: none }}
.footnotes {{ break-before: recto; font-size: 10.4pt; line-height: 13.4pt }}
.footnotes hr {{ display: none }}
.footnotes ol {{ list-style: decimal; padding-left: 1.6em }}
.footnotes li {{ margin-bottom: 5pt }}
"""

FOOT_CSS = """\
.fn { float: footnote; footnote-policy: line; font-size: 9.2pt; line-height: 11.4pt }
::footnote-call { font-size: .64em; line-height: 0; vertical-align: .575em }
@page { @footnote { border-top: .4pt solid #000; margin-top: 9pt; padding-top: 5pt } }
"""

TYPST_HEAD = f"""\
#set document(title: "{TITLE}")
#set page(width: 6in, height: 9in, margin: (inside: 23mm, outside: 21mm, top: 21mm, bottom: 24mm), numbering: "1")
#set text(font: "EB Garamond", size: 11.4pt, lang: "en", region: "us", hyphenate: true, top-edge: 0.7em, bottom-edge: -0.3em)
#set par(justify: true, leading: 3pt, spacing: 3pt, first-line-indent: 1.2em)
#show list: it => align(center, block(above: 15pt, below: 24pt, it.children.map(each => each.body).join(linebreak())))
#show heading: it => align(center, block(above: 24.6pt, below: 10.2pt, text(weight: "regular", size: 11.4pt, it.body)))
#show heading.where(level: 1): it => {{ pagebreak(weak: true, to: "odd"); v(26mm); align(center, block(above: 0pt, below: 24pt, text(weight: "regular", size: 19pt, it.body))) }}
#show footnote.entry: set text(size: 9.2pt)
"""


def _inline(
    one: Paragraph,
    italic: Callable[[str], str],
    call: Callable[[Note], str],
    text: Callable[[str], str] = str,
) -> str:
    found = ""
    for words, slanted, note in one.runs():
        piece = text(words)
        found += (" " if found else "") + (italic(piece) if slanted else piece)
        found += call(note) if note else ""
    return found


def markdown(parts: Sequence[Part]) -> str:
    """Return the text as one file of pandoc's Markdown."""
    out = []
    for part in parts:
        out += [f"# {part.title}", part.introduction]
        for one in part.documents:
            call = _caller(one)
            out += [f"# {one.title}", "\n".join(f"- {line}" for line in one.particulars)]
            out += [_inline(each, lambda w: f"*{w}*", call) for each in one.preamble]
            for number, article in enumerate(one.articles, start=1):
                out.append(f"## ARTICLE {number}")
                out += [_inline(each, lambda w: f"*{w}*", call) for each in article]
            out += [one.testimonium, "\n".join(f"- {name}" for name in one.names)]
            out += [f"[^{one.name}-{note.id}]: {note.words}" for note in one.notes]
    return "\n\n".join(out) + "\n"


def _caller(one: Document) -> Callable[[Note], str]:
    return lambda note: f"[^{one.name}-{note.id}]"


def html(parts: Sequence[Part]) -> str:
    """Return the text as HTML whose notes WeasyPrint sets at the foot of their pages."""
    out = [f'<!DOCTYPE html><html lang="en-US"><meta charset="utf-8"><title>{TITLE}</title>']
    out.append('<link rel="stylesheet" href="style.css"><link rel="stylesheet" href="foot.css">')

    def paragraph(one: Paragraph) -> str:
        call = lambda note: f'<span class="fn">{note.words}</span>'  # noqa: E731
        return f"<p>{_inline(one, lambda w: f'<em>{w}</em>', call)}</p>"

    for part in parts:
        out += [f"<h1>{part.title}</h1>", f"<p>{part.introduction}</p>"]
        for one in part.documents:
            out.append(f"<h1>{one.title}</h1>")
            out.append("<ul>" + "".join(f"<li>{line}</li>" for line in one.particulars) + "</ul>")
            out += [paragraph(each) for each in one.preamble]
            for number, article in enumerate(one.articles, start=1):
                out.append(f"<h2>ARTICLE {number}</h2>")
                out += [paragraph(each) for each in article]
            out.append(f"<p>{one.testimonium}</p>")
            out.append("<ul>" + "".join(f"<li>{name}</li>" for name in one.names) + "</ul>")
    return "\n".join(out) + "\n"


def typst(parts: Sequence[Part]) -> str:
    """Return the text as one Typst file."""
    out = [TYPST_HEAD]

    def paragraph(one: Paragraph) -> str:
        return _inline(one, lambda w: f"#emph[{w}]", lambda note: f"#footnote[{note.words}]")

    for part in parts:
        out += [f"= {part.title}", part.introduction]
        for one in part.documents:
            out += [f"= {one.title}", "\n".join(f"- {line}" for line in one.particulars)]
            out += [paragraph(each) for each in one.preamble]
            for number, article in enumerate(one.articles, start=1):
                out.append(f"== ARTICLE {number}")
                out += [paragraph(each) for each in article]
            out += [one.testimonium, "\n".join(f"- {name}" for name in one.names)]
    return "\n\n".join(out) + "\n"


def write_forms(folder: Path, parts: Sequence[Part]) -> None:
    """Write all forms into a folder, with their style sheets."""
    folder.mkdir(parents=True, exist_ok=True)
    written = {
        "text.md": markdown(parts),
        "foot.html": html(parts),
        "text.typ": typst(parts),
        "style.css": PRINT_CSS,
        "foot.css": FOOT_CSS,
    }
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8")
