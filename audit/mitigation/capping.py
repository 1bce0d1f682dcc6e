"""Author caps: at most so many posts of each author."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from audit.errors import PlanError, both_ways, column_named
from audit.loaders.dataset import Posts
from audit.mitigation.gathering import gather
from audit.mitigation.leaving_out import cost_of, figures_of, two_figures
from audit.mitigation.remedy import Remedy
from audit.mitigation.uniform import ranks_within, shuffled
from audit.plan import Plan
from audit.statistics.concentration import hill
from audit.wording import count, percent, plural


def cap_authors(posts: Posts, plan: Plan, most: int, progress: Callable[[int], None] | None = None) -> Remedy:
    """Keep at most ``most`` posts of each author, drawn by the hash of their ids; posts of unknown authors stay.

    Raises
    ------
    PlanError
        ``most`` is below 1, or no post names its author.
    SourceError, NoPostsError
        Posts have no id, or there are none.
    """
    if most < 1:
        what = (
            f"At most {most}: an author keeps at least one post."
            if most
            else "A cap needs the most posts that an author keeps."
        )
        raise PlanError(what, hint=f"For example {both_ways('--most 20', most=20)}.")
    found = gather(posts, lambda _: {}, progress, beside="what is kept")
    if not found.named.any():
        raise PlanError(
            "The data name no authors, so nobody's posts can be capped.",
            hint=f"Name the column: {column_named('author_id')}.",
        )
    author = found.author
    chosen = (ranks_within(author, shuffled(found.post_key)) < most) | ~found.named
    wrote = np.bincount(author[found.named])
    wrote = wrote[wrote > 0]
    kept = np.minimum(wrote, most)
    lost, capped = int((~chosen).sum()), int((wrote > most).sum())
    before, after, floor = hill(wrote, order=2), hill(kept, order=2), plan.floors.authors
    if 0 < capped < floor:
        before, after = two_figures(before), two_figures(after)
    return Remedy(
        name="cap",
        options={"most": str(most)},
        aims=("concentration.", "representation."),
        done=f"At most {plural(most, 'post')} of each author are kept, drawn by hash: {_whose(capped, floor)}.",
        cost=(
            f"{cost_of(lost, len(found), capped, floor)} Authors are as many; they count"
            f" like {count(round(after))} equally active ones, before like {count(round(before))}."
        ),
        wrong=_wrong(wrote, most, plan),
        figures={**figures_of(lost, len(found), capped, floor), "effective_authors_before": before,
                 "effective_authors_after": after},
        touched=capped,
        post_id=found.post_id,
        chosen=chosen,
        everywhere=found.among_all(chosen),
    )  # fmt: skip


def _whose(capped: int, floor: int) -> str:
    if capped == 0:
        return "nobody wrote more"
    return f"{plural(capped, 'author')} wrote more" if capped >= floor else f"fewer than {floor} authors wrote more"


def _wrong(wrote: np.ndarray[tuple[int, ...], np.dtype[np.int64]], most: int, plan: Plan) -> tuple[str, ...]:
    said = []
    if not (wrote > most).any():
        said.append("No author wrote more than the cap: it changes nothing.")
    few = max(1, len(wrote) // 100)
    top = float(np.sort(wrote)[::-1][:few].sum() / wrote.sum())
    if top <= plan.tolerances.top_share and len(wrote) >= 100 * plan.floors.authors:
        said.append(
            f"The busiest 1% of authors wrote {percent(top)}, within the tolerance of"
            f" {percent(plan.tolerances.top_share)}: a cap costs posts and mends little."
        )
    said.append("A cap makes voices more even; it gives no voice to people who do not post.")
    return tuple(said)
