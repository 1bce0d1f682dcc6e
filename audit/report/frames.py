"""Findings as tables for Python: pandas frames, and fairlearn's ``MetricFrame`` rebuilt from counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit.errors import AuditError, did_you_mean
from audit.finding import Estimate, Findings
from audit.report.table import COLUMNS, values

if TYPE_CHECKING:
    import pandas as pd
    from fairlearn.metrics import MetricFrame

_FINDING = ("id", "metric", "title", "statement", "reading", "severity", "confidence", "harm")
_OF_HEADLINE = ("value", "low", "high", "unit", "n_posts", "n_authors")
_NUMBERS = ("value", "low", "high", "level", "reference", "n_effective", "p_value", "q_value")
_COUNTS = ("n_posts", "n_authors", "n_counted", "other_side_posts", "other_side_authors")


def findings_frame(findings: Findings) -> pd.DataFrame:
    """One row per finding, ranked as given: the claim, its reading, and the figure of its headline.

    Returns
    -------
    pandas.DataFrame, shape (findings, 16)
    """
    import pandas as pd

    known = findings.by_id
    rows = []
    for finding in findings.findings:
        head = known.get(finding.headline or "")
        row = {name: getattr(finding, name) for name in _FINDING}
        row.update({name: getattr(head, name, None) for name in _OF_HEADLINE})
        row["reference"] = head.reference.value if head and head.reference else None
        rows.append({**row, "caveats": " ".join(finding.caveats)})
    columns = [*_FINDING, *_OF_HEADLINE, "reference", "caveats"]
    return _typed(pd.DataFrame(rows, columns=columns))


def estimates_frame(estimates: tuple[Estimate, ...]) -> pd.DataFrame:
    """One row per estimate; what there is not is missing, never 0.

    Returns
    -------
    pandas.DataFrame, shape (estimates, 22)
    """
    import pandas as pd

    rows = values(Findings(audit={}, dataset={}, estimates=tuple(estimates)))
    frame = pd.DataFrame(list(rows), columns=list(COLUMNS)).drop(columns=["findings", "readings_of_findings"])
    return _typed(frame)


def metric_frame(findings: Findings, label: str, *, by: str = "", value: str = "") -> MetricFrame:
    """Fairlearn's ``MetricFrame`` of the rates of a label by group, rebuilt from the counts of the ``labels`` metric.

    Rates, counts, differences and ratios are those of fairlearn on the posts themselves, for the frame is made of one
    weighted row per group and outcome. It has no intervals, and a bootstrap of these rows would mean nothing: intervals that
    allow for authors are in the findings.

    Parameters
    ----------
    findings : Findings
    label : str
        A label column.
    by : str
        The attribute that authors state, such as ``gender``, or whom posts mention, such as ``mention.gender``; may be
        left out if there is only one.
    value : str
        The value of the label whose rate is meant; may be left out if only one is judged.

    Returns
    -------
    fairlearn.metrics.MetricFrame
        With ``selection_rate`` and ``count``. Hidden groups are not in it. Groups that people mention may overlap, and
        then ``overall`` counts a post once for each group it mentions.

    Raises
    ------
    AuditError
        There is no such label, attribute or value, or more than one and none was named; names those there are. Or all
        of its groups are hidden.
    """
    import numpy as np
    import pandas as pd
    from fairlearn.metrics import MetricFrame, count, selection_rate

    _refuse_hidden(findings, label, by)
    cells = [each for each in findings.estimates if _is_rate(each)]
    cells = _one_of(cells, "label", label, lambda each: each.group["label"])
    cells = _one_of(cells, "attribute", by, _by)
    cells = _one_of(cells, "value", value, lambda each: each.group.get("value", ""))
    shares = np.array([each.value for each in cells], dtype=float)
    posts = np.array([each.n_posts for each in cells], dtype=float)
    groups = [each.group[_axis(each)] for each in cells]
    labelled = np.rint(posts * shares)
    weights = np.concatenate([labelled, posts - labelled])
    outcome = np.repeat([1, 0], len(cells))

    def posts_counted(y_true: Any, y_pred: Any, *, sample_weight: Any) -> float:
        return float(np.sum(sample_weight)) if count(y_true, y_pred) else 0.0

    return MetricFrame(
        metrics={"selection_rate": selection_rate, "count": posts_counted},
        y_true=outcome,
        y_pred=outcome,
        sensitive_features=pd.Series(groups * 2, name=_by(cells[0])),
        sample_params={name: {"sample_weight": weights} for name in ("selection_rate", "count")},
    )


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Numbers as floats with NaN and counts as nullable integers, also where a whole column is missing."""
    kinds: dict[str, Any] = {name: "float64" for name in _NUMBERS if name in frame}
    kinds.update({name: "Int64" for name in _COUNTS if name in frame})
    return frame.astype(kinds)


def _refuse_hidden(findings: Findings, label: str, by: str) -> None:
    """Say so where every rate that is asked for is hidden: that is not the same as none."""
    asked = [each for each in findings.estimates if _is_of_a_group(each) and each.group["label"] == label]
    asked = [each for each in asked if not by or _by(each) == by]
    if asked and all(each.status == "suppressed" for each in asked):
        raise AuditError(
            f"All rates of {label!r} by {by or 'group'} are hidden: too few authors stand behind them.",
            hint="A group that the report hides is in no frame; floors.authors of the plan is the number of authors.",
        )


def _is_rate(each: Estimate) -> bool:
    return _is_of_a_group(each) and each.status == "ok" and each.value is not None and each.n_posts is not None


def _is_of_a_group(each: Estimate) -> bool:
    is_rate = each.metric == "labels" and each.unit == "share" and "reach" not in each.measure
    return is_rate and "label" in each.group and bool(_axis(each))


def _axis(each: Estimate) -> str:
    return next((name for name in each.group if name not in ("label", "value")), "")


def _by(each: Estimate) -> str:
    """Posts by women and posts that mention women are different posts, and never one group."""
    return f"mention.{_axis(each)}" if each.measure == "rate_by_mention" else _axis(each)


def _one_of(cells: list[Estimate], what: str, wanted: str, key: Any) -> list[Estimate]:
    there = sorted({key(each) for each in cells})
    if not wanted and len(there) == 1:
        return cells
    if wanted not in there:
        problem = f"There is no {what} {wanted!r} with a rate by group" if wanted or not there else f"Which {what}?"
        hint = did_you_mean(wanted, there) if there else f"audit.run(..., {what}s=[COLUMN]) counts rates of one."
        raise AuditError(f"{problem.rstrip('.')}{'' if problem.endswith('?') else '.'}", hint=hint)
    return [each for each in cells if key(each) == wanted]
