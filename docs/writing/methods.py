"""One page for each metric: its card, which `postaudit explain` and every report print too."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from audit.filtering.metric import FilterImpact
from audit.filtering.stages import Stages
from audit.metrics import all_metrics
from audit.metrics.base import HEADINGS, Metric, card
from audit.metrics.fates.survival import Survival, nowhere
from audit.metrics.overlap.overlap import Overlap

#: Guides that say more of a metric than its card, where they do not have its name.
_GUIDES = {
    "associations": "associations.md",
    "agreement": "agreement.md",
    "amplification": "amplification.md",
    "artefacts": "label-bias.md",
    "attrition": "attrition.md",
    "descriptions": "markers/README.md",
    "embeddings": "embeddings.md",
    "filter_impact": "filter-impact.md",
    "labels": "label-bias.md",
    "markers": "markers/README.md",
    "mentions": "validation.md",
    "privacy": "privacy.md",
    "repetition": "repetition.md",
    "representation": "representation.md",
    "rhythm": "repetition.md",
    "rights": "rights.md",
    "sampling": "sampling.md",
    "scores": "scores.md",
    "sentiment": "sentiment.md",
    "survival": "attrition.md",
}


def _metrics() -> Sequence[Metric]:
    return (*all_metrics(), FilterImpact(Stages(())), Survival(nowhere()), Overlap())


def method_pages() -> dict[str, str]:
    """Path below docs/ -> page, for each metric, and ``methods.md``, which lists them."""
    metrics = _metrics()
    listed = [
        "# Methods",
        "",
        "One page for each metric: its question, definition and inputs, how to read it, what it is no evidence of, and what it goes back",
        "to. They are the cards that `postaudit explain METRIC` prints, and so does every report. How often the intervals are right was",
        "[measured](calibration.md).",
        "",
        "## Metrics",
        "",
        *(f"- [{each.name}](methods/{each.name}.md)" for each in metrics),
        "",
        "## What they ask",
        "",
        "| metric | question |",
        "|---|---|",
        *(f"| [`{each.name}`](methods/{each.name}.md) | {_plain(card(each)['question'])} |" for each in metrics),
    ]
    return {"methods.md": "\n".join(listed) + "\n"} | {f"methods/{each.name}.md": _page(each) for each in metrics}


def _page(metric: Metric) -> str:
    told = card(metric)
    lines = [f"# {metric.name}", "", _plain(told["summary"])]
    for heading, key in HEADINGS.items():
        paragraphs = [_plain(each) for each in str(told[key]).split("\n\n")]
        lines += ["", f"## {heading}", "", "\n\n".join(paragraphs)]
    lines += ["", "## On the command line", "", "```sh", f"postaudit explain {metric.name}", "```"]
    if guide := _GUIDES.get(metric.name):
        lines += ["", f"More, with examples: [the guide](../{guide})."]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Text as text: of what Markdown would take for markup, all but code is escaped; lines are broken where style has it."""
    pieces = re.split(r"(``?[^`]+``?)", text)
    told = "".join(
        f"`{piece.strip('`')}`" if piece.startswith("`") else re.sub(r"([\\*_<>\[\]|$])", r"\\\1", piece)
        for piece in pieces
    )
    return textwrap.fill(told, 128, break_long_words=False, break_on_hyphens=False) if "\n" in text else told
