"""Report folders to look at, a server of them, and requests to it."""

from __future__ import annotations

import http.client
import json
import threading
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from typing import NamedTuple

from audit.finding import Findings
from audit.report.report import Report
from audit.viewing.server import Server
from audit.viewing.shelf import Shelf

PRIVATE = ("tally.arrow", "rejected.jsonl", "evidence.html", "evidence.md", "released_counts.json", "notes.txt")
#: Words of the schema, which a file cannot have other values of.
_OF_THE_SCHEMA = {"reading", "severity", "confidence", "harm", "unit", "status", "kind"}
_DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><path d="M0 0h1"/></svg>'


class Got(NamedTuple):
    """What a server answered."""

    status: int
    head: dict[str, str]
    body: str


def put_report(folder, findings):
    """A report folder with findings and, beside them, what a run leaves there; its charts are none worth looking at."""
    (folder / "figures").mkdir(parents=True, exist_ok=True)
    report = Report(findings)
    (folder / "findings.json").write_bytes(report.json())
    (folder / "findings.csv").write_text(report.csv(), encoding="utf-8")
    (folder / "run.json").write_text(json.dumps({"time": "2026-11-23T10:00:00+00:00", "host": "secret-host"}))
    (folder / "report.html").write_text("<!doctype html><title>the page</title>")
    (folder / "figures" / "representation.gender.svg").write_text(_DRAWING)
    for name in PRIVATE:
        (folder / name).write_text(f"kept back: {name}")
    return folder


@contextmanager
def serving(place):
    """A server of this place, on a thread of its own."""
    with Server(Shelf(place)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def ask(server, target, *, method="GET", host=None, more=()):
    """One request, its target sent as it is."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    connection._validate_path = lambda _: None  # also targets that no browser would send
    connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
    for each in [f"127.0.0.1:{server.server_port}"] if host is None else host:
        connection.putheader("Host", each)
    for name, value in more:
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read().decode("utf-8")
    connection.close()
    return Got(answer.status, {name.lower(): value for name, value in answer.getheaders()}, body)


def many(findings, n):
    """The same audit with so many figures."""
    first = findings.estimates[0]
    more = (
        replace(first, id=f"mentions.place.p{i}.share_of_posts", metric="mentions", group={"place": f"place {i}"},
                value=(i * 7919 % n) / n, low=(i * 7919 % n) / n / 2, high=1.0, n_posts=i, n_authors=i // 2)
        for i in range(n - len(findings.estimates))
    )  # fmt: skip
    return replace(findings, estimates=(*findings.estimates, *more))


def spoken(findings, text):
    """The same audit, every text in it this one and a number: what was the same in two places still is."""
    numbers = {}

    def said(value, name=""):
        if isinstance(value, str):
            number = numbers.setdefault(value, len(numbers))
            return value if name in _OF_THE_SCHEMA or not value else f"{text} {number}"
        if isinstance(value, dict):
            return {said(key) if name == "group" else key: said(each) for key, each in value.items()}
        if isinstance(value, (list, tuple)):
            return tuple(said(each, name) for each in value)
        if is_dataclass(value):
            return replace(value, **{each.name: said(getattr(value, each.name), each.name) for each in fields(value)})
        return value

    return Findings(
        audit={**findings.audit, "version": text},
        dataset={**findings.dataset, "name": text},
        estimates=said(findings.estimates),
        findings=said(findings.findings),
        blocks=said(findings.blocks),
        not_measured=said(findings.not_measured),
        methods=said(findings.methods),
    )
