"""The words of representation: findings and the block they share, from figures made in ``representation_estimates``."""

from __future__ import annotations

from audit.finding import Block, Chart, Finding, Reading, Table
from audit.metrics.contrast import Contrast, confidence, could_have_shown, few_authors_caveats, roll_up
from audit.metrics.references import reference_caveats
from audit.metrics.representation.asked import NAME
from audit.metrics.representation.divergence import divergence_words
from audit.metrics.representation.estimates import AttributeEstimates
from audit.resources import axis_title, group_title
from audit.wording import join, percent, plural, points, sentence_case, with_article


def gap_finding(group: str, contrast: Contrast, made: AttributeEstimates) -> Finding:
    """A gap to the benchmark that is shown."""
    name = made.stem(group)
    observed = made.get(group, "share_of_posts")
    fewer = (contrast.estimate.value or 0) < 0
    title = group_title(group)
    return Finding(
        id=name,
        metric=NAME,
        title=f"{sentence_case(title)} wrote {'fewer' if fewer else 'more'} of these posts than their share of {made.whole}",
        statement=(
            f"Of {_counted(made)}, {observed.told} are by {title}; the reference is"
            f" {percent(made.margins[group])} ({made.source}). The gap is {contrast.estimate.told}."
            f"{_whatever_they_are(group, made)}"
        ),
        reading="shown",
        severity=contrast.severity,
        confidence=confidence([contrast.estimate], made.scope, missing=made.missing or 0.0),
        harm="erasure" if fewer else "allocation",
        estimates=tuple(each for each in made.made if each.startswith(f"{name}.")),
        headline=contrast.estimate.id,
        caveats=caveats(made),
        actions=("Weight or resample towards the benchmark, or say in the data card whom the data stand for.",),
        block=made.prefix,
    )


def _whatever_they_are(group: str, made: AttributeEstimates) -> str:
    """Between which gaps the one over all posts lies, whatever those are who have no value: none of the group, or all of it."""
    bounds = made.get(group, "bounds")
    if not made.missing or bounds.low is None or bounds.high is None:
        return ""
    ends = (bounds.low - made.margins[group], bounds.high - made.margins[group])
    low, high = (points(each, signed=True) for each in ends)
    tolerance = made.scope.plan.tolerances.share_gap
    sure = not ends[0] <= tolerance or not ends[1] >= -tolerance
    return (
        f" {made.unstated.told} of posts are by authors who have none: whatever they are, the gap over all posts lies"
        f" between {low.rpartition(' ')[0]} and {high}{'' if sure else ', so that it need not be beyond the tolerance'}."
    )


def rest_finding(rest: list[tuple[str, Contrast]], made: AttributeEstimates) -> Finding:
    """What is left of the groups: shown to be small, or not settled."""
    reading = roll_up(each.reading for _, each in rest)
    tolerance = points(made.scope.plan.tolerances.share_gap)

    def by(of: Reading) -> str:
        return join([group_title(group) for group, each in rest if each.reading == of])

    small, open_, none = by("shown_small"), by("inconclusive"), by("not_assessed")
    said = [
        f"The intervals of the shares of posts by {open_} reach across the tolerance of {tolerance} around the reference"
        f" ({made.source}).{could_have_shown(each for _, each in rest)}"
        if open_
        else "",
        f"The shares of posts by {small} lie within {tolerance} of the reference ({made.source})." if small else "",
        f"Too few posts or authors to judge the shares of {none}." if none else "",
    ]
    verdicts = [
        f"the shares of posts by {names} {words}"
        for names, words in (
            (open_, "could not be settled"),
            (small, "lie within the tolerance of the benchmark"),
            (none, "could not be judged"),
        )
        if names
    ]
    return Finding(
        id=made.prefix if len(rest) == len(made.groups) else f"{made.prefix}.others",
        metric=NAME,
        title=f"{sentence_case(axis_title(made.attribute))}: {join(verdicts)}",
        statement=" ".join(each for each in said if each),
        reading=reading,
        severity="none",
        confidence=confidence([each.estimate for _, each in rest], made.scope, missing=made.missing or 0.0),
        harm="erasure",
        estimates=tuple(each.estimate.id for _, each in rest),
        caveats=caveats(made),
        block=made.prefix,
    )


def is_too_small(group: str, contrast: Contrast, made: AttributeEstimates) -> bool:
    """Whether a group lies within the tolerance since it is no larger: not even its absence would lie beyond."""
    return contrast.reading == "shown_small" and made.margins[group] <= made.scope.plan.tolerances.share_gap


def too_small_finding(groups: list[str], made: AttributeEstimates) -> Finding:
    """Groups whose lack no difference of shares could show: counted, and not said to be within the tolerance."""
    tolerance = points(made.scope.plan.tolerances.share_gap)
    names = join([group_title(group) for group in groups])
    ratios = [f"{group_title(group)} {_of_their_share(group, made)}" for group in groups]
    return Finding(
        id=f"{made.prefix}.smaller_than_tolerance",
        metric=NAME,
        title=f"{sentence_case(axis_title(made.attribute))}: a tolerance of {tolerance} cannot tell whether {names} wrote too little",
        statement=f"The reference of {names} is no larger than the tolerance of {tolerance} ({made.source}): had they written"
        f" nothing at all, the gap would still lie within it, so nothing is concluded from it. As a multiple of the reference:"
        f" {join(ratios)}.",
        reading="not_assessed",
        severity="none",
        confidence="low",
        harm="erasure",
        estimates=tuple(f"{made.stem(group)}.{each}" for group in groups for each in ("ratio", "difference")),
        caveats=caveats(made),
        block=made.prefix,
    )


