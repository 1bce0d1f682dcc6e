"""From a task to what it came to: what engines map.

Measuring is a pure function of a task: it reads, lets in, and counts. Nothing here judges.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit import metrics
from audit.errors import PlanError, did_you_mean
from audit.loaders.base import Ledger
from audit.loaders.copies import Lost, PostKeys
from audit.loaders.door import Admitted, admit
from audit.loaders.generated import OF_PEOPLE, count_clusters, written_by_people
from audit.loaders.reading import read
from audit.measuring.measured import Measured
from audit.measuring.tasks import Task
from audit.measuring.values import plan_values
from audit.metrics.attribute_cells import settle_free_text
from audit.metrics.base import Metric
from audit.metrics.plugged import PluggedMetric, plugged_metrics
from audit.metrics.scores.given import given_values
from audit.metrics.weighed import METRICS as WEIGHTED
from audit.models.dialect import dialect_values, note_model
from audit.models.language_detection import detector
from audit.models.user_model import UserModel
from audit.plan import Plan
from audit.plugins import entry_points as plugins
from audit.plugins.plugged import note_loader, note_plugin
from audit.post_weights import PostWeights
from audit.posts import PostBatch, author_bucket
from audit.tally import WEIGHED, Tally
from audit.text_reader import text_reader


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


def chosen_metrics(plan: Plan) -> tuple[Metric, ...]:
    """The metrics a plan asks for; those of plug-ins only where it names them.

    Raises
    ------
    PlanError
        A name that is no metric, or a plug-in that has the name of one that ships.
    """
    known = {each.name: each for each in metrics.all_metrics()}
    plugins.check_names("metric", known)
    plugged = plugged_metrics({*plan.metrics, *plan.also, *plan.skip} - known.keys())
    for name in (*plan.metrics, *plan.also, *plan.skip):
        if name not in known and name not in plugged:
            hint = did_you_mean(name, [*known, *plugins.names("metric")])
            raise PlanError(
                f"There is no metric {name!r}.",
                hint=f"{hint} One of a plug-in is there where its package is installed: postaudit list plugins.",
            )
    usual = set(plan.metrics) or known.keys() - metrics.ON_REQUEST - (
        set() if plan.models.asked else metrics.WHERE_NAMED
    )
    wanted = (usual | set(plan.also)) - set(plan.skip)
    return tuple(each for name, each in {**known, **plugged}.items() if name in wanted)


def measure_task(
    task: Task,
    job: Job,
    lost: Lost | None = None,
    progress: Callable[[int], None] | None = None,
) -> Measured:
    """Read the parts of a task and count them; the function that engines map.

    Parameters
    ----------
    task : tuple of Part
    job : Job
    lost : Lost, optional
        Posts that a later version replaces: left out. Their positions run on from part to part.
    progress : callable, optional
        Told of the posts of each batch, where the task is measured in this process.
    """
    started = time.perf_counter()
    result = Measured()
    keys: list[npt.NDArray[np.uint64]] = []
    versions: list[npt.NDArray[np.uint64]] = []
    chosen = chosen_metrics(job.plan) if job.metrics is None else job.metrics
    position = 0
    for part in task:
        ledger = Ledger(source=part.source_name)
        begin, of_people = position, 0
        for batch in read(part, ledger):
            admitted = admit(batch, job.secret, by_conversation=job.plan.dataset.generated)
            if job.plan.dataset.generated:
                theirs = written_by_people(admitted.table)
                of_people += int(theirs.sum())
                admitted = admitted.take(~theirs)
            rows = admitted.table.num_rows
            if lost is None:
                keys.append(admitted.post_key)
                versions.append(admitted.version)
            else:
                keep = np.ones(rows, dtype=bool)
                keep[_between(lost.positions, position, position + rows) - position] = False
                admitted = admitted.take(keep)
            position += rows
            if admitted.table.num_rows:
                note_loader(result.tally, part.prepared.loader)
            count_batch(result, admitted, job.plan, chosen, job.weights, job.model)
            if progress is not None:
                progress(batch.num_rows)
        ledger.leave_out(OF_PEOPLE, of_people)
        if lost is not None:
            exact = lost.exact[np.searchsorted(lost.positions, begin) : np.searchsorted(lost.positions, position)]
            ledger.drop_duplicates(len(exact))
            ledger.warn("duplicate_id_exact", int(exact.sum()))
            ledger.warn("duplicate_id_conflict", int((~exact).sum()))
        result.ledgers.setdefault(part.source_index, Ledger(part.source_name)).merge(ledger)
    result.tally.compact()  # what waits in it would be sent, and kept until the end
    result.keys = PostKeys.of(keys, versions)
    result.seconds = time.perf_counter() - started
    return result


def _between(positions: npt.NDArray[np.int64], low: int, high: int) -> npt.NDArray[np.int64]:
    """Those of ascending positions from ``low`` to before ``high``."""
    return positions[np.searchsorted(positions, low) : np.searchsorted(positions, high)]


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
    bucket = author_bucket(admitted.author_key)
    values = plan_values(table, plan, result.tally, bucket, admitted.author_key)
    reader = text_reader(plan)
    if model is not None:
        values |= given_values(table, model, result.tally)
    posts = PostBatch(table, admitted.author_key, admitted.has_author, values, reader.run, reader.tokens, model)
    if plan.dataset.detect_language:
        values |= found_languages(table)
    note_model(result.tally, plan)
    for metric in chosen:
        if isinstance(metric, PluggedMetric):
            note_plugin(result.tally, metric.plugin)
    values |= dialect_values(posts, plan)  # which posts are English, the text pass says
    result.tally.count(("dataset", "posts"), posts.bucket)
    result.tally.author_posts.add(posts.author_key[posts.has_author])
    if plan.dataset.generated:
        count_clusters(result.tally, posts)
    created = posts.column("created_at")
    if created is not None and created.null_count < len(created):
        ends = pc.min_max(pc.cast(created, pa.int64())).as_py()
        result.span(ends["min"], ends["max"])
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
