"""Verdicts by platform, way of access, purpose and day, on both sides of each day on which something changes."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path

import pytest

from audit import resources
from audit.resources.platform_rules import PURPOSES, VERDICTS
from audit.wording.day_span import DaySpan

#: Written by hand from the terms and their dates, as the sources of the table have them, not from what the code answers.
GOLDEN = list(
    csv.DictReader(Path(__file__).with_name("platform-verdicts.csv").read_text(encoding="utf-8").splitlines())
)
RULES = resources.read_platform_rules().rules


def verdict(platform, purpose, days, access="any", rules=RULES):
    return resources.platform_verdict(rules, platform, purpose, DaySpan.of(days), access)


@pytest.mark.parametrize("case", GOLDEN, ids=lambda each: "-".join(list(each.values())[:4]))
def test_verdicts_are_those_of_the_terms(case):
    found = verdict(case["platform"], case["purpose"], case["date"], case["access"])
    assert found.verdict == case["verdict"]
    deciding = {each.id for each in found.deciding}
    assert case["rule"] in deciding if case["rule"] else not deciding


def test_there_are_enough_cases_of_all_kinds():
    assert len(GOLDEN) >= 60
    assert {each["purpose"] for each in GOLDEN} == set(PURPOSES)
    assert {each["verdict"] for each in GOLDEN} == {"forbidden", "permission", "conditions", "unknown"}
    assert len({resources.platform_name(each["platform"]) for each in GOLDEN}) >= 15


def test_every_first_day_of_a_use_is_tested_on_both_sides():
    """For each rule that decides somewhere: a case on its first day, and one of the same question before it."""
    asked = {(resources.platform_name(e["platform"]), e["access"], e["purpose"]): [] for e in GOLDEN}
    for each in GOLDEN:
        asked[resources.platform_name(each["platform"]), each["access"], each["purpose"]].append(each)
    boundaries = 0
    for cases in asked.values():
        for before, after in itertools.pairwise(sorted(cases, key=lambda each: each["date"])):
            days = (DaySpan.of(after["date"]).first - DaySpan.of(before["date"]).last).days
            boundaries += days == 1 and (before["verdict"], before["rule"]) != (after["verdict"], after["rule"])
    assert boundaries >= 25


def test_every_verdict_names_its_rules_or_is_unknown():
    for platform, purpose, year in itertools.product(
        resources.read_platform_rules().platforms, PURPOSES, range(2005, 2028)
    ):
        found = verdict(platform, purpose, str(year))
        assert found.deciding or found.verdict == "unknown"
        assert all(each.source and each.confidence for each in found.named)


def test_the_stricter_wins_whatever_the_order():
    found = verdict("Reddit", "commercial", "2025-01-01", "api")
    assert verdict("Reddit", "commercial", "2025-01-01", "api", RULES[::-1]).verdict == found.verdict
    order = [VERDICTS.index(each.verdict) for each in (*found.deciding, *found.others)]
    assert order == sorted(order)


def test_a_span_counts_what_holds_on_any_of_its_days():
    assert verdict("X", "model-training", "2025", "api").verdict == "forbidden"
    long = DaySpan.of("2010").until(DaySpan.of("2025-06-04"))
    assert resources.platform_verdict(RULES, "X", "model-training", long, "api").verdict == "forbidden"


def test_access_that_is_not_said_counts_every_way():
    assert verdict("X", "research", "2023-10-01", "unknown").verdict == "forbidden"
    assert verdict("X", "research", "2023-10-01", "api").verdict == "unknown"


def test_what_may_hold_is_told_and_decides_nothing():
    found = verdict("X", "redistribution", "2025-01-01", "api")
    assert (found.verdict, found.deciding) == ("unknown", ())
    assert {"x-share-ids", "x-share-500", "x-share-50000"} <= {each.id for each in found.perhaps}


def test_exceptions_norms_and_duties_decide_nothing():
    found = verdict("YouTube", "commercial", "2026-07-01", "api")
    assert found.verdict == "forbidden"
    assert {each.id for each in found.exceptions} == {"youtube-derived-2026"}
    assert {each.id for each in found.duties} == {"youtube-30-days", "youtube-delete"}
    intents = verdict("Bluesky", "redistribution", "2025-10-01", "api")
    assert intents.verdict == "unknown"
    assert {each.id for each in intents.norms} == {"bluesky-intents", "bluesky-norm"}


def test_an_allowing_rule_yields_to_one_that_may_hold(own_rules):
    """Nobody is told that they may do what a rule of unknown beginning may have forbidden."""
    rules = own_rules(
        {"id": "a", "verdict": "allowed", "effective_from": "2020-01-01"},
        {"id": "b", "verdict": "forbidden", "first_seen": "2022-01-01"},
    )
    assert verdict("Forum", "research", "2021-01-01", rules=rules).verdict == "unknown"
    assert verdict("Forum", "research", "2022-01-01", rules=rules).verdict == "forbidden"
    assert verdict("Forum", "research", "2021-01-01", rules=rules[:1]).verdict == "allowed"
    assert verdict("Forum", "research", "2019-12-31", rules=rules[:1]).verdict == "unknown"


def test_rules_on_getting_posts_do_not_bind_a_use():
    day = DaySpan.of("2026-03-01")
    for platform, access in (("X", "scrape"), ("Reddit", "archive"), ("LinkedIn", "scrape")):
        got = resources.platform_verdict(RULES, platform, "research", day, access)
        used = resources.platform_verdict(RULES, platform, "research", day, access, of_use=True)
        assert got.verdict == "forbidden"
        assert used.verdict != "forbidden"
        assert not [each for each in used.named if each.dated_by == "collection"]
    trained = resources.platform_verdict(RULES, "X", "model-training", day, "api", of_use=True)
    assert trained.verdict == "forbidden"


def test_rules_read_long_before_are_named():
    found = verdict("Reddit", "commercial", "2026-03-01", "any")
    stale = {each.id for each in found.stale(DaySpan.of("2026-03-01").last)}
    assert "reddit-public-content" in stale
    assert "reddit-commercial" not in stale
    rule = resources.read_platform_rules().rule("reddit-public-content")
    assert not rule.is_stale(DaySpan.of("2024-11-05").last)  # 180 days after 2024-05-09
    assert rule.is_stale(DaySpan.of("2024-11-06").last)


def test_of_two_limits_that_contradict_each_other_the_stricter_comes_first():
    found = resources.duties_of(RULES, "twitter", "api", DaySpan.of("2026-03-01"))
    assert [each.limit for each in found if each.limit_of == "objects"] == [500, 50_000]
    assert [each.limit for each in found if each.limit_of == "ids"] == [1_500_000]
