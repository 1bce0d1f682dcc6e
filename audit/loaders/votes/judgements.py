"""Which columns are labels, and which only say how a label came about: votes counted or one by one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from audit.loaders.guessing.guessed import Guess
from audit.loaders.guessing.names import LABEL_WORDS, NOT_LABEL_WORDS, TOTAL_NAMES, attribute_of, squash, words_of
from audit.loaders.guessing.shape import LABEL

#: Distinct values in the head above which a column is no label; higher where the very name says label.
LABEL_VALUES = 30
_LABEL_VALUES_NAMED = 60
#: A label of more values is not judged (:data:`audit.metrics.labels.labels.MOST_VALUES`).
_FEW_SCORES = 12
_LABEL_NAMES = frozenset({"label", "labels", "class", "category", "sentiment", "emotion", "stance", "topic"})

#: An annotator in the name of a column: ``Expert 2``, ``annotator_a``, ``rater3``.
_JUDGE = re.compile(
    r"(?i)\b_?((?:annotator|coder|rater|expert|judge|worker|reviewer|label+er)[ _-]?(?:\d{1,3}|[a-z]))(?![a-z0-9])"
)
#: Columns of lists that name the annotators, element by element.
_JUDGES = frozenset({"annotators", "annotatorids", "anonannotators", "raters", "workers", "coders"})


def votes(state: Guess) -> None:
    """Take columns that hold single judgements, or count them, for votes."""
    _counts(state)
    _numbered(state)
    _lists(state)
    _scores(state)


def labels(state: Guess, *, header: bool) -> None:
    """Take columns of few values with the name of a judgement for labels; say why not where they fall short."""
    for index in state.free():
        evidence = state.evidence[index]
        if not header:
            if evidence.is_code_list:
                take_label(state, index)
            continue
        if not named_like_label(state.columns[index].name) or evidence.filled_share < 0.01:
            continue
        limit = _LABEL_VALUES_NAMED if squash(state.columns[index].name) in _LABEL_NAMES else LABEL_VALUES
        if evidence.word_count > limit:
            state.reasons[index] = f"{evidence.distinct} different values are too many for a label"
        elif evidence.distinct < 2 and evidence.count > 30:
            state.reasons[index] = "one value only"
        else:
            take_label(state, index)


def named_like_label(name: str) -> bool:
    """Whether a column is called like a judgement of a post."""
    words = set(words_of(name))
    called = bool(LABEL_WORDS & words) or (words_of(name)[:1] == ["is"] and len(words) > 1)
    return called and not NOT_LABEL_WORDS & words


def take_label(state: Guess, index: int) -> None:
    """Take a column for a label; for one label per value where its cells hold several.

    Numbers from 0 to 1, the mean of what annotators said, are cut at one half if there are more than a few.
    """
    name, evidence = state.columns[index].name, state.evidence[index]
    if evidence.is_score and evidence.distinct > _FEW_SCORES:
        state.use(LABEL + name, index, "half")
        state.use("votes", index, "score", what=name)
        state.notes.append(f"{name}: a number from 0 to 1, and a label from one half on")
    elif evidence.separator:
        # Which values there are is settled over the whole column: audit.loaders.settling.
        state.use(LABEL + name, index, "several", what=evidence.separator)
    else:
        state.use(LABEL + name, index)


def _counts(state: Guess) -> None:
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
                        for each in part:
                            state.use("votes", each, "count", what=state.columns[each].name)
                        state.taken[total] = "votes"
                        state.notes.append(f"{_names(state, [*part, total])}: votes: how many annotators chose it")
                        return
            run = []


def _sums_to(state: Guess, parts: list[int], total: int) -> bool:
    rows = zip(*(state.evidence[i].values for i in parts), state.evidence[total].values, strict=True)
    checked = [sum(map(int, row[:-1])) == int(row[-1]) for row in rows if all(row)]
    return len(checked) >= 3 and sum(checked) >= 0.99 * len(checked)


def _numbered(state: Guess) -> None:
    """``label_1`` to ``label_10`` with the same values in each are what single annotators said."""
    series: dict[str, list[int]] = {}
    for index in state.free():
        match = re.fullmatch(r"(.*\D)\d+", state.columns[index].name)
        if match:
            series.setdefault(match[1], []).append(index)
    for stem, members in series.items():
        values = [state.evidence[i].vocabulary for i in members]
        everything = set().union(*values)
        same = all(len(each) >= 0.9 * len(everything) for each in values)
        if len(members) >= 3 and same and 2 <= len(everything) <= LABEL_VALUES:
            for each in members:
                state.use("votes", each, "said", who=state.columns[each].name, what=stem.strip("_ -"))
            state.notes.append(f"{_names(state, members)}: votes: what each annotator said")


def votes_of_labels(state: Guess) -> None:
    """``HatespeechOrNot (Expert 1)`` and ``(Expert 2)``: columns of two judges at least, which stay labels as well."""
    found: dict[int, tuple[str, str]] = {}
    for index, column in enumerate(state.columns):
        match = _JUDGE.search(column.name)
        if match and (index not in state.taken or state.taken[index].startswith(LABEL)):
            question = re.sub(r"[\s()_-]+", " ", column.name.replace(match[1], " ")).strip()
            found[index] = (match[1], question)
    if len({who for who, _ in found.values()}) < 2:
        return
    for index, (who, question) in found.items():
        evidence = state.evidence[index]
        if not 2 <= evidence.distinct <= LABEL_VALUES:
            continue
        if evidence.number_share == 1.0 and evidence.distinct > 2:
            state.use("votes", index, "score", who=who, what=question or state.columns[index].name)
        else:
            state.use("votes", index, "said", who=who, what=question)
    state.notes.append(f"{_names(state, list(found))}: votes: what each annotator said; each is a label of its own too")


def _lists(state: Guess) -> None:
    """Cells that hold what each of several annotators said: ``['yes', 'no', 'yes']``."""
    lists = [i for i in state.free() if state.evidence[i].is_list]
    names = [i for i in lists if squash(state.columns[i].name) in _JUDGES]
    said = [
        i
        for i in lists
        if i not in names
        and {"annotations", "votes", "labels", "annotated", "judgments", "judgements"}
        & set(words_of(state.columns[i].name))
    ]
    if not said:
        return
    for each in said[:1]:
        state.use("votes", each, "list")
        state.notes.append(f"{state.columns[each].name}: votes: what each of several annotators said")
    for each in names[:1]:
        state.use("votes", each, "who")


def _scores(state: Guess) -> None:
    """Numbers from 0 to 1 that are called like a judgement, or like a group: the mean of what annotators said."""
    scored = [
        i
        for i in state.free()
        if state.evidence[i].is_score and not NOT_LABEL_WORDS & set(words_of(state.columns[i].name))
    ]
    named = [i for i in scored if named_like_label(state.columns[i].name) or attribute_of(state.columns[i].name)]
    # Where several of them are, numbers of the same kind beside them are too.
    if len(named) >= 3:
        named = [
            i for i in state.free()
            if i in scored or (state.evidence[i].is_fraction and not NOT_LABEL_WORDS & set(words_of(state.columns[i].name)))
        ]  # fmt: skip
    for index in named:
        state.use("votes", index, "score", what=state.columns[index].name)
    if named:
        state.notes.append(
            f"{_names(state, named)}: numbers from 0 to 1, kept as votes; name one as a label to have it cut at one half"
        )


def _names(state: Guess, indices: Sequence[int]) -> str:
    return ", ".join(state.columns[i].name for i in indices)
