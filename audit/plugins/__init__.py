"""Metrics, loaders and sections of the report that other packages or the caller bring."""

from audit.plugins.entry_points import Plugin

__all__ = ["Plugin"]
