"""How labels go with dialect, in words: findings, a block, and what was not measured."""

from __future__ import annotations

from audit.finding import Block, Chart, Estimate, Finding, Judgement, NotMeasured, Table
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, confidence, could_have_shown, few_authors_caveats, roll_up
from audit.metrics.labels.counts import MOST_VALUES, NAME, compared_values
from audit.metrics.labels.dialect import AS_IT_IS, COLUMN, DIALECT, TOPICS, VOTES
from audit.metrics.labels.dialect_estimates import DialectFigures, OfValue
from audit.metrics.naming import slugs
from audit.metrics.verdicts import ending
from audit.tally import Tally
from audit.wording import join, number, percent, points, sentence_case, tallied

#: What is owed with every figure.
CAVEATS = (
    "Dialect is the share of a post's words that come from a topic that goes with a population in the United States, as a model"
    " of tweets of 2013 has it: a figure of many posts, and nothing about the author of any.",
    "Only the topics called African-American and White were validated; the model's other two are not printed.",
    "Datasets of abuse are often sampled by lists of profanity, which goes with dialect and with labels alike: the figures"
    " without profanity, and given profanity, are to be read with those as it is. Whichever it is, no figure says why the labels fall so.",
)
_TITLES = {"african_american": "African-American", "white": "White"}


def judge_dialect(tally: Tally, scope: Scope) -> Judgement:
    """What the sums of a dialect model come to; nothing where the plan names no model."""
    if not scope.plan.dialect.model:
        return Judgement()
    sources = sorted({(each[1], each[2]) for each in tally.cells(DIALECT)})
    if tally.is_weighted and sources:
        reason = "Labels by dialect: these figures are not weighted, so they are not measured under weights."
        return Judgement(not_measured=(NotMeasured(NAME, reason),))
    found = [DialectFigures(source, name, slug, tally, scope) for (source, name), slug in _slugged(sources).items()]
    found = [each for each in found if each.total(AS_IT_IS, "posts").any() and _is_label(each, tally)]
    told = tuple[NotMeasured, ...]()
    if any(each.source == VOTES for each in found) and len(found) > 1:
        columns = join([f"{each.title!r}" for each in found if each.source != VOTES])
        reason = f"Labels by dialect ({columns}): votes are known, and stand for what was made of them."
        told = (NotMeasured(NAME, reason),)
        found = [each for each in found if each.source == VOTES]
    if not found:
        reason = "Labels by dialect: no labelled post is in English and has words that the dialect model knows."
        return Judgement(not_measured=(NotMeasured(NAME, reason),))
    return Judgement.sum([*(_judge(each, scope) for each in found), Judgement(not_measured=told)])


def _is_label(figures: DialectFigures, tally: Tally) -> bool:
    """Whether there are a few values: of a column, by the counts of all its posts, some of which are not summed here."""
    if figures.source == VOTES:
        return 1 < len(figures.values) <= MOST_VALUES
    values = {cell[5] for cell in tally.cells(NAME, figures.name, "all", "", "everyone") if cell[5]}
    skipped = (NAME, "too many values", figures.name) in tally.totals
    return len(figures.values) > 1 and len(values) <= MOST_VALUES and not skipped


