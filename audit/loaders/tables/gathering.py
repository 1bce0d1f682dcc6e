"""Posts out of a table of judgements: rows of one post become one, with all its votes.

The table is read as one part, so that nothing depends on how it is divided, and collapsed as it is read: what is held
are the different posts and their votes, not the rows. Which row stands for a post is decided by what it says and not by
where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.errors import SourceError
from audit.loaders.base import Ledger
from audit.loaders.door import admit
from audit.loaders.guessing.shape import LABEL, ordered
from audit.loaders.rows import BATCH
from audit.loaders.tables.cells import as_strings
from audit.loaders.tables.columns import Gathering
from audit.loaders.votes.vote_sums import as_lists, joined
from audit.loaders.votes.votes import REPEATED, VOTES

Places = npt.NDArray[np.int64]

#: Judgements of one source beyond this are refused: some GB of votes.
MOST_JUDGEMENTS = 20_000_000
#: Rows held until they are collapsed.
_HELD = 4 * BATCH
#: How a row that adds its votes to a post is accounted for.
COUNTED = "judgement of a post already counted"


def gathered(batches: Iterator[pa.RecordBatch], gathering: Gathering, ledger: Ledger) -> Iterator[pa.RecordBatch]:
    """Collapse rows that judge one post.

    Parameters
    ----------
    batches : iterator of RecordBatch
        Rows as posts, each with its own votes.
    gathering : Gathering
    ledger : Ledger
        Rows beyond the first of a post are moved from the posts to the skipped.

    Raises
    ------
    SourceError
        There are more judgements than can be held.
    """
    held: list[pa.RecordBatch] = []
    whole: pa.RecordBatch | None = None
    rows = total = 0
    for batch in batches:
        held.append(batch)
        rows += batch.num_rows
        total += batch.num_rows
        if total > MOST_JUDGEMENTS:
            raise SourceError(
                f"{ledger.source}: has a row per judgement, and more than {MOST_JUDGEMENTS:,} of them.",
                hint="Divide it so that all rows of a post are in one file, or join the judgements of a post first.",
            )
        if rows >= _HELD:
            whole = _collapsed([*([whole] if whole else []), *held], gathering, ledger)
            # Collapsing again only pays once as much again has been read.
            held, rows = [], min(0, _HELD - whole.num_rows)
    if held:
        whole = _collapsed([*([whole] if whole else []), *held], gathering, ledger)
    if whole is None:
        return
    ledger.posts -= total - whole.num_rows
    if total > whole.num_rows:
        ledger.skipped[COUNTED] += total - whole.num_rows
    labelled = _labelled(whole, gathering)
    for start in range(0, labelled.num_rows, BATCH):
        yield labelled.slice(start, BATCH)


def _collapsed(batches: list[pa.RecordBatch], gathering: Gathering, ledger: Ledger) -> pa.RecordBatch:
    table = pa.concat_tables(
        [pa.Table.from_batches([each]) for each in batches], promote_options="permissive"
    ).unify_dictionaries()
    batch = table.combine_chunks().to_batches()[0]
    if batch.num_rows != table.num_rows:
        raise SourceError(
            "has more text in one column than can be held.", hint="Divide it, all rows of a post in one file."
        )
    batch = ordered({name: batch.column(place) for place, name in enumerate(batch.schema.names)})
    admitted = admit(batch.drop_columns(["votes"]) if "votes" in batch.schema.names else batch, None)
    # A post that cannot be told apart by key stands for itself.
    known = batch.column(batch.schema.get_field_index(gathering.key)).is_valid().to_numpy(zero_copy_only=False)
    alone = np.arange(batch.num_rows, dtype=np.uint64)
    # Of equal ids with different texts each is a post; which of them is kept is for audit.loaders.copies.
    texts = admit(batch.select(["text"]), None).author_key if "text" in batch.schema.names else np.zeros_like(alone)
    keys = (known, admitted.post_key, texts, np.where(known, np.uint64(0), alone))
    order = np.lexsort((admitted.content, *keys))
    sorted_keys = [each[order] for each in keys]
    first = np.ones(len(order), dtype=bool)
    first[1:] = np.any([each[1:] != each[:-1] for each in sorted_keys], axis=0)
    group = np.cumsum(first) - 1
    chosen = order[first]
    # Posts stay in the order in which they were met.
    rank = np.argsort(np.argsort(_first_places(order, group), kind="stable"), kind="stable")
    post_of_row = np.empty(len(order), dtype=np.int64)
    post_of_row[order] = rank[group]
    by_post = np.empty(len(chosen), dtype=np.int64)
    by_post[rank] = chosen
    result = batch.take(pa.array(by_post))
    if "votes" not in batch.schema.names:
        return result
    votes, repeated = _merged(
        batch.column(batch.schema.get_field_index("votes")), post_of_row, len(chosen), gathering.numbers
    )
    ledger.warn(REPEATED, repeated)
    return result.set_column(result.schema.get_field_index("votes"), "votes", votes)


def _first_places(order: Places, group: Places) -> Places:
    places = np.full(group[-1] + 1 if len(group) else 0, np.iinfo(np.int64).max, dtype=np.int64)
    np.minimum.at(places, group, order)
    return places


def _merged(votes: pa.Array, post_of_row: Places, posts: int, numbers: tuple[str, ...]) -> tuple[pa.Array, int]:
    """The votes of all rows of each post, in one order whatever that of the rows, and how many were said once more."""
    lengths = pc.list_value_length(votes).fill_null(0).to_numpy(zero_copy_only=False)
    flat = votes.flatten()
    post = np.repeat(post_of_row, lengths)
    fields = {name: pc.struct_field(flat, name) for name in ("annotator", "label", "value")}
    post, fields, repeated = joined(post, fields, numbers)
    table = pa.table({"post": pa.array(post), **fields})
    order = pc.sort_indices(table, sort_keys=[(name, "ascending") for name in ("post", "annotator", "label", "value")])
    fields = {name: each.take(order) for name, each in fields.items()}
    return as_lists(np.sort(post), fields, posts, VOTES), repeated


def _labelled(batch: pa.RecordBatch, gathering: Gathering) -> pa.RecordBatch:
    """With a label for each question: what most said, and none where they tie."""
    columns = {name: batch.column(place) for place, name in enumerate(batch.schema.names)}
    if "votes" not in columns or not gathering.questions:
        return batch
    votes = columns["votes"]
    lengths = pc.list_value_length(votes).fill_null(0).to_numpy(zero_copy_only=False)
    flat = votes.flatten()
    post = np.repeat(np.arange(batch.num_rows), lengths)
    labels, values = pc.struct_field(flat, "label"), pc.struct_field(flat, "value")
    for question in gathering.questions:
        columns[LABEL + question] = _agreed(question, gathering.numbers, labels, values, post, batch.num_rows)
    return ordered(columns)


def _agreed(
    question: str,
    numbers: tuple[str, ...],
    labels: pa.Array,
    values: pa.Array,
    post: Places,
    posts: int,
) -> pa.Array:
    named = pc.starts_with(labels, question + "=")
    times = np.ones(len(labels), dtype=np.int64)
    if question in numbers:
        said, chosen = as_strings(values), pc.and_(pc.equal(labels, question), values.is_valid())
    else:
        if pc.any(named).as_py():
            said, chosen = pc.utf8_slice_codeunits(labels, len(question) + 1), named
        else:
            said, chosen = labels, pc.invert(pc.is_in(labels, value_set=pa.array(sorted(numbers), pa.string())))
        times = pc.fill_null(values, 1.0).to_numpy(zero_copy_only=False).astype(np.int64)
    mask = chosen.fill_null(fill_value=False).to_numpy(zero_copy_only=False)
    encoded = said.filter(pa.array(mask)).dictionary_encode()
    if not len(encoded.dictionary):
        return pa.nulls(posts, pa.string())
    width = len(encoded.dictionary)
    cell, place = np.unique(
        post[mask] * width + encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64), return_inverse=True
    )
    counts = np.zeros(len(cell), dtype=np.int64)
    np.add.at(counts, place, times[mask])
    owner = cell // width
    best = np.zeros(posts, dtype=np.int64)
    np.maximum.at(best, owner, counts)
    top = counts == best[owner]
    ties = np.bincount(owner[top], minlength=posts)
    winner = np.full(posts, -1, dtype=np.int64)
    winner[owner[top]] = cell[top] % width
    winner[ties != 1] = -1
    return encoded.dictionary.take(pa.array(winner, mask=winner < 0)).cast(pa.string())
