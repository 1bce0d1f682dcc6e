from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import audit
from audit.loaders.base import WARNINGS, Skip
from audit.loaders.platforms.weibo import Weibo

LOADER = Weibo()
FILES = ["friends_timeline.json"]
TIME = "Mon Apr 25 15:25:41 +0800 2016"


def status(**fields: Any) -> dict[str, Any]:
    return {
        "created_at": TIME,
        "id": 3968170945940902,
        "mid": "3968170945940902",
        "idstr": "3968170945940902",
        "text": "早上好",
        "in_reply_to_status_id": "",
        "user": {"id": 7, "idstr": "7", "screen_name": "someone", "gender": "f", "location": "浙江 杭州"},
        "reposts_count": 1,
        "comments_count": 2,
        "attitudes_count": 3,
        "isLongText": False,
        **fields,
    }


def only(record: Any) -> Any:
    (row,) = LOADER.rows(record)
    return row


def test_every_file_of_the_folder_is_tried(shared_data):
    assert sorted(path.name for path in (shared_data / "formats/weibo").iterdir()) == FILES


def test_number_of_posts(shared_data, expected_posts):
    found = audit.load(shared_data / "formats/weibo" / FILES[0])
    assert [each.loader for each in found.prepared] == ["weibo"]
    assert found.to_table().num_rows == expected_posts[f"weibo/{FILES[0]}"]


def test_against_the_records(sample, load):
    (page,) = sample(f"formats/weibo/{FILES[0]}")
    outcome = load(LOADER, [page])
    assert (outcome.skipped, outcome.rejected) == ([], [])
    genders = {"f": "female", "m": "male"}
    for found, record in zip(outcome.posts, page["statuses"], strict=True):
        original = record.get("retweeted_status")
        own = record["text"].split("//@")[0].strip() if original else record["text"]
        if own == "转发微博":
            assert (found["kind"], found["repost_of"]) == ("repost", original["idstr"])
            assert found["text"] == original["text"].partition("...全文")[0].strip()
            assert "likes" not in found
        else:
            assert found["text"] == own.partition("...全文")[0].strip()
            assert found["likes"] == record["attitudes_count"]
            assert found["reposts"] == record["reposts_count"]
            assert found["replies"] == record["comments_count"]
            assert found.get("quote_of") == (original["idstr"] if original else None)
        assert found["post_id"] == record["idstr"] == str(record["id"])
        assert found["author_id"] == record["user"]["idstr"]
        assert found["created_at"] == dt.datetime.strptime(record["created_at"], "%a %b %d %H:%M:%S %z %Y")
        assert found["attributes"]["gender"] == genders[record["user"]["gender"]]
        assert found["attributes"]["location"] == record["user"]["location"]
        assert found["attributes"]["verified"] == ("yes" if record["user"]["verified"] else "no")


def test_kinds_and_cut_texts_of_the_sample(sample, load):
    posts = load(LOADER, sample(f"formats/weibo/{FILES[0]}")).posts
    assert Counter(found["kind"] for found in posts) == {"original": 24, "quote": 10, "repost": 1}
    assert sum("truncated_text" in found.get(WARNINGS, ()) for found in posts) == 3


@pytest.mark.parametrize("text", ["转发微博", "Repost", "", "转发微博//@other:words of another"])
def test_repost_without_words_has_the_text_of_the_original(text):
    found = only(status(text=text, retweeted_status=status(idstr="9", text="Original")))
    assert (found["kind"], found["repost_of"], found["text"]) == ("repost", "9", "Original")


def test_quote_has_its_own_words_alone():
    found = only(status(text="Mine //@other:theirs", retweeted_status=status(idstr="9", text="Original")))
    assert (found["kind"], found["quote_of"], found["text"], found["mentions"]) == ("quote", "9", "Mine", [])
    assert only(status(text="a //@b"))["text"] == "a //@b"


def test_original_that_is_gone():
    gone = {
        "created_at": TIME,
        "idstr": "9",
        "mid": "9",
        "text": "抱歉，此微博已被作者删除。查看帮助：http://t.cn/x",
        "deleted": "1",
    }
    found = only(status(text="转发微博", retweeted_status=gone))
    assert (found["kind"], found["text"], found["status"], found[WARNINGS]) == (
        "repost",
        None,
        "present",
        ("empty_text",),
    )


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"deleted": "1"}, "deleted"),
        ({"text": "抱歉，此微博已被作者删除。查看帮助：http://t.cn/x"}, "deleted"),
        ({"text": "抱歉，作者已设置仅展示半年内微博，此微博已不可见。"}, "withheld"),
        ({"text": "该账号因被投诉违反法律法规，现已无法查看。"}, "removed"),
    ],
)
def test_words_in_place_of_a_text(fields, state):
    found = only(status(**fields))
    assert (found["text"], found["status"]) == (None, state)
    assert WARNINGS not in found


def test_whole_text_where_it_was_fetched():
    long = status(
        text="begin...全文： http://m.weibo.cn/1/2", isLongText=True, longText={"longTextContent": "begin and end"}
    )
    assert only(long)["text"] == "begin and end"
    assert WARNINGS not in only(long)
    assert only({**long, "longText": None})["text"] == "begin"
    assert only({**long, "longText": None})[WARNINGS] == ("truncated_text",)
    assert only({**long, "longText": {"longTextContent": None}})[WARNINGS] == ("truncated_text",)


