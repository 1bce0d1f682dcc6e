"""Which column of a table is which field of a post: by what the plan says, then by name, then by content.

A wrong guess would bias everything after it, so each decision is printed with the columns that were not used, and
judgements counted per post are kept apart from the label that was made of them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from audit.errors import ColumnError
from audit.loaders.guessing.evidence import Evidence
from audit.loaders.guessing.guessed import Guess
from audit.loaders.guessing.names import FIELD_NAMES_OF, bare, squash, words_of
from audit.loaders.guessing.shape import ATTRIBUTE, LABEL, SCORE
from audit.loaders.guessing.stated import attributes, blank_words
from audit.loaders.guessing.timestamps import DAY_FIRST, MONTH_FIRST
from audit.loaders.profiles.profiled import ASIDE, by_profile, profile_of
from audit.loaders.tables.column_kinds import is_about_author, kind_of
from audit.loaders.tables.columns import Column, ColumnMap, Gathering, find, header_warnings
from audit.loaders.tables.long_tables import has_judges, judged_columns, rows_are_judgements, set_aside
from audit.loaders.tables.table import IDS
from audit.loaders.votes.judgements import labels, take_label, votes, votes_of_labels
from audit.loaders.votes.planned_votes import known_votes, planned_votes
from audit.plan import Plan


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
    asked = _planned(state, plan, source)
    profile = profile_of([column.name for column in columns], plan.loader) if header else None
    if profile is not None:
        by_profile(state, profile, plan)
    elif header:
        _by_name(state, plan)
        _corpus(state)
    if profile is None:
        _by_content(state, header=header)
        _relations(state, plan)
    blanks = blank_words(state)
    if asked is not None:
        asked = Gathering("post_id" if state.has("post_id") else "text")
        set_aside(state, asked)
    gathering = asked or (rows_are_judgements(state, plan) if header and not _names_votes(plan) else None)
    attributes(state, plan)
    if not _names_votes(plan):
        votes(state)
    if not plan.labels:
        labels(state, header=header)
    if not _names_votes(plan):
        votes_of_labels(state)
    if gathering is not None:
        gathering = judged_columns(state, gathering, plan.votes.label)
    rank = {name: number for number, name in enumerate(FIELD_NAMES_OF)}
    uses = sorted(state.uses, key=lambda use: rank.get(use.role, len(rank)))
    unused = [
        (columns[i].name, state.reasons.get(i, ""))
        for i in range(len(columns))
        if not state.taken.get(i) or state.taken[i] == ASIDE
    ]
    return ColumnMap(
        tuple(uses),
        tuple(unused),
        tuple(state.notes),
        plan.dates if plan.dates in {DAY_FIRST, MONTH_FIRST} else _date_order(state),
        header_warnings(columns) if header else (),
        tuple(state.constants.items()),
        blanks,
        gathering,
        any(state.evidence[use.column.index].dates_differ for use in uses if use.role == "created_at"),
        _numbered(state),
        _kinds(state),
    )


def _kinds(state: Guess) -> tuple[tuple[str, str], ...]:
    """What columns hold that are attributes, or are not used and about authors by their names."""
    stated = {use.column.index for use in state.uses if use.role.startswith(ATTRIBUTE)}
    asked = [
        i
        for i in range(len(state.columns))
        if i in stated or (i not in state.taken and is_about_author(state.columns[i].name))
    ]
    found = [(state.columns[i].name, kind_of(state.evidence[i])) for i in asked]
    return tuple((name, kind) for name, kind in found if kind)


def _numbered(state: Guess) -> tuple[str, ...]:
    """Digests of the first texts where the ids of posts number the rows."""
    ids = next((use for use in state.uses if use.role == "post_id" and not use.how), None)
    texts = [use.column.index for use in state.uses if use.role == "text"]
    if ids is None or not texts or not state.evidence[ids.column.index].is_numbered:
        return ()
    first = [state.evidence[texts[0]].values[row] or "" for row in range(min(20, len(state.evidence[texts[0]].values)))]
    return tuple(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest() for text in first)


def _date_order(state: Guess) -> str:
    return next((state.evidence[use.column.index].date_order for use in state.uses if use.role == "created_at"), "")


def _names_votes(plan: Plan) -> bool:
    return bool(plan.votes.columns or plan.votes.each or plan.votes.label)


def _planned(state: Guess, plan: Plan, source: str) -> Gathering | None:
    position = {id(column): index for index, column in enumerate(state.columns)}

    def place(name: str, role: str = "") -> int:
        try:
            return position[id(find(name, state.columns, source))]
        except ColumnError as error:
            raise ColumnError(error.message, hint=error.hint, role=role) from None

    for role, name in plan.columns.items():
        if role in {"attributes", "labels", "votes", "source", "row"}:
            raise ColumnError(
                f"columns.{role}: is not one column of a table.",
                hint="Use [groups.NAME] column = ... for attributes and labels = [...] for labels.",
            )
        for each in _several(name, state.columns) if role == "text" else [name]:
            index = place(each)
            if role == "kind":
                _name_kind(state, [index])
            else:
                state.use(role, index, "status_url" if _is_link(role, state.evidence[index]) else "")
    for attribute, group in plan.groups.items():
        state.use(ATTRIBUTE + attribute, place(group.column.removeprefix(ATTRIBUTE), ATTRIBUTE + attribute))
    for name in plan.label_columns:
        take_label(state, place(name.removeprefix(LABEL), LABEL + name))
    for name in plan.models.scores:
        state.use(SCORE + name, place(name, SCORE + name))
    known = None if _names_votes(plan) else known_votes(tuple(column.name for column in state.columns))
    return planned_votes(state, known or plan.votes, place)


def _is_link(role: str, evidence: Evidence) -> bool:
    return role in IDS - {"author_id"} and evidence.status_url_share >= 0.9


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
            or evidence.is_rounded
            or has_judges(state)
            or _one_text_each(state, index)
        ):
            state.use("post_id", index)
            return
    # Ids that repeat are of what was answered: comments carry the id of their post.
    name = state.columns[candidates[0]].name
    if "id" in words_of(name) and not state.has("conversation_id") and not has_judges(state):
        state.use("conversation_id", candidates[0])
        state.notes.append(f"{name} repeats, so it is taken for the conversation, not the post")
        texts = [use.column.name for use in state.uses if use.role == "text"]
        if any("comment" in words_of(each) or "评论" in each for each in texts) and not state.has("reply_to"):
            state.use("reply_to", candidates[0])
            state.constants["kind"] = "comment"
            state.notes.append(f"texts are comments, on the post that {name} names")


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


def _relations(state: Guess, plan: Plan) -> None:
    """A post that repeats, answers or quotes another is of that kind, where no column says more."""
    if state.has("kind") or "kind" in state.constants or "kind" in plan.columns:
        return
    for role, kind in (("repost_of", "repost"), ("reply_to", "reply"), ("quote_of", "quote")):
        index = next((use.column.index for use in state.uses if use.role == role), None)
        if index is not None and role not in plan.columns:
            evidence = state.evidence[index]
            of_reddit = evidence.share(lambda text: re.fullmatch(r"t[13]_[0-9a-z]+", text)) > 0.9
            state.use("kind", index, "filled comment" if of_reddit and kind == "reply" else f"filled {kind}")


def _is_flat(state: Guess, index: int) -> bool:
    """Whether a column may be a text without being called one: not inside an object, nor in a document of few records.

    An error message of an API is free text too, and so is the text of a post that somebody liked.
    """
    path = state.columns[index].path
    return not path or (len(path) == 1 and state.evidence[index].count >= 3)
