import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.loaders.guessing.dialect import Dialect, head_rows, is_header, sniff_dialect

ROWS = [
    ["id", "text", "label"],
    ["1", "good morning, all", "a"],
    ["2", 'she said "hi"; twice', "b"],
    ["3", "two\nlines", "a"],
]


def written(delimiter, **options):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n", **options).writerows(ROWS * 1 + ROWS[1:] * 20)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_delimiters(delimiter, quoting):
    text = written(delimiter, quoting=quoting)
    found = sniff_dialect(text, complete=True)
    assert found == Dialect(delimiter)
    assert head_rows(text, found, complete=True)[:4] == ROWS


def test_escapes():
    text = written(",", quoting=csv.QUOTE_ALL, doublequote=False, escapechar="\\")
    found = sniff_dialect(text, complete=True)
    assert found == Dialect(",", '"', "\\")


def test_single_quotes():
    text = "".join(f"'{number}','it, is','x'\n" for number in range(30))
    assert sniff_dialect("'id','text','label'\n" + text, complete=True) == Dialect(",", "'")


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["plain words", '"unpaired', 'in "the" middle', 'at end"', '"""', "it's"]),
        min_size=20,
        max_size=60,
    )
)
def test_tsv_without_quoting_loses_no_line(texts):
    """What AfriSenti and GoEmotions are: unpaired quotes in tab-separated lines that nobody quoted."""
    text = "ID\ttweet\tlabel\n" + "".join(f"{number}\t{each}\tneutral\n" for number, each in enumerate(texts))
    found = sniff_dialect(text, complete=True)
    rows = head_rows(text, found, complete=True)
    assert [row[0] for row in rows] == ["ID", *map(str, range(len(texts)))]


def test_no_header():
    text = "".join(f"some words of a post {number}\t{number % 27}\teeb{number:04}\n" for number in range(50))
    assert sniff_dialect(text, complete=True) == Dialect("\t", header=False)


@pytest.mark.parametrize(
    ("first", "others", "expected"),
    [
        (["post_id", "text"], [["1", "a"]], True),
        (["", "tweet"], [["1", "a"]], True),
        (["153059", "to be"], [["153060", "or not"]], False),
        (["2023-12-28T19:14:00Z", "to be"], [["2023-12-28T19:14:00Z", "or not"]], False),
        (["alpha", "beta"], [["1", "2"]], True),
        (["we went out today", "nice"], [["and came back late", "good"]], False),
        (['=HYPERLINK("http://x/")', "text"], [["1", "a"]], True),
    ],
)
def test_headers(first, others, expected):
    assert is_header(first, others) is expected


def test_lines_before_the_table_and_cr_line_ends():
    found = sniff_dialect("sep=;\nid;text\n1;a b\n2;c d\n", complete=True)
    assert (found.delimiter, found.skipped_lines) == (";", 1)
    assert head_rows("sep=;\nid;text\n1;a b\n", found, complete=True) == [["id", "text"], ["1", "a b"]]
    mac = sniff_dialect("id,text\r1,a b\r2,c d\r", complete=True)
    assert mac.carriage_returns
    assert head_rows("id,text\r1,a\r2,b", mac, complete=True) == [["id", "text"], ["1", "a"], ["2", "b"]]


@pytest.mark.parametrize("text", ["", "\n\n", "just words\nand more words\n", "admiration\nanger\n"])
def test_what_is_no_table(text):
    assert sniff_dialect(text, complete=True) is None


def test_one_column_is_a_table_if_it_says_so():
    text = "text\ngood morning\nto all, of you\nand, and\n"
    found = sniff_dialect(text, complete=True)
    assert found == Dialect("", "")
    assert head_rows(text, found, complete=True) == [["text"], ["good morning"], ["to all, of you"], ["and, and"]]


@given(st.text(max_size=200))
def test_any_text_is_safe(text):
    found = sniff_dialect(text, complete=True)
    if found is not None:
        head_rows(text, found, complete=True)
        assert found.described()


@pytest.mark.parametrize("header", ["id,text", "text,id"])
def test_a_comma_in_every_quoted_text_is_no_column(header):
    """Without quoting all lines but the header would have three cells, which is the larger number."""
    rows = [
        f'{n},"good morning, number {n}"' if header == "id,text" else f'"good morning, number {n}",{n}'
        for n in range(400)
    ]
    dialect = sniff_dialect("\n".join([header, *rows]) + "\n", complete=True)
    assert (dialect.delimiter, dialect.quote, dialect.header) == (",", '"', True)
