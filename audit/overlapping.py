"""What two collections of one topic have in common: ``audit.overlap``, and what the command line calls."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from audit import pipeline
from audit.api import load, make_plan
from audit.errors import NoPostsError
from audit.loaders.base import check_rejects
from audit.loaders.dataset import Posts
from audit.measuring.whole import Whole, measure
from audit.merging import merged_dataset
from audit.metrics.overlap.counts import IDS, NAME, SIDES, By
from audit.metrics.overlap.overlap import Overlap
from audit.plan import Plan
from audit.report.notebook import Findings
from audit.tally import Tally


def overlap(
    first: Any,
    second: Any,
    *,
    plan: Plan | str | Path | Mapping[str, Any] | None = None,
    second_columns: Mapping[str, str] | None = None,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
    **changes: Any,
) -> Findings:
    """What two collections of one topic have in common.

    Parameters
    ----------
    first, second : Posts or anything :func:`audit.load` reads
    plan, **changes
        As of :func:`audit.run`.
    second_columns : mapping of str to str, optional
        Columns of the second collection, where the guess is wrong; those of the plan are of the first alone.
    workers : int, optional
        Processes; chosen by size if not given.
    progress : callable, optional
        Called with the number of posts measured since the last call.

    Returns
    -------
    Findings
        ``overlap.first.in_the_other.share``, ``overlap.population`` and the like.

    Raises
    ------
    NoPostsError
        A collection holds no posts.

    Examples
    --------
    >>> import audit
    >>> posts = [{"id": str(n), "author": f"a{n % 50}", "text": "good morning"} for n in range(900)]
    >>> findings = audit.overlap(posts[:600], posts[300:])
    >>> findings.estimate("overlap.first.in_the_other.share").value
    0.5
    """
    made = overlap_audit(
        first,
        second,
        plan=plan,
        second_columns=second_columns,
        workers=workers,
        progress=progress,
        **changes,
    )
    return Findings.of(made.findings)


def overlap_audit(
    first: Any,
    second: Any,
    *,
    plan: Plan | str | Path | Mapping[str, Any] | None = None,
    second_columns: Mapping[str, str] | None = None,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
    opened: Callable[[Posts], None] = lambda _posts: None,
    **changes: Any,
) -> pipeline.Audit:
    """As :func:`overlap`, with the ledgers and the facts of the run; ``opened`` is told how each collection is read."""
    base = first.plan if isinstance(first, Posts) and plan is None else plan
    # Neither groups nor labels are asked for: what is compared is what was collected.
    blank: dict[str, Any] = {
        "benchmarks": {},
        "metrics": (),
        "also": (),
        "skip": (),
        "filter": (),
        "groups": {},
        "labels": (),
    }
    own = make_plan(base, **changes).override({"representation": {"intersections": []}}).model_copy(update=blank)
    of_second = own.model_copy(update={"columns": dict(second_columns or {})})
    both = [
        each.replanned(read) if isinstance(each, Posts) else load(each, plan=read)
        for each, read in ((first, own), (second, of_second))
    ]
    for posts in both:
        opened(posts)
    started = time.perf_counter()
    by: By = "id"
    measured = [_measured(each, own, side, by, workers, progress) for each, side in zip(both, SIDES, strict=True)]
    tally = Tally.sum(whole.measured.tally for whole in measured)
    if not all((NAME, side, IDS) in tally.samples for side in SIDES):
        by = "text"
        measured = [_measured(each, own, side, by, workers, progress) for each, side in zip(both, SIDES, strict=True)]
        tally = Tally.sum(whole.measured.tally for whole in measured)
    seconds = time.perf_counter() - started
    names = _names(both)
    abouts = [
        {
            "dataset": pipeline.describe(whole, posts),
            "fields": sorted(whole.measured.fields),
        }
        for whole, posts in zip(measured, both, strict=True)
    ]
    dataset, fields = merged_dataset(abouts, tally, own.floors.authors)
    dataset["name"] = own.dataset.name or " and ".join(names)
    # Which is the first makes another audit.
    fingerprint = "".join(whole.measured.fingerprint.hex() for whole in measured)
    findings = pipeline.judge(tally, own, dataset, fields, fingerprint, metrics=(Overlap(names, by=by),))
    facts = {
        "engine": "local",
        "workers": max(whole.engine.workers for whole in measured),
        "seconds": round(seconds, 3),
        "posts_per_second": round(dataset["posts"] / seconds) if seconds else None,
        "decisions": [line for posts in both for line in posts.describe()],
        "sources": [
            {**posts.source_facts(index), "records": each.records, "posts": each.posts}
            for whole, posts in zip(measured, both, strict=True)
            for index, each in enumerate(whole.ledgers)
        ],
    }
    ledgers = tuple(each for whole in measured for each in whole.ledgers)
    tally.samples.clear()  # rows of single authors and posts have done their work
    return pipeline.Audit(findings, tally, ledgers, facts, frozenset(fields), own)


def _measured(
    posts: Posts, plan: Plan, side: str, by: By, workers: int | None, progress: Callable[[int], None] | None
) -> Whole:
    """One collection.

    Raises
    ------
    NoPostsError
        It holds no posts.
    SourceError
        More of it is malformed than ``limits.max_reject`` allows.
    """
    metric = Overlap(side=side, by=by)
    whole = measure(posts, plan, workers=workers, progress=progress, metrics=(metric,))
    if whole.ledger.posts == 0:
        raise NoPostsError(
            f"{posts.name}: nothing here is a post, so nothing can be held against it.",
            hint="postaudit list formats names what can be read.",
        )
    check_rejects(posts.name, [whole.ledger], plan.limits.max_reject)
    return whole


def _names(both: list[Posts]) -> tuple[str, str]:
    first, second = (each.name for each in both)
    return (first, second) if first != second else (f"{first} (first)", f"{second} (second)")
