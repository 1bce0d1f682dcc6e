"""Posts: one dataset out of one or many sources, decided once and read when asked for."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from audit.errors import LOOK_FIRST, NoPostsError, SourceError
from audit.files.addresses import shown_address
from audit.loaders.aligning import aligned
from audit.loaders.base import Ledger, check_rejects
from audit.loaders.digests import digest_of
from audit.loaders.door import admit, new_key
from audit.loaders.guessing.shape import after
from audit.loaders.partial import check_columns, prepare_what_is_there
from audit.loaders.profiles.companions import joined
from audit.loaders.profiles.fields import check_profile
from audit.loaders.reading import Part, Prepared, parts, prepare_frame, read, to_schema
from audit.loaders.registry import by_name, check_plugged
from audit.loaders.source import expand
from audit.loaders.streamed import kept_stream
from audit.plan import Plan
from audit.posts import SCHEMA

if TYPE_CHECKING:
    import pandas as pd


#: Files that are not read, named each.
_NAMED = 100


@dataclass(frozen=True, repr=False)
class Posts:
    """A dataset of posts; nothing but the head of each source is read until batches are asked for.

    Attributes
    ----------
    prepared : tuple of Prepared
        The sources, and how each is read.
    plan : Plan
        The plan they were loaded with.
    origin : object
        What was loaded, so that it can be loaded again with another plan.
    tags : mapping of str to str
        Names of languages to tags.
    left_out : tuple of str
        Files found beside the sources that hold no posts, each with the reason.
    secret : bytes
        Key of the pseudonyms; random, and never written.
    """

    prepared: tuple[Prepared, ...]
    plan: Plan
    origin: Any = field(repr=False)
    tags: Mapping[str, str] = field(repr=False, default_factory=dict)
    left_out: tuple[str, ...] = ()
    secret: bytes = field(repr=False, default_factory=new_key)

    @property
    def name(self) -> str:
        """The plan's name of the dataset, or that of the folder that was given, or of its first source."""
        if self.plan.dataset.name:
            return self.plan.dataset.name
        names = [each.source.name for each in self.prepared]
        folders = {name.split("/", 1)[0] if "/" in name else "" for name in names}
        if len(folders) == 1 and "" not in folders:
            folder = folders.pop()
            return folder if len(names) > 1 else folder.split(".", 1)[0] or folder  # an archive of one member
        stems = [Path(name).name.split(".", 1)[0] or name for name in names]
        shared = "".join(
            each[0] for each in itertools.takewhile(lambda each: len(set(each)) == 1, zip(*stems, strict=False))
        )
        return shared.strip("-_. ") or stems[0]

    @property
    def size(self) -> int:
        """Bytes of all sources as stored."""
        return sum(each.source.size for each in self.prepared)

    def parts(self) -> list[Part]:
        """Pieces that can be read independently."""
        return [part for index, each in enumerate(self.prepared) for part in parts(each, index)]

    def describe(self) -> list[str]:
        """What was decided, and why: format, encoding, which column is what, what is not used.

        Of sources that are read alike it is said once, however many shards there are.
        """
        alike: dict[tuple[str, ...], list[Prepared]] = {}
        for each in self.prepared:
            alike.setdefault(each.describe("..."), []).append(each)
        said = (of[0].describe(_together([each.source.name for each in of])) for of in alike.values())
        return [*(line for lines in said for line in lines), *self.left_out]

    def loader_name(self, index: int) -> str:
        """Name of the loader of a source."""
        return self.prepared[index].loader

    def source_facts(self, index: int, digest: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Name, loader, bytes, SHA-256, form and columns of a source, for ``run.json``.

        ``digest`` is what :class:`audit.loaders.digests.Digests` says of it, where that was computed already.
        """
        prepared = self.prepared[index]
        source = prepared.source
        return {
            "name": source.name,
            "loader": self.loader_name(index),
            "bytes": source.size,
            **(digest_of(source) if digest is None else digest),
            "form": prepared.form,
            "compression": source.compression,
            "columns": prepared.mapping.single(),
        }

    def replanned(self, plan: Plan) -> Posts:
        """The same sources, decided again under another plan; the same pseudonyms."""
        return replace(open_posts(self.origin, plan, tags=self.tags), secret=self.secret)

    def batches(
        self,
        *,
        keep_ids: bool = False,
        ledgers: list[Ledger] | None = None,
        change: Callable[[pa.RecordBatch], pa.RecordBatch] | None = None,
    ) -> Iterator[pa.RecordBatch]:
        """Posts as record batches of the post schema, authors pseudonymised.

        Parameters
        ----------
        keep_ids : bool
            Keep the authors' own ids.
        ledgers : list of Ledger, optional
            Receives one ledger per source.
        change : callable, optional
            From a batch with flat columns to one with the same columns; rows may be fewer.
        """
        kept: dict[int, Ledger] = {}
        for part in self.parts():
            ledger = kept.setdefault(part.source_index, Ledger(source=part.source_name))
            piece = Ledger(source=part.source_name)
            for batch in read(part, piece):
                admitted = admit(batch, None if keep_ids else self.secret)
                table = self._without_inferred(admitted.table)
                yield after(to_schema(table if change is None else change(table)), ledger.records)
            ledger.merge(piece)
        for each in kept.values():
            each.check()
        if ledgers is not None:
            ledgers.extend(kept[index] for index in sorted(kept))

    def _without_inferred(self, table: pa.RecordBatch) -> pa.RecordBatch:
        """What was inferred of single authors is counted and never handed on, let alone written."""
        inferred = {f"attribute:{name}" for name in self.plan.inference}
        return table.select([name for name in table.schema.names if name not in inferred]) if inferred else table

    def to_table(self, *, keep_ids: bool = False) -> pa.Table:
        """All posts in memory, as an Arrow table of the post schema."""
        return pa.Table.from_batches(list(self.batches(keep_ids=keep_ids)), schema=SCHEMA)

    def to_frame(self, *, keep_ids: bool = False) -> pd.DataFrame:
        """All posts in memory, as a pandas DataFrame; empty columns are left out."""
        table = self.to_table(keep_ids=keep_ids)
        filled = [name for name in table.schema.names if table.column(name).null_count < table.num_rows]
        frame: pd.DataFrame = table.select(filled).to_pandas()
        return frame

    def write(self, path: str | Path, *, keep_ids: bool = False) -> list[Ledger]:
        """Write all posts to a ``.parquet`` or ``.jsonl`` file in the post schema; whole or not at all.

        The file can be read by its owner alone, for it holds what people wrote. ``-`` writes JSON lines to standard output.

        Returns
        -------
        list of Ledger
            One per source.

        Raises
        ------
        OutputError
            Another ending, or the file cannot be written.
        SourceError
            More is malformed than ``limits.max_reject`` allows.
        """
        from audit.loaders.writing import write_posts

        ledgers: list[Ledger] = []

        def found() -> Iterator[pa.RecordBatch]:
            yield from self.batches(keep_ids=keep_ids, ledgers=ledgers)
            if not sum(each.posts for each in ledgers):
                raise NoPostsError(f"{self.name}: nothing here is a post, so nothing was written.", hint=LOOK_FIRST)
            check_rejects(self.name, ledgers, self.plan.limits.max_reject)

        write_posts(Path(path), found())
        return ledgers

    def run(self, **changes: Any) -> Any:
        """Audit these posts; see :func:`audit.run`."""
        import importlib

        # By name, since the pipeline is a room above this one: posts are what people hold when they want to run.
        return importlib.import_module("audit.api").run(self, **changes)

    def __str__(self) -> str:
        return "\n".join([f"Posts of {self.name}", *(f"  {line}" for line in self.describe())])

    def __repr__(self) -> str:
        return str(self)  # what was decided, not the hundreds of fields that say so

    def _repr_html_(self) -> str:
        lines = "".join(f"<li>{escape(line)}</li>" for line in self.describe())
        return f"<p><b>Posts of {escape(self.name)}</b></p><ul>{lines}</ul>"


def open_posts(origin: Any, plan: Plan, *, tags: Mapping[str, str] | None = None) -> Posts:
    """Decide how each source is read.

    Parameters
    ----------
    origin : path, sequence of paths, DataFrame, Arrow table, sequence of mappings, or what comes in batches
        For the last see :mod:`audit.loaders.streamed`.
    plan : Plan
    tags : mapping of str to str, optional
        Names of languages to tags, from :func:`audit.resources.language_tags`.

    Raises
    ------
    SourceError
        A source that was named cannot be read as posts, or none of those found in folders can.
    ColumnError
        The plan names a column that is not there.
    """
    tags = dict(tags or {})
    if isinstance(origin, Posts):
        return origin.replanned(plan)
    check_plugged()
    if plan.loader:
        by_name(plan.loader)  # a name that is no loader says so, whatever the source is
    origin = kept_stream(origin) or origin
    paths = _paths(origin)
    if paths is None:
        frame = prepare_frame(origin, plan, language_tags=tags)
        check_profile([frame], plan)
        return Posts((frame,), plan, origin, tags)
    sources = expand(paths, max_ratio=plan.limits.max_ratio)
    prepared, lacking, left_out = [], [], _ignored(sources.ignored)
    for source in sources:
        try:
            found, without = prepare_what_is_there(source, plan, tags)
            prepared.append(found)
            lacking.append(without)
        except SourceError as error:
            if not source.found and (len(sources) == 1 or not isinstance(error, NoPostsError)):
                raise
            left_out.append(f"not read: {error.message}")
    if not prepared:
        listed = "; ".join(left_out[:5])
        raise NoPostsError(
            f"{', '.join(shown_address(str(each)) for each in paths)}: no posts were found{': ' + listed if listed else ''}.",
            hint="postaudit list formats names what can be read.",
        )
    check_columns(lacking)
    check_profile(prepared, plan)
    return Posts(joined(aligned(prepared)), plan, origin, tags, tuple(left_out))


def _ignored(files: Sequence[tuple[str, str]]) -> list[str]:
    """What lay beside the data; of thousands of pictures, how many."""
    said = [f"not read: {name}: {why}" for name, why in files[:_NAMED]]
    rest = Counter(why for _, why in files[_NAMED:])
    return said + [f"not read: {number:,} more files: {why}" for why, number in sorted(rest.items())]


def _paths(origin: Any) -> list[str | Path] | None:
    """The paths of an origin, or None if it is a table in memory."""
    if isinstance(origin, (str, Path)):
        return [origin]
    if isinstance(origin, Sequence) and origin and all(isinstance(each, (str, Path)) for each in origin):
        return list(origin)
    return None


def _together(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1:,} more, to {names[-1]}"
