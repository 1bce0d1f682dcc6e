"""Look at the head of a source and decide how all of it is read."""

from __future__ import annotations

import io
import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from audit.errors import READ_AGAIN, NoPostsError, SourceError, column_named
from audit.loaders.base import RECORD, Ledger, RecordLoader
from audit.loaders.chat_text import is_chat, order_of_dates
from audit.loaders.compression import damage_of
from audit.loaders.elements import is_hidden
from audit.loaders.encoding import HEAD, Encoding, as_utf8, decide
from audit.loaders.foreign import EXPECTED, PROGRAMS, advice, foreign, is_markup
from audit.loaders.guessing.dialect import head_rows, sniff_dialect
from audit.loaders.guessing.forms import records_of, text_form
from audit.loaders.guessing.guessing import guess
from audit.loaders.guessing.names import attribute_of, words_of
from audit.loaders.guessing.shape import LABEL, from_schema, is_own
from audit.loaders.guessing.values import listing
from audit.loaders.platforms.chat import Chat
from audit.loaders.platforms.own import Own
from audit.loaders.prepared import Prepared
from audit.loaders.profiles.companions import topic_of
from audit.loaders.profiles.fields import profiled
from audit.loaders.records import assigned, json_shape, records
from audit.loaders.registry import TABLE, by_name, by_variable, is_table, sniff
from audit.loaders.remote.hub import split_of
from audit.loaders.rows import posts_of, to_batch
from audit.loaders.source import Source
from audit.loaders.streams import ARROW_FORMS
from audit.loaders.tables.arrow import HEAD_ROWS, ArrowFile, arrow_format, as_table, columns_of, samples
from audit.loaders.tables.columns import Column, ColumnMap, Use
from audit.loaders.tables.json import head_columns
from audit.loaders.tables.table import has_posts
from audit.plan import Plan

#: Records of JSON looked at.
HEAD_RECORDS = 5_000
_ROWS_EXPECTED = "Give a table with a row for each post."
#: Bytes by which Parquet and Arrow are known.
_MAGIC = 16


def prepare(source: Source, plan: Plan | None = None, *, language_tags: Mapping[str, str] | None = None) -> Prepared:
    """Decide how a source is read: loader, encoding, delimiter, header, columns.

    Parameters
    ----------
    source : Source
        From :func:`audit.loaders.source.expand`.
    plan : Plan, optional
        ``loader``, ``encoding``, ``columns``, ``groups`` and ``labels`` in it win over evidence.
    language_tags : mapping of str to str, optional
        Names and codes of languages in lower case to BCP-47 tags.

    Returns
    -------
    Prepared

    Raises
    ------
    SourceError
        It cannot be read, or nothing in it looks like posts; :class:`NoPostsError` if it is empty.
    ColumnError
        The plan names a column that is not there.
    """
    plan = plan or Plan.make({})
    tags = dict(language_tags or {})
    try:
        with source.open() as stream:
            head = stream.read(_MAGIC)
            # What has a footer is read from there.
            head += b"" if arrow_format(head) in ARROW_FORMS else stream.read(HEAD - len(head))
            complete = len(head) < HEAD or not stream.read(1)
            damage = damage_of(stream) if complete else ""
    except OSError as error:
        raise SourceError(f"{source.name}: cannot be read: {error.strerror or error}", hint=READ_AGAIN) from None
    if damage and not head.strip():
        raise SourceError(
            f"{source.name}: damaged, nothing of it can be read ({damage}).", hint="Fetch or decompress it again."
        )
    form = arrow_format(head)
    if form in ARROW_FORMS:
        return _with_split(_prepare_arrow(source, form, plan, tags))
    what = foreign(head)
    if what:
        raise SourceError(f"{source.name}: is {what}, no posts. {EXPECTED}", hint=advice(what))
    encoding = decide(head, plan.encoding, name=source.name, complete=complete)
    plain = (encoding.is_utf8 or encoding.guessed) and not is_chat(head[encoding.mark :])  # "[01/02/20, 9:15] a: b"
    shape = json_shape(head[encoding.mark :]) if plain else ""
    if shape and encoding.guessed and not encoding.name.startswith("utf-"):
        # RFC 8259, 8.1: JSON is UTF-8. Lines that are not are rejected, and the plan may declare another.
        encoding = Encoding("utf-8", "JSON is UTF-8 by its standard; lines that are not are rejected")
    text_bytes = as_utf8(io.BytesIO(head), encoding).read()
    if not text_bytes.strip(b" \t\r\n\0"):
        raise NoPostsError(f"{source.name}: is empty.", hint=EXPECTED)
    form = "" if shape else text_form(text_bytes)
    shape = shape or ("" if form else json_shape(text_bytes))
    if shape:
        return _with_split(_prepare_json(source, shape, text_bytes, plan, tags, encoding, complete=complete))
    if form and not is_table(plan.loader):
        return _prepare_text(source, form, text_bytes, plan, encoding)
    if source.found and source.name.lower().endswith(PROGRAMS):
        raise SourceError(f"{source.name}: is a program, no posts.", hint="Name the files that hold posts.")
    return _with_split(_prepare_delimited(source, text_bytes, plan, tags, encoding, complete=complete))


