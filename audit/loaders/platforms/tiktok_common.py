"""What all sources of TikTok share: how a post is finished."""

from __future__ import annotations

import datetime as dt
from typing import Any

from audit.loaders.base import Reject, Row, warned
from audit.loaders.guessing.values import is_mangled


def finished(
    row: dict[str, Any], text: Any, created: dt.datetime | None, *, dated: bool = True, number: Any = None
) -> Row | Reject:
    """A post with its text, its time and what there is to warn of.

    Parameters
    ----------
    row : dict
        The other fields.
    text : Any
        As the record has it.
    created : datetime or None
        When it was posted, as far as that could be read.
    dated : bool
        Whether the record has a time at all.
    number : Any
        The id as the record has it, which may have been rounded.

    Returns
    -------
    Row or Reject
    """
    if not isinstance(text, str):
        return Reject("missing_text") if text is None else Reject("bad_type", f"text is {type(text).__name__}")
    row |= {"text": text if text.strip() else None, "created_at": created, "platform": "tiktok"}
    row.setdefault("status", "present")
    warnings = {
        "empty_text": row["text"] is None,
        "bad_timestamp": created is None and dated,
        "mangled_id": row.get("post_id") is None and is_mangled(number),
    }
    return warned(row, warnings)
