"""What is said of agreement: a finding for each question, and the charts it stands beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from audit.finding import Block, Chart, Estimate, Finding
from audit.metrics.agreement.counts import NAME
from audit.metrics.agreement.questions import Question
from audit.metrics.base import Scope
from audit.metrics.contrast import confidence, few_authors_caveats
from audit.resources import axis_title, group_title, language_title
from audit.wording import join, percent, sentence_case

_SHARES = {
    "unanimous": "all agree",
    "decided_by_one_vote": "decided by one vote",
    "tied": "tied",
    "single_judgement": "judged by one annotator",
}
_MOST_DRAWN = 12
#: Of posts decided otherwise: below it the shares that are printed come to all.
_LEAST_TOLD = 5e-4
_SIDES = {"author": "of the author", "mention": "mentioned", "language": ""}
CAVEAT = (
    "Alpha depends on how common each answer is and on the task: no value of it makes labels good or bad, and high agreement is"
    " no proof that they are right."
)


def block_id(question: Question, part: str = "") -> str:
    """Id of a chart of a question."""
    return f"{NAME}.{question.slug}{f'.{part}' if part else ''}"


def question_finding(
    question: Question, overall: Mapping[str, Estimate], groups: Sequence[Estimate], scope: Scope
) -> Finding:
    """One finding that tells the figures; nothing says how much agreement would be enough, so it is no verdict."""
    alpha = overall["alpha"]
    about = f"\u201c{question.title}\u201d" if question.title != "votes" else "their labels"
    known = alpha.value is not None
    title = (
        f"Annotators agree on {about} with an alpha of {alpha.told}"
        if known
        else f"How far annotators agree on {about} could not be judged"
    )
    parts = []
    if alpha.low is not None and alpha.high is not None:
        parts.append(
            f"Alpha is {alpha.told} ({percent(scope.level)} interval {alpha.limits}),"
            " where 1 is agreement throughout and 0 what chance would give."
        )
    told = [
        f"{overall[measure].told} {words}"
        for measure, words in (
            ("unanimous", "have all annotators agree"),
            ("decided_by_one_vote", "were decided by one vote"),
            ("tied", "are tied"),
        )
        if overall[measure].value is not None
    ]
    shares = [overall[each].value for each in ("unanimous", "decided_by_one_vote", "tied")]
    rest = 1 - sum(each or 0.0 for each in shares)
    if None not in shares and rest > _LEAST_TOLD:
        told.append(f"{percent(rest)} were decided by two votes or more")
    if told:
        parts.append(f"Of the posts judged at least twice {join(told)}.")
    single = overall["single_judgement"]
    if single.value:
        parts.append(f"{single.told} of all judged posts rest on one judgement.")
    top = overall.get("annotators_top_1")
    if top is not None and top.value is not None:
        parts.append(f"The busiest 1% of annotators gave {top.told} of the judgements.")
    several = (
        (f"{percent(question.several)} of the judgements are further answers of an annotator to one post.",)
        if question.several
        else ()
    )
    return Finding(
        id=block_id(question),
        metric=NAME,
        title=title,
        statement=" ".join(parts) or "Too few posts or authors to print a figure.",
        reading="not_assessed",
        severity="none",
        confidence=confidence([alpha] if known else [], scope),
        harm="validity",
        estimates=tuple(each.id for each in (*overall.values(), *groups)),
        headline=alpha.id if known else None,
        caveats=(CAVEAT, *several, *few_authors_caveats(scope)),
        actions=("Keep the votes beside the majority label, and give them to whoever trains on it.",),
        block=block_id(question),
    )


def blocks(
    question: Question, overall: Mapping[str, Estimate], groups: Sequence[Estimate], scope: Scope
) -> tuple[Block, ...]:
    """Shares of posts by how they were decided, and alpha by group of posts."""
    made = []
    drawn = [overall[each] for each in _SHARES if overall[each].status == "ok"]
    if drawn:
        chart = Chart(
            "intervals",
            tuple((each.id,) for each in drawn),
            tuple(_SHARES[each.measure] for each in drawn),
            "share of posts",
            caption=f"{percent(scope.level)} intervals clustered by {scope.voice}.",
        )
        made.append(Block(block_id(question), NAME, f"How posts were decided: {question.quoted}", "", chart, (CAVEAT,)))
    for side, axis in sorted({(_side(each), _axis(each)) for each in groups if each.unit == "index"}):
        own = [
            each
            for each in groups
            if (_side(each), _axis(each)) == (side, axis) and each.unit == "index" and each.status == "ok"
        ]
        own = sorted(own, key=lambda each: (each.value or 0.0, each.id))[:_MOST_DRAWN]
        if not own:
            continue
        what = "language" if side == "language" else f"{axis_title(axis).lower()} {_SIDES[side]}"
        chart = Chart(
            "intervals",
            tuple((each.id,) for each in own),
            tuple(
                language_title(each.group[axis]) if side == "language" else group_title(each.group[axis])
                for each in own
            ),
            "Krippendorff's alpha, nominal",
            caption=f"{percent(scope.level)} intervals clustered by {scope.voice}. At most twelve groups drawn, least agreement"
            " first.",
        )
        title = f"Agreement on {question.quoted}, by {what}"
        made.append(Block(block_id(question, f"{side}.{axis}"), NAME, sentence_case(title), "", chart, (CAVEAT,)))
    return tuple(made)


def _side(estimate: Estimate) -> str:
    return estimate.measure.rpartition("_by_")[2]


def _axis(estimate: Estimate) -> str:
    return next((each for each in estimate.group if each != "question"), "")
