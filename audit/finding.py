"""What an audit says: estimates, findings, and the file they live in.

``findings.json`` is the source of every other output: the page, the table and the charts are rebuilt from it alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from audit.errors import did_you_mean
from audit.ranking import margin_of, rank, turns
from audit.standing import OtherSide, Reference, words
from audit.wording import NOT_MEASURED, bounds, figure, marked

if TYPE_CHECKING:
    from audit.statistics.intervals import Interval

SCHEMA_VERSION = "1.6"

Reading = Literal["shown", "shown_small", "inconclusive", "not_assessed"]
Severity = Literal["high", "medium", "low", "none"]
Confidence = Literal["high", "medium", "low"]
Status = Literal["ok", "suppressed", "not_estimable"]
Harm = Literal["allocation", "quality_of_service", "stereotyping", "erasure", "privacy", "rights", "validity"]
ChartKind = Literal[
    "intervals", "dumbbells", "ratios", "bars", "paired", "ladder", "lines", "heat", "lorenz", "days", "months"
]
Unit = Literal[
    "share", "points", "ratio", "count", "per_1000", "index", "authors", "days", "hours", "statistic", "score"
]

READING_WORDS: Mapping[Reading, str] = {
    "shown": "shown",
    "shown_small": "shown to be small",
    "inconclusive": "inconclusive",
    "not_assessed": "cannot be assessed",
}
WITHOUT_FIGURE: Mapping[Status, str] = {
    "suppressed": "hidden: too few authors",
    "not_estimable": "cannot be estimated",
}
#: The measure of limits that are worst cases: whatever what is not known comes to, and no error of sampling.
WORST_CASES = "bounds"
#: In the note of a figure that is never shown, since it reads otherwise where the group is defined otherwise.
NOT_BORNE_OUT = "not borne out: where the group is defined otherwise, the gap reads otherwise"
#: In the note of a share that is within its tolerance, where that is of more people than those the tolerance is meant for.
WITHIN_AS_MORE = "within the tolerance of so many, which does not settle what the fewer write whom it is scaled from"
#: How the reason begins of what was looked for in all posts and occurs in none: an answer, where others have no question.
NONE_MET = "Looked for, and none met"


@dataclass(frozen=True)
class Estimate:
    """One figure with its interval and its counts; a figure that cannot be had is None, never 0.

    ``id`` is dotted and stable between runs: ``metric.attribute.group.measure``. ``unit`` says how to print it:
    ``points`` are differences of shares (0.05 is five points), ``ratio`` is a multiple, ``index`` runs from 0 to 1,
    ``score`` runs from -1 to 1,
    ``statistic`` has no unit, such as a test's, whose degrees of freedom are in the note.
    ``p_value`` is against the null that the gap is no larger than the plan's tolerance; ``q_value`` is after
    Benjamini-Hochberg within ``family``. ``detectable`` is the smallest true difference (or ratio) that data like these
    would have told from none with 80 % power at ``level``; to be shown beyond a tolerance it has to be larger by that.
    ``degrees_of_freedom`` are those of the interval, for whoever compares it with another; None if unknown or infinite.
    ``tolerance`` is what the figure is read against, in its own unit (times for a ratio); None where it is read against none.
    ``denominator`` says of which posts a share is one, ``n_counted`` how many of them it counts; ``other_side`` is what a
    difference or ratio is held against, with its size.
    """

    id: str
    metric: str
    measure: str
    group: Mapping[str, str]
    value: float | None
    low: float | None
    high: float | None
    unit: Unit
    n_posts: int | None
    n_authors: int | None
    n_effective: float | None = None
    level: float = 0.95
    reference: Reference | None = None
    p_value: float | None = None
    q_value: float | None = None
    family: str | None = None
    status: Status = "ok"
    note: str = ""
    detectable: float | None = None
    degrees_of_freedom: float | None = None
    tolerance: float | None = None
    denominator: str = ""
    n_counted: int | None = None
    other_side: OtherSide | None = None

    def __str__(self) -> str:
        """The figure with its interval and what it stands on; in words where there is none.

        Examples
        --------
        >>> str(Estimate("a.b", "a", "b", {}, 0.336, 0.268, 0.411, "share", 3466, 1087))
        '34% (27% to 41%), 3,466 posts by 1,087 authors'
        >>> str(Estimate("a.b", "a", "b", {}, None, None, None, "share", None, None, status="suppressed"))
        'hidden: too few authors'
        """
        if self.value is None or self.status != "ok":
            return WITHOUT_FIGURE.get(self.status, NOT_MEASURED)
        told = marked(figure(self.value, self.unit, self.low, self.high), self.note)
        told = told if self.low is None and self.high is None else f"{told} ({self.limits})"
        told = f"{self.limits} in the worst cases" if self.measure == WORST_CASES else told
        return ", ".join(each for each in (told, words.whole(self)) if each)

    @property
    def limits(self) -> str:
        """The interval in print, without its level; an end beside the tolerance, or a grade, is never printed as that.

        Examples
        --------
        >>> Estimate("a.b", "a", "b", {}, 0.16, 0.0509, 0.29, "points", 33, 30, tolerance=0.05).limits
        '5.1 to 29'
        """
        return bounds(self.low, self.high, self.unit, turns(self.tolerance, self.unit))

    @property
    def told(self) -> str:
        """The figure alone, as a sentence has it, with the digits and marks that it has in every table.

        Examples
        --------
        >>> Estimate("a.b", "a", "b", {}, -0.166, -0.24, -0.10, "points", 3466, 1087).told
        '−17 points'
        """
        if self.value is None or self.status != "ok":
            return WITHOUT_FIGURE.get(self.status, NOT_MEASURED)
        said = figure(self.value, self.unit, self.low, self.high)
        return marked(said.replace(" pt", " point") if self.unit == "points" else said, self.note)

    @classmethod
    def of(
        cls,
        identifier: str,
        found: Interval,
        unit: Unit,
        *,
        n_posts: int,
        n_authors: int | None,
        group: Mapping[str, str] | None = None,
    ) -> Estimate:
        """An interval as an estimate: metric and measure are the first and last word of the id; no figure is no 0.

        Parameters
        ----------
        identifier : str
            Such as ``shouting.gender.women.rate``.
        found : Interval
            What a function of :mod:`audit.statistics` gave.
        unit : str
        n_posts, n_authors : int
            What it stands on; authors None where they are unknown.
        group : mapping of str to str, optional
            Attribute to group.

        Examples
        --------
        >>> from audit.statistics import share
        >>> import numpy as np
        >>> few = share(np.zeros(128, int), np.zeros(128, int))
        >>> Estimate.of("shouting.rate", few, "share", n_posts=0, n_authors=0).status
        'not_estimable'
        """
        metric, measure = identifier.partition(".")[0], identifier.rpartition(".")[2]
        whose = dict(group or {})
        numbers = (found.value, found.low, found.high)
        if not all(map(math.isfinite, numbers)):
            why = "too few posts or authors for an interval"
            return cls(
                identifier, metric, measure, whose, None, None, None, unit, n_posts, n_authors,
                level=found.level, status="not_estimable", note=why,
            )  # fmt: skip
        freedom = found.degrees_of_freedom
        return cls(
            identifier, metric, measure, whose, *numbers, unit, n_posts, n_authors,
            n_effective=found.n_effective if math.isfinite(found.n_effective) else None,
            level=found.level, p_value=found.p_value,
            degrees_of_freedom=freedom if math.isfinite(freedom) else None,
        )  # fmt: skip


@dataclass(frozen=True)
class Chart:
    """What a section may draw: which estimates, in which order; the drawing itself is the report's business.

    ``kind`` is one of

    - ``intervals``: dot and interval, hollow diamond for the reference; ``dumbbells``: the same, joined to the reference;
      ``ratios``: the same around 1, in the order given; ``bars``.
    - ``paired``: several series per row, ``series`` names them and ``estimates`` holds one tuple of ids per row; ``ladder``:
      the same, joined down the rows; ``lines``: the same, rows in the order of time; ``heat``: the same as a grid.
    - ``lorenz``: ``points`` holds the curve. ``days`` and ``months``: ``points`` holds days (as ``date.toordinal`` counts) or
      months (12 times the year, plus the month from 0) with which of the bands in ``series`` they are in.
    """

    kind: ChartKind
    estimates: tuple[tuple[str, ...], ...]
    labels: tuple[str, ...]
    axis: str
    series: tuple[str, ...] = ()
    caption: str = ""
    points: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Finding:
    """A claim about the dataset, never about people, with the figures it stands on.

    ``headline`` is the id of the estimate printed beside the title. ``parent`` names the block it belongs to on the
    page (findings of one chart share it). ``chart`` is set on the first finding of a block.
    """

    id: str
    metric: str
    title: str
    statement: str
    reading: Reading
    severity: Severity
    confidence: Confidence
    harm: Harm
    estimates: tuple[str, ...] = ()
    headline: str | None = None
    caveats: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    block: str = ""


@dataclass(frozen=True)
class Table:
    """Figures side by side: one row per label, one estimate's id per column, empty where there is none."""

    columns: tuple[str, ...]
    labels: tuple[str, ...]
    estimates: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Block:
    """One chart with its data, and perhaps a table: what several findings of a metric share on the page."""

    id: str
    metric: str
    title: str
    text: str
    chart: Chart
    caveats: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True)
