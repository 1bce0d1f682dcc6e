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
from audit.collection_columns import collection_cards
from audit.dialect import dialect_cards, dialect_model
from audit.engines.base import Engine
from audit.errors import NoPostsError, PlanError
from audit.finding import Findings, Judgement, ranked
from audit.grouping.places import gazetteer_card
from audit.loaders.base import Ledger, check_rejects
from audit.loaders.dataset import Posts
from audit.loaders.generated import described
from audit.measuring.part import chosen_metrics
from audit.measuring.whole import Whole, measure
from audit.measuring.work_folder import WorkFolder
from audit.metrics.base import Metric, Scope, card
from audit.metrics.language import languages_read
from audit.metrics.languages import printed_languages
from audit.metrics.scores_given import model_used
from audit.plan import Plan
from audit.post_weights import PostWeights
from audit.provenance import audit_id, plan_as_printed
from audit.resources.annotators import read_annotators
from audit.statistics.concentration import hill
from audit.tally import Tally
from audit.text_reader import lexicon_cards, mention_cards, mention_lists, text_reader
from audit.unmapped import unmapped
from audit.user_model import UserModel
from audit.version import __version__
from audit.weakening import told_once, weakened
from audit.weighted import name_weights, weighted, weights_used
from audit.wording import join


@dataclass(frozen=True)
class Audit:
    """The result of a run: what is said, what it was counted from, and what was read."""

    findings: Findings
    tally: Tally
    ledgers: tuple[Ledger, ...]
    facts: Mapping[str, Any]
    fields: frozenset[str] = frozenset()
    plan: Plan | None = None


def read_benchmarks(plan: Plan) -> dict[str, resources.Benchmark]:
    """The benchmarks a plan names, by attribute.

    Raises
    ------
    ResourceError
        No such benchmark, or a malformed file.
    PlanError
        A benchmark says nothing of the attribute it is named for.
    """
    result = {}
    for attribute, name in plan.benchmarks.items():
        benchmark = resources.read_benchmark(name)
        if attribute not in benchmark.margins:
            raise PlanError(
                f"The benchmark {benchmark.card.name!r} has no shares of {attribute!r}.",
                hint=f"It has: {', '.join(sorted(benchmark.margins))}.",
            )
        result[attribute] = benchmark
    return result


def read_calibrations(plan: Plan) -> dict[str, resources.Calibration]:
    """The confusion matrices a plan names, by inferred attribute.

    Raises
    ------
    ResourceError
        A file is missing or malformed.
    """
    return {
        name: resources.read_calibration(each.confusion, name)
        for name, each in plan.inference.items()
        if each.confusion
    }


def read_codings(plan: Plan) -> tuple[resources.CodedSheet, ...]:
    """The coded sheets a plan names.

    Raises
    ------
    ResourceError
        A file is missing or malformed.
    PlanError
        Its posts were divided by other word lists than there are here.
    """
    sheets = resources.read_coded_sheets(plan.mentions.coding)
    for sheet in sheets:
        here = mention_lists(plan, sheet.languages)
        if changed := sorted(
            name for name in here.keys() | sheet.lexicons if here.get(name) != sheet.lexicons.get(name)
        ):
            raise PlanError(
                f"{sheet.card.title}: was drawn with another version of {join(changed)} than there is here.",
                hint="Precision and misses are of a word list: draw and code again, or use the lists it was drawn with.",
            )
    return sheets


def read_mappings(plan: Plan) -> list[resources.Card]:
    """The cards of what maps stated values: tables and lists of names of the plan, and the gazetteer where it reads places.

    Raises
    ------
    ResourceError
        A file is missing or malformed.
    PlanError
        The gazetteer is not installed, or the plan does not say where the names are.
    """
    names = [_name_list_card(plan, attribute) for attribute, each in sorted(plan.inference.items()) if each.names]
    groups = [each for _, each in sorted(plan.groups.items())]
    cards = [resources.read_mapping(each.table).card for each in groups if each.table]
    cards += names
    cards += [read_annotators(plan.annotators.file).card] if plan.annotators.file else []
    return [*cards, gazetteer_card()] if any(each.places for each in groups) else cards


