"""Metrics of plug-ins, held to what every metric is held to.

A plug-in counts in cells of its own and sees no others; what it says goes through the floors here, whatever it does about
them itself; and where it fails, or breaks a rule, it is left out and the report says so, while the rest of the audit stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from audit.finding import Judgement, NotMeasured
from audit.metrics.base import Metric, Scope, card
from audit.metrics.plugged_rules import admitted
from audit.plugins import Plugin
from audit.plugins import entry_points as plugins
from audit.posts import PostBatch
from audit.tally import Tally

_FAILED = "failed"


@dataclass(frozen=True)
class PluggedMetric:
    """A metric that a plug-in brings."""

    plugin: Plugin

    @property
    def name(self) -> str:
        """That of its entry point."""
        return self.plugin.name

    @property
    def title(self) -> str:
        """Heading of its section, as the plug-in has it."""
        return str(self.plugin.made.title)

    def measure(self, posts: PostBatch) -> Tally:
        """What the plug-in counts; if it fails, that it did, and by which kind of error: its words may hold text of posts."""
        try:
            tally: Tally = self.plugin.made.measure(posts)
            if wrong := _not_its_own(tally, self.name):
                return self._failed(wrong)
        except Exception as error:  # noqa: BLE001 - a stranger's code
            return self._failed(type(error).__name__)
        return tally

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """What the plug-in says of its own counts, as far as it may be printed."""
        failures = sorted(cell[2] for cell in tally.total_cells(self.name, _FAILED))
        if failures:
            return self._left_out(f"it failed on some of the posts ({', '.join(failures)})")
        try:
            judgement = self.plugin.made.judge(_own(tally, self.name), scope)
        except Exception as error:  # noqa: BLE001
            return self._left_out(f"it failed on the counts ({type(error).__name__})")
        found = admitted(judgement, self.name, scope)
        return found if isinstance(found, Judgement) else self._left_out(found)

    def _failed(self, how: str) -> Tally:
        failed = Tally()
        # Nothing is added: the same failure in one batch and in ten comes to the same tally.
        failed.add_total((self.name, _FAILED, how), 0)
        return failed

    def _left_out(self, why: str) -> Judgement:
        said = f"The plug-in {self.name!r} of {self.plugin.origin} was left out: {why}."
        return Judgement(not_measured=(NotMeasured(self.name, said),))


@dataclass(frozen=True)
class UnusableMetric:
    """A metric that was asked for and that its plug-in cannot give: nothing is measured, and the report says why."""

    plugin: Plugin

    @property
    def name(self) -> str:
        """That of its entry point."""
        return self.plugin.name

    @property
    def title(self) -> str:
        """There is none but the name."""
        return self.plugin.name

    def measure(self, _posts: PostBatch) -> Tally:
        """Nothing."""
        return Tally()

    def judge(self, _tally: Tally, _scope: Scope) -> Judgement:
        """Why there is nothing."""
        said = (
            f"The plug-in {self.name!r} of {self.plugin.origin} cannot be used: {self.plugin.problem}."
            " What Python said of it, postaudit list plugins tells."
        )
        return Judgement(not_measured=(NotMeasured(self.name, said),))


def plugged_metrics(names: Iterable[str]) -> dict[str, Metric]:
    """Those of some metrics that plug-ins bring, by name, in order; one that cannot be used is among them."""
    found: dict[str, Metric] = {}
    for name in sorted(names):
        plugin = plugins.load("metric", name)
        if plugin is not None:
            found[name] = _metric(plugin)
    return found


def _metric(plugin: Plugin) -> Metric:
    if not plugin.problem:
        try:
            card(plugin.made)
        except ValueError as error:
            plugin = plugins.unusable(plugin, str(error))
    return UnusableMetric(plugin) if plugin.problem else PluggedMetric(plugin)


def _own(tally: Tally, name: str) -> Tally:
    """The cells of one metric, and how many posts there are; no authors but those it counted."""
    posts = ("dataset", "posts")
    return Tally(
        {cell: counts for cell, counts in tally.counts.items() if cell[0] == name or cell == posts},
        {cell: number for cell, number in tally.totals.items() if cell[0] == name},
        {cell: authors for cell, authors in tally.authors.items() if cell[0] == name},
        samples={cell: sample for cell, sample in tally.samples.items() if cell[0] == name},
    )


def _not_its_own(tally: Tally, name: str) -> str:
    """What a metric counted that it may not; empty if nothing."""
    cells = [*tally.counts, *tally.totals, *tally.authors, *tally.samples]
    if len(tally.author_posts) or any(cell[0] != name for cell in cells):
        return "it counts in cells that are not its own"
    if any(counts.dtype.kind != "i" for counts in tally.counts.values()):
        return "it counts in numbers that are not whole"
    return ""
