"""What every loader keeps to: its own example and no other's, known fields, and a record that is never lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from audit.loaders.base import RECORD, WARNINGS, Ledger, RecordLoader, Row
from audit.loaders.guessing.shape import ATTRIBUTE, LABEL
from audit.loaders.records import Record
from audit.loaders.registry import LOADERS
from audit.loaders.rows import posts_of, to_batch
from audit.posts import FIELD_NAMES
from audit.testing.requiring import require

Law = Callable[[RecordLoader], None]

_STRANGERS: tuple[Any, ...] = (
    None, True, 0, -1.5, "", "text", [], [[]], {}, {"id": None}, {"text": 3}, {"text": {"text": "x"}}, [{"a": 1}],
)  # fmt: skip


def the_example_is_its_own(loader: RecordLoader) -> None:
    """It recognises its example and that of no loader that ships, none of which recognises its."""
    record = json.loads(loader.example)
    require(loader.recognises([record]), "it does not recognise its own example")
    for other in LOADERS:
        require(
            not _recognises(other, [record]), f"its example is taken by the loader {other.name!r}, which is asked first"
        )
        require(
            not _recognises(loader, [json.loads(other.example)]), f"it takes the example of {other.name!r} for its own"
        )


def the_example_holds_a_post(loader: RecordLoader) -> None:
    """Its example gives at least one post, of known fields, with a text, an id or an author."""
    ledger = Ledger("example")
    found: list[Row] = [dict(row) for row in posts_of(loader, Record(json.loads(loader.example), 0), ledger)]
    require(found, f"its example gives no post: {dict(ledger.skipped | ledger.rejected)}")
    known = {*FIELD_NAMES, WARNINGS, RECORD}
    for row in found:
        strange = [name for name in row if name not in known and not name.startswith((ATTRIBUTE, LABEL))]
        require(not strange, f"fields that the post schema does not have: {', '.join(strange)}")
        require(
            {"text", "post_id", "author_id"} & {name for name, value in row.items() if value}, "a post says nothing"
        )
        empty = [name for name, value in row.items() if value == ""]
        require(not empty, f"what is missing is absent, not empty: {', '.join(empty)}")
    require(to_batch(found, ledger).num_rows == len(found), "posts are not one row each")
    require(ledger.balances(), "records are not posts + rejected + skipped")


def no_record_is_lost(loader: RecordLoader) -> None:
    """Records of any shape become posts, or are skipped or rejected by name; none makes it fail, none goes missing."""
    example = json.loads(loader.example)
    spoiled: list[Any] = [*_STRANGERS]
    if isinstance(example, dict):
        spoiled += [{**example, name: stranger} for name in example for stranger in _STRANGERS]
        spoiled += [{key: value for key, value in example.items() if key != name} for name in example]
    for value in spoiled:
        ledger = Ledger("spoiled")
        posts = list(posts_of(loader, Record(value, 0), ledger))
        require(ledger.records >= 1, f"a record of type {type(value).__name__} went missing")
        require(ledger.balances(), "records are not posts + rejected + skipped")
        require(len(posts) == ledger.posts, "posts were counted that were not given")
        to_batch(posts, ledger)


def records_are_read_alike_each_time(loader: RecordLoader) -> None:
    """It remembers nothing from one record to the next: records are read in any order, by several processes."""
    record = json.loads(loader.example)
    first, second = ([*posts_of(loader, Record(record, 0), Ledger())] for _ in range(2))
    require(first == second, "the same record gives other posts the second time")
    require(record == json.loads(loader.example), "it changes the record that it is given")


#: All of them, to be given a loader.
LOADER_LAWS: tuple[Law, ...] = (
    the_example_is_its_own,
    the_example_holds_a_post,
    no_record_is_lost,
    records_are_read_alike_each_time,
)


def _recognises(loader: RecordLoader, head: list[Any]) -> bool:
    try:
        return bool(loader.recognises(head))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError):
        return False  # as the machinery takes it
