"""The charts of a page and the tables behind them, as plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from audit.finding import WORST_CASES, Block, Estimate, Finding, Findings
from audit.report.catalogue import Catalogue
from audit.report.rows import Row, drawn_rows, marks_in, named, printed, reference_figure, rows, series_of
from audit.report.summary import more_than
from audit.report.visible import anchor, clipped, file_stem, line
from audit.standing.words import other_size
from audit.wording import count, plural, without_common_zeros

#: Characters of SVG a page may hold; charts beyond stay in their files, so that no audit makes a page nobody can open.
CHART_BUDGET = 300_000
MOST_TABLE_ROWS = 60
#: In the place of the interval of a figure that is counted over everything there is, or of a ratio to nothing.
NO_INTERVAL = "no interval"
#: In the place of an interval, of limits that are none.
OF_WORST_CASES = "worst cases, no sampling error"
#: Rows without a figure that a table prints; more of them are counted by their reason, for they fill pages and say one thing.
_MOST_EMPTY = 3
#: Kinds of posts that a note below a table tells of.
_MOST_SAID = 4
#: In the note of a figure that is printed without its counts.
COUNTS_HIDDEN = "counts hidden"
#: In the place of such a count.
COUNT_HIDDEN = "hidden"


@dataclass(frozen=True)
class Cell:
    """One figure in a table."""

    identifier: str
    anchor: str
    label: str
    series: str
    figure: str
    interval: str
    reference: str
    posts: str
    authors: str
    q_value: str
    empty: bool = False
    against: str = ""
    of: str = ""
    held_against: str = ""


@dataclass(frozen=True)
class Picture:
    """A chart with what belongs to it: the drawing, or the file it is in, and the table behind it."""

    svg: Markup
    file: str
    name: str
    caption: str
    left_out: str
    table: tuple[Cell, ...]
    table_left_out: str
    without: str
    has_series: bool
    has_reference: bool
    has_authors: bool

    @property
    def has_against(self) -> bool:
        """Whether any figure is held against posts of the dataset."""
        return any(each.against for each in self.table)

    @property
    def of(self) -> str:
        """Of which posts the table's shares are."""
        return _together(each.of for each in self.table)

    @property
    def held_against(self) -> str:
        """Which posts the table's differences and ratios are held against."""
        return _together(each.held_against for each in self.table if each.against)

    @property
    def marks(self) -> tuple[str, ...]:
        """Which marks the table's figures carry, for the notes below it."""
        counts = ("counts",) if any(COUNT_HIDDEN in (each.posts, each.authors) for each in self.table) else ()
        return (*marks_in(each.figure for each in self.table), *counts)


class Drafting:
    """What the parts of one page are made from, and how many characters of drawing may still go on it."""

    def __init__(self, findings: Findings, drawings: Mapping[str, str], say: Catalogue) -> None:
        self.findings = findings
        self.say = say
        self._drawings = drawings
        self._left = CHART_BUDGET

    def drawing(self, block: Block) -> Markup:
        """The drawing of a block; empty if there is none, or no room for it."""
        drawn = self._drawings.get(block.id, "")
        if len(drawn) > self._left:
            return Markup("")
        self._left -= len(drawn)
        # The drawing is ours, made by svg.clean of numbers and escaped labels; nothing else is ever marked as safe.
        return Markup(drawn)  # noqa: S704


def cell(estimate: Estimate, label: str = "", series: str = "") -> Cell:
    """One estimate as a line of a table."""
    reference, side = estimate.reference, estimate.other_side
    number, span = printed(estimate), ""
    if estimate.status == "ok" and estimate.value is not None:
        span = NO_INTERVAL
        if estimate.low is not None or estimate.high is not None:
            number, span = without_common_zeros(number, estimate.limits)
        if estimate.measure == WORST_CASES:
            number, span = span, OF_WORST_CASES
    return Cell(
        identifier=clipped(estimate.id, 160),
        anchor=anchor(estimate.id),
        label=clipped(label, 160),
        series=clipped(series, 160),
        figure=number,
        interval=span,
        reference=f"{reference_figure(estimate)} ({clipped(reference.source, 160)})" if reference else "",
        posts=_part(estimate) + _counted(estimate.n_posts, estimate),
        authors=_counted(estimate.n_authors, estimate),
        q_value=_probability(estimate.q_value),
        empty=estimate.value is None or estimate.status != "ok",
        # Of a number from elsewhere the column of references says all.
        against="" if side is None or (reference and side.status == "outside") else other_size(side),
        of=clipped(estimate.denominator, 160),
        held_against=clipped(side.what, 160) if side else "",
    )


