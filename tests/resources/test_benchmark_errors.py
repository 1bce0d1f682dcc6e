"""The standard errors of a benchmark: where they come from, what they become among some groups, that they are used."""

from __future__ import annotations

import math

import numpy as np
import pytest

from audit import resources
from audit.errors import ResourceError

CARD = 'title = "Mine"\nsource = ["Me (2026)."]\npopulation = "platform_users"\nbasis = "survey"\n'


@pytest.fixture
def own(tmp_path):
    def read(*lines: str, card: str = CARD) -> resources.Benchmark:
        (tmp_path / "mine.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
        (tmp_path / "card.toml").write_text(card, encoding="utf-8")
        return resources.read_benchmark(tmp_path / "mine.csv")

    return read


def test_a_column_of_standard_errors(own):
    told = own("attribute,group,share,standard_error", "g,a,0.4,0.02", "g,b,0.6,0.03")
    assert told.errors == {"g": {"a": 0.02, "b": 0.03}}
    assert told.uncertainty("g") == "a survey, with a standard error that is allowed for"


def test_limits_of_95_percent_or_of_another_level(own):
    rows = ["attribute,group,share,low,high", "g,a,0.4,0.3608,0.4392", "g,b,0.6,0.5608,0.6392"]
    assert own(*rows).errors["g"]["a"] == pytest.approx(0.02, rel=1e-3)
    assert own(*rows, card=f"{CARD}level = 0.9\n").errors["g"]["a"] == pytest.approx(0.0392 / 1.6449, rel=1e-3)


def test_respondents_and_a_design_effect(own):
    rows = ["attribute,group,share", "g,a,0.4", "g,b,0.6"]
    assert own(*rows, card=f"{CARD}respondents = 600\n").errors["g"]["a"] == pytest.approx(math.sqrt(0.24 / 600))
    design = own(*rows, card=f"{CARD}respondents = 600\ndesign_effect = 1.5\n")
    assert design.errors["g"]["b"] == pytest.approx(math.sqrt(0.24 / 400))


def test_a_survey_without_is_not_called_exact_and_a_census_is(own):
    rows = ["attribute,group,share", "g,a,0.4", "g,b,0.6"]
    survey = own(*rows)
    assert survey.errors == {}
    assert survey.errors_among("g", ["a", "b"]) == {"a": 0.0, "b": 0.0}
    assert "not allowed for" in survey.uncertainty("g")
    census = own(*rows, card=CARD.replace("survey", "census"))
    assert census.uncertainty("g") == "a count of everybody, so without sampling error"


@pytest.mark.parametrize(
    ("rows", "card", "says"),
    [
        (["attribute,group,share,standard_error", "g,a,0.4,0.02", "g,b,0.6,"], CARD, "none for 'b'"),
        (["attribute,group,share,standard_error", "g,a,0.4,-1", "g,b,0.6,0"], CARD, "line 2: standard_error is '-1'"),
        (["attribute,group,share,standard_error", "g,a,0.4,much", "g,b,0.6,0"], CARD, "standard_error is 'much'"),
        (["attribute,group,share,low,high", "g,a,0.4,0.41,0.5", "g,b,0.6,0.5,0.7"], CARD, "not lie between"),
        (["attribute,group,share,low,high", "g,a,0.4,,0.5", "g,b,0.6,0.5,0.7"], CARD, "line 2: low is ''"),
        (["attribute,group,share", "g,a,0.4", "g,b,0.6"], f"{CARD}respondents = 0\n", "0 respondents"),
        (["attribute,group,share", "g,a,0.4", "g,b,0.6"], f'{CARD}respondents = "many"\n', "respondents is 'many'"),
        (["attribute,group,share", "g,a,1"], CARD.replace("survey", "guess"), "basis 'guess'"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(own, rows, card, says):
    with pytest.raises(ResourceError) as caught:
        own(*rows, card=card)
    assert says in caught.value.message
    assert caught.value.hint


def test_among_some_groups_the_error_is_that_of_their_answers(own):
    """Against a survey drawn again and again: 500 answers, shares among those who named one of two of four groups."""
    shares = {"a": 0.3, "b": 0.2, "other": 0.4, "unknown": 0.1}
    told = own("attribute,group,share", *(f"g,{k},{v}" for k, v in shares.items()), card=f"{CARD}respondents = 500\n")
    drawn = np.random.default_rng(20261125).multinomial(500, list(shares.values()), 40_000)
    among = drawn[:, 0] / drawn[:, :2].sum(axis=1)
    assert told.errors_among("g", ["a", "b"])["a"] == pytest.approx(among.std(), rel=0.02)
    whole = told.errors_among("g", list(shares))
    assert whole["a"] == pytest.approx(told.errors["g"]["a"])
    assert told.errors_among("g", ["a"]) == {"a": 0.0}


def test_gaps_to_a_survey_are_wider_than_gaps_to_the_same_shares_counted(own, northtown_gaps):
    rows = ["attribute,group,share", "gender,women,0.5", "gender,men,0.48", "gender,nonbinary_people,0.02"]
    counted = northtown_gaps(own(*rows, card=CARD.replace("survey", "census")))
    survey = northtown_gaps(own(*rows, card=f"{CARD}respondents = 300\ndesign_effect = 1.5\n"))
    unknown = northtown_gaps(own(*rows))
    for measure in ("difference", "ratio"):
        name = f"representation.gender.women.{measure}"
        one, other, third = (each.estimates[name] for each in (counted, survey, unknown))
        assert one.value == other.value == third.value
        assert other.low < one.low
        assert other.high > one.high
        assert (third.low, third.high) == (one.low, one.high)
    # Northtown's 1,230 authors against 200 answers: the survey is the larger part of the error.
    gap, known = (each.estimates["representation.gender.women.difference"] for each in (survey, counted))
    extra = ((gap.high - gap.low) / 3.92) ** 2 - ((known.high - known.low) / 3.92) ** 2
    assert math.sqrt(extra) == pytest.approx(math.sqrt(0.25 / 200), rel=0.1)
    said = [" ".join(each.caveats) for each in (counted, survey, unknown)]
    assert ["allows for that" in each for each in said] == [False, True, False]
    assert ["too narrow" in each for each in said] == [False, False, True]


@pytest.fixture
def northtown_gaps(samples):
    """Representation in Northtown against a benchmark that was read."""
    from types import SimpleNamespace

    import audit
    from audit.measuring.whole import measure
    from audit.metrics.base import Scope
    from audit.metrics.representation.representation import Representation

    posts = audit.load(samples / "northtown.csv", plan=samples / "audit.toml")
    tally = measure(posts, posts.plan, workers=1).measured.tally

    def judge(benchmark: resources.Benchmark) -> SimpleNamespace:
        authors = len(tally.author_posts)
        scope = Scope(
            posts.plan, tally.posts(("dataset", "posts")), authors, authors > 0, benchmarks={"gender": benchmark}
        )
        judgement = Representation().judge(tally, scope)
        findings = [each for each in judgement.findings if each.id.startswith("representation.gender")]
        return SimpleNamespace(
            estimates={each.id: each for each in judgement.estimates},
            caveats=[said for each in findings for said in each.caveats],
        )

    return judge
