"""Groups inferred from first names: few authors are hidden, and nobody's name gets out."""

from __future__ import annotations

import json
import logging
import re
from types import SimpleNamespace

import pytest
from named_posts import SHARES, P, first, planned, posts_of, run, told, write_list

import audit
from audit.api import run_audit
from audit.tally.tally_file import load as load_tally

# --- small cells ------------------------------------------------------------------------------------------------------


def test_a_group_of_few_names_is_hidden_everywhere(posts, tmp_path):
    names = write_list(tmp_path)
    with names.open("a", encoding="utf-8") as file:
        file.write("Skyler,nonbinary,1\n")
    rows = [dict(row) for row in posts]
    for row in rows[:6]:
        row["name"] = "Skyler"
    found = run(rows, names)
    assert not [each.id for each in found.estimates if "nonbinary" in each.id]
    shares = [each for each in found.estimates if "share" in each.measure and each.measure != "share_of_posts"]
    assert shares
    assert all(each.n_posts is None for each in shares), "their posts would follow from the others"


def test_few_names_that_are_not_listed_are_not_told_by_subtraction(names):
    rows = posts_of(800, seed=9, unlisted=0.0)
    rows += [{"text": f"p{i}", "author_id": f"b{i % 3}", "name": "Xaviera", "woman": True} for i in range(9)]
    found = run(rows, names)
    assert found.estimate(f"{P}.names.share_listed").status == "suppressed"
    assert found.estimate(f"{P}.women.share_of_posts_weighted").n_posts is None
    assert "The list has the first name" not in found.finding(P).statement


@pytest.mark.parametrize(("prolific", "share", "status"), [(8, 0.5, "suppressed"), (1, 0.9, "not_estimable")])
def test_a_few_authors_with_nearly_all_posts_have_no_weighted_share(tmp_path, prolific, share, status):
    """It would be the share of their names; eight of one share near the mean do not even show in the design effect."""
    shares = {"Anna": 0.95, "Peter": 0.05}
    names = write_list(tmp_path, shares | {"Skyler": share})
    rows = posts_of(300, seed=10, shares=shares, weights=[0.5, 0.5], unlisted=0.0, single=True)
    rows += [{"text": f"p{i}", "author_id": f"b{i % prolific}", "name": "Skyler", "woman": True} for i in range(8000)]
    found = run(rows, names)
    weighted = found.estimate(f"{P}.women.share_of_posts_weighted")
    assert (weighted.status, weighted.value, weighted.low) == (status, None, None)


def test_no_group_large_enough_still_says_how_many_names_there_are(names):
    rows = posts_of(300, seed=11, shares={"Kim": 0.7, "Robin": 0.4}, weights=[0.5, 0.5])
    found = run(rows, names)
    assert found.estimate(f"{P}.names.share_not_classified").value == 1
    assert any("no inferred group surely has 10 authors" in each.reason for each in found.not_measured)


# --- nobody's name gets out -------------------------------------------------------------------------------------------

RARE, RARE_SHARE = "Quixotilde", 0.8642


@pytest.fixture
def planted(tmp_path, posts):
    names = write_list(tmp_path, SHARES | {RARE: RARE_SHARE})
    rows = told(posts) + [{"text": f"text {i}", "author_id": "rare", "name": f"{RARE} Doe"} for i in range(7)]
    source = tmp_path / "posts.jsonl"
    source.write_text("".join(json.dumps(each) + "\n" for each in rows))
    (tmp_path / "audit.toml").write_text(
        '[groups.gender]\ncolumn = "name"\n[benchmarks]\ngender = "us-residents-2020"\n'
        '[inference.gender]\nsource = "inferred"\nnames = "names.csv"\n'
    )
    return SimpleNamespace(source=source, plan=tmp_path / "audit.toml", folder=tmp_path, names=names)


