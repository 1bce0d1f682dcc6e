"""The audits that tests of the report use, in folders to be looked at."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # helpers stand beside the tests: view_reports, view_browser

from view_reports import put_report

_SPEC = importlib.util.spec_from_file_location("examples_of_reports", Path(__file__).parents[1] / "report/conftest.py")
examples = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(examples)  # report_tree can be imported from then on


@pytest.fixture(scope="session")
def example():
    """The audit of a dataset that does not exist."""
    return examples.make_example()


@pytest.fixture(scope="session")
def hostile():
    """Strings that have broken pages, tables and terminals."""
    return examples.HOSTILE


@pytest.fixture
def report(tmp_path, example):
    """The folder of a report."""
    return put_report(tmp_path / "northtown-7f3c9e1a0b2d", example)
