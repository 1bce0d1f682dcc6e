"""The whole table of samples: every file is sniffed, gives the number of posts that the table states, and adds up."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

import pytest

import audit
from audit.errors import NoPostsError, SourceError
from audit.loaders.base import Ledger

#: Rows of the table that are wrong: file -> (number of posts, why).
DEVIATIONS: dict[str, tuple[int, str]] = {
    "generic_csv/gender_dfe_excel_mangled.csv": (
        419,
        "458 rows end in CR alone, of which 39 are filler and 419 hold a text; the ids are lost, the posts are not",
    ),
    "discord/GC_3A_5M.json": (
        3,
        "six records, three of the type Default; a new name, a new picture and a call are notices, as in DM_2A_2M.json",
    ),
    "telegram/DM_2A_7M.json": (6, "eight records, two of the type service: an account that joined, and a call"),
    "whatsapp/rwhatsapp_sample.txt": (7, "nine lines begin with a date, and two of them name no sender"),
    "reddit/submission_with_comment_tree.json": (3, "the comment's replies hold an answer, which the table left out"),
}

FORMATS = (
    Path(os.environ.get("POSTAUDIT_SHARED_DATA", Path(__file__).parents[2] / "../shared/data")).resolve() / "formats"
)


def stated() -> dict[str, int]:
    """Number of posts by file, as the table says; nothing where there is no shared data."""
    if not (FORMATS / "expected.tsv").is_file():
        return {}
    with (FORMATS / "expected.tsv").open(encoding="utf-8") as table:
        return {row["file"]: int(row["posts"]) for row in csv.DictReader(table, delimiter="\t")}


EXPECTED = stated()
FILES = sorted(EXPECTED) or [pytest.param("", marks=pytest.mark.skip(reason="no shared data"))]


def test_every_file_is_in_the_table(shared_data):
    found = {path.relative_to(shared_data / "formats").as_posix() for path in (shared_data / "formats").rglob("*")}
    listed = {name for name in found if "/" in name and (shared_data / "formats" / name).is_file()}
    assert listed == set(EXPECTED)


def test_deviations_are_of_files_that_are_there():
    assert not EXPECTED or DEVIATIONS.keys() <= EXPECTED.keys()
    assert all(EXPECTED.get(name) != posts for name, (posts, _) in DEVIATIONS.items())


def tried(path: Path) -> tuple[Any, SourceError | None]:
    """The posts of a file, or why it was refused."""
    try:
        return audit.load(path), None
    except SourceError as error:
        return None, error


@pytest.mark.parametrize("name", FILES)
def test_number_of_posts(name):
    expected, _ = DEVIATIONS.get(name, (EXPECTED[name], ""))
    loaded, refusal = tried(FORMATS / name)
    if loaded is None:
        assert not expected, refusal
        assert Path(name).name in str(refusal)
        # A refusal says what was expected instead or what to do; that nothing is there says enough.
        assert isinstance(refusal, NoPostsError) or refusal.hint or "Expected" in refusal.message
        return
    ledgers: list[Ledger] = []
    found = sum(batch.num_rows for batch in loaded.batches(ledgers=ledgers))
    total = Ledger()
    for ledger in ledgers:
        assert ledger.balances()
        total.merge(ledger)
    assert found == total.posts
    assert found == expected, (loaded.describe(), total.skipped, total.rejected)
    if not found:
        assert total.skipped or total.rejected, "nothing was read, and nothing says why"
