"""Tables with a row per judgement: one post each, all votes, whatever the order, the form and the size of batches."""

from __future__ import annotations

import csv
import json
import random
from collections import Counter

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import audit
from audit.errors import SourceError
from audit.loaders.base import Ledger
from audit.loaders.tables import gathering
from audit.loaders.tables.gathering import COUNTED

HEADER = ["id", "text", "annotator", "annotator_gender", "label", "gold_label"]


def judgements(posts=40, judges=5, seed=3):
    chance = random.Random(seed)
    return [
        [f"p{post}", f"this is what post number {post} says", f"a{judge}", "f" if judge % 2 else "m", said, "hate" if post % 3 else "none"]
        for post in range(posts)
        for judge in range(judges)
        for said in [chance.choice(["hate", "none", "unsure"])]
    ]  # fmt: skip


def write(path, rows, header=HEADER):
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([header, *rows])
    return path


def load(path, **plan):
    ledgers: list[Ledger] = []
    posts = audit.load(path, **plan)
    table = pa.Table.from_batches(list(posts.batches(ledgers=ledgers, keep_ids=True)))
    whole = Ledger()
    for each in ledgers:
        assert each.balances()
        whole.merge(each)
    return table, whole, posts


def votes_of(table):
    return {
        post: Counter((vote["annotator"], vote["label"], vote["value"]) for vote in votes or [])
        for post, votes in zip(table.column("post_id").to_pylist(), table.column("votes").to_pylist(), strict=True)
    }


def labels_of(table, name):
    return {
        post: dict(pairs or {}).get(name)
        for post, pairs in zip(table.column("post_id").to_pylist(), table.column("labels").to_pylist(), strict=True)
    }


def test_rows_of_a_post_are_one_post_with_its_votes(tmp_path):
    rows = judgements()
    table, ledger, posts = load(write(tmp_path / "judged.csv", rows))
    assert (ledger.records, ledger.posts, ledger.skipped) == (200, 40, {COUNTED: 160})
    assert table.num_rows == 40
    expected: dict[str, Counter] = {}
    for ident, _, judge, _, said, _ in rows:
        expected.setdefault(ident, Counter())[judge, said, 1.0] += 1
    assert votes_of(table) == expected
    for ident, said in labels_of(table, "label").items():
        counts = Counter(label for _, label, _ in expected[ident].elements()).most_common()
        tied = len(counts) > 1 and counts[0][1] == counts[1][1]
        assert said == (None if tied else counts[0][0])
    assert labels_of(table, "gold_label")["p1"] == "hate"
    assert table.column("attributes").null_count == 40, "the judge's gender is not the author's"
    assert any("one judgement" in line for line in posts.describe())


@settings(max_examples=25, deadline=None)
@given(order=st.randoms(use_true_random=False), held=st.integers(1, 300))
def test_neither_order_nor_size_of_batches_matters(tmp_path_factory, order, held):
    rows = judgements(12, 4)
    order.shuffle(rows)
    path = write(tmp_path_factory.mktemp("long") / "judged.csv", rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gathering, "_HELD", held)
        table, ledger, _ = load(path)
    expected, same_ledger, _ = load(write(path.with_name("sorted.csv"), judgements(12, 4)))
    assert votes_of(table) == votes_of(expected)
    assert labels_of(table, "label") == labels_of(expected, "label")
    assert (ledger.records, ledger.posts, ledger.skipped) == (
        same_ledger.records,
        same_ledger.posts,
        same_ledger.skipped,
    )


def test_findings_are_the_same_for_any_order_and_number_of_workers(tmp_path):
    rows = judgements(60, 4)
    first = audit.run(write(tmp_path / "judged.csv", rows), workers=1)
    second = audit.run(write(tmp_path / "judged.csv", rows[::-1]), workers=2)
    assert first.dataset["fingerprint"] == second.dataset["fingerprint"]
    assert first.estimates == second.estimates
    assert first.findings == second.findings


