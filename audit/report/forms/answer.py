"""An answer to a question of a form: computed, drafted, stated by people, or open. None is ever invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["computed", "stated", "draft", "not_computed", "asked"]

#: How each kind of answer is marked.
MARKS: dict[Status, str] = {
    "computed": "Computed by the audit",
    "stated": "Stated in the plan",
    "draft": "Draft of the audit, for confirmation",
    "not_computed": "Could not be computed",
    "asked": "Not answered by the audit: a person must answer",
}


@dataclass(frozen=True)
class Answer:
    """One answer.

    Attributes
    ----------
    status : str
        ``computed``, ``stated``, ``draft``, ``not_computed`` or ``asked``.
    lines : tuple of str
        Plain text, one statement each. The reason, where nothing could be computed.
    stated : str
        What people say beside what was computed or drafted; empty if nothing.
    """

    status: Status
    lines: tuple[str, ...] = ()
    stated: str = ""

    @property
    def is_open(self) -> bool:
        """Whether a person still has to answer."""
        return self.status in ("asked", "not_computed") and not self.stated


def computed(*lines: str) -> Answer:
    """An answer from the data; without a line there is none, and the caller says why."""
    return Answer("computed", tuple(each for each in lines if each))


def not_computed(reason: str) -> Answer:
    """No answer, with the reason."""
    return Answer("not_computed", (reason,))


def draft(*lines: str) -> Answer:
    """An answer that a person confirms; an open question if there is nothing to say."""
    said = tuple(each for each in lines if each)
    return Answer("draft", said) if said else Answer("asked")