def _slugged(sources: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    names = {each: each[1] if each[0] == COLUMN else f"votes {each[1]}".strip() for each in sources}
    votes = {name for each, name in names.items() if each[0] == VOTES}
    for each, name in names.items():
        if each[0] == COLUMN and name in votes:
            names[each] = f"{name} column"
    slug = slugs(names.values())
    return {each: slug[name] for each, name in names.items()}


def _judge(figures: DialectFigures, scope: Scope) -> Judgement:
    values = figures.judge(compared_values(figures.values))
    block = f"{NAME}.dialect.{figures.slug}"
    shown = [each for each in values if any(one.reading == "shown" for one in each.raw)]
    findings = [_finding(each, figures, scope, block) for each in shown]
    rest = [one for each in values for one in each.raw if one.reading != "shown"]
    findings += [_rest(rest, figures, scope, block, some_shown=bool(shown))] if rest else []
    return Judgement(
        tuple(estimate for each in values for estimate in each.estimates),
        tuple(findings),
        _block(values, figures, scope, block),
        _untold(figures, scope),
    )


def _finding(of: OfValue, figures: DialectFigures, scope: Scope, block: str) -> Finding:
    shown = [each for each in of.raw if each.reading == "shown"]
    first = shown[0]
    african_american, white = of.raw[0].estimate, of.raw[1].estimate
    towards = (first.estimate.value or 0) > 0
    topic = _TITLES[first.estimate.group.get("dialect", "african_american")]
    label = f"“{of.value}” ({figures.title})"
    return Finding(
        id=figures.identifier("", of.value),
        metric=NAME,
        title=f"{label} falls {'more' if towards else 'less'} often on posts with words of the {topic} topic",
        statement=" ".join(
            each
            for each in (
                _correlated(african_american, of, "african_american", figures),
                _correlated(white, of, "white", figures),
                _rates(of, figures),
                _left(of),
            )
            if each
        ),
        reading="shown",
        severity=max((each.severity for each in shown), key=("none", "low", "medium", "high").index),
        confidence=confidence([each.estimate for each in shown], scope, stated=False),
        harm="quality_of_service",
        estimates=tuple(each.id for each in of.estimates),
        headline=first.estimate.id,
        caveats=(*CAVEATS, *few_authors_caveats(scope)),
        actions=(
            "Have posts of either kind labelled again by people who speak the dialect, before training on the labels.",
        ),
        block=block,
    )


def _correlated(raw: Estimate, of: OfValue, topic: str, figures: DialectFigures) -> str:
    if raw.status != "ok":
        return ""
    others = {
        each.estimate.measure: each.estimate for each in of.adjusted if each.estimate.group.get("dialect") == topic
    }
    what = f"the share of votes for “{of.value}”" if figures.source == VOTES else f"the label “{of.value}”"
    parts = [f"by {_with_bounds(raw)}"]
    for measure, said in (
        ("dialect_correlation_without_profanity", "once profanity is taken out of the text"),
        ("dialect_partial_correlation", "among posts alike in profanity"),
    ):
        each = others[measure]
        parts += [f"by {_with_bounds(each)} {said}"] if each.status == "ok" else []
    return f"The share of words from the {_TITLES[topic]} topic correlates with {what} {join(parts)}."


def _with_bounds(estimate: Estimate) -> str:
    return f"r = {estimate.told} ({estimate.limits})"


def _rates(of: OfValue, figures: DialectFigures) -> str:
    rates = [each for each in of.others if each.measure == "dialect_rate"]
    gap = of.raw[-1].estimate
    if gap.status != "ok" or any(each.status != "ok" for each in rates):
        return ""
    have = f"have most of their votes for “{of.value}”" if figures.source == VOTES else f"are labelled “{of.value}”"
    return (
        f"Of posts that draw 80% or more of their words from the African-American topic {rates[0].told} {have}, of"
        f" those from the White topic {rates[1].told}: a gap of {gap.told}"
        f" ({gap.limits})."
    )


def _left(of: OfValue) -> str:
    """What is left of a correlation once profanity is accounted for, in the words of the readings."""
    told = [each for each in of.adjusted if each.estimate.measure.startswith("dialect_") and each.null == 0.0]
    own = [each for each in told if each.estimate.group.get("dialect") == "african_american"]
    if any(each.reading == "not_assessed" for each in own):
        return ""
    if all(each.reading == "shown" for each in own):
        return "What is left once profanity is accounted for is still beyond the tolerance."
    if all(each.reading == "shown_small" for each in own):
        return "Once profanity is accounted for, little is left."
    return "Whether more than the tolerance is left once profanity is accounted for, could not be settled both ways."


def _rest(rest: list[Contrast], figures: DialectFigures, scope: Scope, block: str, *, some_shown: bool) -> Finding:
    reading = roll_up(each.reading for each in rest)
    readings = [each.reading for each in rest]
    tolerances = scope.plan.tolerances
    small, unsettled, never = (readings.count(each) for each in ("shown_small", "inconclusive", "not_assessed"))
    parts = [
        *([f"{small} within the tolerance"] if small else []),
        *([f"{unsettled} not settled"] if unsettled else []),
        *([f"{never} on too few posts or authors to be judged"] if never else []),
    ]
    correlations = [each for each in rest if each.estimate.unit == "score"]
    return Finding(
        id=block,
        metric=NAME,
        title=f"{'Other figures' if some_shown else 'Figures'} of {figures.named} by dialect"
        f"{ending(readings, 'hardly differ')}",
        statement=f"{tallied(len(rest), 'further comparison' if some_shown else 'comparison', parts)} Tolerated are a"
        f" correlation of {number(tolerances.correlation)} and a gap of {points(tolerances.label_gap)}."
        f"{could_have_shown(correlations)}",
        reading=reading,
        severity="none",
        confidence=confidence([each.estimate for each in rest], scope, stated=False),
        harm="quality_of_service",
        estimates=tuple(each.estimate.id for each in rest),
        caveats=(*CAVEATS, *few_authors_caveats(scope)),
        block=block,
    )


def _block(values: list[OfValue], figures: DialectFigures, scope: Scope, name: str) -> tuple[Block, ...]:
    rows = [(each, _of_topic(each, TOPICS[0])) for each in values]
    drawn = [(each, found) for each, found in rows if all(one.status == "ok" for one in found[:2])]
    if not drawn:
        return ()
    chart = Chart(
        "paired",
        tuple((found[0].id, found[1].id) for _, found in drawn),
        tuple(each.value for each, _ in drawn),
        "correlation with the share of words from the African-American topic",
        series=("text as it is", "without profanity"),
        caption=f"{percent(scope.level)} intervals clustered by {scope.voice}.",
    )
    table = Table(
        ("as it is", "without profanity", "given profanity"),
        tuple(f"{each.value}: {_TITLES[topic]}" for each, _ in rows for topic in TOPICS),
        tuple(tuple(one.id for one in _of_topic(each, topic)) for each, _ in rows for topic in TOPICS),
    )
    title = f"{sentence_case(figures.named)} by dialect"
    text = "A correlation is of posts, and mixes how often a label falls with how much the words of posts differ."
    return (Block(name, NAME, title, text, chart, CAVEATS, table),)


def _of_topic(of: OfValue, topic: str) -> tuple[Estimate, Estimate, Estimate]:
    """Correlation as it is, without profanity, and given profanity."""
    found = {
        each.estimate.measure: each.estimate
        for each in (*of.raw, *of.adjusted)
        if each.estimate.group.get("dialect") == topic
    }
    names = ("dialect_correlation", "dialect_correlation_without_profanity", "dialect_partial_correlation")
    first, second, third = (found[each] for each in names)
    return first, second, third


def _untold(figures: DialectFigures, scope: Scope) -> tuple[NotMeasured, ...]:
    """Shares of labelled posts of which nothing is said."""
    floor = scope.plan.floors.authors
    whole = figures.total("labelled") + figures.total("labelled in another language")
    told = []
    for rest, why in (
        (figures.total("labelled in another language"), "are not in English"),
        (figures.total(AS_IT_IS, "unread"), "have too few words that the dialect model knows"),
    ):
        if rest.any():
            few = sum(rest > 0) < floor
            part = "Some labelled posts" if few else f"{percent(float(rest.sum() / whole.sum()))} of labelled posts"
            told.append(
                NotMeasured(NAME, f"Labels by dialect ({figures.title}): {part} {why}; nothing is said of them.")
            )
    return tuple(told)
