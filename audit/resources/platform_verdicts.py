"""What the rules come to for one platform, one purpose and one time: the strictest that is known to hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from audit.resources.platform_rules import VERDICTS, PlatformRule
from audit.wording.day_span import DaySpan


@dataclass(frozen=True)
class PlatformVerdict:
    """The rules that speak to a question, and what they come to.

    Attributes
    ----------
    verdict : str
        ``forbidden``, ``permission`` (needed), ``conditions``, ``allowed``, or ``unknown``: no rule is known to hold, or
        what is known does not say.
    deciding : tuple of PlatformRule
        Rules in force with that verdict; none where none is in force.
    others : tuple of PlatformRule
        Rules in force with a milder one.
    duties, exceptions, norms : tuple of PlatformRule
        What comes with any use, who may be exempt, and what is expected and cannot be enforced; in force.
    perhaps : tuple of PlatformRule
        Rules and duties of which it cannot be told whether they are in force then.
    """

    verdict: str
    deciding: tuple[PlatformRule, ...] = ()
    others: tuple[PlatformRule, ...] = ()
    duties: tuple[PlatformRule, ...] = ()
    exceptions: tuple[PlatformRule, ...] = ()
    norms: tuple[PlatformRule, ...] = ()
    perhaps: tuple[PlatformRule, ...] = ()

    @property
    def named(self) -> tuple[PlatformRule, ...]:
        """Every rule of it."""
        return (*self.deciding, *self.others, *self.duties, *self.exceptions, *self.norms, *self.perhaps)

    def stale(self, day: date) -> tuple[PlatformRule, ...]:
        """Those in force that were last read long before a day."""
        return tuple(each for each in self.named if each not in self.perhaps and each.is_stale(day))


def platform_verdict(
    rules: Sequence[PlatformRule],
    platform: str,
    purpose: str,
    span: DaySpan,
    access: str = "any",
    *,
    of_use: bool = False,
) -> PlatformVerdict:
    """What the rules come to.

    Parameters
    ----------
    rules : sequence of PlatformRule
    platform : str
        As people call it.
    purpose : str
        One purpose.
    span : DaySpan
        The days of the collection, or of the use: a rule that is in force on one of them counts.
    access : str
        How posts were got; ``any`` and ``unknown`` count the rules of every way.
    of_use : bool
        Whether the days are those of the use: rules on getting posts, such as on scraping, then do not count.

    Returns
    -------
    PlatformVerdict
        The strictest verdict of the rules known to be in force. Where one that may be in force would be stricter than what
        allows, the verdict is ``unknown``.
    """
    about = [
        each
        for each in rules
        if each.is_about(platform, purpose, access) and not (of_use and each.dated_by == "collection")
    ]
    # Which licence a post has goes by the day of the post, and posts are from any day up to the collection's last.
    holding = {each.id: each.holds(DaySpan(date.min, span.last) if each.dated_by == "post" else span) for each in about}
    in_force = [each for each in about if holding[each.id]]
    perhaps = tuple(each for each in about if holding[each.id] is None)
    uses = [each for each in in_force if each.kind == "use"]
    verdict = min((each.verdict for each in uses), key=VERDICTS.index, default="unknown")
    if verdict == "allowed" and any(each.kind == "use" for each in perhaps):
        verdict = "unknown"

    def of_kind(kind: str) -> tuple[PlatformRule, ...]:
        return tuple(each for each in in_force if each.kind == kind)

    return PlatformVerdict(
        verdict,
        tuple(each for each in uses if each.verdict == verdict),
        tuple(each for each in uses if each.verdict != verdict),
        of_kind("duty"),
        of_kind("exception"),
        of_kind("norm"),
        perhaps,
    )


def strictest(verdicts: Sequence[str]) -> str:
    """The strictest of several verdicts; unknown of none."""
    return min(verdicts, key=VERDICTS.index, default="unknown")


def duties_of(rules: Sequence[PlatformRule], platform: str, access: str, span: DaySpan) -> tuple[PlatformRule, ...]:
    """Limits that are known to be in force, the strictest first among those of one kind.

    Parameters
    ----------
    rules : sequence of PlatformRule
    platform, access : str
    span : DaySpan
    """
    found = [each for each in rules if each.limit_of and each.is_about(platform, "any", access) and each.holds(span)]
    return tuple(sorted(found, key=lambda each: (each.limit_of, each.limit is None, each.limit or 0, each.id)))
