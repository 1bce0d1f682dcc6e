"""How fast text is read: the text pass in MB per CPU second, the identifier scan and a whole audit in times of reading.

    python benchmarks/text_pass.py [--posts 200000] [--folder DIR] [--csv OUT]

Four corpora of as many posts, resampled from real ones where the shared data are at hand: English as in
``run_against_read.py``, and posts of which every one holds letters beyond ASCII: Cyrillic, Arabic and Devanagari, and
Chinese. Elsewhere they are made of words of these scripts. The text pass is the loop over all bytes: words, folding,
lexicons, counts; ``with features`` adds what metrics are given of it, such as disguised words and pairs of posts and
groups. ``reading`` is this project's reader with all columns; ``reading + identifiers`` runs the identifier scan on each batch that it yields; ``whole audit`` is ``postaudit run`` over
``read`` in fresh processes, both with what their start costs. Compare within one run only.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from speed import jobs
from speed.posts import SHARED, texts
from speed.process import cost

from audit.api import load
from audit.loaders.base import Ledger
from audit.loaders.reading import read
from audit.text.identifiers import find_identifiers
from audit.text_reader import text_reader

csv.field_size_limit(sys.maxsize)
DATASETS = SHARED / "datasets"
#: Where texts of a script are found: file, column, delimiter.
SOURCES = {
    "Cyrillic": (("russian_troll_tweets/troll_tweets_sample.csv.gz", "content", ","),),
    "Arabic and Devanagari": (
        ("mlma/ar_dataset.csv.gz", "tweet", ","),
        ("multilingual_hatecheck/hatecheck_cases_final_arabic.csv.gz", "test_case", ","),
        ("multilingual_hatecheck/hatecheck_cases_final_hindi.csv.gz", "test_case", ","),
    ),
    "Chinese": (
        ("swsr_weibo/SexComment.csv.gz", "comment_text", ","),
        ("swsr_weibo/SexWeibo.csv.gz", "weibo_text", ","),
    ),
}
#: The ranges of code points that most letters of a text must be in, its language, and words where no posts are at hand.
SCRIPTS = {
    "Cyrillic": ((0x400, 0x4FF), "ru", "женщины и мужчины пишут новые сообщения каждый день о жизни в городе"),
    "Arabic and Devanagari": ((0x600, 0x97F), "ar", "النساء والرجال يكتبون رسائل جديدة كل يوم عن الحياة في المدينة"),
    "Chinese": ((0x4E00, 0x9FFF), "zh", "女人和男人每天都在写关于城市生活的新消息"),
}


def corpora() -> dict[str, tuple[str, list[str]]]:
    """Language and texts by name of the corpus."""
    found = {"English": ("en", texts())}
    for name, ((low, high), language, words) in SCRIPTS.items():
        posts = [text for text in _found(SOURCES[name]) if any(low <= ord(each) <= high for each in text)]
        found[name] = (language, posts or _made(words))
    return found


def _found(sources: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    for file, column, delimiter in sources:
        if (DATASETS / file).exists():
            with gzip.open(DATASETS / file, "rt", encoding="utf-8-sig", newline="") as lines:
                yield from (row[column] for row in csv.DictReader(lines, delimiter=delimiter) if row[column])


def _made(words: str) -> list[str]:
    parts = words.split() if " " in words else list(words)
    random = np.random.default_rng(1)
    return [(" " if " " in words else "").join(random.choice(parts, 15)) for _ in range(2000)]


def write_posts(path: Path, language: str, corpus: list[str], posts: int) -> None:
    """Posts with author, group, label, time and likes as JSON lines, texts drawn from a corpus."""
    random = np.random.default_rng(20260101)
    author = np.minimum(random.zipf(1.9, posts), 200_000) * 7919 % 200_003
    drawn = random.integers(0, len(corpus), posts)
    likes = np.minimum(random.zipf(2.0, posts), 10**6)
    labels = random.random(posts) < 0.2
    with path.open("w", encoding="utf-8") as out:
        for i in range(posts):
            post = {
                "id": str(10**18 + i), "author": f"user{author[i]}", "text": corpus[drawn[i]], "lang": language,
                "created_at": f"2019-10-{1 + i % 28:02d}T{i % 24:02d}:{i % 60:02d}:00Z", "likes": int(likes[i]),
                "gender": ("woman", "man", None)[author[i] % 3], "label": "yes" if labels[i] else "no",
            }  # fmt: skip
            out.write(json.dumps(post, ensure_ascii=False) + "\n")


def seconds(function: Callable[[], object], repeats: int) -> float:
    """CPU seconds of a call, the best of several; once before, for what is compiled or loaded at first."""
    function()
    best = float("inf")
    for _ in range(repeats):
        started = time.process_time()
        function()
        best = min(best, time.process_time() - started)
    return best


def timed(path: Path, language: str, repeats: int) -> dict[str, float]:
    """The figures of one file of posts: MB/s of the text pass, and the others in times of reading."""
    posts = load(path, groups={"gender": "gender"}, labels=["label"])
    reader = text_reader(posts.plan)

    def batches() -> Iterator[pa.RecordBatch]:
        return (batch for part in posts.parts() for batch in read(part, Ledger()))

    columns = [(batch.column("text"), batch.column("lang")) for batch in batches()]
    octets = sum(pc.sum(pc.binary_length(text)).as_py() for text, _ in columns)
    passing = seconds(lambda: [reader.run(*each) for each in columns], repeats)
    one = reader._pass(language if language in reader.languages else "en")
    scanning = seconds(lambda: [one._scan(text) for text, _ in columns], repeats)
    reading = seconds(lambda: [batch.num_rows for batch in batches()], repeats)
    with_scan = seconds(lambda: [find_identifiers(batch.column("text")) for batch in batches()], repeats)
    run = jobs.audit(path, path.parent / "reports", "--workers", "1")
    cost(run)
    base, whole = (min(cost(job).cpu for _ in range(repeats)) for job in (jobs.reading(path), run))
    return {
        "text MB": octets / 1e6,
        "text pass MB/s": octets / 1e6 / scanning,
        "with features MB/s": octets / 1e6 / passing,
        "text pass / reading": passing / reading,
        "reading + identifiers": with_scan / reading,
        "whole audit": whole / base,
        "whole audit CPU s": whole,
        "reading CPU s": base,
    }


def main() -> None:
    """Time all corpora and print one table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--posts", type=int, default=200_000)
    options.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "postaudit-benchmark")
    options.add_argument("--repeats", type=int, default=3)
    options.add_argument("--csv", type=Path, help="where the table is written as CSV")
    given = options.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    table = []
    print(f"{given.posts:,} posts each, best of {given.repeats}")
    for name, (language, corpus) in corpora().items():
        kind = "posts" if DATASETS.exists() else "made"
        path = given.folder / f"script-{kind}-{name.split()[0].lower()}-{given.posts}.jsonl"
        if not path.exists():
            write_posts(path, language, corpus, given.posts)
        figures = timed(path, language, given.repeats)
        table.append({"corpus": name, **{measure: f"{value:.2f}" for measure, value in figures.items()}})
        if len(table) == 1:
            print(f"{'corpus':22}", *(f"{measure:>22}" for measure in figures))
        print(f"{name:22}", *(f"{value:22.2f}" for value in figures.values()), flush=True)
    if given.csv:
        with given.csv.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, list(table[0]))
            writer.writeheader()
            writer.writerows(table)


if __name__ == "__main__":
    main()
