"""Columns of votes that a plan names, and those of a known dataset."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable

from audit.errors import ColumnError, did_you_mean
from audit.loaders.guessing.guessed import Guess
from audit.loaders.guessing.shape import LABEL
from audit.loaders.tables.columns import Gathering
from audit.plan.votes import Votes

Place = Callable[[str, str], int]

#: Columns of Davidson et al. (2017), Automated hate speech detection, ICWSM: how many of the coders chose each of three.
_DAVIDSON = ("count", "hate_speech", "offensive_language", "neither", "class", "tweet")


def known_votes(names: tuple[str, ...]) -> Votes | None:
    """The votes of a dataset that is told by exactly its columns."""
    if tuple(each for each in names if each.strip() and not each.lower().startswith("unnamed")) == _DAVIDSON:
        hate, offensive, neither = _DAVIDSON[1:4]
        return Votes(columns={"hate": hate, "offensive": offensive, "neither": neither}, total=_DAVIDSON[0])
    return None


def planned_votes(state: Guess, votes: Votes, place: Place) -> Gathering | None:
    """Take the columns that a plan names for votes.

    Parameters
    ----------
    state : Guess
    votes : Votes
    place : callable
        Index of a column by its name and, for messages, what it is for.

    Returns
    -------
    Gathering or None
        Where each row is one judgement; its questions are found by :func:`audit.loaders.tables.long_tables.judged_columns`, and
        its key is settled once the ids of posts are found.

    Raises
    ------
    ColumnError
        A column is not there.
    """
    if votes.columns:
        _counts(state, votes, place)
    elif votes.each:
        _each(state, votes)
    elif votes.label:
        return _rows(state, votes, place)
    return None


def _counts(state: Guess, votes: Votes, place: Place) -> None:
    for label, name in votes.columns.items():
        state.use("votes", place(name, f"votes.columns.{label}"), "count", what=label)
    added = ""
    if votes.total:
        state.use("votes", place(votes.total, "votes.total"), "total")
        added = f"; posts whose votes do not add up to {votes.total} are told and their votes not used"
    state.notes.append(f"{', '.join(votes.columns.values())}: votes: how many annotators chose it{added}")


def _each(state: Guess, votes: Votes) -> None:
    names = [column.name for column in state.columns]
    found: dict[int, str] = {}
    for pattern in votes.each:
        matched = [i for i, name in enumerate(names) if name == pattern or fnmatch.fnmatchcase(name, pattern)]
        if not matched:
            raise ColumnError(f"votes.each: there is no column {pattern!r}.", hint=did_you_mean(pattern, names))
        found.update({index: names[index] for index in matched})
    numbers = [state.evidence[index].number_share == 1.0 and state.evidence[index].count > 0 for index in found]
    stem = _stem(list(found.values()))
    for index, name in found.items():
        state.use("votes", index, "score" if all(numbers) else "said", who=name, what=stem)
    how = "the number each annotator gave" if all(numbers) else "what each annotator said"
    state.notes.append(f"{', '.join(found.values())}: votes: {how}")


def _rows(state: Guess, votes: Votes, place: Place) -> Gathering:
    if votes.item and not state.has("post_id"):
        state.use("post_id", place(votes.item, "votes.item"))
    if votes.annotator:
        state.use("votes", place(votes.annotator, "votes.annotator"), "who")
    for name in votes.label:
        state.use(LABEL + name, place(name, "votes.label"))
    return Gathering("post_id" if votes.item else "text")


def _stem(names: list[str]) -> str:
    """What names have in common at their beginning: the question that all annotators answered."""
    first, last = min(names), max(names)
    same = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return first[:same].rstrip("0123456789").strip("_ -.") or "rating"
