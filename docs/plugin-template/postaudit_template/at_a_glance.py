"""A section of the report: the figures of all claims that are shown, in one table."""

from __future__ import annotations

from dataclasses import dataclass

from audit.finding import Block, Chart, Findings


@dataclass(frozen=True)
class AtAGlance:
    """One table. It sees findings alone, in which everything that may not be printed is hidden already."""

    name: str = "at-a-glance"
    title: str = "At a glance"
    question: str = "What was shown, in one table?"

    def blocks(self, findings: Findings) -> list[Block]:
        """A block holds ids of figures, never numbers: each is printed with its interval and its counts."""
        shown = [each for each in findings.findings if each.reading == "shown" and each.headline]
        chart = Chart(
            kind="bars",
            estimates=tuple((each.headline or "",) for each in shown),
            labels=tuple(each.title for each in shown),
            axis="figure",
        )
        words = f"{len(shown)} claims are shown." if shown else "Nothing is shown."
        return [Block("at-a-glance.all", "at-a-glance", "What was shown", words, chart)]
