"""Reading shared sample files straight, with nothing of the package between them and the loader under test.

``datasets_table`` stands beside the tests that use it.
"""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pytest
import zstandard

from audit.loaders.base import RECORD, WARNINGS, Reject, Skip
from audit.posts import FIELD_NAMES, KINDS, SCHEMA, STATUSES

sys.path.insert(0, str(Path(__file__).parent))


class Outcome(NamedTuple):
    """What a loader made of some records."""

    posts: list[dict[str, Any]]
    skipped: list[Skip]
    rejected: list[Reject]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the shared data; tests that need it are skipped without."""
    default = Path(__file__).parents[2] / "../shared/data"
    folder = Path(os.environ.get("POSTAUDIT_SHARED_DATA", default)).resolve()
    if not (folder / "formats").is_dir():
        pytest.skip(f"no shared data at {folder}; set POSTAUDIT_SHARED_DATA")
    return folder


@pytest.fixture(scope="session")
def expected_posts(shared_data: Path) -> dict[str, int]:
    """Posts that each sample of ``formats`` holds, by path."""
    with (shared_data / "formats/expected.tsv").open(encoding="utf-8") as table:
        return {row["file"]: int(row["posts"]) for row in csv.DictReader(table, delimiter="\t")}


def json_values(content: str) -> Iterator[Any]:
    """The JSON values of a document or of lines; a line that is cut ends it."""
    decoder, position = json.JSONDecoder(), 0
    while content[position:].strip():
        position += len(content[position:]) - len(content[position:].lstrip())
        try:
            value, position = decoder.raw_decode(content, position)
        except json.JSONDecodeError:
            return
        yield value


@pytest.fixture(scope="session")
def sample(shared_data: Path) -> Callable[[str], list[Any]]:
    """From a path in the shared data to its JSON values."""

    def read(name: str) -> list[Any]:
        path = shared_data / name
        if path.suffix == ".zst":
            opened = zstandard.ZstdDecompressor(max_window_size=2**31).stream_reader(path.open("rb"), closefd=True)
            with opened, io.TextIOWrapper(opened, encoding="utf-8") as lines:
                return [json.loads(line) for line in lines]
        return list(json_values(path.read_text(encoding="utf-8")))

    return read


@pytest.fixture(scope="session")
def load() -> Callable[[Any, list[Any]], Outcome]:
    """Run a loader over records, and check that each post fits the schema."""

    def run(loader: Any, records: list[Any]) -> Outcome:
        outcome = Outcome([], [], [])
        for each in (row for record in records for row in loader.rows(record)):
            if isinstance(each, Skip):
                outcome.skipped.append(each)
            elif isinstance(each, Reject):
                outcome.rejected.append(each)
            else:
                post = dict(each)
                assert isinstance(post.pop(RECORD, {}), dict)  # what it was made of, which is taken out again
                outcome.posts.append(post)
        fits_the_schema(outcome.posts)
        return outcome

    return run


def fits_the_schema(posts: list[dict[str, Any]]) -> None:
    for post in posts:
        assert post.keys() <= {*FIELD_NAMES, WARNINGS}
        assert post["kind"] in KINDS
        assert post["status"] in STATUSES
        assert post.get("text") != ""
        assert post["created_at"] is None or post["created_at"].utcoffset().total_seconds() == 0
        assert all(isinstance(warning, str) for warning in post.get(WARNINGS, ()))
        assert "" not in post.get("attributes", {}).values()
    for field in SCHEMA:
        values = [post.get(field.name) for post in posts]
        if pa.types.is_map(field.type):
            values = [None if value is None else list(value.items()) for value in values]
        kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        pa.array(values, type=kind)
