"""Labels of posts that name a group by strict forms alone, beside those of posts that name it in any form.

Strict forms name people whatever stands around them; slurs and words of several meanings are loose. Which of them count is a
choice, and labels may fall otherwise on the two, so a gap by strict forms is shown only if the gap by all forms bears it out.
Posts with loose forms alone are in neither of the two sides that strict forms compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from audit.disclosure import suppress
from audit.finding import Estimate
from audit.metrics.contrast import Contrast, blurred
from audit.metrics.label_hiding import hidden_parts
from audit.metrics.weighed import Counted, total
from audit.resources import group_title
from audit.wording import count, plural

SUFFIX = "_loose"
#: What is owed with every figure that hangs on which forms count.
CAVEAT = (
    "Strict forms name a group whatever stands around them; posts that name it by loose forms alone, slurs among them, are"
    " neither among these posts nor among those they are compared with. Where posts name it by loose forms, the gap by all forms stands beside the strict one, or is hidden."
)
#: In the note of a gap by strict forms that is rounded, and whose counts stand.
ROUNDED = "rounded: exactly, it would tell of a few authors who name the group by loose forms alone"
_MOST_TOLD = 4


def tells(strict: Sequence[Counted], in_any: Sequence[Counted], index: int, floor: int) -> bool:
    """Whether posts that name a group by loose forms alone, and have one of the values, are of too few authors to be told.

    Parameters
    ----------
    strict, in_any : sequence of Counted
        Posts with each value that name the group by strict forms, and in any form.
    index : int
        Of the value.
    floor : int
    """
    parts = [each - own for each, own in zip(in_any, strict, strict=True)]
    return hidden_parts(parts, total(parts), floor)[index]


def rounded(estimate: Estimate) -> Estimate:
    """The gap by strict forms, too coarse for the labels of posts with loose forms alone to follow from it."""
    if estimate.status != "ok":
        return estimate
    made = blurred(estimate)
    note = "; ".join(each for each in (estimate.note, ROUNDED) if each)
    return replace(made, n_posts=estimate.n_posts, n_authors=estimate.n_authors, note=note)


def tells_votes(strict: Sequence[Counted], in_any: Sequence[Counted], alone: Counted, index: int, floor: int) -> bool:
    """Whether posts that name a group by loose forms alone, and those of them that somebody or nobody gave an answer, are too few authors'.

    Parameters
    ----------
    strict, in_any : sequence of Counted
        Posts with a vote for each answer that name the group by strict forms, and in any form.
    alone : Counted
        All posts that name it by loose forms alone.
    index : int
        Of the answer.
    floor : int
    """
    chosen = [each - own for each, own in zip(in_any, strict, strict=True)]
    few = any(0 < np.count_nonzero(each) < floor for each in (alone, chosen[index], alone - chosen[index]))
    return few or bool(suppress([int(np.count_nonzero(each)) for each in chosen], floor)[index])


def disputed(strict: Estimate, loose: Estimate | None, tolerance: float) -> bool:
    """Whether the gap by all forms does not bear out what the gap by strict forms would be read as.

    A gap beyond the tolerance is borne out by one beyond it on the same side, as parity of mentions is; one within it, by one
    that is not wholly beyond it.
    """
    if loose is None or strict.low is None or strict.high is None or loose.value is None:
        return False
    if strict.low > tolerance:
        return loose.value <= tolerance
    if strict.high < -tolerance:
        return loose.value >= -tolerance
    within = -tolerance <= strict.low and strict.high <= tolerance
    beyond = loose.low is not None and loose.high is not None and (loose.low > tolerance or loose.high < -tolerance)
    return within and beyond


def barely(loose: Estimate | None, tolerance: float) -> bool:
    """Whether the gap by all forms is not itself surely beyond the tolerance: what strict forms show is then little trusted.

    So it is where there is such a gap and it cannot be estimated; None is for a group that no post names by loose forms alone.
    """
    if loose is None:
        return False
    if loose.low is None or loose.high is None:
        return True
    return loose.low <= tolerance and loose.high >= -tolerance


def stands_on(strict: Estimate, loose: Estimate | None, group: str, kind: str, *, alike: bool) -> str:
    """How many posts name a group by strict forms, how many in any form, and what these come to; begins with a blank.

    Parameters
    ----------
    strict, loose : Estimate
        The gap by strict forms and by all; ``loose`` is None where every post that names the group does so strictly.
    group, kind : str
        Name of the group, and what the posts are: ``labelled``.
    alike : bool
        Whether no post names the group by loose forms alone.
    """
    named = group_title(group)
    if strict.n_posts is None:
        return ""
    said = f" This stands on {plural(strict.n_posts, f'{kind} post')} that {'names' if strict.n_posts == 1 else 'name'} {named} by strict forms"
    if alike:
        return f"{said}; no other names them by loose forms."
    if loose is None or loose.status == "suppressed" or loose.n_posts is None:
        return f"{said}; the gap by all forms is hidden, since it would tell of a few authors."
    if loose.status != "ok":
        return f"{said}; the gap by all forms cannot be estimated."
    return (
        f"{said}; {count(loose.n_posts)} name them in any form, slurs and other loose forms included, and by all of these the"
        f" gap is {loose.told} ({loose.limits})."
    )


def not_borne_out(rest: Iterable[Contrast], loose: Mapping[str, Estimate], axis: str) -> str:
    """Which comparisons hang on which forms count, and what either comes to; begins with a blank, or is empty."""
    found = [each.estimate for each in rest if each.disputed and each.estimate.id in loose]
    found.sort(key=lambda each: (-abs(each.value or 0.0), each.id))
    if not found:
        return ""
    parts = []
    for each in found[:_MOST_TOLD]:
        other = loose[each.id]
        hidden = other.status == "suppressed"
        by_any = "by any form hidden, since it would tell of a few authors" if hidden else f"{_gap(other)} by any form"
        parts.append(
            f"{group_title(each.group[axis])}, \u201c{each.group['value']}\u201d: {_gap(each)} by strict forms, {by_any}"
        )
    listed = "; ".join(parts)
    more = f"; and {count(len(found) - _MOST_TOLD)} more" if len(found) > _MOST_TOLD else ""
    what = "comparison is" if len(found) == 1 else "comparisons are"
    return f" {count(len(found))} {what} read as open, since strict forms and all forms disagree: {listed}{more}."


def _gap(estimate: Estimate) -> str:
    posts = "" if estimate.n_posts is None else f" in {plural(estimate.n_posts, 'post')}"
    return f"{estimate.told}{posts}"
