from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import audit
from audit.loaders.base import WARNINGS, Reject, Skip
from audit.loaders.platforms.hatexplain import HateXplain

LOADER = HateXplain()


def post(
    name: str = "1_gab", said: tuple[Any, ...] = ("normal", "normal", "hatespeech"), **fields: Any
) -> dict[str, Any]:
    votes = [{"label": label, "annotator_id": place, "target": ["None"]} for place, label in enumerate(said)]
    return {"post_id": name, "annotators": votes, "rationales": [], "post_tokens": ["good", "morning"], **fields}


def test_the_one_object_of_all_posts(tmp_path):
    path = tmp_path / "dataset.json"
    path.write_text(json.dumps({"1_gab": post(), "2_twitter": post("2_twitter", ("normal", "hatespeech"))}))
    first, second = audit.load(path).to_table(keep_ids=True).to_pylist()
    assert (first["post_id"], first["text"], first["platform"]) == ("1_gab", "good morning", "gab")
    assert first["votes"] == [
        {"annotator": str(place), "label": label, "value": 1.0}
        for place, label in enumerate(("normal", "normal", "hatespeech"))
    ]
    assert dict(first["labels"]) == {"label": "normal"}
    assert second["labels"] is None  # a tie
    assert second["platform"] == "twitter"


def test_what_is_no_post():
    (row,) = LOADER.rows({"x": post(post_tokens=[])})
    assert row[WARNINGS] == ("empty_text",)
    assert list(LOADER.rows({"x": {"annotators": []}})) == [Reject("missing_text")]
    assert list(LOADER.rows({"x": {"a": 1}})) == [Skip("other object")]
    assert next(iter(LOADER.rows({"x": 5}))).reason == "bad_type"


def test_neighbours():
    assert not LOADER.recognises([{"annotators": [], "text": "good morning"}])
    assert LOADER.recognises([post()])


@given(data=st.data())
def test_damaged_records_do_no_harm(data, damage):
    for each in LOADER.rows({"1_gab": damage(data, post())}):
        assert isinstance(each, dict | Skip | Reject)
