"""Impact ratios of labels: the rule's arithmetic on printed figures, with hidden groups hidden."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from audit.errors import PlanError
from audit.finding import Estimate
from audit.report.forms.impact_ratios import render
from audit.report.forms.known import Known


def rate(group, share, posts, measure="rate_by_author"):
    axes = {"sex": group} if group else {}
    return Estimate(
        f"labels.hired.yes.{group}.{measure}", "labels", measure, {"label": "hired", "value": "yes", **axes},
        share, share * 0.8, min(share * 1.2, 1), "share", posts, posts,
    )  # fmt: skip


def table(known, *rates):
    return render(replace(known, findings=replace(known.findings, estimates=rates)))


@pytest.fixture
def rule():
    """The rule's example by sex, of 185 people: 17 of unknown sex."""
    return rate("", 92 / 185, 185, "rate"), rate("male", 50 / 92, 92), rate("female", 34 / 76, 76)


def test_the_example_of_the_rule(known, rule):
    """6 RCNY 5-301: male 92, 54.3 %, 1.00; female 76, 44.7 %, 0.82."""
    text = table(known, *rule)
    assert "## hired, yes, by sex" in text
    assert re.search(r"\| male \| 92 \| 92 \| 54% \(.*?\) \| 1, the highest \|", text)
    assert re.search(r"\| female \| 76 \| 76 \| 45% \(.*?\) \| 0\.82 \(.*?\) \|", text)
    assert "Not stated, or hidden: 17 labelled posts, in no ratio." in text


def test_a_small_group_is_left_out_with_its_reason_and_its_rate_printed(known, rule):
    whole = (replace(rule[0], n_posts=1000), *rule[1:], rate("unlisted", 0.9, 10))
    card = {"excluded_categories": {"sex.unlisted": "ten people"}}
    text = table(replace(known, card=card), *whole)
    assert re.search(r"\| unlisted \| 10 \| 10 \| 90% .*?\| left out \|", text)
    assert "Left out, sex.unlisted: ten people" in text
    assert re.search(r"\| male .*?\| 1, the highest \|", text)
    assert re.search(r"\| unlisted .*?\| 1, the highest \|", table(known, *whole))


@pytest.mark.parametrize(
    ("excluded", "message"),
    [
        ({"sex.female": "because"}, "has 2 % of the labelled posts or more"),
        ({"sex.femlae": "because"}, "no rate is printed of 'sex.femlae'"),
    ],
)
def test_what_may_not_be_left_out(known, rule, excluded, message):
    with pytest.raises(PlanError, match=re.escape(message)):
        table(replace(known, card={"excluded_categories": excluded}), *rule)


def test_hidden_groups_are_not_printed(known):
    text = render(known)
    assert "nonbinary" not in text
    assert "women" in text
    assert "no audit under that law" in text
    assert "0.80 is no verdict" in text


def test_without_rates_by_author_there_is_a_reason(empty_known):
    assert "*Could not be computed.* The metric labels was not asked for." in render(empty_known)


def test_nobody_labelled_is_no_ratio(known):
    text = table(known, rate("male", 0.0, 92), rate("female", 0.0, 76))
    assert text.count("no rate is above 0") == 2


def test_a_ratio_is_that_of_the_figures(known):
    """The rate of men over that of women, as the sample's audit prints both."""
    rates = {each.group["gender"]: each.value for each in Known(known.findings).figures("labels", "rate_by_author")}
    expected = rates["men"] / rates["women"]
    [found] = re.findall(r"\| men \|.*\| ([\d.]+) \(", render(known))
    assert float(found) == pytest.approx(expected, abs=0.006)
