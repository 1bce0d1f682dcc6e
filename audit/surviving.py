"""Which posts a later snapshot still has: ``audit.survival``, and what the command line calls."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from audit import pipeline
from audit.api import load, make_plan
from audit.errors import PlanError, column_named
from audit.files.addresses import name_of, scheme_of
from audit.hashing import distinct, hash_strings
from audit.loaders.base import Ledger, check_rejects
from audit.loaders.dataset import Posts
from audit.loaders.tables.cells import read_ids
from audit.metrics.attrition.course import Course
from audit.metrics.fates.fates import SPREAD
from audit.metrics.fates.survival import COURSE, NAME, Later, Survival, few_gone_before
from audit.plan import Plan
from audit.posts import STATUSES
from audit.report.notebook import Findings
from audit.resources import Card
from audit.resources.post_ids import ids_card, ids_of

_PRESENT = STATUSES.index("present")
#: Endings of files that may be tables.
_TABLES = (".csv", ".tsv", ".parquet")
#: What a column of ids is called.
_HEADER = re.compile(r"[a-z_ .-]*id[a-z_ .-]*", re.IGNORECASE)
Keys = npt.NDArray[np.uint64]


def survival(
    old: Any,
    new: Any,
    *,
    plan: Plan | str | Path | Mapping[str, Any] | None = None,
    new_columns: Mapping[str, str] | None = None,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
    **changes: Any,
) -> Findings:
    """Which posts are still there in a later snapshot of them, by group.

    Parameters
    ----------
    old : Posts or anything :func:`audit.load` reads
        The posts as they were, with their text.
    new : anything :func:`audit.load` reads, or ids
        The same posts later; or a file of the ids that still exist (a text file with one a line, a table with one column), or
        these ids.
    plan, **changes
        As of :func:`audit.run`.
    new_columns : mapping of str to str, optional
        Columns of ``new``, where the guess is wrong; those of the plan are of ``old`` alone.
    workers : int, optional
        Processes; chosen by size if not given.
    progress : callable, optional
        Called with the number of posts measured since the last call.

    Returns
    -------
    Findings
        ``survival.survived.mention.gender.women.share`` and the like.

    Raises
    ------
    PlanError
        The later snapshot has no ids, or none of them is that of a post.

    Examples
    --------
    >>> import audit
    >>> posts = [{"id": str(n), "author": f"a{n % 50}", "text": "good morning"} for n in range(500)]
    >>> findings = audit.survival(posts, [str(n) for n in range(0, 500, 2)])
    >>> findings.estimate("survival.survived.everyone.share").value
    0.5
    """
    made = survival_audit(old, new, plan=plan, new_columns=new_columns, workers=workers, progress=progress, **changes)
    return Findings.of(made.findings)


def survival_audit(
    old: Any,
    new: Any,
    *,
    plan: Plan | str | Path | Mapping[str, Any] | None = None,
    new_columns: Mapping[str, str] | None = None,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
    opened: Callable[[Posts], None] = lambda _posts: None,
    **changes: Any,
) -> pipeline.Audit:
    """As :func:`survival`, with the ledgers and the facts of the run; ``opened`` is told how the posts are read."""
    base = old.plan if isinstance(old, Posts) and plan is None else plan
    own = make_plan(base, **changes).override({"representation": {"intersections": []}})
    own = own.model_copy(update={"benchmarks": {}, "metrics": (), "also": (), "skip": (), "filter": ()})
    later, card = read_later(new, own, new_columns)
    loaded = old.replanned(own) if isinstance(old, Posts) else load(old, plan=own)
    opened(loaded)

    def looked_up(metric: Survival) -> pipeline.Audit:
        return pipeline.run(loaded, own, workers=workers, progress=progress, metrics=(metric,), cards=(card,))

    result = looked_up(Survival(later))
    if few_gone_before(result.tally, own.floors.authors):
        result = looked_up(Survival(later, counts_gone=True))
    _check_joined(result, later, COURSE)
    result.tally.samples.pop((NAME, SPREAD), None)  # rows of single authors have done their work
    return result


def _check_joined(result: pipeline.Audit, later: Later, course: Course) -> None:
    """Stop where nothing was found again: that is a wrong column, or another dataset, sooner than a loss of everything."""
    cells = [result.tally.posts((course.name, "all", "", "everyone", str(end))) for end in range(len(course))]
    if not sum(cells):
        raise PlanError(
            "No post has an id by which it could be found again.",
            hint=f"{column_named('post_id')} names where they are; ids that a spreadsheet damaged are of no post.",
        )
    if not sum(cells[1:]):
        raise PlanError(
            f"{later.name}: none of its {len(later.keys):,} ids is that of a post.",
            hint=f"They must be of the same posts, written the same way; {column_named('post_id')} names them in the earlier"
            f" data, {column_named('post_id', of='new_columns')} in the later.",
        )


def read_later(new: Any, plan: Plan, columns: Mapping[str, str] | None = None) -> tuple[Later, Card]:
    """The later snapshot, and the card of it.

    Raises
    ------
    PlanError
        It has no ids.
    """
    name = _name(new) if isinstance(new, (str, Path)) else "the later data"
    listed = _listed(new, name)
    if listed is not None:
        warnings: Counter[str] = Counter()
        keys = distinct(hash_strings(read_ids(listed, warnings).drop_null()))
        damaged = warnings["mangled_id"]
        status, text = np.full(len(keys), _PRESENT, dtype=np.int8), np.zeros(len(keys), dtype=np.uint64)
    else:
        keys, status, text, damaged = _of_posts(new, plan, columns)
    if not len(keys):
        raise PlanError(
            f"{name}: holds no ids of posts, so none can be told from those that are gone.",
            hint=f"Name their column: {column_named('post_id', of='new_columns')}",
        )
    return Later(name, keys, status, text, damaged), ids_card(
        name, keys, status.tobytes() + text.astype("<u8").tobytes()
    )


def _name(new: str | Path) -> str:
    """The name of a file; of an address, without what may be a secret."""
    return name_of(new) if isinstance(new, str) and scheme_of(new) else Path(new).name


def _of_posts(new: Any, plan: Plan, columns: Mapping[str, str] | None) -> tuple[Keys, npt.NDArray[np.int8], Keys, int]:
    """Hashes of ids, ascending, each once; statuses, hashes of texts; and how many records are lost."""
    blank = {"labels": (), "groups": {}, "filter": (), "columns": dict(columns or {})}
    ledgers: list[Ledger] = []
    left = load(new, plan=plan.model_copy(update=blank))
    parts = [_of_batch(batch) for batch in left.batches(ledgers=ledgers)]
    check_rejects(left.name, ledgers, plan.limits.max_reject)
    damaged = sum(each.warnings["mangled_id"] + each.rejected.total() for each in ledgers)
    if not parts:
        return np.zeros(0, np.uint64), np.zeros(0, np.int8), np.zeros(0, np.uint64), damaged
    keys, text = (np.concatenate([part[at] for part in parts]) for at in (0, 2))
    status = np.concatenate([part[1] for part in parts])
    # Of an id that is there more than once: where it is present rather than marked, and one text, whatever the order.
    order = np.lexsort((text, status, status != _PRESENT, keys))
    keys, first = np.unique(keys[order], return_index=True)
    return keys, status[order][first], text[order][first], damaged


def _of_batch(batch: pa.RecordBatch) -> tuple[Keys, npt.NDArray[np.int8], Keys]:
    """Hashes of ids, statuses and hashes of texts of the posts that have an id."""
    ids = batch.column("post_id")
    known = ids.is_valid().to_numpy(zero_copy_only=False)
    status = batch.column("status").cast(pa.string()).to_pylist()
    codes = np.array([STATUSES.index(each) if each in STATUSES else _PRESENT for each in status], dtype=np.int8)
    return hash_strings(ids)[known], codes[known], hash_strings(batch.column("text"))[known]


def _listed(new: Any, name: str) -> pa.Array | pa.ChunkedArray | None:
    """Ids as they are listed; None for what is posts."""
    if isinstance(new, (str, Path)):
        if isinstance(new, str) and scheme_of(new):
            return None  # what lies in a store is read as posts are
        path = Path(new)
        if path.suffix.lower() in (".txt", ".ids"):
            return ids_of(path)
        return _only_column(path) if path.suffix.lower() in _TABLES and path.is_file() else None
    is_list = isinstance(new, (list, tuple, set, frozenset, np.ndarray, pa.Array))
    if is_list and len(new) and isinstance(next(iter(new)), (str, int, np.integer, pa.Scalar)) and not _are_files(new):
        return new if isinstance(new, pa.Array) else ids_of(new, name)
    return None


def _only_column(path: Path) -> pa.Array | pa.ChunkedArray | None:
    """The one column of a table that has no other, with or without its name in the first line; None of other tables."""
    try:
        if path.suffix.lower() == ".parquet":
            names = pq.read_schema(path).names
            return pq.read_table(path).column(0) if len(names) == 1 else None
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.reader(stream, delimiter="\t" if path.suffix.lower() == ".tsv" else ",")
            first = next(rows, [])
            if len(first) != 1:
                return None
            listed = [] if _HEADER.fullmatch(first[0].strip()) else [first[0].strip()]
            listed += [row[0].strip() for row in rows if row]
    except (OSError, UnicodeDecodeError, csv.Error, pa.ArrowInvalid):
        return None
    return pa.array(listed, pa.string())


def _are_files(new: Any) -> bool:
    return all(isinstance(each, str) and Path(each).suffix and Path(each).exists() for each in new)
