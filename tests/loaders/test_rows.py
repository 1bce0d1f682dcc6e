import datetime as dt

import pyarrow as pa
import pytest

from audit.loaders.base import Ledger, Reject, Skip
from audit.loaders.records import Record
from audit.loaders.rows import BATCH, batches, to_batch
from audit.posts import SCHEMA


class Sample:
    name, title, example = "sample", "a sample", ""

    def recognises(self, head):
        return True

    def rows(self, record):
        if "skip" in record:
            yield Skip("like", record["skip"])
        elif "reject" in record:
            yield Reject("missing_text")
        elif "pages" in record:
            for number in range(record["pages"]):
                yield {"text": str(number), "_warnings": ("truncated_text",)}
        elif "text" in record:
            yield record


def run(records):
    ledger = Ledger()
    found = list(batches(Sample(), [Record(each, 7) for each in records], ledger, source="s"))
    assert ledger.balances()
    return found, ledger


def test_every_record_is_accounted_for():
    found, ledger = run([{"pages": 3}, {"skip": 2}, {"reject": 1}, {}, None, {"text": "x"}])
    assert ledger.records == 3 + 2 + 1 + 1 + 1 + 1
    assert (ledger.posts, ledger.skipped, ledger.rejected) == (
        4,
        {"like": 2, "record without posts": 1},
        {"missing_text": 1, "bad_type": 1},
    )
    assert ledger.warnings == {"truncated_text": 3}
    assert found[0].column("row").to_pylist() == [1, 2, 3, 9]
    assert found[0].column("source").to_pylist() == ["s"] * 4
    assert ledger.rejections[0].byte == 7


def test_batches_are_bounded():
    found, _ = run([{"pages": BATCH + 1}])
    assert [batch.num_rows for batch in found] == [BATCH, 1]


def test_types_are_those_of_the_schema_whatever_the_loader_gives():
    rows = [
        {
            "text": "a",
            "likes": 1,
            "created_at": dt.datetime(2020, 1, 1),
            "kind": "reply",
            "hashtags": ["x", 3],
            "attributes": {"gender": "w"},
        },
        {
            "text": 5,
            "likes": "many",
            "created_at": "nonsense",
            "kind": "odd",
            "hashtags": "x",
            "labels": {"l": 1},
            "edited": 1,
        },
        {
            "text": "\ud83d",
            "likes": 2**70,
            "created_at": 1e9,
            "votes": [{"annotator": "a", "label": "l", "value": 1.0}],
        },
    ]
    ledger = Ledger()
    batch = to_batch(rows, ledger, ["views"])
    batch.validate(full=True)
    for field in batch.schema:
        assert field.type == (pa.string() if ":" in field.name else SCHEMA.field(field.name).type)
    assert batch.column("text").to_pylist() == ["a", None, "?"]
    assert batch.column("likes").to_pylist() == [1, None, None]
    assert batch.column("created_at").null_count == 1
    assert batch.column("views").null_count == 3
    assert batch.column("label:l").to_pylist() == [None, "1", None]
    assert ledger.warnings == {"bad_timestamp": 1}


@pytest.mark.parametrize(
    "value", [dt.datetime(1, 1, 1), dt.datetime(9999, 12, 31), -5, float("nan"), True, [], "01/02/2023"]
)
def test_times_that_cannot_be(value):
    ledger = Ledger()
    assert to_batch([{"text": "a", "created_at": value}], ledger).column("created_at").to_pylist() == [None]


@pytest.mark.parametrize("odd", [2**63, -(2**70), True, 1.0, "7", None])
def test_a_number_that_is_none_of_ours_is_missing_and_its_neighbours_stay(odd):
    batch = to_batch([{"likes": 3}, {"likes": odd}, {"likes": 2**63 - 1}], Ledger())
    assert batch.column("likes").to_pylist() == [3, None, 2**63 - 1]


@pytest.mark.parametrize("odd", ["", b"bytes", 7, None, ["x"]])
def test_a_text_that_is_none_is_missing_and_its_neighbours_stay(odd):
    batch = to_batch([{"community": "town"}, {"community": odd}, {"community": "a\ud800b"}], Ledger())
    assert batch.column("community").to_pylist() == ["town", None, "a?b"]


def test_times_beyond_any_post_are_missing_whether_they_come_alone_or_among_others():
    utc = dt.UTC
    good = dt.datetime(2020, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    odd = [
        dt.datetime(1969, 1, 1, tzinfo=utc),
        dt.datetime(2199, 1, 1, tzinfo=utc),
        dt.datetime(9999, 12, 31, 23, tzinfo=dt.timezone(-dt.timedelta(hours=5))),
    ]
    for value in odd:
        ledger = Ledger()
        batch = to_batch([{"created_at": good}, {"created_at": value}, {"created_at": None}], ledger)
        assert batch.column("created_at").to_pylist() == [dt.datetime(2019, 12, 31, 22, tzinfo=utc), None, None]
        assert ledger.warnings == {"bad_timestamp": 1}