def _with_split(prepared: Prepared) -> Prepared:
    """The same for a file that is one split of a dataset by its name, unless a column says which."""
    source = prepared.source
    if prepared.loader not in {TABLE, Chat.name} or prepared.own or "split" in prepared.mapping.roles:
        return prepared
    split = split_of(source.member or source.name, "" if source.archive else source.path)
    if not split:
        return prepared
    return replace(prepared, split=split, notes=(*prepared.notes, f"split is {split!r}, by the name of the file"))


def prepare_frame(
    frame: Any, plan: Plan | None = None, *, name: str = "frame", language_tags: Mapping[str, str] | None = None
) -> Prepared:
    """The same for a table in memory: a pandas or Polars frame, an Arrow table, a list of dicts.

    Parameters
    ----------
    frame : DataFrame, Table, RecordBatch or list of dict
    plan, language_tags
        See :func:`prepare`.
    name : str
        What to call it in reports.

    Raises
    ------
    SourceError
        It is no table, or nothing in it looks like posts; :class:`NoPostsError` if it has no rows.
    ColumnError
        The plan names a column that is not there.
    """
    plan = plan or Plan.make({})
    found = as_table(frame)
    source = Source(name, "", size=found.nbytes)
    if not found.num_rows:
        raise NoPostsError(f"{name}: has no rows.", hint=_ROWS_EXPECTED)
    if is_own(found.schema) and {"attributes", "labels"} & set(found.schema.names):
        fields = sorted({field for batch in found.to_batches() for field in from_schema(batch).schema.names})
        own = Prepared(source, TABLE, "frame", order=plan.date_order, own=True, fields=tuple(fields), table=found)
        return profiled(own, (), plan)
    columns = columns_of(found.schema)
    head = found.slice(0, HEAD_ROWS).combine_chunks().to_batches()[0]
    mapping = _mapping(source, columns, samples(head, columns), plan)
    warnings = Counter(mapping.warnings)
    return Prepared(
        source,
        TABLE,
        "frame",
        mapping=mapping,
        tags=dict(language_tags or {}),
        table=found,
        notes=mapping.notes,
        warnings=warnings,
    )


def _prepare_arrow(source: Source, form: str, plan: Plan, tags: Mapping[str, str]) -> Prepared:
    file = ArrowFile(source, form)
    names = file.schema.names
    if len(names) != len(set(names)):
        raise SourceError(f"{source.name}: two of its columns have one name.", hint="Rename one of them.")
    if is_own(file.schema) and {"attributes", "labels"} & set(names) and not plan.columns:
        present: set[str] = set()
        for batch in file.batches(names):
            present.update(from_schema(batch).schema.names)
        if not present:
            raise NoPostsError(f"{source.name}: has no rows.", hint=_ROWS_EXPECTED)
        own = Prepared(
            source, TABLE, form, order=plan.date_order, own=True, fields=tuple(sorted(present)),
            notes=("in the post schema already",),
        )  # fmt: skip
        return profiled(own, (), plan)
    columns = columns_of(file.schema)
    first = file.head()
    if first is None:
        raise NoPostsError(f"{source.name}: has no rows.", hint=_ROWS_EXPECTED)
    chat = Chat()
    if plan.loader in {"", chat.name} and not plan.columns and chat.recognises(rows := first.slice(0, 100).to_pylist()):
        # Conversations are lists of turns in Parquet as in JSON, and no table of posts.
        fields, made = _fields(chat, rows)
        of_chat = Prepared(source, chat.name, form, fields=fields, tags=tags, notes=(f"{chat.name}: {chat.title}",))
        return profiled(of_chat, made, plan)
    mapping = _mapping(source, columns, samples(first, columns), plan)
    if not plan.labels:
        mapping = _with_classes(mapping, columns, file.classes)
    return Prepared(
        source, TABLE, form, mapping=mapping, tags=tags, notes=mapping.notes, warnings=Counter(mapping.warnings)
    )


