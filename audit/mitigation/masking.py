"""Masking: one word in the place of every name of a group."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from audit.errors import PlanError, did_you_mean
from audit.mitigation.remedy import Remedy
from audit.plan import Plan
from audit.resources import axis_title
from audit.text.replacing import replaced
from audit.text_reader import text_reader
from audit.wording import join

#: What stands for a name: in no list of names, so that a second pass finds nothing.
MASK = "[GROUP]"


def mask(plan: Plan, axes: Sequence[str] = ()) -> Remedy:
    """Replace every form that names a group, strictly or loosely, by :data:`MASK`.

    Parameters
    ----------
    plan : Plan
        Its lexicons and language.
    axes : sequence of str
        Axes whose names are masked; all if empty.

    Raises
    ------
    PlanError
        There is no such axis.
    """
    reader = text_reader(plan)
    known = sorted({axis for axis, _ in reader.run(pa.array(["some people"], pa.large_string())).groups})
    for axis in axes:
        if axis not in known:
            raise PlanError(f"{axis!r}: there is no such axis of groups.", hint=did_you_mean(axis, known))

    def rewrite(batch: pa.RecordBatch) -> pa.RecordBatch:
        text, lang = batch.column("text"), batch.column("lang")
        features = reader.run(text, lang)
        spans = features.named_spans
        wanted = np.array([not axes or axis in axes for axis, _ in features.groups], dtype=bool)
        keep = wanted[spans.group] if len(spans.group) else np.zeros(0, dtype=bool)
        places: dict[int, set[tuple[int, int]]] = {}
        for row, start, end in zip(
            spans.post[keep].tolist(), spans.start[keep].tolist(), spans.end[keep].tolist(), strict=True
        ):
            places.setdefault(row, set()).add((start, end))
        texts = text.to_pylist()
        for row, own in places.items():
            texts[row] = replaced(texts[row], _apart(own), lambda _: MASK)
        position = batch.schema.get_field_index("text")
        return batch.set_column(position, batch.schema.field(position), pa.array(texts, pa.large_string()))

    which = f"the groups of {join([axis_title(each) for each in axes])}" if axes else "groups"
    return Remedy(
        name="mask",
        options={"axis": ",".join(axes) or "all"},
        aims=("mentions.", "descriptions.", "labels."),
        done=f"Words that name {which} are replaced by {MASK}.",
        cost="What is said of whom is lost: nothing about these groups can be learnt from the posts, nor checked in them.",
        wrong=(
            "A model that never saw a name cannot be tested on it, and groups are told by much else: places, dialect, pronouns."
            " Hate against a group is masked with the rest, so do not mask posts that shall teach to recognise it.",
            "Names that the word lists do not hold stay: see docs/lexicons.md for how many.",
        ),
        rewrite=rewrite,
    )


def _apart(places: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places in order, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
