"""Which columns state something of authors, and which of their words state nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from audit.loaders.guessing.guessed import Guess
from audit.loaders.guessing.names import attribute_of, bare
from audit.loaders.guessing.shape import ATTRIBUTE, LABEL
from audit.plan import Plan

#: What tables write where a value is missing, once three columns of one table agree on it.
_BLANKS = frozenset({"x", "-", "--", "?", ".", "n/a", "na", "null", "nan", "none", "\\n", "unknown", "-1"})


def blank_words(state: Guess) -> frozenset[str]:
    """Words that stand for a missing value in three columns of attributes at least: ``x`` alone may be a gender.

    ``NA`` is Namibia too, so it is never taken out where countries are told.
    """
    counted: Counter[str] = Counter()
    for index, column in enumerate(state.columns):
        if attribute_of(column.name):
            counted.update(
                {word for value in state.evidence[index].vocabulary if (word := value.strip().lower()) in _BLANKS}
            )
    found = frozenset(word for word, columns in counted.items() if columns >= 3)
    if found:
        state.notes.append(
            f"{', '.join(map(repr, sorted(found)))} in attributes and places means that nothing is stated"
        )
    return found


def attributes(state: Guess, plan: Plan) -> None:
    """Take columns for attributes of authors; for labels where their values say that a post is about somebody.

    Where the plan names its labels, those are the only ones.
    """
    candidates = [(i, attribute_of(bare(state.columns[i].name))) for i in state.free()]
    for index, attribute in candidates:
        if not attribute or attribute in plan.groups or state.has(ATTRIBUTE + attribute):
            continue
        name, evidence = state.columns[index].name, state.evidence[index]
        if evidence.filled_share == 0:
            state.reasons[index] = "empty"
        elif evidence.is_score or (evidence.is_fraction and _beside_scores(state, candidates)):
            # What annotators said on average is about the post and not its author.
            continue
        elif evidence.says_none and plan.labels:
            state.reasons[index] = f"says whom a post is about ({evidence.says_none!r} is one value)"
        elif evidence.says_none:
            state.use(LABEL + name, index)
            state.notes.append(
                f"{name} says whom a post is about ({evidence.says_none!r} is one value): a label, not the author's"
            )
        else:
            state.use(ATTRIBUTE + attribute, index)


def _beside_scores(state: Guess, candidates: Sequence[tuple[int, str]]) -> bool:
    """Whether several columns called like attributes hold scores: then one that happens to hold 0 and 1 alone does too."""
    return sum(bool(attribute) and state.evidence[index].is_score for index, attribute in candidates) >= 2
