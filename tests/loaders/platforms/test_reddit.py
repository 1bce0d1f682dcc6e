from __future__ import annotations

import copy
import datetime as dt
import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.loaders.base import WARNINGS, Skip
from audit.loaders.platforms.reddit import Reddit

LOADER = Reddit()

FILES = [
    "RC_2005-12.zst",
    "RS_2019-10_head60.ndjson",
    "info_deleted_comment.json",
    "listing_askreddit_hot.json",
    "submission_with_comment_tree.json",
]
# Posts that the table of the samples does not count: it leaves out the answer inside the first comment's "replies".
NESTED = {"submission_with_comment_tree.json": 1}
DATASET = {"AskMen_submissions.zst": 13_050, "RS_2019-10.zst": 8_271}
GONE = {"[deleted]": "deleted", "[removed]": "removed"}


def comment(**fields: Any) -> dict[str, Any]:
    return {
        "id": "c0ffee",
        "author": "someone",
        "subreddit": "Coffee",
        "created_utc": 1134365188,
        "body": "Good morning",
        "link_id": "t3_17863",
        "parent_id": "t1_beef",
        **fields,
    }


def submission(**fields: Any) -> dict[str, Any]:
    return {
        "id": "17863",
        "author": "someone",
        "subreddit": "Coffee",
        "created_utc": 1134365188,
        "title": "Good",
        "selftext": "morning",
        "is_self": True,
        **fields,
    }


def listing(*children: Any) -> dict[str, Any]:
    return {"kind": "Listing", "data": {"after": None, "children": list(children)}}


def only(record: Any) -> Any:
    (row,) = LOADER.rows(record)
    return row


ESCAPES = {
    "&lt;": "<",
    "&gt;": ">",
    "&quot;": '"',
    "&#39;": "'",
    "&nbsp;": "\u00a0",
    "&#x200B;": "\u200b",
    "&amp;": "&",
}


def unescaped(text: str) -> str:
    """The escapes that occur in these files, one by one; html.unescape reads "&currency" in a link as "¤cy"."""
    for _ in range(2):
        for escape, character in ESCAPES.items():
            text = text.replace(escape, character)
    return text.strip()


def compare(found: dict[str, Any], record: dict[str, Any]) -> None:
    """Ten-line reference of a comment or a submission."""
    parts = [record["body"]] if "body" in record else [record["title"], record["selftext"]]
    left = [unescaped(part) for part in parts if part and part not in GONE]
    assert found["text"] == ("\n\n".join(left) or None)
    assert found["author_id"] == (None if record["author"] in GONE else record["author"])
    assert found["post_id"] == ("t1_" if "body" in record else "t3_") + record["id"]
    assert found["created_at"].timestamp() == record["created_utc"]
    assert found["likes"] == record["score"]
    assert found["community"] == record["subreddit"]
    assert found["edited"] is bool(record["edited"])
    assert found["kind"] == ("comment" if "body" in record else "original")
    assert found["attributes"].get("flair") == (unescaped(record["author_flair_text"] or "") or None)
    if "body" in record:
        assert (found["reply_to"], found["conversation_id"]) == (record["parent_id"], record["link_id"])
    else:
        assert found["replies"] == record["num_comments"]
        assert found["conversation_id"] == found["post_id"]
        assert "reply_to" not in found
    if parts[-1] in GONE:
        assert found["status"] == GONE[parts[-1]]
    elif not record.get("removed_by_category"):
        assert found["status"] == "present"


def test_every_file_of_the_folder_is_tried(shared_data):
    assert sorted(path.name for path in (shared_data / "formats/reddit").iterdir()) == sorted(FILES)


@pytest.mark.parametrize("name", FILES)
def test_number_of_posts(name, sample, load, expected_posts):
    outcome = load(LOADER, sample(f"formats/reddit/{name}"))
    assert len(outcome.posts) == expected_posts[f"reddit/{name}"] + NESTED.get(name, 0)
    assert (outcome.skipped, outcome.rejected) == ([], [])


@pytest.mark.parametrize("name", ["RC_2005-12.zst", "RS_2019-10_head60.ndjson"])
def test_dumps_against_their_records(name, sample, load):
    records = sample(f"formats/reddit/{name}")
    for found, record in zip(load(LOADER, records).posts, records, strict=True):
        compare(found, record)


