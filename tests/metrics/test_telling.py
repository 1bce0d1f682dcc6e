"""Figures in sentences carry the marks of the tables, and tell nothing that the tables keep back."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import audit
from audit.finding import Estimate
from audit.metrics.blurring import blurred
from audit.metrics.telling import as_share, share_of_others, share_told, with_limits

SHARE = Estimate("m.a.rate", "m", "rate", {}, 0.0423, 0.031, 0.056, "share", 2000, 300)
GAP = Estimate("m.a.difference", "m", "difference", {}, 0.183, 0.121, 0.243, "points", 2000, 300)


def test_marks_stand_with_the_figure_wherever_it_is_told():
    assert GAP.told == "+18 points"
    assert blurred(GAP).told == "≈+18 points"
    assert with_limits(blurred(GAP)) == "≈+18 points (12 to 25)"
    assert str(blurred(GAP)) == "≈+18 pts (12 to 25)"
    doubtful = replace(SHARE, note="unreliable: stands on fewer than 30 posts")
    assert doubtful.told == "4.2%‡"
    assert replace(doubtful, note=f"rounded; {doubtful.note}").told == "≈4.2%‡"
    assert share_told(doubtful) == "4.2%‡"
    hidden = replace(SHARE, value=None, low=None, high=None, status="suppressed", note="hidden; rounded")
    assert hidden.told == "hidden: too few authors"
    assert share_told(hidden) == "a share that is not printed"


def test_an_index_that_is_a_part_of_a_whole_is_a_percentage():
    kept = replace(SHARE, value=0.951, low=0.93, high=0.972, unit="index")
    assert (kept.told, as_share(kept)) == ("0.95", "95%")
    assert as_share(blurred(kept)) == "≈95%"


def test_the_share_of_the_others_is_no_finer_than_the_share_and_the_gap():
    own = replace(SHARE, value=0.30, low=0.25, high=0.35)
    assert share_of_others(own, GAP, 0.1234) == "12%"
    assert share_of_others(own, blurred(GAP), 0.1234) == "≈12%"  # 30% less 18 points
    assert share_of_others(blurred(own), replace(GAP, value=0.29), 0.0678) == "≈1%"
    # Rounding may take the difference below nothing.
    assert share_of_others(blurred(own), replace(GAP, value=0.31), 0.0004) == "≈0%"


@pytest.fixture(scope="module")
def rounded():
    """Women, men, and nine nonbinary authors, who would follow from everybody's rate less that of the two."""
    rows = []
    for index in range(1209):
        gender = "nonbinary" if index < 9 else ("female", "male")[index % 2]
        hateful = index % (3 if gender == "female" else 7) == 0
        text = f"it was the end of the day and we were at the market {index}"
        rows.append(
            {"post_id": f"p{index}", "author_id": f"a{index}", "text": text, "gender": gender, "hate": int(hateful)}
        )
    return audit.run(
        rows, groups={"gender": "gender"}, labels=["hate"], metrics=["labels", "representation"], workers=1
    )


def test_sentences_of_rounded_figures_are_marked(rounded):
    finding = rounded.finding("labels.hate.1.author.gender.women")
    gap, rate = (rounded.estimate(f"{finding.id}.{each}") for each in ("difference", "rate"))
    assert "rounded" in gap.note
    assert "rounded" in rate.note
    assert finding.statement.startswith(f"{rate.told} of posts by women are labelled")
    assert f"a gap of {gap.told}" in finding.statement
    assert finding.statement.count("≈") >= 3  # the rate, the others', and the gap


def test_no_sentence_has_a_rounded_figure_without_its_mark(rounded):
    for finding in rounded.findings:
        for name in finding.estimates:
            each = rounded.by_id.get(name)
            if each is None or "rounded" not in each.note or each.status != "ok":
                continue
            bare = each.told.removeprefix("≈")
            text = f"{finding.title} {finding.statement}"
            assert not re.search(rf"(?<![≈\d.,+−]){re.escape(bare)}(?!\d)", text), (bare, text)


def test_no_metric_prints_the_value_of_a_figure_by_itself():
    """A figure that is worked out in the sentence, and an interval that is no estimate yet, have no note to lose."""
    by_itself = re.compile(
        r"\b(?:percent|points|times|number|count|per_thousand|figure)\((?P<what>[\w.\[\]']+)\.value[,)]"
    )
    package = Path(audit.__file__).parent
    found = [
        f"{path.name}: {match[0]}"
        for folder in ("metrics", "filtering")
        for path in sorted((package / folder).glob("*.py"))
        for match in by_itself.finditer(path.read_text(encoding="utf-8"))
        if not match["what"].endswith(("reference", "interval"))
    ]
    assert found == []
