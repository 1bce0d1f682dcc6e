"""The words of attributes that are counted together, from figures made in ``representation_crossed``."""

from __future__ import annotations

from collections.abc import Mapping

from audit.finding import Block, Chart, Finding, Judgement, NotMeasured, Table
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, confidence, could_have_shown, few_authors_caveats, roll_up
from audit.metrics.references import reference_caveats
from audit.metrics.representation.asked import CROSSED, JOINT, MOST_CELLS, NAME, TOO_MANY
from audit.metrics.representation.crossed import CrossedEstimates, Groups
from audit.metrics.representation.divergence import divergence_words, test_words
from audit.metrics.verdicts import came_to, ending
from audit.resources import axis_title, group_title
from audit.tally import Tally
from audit.wording import join, percent, plural, points, sentence_case

_NOT_A_NORM = (
    "Independence is a yardstick, not a norm: attributes go together in every population, so a departure from it is"
    " described and not judged."
)


def judge_crossed(
    attributes: Groups, tally: Tally, scope: Scope, printed: Mapping[str, set[str]], *, asked: bool
) -> Judgement:
    """Judge one intersection.

    Parameters
    ----------
    attributes : tuple of str
    printed : mapping of str to set of str
        The groups of each attribute that are printed for it alone.
    asked : bool
        Whether the plan names the intersection: then it is said why it is not there.
    """
    key = JOINT.join(attributes)
    made = CrossedEstimates(attributes, tally, scope, scope.benchmarks.get(key))
    reason = _impossible(made, printed)
    if not reason:
        made.settle([printed[each] for each in attributes])
        reason = _too_thin(made)
    if reason:
        said = (NotMeasured(NAME, f"{_title(made)} together: {reason}"),)
        return Judgement(not_measured=said if asked or made.found() else ())
    contrasts = made.make()
    if made.reference:
        pairs = list(zip(made.cells, contrasts, strict=True))
        findings = [_gap(cell, each, made) for cell, each in pairs if each.reading == "shown"]
        rest = [(cell, each) for cell, each in pairs if each.reading != "shown" and not made.is_hidden(cell)]
        findings += [_rest(rest, made)] if rest else []
    else:
        findings = [_counted(made)]
    return Judgement(tuple(made.made.values()), tuple(findings), (_block(made),), tuple(_left_out(made, printed)))


def _impossible(made: CrossedEstimates, printed: Mapping[str, set[str]]) -> str:
    absent = [each for each in made.attributes if each not in printed]
    if absent:
        return f"{join([axis_title(each) for each in absent])} {'is' if len(absent) == 1 else 'are'} not stated in the data."
    many = (NAME, CROSSED, made.key, TOO_MANY) in made.tally.totals
    if many:
        return f"there are more than {MOST_CELLS} combinations of stated values, which is more than can be read."
    if not made.found():
        return "no post states all of them."
    if made.benchmark is not None and not made.margins:
        return f"no group of the benchmark is named as {JOINT.join('GROUP' for _ in made.attributes)}, in the order {made.key}."
    return ""


def _too_thin(made: CrossedEstimates) -> str:
    floor = made.scope.plan.floors.authors
    if min(map(len, made.groups)) < 2:
        of = " that the benchmark knows" if made.margins else ""
        return f"fewer than two groups{of} of each have {floor} authors or more who state all of them."
    if made.hidden is None:
        return f"no cell can be printed without telling of one that has fewer than {floor} authors."
    return ""


def _left_out(made: CrossedEstimates, printed: Mapping[str, set[str]]) -> list[NotMeasured]:
    result = []
    if number := 0 if made.hidden is None else int(made.hidden.sum()):
        floor = made.scope.plan.floors.authors
        reason = (
            f"{_title(made)} together: {plural(number, 'cell')} {'is' if number == 1 else 'are'} hidden, because"
            f" {'it has' if number == 1 else 'they have'} fewer than {floor} authors or would tell of one that has."
        )
        result.append(NotMeasured(NAME, reason))
    gone = [
        group_title(group)
        for attribute, kept in zip(made.attributes, made.groups, strict=True)
        for group in sorted(printed[attribute] - set(kept))
    ]
    if gone:
        reason = (
            f"{_title(made)} together: no cell is of {join(gone, 'or')}, who are not named by the benchmark or are of too few"
            " authors in some cell, which would have taken other cells with it."
        )
        result.append(NotMeasured(NAME, reason))
    return result


def _gap(cell: Groups, contrast: Contrast, made: CrossedEstimates) -> Finding:
    observed = made.get(cell, "share_of_posts")
    fewer = (contrast.estimate.value or 0) < 0
    title = made.title(cell)
    return Finding(
        id=f"{made.prefix}.{made.slug(cell)}",
        metric=NAME,
        title=f"Authors who are {title} wrote {'fewer' if fewer else 'more'} of these posts than their share of {made.benchmark.whole if made.benchmark else 'the population'}",
        statement=(
            f"Of posts by authors with {_and(made)} in the data, {observed.told} are by authors who are {title}; the"
            f" reference is {percent(made.reference[cell])} ({made.source}). The gap is"
            f" {contrast.estimate.told}."
        ),
        reading="shown",
        severity=contrast.severity,
        confidence=confidence([contrast.estimate], made.scope, missing=_missing(made)),
        harm="erasure" if fewer else "allocation",
        estimates=tuple(each for each in made.made if each.startswith(f"{made.prefix}.{made.slug(cell)}.")),
        headline=contrast.estimate.id,
        caveats=_caveats(made),
        actions=(f"Weight by {made.key} with its benchmark, or say in the data card whom the data stand for.",),
        block=made.prefix,
    )


