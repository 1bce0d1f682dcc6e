"""Every chart of a report as a function that draws on your own axes.

>>> import audit                                                            # doctest: +SKIP
>>> findings = audit.run("posts.csv", plan="audit.toml")                     # doctest: +SKIP
>>> audit.charts.forest(findings, "representation.gender", ax=ax)           # doctest: +SKIP

Each takes findings and the id of a block or of a finding, draws on ``ax`` or on the axes of a new figure, and gives the
axes back. None shows anything, uses pyplot, or leaves a setting of matplotlib changed. ``findings.plot(id)`` draws the chart
that the report has; these draw the one that is asked for. :func:`alt_text` says any of them in words.

All raise AuditError where there is no such id (the nearest is named), and where there is nothing of the kind to draw: an empty
chart would look like a finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from audit.errors import AuditError, did_you_mean
from audit.finding import Block, Findings
from audit.wording import join

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "alt_text", "bars", "before_after", "calendar", "calibration", "dumbbells", "forest", "heat_map", "ladder", "log_ratios",
    "lorenz", "love", "over_time",
]  # fmt: skip


class Plots(Protocol):
    """What draws itself, such as :class:`audit.mitigation.weighing.Weights`."""

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw on these axes, or on those of a new figure."""
        ...


def forest(findings: Findings, identifier: str, ax: Axes | None = None) -> Axes:
    """A dot and its interval per line, with a hollow diamond for the reference: a forest plot.

    Parameters
    ----------
    findings : Findings
    identifier : str
        Of a block, such as ``representation.gender``, or of a finding.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
        Ratios stand on a logarithmic axis: half is as far from 1 as twice.

    Raises
    ------
    AuditError
        There is no such id, or nothing of this kind to draw.
    """
    from audit.report.made_blocks import as_kind

    block = _block(findings, identifier)
    several = any(len(each) > 1 for each in block.chart.estimates)
    return _drawn(findings, as_kind(block, findings, "paired" if several else "intervals"), ax, "a dot and an interval")


def dumbbells(findings: Findings, identifier: str, ax: Axes | None = None) -> Axes:
    """From the reference to what was observed, whose interval is drawn; see :func:`forest`."""
    from audit.report.made_blocks import referred

    return _drawn(findings, referred(_block(findings, identifier), findings), ax, "a figure with a reference")


def bars(findings: Findings, identifier: str, ax: Axes | None = None) -> Axes:
    """One bar per line from zero on, with its interval and its figure; see :func:`forest`."""
    from audit.report.made_blocks import as_kind

    return _drawn(findings, as_kind(_block(findings, identifier), findings, "bars"), ax, "a bar")


def over_time(findings: Findings, identifier: str, ax: Axes | None = None) -> Axes:
    """A line with its band per group from left to right, grey where nothing is told; see :func:`forest`."""
    return _drawn(findings, _of_kind(findings, identifier, ("lines",)), ax, "a line")


def lorenz(findings: Findings, identifier: str = "concentration", ax: Axes | None = None) -> Axes:
    """The Lorenz curve of posts per author, with the Gini index and what the most active wrote; see :func:`forest`."""
    return _drawn(findings, _of_kind(findings, identifier, ("lorenz",)), ax, "a curve")


def calendar(findings: Findings, identifier: str = "coverage.gap", ax: Axes | None = None) -> Axes:
    """Days, or months of a longer span, with few posts, many, or none; see :func:`forest`."""
    return _drawn(findings, _of_kind(findings, identifier, ("days", "months")), ax, "a calendar")


def heat_map(findings: Findings, identifier: str, ax: Axes | None = None, *, intervals: bool = False) -> Axes:
    """Ratios as a grid of themes and groups, the figure in each cell, bold where its interval leaves out 1, else hatched.

    Parameters
    ----------
    findings : Findings
    identifier : str
        Metric and axis, such as ``markers.gender`` or ``descriptions.religion``. At most ten groups are drawn, those with
        most posts.
    ax : matplotlib.axes.Axes, optional
    intervals : bool
        Write the interval of each figure below it, where your axes are high enough for two lines a cell.

    Raises
    ------
    AuditError
        There are no ratios of themes by group under this id.
    """
    from audit.report.made_blocks import grid

    drawn = next((each for each in findings.blocks if each.id == identifier and each.chart.kind == "heat"), None)
    block = drawn or grid(identifier, findings)
    if not block.chart.estimates:
        there = {".".join(each.id.split(".")[:2]) for each in findings.estimates if "marker" in each.group}
        hint = f"These have them: {join(sorted(there))}." if there else "No metric of themes was measured."
        raise AuditError(f"{identifier!r} has no ratios of themes by group.", hint=hint)
    return _drawn(findings, block, ax, "a grid", intervals=intervals)


