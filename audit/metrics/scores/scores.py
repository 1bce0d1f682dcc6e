"""How a model's scores err: whose posts are selected, and where the errors fall.

Question
    Does a score that a model gave posts select, and err, alike for all groups?

Definition
    A post is selected if its score is at the plan's threshold or above. By group of authors, mentioned group, language and
    dialect: selection_rate is the share selected of scored posts. Where a label says what is true, false_positive_rate is
    the share selected of the negatives, false_negative_rate the share not selected of the positives, precision the share
    of positives among the selected. subgroup_auc is the chance that a positive of the group scores higher than a
    negative of it; bpsn_auc sets negatives of the group against positives of the background, bnsp_auc positives of the
    group against negatives of the background; positive_gap and negative_gap are average equality gaps, -1/2 to 1/2, above 0
    where the group's scores are the higher ones. calibration_gap is the share of positives less the mean score. Gaps of the three
    rates are against posts that are not of the group: by authors of other stated groups, in other languages, or,
    in a language whose lexicon names the group, naming it in no form, strict or loose. These are the background of AUC too. A
    mentioned group is of posts with strict forms; posts with loose forms alone, such as slurs, are on neither side.
    selection_rate_difference_loose and the like are by all forms against the same others; a gap by strict forms is
    read as shown only if that lies beyond the tolerance on the same side, and as small only if it does not lie wholly beyond. subgroup_auc_loose,
    bpsn_auc_loose and bnsp_auc_loose are as published: all posts divided in two, by whether they name the group.
    Benjamini-Hochberg over the groups and rates of one score and one axis. largest_gap is that between the
    highest and the lowest group, beside what it would be on average if all had one rate.

Inputs
    One or more columns of scores, or a model that is given in Python; the label they should predict, if there is one;
    and an attribute of authors, or text in a language that has a lexicon.

Reading it
    A gap in the false positive rate of +10 points means that 10 more of every 100 harmless posts of the group are selected.

Not evidence of
    A fair or an unfair model: where groups differ in how often the label is true, a score cannot have equal error rates and be
    calibrated in every group, unless it never errs. Which of these should hold is a choice. And labels may themselves be
    wrong more often for some groups.

References
----------
    Borkan et al. (2019), WWW Companion, for AUC by subgroup. Dixon et al. (2018), AIES. Chouldechova (2017), Big Data 5(2), and
    Kleinberg, Mullainathan and Raghavan (2017), ITCS, for what cannot all hold. Hardt, Price and Srebro (2016), NeurIPS,
    for error rates. Rates by group equal fairlearn's MetricFrame on the same posts. Tippett (1925), Biometrika 17, for
    the expected largest gap.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.finding import Judgement, NotMeasured
from audit.metrics.base import Scope
from audit.metrics.counting import coded, named
from audit.metrics.language import count_elsewhere, count_language, of_pairs
from audit.metrics.mentions.sides import ANY_FORM
from audit.metrics.naming import slugs
from audit.metrics.scores.counts import IN_LANGUAGE, NAME, UNKNOWN, Scored, count_scored
from audit.metrics.scores.judgement import ScoreJudgement
from audit.metrics.scores.reading import OUTSIDE, UNREADABLE
from audit.metrics.scores.swaps import GIVEN, count_swapped
from audit.metrics.scores.swaps_judgement import SwapJudgement
from audit.metrics.scores.truth import MOST_VALUES, positive_of, values_of
from audit.posts import PostBatch
from audit.tally import Tally
from audit.wording import count, plural


@dataclass(frozen=True)
class ModelScores:
    """Selection and errors of scores by group."""

    name: str = NAME
    title: str = "How a model's scores err"

    def measure(self, posts: PostBatch) -> Tally:
        """Count scored posts by bin, prediction and truth, by group."""
        tally = Tally()
        scores = list(named(posts, "score"))
        if not scores:
            return tally
        read = posts.column("text") is not None and posts.featurise is not None
        if read:
            count_language(tally, NAME, posts)
            count_elsewhere(tally, NAME, posts)
        truths, truth = _truth(posts, tally)
        for name, column in scores:
            known = column.is_valid().to_numpy(zero_copy_only=False)
            tally.count((NAME, name, "all posts"), posts.bucket)
            tally.count((NAME, name, "unscored"), posts.bucket[~known])
            rows = np.flatnonzero(known)
            score = column.fill_null(0.0).to_numpy(zero_copy_only=False)[rows]
            flag = posts.values[f"flag:{name}"].fill_null(False).to_numpy(zero_copy_only=False)[rows]  # noqa: FBT003
            self._by_group(tally, name, posts, Scored(rows, score, flag, truths, truth[rows]), read=read)
        if read and f"score:{GIVEN}" in posts.values:
            count_swapped(tally, posts)
        return tally

    def _by_group(self, tally: Tally, name: str, posts: PostBatch, scored: Scored, *, read: bool) -> None:
        everyone = np.arange(len(scored.rows))
        count_scored(tally, (name, "all", "", "everyone"), posts, scored, everyone, None)
        for attribute, stated in named(posts, "attribute"):
            _count_column(tally, (name, "author", attribute), posts, scored, coded(stated))
        lang = posts.column("lang")
        if lang is not None:
            _count_column(tally, (name, "language", "language"), posts, scored, coded(lang))
        if "dialect:group" in posts.values:
            _count_column(tally, (name, "dialect", "dialect"), posts, scored, coded(posts.values["dialect:group"]))
        if read:
            self._mentions(tally, name, posts, scored)

    def _mentions(self, tally: Tally, name: str, posts: PostBatch, scored: Scored) -> None:
        features = posts.features
        for i, language in enumerate(features.languages):
            own = np.flatnonzero((features.language == i)[scored.rows])
            count_scored(tally, (name, IN_LANGUAGE, language, "any group"), posts, scored, own, None)
        place = np.full(len(posts), -1, dtype=np.int64)
        place[scored.rows] = np.arange(len(scored.rows))
        has_score = place >= 0
        names = ["\0".join(each) for each in features.groups]
        for side, pairs in (("mention", features.strict_pairs), (ANY_FORM, features.loose_pairs)):
            post, group = of_pairs(pairs, posts.covered & has_score)
            count_scored(tally, (name, side, "", ""), posts, scored, place[post], (names, group.astype(np.int64)))

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Compare selection and errors of each group with those of the other posts."""
        models = scope.plan.models
        found = {cell[1] for cell in tally.cells(NAME) if len(cell) == 3 and cell[2] == "all posts"}
        asked = {*models.scores, *([GIVEN] if models.given else [])}
        names = slugs([*found, *asked])
        parts = [self._score(each, names[each], tally, scope) for each in sorted(found | asked)]
        if not parts:
            return Judgement(
                not_measured=(NotMeasured(NAME, "No column of scores was named, and no model was given."),)
            )
        return Judgement.sum(parts)

    def _score(self, name: str, slug: str, tally: Tally, scope: Scope) -> Judgement:
        failed = [cell[3] for cell in tally.total_cells(NAME, name, "failed")]
        if failed:
            return _not_measured(f"The model could not be used: {failed[0]}.")
        lost = {each: tally.totals.get((NAME, name, "lost", each), 0) for each in (OUTSIDE, UNREADABLE)}
        every, unscored = (tally.posts((NAME, name, each)) for each in ("all posts", "unscored"))
        if lost[OUTSIDE]:
            low, high = scope.plan.models.range
            return _not_measured(
                f"The scores in {name!r} do not all lie between {low:g} and {high:g}, so nothing was made of them. Say what they"
                " run from and to ([models] range = [0, 100]); no score is bent to fit."
            )
        if name == GIVEN and not every:
            return _not_measured(
                "A model was given in Python when this was planned, and none was there when it was measured."
            )
        if every == unscored:
            why = f": what {plural(lost[UNREADABLE], 'post')} say is no number" if lost[UNREADABLE] else ""
            return _not_measured(f"No post has a score in {name!r}{why}.")
        truth, reason = positive_of(values_of(tally, name), scope.plan.models)
        judgement = ScoreJudgement(name, slug, truth, tally, scope, missing=unscored / every).judge()
        said = [reason] if reason else []
        if lost[UNREADABLE]:
            said.append(
                f"{plural(lost[UNREADABLE], 'post')} of {count(every)} state a score in {name!r} that is no number: left out."
            )
        swapped = SwapJudgement(slug, truth, tally, scope).judge() if name == GIVEN else Judgement()
        return Judgement.sum([judgement, swapped, *(_not_measured(each) for each in said)])


def _not_measured(reason: str) -> Judgement:
    return Judgement(not_measured=(NotMeasured(NAME, reason),))


def _truth(posts: PostBatch, tally: Tally) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Values of the truth, the first of them for posts that state none, and which each post has."""
    nothing = [UNKNOWN], np.zeros(len(posts), dtype=np.int64)
    column = next((each for _, each in named(posts, "truth")), None)
    if column is None:
        return nothing
    values, codes, known = coded(column)
    if len(values) > 10 * MOST_VALUES:
        tally.add_total((NAME, "too many truths"), 1)
        return nothing
    return [UNKNOWN, *values], np.where(known, codes + 1, 0)


def _count_column(
    tally: Tally,
    prefix: tuple[str, str, str],
    posts: PostBatch,
    scored: Scored,
    grouped: tuple[list[str], npt.NDArray[np.int64], npt.NDArray[np.bool_]],
) -> None:
    groups, group, known = grouped
    rows = np.flatnonzero(known[scored.rows])
    count_scored(tally, (*prefix, ""), posts, scored, rows, (groups, group[scored.rows[rows]]))