def test_no_file_and_no_log_has_a_name_or_its_share(postaudit, planted, caplog):
    caplog.set_level(logging.DEBUG)
    reports = planted.folder / "reports"
    said = postaudit("run", planted.source, "-c", planted.plan, "-o", reports)
    assert said.code == 0, said.err
    [folder] = reports.iterdir()
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {"findings.json", "report.html", "tally.arrow", "run.json"} <= {path.name for path in files}
    seen = {path.name: path.read_bytes() for path in files}
    seen |= {"printed": (said.out + said.err + caplog.text).encode()}
    for name, content in seen.items():
        for secret in (RARE, RARE.casefold(), str(RARE_SHARE), f"{1 - RARE_SHARE:.4f}", "Élise", "élise", "Xaviera"):
            assert secret.encode() not in content, (name, secret)
        assert not re.search(rb"\bAnna\b|\bRobin\b", content), name
        assert str(planted.folder).encode() not in content or name in ("printed", "run.json"), name


def test_files_of_tallies_hold_nothing_of_it(postaudit, planted):
    out = planted.folder / "t.tally"
    assert postaudit("tally", planted.source, "-c", planted.plan, "-q", "-o", out).code == 0
    tally, _, _ = load_tally(out)
    for cells in (tally.counts, tally.authors, tally.samples):
        assert not [cell for cell in cells if "gender" in cell and cell[0] != "mentions"]
    # The groups that a lexicon names are no part of the data, whatever the axis is called.
    told = [cell for cell in tally.totals if "gender" in cell and cell[1] != "names"]
    assert told == [("dataset", "withheld", "gender")]
    made = run_audit(planted.source, plan=planted.plan, workers=1)
    assert [cell for cell in made.tally.counts if "gender" in cell], "a run judges it in memory"


def test_a_merge_says_that_it_was_left_out(postaudit, planted):
    key = planted.folder / "key"
    key.write_bytes(b"0123456789abcdef")
    lines = planted.source.read_text().splitlines(keepends=True)
    parts = []
    for part in range(2):
        source = planted.folder / f"part{part}.jsonl"
        source.write_text("".join(lines[part::2]))
        parts.append(planted.folder / f"{part}.tally")
        done = postaudit("tally", source, "-c", planted.plan, "--key-file", key, "-q", "-o", parts[-1])
        assert done.code == 0, done.err
    merged = audit.merge(parts, plan=planted.plan)
    assert not [each.id for each in merged.estimates if "gender" in each.id]
    [reason] = [each.reason for each in merged.not_measured if "first names" in each.reason]
    assert "files of tallies hold nothing" in reason
    assert "one run" in reason
    whole = audit.run(planted.source, plan=planted.plan, workers=1)
    rest = [each for each in whole.estimates if "gender" not in each.id]
    assert list(merged.estimates) == rest, "all else is as in one run"


def test_converted_posts_have_neither_names_nor_groups(postaudit, planted):
    out = planted.folder / "p.jsonl"
    assert postaudit("convert", planted.source, "-c", planted.plan, "-q", "-o", out).code == 0
    assert RARE not in out.read_text()
    assert "gender" not in out.read_text()


def test_no_other_metric_sees_it(posts, names):
    rows = [row | {"label": "yes" if at % 3 else "no"} for at, row in enumerate(told(posts))]
    found = audit.run(rows, plan=planned(names) | {"labels": ["label"]}, workers=1)
    assert {each.metric for each in found.estimates if "gender" in each.group or "gender" in each.id} == {
        "representation"
    }


def test_hostile_names_are_counted_and_harmless(names):
    hostile = [
        "\u202eannA",
        "",
        " ",
        "🌸",
        "x" * 10_000,
        "Anna" * 5_000,
        "\x00Anna",
        "'; DROP",
        "=1+1",
        "<b>Anna</b>",
        "a\u0301" * 500,
    ]
    rows = posts_of(200, seed=12, unlisted=0.0)
    rows += [
        {"text": f"p{i}", "author_id": f"h{i}", "name": hostile[i % len(hostile)], "woman": True} for i in range(220)
    ]
    found = run(rows, names)
    listed = found.estimate(f"{P}.names.share_listed")
    # Of eleven, the one in a turned direction, the one behind a NUL and no other are on the list.
    expected = sum(first(row) in SHARES for row in rows if row["name"].strip() and row["author_id"][0] == "a") + 40
    assert listed.value == pytest.approx(expected / len(rows))
