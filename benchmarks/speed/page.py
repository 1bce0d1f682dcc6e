"""Tables of ``docs/speed.md`` and ``docs/billion.md`` from what was measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from speed.rows import Row

_JOBS = {"arrow": "Arrow's reader alone", "read": "our reader alone", "audit": "audit and report"}
_BILLION = 1_000_000_000
#: Posts from which on an audit may take three times as long as reading; what does not grow is more than that of fewer.
_DEMANDED_FROM = 1_000_000
#: Cores of a cluster, and what is assumed to be lost to waiting and unequal parts.
_CORES = (2, 16, 64, 256)
_BUSY = 0.8


def limits(rows: Sequence[Row]) -> list[str]:
    """Every measurement of the first table, with its ratio to reading."""
    lines = [
        "| format | posts | job | workers | CPU s | × reading | s | posts/s | memory, MB |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for each in rows:
        if each.table == "limit":
            read = _found(rows, each.format, each.posts, "read", 1)
            lines.append(
                f"| {each.format} | {each.posts:,} | {_JOBS[each.job]} | {each.workers} | {each.cpu:.1f} | {each.cpu / read.cpu:.2f}"
                f" | {each.wall:.1f} | {_round(each.posts / each.wall):,} | {each.memory:,.0f} |"
            )
    return lines


def demands(rows: Sequence[Row]) -> list[str]:
    """What was demanded, and what was measured."""
    lines = ["| demand | measured | |", "|---|---|---|"]
    audits = [
        each
        for each in rows
        if (each.table, each.job, each.workers) == ("limit", "audit", 1) and each.posts >= _DEMANDED_FROM
    ]
    for each in audits:
        ratio = each.cpu / _found(rows, each.format, each.posts, "read", 1).cpu
        lines.append(
            demand(f"audit at most 3.0 × reading, {each.format}, {each.posts:,} posts", f"{ratio:.2f}", ratio <= 3)
        )
    most = max(each.posts for each in audits)
    for name in dict.fromkeys(each.format for each in audits if each.posts == most):
        one, two = (_found(rows, name, most, "audit", workers) for workers in (1, 2))
        gain = one.wall / two.wall
        lines.append(demand(f"two workers at least 1.6 × one, {name}, {most:,} posts", f"{gain:.2f}", gain >= 1.6))
    if most >= 10_000_000:
        for name in dict.fromkeys(each.format for each in audits if each.posts == most):
            small, large = (_found(rows, name, posts, "audit", 1) for posts in (most // 10, most))
            growth = large.memory / small.memory
            lines.append(
                demand(
                    f"memory at {most:,} posts at most 1.2 × that at {most // 10:,}, {name}",
                    f"{growth:.2f}",
                    growth <= 1.2,
                )
            )
            two = _found(rows, name, most, "audit", 2).memory
            lines.append(
                demand(f"memory with two workers below 1,500 MB, {name}, {most:,} posts", f"{two:,.0f} MB", two < 1500)
            )
    return lines


def growth(rows: Iterable[Row]) -> list[str]:
    """How time and memory grow."""
    lines = ["| posts | stated groups | format | CPU s | memory, MB |", "|---|---|---|---|---|"]
    lines += [
        f"| {each.posts:,} | {each.groups} | {each.format} | {each.cpu:.1f} | {each.memory:,.0f} |"
        for each in rows
        if each.table == "growth"
    ]
    return lines


def model(rows: Sequence[Row]) -> tuple[float, float]:
    """CPU seconds of an audit whatever its size, and of a million posts more: the line through the two largest sizes."""
    (few, less), (many, more) = _grown(rows)[-2:]
    per_million = (more - less) / (many - few) * 1e6
    return less - per_million * few / 1e6, per_million


def model_told(rows: Sequence[Row]) -> list[str]:
    """The model, and how far it is from the sizes it was not made of."""
    fixed, per_million = model(rows)
    lines = [
        f"CPU seconds = {fixed:.1f} + {per_million:.1f} × millions of posts (JSON lines, the line through the two largest sizes)."
    ]
    for posts, cpu in _grown(rows)[:-2]:
        said = fixed + per_million * posts / 1e6
        lines.append(f"At {posts:,} posts it says {said:.1f}, and {cpu:.1f} were measured.")
    return lines


def billion(rows: Sequence[Row]) -> list[str]:
    """A billion posts by the size of the cluster."""
    _, per_million = model(rows)
    core_hours = per_million * _BILLION / 1e6 / 3600
    lines = ["| cores | time | core-hours |", "|---|---|---|"]
    lines += [f"| {cores} | {_time(core_hours / cores / _BUSY)} | {core_hours / _BUSY:.1f} |" for cores in _CORES]
    return lines


def _time(hours: float) -> str:
    return f"{hours:.1f} hours" if hours >= 1 else f"{max(60 * hours, 1):.0f} min"


def demand(what: str, measured: str, holds: bool) -> str:  # noqa: FBT001 - what the last cell says
    """One row of the table of demands."""
    return f"| {what} | {measured} | {'holds' if holds else '**missed**'} |"


def _grown(rows: Iterable[Row]) -> list[tuple[int, float]]:
    """Posts and CPU seconds of whole audits of JSON lines by one worker, by size."""
    wanted = ("limit", "jsonl", "audit", 1)
    return sorted(
        (each.posts, each.cpu) for each in rows if (each.table, each.format, each.job, each.workers) == wanted
    )


def _found(rows: Iterable[Row], format_: str, posts: int, job: str, workers: int) -> Row:
    wanted = ("limit", format_, posts, job, workers)
    [found] = [each for each in rows if (each.table, each.format, each.posts, each.job, each.workers) == wanted]
    return found


def _round(value: float) -> int:
    """Two figures."""
    digits = len(str(int(value))) - 2
    return int(round(value, -digits)) if digits > 0 else round(value)