def _name_list_card(plan: Plan, attribute: str) -> resources.Card:
    group, inference = plan.groups.get(attribute), plan.inference[attribute]
    if group is None:
        raise PlanError(
            f"The plan infers {attribute!r} from names and does not say where names are.",
            hint=f'Name their column: [groups.{attribute}] column = "user.name"',
        )
    if extra := sorted(group.model_dump().keys() - {"column", "values"} | ({"values"} if group.values else set())):
        raise PlanError(
            f"The plan infers {attribute!r} from names, and [groups.{attribute}] says {', '.join(extra)}.",
            hint="Beside names it has a column and nothing else; what authors state is another attribute.",
        )
    return resources.read_name_list(inference.names, attribute, special=inference.special_category).card


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
    chosen_metrics(plan)
    read_benchmarks(plan)
    read_calibrations(plan)
    read_codings(plan)
    read_mappings(plan)
    collection_cards(plan)
    dialect_model(plan)
    text_reader(plan).run(pa.array(["warm"], pa.large_string()))  # kernels load before the clock starts
    started = time.perf_counter()
    whole = measure(
        posts,
        plan,
        weights=weights,
        model=model,
        workers=workers,
        engine=engine,
        work=work,
        progress=progress,
        metrics=metrics,
    )
    measured = whole.measured
    if whole.ledger.posts == 0:
        raise NoPostsError(
            f"{posts.name}: nothing here is a post: {_why_nothing(whole.ledger)}.",
            hint="postaudit list formats names what can be read; --loader NAME and --columns text=COLUMN override the guess.",
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
        "sources": [
            {**posts.source_facts(index), "records": each.records, "posts": each.posts}
            for index, each in enumerate(whole.ledgers)
        ],
    }
    return Audit(findings, measured.tally, whole.ledgers, facts, frozenset(measured.fields), plan)


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
) -> Findings:
    """Judge a tally: everything past this point needs no post."""
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
    )
    judgements = [weighted(each.judge(tally, scope), each.name, tally) for each in chosen]
    if any(each.name == "representation" for each in chosen):
        judgements.append(unmapped(tally, scope))
    judgements = told_once(weakened(judgements))
    given = [*(each.card for each in benchmarks.values()), *(each.card for each in calibrations.values())]
    given += [*read_mappings(plan), *(each.card for each in sheets), *cards]
    given += collection_cards(plan) if any(each.name == "rights" for each in chosen) else []
    used = [
        *_resources_used(judgements, given, benchmarks.values(), plan, tally),
        *weights_used(tally),
        *model_used(tally, plan.models.given),
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
            methods=tuple(card(each) for each in chosen),
            resources=tuple(used),
        )
    )


def _field(name: str) -> str:
    """A field as printed: of a label made of one value of a column, the column, for the value may be of few posts."""
    return name.rpartition("=")[0] or name if name.startswith("label:") else name


def _resources_used(
    judgements: Sequence[Judgement],
    given: Sequence[resources.Card],
    benchmarks: Iterable[resources.Benchmark],
    plan: Plan,
    tally: Tally,
) -> list[dict[str, Any]]:
    cards = list(given)
    speaking = {estimate.metric for judgement in judgements for estimate in judgement.estimates}
    if speaking & {"amplification", "mentions", "descriptions", "markers", "labels", "sentiment", "scores"}:
        cards += lexicon_cards(plan, languages_read(tally))
    if speaking & {"filter_impact", "attrition", "survival"}:
        cards += mention_cards(plan, languages_read(tally))
    if "descriptions" in speaking:
        cards.append(resources.lexicon_card("window-words-en"))
    if "privacy" in speaking:
        cards += [resources.lexicon_card(each) for each in ("self-disclosure-en", "frame-words-en", "window-words-en")]
    if any(each.measure.startswith("swap_") for judgement in judgements for each in judgement.estimates):
        cards += [resources.lexicon_card("swaps-en"), resources.lexicon_card("swap-sentences-en")]
    if "embeddings" in speaking:
        cards.append(resources.word_sets().card)
    if "labels" in speaking:
        cards += dialect_cards(tally)
    if "sentiment" in speaking:
        cards.append(resources.read_scorer_shifts().card)
    unique = {each.sha256: each for each in cards}
    whose = {each.card.sha256: each.facts() for each in benchmarks}
    return [
        {**_card_facts(each), **whose.get(each.sha256, {})}
        for each in sorted(unique.values(), key=lambda each: each.name)
    ]


def _card_facts(each: resources.Card) -> dict[str, Any]:
    return {
        "name": each.name,
        "kind": each.kind,
        "title": each.title,
        "version": each.version,
        "source": each.cited,
        "licence": each.licence,
        "sha256": each.sha256,
        "reviewers": each.reviewed,
        "known_faults": list(each.known_faults),
    }


def with_name(plan: Plan, name: str) -> Plan:
    """The plan with the dataset's name filled in where the user gave none."""
    if plan.dataset.name:
        return plan
    return plan.model_copy(update={"dataset": plan.dataset.model_copy(update={"name": name})})
