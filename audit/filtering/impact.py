"""Whose posts filters leave out: ``audit.filter_impact``, and what the command line calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from audit import pipeline
from audit.api import load, make_plan
from audit.errors import PlanError
from audit.filtering.counting import MOST_STAGES, NAME, PENDING
from audit.filtering.metric import FilterImpact
from audit.filtering.parsing import columns_of, stages_of
from audit.filtering.rules import carried
from audit.loaders.dataset import Posts
from audit.metrics.fates.fates import SPREAD
from audit.plan import Plan
from audit.plan.filters import Filter
from audit.report.notebook import Findings


def filter_impact(
    posts: Any,
    filters: Sequence[str | Mapping[str, str]] = (),
    *,
    keep_ids: Any = None,
    after: Any = None,
    missing: str | None = None,
    plan: Plan | str | Path | Mapping[str, Any] | None = None,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
    **changes: Any,
) -> Findings:
    """Whose posts filters leave out, against what they keep of all posts.

    Parameters
    ----------
    posts : Posts or anything :func:`audit.load` reads
        The posts before any filter.
    filters : sequence of str or mapping
        Rules in their order, such as ``"min-length=20"`` or ``{"name": "short", "rule": "min-length=20"}``; those of the
        plan if none is given.
    keep_ids : path or sequence of str, optional
        Ids of the posts that were kept, as a filter before the others.
    after : anything :func:`audit.load` reads, optional
        The posts that are left, as a filter before the others; they are told apart by their ids.
    missing : str, optional
        What becomes of posts that lack what a rule asks for: ``refuse`` (the default), ``keep`` or ``drop``.
    plan, **changes
        As of :func:`audit.run`.
    workers : int, optional
        Processes; chosen by size if not given.
    progress : callable, optional
        Called with the number of posts measured since the last call.

    Returns
    -------
    Findings
        ``filter_impact.all_filters.mention.gender.women.keep_rate`` and the like.

    Raises
    ------
    PlanError
        There is no filter, a rule is not understood, or posts lack what it asks for.

    Examples
    --------
    >>> import audit
    >>> posts = [{"id": str(n), "author": f"a{n % 50}", "text": "word " * (n % 7)} for n in range(500)]
    >>> findings = audit.filter_impact(posts, ["min-length=10"])
    >>> round(findings.estimate("filter_impact.all_filters.everyone.keep_rate").value, 2)
    0.71
    """
    made = filter_audit(
        posts,
        filters,
        keep_ids=keep_ids,
        after=after,
        missing=missing,
        plan=plan,
        workers=workers,
        progress=progress,
        **changes,
    )
    return Findings.of(made.findings)


def filter_audit(
    posts: Any,
    filters: Sequence[str | Mapping[str, str]] = (),
    *,
    keep_ids: Any = None,
    after: Any = None,
    missing: str | None = None,
    plan: Plan | str | Path | Mapping[str, Any] | None = None,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
    opened: Callable[[Posts], None] = lambda _posts: None,
    **changes: Any,
) -> pipeline.Audit:
    """As :func:`filter_impact`, with the ledgers and the facts of the run; ``opened`` is told how the posts are read."""
    base = posts.plan if isinstance(posts, Posts) and plan is None else plan
    own = make_plan(base, **changes)
    chosen, given = _chosen(own, filters, keep_ids, after, missing)
    # Plans say which metrics an audit measures, and by which benchmarks it judges; this one measures one, and needs none.
    asked = {"filter": [each.model_dump() for each in chosen], "representation": {"intersections": []}}
    own = own.override(asked, where="filters").model_copy(
        update={"benchmarks": {}, "metrics": (), "also": (), "skip": ()}
    )
    stages, cards = stages_of(chosen, own, given)
    if len(stages) > MOST_STAGES:
        raise PlanError(
            f"There are {len(stages)} filters, at most {MOST_STAGES} can be told apart.",
            hint="Ask about fewer at a time: leave some of [[filter]] out.",
        )
    reading = own.override({"groups": {carried(each): {"column": each} for each in columns_of(chosen)}})
    loaded = posts.replanned(reading) if isinstance(posts, Posts) else load(posts, plan=reading)
    opened(loaded)
    result = pipeline.run(loaded, own, workers=workers, progress=progress, metrics=(FilterImpact(stages),), cards=cards)
    for cell in ((NAME, SPREAD), PENDING):  # rows of single authors and posts have done their work
        result.tally.samples.pop(cell, None)
    return result


def _chosen(
    plan: Plan, filters: Sequence[str | Mapping[str, str]], keep_ids: Any, after: Any, missing: str | None
) -> tuple[list[Filter], dict[str, Any]]:
    """The filters that are asked for, and what stands behind the files they name where it is in memory."""
    given: dict[str, Any] = {}
    first: list[dict[str, str]] = []
    for key, source in (("keep-ids", keep_ids), ("after", after)):
        if source is None:
            continue
        name = str(source) if isinstance(source, (str, Path)) else "given"
        given[name] = source if name == "given" else name
        first.append({"rule": f"{key}={name}", "name": key})
    if "given" in given and len(given) < len(first):
        raise PlanError("Both the ids that are kept and the posts that are left are given.", hint="Give one of them.")
    stated = [{"rule": each} if isinstance(each, str) else dict(each) for each in filters]
    listed = [*first, *(stated or [each.model_dump() for each in plan.filter])]
    if missing is not None:
        listed = [
            {**each, "missing": each["missing"] if each.get("missing", "refuse") != "refuse" else missing}
            for each in listed
        ]
    checked = Plan.make({"filter": listed}, where="filters")
    return list(checked.filter), given
