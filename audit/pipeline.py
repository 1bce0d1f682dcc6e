"""Plan, measure, add, judge: the only module that knows them all.

Measuring maps a pure function over parts of the sources; judging sees the sum. Every figure in the result is the same
for any number of workers, any batch size, any order and any split of the posts.
"""

from __future__ import annotations

import functools
import math
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit import metrics, resources
from audit.engines.local import choose_workers, map_parts
from audit.errors import NoPostsError, PlanError, did_you_mean
from audit.finding import Findings, Judgement, ranked
from audit.loaders.base import Ledger
from audit.loaders.copies import lost_copies
from audit.loaders.dataset import Posts
from audit.loaders.door import Admitted, Fingerprint, admit
from audit.loaders.reading import Part, read
from audit.metrics.base import Metric, Scope, card
from audit.plan import Plan
from audit.posts import PostBatch
from audit.provenance import audit_id, plan_as_printed
from audit.statistics.concentration import hill
from audit.tally import Tally
from audit.text.features import TextPass
from audit.text.lexicon import compile_lexicon
from audit.text.shelf import shelved_lexicon
from audit.version import __version__

#: Distinct values of an attribute in one batch above which it is free text, not a group.
MOST_STATED_VALUES = 1000
#: Stated values longer than this are sentences, not groups.
_LONGEST_GROUP = 40


@dataclass(frozen=True)
class Job:
    """What a worker needs besides its part; picklable."""

    plan: Plan
    secret: bytes


@dataclass
class Measured:
    """What one part, or a whole dataset, came to."""

    tally: Tally = field(default_factory=Tally)
    ledger: Ledger = field(default_factory=Ledger)
    fingerprint: Fingerprint = field(default_factory=Fingerprint)
    fields: set[str] = field(default_factory=set)
    first: int | None = None
    last: int | None = None
    post_keys: list[npt.NDArray[np.uint64]] = field(default_factory=list)
    versions: list[npt.NDArray[np.uint64]] = field(default_factory=list)
    seconds: float = 0.0


@dataclass(frozen=True)
class Audit:
    """The result of a run: what is said, what it was counted from, and what was read."""

    findings: Findings
    tally: Tally
    ledgers: tuple[Ledger, ...]
    facts: Mapping[str, Any]


def chosen_metrics(plan: Plan) -> tuple[Metric, ...]:
    """The metrics a plan asks for.

    Raises
    ------
    PlanError
        A name that is no metric.
    """
    known = {each.name: each for each in metrics.all_metrics()}
    for name in (*plan.metrics, *plan.skip):
        if name not in known:
            raise PlanError(f"There is no metric {name!r}.", hint=did_you_mean(name, known))
    wanted = [each for name, each in known.items() if not plan.metrics or name in plan.metrics]
    return tuple(each for each in wanted if each.name not in plan.skip)


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


