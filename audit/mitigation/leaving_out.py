"""How much a remedy leaves out, in words and figures that tell of no few authors."""

from __future__ import annotations

from audit.wording import count, percent, plural


def cost_of(lost: int, posts: int, authors: int, floor: int, *, whose: str = "") -> str:
    """A sentence on the posts left out, which are of so many authors; without their number where these are too few."""
    if 0 < authors < floor:
        return f"Posts of fewer than {floor} authors are left out, of {plural(posts, 'post')}."
    return f"{plural(lost, 'post')} of {count(posts)} are left out ({percent(lost / posts)}){whose}."


def figures_of(lost: int, posts: int, authors: int, floor: int) -> dict[str, float | int]:
    """The same for the record, which is no secret as the posts are."""
    return {"posts_before": posts, **({} if 0 < authors < floor else {"posts_after": posts - lost})}


def two_figures(value: float) -> float:
    """A number so rounded that no single count follows from it."""
    return float(f"{value:.2g}")