class NotMeasured:
    """What was not measured, and why; printed with the same prominence as what was found."""

    metric: str
    reason: str


@dataclass(frozen=True)
class Weakens:
    """What one finding takes away from others: a fault of the collection that they cannot see for themselves.

    Attributes
    ----------
    metrics : tuple of str
        Metrics whose findings carry the caveat.
    caveat : str
        A sentence, which names no group and needs no other to be understood.
    """

    metrics: tuple[str, ...]
    caveat: str


@dataclass(frozen=True)
class Judgement:
    """What one metric says of one tally.

    ``weakens`` is what it takes away from what others say, ``tells`` the ids of findings of others that it says more of: they
    are left out, so that nothing is said twice.
    """

    estimates: tuple[Estimate, ...] = ()
    findings: tuple[Finding, ...] = ()
    blocks: tuple[Block, ...] = ()
    not_measured: tuple[NotMeasured, ...] = ()
    weakens: tuple[Weakens, ...] = ()
    tells: tuple[str, ...] = ()

    @classmethod
    def sum(cls, parts: Iterable[Judgement]) -> Judgement:
        """All that several judgements say, in their order."""
        parts = list(parts)
        return cls(
            tuple(each for part in parts for each in part.estimates),
            tuple(each for part in parts for each in part.findings),
            tuple(each for part in parts for each in part.blocks),
            tuple(each for part in parts for each in part.not_measured),
            tuple(each for part in parts for each in part.weakens),
            tuple(each for part in parts for each in part.tells),
        )


