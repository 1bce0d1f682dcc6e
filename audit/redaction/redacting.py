"""Redaction for users: a copy of posts without what leads to their authors, what was done to it, and what is left."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import pyarrow as pa

from audit.api import opened, run
from audit.disclosure import escape_for_terminal
from audit.errors import LOOK_FIRST, NoPostsError, OutputError, SourceError
from audit.files.whole_file import whole_file
from audit.loaders.base import Ledger, check_rejects
from audit.loaders.dataset import Posts
from audit.loaders.writing import write_posts
from audit.plan import Plan
from audit.redaction.ledger import NOT_ANONYMOUS, record_of, said
from audit.redaction.pseudonyms import Pseudonyms
from audit.redaction.rare import common_values
from audit.redaction.rows import Redactor
from audit.redaction.settings import Settings

_ENDINGS = (".jsonl", ".parquet")


@dataclass(frozen=True)
class Redaction:
    """A redacted copy that was written, and the record beside it.

    Attributes
    ----------
    path : Path
    record : mapping
        What ``FILE.redaction.json`` holds: no text, no name, no key.
    ledgers : tuple of Ledger
        One per source: records = posts + rejected + skipped.
    """

    path: Path
    record: Mapping[str, Any]
    ledgers: tuple[Ledger, ...] = field(repr=False, default=())

    def __str__(self) -> str:
        return "\n".join(map(escape_for_terminal, said(self.record)))

    def _repr_html_(self) -> str:
        return "".join(f"<p>{escape(line)}</p>" for line in map(escape_for_terminal, said(self.record)))


def redact(
    posts: Any,
    output: str | Path,
    plan: Plan | str | Path | Mapping[str, Any] | None = None,
    *,
    settings: Settings | None = None,
    forget: Sequence[str] = (),
    key: bytes | None = None,
    risk: bool = True,
    progress: Callable[[int], None] | None = None,
    **changes: Any,
) -> Redaction:
    """Write a copy of posts without identifiers, its authors and posts behind pseudonyms.

    Parameters
    ----------
    posts : Posts or anything :func:`audit.load` reads
    output : str or Path
        ``.jsonl`` or ``.parquet``, in the post schema; ``OUTPUT.redaction.json`` beside it says what was done.
    plan, **changes
        See :func:`audit.api.make_plan`. Of stated attributes, those that ``groups`` names are kept.
    settings : Settings, optional
    forget : sequence of str
        Authors whose posts are left out.
    key : bytes, optional
        16 bytes that pseudonyms are made with; random if not given, and gone when this returns.
    risk : bool
        Audit the copy for what is left.
    progress : callable, optional
        Called with the number of posts written since the last call.

    Returns
    -------
    Redaction

    Raises
    ------
    NoPostsError, SourceError
        There are no posts, or too many records are malformed.
    OutputError
        Another ending, or the file cannot be written.
    """
    path, chosen = Path(output), settings or Settings()
    check_redacted(path)
    loaded = opened(posts, plan, changes)
    pseudonyms = Pseudonyms(loaded.secret if key is None else key)
    common = common_values(loaded, chosen.rare) if chosen.rare else None
    redactor = Redactor(chosen, pseudonyms, frozenset(forget), tuple(loaded.plan.groups), common)
    ledgers: list[Ledger] = []
    write_posts(path, _written(loaded, redactor, ledgers, progress))
    record = {
        **record_of(redactor, loaded.plan.floors.authors),
        "dataset": loaded.name,
        "file": path.name,
        "sha256": _digest(path),
        "records": [
            {
                "records": each.records,
                "posts": each.posts,
                "rejected": each.rejected.total(),
                "skipped": each.skipped.total(),
            }
            for each in ledgers
        ],
        "residual_risk": _risk(path, loaded.plan) if risk else {"not_measured": "it was not asked for"},
    }
    encoded = json.dumps(record, indent=1, ensure_ascii=False).encode() + b"\n"
    with whole_file(record_path(path), private=False) as temporary:
        temporary.write_bytes(encoded)
    return Redaction(path, record, tuple(ledgers))


def record_path(path: Path) -> Path:
    """Where the record of a redacted copy lies."""
    return path.with_name(f"{path.name}.redaction.json")


def check_redacted(path: Path) -> None:
    """Refuse a name that posts cannot be written to, before any work is done.

    Raises
    ------
    OutputError
    """
    if path.suffix not in _ENDINGS:
        raise OutputError(
            f"{path.name}: expected a name that ends in {' or '.join(_ENDINGS)}.", hint="For example -o redacted.jsonl"
        )


def _written(
    posts: Posts, redactor: Redactor, ledgers: list[Ledger], progress: Callable[[int], None] | None
) -> Iterator[pa.RecordBatch]:
    for batch in posts.batches(keep_ids=True, ledgers=ledgers, change=redactor):
        if progress is not None:
            progress(batch.num_rows)
        yield batch
    if not sum(each.posts for each in ledgers):
        raise NoPostsError(f"{posts.name}: nothing here is a post, so nothing was written.", hint=LOOK_FIRST)
    check_rejects(posts.name, ledgers, posts.plan.limits.max_reject)
    if redactor.tallied.unclean:
        raise SourceError(
            f"{posts.name}: identifiers came back in {redactor.tallied.unclean} places when others were replaced, so nothing"
            " was written.",
            hint="Please report this: it should not happen.",
        )


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _risk(path: Path, plan: Plan) -> dict[str, Any]:
    """What the metric ``privacy`` says of the copy."""
    named = Plan.make({"metrics": ["privacy"], "floors": plan.floors.model_dump(), "dataset": {"name": path.stem}})
    findings = run(str(path), plan=named)
    return {
        "audit": findings.audit["id"],
        "findings": [
            {"id": each.id, "reading": each.reading, "statement": each.statement} for each in findings.findings
        ],
        "not_measured": [each.reason for each in findings.not_measured],
        "mind": NOT_ANONYMOUS,
    }
