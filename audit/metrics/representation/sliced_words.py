"""The words of shares over time and by community, from figures made in ``representation_sliced``."""

from __future__ import annotations

from collections.abc import Sequence

from audit.finding import Block, Chart, Confidence, Finding, Judgement, NotMeasured
from audit.metrics.contrast import Contrast, confidence, could_have_shown, few_authors_caveats, roll_up
from audit.metrics.representation.asked import NAME, periods_between
from audit.metrics.representation.divergence import test_words
from audit.metrics.representation.estimates import AttributeEstimates
from audit.metrics.representation.sliced import MOST_PERIODS, SlicedEstimates
from audit.metrics.representation.slices import COMMUNITY, MOST_ROWS, UNSTATED, cells_of
from audit.metrics.verdicts import ending
from audit.resources import axis_title, group_title
from audit.tally import Tally
from audit.wording import count, join, percent, plural, points, sentence_case, with_article

_LARGER = {"month": "quarter", "quarter": "year"}


def judge_sliced(own: AttributeEstimates, tally: Tally) -> Judgement:
    """The shares of an attribute in the slices that the plan asks for."""
    return Judgement.sum([_judge(what, own, tally) for what in own.scope.plan.representation.slices])


def _judge(what: str, own: AttributeEstimates, tally: Tally) -> Judgement:
    title = f"{sentence_case(axis_title(own.attribute))} by {what}"
    if what == COMMUNITY and tally.is_weighted:
        return _nothing(title, "not weighted, since what weighs how much is not kept by community.")
    cells = cells_of(tally, what, own.attribute)
    if cells is None:
        kept = f"more than {count(MOST_ROWS)} pairs of an author and a community, which is more than are kept."
        return _nothing(title, f"there are {kept}")
    if not any(group != UNSTATED for _, group in cells.posts):
        field = "community" if what == COMMUNITY else "time of posting"
        return _nothing(title, f"no post of a stated group has a {field}.")
    made = SlicedEstimates(what, own, cells)
    thin = made.settle()
    floors = made.scope.plan.floors
    few = f"fewer than {floors.authors} authors or {floors.posts} posts"
    slices = (what, "communities" if what == COMMUNITY else f"{what}s")
    if what != COMMUNITY and len(made.slices) > MOST_PERIODS:
        hint = f" Ask for slices by {_LARGER[what]}." if what in _LARGER else ""
        return _nothing(title, f"there are more than {MOST_PERIODS} {slices[1]}, more than can be read.{hint}")
    if len(made.slices) < 2:
        return _nothing(
            title, f"there are not two {slices[1]} that each have {floors.authors} authors and {floors.posts} posts."
        )
    if made.hidden is None:
        return _nothing(
            title, f"nothing can be printed without telling of a group of fewer than {floors.authors} authors."
        )
    contrasts = made.make()
    notes = []
    if thin:
        notes.append(
            NotMeasured(NAME, f"{title}: {plural(thin, *slices)} of {few} {'is' if thin == 1 else 'are'} not told.")
        )
    if made.left_out:
        names = join([group_title(each) for each in made.left_out])
        notes.append(
            NotMeasured(
                NAME, f"{title}: {names} left out, of too few authors in some of them, which would have hidden others."
            )
        )
    if hidden := int(made.hidden[:, :-1].sum()):
        reason = (
            f"{title}: {plural(hidden, 'share')} hidden: of fewer than {floors.authors} authors, or would tell of one."
        )
        notes.append(NotMeasured(NAME, reason))
    findings = _communities(contrasts, made) if what == COMMUNITY else _changes(contrasts, made)
    return Judgement(tuple(made.made.values()), tuple(findings), (_block(made),), tuple(notes))


def _nothing(title: str, reason: str) -> Judgement:
    return Judgement(not_measured=(NotMeasured(NAME, f"{title}: {reason}"),))


def _changes(contrasts: Sequence[Contrast], made: SlicedEstimates) -> list[Finding]:
    shown = [each for each in contrasts if each.reading == "shown"]
    rest = [each for each in contrasts if each.reading != "shown"]
    result = []
    for each in shown:
        group = each.estimate.group[made.own.attribute]
        first, last = made.ends(group) or ("", "")
        fell = (each.estimate.value or 0) < 0
        before, after = (made.made[made.identifier(at, group, "share_of_posts")] for at in (first, last))
        result.append(
            Finding(
                id=f"{made.prefix}.{made.own.slug(group)}",
                metric=NAME,
                title=f"The share of posts by {group_title(group)} {'fell' if fell else 'rose'} from {first} to {last}",
                statement=f"Of posts by authors with {with_article(axis_title(made.own.attribute))} in the data, {before.told} were by"
                f" {group_title(group)} in {first} and {after.told} in {last}:"
                f" {each.estimate.told}.",
                reading="shown",
                severity=each.severity,
                confidence=_confidence([each], made),
                harm="validity",
                estimates=(before.id, after.id, each.estimate.id),
                headline=each.estimate.id,
                caveats=_caveats(made),
                actions=("Say which time the data stand for, or weight each period by itself.",),
                block=made.prefix,
            )
        )
    if rest:
        result.append(
            _rest(rest, made, f"from the first to the last {made.what} printed for a group", some_shown=bool(shown))
        )
    return result


