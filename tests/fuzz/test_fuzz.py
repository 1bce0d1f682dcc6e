"""Damaged records and files: an error that says so, or books that balance; never a crash, and twice the same.

A few hundred of each in the ordinary test run, always the same ones. ``make fuzz FUZZ_SECONDS=600`` goes on for that long for
each family with new ones; what it finds is told by its seed, and belongs into a test of its own.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator

import pyarrow as pa
import pytest
from tests_fuzz import mutations, seeds

import audit
from audit.errors import AuditError
from audit.loaders import reading
from audit.loaders.base import Ledger
from audit.loaders.reading import read
from audit.loaders.records import Record
from audit.loaders.registry import by_name
from audit.loaders.rows import posts_of, to_batch
from audit.loaders.shape import to_schema
from audit.posts import SCHEMA

SECONDS = float(os.environ.get("FUZZ_SECONDS", "0"))
FIRST = int(os.environ.get("FUZZ_SEED", "0"))


def attempts(number: int) -> Iterator[random.Random]:
    """So many generators, or as many as the time allows; each with the seed by which it can be had again."""
    until, seed = time.monotonic() + SECONDS, FIRST
    while (time.monotonic() < until) if SECONDS else (seed < FIRST + number):
        yield random.Random(seed)
        seed += 1
    print(f"{seed - FIRST:,} attempts")  # noqa: T201 - shown by pytest -s, for the long run


@pytest.mark.parametrize("family", seeds.families())
def test_damaged_records(family):
    """A loader turns whatever stands in a record into posts, skips and rejects that add up, and that fit the schema."""
    known = [(by_name(name), value) for name, values in seeds.records(family).items() for value in values]
    for number, generator in enumerate(attempts(300)):
        loader, value = generator.choice(known)
        changed = mutations.mutated_record(value, generator)
        try:
            ledger = Ledger()
            rows = list(posts_of(loader, Record(changed, 0), ledger))
            batch = to_schema(to_batch(rows, ledger, source="fuzz", numbers=list(range(len(rows))))) if rows else None
            assert ledger.balances()
            assert ledger.posts == len(rows)
            assert batch is None or batch.schema == SCHEMA
            if batch is not None:
                batch.validate(full=True)
            loader.recognises([changed])
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as error:
            if isinstance(error, AssertionError) or "recognises" not in _where(error):
                raise AssertionError(f"{loader.name}, seed {FIRST + number}: {error!r}") from error


def _where(error: BaseException) -> str:
    """Names of the functions it came through; what ``recognises`` stumbles over is caught where it is asked."""
    names, trace = [], error.__traceback__
    while trace is not None:
        names.append(trace.tb_frame.f_code.co_name)
        trace = trace.tb_next
    return " ".join(names)


def outcome(path):
    """Posts and books of a file, or the error that refuses it."""
    try:
        posts = audit.load(path)
        ledgers: list[Ledger] = []
        batches = list(posts.batches(keep_ids=True, ledgers=ledgers))
    except AuditError as error:
        return str(error), None
    for ledger in ledgers:
        assert ledger.balances()
    table = pa.Table.from_batches(batches, SCHEMA)
    assert table.num_rows == sum(ledger.posts for ledger in ledgers)
    return table, ledgers


def damaged_files(found, tmp_path, number):
    for attempt, generator in enumerate(attempts(number)):
        seed = generator.choice(found)
        path = tmp_path / seed.name
        path.write_bytes(mutations.mutated_bytes(seed.data, generator))
        try:
            first, books = outcome(path)
            again, more = outcome(path)
            assert type(first) is type(again)
            assert first.equals(again) if books is not None else first == again
            assert books == more
        except Exception as error:
            raise AssertionError(f"{seed.name}, seed {FIRST + attempt}: {error!r}") from error
        finally:
            path.unlink()


@pytest.mark.parametrize("family", seeds.families())
def test_damaged_files(family, tmp_path):
    damaged_files(seeds.files(family), tmp_path, 25)


@pytest.mark.parametrize("seed", seeds.tables(), ids=lambda seed: seed.name)
def test_damaged_tables(seed, tmp_path):
    damaged_files([seed], tmp_path, 25)


def test_division_into_parts_changes_nothing(tmp_path, monkeypatch):
    """JSON lines, read in one part and in many."""
    for number, generator in enumerate(attempts(40)):
        rows = [{"id": str(n), "text": f"post {n}", "user": "a", "likes": n} for n in range(60)]
        damaged = [mutations.mutated_record(row, generator) if generator.random() < 0.2 else row for row in rows]
        path = tmp_path / "lines.jsonl"
        path.write_bytes(mutations.as_lines(damaged))
        told = []
        for size in (2**26, 400):
            monkeypatch.setattr(reading, "PART_BYTES", size)
            try:
                posts = audit.load(path)
            except AuditError as error:
                told.append(str(error))
                continue
            ledger, tables = Ledger(), []
            for part in posts.parts():
                piece = Ledger()
                tables += [to_schema(batch).drop_columns(["row"]) for batch in read(part, piece)]
                ledger.merge(piece)
            told.append(
                (
                    pa.Table.from_batches(tables).to_pylist() if tables else [],
                    ledger.posts,
                    ledger.rejected,
                    ledger.skipped,
                )
            )
        assert told[0] == told[1], f"seed {FIRST + number}"
