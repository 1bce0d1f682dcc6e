"""What findings know, asked for by the makers of answers: figures that are printed, findings, reasons, fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from audit.finding import Estimate, Finding, Findings
from audit.report.summary import claim
from audit.report.visible import clipped, line
from audit.wording import figure, interval, join, marked, plural

NO_FIELDS = "These findings do not list the fields of the posts: they were written by an earlier version."
#: Statements of one kind that a form prints; the report has them all.
MOST = 40


@dataclass(frozen=True)
class Known:
    """One audit, and what people say of the dataset.

    Attributes
    ----------
    findings : Findings
    run_facts : mapping
        Facts of the run, as ``run.json`` holds them; empty if unknown.
    card : mapping
        What people say, as ``[card]`` of the plan.
    """

    findings: Findings
    run_facts: Mapping[str, Any] = field(default_factory=dict)
    card: Mapping[str, Any] = field(default_factory=dict)

    @property
    def dataset(self) -> Mapping[str, Any]:
        """The dataset block of the findings."""
        return self.findings.dataset

    @property
    def name(self) -> str:
        """What the dataset is called."""
        return line(str(self.card.get("name") or self.dataset.get("name") or "")) or "Dataset without a name"

    @property
    def plan(self) -> Mapping[str, Any]:
        """The plan in force."""
        given = self.findings.audit.get("plan")
        return given if isinstance(given, Mapping) else {}

    @property
    def floor(self) -> int:
        """Authors below which a cell is hidden."""
        return int((self.plan.get("floors") or {}).get("authors") or 10)

    @property
    def record(self) -> Mapping[str, Any]:
        """What the plan says of the collection."""
        given = self.plan.get("collection")
        return given if isinstance(given, Mapping) else {}

    @cached_property
    def fields(self) -> frozenset[str] | None:
        """Fields of the posts; None if the findings do not list them."""
        given = self.dataset.get("fields")
        return None if given is None else frozenset(str(each) for each in given)

    def has(self, *names: str) -> tuple[str, ...]:
        """Which of these fields the posts have."""
        return tuple(each for each in names if each in (self.fields or ()))

    def named(self, kind: str) -> tuple[str, ...]:
        """Names of attributes or labels that are fields: ``named("attribute")``."""
        return tuple(sorted(each.partition(":")[2] for each in self.fields or () if each.startswith(f"{kind}:")))

    @property
    def sources(self) -> tuple[Mapping[str, Any], ...]:
        """The accounting of every kind of source."""
        return tuple(each for each in self.dataset.get("sources") or () if isinstance(each, Mapping))

    @property
    def platforms(self) -> tuple[str, ...]:
        """Loaders that know the form of a platform's export; a plain table tells of none."""
        return tuple(
            line(str(each.get("loader")))
            for each in self.sources
            if each.get("loader") not in (None, "table", "postaudit")
        )

    @property
    def languages(self) -> dict[str, int]:
        """Posts by language, the commonest first."""
        given = self.dataset.get("languages")
        counts = {str(tag): n for tag, n in given.items() if isinstance(n, int)} if isinstance(given, Mapping) else {}
        return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))

    def figures(self, metric: str, *measures: str) -> tuple[Estimate, ...]:
        """Printed figures of a metric, of these measures or all."""
        return tuple(each for each in self._all(metric, measures) if each.status == "ok" and each.value is not None)

    @property
    def mentioned(self) -> tuple[str, ...]:
        """Axes of which posts mention a group, by printed rates above 0."""
        return tuple(
            sorted({next(iter(each.group), "") for each in self.figures("mentions", "posts") if each.value} - {""})
        )

    def hidden(self, metric: str, *measures: str) -> int:
        """How many figures are hidden, of these measures or all."""
        return sum(each.status == "suppressed" for each in self._all(metric, measures))

    def _all(self, metric: str, measures: Sequence[str]) -> Iterator[Estimate]:
        return (
            each
            for each in self.findings.estimates
            if each.metric == metric and (not measures or each.measure in measures)
        )

    def ranked(self, *metrics: str) -> tuple[Finding, ...]:
        """Findings of these metrics, or all, as on page one."""
        found = (each for each in self.findings.findings if not metrics or each.metric in metrics)
        return tuple(sorted(found, key=self.findings.rank))

    def claims(self, *metrics: str) -> tuple[str, ...]:
        """What these metrics say, each with its figure and its id."""
        return tuple(self.told(each) for each in self.ranked(*metrics)[:MOST])

    def claims_on(self, *ids: str) -> tuple[str, ...]:
        """What findings with these ids, or with ids that begin so, say."""
        found = (each for each in self.ranked() if any(each.id == one or each.id.startswith(f"{one}.") for one in ids))
        return tuple(self.told(each) for each in found)[:MOST]

    def told(self, finding: Finding) -> str:
        """A finding in a line: claim, reading, figure, id."""
        said = claim(finding, self.findings)
        both = said.figure and said.interval
        number = f"{said.figure} ({said.interval})" if both else (said.figure or said.interval).strip("()")
        graded = f"{said.severity} severity" if said.shown and said.severity != "none" else said.reading
        facts = ", ".join(each for each in (graded, said.confidence, number) if each)
        return f"{said.title} ({facts}). {said.gist} [{said.identifier}]"

    def reasons(self, metric: str) -> tuple[str, ...]:
        """Why a metric says nothing, or not all."""
        return tuple(dict.fromkeys(line(each.reason) for each in self.findings.not_measured if each.metric == metric))

    def ran(self, metric: str) -> bool:
        """Whether a metric was asked for."""
        return any(each.get("name") == metric for each in self.findings.methods)

    def why_not(self, metric: str) -> str:
        """Why there is nothing of a metric, in a sentence or two."""
        if not self.ran(metric):
            return f"The metric {metric} was not asked for."
        return " ".join(self.reasons(metric)) or f"The metric {metric} gave no figure."


def told_figure(estimate: Estimate, *, counts: bool = True) -> str:
    """A figure with its interval and what it stands on: "37% (95% 34% to 40%; 3,466 posts, 1,087 authors)"."""
    parts = []
    if estimate.low is not None or estimate.high is not None:
        parts.append(interval(estimate.low, estimate.high, estimate.unit, level=estimate.level))
    elif "exact" in estimate.note:
        parts.append("counted, no interval")
    if counts and estimate.n_posts is not None:
        stands = [plural(estimate.n_posts, "post")]
        if estimate.n_authors is not None:
            stands.append(plural(estimate.n_authors, "author"))
        parts.append(", ".join(stands))
    said = marked(figure(estimate.value, estimate.unit, estimate.low, estimate.high), estimate.note)
    return f"{said} ({'; '.join(parts)})" if parts else said


def listed(items: Sequence[str], most: int = 20) -> str:
    """A list in a sentence, cut with how many are left."""
    shown = [clipped(each, 80) for each in items[:most]]
    if len(items) > most:
        shown.append(f"{len(items) - most} more")
    return join(shown)
