"""Hypothesis without a deadline here: the first example pays for importing scipy, and machines are shared."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("statistics", deadline=None)
settings.load_profile("statistics")
