"""What a comparison says: two sides, the rulers that differ, a change per estimate, and what became of every claim."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from audit.finding import Reading, Status, Unit

Scale = Literal["difference", "ratio"]
Fate = Literal["appeared", "went", "turned", "stayed"]
Pattern = Literal["", "amplified", "attenuated", "reversed", "kept", "unsettled", "no_skew"]
Overlap = Literal["identical", "generated", "possible"]
Touches = Literal["everything", "words", "references", "attribute", "metric", "claims", "nothing"]


@dataclass(frozen=True)
class Side:
    """One of the two audits.

    ``generated`` says that a model wrote the text; ``clusters`` are then its prompts, or different texts.
    """

    audit: str
    version: str
    name: str
    posts: int | None
    authors: int | None
    first: str | None
    last: str | None
    fingerprint: str
    generated: bool = False
    cluster: str = ""
    clusters: int | None = None


@dataclass(frozen=True)
class Ruler:
    """Something that both audits measured with, and that is not the same.

    Attributes
    ----------
    name : str
        A key of the plan, a resource, or ``version``.
    before, after : str
        As each side has it; empty where it has none.
    touches : str
        Which estimates measure something else for it: ``everything``, ``words`` (whatever is read off texts by the
        lexicons), ``references`` (differences and ratios to a benchmark), ``attribute`` or ``metric`` (those of ``of``),
        ``claims`` (readings alone), ``nothing``.
    of : str
        The attribute or metric.
    """

    name: str
    before: str
    after: str
    touches: Touches
    of: str = ""


@dataclass(frozen=True)
class Figure:
    """An estimate of one side, as it is printed there."""

    value: float | None
    low: float | None
    high: float | None
    n_posts: int | None
    n_authors: int | None
    status: Status
    note: str


@dataclass(frozen=True)
class Change:
    """One estimate on both sides.

    Attributes
    ----------
    id, metric, measure, group, unit, level
        Of the estimate.
    before, after : Figure or None
        None where that side has no such estimate.
    scale : {"difference", "ratio"}
        ``after - before`` in the unit of the estimate, or ``after / before``.
    value, low, high : float or None
        The change with its interval; None where it cannot be had. A ratio to 0 has a lower limit alone.
    tolerance : float or None
        Of the plan, on this scale; None where the plan sets none.
    p_value, q_value : float or None
        Against the null that the change is no larger than the tolerance; after Benjamini-Hochberg within ``family``.
    detectable : float or None
        Smallest true change, on the scale, that such data would have told from none with 80 % power.
    reading : str
        As of a finding. ``not_assessed`` comes with a ``reason``.
    correlation : float or None
        Of the two figures' errors, over groups of authors that are the same on both sides; None where the change is not
        paired, and both sides are taken as independent.
    pattern : str
        Of a contrast between groups, where the later side is generated: what became of the skew of the training posts.
    """

    id: str
    metric: str
    measure: str
    group: Mapping[str, str]
    unit: Unit
    level: float
    before: Figure | None
    after: Figure | None
    scale: Scale
    value: float | None = None
    low: float | None = None
    high: float | None = None
    tolerance: float | None = None
    p_value: float | None = None
    q_value: float | None = None
    family: str = ""
    detectable: float | None = None
    reading: Reading = "not_assessed"
    reason: str = ""
    pattern: Pattern = ""
    correlation: float | None = None

    @property
    def moved(self) -> bool:
        """Whether it is shown to have changed by more than the tolerance."""
        return self.reading == "shown"

    @property
    def compared(self) -> bool:
        """Whether there is an interval of the change."""
        return self.low is not None or self.high is not None

    @property
    def risen(self) -> bool:
        """Whether the later figure is the larger one."""
        if self.value is None:
            return self.low is not None  # a ratio to 0 has a lower limit alone
        return self.value > (1 if self.scale == "ratio" else 0)


@dataclass(frozen=True)
class ClaimChange:
    """What became of a finding that either side shows.

    Attributes
    ----------
    fate : {"appeared", "went", "turned", "stayed"}
        Shown by the later side alone, by the earlier alone, by both in opposite directions, by both.
    title : str
        The claim, of the side that shows it; the later one if both do.
    headline : str or None
        Id of the change of its figure.
    moved : str
        Reading of that change: a claim may appear although its figure is not shown to have moved, since one reading that
        is settled and one that is not do not differ by that (Gelman and Stern 2006).
    reason : str
        Why the other side could not have shown it, or what else was measured; empty if both looked alike.
    """

    id: str
    metric: str
    fate: Fate
    title: str
    before: Reading | None
    after: Reading | None
    headline: str | None
    moved: Reading
    reason: str = ""


@dataclass(frozen=True)
class Pairing:
    """What is said of pairing in a comparison.

    Attributes
    ----------
    voice : {"author", "prompt", "text"}
        What may be in both.
    groups : int
        Groups of them that replicates leave out.
    common : float or None
        Share of the smaller side's that are in both, to a twentieth; None if it is not known.
    reason : str
        Why nothing is paired; empty if something may be.
    unpaired : mapping of str to int
        Why single figures that are compared are not paired, and how many.
    """

    voice: str = "author"
    groups: int = 0
    common: float | None = None
    reason: str = ""
    unpaired: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Comparison:
    """All that a comparison says; ``comparison.json`` holds it, and every other output is made from it."""

    id: str
    version: str
    before: Side
    after: Side
    overlap: Overlap
    rulers: tuple[Ruler, ...] = ()
    changes: tuple[Change, ...] = ()
    claims: tuple[ClaimChange, ...] = ()
    titles: tuple[tuple[str, str], ...] = ()
    pairing: Pairing = field(default_factory=Pairing)
    accepted: tuple[tuple[str, str], ...] = ()

    @property
    def amplification(self) -> bool:
        """Whether a model's text is held against posts of people."""
        return self.after.generated and not self.before.generated

    @property
    def same_ruler(self) -> bool:
        """Whether every estimate and claim was measured alike on both sides."""
        return all(each.touches == "nothing" for each in self.rulers)

    def moved(self) -> Iterator[Change]:
        """Changes that are shown, the largest against its tolerance first."""
        return iter(sorted((each for each in self.changes if each.moved), key=lambda each: (-size(each), each.id)))

    def fated(self, *fates: Fate) -> tuple[ClaimChange, ...]:
        """Claims with one of these fates."""
        return tuple(each for each in self.claims if each.fate in fates)


def size(change: Change) -> float:
    """How large a change is, in tolerances; 0 if there is none to say."""
    from math import inf, log

    if change.tolerance is None:
        return 0.0
    if change.scale == "difference":
        return abs(change.value or 0.0) / (change.tolerance or 1e-9)
    ends = [each for each in (change.value, change.low, change.high) if each is not None and each > 0]
    if not ends:
        return inf
    return abs(log(ends[0])) / (log(change.tolerance) or 1e-9)