@dataclass(frozen=True)
class Findings:
    """All that an audit says; reads from and writes to ``findings.json``, and shows itself in a notebook.

    Attributes
    ----------
    audit, dataset : mapping
        Identity of the audit (id, version, plan) and of what was read (accounting, span, languages).
    estimates : tuple of Estimate
    findings, blocks, not_measured : tuple
        Of Finding, ranked; of Block; of NotMeasured.
    methods : tuple of mapping
        One card per metric that ran: name, question, definition, inputs, reading, not evidence of, references.
    resources : tuple of mapping
        Lexicons and benchmarks used: name, version, source, licence, sha256.
    """

    audit: Mapping[str, Any]
    dataset: Mapping[str, Any]
    estimates: tuple[Estimate, ...] = ()
    findings: tuple[Finding, ...] = ()
    blocks: tuple[Block, ...] = ()
    not_measured: tuple[NotMeasured, ...] = ()
    methods: tuple[Mapping[str, Any], ...] = ()
    resources: tuple[Mapping[str, Any], ...] = ()
    _index: dict[str, Estimate] = field(default_factory=dict, init=False, compare=False, repr=False)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    @property
    def accepted(self) -> Mapping[str, str]:
        """What the plan accepts, by id of a finding or a change, with the reason."""
        gate = (self.audit.get("plan") or {}).get("gate") or {}
        given = gate.get("accept") if isinstance(gate, Mapping) else None
        return {str(name): str(reason) for name, reason in sorted((given or {}).items())}

    def estimate(self, identifier: str) -> Estimate:
        """The estimate with this id; KeyError if there is none, which names the nearest."""
        try:
            return self.by_id[identifier]
        except KeyError:
            hint = did_you_mean(identifier, self.by_id)
            raise KeyError(f"There is no figure {identifier!r}. {hint}".strip()) from None

    @property
    def by_id(self) -> Mapping[str, Estimate]:
        """The estimates by their ids, looked through once."""
        if not self._index:
            self._index.update({each.id: each for each in self.estimates})
        return self._index

    def rank(self, finding: Finding) -> tuple[int, int, int, bool, float, str]:
        """Order of page one: as :func:`rank`, and among equals by how many tolerances the nearer bound is from no gap."""
        reading, severity, confidence, of_a_learner, name = rank(finding)
        return reading, severity, confidence, of_a_learner, -margin_of(finding, self.by_id), name

    def finding(self, identifier: str) -> Finding:
        """The finding with this id; KeyError if there is none, which names the nearest."""
        for each in self.findings:
            if each.id == identifier:
                return each
        hint = did_you_mean(identifier, (each.id for each in self.findings))
        raise KeyError(f"There is no finding {identifier!r}. {hint}".strip())

    def as_dict(self) -> dict[str, Any]:
        """Plain data in the shape of ``findings.json``."""
        return {
            "schema_version": SCHEMA_VERSION,
            "audit": dict(self.audit),
            "dataset": dict(self.dataset),
            "estimates": [asdict(each) for each in self.estimates],
            "findings": [asdict(each) for each in self.findings],
            "blocks": [asdict(each) for each in self.blocks],
            "not_measured": [asdict(each) for each in self.not_measured],
            "methods": [dict(each) for each in self.methods],
            "resources": [dict(each) for each in self.resources],
        }


def ranked(findings: Findings) -> Findings:
    """The same findings in the order of page one."""
    return replace(findings, findings=tuple(sorted(findings.findings, key=findings.rank)))
