"""A second report on nearly the same people: what it would tell beside the first, looked at before it is written.

Whoever has both reports subtracts one from the other. Where they differ by a few authors the difference is these authors,
however many there are of everybody else: each report hides small groups, and neither hides who left. So figures of both
that are printed exactly are put side by side, as anybody could, and the second is refused where one tells of too few.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from audit.errors import OutputError
from audit.finding import Estimate, Findings
from audit.report import json_file
from audit.standing.sides import OtherSide
from audit.wording import plural

_HINT = (
    "Publish one of the two, or wait until more people have come or gone. --previous is a guard and no proof: it sees the"
    " one report that it is given."
)
_EVERYBODY = "the whole dataset"


def read_earlier(previous: str | Path) -> Findings:
    """The findings of an earlier report: its folder, or its ``findings.json``.

    Raises
    ------
    SourceError
        There are no such findings.
    """
    return json_file.read(json_file.located(previous))


def check_second(findings: Findings, previous: str | Path) -> str:
    """Refuse a report that would tell of too few authors beside an earlier one.

    Parameters
    ----------
    findings : Findings
        What is about to be written.
    previous : path
        Report folder or ``findings.json`` that others may have.

    Returns
    -------
    str
        What it was held against, to be said.

    Raises
    ------
    OutputError
        Names how many figures differ by fewer authors than may be told of, and none of them.
    SourceError
        There are no such findings.
    """
    path, earlier = Path(previous), read_earlier(previous)
    floor = max(_floor(earlier), _floor(findings))
    told = list(telling(earlier, findings, floor))
    if not told:
        return f"{path.name}: held against it; no figure of both differs by fewer than {floor} authors."
    if told == [_EVERYBODY]:
        what = "their authors differ by too few"
    else:
        what = f"{plural(len(told), 'figure')} in both {'differs' if len(told) == 1 else 'differ'} by too few authors"
    raise OutputError(
        f"{path.name}: this report and that one together would tell of fewer than {floor} authors: {what}."
        " Nothing was written.",
        hint=_HINT,
    )


def telling(earlier: Findings, later: Findings, floor: int) -> Iterator[str]:
    """Ids of figures whose difference between two reports is that of too few authors.

    Parameters
    ----------
    earlier, later : Findings
    floor : int
        Fewest authors that may be told of.

    Yields
    ------
    str
        The id of an estimate; for the dataset itself, words.
    """
    if earlier.dataset.get("fingerprint") == later.dataset.get("fingerprint"):
        return  # the same posts: nobody came or went
    if _few(_size(earlier.dataset), _size(later.dataset), floor):
        yield _EVERYBODY
    known = {each.id: each for each in earlier.estimates if _is_exact(each)}
    for each in later.estimates:
        before = known.get(each.id)
        if before is None or not _is_exact(each):
            continue
        own = _says(before) != _says(each) and _few(_voices(before), _voices(each), floor)
        if own or _others_few(before.other_side, each.other_side, floor):
            yield each.id


def _few(before: int, after: int, floor: int) -> bool:
    """Whether so many and so many may differ by a few: the same number may be of the same people, one of them changed."""
    return abs(before - after) < floor


def _is_exact(estimate: Estimate) -> bool:
    return estimate.n_posts is not None and estimate.value is not None


def _says(estimate: Estimate) -> tuple[Any, ...]:
    return estimate.value, estimate.n_posts, estimate.n_authors


def _others_few(before: OtherSide | None, after: OtherSide | None, floor: int) -> bool:
    """Whether the sizes of what a figure is held against are printed in both, and differ by a few."""
    if before is None or after is None or before.n_posts is None or after.n_posts is None or before == after:
        return False
    if before.n_authors is None or after.n_authors is None:
        return _few(before.n_posts, after.n_posts, floor)
    return _few(before.n_authors, after.n_authors, floor)


def _voices(estimate: Estimate) -> int:
    """Authors, or posts where authors are unknown."""
    return (estimate.n_posts or 0) if estimate.n_authors is None else estimate.n_authors


def _size(dataset: Mapping[str, Any]) -> int:
    return int(dataset.get("authors") or dataset.get("posts") or 0)


def _floor(findings: Findings) -> int:
    plan = findings.audit.get("plan")
    floors = plan.get("floors") if isinstance(plan, Mapping) else None
    return int(floors.get("authors", 10)) if isinstance(floors, Mapping) else 10
