"""The groups of those who judged, vote by vote."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from audit.plan import Plan
from audit.resources.annotators import read_annotators

_KEYS = "_annotators"


def annotator_groups(table: pa.RecordBatch, plan: Plan) -> dict[str, pa.Array]:
    """Columns ``annotator:ATTRIBUTE``, a list beside the votes of each post; none without a table of annotators.

    Parameters
    ----------
    table : RecordBatch
        Past the door, where annotators have stable keys.
    plan : Plan
    """
    place = table.schema.get_field_index(_KEYS)
    if not plan.annotators.file or place < 0:
        return {}
    known = read_annotators(plan.annotators.file)
    lists = table.column(place)
    keys = lists.flatten().to_numpy(zero_copy_only=False)
    at = np.minimum(np.searchsorted(known.keys, keys), len(known.keys) - 1)
    rows = pa.array(at, mask=(known.keys[at] != keys) | (keys == 0))
    lengths = np.diff(lists.offsets.to_numpy(zero_copy_only=False))
    offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32))
    return {
        f"annotator:{attribute}": pa.ListArray.from_arrays(offsets, groups.take(rows))
        for attribute, groups in known.groups.items()
    }
