"""What a remedy comes to: posts with weights, fewer posts or other texts, what that costs, and when it is the wrong one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

#: From a batch of posts in the post schema to the same posts with other texts, or to new posts.
Rewrite = Callable[[pa.RecordBatch], pa.RecordBatch]


@dataclass(frozen=True)
class Remedy:
    """One remedy, worked out and not yet written.

    Exactly one of ``weights``, ``chosen`` and ``rewrite`` is there: posts are weighted, left out, or rewritten.

    Attributes
    ----------
    name : str
        ``reweigh``, ``cap``, ``resample``, ``mask`` or ``swap``.
    options : mapping of str to str
        What was asked for, for the record beside the file.
    aims : tuple of str
        Starts of the ids of estimates that it is meant to change.
    done, cost : str
        A sentence each.
    wrong : tuple of str
        Why it may be the wrong remedy here, a sentence each.
    figures : mapping of str to float or int
        The cost in numbers, for the record.
    post_id : pyarrow.Array of string, length n, optional
        Posts that are weighted or chosen from.
    weights : ndarray of float, shape (n,), optional
    chosen : ndarray of bool, shape (n,), optional
    everywhere : ndarray of bool, shape (m,), optional
        The chosen ones among all posts in the order they are read.
    rewrite : callable, optional
    added : bool
        Whether rewritten posts stand beside the old ones, not in their place.
    touched : int, optional
        Authors of the posts that are left out or added; None where all posts are changed alike.
    """

    name: str
    options: Mapping[str, str]
    aims: tuple[str, ...]
    done: str
    cost: str
    wrong: tuple[str, ...] = ()
    figures: Mapping[str, float | int] = field(default_factory=dict)
    post_id: pa.Array | None = None
    weights: npt.NDArray[np.float64] | None = None
    chosen: npt.NDArray[np.bool_] | None = None
    everywhere: npt.NDArray[np.bool_] | None = None
    rewrite: Rewrite | None = None
    added: bool = False
    touched: int | None = None

    @property
    def ids(self) -> pa.Array:
        """The ids of the posts that are left."""
        if self.post_id is None or self.chosen is None:
            raise ValueError(f"{self.name} leaves no post out")
        return self.post_id.filter(pa.array(self.chosen))

    def as_record(self) -> dict[str, Any]:
        """Plain data for the record beside the file."""
        return {
            "remedy": self.name,
            "options": dict(self.options),
            "done": self.done,
            "cost": self.cost,
            "figures": dict(self.figures),
            "may_be_wrong": list(self.wrong),
        }
