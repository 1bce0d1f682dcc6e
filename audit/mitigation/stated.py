"""What the author of each post states, settled once per author: the raw material of weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.errors import PlanError
from audit.loaders.dataset import Posts
from audit.loaders.door import Admitted
from audit.measuring.values import plan_values
from audit.metrics.attribute_cells import check_not_free_text
from audit.mitigation.gathering import UNKNOWN, gather, numbered
from audit.plan import Plan
from audit.tally import Tally

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Stated:
    """Every post kept once, with its author and what that author states.

    Attributes
    ----------
    post_id : pyarrow.Array of string, length n
    author : ndarray of int64, shape (n,)
        Number of the author, from 0; posts without one are numbered by their text.
    named : ndarray of bool, shape (n,)
        Whether an author is stated.
    groups : dict of str to list of str
        Attribute to the groups stated in the data.
    codes : dict of str to ndarray of int64, shape (n,)
        Attribute to the group of each post's author; -1 where the author states none, or different ones.
    conflicting : dict of str to int
        Attribute to the authors who state different groups in different posts.
    """

    post_id: pa.Array
    author: Integers
    named: npt.NDArray[np.bool_]
    groups: dict[str, list[str]]
    codes: dict[str, Integers]
    conflicting: dict[str, int]

    @property
    def has_authors(self) -> bool:
        """Whether any post names its author."""
        return bool(self.named.any())


def read_stated(
    posts: Posts, plan: Plan, attributes: Sequence[str], progress: Callable[[int], None] | None = None
) -> Stated:
    """Read the posts' ids, authors and stated attributes; of copies of one post the latest version.

    Parameters
    ----------
    posts : Posts
    plan : Plan
        Maps stated values to groups.
    attributes : sequence of str
    progress : callable, optional
        Told of the posts of each batch.

    Raises
    ------
    SourceError
        Posts have no id, so that no weight could be put beside it.
    NoPostsError
        Nothing in the sources is a post.
    PlanError
        An attribute is free text, or was inferred.
    """
    for attribute in attributes:
        if attribute in plan.inference:
            raise PlanError(
                f"{attribute!r} is inferred, and weights are made of what authors state.",
                hint=f"A weight would inherit every error of the inference: leave out the benchmark of {attribute}.",
            )
    groups: dict[str, dict[str, int]] = {each: {} for each in attributes}
    noted = Tally()

    def stated_groups(admitted: Admitted) -> dict[str, Integers]:
        values, count = plan_values(admitted.table, plan, noted), admitted.table.num_rows
        return {each: numbered(values.get(f"attribute:{each}"), count, groups[each]) for each in attributes}

    found = gather(posts, stated_groups, progress)
    check_not_free_text(noted, attributes)
    settled = {each: settled_by_author(found.author, found.columns[each]) for each in attributes}
    return Stated(
        post_id=found.post_id,
        author=found.author,
        named=found.named,
        groups={each: list(groups[each]) for each in attributes},
        codes={each: code for each, (code, _) in settled.items()},
        conflicting={each: number for each, (_, number) in settled.items()},
    )


def settled_by_author(author: Integers, codes: Integers) -> tuple[Integers, int]:
    """One group per author: the one all posts that state any agree on; and how many authors contradict themselves."""
    authors = int(author.max()) + 1
    lowest = np.full(authors, np.iinfo(np.int64).max)
    highest = np.full(authors, UNKNOWN)
    stated = codes >= 0
    np.minimum.at(lowest, author[stated], codes[stated])
    np.maximum.at(highest, author[stated], codes[stated])
    conflicting = (highest >= 0) & (lowest != highest)
    group = np.where(conflicting, UNKNOWN, highest)
    return group[author], int(conflicting.sum())
