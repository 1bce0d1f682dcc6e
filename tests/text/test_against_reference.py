"""The kernel says what the slow reference says: on made-up text and on real posts."""

from __future__ import annotations

import csv
import gzip
import io
import os
import random
import unicodedata
from pathlib import Path

import pyarrow as pa
import pytest
import reference
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_lexicon import FUNCTION_WORDS, IDENTITY, MARKERS, NOUNS, PROFANITY

from audit.text.codepoints import KIND, LATIN, SIZE, codepoints
from audit.text.tokens import tokenise

SHARED = Path(os.environ.get("POSTAUDIT_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data")).resolve()
POSTS_PER_FILE = 80

PIECES = [
    *(row.form for row in (*IDENTITY, *NOUNS, *MARKERS)),
    *FUNCTION_WORDS,
    *PROFANITY,
    *("black", "women", "are", "all", "every", "that's", "how", "always", "trans", "american", "lives", "matter"),
    *(
        "#",
        "@",
        "://",
        "http://",
        "www.",
        "a.b",
        "@x.y",
        "'",
        "’",
        "'s",
        "’S",
        "_",
        "-",
        "/",
        ".",
        "!",
        "\n",
        ", ",
        '"',
        "<",
    ),
    *(
        "\u200d",
        "\ufe0f",
        "\u00ad",
        "\u0308",
        "\u0323",
        "\u0301",
        "🏿",
        "👩",
        "🇫",
        "🇷",
        "⚕",
        "A",
        "B",
        "x",
        "9",
        "ß",
        "ﬁ",
    ),
    *(
        "Ｗ",
        "İ",
        "ı",
        "Σ",
        "ς",
        "한",
        "黑",
        "ア",
        "ก",
        "ि",
        "½",
        "ⓑ",
        "𝐛",
        "＠",
        "＃",
        "\ufffd",
        "\U000e0067",
        "Ǆ",
        "ŉ",
    ),
]
cased = st.sampled_from(PIECES).flatmap(lambda p: st.sampled_from([p, p.upper(), p.capitalize(), p.title()]))
made_up = st.lists(st.tuples(cased, st.sampled_from(["", "", " ", " ", "  ", "\u00a0"])), max_size=14).map(
    lambda parts: "".join(a + b for a, b in parts)
)
characters = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def same(texts: list[str | None], text_pass, matcher) -> None:
    column = pa.array(texts, pa.large_string())
    features = text_pass.run(column)
    pairs = {}
    for name in ("strict", "loose", "generic"):
        post, group = getattr(features, f"{name}_pairs")
        pairs[name] = {(p, text_pass.groups[g]) for p, g in zip(post.tolist(), group.tolist(), strict=True)}
        assert len(pairs[name]) == len(post)
    for i, text in enumerate(texts):
        slow = matcher.read(text)
        for name in ("strict", "loose", "generic"):
            assert {g for p, g in pairs[name] if p == i} == slow[name], (name, text)
        markers = {name for bit, name in enumerate(text_pass.categories) if features.marker_mask[i] >> bit & 1}
        assert markers == slow["markers"], text
        for name in ("tokens", "letters", "latin_letters", "function_words", "profanity"):
            assert getattr(features, name)[i] == slow[name], (name, text)
        assert features.readable[i] == (0 < slow["letters"] <= 2 * slow["latin_letters"])


def same_tokens(text: str) -> None:
    fast, slow = tokenise(pa.array([text])), reference.tokenise(text).tokens
    assert fast.word == [token.word for token in slow]
    assert fast.start.tolist() == [token.start for token in slow]
    assert fast.end.tolist() == [token.end for token in slow]
    assert fast.after_break.tolist() == [token.after_break for token in slow]


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(made_up, max_size=4))
def test_made_up_posts(text_pass, matcher, texts):
    same(texts, text_pass, matcher)
    for text in texts:
        same_tokens(text)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(characters)
def test_any_characters(text_pass, matcher, text):
    same([text], text_pass, matcher)
    same_tokens(text)


BESIDE = [
    "",
    "黑",
    "ア",
    "ก",
    "々",
    "か\u3099",
    "\u0308",
    "\u200d",
    "\ufe0f",
    "\u0e34",
    "a",
    "9",
    "ß",
    "한",
    "'",
    "’s",
    "_",
    "#",
    "@",
    "@x.y",
]
BESIDE += ["://a", ":", ".", "。", "\n", " ", "👩", "\ufffd", "丁", "龥", "㐀", "\U00020000", "Ｗ", "䷀"]


@pytest.mark.parametrize("letter", ["黑", "ア", "ｱ", "か", "ก", "ຳ", "豈", "々", "\U00020000"])
def test_letters_that_are_words_beside_anything(letter):
    for before in BESIDE:
        for after in BESIDE:
            same_tokens(before + letter + after)
            same_tokens(before + letter + after + letter)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made_up)
