"""Cards are read from the docstring of the module that defines the metric, and a card that lacks a heading is refused."""

from __future__ import annotations

import re
import sys
import types
from dataclasses import dataclass

import pytest

from audit.metrics import all_metrics
from audit.metrics.base import HEADINGS, Scope, card
from audit.plan import Plan


def stub(doc: str):
    module = types.ModuleType("a_metric_of_ones_own")
    module.__doc__ = doc
    sys.modules[module.__name__] = module

    @dataclass
    class Own:
        name: str = "own"
        title: str = "Own"

    Own.__module__ = module.__name__
    return Own()


BODY = {heading: f"Words of {heading.lower()},\n    wrapped." for heading in HEADINGS}


def docstring(headings):
    return "Summary.\n\n" + "\n\n".join(f"{each}\n    {BODY[each]}" for each in headings)


def test_every_heading_is_found_and_lines_are_joined():
    told = card(stub(docstring(HEADINGS)))
    assert told["summary"] == "Summary."
    assert told["not_evidence_of"] == "Words of not evidence of, wrapped."


@pytest.mark.parametrize("lacking", HEADINGS)
def test_a_missing_heading_is_named(lacking):
    with pytest.raises(ValueError, match=f"lacks {lacking}"):
        card(stub(docstring([each for each in HEADINGS if each != lacking])))


def test_an_empty_heading_counts_as_missing():
    with pytest.raises(ValueError, match="lacks Inputs"):
        card(stub(docstring(HEADINGS).replace(BODY["Inputs"], "")))


def test_names_are_distinct_and_can_be_parts_of_ids():
    names = [each.name for each in all_metrics()]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z_]+", each) for each in names)
    assert list(all_metrics()) == list(all_metrics())


def test_level_is_the_plans():
    assert Scope(Plan.make({"report": {"level": 0.9}}), 0, 0, has_authors=False).level == 0.9
