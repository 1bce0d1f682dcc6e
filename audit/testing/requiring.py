"""How a law is broken: ``assert`` would say nothing under ``python -O``."""

from __future__ import annotations


def require(kept: object, said: str) -> None:
    """Raise ``AssertionError`` with these words unless something holds."""
    if not kept:
        raise AssertionError(said)
