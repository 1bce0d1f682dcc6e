"""Representation of an attribute that was inferred: as inferred and corrected side by side, or bounds.

Correct or do not claim: without counted errors a share is printed with what it could be, and never judged. Which author
was inferred to be what is not kept: counts are of posts, and authors are noted for all groups together.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.finding import Estimate, Unit
from audit.hashing import distinct
from audit.metrics.base import Scope
from audit.metrics.blurring import blurred
from audit.metrics.contrast import Contrast, as_estimate, with_q_values
from audit.metrics.counting import add_groups, coded
from audit.metrics.representation.asked import NAME
from audit.metrics.representation.estimates import known_margins
from audit.plan import Inference
from audit.posts import BUCKETS, PostBatch
from audit.resources import Benchmark, stated_group
from audit.standing.sides import Reference
from audit.statistics.adjusted_counts import AdjustedShares, adjusted_shares
from audit.statistics.contrasts import against
from audit.statistics.intervals import Interval, share
from audit.statistics.misclassification import bounds_for_errors, rogan_gladen
from audit.statistics.quantiles import two_sided_quantile
from audit.statistics.readings import tolerance_p_value
from audit.tally import Tally
from audit.wording import number

Counts = npt.NDArray[np.int64]
_CHANCE = "cannot be corrected: the errors counted are those of chance"


def count_inferred(tally: Tally, attribute: str, column: pa.Array, posts: PostBatch) -> None:
    """Count posts by inferred group; the authors of all groups together, never of one."""
    groups, codes, known = coded(column)
    tally.count((NAME, attribute, "all posts"), posts.bucket)
    tally.count((NAME, attribute, "unstated"), posts.bucket[~known])
    add_groups(tally, [(NAME, attribute, "posts", group) for group in groups], codes[known], posts.bucket[known])
    tally.add_authors((NAME, attribute, "inferred"), distinct(posts.author_key[known & posts.has_author]))


@dataclass
class InferredEstimates:
    """The figures of one inferred attribute.

    Attributes
    ----------
    groups : list of str
        Inferred groups with enough voices to be printed.
    rare : list of str
        The others: counted as without a value, and left out of the correction.
    made : dict of str to Estimate
    """

    attribute: str
    tally: Tally
    scope: Scope
    benchmark: Benchmark | None
    groups: list[str] = field(init=False)
    rare: list[str] = field(init=False)
    made: dict[str, Estimate] = field(default_factory=dict)

    def __post_init__(self) -> None:
        found = [cell[3] for cell in self.tally.cells(NAME, self.attribute, "posts")]
        floor = self.scope.plan.floors.authors
        voices = {group: self.tally.authors_at_least(self._cell(group)) for group in found}
        self.groups = [group for group in found if voices[group] >= floor]
        self.rare = [group for group in found if voices[group] < floor]

    @property
    def inference(self) -> Inference:
        """What the plan says of it."""
        return self.scope.plan.inference[self.attribute]

    @property
    def prefix(self) -> str:
        """Stem of the ids."""
        return f"{NAME}.{self.attribute}"

    @functools.cached_property
    def counts(self) -> Counts:
        """Posts per (group, bucket); int64, shape (k, 128)."""
        return np.array([self.tally.per_bucket(self._cell(group)) for group in self.groups]).reshape(-1, BUCKETS)

    @functools.cached_property
    def remainder(self) -> Counts:
        """Posts per bucket without a printed value."""
        rest: Counts = self.tally.per_bucket((NAME, self.attribute, "all posts")) - self.counts.sum(axis=0)
        return rest

    @functools.cached_property
    def margins(self) -> dict[str, float]:
        """Shares of the benchmark among the groups that were inferred and are printed; empty without one."""
        known = known_margins(self.benchmark, self.attribute)
        total = math.fsum(known[group] for group in self.groups if group in known)
        return {group: known[group] / total for group in self.groups if group in known}

    @property
    def unseen(self) -> list[str]:
        """Groups of the benchmark that the inference never names: their people count as of others."""
        return sorted(set(known_margins(self.benchmark, self.attribute)) - set(self.groups) - set(self.rare))

    @property
    def missing(self) -> float:
        """Share of posts without a printed value."""
        whole = self.tally.posts((NAME, self.attribute, "all posts"))
        return float(self.remainder.sum()) / whole if whole else 0.0

    @functools.cached_property
    def corrected(self) -> dict[str, tuple[Interval, str]]:
        """The corrected share of each group with a note; empty where errors were not counted for every group."""
        matrix = self._matrix()
        if matrix is not None:
            return self._adjusted(adjusted_shares(self.counts, matrix, level=self.scope.level))
        rates = self._rates()
        if set(rates) != set(self.groups):
            return {}
        whole = self.counts.sum(axis=0)
        result = {}
        for index, group in enumerate(self.groups):
            measured = share(self.counts[index], whole, level=self.scope.level)
            found = rogan_gladen(measured, *rates[group])
            note = _clipped(found.unclipped) if found.clipped else _CHANCE if math.isnan(found.value) else ""
            result[group] = (self._interval(measured, found.value, found.low, found.high), note)
        return result

    @property
    def calibrated(self) -> int:
        """People of the group on whom errors were counted least; 0 without."""
        matrix = self._matrix()
        if matrix is not None:
            return int(matrix.sum(axis=0).min())
        rates = self._rates()
        return min((of for pair in rates.values() for _, of in pair), default=0) if self.corrected else 0

    def make(self) -> list[Contrast]:
        """All figures; the corrected differences from the benchmark as contrasts."""
        whole = self.counts.sum(axis=0)
        self._keep("unstated", "share_of_posts", self._missing_share(), voices=int(np.count_nonzero(self.remainder)))
        for index, group in enumerate(self.groups):
            measured = share(self.counts[index], whole, level=self.scope.level)
            self._keep(group, "share_of_posts", measured, note="as inferred, errors not corrected")
            if group in self.corrected:
                interval, note = self.corrected[group]
                self._keep(group, "share_of_posts_corrected", interval, note=note, reference=self._reference(group))
            else:
                self._keep(group, "error_bounds", self._bounds(measured), note=self._bounds_note())
        return self._differences() if self.corrected and self.margins else []

    def get(self, group: str, measure: str) -> Estimate:
        """One of the figures."""
        return self.made[f"{self.prefix}.{group}.{measure}"]

    def _cell(self, group: str) -> tuple[str, ...]:
        return (NAME, self.attribute, "posts", group)

    def _reference(self, group: str) -> Reference | None:
        if self.benchmark is None or group not in self.margins:
            return None
        return Reference(self.margins[group], self.benchmark.source)

    def _matrix(self) -> Counts | None:
        """The confusion matrix among the printed groups; None if there is none or it does not know one of them."""
        calibration = self.scope.calibrations.get(self.attribute)
        if calibration is None or len(self.groups) < 2 or not set(self.groups) <= set(calibration.groups):
            return None
        matrix = np.array([[calibration.counts[one][other] for other in self.groups] for one in self.groups])
        return matrix if matrix.sum(axis=0).all() else None

    def _rates(self) -> dict[str, tuple[tuple[int, int], tuple[int, int]]]:
        """Sensitivity and specificity of each group; of two groups each is the other's mirror."""
        given = self.inference
        rates = {
            stated_group(self.attribute, name) or name: (given.sensitivity[name], given.specificity[name])
            for name in given.sensitivity
        }
        if len(self.groups) == 2:
            for one, other in (self.groups, self.groups[::-1]):
                if one in rates and other not in rates:
                    rates[other] = rates[one][::-1]
        return {group: pair for group, pair in rates.items() if group in self.groups}

    def _adjusted(self, found: AdjustedShares) -> dict[str, tuple[Interval, str]]:
        whole = self.counts.sum(axis=0)
        result = {}
        for index, group in enumerate(self.groups):
            measured = share(self.counts[index], whole, level=self.scope.level)
            value, low, high = (float(each[index]) for each in (found.value, found.low, found.high))
            free = float(found.unconstrained[index])
            note = _CHANCE if math.isnan(value) else "" if 0 <= free <= 1 else _clipped(free)
            result[group] = (self._interval(measured, value, low, high), note)
        return result

    @staticmethod
    def _interval(measured: Interval, value: float, low: float, high: float) -> Interval:
        quantile = two_sided_quantile(measured.level, measured.degrees_of_freedom)
        return replace(measured, value=value, low=low, high=high, standard_error=(high - low) / (2 * quantile))

    def _bounds(self, measured: Interval) -> Interval:
        least = self.inference.at_least
        low, high = bounds_for_errors(measured.low, measured.high, sensitivity=least, specificity=least)
        return replace(measured, value=low, low=low, high=high, standard_error=math.nan)

    def _bounds_note(self) -> str:
        least = number(self.inference.at_least)
        return (
            f"what the share could be if of each group, and of those not of it, a share of at least {least} is classified"
            " right; the first number is the lowest"
        )

    def _missing_share(self) -> Interval:
        everyone = self.tally.per_bucket((NAME, self.attribute, "all posts"))
        return share(self.remainder, everyone, level=self.scope.level)

    def _differences(self) -> list[Contrast]:
        tolerance = self.scope.plan.tolerances.share_gap
        errors = self.benchmark.errors_among(self.attribute, self.margins) if self.benchmark else {}
        contrasts = []
        for group, reference in self.margins.items():
            interval, _ = self.corrected[group]
            moved = self._moved(interval, reference, tolerance, errors[group])
            self._keep(group, "difference_corrected", moved, "points", reference=self._reference(group))
            contrasts.append(Contrast(self.get(group, "difference_corrected"), tolerance))
        contrasts = with_q_values(contrasts)
        self.made.update({each.estimate.id: each.estimate for each in contrasts})
        return contrasts

    @staticmethod
    def _moved(interval: Interval, reference: float, tolerance: float, error: float) -> Interval:
        if error > 0:
            return against(interval, reference, tolerance=tolerance, reference_standard_error=error)
        difference = interval.value - reference
        # The spread towards the reference, from that side's limit: the test then agrees with the interval.
        quantile = two_sided_quantile(interval.level, interval.degrees_of_freedom)
        towards = (interval.value - interval.low if difference > 0 else interval.high - interval.value) / quantile
        p_value = tolerance_p_value(difference, towards, interval.degrees_of_freedom, tolerance)
        return replace(
            interval,
            value=difference,
            low=interval.low - reference,
            high=interval.high - reference,
            p_value=None if math.isnan(p_value) else p_value,
        )

    def _keep(
        self,
        group: str,
        measure: str,
        interval: Interval,
        unit: Unit = "share",
        *,
        note: str = "",
        reference: Reference | None = None,
        voices: int | None = None,
    ) -> None:
        whole = group == "unstated"
        known = self.tally.n_authors((NAME, self.attribute, "inferred"))
        n_authors = (self.scope.authors if whole else known) if self.scope.has_authors else None
        posts = int(self.tally.posts((NAME, self.attribute, "all posts")) if whole else self.counts.sum())
        estimate = as_estimate(
            f"{self.prefix}.{group}.{measure}",
            measure,
            {self.attribute: group},
            interval,
            unit,
            n_posts=posts,
            n_authors=n_authors,
            voices=self.tally.authors_at_least(self._cell(group)) if voices is None else voices,
            scope=self.scope,
            reference=reference,
            family=self.prefix if measure == "difference_corrected" else None,
            note=note,
            denominator="all posts" if whole else "posts whose author is taken to be of one of the groups",
        )
        if estimate.value is None and note == _CHANCE and estimate.status == "not_estimable":
            estimate = replace(estimate, note=note)
        if measure == "error_bounds" and estimate.status == "ok":
            estimate = replace(estimate, note=note)  # bounds are wide by what is not known, and no less reliable for it
        hides = 0 < np.count_nonzero(self.remainder) < self.scope.plan.floors.authors
        self.made[estimate.id] = blurred(estimate) if hides else estimate


def _clipped(value: float) -> str:
    return f"held at the edge: the correction gave {number(value)}, so the errors counted do not fit these data"
