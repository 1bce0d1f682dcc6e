"""What is said of sentiment, and of the scorer that it hangs on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from audit.finding import Estimate, NotMeasured
from audit.metrics.base import Scope
from audit.metrics.contrast import few_authors_caveats
from audit.metrics.language import detected
from audit.metrics.sentiment.sums import NAME, nobody
from audit.metrics.telling import is_rounded
from audit.models.sentiment_scorer import SCORED_CHARACTERS
from audit.resources import ScorerShift, ScorerShifts, group_title
from audit.tally import Tally
from audit.wording import ROUNDED, count, figure, join, number, percent, plural
from audit.wording.digits import MINUS

CAVEAT = (
    "Scores are of the words of a post, by VADER, a list of scored words with rules: not of what the author thinks of the group."
    " A post that speaks up for a group against harm scores low. Neither the scores nor the list of names has been validated on"
    " these posts."
)
DIALECTS = (
    "Scorers like this one, VADER among those studied, rate African American English as more negative than it is (Resende et al."
    " 2024): a gap between posts in different dialects is no gap in sentiment."
)
#: Groups that a finding about many names one by one.
_NAMED = 3


def title(group: str, against: str, value: float) -> str:
    """The claim of a gap that is shown."""
    direction = "more positive" if value > 0 else "more negative"
    others = "posts that mention other groups" if against == "others" else "posts that name no group"
    return f"Posts that mention {group_title(group)} are {direction} in their words than {others}"


def statement(group: str, against: str, axis: str, own: Estimate, gap: Estimate) -> str:
    """The two means behind a gap, and the gap."""
    others = (
        f"in posts that mention other groups ({axis}) and name them in no form"
        if against == "others"
        else "in posts that name no group"
    )
    mean = number((own.value or 0.0) - (gap.value or 0.0))
    return (
        f"Posts that mention {group_title(group)} score {own.told} on average, against"
        f" {ROUNDED if is_rounded(own, gap) else ''}{mean} {others}, on a scale"
        f" from {MINUS}1 to 1: a difference of {gap.told}. Names of groups were masked before scoring."
    )


def caveats(groups: Iterable[tuple[str, str]], shifts: ScorerShifts, scope: Scope) -> tuple[str, ...]:
    """Everything a reader of a gap is owed."""
    said = (CAVEAT, own_bias(list(groups), shifts), DIALECTS, detected(scope.plan), *few_authors_caveats(scope))
    return tuple(each for each in said if each)


def own_bias(groups: Sequence[tuple[str, str]], shifts: ScorerShifts) -> str:
    """What the scorer would make of the names alone, were they not masked."""
    measured = [each for each in (shifts.of(*group) for group in groups) if each is not None]
    unmeasured = len(groups) - len(measured)
    moved = sorted((each for each in measured if each.scored), key=lambda each: (-abs(each.mean_shift), each.group))
    parts = [_of_group(each) for each in moved[:_NAMED]]
    if parts:
        told = f"Names move the scorer by themselves, which is why they were masked: {'; '.join(parts)}."
        if len(moved) > len(parts):
            told += f" So do names of {plural(len(moved) - len(parts), 'more group')}."
    else:
        told = f"The scorer gives no score to any name that we know of {_whose(groups)}." if measured else ""
    if unmeasured:
        told += f" What it makes of {'these' if not measured else 'the other'} names was not checked."
    return f"{told} Names that the list does not know are not masked.".strip()


def _whose(groups: Sequence[tuple[str, str]]) -> str:
    """Sentences of several findings stand side by side, so each names its groups."""
    more = f" and {plural(len(groups) - _NAMED, 'more group')}" if len(groups) > _NAMED else ""
    named = [group_title(each) for _, each in groups[:_NAMED]]
    return (", ".join(named) if more else join(named)) + more


def _of_group(each: ScorerShift) -> str:
    return (
        f"of {plural(each.forms, 'form')} that name {group_title(each.group)}, {count(each.scored)} shift the score of a neutral"
        f" sentence; on average over all by {_signed(each.mean_shift)}, the furthest by {_signed(each.largest_shift)}"
    )


def _signed(value: float) -> str:
    shown = figure(value, "score")
    return f"+{shown}" if value > 0 else shown


def nobody_sampled(tally: Tally) -> NotMeasured | None:
    """That not all posts that name nobody were scored."""
    others = nobody(tally)
    if others.sampled == 1:
        return None
    return NotMeasured(
        NAME,
        f"Of posts that name no group, a sample by hash of one in {count(1 / others.sampled)} was scored:"
        f" {plural(int(others.posts.sum()), 'post')}.",
    )


def only_so_far(tally: Tally) -> NotMeasured | None:
    """That long posts were not scored to their end."""
    cut, scored = (tally.totals.get((NAME, kind), 0) for kind in ("cut", "scored posts"))
    if not cut:
        return None
    return NotMeasured(
        NAME,
        f"{percent(cut / scored)} of posts that mention a group are longer than {count(SCORED_CHARACTERS)} characters; what"
        " comes after these was not scored.",
    )