def _of_their_share(group: str, made: AttributeEstimates) -> str:
    ratio = made.get(group, "ratio")
    if ratio.status != "ok" or ratio.value is None:
        return "too few to print"
    limits = "" if ratio.low is None or ratio.high is None else f" ({ratio.limits})"
    return f"{ratio.told}{limits}{made.stands_on(group)}"


def counted_finding(made: AttributeEstimates) -> Finding:
    """Shares that are printed and not judged, because no benchmark was chosen."""
    words = axis_title(made.attribute)
    shown = [group for group in made.groups if made.get(group, "share_of_posts").status == "ok"]
    largest = sorted(shown, key=lambda each: -(made.get(each, "share_of_posts").value or 0))[:3]
    parts = [f"{made.get(each, 'share_of_posts').told} {group_title(each)}" for each in largest]
    missing = _unstated(made)
    return Finding(
        id=made.prefix,
        metric=NAME,
        title=f"{sentence_case(words)} of authors is counted and not judged: no benchmark was chosen",
        statement=f"Of {_counted(made)}: {join(parts) if parts else 'too few to print'}. {missing}",
        reading="not_assessed",
        severity="none",
        confidence=confidence(list(made.made.values()), made.scope, missing=made.missing or 0.0),
        harm="erasure",
        estimates=tuple(made.made),
        caveats=caveats(made),
        actions=(f"Choose whom the dataset stands for: --benchmark {made.attribute}=NAME or FILE:POPULATION.",),
        block=made.prefix,
    )


def _counted(made: AttributeEstimates) -> str:
    """The posts that shares are of, and what is not among them though the data have it."""
    posts = f"posts by authors with {with_article(axis_title(made.attribute))} in the data"
    if not made.rare:
        return posts
    floor = made.scope.plan.floors.authors
    return f"{posts} (without those of {plural(made.rare, 'value')} of fewer than {floor} authors each, which {'is' if made.rare == 1 else 'are'} hidden)"


def _unstated(made: AttributeEstimates) -> str:
    if made.missing is None:
        return "How many posts have no printed value is too small a number to print."
    return "Every post has one." if made.missing == 0 else f"{made.unstated.told} of posts have no printed value."


def caveats(made: AttributeEstimates) -> tuple[str, ...]:
    """What to keep in mind with any figure of the attribute."""
    words = sentence_case(axis_title(made.attribute))
    stated = (
        f"{words} is as the data have it and was not inferred here. Who set it there, the authors or somebody else, and how, is"
        " not known to this audit. People who have it in the data may differ from people who do not."
    )
    reference = reference_caveats(made.benchmark, made.attribute)
    return (stated, *_unprinted_caveats(made), *_impossible_caveats(made), *reference, *few_authors_caveats(made.scope))


def _impossible_caveats(made: AttributeEstimates) -> tuple[str, ...]:
    if not made.impossible:
        return ()
    names = join([group_title(group) for group in made.impossible], "or")
    return (
        f"The plan makes no group of numbers that stand for {names}: the other groups are compared among themselves, and the"
        f" reference is of people who are not {names}.",
    )


def _unprinted_caveats(made: AttributeEstimates) -> tuple[str, ...]:
    if not made.unprinted:
        return ()
    names, floor = join([group_title(group) for group in made.unprinted], "or"), made.scope.plan.floors.authors
    return (
        f"Fewer than {floor} authors are {names}, too few to print: the other groups are compared among themselves, and"
        f" the reference is of people who are not {names}.",
    )


def block(made: AttributeEstimates) -> Block:
    """The chart of shares of posts, with the benchmark's diamonds."""
    words = axis_title(made.attribute)
    caption = f"Share of posts by {words} in the data, with {percent(made.scope.level)} intervals clustered by {made.scope.voice}."
    if made.benchmark:
        caption += f" Diamonds mark the reference ({made.source})."
    return Block(
        id=made.prefix,
        metric=NAME,
        title=f"{sentence_case(words)} of authors",
        text=" ".join(each for each in (divergence_words(made.made, made.prefix), _reach_words(made)) if each),
        chart=Chart(
            "dumbbells" if made.benchmark else "intervals",
            tuple((f"{made.stem(group)}.share_of_posts",) for group in made.groups),
            tuple(group_title(group) for group in made.groups),
            f"share of posts by authors with {with_article(words)} in the data",
            caption=caption,
        ),
        caveats=caveats(made),
        table=side_by_side(made),
    )


def _reach_words(made: AttributeEstimates) -> str:
    """That shares of likes are counted and nothing more, where there are any."""
    if not any(each.endswith(".share_of_reach") for each in made.made):
        return ""
    return "Shares of reach (likes) stand beside these and are judged by nothing: whose posts should be liked has no reference."


def side_by_side(made: AttributeEstimates) -> Table:
    """Shares of posts, authors and reach of each group, with the gap of the first to the reference."""
    measures = {
        "Posts": "share_of_posts",
        "Authors": "share_of_authors",
        "Reach": "share_of_reach",
        "Difference": "difference",
        "Ratio": "ratio",
    }
    kept = {
        name: each for name, each in measures.items() if any(f"{made.stem(g)}.{each}" in made.made for g in made.groups)
    }
    rows = tuple(
        tuple(name if (name := f"{made.stem(group)}.{each}") in made.made else "" for each in kept.values())
        for group in made.groups
    )
    return Table(tuple(kept), tuple(group_title(group) for group in made.groups), rows)
