"""``report.sarif``: what is shown, as code scanning takes it (SARIF 2.1.0, OASIS standard of 27 March 2020).

SARIF wants a place in a file and a dataset has none, so every result points at the plan file, and is told apart by its id:
``partialFingerprints`` (section 3.27.17) hold it. GitHub matches alerts by ``primaryLocationLineHash`` and would take two
results on one line for one, so that is given too. What the plan accepts is a suppressed result (section 3.35), and what was
not measured a notification of the run (section 3.58). No time and no host is in it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from audit.gating import Verdict
from audit.report.outcome import Outcome
from audit.report.visible import clipped, visible
from audit.version import __version__

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
#: GitHub takes 5,000 results of a run and shows as many; more are left out, and it is said.
MOST_RESULTS = 5000
_PLAN = "audit.toml"


def render(
    outcomes: Sequence[Outcome], rules: Sequence[Mapping[str, Any]], verdict: Verdict | None, config: Path | None
) -> bytes:
    """The outcomes as SARIF.

    Parameters
    ----------
    outcomes : sequence of Outcome
    rules : sequence of mapping
        Cards of the metrics, as findings hold them: name, title, and what else is known of question, definition, reading.
    verdict : Verdict or None
    config : Path or None
        The plan file; ``audit.toml`` if not given.
    """
    shown = [each for each in outcomes if each.shown]
    described = _rules(rules, sorted({each.kind for each in shown}))
    places = {rule["id"]: index for index, rule in enumerate(described)}
    run = {
        "tool": {"driver": {"name": "postaudit", "semanticVersion": __version__, "rules": described}},
        "invocations": [_invocation(outcomes, len(shown), verdict)],
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, places, place_of(config)) for each in shown[:MOST_RESULTS]],
    }
    content = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def place_of(config: Path | None) -> str:
    """The plan file as an address within a repository; its name alone where it lies outside."""
    if config is None:
        return _PLAN
    outside = config.is_absolute() or ".." in config.parts
    from urllib.parse import quote

    return quote(visible(config.name if outside else config.as_posix()))


def _rules(cards: Sequence[Mapping[str, Any]], kinds: Sequence[str]) -> list[dict[str, Any]]:
    known = {str(each.get("name")): each for each in cards}
    return [_rule(kind, known.get(kind.rpartition(".")[2], {})) for kind in kinds]


def _rule(kind: str, card: Mapping[str, Any]) -> dict[str, Any]:
    title = clipped(str(card.get("title") or kind), 200)
    prefix = {"claims": "Claims: ", "changes": "Changes: "}.get(kind.partition(".")[0] if "." in kind else "", "")
    rule: dict[str, Any] = {"id": kind, "shortDescription": {"text": f"{prefix}{title}"}}
    if card.get("question"):
        rule["fullDescription"] = {"text": clipped(str(card["question"]), 900)}
    help_ = [str(card[each]) for each in ("definition", "reading", "not_evidence_of") if card.get(each)]
    if help_:
        rule["help"] = {"text": "\n\n".join(clipped(each, 1200) for each in help_)}
    return rule


def _result(outcome: Outcome, places: Mapping[str, int], place: str) -> dict[str, Any]:
    digest = hashlib.sha256(f"{outcome.kind} {outcome.identifier}".encode("utf-8", "backslashreplace")).hexdigest()[:16]
    result: dict[str, Any] = {
        "ruleId": outcome.kind,
        "ruleIndex": places[outcome.kind],
        "kind": "fail" if outcome.level != "none" else "informational",
        "level": outcome.level,
        "message": {"text": _message(f"{outcome.title}. {outcome.text}")},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": {"uri": place}, "region": {"startLine": 1}},
                "logicalLocations": [{"fullyQualifiedName": outcome.identifier, "kind": "member"}],
            }
        ],
        "partialFingerprints": {"postauditId/v1": outcome.identifier, "primaryLocationLineHash": f"{digest}:1"},
    }
    if outcome.fresh is not None:
        result["baselineState"] = "new" if outcome.fresh else "unchanged"
    if outcome.state == "accepted":
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": outcome.reason}]
    return result


def _skipped(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, str]]:
    """What was not measured or compared, what shares a kind and a reason said once."""
    together: dict[tuple[str, str], list[str]] = {}
    for each in outcomes:
        if each.state == "skipped":
            together.setdefault((each.kind, each.reason), []).append(each.title)
    for (kind, reason), titles in together.items():
        more = f" and {len(titles) - 1} more" if len(titles) > 1 else ""
        yield kind, f"{titles[0]}{more}: {reason}"


def _message(text: str) -> str:
    """Text in which nothing is taken for a link (section 3.11.6)."""
    return re.sub(r"([\\\[\]])", r"\\\1", text)


def _invocation(outcomes: Sequence[Outcome], shown: int, verdict: Verdict | None) -> dict[str, Any]:
    said = [(kind, text, "note") for kind, text in _skipped(outcomes)]
    if shown > MOST_RESULTS:
        said.append(("postaudit", f"{shown - MOST_RESULTS} more results are left out.", "warning"))
    for each in verdict.accepted if verdict else ():
        what = "accepted, and no longer shown" if each.gone else "accepted"
        said.append((clipped(each.id, 240), clipped(f"{what}: {each.reason}", 800), "note"))
    if verdict and verdict.unjudged:
        said.append(("gate", f"cannot be judged: {clipped(verdict.unjudged, 800)}", "error"))
    notifications = [
        {"descriptor": {"id": name}, "level": level, "message": {"text": _message(text)}} for name, text, level in said
    ]
    return {"executionSuccessful": not (verdict and verdict.unjudged), "toolExecutionNotifications": notifications}
