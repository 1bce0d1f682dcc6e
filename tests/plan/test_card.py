"""What people know of a dataset: checked, printed, and without effect on any figure."""

from __future__ import annotations

import json

import pandas as pd
import pytest

import audit
from audit.errors import PlanError
from audit.plan import Plan
from audit.provenance import plan_as_printed

POSTS = pd.DataFrame({"text": ["one post", "another"], "author": ["a", "b"]})
CARD = {"license": "https://creativecommons.org/licenses/by/4.0/", "creator": "One", "answers": {"a": {"b": "c"}}}


def test_it_changes_neither_figures_nor_the_id():
    plain, stated = audit.run(POSTS), audit.run(POSTS, card=CARD)
    assert plain.audit["id"] == stated.audit["id"]
    assert plain.estimates == stated.estimates
    assert "card" not in plain.audit["plan"]
    assert stated.audit["plan"]["card"] == {
        "license": CARD["license"],
        "creator": ["One"],
        "creators_are": "Organization",
        "answers": {"a.b": "c"},
    }


def test_one_creator_is_a_list_and_dotted_keys_are_keys():
    card = Plan.make({"card": CARD}).card
    assert card.creator == ("One",)
    assert card.answers == {"a.b": "c"}
    assert Plan.make({"card": {"creator": ""}}).card.creator == ()


def test_a_date_of_toml_is_a_date(tmp_path):
    path = tmp_path / "audit.toml"
    path.write_text("[card]\ndate_published = 2026-11-01\n", encoding="utf-8")
    assert Plan.from_toml(path).card.date_published == "2026-11-01"


@pytest.mark.parametrize(
    ("card", "message"),
    [
        ({"date_published": "1.11.2026"}, "YYYY-MM-DD"),
        ({"url": "example.org"}, "starts with https://"),
        ({"files_url": "https://a b"}, "no blanks"),
        ({"creators_are": "Team"}, "Organization or Person"),
        ({"licence": "MIT"}, "unknown key 'card.licence'"),
    ],
)
def test_what_a_card_cannot_say(card, message):
    with pytest.raises(PlanError, match=message):
        Plan.make({"card": card})


def test_it_is_printed_with_the_plan_if_it_says_anything():
    assert "card" not in plan_as_printed(Plan())
    assert plan_as_printed(Plan.make({"card": CARD}))["card"]["license"] == CARD["license"]


def test_tallies_with_different_cards_add_up(tmp_path):
    from audit import api

    paths = []
    for number, card in enumerate(({}, CARD)):
        posts = POSTS.assign(text=POSTS.text + str(number))
        path = tmp_path / f"{number}.tally"
        path.write_bytes(api.save_tally(api.run_audit(posts, card=card), secret=b"k" * 16))
        paths.append(path)
    assert audit.merge(paths).dataset["posts"] == 4


def test_a_comparison_is_not_touched_by_a_card():
    assert audit.compare(audit.run(POSTS), audit.run(POSTS, card=CARD)).same_ruler


def test_fields_of_the_posts_are_listed_and_are_those_of_any_split(tmp_path):
    from audit import api

    whole = audit.run(POSTS)
    assert whole.dataset["fields"] == ["author_id", "text"]
    paths = []
    for number in (0, 1):
        path = tmp_path / f"{number}.tally"
        path.write_bytes(api.save_tally(api.run_audit(POSTS.iloc[[number]]), secret=b"k" * 16))
        paths.append(path)
    assert audit.merge(paths).dataset["fields"] == whole.dataset["fields"]


def test_columns_are_in_the_facts_of_the_run(tmp_path):
    from audit import api

    path = tmp_path / "posts.csv"
    POSTS.to_csv(path, index=False)
    [source] = api.run_audit(path, workers=1).facts["sources"]
    assert source["columns"] == {"text": "text", "author_id": "author"}
    assert (source["form"], source["compression"]) == ("delimited", "")
    assert json.dumps(source)
