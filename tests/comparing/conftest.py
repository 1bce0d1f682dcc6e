"""Findings made by hand: a few estimates with limits, as an audit writes them."""

from __future__ import annotations

import pytest

from audit.finding import Estimate, Finding, Findings
from audit.plan import Plan
from audit.provenance import plan_as_printed


def make_estimate(
    identifier: str, value: float | None, low: float | None, high: float | None, **more: object
) -> Estimate:
    metric, *_, measure = identifier.split(".")
    base = {
        "group": {},
        "unit": "share",
        "n_posts": 4000,
        "n_authors": 1200,
        "n_effective": 900.0,
        "degrees_of_freedom": 120.0,
    }
    return Estimate(
        identifier, metric, more.pop("measure", measure), value=value, low=low, high=high, **{**base, **more}
    )


def make_finding(identifier: str, headline: str | None, reading: str = "shown", **more: object) -> Finding:
    metric = identifier.split(".", maxsplit=1)[0]
    base = {
        "severity": "high",
        "confidence": "high",
        "harm": "erasure",
        "title": f"Claim {identifier}",
        "statement": "So.",
    }
    return Finding(
        id=identifier,
        metric=metric,
        reading=reading,
        headline=headline,
        estimates=(headline,) if headline else (),
        **{**base, **more},
    )


def make_findings(*estimates: Estimate, findings=(), fingerprint="a" * 32, plan=None, metrics=None, **more) -> Findings:
    printed = plan_as_printed(Plan.make(plan or {}))
    names = metrics or sorted({each.metric for each in estimates} | {each.metric for each in findings})
    audit = {"id": fingerprint[:12], "tool": "postaudit", "version": more.pop("version", "0.1.0"), "plan": printed}
    dataset = {
        "name": more.pop("name", "posts"),
        "fingerprint": fingerprint,
        "posts": 4000,
        "authors": more.pop("authors", 1200),
        "first": None,
        "last": None,
        **more.pop("dataset", {}),
    }
    return Findings(
        audit=audit,
        dataset=dataset,
        estimates=tuple(estimates),
        findings=tuple(findings),
        methods=tuple({"name": name, "title": f"Title of {name}"} for name in names),
        **more,
    )


@pytest.fixture
def estimate():
    return make_estimate


@pytest.fixture
def finding():
    return make_finding


@pytest.fixture
def findings():
    return make_findings
