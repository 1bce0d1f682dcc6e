"""Planted skews are found with the truth inside the interval; the null twin stays quiet.

Truth is a property of the design of ``data_samples/generate.py``, worked out there from its probabilities; the audit
sees only the posts.
"""

from __future__ import annotations

from collections import Counter

import pytest

SHOWN = {
    "representation.gender.women",
    "representation.gender.men",
    "concentration",
    "mentions.gender.women_men",
    "markers.gender.women.appearance",
    "markers.gender.women.family_care",
    "markers.gender.men.leadership",
    "descriptions.gender.women.appearance",
    "labels.toxic.yes.mention.religion.muslims",
    "labels.toxic.yes.author.gender.women",
    "coverage.gap",
    "coverage.missing.text",
    "descriptions.gender.rarer",
    "markers.gender.rarer",
}


def truths(truth: dict) -> dict[str, float]:
    """Estimates whose superpopulation value the design fixes, by id."""
    found = {}
    for group, value in truth["posts"].items():
        found[f"representation.gender.{group}.share_of_posts"] = value
        found[f"representation.gender.{group}.difference"] = value - truth["benchmark"][group]
        found[f"representation.gender.{group}.share_of_authors"] = truth["authors"][group]
        found[f"representation.gender.{group}.share_of_reach"] = truth["likes"][group]
        found[f"labels.toxic.yes.author.gender.{group}.rate"] = truth["labels"]["by_author"][group]
    axes = {
        "women": "gender",
        "men": "gender",
        "nonbinary_people": "gender",
        "muslims": "religion",
        "christians": "religion",
    }
    for group, axis in axes.items():
        found[f"mentions.{axis}.{group}.posts"] = 1000 * truth["mentions"][group]
        found[f"labels.toxic.yes.mention.{axis}.{group}.rate"] = truth["labels"]["by_mention"][group]
        for metric, category in [
            *(("markers", each) for each in truth["markers"][group]),
            *(("descriptions", each) for each in truth["descriptions"][group]),
        ]:
            rate = truth[metric][group][category]
            found[f"{metric}.{axis}.{group}.{category}.rate"] = rate
            others = [each for each in axes if axes[each] == axis and each != group]
            weights = [truth["mentions"][each] for each in others]
            rates = [truth[metric][each][category] for each in others]
            pooled = sum(w * r for w, r in zip(weights, rates, strict=True)) / sum(weights)
            found[f"{metric}.{axis}.{group}.{category}.ratio"] = rate / pooled
    found["mentions.gender.women.ratio_to_men"] = truth["mentions_women_to_men"]
    return found


def inside(findings, expected: dict[str, float]) -> dict[str, bool]:
    known = {each.id: each for each in findings.estimates}
    return {
        name: known[name].low <= value <= known[name].high
        for name, value in expected.items()
        if name in known and known[name].low is not None
    }


@pytest.fixture(scope="module")
def planted(audit_of, northtown):
    seed, authors = northtown.PLANTED_DRAW
    return audit_of(seed, authors=authors, planted=True)


def test_every_planted_skew_is_shown(planted):
    shown = {each.id for each in planted.findings if each.reading == "shown"}
    assert shown >= SHOWN


def test_nothing_is_shown_that_was_not_planted(planted):
    shown = {each.id for each in planted.findings if each.reading == "shown"}
    assert shown <= SHOWN


def test_what_is_rarer_is_the_other_side_of_what_was_planted(planted):
    def told(each):
        return each.split(".")[2:4]

    for metric in ("descriptions", "markers"):
        planted_so = [told(each) for each in SHOWN if each.startswith(f"{metric}.") and each.count(".") == 3]
        other = {("men" if group == "women" else "women", theme) for group, theme in planted_so}
        [rarer] = [each for each in planted.findings if each.id == f"{metric}.gender.rarer"]
        assert {tuple(told(each)) for each in rarer.estimates} <= other


def test_truth_of_every_shown_skew_lies_inside_its_interval(planted, northtown):
    expected = truths(northtown.truth(planted=True))
    headlines = {each.headline for each in planted.findings if each.reading == "shown"} & expected.keys()
    assert len(headlines) >= 6
    covered = inside(planted, {name: expected[name] for name in headlines})
    assert all(covered.values()), covered
    top = planted.estimate("concentration.top_1")
    assert top.low <= northtown.truth(planted=True)["top_1_percent_of_authors"] <= top.high


@pytest.mark.calibration
def test_intervals_cover_the_truth_over_many_draws(audit_of, northtown):
    """Nominal 95 %: over 40 draws and some fifty figures each, at least 93 % hold the truth (methods 0.2)."""
    expected = truths(northtown.truth(planted=True))
    covered: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for seed in range(5000, 5040):
        for name, holds in inside(audit_of(seed, authors=1000, planted=True), expected).items():
            seen[name] += 1
            covered[name] += holds
    assert len(seen) > 40
    assert covered.total() / seen.total() >= 0.93
    # No single figure may be far off: 40 draws at 95 % give fewer than 33 in one of 50 figures about once in 200 runs.
    assert min(covered[name] / seen[name] for name in seen if seen[name] == 40) >= 32 / 40


@pytest.mark.calibration
def test_null_twins_stay_quiet(audit_of):
    """Over 200 null twins at most 5 % of families report anything."""
    families = reporting = 0
    shown: Counter[str] = Counter()
    for seed in range(10_000, 10_200):
        findings = audit_of(seed, authors=660, planted=False)
        family_of = {each.id: each.family for each in findings.estimates}
        families += len({each.family for each in findings.estimates if each.family})
        claims = [each for each in findings.findings if each.reading == "shown"]
        reporting += len({family_of.get(each.headline) or each.id for each in claims})
        shown.update(each.id for each in claims)
    assert families >= 200 * 5
    assert reporting / families <= 0.05, shown


@pytest.mark.calibration
def test_null_twins_keep_to_the_nominal_level_without_any_tolerance(audit_of):
    """The tolerance does not do the work: against no tolerance at all, at most 5 % of families have a q below 0.05.

    Families counted are those of gaps and ratios; a share that may not be too large (missing values, the top 1 %) has
    no null at tolerance zero.
    """
    exact = {"tolerances": {"share_gap": 0.0, "rate_ratio": 1.0, "label_gap": 0.0}}
    families: Counter[str] = Counter()
    false: Counter[str] = Counter()
    for seed in range(20_000, 20_060):
        findings = audit_of(seed, authors=660, planted=False, **exact)
        by_family: dict[str, list[float]] = {}
        for each in findings.estimates:
            if each.q_value is not None and each.metric in (
                "representation",
                "mentions",
                "markers",
                "descriptions",
                "labels",
            ):
                by_family.setdefault(each.family, []).append(each.q_value)
        families.update(by_family.keys())
        false.update(name for name, q in by_family.items() if min(q) <= 0.05)
    # Standard error of a share of 5 % of 400 families: 1.1 points; dependent families within a twin make it larger.
    assert families.total() > 200
    assert false.total() / families.total() <= 0.05 + 3 * 0.011, (false, families)
    assert false.total() > 0  # a test that never fires would be no test
