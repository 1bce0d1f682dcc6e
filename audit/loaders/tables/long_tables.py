"""Tables with a row per judgement: one post stands in several rows, once for each person who judged it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from audit.loaders.guessing.guessed import Guess
from audit.loaders.guessing.names import attribute_of, squash, words_of
from audit.loaders.guessing.shape import LABEL
from audit.loaders.tables.columns import Gathering
from audit.loaders.votes.judgements import LABEL_VALUES, named_like_label
from audit.plan import Plan

_JUDGES = frozenset(
    ["annotator", "annotatorid", "annotatorname", "annotatoridx", "anonannotator", "worker", "workerid", "crowdworker", "turkerid",
     "rater", "raterid", "coder", "coderid", "judgeid", "labeler", "labelerid", "labeller", "labellerid", "reviewerid"]
)  # fmt: skip
_OF_JUDGES = frozenset({"annotator", "worker", "rater", "coder", "labeler", "labeller", "judge"})
#: Words in the name of a label that is what all judgements came to.
_AGREED = frozenset({"gold", "majority", "maj", "consensus", "final", "aggregated", "expert"})


def has_judges(state: Guess) -> bool:
    """Whether a column says who judged."""
    return bool(_judges(state))


def rows_are_judgements(state: Guess, plan: Plan) -> Gathering | None:
    """Whether each row is one judgement; sets aside what would be taken for the author's and is the judge's.

    It is where a column names the judge and posts are told apart by id, or repeat; and where most ids that repeat do so
    with different labels, which copies of a post would not.
    """
    if not state.has("post_id") and not state.has("text"):
        return None
    key = "post_id" if state.has("post_id") else "text"
    index = next(use.column.index for use in state.uses if use.role == key)
    repeats = state.evidence[index].distinct_share < 0.9
    judges = _judges(state)
    if not (judges and (repeats or key == "post_id")) and not (
        key == "post_id" and _judged_again(state, index, list(_answers(state, plan)))
    ):
        return None
    for each in judges[:1]:
        state.use("votes", each, "who")
    set_aside(state, Gathering(key))
    return Gathering(key)


def set_aside(state: Guess, gathering: Gathering) -> None:
    """Set aside what would be taken for the author's and is the judge's."""
    index = next((use.column.index for use in state.uses if use.role == gathering.key), None)
    for each in state.free():
        name = state.columns[each].name
        if _OF_JUDGES & set(words_of(name)):
            state.taken[each] = ""
            state.reasons[each] = "of the judge, not of the author"
        elif index is not None and attribute_of(name) and _varies(state, index, each):
            state.taken[each] = ""
            state.reasons[each] = "differs between judgements of one post, so it is the judge's"


def judged_columns(state: Guess, gathering: Gathering, asked: Sequence[str] = ()) -> Gathering:
    """Make votes of the labels, and of columns of yes and no beside them, that are answers of single judges.

    Where the plan says in which columns the answers are, those are all.
    """
    key = next(use.column.index for use in state.uses if use.role == gathering.key)
    repeats = state.evidence[key].distinct_share < 0.99
    answers: list[int] = []
    for use in [use for use in state.uses if use.role.startswith(LABEL)]:
        if asked and use.role.removeprefix(LABEL) not in asked:
            continue
        agreed = not asked and bool(_AGREED & set(words_of(use.column.name)))
        if agreed or (not asked and repeats and not _varies(state, key, use.column.index)):
            continue
        state.uses.remove(use)
        answers.append(use.column.index)
    flags = (
        []
        if asked
        else [i for i in state.free() if state.evidence[i].is_flag and (not repeats or _varies(state, key, i))]
    )
    answers += flags if len(flags) >= 2 else []
    for each in answers:
        name, evidence = state.columns[each].name, state.evidence[each]
        is_number = evidence.number_share == 1.0 and evidence.count > 0
        # A number that nobody in particular gave is an answer like any other: its votes are counted.
        rated = is_number and len(answers) > 1 and state.knows_judges
        state.use("votes", each, "score" if rated else "said", what=name)
        state.taken[each] = "votes"
    listed = ", ".join(state.columns[each].name for each in answers) or "none"
    state.notes.append(
        f"each row is one judgement: rows of one {gathering.key} are one post, its votes collected from {listed};"
        " its label is what most of them said, and none where they tie"
    )
    numbers = tuple(use.what for use in state.uses if use.role == "votes" and use.how == "score")
    return replace(gathering, questions=tuple(state.columns[each].name for each in answers), numbers=numbers)


def _judges(state: Guess) -> list[int]:
    return [
        index
        for index, column in enumerate(state.columns)
        if squash(column.name) in _JUDGES and state.evidence[index].filled_share >= 0.9
    ]


def _answers(state: Guess, plan: Plan) -> Iterator[int]:
    for index in state.free():
        name = state.columns[index].name
        if (named_like_label(name) or name in plan.labels) and 2 <= state.evidence[index].distinct <= LABEL_VALUES:
            yield index


def _judged_again(state: Guess, key: int, answers: Sequence[int]) -> bool:
    """Whether ten ids at least repeat, and most of those with different answers."""
    rows: dict[str, list[int]] = {}
    for row, name in enumerate(state.evidence[key].values):
        if name is not None:
            rows.setdefault(name, []).append(row)
    repeated = [places for places in rows.values() if len(places) > 1]
    differ = sum(
        any(len({state.evidence[each].values[place] for place in places}) > 1 for each in answers)
        for places in repeated
    )
    return len(repeated) >= 10 and differ * 2 > len(repeated)


def _varies(state: Guess, key: int, index: int) -> bool:
    """Whether a column has different values in rows of one post."""
    seen: dict[str, str | None] = {}
    keys, values = state.evidence[key].values, state.evidence[index].values
    return any(
        name is not None and seen.setdefault(name, value) != value for name, value in zip(keys, values, strict=True)
    )
