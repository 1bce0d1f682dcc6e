"""How far those who labelled the posts agree.

Question
    Do annotators say the same of the same posts, on which posts do they not, and does it depend on who they are?

Definition
    alpha = 1 - disagreement seen / disagreement expected by chance (Krippendorff), over posts judged at least twice; nominal,
    and, where all answers are numbers, ordinal and interval. fleiss_kappa where all of these posts have the same number of
    judgements. unanimous, decided_by_one_vote and tied: shares of these posts where all agree, where the first answer has one
    vote more than the second, and where it has no more. single_judgement: share of judged posts that one person judged.
    entropy: mean entropy of a post's answers, in bits. By author group, by mentioned group (strict forms) and by language.
    Where annotators' attributes are given: alpha within a group; disagreement across two groups, the share of pairs of
    judgements of one post that differ; gap, the rate of an answer in a group less that in other stated groups, on posts that
    both judged; flip_rate, the share of posts whose majority would be another if the group alone had voted.

Inputs
    Votes of single annotators, or counts of them; at most 12 different answers to a question. Attributes of annotators in a CSV
    file ([annotators] file).

Reading it
    alpha = 1 is agreement throughout, 0 what chance would give. It depends on how common each answer is and on the task, so
    there is no value from which on labels are good: compare groups of posts of one dataset. A gap of +10 points means that of
    100 judgements in that group ten more give this answer than in other groups, of the same posts.

Not evidence of
    Right labels: all may err alike, and posts on which people differ in good faith are no mistakes. Low agreement on posts that
    mention a group says that a majority hides more there.

References
----------
    Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. Fleiss, J. L. (1971). Psychological Bulletin 76(5).
    Cameron, Gelbach, Miller (2011), Journal of Business & Economic Statistics 29(2), for intervals over posts and annotators.
    Sap et al. (2022), NAACL, and Prabhakaran et al. (2021), LAW-DMR, for annotators who differ as groups.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.finding import Judgement, NotMeasured
from audit.metrics.agreement.counts import NAME, count_agreement
from audit.metrics.agreement.group_counts import count_gap_rest, count_groups
from audit.metrics.agreement.group_judgement import judge_annotator_groups
from audit.metrics.agreement.judgement import QuestionJudgement
from audit.metrics.agreement.questions import questions
from audit.metrics.agreement.votes import groups_of_annotators, read_answers
from audit.metrics.base import Scope
from audit.metrics.language import count_language
from audit.posts import PostBatch
from audit.tally import Tally


@dataclass(frozen=True)
class Agreement:
    """Agreement of annotators overall, by groups of posts, and by groups of annotators."""

    name: str = NAME
    title: str = "How far annotators agree"

    def measure(self, posts: PostBatch) -> Tally:
        """Count judgements that coincide, and posts by how they were decided."""
        tally = Tally()
        read = read_answers(posts)
        if read is None:
            return tally
        if posts.column("text") is not None:
            count_language(tally, NAME, posts)
        for label, number in read.means.items():
            tally.add_total((NAME, "means", label), number)
        for name in read.crowded:
            tally.add_total((NAME, "crowded", name), 1)
        groups = list(groups_of_annotators(posts))
        for answers in read.answers:
            count_agreement(tally, posts, answers)
            for attribute, names, group in groups:
                count_groups(tally, posts, answers, attribute, names, group)
                count_gap_rest(tally, posts, answers, attribute, names, group)
        return tally

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Say how far annotators agree, and where a plan's tolerance tells what matters, whether groups differ."""
        asked, refused = questions(tally)
        if not asked and not refused and NAME not in {*scope.plan.metrics, *scope.plan.also}:
            return Judgement()  # usual where there are votes, and nothing is missing where there are none
        if not asked and not refused:
            reason = "The data carry no votes of annotators, or none were named (--votes, --votes-from, --votes-rows)."
            return Judgement(not_measured=(NotMeasured(NAME, reason),))
        parts = [Judgement(not_measured=tuple(NotMeasured(NAME, reason) for reason in refused))]
        for question in asked:
            parts.append(QuestionJudgement(question, tally, scope).judge())
            parts.append(judge_annotator_groups(question, tally, scope))
        return Judgement.sum(parts)
