"""Axes of a figure that nobody else has: as the last line of a cell they show what is drawn on them."""

from __future__ import annotations

import zlib

from matplotlib.axes import Axes


class ShownAxes(Axes):
    """Axes of a new figure, which pyplot does not know and which a notebook could therefore not show by itself.

    The picture is that of the report: text stays text, on a white ground, so that it can be read on a dark page too.
    """

    def _repr_svg_(self) -> str:
        from audit.report.charts.charts import written
        from audit.report.charts.svg import clean

        drawn = written(self.get_figure(root=True))
        label = self.get_xlabel() or self.get_title(loc="left") or "chart"
        # Names of its own, since a notebook is one page of many drawings.
        return clean(drawn, prefix=f"chart-{zlib.crc32(drawn.encode()):08x}", label=label, alone=True)
