"""What is wrong with a collection stands beside every finding that it weakens, not only in a section of its own.

A rate among posts found by a list of words is a rate among such posts; whoever cites the rate has to read that there. What one
metric sees more of than another is said once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from audit.finding import Judgement, Weakens


def weakened(judgements: Sequence[Judgement]) -> list[Judgement]:
    """The judgements, their findings with the caveats that other judgements have for them.

    Parameters
    ----------
    judgements : sequence of Judgement

    Returns
    -------
    list of Judgement
        In the same order. A finding gets each caveat once, after its own, in the order of the judgements; a judgement
        has no caveats for its own findings, which say it themselves.
    """
    return [
        _carrying(judgement, [each for other in judgements if other is not judgement for each in other.weakens])
        for judgement in judgements
    ]


def told_once(judgements: Sequence[Judgement]) -> list[Judgement]:
    """The judgements, without findings that another judgement says more of; their figures stay.

    Parameters
    ----------
    judgements : sequence of Judgement

    Returns
    -------
    list of Judgement
        In the same order.
    """
    told = frozenset(each for judgement in judgements for each in judgement.tells)
    return [
        replace(each, findings=tuple(one for one in each.findings if one.id not in told)) if told else each
        for each in judgements
    ]


def _carrying(judgement: Judgement, weakening: Sequence[Weakens]) -> Judgement:
    if not weakening:
        return judgement
    return replace(
        judgement,
        findings=tuple(
            replace(
                each,
                caveats=tuple(
                    dict.fromkeys([*each.caveats, *(one.caveat for one in weakening if each.metric in one.metrics)])
                ),
            )
            for each in judgement.findings
        ),
    )
