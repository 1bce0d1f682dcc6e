from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest

import audit
from audit.loaders.base import WARNINGS, Ledger, Skip
from audit.loaders.platforms.stackexchange import StackExchange

LOADER = StackExchange()


def row(within: str = "posts", place: str = "", **attributes: str) -> dict[str, Any]:
    fields = {"Id": "2", "PostTypeId": "2", "CreationDate": "2015-01-27T20:09:32.720", "Body": "<p>Good morning</p>"}
    if within == "comments":
        fields = {"Id": "2", "PostId": "1", "CreationDate": "2015-01-27T20:09:32.720", "Text": "Good morning"}
    found = {name: value for name, value in {**fields, **attributes}.items() if value is not None}
    return {"tag": "row", "within": within, "root": {}, "attributes": found, "text": None, "place": place, "file": ""}


def only(record: Any) -> Any:
    (found,) = LOADER.rows(record)
    return found


INLINE = r"</?(?:a|b|code|del|em|i|kbd|s|strike|strong|sub|sup)\b[^>]*>"


def words(markup: str) -> list[str]:
    markup = re.sub(INLINE, "", markup)
    return re.findall(r"\w+", html.unescape(re.sub(r"<[^>]*>", " ", markup)))


def load_table(path: Any) -> list[dict[str, Any]]:
    return audit.load(path).to_table(keep_ids=True).to_pylist()


def test_posts_against_their_rows(shared_data):
    path = shared_data / "formats/stackexchange/coffee_Posts.xml"
    for found, element in zip(load_table(path), ET.parse(path).getroot(), strict=True):
        record = element.attrib
        assert (found["post_id"], found["author_id"]) == (record["Id"], record["OwnerUserId"])
        assert found["created_at"] == dt.datetime.fromisoformat(record["CreationDate"] + "000+00:00")
        assert words(found["text"] or "") == words(record.get("Title", "").replace("<", " ")) + words(record["Body"])
        assert (found["likes"], found["views"]) == (
            int(record["Score"]),
            int(record["ViewCount"]) if "ViewCount" in record else None,
        )
        assert found["replies"] == int(record.get("AnswerCount", 0)) + int(record["CommentCount"])
        assert found["kind"] == ("original" if record["PostTypeId"] == "1" else "reply")
        assert found["reply_to"] == record.get("ParentId")
        assert found["conversation_id"] == record.get("ParentId", record["Id"])
        assert found["edited"] is ("LastEditDate" in record)
        assert found["hashtags"] == re.findall(r"<([^>]*)>", record.get("Tags", ""))


def test_comments_against_their_rows(shared_data):
    path = shared_data / "formats/stackexchange/Comments.xml"
    for found, element in zip(load_table(path), ET.parse(path).getroot(), strict=True):
        record = element.attrib
        assert found["post_id"] == "comment/" + record["Id"]
        assert found["author_id"] == record.get("UserId", record.get("UserDisplayName"))
        assert (found["text"], found["likes"]) == (record["Text"].strip(), int(record["Score"]))
        assert (found["kind"], found["reply_to"]) == ("comment", record["PostId"])


def test_no_guess_about_the_zone():
    assert WARNINGS not in only(row())
    assert only(row(CreationDate="yesterday"))[WARNINGS] == ("bad_timestamp",)


def test_sites_share_no_ids(tmp_path):
    for site in ("coffee.stackexchange.com", "superuser.com", "notes"):
        (tmp_path / site).mkdir()
        (tmp_path / site / "Posts.xml").write_text(
            '<posts>\n<row Id="1" PostTypeId="1" Body="a" OwnerUserId="5"/></posts>'
        )
    found = load_table(tmp_path)
    assert [each["post_id"] for each in found] == ["coffee.stackexchange.com/1", "1", "superuser.com/1"]
    assert [each["author_id"] for each in found] == ["coffee.stackexchange.com/5", "5", "superuser.com/5"]
    assert [each["community"] for each in found] == ["coffee.stackexchange.com", None, "superuser.com"]


def test_tags_of_both_writings():
    assert only(row(Tags="|coffee|brewing|"))["hashtags"] == ["coffee", "brewing"]
    assert only(row(Tags="<c++><whole-bean>"))["hashtags"] == ["c++", "whole-bean"]


def test_markup():
    assert only(row(Body="<p>a</p>\n<pre><code>x &lt; y\n z</code></pre>"))["text"] == "a\nx < y\n z"
    assert only(row(Body='<a href="https://example.org">b</a>'))["urls"] == ["https://example.org"]
    assert only(row("comments", Text="a < b & <i>c</i>"))["text"] == "a < b & <i>c</i>"
    found = only(row(Body=""))
    assert (found["text"], found[WARNINGS]) == (None, ("empty_text",))


def test_accounts_that_are_gone():
    assert only(row(OwnerDisplayName="user39"))["author_id"] == "user39"
    assert only(row())["author_id"] is None
    assert only(row(DeletionDate="2016-01-01T00:00:00"))["status"] == "deleted"


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        (row("users", Reputation="1"), "user object"),
        (row("votes"), "vote"),
        (row("badges"), "badge"),
        (row("posthistory"), "older version"),
        (row("postlinks"), "link between posts"),
        (row("tags"), "tag"),
        (row(PostTypeId="5"), "tag description"),
        (row(PostTypeId="99"), "other object"),
        ({**row(), "tag": "line"}, "other object"),
    ],
)
def test_what_is_no_post(record, kind):
    assert only(record) == Skip(kind)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (row(Body=None), "missing_text"),
        (row("comments", Text=None), "missing_text"),
        (row(Body=5), "bad_type"),
        ("x", "bad_type"),
    ],
)
def test_malformed(record, reason):
    assert only(record).reason == reason


def test_a_file_of_users_holds_no_post(tmp_path):
    path = tmp_path / "Users.xml"
    path.write_text('<?xml version="1.0" encoding="utf-8"?>\n<users>\n<row Id="1" DisplayName="a" />\n</users>')
    ledgers: list[Ledger] = []
    assert not list(audit.load(path).batches(ledgers=ledgers))
    assert ledgers[0].skipped == {"user object": 1}


def test_a_broken_row_costs_itself(tmp_path):
    path = tmp_path / "Posts.xml"
    good = '<row Id="{}" PostTypeId="1" Body="a" />\n'
    path.write_text("<posts>\n" + good.format(1) + '<row Id="2" Body="&#x0;" />\n' + good.format(3) + "</posts>")
    ledgers: list[Ledger] = []
    list(audit.load(path).batches(ledgers=ledgers))
    assert (ledgers[0].posts, ledgers[0].rejected) == (2, {"bad_xml": 1})
