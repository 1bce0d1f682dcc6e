"""What is measured of a model that a user gave: its scores of a batch, and its answers to sentences of ours."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pyarrow as pa

from audit.metrics.scores.counts import NAME, RANKS_ONLY
from audit.metrics.scores.reading import as_columns, in_range
from audit.metrics.scores.swaps import GIVEN, count_templates
from audit.models.user_model import UserModel
from audit.tally import Tally


def given_values(table: pa.RecordBatch, model: UserModel, tally: Tally) -> dict[str, pa.Array]:
    """The model's scores of a batch of posts, and what they predict; null for posts without text.

    Where the model has been given up there are none, and the tally says why.
    """
    at = table.schema.get_field_index("text")
    scores = np.full(table.num_rows, np.nan)
    if at >= 0:
        text = table.column(at)
        rows = np.flatnonzero(text.is_valid().to_numpy(zero_copy_only=False))
        found = model(text.drop_null().to_pylist())
        if found is None:
            note_failure(tally, model)
        else:
            scores[rows] = found
    stated = np.zeros(table.num_rows, dtype=bool)
    return as_columns(GIVEN, in_range(scores, stated, (0.0, 1.0)), model.threshold)


def count_given(tally: Tally, model: UserModel) -> None:
    """Count the model's answers to sentences with swapped groups; once per run, as they are of no post."""
    if not model.is_probability:
        tally.add_total((NAME, GIVEN, RANKS_ONLY), 1)
    if model.reason or not count_templates(tally, model):
        note_failure(tally, model)


def model_used(tally: Tally, name: str) -> list[dict[str, Any]]:
    """The given model among the resources of a report, told from another by all that was counted of its answers."""
    counts, totals = tally.cells(NAME, GIVEN), tally.total_cells(NAME, GIVEN)
    if not counts and not totals:
        return []
    digest = hashlib.sha256()
    for cell in counts:
        digest.update(repr(cell).encode() + tally.per_bucket(cell).astype("<i8").tobytes())
    for cell in totals:
        digest.update(repr((cell, tally.totals[cell])).encode())
    return [
        {
            "name": GIVEN,
            "kind": "models",
            "title": f"A model of the user's ({name or 'not stated'})",
            "version": "",
            "source": "the user",
            "licence": "",
            "sha256": digest.hexdigest(),
            "reviewers": [],
            "known_faults": ["The hash is of its answers to these posts: of the model itself nothing is known."],
        }
    ]


def note_failure(tally: Tally, model: UserModel) -> None:
    """Put why the model was given up where it travels with the counts."""
    cell = (NAME, GIVEN, "failed", model.reason)
    if cell not in tally.totals:
        tally.add_total(cell, 1)
