from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import audit
from audit.loaders.base import WARNINGS, Ledger, Reject, Skip
from audit.loaders.platforms.chat import Chat

LOADER = Chat()

MESSAGES = [
    {"role": "system", "content": "Be kind."},
    {"role": "user", "content": "Good morning"},
    {"role": "assistant", "content": "Good morning to you"},
    {"role": "user", "content": "Good evening"},
]
SPOKEN = "\n\nHuman: Good morning\n\nAssistant: "


def rows(record: Any) -> list[Any]:
    return list(LOADER.rows(record))


def said(record: Any) -> list[tuple[Any, ...]]:
    return [(row["attributes"]["role"], row["text"]) for row in rows(record) if isinstance(row, dict)]


TWO = [("user", "Good morning"), ("assistant", "Good day")]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"messages": [{"role": "user", "content": "Good morning"}, {"role": "assistant", "content": "Good day"}]}, TWO),
        ({"conversation": [{"content": "Good morning", "role": "user"}, {"content": "Good day", "role": "assistant"}]}, TWO),
        ({"conversations": [{"from": "human", "value": "Good morning"}, {"from": "gpt", "value": "Good day"}]}, TWO),
        ({"prompt": "Good morning", "completion": "Good day"}, TWO),
        ({"prompt": [{"role": "user", "content": "Good morning"}], "completion": [{"role": "assistant", "content": "Good day"}]}, TWO),
        ({"instruction": "Good morning", "input": "", "output": "Good day"}, TWO),
        ({"instruction": "Good", "input": "morning", "output": "Good day"}, [("user", "Good\n\nmorning"), TWO[1]]),
        ({"instruction": "Good", "context": "morning", "response": "Good day"}, [("user", "Good\n\nmorning"), TWO[1]]),
        ({"prompt": "Good morning", "chosen": "Good day", "rejected": "Go"}, [*TWO, ("assistant", "Go")]),
        ({"chosen": SPOKEN + "Good day", "rejected": SPOKEN + "Go"}, [*TWO, ("assistant", "Go")]),
        (
            {
                "chosen": [{"role": "user", "content": "Good morning"}, {"role": "assistant", "content": "Good day"}],
                "rejected": [{"role": "user", "content": "Good morning"}, {"role": "assistant", "content": "Go"}],
                "prompt": "Good morning",
            },
            [*TWO, ("assistant", "Go")],
        ),
        ({"prompt": "Good morning", "chosen": {"role": "assistant", "content": "Good day"}, "rejected": {"role": "assistant", "content": "Go"}}, [*TWO, ("assistant", "Go")]),
    ],
)  # fmt: skip
def test_shapes(record, expected):
    assert said(record) == expected
    assert LOADER.recognises([record])


def test_turns_are_posts_of_one_conversation():
    skipped, first, second, third = rows({"conversation_id": "c1", "model": "m-1", "messages": MESSAGES})
    assert skipped == Skip("system prompt")
    assert [row["post_id"] for row in (first, second, third)] == ["c1/2", "c1/3", "c1/4"]
    assert [row["kind"] for row in (first, second, third)] == ["original", "reply", "reply"]
    assert [row["reply_to"] for row in (first, second, third)] == [None, "c1/2", "c1/3"]
    assert {row["conversation_id"] for row in (first, second, third)} == {"c1/2"}
    assert [row.get("author_id") for row in (first, second, third)] == [None, None, None]
    assert second["attributes"] == {"role": "assistant", "model": "m-1"}
    assert first["attributes"] == {"role": "user"}


def test_people_are_authors_and_models_are_none():
    asked, answered = rows({"user_id": "u1", "model": "m-1", "messages": MESSAGES[1:3]})
    assert (asked["author_id"], answered.get("author_id")) == ("u1", None)


def test_without_an_id_there_is_none():
    assert {(row["post_id"], row["conversation_id"]) for row in rows({"messages": MESSAGES})[1:]} == {(None, None)}


def test_both_answers_of_a_pair_follow_the_same_turn():
    pair = {"id": 7, "chosen": SPOKEN + "Good day", "rejected": SPOKEN + "Go\n\nHuman: Why?"}
    first, chosen, rejected, why = rows(pair)
    assert "preference" not in first["labels"]
    assert (chosen["labels"], chosen["reply_to"]) == ({"preference": "chosen"}, "7/1")
    assert (rejected["labels"], rejected["reply_to"]) == ({"preference": "rejected"}, "7/1")
    assert (why["labels"], why["reply_to"]) == ({"preference": "rejected"}, "7/3")


