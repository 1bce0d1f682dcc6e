"""Annotators at the door: people like authors, so what leaves it is a pseudonym, and a stable key that is never written."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.hashing import PUBLIC_KEY, hash_strings, to_hex

#: Stable hash of the annotator of each vote, 0 where none is named: a list beside the list of votes.
ANNOTATOR_KEYS = "_annotators"


def admit_votes(batch: pa.RecordBatch, secret: bytes | None) -> pa.RecordBatch:
    """The batch with a column of annotators' keys, their names in the votes replaced by pseudonyms.

    Parameters
    ----------
    batch : RecordBatch
    secret : bytes or None
        Key of the pseudonyms, that of the authors; None keeps the names.
    """
    place = batch.schema.get_field_index("votes")
    if place < 0:
        return batch
    votes = batch.column(place)
    flat = votes.flatten()
    names = pc.struct_field(flat, "annotator")
    if names.null_count == len(names):
        return batch
    known = names.is_valid()
    keys = np.where(known.to_numpy(zero_copy_only=False), hash_strings(names, PUBLIC_KEY), np.uint64(0))
    lengths = pc.fill_null(pc.list_value_length(votes), 0).to_numpy(zero_copy_only=False)
    offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32))
    if secret is not None:
        hidden = pc.if_else(known, to_hex(hash_strings(names, secret)), pa.scalar(None, pa.string()))
        fields = [hidden, pc.struct_field(flat, "label"), pc.struct_field(flat, "value")]
        structs = pa.StructArray.from_arrays(fields, names=["annotator", "label", "value"])
        told = pa.ListArray.from_arrays(offsets, structs, mask=votes.is_null()).cast(votes.type)
        batch = batch.set_column(place, batch.schema.field(place), told)
    return batch.append_column(ANNOTATOR_KEYS, pa.ListArray.from_arrays(offsets, pa.array(keys)))
