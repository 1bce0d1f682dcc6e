"""Whole sources: shared datasets, sample exports, and files made to break readers."""

import csv
import functools
import io
import json
import pickle
from collections import Counter

import pyarrow as pa
import pytest

from audit.errors import AuditError, ColumnError, NoPostsError, SourceError
from audit.loaders import reading
from audit.loaders.base import Ledger
from audit.loaders.reading import parts, prepare, read, to_schema
from audit.loaders.source import expand
from audit.loaders.tables.gathering import COUNTED
from audit.plan import Plan
from audit.posts import SCHEMA


def load(path, plan=None, tags=None):
    """All posts of all sources behind a path, and one ledger per source."""
    tables, ledgers = [], []
    for source in expand([path]):
        prepared = pickle.loads(pickle.dumps(prepare(source, Plan.make(plan or {}), language_tags=tags)))
        assert prepared.describe()
        whole = Ledger()
        for part in parts(prepared):
            ledger = Ledger()
            for batch in read(pickle.loads(pickle.dumps(part)), ledger):
                fits(batch)
                tables.append(to_schema(batch))
            assert ledger.balances()
            whole.merge(ledger)
        ledgers.append(whole)
    table = pa.Table.from_batches(tables, SCHEMA)
    assert table.num_rows == sum(ledger.posts for ledger in ledgers)
    return table, ledgers


def fits(batch):
    for field in batch.schema:
        expected = pa.string() if field.name.startswith(("attribute:", "label:")) else SCHEMA.field(field.name).type
        assert field.type == expected, field
    batch.validate(full=True)


# Rows by the README of the shared data, counted there with a CSV or JSON parser.
DATASETS = {
    "afrisenti": 54_447, "cold_zh": 37_480, "crows_pairs": 1_508, "davidson2017": 24_783, "edos": 20_000, "hatemoji": 3_930,
    "indonesian_hate_abusive": 13_169, "iwg_german_refugees": 469, "jigsaw_unintended_bias": 79_548, "mayweather_mcgregor_tweets": 12_118,
    "mlma": 13_014, "multilingual_fairness_lrec": 23_521, "multilingual_hatecheck": 14_525, "online_misogyny_reddit": 6_567,
    "political_social_media": 5_000, "reddit_askmen_askwomen": 21_321, "reddit_top_2013": 78_619, "redditbias": 10_993,
    "russian_troll_tweets": 236_736, "stormfront": 10_944, "swsr_weibo": 10_496, "twitter_gender_dfe": 20_050, "twitter_ratio": 6_439,
}  # fmt: skip
FILES = {
    "goemotions/train.tsv.gz": 43_410, "goemotions/dev.tsv.gz": 5_426, "goemotions/test.tsv.gz": 5_427,
    "hatexplain/final_hateXplain.csv.gz": 20_109, "hatecheck/test_suite_cases.csv.gz": 3_728,
    "hatecheck/all_annotations.csv.gz": 3_901, "ethos/Ethos_Dataset_Binary.csv": 998, "ethos/Ethos_Dataset_Multi_Label.csv": 433,
}  # fmt: skip


TAGS = {"english": "en", "russian": "ru", "language undefined": ""}


@functools.cache
def dataset(path):
    return load(path, tags=TAGS)


@pytest.mark.parametrize(("name", "rows"), [*DATASETS.items(), *FILES.items()])
def test_datasets(shared_data, name, rows):
    table, ledgers = dataset(shared_data / "datasets" / name)
    again = sum(ledger.skipped[COUNTED] for ledger in ledgers)
    assert again == (183 if name == "online_misogyny_reddit" else 0), "rows that label one comment again"
    assert table.num_rows + again == rows
    assert sum(ledger.records for ledger in ledgers) == rows


def test_weibo_posts_and_comments_state_the_same_attributes(shared_data):
    table, ledgers = dataset(shared_data / "datasets/swsr_weibo")
    stated = Counter(dict(pairs or {}).get("gender") for pairs in table.column("attributes").to_pylist())
    assert set(stated) == {"女", "男"}
    assert table.column("created_at").null_count == 201  # 200 times "##########", one empty
    assert sum(ledger.warnings["bad_timestamp"] for ledger in ledgers) == 200


def test_mangled_ids_and_damaged_text_are_counted(shared_data):
    table, (ledger,) = dataset(shared_data / "datasets/twitter_gender_dfe")
    assert ledger.warnings["mangled_id"] == table.column("post_id").null_count == 20_050
    assert ledger.warnings["encoding_guessed"] == 1
    assert table.column("created_at").null_count == 0
    assert table.column("author_id").null_count == 0


