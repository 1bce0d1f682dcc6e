"""Which column of a table is which field of a post: by what the plan says, then by name, then by content.

A wrong guess would bias everything after it, so each decision is printed with the columns that were not used, and
judgements counted per post are kept apart from the label that was made of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from audit.errors import ColumnError, did_you_mean
from audit.loaders.evidence import Evidence
from audit.loaders.names import (
    FIELD_NAMES_OF,
    LABEL_WORDS,
    NOT_LABEL_WORDS,
    TOTAL_NAMES,
    attribute_of,
    squash,
    words_of,
)
from audit.loaders.shape import ATTRIBUTE, LABEL
from audit.plan import Plan

#: Distinct values in the head above which a column is no label; higher where the very name says label.
LABEL_VALUES = 30
_LABEL_VALUES_NAMED = 60
_LABEL_NAMES = frozenset({"label", "labels", "class", "category", "sentiment", "emotion", "stance", "topic"})


@dataclass(frozen=True)
class Column:
    """A column of a source: its name for people, its place, and for nested JSON the way to it."""

    name: str
    index: int
    path: tuple[str, ...] = ()


@dataclass(frozen=True)
class Use:
    """A column and what it becomes: a field of the schema, ``attribute:NAME`` or ``label:NAME``.

    ``how`` is empty, ``status_url`` (the id is the number in a link) or the kind that a true value means.
    """

    role: str
    column: Column
    how: str = ""


@dataclass(frozen=True)
class ColumnMap:
    """What the columns of a source were taken for.

    Attributes
    ----------
    uses : tuple of Use
        In the order of the schema; a text made of two columns has two.
    unused : tuple of (str, str)
        Name and reason of each column that is not read.
    notes : tuple of str
        Decisions worth printing.
    order : str
        Day or month first in written dates; see :func:`audit.loaders.timestamps.moment`.
    warnings : tuple of str
        Ledger warnings about the header: ``duplicate_header``, ``blank_column_name``, ``suspicious_column_name``.
    """

    uses: tuple[Use, ...]
    unused: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    order: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def roles(self) -> tuple[str, ...]:
        """What there is, each once."""
        return tuple(dict.fromkeys(use.role for use in self.uses))

    def described(self) -> str:
        """One line: ``text=content, author_id=author, ...``."""
        return ", ".join(f"{role}={' + '.join(u.column.name for u in self.uses if u.role == role)}" for role in self.roles)


@dataclass
class _Guess:
    columns: Sequence[Column]
    evidence: Sequence[Evidence]
    taken: dict[int, str] = field(default_factory=dict)
    uses: list[Use] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    reasons: dict[int, str] = field(default_factory=dict)

    def use(self, role: str, index: int, how: str = "") -> None:
        self.uses.append(Use(role, self.columns[index], how))
        self.taken.setdefault(index, role)

    def has(self, role: str) -> bool:
        return any(use.role == role for use in self.uses)

    def free(self) -> list[int]:
        return [index for index in range(len(self.columns)) if index not in self.taken]

    def named(self, role: str) -> list[int]:
        """Free columns with a name for this field, best first."""
        order = {name: rank for rank, name in enumerate(FIELD_NAMES_OF[role])}
        found = [(order[form], index) for index in self.free() if (form := squash(self.columns[index].name)) in order]
        return [index for _, index in sorted(found)]


def guess(
    columns: Sequence[Column], samples: Sequence[Sequence[str | None]], plan: Plan, *, source: str = "", header: bool = True
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
    state = _Guess(columns, [Evidence(sample) for sample in samples])
    _planned(state, plan, source)
    if header:
        _by_name(state, plan)
    _by_content(state, header=header)
    _attributes(state, plan)
    _vote_counts(state)
    if not plan.labels:
        _labels(state, header=header)
    order = next((state.evidence[u.column.index].date_order for u in state.uses if u.role == "created_at"), "")
    rank = {name: number for number, name in enumerate(FIELD_NAMES_OF)}
    uses = sorted(state.uses, key=lambda use: rank.get(use.role, len(rank)))
    unused = [(columns[i].name, state.reasons.get(i, "")) for i in state.free()]
    return ColumnMap(tuple(uses), tuple(unused), tuple(state.notes), order, header_warnings(columns) if header else ())


def find(wanted: str, columns: Sequence[Column], source: str = "") -> Column:
    """The column a person means: by exact name, else by the only one that is the same without case and punctuation.

    Raises
    ------
    ColumnError
        There is none.
    """
    exact = [column for column in columns if column.name == wanted]
    close = exact or [column for column in columns if squash(column.name) == squash(wanted)]
    if not close:
        where = f"{source}: " if source else ""
        raise ColumnError(f"{where}there is no column {wanted!r}.", hint=did_you_mean(wanted, [c.name for c in columns]))
    return close[0]


def header_warnings(columns: Sequence[Column]) -> tuple[str, ...]:
    """What is odd about the names themselves, one entry per odd name."""
    seen: set[str] = set()
    found = []
    for column in columns:
        if not column.name.strip():
            found.append("blank_column_name")
        elif column.name in seen:
            found.append("duplicate_header")
        elif column.name[0] in "=+-@\t\r<" or re.search("[<>\u202a-\u202e\u2066-\u2069\x00-\x1f]", column.name):
            found.append("suspicious_column_name")
        seen.add(column.name)
    return tuple(found)


def _planned(state: _Guess, plan: Plan, source: str) -> None:
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


def _by_name(state: _Guess, plan: Plan) -> None:
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


def _name_text(state: _Guess, candidates: list[int]) -> None:
    first = candidates[0]
    title = next((i for i in candidates if squash(state.columns[i].name) == "title"), None)
    if title is not None and squash(state.columns[first].name) == "selftext":
        state.use("text", title)
        state.notes.append("text is the title and, where there is one, the body below it")
    state.use("text", first) if first not in state.taken else None
    if state.evidence[first].mostly(lambda text: bool(re.fullmatch(r"[\d ]+", text))):
        state.notes.append("the text holds numbers in place of words: only labels and attributes can be judged")


def _name_post(state: _Guess, candidates: list[int]) -> None:
    for index in candidates:
        evidence = state.evidence[index]
        if evidence.distinct_share >= 0.8 or evidence.mangled_share > 0.5 or not evidence.count:
            state.use("post_id", index)
            return
    # Ids that repeat are of what was answered: comments carry the id of their post.
    if "id" in words_of(state.columns[candidates[0]].name) and not state.has("conversation_id"):
        state.use("conversation_id", candidates[0])
        state.notes.append(f"{state.columns[candidates[0]].name} repeats, so it is taken for the conversation, not the post")


def _best_author(state: _Guess, candidates: list[int]) -> int:
    best = candidates[0]
    damaged = state.evidence[best].damaged_share
    if damaged > 0.01:
        for other in candidates[1:]:
            if state.evidence[other].damaged_share == 0 and state.evidence[other].distinct >= state.evidence[best].distinct:
                state.notes.append(
                    f"author_id={state.columns[other].name}, not {state.columns[best].name}: {damaged:.0%} of its ids end in a "
                    "row of zeros, as ids do that went through a float, and it tells fewer authors apart"
                )
                return other
    return next((i for i in candidates if state.evidence[i].filled_share >= 0.5), best)


def _name_kind(state: _Guess, candidates: list[int]) -> None:
    index = candidates[0]
    form = squash(state.columns[index].name)
    if state.evidence[index].is_flag and state.evidence[index].kind_share < 0.95:
        how = "reply" if "reply" in form else "quote" if "quote" in form else "repost"
        if "retweet" in form or "repost" in form or form in {"isrt", "isreply", "isquote"}:
            state.use("kind", index, how)
    else:
        state.use("kind", index)


def _by_content(state: _Guess, *, header: bool) -> None:
    if not state.has("text"):
        scored = [(state.evidence[i].text_score, -i) for i in state.free() if state.evidence[i].text_score > 0]
        if scored:
            index = -max(scored)[1]
            state.use("text", index)
            state.notes.append(f"text={state.columns[index].name}, the longest free text; no column is named like a text")
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


def _attributes(state: _Guess, plan: Plan) -> None:
    candidates = [(i, attribute_of(state.columns[i].name)) for i in state.free()]
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
            state.notes.append(f"{name} says whom a post is about ({evidence.says_none!r} is one value): a label, not the author's")
        else:
            state.use(ATTRIBUTE + attribute, index)


def _vote_counts(state: _Guess) -> None:
    """Columns of small numbers whose sum is the number of judges: how many chose each label."""
    totals = [i for i in state.free() if squash(state.columns[i].name) in TOTAL_NAMES and state.evidence[i].is_small_integer]
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


def _sums_to(state: _Guess, parts: list[int], total: int) -> bool:
    rows = zip(*(state.evidence[i].values for i in parts), state.evidence[total].values, strict=True)
    checked = [sum(map(int, row[:-1])) == int(row[-1]) for row in rows if all(row)]
    return len(checked) >= 3 and sum(checked) >= 0.99 * len(checked)


def _set_aside(state: _Guess, indices: list[int], reason: str) -> None:
    for index in indices:
        state.taken[index] = ""
        state.reasons[index] = reason
    listed = ", ".join(state.columns[i].name for i in indices)
    state.notes.append(f"{listed}: {reason}; not judged")


def _labels(state: _Guess, *, header: bool) -> None:
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


def _judgements(state: _Guess) -> None:
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
