"""What is known of how two audits go together: handed in by whoever can read their tallies, since findings do not say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from audit.statistics.independent import Pairs


@dataclass(frozen=True)
class Together:
    """How the figures of two audits go together.

    Attributes
    ----------
    pairs : mapping of str to Pairs
        By id of the estimate; those of others are taken as independent.
    unpaired : mapping of str to str
        Why an estimate that was looked at has no pair.
    voice : str
        What is in both: ``author``, ``prompt`` or ``text``.
    common : float or None
        Share of the smaller side's authors who are in the other too; None if the two tallies cannot tell.
    reason : str
        Why nothing is paired at all; empty if something may be.
    """

    pairs: Mapping[str, Pairs] = field(default_factory=dict)
    unpaired: Mapping[str, str] = field(default_factory=dict)
    voice: str = "author"
    common: float | None = None
    reason: str = ""


#: Of findings alone.
NO_TALLIES = Together(reason="without the tallies of both, who is in both is not known")
