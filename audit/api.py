"""What the package offers to Python: load, run, merge, compare. The command line stands on the same functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from audit import pipeline
from audit.comparing import compare as put_side_by_side
from audit.engines.choosing import chosen_engine
from audit.errors import PlanError, TallyError
from audit.files.leftovers import temporary
from audit.loaders.dataset import Posts, open_posts
from audit.measuring.work_folder import WorkFolder
from audit.merging import check_complete, check_resources, check_same, merged_dataset
from audit.metrics.attribute_cells import settle_free_text
from audit.models.user_model import UserModel
from audit.pairing import TALLY, has_tally, pair_up, read_side
from audit.plan import Plan, environment
from audit.plan_files import read_plan
from audit.plugins import entry_points as plugins
from audit.plugins.given_metrics import by_name
from audit.post_weights import read_weights
from audit.report import json_file
from audit.report.comparison.comparison import Comparison
from audit.report.notebook import Findings
from audit.report_writing import rejections, save_tally, write_report
from audit.resources import language_tags
from audit.tally import Tally, tally_file

Source = "str | Path | Sequence[str | Path] | pd.DataFrame | pa.Table | Sequence[Mapping[str, Any]]"

__all__ = [
    "compare",
    "compare_with",
    "load",
    "make_plan",
    "merge",
    "opened",
    "read_findings",
    "rejections",
    "run",
    "run_audit",
    "save_tally",
    "write_report",
]


def make_plan(plan: Plan | str | Path | Mapping[str, Any] | None = None, **changes: Any) -> Plan:
    """A plan from what users write.

    Parameters
    ----------
    plan : Plan, path, mapping or None
        A plan, an ``audit.toml``, a report folder whose plan is to be used again, plain data of the same shape, or
        nothing: the defaults.
    **changes
        Laid over it: ``groups={"gender": "column"}``, ``labels=["label"]``, ``metrics=["representation"]``,
        ``benchmarks={"gender": "us-residents-2020"}`` or ``{"gender": {"female": 0.51, "male": 0.49}}``,
        ``columns={"text": "body"}``, or any other section of the plan.

    Raises
    ------
    PlanError
        An unknown key, or a value that does not fit.
    """
    if isinstance(plan, Plan):
        base = plan  # made by keyword, or with the variables in it already; they would undo the keywords
    elif isinstance(plan, (str, Path)):
        base = read_plan(plan).override(environment(), where="environment")
    else:
        base = Plan.make(plan or {}).override(environment(), where="environment")
    given = {name: value for name, value in changes.items() if value is not None}
    return base.override(given, where="arguments")


def load(source: Any, *, plan: Plan | str | Path | Mapping[str, Any] | None = None, **changes: Any) -> Posts:
    """Read posts from files, folders, patterns, addresses in a store, a DataFrame, a dataset, or a list of records.

    Nothing is read but the head of each source, from which format, encoding and columns are decided; the rest streams
    when it is asked for. ``print(posts)`` shows what was decided and why.

    Parameters
    ----------
    source : path, sequence of paths, pandas.DataFrame, pyarrow.Table or sequence of mappings
        Or a frame of Polars, a dataset or dictionary of datasets of Hugging Face's ``datasets``, or anything else with
        ``__arrow_c_stream__``. An address such as ``s3://bucket/folder/*.parquet`` is read through fsspec.
    plan, **changes
        See :func:`make_plan`; ``columns``, ``groups`` and ``labels`` override the guess.

    Returns
    -------
    Posts

    Raises
    ------
    SourceError
        A source is missing, empty, binary, or of no known format.
    ColumnError
        A column that was named is not there.
    """
    return open_posts(source, make_plan(plan, **changes), tags=language_tags())


def opened(posts: Any, plan: Plan | str | Path | Mapping[str, Any] | None, changes: Mapping[str, Any]) -> Posts:
    """Posts as a plan and keywords have them: loaded, or, where they are already, planned anew if anything is asked."""
    if isinstance(posts, Posts):
        return posts if plan is None and not changes else posts.replanned(make_plan(plan or posts.plan, **changes))
    return load(posts, plan=plan, **changes)


def run(
    posts: Any,
    *,
    plan: Plan | str | Path | Mapping[str, Any] | None = None,
    weights: Any = None,
    model: Any = None,
    workers: int | None = None,
    engine: Any = None,
    cluster: str | None = None,
    work: str | Path | None = None,
    progress: Callable[[int], None] | None = None,
    **changes: Any,
) -> Findings:
    """Audit posts: load if need be, measure, judge.

    Parameters
    ----------
    posts : Posts or anything :func:`load` reads
    plan, **changes
        See :func:`make_plan`. Given with :class:`Posts`, they are laid over the plan the posts were loaded with. Among
        ``metrics`` and ``also`` may be a metric of your own, as an object; it is measured in this process.
    weights : path, DataFrame or what :func:`audit.weights` returns, optional
        ``post_id`` and ``weight`` of every post: shares, rates and their intervals are then weighted. Equal weights
        change nothing.
    model : estimator or callable, optional
        A model of your own to hold against the posts: a fitted scikit-learn pipeline for texts, or a function from a list
        of texts to as many scores from 0 to 1. It runs in this process, on up to 1,000 texts at a time. Whatever it does
        wrong, the rest of the audit stands, and the section on scores says why there are none.
    workers : int, optional
        Processes; chosen by size if not given. One where there is a model.
    engine : str, dask.distributed.Client or pyspark.sql.SparkSession, optional
        What measures: ``local``, ``dask``, ``spark``, or a session that is open. What is found is the same to the byte.
    cluster : str, optional
        Address of Dask's scheduler or Spark's master URL; a cluster is started on this machine if not given.
    work : path, optional
        A folder that keeps what each part came to: a run that was ended goes on where it was.
    progress : callable, optional
        Called with the number of posts measured since the last call.

    Returns
    -------
    Findings
        Ranked; shows itself as a table in a notebook.

    Examples
    --------
    >>> import audit, pandas as pd
    >>> findings = audit.run(pd.DataFrame({"text": ["one post", "another"]}))
    >>> findings.dataset["posts"]
    2
    """
    made = run_audit(
        posts,
        plan=plan,
        weights=weights,
        model=model,
        workers=workers,
        engine=engine,
        cluster=cluster,
        work=work,
        progress=progress,
        **changes,
    )
    return Findings.of(made.findings)


def run_audit(
    posts: Any,
    *,
    plan: Plan | str | Path | Mapping[str, Any] | None = None,
    weights: Any = None,
    model: Any = None,
    workers: int | None = None,
    engine: Any = None,
    cluster: str | None = None,
    work: str | Path | None = None,
    progress: Callable[[int], None] | None = None,
    read: Callable[[int, int], None] | None = None,
    **changes: Any,
) -> pipeline.Audit:
    """As :func:`run`, with the tally, the ledgers and the facts of the run; ``read`` is told of bytes done and of all."""
    changes, own = by_name(changes)
    if own and engine not in (None, "local"):
        raise PlanError(
            "Metrics that are given as objects are measured in this process.",
            hint="Leave out the engine, or make a package of them: docs/plugins.md.",
        )
    loaded = opened(posts, plan, changes)
    weighed = None if weights is None else read_weights(weights)
    chosen, given = loaded.plan, None
    if model is not None:
        given = UserModel(model, chosen.models)
        chosen = chosen.override({"models": {"given": given.name}}, where="model")
    folder = None if work is None else WorkFolder.at(Path(work))
    with chosen_engine(engine, workers, cluster) as measuring, plugins.given(own):
        return pipeline.run(
            loaded,
            chosen,
            weights=weighed,
            model=given,
            workers=1 if own else workers,
            engine=measuring,
            work=folder,
            progress=progress,
            read=read,
        )


def merge(tallies: Sequence[str | Path], *, plan: Plan | str | Path | Mapping[str, Any] | None = None) -> Findings:
    """Add tally files and judge the sum.

    Parameters
    ----------
    tallies : sequence of path
        Written by ``postaudit tally`` with the same plan and the same ``--key-file``.
    plan : Plan, path or mapping, optional
        The plan of the tallies, if not given. A plan that names files (benchmarks, tables of values) must be given again.

    Raises
    ------
    TallyError
        A file is no tally, holds the same posts as another, or was measured with another plan, version, lexicon or
        benchmark; or the authors are hidden with different keys.
    """
    if isinstance(tallies, str | Path):
        tallies = [tallies]
    if not tallies:
        raise TallyError("There is nothing to merge.", hint="postaudit merge TALLY TALLY... -o DIR")
    read = [tally_file.load(path) for path in tallies]
    abouts = [(Path(path).name, about) for path, (_, about, _) in zip(tallies, read, strict=True)]
    check_complete(abouts)
    chosen = make_plan(plan) if plan is not None else Plan.make(read[0][1]["plan"])
    check_same(abouts, {key for _, _, key in read}, chosen)
    tally = Tally.sum(each for each, _, _ in read)
    settle_free_text(tally)
    dataset, fields = merged_dataset([about for _, about in abouts], tally, chosen.floors.authors)
    findings = pipeline.judge(tally, chosen, dataset, fields, str(dataset["fingerprint"]))
    check_resources(abouts, findings)
    return Findings.of(findings)


def compare(
    before: Any,
    after: Any,
    *,
    plan: Plan | str | Path | Mapping[str, Any] | None = None,
    paired: bool = True,
) -> Comparison:
    """What appeared, went and moved beyond its interval, from one audit to another.

    Parameters
    ----------
    before, after : Findings or path
        Findings, a ``findings.json``, or the folder of a report.
    plan : Plan, path or mapping, optional
        The plan of both, where it names files (benchmarks, tables of values): to pair, both tallies are judged again.
    paired : bool
        Whether figures are paired where both folders hold their ``tally.arrow``: authors who are in both then count once
        with what they have in common. It takes as long as judging both some thirty times.

    Returns
    -------
    Comparison
        Shows itself in a notebook; ``write`` makes its folder.

    Raises
    ------
    SourceError
        There is no such file, or it is not a findings file.

    Examples
    --------
    >>> import audit, pandas as pd
    >>> findings = audit.run(pd.DataFrame({"text": ["one post", "another"]}))
    >>> audit.compare(findings, findings).overlap
    'identical'
    """
    sides = [_as_written(each) for each in (before, after)]
    alone = put_side_by_side(*sides)
    folders = [_folder(each) for each in (before, after)]
    # What cannot be compared, or is not judged for another reason, need not be paired.
    metrics = {each.metric for each in alone.changes if each.q_value is not None}
    if not paired or alone.overlap == "identical" or not metrics or not all(map(has_tally, folders)):
        return Comparison.of(alone)
    known = None if plan is None else make_plan(plan)
    old, new = (read_side(side, folder, known) for side, folder in zip(sides, folders, strict=True))
    return Comparison.of(put_side_by_side(sides[0], sides[1], pair_up(old, new, metrics)))


def compare_with(result: pipeline.Audit, baseline: str | Path, *, secret: bytes | None = None) -> Comparison:
    """What changed since an earlier audit, for a run that is not written yet.

    Parameters
    ----------
    result : Audit
    baseline : path
        Report folder or ``findings.json`` of the earlier audit.
    secret : bytes, optional
        Key that hides authors in the tally; with the baseline's, authors who are in both are counted.
    """
    with temporary() as folder:
        (folder / "findings.json").write_bytes(json_file.encode(result.findings))
        (folder / TALLY).write_bytes(save_tally(result, secret=secret))
        return compare(baseline, folder, plan=result.plan)


def read_findings(given: str | Path) -> Findings:
    """The findings of a report folder or a ``findings.json``."""
    return Findings.of(_as_written(given))


def _folder(given: Any) -> Path | None:
    """Where the tally of an audit may lie: beside its findings."""
    if not isinstance(given, (str, Path)):
        return None
    return json_file.located(given).parent


def _as_written(findings: Any) -> Any:
    """Findings as they are once written and read, so that a comparison is the same from memory and from files."""
    if not isinstance(findings, (str, Path)):
        return json_file.canonical(findings)
    return json_file.read(json_file.located(findings))
