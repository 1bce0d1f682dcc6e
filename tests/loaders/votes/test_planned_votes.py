"""Votes that a plan or a flag names: counts with their total, a column per annotator, a row per judgement; and the known set."""

from __future__ import annotations

import csv
import json

import pytest
from click.testing import CliRunner

import audit
from audit.cli.commands import cli
from audit.errors import ColumnError, PlanError
from audit.loaders.base import Ledger

TEXT = [f"it was the end of day number {i} and we were at the market" for i in range(8)]


def write(path, header, rows):
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([header, *rows])
    return path


def votes_of(path, **plan):
    ledgers: list[Ledger] = []
    batches = list(audit.load(path, **plan).batches(keep_ids=True, ledgers=ledgers))
    found = [row for batch in batches for row in batch.to_pylist()]
    votes = [None if row["votes"] is None else [tuple(vote.values()) for vote in row["votes"]] for row in found]
    return votes, ledgers[0], found


COUNTS = {"columns": {"hate": "n_h", "fine": "n_f"}, "total": "n"}


def counts(tmp_path, **changes):
    rows = [[f"p{i}", TEXT[i], i % 4, 3 - i % 4, 3] for i in range(8)]
    for place, row in changes.items():
        rows[int(place[1:])][2:] = row
    return write(tmp_path / "counts.csv", ["id", "text", "n_h", "n_f", "n"], rows)


def test_counts_by_label(tmp_path):
    votes, ledger, _ = votes_of(counts(tmp_path), votes=COUNTS)
    assert votes[:4] == [
        [(None, "fine", 3.0)],
        [(None, "hate", 1.0), (None, "fine", 2.0)],
        [(None, "hate", 2.0), (None, "fine", 1.0)],
        [(None, "hate", 3.0)],
    ]
    assert not {"votes_not_total", "bad_vote_count"} & set(ledger.warnings)


def test_counts_that_do_not_add_up_are_in_the_ledger_and_in_no_figure(tmp_path):
    path = counts(tmp_path, p2=[9, 9, 3], p5=["many", 1, 3])
    votes, ledger, found = votes_of(path, votes=COUNTS)
    assert votes[2] is None
    assert votes[5] is None
    assert len(found) == 8, "the posts stay"
    assert (ledger.warnings["votes_not_total"], ledger.warnings["bad_vote_count"]) == (1, 1)
    source = audit.run(path, votes=COUNTS, metrics=["coverage"]).dataset["sources"][0]
    assert (source["warnings"]["votes_not_total"], source["warnings"]["bad_vote_count"]) == (1, 1)
    votes, ledger, _ = votes_of(path, votes={"columns": COUNTS["columns"]})
    assert votes[2] == [(None, "hate", 9.0), (None, "fine", 9.0)], "without a total nothing is wrong with it"


def test_a_column_for_each_annotator(tmp_path):
    rows = [[f"p{i}", TEXT[i], "yes", "no" if i % 2 else "yes", "" if i else "no"] for i in range(8)]
    path = write(tmp_path / "wide.csv", ["id", "text", "rater_1", "rater_2", "rater_x"], rows)
    votes, _, _ = votes_of(path, votes={"each": "rater_*"})
    assert votes[0] == [("rater_1", "yes", 1.0), ("rater_2", "yes", 1.0), ("rater_x", "no", 1.0)]
    assert votes[1] == [("rater_1", "yes", 1.0), ("rater_2", "no", 1.0)]
    numbers = write(
        tmp_path / "numbers.csv", ["id", "text", "trial_a", "trial_b"], [[i, TEXT[i], i % 5, 2] for i in range(8)]
    )
    votes, _, _ = votes_of(numbers, votes={"each": ["trial_a", "trial_b"]})
    assert votes[3] == [("trial_a", "trial", 3.0), ("trial_b", "trial", 2.0)]