@pytest.mark.parametrize("name", DATASET)
def test_dataset_against_its_records(name, sample, load):
    records = sample(f"datasets/reddit_askmen_askwomen/{name}")
    outcome = load(LOADER, records)
    assert len(outcome.posts) == DATASET[name]
    assert (outcome.skipped, outcome.rejected) == ([], [])
    assert len({found["post_id"] for found in outcome.posts}) == DATASET[name]
    for found, record in zip(outcome.posts, records, strict=True):
        compare(found, record)


def test_flair_of_the_dataset(sample, load):
    """The counts that the dataset's description gives: 277 Male, 88 Female in r/AskMen; 172 ♀, 5 ⚧ in r/AskWomen."""
    men, women = (
        Counter(found["attributes"].get("flair") for found in load(LOADER, sample(f"datasets/{folder}/{name}")).posts)
        for folder, name in (("reddit_askmen_askwomen", name) for name in DATASET)
    )
    assert (men["Male"], men["Female"]) == (277, 88)
    assert (women["♀"], women["⚧"]) == (172, 5)


def test_listing_against_its_records(sample, load):
    (page,) = sample("formats/reddit/listing_askreddit_hot.json")
    for found, child in zip(load(LOADER, [page]).posts, page["data"]["children"], strict=True):
        assert found["post_id"] == child["data"]["name"]
        compare(found, child["data"])


def test_thread(sample, load):
    """A submission, its comment, and the answer to that, in reading order, each pointing to the one above."""
    (thread,) = sample("formats/reddit/submission_with_comment_tree.json")
    start, above, answer = load(LOADER, [thread]).posts
    assert [each["kind"] for each in (start, above, answer)] == ["original", "comment", "comment"]
    assert above["reply_to"] == start["post_id"]
    assert answer["reply_to"] == above["post_id"]
    assert answer["conversation_id"] == start["post_id"]
    assert start["replies"] == 2
    assert load(LOADER, thread).posts == [start, above, answer]


def test_deleted_comment(sample, load):
    (found,) = load(LOADER, sample("formats/reddit/info_deleted_comment.json")).posts
    assert (found["author_id"], found["text"], found["status"]) == (None, None, "deleted")
    assert WARNINGS not in found


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("[deleted]", "deleted"),
        (" [removed] ", "removed"),
        ("[ Removed by Reddit ]", "removed"),
        ("[ Removed by reddit in response to a copyright notice. ]", "removed"),
    ],
)
def test_words_in_place_of_a_text(body, status):
    found = only(comment(body=body))
    assert (found["text"], found["status"], found["author_id"]) == (None, status, "someone")


@pytest.mark.parametrize("body", ["[deleted] was my favourite", "He said [removed]", "[link](https://example.org)"])
def test_texts_that_only_begin_like_them(body):
    assert (only(comment(body=body))["text"], only(comment(body=body))["status"]) == (body, "present")


def test_removed_submission_keeps_its_title():
    found = only(submission(selftext="[removed]"))
    assert (found["text"], found["status"]) == ("Good", "removed")
    found = only(submission(title="[deleted by user]", selftext="[removed]", author="[deleted]"))
    assert (found["text"], found["status"], found["author_id"]) == (None, "removed", None)


def test_text_outlives_the_account():
    found = only(comment(author="[deleted]"))
    assert (found["text"], found["author_id"], found["status"]) == ("Good morning", None, "present")


@pytest.mark.parametrize(("by", "status"), [("deleted", "deleted"), ("author", "deleted"), ("moderator", "removed")])
def test_taken_down_by_what_the_record_states(by, status):
    assert only(submission(removed_by_category=by))["status"] == status
    assert only(comment(_meta={"removal_type": by}))["status"] == status


def test_ids_of_comments_and_submissions_never_meet():
    assert only(comment(id="abc"))["post_id"] == "t1_abc"
    assert only(submission(id="abc"))["post_id"] == "t3_abc"
    assert only(submission(id="abc", name="t3_abc"))["post_id"] == "t3_abc"
    assert only(comment(id="t1_abc"))["post_id"] == "t1_abc"
    assert only({**comment(), "id": None})["post_id"] is None


def test_escapes_of_the_api_and_of_markdown():
    assert only(comment(body="a &amp;gt; b &amp;amp; c&amp;nbsp;d"))["text"] == "a > b & c\u00a0d"


@pytest.mark.parametrize("value", [1134365188, 1134365188.0, "1134365188"])
def test_time_as_number_or_text(value):
    assert only(comment(created_utc=value))["created_at"] == dt.datetime(2005, 12, 12, 5, 26, 28, tzinfo=dt.UTC)


def test_bad_time_is_missing_and_said():
    found = only(comment(created_utc="today"))
    assert (found["created_at"], found[WARNINGS]) == (None, ("bad_timestamp",))


