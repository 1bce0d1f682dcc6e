"""What was coded of mentions, in words: what it came to, what it leaves open, what a ratio rests on."""

from __future__ import annotations

from collections.abc import Sequence

from audit.metrics.contrast import Contrast
from audit.metrics.mentions.coded import NAME, CodedAxis
from audit.resources import group_title
from audit.wording import count, interval, join, plural, sentence_case

UNVALIDATED = "Unvalidated term match: words were counted, not people. Known faults of the lexicon are listed with it."


def validated(coded: CodedAxis, groups: Sequence[str]) -> tuple[str, ...]:
    """What was validated of these groups, and that the rest was not."""
    said = [_of_group(coded, each) for each in groups if each in coded.groups]
    if not said:
        return (UNVALIDATED,)
    others = f"Of other groups: {UNVALIDATED[0].lower()}{UNVALIDATED[1:]}"
    return (*said, *((others,) if len(said) < len(groups) else ()))


def rates(coded: CodedAxis) -> str:
    """The corrected rates, with a blank before; empty if there are none."""
    parts = [
        f"{group_title(each)} {found.told.removesuffix(' per 1,000')} ({interval(found.low, found.high, 'per_1000', level=found.level)})"
        for each in coded.groups
        if (found := coded.get(each, "posts_corrected")) is not None
    ]
    return f" Corrected by coded posts, per 1,000: {join(parts)}." if parts else ""


def rests_on(corrected: Contrast | None, coded: CodedAxis, groups: Sequence[str]) -> tuple[str, ...]:
    """What a ratio of two groups rests on, where either was coded."""
    if corrected is not None:
        return ("The ratio rests on rates corrected by coded posts.",)
    if not any(each in coded.groups for each in groups):
        return ()
    lacking = [group_title(each) for each in groups if coded.get(each, "posts_corrected") is None]
    why = f", as there is no corrected rate of {join(lacking)}" if lacking else ""
    return (f"The ratio rests on word matches, not on corrected rates{why}.",)


def _of_group(axis: CodedAxis, group: str) -> str:
    coded = axis.groups[group]
    blank = coded.drawn - coded.coded
    left = f"; {plural(blank, 'post')} without a code {'is' if blank == 1 else 'are'} not counted" if blank else ""
    parts = [
        f"{sentence_case(group_title(group))}: {count(coded.coded)} of {plural(coded.drawn, 'post')} drawn"
        f" {'was' if coded.coded == 1 else 'were'} coded by hand ({coded.source}){left}.",
        f"Precision of strict forms {_figure(axis, group, 'precision')}; share of the other posts that name the group"
        f" all the same {_figure(axis, group, 'miss_rate')}.",
    ]
    if len(coded.ratings) > 1:
        parts.append(
            f"{plural(len(coded.ratings), 'coder')}, agreement (Krippendorff's alpha)"
            f" {_figure(axis, group, 'agreement')}; where they differ, a post counts in part."
        )
    return " ".join(parts)


def _figure(axis: CodedAxis, group: str, measure: str) -> str:
    found = axis.made.get(f"{NAME}.{axis.axis}.{group}.{measure}")
    if found is None:
        return "not measured"
    if found.status != "ok":
        return f"not measured ({found.note})"
    if found.low is None or found.high is None:
        return found.told
    return f"{found.told} ({interval(found.low, found.high, found.unit, level=found.level)})"