def _communities(contrasts: Sequence[Contrast], made: SlicedEstimates) -> list[Finding]:
    shown = sorted(
        (each for each in contrasts if each.reading == "shown"), key=lambda each: (-each.gap, each.estimate.id)
    )
    rest = [each for each in contrasts if each.reading != "shown"]
    result = []
    if shown:
        parts = [
            f"{each.estimate.group[made.what]} by {group_title(each.estimate.group[made.own.attribute])}"
            f" ({each.estimate.told})"
            for each in shown[:3]
        ]
        more = f" And {plural(len(shown) - 3, 'other')} beyond the tolerance." if len(shown) > 3 else ""
        result.append(
            Finding(
                id=f"{made.prefix}.shown",
                metric=NAME,
                title=f"{sentence_case(axis_title(made.own.attribute))} of authors differs between communities",
                statement=f"Furthest from their shares of posts elsewhere: posts in {join(parts)}.{more}",
                reading="shown",
                severity=shown[0].severity,
                confidence=_confidence(shown, made),
                harm="validity",
                estimates=tuple(each.estimate.id for each in shown),
                headline=shown[0].estimate.id,
                caveats=_caveats(made),
                actions=("Compare groups within communities before comparing them over all posts.",),
                block=made.prefix,
            )
        )
    if rest:
        result.append(_rest(rest, made, "between a community and all other posts", some_shown=bool(shown)))
    return result


def _rest(rest: Sequence[Contrast], made: SlicedEstimates, where: str, *, some_shown: bool) -> Finding:
    reading = roll_up(each.reading for each in rest)
    tolerance = points(made.scope.plan.tolerances.share_gap)
    words = axis_title(made.own.attribute)
    readings = [each.reading for each in rest]
    parts = [
        f"{count(readings.count(name))} {said}"
        for name, said in (
            ("shown_small", f"within {tolerance}"),
            ("inconclusive", "not settled"),
            ("not_assessed", "hidden or on too few posts or authors"),
        )
        if name in readings
    ]
    title = f"{sentence_case(words)} by {made.what}"
    if len(set(readings)) == 1:
        title += f": {'any other' if some_shown else 'any'} difference {where}{ending(readings, 'is small')}"
    else:
        noun = f"{'other ' if some_shown else ''}difference"
        title += f", {where}{ending(readings, '', f'within {tolerance}', noun=noun)}"
    return Finding(
        id=f"{made.prefix}.others" if some_shown else made.prefix,
        metric=NAME,
        title=title,
        statement=f"Of {plural(len(rest), 'further difference' if some_shown else 'difference')} {where}: {join(parts)}."
        f"{could_have_shown(rest)}",
        reading=reading,
        severity="none",
        confidence=_confidence(rest, made),
        harm="validity",
        estimates=tuple(each.estimate.id for each in rest),
        caveats=_caveats(made),
        block=made.prefix,
    )


def _block(made: SlicedEstimates) -> Block:
    words = axis_title(made.own.attribute)
    level = percent(made.scope.level)
    rows = made.slices if made.what == COMMUNITY else periods_between(made.slices[0], made.slices[-1], made.what)
    told, margins = set(made.slices), made.margins
    chart = Chart(
        "paired" if made.what == COMMUNITY else "lines",
        tuple(
            tuple(made.identifier(row, group, "share_of_posts") if row in told else "" for group in made.groups)
            for row in rows
        ),
        tuple(rows),
        f"share of posts by authors with {with_article(words)} in the data",
        tuple(group_title(each) for each in made.groups),
        caption=f"Share of posts by stated {words} in each {made.what}, with {level} intervals clustered by {made.scope.voice}."
        + (" Grey: no posts, or too few posts or authors to be told." if made.what != COMMUNITY else "")
        + (
            f" {'Diamonds' if made.what == COMMUNITY else 'Dotted lines'} mark the reference ({made.source})."
            if margins
            else ""
        ),
    )
    test = made.made.get(f"{made.prefix}.same_over_slices")
    said = test_words(test, f"That the shares are the same in every {made.what}")
    return Block(made.prefix, NAME, f"{sentence_case(words)} of authors by {made.what}", said, chart, _caveats(made))


def _confidence(contrasts: Sequence[Contrast], made: SlicedEstimates) -> Confidence:
    return confidence([each.estimate for each in contrasts], made.scope, missing=made.own.missing or 0.0)


def _caveats(made: SlicedEstimates) -> tuple[str, ...]:
    why = (
        "Who states an attribute, and who is collected, can differ between communities as much as who writes there."
        if made.what == COMMUNITY
        else "A change can be one of who states an attribute or of what was collected; the first and the last period may be"
        " only partly covered."
    )
    return (why, *few_authors_caveats(made.scope))
