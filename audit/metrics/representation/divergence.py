"""All groups against their benchmark at once: how far, how far by chance, and a test that the shares are the same.

Each distance is biased upwards and its spread near zero is not that of an interval: the delete-a-group jackknife covers the
true Jensen-Shannon divergence of equal shares in no sample at all (``docs/representation.md``). So none has an interval;
the null expectation stands beside it (methods 1.2), and no verdict follows from any of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from audit.finding import Estimate, Unit
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, as_estimate, with_q_values
from audit.metrics.telling import as_share
from audit.metrics.weighed import Counted, total
from audit.standing.sides import Reference
from audit.statistics.divergence import (
    expected_cohens_w,
    expected_jensen_shannon,
    expected_total_variation,
    goodness_of_fit,
)
from audit.statistics.intervals import not_estimable
from audit.wording import count, join, number, percent, plural

#: Tests of all groups at once are a family of their own: one per attribute or intersection with a benchmark. They ask
#: another question than the groups' own tests (exactly equal, not equal within the tolerance), so they join none of those.
FAMILY = "representation.goodness_of_fit"
MEASURES = ("total_variation", "jensen_shannon", "cohens_w", "goodness_of_fit")
_EQUAL = "whether the shares are exactly the reference, whatever the tolerance"


def divergences(
    prefix: str,
    posts: Sequence[Counted],
    reference: npt.NDArray[np.float64],
    *,
    n_effective: float,
    n_authors: int | None,
    voices: int,
    scope: Scope,
) -> list[Estimate]:
    """Total variation, Jensen-Shannon divergence, Cohen's w and the corrected test of fit.

    Parameters
    ----------
    posts : sequence of Counted, length k
        Posts of each group.
    reference : ndarray of float, shape (k,)
        Shares of the benchmark.
    n_effective : float
        Effective posts of the share that has fewest, for total variation.
    voices : int
        As for :func:`audit.metrics.contrast.as_estimate`.
    """
    whole = total(posts)
    fit = goodness_of_fit(np.array([each.figures for each in posts]), reference, units=whole.units)
    least, own = min(n_effective, float(whole.sum())), fit.n_effective

    def made(measure: str, value: float, unit: Unit, *, note: str, null: float, size: float) -> Estimate:
        interval = not_estimable(value, scope.level, n_effective=size)
        known = Reference(null, f"null expectation: a fair sample of {count(size)} independent posts")
        return as_estimate(
            f"{prefix}.{measure}", measure, {}, interval, unit,
            n_posts=whole.sum(), n_authors=n_authors, voices=voices, scope=scope, note=note,
            reference=known if math.isfinite(null) else None, effective_floor=False,
        )  # fmt: skip

    note = "no interval: biased upwards near zero, compare with its null expectation"
    result = [
        made(
            "total_variation", fit.total_variation, "index", note=note, size=least,
            null=expected_total_variation(reference, least),
        ),
        made(
            "jensen_shannon", fit.jensen_shannon, "index", note=f"to base 2; {note}", size=own,
            null=expected_jensen_shannon(reference, own),
        ),
    ]  # fmt: skip
    if math.isfinite(fit.cohens_w):
        null = expected_cohens_w(reference, own)
        result.append(made("cohens_w", fit.cohens_w, "statistic", note=note, size=own, null=null))
        result.append(
            tested(
                f"{prefix}.goodness_of_fit",
                fit.chi_squared / fit.design_effect,
                Test(fit.degrees_of_freedom, fit.design_effect, fit.p_value),
                asks=_EQUAL,
                family=FAMILY,
                n_posts=whole.sum(),
                n_authors=n_authors,
                voices=voices,
                scope=scope,
            )
        )
    return result


@dataclass(frozen=True)
class Test:
    """What a corrected chi-squared test is told with; ``p_value`` is by F with the authors' degrees of freedom below."""

    degrees_of_freedom: int
    design_effect: float
    p_value: float

    @property
    def words(self) -> str:
        """For the note of its estimate."""
        return (
            f"Rao-Scott chi-squared, {plural(self.degrees_of_freedom, 'degree')} of freedom, design effect"
            f" {number(self.design_effect)}"
        )


def tested(
    identifier: str,
    value: float,
    test: Test,
    *,
    asks: str,
    family: str,
    n_posts: int,
    n_authors: int | None,
    voices: int,
    scope: Scope,
) -> Estimate:
    """A test of all groups at once as a figure: statistic, degrees of freedom, design effect and p."""
    p_value = test.p_value if math.isfinite(test.p_value) else None
    interval = replace(
        not_estimable(value, scope.level, n_effective=n_posts / max(test.design_effect, 1.0)), p_value=p_value
    )
    return as_estimate(
        identifier,
        identifier.rsplit(".", 1)[1],
        {},
        interval,
        "statistic",
        n_posts=n_posts,
        n_authors=n_authors,
        voices=voices,
        scope=scope,
        family=family,
        note=f"{test.words}; asks {asks}",
        effective_floor=False,
    )


def with_tests_adjusted(estimates: Iterable[Estimate]) -> tuple[Estimate, ...]:
    """The estimates, with q-values for the tests of all groups at once: Benjamini-Hochberg over all of one kind."""
    estimates = tuple(estimates)
    tests = with_q_values(
        Contrast(each, 0.0) for each in estimates if each.unit == "statistic" and each.p_value is not None
    )
    adjusted = {each.estimate.id: each.estimate for each in tests}
    return tuple(adjusted.get(each.id, each) for each in estimates)


def divergence_words(estimates: Mapping[str, Estimate], prefix: str) -> str:
    """How many posts would have to be of others, then the distances in a sentence, with what chance would give.

    Empty where none is printed.
    """
    names = {"jensen_shannon": "Jensen-Shannon divergence", "cohens_w": "Cohen's w"}
    moved = estimates.get(f"{prefix}.total_variation")
    plain = ""
    if moved is not None and moved.value is not None:
        chance = f"; {percent(moved.reference.value)} would by chance" if moved.reference is not None else ""
        plain = (
            f"For all shares to match the reference, {as_share(moved)} of these posts would have to be by authors of other"
            f" groups{chance}."
        )
    found = [(words, estimates.get(f"{prefix}.{measure}")) for measure, words in names.items()]
    parts = [
        f"{words} {each.told} ({number(each.reference.value)} expected by chance)"
        for words, each in found
        if each is not None and each.value is not None and each.reference is not None
    ]
    said = f"In terms of statistics, over all groups: {join(parts)}." if parts else ""
    test = estimates.get(f"{prefix}.goodness_of_fit")
    return " ".join(
        each for each in (plain, said, test_words(test, "That the shares are exactly the reference")) if each
    )


def test_words(test: Estimate | None, null: str) -> str:
    """A test of all groups at once as a sentence; empty where it is not printed."""
    if test is None or test.value is None or test.p_value is None:
        return ""
    p = "p < 0.001" if test.p_value < 0.001 else f"p = {test.p_value:.3f}"
    details = (
        test.note.partition(";")[0].replace("Rao-Scott chi-squared, ", "").replace("effect", "effect of this test")
    )
    return f"{null} is tested by Rao and Scott's corrected chi-squared: {test.told} ({details}, {p})."
