"""Words are parted as UAX #29 parts a whole text, whatever is done to be quick about it."""

from __future__ import annotations

import itertools
import unicodedata

import regex
from hypothesis import given
from hypothesis import strategies as st

from postil import wording
from postil.fidelity import Piece, compare
from postil.fidelity.agreement import words_in_common
from postil.fidelity.tokens import is_word, tokens_of_copy_text, tokens_of_pieces
from postil.spans import Places, SourceText
from postil.wording import ascii_edge, boundaries, fold, fold_text, tokens

_TOKEN = regex.compile(
    r"(?w)\s+|[\p{Han}\p{Hiragana}\p{Katakana}]|[\p{L}\p{N}\p{M}_](?:.*?)\b|.", regex.DOTALL
)
_ASCII = "be1_'.:,;- \n\"/"
_SIGNS = (
    "a e 1 _ ' ’ ‘ ʼ . : , ; - \" “ é É l’É é\u0301 \u0301 \u200d \u00ad \u202f \u00a0 \u3000 \u2028 \x1c \x85 \u0600 \u0915\u094d"
    ' 日 本 カ ー か ゙ 한 ไ ท ا ل א " 👩 👧 🏻 🇩 🇪 ſ ß ǆ _ 𝒳 \ufe0f \u2060 \u180e ـ · ‧ ･ ﾞ'
)
_ODD = _SIGNS.split(" ")
_TEXT = st.lists(st.sampled_from([*_ODD, " ", " ", "  ", "\n", "\n\n", "\t", "\f"]), max_size=14).map("".join)


def _plain_tokens(text: str) -> list[tuple[str, int, int]]:
    return [(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text) if not m[0].isspace()]


def _plain_fold(text: str) -> tuple[str, list[int]]:
    quotes = dict.fromkeys("‘’‚‛ʼ", "'") | dict.fromkeys("“”„‟", '"')
    out, at = "", []
    for i, ch in enumerate(text):
        if ch == "\u00ad" or (ch.isspace() and out.endswith(" ")):
            continue
        out += " " if ch.isspace() else quotes.get(ch, ch)
        at.append(i)
    return out, [*at, len(text)]


def test_words_of_ascii_are_those_of_the_standard() -> None:
    """Every text of up to four of the characters that the rules tell apart, and every pair of all of them."""
    texts = itertools.chain.from_iterable(itertools.product(_ASCII, repeat=n) for n in range(1, 5))
    pairs = itertools.product(map(chr, range(128)), repeat=2)
    for given_text in itertools.chain(texts, pairs):
        text = "".join(given_text)
        assert tokens(text) == _plain_tokens(text), repr(text)


@given(_TEXT)
def test_words_of_any_text_are_those_of_the_standard(text: str) -> None:
    assert tokens(text) == _plain_tokens(text)
    assert tokens(unicodedata.normalize("NFC", text)) == _plain_tokens(unicodedata.normalize("NFC", text))


@given(st.one_of(_TEXT, st.text(alphabet=_ASCII, max_size=10)))
def test_boundaries_are_those_of_the_whole(text: str) -> None:
    whole = frozenset(wording._edges(text))
    assert boundaries(text) == whole
    if text.isascii():
        assert {i for i in range(len(text) + 1) if ascii_edge(text, i)} == whole


def test_boundaries_of_ascii() -> None:
    for pair in itertools.product(map(chr, range(128)), repeat=2):
        text = "a" + "".join(pair) + "1"
        whole = frozenset(wording._edges(text))
        assert boundaries(text) == whole, repr(text)
        assert {i for i in range(len(text) + 1) if ascii_edge(text, i)} == whole, repr(text)


@given(_TEXT)
def test_folding_keeps_the_place_of_every_character(text: str) -> None:
    folded = fold_text(text)
    words, at = _plain_fold(text)
    assert (folded.text, list(folded.at)) == (words, at)
    assert fold(text) == _plain_fold(unicodedata.normalize("NFC", text))[0]


# agreement ------------------------------------------------------------------------------------------------------------


_PARAGRAPHS = st.lists(_TEXT, max_size=4)


@given(_PARAGRAPHS, st.sampled_from(["\n\n", "\n", " ", "\n \n", "\f"]), st.one_of(st.none(), _TEXT))
def test_what_is_seen_at_a_glance_is_so(paragraphs: list[str], between: str, other: str | None) -> None:
    """Where two texts are said to agree, comparing word by word finds the same and nothing to report."""
    written = paragraphs if other is None else [other, *paragraphs[1:]]
    copy_text = SourceText.of("copy-text.txt", between.join(written))
    pieces = [
        Piece(text, Places.run(0, len(text)), "text.md", f"text.{number}")
        for number, text in enumerate(unicodedata.normalize("NFC", each) for each in paragraphs)
    ]
    count = words_in_common(copy_text, pieces)
    if count is None:
        return
    theirs, ours = tokens_of_copy_text(copy_text), tokens_of_pieces(pieces)
    assert [t.word for t in theirs] == [t.word for t in ours]
    assert [t.break_ == "paragraph" for t in theirs] == [t.break_ == "paragraph" for t in ours]
    assert count == sum(is_word(t.word) for t in ours)
    account = compare(copy_text, pieces, (), "text.md")
    assert not account.diagnostics
    assert account.value.words == count