@pytest.mark.parametrize(
    ("value", "edited"), [(False, False), (1569888000, True), (1.5e9, True), (True, True), (None, None)]
)
def test_edited(value, edited):
    assert only(comment(edited=value))["edited"] is edited


def test_hidden_score_is_not_one():
    assert only(comment(score=1, score_hidden=True))["likes"] is None
    assert only(comment(score=-4))["likes"] == -4


def test_links_and_crossposts():
    link = only(submission(is_self=False, url="https://example.org/?a=1&amp;b=2"))
    assert link["urls"] == ["https://example.org/?a=1&b=2"]
    assert "urls" not in only(submission(url="https://www.reddit.com/r/Coffee/"))
    crosspost = only(submission(crosspost_parent="t3_1", is_self=False, url="/r/Coffee/1"))
    assert (crosspost["kind"], crosspost["repost_of"]) == ("repost", "t3_1")
    assert "urls" not in crosspost


def test_page_of_a_user_does_not_name_the_user():
    assert only(submission(subreddit="u_someone"))["community"] == "user profile"


def test_deep_thread_needs_no_stack():
    depth = 20_000
    replies: Any = ""
    for level in range(depth, 0, -1):
        replies = listing({"kind": "t1", "data": comment(id=f"{level:x}", replies=replies)})
    found = [row["post_id"] for row in LOADER.rows([listing({"kind": "t3", "data": submission()}), replies])]
    assert found == ["t3_17863", *(f"t1_{level:x}" for level in range(1, depth + 1))]


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        ({"kind": "more", "data": {"count": 3, "children": ["a", "b", "c"]}}, "stub for comments not loaded"),
        ({"kind": "t5", "data": {"display_name": "Coffee", "title": "Coffee"}}, "subreddit object"),
        ({"kind": "t2", "data": {"name": "someone"}}, "user object"),
        ({"display_name": "Coffee", "title": "Coffee", "subscribers": 5}, "subreddit object"),
        ({"name": "someone", "link_karma": 5, "comment_karma": 7}, "user object"),
        ({"message": "Forbidden", "error": 403}, "error payload"),
        ({"anything": 1}, "other object"),
    ],
)
def test_what_is_no_post_is_skipped_by_kind(record, kind):
    assert only(record) == Skip(kind)
    assert only(listing(record)) == Skip(kind)


def test_comments_not_loaded_follow_those_that_are():
    more = {"kind": "more", "data": {"count": 3}}
    rows = list(LOADER.rows(listing({"kind": "t1", "data": comment(replies=listing(more))}, more)))
    assert [isinstance(row, Skip) for row in rows] == [False, True, True]


@pytest.mark.parametrize(
    "wrap", [lambda x: {"data": [x]}, lambda x: {"json": {"data": {"things": [x]}}}, lambda x: [[x]]]
)
def test_answers_of_apis(wrap):
    assert only(wrap(comment()))["text"] == "Good morning"


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("text", "bad_type"),
        (None, "bad_type"),
        (comment(body=5), "bad_type"),
        (submission(selftext=[1]), "bad_type"),
        (comment(body=None), "missing_text"),
        (submission(title=None), "missing_text"),
        ({"kind": "t1", "data": {"id": "a"}}, "missing_text"),
    ],
)
def test_malformed(record, reason):
    assert only(record).reason == reason


def test_recognises_its_own(sample):
    for name in FILES:
        assert LOADER.recognises(sample(f"formats/reddit/{name}")[:5]), name
    assert LOADER.recognises([{"data": [comment()]}])
    assert LOADER.recognises([json.loads(LOADER.example)])
    assert only(json.loads(LOADER.example))["text"] == "Good morning"


def test_leaves_other_platforms_alone(shared_data, sample):
    for path in sorted((shared_data / "formats").rglob("*.*json*")):
        if path.parent.name != "reddit":
            name = str(path.relative_to(shared_data))
            assert not LOADER.recognises(sample(name)[:20]), name


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, inner in items for found in paths(inner, (*path, key)))]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(data=st.data())
def test_any_field_may_be_anything(data, sample, load):
    """One to three fields of real records replaced by any JSON value: no crash, and what comes out fits the schema."""
    name = data.draw(st.sampled_from(["submission_with_comment_tree.json", "RS_2019-10_head60.ndjson"]))
    record = copy.deepcopy(sample(f"formats/reddit/{name}")[-1])
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(paths(record)[1:]))
        inner = record
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = data.draw(JSON)
    load(LOADER, [record])
