"""Plan, measure, add, judge: the only module that knows them all.

Measuring maps a pure function over parts of the sources; judging sees the sum. Every figure in the result is the same
for any number of workers, any batch size, any order and any split of the posts.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from audit import resources
from audit.engines.base import Engine
from audit.errors import NoPostsError, both_ways, column_named
from audit.finding import Findings, ranked
from audit.loaders.base import Ledger, check_rejects
from audit.loaders.dataset import Posts
from audit.loaders.digests import Digests
from audit.loaders.generated import described
from audit.measuring.collection_columns import collection_cards
from audit.measuring.part import chosen_metrics
from audit.measuring.unmapped import unmapped
from audit.measuring.weakening import told_once, weakened
from audit.measuring.weighted import name_weights, weighted, weights_used
from audit.measuring.whole import Whole, measure
from audit.measuring.work_folder import WorkFolder
from audit.metrics.base import Metric, Scope, card
from audit.metrics.languages import printed_languages
from audit.metrics.plugged import UnusableMetric
from audit.metrics.scores.given import model_used
from audit.models.dialect import dialect_model
from audit.models.user_model import UserModel
from audit.plan import Plan
from audit.plan_resources import read_benchmarks, read_calibrations, read_codings, read_mappings, resources_used
from audit.plugins.plugged import check_sections, plugin_facts, plugins_used
from audit.post_weights import PostWeights
from audit.provenance import audit_id, plan_as_printed
from audit.statistics.concentration import hill
from audit.tally import Tally
from audit.text_reader import text_reader
from audit.version import __version__


@dataclass(frozen=True)
class Audit:
    """The result of a run: what is said, what it was counted from, and what was read."""

    findings: Findings
    tally: Tally
    ledgers: tuple[Ledger, ...]
    facts: Mapping[str, Any]
    fields: frozenset[str] = frozenset()
    plan: Plan | None = None


def run(
    posts: Posts,
    plan: Plan,
    *,
    weights: PostWeights | None = None,
    model: UserModel | None = None,
    workers: int | None = None,
    engine: Engine | None = None,
    work: WorkFolder | None = None,
    progress: Callable[[int], None] | None = None,
    read: Callable[[int, int], None] | None = None,
    metrics: tuple[Metric, ...] | None = None,
    cards: Sequence[resources.Card] = (),
) -> Audit:
    """Audit a dataset.

    Parameters
    ----------
    posts : Posts
    plan : Plan
    weights : PostWeights, optional
    workers : int, optional
    engine : Engine, optional
    work : WorkFolder, optional
    progress : callable, optional
        Told of the posts measured since the last call.
    read : callable, optional
        Told of about how many bytes of the sources are done since the last call, and how many there are.
    metrics : tuple of Metric, optional
        What to measure, where not the plan chooses.
    cards : sequence of Card
        Of what these metrics were made with.

    Raises
    ------
    NoPostsError
        Nothing in the sources is a post.
    SourceError
        More of them is malformed than ``limits.max_reject`` allows.
    PlanError, ResourceError
        The plan names a metric or benchmark that is not there.
    """
    if metrics is None:  # filters of the plan are another command's, and nothing here has gone through them
        plan = plan.model_copy(update={"filter": ()})
    check_plan(plan)
    text_reader(plan).run(pa.array(["warm"], pa.large_string()))  # kernels load before the clock starts
    started = time.perf_counter()
    with Digests([each.source for each in posts.prepared]) as digests:
        whole = measure(
            posts,
            plan,
            weights=weights,
            model=model,
            workers=workers,
            engine=engine,
            work=work,
            progress=progress,
            read=read,
            metrics=metrics,
        )
        measured = whole.measured
        if whole.ledger.posts == 0:
            raise NoPostsError(
                f"{posts.name}: nothing here is a post: {_why_nothing(whole.ledger)}.",
                hint="postaudit list formats names what can be read; "
                f"{both_ways('--loader NAME', loader='NAME')} and {column_named('text')} override the guess.",
            )
        check_rejects(posts.name, [whole.ledger], plan.limits.max_reject)
        if weights is not None:
            name_weights(measured.tally, weights)
        seconds = time.perf_counter() - started
        dataset = describe(whole, posts)
        findings = judge(
            measured.tally, plan, dataset, measured.fields, measured.fingerprint.hex(), metrics=metrics, cards=cards
        )
        facts = {
            "engine": whole.engine.name,
            "workers": whole.engine.workers,
            "seconds": round(seconds, 3),
            "posts_per_second": round(whole.ledger.posts / seconds) if seconds else None,
            **({"tasks": whole.tasks, "tasks_found": whole.found} if work is not None else {}),
            "decisions": posts.describe(),
            **({"plugins": said} if (said := plugin_facts(measured.tally, plan)) else {}),
            "sources": [
                {**posts.source_facts(index, digests[index]), "records": each.records, "posts": each.posts}
                for index, each in enumerate(whole.ledgers)
            ],
        }
    return Audit(findings, measured.tally, whole.ledgers, facts, frozenset(measured.fields), plan)


def check_plan(plan: Plan) -> None:
    """Read everything that a plan names, so that what is not there or malformed is told before any post is read.

    Raises
    ------
    PlanError, ResourceError
        The plan names a metric, benchmark or file that is not there, or one that is malformed.
    """
    chosen_metrics(plan)
    check_sections(plan.report.sections)
    read_benchmarks(plan)
    read_calibrations(plan)
    read_codings(plan)
    read_mappings(plan)
    collection_cards(plan)
    dialect_model(plan)


def _why_nothing(ledger: Ledger) -> str:
    counted = [f"{number} rejected ({reason})" for reason, number in sorted(ledger.rejected.items())]
    counted += [f"{number} skipped ({kind})" for kind, number in sorted(ledger.skipped.items())]
    return f"{ledger.records} records, " + (", ".join(counted) if counted else "none of them with anything in it")


def describe(whole: Whole, posts: Posts) -> dict[str, Any]:
    """The dataset block of ``findings.json``: the accounting by loader, the span, the languages.

    Files are listed in ``run.json``: how posts were cut into files, and in which order, is a fact of the run and not of
    the dataset, and this block stays the same for any cut.
    """
    measured = whole.measured
    by_loader: dict[str, Ledger] = {}
    for index, ledger in enumerate(whole.ledgers):
        by_loader.setdefault(posts.loader_name(index), Ledger()).merge(ledger)
    return {
        "name": posts.name,
        "fingerprint": measured.fingerprint.hex(),
        "sources": [_accounting(name, ledger) for name, ledger in sorted(by_loader.items())],
        "posts": whole.ledger.posts,
        "authors": len(measured.tally.author_posts) or None,
        "first": _day(measured.first),
        "last": _day(measured.last),
        "languages": printed_languages(measured.tally, posts.plan.floors.authors),
        **({"generated": described(measured.tally)} if posts.plan.dataset.generated else {}),
    }


def _accounting(name: str, ledger: Ledger) -> dict[str, Any]:
    def sorted_counts(counts: Counter[str]) -> dict[str, int]:
        return dict(sorted((key, number) for key, number in counts.items() if number))

    return {
        "loader": name,
        "records": ledger.records,
        "posts": ledger.posts,
        "rejected": ledger.rejected.total(),
        "skipped": ledger.skipped.total(),
        "rejected_by_reason": sorted_counts(ledger.rejected),
        "skipped_by_kind": sorted_counts(ledger.skipped),
        "warnings": sorted_counts(ledger.warnings),
    }


def _day(micros: int | None) -> str | None:
    """The day of a post in UTC: its second would tell which post it was, and so who wrote it."""
    return None if micros is None else str(np.datetime64(micros, "us").astype("datetime64[D]"))


def judge(
    tally: Tally,
    plan: Plan,
    dataset: Mapping[str, Any],
    fields: set[str] | frozenset[str],
    fingerprint: str,
    *,
    metrics: tuple[Metric, ...] | None = None,
    cards: Sequence[resources.Card] = (),
    wanted: Iterable[str] | None = None,
) -> Findings:
    """Judge a tally: everything past this point needs no post.

    Where estimates are ``wanted`` by their ids, these are as among all, and others, and findings, may be left out.
    """
    benchmarks, calibrations, sheets = read_benchmarks(plan), read_calibrations(plan), read_codings(plan)
    chosen = chosen_metrics(plan) if metrics is None else metrics
    scope = Scope(
        plan=plan,
        posts=tally.posts(("dataset", "posts")),
        authors=len(tally.author_posts),
        has_authors=len(tally.author_posts) > 0,
        effective_authors=hill(tally.author_posts.posts, order=2) if len(tally.author_posts) else math.inf,
        benchmarks=benchmarks,
        calibrations=calibrations,
        coded=tuple(group for sheet in sheets for group in sheet.groups),
        fields=frozenset(fields),
        warnings=sum((Counter(source["warnings"]) for source in dataset.get("sources", ())), Counter()),
        wanted=None if wanted is None else tuple(sorted(wanted)),
    )
    judgements = [weighted(each.judge(tally, scope), each.name, tally) for each in chosen]
    if any(each.name == "representation" for each in chosen):
        judgements.append(unmapped(tally, scope))
    judgements = told_once(weakened(judgements))
    given = [*(each.card for each in benchmarks.values()), *(each.card for each in calibrations.values())]
    given += [*read_mappings(plan), *(each.card for each in sheets), *cards]
    given += collection_cards(plan) if any(each.name == "rights" for each in chosen) else []
    used = [
        *resources_used(judgements, given, benchmarks.values(), plan, tally),
        *weights_used(tally),
        *model_used(tally, plan.models.given),
        *plugins_used(tally),
    ]
    return ranked(
        Findings(
            audit={
                "id": audit_id(fingerprint, plan, used),
                "tool": "postaudit",
                "version": __version__,
                "plan": plan_as_printed(plan),
            },
            dataset={**dataset, "fields": sorted({_field(each) for each in fields} - {"source", "row"})},
            estimates=tuple(sorted((e for each in judgements for e in each.estimates), key=lambda e: e.id)),
            findings=tuple(each for judgement in judgements for each in judgement.findings),
            blocks=tuple(each for judgement in judgements for each in judgement.blocks),
            not_measured=tuple(each for judgement in judgements for each in judgement.not_measured),
            methods=tuple(card(each) for each in chosen if not isinstance(each, UnusableMetric)),
            resources=tuple(used),
        )
    )


def _field(name: str) -> str:
    """A field as printed: of a label made of one value of a column, the column, for the value may be of few posts."""
    return name.rpartition("=")[0] or name if name.startswith("label:") else name


def with_name(plan: Plan, name: str) -> Plan:
    """The plan with the dataset's name filled in where the user gave none."""
    if plan.dataset.name:
        return plan
    return plan.model_copy(update={"dataset": plan.dataset.model_copy(update={"name": name})})
