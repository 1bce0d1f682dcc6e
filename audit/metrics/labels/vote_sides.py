"""Shares of votes by the groups of one axis, and which comparisons of a label ask the same of the majority."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from audit.finding import Estimate
from audit.metrics.contrast import Contrast
from audit.metrics.labels.sides import Side

if TYPE_CHECKING:
    from audit.metrics.labels.vote_judgement import VoteJudgement


@dataclass(frozen=True)
class VoteSide:
    """Figures of the votes on one question by the groups of one axis.

    Attributes
    ----------
    labels : mapping of str to (str, Contrast)
        By the id of a gap of votes, the label that the votes stand behind and its own gap.
    """

    of: VoteJudgement
    side: str
    axis: str
    compared: list[str]
    shares: list[Estimate]
    contrasts: list[Contrast]
    labels: Mapping[str, Sequence[tuple[str, Contrast]]] = field(default_factory=dict)

    @property
    def told_with_label(self) -> set[str]:
        """Ids of gaps of votes that a finding on a label tells: all but those that say more than it, or the contrary."""
        return {
            each.estimate.id
            for each in self.contrasts
            if any(not stands_apart(label, each) for _, label in self.labels.get(each.estimate.id, ()))
        }

    @property
    def shown(self) -> list[Contrast]:
        """Gaps that are shown and that no finding on a label tells; of two groups, which mirror each other, one says both."""
        shown = [each for each in self._untold if each.reading == "shown"]
        if self.side == "author" and len(self.compared) == 2:
            return [each for each in shown if (each.estimate.value or 0) > 0]
        return shown

    @property
    def rest(self) -> list[Contrast]:
        """Gaps that are not shown, and that no finding on a label tells."""
        return [each for each in self._untold if each.reading != "shown"]

    @property
    def is_told_in_part(self) -> bool:
        """Whether there are gaps beside those of :attr:`rest`, told elsewhere."""
        return len(self.rest) < len(self.contrasts)

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """All figures."""
        loose = [one for each in self.contrasts if (one := self.of.forms.told.get(each.estimate.id))]
        return (*self.shares, *(each.estimate for each in self.contrasts), *loose)

    @property
    def _untold(self) -> list[Contrast]:
        told = self.told_with_label
        return [each for each in self.contrasts if each.estimate.id not in told]


def say_the_same(label: Contrast, votes: Contrast) -> bool:
    """Whether both are read alike, and where they are shown, on the same side."""
    if label.reading != votes.reading:
        return False
    return label.reading != "shown" or ((label.estimate.value or 0.0) > 0) == ((votes.estimate.value or 0.0) > 0)


def stands_apart(label: Contrast, votes: Contrast) -> bool:
    """Whether votes have a finding of their own: they show what the label does not, or that what it shows is small."""
    if votes.reading == "shown":
        return not say_the_same(label, votes)
    return votes.reading == "shown_small" and label.reading == "shown"


def with_votes(sides: Iterable[Side], votes: Iterable[VoteSide]) -> list[Side]:
    """Sides of labels, each knowing the gaps of the votes behind it."""
    by_place = {
        (each.of.question, each.side, each.axis, one.estimate.group[each.axis], one.estimate.group["value"]): one
        for each in votes
        for one in each.contrasts
    }
    found = []
    for side in sides:
        mine, behind = {}, side.of.behind
        for each in side.contrasts if behind is not None else ():
            group, value = each.estimate.group[side.axis], each.estimate.group["value"]
            if behind is None or value not in behind.answers:
                continue
            one = by_place.get((behind.question, side.side, side.axis, group, behind.answers[value]))
            mine.update({} if one is None else {each.estimate.id: one})
        found.append(replace(side, votes=mine))
    return found


def with_labels(votes: Iterable[VoteSide], sides: Iterable[Side]) -> list[VoteSide]:
    """Sides of votes, each knowing the gaps of the labels that they stand behind."""
    votes = list(votes)
    compared = {one.estimate.id: set(each.compared) for each in votes for one in each.contrasts}
    labels: dict[str, list[tuple[str, Contrast]]] = {}
    for side in sides:
        mirrors = {each.estimate.id for each in side.mirrors}
        for each in side.contrasts:
            one = side.votes.get(each.estimate.id)
            if one is None or each.estimate.id in side.elsewhere:
                continue
            # A gap that is told from the other side tells of votes only if these have no third side.
            if each.estimate.id not in mirrors or compared[one.estimate.id] == set(side.compared):
                labels.setdefault(one.estimate.id, []).append((side.of.label, each))
    return [replace(each, labels=labels) for each in votes]
