"""Figures of posts that name a group by strict forms alone, beside those of posts that name it in any form.

Strict forms name people whatever stands around them; slurs and words of several meanings are loose. Which of them count is a
choice, and labels and scores may fall otherwise on the two, so a gap by strict forms is shown only if the gap by all forms
bears it out. Posts with loose forms alone are in neither of the two sides that strict forms compare.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from audit.finding import Confidence, Estimate
from audit.metrics.base import Scope
from audit.metrics.blurring import blurred
from audit.metrics.contrast import Contrast, confidence
from audit.ranking import margin
from audit.resources import group_title
from audit.wording import count, plural

SUFFIX = "_loose"
#: What is owed with every figure that hangs on which forms count.
CAVEAT = (
    "Strict forms name a group whatever stands around them; posts that name it by loose forms alone, slurs among them, are"
    " neither among these posts nor among those they are compared with. Where posts name it by loose forms, the gap by all forms stands beside the strict one, or is hidden."
)
_MOST_TOLD = 4


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


def is_beyond(gap: Estimate | None, tolerance: float) -> bool:
    """Whether a gap lies wholly beyond the tolerance, on either side."""
    return gap is not None and ((gap.low or 0.0) > tolerance or (gap.high or 0.0) < -tolerance)


def lie_apart(strict: Estimate, loose: Estimate | None) -> bool:
    """Whether two gaps lie on two sides of no gap."""
    return loose is not None and (strict.value or 0.0) * (loose.value or 0.0) < 0


@dataclass
class Forms:
    """What gaps by all forms say of those by strict forms, by the ids of the latter.

    Attributes
    ----------
    told : dict of str to Estimate
        The gaps by all forms as they are printed; of a group that no post names by loose forms alone there is none.
    barely : set of str
        Gaps by strict forms of which those by all forms make little sure.
    turned : set of str
        Gaps by strict forms that lie on the other side of those by all forms, where these are beyond the tolerance.
    beyond : set of str
        Gaps by strict forms on the same side as those by all forms, where these are beyond the tolerance.
    """

    told: dict[str, Estimate] = field(default_factory=dict)
    barely: set[str] = field(default_factory=set)
    turned: set[str] = field(default_factory=set)
    beyond: set[str] = field(default_factory=set)

    def contrast(self, strict: Estimate, read: Estimate | None, told: Estimate | None, tolerance: float) -> Contrast:
        """The gap by strict forms, read with the one by all forms.

        Parameters
        ----------
        strict : Estimate
        read, told : Estimate, optional
            The gap by all forms as it is, and as it is printed. One that is hidden is read all the same: else a gap would be
            shown that it is known not to bear out.
        tolerance : float
        """
        if told is not None:
            self.told[strict.id] = told
        if barely(read, tolerance):
            self.barely.add(strict.id)
        if is_beyond(read, tolerance):
            (self.turned if lie_apart(strict, read) else self.beyond).add(strict.id)
        least = math.inf if read is None else margin(read.value, read.low, read.high, tolerance, is_ratio=False)
        return Contrast(strict, tolerance, disputed=disputed(strict, read, tolerance), least_otherwise=least)

    def of(self, ids: Iterable[str], *, blurs: bool = False) -> Forms:
        """What is said of some of the gaps by strict forms; ``blurs`` says whether all of their axis are rounded."""
        kept = set(ids)
        told = {name: one for name, one in self.told.items() if name in kept}
        if blurs:
            told = {name: blurred(one) if one.status == "ok" else one for name, one in told.items()}
        return Forms(told, self.barely & kept, self.turned & kept, self.beyond & kept)

    def __or__(self, other: Forms) -> Forms:
        return Forms(
            self.told | other.told,
            self.barely | other.barely,
            self.turned | other.turned,
            self.beyond | other.beyond,
        )

    def confidence(self, estimate: Estimate, scope: Scope, *, missing: float, stated: bool) -> Confidence:
        """How sure a gap that is shown is: low where the gap by all forms makes little sure of it."""
        if estimate.id in self.barely:
            return "low"
        return confidence([estimate], scope, missing=missing, stated=stated)

    def disagreeing(self, contrasts: Iterable[Contrast]) -> Disagreeing:
        """Gaps by strict forms that those by all forms put into question, the widest first."""
        open_, round_, beyond = [], [], []
        for each in contrasts:
            name = each.estimate.id
            if each.disputed:
                open_ += [each.estimate] if name in self.told else []
            elif each.reading in ("inconclusive", "shown_small") and name in self.turned:
                round_.append(each.estimate)
            elif each.reading == "inconclusive" and name in self.beyond:
                beyond.append(each.estimate)
        return Disagreeing(*(sorted(found, key=_widest_first) for found in (open_, round_, beyond)))


class Disagreeing(NamedTuple):
    """Gaps by strict forms: read as open for the sake of those by all forms, turned round by them, settled by them alone."""

    open_: list[Estimate]
    round_: list[Estimate]
    beyond: list[Estimate]


def _widest_first(estimate: Estimate) -> tuple[float, str]:
    return -abs(estimate.value or 0.0), estimate.id


def stands_on(
    named: int | None,
    loose: Estimate | None,
    in_any: int | None,
    group: str,
    kind: str,
    *,
    alike: bool,
    which: str = "",
    what: str = "the gap",
) -> str:
    """How many posts name a group by strict forms, how many in any form, and what these come to; begins with a blank.

    Parameters
    ----------
    named, in_any : int, optional
        Posts that name the group by strict forms, and in any form; None where that is not told.
    loose : Estimate, optional
        The gap by all forms; None where every post that names the group does so strictly.
    group, kind : str
        Name of the group, and what the posts are: ``labelled``.
    alike : bool
        Whether no post names the group by loose forms alone.
    which : str
        What else is true of these posts: " and for which the label is true".
    what : str
        What is told by all forms.
    """
    title = group_title(group)
    if named is None:
        return ""
    said = f" This stands on {plural(named, f'{kind} post')} that {'names' if named == 1 else 'name'} {title} by strict forms{which}"
    if alike:
        return f"{said}; no other names them by loose forms."
    if loose is None or loose.status == "suppressed" or in_any is None:
        return f"{said}; {what} by all forms is hidden, since it would tell of a few authors."
    if loose.status != "ok":
        return f"{said}; {what} by all forms cannot be estimated."
    return (
        f"{said}; {count(in_any)} name them in any form, slurs and other loose forms included, and by all of these"
        f" {what} is {loose.told} ({loose.limits})."
    )


def not_borne_out(rest: Iterable[Contrast], forms: Forms, called: Callable[[Estimate], str]) -> str:
    """Which comparisons hang on which forms count, and what either comes to; begins with a blank, or is empty.

    Parameters
    ----------
    rest : iterable of Contrast
        Those that are not shown.
    forms : Forms
    called : callable
        What a comparison is called: its group, and what of it is compared.
    """
    open_, round_, beyond = forms.disagreeing(rest)
    said = ""
    if open_:
        what = "comparison is" if len(open_) == 1 else "comparisons are"
        listed = _listed(open_, forms, called)
        said = f" {count(len(open_))} {what} read as open, since strict forms and all forms disagree: {listed}."
    if round_:
        what = "comparison turns" if len(round_) == 1 else "comparisons turn"
        said += f" {count(len(round_))} {what} round where all forms count: {_listed(round_, forms, called)}."
    if beyond:
        what = "comparison is" if len(beyond) == 1 else "comparisons are"
        said += (
            f" {count(len(beyond))} {what} beyond the tolerance by all forms alone: {_listed(beyond, forms, called)}."
        )
    return said


def group_and_value(axis: str) -> Callable[[Estimate], str]:
    """Calls a comparison by its group and the value of the label that is compared."""
    return lambda each: f"{group_title(each.group[axis])}, \u201c{each.group['value']}\u201d"


def named_beside(rest: Iterable[Contrast], forms: Forms) -> tuple[str, ...]:
    """Ids of the gaps by all forms that :func:`not_borne_out` tells."""
    return tuple(forms.told[each.id].id for found in forms.disagreeing(rest) for each in found)


def _listed(found: list[Estimate], forms: Forms, called: Callable[[Estimate], str]) -> str:
    parts = []
    for each in found[:_MOST_TOLD]:
        other = forms.told[each.id]
        hidden = other.status == "suppressed"
        by_any = "by any form hidden, since it would tell of a few authors" if hidden else f"{_gap(other)} by any form"
        parts.append(f"{called(each)}: {_gap(each)} by strict forms, {by_any}")
    more = f"; and {count(len(found) - _MOST_TOLD)} more" if len(found) > _MOST_TOLD else ""
    return f"{'; '.join(parts)}{more}"


def _gap(estimate: Estimate) -> str:
    posts = "" if estimate.n_posts is None else f" in {plural(estimate.n_posts, 'post')}"
    return f"{estimate.told}{posts}"