def log_ratios(findings: Findings, identifier: str, ax: Axes | None = None) -> Axes:
    """Ratios and their intervals around 1, on a logarithmic axis, such as of words by group in the order of log-odds.

    Parameters
    ----------
    findings : Findings
    identifier : str
        Of a block of ratios, such as ``associations.gender``, or of a finding with ratios.
    ax : matplotlib.axes.Axes, optional

    Raises
    ------
    AuditError
        There is no such id, or it has no ratio.
    """
    from audit.report.made_blocks import ratios

    block = _block(findings, identifier)
    if block.chart.kind != "ratios":
        block = ratios(block, identifier, findings)
    return _drawn(findings, block, ax, "a ratio")


def ladder(findings: Findings, identifier: str, ax: Axes | None = None) -> Axes:
    """What is left of each group's posts after each filter, one after another.

    Parameters
    ----------
    findings : Findings
        Of :func:`audit.filter_impact` with two filters or more.
    identifier : str
        Such as ``filter_impact.author.gender``. The five groups that lose most are drawn.
    ax : matplotlib.axes.Axes, optional

    Raises
    ------
    AuditError
        There is no such id, or it has no shares left after each filter.
    """
    from audit.report.made_blocks import rungs

    block = _block(findings, identifier)
    return _drawn(
        findings,
        block if block.chart.kind == "ladder" else rungs(block, findings),
        ax,
        "what is left after each filter",
    )


def calibration(findings: Findings, identifier: str, ax: Axes | None = None) -> Axes:
    """By group, how much larger the share of positive labels is than the mean score, with intervals; 0 is calibrated.

    Parameters
    ----------
    findings : Findings
        With scores that are probabilities, and a label they should predict.
    identifier : str
        Of a block of scores, such as ``scores.toxicity.author.gender``.
    ax : matplotlib.axes.Axes, optional

    Raises
    ------
    AuditError
        There is no such id, or it has no ``calibration_gap``.
    """
    from audit.report.made_blocks import calibration_gaps

    return _drawn(findings, calibration_gaps(_block(findings, identifier), findings), ax, "a calibration gap")


def love(weights: Plots, ax: Axes | None = None) -> Axes:
    """The love plot of weights: how far each group's share is from its target, hollow before and filled after.

    Parameters
    ----------
    weights : Weights
        Of :func:`audit.weights`.
    ax : matplotlib.axes.Axes, optional
    """
    return weights.plot(ax)


def before_after(before: Findings, after: Findings, identifier: str, ax: Axes | None = None) -> Axes:
    """The figures of a block in two audits, as before and after a remedy.

    Parameters
    ----------
    before, after : Findings
        Such as those of :func:`audit.mitigate`.
    identifier : str
        Of a block or finding of the first, such as ``representation.gender``.
    ax : matplotlib.axes.Axes, optional

    Raises
    ------
    AuditError
        There is no such id, or the second audit has none of these figures.
    """
    from audit.report import made_blocks

    block, both = made_blocks.before_after(_block(before, identifier), before, after)
    return _drawn(both, block, ax, "a figure in both audits")


def alt_text(findings: Findings, identifier: str) -> str:
    """The chart of a block or a finding in one to three sentences, for those who do not see it.

    Raises
    ------
    AuditError
        There is no such id.
    """
    from audit.report.charts.alt_text import description
    from audit.report.rows import rows

    block = _block(findings, identifier)
    return description(block, rows(block, findings), findings)


def _block(findings: Findings, identifier: str) -> Block:
    from audit.report.rows import block_of

    known = {each.id for each in findings.findings} | {each.id for each in findings.blocks}
    if identifier not in known:
        raise AuditError(f"There is no finding {identifier!r}.", hint=did_you_mean(identifier, known))
    return block_of(identifier, findings)


def _of_kind(findings: Findings, identifier: str, kinds: Sequence[str]) -> Block:
    there = [each.id for each in findings.blocks if each.chart.kind in kinds]
    if identifier in there or any(identifier in (each.id, each.block) for each in findings.findings):
        block = _block(findings, identifier)
        if block.chart.kind in kinds:
            return block
    hint = f"These have one: {join(there)}." if there else "No finding of this audit has one."
    raise AuditError(f"{identifier!r} has no chart of this kind.", hint=hint)


def _drawn(findings: Findings, block: Block, ax: Axes | None, what: str, *, intervals: bool = False) -> Axes:
    from audit.report.charts.charts import draw

    chart, known = block.chart, findings.by_id
    if not chart.points and not any(each in known for ids in chart.estimates for each in ids):
        raise AuditError(
            f"{block.id!r} has nothing to draw as {what}.",
            hint="findings.estimates lists the figures there are; findings.plot(id) draws the chart of the report.",
        )
    return draw(block, findings, ax, intervals=intervals)
