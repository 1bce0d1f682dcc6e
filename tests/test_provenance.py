"""The audit id, and what a report says of the machine: enough to repeat it and nothing that tells of its owner."""

from __future__ import annotations

import getpass
import json
import re
import socket
from datetime import UTC, datetime

from audit import provenance
from audit.plan import Plan
from audit.provenance import audit_id, plan_as_printed

RESOURCES = [{"sha256": "a" * 64, "name": "one"}, {"sha256": "b" * 64, "name": "two"}]


def test_the_id_is_of_posts_plan_resources_and_version(monkeypatch):
    first = audit_id("f" * 32, Plan(), RESOURCES)
    assert re.fullmatch(r"[0-9a-f]{12}", first)
    assert audit_id("f" * 32, Plan(), RESOURCES[::-1]) == first
    assert audit_id("f" * 32, Plan(), [{**each, "name": "renamed"} for each in RESOURCES]) == first
    others = [
        audit_id("e" + "f" * 31, Plan(), RESOURCES),
        audit_id("f" * 32, Plan.make({"skip": ["labels"]}), RESOURCES),
        audit_id("f" * 32, Plan(), RESOURCES[:1]),
        audit_id("f" * 32, Plan(), [*RESOURCES[:1], {"sha256": "c" * 64}]),
    ]
    monkeypatch.setattr(provenance, "__version__", "999")
    others.append(audit_id("f" * 32, Plan(), RESOURCES))
    assert len({first, *others}) == 6


def test_the_id_does_not_hang_on_where_a_benchmark_lies():
    plans = [Plan.make({"benchmarks": {"gender": f"{folder}/own.csv"}}) for folder in ("/a", "/b/c", ".")]
    assert len({audit_id("f" * 32, plan, RESOURCES) for plan in plans}) == 1


def test_the_printed_plan_is_json_and_can_be_read_again():
    plan = Plan.make({"groups": {"gender": {"column": "g", "values": {"women": ["f"]}}}, "labels": ["x"]})
    printed = plan_as_printed(plan)
    assert Plan.make(json.loads(json.dumps(printed))) == plan


def test_the_machine_is_told_by_versions_alone():
    told = json.dumps(provenance.machine())
    for private in (socket.gethostname(), getpass.getuser(), "/home", "/root"):
        assert private not in told
    assert {"numpy", "pyarrow", "fairlearn"} <= provenance.machine()["libraries"].keys()


def test_time_is_utc_and_memory_is_bytes():
    moment = datetime.strptime(provenance.now(), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert abs((datetime.now(UTC) - moment).total_seconds()) < 60
    assert 10**7 < provenance.peak_memory() < 10**12
