"""The bibliography: which keys it has. The citation engine reads the file itself."""

from __future__ import annotations

import json
import re

from postil.diagnostics import Checked, Collector, code
from postil.ingest.yaml import Mapping, Scalar, Sequence, parse_yaml
from postil.model.edition import Bibliography
from postil.spans import SourceText

__all__ = ["EMPTY", "ingest_bibliography"]

EMPTY = Bibliography("", "", b"", frozenset())
_TITLELESS = frozenset({"personal_communication", "interview", "manuscript"})
"""Types of works that are cited by their writer and date as often as by a title."""
_BIBTEX = re.compile(
    r"^[ \t]*@(?!comment|preamble|string)\w+[ \t]*\{[ \t]*([^,\s}]+)[ \t]*,", re.MULTILINE | re.IGNORECASE
)


def ingest_bibliography(source: SourceText) -> Checked[Bibliography]:
    """Return the works of a CSL-YAML, CSL-JSON or BibTeX file, by the ending of its name.

    Reports M004 and M017 (not readable as what its name says).
    """
    out = Collector()
    path = source.path
    ending = path.rpartition(".")[2].lower()
    data = source.text.encode("utf-8")
    if ending == "bib":
        return out.done(Bibliography(path, "bibtex", data, frozenset(_BIBTEX.findall(source.text))))
    if ending == "json":
        try:
            items = json.loads(source.text)
            data = json.dumps(items).encode()
        except (ValueError, RecursionError) as error:
            at = min(getattr(error, "pos", 0), len(source.text))
            out.report(
                code("M017"),
                f"not JSON: {getattr(error, 'msg', 'nested too deeply, or a number too long')}",
                source.span(at, min(at + 1, len(source.text))),
                hint="export it anew as CSL-JSON",
            )
            return out.done(_unreadable(path))
        if isinstance(items, dict):
            items = items.get("references", items.get("items"))
            data = json.dumps(items).encode()
        keys = (
            frozenset(str(i["id"]) for i in items if isinstance(i, dict) and "id" in i)
            if isinstance(items, list)
            else frozenset()
        )
        if not isinstance(items, list):
            out.report(
                code("M017"),
                "a bibliography in CSL-JSON is a list",
                source.span(0, 1),
                hint="export it anew as CSL-JSON",
            )
            return out.done(_unreadable(path))
        works = [i for i in items if isinstance(i, dict) and "id" in i]
        untitled = frozenset(str(w["id"]) for w in works if _is_untitled({k: str(w[k]) for k in w}))
        return out.done(Bibliography(path, "csljson", data, keys, untitled))
    tree = out.take(parse_yaml(source))
    if tree is None and out.found:
        return out.done(_unreadable(path))
    listed = tree.get("references") if isinstance(tree, Mapping) else tree
    if tree is not None and not isinstance(listed, Sequence):
        out.report(
            code("M017"),
            "a bibliography in YAML has a list `references:`",
            source.span(0, 1),
            hint="begin it with `references:` and `- id: key`",
        )
        return out.done(_unreadable(path))
    keys_found: list[str] = []
    untitled_found: list[str] = []
    for item in listed.items if isinstance(listed, Sequence) else ():
        id_ = item.get("id") if isinstance(item, Mapping) else None
        if isinstance(id_, Scalar):
            keys_found.append(id_.text)
            words = (
                {k.text: v.text for k, v in item.items if isinstance(v, Scalar)}
                if isinstance(item, Mapping)
                else {}
            )
            if _is_untitled(words):
                untitled_found.append(id_.text)
        else:
            out.report(code("M017"), "a work has no `id`", item.span, hint="add - id: key")
    keys, untitled = frozenset(keys_found), frozenset(untitled_found)
    return out.done(Bibliography(path, "csljson", _json_of(listed), keys, untitled))


def _is_untitled(work: dict[str, str]) -> bool:
    """Tell whether a work has nothing by which it could be found; newspapers and letters are cited by date."""
    return not work.get("title") and not work.get("container-title") and work.get("type") not in _TITLELESS


def _unreadable(path: str) -> Bibliography:
    """Return what is known of a bibliography that cannot be read: nothing; no citation of it is judged."""
    return Bibliography(path, "", b"", frozenset())


def _json_of(listed: object) -> bytes:
    """Return the works as CSL-JSON: what the engine gets holds no tag, alias or include."""

    def value(node: object) -> object:
        if isinstance(node, Mapping):
            return {k.text: value(v) for k, v in node.items}
        if isinstance(node, Sequence):
            return [value(i) for i in node.items]
        return node.value if isinstance(node, Scalar) else None

    return json.dumps(value(listed) if listed is not None else []).encode()
