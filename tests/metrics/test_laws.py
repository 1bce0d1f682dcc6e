"""One law test over all metrics: a metric that is added to ``all_metrics`` is held to every one of these."""

from __future__ import annotations

import dataclasses
import functools
import math

import numpy as np
import pytest

from audit import resources
from audit.finding import Judgement
from audit.metrics import all_metrics
from audit.metrics.base import HEADINGS, Scope, card
from audit.plan import Plan
from audit.tally import Tally

METRICS = all_metrics()
NAMES = [each.name for each in METRICS]
pytestmark = pytest.mark.parametrize("metric", METRICS, ids=NAMES)


@pytest.fixture(autouse=True)
def extra(metric):
    if metric.name == "sentiment":
        pytest.importorskip("vaderSentiment")


#: Asks for all that a plan can ask of a metric that counts more than it does unasked.
ASKED = {
    "representation": {"intersections": [["gender", "age"]], "slices": ["month", "community"]},
    "models": {"scores": ["toxicity"], "truth": "toxic"},
    "collection": {
        "platform": "X",
        "access": "api",
        "collected_to": "2020-12-15",
        "as_of": "2026-03-01",
        "purpose": ["model-training", "redistribution"],
    },
}


@pytest.fixture(scope="module")
def rows(rows):
    """The posts, some of them gone, with a second attribute of authors, a community, a score, and votes of annotators."""
    return [
        {
            **row,
            "votes": [
                {"annotator": f"annotator {(index * 7 + judge * 11) % 30}", "label": said, "value": 1.0}
                for judge, said in enumerate(
                    "hate" if (sum(map(ord, row["post_id"])) * 13 + judge * judge * 5) % 9 < 3 else "fine"
                    for judge in range(3)
                )
            ],
            "attribute:age": ("young", "old", "*", "a.b")[sum(map(ord, row["author_id"])) % 4],
            "community": f"c{index % 3}",
            "status": ("deleted", "removed", *["present"] * 6)[(index * 7 + index // 3) % 8],
            "score:toxicity": f"{(index * 37 % 61 + 30 * (row['label:toxic'] == 'yes')) / 91:.3f}",
        }
        for index, row in enumerate(rows)
    ]


@pytest.fixture(scope="module")
def batch_of(batch_of):
    return functools.partial(batch_of, plan=Plan.make(ASKED))


def measured(metric, batches):
    tally = Tally()
    for batch in batches:
        tally.count(("dataset", "posts"), batch.bucket)
        tally.author_posts.add(batch.author_key[batch.has_author])
        tally.merge(metric.measure(batch))
    return tally


def scope_of(tally, **plan):
    benchmark = resources.read_benchmark("us-residents-2020")
    return Scope(
        plan=Plan.make({**ASKED, **plan}),
        posts=tally.posts(("dataset", "posts")),
        authors=len(tally.author_posts),
        has_authors=len(tally.author_posts) > 0,
        benchmarks={"gender": benchmark},
    )


def judged(metric, batches, **plan):
    tally = measured(metric, batches)
    return metric.judge(tally, scope_of(tally, **plan))


def same(first: Tally, second: Tally) -> bool:
    for tally in (first, second):
        tally.author_posts.compact()
        for each in tally.authors.values():
            each.compact()
    nonzero = [{cell: counts for cell, counts in each.counts.items() if counts.any()} for each in (first, second)]
    return (
        nonzero[0].keys() == nonzero[1].keys()
        and all((counts == nonzero[1][cell]).all() for cell, counts in nonzero[0].items())
        and first.totals == second.totals
        and first.authors.keys() == second.authors.keys()
        and all((each.keys == second.authors[cell].keys).all() for cell, each in first.authors.items())
        and (first.author_posts.keys == second.author_posts.keys).all()
        and (first.author_posts.posts == second.author_posts.posts).all()
        and kept(first) == kept(second)
    )


def kept(tally: Tally):
    """What the samples hold, level by level and row by row."""
    for each in tally.samples.values():
        each.compact()
    return {
        cell: (each.level, each.names, {name: column.tolist() for name, column in sorted(each.columns.items())})
        for cell, each in tally.samples.items()
    }


def test_split_and_order_change_nothing(metric, rows, batch_of):
    whole = measured(metric, [batch_of(rows)])
    parts = measured(metric, [batch_of(rows[start : start + 700]) for start in range(0, len(rows), 700)])
    shuffled = [rows[index] for index in np.random.default_rng(5).permutation(len(rows))]
    assert same(whole, parts)
    assert same(whole, measured(metric, [batch_of(shuffled)]))
    assert not whole.is_empty()


def test_judgement_of_split_is_equal(metric, rows, batch_of):
    whole = judged(metric, [batch_of(rows)])
    parts = judged(metric, [batch_of(rows[1000:]), batch_of(rows[:1000])])
    assert whole == parts


def test_merging_with_nothing_changes_nothing(metric, rows, batch_of):
    tally = measured(metric, [batch_of(rows)])
    assert same(tally, tally + Tally())
    assert same(tally, Tally() + tally)


def test_no_posts_measure_nothing_and_say_so(metric, batch_of):
    tally = measured(metric, [batch_of([])])
    judgement = metric.judge(tally, scope_of(tally))
    assert all(each.value is None for each in judgement.estimates)
    assert not [each for each in judgement.findings if each.reading == "shown"]


def test_tally_of_nothing_can_be_judged(metric):
    judgement = metric.judge(Tally(), scope_of(Tally()))
    assert isinstance(judgement, Judgement)
    assert all(each.value is None for each in judgement.estimates)


RATES = tuple(f"posts_per_active_day_{each}" for each in ("median", "percentile_90", "percentile_99"))
#: Good-Turing and the small-sample correction of Gini count posts; so do shares of posts that repeat a text, by intent.
COUNT_POSTS = (
    "coverage",
    "coverage_without_top_author",
    "gini",
    "repeated_exact",
    "repeated_near",
    "family_posts",
    "conflict_exact",
    "conflict_near",
    "posts_to_share",
    *RATES,
)


def test_what_is_asked_for_alone_is_as_among_all(metric, rows, batch_of):
    tally = measured(metric, [batch_of(rows)])
    scope = scope_of(tally)
    every = {each.id: each for each in metric.judge(tally, scope).estimates}
    for wanted in ([], sorted(every)[::3], sorted(every)[1::3], sorted(every)):
        found = metric.judge(tally, dataclasses.replace(scope, wanted=tuple(wanted))).estimates
        told = {each.id: dataclasses.replace(each, q_value=None) for each in found if each.id in wanted}
        assert told == {name: dataclasses.replace(every[name], q_value=None) for name in wanted}


def test_duplicated_posts_change_no_value(metric, rows, batch_of):
    """A file read twice holds no more voices: every value stays, and intervals that know their authors do not narrow."""
    once = {each.id: each for each in judged(metric, [batch_of(rows)]).estimates}
    twice = {each.id: each for each in judged(metric, [batch_of(rows), batch_of(rows)]).estimates}
    assert once.keys() <= twice.keys()
    compared = 0
    for name, estimate in once.items():
        if estimate.value is None or estimate.measure in COUNT_POSTS:
            continue
        assert twice[name].value == pytest.approx(estimate.value, rel=1e-9), name
        inside = estimate.unit == "score" or (estimate.unit == "share" and 0.02 < estimate.value < 0.98)
        if estimate.low is not None and inside:
            width, again = estimate.high - estimate.low, twice[name].high - twice[name].low
            assert again > width * 0.75, (name, width, again)  # naive intervals would shrink to 0.71
            compared += 1
    # Of these no share is a rate of authors by default, or, of words or texts drawn at random, printed.
    # And texts that are nearly one cannot be predicted from each other.
    none = ("amplification", "artefacts", "associations", "coverage", "embeddings", "label_conflicts", "rhythm")
    assert compared or metric.name in none


def test_renamed_groups_keep_their_figures(metric, rows, batch_of):
    renamed = [
        {**row, "attribute:gender": {"female": "all", "male": "any group"}.get(row["attribute:gender"])} for row in rows
    ]
    tally = measured(metric, [batch_of(renamed)])
    scope = dataclasses.replace(scope_of(tally), benchmarks={})
    judgement = metric.judge(tally, scope)
    assert len({each.id for each in judgement.estimates}) == len(judgement.estimates)


@pytest.mark.parametrize(
    "missing", ["author_id", "text", "likes", "lang", "created_at", "attribute:gender", "label:toxic"]
)
def test_missing_field_is_not_measured_or_left_out(metric, missing, rows, batch_of):
    judgement = judged(metric, [batch_of(rows, without=[missing])])
    assert all(each.value is None or math.isfinite(each.value) for each in judgement.estimates)
    for estimate in judgement.estimates:
        if missing == "author_id":
            assert estimate.n_authors is None or estimate.n_authors == 0


HOSTILE = [
    "",
    "\x00",
    "<script>alert(1)</script>",
    "$\\frac{x$",
    "\u202ereversed",
    "=1+1",
    "💥" * 40,
    "a" * 100_000,
    "İıſß",
]


def test_hostile_text_and_names_do_no_harm(metric, batch_of):
    rows = [
        {
            "post_id": f"{index}",
            "author_id": f"{text}{index % 37}",
            "text": text,
            "lang": text[:10],
            "likes": -5,
            "attribute:gender": text[:50] or None,
            "label:toxic": text[:30] or None,
        }
        for index, text in enumerate(HOSTILE * 40)
    ]
    judgement = judged(metric, [batch_of(rows)])
    for finding in judgement.findings:
        assert "<script>" not in finding.id


def test_ids_are_stable_unique_and_readable(metric, rows, batch_of):
    first, second = (judged(metric, [batch_of(rows)]) for _ in range(2))
    assert [each.id for each in first.estimates] == [each.id for each in second.estimates]
    for things in (first.estimates, first.findings, first.blocks):
        identifiers = [each.id for each in things]
        assert len(set(identifiers)) == len(identifiers)
        assert all(each.startswith(metric.name) for each in identifiers)


def test_findings_point_at_estimates_and_blocks_that_exist(metric, rows, batch_of):
    judgement = judged(metric, [batch_of(rows)])
    estimates, blocks = {each.id for each in judgement.estimates}, {each.id for each in judgement.blocks}
    for finding in judgement.findings:
        assert set(finding.estimates) <= estimates
        assert finding.headline is None or finding.headline in estimates
        assert not finding.block or finding.block in blocks or not blocks
    for block in judgement.blocks:
        assert {name for line in block.chart.estimates for name in line} <= estimates


def test_every_share_and_gap_has_an_interval_or_a_reason(metric, rows, batch_of):
    for estimate in judged(metric, [batch_of(rows)]).estimates:
        if estimate.status != "ok":
            assert estimate.value is None
            assert estimate.note
        elif estimate.unit in ("share", "points", "ratio", "per_1000", "score") and "without" not in estimate.measure:
            assert estimate.low is not None or estimate.note, estimate.id
            if estimate.low is not None and estimate.high is not None:
                assert estimate.low - 1e-12 <= estimate.value <= estimate.high + 1e-12


def test_small_cells_are_hidden(metric, batch_of):
    """Nine authors of a rare value: no figure of theirs is printed, and no finding names a number."""
    rows = [
        {
            "post_id": f"{index}",
            "author_id": f"{index % (9 if index < 200 else 300)}{'rare' if index < 200 else ''}",
            "text": "the women and the men were at the market in the morning",
            "lang": "en",
            "attribute:gender": "female" if index < 200 else "male",
            "label:toxic": "yes" if index < 200 else "no",
            "likes": 1,
        }
        for index in range(3000)
    ]
    for estimate in judged(metric, [batch_of(rows)]).estimates:
        if (
            estimate.group.get("gender") == "women"
            and estimate.metric == "representation"
            and estimate.measure != "bounds"
        ):
            assert estimate.status == "suppressed", estimate
            assert estimate.n_posts is None


def test_card_is_complete(metric):
    told = card(metric)
    assert set(HEADINGS.values()) <= told.keys()
    assert all(told[key] for key in HEADINGS.values())
    assert told["summary"].count(".") >= 1


def test_never_claims_an_overall_score(metric, rows, batch_of):
    judgement = judged(metric, [batch_of(rows)])
    words = " ".join(
        f"{each.title} {each.statement} {' '.join(each.caveats)}" for each in judgement.findings
    ).casefold()
    for forbidden in ("debiased", "unbiased", "bias score", " bot ", "toxic user"):
        assert forbidden not in words
