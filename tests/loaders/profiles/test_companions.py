from __future__ import annotations

import json
import pickle
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import audit
from audit.loaders.platforms.twitter_archive import TwitterArchive
from audit.loaders.profiles import companions
from audit.loaders.registry import LOADERS

PAIR = "formats/twitter_v2/academictwitteR"


def ytd(kind: str, *records: Any) -> str:
    return f"window.YTD.{kind}.part0 = {json.dumps(records)}"


ACCOUNT = ytd("account", {"account": {"accountId": "42"}})
POSTS = ytd("tweets", {"tweet": {"id_str": "1", "full_text": "Good morning", "entities": {}}})


def written(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / f"{name}.{'js' if content.startswith('window') else 'json'}").write_text(content, encoding="utf-8")
    return folder


def outcome_of(posts: Any) -> tuple[dict[str, dict[str, Any]], Counter[str]]:
    ledgers: list[Any] = []
    rows = [row for batch in posts.batches(keep_ids=True, ledgers=ledgers) for row in batch.to_pylist()]
    assert all(ledger.balances() for ledger in ledgers)
    assert len({row["post_id"] for row in rows}) == len(rows)
    return {row["post_id"]: row for row in rows}, sum((ledger.skipped for ledger in ledgers), Counter())


def page(number: int, author: str) -> str:
    post = {"id": str(number), "text": "RT @x: Good…", "author_id": author, "public_metrics": {}}
    return json.dumps([{**post, "referenced_tweets": [{"type": "retweeted", "id": f"9{number}"}]}])


def context(number: int, author: str, location: str) -> str:
    users = [{"id": author, "username": "u", "location": location, "public_metrics": {"followers_count": 5}}]
    return json.dumps({"users": users, "tweets": [{"id": f"9{number}", "text": f"Whole {number}", "author_id": "8"}]})


def test_pair_of_academictwitter(shared_data, expected_posts, sample):
    """Of the two posts that users_ holds one is in data_ as well; both are what its posts repeat, as in a page's includes."""
    alone = {path.name: audit.load(path) for path in sorted((shared_data / PAIR).iterdir())}
    for name, posts in alone.items():
        assert len(outcome_of(posts)[0]) == expected_posts[f"{PAIR.removeprefix('formats/')}/{name}"]
    rows, skipped = outcome_of(audit.load(shared_data / PAIR))
    data, users = (sample(f"{PAIR}/{name}") for name in alone)
    assert sorted(rows) == sorted(each["id"] for each in data[0])
    assert skipped == {"user object": len(users[0]["users"]), "post referred to": len(users[0]["tweets"])}
    places = {each["id"]: each.get("location") for each in users[0]["users"]}
    texts = {each["id"]: each["text"] for each in [*data[0], *users[0]["tweets"]]}
    for each in data[0]:
        found = rows[each["id"]]
        assert dict(found["attributes"]).get("location") == places[each["author_id"]]
        assert found["text"] == texts[found["repost_of"] or each["id"]]


def test_pairs_are_told_by_their_names(tmp_path):
    files = {"data_1": page(1, "5"), "users_1": context(1, "5", "Hill"), "data_2": page(2, "5")}
    folder = written(tmp_path / "x", **files, users_2=context(2, "5", "Dale"))
    rows, skipped = outcome_of(audit.load(folder))
    assert [(dict(rows[key]["attributes"])["location"], rows[key]["text"]) for key in "12"] == [
        ("Hill", "Whole 1"),
        ("Dale", "Whole 2"),
    ]
    assert skipped == {"user object": 2, "post referred to": 2}


def test_half_of_a_pair_is_read_alone(tmp_path):
    folder = written(tmp_path / "x", data_1=page(1, "5"), users_2=context(2, "5", "Dale"))
    rows, _ = outcome_of(audit.load(folder))
    assert sorted(rows) == ["1", "92"]
    assert rows["1"]["text"] == "Good…"


def test_posts_without_users_have_nothing_to_say_to_each_other(tmp_path):
    posts = audit.load(written(tmp_path / "x", first=page(1, "5"), second=page(2, "5")))
    assert "read together" not in str(posts)
    assert sorted(outcome_of(posts)[0]) == ["1", "2"]


def test_every_order_of_files_says_the_same(tmp_path):
    folder = written(tmp_path / "x", account=ACCOUNT, tweets=POSTS)
    files = sorted(folder.iterdir())
    for origin in (folder, files, files[::-1]):
        posts = audit.load(origin)
        assert outcome_of(posts)[0]["1"]["author_id"] == "42"
        by_name = {each.source.path: each.facts for each in posts.prepared}
        assert by_name[str(files[1])] == ({"account": {"attributes": {}, "id": "42"}},)
        assert pickle.loads(pickle.dumps(posts.prepared)) == posts.prepared


def test_result_does_not_depend_on_the_number_of_processes(tmp_path):
    folder = written(tmp_path / "x", account=ACCOUNT, tweets=POSTS)
    one, two = (audit.run(folder, workers=workers) for workers in (1, 2))
    assert one.as_dict() == two.as_dict()
    assert one.dataset["authors"] == 1


def test_facts_of_the_nearest_folder_above(tmp_path):
    written(tmp_path / "x", account=ACCOUNT)
    written(tmp_path / "x/posts/of/2020", tweets=POSTS)
    assert outcome_of(audit.load(tmp_path / "x"))[0]["1"]["author_id"] == "42"
    # Of what was passed, and no further.
    assert outcome_of(audit.load(tmp_path / "x/posts"))[0]["1"]["author_id"] is None


def test_too_much_to_tell_is_said_and_not_joined(tmp_path, monkeypatch):
    monkeypatch.setattr(companions, "FACTS_CAP", 10)
    posts = audit.load(written(tmp_path / "x", account=ACCOUNT, tweets=POSTS))
    assert outcome_of(posts)[0]["1"]["author_id"] is None
    assert "read alone" in str(posts)


def test_posts_are_not_read_before_they_must_be(tmp_path, monkeypatch):
    opened = []
    values = companions._values

    def counted(prepared):
        opened.append(Path(prepared.source.path).stem)
        yield from values(prepared)

    monkeypatch.setattr(companions, "_values", counted)
    audit.load(written(tmp_path / "x", account=ACCOUNT, tweets=POSTS))
    assert opened == ["account"]
    note = {"noteTweet": {"noteTweetId": "7", "core": {"text": "x"}}}
    audit.load(written(tmp_path / "x", **{"note-tweet": ytd("note_tweet", note)}))
    assert opened[1:] == ["account", "note-tweet", "tweets"]


@pytest.mark.parametrize("error", [KeyError("x"), RecursionError(), OSError("gone")])
def test_a_file_that_cannot_be_learnt_from_costs_only_that(tmp_path, monkeypatch, error):
    def broken(*_):
        raise error

    monkeypatch.setattr(TwitterArchive, "learn", broken)
    posts = audit.load(written(tmp_path / "x", account=ACCOUNT, tweets=POSTS))
    assert outcome_of(posts)[0]["1"]["author_id"] is None


def test_most_loaders_know_nothing_of_this():
    joiners = {loader.name for loader in LOADERS if isinstance(loader, companions.Joiner)}
    assert {"twitter-archive", "twitter-v2"} <= joiners
    assert "reddit" not in joiners
