"""Findings with all the facts that forms ask for, and audits of a sample without some of them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import audit
from audit.finding import Finding
from audit.report.forms.known import Known

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def northtown():
    """The sample's findings and the facts of its run."""
    from audit import api

    made = api.run_audit(ROOT / "data_samples/northtown.csv", plan=ROOT / "data_samples/audit.toml", workers=1)
    return made.findings, json.loads(json.dumps(made.facts))


@pytest.fixture(scope="session")
def known(northtown):
    findings, facts = northtown
    return Known(findings, {"sources": facts["sources"]})


@pytest.fixture(scope="session")
def posts():
    """The sample as a table."""
    import pandas as pd

    return pd.read_csv(ROOT / "data_samples/northtown.csv").head(1500)


@pytest.fixture(scope="session")
def of():
    """What is known of a table of posts."""

    def known_of(frame, **plan):
        return Known(audit.run(frame, workers=1, **plan))

    return known_of


@pytest.fixture
def with_estimates():
    """The same findings with more estimates."""

    def made(known, *estimates):
        findings = replace(known.findings, estimates=(*known.findings.estimates, *estimates))
        return replace(known, findings=findings)

    return made


@pytest.fixture
def with_finding():
    """The same findings with one more."""

    def made(known, metric, title, harm="privacy", severity="high"):
        finding = Finding(
            f"{metric}.x", metric, title, "One sentence that is long enough to be one.", "shown", severity, "high", harm
        )
        return replace(known, findings=replace(known.findings, findings=(*known.findings.findings, finding)))

    return made


@pytest.fixture
def empty_known(empty):
    """What is known of an audit that says nothing."""
    return Known(empty)
