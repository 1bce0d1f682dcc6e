"""The examples in the docstrings are true, and every public name is there and documented."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import audit.statistics

MODULES = [f"audit.statistics.{each.name}" for each in pkgutil.iter_modules(audit.statistics.__path__)]


@pytest.mark.parametrize("name", [*MODULES, "audit.disclosure.door"])
def test_examples(name: str) -> None:
    # A function may carry its module's name, so the module is asked for by name.
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_public_names() -> None:
    assert sorted(audit.statistics.__all__) == audit.statistics.__all__
    for name in audit.statistics.__all__:
        assert getattr(audit.statistics, name).__doc__
