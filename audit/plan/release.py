"""What is released beside a report under differential privacy: the model of ``[release]``."""

from __future__ import annotations

from pydantic import Field

from audit.plan.groups import Section


class Release(Section):
    """Noisy counts of authors by group, in a file of their own. They change no figure of the report."""

    epsilon: float | None = Field(
        None, gt=0, le=20, allow_inf_nan=False, description="privacy loss of all released counts together; 1 is usual"
    )
