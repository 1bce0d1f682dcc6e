"""``ledger/expected.json``: files made for this project, each with the truth of what it holds."""

from __future__ import annotations

import json
from collections import Counter

from audit import api
from audit.errors import AuditError

# A file cut or damaged in the middle: what can be read of it is, and the command says so and ends in 2.
DAMAGED = {"gz_truncated.jsonl.gz"}


def audited(path):
    """Accounting and warnings of an audit; None where it is refused."""
    try:
        result = api.run_audit(path)
    except AuditError:
        return None
    ledgers = result.ledgers
    total = Counter()
    for each in ledgers:
        total.update(
            records=each.records, posts=each.posts, rejected=each.rejected.total(), skipped=each.skipped.total()
        )
    warnings = sum((each.warnings + each.rejected for each in ledgers), Counter())
    copies = sum(each.skipped["duplicate id"] for each in ledgers)
    return total, warnings, copies


def test_every_file_comes_to_what_is_known_of_it(hostile, survived):
    cases = json.loads((hostile / "ledger/expected.json").read_text(encoding="utf-8"))
    wrong = {}
    for case in cases:
        found = audited(hostile / "ledger" / case["file"])
        problems = list(differences(case, found))
        if problems:
            wrong[case["file"]] = problems
    survived("files with known truth", len(cases), len(cases) - len(wrong))
    assert len(cases) == 53
    assert not wrong


def differences(case, found):
    outcome = case["outcome"]
    if found is None:
        if "refuse" not in outcome:
            yield "refused"
        return
    if outcome == "refuse":
        yield "not refused"
        return
    total, warnings, copies = found
    if total["records"] != total["posts"] + total["rejected"] + total["skipped"]:
        yield "does not balance"
    if "records_in" in case and total["records"] != case["records_in"]:
        yield f"{total['records']} records"
    # A copy of a post is a record that was read, and is no second post.
    if "records_ok" in case and total["posts"] + copies != case["records_ok"]:
        yield f"{total['posts']} posts"
    if "records_rejected" in case and total["rejected"] != case["records_rejected"]:
        yield f"{total['rejected']} rejected"
    for warning, count in case.get("warnings", {}).items():
        if warnings[warning] < count:
            yield f"{warning}: {warnings[warning]} of {count}"


def test_the_audit_of_a_damaged_file_is_not_finished(hostile, tmp_path, postaudit):
    for name in DAMAGED:
        told = postaudit("convert", hostile / "ledger" / name, "-o", tmp_path / "posts.jsonl")
        assert told.code == 2
        assert f"{name}: damaged (truncated_stream)" in told.err
        assert len((tmp_path / "posts.jsonl").read_text().splitlines()) == 232


def test_rejects_are_listed_with_place_and_reason(hostile):
    result = api.run_audit(hostile / "ledger/json_broken_lines.jsonl")
    listed = [json.loads(line) for line in api.rejections(result).splitlines()]
    assert [each["record"] for each in listed] == [21, 22, 23, *range(34, 40)]
    assert all(each["reason"] and each["byte"] is not None and each["source"] for each in listed)
