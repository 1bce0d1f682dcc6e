"""A lint of the rules that ship, and what becomes of a user's own."""

from __future__ import annotations

import itertools
import re
from datetime import date
from pathlib import Path

import pytest

import audit
from audit import resources
from audit.errors import ResourceError
from audit.resources.platform_names import is_platform, platform_name, platform_of_posts
from audit.resources.platform_rules import ANY

TABLE = resources.read_platform_rules()
#: Newest day on which anything in the table was read.
COMPILED = date(2026, 11, 30)


def overlap(one, other):
    """Whether two rules may be in force on one day."""
    (first, last), (begin, end) = one._possibly(), other._possibly()
    return max(first, begin) <= min(last, end)


def meet(one, other):
    """Whether two rules speak of the same platform, purpose and way of access."""

    def shared(these, those):
        return ANY in these or ANY in those or set(these) & set(those)

    return (
        set(one.platforms) & set(other.platforms)
        and shared(one.purposes, other.purposes)
        and shared(one.accesses, other.accesses)
        and overlap(one, other)
    )


def test_there_are_rules_for_many_platforms():
    assert len(TABLE.rules) >= 50
    assert len(TABLE.platforms) >= 10
    assert {"X", "Reddit", "Facebook", "YouTube", "TikTok", "Bluesky", "Telegram", "Discord"} <= set(TABLE.platforms)


@pytest.mark.parametrize("rule", TABLE.rules, ids=lambda each: each.id)
def test_every_rule_is_dated_sourced_and_said(rule):
    assert len(rule.source) > 20
    assert rule.clause.endswith(".")
    assert rule.confidence in ("high", "medium", "low")
    assert rule.captured.last <= COMPILED
    assert rule.effective_from or rule.first_seen
    for platform in rule.platforms:
        assert is_platform(platform)
        assert platform_name(platform) == platform
    if rule.effective_from and rule.effective_until:
        assert rule.effective_from.first <= rule.effective_until.last
    if rule.first_seen:
        # Seen as in force: not before it began, nor after it ended.
        assert not rule.effective_from
        assert rule.first_seen.first <= rule.captured.last
    assert bool(rule.limit) <= bool(rule.limit_of)
    assert (rule.verdict == "") == (rule.kind == "duty")
    assert not rule.note.endswith(".")


def test_ids_are_unique_and_readable():
    ids = [each.id for each in TABLE.rules]
    assert len(set(ids)) == len(ids)
    assert all(each == each.lower() and " " not in each for each in ids)


def test_what_contradicts_is_marked_on_both_sides():
    marked = [each for each in TABLE.rules if each.contradicts]
    assert {each.id for each in marked} >= {"x-share-500", "x-share-50000"}
    for each in marked:
        other = TABLE.rule(each.contradicts)
        assert other is not None
        assert other.contradicts == each.id
        assert meet(each, other)


def test_nothing_contradicts_that_is_not_marked():
    """Two limits of one thing, or one rule that allows what another forbids."""
    for one, other in itertools.combinations(TABLE.rules, 2):
        if not meet(one, other) or one.contradicts == other.id:
            continue
        limits = one.limit_of and one.limit_of == other.limit_of and one.limit != other.limit
        assert not limits, (one.id, other.id)
        uses = one.kind == other.kind == "use"
        assert not (uses and {one.verdict, other.verdict} == {"allowed", "forbidden"}), (one.id, other.id)


def test_successive_rules_leave_no_day_out_and_none_twice():
    """Where one rule took the place of another, it begins the day after."""
    for before, after in (
        ("x-train-before-2025", "x-train-2025"),
        ("x-scrape-2023-05", "x-scrape-2023-09"),
        ("pushshift-before-2023", "pushshift-2023"),
        ("discord-train-before-2024", "discord-train-2024"),
        ("stackexchange-by-sa-25", "stackexchange-by-sa-30"),
        ("stackexchange-by-sa-30", "stackexchange-by-sa-40"),
    ):
        first, second = TABLE.rule(before), TABLE.rule(after)
        assert (second.effective_from.first - first.effective_until.last).days == 1


def test_names_of_platforms():
    assert platform_name("Twitter") == platform_name("x.com") == "X"
    assert platform_name("truth-social") == "Truth Social"
    assert platform_name("My  Forum") == "My Forum"
    assert not is_platform("My Forum")
    assert platform_of_posts("mastodon.social") == platform_of_posts("chaos.social") == "Mastodon"
    assert platform_of_posts("x.com") == "X"


def test_what_loaders_say_of_the_platform_is_known():
    folder = Path(audit.__file__).parent / "loaders" / "platforms"
    code = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    said = set(re.findall(r'"platform": "([^"]+)"', code))
    assert len(said) > 15
    assert all(is_platform(platform_of_posts(each)) for each in said), said


def test_rules_of_ones_own_stand_beside_ours_and_take_the_place_of_one(own_table):
    path = own_table(
        {"id": "mine", "platform": "My Forum"}, {"id": "x-train-2025", "platform": "twitter", "verdict": "permission"}
    )
    merged = resources.read_platform_rules(path)
    assert len(merged.rules) == len(TABLE.rules) + 1
    assert merged.rule("x-train-2025").verdict == "permission"
    assert merged.rule("x-train-2025").platforms == ("X",)
    assert [each.title for each in merged.cards][1] == "Rules of ours"
    assert resources.read_platform_rules(path.parent).rules == merged.rules


def test_rules_of_ones_own_need_a_card(own_table):
    path = own_table({"id": "mine"})
    path.with_name("card.toml").unlink()
    with pytest.raises(ResourceError, match=r"need a card\.toml"):
        resources.read_platform_rules(path)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"verdict": "maybe"}, "verdict is 'maybe'"),
        ({"purpose": "fun"}, "purpose is 'fun'"),
        ({"access": "api;telepathy"}, "access is 'telepathy'"),
        ({"kind": "law"}, "kind is 'law'"),
        ({"source": ""}, "source is empty"),
        ({"captured": ""}, "captured is empty"),
        ({"effective_from": "", "first_seen": ""}, "effective_from is empty"),
        ({"effective_from": "June 2025"}, "is no date"),
        ({"effective_from": "2025-02-30"}, "is no date"),
        ({"effective_from": "2025-06-04", "effective_until": "2025-06-03"}, "ends before it begins"),
        ({"limit": "1e6"}, "limit is '1e6'"),
        ({"confidence": "sure"}, "confidence is 'sure'"),
        ({"kind": "duty", "verdict": "forbidden"}, "verdict is 'forbidden'"),
    ],
)
def test_a_malformed_row_is_named(own_table, wrong, said):
    with pytest.raises(ResourceError, match=said) as caught:
        resources.read_platform_rules(own_table({"id": "mine", **wrong}))
    assert "line 2" in str(caught.value)


def test_an_id_that_is_there_twice_is_an_error(own_table):
    with pytest.raises(ResourceError, match="'mine' is there twice"):
        resources.read_platform_rules(own_table({"id": "mine"}, {"id": "mine"}))
    with pytest.raises(ResourceError, match="has no rows"):
        resources.read_platform_rules(own_table())
    with pytest.raises(ResourceError, match="cannot be read"):
        resources.read_platform_rules("missing.csv")
