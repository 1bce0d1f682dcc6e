from __future__ import annotations

import re
from typing import Any

import pytest

from audit.loaders.base import WARNINGS, Skip
from audit.loaders.platforms.hackernews import HackerNews

LOADER = HackerNews()


def item(**fields: Any) -> dict[str, Any]:
    return {
        "id": 9,
        "type": "comment",
        "by": "someone",
        "time": 1314211127,
        "parent": 8,
        "text": "Good morning",
        **fields,
    }


def only(record: Any) -> Any:
    (row,) = LOADER.rows(record)
    return row


def words(text: str) -> list[str]:
    return re.findall(r"\w+", re.sub(r"<[^>]*>|&\w+;", " ", text))


def test_against_the_records(sample, load):
    records = sample("formats/hackernews/items.ndjson")
    for found, record in zip(load(LOADER, records).posts, records, strict=True):
        assert (found["post_id"], found["author_id"]) == (str(record["id"]), record["by"])
        assert found["created_at"].timestamp() == record["time"]
        assert (found["likes"], found["replies"]) == (record.get("score"), record.get("descendants"))
        assert found["kind"] == ("comment" if record["type"] == "comment" else "original")
        assert found.get("reply_to") == (str(record["parent"]) if "parent" in record else None)
        shown = words(record.get("title", "")) + words(record.get("text", ""))
        assert words(found["text"]) == shown
        assert [url for url in found["urls"] if url == record.get("url")] == (
            [record["url"]] if record.get("url") else []
        )


def test_relations():
    assert (only(item())["reply_to"], only(item()).get("conversation_id")) == ("8", None)
    story = only(item(type="story", title="Good", text="morning"))
    assert (story["text"], story["conversation_id"]) == ("Good\n\nmorning", "9")
    option = only(item(type="pollopt", poll=7))
    assert (option["kind"], option["conversation_id"]) == ("original", "7")


def test_text_is_html():
    assert only(item(text="a<p>b &lt;i&gt; <i>c</i> &#x27;d"))["text"] == "a\nb <i> c 'd"
    assert only(item(text='<a href="https:&#x2F;&#x2F;example.org" rel="nofollow">x</a>'))["urls"] == [
        "https://example.org"
    ]


def test_what_is_gone():
    found = only({"deleted": True, "id": 5, "time": 1314211127, "type": "comment", "parent": 4})
    assert (found["status"], found["text"], found["author_id"], WARNINGS in found) == ("deleted", None, None, False)
    found = only(item(dead=True))
    assert (found["status"], found["text"]) == ("removed", "Good morning")
    assert only({"deleted": True, "id": 5, "time": 1, "parent": 4})["kind"] == "comment"


def test_nobody_wrote_anything():
    assert only(item(text="", title=None))[WARNINGS] == ("empty_text",)
    assert only(item(text=None)).reason == "missing_text"
    assert only(item(text=[1])).reason == "bad_type"
    assert only(item(time="x"))[WARNINGS] == ("bad_timestamp",)


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        (None, "item that there is not"),
        ({"id": "someone", "karma": 5, "created": 1}, "user object"),
        ({"items": [1], "profiles": ["a"]}, "list of ids"),
        ({"a": 1}, "other object"),
    ],
)
def test_what_is_no_post(record, kind):
    assert only(record) == Skip(kind)


def test_algolia():
    hit = {
        "objectID": "9", "author": "someone", "created_at_i": 1314211127, "created_at": "2011-08-24T18:38:47Z",
        "comment_text": "Good morning", "story_id": 1, "parent_id": 8, "points": None, "_tags": ["comment", "author_someone", "story_1"],
    }  # fmt: skip
    page = {"hits": [hit], "nbHits": 1, "page": 0}
    found = only(page)
    assert (found["post_id"], found["kind"], found["reply_to"], found["conversation_id"]) == ("9", "comment", "8", "1")
    assert found["created_at"].timestamp() == 1314211127
    story = {**hit, "_tags": ["story"], "title": "Good", "comment_text": None, "story_text": "morning", "points": 3}
    assert (only({"hits": [story]})["text"], only({"hits": [story]})["likes"]) == ("Good\n\nmorning", 3)
    assert LOADER.recognises([page])


def test_a_deep_tree_needs_no_stack():
    tree: Any = []
    for level in range(5000, 0, -1):
        fields = {"id": level, "type": "comment", "author": "a", "created_at_i": 1314211127, "text": "a", "story_id": 1}
        tree = [{**fields, "parent_id": level - 1, "children": tree}]
    assert [row["post_id"] for row in LOADER.rows(tree[0])] == [str(level) for level in range(1, 5001)]
    assert LOADER.recognises(tree)


def test_neighbours():
    assert not LOADER.recognises([{"id": 1, "type": "comment", "text": "a", "time": "2020-01-01", "by": "x"}])
    assert not LOADER.recognises([{"id": 1, "type": "comment", "text": "a", "time": 5}])
    assert not LOADER.recognises([{"hits": [{"objectID": "1"}]}])
