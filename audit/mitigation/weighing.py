"""Weights in the reader's hands: ``audit.weights``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.api import opened
from audit.disclosure import escape_for_terminal
from audit.mitigation import words
from audit.mitigation.weights import CAP, Per, Weighing, weigh
from audit.mitigation.writing import table_of, write_weights
from audit.plan import Plan

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Weights:
    """Weights of posts, the balance they bring and what they cost; the last line of a cell shows it.

    Examples
    --------
    >>> weights = audit.weights("posts.csv", plan="audit.toml")   # doctest: +SKIP
    >>> weights.balance                                           # doctest: +SKIP
    >>> weights.plot(ax=ax)                                       # doctest: +SKIP
    >>> weights.to_frame()                                        # doctest: +SKIP
    """

    made: Weighing

    def to_frame(self) -> pd.DataFrame:
        """One row per post: ``post_id`` and ``weight``."""
        frame: pd.DataFrame = table_of(self.made).to_pandas()
        return frame

    @property
    def balance(self) -> pd.DataFrame:
        """One row per group: shares in the population, before and after, and their standardised differences (ASMD).

        The difference is over the standard deviation in the population. Figures of too few authors are missing.
        """
        import pandas as pd

        rows = [
            {
                "attribute": each.key,
                "group": each.group,
                "population": each.target,
                "before": each.before,
                "after": each.after,
                "asmd_before": each.asmd_before,
                "asmd_after": each.asmd_after,
                "weighted_by": each.used,
            }
            for each in self.made.balance
        ]
        return pd.DataFrame(rows)

    @property
    def design_effect(self) -> float:
        """Kish's: how many times as many authors (or posts) the weights cost."""
        return self.made.design_effect

    @property
    def total_design_effect(self) -> float:
        """Of posts: weights times clustering in authors, the most it can be."""
        return self.made.total_design_effect

    @property
    def effective(self) -> float:
        """Equally weighted authors (or posts) that would tell as much."""
        return self.made.effective

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the love plot: each group's distance from its target before weighting and after; the axis says what that is.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Axes to draw on; those of a new figure if not given. Nothing is shown.
        """
        from audit.report.charts.love_plot import Line, draw

        lines = [Line(words.name(each), each.asmd_before, each.asmd_after) for each in self.made.balance]
        return draw(lines, ax, target=words.target(self.made))

    def write(self, path: str | Path) -> None:
        """Write ``post_id`` and ``weight`` to a ``.csv`` or ``.parquet`` file that its owner alone can read."""
        write_weights(self.made, Path(path))

    def __str__(self) -> str:
        return "\n".join(map(escape_for_terminal, [*words.table(self.made), "", *words.summary(self.made)]))

    def _repr_html_(self) -> str:
        table, said = (list(map(escape_for_terminal, each(self.made))) for each in (words.table, words.summary))
        return f"<pre>{escape(chr(10).join(table))}</pre>{''.join(f'<p>{escape(each)}</p>' for each in said)}"


def weights(
    posts: Any,
    plan: Plan | str | Path | Mapping[str, Any] | None = None,
    *,
    by: str | Sequence[str] | None = None,
    per: Per = "author",
    cap: float = CAP,
    collapse: bool = False,
    progress: Callable[[int], None] | None = None,
    **changes: Any,
) -> Weights:
    """Weights that give the authors of posts the composition of a population, on these margins only, and their cost.

    Parameters
    ----------
    posts : Posts or anything :func:`audit.load` reads
    plan, **changes
        See :func:`audit.api.make_plan`; must name ``groups`` and ``benchmarks``. A benchmark of several attributes at
        once is named ``"gender*age"``, its groups ``"women*18-29"``: then cells are weighted, not margins.
    by : str or sequence of str, optional
        Attributes to weight by; all that have a benchmark if not given. The others are shown in the balance.
    per : {"author", "post"}
        Whether each author counts once, or each post.
    cap : float
        Most that a weight may be, in medians; ``math.inf`` for none.
    collapse : bool
        Put groups of too few authors together, or leave them out, instead of refusing.
    progress : callable, optional
        Called with the number of posts read since the last call.

    Returns
    -------
    Weights

    Raises
    ------
    PlanError
        No benchmark; groups of too few authors; margins that contradict each other.
    SourceError
        Posts without ids.
    """
    loaded = opened(posts, plan, changes)
    chosen = [by] if isinstance(by, str) else by
    return Weights(weigh(loaded, loaded.plan, by=chosen, per=per, cap=cap, collapse=collapse, progress=progress))
