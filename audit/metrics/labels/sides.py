"""The figures of one label by the groups of one axis, and how they are tested together."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from audit.finding import Estimate
from audit.metrics.blurring import blurred
from audit.metrics.contrast import Contrast, with_q_values
from audit.metrics.mentions.forms import Forms
from audit.resources import group_title

if TYPE_CHECKING:
    from audit.metrics.labels.judgement import LabelJudgement


@dataclass(frozen=True)
class Side:
    """Figures of one label and one axis: of its groups that are printed, of those that are compared.

    Attributes
    ----------
    votes : mapping of str to Contrast
        By the id of a gap, the gap of the votes behind the label, where there are any.
    elsewhere : frozenset of str
        Ids of gaps that are shown and that another label tells.
    also : mapping of str to sequence of str
        By the id of a gap, values of other labels that it is told for.
    """

    of: LabelJudgement
    side: str
    axis: str
    groups: list[str]
    compared: list[str]
    rates: list[Estimate]
    contrasts: list[Contrast]
    adjusted: list[Contrast]
    blurs: bool
    votes: Mapping[str, Contrast] = field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()
    also: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def shown(self) -> list[Contrast]:
        """Differences that are shown; of two groups of authors, which mirror each other, one says both."""
        shown = [each for each in self._told if each.reading == "shown"]
        if self.side == "author" and len(self.compared) == 2:
            return [each for each in shown if (each.estimate.value or 0) > 0]
        return shown

    @property
    def mirrors(self) -> list[Contrast]:
        """Differences that are shown and told by those of :attr:`shown`, of which they are the other side."""
        shown = self.shown
        return [each for each in self._told if each.reading == "shown" and each not in shown]

    @property
    def rest(self) -> list[Contrast]:
        """Differences that are not."""
        return [each for each in self._told if each.reading != "shown"]

    @property
    def is_told_in_part(self) -> bool:
        """Whether there are gaps beside those of :attr:`rest`, told by findings of their own or elsewhere."""
        return len(self.rest) < len(self.contrasts)

    @property
    def _told(self) -> list[Contrast]:
        """Differences that findings are of: all but those that another label tells."""
        return [each for each in self.contrasts if each.estimate.id not in self.elsewhere]

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """All figures."""
        gaps = (each.estimate for each in (*self.contrasts, *self.adjusted))
        return (*self.rates, *gaps, *self.forms.told.values())

    def called(self, each: Estimate) -> str:
        """A comparison by its group and the value that is compared; of a column whose cells hold several, not its yes and no."""
        column, value = self.of.column, each.group["value"]
        value = each.group["label"].removeprefix(f"{column}=") if column and value == "yes" else value
        return f"{group_title(each.group[self.axis])}, \u201c{value}\u201d"

    @functools.cached_property
    def forms(self) -> Forms:
        """What gaps by all forms say of the differences of this axis."""
        return self.of.forms.of((each.estimate.id for each in self.contrasts), blurs=self.blurs)


def settled(sides: Sequence[Side]) -> list[Side]:
    """Sides of one axis whose differences are tested together, with q-values and with what is left among posts alike."""
    tested = _divided(with_q_values(one for each in sides for one in each.contrasts), [s.contrasts for s in sides])
    found = [_adjusted(each, contrasts) for each, contrasts in zip(sides, tested, strict=True)]
    if len(found) > 1:
        held = _divided(with_q_values(one for each in found for one in each.adjusted), [s.adjusted for s in found])
        found = [replace(each, adjusted=mine) for each, mine in zip(found, held, strict=True)]
    return found


def _adjusted(side: Side, contrasts: list[Contrast]) -> Side:
    """With differences that were tested, blurred where need be, and what is left of them."""
    rates = side.rates
    if side.blurs:
        rates = [blurred(each) for each in rates]
        contrasts = [replace(each, estimate=blurred(each.estimate)) for each in contrasts]
    adjusted = side.of.adjusted(contrasts, side.side, side.axis, side.compared)
    return replace(side, rates=rates, contrasts=contrasts, adjusted=adjusted)


def _divided(contrasts: list[Contrast], parts: list[list[Contrast]]) -> list[list[Contrast]]:
    left = iter(contrasts)
    return [[next(left) for _ in part] for part in parts]