def test_pair_of_equal_answers():
    same = SPOKEN + "Good day"
    found = rows({"chosen": same, "rejected": same})
    assert [row["labels"] for row in found] == [{}, {"preference": "chosen"}, {"preference": "rejected"}]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ([{"type": "text", "text": "Good"}, {"type": "text", "text": "morning"}], "Good\n\nmorning"),
        (["Good morning"], "Good morning"),
        ({"type": "text", "text": "Good morning"}, "Good morning"),
        ([{"type": "image_url", "image_url": {"url": "x"}}, {"type": "text", "text": "Good morning"}], "Good morning"),
        ([{"type": "thinking", "text": "hm"}, {"type": "output_text", "text": "Good morning"}], "Good morning"),
    ],
)
def test_content_in_parts(content, text):
    (found,) = rows({"messages": [{"role": "user", "content": content}]})
    assert found["text"] == text


@pytest.mark.parametrize("content", ["", "  ", [], [{"type": "image_url", "image_url": {}}]])
def test_nothing_written(content):
    (found,) = rows({"messages": [{"role": "user", "content": content}]})
    assert (found["text"], found[WARNINGS]) == (None, ("empty_text",))


@pytest.mark.parametrize(
    ("turn", "result"),
    [
        ({"role": "assistant", "content": None, "tool_calls": [{"id": "1"}]}, Skip("tool call")),
        ({"role": "assistant", "content": "", "function_call": {"name": "x"}}, Skip("tool call")),
        ({"role": "tool", "content": "42"}, Skip("tool message")),
        ({"from": "observation", "value": "42"}, Skip("tool message")),
        ({"role": "developer", "content": "Be kind."}, Skip("system prompt")),
        ({"role": "narrator", "content": "x"}, Skip("turn of an unknown role")),
        ({"role": "user", "content": None}, Reject("missing_text")),
        ({"role": "user"}, Reject("missing_text")),
        ({"role": "user", "content": 5}, Reject("bad_type")),
        ({"role": "user", "content": [5]}, Reject("bad_type")),
        ({"content": "x"}, Reject("bad_type", "a turn is no object with a role")),
        ("x", Reject("bad_type", "a turn is no object with a role")),
    ],
)
def test_what_is_no_post(turn, result):
    assert rows({"messages": [MESSAGES[1], turn]})[1] == result


def test_words_beside_a_tool_call_and_in_a_refusal_are_posts():
    wordy = {"role": "assistant", "content": "One moment", "tool_calls": [{"id": "1"}]}
    refusal = {"role": "assistant", "content": None, "refusal": "No"}
    assert said({"messages": [MESSAGES[1], wordy, refusal]})[1:] == [("assistant", "One moment"), ("assistant", "No")]


def test_system_prompt_beside_the_turns():
    record = {"system": "Be kind.", "conversations": [{"from": "human", "value": "Good morning"}]}
    assert rows(record)[0] == Skip("system prompt")


@pytest.mark.parametrize(
    ("record", "reason"),
    [("text", "bad_type"), (5, "bad_type"), ({"messages": 5}, "missing_text"), ({"prompt": "x"}, "missing_text")],
)
def test_malformed(record, reason):
    assert rows(record)[0].reason == reason


def test_what_holds_no_conversation():
    assert rows({"anything": 1}) == [Skip("other object")]
    assert rows({"messages": []}) == []  # counted as a record without posts


def test_what_is_stated_of_who_asked():
    record = {
        "conversation_hash": "c1",
        "model": "m-1",
        "timestamp": "2023-04-09T00:02:53+00:00",
        "language": "English",
        "country": "Canada",
        "conversation": [
            {"role": "user", "content": "Good morning", "hashed_ip": "h1", "state": "Ontario", "toxic": False},
            {"role": "assistant", "content": "Good day", "hashed_ip": None, "toxic": True},
        ],
    }
    asked, answered = rows(record)
    assert asked["author_id"] == "h1"
    assert asked["attributes"] == {"role": "user", "country": "Canada", "state": "Ontario"}
    assert answered["attributes"] == {"role": "assistant", "model": "m-1"}
    assert (asked["labels"], answered["labels"]) == ({"toxic": "false"}, {"toxic": "true"})
    assert asked["lang"] == "en"
    assert asked["created_at"] == dt.datetime(2023, 4, 9, 0, 2, 53, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "value", [1680998573, 1680998573.0, "1680998573", 1680998573000, dt.datetime(2023, 4, 9, 0, 2, 53)]
)
def test_times(value):
    (found,) = rows({"created_at": value, "messages": [MESSAGES[1]]})
    assert found["created_at"] == dt.datetime(2023, 4, 9, 0, 2, 53, tzinfo=dt.UTC)


