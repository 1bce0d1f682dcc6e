"""The one door for what may be shown of people."""

from audit.disclosure.door import (
    MASKED,
    UNSEEN,
    UNSEEN_BELOW,
    escape_for_terminal,
    mask,
    quote,
    safe_cell,
    suppress,
    suppress_table,
)

__all__ = [
    "MASKED",
    "UNSEEN",
    "UNSEEN_BELOW",
    "escape_for_terminal",
    "mask",
    "quote",
    "safe_cell",
    "suppress",
    "suppress_table",
]
