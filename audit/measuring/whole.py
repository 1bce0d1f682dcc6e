"""A whole dataset: its tasks go out to an engine, copies of posts are settled, and what comes back is added up."""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from audit.engines.base import Engine
from audit.engines.local import Local, choose_workers
from audit.errors import PlanError
from audit.loaders.base import Ledger
from audit.loaders.copies import Copies, Lost
from audit.loaders.dataset import Posts
from audit.loaders.feeding import effort
from audit.measuring.job_digest import job_digest
from audit.measuring.measured import Measured
from audit.measuring.named_files import Files, check_measured_with, measured_with
from audit.measuring.part import Job, chosen_metrics, measure_task
from audit.measuring.shelf import Shelf
from audit.measuring.sizes import Sizes
from audit.measuring.tasks import Task, Tasks
from audit.measuring.work_folder import WorkFolder
from audit.metrics.base import Metric
from audit.metrics.scores.given import count_given
from audit.models.sentiment_scorer import scorer
from audit.models.user_model import UserModel
from audit.plan import Plan
from audit.post_weights import PostWeights


class Assignment(NamedTuple):
    """What an engine hands a worker: a task, and the posts to leave out where it is measured for the second time."""

    task: Task
    lost: Lost | None = None


class Kept(NamedTuple):
    """Where results are kept, and the digest of everything but the posts."""

    work: WorkFolder
    job: str


@dataclass(frozen=True)
class Whole:
    """A measured dataset.

    Attributes
    ----------
    measured : Measured
        The sum.
    ledger : Ledger
        The books of all sources together.
    ledgers : tuple of Ledger
        By source.
    engine : Engine
        What measured it.
    tasks, found : int
        How many tasks there were, and how many of them an earlier run had measured.
    """

    measured: Measured
    ledger: Ledger
    ledgers: tuple[Ledger, ...]
    engine: Engine
    tasks: int = 0
    found: int = 0


def measure(
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
) -> Whole:
    """Measure every part of a dataset and add up.

    Parameters
    ----------
    posts : Posts
    plan : Plan
    weights : PostWeights, optional
    model : UserModel, optional
        Measures in this process, whatever else is asked for.
    workers : int, optional
        Processes of this machine, where no engine is given.
    engine : Engine, optional
    work : WorkFolder, optional
        Keeps what each task came to, for a run that goes on where this one ended.
    progress : callable, optional
        Told of the posts measured since the last call.
    read : callable, optional
        Told of about how many bytes of the sources are done since the last call, and how many there are.
    metrics : tuple of Metric, optional
        What to measure, where not the plan chooses.

    Raises
    ------
    PlanError
        A model was given, and an engine or a work folder too.
    """
    if any(each.name == "sentiment" for each in chosen_metrics(plan) if metrics is None):
        scorer()  # what is missing is said before anything is read
    if model is not None and (engine is not None or work is not None):
        raise PlanError(
            "A model of your own is asked in this process, each time anew.",
            hint="Leave out the engine and the work folder.",
        )
    job = Job(plan, posts.secret if work is None else work.secret(), weights, model, metrics)
    kept = None if work is None else Kept(work, job_digest(job))
    parts = posts.parts()
    tasks = Tasks(parts)
    if engine is None:
        # What a user gives need not survive being sent to another process, nor be there once for each.
        engine = Local(1 if model is not None else choose_workers(workers, tasks.expected, sum(map(effort, parts))))
    alone = engine.name == "local" and engine.workers == 1
    in_batches = alone and work is None  # then it can be told of each batch
    files = None if engine.name == "local" else measured_with(plan)
    first = functools.partial(carry_out, job=job, kept=kept, files=files, progress=progress if in_batches else None)
    second = functools.partial(carry_out, job=job, kept=kept, files=files)
    done = None if in_batches or progress is None else lambda each: progress(each.posts)
    count, found = 0, 0
    with _tidied(work), Shelf() as shelf, Copies() as copies:
        sizes, sent = Sizes(parts), deque[int]()

        def assigned(task: Task) -> Assignment:
            sent.append(sizes.of(task))  # results come back in the order in which tasks went out
            return Assignment(task)

        with _mapped(engine, first, map(assigned, tasks), done) as results:
            for each in results:
                count, found = count + 1, found + each.found
                if read is not None:
                    read(sent.popleft(), sizes.total)
                copies.add(each.keys)
                shelf.add(each)
        lost = copies.lost()
        if lost:
            again = (Assignment(task, lost[index]) for index, task in enumerate(tasks) if index in lost)
            with _mapped(engine, second, again) as results:
                for index, each in zip(lost, results, strict=True):
                    count, found = count + 1, found + each.found
                    shelf.put(index, each)
        whole = shelf.total()
    if model is not None:
        count_given(whole.tally, model)
    ledgers = tuple(whole.ledgers[index] for index in sorted(whole.ledgers))
    ledger = Ledger()
    for books in ledgers:
        ledger.merge(books)
        books.check()
    ledger.check()
    return Whole(whole, ledger, ledgers, engine, count, found)


@contextmanager
def _mapped(
    engine: Engine,
    function: Callable[[Assignment], Measured],
    assignments: Iterable[Assignment],
    done: Callable[[Measured], None] | None = None,
) -> Iterator[Iterator[Measured]]:
    """What an engine makes of assignments; whoever breaks off leaves no worker behind."""
    results = engine.map(function, assignments, done)
    try:
        yield results
    finally:
        if isinstance(results, Generator):
            results.close()


@contextmanager
def _tidied(work: WorkFolder | None) -> Iterator[None]:
    """Remove at the end what workers that were ended in the middle were writing."""
    try:
        yield
    finally:
        if work is not None:
            work.tidy()


def carry_out(
    given: Assignment,
    job: Job,
    kept: Kept | None = None,
    files: Files | None = None,
    progress: Callable[[int], None] | None = None,
) -> Measured:
    """Measure a task, or find what it came to when it was measured before; the function that engines map.

    ``files`` are those that the plan is measured with, where the task may come from another machine.
    """
    if files is not None:
        check_measured_with(job.plan, files)
    if kept is None:
        return measure_task(given.task, job, given.lost, progress)
    name = kept.work.name_of(kept.job, *given)
    found = kept.work.find(name, given.task)
    return found or kept.work.keep(name, given.task, measure_task(given.task, job, given.lost))
