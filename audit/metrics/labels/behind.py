"""Which votes stand behind a label: where the label says what most annotators chose, both are asked about the same thing.

Nothing in a file says so, and the words differ: a class is "1" where the votes are for "offensive". So it is counted how often a
value of a label goes with an answer that most annotators chose, and an answer stands behind a value where hardly a post has the
one without the other.

Totals are (labels, votes, "behind", question, label, value, answer): posts that have both a label and a majority.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.metrics.agreement.votes import MOST_ANSWERS
from audit.metrics.labels.counts import MOST_VALUES, NAME
from audit.metrics.labels.votes import VOTES
from audit.tally import Tally

#: Third word of the cells.
_BEHIND = "behind"
#: Of posts with a value, and of posts with an answer, at least so many have both: disputes that were settled by hand are few.
LEAST = 0.9

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Behind:
    """The votes behind a label.

    Attributes
    ----------
    question : str
        What the votes were asked.
    answers : mapping of str to str
        The answer that stands behind each value; a value that no answer stands behind is left out.
    """

    question: str
    answers: Mapping[str, str]


def count_behind(
    tally: Tally,
    votes: tuple[str, Sequence[str], Integers],
    label: tuple[str, Sequence[str], Integers, npt.NDArray[np.bool_]],
) -> None:
    """Count posts by the value of a label and by what most annotators chose.

    Parameters
    ----------
    tally : Tally
    votes : tuple
        Question, answers, and of each post of the batch the place of the answer that most chose; -1 where there is none.
    label : tuple
        Column, values, and of each post the place of its value and whether it has one.
    """
    question, answers, most = votes
    name, values, codes, known = label
    if not (0 < len(values) <= MOST_VALUES and 0 < len(answers) <= MOST_ANSWERS):
        return
    both = known & (most >= 0)
    flat = np.bincount(codes[both] * len(answers) + most[both], minlength=len(values) * len(answers))
    for index in np.flatnonzero(flat):
        value, answer = values[int(index) // len(answers)], answers[int(index) % len(answers)]
        tally.add_total((NAME, VOTES, _BEHIND, question, name, value, answer), int(flat[index]))


def behind(tally: Tally, label: str) -> Behind | None:
    """The votes behind a label; of several questions the one that stands behind most of its values. None if there are none."""
    found: dict[str, dict[tuple[str, str], int]] = {}
    for cell in tally.total_cells(NAME, VOTES, _BEHIND):
        if cell[4] == label:
            found.setdefault(cell[3], {})[cell[5], cell[6]] = tally.totals[cell]
    of = [Behind(question, _answers(posts)) for question, posts in sorted(found.items())]
    best = max(of, key=lambda each: len(each.answers), default=None)
    return best if best is not None and best.answers else None


def _answers(posts: Mapping[tuple[str, str], int]) -> dict[str, str]:
    """Values and answers of which hardly a post has the one without the other."""
    of_value: dict[str, int] = {}
    of_answer: dict[str, int] = {}
    for (value, answer), n in posts.items():
        of_value[value] = of_value.get(value, 0) + n
        of_answer[answer] = of_answer.get(answer, 0) + n
    return {
        value: answer
        for (value, answer), n in sorted(posts.items())
        if n >= LEAST * of_value[value] and n >= LEAST * of_answer[answer]
    }
