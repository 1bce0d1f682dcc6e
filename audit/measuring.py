"""From parts of sources to one tally: what engines map, and how the results add up.

Measuring is a pure function of a part: it reads, lets in, and counts. Nothing here judges.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit import metrics
from audit.collection_columns import collection_values
from audit.dialect import dialect_values, note_model
from audit.engines.local import choose_workers, map_parts
from audit.errors import PlanError, did_you_mean
from audit.grouping.annotators import annotator_groups
from audit.grouping.columns import group_column
from audit.grouping.first_names import group_names
from audit.language_detection import detector
from audit.loaders.base import Ledger
from audit.loaders.copies import exact_copies, lost_copies
from audit.loaders.dataset import Posts
from audit.loaders.door import Admitted, Fingerprint, admit
from audit.loaders.feeding import effort, fed, is_fed
from audit.loaders.generated import OF_PEOPLE, count_clusters, written_by_people
from audit.loaders.reading import PART_BYTES, Part, read
from audit.metrics.attribute_cells import lost_cell, note_free_text, note_groups, settle_free_text
from audit.metrics.base import Metric
from audit.metrics.representation_asked import asked_values
from audit.metrics.scores_given import count_given, given_values
from audit.metrics.scores_reading import as_columns, read_scores
from audit.metrics.weighed import METRICS as WEIGHTED
from audit.plan import Plan
from audit.post_weights import PostWeights
from audit.posts import PostBatch, author_bucket
from audit.sentiment_scorer import scorer
from audit.tally import WEIGHED, Tally
from audit.text_reader import text_reader
from audit.user_model import UserModel


@dataclass(frozen=True)
class Job:
    """What a worker needs besides its part; picklable, unless a user's model is with it.

    ``metrics`` are those to measure, where not the plan chooses.
    """

    plan: Plan
    secret: bytes
    weights: PostWeights | None = None
    model: UserModel | None = None
    metrics: tuple[Metric, ...] | None = None


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
    source_index: int = 0


def chosen_metrics(plan: Plan) -> tuple[Metric, ...]:
    """The metrics a plan asks for.

    Raises
    ------
    PlanError
        A name that is no metric.
    """
    known = {each.name: each for each in metrics.all_metrics()}
    for name in (*plan.metrics, *plan.also, *plan.skip):
        if name not in known:
            raise PlanError(f"There is no metric {name!r}.", hint=did_you_mean(name, known))
    usual = set(plan.metrics) or known.keys() - metrics.ON_REQUEST - (
        set() if plan.models.asked else metrics.WHERE_NAMED
    )
    wanted = (usual | set(plan.also)) - set(plan.skip)
    return tuple(each for name, each in known.items() if name in wanted)


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
    result = Measured(ledger=Ledger(source=part.source_name), source_index=part.source_index)
    chosen = chosen_metrics(job.plan) if job.metrics is None else job.metrics
    position = of_people = 0
    for batch in read(part, result.ledger):
        admitted = admit(batch, job.secret, by_conversation=job.plan.dataset.generated)
        if job.plan.dataset.generated:
            theirs = written_by_people(admitted.table)
            of_people += int(theirs.sum())
            admitted = admitted.take(~theirs)
        if lost is not None:
            rows = admitted.table.num_rows
            inside = lost[(lost >= position) & (lost < position + rows)] - position
            position += rows
            keep = np.ones(rows, dtype=bool)
            keep[inside] = False
            admitted = admitted.take(keep)
        count_batch(result, admitted, job.plan, chosen, job.weights, job.model)
        if progress is not None:
            progress(batch.num_rows)
    result.ledger.leave_out(OF_PEOPLE, of_people)
    if lost is not None:
        result.ledger.drop_duplicates(len(lost))
    result.seconds = time.perf_counter() - started
    return result


def count_batch(
    result: Measured,
    admitted: Admitted,
    plan: Plan,
    chosen: Sequence[Metric] | None = None,
    weights: PostWeights | None = None,
    model: UserModel | None = None,
) -> None:
    """Count one batch of admitted posts into ``result``, by every metric the plan asks for."""
    chosen = chosen_metrics(plan) if chosen is None else chosen
    table = admitted.table
    if table.num_rows == 0:
        return
    result.fields.update(name for name in table.schema.names if not name.startswith("_"))
    result.fingerprint += admitted.fingerprint()
    result.post_keys.append(admitted.post_key)
    result.versions.append(admitted.version)
    bucket = author_bucket(admitted.author_key)
    values = plan_values(table, plan, result.tally, bucket, admitted.author_key)
    reader = text_reader(plan)
    if model is not None:
        values |= given_values(table, model, result.tally)
    posts = PostBatch(table, admitted.author_key, admitted.has_author, values, reader.run, reader.tokens, model)
    if plan.dataset.detect_language:
        values |= found_languages(table)
    note_model(result.tally, plan)
    values |= dialect_values(posts, plan)  # which posts are English, the text pass says
    result.tally.count(("dataset", "posts"), posts.bucket)
    result.tally.author_posts.add(posts.author_key[posts.has_author])
    if plan.dataset.generated:
        count_clusters(result.tally, posts)
    created = posts.column("created_at")
    if created is not None and created.null_count < len(created):
        ends = pc.min_max(pc.cast(created, pa.int64())).as_py()
        result.first = min(ends["min"], ends["min"] if result.first is None else result.first)
        result.last = max(ends["max"], ends["max"] if result.last is None else result.last)
    if weights is None:
        for metric in chosen:
            result.tally.merge(metric.measure(posts))
        settle_free_text(result.tally)
        return
    # Counts add up, so posts of one weight are counted at a time, and what they weigh is that count times the weight.
    for weight, rows in weights.classes(admitted.post_key):
        _count_weighted(result.tally, posts.take(rows), weight, chosen)
    settle_free_text(result.tally)


def found_languages(table: pa.RecordBatch) -> dict[str, pa.Array]:
    """Languages in which posts that state one are found to be; they are read in what they state all the same."""
    at = [table.schema.get_field_index(name) for name in ("text", "lang")]
    if min(at) < 0:
        return {}
    text, stated = (table.column(each) for each in at)
    rows = pc.and_(text.is_valid(), stated.is_valid()).to_numpy(zero_copy_only=False)
    found: list[str | None] = [None] * len(rows)
    for row, language in zip(np.flatnonzero(rows).tolist(), detector()(text.filter(pa.array(rows))), strict=True):
        found[row] = language
    return {"detected": pa.array(found, pa.string())}


def _count_weighted(tally: Tally, posts: PostBatch, weight: int, chosen: Sequence[Metric]) -> None:
    tally.add_total((WEIGHED, "weight", str(weight)), len(posts))
    tally.count((WEIGHED, "dataset", "posts"), posts.bucket, np.full(len(posts), weight))
    for metric in chosen:
        measured = metric.measure(posts)
        tally.merge(measured)
        if metric.name in WEIGHTED:
            try:
                tally.weigh(measured.part(metric.name), weight)
            except OverflowError as error:
                raise PlanError(
                    f"With weights, {error}.", hint="Leave out the column of likes, or the weights."
                ) from None


def plan_values(
    table: pa.RecordBatch,
    plan: Plan,
    tally: Tally,
    bucket: npt.NDArray[np.int64] | None = None,
    author_key: npt.NDArray[np.uint64] | None = None,
) -> dict[str, pa.Array]:
    """Attribute and label columns of a batch of n posts, stated values mapped to groups.

    An attribute that the plan calls inferred is named ``inferred:NAME``, so that only what asks for inference sees it;
    where it is inferred from first names, the shares of these are ``named:NAME``, twentieths by group.

    Parameters
    ----------
    table : RecordBatch
    plan : Plan
    tally : Tally
        Gets which attributes are free text, the groups that values stand for of themselves, and, by reason, what was
        stated and gave no group.
    bucket : ndarray of int64, shape (n,), optional
        Author bucket of each post; without, reasons are not counted.
    author_key : ndarray of uint64, shape (n,), optional
        Author of each post; without, nothing is inferred from names.
    """
    values: dict[str, pa.Array] = {}
    for index, name in enumerate(table.schema.names):
        kind, _, own = name.partition(":")
        if kind in ("label", "score") and own in plan.models.scores:
            read_ = read_scores(table.column(index), plan.models.range)
            values |= as_columns(own, read_, plan.models.threshold)
            for reason, rows in read_.lost.items():
                tally.add_total(("scores", own, "lost", reason), int(rows.sum()))
        elif kind == "label":
            values[name] = table.column(index)
            if own == plan.models.truth:
                values[f"truth:{own}"] = table.column(index)
        elif kind == "attribute" and own in plan.inference and plan.inference[own].names:
            if author_key is None:
                continue
            named = group_names(table.column(index), own, plan.inference[own], author_key)
            values |= {f"inferred:{own}": named.classified, f"named:{own}": named.shares}
            _count_lost(tally, own, named.lost, bucket)
        elif kind == "attribute":
            at = table.schema.get_field_index("created_at")
            grouped = group_column(table.column(index), own, plan, None if at < 0 else table.column(at))
            if grouped.column is None:
                note_free_text(tally, own)
                continue
            if grouped.is_open:
                note_groups(tally, own, grouped.column)
            _count_lost(tally, own, grouped.lost, bucket)
            values[f"inferred:{own}" if own in plan.inference else name] = grouped.column
    for own in plan.models.scores:
        if f"score:{own}" not in values:  # a source of several that lacks the column: its posts have no score
            nothing = pa.nulls(table.num_rows, pa.string())
            values |= as_columns(own, read_scores(nothing, plan.models.range), plan.models.threshold)
    values.update(asked_values(values, table, plan, tally))
    values.update(annotator_groups(table, plan))
    values.update(collection_values(table, plan))
    return values


def _count_lost(
    tally: Tally, attribute: str, lost: Mapping[str, npt.NDArray[np.bool_]], bucket: npt.NDArray[np.int64] | None
) -> None:
    if bucket is not None:
        for reason, rows in lost.items():
            tally.count(lost_cell(attribute, reason), bucket[rows])


def measure(
    posts: Posts,
    plan: Plan,
    *,
    weights: PostWeights | None = None,
    model: UserModel | None = None,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
    metrics: tuple[Metric, ...] | None = None,
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
    if any(each.name == "sentiment" for each in chosen_metrics(plan) if metrics is None):
        scorer()  # what is missing is said before anything is read
    job = Job(plan, posts.secret, weights, model, metrics)
    whole_parts = posts.parts()
    pieces = sum(max(2, effort(each) // PART_BYTES) if is_fed(each) else 1 for each in whole_parts)
    # What a user gives need not survive being sent to another process, nor be there once for each.
    used = 1 if model is not None else choose_workers(workers, pieces, sum(map(effort, whole_parts)))
    if used == 1:
        parts: _Pieces = whole_parts
        mapped = map_parts(functools.partial(measure_part, job=job, progress=progress), parts, workers=1)
    else:
        parts = _Fed(whole_parts)
        done = None if progress is None else lambda each: progress(sum(map(len, each.post_keys)))
        mapped = map_parts(functools.partial(measure_part, job=job), parts, workers=used, done=done)
    measured = list(mapped)
    keys, versions = ([_joined(getattr(each, name)) for each in measured] for name in ("post_keys", "versions"))
    lost = lost_copies(keys, versions)
    if lost:
        exact = exact_copies(keys, versions, lost)
        for index, part in enumerate(parts):
            if index in lost:
                measured[index] = again = measure_part(part, job, lost[index])
                again.ledger.warn("duplicate_id_exact", exact[index])
                again.ledger.warn("duplicate_id_conflict", len(lost[index]) - exact[index])
    whole = Measured()
    by_source: dict[int, Measured] = {}
    for each in measured:
        _add(whole, each, with_tally=True)
        _add(
            by_source.setdefault(each.source_index, Measured(ledger=Ledger(each.ledger.source))), each, with_tally=False
        )
    if model is not None:
        count_given(whole.tally, model)
    for books in (whole, *by_source.values()):
        books.ledger.check()
    return whole, [by_source[index] for index in sorted(by_source)], used


class _Fed:
    """Parts, those of sources that only one process can read in pieces; may be gone through again, with the same pieces."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts

    def __iter__(self) -> Iterator[Part]:
        for part in self._parts:
            yield from fed(part) if is_fed(part) else (part,)


_Pieces = Sequence[Part] | _Fed


def _joined(arrays: list[npt.NDArray[np.uint64]]) -> npt.NDArray[np.uint64]:
    return np.concatenate(arrays) if arrays else np.zeros(0, dtype=np.uint64)


def _add(whole: Measured, part: Measured, *, with_tally: bool) -> None:
    if with_tally:
        whole.tally.merge(part.tally)
        settle_free_text(whole.tally)
    whole.ledger.merge(part.ledger)
    whole.fingerprint += part.fingerprint
    whole.fields |= part.fields
    whole.seconds += part.seconds
    firsts = [each for each in (whole.first, part.first) if each is not None]
    lasts = [each for each in (whole.last, part.last) if each is not None]
    whole.first, whole.last = min(firsts, default=None), max(lasts, default=None)