def test_a_row_for_each_judgement_under_any_names(tmp_path):
    rows = [[f"p{i}", TEXT[i], f"w{j}", "ab"[(i + j) % 2]] for i in range(8) for j in range(3)]
    path = write(tmp_path / "long.csv", ["unit", "text", "who", "said"], rows)
    plan = {"votes": {"item": "unit", "annotator": "who", "label": "said"}}
    votes, ledger, found = votes_of(path, **plan)
    assert len(votes) == 8
    assert ledger.records == 24
    assert votes[0] == [("w0", "a", 1.0), ("w1", "b", 1.0), ("w2", "a", 1.0)]
    assert dict(found[0]["labels"]) == {"said": "a"}
    votes, ledger, _ = votes_of(write(path, ["unit", "text", "who", "said"], [*rows, rows[0]]), **plan)
    assert ledger.warnings["repeated_vote"] == 1
    assert votes[0] == [("w0", "a", 1.0), ("w1", "b", 1.0), ("w2", "a", 1.0)]


def test_davidson_is_known_by_exactly_its_columns(tmp_path):
    header = ["", "count", "hate_speech", "offensive_language", "neither", "class", "tweet"]
    rows = [[i, 3, 1, 2, 0, 1, TEXT[i % 8]] for i in range(8)]
    rows[3][2] = 2  # adds up to four
    votes, ledger, _ = votes_of(write(tmp_path / "known.csv", header, rows))
    assert votes[0] == [(None, "hate", 1.0), (None, "offensive", 2.0)]
    assert votes[3] is None
    assert ledger.warnings["votes_not_total"] == 1
    assert any("how many annotators chose it" in line for line in audit.load(tmp_path / "known.csv").describe())


def test_what_cannot_be_is_refused(tmp_path):
    path = counts(tmp_path)
    with pytest.raises(ColumnError, match="no column 'n_x'"):
        audit.load(path, votes={"columns": {"hate": "n_x"}})
    with pytest.raises(ColumnError, match=r"votes\.each: there is no column 'rater_\*'"):
        audit.load(path, votes={"each": "rater_*"})
    for wrong in (
        {"total": "n"},
        {"columns": {"a": "b"}, "each": "c"},
        {"annotator": "w"},
        {"columns": {"a": "b"}, "label": "c"},
    ):
        with pytest.raises(PlanError):
            audit.load(path, votes=wrong)


def run(*arguments):
    result = CliRunner().invoke(cli, [*map(str, arguments)])
    assert result.exit_code == 0, result.output
    return result


def test_the_flags_say_the_same(tmp_path):
    path = counts(tmp_path, p2=[9, 9, 3])
    run("convert", path, "--votes", "hate=n_h,fine=n_f", "--votes-total", "n", "--keep-ids", "-o", tmp_path / "a.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()]
    assert lines[1]["votes"] == [
        {"annotator": None, "label": "hate", "value": 1.0},
        {"annotator": None, "label": "fine", "value": 2.0},
    ]
    assert not lines[2].get("votes")
    wide = write(tmp_path / "wide.csv", ["id", "text", "r1", "r2"], [[i, TEXT[i], "x", "xy"[i % 2]] for i in range(8)])
    run("convert", wide, "--votes-from", "r1,r2", "-o", tmp_path / "b.jsonl")
    votes = json.loads((tmp_path / "b.jsonl").read_text().splitlines()[0])["votes"]
    assert [vote["label"] for vote in votes] == ["x", "x"]
    assert "r1" not in {vote["annotator"] for vote in votes}, "annotators leave under a pseudonym"
    long = write(
        tmp_path / "long.csv", ["id", "text", "who", "said"], [[i // 2, TEXT[i // 2], i, "xy"[i % 2]] for i in range(8)]
    )
    run("convert", long, "--votes-rows", "annotator=who,label=said", "-o", tmp_path / "c.jsonl")
    assert len((tmp_path / "c.jsonl").read_text().splitlines()) == 4


def test_the_printed_plan_says_it_only_where_it_was_said(tmp_path):
    path = counts(tmp_path)
    assert "votes" not in audit.run(path, metrics=["coverage"]).audit["plan"]
    assert audit.run(path, metrics=["coverage"], votes=COUNTS).audit["plan"]["votes"]["total"] == "n"
