"""How labels fall: on whose posts, and on posts about whom.

Question
    Do labels fall more often on posts by some authors, or on posts that mention some groups?

Definition
    rate(v, g) = posts of group g labelled v / labelled posts of group g, where g is a group of authors (stated) or a
    mentioned group (strict forms; posts that name it by loose forms alone, such as slurs, are not of it). rate_of_reach(v, g) counts the likes of these posts in place of the posts; there is
    none per author, for the share of authors who ever got a label grows with how much each of them wrote. difference(v, g) = rate(v, g) - rate(v, labelled posts that are not of g: by
    authors of other stated groups, or, in a language whose lexicon names g, naming g in no form, strict or loose).
    difference_loose(v, g): the same gap of posts that name g in any form; the strict gap is read as shown only if it lies beyond
    the tolerance on the same side, and as small only if it does not lie wholly beyond. A gap that is open or small is
    named where the one by all forms, or the adjusted one, is beyond the tolerance on the other side. language: the rate in each language that is read. Where there are votes, vote_share(v, g) is the mean share of a post's votes for v, and
    majority_rate(v, g) how often most chose it; a tie is no majority. Votes stand behind a label where at least nine in ten of the
    posts with a value have one and the same answer of most annotators, and the reverse: a finding on the label then tells what
    the votes say, and votes have a finding of their own only where they read otherwise. Of a label with two values only one is judged, the
    other being its mirror. A gap that two labels show alike, on the same posts, is told by the one with fewer values (of as many, the first by name). Benjamini-Hochberg over all groups and values of one label and one axis, or of one column whose
    cells hold several labels: each value of it is a label with yes and no.
    adjusted_difference(v, g): the same among posts in English alike in length, plain profanity (slurs are none) and, where there are several, in
    community: the average marginal effect of g in a logistic regression, clustered by author, on up to 65,536 posts of whole
    authors drawn by hash.

    Where the plan names a dialect model: correlation(v, d) = Pearson's r of the share of a post's words that come from the
    model's topic d with the share of votes for v, or, without votes, with whether the post has the label;
    correlation_without_profanity: the same once words of the profanity list are taken out; partial_correlation: given
    whether a post has such a word; mean_by_label: mean share of words among posts with the label v, or most of whose votes are
    for v; rate, difference: of posts that draw 80% or more of their words from a topic.

Inputs
    One or more label columns, and either an attribute of authors or text in a language that has a lexicon. For dialect: votes
    or a label column, English text, and a folder with the model.

Reading it
    +15 points means that 15 more posts in every 100 carry the label when they mention the group. Raw and adjusted gaps are
    read side by side: what adjustment takes away is what goes with length and profanity. Figures of dialect are of many
    posts: a post is given none.

Not evidence of
    Wrong labels. Posts that mention a group can differ in fact: where a group is attacked, labels for attacks are
    rightly more frequent. It is the rate a model trained on these labels will learn. Nor are adjusted gaps evidence of
    annotators' racism or its absence: profanity is part of how some people speak. Shares of dialect say nothing of an author.

References
----------
    Dixon et al. (2018), AIES, for identity terms and labels. Sap et al. (2019), ACL, and Blodgett, Green and O'Connor (2016),
    EMNLP, for dialect. Liang and Zeger (1986), Biometrika 73, for regression with clusters. Newcombe (1998),
    Statistics in Medicine 17, method 10, for the interval of a difference. By-group rates equal fairlearn's
    MetricFrame on the same posts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.finding import Judgement, NotMeasured
from audit.metrics.base import Scope
from audit.metrics.counting import coded, named
from audit.metrics.labels.adjusted import Controls, count_rows
from audit.metrics.labels.behind import count_behind
from audit.metrics.labels.copies import link, told_once
from audit.metrics.labels.counts import IN_LANGUAGE, MOST_COUNTED, MOST_VALUES, NAME, count_labelled
from audit.metrics.labels.dialect import count_dialect
from audit.metrics.labels.dialect_words import judge_dialect
from audit.metrics.labels.judgement import LabelJudgement
from audit.metrics.labels.several import rare_labels, several_in_a_cell
from audit.metrics.labels.several_words import told_together
from audit.metrics.labels.sides import Side, settled
from audit.metrics.labels.untold import (
    DESCRIBES_AUTHORS,
    Untold,
    joined,
    too_few_values,
    too_many_values,
    unnamed_values,
)
from audit.metrics.labels.vote_judgement import judged_votes
from audit.metrics.labels.vote_sides import VoteSide, with_labels, with_votes
from audit.metrics.labels.vote_words import told as told_of_votes
from audit.metrics.labels.votes import count_votes
from audit.metrics.labels.words import told as told_of
from audit.metrics.language import count_elsewhere, count_language, of_pairs
from audit.metrics.mentions.sides import ANY_FORM
from audit.metrics.naming import slugs
from audit.posts import PostBatch
from audit.tally import Tally

_TOO_MANY_IN_A_BATCH = 1000


@dataclass(frozen=True)
class Labels:
    """Label rates by author group and by mentioned group."""

    name: str = NAME
    title: str = "How labels fall"

    def measure(self, posts: PostBatch) -> Tally:
        """Count labelled posts by value, by author group and by mentioned group."""
        tally = Tally()
        count_dialect(tally, posts)
        labels = list(named(posts, "label"))
        voted = posts.column("votes") is not None
        if not labels and not voted:
            return tally
        read = posts.column("text") is not None
        chosen_by_most = count_votes(tally, posts) if voted else []
        if read:
            count_language(tally, NAME, posts)
            count_elsewhere(tally, NAME, posts)
        controls = Controls(posts)
        for label, column in labels:
            values, codes, known = coded(column)
            if len(values) > _TOO_MANY_IN_A_BATCH:
                tally.add_total((NAME, "too many values", label), 1)
                continue
            tally.count((NAME, label, "all posts"), posts.bucket)
            tally.count((NAME, label, "unlabelled"), posts.bucket[~known])
            count_labelled(
                tally, (label, "all", "", "everyone"), posts, values, codes, known, np.arange(len(posts)), None
            )
            for attribute, stated in named(posts, "attribute"):
                groups, group, has_group = coded(stated)
                rows = np.flatnonzero(has_group)
                count_labelled(
                    tally, (label, "author", attribute, ""), posts, values, codes, known, rows, (groups, group[rows])
                )
                count_labelled(
                    tally, (label, "author", attribute, "any group"), posts, values, codes, known, rows, None
                )
            for votes in chosen_by_most:
                count_behind(tally, votes, (label, values, codes, known))
            if read:
                self._mentions(tally, label, posts, values, codes, known)
                if len(values) <= MOST_COUNTED:
                    count_rows(tally, label, controls, values, codes, known)
        return tally

    def _mentions(
        self,
        tally: Tally,
        label: str,
        posts: PostBatch,
        values: list[str],
        codes: npt.NDArray[np.int64],
        known: npt.NDArray[np.bool_],
    ) -> None:
        features, read = posts.features, posts.covered
        readable = np.flatnonzero(read)
        count_labelled(tally, (label, "mention", "", "any group"), posts, values, codes, known, readable, None)
        for i, language in enumerate(features.languages):
            own = np.flatnonzero(features.language == i)
            count_labelled(tally, (label, IN_LANGUAGE, language, "any group"), posts, values, codes, known, own, None)
        names = ["\0".join(each) for each in features.groups]
        for side, pairs in (("mention", features.strict_pairs), (ANY_FORM, features.loose_pairs)):
            post, group = of_pairs(pairs, read)
            count_labelled(
                tally, (label, side, "", ""), posts, values, codes, known, post, (names, group.astype(np.int64))
            )

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Compare the label rates of each group with those of the other posts."""
        labels = {cell[1] for cell in tally.cells(NAME) if len(cell) == 3 and cell[2] == "all posts"}
        skipped = {cell[2] for cell in tally.total_cells(NAME, "too many values")}
        names = slugs([*labels, *skipped])
        values = {
            label: sorted({cell[5] for cell in tally.cells(NAME, label, "all", "", "everyone") if cell[5]})
            for label in names
        }
        columns = several_in_a_cell({label: values[label] for label in labels})
        column_of = {label: column for column, members in columns.items() for label in members}
        floor = scope.plan.floors.authors
        rare = rare_labels(columns, lambda label: _voices(label, tally, scope), floor)
        slug = slugs([*names, *columns])
        told: list[tuple[Untold, str]] = []
        judged: dict[str, list[LabelJudgement]] = {}
        for label in sorted(names.keys() - rare):
            if label in skipped or len(values[label]) > MOST_VALUES:
                told.append((too_many_values(MOST_VALUES), label))
            elif len(values[label]) < 2:
                told.append((too_few_values(len(values[label])), label))
            else:
                column = column_of.get(label, "")
                mine = LabelJudgement(label, names[label], values[label], tally, scope, column, slug.get(column, ""))
                if mine.judged:
                    judged.setdefault(column or label, []).append(mine)
                else:
                    told.append((unnamed_values(len(values[label]), floor), label))
        link([one for each in judged.values() for one in each if not one.column and not one.describes_authors])
        everyone, by_side = judged_votes(tally, scope, _preferred(one for each in judged.values() for one in each))
        found = [self._sides(together, told, by_side) for _, together in sorted(judged.items())]
        labelled = told_once([one for places in found for sides in places for one in sides])
        left = iter(labelled)
        parts: list[Judgement] = []
        for (_, together), places in zip(sorted(judged.items()), found, strict=True):
            parts.append(self._tell(together, [[next(left) for _ in sides] for sides in places], told))
        for column, members in columns.items():
            if few := len(rare.intersection(members)):
                said = unnamed_values(few, floor).one.format(names=repr(column))
                parts.append(Judgement(not_measured=(NotMeasured(NAME, said),)))
        parts += [Judgement(not_measured=joined(told, columns, names))] if told else []
        votes = Judgement.sum([everyone, *(told_of_votes(each) for each in with_labels(by_side, labelled))])
        dialect = judge_dialect(tally, scope)
        parts += [each for each in (votes,) if each != Judgement()]
        if not parts and not dialect.estimates:
            reason = "The data carry no label column, or none was named."
            return Judgement(not_measured=(NotMeasured(NAME, reason), *dialect.not_measured))
        return Judgement.sum([*parts, dialect])

    def _sides(
        self, members: list[LabelJudgement], told: list[tuple[Untold, str]], votes: list[VoteSide]
    ) -> list[list[Side]]:
        """Figures of one label, or of all values of a column whose cells hold several, by side and axis.

        Adds to ``told`` which labels describe authors: of these there are none.
        """
        of_authors = [each for each in members if each.describes_authors]
        told += [(DESCRIBES_AUTHORS, each.label) for each in of_authors]
        members = [each for each in members if each not in of_authors]
        sides = []
        for at in dict.fromkeys(axis for each in members for axis in each.axes):
            found = [one for each in members if at in each.axes and (one := each.side(*at))]
            if found:
                sides.append(with_votes(settled(found), votes))
        return sides

    def _tell(
        self, members: list[LabelJudgement], places: list[list[Side]], told: list[tuple[Untold, str]]
    ) -> Judgement:
        """What they come to, axis by axis; adds to ``told`` what is not measured."""
        parts = [Judgement(tuple(rate for each in members for rate in each.everyone))]
        parts += [told_together(each) if members[0].column else told_of(each[0]) for each in places]
        for each in members:
            if each.describes_authors:
                continue
            compared = any(side.of is each and side.contrasts for sides in places for side in sides)
            told += [(reason, each.label) for reason in each.untold(compared=compared)]
            parts.append(Judgement(each.languages()))
        return Judgement.sum(parts)


def _preferred(labels: Iterable[LabelJudgement]) -> dict[str, set[str]]:
    """By question of the votes, the answers that stand behind values which are compared."""
    found: dict[str, set[str]] = {}
    for label in labels:
        if label.behind is not None:
            answers = {label.behind.answers[each] for each in label.judged if each in label.behind.answers}
            found.setdefault(label.behind.question, set()).update(answers)
    return found


def _voices(label: str, tally: Tally, scope: Scope) -> int:
    """Authors of the posts that have a value, which was made a label of its own."""
    cell = (NAME, label, "all", "", "everyone", "yes")
    return tally.n_authors(cell) if scope.has_authors else tally.authors_at_least(cell)
