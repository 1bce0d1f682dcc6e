"""What every metric keeps to: the same tally however posts are cut, silence where nothing is, and nobody shown alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from audit.finding import Estimate, Judgement
from audit.loaders.base import Row
from audit.metrics.base import Metric, Scope, card
from audit.metrics.plugged_rules import admitted, broken_rule
from audit.plan import Plan
from audit.tally import Tally, tally_file
from audit.testing.posts import batch_of, gender_plan, made_up_posts
from audit.testing.requiring import require

Rows = Sequence[Row]
Law = Callable[[Metric, Rows], None]

#: Datasets in which there is nothing, and in how many of them something may be shown: at a rate of one in twenty, more
#: are met in fewer than one trial of three hundred.
_NULLS = 20
_MOST_SHOWN = 4
_ABOUT: dict[str, Any] = {}
_KEY = bytes(16)
#: Texts that break what was not made for them.
HOSTILE = (
    "",
    "\x00",
    "<script>alert(1)</script>",
    "$\\frac{x$",
    "\u202ereversed",
    "=1+1",
    "a" * 50_000,
    "İıſß",
    "\U0001f4a5" * 40,
)


def measured(metric: Metric, *batches: Rows, plan: Plan | None = None, without: Sequence[str] = ()) -> Tally:
    """The tally of some batches of posts, with what every audit counts besides."""
    tally = Tally()
    for rows in batches:
        posts = batch_of(rows, plan, without=without)
        tally.count(("dataset", "posts"), posts.bucket)
        tally.author_posts.add(posts.author_key[posts.has_author])
        tally.merge(metric.measure(posts))
    return tally


def judged(metric: Metric, *batches: Rows, plan: Plan | None = None, without: Sequence[str] = ()) -> Judgement:
    """What a metric says of some batches of posts, before anything is hidden."""
    tally = measured(metric, *batches, plan=plan, without=without)
    return metric.judge(tally, _scope(tally, plan))


def the_card_is_complete(metric: Metric, _rows: Rows) -> None:
    """All six headings are there; ValueError names those that are not."""
    require(card(metric)["summary"], "the card has no summary")


def split_and_order_change_nothing(metric: Metric, rows: Rows) -> None:
    """Posts in one batch, in several, and in another order give the same bytes."""
    whole = _bytes(measured(metric, rows))
    third = len(rows) // 3 + 1
    parts = [rows[start : start + third] for start in range(0, len(rows), third)]
    require(_bytes(measured(metric, *parts)) == whole, "posts in three batches give another tally than in one")
    shuffled = [rows[index] for index in np.random.default_rng(5).permutation(len(rows))]
    require(_bytes(measured(metric, shuffled)) == whole, "posts in another order give another tally")


def merging_adds(metric: Metric, rows: Rows) -> None:
    """The sum of two tallies is the tally of both, and a tally of nothing changes none."""
    half = len(rows) // 2
    first, second = (measured(metric, each) for each in (rows[:half], rows[half:]))
    both = _bytes(measured(metric, rows))
    require(_bytes(first + second) == both == _bytes(second + first), "two tallies do not add up to that of all posts")
    require(_bytes(Tally() + measured(metric, rows) + Tally()) == both, "a tally of nothing changes another")


def counts_are_its_own(metric: Metric, rows: Rows) -> None:
    """Cells begin with the name of the metric, and hold whole numbers."""
    tally = metric.measure(batch_of(rows))
    cells = [*tally.counts, *tally.totals, *tally.authors, *tally.samples]
    require(cells, "nothing was counted: give the laws posts that the metric counts")
    require({cell[0] for cell in cells} == {metric.name}, "a cell begins with another word than the name of the metric")
    require(all(counts.dtype.kind == "i" for counts in tally.counts.values()), "counts are no integers")


def rules_are_kept(metric: Metric, rows: Rows) -> None:
    """Ids, intervals, units and words are such as a report can print."""
    judgement = judged(metric, rows)
    require(judgement.estimates, "there is no figure: give the laws posts of which the metric says something")
    broken = broken_rule(judgement, metric.name)
    require(not broken, broken)


def no_posts_give_no_figures(metric: Metric, _rows: Rows) -> None:
    """Nothing is "not measured", never 0."""
    for judgement in (judged(metric), judged(metric, [])):
        require(all(each.value is None for each in judgement.estimates), "there are figures of no posts")
        require(not any(each.reading == "shown" for each in judgement.findings), "something is shown of no posts")


def missing_fields_are_borne(metric: Metric, rows: Rows) -> None:
    """A source without authors, texts, labels or attributes is judged, or a reason given."""
    for name in ("author_id", "text", "likes", "lang", "created_at", "attributes", "labels"):
        broken = broken_rule(judged(metric, rows, without=(name,)), metric.name)
        require(not broken, f"without {name}: {broken}")


def duplicated_posts_change_no_value(metric: Metric, rows: Rows) -> None:
    """A file that is read twice holds no more voices: figures stay, and no interval shrinks as if there were more."""
    once, twice = (_by_id(judged(metric, *batches)) for batches in ((rows,), (rows, rows)))
    for name, each in once.items():
        if each.value is None or each.unit not in ("share", "points", "ratio", "per_1000", "score"):
            continue
        again = twice[name]
        if again.value is None:
            raise AssertionError(f"{name}: gone where every post is there twice")
        require(
            abs(again.value - each.value) <= 1e-9 * max(1.0, abs(each.value)),
            f"{name}: moved where every post is there twice",
        )
        # An interval that took posts for voices would shrink to 0.71 of its width.
        if each.unit == "share" and 0.02 < each.value < 0.98:
            require(
                _width(again) > 0.75 * _width(each), f"{name}: its interval shrinks where every post is there twice"
            )


def nothing_is_shown_where_nothing_is(metric: Metric, rows: Rows) -> None:
    """Of twenty made-up datasets in which groups differ in nothing, few may have something shown beyond a tolerance."""
    shown = 0
    for seed in range(_NULLS):
        findings = judged(metric, made_up_posts(len(rows) // 2, seed=100 + seed)).findings
        shown += any(each.reading == "shown" and each.severity != "none" for each in findings)
    require(shown <= _MOST_SHOWN, f"something is shown in {shown} of {_NULLS} datasets in which there is nothing")


def nobody_is_shown_alone(metric: Metric, rows: Rows) -> None:
    """Of nine authors who state something rare no figure is printed, once the floors are applied as an audit does."""
    rare = [
        {**each, "author_id": f"rare {index % 9}", "attributes": {"gender": "rare"}}
        for index, each in enumerate(rows[:200])
    ]
    tally = measured(metric, [*rare, *rows[200:]])
    scope = _scope(tally, None)
    found = admitted(metric.judge(tally, scope), metric.name, scope)
    require(isinstance(found, Judgement), str(found))
    for each in found.estimates if isinstance(found, Judgement) else ():
        few = each.n_authors is not None and 0 < each.n_authors < scope.plan.floors.authors
        require(not few, f"{each.id}: told of {each.n_authors} authors")
        require(
            each.status == "suppressed" or "rare" not in each.group.values() or each.value is None, f"{each.id}: told"
        )


def hostile_texts_do_no_harm(metric: Metric, rows: Rows) -> None:
    """Texts and names of any kind break nothing, and get into no id."""
    hostile = [
        {**row, "text": HOSTILE[index % len(HOSTILE)], "author_id": f"{HOSTILE[index % 6]}{index % 37}",
         "attributes": {"gender": HOSTILE[index % 6][:50]} if HOSTILE[index % 6] else {}, "likes": -5}
        for index, row in enumerate(rows[:500])
    ]  # fmt: skip
    for each in judged(metric, hostile).findings:
        require("<script>" not in each.id, "a stated value stands in an id as it is")


def answers_are_the_same_each_time(metric: Metric, rows: Rows) -> None:
    """Two audits of the same posts say the same."""
    require(judged(metric, rows) == judged(metric, rows), "the same posts were judged differently")


#: All of them, to be given a metric and posts that it has something to say of.
METRIC_LAWS: tuple[Law, ...] = (
    the_card_is_complete,
    split_and_order_change_nothing,
    merging_adds,
    counts_are_its_own,
    rules_are_kept,
    no_posts_give_no_figures,
    missing_fields_are_borne,
    duplicated_posts_change_no_value,
    nothing_is_shown_where_nothing_is,
    nobody_is_shown_alone,
    hostile_texts_do_no_harm,
    answers_are_the_same_each_time,
)


def _scope(tally: Tally, plan: Plan | None) -> Scope:
    authors = len(tally.author_posts)
    return Scope(plan or gender_plan(), tally.posts(("dataset", "posts")), authors, authors > 0)


def _bytes(tally: Tally) -> bytes:
    return tally_file.save(tally, _ABOUT, _KEY)


def _by_id(judgement: Judgement) -> dict[str, Estimate]:
    return {each.id: each for each in judgement.estimates}


def _width(each: Estimate) -> float:
    return 0.0 if each.low is None or each.high is None else each.high - each.low
