from __future__ import annotations

from datetime import date

import pytest

from audit.api import make_plan
from audit.errors import PlanError
from audit.plan import Plan
from audit.provenance import audit_id, plan_as_printed
from audit.wording.day_span import DaySpan


def record(**said):
    return Plan.make({"collection": said}).collection


def test_what_is_not_said_leaves_the_plan_as_it_was():
    assert not Plan().collection.is_said
    assert "collection" not in Plan().model_dump()
    assert "collection" not in plan_as_printed(Plan())
    empty = Plan.make({"collection": {}})
    assert audit_id("f", empty, []) == audit_id("f", Plan(), [])
    assert audit_id("f", Plan.make({"collection": {"platform": "X"}}), []) != audit_id("f", Plan(), [])


def test_dates_may_be_written_with_and_without_quotes(tmp_path):
    (tmp_path / "audit.toml").write_text(
        "[collection]\ncollected_from = 2020\ncollected_to = 2025-06-04\nas_of = '2026-03'\npurpose = 'research, commercial'\n"
    )
    found = Plan.from_toml(tmp_path / "audit.toml").collection
    assert found.collected == DaySpan(date(2020, 1, 1), date(2025, 6, 4))
    assert found.used == DaySpan(date(2026, 3, 1), date(2026, 3, 31))
    assert found.purpose == ("research", "commercial")


def test_without_a_last_day_there_is_no_time_of_collection():
    assert record(collected_from="2020").collected is None
    assert record(collected_to="2020-02").collected == DaySpan(date(2020, 2, 1), date(2020, 2, 29))


def test_platforms_of_merged_sets_are_named_once():
    sources = [{"name": "a", "platform": "Reddit"}, {"name": "b"}, {"name": "c", "platform": "X"}]
    assert record(platform="X", sources=sources).platforms == ("X", "Reddit")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"collected_to": "June"}, "is no date"),
        ({"collected_to": "2025-02-30"}, "is no date"),
        ({"collected_from": "2025-07", "collected_to": "2025-06"}, "lies after collected_to"),
        ({"collected_to": "2025-07", "as_of": "2025-06"}, "lies after as_of"),
        ({"collected_from": "2025-07", "as_of": "2025-06"}, "lies after as_of"),
        ({"last_deletion_check": "2025-07", "as_of": "2025-06"}, "lies after as_of"),
        ({"purpose": ["fun"]}, "purpose"),
        ({"access": "telepathy"}, "access"),
        ({"sources": [{"licence": "MIT"}]}, "name"),
        ({"sources": [{"name": "a", "license": "MIT"}]}, "licence"),
        ({"platfrom": "X"}, "platform"),
    ],
)
def test_what_cannot_be_is_named(said, why):
    with pytest.raises(PlanError, match=why):
        record(**said)


def test_a_plan_that_was_printed_can_be_made_again():
    said = {
        "platform": "X",
        "access": "api",
        "collected_to": "2025",
        "purpose": ["research"],
        "sources": [{"name": "a", "licence": "MIT", "platform": ""}],
    }
    plan = Plan.make({"collection": said})
    assert plan_as_printed(plan)["collection"] == said
    assert Plan.make(plan_as_printed(plan)).collection == plan.collection
    assert plan.override({"labels": ["a"]}).collection == plan.collection


def test_neither_folders_nor_accounts_are_printed(tmp_path):
    said = plan_as_printed(
        Plan.make(
            {
                "collection": {
                    "platform": "X",
                    "query": 'from:somebody (cats OR @other.one) author:"a.b" u/thatone lang:en until:2021-01-01',
                    "deleted_ids": str(tmp_path / "gone.txt"),
                    "rules": str(tmp_path / "mine.csv"),
                }
            }
        )
    )["collection"]
    assert said["query"] == "from:… (cats OR @…) author:… u/… lang:en until:2021-01-01"
    assert (said["deleted_ids"], said["rules"]) == ("gone.txt", "mine.csv")


def test_files_are_found_beside_the_plan(tmp_path):
    (tmp_path / "gone.txt").write_text("1\n")
    (tmp_path / "mine").mkdir()
    (tmp_path / "audit.toml").write_text('[collection]\ndeleted_ids = "gone.txt"\nrules = "mine"\n')
    found = make_plan(tmp_path / "audit.toml").collection
    assert (found.deleted_ids, found.rules) == (str(tmp_path / "gone.txt"), str(tmp_path / "mine"))
