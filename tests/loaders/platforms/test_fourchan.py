from __future__ import annotations

import html
import re
from typing import Any

import pytest

from audit.loaders.base import WARNINGS, Skip
from audit.loaders.platforms.fourchan import FourChan

LOADER = FourChan()


def post(**fields: Any) -> dict[str, Any]:
    return {"no": 102, "resto": 100, "time": 1546293948, "name": "Anonymous", "com": "Good morning", **fields}


def archived(**fields: Any) -> dict[str, Any]:
    return {
        "doc_id": "1", "num": "102", "subnum": "0", "thread_num": "100", "op": "0", "timestamp": 1546293948, "name": "Anonymous",
        "poster_hash": None, "comment": "Good morning", "deleted": "0", "board": {"name": "X", "shortname": "x"}, **fields,
    }  # fmt: skip


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def only(record: Any) -> Any:
    (row,) = LOADER.rows(record)
    return row


def all_posts(record: Any) -> list[dict[str, Any]]:
    pages = record if isinstance(record, list) else [record]
    threads = [thread for page in pages for thread in page.get("threads", [page])]
    return [each for thread in threads for each in thread.get("posts", [thread])]


@pytest.mark.parametrize("name", ["board_page_wsg", "catalog_po", "threads_po"])
def test_against_the_records(name, sample, load):
    (document,) = sample(f"formats/fourchan/{name}.json")
    for found, record in zip(load(LOADER, [document]).posts, all_posts(document), strict=True):
        assert found["post_id"] == f"{record['resto'] or record['no']}/{record['no']}"
        assert found["created_at"].timestamp() == record["time"]
        assert found["author_id"] is None
        assert found["kind"] == ("reply" if record["resto"] else "original")
        assert found["replies"] == (None if record["resto"] else record.get("replies"))
        written = re.sub(r"<[^>]*>", " ", re.sub(r"<wbr>", "", record.get("com", "")))
        assert words(found["text"]) == words(html.unescape(record.get("sub", "") + " " + written))


def test_a_reply_answers_the_first_that_it_quotes():
    link = '<a href="#p101" class="quotelink">&gt;&gt;101</a><br>a'
    found = only(post(com=link))
    assert (found["reply_to"], found["conversation_id"], found["text"]) == ("100/101", "100/100", ">>101\na")
    assert only(post())["reply_to"] == "100/100"
    other = '<a href="/po/thread/90#p95" class="quotelink">&gt;&gt;95</a>'
    assert only(post(com=other))["reply_to"] == "90/95"
    assert only(post(com='<a href="90#p95" class="quotelink">&gt;&gt;95</a>'))["reply_to"] == "90/95"
    board = '<a href="//boards.4chan.org/b/thread/1#p2" class="quotelink">&gt;&gt;&gt;/b/2</a>'
    assert only(post(com=board))["reply_to"] == "100/100"
    dead = '<span class="deadlink">&gt;&gt;95</span>'
    assert only(post(com=dead))["reply_to"] == "100/100"
    assert only(post(com=dead, board="po"))["reply_to"] == "po/95"
    start = only(post(no=100, resto=0, com=link))
    assert (start["kind"], "reply_to" in start, start["post_id"]) == ("original", False, "100/100")


def test_greentext_and_entities():
    assert only(post(com='<span class="quote">&gt;be me</span><br>it&#039;s'))["text"] == ">be me\nit's"
    assert only(post(sub="A &amp; B"))["text"] == "A & B\n\nGood morning"


def test_ids_begin_with_the_board_where_it_is_known():
    assert only({"board": "/po/", "posts": [post()]})["post_id"] == "po/102"
    assert only({"board": "po", "posts": [post()]})["community"] == "po"
    assert only(post())["community"] is None


def test_who_a_poster_is():
    assert only(post(name="Someone"))["author_id"] is None
    assert only(post(trip="!Ep8pui8Vw2", id="abcd1234"))["author_id"] == "!Ep8pui8Vw2"
    assert only(post(id="abcd1234"))["author_id"] == "100/abcd1234"
    assert only(post(id="Mod", capcode="mod"))["author_id"] is None
    assert only(post(capcode="mod"))["attributes"] == {"role": "mod"}


def test_flags():
    assert only(post(country="DE", country_name="Germany"))["country"] == "DE"
    assert only(post(country="XX"))["country"] is None
    assert only(post(board_flag="AC", flag_name="Some flag"))["attributes"] == {"flag": "Some flag"}


def test_a_picture_alone():
    found = only({"no": 102, "resto": 100, "time": 1546293948, "filename": "a", "ext": ".png"})
    assert (found["text"], found[WARNINGS]) == (None, ("empty_text",))


def test_archives():
    thread = {
        "100": {
            "op": archived(num="100", op="1", title="Good"),
            "posts": {"102": archived(), "102_1": archived(subnum="1")},
        }
    }
    assert LOADER.recognises([thread])
    start, reply, ghost = LOADER.rows(thread)
    assert [each["post_id"] for each in (start, reply, ghost)] == ["x/100", "x/102", "x/102_1"]
    assert (start["text"], start["kind"], reply["kind"], reply["reply_to"]) == (
        "Good\n\nGood morning",
        "original",
        "reply",
        "x/100",
    )
    quote = archived(comment=">>101\na > b", poster_hash="abcd1234", poster_country="DE", deleted="1")
    found = only({"100": {"posts": {"102": quote}}})
    assert (found["reply_to"], found["text"], found["author_id"], found["country"], found["status"]) == (
        "x/101", ">>101\na > b", "100/abcd1234", "DE", "deleted",
    )  # fmt: skip
    processed = '<span class="greentext"><a href="https://archive.example/x/thread/90/#95" class="backlink">&gt;&gt;95</a></span>'
    assert only(archived(comment_processed=processed))["reply_to"] == "x/95"


def test_lists_of_threads():
    page = {"page": 1, "threads": [{"no": 1, "last_modified": 2, "replies": 3}]}
    assert LOADER.recognises([page])
    assert only(page) == Skip("number of a thread")
    assert only({"page": 1, "threads": []}) == Skip("empty page")


@pytest.mark.parametrize(
    ("record", "reason"), [(post(com=5), "bad_type"), ("x", "bad_type"), ({"posts": [1]}, "bad_type")]
)
def test_malformed(record, reason):
    assert only(record).reason == reason


def test_neighbours():
    assert not LOADER.recognises([{"posts": [{"id": 1, "text": "a"}]}])
    assert not LOADER.recognises([{"threads": [{"id": 1, "posts": [{"text": "a"}]}]}])
    assert not LOADER.recognises([{"1": {"posts": [{"text": "a"}]}}])
