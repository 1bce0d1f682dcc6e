"""Passages in the reader's hands: ``audit.evidence``, ``findings.evidence`` and the files that ``--quotes`` asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from audit import passages
from audit.api import opened
from audit.disclosure.quotation import Passages, Quotes, check_quotes
from audit.errors import AuditError, PlanError, did_you_mean
from audit.finding import Findings
from audit.loaders.dataset import Posts
from audit.passages import Question
from audit.plan import Plan
from audit.report import quotes as showing
from audit.report.quotes import Evidence
from audit.text.token_table import word_hashes

#: Passages for each group of a finding, in the files of a report.
PER_FINDING = 3
#: What a plan says that decides which posts are read, and how.
_READ_ALIKE = ("columns", "labels", "loader", "encoding", "dates")


def evidence(
    posts: Any,
    *,
    group: str,
    theme: str | None = None,
    word: str | None = None,
    slot: str | None = None,
    k: int = 10,
    quotes: str = "masked",
    plan: Plan | str | Path | Mapping[str, Any] | None = None,
    **changes: Any,
) -> Evidence:
    """Show strict mentions of a group in their context, masked.

    Nothing is written. The posts are read again, twice.

    Parameters
    ----------
    posts : Posts or anything :func:`audit.load` reads
    group : str
        Such as ``women``; ``axis.group`` where several axes have one of that name.
    theme : str, optional
        Marker category (``appearance``) that must stand in the same post; in a description of the group if ``slot`` is given.
    word : str, optional
        A word that must, at the same places.
    slot : str, optional
        Only descriptions: ``attributive``, ``predicate``, ``subject``, ``object``, or ``any``.
    k : int
        Passages, at most 50; each by another author, drawn by hash: the same ones every time.
    quotes : str
        ``masked``, or ``verbatim`` if the plan says so (``report.quotes``).
    plan, **changes
        See :func:`audit.load`.

    Returns
    -------
    Evidence
        Empty, with the reason, if fewer authors than ``floors.authors`` wrote such posts.

    Raises
    ------
    PlanError
        There is no such group, theme or slot; or ``quotes`` is none, or verbatim without the plan's leave.
    """
    read = opened(posts, plan, changes)
    kind = _checked(read, k, quotes)
    groups, categories = passages.known_groups(read)
    asked = passages.question(groups, group, theme, word, slot)
    asked.check(groups, categories)
    if word is not None:
        try:
            word_hashes([word])
        except ValueError:
            raise PlanError(
                f"word = {word!r}: one word is expected.",
                hint="Ask for one word at a time, without blanks or punctuation.",
            ) from None
    return Evidence(tuple(passages.find(read, [asked], k, kind)))


def evidence_of(findings: Findings, identifier: str, posts: Any, *, k: int = 10, quotes: str = "masked") -> Evidence:
    """Passages behind a finding; see :meth:`audit.Findings.evidence`."""
    known = {each.id: each for each in findings.findings}
    if identifier not in known:
        raise AuditError(f"There is no finding {identifier!r}.", hint=did_you_mean(identifier, known))
    asked = passages.questions_of(known[identifier], findings)
    if not asked:
        able = [each for each in known.values() if passages.questions_of(each, findings)]
        raise AuditError(
            f"The finding {identifier!r} stands on no mentions of a group, so that no passage would show it.",
            hint=f"Of these there are passages: {', '.join(each.id for each in able)}."
            if able
            else "Ask by group or by word instead.",
        )
    alike = {name: value for name in _READ_ALIKE if (value := findings.audit.get("plan", {}).get(name))}
    read = posts if isinstance(posts, Posts) else opened(posts, None, alike)
    found = passages.find(read, asked, k, _checked(read, k, quotes))
    return Evidence(tuple(replace(each, finding=identifier) for each in found))


def evidence_files(findings: Findings, posts: Posts) -> dict[str, bytes]:
    """``evidence.html`` and ``evidence.md`` of what is shown, if the plan asks for passages; else nothing."""
    if posts.plan.report.quotes == "none":
        return {}
    asked: list[tuple[str, Question]] = [
        (each.id, one)
        for each in findings.findings
        if each.reading == "shown"
        for one in passages.questions_of(each, findings)
    ]
    kind = check_quotes(posts.plan.report.quotes, posts.plan.report.quotes)
    found = passages.find(posts, [one for _, one in asked], PER_FINDING, kind) if asked else []
    sections: list[Passages] = [replace(own, finding=name) for (name, _), own in zip(asked, found, strict=True)]
    return {
        "evidence.html": showing.page(findings, sections).encode(),
        "evidence.md": showing.text(findings, sections).encode(),
    }


def _checked(posts: Posts, k: int, quotes: str) -> Quotes:
    if not 1 <= k <= passages.MOST:
        raise PlanError(
            f"k = {k}: 1 to {passages.MOST} passages can be shown.", hint=f"For example k={min(10, passages.MOST)}"
        )
    return check_quotes(quotes, posts.plan.report.quotes)
