"""The table of ``docs/peers.md``, from the file that ``run.py`` writes."""

from __future__ import annotations

from collections.abc import Iterable

from .rows import Row


def lines(rows: Iterable[Row]) -> list[str]:
    """The table of times, a line per peer."""
    told = [
        "| job | peer | posts | its CPU seconds | ours | times as long | ours, seconds for more | times as long per post |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        peer = " ".join(part for part in (row.peer, row.version) if part) + (f" ({row.how})" if row.how else "")
        if row.error:
            told.append(f"| {row.job} | {peer} | {row.posts:,} | does not run: `{row.error}` | | | | |")
            continue
        told.append(
            f"| {row.job} | {peer} | {row.posts:,} | {row.seconds:.2f} | {row.our_seconds:.2f} | {times(row.ratio)}"
            f" | {row.our_seconds_at_posts:.2f} ({row.our_posts:,}) | {times(row.ratio_per_post)} |"
        )
    return told


def results(rows: Iterable[Row]) -> list[str]:
    """Whether both found the same, a line per peer."""
    return [f"- {row.peer}, {row.job}: {row.results}." for row in rows if row.results]


def times(ratio: float) -> str:
    """A ratio, with one decimal where it is small."""
    return f"{ratio:.1f}" if ratio < 10 else f"{ratio:,.0f}"
