"""The datasets of ``docs/datasets.md``: its table against the code, and what is read against the csv module.

Each set is loaded once. ``python tests/loaders/datasets_table.py FOLDER`` writes the table anew.
"""

from __future__ import annotations

import ast
import csv
import functools
import gzip
import html
import io
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from datasets_table import COMMANDS, accounted, line, loaded

import audit

DOCUMENT = Path(__file__).parents[2] / "docs/datasets.md"


@pytest.fixture(scope="session")
def folder(shared_data):
    return shared_data / "datasets"


@functools.cache
def read(folder: Path, arguments: str) -> tuple[Any, Any]:
    posts = loaded(folder, arguments)
    return posts, accounted(posts)


@functools.cache
def arrow(folder: Path, arguments: str) -> pa.Table:
    """Posts as the loader gives them, copies and all."""
    return loaded(folder, arguments).to_table(keep_ids=True)


def as_rows(posts: pa.Table) -> list[dict[str, Any]]:
    """Posts as dicts, with attributes and labels as dicts too."""
    rows = posts.to_pylist()
    for row in rows:
        row["attributes"], row["labels"] = dict(row["attributes"] or []), dict(row["labels"] or [])
    return rows


def table(folder: Path, arguments: str) -> list[dict[str, Any]]:
    """All posts of a dataset."""
    return as_rows(arrow(folder, arguments))


