"""The numbers of a footer are those that pyarrow tells; of a damaged one there are none."""

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.loaders.tables.arrow_sizes import dictionary_columns
from audit.loaders.tables.parquet_footer import Chunk, chunks


def written(**options):
    out = io.BytesIO()
    rows = [
        {"text": f"good morning, number {n}", "lang": "en", "n": n, "user": {"name": "x"}, "tags": ["a"]}
        for n in range(300)
    ]
    table = pa.Table.from_pylist(rows).replace_schema_metadata({"a": "b" * 300})
    pq.write_table(table, out, **options)
    return out


@pytest.mark.parametrize("options", [{}, {"row_group_size": 50}, {"compression": "zstd", "use_dictionary": False}, {"version": "1.0"}])  # fmt: skip
def test_the_same_as_pyarrow(options):
    out = written(**options)
    meta = pq.read_metadata(out)
    expected = [
        [
            Chunk(each.num_values, each.total_uncompressed_size)
            for each in map(meta.row_group(group).column, range(meta.num_columns))
        ]
        for group in range(meta.num_row_groups)
    ]
    assert chunks(out) == expected


def test_columns_of_few_bytes_are_read_as_dictionaries():
    out = written()
    schema = pq.read_metadata(out).schema
    assert dictionary_columns(schema, chunks(out)) == ["lang", "user.name"]
    assert dictionary_columns(schema, None) == ["text", "lang", "user.name"]
    assert dictionary_columns(schema, []) == []


@settings(deadline=None)
@given(st.data())
def test_a_damaged_footer_tells_nothing_or_numbers(data):
    content = bytearray(written().getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    found = chunks(io.BytesIO(bytes(content)))
    assert found is None or all(isinstance(each, Chunk) for group in found for each in group)


@given(st.binary(max_size=60))
def test_any_bytes(content):
    assert chunks(io.BytesIO(content)) is None
    assert chunks(io.BytesIO(content + len(content).to_bytes(4, "little") + b"PAR1")) in (None, [])


@pytest.mark.parametrize("nested", [b"\x1c" * 5000, b"\x19\x19" + b"\x19" * 5000, b"\x1b\x01\xbb" + b"\x01\xbb" * 5000])
def test_nesting_is_bounded(nested):
    assert chunks(io.BytesIO(nested + len(nested).to_bytes(4, "little") + b"PAR1")) is None