def _with_classes(mapping: ColumnMap, columns: Sequence[Column], classes: Mapping[str, Sequence[str]]) -> ColumnMap:
    """The mapping with the columns that are classes by their type, whatever their names, as labels."""
    used = {use.column.name for use in mapping.uses}
    added = [each for each in columns if each.name in classes and each.name not in used]
    unused = tuple(each for each in mapping.unused if each[0] not in {column.name for column in added})
    return replace(mapping, uses=(*mapping.uses, *(Use(LABEL + each.name, each) for each in added)), unused=unused)


def _prepare_json(
    source: Source, shape: str, head: bytes, plan: Plan, tags: Mapping[str, str], encoding: Encoding, *, complete: bool
) -> Prepared:
    values = _first_records(source, shape, head, encoding, complete=complete)
    notes = _encoding_notes(encoding)
    asked = by_name(plan.loader) if plan.loader else None
    loader = asked if plan.loader else by_variable(assigned(head))
    if loader is None and not plan.loader:
        loader = sniff(values[:100])
        if not isinstance(loader, Own | Chat) and _is_made(values[:100]):
            loader = None
    if loader is not None:
        fields, made = _fields(loader, values)
        of_platform = Prepared(
            source, loader.name, shape, encoding, fields=fields, tags=tags, topic=topic_of(loader, values[:100]),
            notes=(f"{loader.name}: {loader.title}", *notes),
        )  # fmt: skip
        return profiled(of_platform, made, plan)
    objects = [value for value in values if isinstance(value, dict)]
    key = _wrapper(objects) if shape != "lines" or len(values) == 1 else ""
    if key:
        objects = [each for value in objects for each in listing(value.get(key)) if isinstance(each, dict)][
            :HEAD_RECORDS
        ]
        notes = (*notes, f"the records are under {key!r}")
        shape = "documents" if shape == "lines" else shape
    if not any(objects):
        raise SourceError(
            f"{source.name}: is JSON, but {'its records are no objects' if values else 'not one record of its beginning can be read'}.",
            hint=EXPECTED,
        )
    columns, sampled, types = head_columns(objects, source.name)
    mapping = _mapping(source, columns, sampled, plan)
    return Prepared(
        source, TABLE, shape, encoding, mapping=mapping, types=tuple(types.items()), key=key, tags=tags,
        notes=(*notes, *mapping.notes), warnings=_warnings(mapping, encoding),
    )  # fmt: skip


def _prepare_text(source: Source, form: str, head: bytes, plan: Plan, encoding: Encoding) -> Prepared:
    """XML, or a chat written as text, which only a loader of that form reads."""
    found = records_of(form, io.BytesIO(head), Ledger(source.name), source=source)
    values = [record.value for record in itertools.islice(found, HEAD_RECORDS)]
    asked = by_name(plan.loader) if plan.loader else None
    loader = sniff(values[:100])
    if loader is None or (asked is not None and asked.name != loader.name):
        known = f" of a kind that the loader {plan.loader!r} does not read" if asked else " of a kind that is not read"
        raise SourceError(f"{source.name}: is {'XML' if form == 'xml' else 'a chat'}{known}.", hint=EXPECTED)
    order, why = order_of_dates(source, encoding, plan.date_order) if form == "chat" else ("", ())
    fields, made = _fields(loader, values)
    of_text = Prepared(
        source, loader.name, form, encoding, fields=fields, order=order,
        notes=(f"{loader.name}: {loader.title}", *why, *_encoding_notes(encoding)),
    )  # fmt: skip
    return profiled(of_text, made, plan)


def _is_made(values: Sequence[Any]) -> bool:
    """Whether flat records hold labels or attributes, which no platform exports: a table that somebody made of posts.

    A platform's loader would take the platform's fields out of it and lose what the table was made for.
    """
    objects = [value for value in values if isinstance(value, dict)]
    if any(isinstance(inner, dict) for value in objects for inner in value.values()):
        return False
    keys = {key for value in objects for key in value}
    return "post_id" in keys or any(
        attribute_of(key) or set(words_of(key)) & {"label", "class", "labels"} for key in keys - _PLATFORM_KEYS
    )


# "author_flair_css_class" of Reddit and the like have the words, but are the platform's own.
_PLATFORM_KEYS = frozenset(
    {"author_flair_css_class", "link_flair_css_class", "location", "verified", "is_verified", "sexual_orientation"}
    | {"video_label"}
)


def _first_records(source: Source, shape: str, head: bytes, encoding: Encoding, *, complete: bool) -> list[Any]:
    if shape == "lines" and not complete:
        head = head[: head.rfind(b"\n") + 1] or head
    found = [record.value for record in itertools.islice(records(io.BytesIO(head), shape, Ledger()), HEAD_RECORDS)]
    if not found and not complete:
        # One document, or one record, larger than the head.
        with source.open() as stored:
            whole = records(as_utf8(stored, encoding), shape, Ledger())
            found = [record.value for record in itertools.islice(whole, 1)]
    return found


