"""Which columns are labels, and which only say how a label came about: votes counted or one by one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from audit.loaders.columns import Column
from audit.loaders.evidence import Evidence
from audit.loaders.names import LABEL_WORDS, NOT_LABEL_WORDS, TOTAL_NAMES, squash, words_of
from audit.loaders.shape import LABEL

#: Distinct values in the head above which a column is no label; higher where the very name says label.
LABEL_VALUES = 30
_LABEL_VALUES_NAMED = 60
_LABEL_NAMES = frozenset({"label", "labels", "class", "category", "sentiment", "emotion", "stance", "topic"})


class Guessing(Protocol):
    """What is known of a table while its columns are being told apart."""

    columns: Sequence[Column]
    evidence: Sequence[Evidence]
    taken: dict[int, str]
    notes: list[str]
    reasons: dict[int, str]

    def use(self, role: str, index: int, how: str = "") -> None:
        """Take a column for something."""
        ...

    def free(self) -> list[int]:
        """Columns not taken yet."""
        ...


def vote_counts(state: Guessing) -> None:
    """Columns of small numbers whose sum is the number of judges: how many chose each label."""
    totals = [
        i for i in state.free() if squash(state.columns[i].name) in TOTAL_NAMES and state.evidence[i].is_small_integer
    ]
    for total in totals:
        run: list[int] = []
        for index in [*state.free(), -1]:
            if index >= 0 and index != total and state.evidence[index].is_small_integer:
                run.append(index)
                continue
            for size in range(len(run), 1, -1):
                for begin in range(len(run) - size + 1):
                    part = run[begin : begin + size]
                    if _sums_to(state, part, total):
                        _set_aside(state, [*part, total], "votes: how many annotators chose it")
                        return
            run = []


def labels(state: Guessing, *, header: bool) -> None:
    """Take columns of few values with the name of a judgement for labels; say why not where they fall short."""
    _judgements(state)
    for index in state.free():
        name, evidence = state.columns[index].name, state.evidence[index]
        words = words_of(name)
        if not header:
            if evidence.is_code_list:
                state.use(LABEL + name, index)
            continue
        labelled = bool(LABEL_WORDS & set(words)) or (words[:1] == ["is"] and len(words) > 1)
        if not labelled or (NOT_LABEL_WORDS & set(words)) or evidence.filled_share < 0.01:
            continue
        limit = _LABEL_VALUES_NAMED if squash(name) in _LABEL_NAMES else LABEL_VALUES
        if evidence.is_score:
            state.reasons[index] = "scores from 0 to 1: which of them is a label is yours to say"
        elif evidence.distinct > limit:
            state.reasons[index] = f"{evidence.distinct} different values are too many for a label"
        elif evidence.distinct < 2 and evidence.count > 30:
            state.reasons[index] = "one value only"
        else:
            state.use(LABEL + name, index)


def _sums_to(state: Guessing, parts: list[int], total: int) -> bool:
    rows = zip(*(state.evidence[i].values for i in parts), state.evidence[total].values, strict=True)
    checked = [sum(map(int, row[:-1])) == int(row[-1]) for row in rows if all(row)]
    return len(checked) >= 3 and sum(checked) >= 0.99 * len(checked)


def _set_aside(state: Guessing, indices: list[int], reason: str) -> None:
    for index in indices:
        state.taken[index] = ""
        state.reasons[index] = reason
    listed = ", ".join(state.columns[i].name for i in indices)
    state.notes.append(f"{listed}: {reason}; not judged")


def _judgements(state: Guessing) -> None:
    """``label_1`` to ``label_10`` with the same values in each are what single annotators said."""
    series: dict[str, list[int]] = {}
    for index in state.free():
        match = re.fullmatch(r"(.*\D)\d+", state.columns[index].name)
        if match:
            series.setdefault(match[1], []).append(index)
    for members in series.values():
        values = [state.evidence[i].vocabulary for i in members]
        everything = set().union(*values)
        same = all(len(each) >= 0.9 * len(everything) for each in values)
        if len(members) >= 3 and same and 2 <= len(everything) <= LABEL_VALUES:
            _set_aside(state, members, "votes: what each annotator said")
