"""Figures side by side: limits that are open on one side are told as such."""

from __future__ import annotations

import dataclasses

from audit.finding import Block, Chart, Estimate, Findings, Table
from audit.report.charts.beside import beside

RATIO = Estimate("m.a.ratio", "m", "ratio", {}, 20.0, 3.3, None, "ratio", 32, 14)


def test_a_limit_that_is_open_on_one_side_is_told():
    block = Block("m", "m", "M", "", Chart("intervals", (("m.a.ratio",),), ("a",), ""), (), Table(("ratio",), ("a",), (("m.a.ratio",),)))  # fmt: skip
    for estimate, told in ((RATIO, "at least 3.3"), (dataclasses.replace(RATIO, low=None), "")):
        found = beside(block, Findings({}, {}, (estimate,)))
        assert found is not None
        assert found.rows[0][1][0][1] == told
