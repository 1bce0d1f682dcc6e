"""Tables of a user's own, as small as they can be."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from audit import resources
from audit.resources import PlatformRule

COLUMNS = (
    *("id", "platform", "document", "clause", "kind", "purpose", "access", "verdict", "limit_of", "limit", "limit_per"),
    *("effective_from", "effective_until", "first_seen", "captured", "dated_by", "contradicts", "source", "confidence"),
)
USUAL = {
    "platform": "Forum",
    "document": "Terms",
    "clause": "A clause.",
    "kind": "use",
    "purpose": "research",
    "access": "any",
    "verdict": "conditions",
    "captured": "2026-01-01",
    "source": "the terms of the forum, read in print",
    "confidence": "high",
}


@pytest.fixture
def own_table(tmp_path) -> Callable[..., Path]:
    """A table of rules with its card; what a row does not say is as usual."""

    def write(*rows: dict[str, str]) -> Path:
        path = tmp_path / "own" / "rules.csv"
        path.parent.mkdir(exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, restval="")
            writer.writeheader()
            for row in rows:
                dated = {} if {"effective_from", "first_seen"} & row.keys() else {"effective_from": "2020-01-01"}
                writer.writerow({**USUAL, **dated, **row})
        path.with_name("card.toml").write_text('title = "Rules of ours"\nsource = ["Us (2026). Terms. Here."]\n')
        return path

    return write


@pytest.fixture
def own_rules(own_table) -> Callable[..., tuple[PlatformRule, ...]]:
    """Rules of such a table alone."""

    def make(*rows: dict[str, str]) -> tuple[PlatformRule, ...]:
        ours = {each.id for each in resources.read_platform_rules().rules}
        return tuple(each for each in resources.read_platform_rules(own_table(*rows)).rules if each.id not in ours)

    return make
