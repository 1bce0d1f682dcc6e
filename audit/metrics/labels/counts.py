"""Counting labelled posts by group and value: what the ``measure`` of labels is made of."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from audit.metrics.counting import add_group_authors, add_groups, reach
from audit.metrics.mentions.sides import ANY_FORM
from audit.posts import PostBatch
from audit.tally import Tally

NAME = "labels"
#: Stands before the side in cells that count likes in place of posts.
REACH = "reach of "
#: Side of the cells that count posts by the language they were read in.
IN_LANGUAGE = "mention in"
#: More distinct values than this is a score or an id, not a label: bin it first.
MOST_VALUES = 12
#: Of a column with more in one batch, nothing but that is counted.
MOST_COUNTED = 100
_POSITIVE = frozenset({"1", "true", "yes", "y", "positive", "toxic", "hate", "hateful", "offensive", "sexist", "bad"})
_NEGATIVE = frozenset({"0", "false", "no", "n", "negative", "none", "normal", "neither", "neutral"})
#: What denies the other value: "Nonmisogynistic", "not sexist".
_DENIAL = re.compile(r"^(?:non|not|no)[\s_-]*")


def compared_values(values: list[str]) -> list[str]:
    """Values that are compared: of two values one, the other being its mirror."""
    if len(values) != 2:
        return values
    first, second = values
    is_denied = _DENIAL.sub("", second.casefold()) == first.casefold()
    return [first] if is_denied or first.casefold() in _POSITIVE or second.casefold() in _NEGATIVE else [second]


def named_values(values: Sequence[str], voices: Sequence[int], floor: int) -> list[str]:
    """Values that may be named: of two both, of more those that posts of enough authors have.

    A column that is taken for a label may hold what people say of themselves, and then a value is as telling as a figure.
    Of two values there is nothing to keep back: whoever knows the one knows what the column asks.

    Parameters
    ----------
    values : sequence of str
    voices : sequence of int
        Authors of the posts that have each.
    floor : int
        Fewest authors that may be told of.

    Examples
    --------
    >>> named_values(["no", "rare", "yes"], [90, 3, 40], 10), named_values(["no", "yes"], [90, 3], 10)
    (['no', 'yes'], ['no', 'yes'])
    """
    if len(values) <= 2:
        return list(values)
    return [value for value, number in zip(values, voices, strict=True) if number >= floor]


def count_labelled(
    tally: Tally,
    prefix: tuple[str, str, str, str],
    posts: PostBatch,
    values: list[str],
    codes: npt.NDArray[np.int64],
    known: npt.NDArray[np.bool_],
    rows: npt.NDArray[np.integer],
    grouping: tuple[list[str], npt.NDArray[np.int64]] | None,
) -> None:
    """Count labelled posts of each group and value.

    A cell is (labels, label, side, axis, group, value); the value "" is any value. ``grouping`` holds the names of the
    groups and the group of each of ``rows``; without it all rows are of the group that ``prefix`` names.
    """
    label, side, axis, name = prefix
    groups, group = grouping if grouping is not None else ([name], np.zeros(len(rows), dtype=np.int64))
    labelled = known[rows]
    rows, group = rows[labelled], group[labelled]
    bucket, value = posts.bucket[rows], codes[rows]

    def cell(group_name: str, value_name: str, kind: str = side) -> tuple[str, ...]:
        # A mentioned group carries its own axis before a NUL, which no slug contains.
        own_axis, _, own = group_name.rpartition("\0")
        return (NAME, label, kind, own_axis or axis, own, value_name)

    add_groups(tally, [cell(each, "") for each in groups], group, bucket)
    every = [cell(each, one) for each in groups for one in values]
    if values:
        add_groups(tally, every, group * len(values) + value, bucket)
    likes = reach(posts)
    if values and likes is not None and side != ANY_FORM:
        cells = [cell(each, one, REACH + side) for each in groups for one in values]
        add_groups(tally, cells, group * len(values) + value, bucket, likes[rows])
    keys, named_author = posts.author_key[rows], posts.has_author[rows]
    add_group_authors(tally, [cell(each, "") for each in groups], group, keys, named_author)
    if side == "all" and values:
        add_group_authors(tally, every, value, keys, named_author)