def _rest(rest: list[tuple[Groups, Contrast]], made: CrossedEstimates) -> Finding:
    readings = [each.reading for _, each in rest]
    reading = roll_up(readings)
    tolerance = points(made.scope.plan.tolerances.share_gap)
    all_of_them = len(rest) == len(made.cells)
    which = f"{'the' if all_of_them else 'the other'} {plural(len(rest), 'cell')}".replace(" 1 cell", " cell")
    statements = {
        "shown_small": f"The shares of posts of {which} lie within {tolerance} of the reference ({made.source}).",
        "inconclusive": f"Not all intervals of the shares of posts of {which} lie within {tolerance} of the reference"
        f" ({made.source}).{could_have_shown(each for _, each in rest)}",
        "not_assessed": f"Too few posts or authors to judge the shares of {which}.",
    }
    told = f"the shares of posts of {which}{ending(readings, 'lie within the tolerance of the benchmark')}"
    if len(set(readings)) > 1:
        told = came_to(readings, f"within {tolerance}", "cell" if all_of_them else "other cell")
    return Finding(
        id=made.prefix if all_of_them else f"{made.prefix}.others",
        metric=NAME,
        title=f"{_title(made)} together: {told}",
        statement=statements[reading],
        reading=reading,
        severity="none",
        confidence=confidence([each.estimate for _, each in rest], made.scope, missing=_missing(made)),
        harm="erasure",
        estimates=tuple(each.estimate.id for _, each in rest),
        caveats=_caveats(made),
        block=made.prefix,
    )


def _counted(made: CrossedEstimates) -> Finding:
    return Finding(
        id=made.prefix,
        metric=NAME,
        title=f"{_title(made)} together are counted and not judged: no benchmark of both was chosen".replace(
            "of both", "of both" if len(made.attributes) == 2 else "of all three"
        ),
        statement=_departures(made),
        reading="not_assessed",
        severity="none",
        confidence=confidence(list(made.made.values()), made.scope, missing=_missing(made)),
        harm="erasure",
        estimates=tuple(made.made),
        caveats=_caveats(made),
        actions=(f'Name a benchmark of them together: [benchmarks] "{made.key}" = FILE.',),
        block=made.prefix,
    )


def _departures(made: CrossedEstimates) -> str:
    """The cells that depart most surely from independence; by how sure, not by how large, as the smallest cells vary most."""
    found = []
    for cell in made.cells:
        each = made.get(cell, "difference_from_independence")
        if (
            each.value is not None
            and each.low is not None
            and each.high is not None
            and (each.low > 0 or each.high < 0)
        ):
            found.append((-abs(each.value) / (each.high - each.low), cell, each.told))
    parts = [
        f"{made.title(cell)} {made.get(cell, 'share_of_posts').told}"
        f" ({made.get(cell, 'expected_if_independent').told} if independent,"
        f" {told})"
        for _, cell, told in sorted(found)[:3]
    ]
    if not parts:
        return (
            f"Of posts by authors with {_and(made)} in the data, no cell's share is shown to differ from what it would be if they"
            " were independent in these posts."
        )
    return f"Shares of posts that differ most surely from what they would be if {_and(made)} were independent: {join(parts)}."


def _block(made: CrossedEstimates) -> Block:
    shown = [each for each in made.cells if not made.is_hidden(each)]
    caption = (
        f"Share of posts among those by authors with {_and(made)} in the data, with {percent(made.scope.level)} intervals clustered"
        " by author, beside what it would be if they were independent in these posts."
    )
    if made.reference:
        caption += f" Diamonds mark the reference ({made.source})."
    measures = {
        "Posts": "share_of_posts",
        "Authors": "share_of_authors",
        "If independent": "expected_if_independent",
        "Difference from that": "difference_from_independence",
        "Difference from the reference": "difference",
        "Ratio to it": "ratio",
    }
    kept = {name: each for name, each in measures.items() if any(made.identifier(c, each) in made.made for c in shown)}
    rows = tuple(
        tuple(name if (name := made.identifier(cell, each)) in made.made else "" for each in kept.values())
        for cell in shown
    )
    titles = tuple(made.title(each) for each in shown)
    null = f"That {_and(made)} are independent in these posts"
    said = (divergence_words(made.made, made.prefix), test_words(made.made.get(f"{made.prefix}.independence"), null))
    return Block(
        id=made.prefix,
        metric=NAME,
        title=f"{_title(made)} of authors together",
        text=" ".join(each for each in said if each),
        chart=Chart(
            "paired",
            tuple(
                (made.identifier(each, "share_of_posts"), made.identifier(each, "expected_if_independent"))
                for each in shown
            ),
            titles,
            f"share of posts by authors with {_and(made)} in the data",
            ("observed", "if independent"),
            caption=caption,
        ),
        caveats=_caveats(made),
        table=Table(tuple(kept), titles, rows),
    )


def _caveats(made: CrossedEstimates) -> tuple[str, ...]:
    stated = f"Only posts by authors with {_and(made)} in the data count here; people who have them there may differ from people who do not."
    alone = [each for each in made.attributes if each in made.scope.benchmarks]
    no_joint = (
        (
            f"The benchmark of {join([axis_title(each) for each in alone])} does not say how they go together, so there is no"
            " expectation for both at once.",
        )
        if alone and not made.reference
        else ()
    )
    reference = reference_caveats(made.benchmark, made.key) if made.reference else ()
    return (stated, _NOT_A_NORM, *no_joint, *reference, *few_authors_caveats(made.scope))


def _missing(made: CrossedEstimates) -> float:
    return 1 - made.whole.sum() / made.scope.posts if made.scope.posts else 1.0


def _and(made: CrossedEstimates) -> str:
    return join([axis_title(each) for each in made.attributes])


def _title(made: CrossedEstimates) -> str:
    return sentence_case(_and(made))
