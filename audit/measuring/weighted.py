"""What an audit under weights says of them: which file, what it costs, and which figures it touches."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from audit.errors import TallyError, both_ways
from audit.finding import Judgement, NotMeasured
from audit.metrics.weighed import METRICS
from audit.post_weights import PostWeights
from audit.statistics.weighting import kish_design_effect
from audit.tally import WEIGHED, Tally
from audit.wording import count, plural

_FILE = "file"
#: Metrics that print shares of authors beside those of posts.
_OF_AUTHORS = ("representation", "mentions")
NOTE = "weighted"
SAID = "Figures are weighted."
UNWEIGHTED = "Not weighted: this is about the posts as they are."
_FAULT = "Weights repair composition on the margins they were made for and nothing else; they say nothing of people who never post."


def name_weights(tally: Tally, weights: PostWeights) -> None:
    """Put the name and the hash of the weights into the tally, where they travel with the counts."""
    tally.add_total((WEIGHED, _FILE, weights.name, weights.sha256), 1)


def weighted(judgement: Judgement, metric: str, tally: Tally) -> Judgement:
    """The judgement, with every figure and finding saying that it is weighted and what that costs, or that it is not.

    Raises
    ------
    TallyError
        Tallies were added of which some are weighted and some are not, or with different weights.
    """
    if not tally.is_weighted:
        return judgement
    [(name, _)] = _files(tally)
    inferred = _inferred(tally)

    def as_they_are(identifier: str) -> bool:
        return metric not in METRICS or tuple(identifier.split(".")[:2]) in inferred

    cost = cost_of(tally, name)
    return replace(
        judgement,
        estimates=tuple(
            each
            if each.status != "ok" or as_they_are(each.id)
            else replace(each, note="; ".join(part for part in (each.note, NOTE) if part))
            for each in judgement.estimates
        ),
        findings=tuple(
            replace(each, caveats=(*each.caveats, UNWEIGHTED))
            if as_they_are(each.id)
            else replace(each, statement=f"{each.statement} {SAID}", caveats=(*each.caveats, cost))
            for each in judgement.findings
        ),
        blocks=tuple(
            replace(each, caveats=(*each.caveats, UNWEIGHTED if as_they_are(each.id) else cost))
            for each in judgement.blocks
        ),
        not_measured=(*judgement.not_measured, *_authors_without_weight(metric, tally)),
    )


def _inferred(tally: Tally) -> set[tuple[str, ...]]:
    """Metric and attribute of what was inferred: the corrections are of numbers of posts, so none of it is weighted."""
    return {cell[:2] for cell in tally.authors if cell[2:] == ("inferred",)}


def _authors_without_weight(metric: str, tally: Tally) -> list[NotMeasured]:
    cells = [cell for cell in tally.authors if cell[0] == metric]
    if metric not in _OF_AUTHORS or not cells or tally.weighed_authors(cells) is not None:
        return []
    return [
        NotMeasured(
            metric, "Shares of authors: posts of one author differ in weight, so authors have none of their own."
        )
    ]


def cost_of(tally: Tally, name: str) -> str:
    """What was done and what it costs, in one sentence."""
    by_weight = tally.weights
    posts = sum(by_weight.values())
    effect = kish_design_effect(np.array(list(by_weight)) / 1e6, np.array(list(by_weight.values())))
    return (
        f"Figures are weighted by {name}, which moves composition on the margins it was made for only and costs effective"
        f" sample: {plural(posts, 'post')} weigh as {count(posts / effect)} (design effect {effect:.2f}, on top of"
        " clustering in authors). Intervals take the weights as given. Numbers of posts and authors are not weighted."
    )


def weights_used(tally: Tally) -> list[dict[str, Any]]:
    """The weights as findings list resources; nothing where posts are not weighted."""
    if not tally.is_weighted:
        return []
    return [
        {
            "name": name,
            "kind": "weights",
            "title": "Weights of posts",
            "version": "",
            "source": "the user",
            "licence": "",
            "sha256": digest,
            "reviewers": [],
            "known_faults": [_FAULT],
        }
        for name, digest in _files(tally)
    ]


def _files(tally: Tally) -> list[tuple[str, str]]:
    files = [(cell[2], cell[3]) for cell in tally.total_cells(WEIGHED, _FILE)]
    if len(files) != 1 or sum(tally.weights.values()) != tally.posts(("dataset", "posts")):
        raise TallyError(
            "Some of these posts are weighted and others are not, or by other weights.",
            hint=f"Measure all parts with the same weights: {both_ways('--weights FILE', weights='FILE')}.",
        )
    return files
