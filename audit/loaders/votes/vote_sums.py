"""Votes of posts joined: one for each annotator and label, those of nobody in particular added up."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

_NAMES = ("annotator", "label", "value")


def joined(
    post: npt.NDArray[np.int64], votes: dict[str, pa.Array], numbers: Collection[str]
) -> tuple[npt.NDArray[np.int64], dict[str, pa.Array], int]:
    """One vote for each annotator, label and rating of a post; what nobody in particular chose is counted.

    Parameters
    ----------
    post : ndarray of int64, shape (n,)
        Post of each vote.
    votes : dict of str to Array
        ``annotator``, ``label`` and ``value``, each of length n.
    numbers : collection of str
        Labels whose values are ratings or means, which do not add up.

    Returns
    -------
    post : ndarray of int64
    votes : dict of str to Array
        In the order in which they were first met.
    repeated : int
        Votes left out: the same annotator said the same of the same post again.
    """
    rated = pc.is_in(votes["label"], value_set=pa.array(sorted(numbers), pa.string()))
    named = votes["annotator"].is_valid()
    # Only counts of what nobody in particular chose add up; everything else is told apart by its value.
    own = pc.if_else(pc.or_(named, rated), votes["value"], pa.scalar(0.0))
    table = pa.table({"post": pa.array(post), "own": own, "at": pa.array(np.arange(len(post))), **votes})
    keys = ["post", "annotator", "label", "own"]
    found = table.group_by(keys, use_threads=False).aggregate([("value", "sum"), ("post", "count"), ("at", "min")])
    if found.num_rows == len(post):
        return post, votes, 0
    found = found.sort_by("at_min").combine_chunks()  # groups come in no order that Arrow promises
    columns = {name: found.column(name).combine_chunks() for name in ("annotator", "label", "own", "value_sum")}
    adds_up = pc.invert(
        pc.or_(
            columns["annotator"].is_valid(),
            pc.is_in(columns["label"], value_set=pa.array(sorted(numbers), pa.string())),
        )
    )
    values = pc.if_else(adds_up, columns["value_sum"], columns["own"])
    again = pc.subtract(found.column("post_count").combine_chunks(), 1)
    repeated = int(pc.sum(pc.if_else(columns["annotator"].is_valid(), again, 0)).as_py() or 0)
    where = found.column("post").combine_chunks().to_numpy(zero_copy_only=False)
    return where, {"annotator": columns["annotator"], "label": columns["label"], "value": values}, repeated


def as_lists(post: npt.NDArray[np.int64], votes: dict[str, pa.Array], posts: int, kind: pa.DataType) -> pa.Array:
    """Votes in ascending order of post as the column ``votes``; null for a post without any."""
    counts = np.bincount(post, minlength=posts)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    structs = pa.StructArray.from_arrays([votes[name] for name in _NAMES], names=list(_NAMES))
    return pa.ListArray.from_arrays(pa.array(offsets), structs, mask=pa.array(counts == 0)).cast(kind)
