"""Mitigation for users: work a remedy out, audit before and after, write it with a record of where it came from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa
import pyarrow.csv as pa_csv

from audit.api import opened, run
from audit.disclosure import escape_for_terminal, safe_cell
from audit.errors import OutputError, PlanError, both_ways
from audit.files.whole_file import whole_file
from audit.loaders.dataset import Posts
from audit.loaders.writing import write_posts
from audit.mitigation.before_after import Row, before_after, nothing_to_mend
from audit.mitigation.capping import cap_authors
from audit.mitigation.learner import LearnerRemedies
from audit.mitigation.learner import learner_remedies as remedies_of_learner
from audit.mitigation.learner_words import lines, table
from audit.mitigation.masking import mask
from audit.mitigation.remedy import Remedy
from audit.mitigation.resampling import resample
from audit.mitigation.reweighing import reweigh
from audit.mitigation.swapping import swap_groups
from audit.mitigation.writing import write_table
from audit.plan import Plan
from audit.report.notebook import Findings
from audit.version import __version__
from audit.wording import join

if TYPE_CHECKING:
    import pandas as pd

RemedyName = Literal["reweigh", "cap", "resample", "mask", "swap"]
_TABLES, _POSTS = (".csv",), (".jsonl", ".parquet")


@dataclass(frozen=True)
class Mitigation:
    """A remedy, its cost, and the audits before and after it; nothing is written until it is asked for.

    Attributes
    ----------
    remedy : Remedy
    before, after : Findings or None
        None where no audit was asked for, or where the two would tell of too few authors.
    few : int
        Fewer authors than this are touched; 0 where that is not so.
    """

    remedy: Remedy
    posts: Posts = field(repr=False)
    before: Findings | None = None
    after: Findings | None = None
    few: int = 0

    @property
    def rows(self) -> tuple[Row, ...]:
        """The figures at the head of findings, before and after."""
        if self.before is None or self.after is None:
            return ()
        return before_after(self.before, self.after, self.remedy.aims)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Why this may be the wrong remedy."""
        said = self.remedy.wrong
        if self.few:
            said = (
                f"It touches posts of fewer than {self.few} authors, so audits before and after are not told: their difference"
                " would tell of these authors.",
                *said,
            )
        if self.before is not None and nothing_to_mend(self.before, self.remedy.aims):
            said = (
                "Before it, nothing that this remedy aims at is shown: it costs, and there may be nothing to mend.",
                *said,
            )
        return said

    def to_frame(self) -> pd.DataFrame:
        """One row per figure: ``id``, ``what``, value, limits and reading before and after."""
        import pandas as pd

        def side(row: Row, name: str) -> dict[str, Any]:
            estimate = row.before if name == "before" else row.after
            reading = row.reading_before if name == "before" else row.reading_after
            figures = {key: getattr(estimate, key, None) for key in ("value", "low", "high")}
            return {name: figures["value"], f"{name}_low": figures["low"], f"{name}_high": figures["high"],
                    f"{name}_reading": reading or None}  # fmt: skip

        return pd.DataFrame(
            [
                {"id": row.id, "what": row.what, "aimed_at": row.aimed, **side(row, "before"), **side(row, "after")}
                for row in self.rows
            ]
        )

    def write(self, path: str | Path, *, keep_ids: bool = False) -> None:
        """Write what the remedy makes, and a record of it beside: ``FILE.json``.

        Weights are a ``.csv`` or ``.parquet`` of ``post_id, weight``. What is left of the posts is their ids (``.csv``) or the
        posts themselves (``.jsonl``, ``.parquet``), as are texts that were rewritten. Files can be read by their owner alone.

        Raises
        ------
        OutputError
            Another ending, or the file cannot be written.
        """
        path = Path(path)
        check_output(self.remedy.name, path)
        remedy = self.remedy
        if remedy.weights is not None:
            write_table(pa.table({"post_id": remedy.post_id, "weight": pa.array(remedy.weights)}), path)
        elif remedy.chosen is not None and path.suffix in _TABLES:
            with whole_file(path, private=True) as temporary:
                pa_csv.write_csv(pa.table({"post_id": remedy.ids}), temporary)
        else:
            write_posts(path, _after(self.posts, remedy, keep_ids=keep_ids))
        record = json.dumps(self._record(path), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        with whole_file(path.with_name(f"{path.name}.json"), private=False) as temporary:
            temporary.write_bytes(record.encode())

    def _record(self, path: Path) -> dict[str, Any]:
        audits = {
            name: {"id": side.audit["id"], "fingerprint": side.dataset["fingerprint"]}
            for name, side in (("before", self.before), ("after", self.after))
            if side is not None
        }
        return {
            **self.remedy.as_record(),
            "may_be_wrong": list(self.warnings),
            "dataset": self.posts.name,
            "file": path.name,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "tool": "postaudit",
            "version": __version__,
            "audits": audits,
        }

    def __str__(self) -> str:
        lines = [self.remedy.done, self.remedy.cost, *(f"Mind: {each}" for each in self.warnings)]
        if rows := self.rows:
            lines += ["", "Before -> after, what it aims at first:", *(f"  {row.line()}" for row in rows)]
        return "\n".join(map(escape_for_terminal, lines))

    def _repr_html_(self) -> str:
        return "".join(f"<p>{escape(line)}</p>" for line in str(self).splitlines() if line)


@dataclass(frozen=True)
class LearnerTable:
    """What remedies do to a learner, side by side; the last line of a cell shows it."""

    made: LearnerRemedies

    def to_frame(self) -> pd.DataFrame:
        """One row per remedy and group: gaps in labels and predictions, accuracy, share predicted, each with limits."""
        import pandas as pd

        return pd.DataFrame(table(self.made))

    def write(self, path: str | Path) -> None:
        """Write the rows to a ``.csv`` file; nothing of a single post is in it.

        Raises
        ------
        OutputError
            Another ending, or the file cannot be written.
        """
        check_output("learner", Path(path))
        with whole_file(Path(path), private=False) as temporary:
            self.to_frame().round(6).map(_cell).to_csv(temporary, index=False)

    def __str__(self) -> str:
        return "\n".join(map(escape_for_terminal, lines(self.made)))

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"


def _cell(value: Any) -> Any:
    """A cell that no spreadsheet runs: groups and labels are called what the data call them."""
    return safe_cell(escape_for_terminal(value)) if isinstance(value, str) else value


def check_output(remedy: str, path: Path) -> None:
    """Refuse a name that does not fit what the remedy makes, before any work is done.

    Raises
    ------
    OutputError
    """
    fitting = {
        "reweigh": (".csv", ".parquet"),
        "learner": _TABLES,
        "cap": (*_TABLES, *_POSTS),
        "resample": (*_TABLES, *_POSTS),
    }.get(remedy, _POSTS)
    if path.suffix not in fitting:
        raise OutputError(
            f"{path.name}: {remedy} expects a name that ends in {join(fitting, 'or')}.",
            hint=f"For example -o {path.with_suffix(fitting[0]).name}",
        )


def mitigate(
    posts: Any,
    remedy: RemedyName,
    plan: Plan | str | Path | Mapping[str, Any] | None = None,
    *,
    label: str = "",
    by: str = "",
    to: Literal["benchmark", "equal"] = "benchmark",
    per: Literal["author", "post"] = "author",
    most: int = 0,
    axes: Sequence[str] = (),
    pair: Sequence[str] = (),
    audits: bool = True,
    progress: Callable[[int], None] | None = None,
    **changes: Any,
) -> Mitigation:
    """Work a remedy out and audit the posts before and after it.

    Parameters
    ----------
    posts : Posts or anything :func:`audit.load` reads
    remedy : {"reweigh", "cap", "resample", "mask", "swap"}
        Weights under which ``label`` falls equally often on every group of ``by``; at most ``most`` posts of each author;
        authors or posts left out until the groups of ``by`` have the shares ``to``; names of groups of ``axes`` masked; for
        each post that names one group of ``pair`` a new one that names the other.
    plan, **changes
        See :func:`audit.api.make_plan`.
    audits : bool
        Audit before and after.
    progress : callable, optional
        Called with the number of posts read since the last call.

    Returns
    -------
    Mitigation

    Raises
    ------
    PlanError
        There is no such remedy, or it cannot be worked out here; says what to do.
    SourceError, NoPostsError
        Posts without ids, or none.
    """
    loaded = opened(posts, plan, changes)
    chosen = loaded.plan
    if remedy == "reweigh":
        if not label or not by:
            raise PlanError(
                "Reweighing needs a label and a group.",
                hint=f"For example {both_ways('--label toxic --by gender', label='toxic', by='gender')}.",
            )
        made = reweigh(loaded, chosen, label, by, progress)
    elif remedy == "cap":
        made = cap_authors(loaded, chosen, most, progress)
    elif remedy == "resample":
        if not by:
            raise PlanError("Resampling needs a group.", hint=f"For example {both_ways('--by gender', by='gender')}.")
        made = resample(loaded, chosen, by, to, per, progress)
    elif remedy == "mask":
        made = mask(chosen, axes)
    elif remedy == "swap":
        if len(pair) != 2:
            raise PlanError(
                "Swapping needs two groups of one axis.",
                hint=f"For example {both_ways('--pair women,men', pair=['women', 'men'])}.",
            )
        made = swap_groups(loaded, chosen, (pair[0], pair[1]), progress)
    else:
        raise PlanError(f"There is no remedy {remedy!r}.", hint="reweigh, cap, resample, mask and swap are there.")
    few = made.touched is not None and 0 < made.touched < chosen.floors.authors
    if not audits or few:
        # Two audits that differ by a few people's posts tell of these people.
        return Mitigation(made, loaded, few=chosen.floors.authors if few else 0)
    before = run(loaded, progress=progress)
    return Mitigation(made, loaded, before, _audited(loaded, made, progress))


def learner_remedies(
    posts: Any,
    plan: Plan | str | Path | Mapping[str, Any] | None = None,
    *,
    label: str,
    by: str,
    progress: Callable[[int], None] | None = None,
    **changes: Any,
) -> LearnerTable:
    """Train a simple learner as it is, on reweighed posts, under a constraint and with thresholds by group, and compare.

    Parameters
    ----------
    posts : Posts or anything :func:`audit.load` reads
    plan, **changes
        See :func:`audit.api.make_plan`.
    label : str
        A label column.
    by : str
        An attribute of authors, or ``mentions:AXIS``.
    progress : callable, optional
        Called with the number of posts read since the last call.

    Returns
    -------
    LearnerTable

    Raises
    ------
    PlanError
        The label cannot be learned, or groups are too small to be compared.
    """
    loaded = opened(posts, plan, changes)
    return LearnerTable(remedies_of_learner(loaded, loaded.plan, label, by, progress))


def _audited(posts: Posts, made: Remedy, progress: Callable[[int], None] | None) -> Findings:
    if made.weights is not None:
        weights = pa.table({"post_id": made.post_id, "weight": pa.array(made.weights)})
        return run(posts, weights=weights, progress=progress)
    # Authors keep their ids until they are hashed again, so that both audits put the same author in the same bucket.
    table = pa.Table.from_batches(list(_after(posts, made, keep_ids=True)))
    named = posts.plan.override({"dataset": {"name": posts.name}, "columns": {}, "loader": ""})
    return run(table, plan=named, progress=progress)


def _after(posts: Posts, made: Remedy, *, keep_ids: bool) -> Iterator[pa.RecordBatch]:
    position = 0
    for batch in posts.batches(keep_ids=keep_ids):
        if made.rewrite is not None:
            changed = made.rewrite(batch)
            yield from (batch, changed) if made.added else (changed,)
        elif made.everywhere is not None:
            rows = made.everywhere[position : position + batch.num_rows]
            yield batch.filter(pa.array(rows))
            position += batch.num_rows
        else:
            raise ValueError(f"{made.name} changes no posts")
