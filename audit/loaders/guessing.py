"""Which column of a table is which field of a post: by what the plan says, then by name, then by content.

A wrong guess would bias everything after it, so each decision is printed with the columns that were not used, and
judgements counted per post are kept apart from the label that was made of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from audit.errors import ColumnError
from audit.loaders.columns import Column, ColumnMap, Use, find, header_warnings
from audit.loaders.evidence import Evidence
from audit.loaders.judgements import labels, vote_counts
from audit.loaders.names import FIELD_NAMES_OF, attribute_of, bare, squash, words_of
from audit.loaders.shape import ATTRIBUTE, LABEL
from audit.plan import Plan


@dataclass
class Guess:
    """A mapping in the making."""

    columns: Sequence[Column]
    evidence: Sequence[Evidence]
    taken: dict[int, str] = field(default_factory=dict)
    uses: list[Use] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    reasons: dict[int, str] = field(default_factory=dict)

    def use(self, role: str, index: int, how: str = "") -> None:
        """Take a column for something; one column may be several things."""
        self.uses.append(Use(role, self.columns[index], how))
        self.taken.setdefault(index, role)

    def has(self, role: str) -> bool:
        """Whether some column has been taken for this."""
        return any(use.role == role for use in self.uses)

    def free(self) -> list[int]:
        """Columns not taken yet."""
        return [index for index in range(len(self.columns)) if index not in self.taken]

    def named(self, role: str) -> list[int]:
        """Free columns with a name for this field, best first."""
        order = {name: rank for rank, name in enumerate(FIELD_NAMES_OF[role])}
        found = [
            (order[form], index) for index in self.free() if (form := squash(bare(self.columns[index].name))) in order
        ]
        return [index for _, index in sorted(found)]


def guess(
    columns: Sequence[Column],
    samples: Sequence[Sequence[str | None]],
    plan: Plan,
    *,
    source: str = "",
    header: bool = True,
) -> ColumnMap:
    """Map columns to fields.

    Parameters
    ----------
    columns : sequence of Column
    samples : sequence of sequence of str or None
        The first values of each column, as text.
    plan : Plan
        ``columns``, ``groups`` and ``labels`` in it override what would be guessed.
    source : str
        For messages.
    header : bool
        Whether the names are the source's own.

    Raises
    ------
    ColumnError
        The plan names a column that is not there.
    """
    state = Guess(columns, [Evidence(sample) for sample in samples])
    _planned(state, plan, source)
    if header:
        _by_name(state, plan)
        _corpus(state)
    _by_content(state, header=header)
    _attributes(state, plan)
    vote_counts(state)
    if not plan.labels:
        labels(state, header=header)
    found = (state.evidence[u.column.index].date_order for u in state.uses if u.role == "created_at")
    order: str = plan.dates or next(found, "")
    rank = {name: number for number, name in enumerate(FIELD_NAMES_OF)}
    uses = sorted(state.uses, key=lambda use: rank.get(use.role, len(rank)))
    unused = [(columns[i].name, state.reasons.get(i, "")) for i in state.free()]
    return ColumnMap(tuple(uses), tuple(unused), tuple(state.notes), order, header_warnings(columns) if header else ())


def _planned(state: Guess, plan: Plan, source: str) -> None:
    position = {id(column): index for index, column in enumerate(state.columns)}

    def place(name: str) -> int:
        return position[id(find(name, state.columns, source))]

    for role, name in plan.columns.items():
        if role in {"attributes", "labels", "votes", "source", "row"}:
            raise ColumnError(
                f"columns.{role}: is not one column of a table.",
                hint="Use [groups.NAME] column = ... for attributes and labels = [...] for labels.",
            )
        for each in _several(name, state.columns) if role == "text" else [name]:
            state.use(role, place(each))
    for attribute, group in plan.groups.items():
        state.use(ATTRIBUTE + attribute, place(group.column.removeprefix(ATTRIBUTE)))
    for name in plan.labels:
        index = place(name.removeprefix(LABEL))
        state.use(LABEL + state.columns[index].name, index)


def _several(name: str, columns: Sequence[Column]) -> list[str]:
    """``title+body`` names two columns, unless one column is called just that."""
    return [name] if any(column.name == name for column in columns) or "+" not in name else name.split("+")


def _by_name(state: Guess, plan: Plan) -> None:
    for role in FIELD_NAMES_OF:
        if role in plan.columns:
            continue
        candidates = [index for index in state.named(role) if _fits(role, state.evidence[index])]
        if not candidates:
            continue
        if role == "author_id":
            state.use(role, _best_author(state, candidates))
        elif role == "post_id":
            _name_post(state, candidates)
        elif role == "kind":
            _name_kind(state, candidates)
        elif role == "text":
            _name_text(state, candidates)
        elif role == "country" and squash(state.columns[candidates[0]].name) == "country":
            # Of the author as well as of the post: counted with the attributes, and kept where countries are.
            state.use(ATTRIBUTE + "country", candidates[0])
            if not state.evidence[candidates[0]].is_flag:
                state.use(role, candidates[0])
        else:
            state.use(role, candidates[0])


# Where a document of a corpus is from: Dolma's and The Pile's words, top level or with the rest of what is known of it.
_ORIGINS = ("pilesetname", "redpajamasetname", "redpajamasubset", "subset", "dataset", "source")


def _corpus(state: Guess) -> None:
    """Corpora for language models keep what is known of a document under ``meta``, and name the part it is from.

    Elsewhere ``source`` may be anything, such as the program that a post was written with.
    """
    if state.has("community") or all(bare(column.name) == column.name for column in state.columns):
        return
    named = [(squash(bare(state.columns[index].name)), index) for index in state.free()]
    for _, index in sorted((_ORIGINS.index(form), index) for form, index in named if form in _ORIGINS):
        evidence = state.evidence[index]
        if evidence.count and evidence.distinct <= max(30, evidence.count / 2) and evidence.mean_length <= 80:
            state.use("community", index)
            state.notes.append(f"community={state.columns[index].name}, the part of the corpus it is from")
            return


def _fits(role: str, evidence: Evidence) -> bool:
    if role == "text":
        return not evidence.mostly(evidence.is_number) and not evidence.all_urls
    if role == "created_at":
        return evidence.time_share >= 0.5
    if role in {"likes", "reposts", "replies", "views"}:
        return evidence.number_share >= 0.9
    if role == "kind":
        return evidence.kind_share >= 0.95 or evidence.is_flag
    if role == "status":
        return evidence.status_share >= 0.95
    if role == "split":
        return evidence.split_share >= 0.95
    if role == "edited":
        return evidence.is_flag or evidence.flag_share >= 0.5
    if role == "lang":
        return evidence.mean_length <= 24
    if role == "author_id":
        return not evidence.reddit_names and evidence.mean_length <= 80
    return True


def _name_text(state: Guess, candidates: list[int]) -> None:
    first = candidates[0]
    title = next((i for i in candidates if squash(state.columns[i].name) == "title"), None)
    if title is not None and squash(state.columns[first].name) == "selftext":
        state.use("text", title)
        state.notes.append("text is the title and, where there is one, the body below it")
    state.use("text", first) if first not in state.taken else None
    if state.evidence[first].mostly(lambda text: bool(re.fullmatch(r"[\d ]+", text))):
        state.notes.append("the text holds numbers in place of words: only labels and attributes can be judged")


def _name_post(state: Guess, candidates: list[int]) -> None:
    for index in candidates:
        evidence = state.evidence[index]
        if (
            evidence.distinct_share >= 0.8
            or evidence.mangled_share > 0.5
            or not evidence.count
            or _one_text_each(state, index)
        ):
            state.use("post_id", index)
            return
    # Ids that repeat are of what was answered: comments carry the id of their post.
    if "id" in words_of(state.columns[candidates[0]].name) and not state.has("conversation_id"):
        state.use("conversation_id", candidates[0])
        state.notes.append(
            f"{state.columns[candidates[0]].name} repeats, so it is taken for the conversation, not the post"
        )


def _one_text_each(state: Guess, index: int) -> bool:
    """Whether an id that repeats stands with the same text each time: copies of a post, or its annotations row by row."""
    texts = [use.column.index for use in state.uses if use.role == "text"]
    pairs = {
        (ident, *(state.evidence[i].values[row] for i in texts))
        for row, ident in enumerate(state.evidence[index].values)
        if ident
    }
    return bool(texts) and len(pairs) <= 1.1 * state.evidence[index].distinct


def _best_author(state: Guess, candidates: list[int]) -> int:
    best = candidates[0]
    damaged = state.evidence[best].damaged_share
    if damaged > 0.01:
        for other in candidates[1:]:
            if (
                state.evidence[other].damaged_share == 0
                and state.evidence[other].distinct >= state.evidence[best].distinct
            ):
                state.notes.append(
                    f"author_id={state.columns[other].name}, not {state.columns[best].name}: {damaged:.0%} of its ids end in a "
                    "row of zeros, as ids do that went through a float, and it tells fewer authors apart"
                )
                return other
    return next((i for i in candidates if state.evidence[i].filled_share >= 0.5), best)


def _name_kind(state: Guess, candidates: list[int]) -> None:
    index = candidates[0]
    form = squash(state.columns[index].name)
    if state.evidence[index].is_flag and state.evidence[index].kind_share < 0.95:
        how = "reply" if "reply" in form else "quote" if "quote" in form else "repost"
        if "retweet" in form or "repost" in form or form in {"isrt", "isreply", "isquote"}:
            state.use("kind", index, how)
    else:
        state.use("kind", index)


def _by_content(state: Guess, *, header: bool) -> None:
    if not state.has("text"):
        scored = [
            (state.evidence[i].text_score, -i)
            for i in state.free()
            if state.evidence[i].text_score > 0 and _is_flat(state, i)
        ]
        if scored:
            index = -max(scored)[1]
            state.use("text", index)
            state.notes.append(
                f"text={state.columns[index].name}, the longest free text; no column is named like a text"
            )
    if not header and not state.has("created_at"):
        dates = [i for i in state.free() if state.evidence[i].date_share >= 0.95]
        if dates:
            state.use("created_at", dates[0])
    if not state.has("post_id"):
        links = [i for i in state.free() if state.evidence[i].status_url_share >= 0.9]
        if links:
            state.use("post_id", links[0], "status_url")
            state.notes.append(f"post_id is the number in {state.columns[links[0]].name}")
        elif not header:
            ids = [i for i in state.free() if state.evidence[i].is_id]
            if ids:
                state.use("post_id", ids[0])


def _is_flat(state: Guess, index: int) -> bool:
    """Whether a column may be a text without being called one: not inside an object, nor in a document of few records.

    An error message of an API is free text too, and so is the text of a post that somebody liked.
    """
    path = state.columns[index].path
    return not path or (len(path) == 1 and state.evidence[index].count >= 3)


def _attributes(state: Guess, plan: Plan) -> None:
    candidates = [(i, attribute_of(bare(state.columns[i].name))) for i in state.free()]
    for index, attribute in candidates:
        if not attribute or attribute in plan.groups or state.has(ATTRIBUTE + attribute):
            continue
        name, evidence = state.columns[index].name, state.evidence[index]
        if evidence.filled_share == 0:
            state.reasons[index] = "empty"
        elif evidence.is_score:
            state.reasons[index] = "scores from 0 to 1, so about the post and not its author"
        elif evidence.says_none:
            state.use(LABEL + name, index)
            state.notes.append(
                f"{name} says whom a post is about ({evidence.says_none!r} is one value): a label, not the author's"
            )
        else:
            state.use(ATTRIBUTE + attribute, index)
