"""The words for inferred attributes: what was inferred, what correction makes of it, and what neither can say."""

from __future__ import annotations

from audit.finding import Block, Chart, Confidence, Finding, Judgement, NotMeasured, Reading
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, confidence, could_have_shown, few_authors_caveats, roll_up
from audit.metrics.references import reference_caveats
from audit.metrics.representation.asked import NAME
from audit.metrics.representation.inferred import InferredEstimates
from audit.metrics.representation.named import named_estimates
from audit.metrics.representation.named_words import (
    classified_and_weighted,
    coverage,
    name_block,
    name_caveats,
    title_of_names,
)
from audit.resources import axis_title, group_title
from audit.tally import Tally
from audit.wording import join, percent, plural, points, sentence_case

#: Fewer people than this to count errors on, and a correction leans on too few to be called more than low confidence.
FEW_CALIBRATED = 100
_VERDICTS: dict[Reading, str] = {
    "inconclusive": "could not be settled",
    "shown_small": "match the benchmark once corrected",
    "not_assessed": "could not be judged",
}


def judge_inferred(attribute: str, tally: Tally, scope: Scope) -> Judgement:
    """What is said of an attribute that was inferred."""
    made = InferredEstimates(attribute, tally, scope, scope.benchmarks.get(attribute))
    words = axis_title(attribute)
    others = NotMeasured(
        NAME,
        f"{sentence_case(words)} was inferred, so no other metric uses it: a difference between inferred groups mixes what"
        " the groups do with the errors of inference. audit.statistics.disparity gives two estimates that err in opposite"
        " directions.",
    )
    if made.inference.names:
        made.made.update(named_estimates(made))
    if not made.groups:
        floor = scope.plan.floors.authors
        reason = f"{sentence_case(words)}: no inferred group surely has {floor} authors or more, so none is printed."
        return Judgement(tuple(made.made.values()), not_measured=(NotMeasured(NAME, reason), others))
    contrasts = dict(zip(made.margins, made.make(), strict=False))
    if contrasts:
        findings = [_gap(group, each, made) for group, each in contrasts.items() if each.reading == "shown"]
        rest = {group: each for group, each in contrasts.items() if each.reading != "shown"}
        findings += [_rest(rest, made)] if rest else []
    else:
        findings = [_counted(made)]
    notes = [others, *_left_out(made)]
    block = name_block(made, caveats(made)) if made.inference.names else _block(made)
    return Judgement(tuple(made.made.values()), tuple(findings), (block,), tuple(notes))


def _gap(group: str, contrast: Contrast, made: InferredEstimates) -> Finding:
    fewer = (contrast.estimate.value or 0) < 0
    name = f"{made.prefix}.{group}"
    source = made.benchmark.source if made.benchmark else ""
    return Finding(
        id=name,
        metric=NAME,
        title=(
            f"{sentence_case(group_title(group))}, as inferred and corrected, wrote {'fewer' if fewer else 'more'} of these"
            f" posts than their share of {made.benchmark.whole if made.benchmark else 'the population'}"
        ),
        statement=(
            f"{' '.join([_both(group, made), *_coverage(made)])} The reference is {percent(made.margins[group])} ({source})."
            f" The corrected gap is {contrast.estimate.told}."
        ),
        reading="shown",
        severity=contrast.severity,
        confidence=_confidence(made),
        harm="erasure" if fewer else "allocation",
        estimates=tuple(each for each in made.made if each.startswith(f"{name}.")),
        headline=contrast.estimate.id,
        caveats=caveats(made),
        actions=(
            "Ask a sample of these authors, or code it by hand, and count the errors on it: a calibration from elsewhere"
            " may not fit.",
        ),
        block=made.prefix,
    )


def _rest(rest: dict[str, Contrast], made: InferredEstimates) -> Finding:
    reading = roll_up(each.reading for each in rest.values())
    tolerance = points(made.scope.plan.tolerances.share_gap)
    source = made.benchmark.source if made.benchmark else ""
    said = {
        "shown_small": f"Once corrected they lie within {tolerance} of the reference ({source}).",
        "inconclusive": f"Their corrected intervals reach across the tolerance of {tolerance} around the reference"
        f" ({source}).{could_have_shown(rest.values())}",
        "not_assessed": "Too few posts or authors to judge them.",
    }[reading]
    of_each = {
        kind: join([group_title(group) for group, each in rest.items() if each.reading == kind]) for kind in _VERDICTS
    }
    verdicts = [f"the shares of posts by {names} {_VERDICTS[kind]}" for kind, names in of_each.items() if names]
    return Finding(
        id=made.prefix if len(rest) == len(made.margins) else f"{made.prefix}.others",
        metric=NAME,
        title=f"{sentence_case(axis_title(made.attribute))}, as inferred: {join(verdicts)}",
        statement=" ".join([*(_both(group, made) for group in rest), *_coverage(made), said]),
        reading=reading,
        severity="none",
        confidence=_confidence(made),
        harm="erasure",
        estimates=tuple(each.estimate.id for each in rest.values()),
        caveats=caveats(made),
        block=made.prefix,
    )