def picture(block: Block, draft: Drafting) -> Picture:
    """The chart of a block with its table."""
    lines = rows(block, draft.findings)
    drawn = drawn_rows(block, lines)
    more = f"The chart shows the first {len(drawn)} of {plural(len(lines), 'row')}." if len(drawn) < len(lines) else ""
    return with_table(block, lines, more, draft)


def with_table(block: Block, lines: tuple[Row, ...], left_out: str, draft: Drafting) -> Picture:
    """A chart with the table of some of its lines."""
    series = series_of(block.chart)
    cells = [
        cell(each, row.label, series[which] if which < len(series) else "")
        for row in lines
        for which, each in enumerate(row.cells)
        if each is not None
    ]
    # A row without a figure is a gap in time, where rows are months.
    kept, without = (cells, "") if block.chart.kind == "lines" else _kept(cells)
    return Picture(
        svg=draft.drawing(block),
        file=f"figures/{file_stem(block.id)}.svg",
        name=line(block.title) or line(block.chart.axis),
        caption=line(block.chart.caption),
        left_out=left_out,
        table=tuple(kept[:MOST_TABLE_ROWS]),
        table_left_out=more_than(len(kept), MOST_TABLE_ROWS, draft.say),
        without=without,
        has_series=bool(series),
        has_reference=any(each.reference for each in cells),
        has_authors=any(each.authors for each in cells),
    )


def _kept(cells: list[Cell]) -> tuple[list[Cell], str]:
    """The rows of a table, and how many more have no figure, by the reason that each prints in the place of one."""
    empty = [each for each in cells if each.empty]
    if len(empty) <= _MOST_EMPTY:
        return cells, ""
    reasons = sorted(Counter(each.figure for each in empty).items(), key=lambda each: (-each[1], each[0]))
    said = "; ".join(f"{reason} ({count(n)})" for reason, n in reasons)
    more = f"{plural(len(empty), 'row')} without a figure are in findings.csv. In the place of one they have: {said}."
    return [each for each in cells if not each.empty], more


def table_only(own: tuple[Finding, ...], draft: Drafting) -> Picture | None:
    """The figures of findings that have no chart; None if they have no figures either."""
    known = draft.findings.by_id
    mine = [known[each] for finding in own for each in finding.estimates if each in known]
    cells = [cell(each, named(each), each.measure.replace("_", " ")) for each in mine]
    if not cells:
        return None
    kept, without = _kept(cells)
    return Picture(
        svg=Markup(""),
        file="",
        name=line(own[0].title),
        caption="",
        left_out="",
        table=tuple(kept[:MOST_TABLE_ROWS]),
        table_left_out=more_than(len(kept), MOST_TABLE_ROWS, draft.say),
        without=without,
        has_series=True,
        has_reference=any(each.reference for each in cells),
        has_authors=any(each.authors for each in cells),
    )


def _part(estimate: Estimate) -> str:
    return "" if estimate.n_counted is None or estimate.n_posts is None else f"{count(estimate.n_counted)} of "


def _together(said: Iterable[str]) -> str:
    """What is said of several rows, each once."""
    each = list(dict.fromkeys(one for one in said if one))
    more = f"; and {count(len(each) - _MOST_SAID)} more, in findings.csv" if len(each) > _MOST_SAID else ""
    return f"{'; '.join(each[:_MOST_SAID])}{more}." if each else ""


def _counted(n: int | None, estimate: Estimate) -> str:
    """A count; that it is hidden where the figure is printed without it, since an empty place would not say so."""
    if n is not None:
        return count(n)
    return COUNT_HIDDEN if estimate.status == "ok" and COUNTS_HIDDEN in estimate.note else ""


def _probability(value: float | None) -> str:
    return "" if value is None else "<0.001" if value < 0.001 else f"{value:.3f}"
