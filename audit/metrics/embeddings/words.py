"""What the answers of association tests are said to mean, and what they are not."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from audit.finding import Block, Chart, Confidence, Estimate, Finding, NotMeasured, Reading
from audit.metrics.base import Scope
from audit.metrics.contrast import confidence, few_authors_caveats, roll_up
from audit.metrics.embeddings.estimates import TOLERANCE, Answer, Text
from audit.metrics.embeddings.sets import QUESTIONS, Question
from audit.metrics.embeddings.tokens import NAME
from audit.metrics.verdicts import came_to, ending
from audit.statistics.embedding_association import FEWEST_USES, FEWEST_WORDS
from audit.statistics.embedding_runs import RUNS
from audit.wording import count, join, number, percent, plural, sentence_case

SECOND_LINE = (
    "Second-line evidence: vectors of so little text change with the texts that happen to be there (Antoniak and Mimno 2018),"
    " and such tests overstate (Ethayarajh et al. 2019). What stands beside mentions comes first."
)
TWO_KINDS = (
    "The interval is about other authors, with these words; the p over divisions of the words is about other words, with"
    " these authors."
)
#: One set used so many times as often as the other, of targets and of attributes both, is said beside the figure.
UNEVEN = 3.0
_NAME_ALL = f"{NAME}.other_sets"


def findings(made: Sequence[Answer], unasked: Sequence[Question], text: Text, scope: Scope) -> tuple[Finding, ...]:
    """One finding for each association that is shown, and one for the rest."""
    control = _control(made, unasked)
    shown = [each for each in made if each.effect.reading == "shown"]
    rest = [each for each in made if each.effect.reading != "shown"]
    told = [_shown(each, control, text, scope) for each in shown]
    return tuple(told + ([_rest(rest, control, text, scope)] if rest else []))


def _control(made: Sequence[Answer], unasked: Sequence[Question]) -> str:
    """Whether the vectors know what nobody doubts, as a caveat; nothing if they do."""
    asked = [each for each in made if each.question.control]
    if not asked:
        listed = join([each.title for each in unasked if each.control])
        return (
            f"Whether these vectors know what nobody doubts ({listed}) could not be tested: too few of the words occur."
        )
    if any(each.effect.reading == "shown" and (each.effect.estimate.value or 0) > 0 for each in asked):
        return ""
    listed = join([each.question.title for each in asked])
    return f"These vectors do not show what nobody doubts ({listed}), so they may not know other associations either."


def _shown(answer: Answer, control: str, text: Text, scope: Scope) -> Finding:
    question, estimate = answer.question, answer.effect.estimate
    x, y, a, b = question.words
    if (estimate.value or 0) < 0:
        a, b = b, a
    caveats = (SECOND_LINE, TWO_KINDS, "" if question.control else control, _uneven(answer, text))
    return Finding(
        id=f"{NAME}.{question.name}",
        metric=NAME,
        title=f"{sentence_case(x)} go with {a} rather than {b}, more than {y} do",
        statement=f"{_sentence(answer)} It stands on {_stands_on(text)}, and its interval on {2 * RUNS} halves of the authors.",
        reading="shown",
        severity="none" if question.control else answer.effect.severity,
        confidence="low" if control else _at_most_medium(answer.estimates, scope),
        harm="validity" if question.control else "stereotyping",
        estimates=tuple(each.id for each in answer.estimates),
        headline=estimate.id,
        caveats=tuple(each for each in caveats if each) + few_authors_caveats(scope),
        actions=()
        if question.control
        else ("Read what stands beside mentions of these groups before acting on this.",),
        block=NAME,
    )


def _rest(rest: Sequence[Answer], control: str, text: Text, scope: Scope) -> Finding:
    reading: Reading = roll_up([each.effect.reading for each in rest])
    readings = [each.effect.reading for each in rest]
    tests = plural(len(rest), "association test")
    title = f"{tests}{ending(readings, '', unread='cannot be read')}"
    if reading == "shown_small":
        title = f"Effects of {plural(len(rest), 'other association test')} are small"
    elif len(set(readings)) > 1:
        title = came_to(readings, f"within {number(TOLERANCE)}", "association test")
    listed = [
        f"{each.question.title} ({each.effect.estimate.told})"
        for each in rest
        if each.effect.estimate.value is not None
    ]
    effects = f"Effects that are not shown to lie beyond {number(TOLERANCE)}: {join(listed)}." if listed else ""
    estimates = tuple(estimate.id for each in rest for estimate in each.estimates)
    return Finding(
        id=_NAME_ALL,
        metric=NAME,
        title=title,
        statement=f"{effects} They stand on {_stands_on(text)}.".strip(),
        reading=reading,
        severity="none",
        confidence=_at_most_medium([each.effect.estimate for each in rest], scope),
        harm="stereotyping",
        estimates=estimates,
        caveats=tuple(each for each in (SECOND_LINE, TWO_KINDS, control) if each) + few_authors_caveats(scope),
        block=NAME,
    )


def _sentence(answer: Answer) -> str:
    estimate, words = answer.effect.estimate, answer.told.words
    x, y, a, b = answer.question.words
    x_side, y_side = (each.told for each in (answer.first, answer.second))
    agrees = (answer.distance.value or 0) * (estimate.value or 0) > 0
    by_distance = "Distances say the same." if agrees else "Distances do not say the same."
    return (
        f"The effect of {x} against {y}, towards {a} and away from {b}, is {estimate.told} standard deviations of"
        f" words ({percent(estimate.level)} interval {number(estimate.low)} to {number(estimate.high)}), where"
        f" {number(TOLERANCE)} is tolerated; of divisions of the same words, {percent(words.p_two_sided)} differ as much."
        f" On average {x} are nearer to {a} by {x_side}, {y} by {y_side}, in cosines. {by_distance}"
    )


def _stands_on(text: Text) -> str:
    by = f" by {plural(text.authors, 'author')}" if text.authors else ""
    return f"{count(text.tokens)} words of {plural(text.posts, 'post')}{by}"


def _uneven(answer: Answer, text: Text) -> str:
    """That frequency alone could do it: targets and attributes both of unequal use."""
    floor = 1
    medians = [
        statistics.median(text.vocabulary.uses[text.vocabulary.usable(each, floor)].tolist())
        for each in answer.question.sets
    ]
    x, y, a, b = answer.question.words
    ratios = [max(one, other) / min(one, other) for one, other in (medians[:2], medians[2:])]
    if min(ratios) < UNEVEN:
        return ""
    return (
        f"Words differ in how often they are used, {x} from {y} and {a} from {b} by {number(min(ratios))} times at least;"
        " frequent words lie near each other whatever they mean (Valentini et al. 2022)."
    )


def _at_most_medium(estimates: Sequence[Estimate], scope: Scope) -> Confidence:
    return confidence(estimates, scope, stated=False)


def not_asked(unasked: Sequence[Question], scope: Scope) -> NotMeasured | None:
    """Which tests the text has too few words for."""
    if not unasked:
        return None
    which = (
        "No association test could be made"
        if len(unasked) == len(QUESTIONS)
        else "Some association tests were not made"
    )
    listed = "" if len(unasked) == len(QUESTIONS) else f" ({'; '.join(each.title for each in unasked)})"
    return NotMeasured(
        NAME,
        f"{which}{listed}: each of the four sets needs {FEWEST_WORDS} words that occur {FEWEST_USES} times and that"
        f" {scope.plan.floors.authors} authors use.",
    )


def block(made: Sequence[Answer], scope: Scope) -> Block:
    """The effects, one beneath the other."""
    printed = [each for each in made if each.effect.estimate.value is not None]
    chart = Chart(
        "intervals",
        tuple((each.effect.estimate.id,) for each in printed),
        tuple(_short(each.question.title) for each in printed),
        "effect, in standard deviations of words",
        caption=f"Above zero, the first goes with the first and the second with the second; {percent(scope.level)} intervals"
        f" from halves of the authors.",
    )
    return Block(NAME, NAME, "Associations of sets of words", "", chart, (SECOND_LINE,))


def _short(title: str) -> str:
    """A title as the label of a line, where all lines are of words: "Christians and Muslims: pleasant or unpleasant"."""
    plain = title.replace("words for ", "").replace("words of ", "").replace(" words", "")
    return plain.replace(" and names of ", " and ")
