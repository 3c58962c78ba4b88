"""The dialect: markdown-it-py set up for prose, and its inline parser taught to remember places.

markdown-it-py (4.x) keeps line numbers for blocks and nothing for inline tokens. `TrackedInline` runs the same
rules and notes for each token where its characters stand in the string being parsed (`token.meta["at"]`).
Switched off, because our texts are prose: indented code, setext headings, reference definitions, raw HTML.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from types import SimpleNamespace

from markdown_it import MarkdownIt, helpers
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

from postil.ingest.markdown.attributes import attributes_at
from postil.ingest.markdown.depth import DEEPEST
from postil.spans import Places, PlacesBuilder

__all__ = ["dialect"]

_CITED_FIRST = re.compile(r"\s*-?@[\w{]", re.UNICODE)
_CITED_LATER = re.compile(r"[;\s]-?@[\w{]", re.UNICODE)
_LONGEST_CITATION = 4000
_OPEN = re.compile(r"(:{3,})[ \t]*+(\{.*\}|[\w-]++)[ \t]*+:*+[ \t]*+$")
_CLOSE = re.compile(r":{3,}+[ \t]*+$")
_FENCE = re.compile(r"(`{3,}|~{3,})")


class TrackedState(StateInline):
    """A state that knows where the characters of its pending text stand."""

    def __init__(self, src: str, md: MarkdownIt, env: EnvType, out: list[Token]) -> None:
        super().__init__(src, md, env, out)
        self.pending_at = PlacesBuilder()
        self.labels: dict[tuple[int, bool, int, int], int] = {}

    def pushPending(self) -> Token:  # noqa: N802 - the name is markdown-it's
        token = super().pushPending()
        self.pending_at.cut(len(token.content))
        token.meta["at"] = self.pending_at.done()
        self.pending_at = PlacesBuilder()
        return token


class TrackedInline(ParserInline):
    """The inline parser of markdown-it-py with places."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = TrackedState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens

    def tokenize(self, state: StateInline) -> None:
        assert isinstance(state, TrackedState)  # noqa: S101 - parse() makes no other
        rules = self.ruler.getRules("")
        end = state.posMax
        nesting = state.md.options["maxNesting"]
        while state.pos < end:
            pos, tokens, pending = state.pos, len(state.tokens), len(state.pending)
            matched = False
            if state.level < nesting:
                for rule in rules:
                    matched = rule(state, False)
                    if matched:
                        break
            if matched:
                _place(state, pos, tokens, pending)
                continue
            state.pending += state.src[state.pos]
            state.pending_at.append(state.pos)
            state.pos += 1
        if state.pending:
            state.pushPending()


def _place(state: TrackedState, pos: int, tokens: int, pending: int) -> None:
    """Give their places to what the rule that matched at `pos` has added."""
    fresh = [t for t in state.tokens[tokens:] if "at" not in t.meta and "from" not in t.meta]
    if not fresh:
        if len(state.pending) > pending:
            state.pending_at.cut(pending)
            state.pending_at.extend_run(pos, len(state.pending) - pending)
        return
    cursor = pos
    for token in fresh:
        token.meta["from"], token.meta["to"] = pos, state.pos
        if token.type in {"text", "text_special"} and state.src.startswith(token.content, cursor):
            token.meta["at"] = Places.run(cursor, len(token.content))
            cursor += len(token.content)
        elif token.type in {"text", "text_special"}:
            escaped = state.src[pos] == "\\" and len(token.content) == 1
            token.meta["at"] = Places.same(pos + escaped, len(token.content))
        elif token.type == "code_inline":
            inner = pos + len(token.markup)
            if state.src[inner : inner + 1] == " " and not token.content.startswith(" "):
                inner += 1
            token.meta["at"] = Places.run(inner, len(token.content))


def _label_end(state: StateInline, start: int, disableNested: bool = False) -> int:  # noqa: N803 - markdown-it's
    """Return where the bracket that opens at `start` closes; three rules ask for it, and it is sought once."""
    if not isinstance(state, TrackedState) or state.src.find("]", start, state.posMax) < 0:
        return -1
    key = (start, disableNested, state.posMax, state.level)
    if key not in state.labels:
        state.labels[key] = helpers.parseLinkLabel(state, start, disableNested)
    return state.labels[key]


def _bracket(state: StateInline, silent: bool) -> bool:
    """`[words]{attributes}` and `[@key, p. 1; see @other]`."""
    start = state.pos
    if state.src[start] != "[":
        return False
    end = _label_end(state, start)
    if end < 0:
        return False
    after = end + 1
    following = state.src[after : after + 1]
    if following == "{":
        stop = attributes_at(state.src, after)
        if stop < 0 or stop > state.posMax:
            return False
        if not silent:
            token = state.push("span_open", "span", 1)
            token.meta.update({"from": start, "to": stop, "attributes": (after + 1, stop - 1)})
            old_max, state.pos, state.posMax = state.posMax, start + 1, end
            state.md.inline.tokenize(state)
            token = state.push("span_close", "span", -1)
            token.meta.update({"from": start, "to": stop})
            state.posMax = old_max
        state.pos = stop
        return True
    if (
        following not in {"(", "["}
        and end - start < _LONGEST_CITATION
        and (_CITED_FIRST.match(state.src, start + 1, end) or _CITED_LATER.search(state.src, start + 1, end))
    ):
        if not silent:
            token = state.push("citation", "", 0)
            token.content = state.src[start + 1 : end]
            token.meta.update({"from": start, "to": after})
        state.pos = after
        return True
    return False


