"""Text that a model generated: whose turns it holds, and what its posts cluster in.

Several outputs of one prompt resemble each other as posts of one person do, so the unit of every interval is the prompt:
the conversation that a post belongs to. A model is no author, however much it wrote.

References
----------
Miller, E. (2024). Adding error bars to evals: a statistical approach to language model evaluations. arXiv:2411.00640, for
standard errors that are clustered by question.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.hashing import distinct
from audit.loaders.platforms.chat_turns import ROLES
from audit.posts import PostBatch
from audit.tally import Tally

Bools = npt.NDArray[np.bool_]

#: The ledger's name for what a person wrote in a dataset of generated text.
OF_PEOPLE = "turn of a person"
_ROLE = "attribute:role"
_PEOPLE = pa.array(sorted(name for name, role in ROLES.items() if role == "user"))
_CLUSTERS, _UNPROMPTED = ("dataset", "clusters"), ("dataset", "without a prompt")


def written_by_people(table: pa.RecordBatch) -> Bools:
    """Which posts state the role of a person, such as the prompts in a corpus of conversations; shape (n,)."""
    index = table.schema.get_field_index(_ROLE)
    if index < 0:
        return np.zeros(table.num_rows, dtype=bool)
    role = pc.utf8_lower(pc.utf8_trim_whitespace(table.column(index).cast(pa.string())))
    theirs: Bools = pc.is_in(role, value_set=_PEOPLE).fill_null(fill_value=False).to_numpy(zero_copy_only=False)
    return theirs


def count_clusters(tally: Tally, posts: PostBatch) -> None:
    """Note the prompts, and how many posts have neither prompt nor author."""
    prompt = posts.column("conversation_id")
    known = np.zeros(len(posts), dtype=bool) if prompt is None else prompt.is_valid().to_numpy(zero_copy_only=False)
    tally.add_authors(_CLUSTERS, distinct(posts.author_key))
    tally.add_total(_UNPROMPTED, int((~known & ~posts.has_author).sum()))


def described(tally: Tally) -> Mapping[str, Any]:
    """What the dataset block of ``findings.json`` says of generated text: what it clusters in, and how many there are."""
    unprompted = tally.totals.get(_UNPROMPTED, 0)
    return {"cluster": "text" if unprompted else "prompt", "clusters": tally.n_authors(_CLUSTERS)}
