"""What the records of a platform say of authors besides what a post is: for a starter plan."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, BinaryIO

from audit.loaders.base import RECORD, Ledger, RecordLoader
from audit.loaders.encoding import as_utf8
from audit.loaders.guessing.evidence import Evidence
from audit.loaders.prepared import Prepared
from audit.loaders.profiles.companions import loader_of
from audit.loaders.profiles.fields import ABSENT, at, paths_of
from audit.loaders.records import records
from audit.loaders.rows import posts_of
from audit.loaders.tables.cells import written
from audit.loaders.tables.column_kinds import Kind, is_about_author, kind_of

#: Posts that are looked at.
_HEAD = 500


def author_fields(prepared: Prepared) -> list[tuple[str, Kind]]:
    """Fields of a platform's records that are about authors and hold numbers, dates or words.

    Parameters
    ----------
    prepared : Prepared
        Of a table there are none: its columns say so themselves.

    Returns
    -------
    list of (str, str)
        Path and kind, in the order in which the records have them.
    """
    loader = loader_of(prepared)
    if loader is None or prepared.form not in {"lines", "array", "documents"}:
        return []
    with prepared.source.open() as stored:
        stream = as_utf8(stored, prepared.encoding)
        head = list(itertools.islice(_made_of(loader, stream, prepared.form), _HEAD))
    found: list[tuple[str, Kind]] = []
    for path in paths_of(head):
        if is_about_author(path):
            kind = kind_of(Evidence([_text(at(each, path)) for each in head]))
            found += [(path, kind)] if kind else []
    return found


def _made_of(loader: RecordLoader, stream: BinaryIO, form: str) -> Iterator[Any]:
    ledger = Ledger()
    for record in records(stream, form, ledger):
        for row in posts_of(loader, record, ledger):
            yield row.get(RECORD, record.value)


def _text(value: Any) -> str | None:
    return None if value is ABSENT or isinstance(value, list | dict) else written(value) or None
