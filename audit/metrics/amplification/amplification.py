"""What a simple learner makes of these labels: whether it would go further than they do.

Question
    Would something trained on these posts treat posts by some authors, or about some groups, more unequally than the labels?

Definition
    A logistic regression on words and pairs of words (TF-IDF) is trained on the posts of four fifths of the authors and
    predicts those of the last fifth, five times over, so that no post is predicted by what saw its author or a text shared
    with its author. As many posts of a part are predicted to have the label as have it in the posts trained on, those with
    the highest scores. label_gap = label rate of the group - that of the others. predicted_gap = the same of predictions.
    amplification = predicted_gap - label_gap. Others: authors of the other stated groups; posts read in a language whose
    lexicon names the group that name it in no form, strict or loose (posts with loose forms alone are on neither side);
    posts in other languages; posts of other dialect, where a model of
    dialects is named: by 80% of their words or more (dialect), and by the topic that most are from (largest_topic).
    false_alarm_rate = share of posts without the label that are predicted to have it, miss_rate = of posts with it that are
    not, and the gaps of both to others. amplification_at_one_half: predicted where the
    score is one half or more. amplification_by_counting: by complement naive Bayes. directional_amplification = mean over
    groups, whose labels show a direction, of the change of their own rate in that direction; a mention is one in any form there,
    for a group and those who are not of it are all posts. amplification_loose, label_gap_loose and the like: of posts that name the group in any form,
    against the same others; a strict change, or gap in errors, is read as shown only if the one by all forms lies beyond the tolerance on the same side.
    group_share_amplification = of
    two groups, how far the part of the larger one in posts with the label grows in posts predicted to have it. leakage = by
    how much the group is told better from predictions than from labels that are as often wrong. With reweighing: training
    posts weigh P(group) P(label) / P(group, label). Intervals: authors are divided into halves ten times, either half is
    trained and asked on its own, and half the root mean square difference is the standard error; where a note says so, by
    jackknife over authors with the trained models as they are; of errors the wider of both. Benjamini-Hochberg over the groups of one label and axis.

Inputs
    One or more label columns and text, and attributes of authors or text in a language that has a lexicon. Up to 50,000
    posts are kept, of whole authors drawn by hash, and the first 128 words of each; above that the figures say which share
    of authors they stand on. A label needs 200 posts by 30 authors, and 20 posts with it and without it. Up to six values of
    labels and the twelve largest groups of an axis. The posts are never written to a tally file, so files that are added
    cannot be measured.

Reading it
    +20 points means that the gap between the group and others is 20 points larger, towards more of the label, in what the
    learner predicts than in the labels. Shown: the interval lies beyond the tolerance for label gaps, and the q-value
    agrees. Where the labels show no gap themselves it is one that the learner makes. Not all of equal rates, equal errors and scores that mean the same
    can hold where groups are labelled at different rates (Chouldechova 2017; Kleinberg, Mullainathan and Raghavan 2017).

Not evidence of
    What another model would do: this is a simple learner, not models. That labels are wrong: false alarms are false by these
    labels, which may be biased themselves. That weights help: reweighing makes labels fall on all groups alike, which is
    wrong where a group is in fact attacked more.

References
----------
    Zhao, Wang, Yatskar, Ordonez, Chang (2017), EMNLP. Wang, Russakovsky (2021), ICML, for direction. Wang, Zhao, Yatskar,
    Chang, Ordonez (2019), ICCV, for leakage. Borkan, Dixon, Sorensen, Thain, Vasserman (2019), WWW, for AUC by group.
    Kamiran, Calders (2012), Knowledge and Information Systems 33, for reweighing. McCarthy (1969), Review of the
    International Statistical Institute 37, for halves.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.finding import Judgement, NotMeasured
from audit.metrics.amplification.estimates import Answer, answer
from audit.metrics.amplification.figures import Maker
from audit.metrics.amplification.posts import NAME, POSTS, LabelledPosts, count_posts, read_posts
from audit.metrics.amplification.remedy import reweighed
from audit.metrics.amplification.tasks import Task, comparisons, tasks
from audit.metrics.amplification.words import blocks, findings
from audit.metrics.base import Scope
from audit.metrics.language import unread
from audit.metrics.withheld import are_withheld
from audit.posts import PostBatch
from audit.tally import Tally


@dataclass(frozen=True)
class AmplificationProbe:
    """A simple learner trained on the labels, and whom its predictions fall on."""

    name: str = NAME
    title: str = "What a simple learner makes of the labels"

    def measure(self, posts: PostBatch) -> Tally:
        """Keep labelled posts of whole authors, within a bound."""
        return count_posts(posts)

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Learn each label, and compare what is predicted with what is labelled, group by group."""
        if reason := _why_not(tally):
            return Judgement(not_measured=(NotMeasured(NAME, reason),))
        posts = read_posts(tally.samples[POSTS])
        learnable, reasons = tasks(posts, tally, scope)
        blocked = unread(tally, NAME)
        parts = [_of_task(each, posts, tally, scope, read=blocked is None) for each in learnable]
        untold = [NotMeasured(NAME, each) for each in reasons]
        if learnable and blocked is not None:
            untold.append(NotMeasured(NAME, f"By mentioned group: {blocked.reason}"))
        return Judgement.sum([*parts, Judgement(not_measured=tuple(untold))])


def _of_task(task: Task, posts: LabelledPosts, tally: Tally, scope: Scope, *, read: bool) -> Judgement:
    compared = comparisons(task, posts, tally, scope, read=read)
    values = posts.named("label")[task.label]
    what = f"The label {task.label!r}, value {task.value!r}"
    if not compared:
        reason = f"{what}: no two groups have enough posts and {scope.voice}s with the label and without it."
        return Judgement(not_measured=(NotMeasured(NAME, reason),))
    made: Answer | None = answer(task, compared, values, scope, posts.sampled)
    if made is None:
        reason = f"{what}: the posts of four fifths of the {scope.voice}s have hardly more than one value, or no word in common."
        return Judgement(not_measured=(NotMeasured(NAME, reason),))
    remedy = reweighed(made, Maker(task, values, scope, posts.sampled), scope)
    estimates = (*made.estimates, *(remedy.estimates if remedy else ()))
    return Judgement(estimates, findings(made, remedy, tally, scope), blocks(made, scope))


def _why_not(tally: Tally) -> str:
    if are_withheld(tally, NAME):
        return "Tally files hold no posts to learn from, so this can only be measured where the posts are read."
    if POSTS not in tally.samples or not len(tally.samples[POSTS]):
        if (NAME, "labelled") in tally.counts and tally.posts((NAME, "labelled")):
            return "Single authors have more posts than can be kept, so none could be."
        return "There are no posts with both text and a label, or no label column was named."
    return ""
