"""Counterfactual augmentation: for each post that names one of two groups, a new post that names the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.disclosure import suppress
from audit.errors import PlanError, did_you_mean
from audit.loaders.dataset import Posts
from audit.metrics.scores.swaps import english_swaps
from audit.mitigation.remedy import Remedy
from audit.plan import Plan
from audit.resources import group_title
from audit.text_reader import text_reader
from audit.wording import count, percent, plural

#: Stands between the id of a post and the group that its new post names.
MARK = "~swapped-to-"
#: The language that swaps are there for.
_LANGUAGE = "en"
_OTHER_GROUPS = "name another group of the axis too"
_OTHER_FORMS = "name the group by a form that the table of swaps does not hold"
#: In the place of a reason, for posts that are swapped.
_MADE = "are swapped"
#: What nobody did with a post that nobody wrote.
_NEVER = ("likes", "reposts", "replies", "views", "reply_to", "repost_of", "quote_of")


def swap_groups(
    posts: Posts, plan: Plan, pair: tuple[str, str], progress: Callable[[int], None] | None = None
) -> Remedy:
    """Add to each post that names one of two groups, and no other of the axis, the same post with the other.

    Parameters
    ----------
    posts : Posts
    plan : Plan
        Its lexicons and language; swaps are there for English.
    pair : tuple of str
        Two groups of one axis.
    progress : callable, optional
        Told of the posts of each batch.

    Raises
    ------
    PlanError
        A group has no forms that can be swapped, or not with the other; or no post could be swapped.
    """
    swaps, (first, second) = english_swaps(), pair
    for each in pair:
        if each not in swaps.groups:
            raise PlanError(f"The pair {','.join(pair)}: {each!r} has no forms that can be swapped.",
                            hint=did_you_mean(each, swaps.groups))  # fmt: skip
    if second not in swaps.counterparts(first):
        raise PlanError(
            f"The pair {first},{second}: the two share no kind of form.",
            hint=f"{first} can be swapped with {', '.join(swaps.counterparts(first)) or 'nothing'}.",
        )
    left: Counter[str] = Counter()
    voices: dict[str, set[str]] = {}
    total = made = authors = 0
    for batch in posts.batches():
        found = _swapped(batch, plan, pair, left, voices)
        total += batch.num_rows
        made += len(found)
        authors += batch.num_rows - batch.column("author_id").null_count
        if progress is not None:
            progress(batch.num_rows)
    floor = plan.floors.authors
    if not made:
        raise PlanError(
            f"No post names {group_title(first)} or {group_title(second)} in a way that can be swapped.",
            hint="postaudit run SOURCE --metrics mentions shows which groups posts name.",
        )

    def rewrite(batch: pa.RecordBatch) -> pa.RecordBatch:
        return _new_posts(batch, _swapped(batch, plan, pair, Counter(), {}))

    of_made = len(voices.pop(_MADE))
    of_left = len(set[str]().union(*voices.values()))
    return Remedy(
        name="swap",
        options={"pair": ",".join(pair)},
        aims=("mentions.", "descriptions.", "markers.", "labels."),
        done=(
            f"To each post in English that names {group_title(first)} or {group_title(second)}, alone of their axis, the same post"
            " with the other is added: same author, same labels, no likes."
        ),
        cost=_cost(made, left.total(), total, (of_made, of_left), floor),
        wrong=(
            "Nobody wrote the new posts. A label that is true of the one group may be false of the other, as where an insult or a"
            " history is of one group only: read some pairs before you train on them.",
            *_reasons(left, voices, floor),
            *(
                ()
                if authors
                else ("The data name no authors, so each new text counts as a voice of its own in the audit after it.",)
            ),
            "Names, looks and occupations that go with a group stay as they are: a post may name men in a wedding dress.",
        ),
        figures={
            "posts_before": total,
            **({"posts_added": made} if of_made >= floor else {}),
            **({"posts_not_swapped": left.total()} if not 0 < of_left < floor else {}),
        },
        touched=of_made,
        rewrite=rewrite,
        added=True,
    )


def _cost(made: int, left: int, total: int, authors: tuple[int, int], floor: int) -> str:
    """How many posts are new, and how many could not be swapped; no number of posts that are of too few authors."""
    few = f"posts of fewer than {floor} authors"
    new = (
        f"{plural(made, 'new post')} beside {count(total)}"
        if authors[0] >= floor
        else f"New {few}, beside {count(total)}"
    )
    if 0 < authors[1] < floor:
        return f"{new}; {few} that name one of the two could not be swapped."
    share = f" ({percent(left / (made + left))})" if authors[0] >= floor else ""
    return f"{new}; {plural(left, 'post')} that {'names' if left == 1 else 'name'} one of the two could not be swapped{share}."


def _reasons(left: Counter[str], voices: Mapping[str, set[str]], floor: int) -> tuple[str, ...]:
    """Why posts were not swapped; without reasons of too few authors, and those that these follow from."""
    reasons = sorted(reason for reason in left if left[reason])
    hidden = suppress([len(voices[each]) for each in reasons], floor)
    told = [f"{count(left[each])} {each}" for each, gone in zip(reasons, hidden, strict=True) if not gone]
    return (f"Not swapped: {'; '.join(told)}.",) if told else ()


def _swapped(
    batch: pa.RecordBatch, plan: Plan, pair: tuple[str, str], left: Counter[str], voices: dict[str, set[str]]
) -> list[tuple[int, str, str]]:
    """Posts that can be swapped, the group put in, and the new text.

    Reasons of others are counted in ``left``; whose posts these are, and those that can be swapped, is put into ``voices``.
    """
    swaps = english_swaps()
    text = batch.column("text")
    features = text_reader(plan).run(text, batch.column("lang"))
    if _LANGUAGE not in features.languages:
        return []
    english = features.language == features.languages.index(_LANGUAGE)
    axis = swaps.axis(pair[0])
    groups = [group if own == axis else "" for own, group in features.groups]
    on_axis = np.array([bool(each) for each in groups], dtype=bool)
    post, group = features.strict_pairs
    here = on_axis[group] if len(group) else np.zeros(0, dtype=bool)
    named = np.bincount(post[here], minlength=batch.num_rows)
    spoken = _spoken(features.strict_spans, on_axis, batch.num_rows)
    found = []
    for row, index in zip(post[here].tolist(), group[here].tolist(), strict=True):
        own = groups[index]
        if own not in pair or not english[row]:
            continue
        other = pair[1] if own == pair[0] else pair[0]
        reason = _MADE
        if named[row] > 1:
            # Posts that name both groups of the pair come twice, and count once.
            counts = own == pair[0] or other not in _groups_of(row, post[here], group[here], groups)
            reason = _OTHER_GROUPS if counts else ""
        else:
            swapped = swaps.swap(text[row].as_py(), own, other)
            if swapped.text is None:
                reason = f"have {swapped.reason}"
            elif swapped.forms != spoken[row]:
                reason = _OTHER_FORMS
            else:
                found.append((row, other, swapped.text))
        if reason:
            left[reason] += reason != _MADE
            voices.setdefault(reason, set()).add(_voice(batch, row))
    return found


def _voice(batch: pa.RecordBatch, row: int) -> str:
    """The author of a post; the post itself where none is stated."""
    author, post = (batch.column(each)[row].as_py() for each in ("author_id", "post_id"))
    return f"author {author}" if author is not None else f"post {post}"


def _spoken(spans: object, on_axis: npt.NDArray[np.bool_], rows: int) -> npt.NDArray[np.int64]:
    """How often each post names a group of the axis."""
    post, group = spans.post, spans.group  # type: ignore[attr-defined]
    kept = post[on_axis[group]] if len(group) else post
    return np.bincount(kept, minlength=rows).astype(np.int64)


def _groups_of(row: int, post: npt.NDArray[np.integer], group: npt.NDArray[np.integer], groups: list[str]) -> set[str]:
    return {groups[index] for index in group[post == row].tolist()}


def _new_posts(batch: pa.RecordBatch, found: list[tuple[int, str, str]]) -> pa.RecordBatch:
    """The posts that stand beside the old ones; their ids and their source say what they are."""
    new = batch.take(pa.array([row for row, _, _ in found], pa.int64()))
    ids = [
        None if each is None else f"{each}{MARK}{other}"
        for each, (_, other, _) in zip(new.column("post_id").to_pylist(), found, strict=True)
    ]
    replaced = {
        "post_id": pa.array(ids, pa.string()),
        "text": pa.array([text for _, _, text in found], pa.large_string()),
        "source": pa.array([f"swapped to {other}" for _, other, _ in found]).dictionary_encode(),
        **{name: pa.nulls(len(found), new.schema.field(name).type) for name in _NEVER},
    }
    for name, column in replaced.items():
        index = new.schema.get_field_index(name)
        field = new.schema.field(index)
        new = new.set_column(index, field, column if column.type == field.type else column.cast(field.type))
    return new