def _counted(made: InferredEstimates) -> Finding:
    """Shares that are printed and not judged: without a benchmark, or without counted errors."""
    words = axis_title(made.attribute)
    title = (
        f"{sentence_case(words)} of authors was inferred and corrected, and is not judged: no benchmark was chosen"
        if made.corrected
        else f"{sentence_case(words)} of authors was inferred, and what it comes to is not known: its errors were not counted"
    )
    if made.inference.names and not made.corrected:
        title = title_of_names(made)
    actions = (
        (f"Choose whom the dataset stands for: --benchmark {made.attribute}=NAME or FILE:POPULATION.",)
        if made.corrected
        else (
            "Count the errors on people whose group is known, at least 100 of each group, and give them in the plan under"
            f" [inference.{made.attribute}].",
        )
    )
    return Finding(
        id=made.prefix,
        metric=NAME,
        title=title,
        statement=" ".join([*(_both(group, made) for group in made.groups), *_coverage(made)]),
        reading="not_assessed",
        severity="none",
        confidence=_confidence(made),
        harm="validity",
        estimates=tuple(made.made),
        caveats=caveats(made),
        actions=actions,
        block=made.prefix,
    )


def _both(group: str, made: InferredEstimates) -> str:
    """The share as inferred, and corrected or bounded."""
    raw = made.get(group, "share_of_posts")
    said = f"As inferred, {raw.told} of posts are by {group_title(group)}"
    if made.inference.names:
        said = classified_and_weighted(group, made)
    if group in made.corrected:
        corrected = made.get(group, "share_of_posts_corrected")
        if corrected.value is None:
            return f"{said}; corrected, the share cannot be told: the errors counted are those of chance."
        interval = corrected.limits
        return f"{said}; corrected for the errors counted, {corrected.told} ({interval})."
    limits = made.get(group, "error_bounds")
    if raw.value is None or limits.low is None:
        return f"The share of posts by {group_title(group)} is not printed: {raw.note or limits.note}."
    least = percent(made.inference.at_least)
    return (
        f"{said}; if of each group and of the others at least {least} are classified right, anything from"
        f" {limits.limits}."
    )


def _coverage(made: InferredEstimates) -> list[str]:
    said = coverage(made) if made.inference.names else ""
    return [said] if said else []


def _confidence(made: InferredEstimates) -> Confidence:
    """Low without counted errors or with few; never more than medium, as nobody stated anything."""
    shares = [made.get(group, "share_of_posts") for group in made.groups]
    if not made.corrected or made.calibrated < FEW_CALIBRATED or made.inference.special_category:
        return "low"
    return confidence(shares, made.scope, missing=made.missing, stated=False)


def caveats(made: InferredEstimates) -> tuple[str, ...]:
    """What to keep in mind with any figure of an inferred attribute."""
    words = sentence_case(axis_title(made.attribute))
    by = f" ({made.inference.method})" if made.inference.method else ""
    said = [
        f"{words} is what something inferred{by}, not what authors state: the groups are those that the inference knows,"
        " and no figure here says what any author is."
    ]
    if made.inference.names:
        said += name_caveats(made)
    if made.corrected:
        said.append(
            f"Errors were counted on as few as {plural(made.calibrated, 'person', 'people')} of a group. The correction holds"
            " if they are as frequent within each group here, and among those who write much; where they are not, it"
            " can be further off than the share as inferred."
        )
    else:
        said.append(
            "The errors of the inference were not counted, so the bounds are all that can be said, and they hold only if"
            " the inference is at least as good as assumed."
        )
    said.append(
        "To infer what people did not state can be forbidden: by terms of platforms, and for origin, belief, health or"
        " orientation by law."
    )
    return (*said, *reference_caveats(made.benchmark, made.attribute), *few_authors_caveats(made.scope))


def _left_out(made: InferredEstimates) -> list[NotMeasured]:
    words = sentence_case(axis_title(made.attribute))
    result = []
    if made.rare:
        floor = made.scope.plan.floors.authors
        result.append(
            f"{words}: {plural(len(made.rare), 'inferred group')} of surely no more than {floor - 1} authors"
            f" {'is' if len(made.rare) == 1 else 'are'} hidden, counted as without a value and left out of the correction."
        )
    if made.unseen:
        result.append(
            f"{words}: the inference knows no {join([group_title(each) for each in made.unseen], 'or')}, so their posts are"
            " counted as others'."
        )
    if made.inference.sensitivity and not made.corrected:
        result.append(
            f"{words}: the plan has sensitivity and specificity of {join(sorted(made.inference.sensitivity))}, and not of every"
            f" printed group ({join(made.groups)}), so nothing was corrected by them."
        )
    calibration = made.scope.calibrations.get(made.attribute)
    if calibration and not made.corrected:
        strangers = sorted(set(made.groups) - set(calibration.groups))
        why = f"does not know {join([group_title(each) for each in strangers])}" if strangers else "is of other groups"
        result.append(f"{words}: the confusion matrix {calibration.card.name!r} {why}, so nothing was corrected by it.")
    return [NotMeasured(NAME, each) for each in result]


def _block(made: InferredEstimates) -> Block:
    words = axis_title(made.attribute)
    second = "share_of_posts_corrected" if made.corrected else "error_bounds"
    caption = f"Share of posts by inferred {words}, with {percent(made.scope.level)} intervals clustered by {made.scope.voice}."
    rows = tuple((f"{made.prefix}.{group}.share_of_posts", f"{made.prefix}.{group}.{second}") for group in made.groups)
    if made.corrected and made.benchmark:
        caption += f" Diamonds mark the reference ({made.benchmark.source})."
    return Block(
        id=made.prefix,
        metric=NAME,
        title=f"{sentence_case(words)} of authors, as inferred",
        text="",
        chart=Chart(
            "paired" if made.corrected else "intervals",
            rows if made.corrected else tuple((first,) for first, _ in rows),
            tuple(group_title(group) for group in made.groups),
            f"share of posts whose author's {words} was inferred",
            series=("as inferred", "corrected") if made.corrected else (),
            caption=caption,
        ),
        caveats=caveats(made),
    )
