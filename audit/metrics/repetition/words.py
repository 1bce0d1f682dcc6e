"""What is said of copies: findings, charts, and what could not be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from audit.finding import Block, Chart, Estimate, Finding, NotMeasured, Reading, Severity
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, confidence, few_authors_caveats, roll_up
from audit.metrics.repetition.copies import Figure
from audit.metrics.repetition.counts import LARGE, NAME, TEXTS
from audit.metrics.verdicts import came_to
from audit.ranking import graded
from audit.resources import axis_title, group_title
from audit.tally import Tally
from audit.wording import count, exactly, join, percent, plural, sentence_case

COPIES = f"{NAME}.copies"
_SHARES = {
    "repeated_exact": "the same text again",
    "repeated_near": "the same or nearly the same text",
    "copypasta": "a text that three authors or more share",
}
_ESTIMATED = (
    "Near texts are found by estimated similarity (standard error 0.035 at the threshold of 0.8), and families are chains of"
    " them: the share of near copies is an estimate even where every text was looked at."
)


def one_sided(contrast: Contrast) -> Reading:
    """A share below the tolerance is the good side: an interval wholly below it is shown to be small."""
    low, high = contrast.estimate.low, contrast.estimate.high
    if contrast.reading == "shown" and low is not None and low <= contrast.tolerance:
        return "inconclusive"
    if contrast.reading != "not_assessed" and high is not None and high <= contrast.tolerance:
        return "shown_small"
    return contrast.reading


def _amount(estimate: Estimate) -> str:
    if estimate.value is not None:
        return estimate.told
    return "a share hidden for few authors" if estimate.status == "suppressed" else "an unknown share"


def _severity(contrast: Contrast, reading: Reading) -> Severity:
    return graded(contrast.least, medium=2, high=4) if reading == "shown" else "none"


def shares_finding(shares: Mapping[str, Contrast], tally: Tally, scope: Scope) -> Finding:
    """How much of the data repeats itself."""
    near, exact = shares["repeated_near"], shares["repeated_exact"].estimate
    reading = one_sided(near)
    titles = {
        "shown": "Much of the data is the same text again",
        "shown_small": "Few posts repeat a text that is already there",
        "inconclusive": "Whether many posts repeat a text could not be settled",
        "not_assessed": "How many posts repeat a text could not be judged",
    }
    caveats = [_ESTIMATED]
    if near.estimate.note:
        caveats.append(sentence_case(f"{near.estimate.note}."))
    return Finding(
        id=NAME,
        metric=NAME,
        title=titles[reading],
        statement=f"Of {count(tally.posts((NAME, 'worded')))} posts with words, {_amount(exact)} repeat a text that is already"
        f" there word for word, and {_amount(near.estimate)} do so exactly or nearly; the tolerance is"
        f" {percent(near.tolerance)}.",
        reading=reading,
        severity=_severity(near, reading),
        confidence=confidence([near.estimate], scope),
        harm="validity",
        estimates=(exact.id, near.estimate.id),
        headline=near.estimate.id,
        caveats=(*caveats, *few_authors_caveats(scope)),
        actions=("Report figures over one post per text beside figures over all posts; split train and test by text.",)
        if reading == "shown"
        else (),
        block=NAME,
    )


def shared_finding(
    shares: Mapping[str, Contrast], largest: Sequence[Estimate], hidden: int, scope: Scope
) -> list[Finding]:
    """Texts that several authors share; without authors nothing can be said of that."""
    if "copypasta" not in shares:
        return []
    contrast = shares["copypasta"]
    reading = one_sided(contrast)
    titles = {
        "shown": "Texts shared by three authors or more make up much of the data",
        "shown_small": "Few posts carry a text that three authors or more share",
        "inconclusive": "Whether many posts carry a shared text could not be settled",
        "not_assessed": "How many posts carry a shared text could not be judged",
    }
    sentences = [
        f"{sentence_case(_amount(contrast.estimate))} of posts carry a text that three authors or more share, or nearly."
    ]
    if largest:
        first = largest[0]
        about = "about " if first.low is not None else ""
        parts = first.note.split("; ")
        when = f", {parts[1]}" if len(parts) > 1 and parts[1][-1:].isdigit() else ""
        what = "The most copied text" if "exact copies only" in parts else "The largest family of texts"
        sentences.append(f"{what} has {about}{plural(first.value, 'post')} {parts[0]}{when}.")
    if hidden:
        floor = scope.plan.floors.authors
        what = f"{plural(hidden, 'family', 'families')} as large" if largest else "The largest families"
        sentences.append(
            f"{what} {'is' if hidden == 1 and largest else 'are'} not shown: fewer than {floor} authors were seen in each."
        )
    return [
        Finding(
            id=f"{NAME}.copypasta",
            metric=NAME,
            title=titles[reading],
            statement=" ".join(sentences),
            reading=reading,
            severity=_severity(contrast, reading),
            confidence=confidence([contrast.estimate], scope),
            harm="validity",
            estimates=(contrast.estimate.id, *(each.id for each in largest)),
            headline=contrast.estimate.id,
            caveats=(
                "A shared text says nothing of why it is shared: reposts, slogans, forms and songs count too.",
                "Numbers of authors are what a family certainly has, at most 128; there may be more.",
            ),
            block=NAME,
        )
    ]


def copies_finding(compared: Sequence[Figure], scope: Scope) -> list[Finding]:
    """Whether the headline figures hang on copies."""
    told = [each for each in compared if each.change.estimate.status == "ok"]
    if not told:
        return []
    shown = sorted((each for each in told if each.change.reading == "shown"), key=lambda each: -each.change.gap)
    reading: Reading = "shown" if shown else roll_up(each.change.reading for each in told)
    names = join([_title(each) for each in shown[:4]])
    titles = {
        "shown": f"Leaving out copies moves {plural(len(shown), 'headline figure')} beyond the tolerance",
        "shown_small": "Leaving out copies moves no headline figure beyond the tolerance",
        "inconclusive": "Whether copies move some headline figures beyond the tolerance could not be settled",
        "not_assessed": "What copies do to the headline figures could not be judged",
    }
    readings = [each.change.reading for each in told]
    if reading == "inconclusive" and len(set(readings)) > 1:
        titles[reading] = f"What leaving out copies does, {came_to(readings, noun='headline figure')}"
    largest = max(told, key=lambda each: each.change.gap)
    if shown:
        statement = (
            f"Over one post per text in place of all posts, {names} {'changes' if len(shown) == 1 else 'change'} most:"
        )
        statement += f" {join([_moved(each) for each in shown[:4]])}."
    else:
        statement = (
            f"Over one post per text in place of all posts, {plural(len(told), 'headline figure')} were compared; the largest"
            f" change is of {_title(largest)}, {_moved(largest)}."
        )
    severity: Severity = graded(max(each.change.least for each in shown)) if shown else "none"
    return [
        Finding(
            id=COPIES,
            metric=NAME,
            title=titles[reading],
            statement=statement,
            reading=reading,
            severity=severity,
            confidence=confidence([each.change.estimate for each in told], scope),
            harm="validity",
            estimates=tuple(part.id for each in told for part in (each.all_posts, each.without, each.change.estimate)),
            headline=(shown[0] if shown else largest).change.estimate.id,
            caveats=("Exact copies are left out, near ones are not.", *few_authors_caveats(scope)),
            actions=("Say for each figure whether it counts posts or texts.",) if shown else (),
            block=_block_of(shown[0] if shown else largest),
        )
    ]


def _title(figure: Figure) -> str:
    kind, axis, group = figure.title
    if kind == "attribute":
        return f"the share of posts by {group_title(group)}"
    if kind == "mention":
        return f"the rate of posts that mention {group_title(group)}"
    if kind == "label":
        return f"the rate of {axis} = {group}"
    names = {"top_1": "the top 1%'s share", "top_10": "the top 10%'s share", "effective_authors": "effective authors"}
    return names[axis]


def _moved(figure: Figure) -> str:
    value = figure.change.estimate.value
    if value is None:
        return "by an amount not measured"
    return f"by {figure.change.estimate.told}" if figure.change.null == 0.0 else f"to {exactly(float(f'{value:.3g}'))}"


def _block_of(figure: Figure) -> str:
    if figure.title[0] == "mention":
        return f"{COPIES}.mentions"
    return NAME if figure.title[1] == "effective_authors" else f"{COPIES}.shares"


def blocks(shares: Mapping[str, Contrast], compared: Sequence[Figure]) -> tuple[Block, ...]:
    """Charts: how much repeats, and headline figures with and without copies."""
    chart = Chart(
        "intervals",
        tuple((each.estimate.id,) for each in shares.values()),
        tuple(_SHARES[name] for name in shares),
        "share of posts with words",
        caption="Posts that repeat a text that is already there, and posts whose text several authors share.",
    )
    made = [Block(NAME, NAME, "Posts that repeat", "", chart)]
    for name, title, kinds, axis in (
        ("shares", "Shares with and without copies", ("attribute", "label", "concentration"), "share of posts"),
        ("mentions", "Mentions with and without copies", ("mention",), "posts that mention the group, per 1,000"),
    ):
        drawn = [
            each
            for each in compared
            if each.title[0] in kinds
            and each.title[1] != "effective_authors"
            and each.all_posts.status == each.without.status == "ok"
        ]
        if drawn:
            chart = Chart(
                "paired",
                tuple((each.all_posts.id, each.without.id) for each in drawn),
                tuple(_label(each) for each in drawn),
                axis,
                series=("all posts", "one post per text"),
                caption="Headline figures over all posts, and over one post per text drawn by its hash.",
            )
            made.append(Block(f"{COPIES}.{name}", NAME, title, "", chart))
    return tuple(made)


def _label(figure: Figure) -> str:
    kind, axis, group = figure.title
    if kind == "concentration":
        return {"top_1": "top 1% of authors", "top_10": "top 10% of authors"}[axis]
    return f"{axis} = {group}" if kind == "label" else f"{axis_title(axis)}: {group_title(group)}"


def not_told(tally: Tally, scope: Scope) -> tuple[NotMeasured, ...]:
    """What is missing, and why."""
    reasons = []
    if not scope.has_authors:
        reasons.append("The data name no authors, so whether a text is shared by several cannot be told.")
    elif not tally.samples[TEXTS].complete:
        reasons.append("There are more texts than are kept, so posts per author without copies cannot be told.")
    if not tally.samples[TEXTS].complete:
        rate = 2 ** tally.samples[LARGE].level
        reasons.append(
            f"The largest families are sought in 1 of {rate:,} posts: families of fewer than about {20 * rate:,}"
            " posts may be missed."
        )
    return tuple(NotMeasured(NAME, each) for each in reasons)
