"""What an audit says, as plain data: order, look-up, sums."""

from __future__ import annotations

import itertools
import json
import random
from dataclasses import replace

import pytest

from audit.finding import Estimate, Finding, Findings, Judgement, NotMeasured, ranked
from audit.ranking import rank
from audit.standing import OtherSide


def finding(name="a", reading="shown", severity="high", confidence="high"):
    return Finding(name, "m", "title", "statement", reading, severity, confidence, "validity")


READINGS = ("shown", "inconclusive", "shown_small", "not_assessed")


def test_shown_first_then_severity_then_confidence_then_name():
    every = [
        finding(name, reading, severity, confidence)
        for reading, severity, confidence, name in itertools.product(
            READINGS, ("high", "medium", "low", "none"), ("high", "medium", "low"), "ab"
        )
    ]
    shuffled = random.Random(2).sample(every, len(every))
    assert list(ranked(Findings({}, {}, findings=tuple(shuffled))).findings) == every
    assert sorted(shuffled, key=rank) == every


def test_among_equals_what_a_learner_makes_of_the_posts_comes_last():
    learner = Finding("a", "amplification", "title", "statement", "shown", "high", "high", "validity")
    grave, equal, slight = finding("b"), finding("c"), finding("d", severity="medium")
    assert sorted([slight, equal, learner, grave], key=rank) == [grave, equal, learner, slight]


def test_among_equals_the_bound_that_is_more_tolerances_away_comes_first():
    """By the nearer bound, not by the figure: b is larger and surer to be small; ratios go by their logarithms."""
    figures = [
        Estimate("a", "m", "a", {}, 0.2, 0.1, 0.3, "points", 1, 1, tolerance=0.05),
        Estimate("b", "m", "b", {}, 0.4, 0.06, 0.8, "points", 1, 1, tolerance=0.05),
        Estimate("c", "m", "c", {}, 0.4, 0.25, 0.5, "ratio", 1, 1, tolerance=1.25),
        Estimate("d", "m", "d", {}, 9.0, None, None, "days", 1, 1),
    ]
    claims = [
        Finding(each.id, "m", "t", "s", "shown", "high", "high", "validity", (each.id,), each.id) for each in figures
    ]
    findings = ranked(Findings({}, {}, tuple(figures), tuple(claims)))
    assert [each.id for each in findings] == ["c", "a", "b", "d"]


def test_confidence_never_outranks_severity_nor_severity_the_reading():
    assert rank(finding(severity="high", confidence="low")) < rank(finding(severity="medium", confidence="high"))
    assert rank(finding(reading="shown", severity="low")) < rank(finding(reading="inconclusive", severity="high"))


def test_look_up_by_id():
    estimate = Estimate("m.a", "m", "a", {}, 1.0, None, None, "count", 1, 1)
    findings = Findings({}, {}, (estimate,), (finding("m.b"),))
    assert findings.estimate("m.a") is estimate
    assert findings.finding("m.b").id == "m.b"
    assert len(findings) == 1
    assert [each.id for each in findings] == ["m.b"]
    with pytest.raises(KeyError, match=r"no figure 'm.ab'. Did you mean 'm.a'"):
        findings.estimate("m.ab")
    with pytest.raises(KeyError, match=r"no finding 'm.bb'. Did you mean 'm.b'"):
        findings.finding("m.bb")


def test_judgements_add_up_in_order():
    parts = [Judgement(findings=(finding(name),), not_measured=(NotMeasured("m", name),)) for name in "cab"]
    whole = Judgement.sum(iter(parts))
    assert [each.id for each in whole.findings] == list("cab")
    assert [each.reason for each in whole.not_measured] == list("cab")
    assert Judgement.sum([]) == Judgement()


def test_plain_data_holds_everything_and_nothing_private():
    data = Findings({"id": "x"}, {"posts": 1}, findings=(finding(),)).as_dict()
    assert list(data) == [
        "schema_version", "audit", "dataset", "estimates", "findings", "blocks", "not_measured", "methods", "resources",
    ]  # fmt: skip
    assert json.loads(json.dumps(data)) == json.loads(json.dumps(data, sort_keys=True))
    assert data["findings"][0]["reading"] == "shown"


def estimate(value, low, high, unit, status="ok"):
    return Estimate("m.a", "m", "a", {}, value, low, high, unit, 100, 50, status=status)


def test_an_estimate_as_text_is_its_figure_with_its_interval():
    sizes = ", 100 posts by 50 authors"
    assert str(estimate(0.336, 0.268, 0.411, "share")) == f"34% (27% to 41%){sizes}"
    less = "\N{MINUS SIGN}17 pts (\N{MINUS SIGN}24 to \N{MINUS SIGN}10)"
    assert str(estimate(-0.174, -0.242, -0.099, "points")) == f"{less}{sizes}"
    assert f"{estimate(12.0, None, None, 'days')}" == f"12 days{sizes}"


def test_an_estimate_as_text_says_what_both_sides_stand_on():
    gap = replace(estimate(0.09, 0.04, 0.14, "points"), other_side=OtherSide("posts by the others", 2411, 1002))
    text = "+9 pts (4 to 14), 100 posts by 50 authors, against 2,411 posts by 1,002 authors: held against posts by the others"
    assert str(gap) == text
    share = replace(estimate(0.34, 0.3, 0.4, "share"), denominator="posts that state a gender", n_counted=34)
    assert str(share) == "34% (30% to 40%), 34 of 100 posts by 50 authors: posts that state a gender"


def test_an_estimate_without_a_figure_says_why_and_never_a_number():
    assert str(estimate(None, None, None, "share", "suppressed")) == "hidden: too few authors"
    assert str(estimate(0.5, 0.4, 0.6, "share", "suppressed")) == "hidden: too few authors"
    assert str(estimate(None, None, None, "share", "not_estimable")) == "cannot be estimated"
    assert str(estimate(None, None, None, "share")) == "not measured"