def test_troll_tweets(shared_data):
    table, _ = dataset(shared_data / "datasets/russian_troll_tweets")
    assert len(table.column("author_id").unique()) == 619
    kinds = Counter(table.column("kind").to_pylist())
    assert kinds["original"] == 124_567
    langs = Counter(table.column("lang").to_pylist())
    assert (langs["en"], langs["ru"]) == (191_828, 28_750)
    assert table.column("created_at").null_count == 0


def test_reddit_titles_and_bodies(shared_data):
    table, _ = dataset(shared_data / "datasets/reddit_top_2013")
    assert table.column("text").null_count == 0
    assert sum("\n\n" in text for text in table.column("text").to_pylist()) > 18_000
    assert table.column("created_at").null_count == table.column("likes").null_count == 0


def test_formats(shared_data, expected_posts):
    """Delimited files among the samples."""
    for name in expected_posts:
        if name.endswith(".csv") and not name.startswith("generic"):
            table, _ = load(shared_data / "formats" / name)
            assert table.num_rows == expected_posts[name], name


# What the table of the samples gets wrong, and why we say otherwise.
DEVIATIONS = {
    # "0 posts", but its own notes say "first 420 + last 40 lines": a header, 419 rows with texts of people, 40 of filler.
    "generic_csv/gender_dfe_excel_mangled.csv": 419,
}


@pytest.mark.parametrize("name", DEVIATIONS)
def test_deviations_from_the_table_of_samples(shared_data, expected_posts, name):
    path = shared_data / "formats" / name
    lines = path.read_bytes().decode("mac_roman").replace("\r\n", "\n").replace("\r", "\n")
    header, *rows = csv.reader(io.StringIO(lines, newline="\n"))
    text, author = header.index("text"), header.index("name")
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert len(filled) == DEVIATIONS[name] != expected_posts[name]
    assert all(len(row) == len(header) and row[text].strip() and row[author].strip() for row in filled)
    table, (ledger,) = load(path)
    assert table.column("text").to_pylist()[0] == filled[0][text]
    assert table.column("author_id").to_pylist() == [row[author] for row in filled]
    assert ledger.skipped == {"blank row": ledger.records - len(filled)}
    assert ledger.warnings["mangled_id"] > 400


def test_columns_of_twarc(shared_data):
    table, _ = load(shared_data / "formats/twitter_v2/twarc_csv_noflat.csv")
    for name in ("post_id", "author_id", "text", "created_at", "conversation_id"):
        assert table.column(name).null_count == 0, name
    reposts = 60 - table.column("repost_of").null_count
    assert reposts == Counter(table.column("kind").to_pylist())["repost"] > 20
    # They carry the counts of what they repeat.
    assert table.column("likes").null_count == table.column("reposts").null_count == reposts
    assert any(table.column("hashtags").to_pylist())
    assert any(dict(pairs or {}).get("location") for pairs in table.column("attributes").to_pylist())


def truth(shared_data):
    return json.loads((shared_data / "hostile/ledger/expected.json").read_text())


# Warnings of the truth that are counted elsewhere: by the text pass, and where the posts of all parts meet.
ELSEWHERE = {"bidi_control", "zero_width", "duplicate_id_exact", "duplicate_id_conflict"}


def test_ledger_truth(shared_data):
    for case in truth(shared_data):
        name, outcome = case["file"], case["outcome"]
        try:
            table, ledgers = load(shared_data / "hostile/ledger" / name, {"loader": "" if "zip" in name else "table"})
        except SourceError:
            table, ledgers = None, []
        assert ("refuse" in outcome) if table is None else (outcome != "refuse"), name
        if table is None:
            continue
        rejected = sum(ledger.rejected.total() for ledger in ledgers)
        warnings = sum((ledger.warnings + ledger.rejected for ledger in ledgers), Counter())
        if "records_ok" in case:
            assert table.num_rows == case["records_ok"], name
        if "records_rejected" in case:
            assert rejected == case["records_rejected"], name
        if "records_in" in case:
            assert sum(ledger.records for ledger in ledgers) == case["records_in"], name
        for warning, count in case.get("warnings", {}).items():
            assert warning in ELSEWHERE or warnings[warning] >= count, (name, warning, warnings)


def test_values_that_look_missing_stay(shared_data):
    path = shared_data / "hostile/ledger/csv_na_strings.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    table, _ = load(path, {"columns": {"author_id": "author_handle"}})
    for field, column in (
        ("text", "text"),
        ("author_id", "author_handle"),
        ("country", "country"),
        ("post_id", "post_id"),
    ):
        assert table.column(field).to_pylist() == [row[column] or None for row in rows]