def _raised_or_lowered(state: StateInline, silent: bool) -> bool:
    """`^2^` raised, `~2~` lowered: no white space inside."""
    mark = state.src[state.pos]
    if mark not in "^~":
        return False
    end = state.src.find(mark, state.pos + 1, state.posMax)
    inner = state.src[state.pos + 1 : end] if end > 0 else ""
    if not inner or any(ch.isspace() for ch in inner) or len(inner) > 40:
        return False
    if not silent:
        start = state.pos
        kind = "sup" if mark == "^" else "sub"
        state.push(f"{kind}_open", kind, 1).meta.update({"from": start, "to": end + 1})
        old_max, state.pos, state.posMax = state.posMax, start + 1, end
        state.md.inline.tokenize(state)
        state.push(f"{kind}_close", kind, -1).meta.update({"from": start, "to": end + 1})
        state.posMax = old_max
    state.pos = end + 1
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _fenced_div(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A fenced div, closed by a bare line of colons; open and close lines that have no partner are kept as tokens."""
    first = _line(state, start)
    if not first.startswith(":::"):
        return False
    opened, bare = _OPEN.fullmatch(first), _CLOSE.fullmatch(first)
    if not opened and not bare:
        return False
    if silent:
        return True
    if bare:
        token = state.push("div_stray", "", 0)
        token.map = [start, start + 1]
        state.line = start + 1
        return True
    assert opened is not None  # noqa: S101 - one of the two matched
    depth, close, fence = 1, -1, ""
    for number in range(start + 1, end):
        text = _line(state, number)
        if fence_mark := _FENCE.match(text):
            if not fence:
                fence = fence_mark[1]
            elif text.startswith(fence):
                fence = ""
        if fence:
            continue
        if _OPEN.fullmatch(text):
            depth += 1
        elif _CLOSE.fullmatch(text):
            depth -= 1
            if depth == 0:
                close = number
                break
    token = state.push("div_open", "div", 1)
    token.map = [start, (close if close >= 0 else end - 1) + 1]
    token.info = opened[2]
    token.block = True
    token.meta["closed"] = close >= 0
    token.meta["column"] = first.index(opened[2])
    old_parent, old_line_max = state.parentType, state.lineMax
    state.parentType = "div"
    state.lineMax = close if close >= 0 else end
    state.md.block.tokenize(state, start + 1, state.lineMax)
    state.parentType, state.lineMax = old_parent, old_line_max
    token = state.push("div_close", "div", -1)
    token.block = True
    state.line = (close if close >= 0 else end - 1) + 1
    return True


def _heading_attributes(state: StateCore) -> None:
    """Take trailing attributes off headings before their words are parsed."""
    for before, token in pairwise(state.tokens):
        if before.type == "heading_open" and token.type == "inline":
            whole = token.content.rstrip()
            begin = whole.rfind("{") if whole.endswith("}") else -1
            standing = begin == 0 or whole[begin - 1 : begin].isspace()
            if begin >= 0 and standing and "}" not in whole[begin:-1]:
                before.meta["attributes"] = (begin + 1, len(whole) - 1)
                before.meta["raw"] = token.content
                token.content = whole[:begin].rstrip()


def dialect() -> MarkdownIt:
    """Return a parser of our dialect."""
    md = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST})
    md.enable("table")
    md.disable(["code", "lheading", "reference", "html_block", "html_inline"])
    md.inline = TrackedInline()
    md.inline.ruler.disable(["html_inline", "linkify", "strikethrough"])
    md.inline.ruler2.disable(["strikethrough", "fragments_join"])
    md.core.ruler.disable(["text_join", "linkify", "replacements", "smartquotes"], True)
    md.inline.ruler.before("link", "bracket", _bracket)
    md.inline.ruler.before("link", "raised", _raised_or_lowered)
    md.core.ruler.before("inline", "heading_attributes", _heading_attributes)
    alternatives: Sequence[str] = ("paragraph", "blockquote", "list", "table")
    md.block.ruler.before("fence", "div", _fenced_div, {"alt": list(alternatives)})
    md.helpers = SimpleNamespace(
        parseLinkLabel=_label_end,
        parseLinkDestination=helpers.parseLinkDestination,
        parseLinkTitle=helpers.parseLinkTitle,
    )  # type: ignore[assignment]
    # Links are judged by us, with a diagnostic: markdown-it would drop a refused one into the text.
    for name, judge in (
        ("validateLink", _anything),
        ("normalizeLink", _as_it_is),
        ("normalizeLinkText", _as_it_is),
    ):
        setattr(md, name, judge)
    return md


def _anything(_: str) -> bool:
    return True


def _as_it_is(url: str) -> str:
    return url
