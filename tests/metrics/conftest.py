"""A small dataset whose counts are known by hand, and the same as a batch past the door."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pytest

from audit import resources
from audit.finding import Estimate, Finding, Judgement
from audit.loaders.door import admit
from audit.measuring.values import plan_values
from audit.metrics import all_metrics
from audit.metrics.base import Scope
from audit.models.dialect import dialect_values, note_model
from audit.plan import Plan
from audit.posts import SCHEMA, PostBatch
from audit.tally import Tally
from audit.text_reader import text_reader

Rows = list[dict[str, Any]]


def simulated(posts: int = 3000, seed: int = 1) -> Rows:
    """Posts by authors of unequal activity, with attributes, labels, likes and mentions drawn independently."""
    random = np.random.default_rng(seed)
    authors = random.integers(0, 400, posts)
    gender = random.choice(["female", "male", "nonbinary", None], 400, p=[0.4, 0.4, 0.05, 0.15])
    who = random.choice(["the women", "the men", "two immigrants", "some Muslims", "nobody"], posts)
    what = random.choice(["looked beautiful", "led the team", "walked home", "were at the market"], posts)
    return [
        {
            "post_id": f"p{index}",
            "author_id": f"author {author}",
            "text": f"In the morning {who[index]} {what[index]} and it was the {index}th of the days",
            "likes": int(random.poisson(3)),
            "lang": "en",
            "created_at": 1_600_000_000_000_000 + index * 3_600_000_000,
            "status": "present",
            "attribute:gender": gender[author],
            "label:toxic": str(random.choice(["yes", "no"], p=[0.2, 0.8])),
        }
        for index, author in enumerate(authors)
    ]


TYPES = {
    "post_id": pa.string(),
    "author_id": pa.string(),
    "text": pa.large_string(),
    "community": pa.string(),
    "likes": pa.int64(),
    "lang": pa.string(),
    "created_at": pa.timestamp("us", tz="UTC"),
    "status": pa.dictionary(pa.int32(), pa.string()),
    "attribute:gender": pa.string(),
    "label:toxic": pa.string(),
    "votes": SCHEMA.field("votes").type,
}
#: Columns that are there where a row has them.
OPTIONAL = {"votes": SCHEMA.field("votes").type, "platform": SCHEMA.field("platform").type}


def to_batch(
    rows: Sequence[dict[str, Any]], *, without: Sequence[str] = (), plan: Plan | None = None, tally: Tally | None = None
) -> PostBatch:
    """The rows as metrics see them; ``without`` names fields the source does not have."""
    own = sorted({name for row in rows for name in row if ":" in name or name in OPTIONAL} - TYPES.keys())
    names = [name for name in [*TYPES, *own] if name not in without]
    types = {**TYPES, **OPTIONAL}
    arrays = [pa.array([row.get(name) for row in rows], types.get(name, pa.string())) for name in names]
    admitted = admit(pa.RecordBatch.from_arrays(arrays, names=names), b"0123456789abcdef")
    reader = text_reader(plan or Plan())
    values = plan_values(admitted.table, plan or Plan(), noted := Tally())
    if tally is not None:
        tally.merge(noted)
        note_model(tally, plan or Plan())
    posts = PostBatch(admitted.table, admitted.author_key, admitted.has_author, values, reader.run, reader.tokens)
    values |= dialect_values(posts, plan or Plan())
    return posts


@pytest.fixture(scope="session")
def rows() -> Rows:
    return simulated()


@pytest.fixture(scope="session")
def batch_of() -> Callable[..., PostBatch]:
    return to_batch


class Judged(NamedTuple):
    """What a metric says of some rows, its estimates and findings by id."""

    tally: Tally
    judgement: Judgement
    estimates: dict[str, Estimate]
    findings: dict[str, Finding]

    @property
    def reasons(self) -> str:
        """Why things were not measured, a line each."""
        return "\n".join(each.reason for each in self.judgement.not_measured)


@pytest.fixture(scope="session")
def judged(benchmark) -> Callable[..., Judged]:
    """Measure rows in as many batches as asked, and judge: ``judged("mentions", rows, shares={"gender": {...}})``."""
    metrics = {each.name: each for each in all_metrics()}

    def judge(name: str, *batches: Rows, shares: Any = None, without: Sequence[str] = (), **plan: Any) -> Judged:
        tally = Tally()
        for rows in batches:
            posts = to_batch(rows, without=without, plan=Plan.make(plan), tally=tally)
            tally.count(("dataset", "posts"), posts.bucket)
            tally.author_posts.add(posts.author_key[posts.has_author])
            tally.merge(metrics[name].measure(posts))
        authors = len(tally.author_posts)
        chosen = {attribute: benchmark({attribute: margins}) for attribute, margins in (shares or {}).items()}
        scope = Scope(Plan.make(plan), tally.posts(("dataset", "posts")), authors, authors > 0, benchmarks=chosen)
        judgement = metrics[name].judge(tally, scope)
        estimates = {each.id: each for each in judgement.estimates}
        assert len(estimates) == len(judgement.estimates)
        return Judged(tally, judgement, estimates, {each.id: each for each in judgement.findings})

    return judge


@pytest.fixture(scope="session")
def benchmark(tmp_path_factory) -> Callable[[dict[str, dict[str, float]]], resources.Benchmark]:
    """A benchmark of one's own: ``{"gender": {"women": 0.5, "men": 0.5}}``."""

    def make(margins: dict[str, dict[str, float]]) -> resources.Benchmark:
        path = tmp_path_factory.mktemp("benchmark") / "own.csv"
        lines = [f"{attribute},{group},{share}" for attribute, of in margins.items() for group, share in of.items()]
        path.write_text("\n".join(["attribute,group,share", *lines, ""]), encoding="utf-8")
        return resources.read_benchmark(f"{path}:residents")

    return make


#: What no reader should meet: a number that is none, a brace that was to be filled, a verb or noun in the wrong number.
MISSAID = re.compile(
    r"\bnan\b|\binf\b|\bNone\b|[{}]|\(\)|  | [,.;:]|\.\.|\b0 of them|"
    r"\b1 (?:posts|authors|days|values|languages|comparisons)\b|"
    r"(?<![\d,.])1 (?:post|author|day|value|language|stated value)(?: \([^)]*\))? (?:are|have|carry|were|differ)\b|"
    r"\b(?:are|were) 1 (?!point)\w+[^s]\b(?!,)"
)


@pytest.fixture(scope="session")
def well_said() -> Callable[[Judgement], None]:
    """Fail on a sentence that no careful person would write."""

    def check(judgement: Judgement) -> None:
        said = [text for each in judgement.findings for text in (each.title, each.statement, *each.caveats)]
        assert not [text for text in said if "not measured" in text]
        reasons = [each.reason for each in judgement.not_measured]
        for text in (*said, *reasons, *(each.note for each in judgement.estimates if each.note)):
            assert not MISSAID.search(text), (MISSAID.search(text).group(), text)
            assert text == text.strip()

    return check