def _fields(loader: RecordLoader, values: Sequence[Any]) -> tuple[tuple[str, ...], list[Any]]:
    """Columns that the posts of the head have, so that every batch has them; and what these posts were made of."""
    from audit.loaders.records import Record

    ledger = Ledger()
    found = [(value, row) for value in values[:1000] for row in posts_of(loader, Record(value, 0), ledger)]
    fields = tuple(to_batch([row for _, row in found], ledger).schema.names) if found else ()
    return fields, [row.get(RECORD, value) for value, row in found]


def _wrapper(objects: Sequence[Mapping[str, Any]]) -> str:
    """The key under which documents hold their records, if they do: the longest list of objects."""
    sizes: Counter[str] = Counter()
    for value in objects:
        for key, inner in value.items():
            if isinstance(inner, list) and inner and all(isinstance(each, dict) for each in inner[:20]):
                sizes[key] += len(inner)
    return sizes.most_common(1)[0][0] if sizes and len(objects) <= 20 else ""


def _prepare_delimited(
    source: Source, head: bytes, plan: Plan, tags: Mapping[str, str], encoding: Encoding, *, complete: bool
) -> Prepared:
    text = head.decode("utf-8", errors="replace")
    odd = len(re.findall("[\x00-\x08\x0e-\x1e\x7f-\x9f\ufffd]", text[: 64 * 2**10]))
    if odd > 0.1 * min(len(text), 64 * 2**10):
        raise SourceError(
            f"{source.name}: is binary, no text. {EXPECTED}", hint="postaudit list formats names all that can be read."
        )
    if plan.loader and not is_table(plan.loader):
        raise SourceError(
            f"{source.name}: is no JSON, which the loader {plan.loader!r} reads.",
            hint="Leave the loader out to have it found.",
        )
    if is_markup(text) or is_hidden(head):
        raise SourceError(f"{source.name}: is XML or HTML, which is not read.", hint=EXPECTED)
    dialect = sniff_dialect(text, complete=complete)
    if dialect is None:
        raise SourceError(
            f"{source.name}: is text, but no table: no delimiter divides its lines into the same number of cells.",
            hint=EXPECTED,
        )
    rows = head_rows(text, dialect, complete=complete)
    asked = {
        *plan.columns.values(),
        *plan.label_columns,
        *plan.models.scores,
        *(group.column for group in plan.groups.values()),
    }
    if rows and asked and asked <= set(rows[0]):
        dialect = replace(dialect, header=True)  # whoever names the columns has seen them
    width = len(rows[0]) if dialect.header else Counter(map(len, rows)).most_common(1)[0][0]
    names = (
        [name.strip("\ufeff") for name in rows[0]]
        if dialect.header
        else [f"column {number}" for number in range(1, width + 1)]
    )
    body = [row for row in rows[dialect.header :] if len(row) == width]
    if complete and not any(any(row) for row in rows[dialect.header :]):
        raise NoPostsError(f"{source.name}: has a header and no rows.", hint=_ROWS_EXPECTED)
    columns = [Column(name, index) for index, name in enumerate(names)]
    sampled = [[row[index] or None for row in body] for index in range(width)]
    mapping = _mapping(source, columns, sampled, plan, header=dialect.header)
    notes = [*_encoding_notes(encoding), *mapping.notes]
    if not dialect.header:
        notes.append("no header: columns are numbered, and told by what they hold")
    return Prepared(
        source, TABLE, "delimited", encoding, mapping=mapping, dialect=dialect, width=width, tags=tags,
        notes=tuple(notes), warnings=_warnings(mapping, encoding),
    )  # fmt: skip


def _mapping(
    source: Source,
    columns: Sequence[Column],
    sampled: Sequence[Sequence[str | None]],
    plan: Plan,
    *,
    header: bool = True,
) -> ColumnMap:
    mapping = guess(columns, sampled, plan, source=source.name, header=header)
    if not has_posts(mapping.roles):
        listed = ", ".join(repr(column.name) for column in columns[:30])
        raise SourceError(
            f"{source.name}: no column looks like the text of a post, its author or a label.",
            hint=f"Name one: {column_named('text', 'NAME')}. There is: {listed}.",
        )
    return mapping


def _encoding_notes(encoding: Encoding) -> tuple[str, ...]:
    return (f"encoding: {encoding}",) if encoding.guessed or not encoding.is_utf8 else ()


def _warnings(mapping: ColumnMap, encoding: Encoding) -> Counter[str]:
    found = Counter(mapping.warnings)
    if encoding.guessed:
        found["encoding_guessed"] += 1
    return found
