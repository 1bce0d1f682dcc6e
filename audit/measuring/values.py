"""Attribute and label columns of a batch, as the plan has them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.grouping.annotators import annotator_groups
from audit.grouping.columns import group_column
from audit.grouping.first_names import group_names
from audit.measuring.collection_columns import collection_values
from audit.metrics.attribute_cells import lost_cell, note_free_text, note_groups
from audit.metrics.representation.asked import asked_values
from audit.metrics.scores.reading import as_columns, read_scores
from audit.plan import Plan
from audit.tally import Tally


def plan_values(
    table: pa.RecordBatch,
    plan: Plan,
    tally: Tally,
    bucket: npt.NDArray[np.int64] | None = None,
    author_key: npt.NDArray[np.uint64] | None = None,
) -> dict[str, pa.Array]:
    """Attribute and label columns of a batch of n posts, stated values mapped to groups.

    An attribute that the plan calls inferred is named ``inferred:NAME``, so that only what asks for inference sees it;
    where it is inferred from first names, the shares of these are ``named:NAME``, twentieths by group.

    Parameters
    ----------
    table : RecordBatch
    plan : Plan
    tally : Tally
        Gets which attributes are free text, the groups that values stand for of themselves, and, by reason, what was
        stated and gave no group.
    bucket : ndarray of int64, shape (n,), optional
        Author bucket of each post; without, reasons are not counted.
    author_key : ndarray of uint64, shape (n,), optional
        Author of each post; without, nothing is inferred from names.
    """
    values: dict[str, pa.Array] = {}
    for index, name in enumerate(table.schema.names):
        kind, _, own = name.partition(":")
        if kind in ("label", "score") and own in plan.models.scores:
            read_ = read_scores(table.column(index), plan.models.range)
            values |= as_columns(own, read_, plan.models.threshold)
            for reason, rows in read_.lost.items():
                tally.add_total(("scores", own, "lost", reason), int(rows.sum()))
        elif kind == "label":
            values[name] = table.column(index)
            if own == plan.models.truth:
                values[f"truth:{own}"] = table.column(index)
        elif kind == "attribute" and own in plan.inference and plan.inference[own].names:
            if author_key is None:
                continue
            named = group_names(table.column(index), own, plan.inference[own], author_key)
            values |= {f"inferred:{own}": named.classified, f"named:{own}": named.shares}
            _count_lost(tally, own, named.lost, bucket)
        elif kind == "attribute":
            at = table.schema.get_field_index("created_at")
            grouped = group_column(table.column(index), own, plan, None if at < 0 else table.column(at))
            if grouped.column is None:
                note_free_text(tally, own)
                continue
            if grouped.is_open:
                note_groups(tally, own, grouped.column)
            _count_lost(tally, own, grouped.lost, bucket)
            values[f"inferred:{own}" if own in plan.inference else name] = grouped.column
    for own in plan.models.scores:
        if f"score:{own}" not in values:  # a source of several that lacks the column: its posts have no score
            nothing = pa.nulls(table.num_rows, pa.string())
            values |= as_columns(own, read_scores(nothing, plan.models.range), plan.models.threshold)
    values.update(asked_values(values, table, plan, tally))
    values.update(annotator_groups(table, plan))
    values.update(collection_values(table, plan))
    return values


def _count_lost(
    tally: Tally, attribute: str, lost: Mapping[str, npt.NDArray[np.bool_]], bucket: npt.NDArray[np.int64] | None
) -> None:
    if bucket is not None:
        for reason, rows in lost.items():
            tally.count(lost_cell(attribute, reason), bucket[rows])
