"""A skew is called amplified only where the training posts show it, and pair by pair."""

from __future__ import annotations

import pytest

from audit.comparing import compare
from audit.report.catalogue import catalogue
from audit.report.comparison.words import conclusion, statement

NAME = "markers.gender.women.appearance.ratio"
GENERATED = {"generated": {"cluster": "prompt", "clusters": 250}}


@pytest.fixture
def amplified(findings, estimate):
    def made(before, after, unit="ratio", name=NAME, generated=(False, True), **more):
        old = findings(
            estimate(name, *before, unit=unit, **more), dataset=GENERATED if generated[0] else {}, metrics=["markers"]
        )
        new = findings(
            estimate(name, *after, unit=unit, n_authors=None),
            fingerprint="b" * 32,
            dataset=GENERATED if generated[1] else {},
            authors=None,
            metrics=["markers"],
        )
        comparison = compare(old, new)
        return comparison, comparison.changes[0]

    return made


def ratio(value, spread=1.1):
    return value, value / spread, value * spread


@pytest.mark.parametrize(
    ("before", "after", "pattern"),
    [
        (ratio(2), ratio(5), "amplified"),
        (ratio(0.5), ratio(0.2), "amplified"),
        (ratio(3), ratio(1.5), "attenuated"),
        (ratio(0.3), ratio(0.6), "attenuated"),
        (ratio(2), ratio(0.4), "reversed"),
        (ratio(2, 1.05), ratio(2.05, 1.05), "kept"),
        (ratio(2), ratio(2.6, 1.8), "unsettled"),
        (ratio(1.1), ratio(5), "no_skew"),
        (ratio(1.3, 1.2), ratio(5), "no_skew"),
    ],
)
def test_what_became_of_a_skew(amplified, before, after, pattern):
    comparison, change = amplified(before, after)
    assert comparison.amplification
    assert change.pattern == pattern


def test_differences_have_a_direction_too(amplified):
    name = "labels.toxic.yes.mention.religion.muslims.difference"
    for sign in (1, -1):
        limits = [tuple(sorted((sign * low, sign * high))) for low, high in ((0.10, 0.14), (0.28, 0.32))]
        sides = [(sum(each) / 2, *each) for each in limits]
        assert amplified(*sides, unit="points", name=name)[1].pattern == "amplified"


def test_a_skew_that_is_chance_among_many_cannot_be_amplified(amplified):
    """The interval alone is beyond the tolerance; the family's q-value is not below the level."""
    assert amplified(ratio(2), ratio(5), q_value=0.2, p_value=0.04)[1].pattern == "no_skew"
    assert amplified(ratio(2), ratio(5), q_value=0.01, p_value=0.001)[1].pattern == "amplified"


@pytest.mark.parametrize("generated", [(False, False), (True, False), (True, True)])
def test_only_generated_text_after_posts_of_people_amplifies(amplified, generated):
    comparison, change = amplified(ratio(2), ratio(5), generated=generated)
    assert not comparison.amplification
    assert change.pattern == ""


def test_rates_read_as_times_as_often(amplified):
    comparison, change = amplified(
        (70.0, 60.0, 80.0), (147.0, 130.0, 165.0), unit="per_1000", name="mentions.gender.women.posts"
    )
    assert "2.1 times as often in the generated text as in the training posts" in statement(
        change, comparison, catalogue()
    )
    assert change.pattern == ""


def test_skews_are_counted_one_by_one_and_never_averaged(findings, estimate):
    names = [f"markers.gender.women.theme{number}.ratio" for number in range(3)]
    old = findings(*(estimate(name, *ratio(3), unit="ratio") for name in names))
    shown = zip(names, (ratio(9), ratio(1.1), ratio(3, 2)), strict=True)
    new = findings(
        *(estimate(name, *each, unit="ratio", n_authors=None) for name, each in shown),
        fingerprint="b" * 32,
        dataset=GENERATED,
        authors=None,
    )
    comparison = compare(old, new)
    assert [each.pattern for each in comparison.changes] == ["amplified", "attenuated", "unsettled"]
    assert "one amplified, one attenuated and one unsettled" in conclusion(comparison, catalogue())[-1]
