"""Which groups of an axis each post names, as one value a post."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from audit.errors import PlanError, did_you_mean
from audit.loaders.door import Admitted
from audit.plan import Plan
from audit.text_reader import text_reader

#: The value of posts that name no group of the axis, in a language with a word list.
NONE = "none"
#: Joins the groups of posts that name several.
AND = "+"


def named_combinations(admitted: Admitted, plan: Plan, axis: str) -> pa.Array:
    """The groups of an axis that each post names strictly: one, several joined by ``+``, or ``none``.

    Returns
    -------
    pyarrow.Array of string, length n
        Null where a post has no text, or is in a language without a word list.

    Raises
    ------
    PlanError
        There is no such axis.
    """
    table = admitted.table
    index = table.schema.get_field_index("text")
    if index < 0:
        return pa.nulls(table.num_rows, pa.string())
    stated = table.schema.get_field_index("lang")
    features = text_reader(plan).run(table.column(index), None if stated < 0 else table.column(stated))
    axes = sorted({each for each, _ in features.groups})
    if axes and axis not in axes:
        raise PlanError(f"mentions:{axis}: there is no such axis of groups.", hint=did_you_mean(axis, axes))
    post, group = features.strict_pairs
    names = np.array([name if own == axis else "" for own, name in features.groups], dtype=object)
    combined = np.full(table.num_rows, None, dtype=object)
    combined[features.language >= 0] = NONE
    pairs = zip(post.tolist(), names[group].tolist() if len(group) else [], strict=True)
    # By name, for the numbers of groups differ between batches of other languages.
    for row, name in sorted((row, name) for row, name in pairs if name):
        combined[row] = name if combined[row] in (NONE, None) else f"{combined[row]}{AND}{name}"
    return pa.array(combined.tolist(), pa.string())