def measure_part(
    part: Part,
    job: Job,
    lost: npt.NDArray[np.int64] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Measured:
    """Read one part and count it; the function that engines map.

    Parameters
    ----------
    part : Part
    job : Job
    lost : ndarray of int64, optional
        Positions of posts that a later version replaces: left out.
    progress : callable, optional
        Told of the posts of each batch, where the part is measured in this process.
    """
    started = time.perf_counter()
    result = Measured(ledger=Ledger(source=part.source_name))
    chosen = chosen_metrics(job.plan)
    position = 0
    for batch in read(part, result.ledger):
        admitted = admit(batch, job.secret)
        if lost is not None:
            inside = lost[(lost >= position) & (lost < position + batch.num_rows)] - position
            position += batch.num_rows
            keep = np.ones(batch.num_rows, dtype=bool)
            keep[inside] = False
            admitted = admitted.take(keep)
        count_batch(result, admitted, job.plan, chosen)
        if progress is not None:
            progress(batch.num_rows)
    if lost is not None:
        result.ledger.drop_duplicates(len(lost))
    result.seconds = time.perf_counter() - started
    return result


def count_batch(result: Measured, admitted: Admitted, plan: Plan, chosen: Sequence[Metric] | None = None) -> None:
    """Count one batch of admitted posts into ``result``, by every metric the plan asks for."""
    chosen = chosen_metrics(plan) if chosen is None else chosen
    table = admitted.table
    if table.num_rows == 0:
        return
    result.fields.update(table.schema.names)
    result.fingerprint += admitted.fingerprint()
    result.post_keys.append(admitted.post_key)
    result.versions.append(admitted.version)
    values = plan_values(table, plan, result.tally)
    text_pass = english_text_pass()
    posts = PostBatch(table, admitted.author_key, admitted.has_author, values, text_pass.run)
    result.tally.count(("dataset", "posts"), posts.bucket)
    result.tally.author_posts.add(posts.author_key[posts.has_author])
    created = posts.column("created_at")
    if created is not None and created.null_count < len(created):
        ends = pc.min_max(pc.cast(created, pa.int64())).as_py()
        result.first = min(ends["min"], ends["min"] if result.first is None else result.first)
        result.last = max(ends["max"], ends["max"] if result.last is None else result.last)
    for metric in chosen:
        result.tally.merge(metric.measure(posts))


@functools.cache
def english_text_pass() -> TextPass:
    """The English lexicons, compiled once a process."""
    tables = (
        resources.identity_terms(),
        resources.person_nouns(),
        resources.marker_terms(),
        resources.generic_patterns(),
    )
    words = sorted(resources.function_words())
    digests = [*(each.card.sha256 for each in tables), ",".join(words)]
    identity, nouns, markers, generics = tables
    return TextPass(
        shelved_lexicon(digests, lambda: compile_lexicon(identity.rows, nouns.rows, markers.rows, generics.rows, words))
    )


def plan_values(table: pa.RecordBatch, plan: Plan, tally: Tally) -> dict[str, pa.Array]:
    """Attribute and label columns of a batch, stated values mapped to groups."""
    values = {}
    for index, name in enumerate(table.schema.names):
        kind, _, own = name.partition(":")
        if kind == "label":
            values[name] = table.column(index)
        elif kind == "attribute":
            encoded = table.column(index).dictionary_encode()
            if len(encoded.dictionary) > MOST_STATED_VALUES:
                tally.add_total(("dataset", "free text", own), 1)
                continue
            values[name] = _grouped(encoded, own, plan)
    return values


def _grouped(encoded: pa.DictionaryArray, attribute: str, plan: Plan) -> pa.DictionaryArray:
    """Replace stated values by group slugs; values that mean "not stated" become null."""
    own = {}
    if attribute in plan.groups:
        for group, stated in plan.groups[attribute].values.items():
            own.update({value.strip().casefold(): group for value in stated})
    slugs = [_slug(attribute, value, own) for value in encoded.dictionary.to_pylist()]
    groups = sorted({each for each in slugs if each is not None})
    index = {group: position for position, group in enumerate(groups)}
    lookup = pa.array([None if each is None else index[each] for each in slugs], pa.int32())
    codes = lookup.take(encoded.indices) if len(lookup) else pa.nulls(len(encoded), pa.int32())
    return pa.DictionaryArray.from_arrays(codes, pa.array(groups, pa.string()))


def _slug(attribute: str, value: str | None, own: Mapping[str, str]) -> str | None:
    if value is None:
        return None
    form = value.strip().casefold()
    group = own.get(form) or resources.stated_group(attribute, value)
    if group is not None:
        return None if group == "unknown" else group
    plain = "_".join("".join(each if each.isalnum() else " " for each in form).split())
    return plain[:_LONGEST_GROUP] or None


def measure(
    posts: Posts, plan: Plan, *, workers: int | None = None, progress: Callable[[int], None] | None = None
) -> tuple[Measured, list[Measured], int]:
    """Measure every part of a dataset and add up.

    Returns
    -------
    whole : Measured
        The sum.
    by_source : list of Measured
        Per source, tallies left out.
    used : int
        Worker processes.
    """
    parts = posts.parts()
    job = Job(plan, posts.secret)
    used = choose_workers(workers, len(parts), posts.size)
    if used == 1:
        mapped = map_parts(functools.partial(measure_part, job=job, progress=progress), parts, workers=1)
    else:
        done = None if progress is None else lambda each: progress(each.ledger.posts)
        mapped = map_parts(functools.partial(measure_part, job=job), parts, workers=used, done=done)
    measured = list(mapped)
    keys = [_joined(each.post_keys) for each in measured]
    lost = lost_copies(keys, [_joined(each.versions) for each in measured])
    for index, positions in lost.items():
        measured[index] = measure_part(parts[index], job, positions)
    whole = Measured()
    by_source: dict[int, Measured] = {}
    for part, each in zip(parts, measured, strict=True):
        _add(whole, each, with_tally=True)
        source = by_source.setdefault(part.source_index, Measured(ledger=Ledger(source=part.source_name)))
        _add(source, each, with_tally=False)
    return whole, [by_source[index] for index in sorted(by_source)], used


def _joined(arrays: list[npt.NDArray[np.uint64]]) -> npt.NDArray[np.uint64]:
    return np.concatenate(arrays) if arrays else np.zeros(0, dtype=np.uint64)


def _add(whole: Measured, part: Measured, *, with_tally: bool) -> None:
    if with_tally:
        whole.tally.merge(part.tally)
    whole.ledger.merge(part.ledger)
    whole.fingerprint += part.fingerprint
    whole.fields |= part.fields
    whole.seconds += part.seconds
    firsts = [each for each in (whole.first, part.first) if each is not None]
    lasts = [each for each in (whole.last, part.last) if each is not None]
    whole.first, whole.last = min(firsts, default=None), max(lasts, default=None)


def run(
    posts: Posts, plan: Plan, *, workers: int | None = None, progress: Callable[[int], None] | None = None
) -> Audit:
    """Audit a dataset.

    Raises
    ------
    NoPostsError
        Nothing in the sources is a post.
    PlanError, ResourceError
        The plan names a metric or benchmark that is not there.
    """
    chosen_metrics(plan)
    read_benchmarks(plan)
    english_text_pass().run(pa.array(["warm"], pa.large_string()))  # kernels load before the clock starts
    started = time.perf_counter()
    whole, by_source, used = measure(posts, plan, workers=workers, progress=progress)
    if whole.ledger.posts == 0:
        raise NoPostsError(
            f"{posts.name}: nothing here is a post: {_why_nothing(whole.ledger)}.",
            hint="postaudit list formats names what can be read; --loader NAME and --columns text=COLUMN override the guess.",
        )
    seconds = time.perf_counter() - started
    dataset = describe(whole, posts, [each.ledger for each in by_source])
    findings = judge(whole.tally, plan, dataset, whole.fields, whole.fingerprint.hex())
    facts = {
        "engine": "local",
        "workers": used,
        "seconds": round(seconds, 3),
        "posts_per_second": round(whole.ledger.posts / seconds) if seconds else None,
        "decisions": posts.describe(),
        "sources": [
            {**posts.source_facts(index), "records": each.ledger.records, "posts": each.ledger.posts}
            for index, each in enumerate(by_source)
        ],
    }
    return Audit(findings, whole.tally, tuple(each.ledger for each in by_source), facts)


def _why_nothing(ledger: Ledger) -> str:
    counted = [f"{number} rejected ({reason})" for reason, number in sorted(ledger.rejected.items())]
    counted += [f"{number} skipped ({kind})" for kind, number in sorted(ledger.skipped.items())]
    return f"{ledger.records} records, " + (", ".join(counted) if counted else "none of them with anything in it")


def describe(whole: Measured, posts: Posts, ledgers: Sequence[Ledger]) -> dict[str, Any]:
    """The dataset block of ``findings.json``: the accounting by loader, the span, the languages.

    Files are listed in ``run.json``: how posts were cut into files, and in which order, is a fact of the run and not of
    the dataset, and this block stays the same for any cut.
    """
    by_loader: dict[str, Ledger] = {}
    for index, ledger in enumerate(ledgers):
        by_loader.setdefault(posts.loader_name(index), Ledger()).merge(ledger)
    languages = {
        cell[2]: whole.tally.posts(cell) for cell in whole.tally.cells("coverage", "lang") if whole.tally.posts(cell)
    }
    return {
        "name": posts.name,
        "fingerprint": whole.fingerprint.hex(),
        "sources": [_accounting(name, ledger) for name, ledger in sorted(by_loader.items())],
        "posts": whole.ledger.posts,
        "authors": len(whole.tally.author_posts) or None,
        "first": _moment(whole.first),
        "last": _moment(whole.last),
        "languages": dict(sorted(languages.items())),
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


def _moment(micros: int | None) -> str | None:
    if micros is None:
        return None
    return str(np.datetime64(micros, "us").astype("datetime64[s]")) + "Z"


def judge(
    tally: Tally, plan: Plan, dataset: Mapping[str, Any], fields: set[str] | frozenset[str], fingerprint: str
) -> Findings:
    """Judge a tally: everything past this point needs no post."""
    benchmarks = read_benchmarks(plan)
    chosen = chosen_metrics(plan)
    scope = Scope(
        plan=plan,
        posts=tally.posts(("dataset", "posts")),
        authors=len(tally.author_posts),
        has_authors=len(tally.author_posts) > 0,
        effective_authors=hill(tally.author_posts.posts, order=2) if len(tally.author_posts) else math.inf,
        benchmarks=benchmarks,
        fields=frozenset(fields),
    )
    judgements = [each.judge(tally, scope) for each in chosen]
    used = _resources_used(judgements, benchmarks)
    return ranked(
        Findings(
            audit={
                "id": audit_id(fingerprint, plan, used),
                "tool": "postaudit",
                "version": __version__,
                "plan": plan_as_printed(plan),
            },
            dataset=dataset,
            estimates=tuple(sorted((e for each in judgements for e in each.estimates), key=lambda e: e.id)),
            findings=tuple(each for judgement in judgements for each in judgement.findings),
            blocks=tuple(each for judgement in judgements for each in judgement.blocks),
            not_measured=tuple(each for judgement in judgements for each in judgement.not_measured),
            methods=tuple(card(each) for each in chosen),
            resources=tuple(used),
        )
    )


def _resources_used(
    judgements: Sequence[Judgement], benchmarks: Mapping[str, resources.Benchmark]
) -> list[dict[str, Any]]:
    cards = [each.card for each in benchmarks.values()]
    lexical = {"mentions", "markers", "labels"}
    if any(estimate.metric in lexical for judgement in judgements for estimate in judgement.estimates):
        lexicons = (
            resources.identity_terms().card,
            resources.person_nouns().card,
            resources.marker_terms().card,
            resources.generic_patterns().card,
        )
        cards += lexicons
    unique = {each.sha256: each for each in cards}
    return [_card_facts(each) for each in sorted(unique.values(), key=lambda each: each.name)]


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
