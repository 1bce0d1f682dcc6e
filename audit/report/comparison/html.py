"""The page of a comparison: made like that of an audit, one file without script or outside address."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from audit.comparing import Comparison
from audit.report.catalogue import catalogue
from audit.report.charts.comparison_charts import Drawing
from audit.report.comparison.page import change_line, comparison_page
from audit.report.html import MOST_BYTES, environment, policy, stylesheet, words_of
from audit.report.summary import more_than

_MOST_APPENDIX_ROWS = 1500


def render(comparison: Comparison, drawings: Mapping[str, Drawing], language: str = "en") -> str:
    """The whole page, below one megabyte: the appendix says how many changes it leaves to the CSV.

    Parameters
    ----------
    comparison : Comparison
    drawings : mapping of str to Drawing
        From :func:`audit.report.charts.comparison_charts.drawings`.
    language : str
        Of the fixed words; what metrics say stays English, and is marked so.
    """
    say = catalogue(language)
    style = stylesheet(comparison.id, say("comparison.kind"))
    template = environment().get_template("comparison.html.j2")
    content = comparison_page(comparison, say)
    compared = [each for each in comparison.changes if each.compared]
    # The drawings are ours, made by svg.clean of numbers and escaped labels.
    pictures = [(each.name, Markup(each.svg), each.caption) for each in drawings.values()]  # noqa: S704
    rows = min(len(compared), _MOST_APPENDIX_ROWS)
    while True:
        html = template.render(
            **words_of(say),
            page=content,
            policy=policy(style),
            style=style,
            pictures=pictures,
            appendix=[change_line(each, comparison, say) for each in compared[:rows]],
            appendix_left_out=more_than(len(compared), rows, say),
        )
        if len(html.encode()) <= MOST_BYTES or not rows:
            return html
        rows = rows // 2 if rows > 50 else 0