def described_rows(folder: Path) -> dict[str, int]:
    """Records of each dataset by its description, where they were counted with a CSV or JSON parser."""
    lines = (folder / "README.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in each.split("|")[1:4]] for each in lines if each.startswith("| **")]
    return {name.strip("*"): int(rows.replace(",", "")) for name, _, rows in cells}


def test_every_dataset_is_in_the_table(folder):
    assert described_rows(folder).keys() == COMMANDS.keys()
    assert len(COMMANDS) == 27


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_is_what_the_code_says(name, folder):
    document = DOCUMENT.read_text(encoding="utf-8").splitlines()
    for arguments in COMMANDS[name]:
        assert line(name, arguments, *read(folder, arguments)) in document


@pytest.mark.parametrize("name", COMMANDS)
def test_every_record_is_accounted_for(name, folder):
    _, ledger = read(folder, COMMANDS[name][0])
    assert ledger.balances()
    assert ledger.records == described_rows(folder)[name]
    assert ledger.posts + ledger.rejected.total() + ledger.skipped.total() == described_rows(folder)[name]


@pytest.mark.parametrize("name", COMMANDS)
def test_at_most_one_line_of_columns(name):
    assert all(arguments.count("--") <= 1 for arguments in COMMANDS[name])


def naive(path: Path, encoding: str = "utf-8-sig", **options: Any) -> list[list[str]]:
    """Rows of a file by the csv module, header and blank lines left out."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    text = raw.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    return [row for row in csv.reader(io.StringIO(text, newline="\n"), **options) if row]


def unescaped(text: str) -> str:
    """Complete character references replaced, bare names such as "&copy=" left."""
    return re.sub(
        r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});", lambda m: html.unescape(m[0]), text
    )


QUOTED_NONE = {"delimiter": "\t", "quoting": csv.QUOTE_NONE}
# dataset -> (file, options of the csv module, column of the text, column of the id or -1, {label: column})
FILES: dict[str, tuple[str, dict[str, Any], int, int, dict[str, int]]] = {
    "afrisenti": ("yo_train.tsv.gz", QUOTED_NONE, 1, 0, {"label": 2}),
    "cold_zh": ("test.csv.gz", {}, 5, -1, {"label": 3, "fine-grained-label": 4, "topic": 2}),
    "crows_pairs": ("crows_pairs_anonymized.csv", {}, 1, -1, {"stereo_antistereo": 3, "bias_type": 4}),
    "davidson2017": ("labeled_data.csv.gz", {}, 6, -1, {"class": 5}),
    "edos": ("edos_labelled_aggregated.csv.gz", {}, 1, 0, {"label_sexist": 2, "label_category": 3, "label_vector": 4}),
    "ethos": ("Ethos_Dataset_Binary.csv", {"delimiter": ";"}, 0, -1, {}),
    "hatecheck": ("test_suite_cases.csv.gz", {}, 3, 2, {"label_gold": 4, "target_ident": 5}),
    "hatemoji": ("HatemojiCheck_test.csv", {}, 3, 0, {"label_gold": 7, "target": 4}),
    "hatexplain": ("final_hateXplain.csv.gz", {}, 1, -1, {"label": 2, "Race": 3, "Religion": 4, "Gender": 5}),
    "indonesian_hate_abusive": ("re_dataset.csv.gz", {"encoding": "cp1252"}, 0, -1, {"HS": 1, "Abusive": 2, "HS_Strong": 12}),
    "iwg_german_refugees": ("german hatespeech refugees.csv", {}, 0, -1, {"HatespeechOrNot (Expert 2)": 2}),
    "jigsaw_unintended_bias": ("toxicity_fuzzed_testset.csv.gz", {}, 1, 0, {"toxic": 2}),
    "mayweather_mcgregor_tweets": ("tweets.csv.gz", {}, 6, 2, {}),
    "mlma": ("fr_dataset.csv.gz", {}, 1, -1, {"directness": 3, "target": 5}),
    "multilingual_fairness_lrec": ("Italian_train.tsv.gz", QUOTED_NONE, 2, 0, {"label": 10}),
    "multilingual_hatecheck": ("hatecheck_cases_final_hindi.csv.gz", {}, 2, 0, {"label_gold": 3, "label_annotated_maj": 12}),
    "political_social_media": ("political_social_media.csv.gz", {}, 1, -1, {"bias": 0}),
    "redditbias": ("reddit_comments_orientation_lgbtq_processed_phrase_annotated.csv.gz", {}, 2, -1, {"bias_sent": 4}),
    "stormfront": ("stormfront_annotations_with_text.csv.gz", {}, 5, 0, {"label": 4}),
    "swsr_weibo": ("SexComment.csv.gz", {}, 2, -1, {"label": 7, "category": 8}),
    "twitter_gender_dfe": ("gender-classifier-DFE-791531.csv.gz", {"encoding": "mac_roman"}, 19, -1, {}),
    "twitter_ratio": ("BarackObama.csv.gz", {"encoding": "mac_roman"}, 1, -1, {}),
    "russian_troll_tweets": ("troll_tweets_sample.csv.gz", {}, 5, -1, {"account_category": 3}),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_against_the_csv_module(name, folder):
    """Some three hundred rows: text, id and labels as they stand in the file."""
    file, options, text, ident, labels = FILES[name]
    header, *rows = naive(folder / name / file, **options)
    posts = arrow(folder, COMMANDS[name][0] if name in ("ethos", "hatexplain") else name)
    here = posts.filter(pc.ends_with(posts.column("source").cast(pa.string()), file))
    assert here.num_rows == len(rows)
    places = list(range(0, len(rows), max(1, len(rows) // 300)))
    for post, row in zip(as_rows(here.take(places)), (rows[place] for place in places), strict=True):
        assert (post["text"] or "").strip() == unescaped(row[text]).strip()
        if ident >= 0:
            assert post["post_id"] == row[ident]
        for label, column in labels.items():
            assert header[column] == label
            assert post["labels"].get(label) == (row[column].strip() or None)


def test_goemotions_without_a_header(folder):
    """All 1,383 cells that begin with a quote also end with one and have those inside doubled: the files are quoted."""
    files = [folder / f"goemotions/{name}.tsv.gz" for name in ("dev", "test", "train")]
    begun = [row[0] for path in files for row in naive(path, **QUOTED_NONE) if row[0].startswith('"')]
    assert len(begun) == 1383
    assert all(re.fullmatch(r'"(?:[^"]|"")*"', text) for text in begun)
    rows = [row for path in files for row in naive(path, delimiter="\t")]
    posts = arrow(folder, "goemotions")
    assert posts.column("post_id").to_pylist() == [row[2] for row in rows]
    for post, (text, codes, _) in zip(as_rows(posts.take(list(range(0, len(rows), 50)))), rows[::50], strict=True):
        assert post["text"] == unescaped(text)
        said = {name.removeprefix("column 2=") for name, value in post["labels"].items() if value == "yes"}
        assert said == set(codes.split(","))
        assert len(post["labels"]) == 28, "a label that no post of this file has is a no"


def test_mlma_labels_apart_and_row_numbers_no_ids(folder):
    rows = naive(folder / "mlma/en_dataset.csv.gz")[1:]
    posts = [post for post in table(folder, "mlma") if "/en_" in post["source"]]
    for post, row in zip(posts, rows, strict=True):
        said = {name.removeprefix("sentiment=") for name, value in post["labels"].items() if value == "yes"}
        assert said == set(row[2].split("_"))
        assert post["post_id"] is None


def votes(post: dict[str, Any]) -> list[tuple[Any, Any, Any]]:
    return [(vote["annotator"], vote["label"], vote["value"]) for vote in post["votes"] or []]


def davidson(row: list[str]) -> list[tuple[Any, Any, Any]]:
    names = ("hate_speech", "offensive_language", "neither")
    return [(None, name, float(count)) for name, count in zip(names, row[2:5], strict=True) if int(count)]


def crows(row: list[str]) -> list[tuple[Any, Any, Any]]:
    said, judges = ast.literal_eval(row[5]), ast.literal_eval(row[7])
    return [(judge, label, 1.0) for labels, judge in zip(said, judges, strict=True) for label in labels]


VOTES: dict[str, tuple[str, str, dict[str, Any], Callable[[list[str]], list[tuple[Any, Any, Any]]]]] = {
    "davidson2017": ("davidson2017", "davidson2017/labeled_data.csv.gz", {}, davidson),
    "crows_pairs": ("crows_pairs", "crows_pairs/crows_pairs_anonymized.csv", {}, crows),
    "hatecheck": (
        "hatecheck/all_annotations.csv.gz",
        "hatecheck/all_annotations.csv.gz",
        {},
        lambda row: [(f"label_{place - 5}", row[place], 1.0) for place in range(6, 16) if row[place]],
    ),
    "iwg": (
        "iwg_german_refugees",
        "iwg_german_refugees/german hatespeech refugees.csv",
        {},
        lambda row: [
            ("Expert 1", f"HatespeechOrNot={row[1]}", 1.0),
            ("Expert 2", f"HatespeechOrNot={row[2]}", 1.0),
            *([("Expert 2", "Hatespeech Rating", float(row[3]))] if row[3] else []),
        ],
    ),
    "ethos": (
        "ethos/Ethos_Dataset_Binary.csv --label isHate",
        "ethos/Ethos_Dataset_Binary.csv",
        {"delimiter": ";"},
        lambda row: [(None, "isHate", float(row[1]))],
    ),
    "multilingual_hatecheck": (
        "multilingual_hatecheck/hatecheck_cases_final_german.csv.gz",
        "multilingual_hatecheck/hatecheck_cases_final_german.csv.gz",
        {},
        lambda row: [(None, label, float(n)) for label, n in Counter(ast.literal_eval(row[11])).items()],
    ),
}


@pytest.mark.parametrize("name", VOTES)
def test_votes_against_the_csv_module(name, folder):
    arguments, file, options, expected = VOTES[name]
    rows = naive(folder / file, **options)[1:]
    for post, row in zip(table(folder, arguments), rows, strict=True):
        assert votes(post) == expected(row)


def test_soft_labels_are_cut_at_one_half(folder):
    rows = naive(folder / "ethos/Ethos_Dataset_Binary.csv", delimiter=";")[1:]
    for post, row in zip(table(folder, COMMANDS["ethos"][0]), rows, strict=True):
        assert post["labels"] == {"isHate": "1" if float(row[1]) >= 0.5 else "0"}
    assert len(table(folder, COMMANDS["ethos"][1])[0]["votes"]) == 8


def test_weibo_comments_join_the_posts(folder):
    posts = {post["post_id"] for post in table(folder, "swsr_weibo") if post["post_id"]}
    comments = [post for post in table(folder, "swsr_weibo") if post["kind"] == "comment"]
    assert (len(posts), len(comments)) == (1527, 8969)
    assert {comment["reply_to"] for comment in comments} <= posts
    stated = Counter(post["attributes"].get("location") for post in table(folder, "swsr_weibo"))
    assert (stated["其他"], stated["海外"]) == (2890, 1298)
    rows = naive(folder / "swsr_weibo/SexComment.csv.gz")[1:]
    for comment, row in zip(comments, rows, strict=True):
        if comment["created_at"]:
            assert comment["created_at"].strftime("%d/%m/%Y %H:%M") == row[6].strip()


def test_missing_attributes_are_missing(folder):
    """``x`` stands for nothing in this set; counted by the csv module."""
    attributes = ("gender", "age", "city", "state", "country", "ethnicity")
    columns = {name: place for place, name in enumerate(attributes, start=4)}
    expected: Counter[str] = Counter()
    for path in sorted((folder / "multilingual_fairness_lrec").glob("*.gz")):
        for row in naive(path, **QUOTED_NONE)[1:]:
            expected.update(name for name, place in columns.items() if row[place] not in {"", "x"})
    found = Counter(name for post in table(folder, "multilingual_fairness_lrec") for name in post["attributes"])
    assert found == expected
    assert expected["gender"] > 10_000


def test_reddit_rows_of_many_lines(folder):
    header, *rows = naive(folder / "reddit_top_2013/reddit_top_2013.csv.gz")
    place = {name: index for index, name in enumerate(header)}
    posts = arrow(folder, "reddit_top_2013")
    assert posts.num_rows == len(rows)
    for post, row in zip(as_rows(posts.take(list(range(0, len(rows), 211)))), rows[::211], strict=True):
        parts = [row[place["title"]], row[place["selftext"]]]
        assert post["text"] == unescaped("\n\n".join(part for part in parts if part))
        assert post["post_id"] == row[place["name"]] == f"t3_{row[place['id']]}"
        assert post["created_at"].timestamp() == float(row[place["created_utc"]])
        assert (post["likes"], post["replies"]) == (int(row[place["score"]]), int(row[place["num_comments"]]))
        assert (post["platform"], post["community"]) == ("reddit", row[place["subreddit"]])


def test_rows_that_label_a_comment_again_are_one_post(folder):
    """Several rows of one comment differ in the finer labels: those stay open, the rest is kept."""
    _, ledger = read(folder, "online_misogyny_reddit")
    rows = naive(folder / "online_misogyny_reddit/final_labels.csv.gz")[1:]
    assert ledger.posts == len({row[0] for row in rows})
    by_id: dict[str, set[str]] = {}
    for row in rows:
        by_id.setdefault(row[0], set()).add(row[12])
    for post in table(folder, "online_misogyny_reddit"):
        said = by_id[post["post_id"]]
        assert len(said) > 1 or post["labels"]["level_1"] == next(iter(said))


def test_ids_out_of_links_and_times_of_tweets(folder):
    rows = naive(folder / "twitter_ratio/BarackObama.csv.gz", encoding="mac_roman")[1:]
    posts = [post for post in table(folder, "twitter_ratio") if "Barack" in post["source"]]
    for post, row in zip(posts, rows, strict=True):
        assert post["post_id"] == row[2].rsplit("/", 1)[1]
        month, day, year = row[0].split()[0].split("/")
        assert post["created_at"].strftime("%y-%m-%d") == f"{year}-{int(month):02}-{int(day):02}"
        assert (post["replies"], post["reposts"], post["likes"]) == tuple(map(int, row[3:6]))


def test_troll_tweets_kinds_and_languages(folder):
    posts = arrow(folder, "russian_troll_tweets")
    # By csv.DictReader post_type is R 109,029 and Q 3,140 times; languages by the description.
    kinds = Counter(posts.column("kind").to_pylist())
    assert kinds == {"original": 124_567, "repost": 109_029, "quote": 3_140}
    languages = Counter(posts.column("lang").to_pylist())
    assert (languages["en"], languages["ru"]) == (191_828, 28_750)
    assert len(posts.column("author_id").unique()) == 619


def test_annotators_of_hatecheck_agree_as_published(folder):
    """Röttger et al. (2021), ACL: Fleiss' kappa of 0.93, five annotations of each of 3,901 cases."""
    found = audit.run(folder / "hatecheck/all_annotations.csv.gz", metrics=["agreement"])
    assert round(found.estimate("agreement.votes.fleiss_kappa").value, 2) == 0.93


def test_shares_of_votes_of_davidson_are_those_of_the_columns(folder):
    rows = naive(folder / "davidson2017/labeled_data.csv.gz")[1:]
    found = audit.run(folder / "davidson2017", metrics=["labels"])
    for place, name in enumerate(("hate_speech", "offensive_language", "neither"), 2):
        expected = sum(int(row[place]) / int(row[1]) for row in rows) / len(rows)
        assert found.estimate(f"labels.votes.{name}.everyone.vote_share").value == pytest.approx(expected, abs=1e-7)
        won = sum(row[5] == str(place - 2) for row in rows) / len(rows)
        assert found.estimate(f"labels.votes.{name}.everyone.majority_rate").value == pytest.approx(won, abs=1e-9)