def test_bad_time_is_missing_and_said():
    (found,) = rows({"created_at": "today", "messages": [MESSAGES[1]]})
    assert (found["created_at"], found[WARNINGS]) == (None, ("bad_timestamp",))


def test_labels_and_origin_of_a_record():
    (asked, answered) = rows({"instruction": "a", "output": "b", "category": "greeting", "source": "dolly"})
    assert asked["labels"] == answered["labels"] == {"category": "greeting"}
    assert asked["community"] == "dolly"


NEIGHBOURS = [
    {"messages": [{"id": 1, "type": "message", "date": "2020-01-01T00:00:00", "from": "user", "text": "x"}]},
    {"messages": [{"id": "1", "type": "Default", "content": "x", "author": {"id": "2", "roles": []}}]},
    {"messages": [{"sender_name": "user", "timestamp_ms": 1, "content": "x"}], "participants": []},
    {"messages": [{"from": "ada@example.org", "content": "x"}]},
    {"messages": []},
    {"text": "Good morning", "meta": {"source": "x"}},
    {"prompt": {"text": "x", "toxicity": 0.1}, "continuation": {"text": "y"}},
    {"text": "x", "chosen": 1, "rejected": 0},
    {"instruction": "x"},
]


@pytest.mark.parametrize("record", NEIGHBOURS)
def test_leaves_neighbours_alone(record):
    assert not LOADER.recognises([record])


def test_leaves_platforms_alone(shared_data, sample):
    for path in sorted((shared_data / "formats").rglob("*.*json*")):
        assert not LOADER.recognises(sample(str(path.relative_to(shared_data)))[:100]), path.name


def test_broken_lines_do_not_hide_what_it_is():
    assert LOADER.recognises([{"messages": MESSAGES}, {"messages": MESSAGES}, {}, 5, "x"])
    assert not LOADER.recognises([])


def test_example():
    record = json.loads(LOADER.example)
    assert LOADER.recognises([record])
    assert len(said(record)) == 2


def lines(path: Any, records: list[Any]) -> Any:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def test_file_is_accounted_for_turn_by_turn(tmp_path):
    records = [
        {"id": "a", "messages": MESSAGES},
        {"id": "b", "messages": [MESSAGES[1], {"role": "tool", "content": "1"}]},
    ]
    posts = audit.load(lines(tmp_path / "train.jsonl", records))
    ledgers: list[Ledger] = []
    table = pa.Table.from_batches(posts.batches(ledgers=ledgers))
    assert table.num_rows == 4
    assert (ledgers[0].records, ledgers[0].posts) == (6, 4)
    assert ledgers[0].skipped == {"system prompt": 1, "tool message": 1}
    assert ledgers[0].balances()


def test_labelled_conversations_are_no_table(tmp_path):
    posts = audit.load(lines(tmp_path / "x.jsonl", [{"prompt": "a", "completion": "b", "label": True}] * 3))
    assert [each.loader for each in posts.prepared] == ["chat"]
    assert {tuple(row["labels"]) for row in posts.to_table().to_pylist()} == {(("label", "true"),)}


def test_parquet_gives_what_json_gives(tmp_path):
    records = [{"id": str(number), "model": "m-1", "messages": MESSAGES[1:]} for number in range(3)]
    (tmp_path / "json").mkdir()
    (tmp_path / "parquet").mkdir()
    stored = audit.load(lines(tmp_path / "json/train-00000-of-00001.jsonl", records))
    pq.write_table(pa.Table.from_pylist(records), tmp_path / "parquet/train-00000-of-00001.parquet")
    packed = audit.load(tmp_path / "parquet")
    assert [each.loader for each in packed.prepared] == ["chat"]
    one, other = (posts.to_table(keep_ids=True).drop(["source", "row"]).to_pylist() for posts in (stored, packed))
    assert one == other
    assert {row["split"] for row in one} == {"train"}
    assert packed.replanned(packed.plan).to_table().num_rows == 9


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(data=st.data())
def test_any_field_may_be_anything(data, load, damage):
    record = data.draw(
        st.sampled_from(
            [
                {"id": "c", "model": "m", "timestamp": 1.6e9, "language": "English", "messages": MESSAGES},
                {"prompt": "x", "chosen": [MESSAGES[1]], "rejected": [MESSAGES[2]], "gender": "x", "label": 1},
                {"chosen": SPOKEN + "a", "rejected": SPOKEN + "b"},
                {"instruction": "a", "input": "b", "output": "c", "source": "d"},
                {"messages": [{"role": "user", "content": [{"type": "text", "text": "x"}]}]},
            ]
        )
    )
    LOADER.recognises([damage(data, record)])
    load(LOADER, [damage(data, record)])