def test_hostile_files_give_posts_rejects_or_a_named_error(shared_data):
    folder = shared_data / "hostile"
    files = sorted(path for path in folder.rglob("*") if path.is_file() and "bomb" not in path.name)
    outcomes = Counter()
    for path in files[:: max(1, len(files) // 400)]:
        try:
            load(path)
            outcomes["read"] += 1
        except AuditError:
            outcomes["refused"] += 1
    assert min(outcomes["read"], outcomes["refused"]) > 20


LINES = b"".join(b'{"id": "%d", "text": "post %d"}\n' % (number, number) for number in range(60))


@pytest.mark.parametrize("size", [1, 17, 100, 4096, 10**9])
@pytest.mark.parametrize("loader", ["table", "twitter-v2"])
def test_parts_of_any_size_are_the_whole(tmp_path, monkeypatch, size, loader):
    path = tmp_path / "posts.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + LINES + b"broken\n\n" + LINES.rstrip())
    monkeypatch.setattr(reading, "PART_BYTES", size)
    table, (ledger,) = load(path, {"loader": loader})
    assert table.column("post_id").to_pylist() == [str(number) for number in range(60)] * 2
    assert ledger.rejected.total() == 1
    assert ledger.warnings["blank_lines"] == 1
    if loader == "table":
        assert ledger.rejections[0].record == 61
        assert ledger.rejections[0].byte == 3 + len(LINES)


def test_records_under_a_key(tmp_path):
    path = tmp_path / "posts.json"
    path.write_text(
        json.dumps(
            {"meta": 1, "items": [{"message": f"post number {number}", "user": "x"} for number in range(9)]}, indent=1
        )
    )
    table, _ = load(path)
    assert table.num_rows == 9


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"id,text\n", "no rows"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "picture"),
        (bytes(range(256)) * 40, "binary|no table"),
        (b"<?xml version='1.0'?><posts/>", "XML"),
        (b"just some words\nand some more\n", "no table"),
        (b'{"error": "Not authorized."}', "no column looks like"),
        (b"a,b\n1,2\n3,4\n", "no column looks like"),
        (b'[1, 2, 3]', "no objects"),
        (b"PK\x03\x04garbage", "archive"),
    ],
)  # fmt: skip
def test_what_is_refused_says_why(tmp_path, data, words):
    path = tmp_path / "posts.csv"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=words):
        load(path)


def test_errors_of_the_plan(tmp_path):
    path = tmp_path / "posts.csv"
    path.write_text("id,text\n1,a b\n")
    with pytest.raises(ColumnError, match=r"posts.csv: there is no column 'body'"):
        load(path, {"columns": {"text": "body"}})
    other = tmp_path / "p.json"
    other.write_text('{"text": "a"}')
    with pytest.raises(AuditError, match="no loader 'twiter'"):
        load(other, {"loader": "twiter"})
    with pytest.raises(SourceError, match="no JSON"):
        load(path, {"loader": "reddit"})


def test_a_table_that_somebody_made_of_posts_keeps_its_labels(tmp_path):
    """The platform's loader would know text and author of it, and nothing of what it was made for."""
    path = tmp_path / "posts.jsonl"
    path.write_text(
        "".join(
            json.dumps({"id": str(n), "author_id": "a", "text": "x", "gender": "w", "label": "b"}) + "\n"
            for n in range(9)
        )
    )
    table, _ = load(path)
    assert dict(table.column("labels")[0].as_py()) == {"label": "b"}
    assert dict(table.column("attributes")[0].as_py()) == {"gender": "w"}


def test_what_convert_writes_is_read_back(tmp_path):
    rows = [{"post_id": "1", "text": "a", "attributes": {"gender": "w"}, "source": "x", "row": 1, "hashtags": ["a"]},
            {"post_id": "2", "labels": {"l": "1"}, "votes": [{"annotator": "a", "label": "l", "value": 1.0}], "source": "x", "row": 2}]  # fmt: skip
    path = tmp_path / "own.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    table, _ = load(path)
    assert table.column("text").to_pylist() == ["a", None]
    assert table.column("votes").to_pylist()[1] == rows[1]["votes"]
    assert dict(table.column("attributes")[0].as_py()) == {"gender": "w"}


def test_a_source_without_rows_left_is_not_an_error_before_it_is_counted(tmp_path):
    path = tmp_path / "posts.csv"
    path.write_text("id,text,label\n1,a b,x\n,,\n")
    table, (ledger,) = load(path)
    assert (table.num_rows, ledger.skipped) == (1, {"blank row": 1})
    path.write_text("id,text,label\n,,\n")
    with pytest.raises(NoPostsError):
        load(path)


def test_title_and_body_where_a_row_has_neither(tmp_path):
    path = tmp_path / "posts.csv"
    path.write_text("id,title,selftext\n1,one,two\n2,,\n3,,three\n4,four,\n")
    table, _ = load(path, {"columns": {"text": "title+selftext"}})
    assert table.column("text").to_pylist() == ["one\n\ntwo", None, "three", "four"]
