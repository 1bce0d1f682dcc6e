"""Which questions the votes of a whole dataset answer, and why some cannot be judged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.metrics.agreement.counts import NAME, UNIT
from audit.metrics.agreement.votes import BARE, CHOICE, MOST_ANSWERS, RATING
from audit.metrics.naming import slugs
from audit.posts import BUCKETS
from audit.statistics.jackknife import common_grain
from audit.tally import Tally
from audit.wording import join, percent, plural

#: More annotators with several answers to one post than this, and there is no single answer to agree on.
MOST_SEVERAL = 0.01
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Question:
    """A question that can be judged.

    Attributes
    ----------
    cell : str
        Second word of its cells.
    title, slug : str
        For people, and for ids.
    answers : tuple of str
        Ascending by number where all are numbers, else by word.
    numbers : tuple of float or None
        The answers as numbers, where all are.
    annotators : int
        Different annotators that are named.
    several : float
        Share of judgements that an annotator gave of a post already judged.
    """

    cell: str
    title: str
    slug: str
    answers: tuple[str, ...]
    numbers: tuple[float, ...] | None
    annotators: int
    several: float

    @property
    def quoted(self) -> str:
        """The title for a title: a column's name in quotes, so that it does not read as a word."""
        return self.title if self.title == "votes" else f"\u201c{self.title}\u201d"

    def posts(
        self, tally: Tally, kind: str, side: str = "all", axis: str = "", group: str = ""
    ) -> npt.NDArray[np.int64]:
        """Posts of a kind by author bucket."""
        return tally.per_bucket((NAME, self.cell, kind, side, axis, group))

    def grain(self, tally: Tally) -> float:
        """How often the file was read: judgements beyond the first reading are no further ones."""
        kinds = ("single", "several", "unanimous", "one vote", "tied")
        return common_grain(*(self.posts(tally, each) for each in kinds))

    def table(self, tally: Tally, side: str = "all", axis: str = "", group: str = "") -> Floats:
        """Coincidences of answers by author bucket; shape (k, k, 128)."""
        k = len(self.answers)
        made = np.zeros((k, k, BUCKETS))
        for i, a in enumerate(self.answers):
            for j, b in enumerate(self.answers):
                first, second = min(a, b), max(a, b)
                made[i, j] = tally.per_bucket((NAME, self.cell, "pairs", side, axis, group, first, second))
        return made / (UNIT * self.grain(tally))

    def divided(self, tally: Tally, side: str = "all", axis: str = "", group: str = "") -> npt.NDArray[np.bool_]:
        """Author buckets with posts on which annotators disagree."""
        table = self.table(tally, side, axis, group)
        return np.asarray(table.sum(axis=(0, 1)) > np.trace(table))

    def sides(
        self, tally: Tally, kind: str, side: str = "all", axis: str = "", group: str = ""
    ) -> tuple[Floats, Floats]:
        """The same by bucket of annotators, or of ratings: by the first of two, and with both in one."""
        k, parts = len(self.answers), []
        for which in ("first", "both"):
            made = np.zeros((k, k, BUCKETS))
            for i, a in enumerate(self.answers):
                for j, b in enumerate(self.answers):
                    made[i, j] = tally.per_bucket((NAME, self.cell, which, kind, side, axis, group, a, b))
            parts.append(made / (UNIT * self.grain(tally)))
        return parts[0], parts[1]


def questions(tally: Tally) -> tuple[list[Question], list[str]]:
    """The questions that can be judged, and why the others cannot."""
    names = sorted({cell[1] for cell in tally.total_cells(NAME) if cell[2:] == ("answers",)})
    crowded = {cell[2] for cell in tally.total_cells(NAME, "crowded")}
    means = [cell[2] for cell in tally.total_cells(NAME, "means")]
    answers = {name: _answers(tally, name) for name in names}
    rated = {each.partition(" ")[2] for each in names if each.startswith(f"{RATING} ") and set(answers[each]) != {"1"}}
    rated |= {each.partition(" ")[2] for each in crowded if each.startswith(f"{RATING} ")}
    refused: list[str] = []
    if means:
        shown = join([repr(each) for each in means[:3]]) + (f" and {len(means) - 3} more" if len(means) > 3 else "")
        refused.append(
            f"{shown}: the votes are means, not single judgements, and how far annotators agreed cannot be told from a mean."
        )
    kept: list[str] = []
    for name in sorted({*names, *crowded}):
        kind, _, question = name.partition(" ")
        bare = name == f"{CHOICE} {BARE}"
        if bare and (means or rated & set(answers.get(name, ()))):
            continue  # means, or ratings of one kind or another that happen to be 1
        if kind == RATING and question not in rated:
            continue
        what = f"Votes on {question!r}" if question else "The votes"
        if name in crowded or len(answers[name]) > MOST_ANSWERS:
            refused.append(f"{what} have more than {MOST_ANSWERS} different answers: cut them into a few.")
        elif len(answers[name]) < 2:
            refused.append(f"{what} have {plural(len(answers[name]), 'answer')}, so nobody could disagree.")
        elif (several := _several(tally, name)) > MOST_SEVERAL:
            refused.append(
                f"{what}: {percent(several)} of the judgements are further answers of an annotator to one post, so there is no"
                " single answer to agree on. Give each answer a column of yes and no."
            )
        else:
            kept.append(name)
    titles = {name: name.partition(" ")[2] or "votes" for name in kept}
    made = slugs(titles.values())
    return [_question(tally, name, titles[name], made[titles[name]], answers[name]) for name in kept], refused


def _answers(tally: Tally, name: str) -> list[str]:
    return sorted({cell[3] for cell in tally.total_cells(NAME, name, "answer") if tally.totals[cell]})


def _several(tally: Tally, name: str) -> float:
    named = tally.totals.get((NAME, name, "named"), 0)
    return tally.totals.get((NAME, name, "several answers"), 0) / named if named else 0.0


def _question(tally: Tally, name: str, title: str, slug: str, answers: list[str]) -> Question:
    sample = tally.samples.get((NAME, f"annotators of {name}"))
    try:
        numbers = tuple(sorted(float(each) for each in answers))
        ordered = sorted(answers, key=float)
    except ValueError:
        numbers, ordered = None, answers
    people = 0 if sample is None else round(len(sample) / sample.rate)
    return Question(name, title, slug, tuple(ordered), numbers, people, _several(tally, name))
