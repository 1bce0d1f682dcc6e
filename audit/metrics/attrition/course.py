"""What can become of a post, and what is asked of it: the part of posts that is gone, that is marked removed, that was edited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from audit.metrics.fates.hiding import Fates, Span, enough, joined_fates

ANOTHER_SNAPSHOT = (
    "Say in any use of these data that what is left is not what was posted, and hold figures against another snapshot."
)


@dataclass(frozen=True)
class Outcome:
    """One question: of posts whose fate is in ``of``, how many have one in ``hits``; both from a fate to before another.

    Attributes
    ----------
    slug : str
        In ids, and what the measure is called.
    hits, of : (int, int)
        ``of`` ends with the last fate.
    verb : str
        What it says of posts, in the plural.
    more, less : str
        What it says of posts that have more of it than others, or less.
    whole : str
        The posts that ``of`` is about, where they are not all.
    among : str
        What all posts of the course are, where they are not all of the dataset.
    is_loss : bool
        Whether having more of it means to be lost.
    action : str
        What can be done where groups differ in it.
    """

    slug: str
    hits: Span
    of: Span
    verb: str
    more: str
    less: str
    whole: str = ""
    is_loss: bool = True
    action: str = ANOTHER_SNAPSHOT
    among: str = ""


@dataclass(frozen=True)
class Course:
    """The fates of posts, in order, and the outcomes that are told of.

    Attributes
    ----------
    name : str
        The metric.
    ends : tuple of str
        Fates: first those of posts that are gone, from ``here`` on those of posts that are still there.
    here : int
    outcomes : tuple of Outcome
        The first is about all that is gone; the others take it apart, or tell of what is left.
    """

    name: str
    ends: tuple[str, ...]
    here: int
    outcomes: tuple[Outcome, ...]

    def __len__(self) -> int:
        return len(self.ends)

    @property
    def main(self) -> Outcome:
        """The outcome that is about all posts that are gone."""
        return self.outcomes[0]

    @property
    def gone_or_here(self) -> list[Span]:
        """The two runs of fates that every figure needs."""
        return [(0, self.here), (self.here, len(self))]

    def spans(self, floor: int, *parts: Fates) -> list[Span]:
        """Runs of fates that may be told: in each part, each run is of ``floor`` author buckets or more, or of none."""
        coarse = [_with_rest_joined(each, self.here) for each in parts]
        spans = joined_fates(floor, *coarse)
        if len(spans) == 1:
            return [(0, len(self))]
        *gone, _ = spans
        singly = [(end, end + 1) for end in range(self.here, len(self))]
        tells = all(enough(each[end], floor) for each in parts for end, _ in singly)
        return [*gone, *(singly if tells else [(self.here, len(self))])]


def _with_rest_joined(fates: Fates, here: int) -> Fates:
    return np.stack([*fates[:here], fates[here:].sum(axis=0)])


def tells(spans: Sequence[Span], outcome: Outcome) -> bool:
    """Whether runs of fates tell an outcome."""
    cuts = {each for span in spans for each in span}
    return {*outcome.hits, *outcome.of} <= cuts
