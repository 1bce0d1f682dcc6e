import csv
import io
from unittest.mock import patch

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.loaders.base import Ledger
from audit.loaders.guessing.dialect import Dialect
from audit.loaders.tables import csv as table_csv
from audit.loaders.tables.columns import Column, ColumnMap, Use
from audit.loaders.tables.csv import cells_of

cell = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=8) | st.sampled_from(
    ['"', ",", "\n", 'a"b', ""]
)


def read(data, width=3, dialect=None, block=table_csv._BLOCK):
    dialect = dialect or Dialect(",")
    mapping = ColumnMap(tuple(Use(f"label:{i}", Column(str(i), i)) for i in range(width)))
    ledger = Ledger()
    rows = []
    with patch.object(table_csv, "_BLOCK", block):
        for columns, numbers in cells_of(io.BytesIO(data), dialect, width, mapping, ledger):
            assert isinstance(numbers, np.ndarray)
            rows += list(zip(*(column.to_pylist() for column in columns), strict=True))
            assert all(column.type == pa.string() for column in columns)
    assert ledger.balances()
    assert len(rows) == ledger.posts
    return rows, ledger


@settings(deadline=None)
@given(
    st.lists(st.lists(cell, min_size=3, max_size=3), max_size=8),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([1, 7, 2**22]),
)
def test_reads_what_the_csv_module_writes(rows, end, block):
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=end)
    writer.writerow(["a", "b", "c"])
    writer.writerows(rows)
    found, ledger = read(out.getvalue().encode(), block=block)
    assert found == [tuple(row) for row in rows if any(row)]
    assert ledger.skipped["blank row"] == sum(not any(row) for row in rows)
    assert not ledger.rejected


@settings(deadline=None)
@given(st.text(alphabet='a,"\n\r é', max_size=60).map(str.encode) | st.binary(max_size=60))
def test_any_text_balances(data):
    for quote in ('"', ""):
        found, ledger = read(data, dialect=Dialect(",", quote))
        assert all(len(row) == 3 for row in found)
        assert read(data, dialect=Dialect(",", quote), block=1) == (found, ledger)


def test_too_many_and_too_few():
    found, ledger = read(b"a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3,,\n,,\n\n4,5,6\n")
    assert found == [("1", "2", "3"), ("1", "2", "3"), ("4", "5", "6")]
    assert ledger.rejected == {"bad_csv_too_few": 1, "bad_csv_too_many": 1}
    assert ledger.skipped == {"blank row": 1}
    assert ledger.warnings == {"blank_lines": 1}
    assert ledger.rejections[0].detail == "2 cells in place of 3, line 3"
    assert [each.record for each in ledger.rejections] == [2, 3]


@pytest.mark.parametrize("place", [0, 5, 18, 19])
def test_an_unpaired_quote_costs_its_line(place):
    lines = [f"{number},text {number},x" for number in range(20)]
    lines[place] = f'{place},"text {place},x'
    found, ledger = read(("a,b,c\n" + "\n".join(lines)).encode())
    assert [row[0] for row in found] == [str(number) for number in range(20) if number != place]
    assert ledger.rejected == {"unclosed_quote": 1}


def test_many_unpaired_quotes_stay_linear():
    lines = "\n".join(f'{number},"text,x' if number % 2 else f"{number},text,x" for number in range(20_000))
    found, ledger = read(f"a,b,c\n{lines}\n".encode())
    assert ledger.records == 20_000
    assert len(found) > 5_000


def test_quotes_inside_quotes_are_read_if_the_width_is_right():
    found, ledger = read(b'a,b,c\n1,"he said "hi" to me",3\n')
    assert found == [("1", 'he said hi" to me"', "3")]
    assert ledger.warnings == {"stray_quote": 1}


def test_cells_with_line_ends_and_nul():
    found, ledger = read(b'a,b,c\n1,"two\nlines",3\n1,a\0b,3\n')
    assert found == [("1", "two\nlines", "3"), ("1", "a\0b", "3")]
    assert ledger.records == 2


def test_lines_that_are_not_utf8_cost_themselves():
    found, ledger = read("a,b,c\n1,é,3\n".encode() + b"2,\xe9,3\n3,x,3\n")
    assert found == [("1", "é", "3"), ("3", "x", "3")]
    assert ledger.rejected == {"invalid_utf8": 1}


@pytest.mark.parametrize("block", [1, 2, 3, 2**20])
def test_lines_that_end_with_cr(block):
    data = b'a,b,c\r1,2,3\r\n4,"5\r5",6\r'
    assert read(data, dialect=Dialect(",", carriage_returns=True), block=block)[0] == [
        ("1", "2", "3"),
        ("4", "5\n5", "6"),
    ]


def test_a_line_beyond_the_cap():
    data = b"a,b,c\n1,2,3\n1," + b"x" * 500 + b",3\n4,5,6\n"
    with patch.object(table_csv, "RECORD_CAP", 100):
        found, ledger = read(data, block=32)
    assert [row[0] for row in found] == ["1", "4"]
    assert ledger.rejected == {"oversized_record": 1}


def test_a_stray_quote_in_a_line_that_is_not_utf8_is_no_way_in():
    found, ledger = read(b'a,b,c\n1,"2"\xfd,3\n4,5,6\n')
    assert found == [("4", "5", "6")]
    assert ledger.rejected == {"invalid_utf8": 1}