def test_sorted_by_judge_the_beginning_shows_no_repetition(tmp_path):
    rows = sorted(judgements(40, 3), key=lambda row: row[2])
    assert load(write(tmp_path / "judged.csv", rows))[1].posts == 40


def test_without_ids_posts_are_told_by_their_text(tmp_path):
    rows = [row[1:] for row in judgements()]
    table, ledger, _ = load(write(tmp_path / "judged.csv", rows, HEADER[1:]))
    assert (ledger.records, ledger.posts) == (200, 40)
    assert all(len(votes) == 5 for votes in table.column("votes").to_pylist())


def test_one_row_per_post_with_a_judge_keeps_equal_texts_apart(tmp_path):
    rows = [[f"hello number {n % 97}", f"a{n % 3}", "x" if n % 2 else "y"] for n in range(100)]
    assert load(write(tmp_path / "posts.csv", rows, ["text", "annotator", "label"]))[1].posts == 100


def test_nobody_says_who_judged(tmp_path):
    rows = [[row[0], row[1], row[4]] for row in judgements()]
    table, ledger, _ = load(write(tmp_path / "judged.csv", rows, ["id", "text", "label"]))
    assert (ledger.records, ledger.posts) == (200, 40)
    assert {vote["annotator"] for votes in table.column("votes").to_pylist() for vote in votes} == {None}


def test_copies_of_posts_are_no_judgements(tmp_path):
    """The same id, text and label twice is a duplicate, which is for the pipeline to drop."""
    rows = [[f"p{n % 20}", f"what post {n % 20} says", "x" if n % 2 else "y"] for n in range(40)]
    assert load(write(tmp_path / "posts.csv", rows, ["id", "text", "label"]))[1].posts == 40


def test_equal_ids_with_other_texts_stay_apart(tmp_path):
    rows = judgements(20, 3)
    rows[0] = ["p0", "another text altogether", "a0", "m", "hate", "none"]
    table, ledger, _ = load(write(tmp_path / "judged.csv", rows))
    assert ledger.posts == 21
    assert sorted(len(votes) for votes in table.column("votes").to_pylist())[:2] == [1, 2]


def test_yes_and_no_in_a_column_for_each_label(tmp_path):
    """The shape of GoEmotions' raw tables: a column per emotion, 0 or 1, a row per rater."""
    chance = random.Random(1)
    rows = [
        [f"this is post {post}", f"id{post}", f"r{rater}", *(str(chance.randint(0, 1)) for _ in range(3))]
        for post in range(30)
        for rater in range(3)
    ]
    table, ledger, _ = load(write(tmp_path / "raw.csv", rows, ["text", "id", "rater_id", "joy", "fear", "relief"]))
    assert ledger.posts == 30
    assert all(len(votes) == 9 for votes in table.column("votes").to_pylist())
    joy = labels_of(table, "joy")
    for post in range(30):
        said = sum(int(row[3]) for row in rows if row[1] == f"id{post}")
        assert joy[f"id{post}"] == ("1" if said >= 2 else "0")


def test_parquet_and_json_lines_are_read_as_one_part(tmp_path):
    rows = judgements()
    table = pa.table({name: [row[place] for row in rows] for place, name in enumerate(HEADER)})
    pq.write_table(table, tmp_path / "judged.parquet", row_group_size=7)
    (tmp_path / "judged.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in table.to_pylist()))
    expected = load(write(tmp_path / "judged.csv", rows))
    for name in ("judged.parquet", "judged.jsonl"):
        found = load(tmp_path / name)
        assert votes_of(found[0]) == votes_of(expected[0])
        assert found[1].skipped == expected[1].skipped
    assert votes_of(pa.Table.from_batches(list(audit.load(table).batches(keep_ids=True)))) == votes_of(expected[0])


def test_more_judgements_than_can_be_held_are_refused_with_advice(tmp_path, monkeypatch):
    monkeypatch.setattr(gathering, "MOST_JUDGEMENTS", 100)
    with pytest.raises(SourceError, match="row per judgement") as error:
        load(write(tmp_path / "judged.csv", judgements()))
    assert "Divide it" in str(error.value)
