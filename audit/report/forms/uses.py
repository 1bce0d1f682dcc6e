"""Answers on what the findings mean for later uses: biases, limits, harms, measures."""

from __future__ import annotations

from collections.abc import Mapping

from audit.finding import Estimate, Finding, Harm
from audit.report.forms.answer import Answer, computed, draft, not_computed
from audit.report.forms.known import MOST, Known, listed, told_figure
from audit.report.sections import title_of
from audit.report.summary import NOTHING_SHOWN, more_than
from audit.report.visible import clipped, line
from audit.resources import group_title
from audit.wording import plural, sentence_case

_UNFAIR: tuple[Harm, ...] = ("allocation", "quality_of_service", "stereotyping", "erasure")
#: What a shown finding of each harm speaks against, as a draft that a person confirms.
_AGAINST: Mapping[Harm, str] = {
    "erasure": "Figures about a population, taken from these posts as they are",
    "allocation": "Anything that gives each post the same voice, as training and averages do, unless that is wanted",
    "stereotyping": "Models that write or complete text about the groups concerned, without measures",
    "quality_of_service": "Classifiers trained on these labels that are used on posts by or about the groups concerned",
    "privacy": "Publication as it is",
    "rights": "Uses that the terms named do not allow",
    "validity": "Trends, rates and comparisons that need what is missing",
}
_HOSTILE: Mapping[str, str] = {"dehumanising": "dehumanising words", "threat_crime": "words of threat and crime"}


def _shown(known: Known) -> tuple[Finding, ...]:
    return tuple(each for each in known.ranked() if each.reading == "shown" and each.severity != "none")


def risks(known: Known) -> Answer:
    """All that is shown, and how much is not known."""
    if not known.findings.findings and not known.findings.not_measured:
        return not_computed("The audit made no finding.")
    shown = _shown(known)
    lines = [known.told(each) for each in shown[:MOST]] or [NOTHING_SHOWN]
    if more := more_than(len(shown), MOST):
        lines.append(f"{sentence_case(more)} in the report.")
    return computed(*lines, *_unknown(known), *_measures(known))


def _unknown(known: Known) -> list[str]:
    unsettled = sum(each.reading == "inconclusive" for each in known.findings.findings)
    small = sum(each.reading == "shown_small" for each in known.findings.findings)
    said = []
    if small:
        said.append(f"{sentence_case(plural(small, 'claim'))} shown to be small.")
    if unsettled:
        said.append(f"{sentence_case(plural(unsettled, 'question'))} could not be settled.")
    if known.findings.not_measured:
        names = dict.fromkeys(title_of(each.metric, known.findings) for each in known.findings.not_measured)
        said.append(f"Not measured, or not all, in the sections: {listed(list(names))}.")
    return said


def _measures(known: Known) -> list[str]:
    actions = dict.fromkeys(line(each) for finding in _shown(known) for each in finding.actions)
    return [f"What can be done: {clipped(each, 600)}" for each in list(actions)[:MOST]]


def measures(known: Known) -> Answer:
    """Measures that findings propose."""
    return draft(*_measures(known))


def unsuitable(known: Known) -> Answer:
    """What the data should not be used for, as far as findings tell."""
    lines = []
    for harm, words in _AGAINST.items():
        mine = [each for each in _shown(known) if each.harm == harm]
        if mine:
            lines.append(f"{words}: {listed([clipped(each.title, 160) for each in mine], 3)}.")
    return draft(*lines)


def unfairness(known: Known) -> Answer:
    """Findings of harm to groups."""
    looked = [each for each in known.findings.findings if each.harm in _UNFAIR and each.reading != "not_assessed"]
    if not looked:
        return not_computed("No finding on groups of people could be assessed; the report says which and why.")
    shown = [each for each in _shown(known) if each.harm in _UNFAIR]
    lines = [f"{sentence_case(each.harm.replace('_', ' '))}: {known.told(each)}" for each in shown[:MOST]]
    return computed(*(lines or [NOTHING_SHOWN]), *_unknown(known))


def biases(known: Known) -> Answer:
    """Everything that is shown on groups of people and whose voice counts."""
    looked = [each for each in known.findings.findings if each.harm in _UNFAIR and each.reading != "not_assessed"]
    if not looked:
        return not_computed("No finding on groups of people could be assessed; the report says which and why.")
    shown = [known.told(each) for each in _shown(known) if each.harm in _UNFAIR]
    return computed(*(shown[:MOST] or [NOTHING_SHOWN]))


def looked_for(known: Known) -> Answer:
    """How many findings by reading, and with which methods."""
    found = known.findings.findings
    if not found:
        return not_computed("The audit made no finding.")
    words = (
        ("shown", "shown"),
        ("shown_small", "shown to be small"),
        ("inconclusive", "inconclusive"),
        ("not_assessed", "not assessed"),
    )
    numbers = [f"{sum(each.reading == key for each in found)} {said}" for key, said in words]
    judged = {each.metric for each in found}
    names = [str(each.get("name")) for each in known.findings.methods]
    methods = [title_of(each, known.findings) for each in names if each in judged]
    return computed(
        f"{plural(len(found), 'finding')}: {listed(numbers)}.", f"Looked at: {listed(methods)}.", *_unknown(known)
    )


def limits(known: Known) -> Answer:
    """What could not be measured, settled or assessed."""
    lines = [known.told(each) for each in _shown(known) if each.harm not in _UNFAIR]
    lines += [
        f"{title_of(each.metric, known.findings)}: {clipped(each.reason, 600)}" for each in known.findings.not_measured
    ]
    lines += [f"{each.title}." for each in known.ranked() if each.reading == "inconclusive"]
    caveats = dict.fromkeys(line(each) for finding in _shown(known) for each in finding.caveats)
    return draft(*list(dict.fromkeys(lines))[:MOST], *[clipped(each, 600) for each in caveats][:MOST])


def impact(known: Known) -> Answer:
    """Harms that findings name, for an assessment that people make."""
    harms = dict.fromkeys(each.harm for each in _shown(known))
    if not harms:
        return draft()
    names = [each.replace("_", " ") for each in harms]
    return draft(
        f"The audit names these kinds of harm: {listed(names)}.",
        "It is no assessment of impact; what it can put into one is written with --format dpia.",
    )


def _group(estimate: Estimate) -> str:
    return listed([group_title(value) for key, value in estimate.group.items() if key != "marker"])


def offensive(known: Known) -> Answer:
    """What bears on offence: labels as the data give them, and words of hostile themes where groups are mentioned."""
    rates = known.figures("labels", "rate")
    hostile = [each for each in known.figures("markers", "rate") if each.group.get("marker") in _HOSTILE and each.value]
    lines = [
        f"Labelled {clipped(each.group.get('value', ''), 60)} ({clipped(each.group.get('label', ''), 60)}): {told_figure(each)}."
        for each in rates[:MOST]
    ]
    lines += [
        f"Of posts that mention {_group(each)}, those that use {_HOSTILE[each.group['marker']]}: {told_figure(each)}."
        for each in hostile[:MOST]
    ]
    if not lines:
        return not_computed(
            f"The audit does not detect offence by itself. {known.why_not('labels')} {known.why_not('markers')}"
        )
    return computed(
        "The audit does not detect offence by itself: these are labels as the data give them, whatever they mean, and"
        " counts of words.",
        *lines,
    )