def test_html_of_the_mobile_site():
    text = (
        'Good<br />morning <a href="/n/other">@other</a> <span class="url-icon"><img alt=[doge] src="x"></span> '
        '<a href="/status/1">全文</a>'
    )
    found = only(status(text=text))
    assert found["text"].startswith("Good\nmorning @other [doge]")
    assert found["mentions"] == ["other"]
    assert only(status(text="1 < 2 &amp; 3 > 2"))["text"] == "1 < 2 & 3 > 2"


def test_raw_text_of_the_site_comes_first():
    assert only(status(text_raw="Good\nmorning \u200b\u200b", text="Good<br>morning"))["text"] == "Good\nmorning"


def test_topics_links_and_mentions():
    links = [{"short_url": "http://t.cn/a", "long_url": "https://example.org/long"}]
    found = only(status(text="#早上 好# @some_one http://t.cn/a，http://t.cn/b", url_struct=links))
    assert found["hashtags"] == ["早上 好"]
    assert found["mentions"] == ["some_one"]
    assert found["urls"] == ["https://example.org/long", "http://t.cn/b"]


def test_what_people_state():
    found = only(status())
    assert found["attributes"] == {"gender": "female", "location": "浙江 杭州", "province": "浙江"}
    nothing = {"idstr": "7", "gender": "n", "location": "其他"}
    assert only(status(user=nothing))["attributes"] == {}
    assert only(status(user=nothing, region_name="发布于 北京"))["attributes"] == {"region": "北京"}


@pytest.mark.parametrize(
    "wrap",
    [
        lambda x: {"statuses": [x], "total_number": 1},
        lambda x: [x],
        lambda x: {"mblog": x, "card_type": 9},
        lambda x: {"ok": 1, "data": {"cards": [{"card_type": 9, "mblog": x}]}},
        lambda x: {"ok": 1, "data": {"cards": [{"card_group": [{"mblog": x}]}]}},
        lambda x: {"ok": 1, "data": {"list": [x]}},
    ],
)
def test_pages_of_all_interfaces(wrap):
    assert only(wrap(status()))["text"] == "早上好"
    assert LOADER.recognises([wrap(status())])


def test_comment():
    found = only({"comments": [status(idstr="8", status={"idstr": "5"}, reply_comment={"idstr": "6"})]})
    assert (found["kind"], found["reply_to"], found["conversation_id"]) == ("comment", "6", "5")
    mobile = status(idstr="8", rootid="4")
    assert (only(mobile)["kind"], only(mobile)["reply_to"]) == ("comment", "4")


@pytest.mark.parametrize(
    ("value", "warning"), [("5分钟前", "bad_timestamp"), ("2019-10-24", "assumed_utc"), ("昨天 12:00", "bad_timestamp")]
)
def test_times_of_the_mobile_site_say_too_little(value, warning):
    assert only(status(created_at=value))[WARNINGS] == (warning,)


def test_id_that_went_through_a_float():
    found = only({key: value for key, value in status(id=3.968170945940902e18).items() if key not in {"mid", "idstr"}})
    assert (found["post_id"], found[WARNINGS]) == (None, ("mangled_id",))


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        ({"error": "expired", "error_code": 21327}, "error payload"),
        ({"id": 1, "screen_name": "x"}, "user object"),
        ({"card_type": 4, "desc": "more"}, "card without a post"),
        ({"anything": 1}, "other object"),
    ],
)
def test_what_is_no_post_is_skipped_by_kind(record, kind):
    assert only(record) == Skip(kind)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("text", "bad_type"),
        (status(text=5), "bad_type"),
        (status(text=None), "missing_text"),
        ({"idstr": "1"}, "missing_text"),
    ],
)
def test_malformed(record, reason):
    assert only(record).reason == reason


def test_recognises_its_own_and_no_neighbour(shared_data, sample):
    assert LOADER.recognises(sample(f"formats/weibo/{FILES[0]}"))
    assert LOADER.recognises([json.loads(LOADER.example)])
    assert only(json.loads(LOADER.example))["text"] == "早上好"
    twitter = {"created_at": TIME, "id_str": "1", "text": "Good morning", "user": {"id_str": "2"}, "favorite_count": 0}
    assert not LOADER.recognises([twitter])
    for path in sorted((shared_data / "formats").rglob("*.*json*")):
        if path.parent.name != "weibo":
            assert not LOADER.recognises(sample(str(path.relative_to(shared_data)))[:20]), path.name


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(data=st.data())
def test_any_field_may_be_anything(data, load, damage):
    record = {
        "statuses": [status(retweeted_status=status()), status(longText={"content": "x"}, url_struct=[{}], rootid=1)]
    }
    load(LOADER, [damage(data, record)])


def test_long_runs_take_no_time():
    for piece in ("<img", "...", "#", "@", "http://", "全文"):
        assert only(status(text=piece * 50_000))["kind"] == "original"
