"""The comparisons a plan would make, from assumptions alone: benchmarks, labels and tolerances of an ``audit.toml``."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from audit.errors import PlanError
from audit.plan import Plan
from audit.planning.comparisons import AgainstReference, BetweenGroups, Comparison
from audit.resources import Benchmark, axis_title, group_title
from audit.statistics.clustering import Clustering
from audit.wording import join, percent, sentence_case, with_article


@dataclass(frozen=True)
class Assumptions:
    """What is taken to be so without data.

    Attributes
    ----------
    share : float or None
        Of posts that carry a label; of a share in general.
    what_authors_are : Clustering
        For attributes, which are the same in all posts of an author.
    what_authors_do : Clustering
        For labels, which are not.
    """

    share: float | None
    what_authors_are: Clustering
    what_authors_do: Clustering

    @classmethod
    def of_design_effect(cls, share: float | None, design_effect: float) -> Assumptions:
        """One design effect for everything; how many authors it takes stays unknown."""
        clustering = Clustering(design_effect)
        return cls(share, clustering, clustering)

    @classmethod
    def of_authors(cls, share: float | None, mean: float, crowding: float, correlation: float) -> Assumptions:
        """From posts per author: attributes correlate fully within an author, labels by ``correlation``."""
        return cls(
            share,
            Clustering.from_moments(mean, crowding, 1.0),
            Clustering.from_moments(mean, crowding, correlation),
        )


def assumed_comparisons(
    plan: Plan, benchmarks: Mapping[str, Benchmark], assumptions: Assumptions
) -> tuple[list[Comparison], list[str]]:
    """What the plan would compare.

    Parameters
    ----------
    plan : Plan
    benchmarks : mapping of str to Benchmark
        Those the plan names, by attribute.
    assumptions : Assumptions

    Returns
    -------
    comparisons : list of Comparison
        In general terms where the plan names neither benchmark nor label.
    left_out : list of str
        What cannot be planned without a pilot, and why.

    Raises
    ------
    PlanError
        A share is needed and not given.
    """
    comparisons = [
        each for name in sorted(benchmarks) for each in _representation(name, benchmarks[name], plan, assumptions)
    ]
    for label in plan.labels:
        for name in sorted(benchmarks):
            comparisons += _labels(label, name, benchmarks[name], plan, assumptions)
    left_out = [
        f"{sentence_case(axis_title(name))} is not held against a benchmark, so nothing would be judged."
        for name in sorted(set(plan.groups) - set(benchmarks))
    ]
    if plan.labels and not benchmarks:
        left_out.append("Labels by author group: how large the groups are is not known without a benchmark or a pilot.")
    if not comparisons:
        comparisons = _in_general(plan, assumptions)
    left_out.append(
        "Mentions, descriptions, markers and labels by mentioned group: how often groups are mentioned is not known before a pilot."
    )
    return comparisons, left_out


def known_shares(benchmark: Benchmark, attribute: str) -> dict[str, float]:
    """Shares among people whose group the benchmark knows."""
    known = {group: share for group, share in benchmark.margins[attribute].items() if group != "unknown"}
    total = math.fsum(known.values())
    return {group: share / total for group, share in sorted(known.items())}


def _representation(attribute: str, benchmark: Benchmark, plan: Plan, assumptions: Assumptions) -> list[Comparison]:
    clustering, tolerance = assumptions.what_authors_are, plan.tolerances.share_gap
    shares = known_shares(benchmark, attribute)
    errors = benchmark.errors_among(attribute, shares)
    words = _together(attribute, axis_title)
    return [
        Comparison(
            id=f"representation.{attribute}.{group}.difference",
            title=f"Share of posts by {_together(group, group_title)}, against {percent(share)} ({benchmark.card.title})",
            scale="difference",
            tolerance=tolerance,
            family=len(shares),
            method=AgainstReference(share, tolerance, clustering, errors[group]),
            counted=f"posts by authors with {with_article(words)} in the data",
            posts_per_author=clustering.posts_per_author,
            known={
                "reference": share,
                "design_effect": clustering.design_effect,
                **({"reference_standard_error": errors[group]} if errors[group] else {}),
            },
        )
        for group, share in shares.items()
    ]


def _labels(label: str, attribute: str, benchmark: Benchmark, plan: Plan, assumptions: Assumptions) -> list[Comparison]:
    clustering, tolerance = assumptions.what_authors_do, plan.tolerances.label_gap
    rate, shares = _share(assumptions), known_shares(benchmark, attribute)
    return [
        Comparison(
            id=f"labels.{label}.author.{attribute}.{group}.difference",
            title=f"Rate of label {label!r} on posts by {group_title(group)}, against posts by others",
            scale="difference",
            tolerance=tolerance,
            family=len(shares),
            method=BetweenGroups(rate, share, tolerance, clustering),
            counted=f"labelled posts by authors with {with_article(axis_title(attribute))} in the data",
            posts_per_author=clustering.posts_per_author,
            known={"rate": rate, "group_share": share, "design_effect": clustering.design_effect},
        )
        for group, share in shares.items()
        if 0 < share < 1
    ]


def _together(names: str, title: Callable[[str], str]) -> str:
    """Attributes, or groups, of a benchmark of several at once, in words."""
    return join([title(each) for each in names.split("*")])


def _in_general(plan: Plan, assumptions: Assumptions) -> list[Comparison]:
    share, clustering = _share(assumptions), assumptions.what_authors_do
    gap, label = plan.tolerances.share_gap, plan.tolerances.label_gap
    known = {"share": share, "design_effect": clustering.design_effect}
    return [
        Comparison(
            id="general.share",
            title=f"A share of {percent(share)} against a reference",
            scale="difference",
            tolerance=gap,
            family=1,
            method=AgainstReference(share, gap, clustering),
            counted="posts",
            posts_per_author=clustering.posts_per_author,
            known=known,
        ),
        Comparison(
            id="general.difference",
            title=f"Shares of {percent(share)} in two groups of as many posts",
            scale="difference",
            tolerance=label,
            family=1,
            method=BetweenGroups(share, 0.5, label, clustering),
            counted="posts of both groups together",
            posts_per_author=clustering.posts_per_author,
            known=known,
        ),
    ]


def _share(assumptions: Assumptions) -> float:
    if assumptions.share is None:
        raise PlanError(
            "How often a label, or whatever is compared, is to be expected is not known.",
            hint="Give --share 0.1, or a pilot.",
        )
    return assumptions.share