def test_spans_are_where_the_reference_finds_them(text_pass, matcher, text):
    spans = sorted((s.layer, len(text[: s.start].encode()), len(text[: s.end].encode())) for s in text_pass.spans(text))
    assert spans == sorted(matcher.read(text)["spans"])


def test_a_run_of_known_words_longer_than_the_buffer(text_pass, matcher):
    words = ["all", "black", "women", "are", "men", "of", "quality", "respect", "african", "americans", "the", "lives"]
    choose = random.Random(1)
    same([" ".join(choose.choices(words, k=3_000)) for _ in range(3)], text_pass, matcher)


def test_every_code_point_is_cut_and_folded_alike():
    """Kinds, folds and script of all 1.1 million code points; the tables stop at the last letter."""
    tables = codepoints()
    codes = [code for code in range(SIZE) if not 0xD800 <= code <= 0xDFFF]
    if os.environ.get("CI") is None:  # ideographs, syllables and private use take most of the time
        skipped = [range(0x3500, 0x9FF0), range(0xAC20, 0xD790), range(0xE010, 0xF8F0), range(0x17010, 0x18CF0)]
        codes = [code for code in codes if not any(code in block for block in skipped) and code < 0x20010]
    names = ["separator", "lower", "upper", "other", "digit", "mark", "apostrophe", "ignorable"]
    names += ["sentence end", "at", "hash", "single", "emoji", "regional", "line end", "space"]
    for code in codes:
        char = chr(code)
        kind = names[tables.kind[code] & KIND]
        assert kind == reference.kind(char), hex(code)
        if kind in reference.WORD | {"single", "mark"}:
            fold = int(tables.fold[code])
            if fold >= 0:
                folded = chr(fold)
            else:
                entry = slice(tables.expansion_start[-1 - fold], tables.expansion_start[-fold])
                folded = "".join(map(chr, tables.expansion[entry]))
            assert folded == reference.fold_character(char), hex(code)
        if kind in ("lower", "upper", "other"):
            assert bool(tables.kind[code] & LATIN) == reference.is_latin(char), hex(code)
    beyond = [code for code in range(SIZE, 0x110000) if unicodedata.category(chr(code)) not in ("Cn", "Co")]
    assert all(reference.kind(chr(code)) in ("ignorable", "separator") for code in beyond)


@given(st.text(st.characters(categories=["L", "M", "N"], exclude_characters="\u0345"), min_size=1, max_size=8))
def test_folding_by_code_point_is_folding_of_the_string(word):
    """The reference folds one character at a time; so does Unicode, but for a bare iota subscript out of order."""
    whole, before = unicodedata.normalize("NFD", word), ""
    while before != whole:
        before, whole = whole, unicodedata.normalize("NFKC", whole.casefold())
    whole = "".join(
        c for c in unicodedata.normalize("NFD", whole) if c != " " and not reference.inside(c, reference.IGNORABLE)
    )
    apart = "".join(c for c in word if reference.kind(c) not in ("apostrophe", "ignorable"))
    if apart == word:
        assert unicodedata.normalize("NFD", whole) == reference.fold(word)


def real_files() -> list[Path]:
    return sorted(
        path for path in (SHARED / "datasets").rglob("*") if path.name.endswith((".csv", ".csv.gz", ".tsv", ".tsv.gz"))
    )


def long_cells(path: Path) -> list[str]:
    """Cells that read like posts, evenly sampled; whatever the columns are called."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    text = io.StringIO(raw[:20_000_000].decode("utf-8", "replace"), newline="")
    delimiter = "\t" if ".tsv" in path.name else ","
    csv.field_size_limit(10_000_000)
    rows = csv.reader(text, delimiter=delimiter, quoting=csv.QUOTE_NONE if ".tsv" in path.name else csv.QUOTE_MINIMAL)
    cells = [cell for row in rows for cell in row if len(cell) > 25]
    return [cell[:2_000] for cell in cells[:: max(1, len(cells) // POSTS_PER_FILE)][:POSTS_PER_FILE]]


@pytest.mark.parametrize(
    "path", real_files() or [None], ids=lambda path: f"{path.parent.name}-{path.name}" if path else "absent"
)
def test_real_posts(text_pass, matcher, path):
    if path is None:
        pytest.skip("the shared datasets are not here; set POSTAUDIT_SHARED_DATA to their folder")
    posts = long_cells(path)
    try:
        same(posts, text_pass, matcher)
        for post in posts[::10]:
            same_tokens(post)
    except AssertionError:
        # The assertion would print the post, and much of this is hateful.
        raise AssertionError(f"the kernel and the reference differ on a post of {path.name}") from None
