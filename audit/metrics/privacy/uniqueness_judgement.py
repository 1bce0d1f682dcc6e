"""How many authors a few facts tell apart: class sizes of combinations, and what each fact adds."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from audit.finding import Estimate, Judgement, NotMeasured
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, with_q_values
from audit.metrics.counting import mixed
from audit.metrics.privacy.estimates import nested, share_estimate
from audit.metrics.privacy.uniqueness import FACTS, NAME, facts_of, values_by_author
from audit.metrics.privacy.uniqueness_words import uniqueness_block, uniqueness_finding, why_no_facts
from audit.metrics.withheld import are_withheld
from audit.plan.privacy import USUAL
from audit.statistics.uniqueness import class_sizes, match_probability, share_in_small_classes
from audit.tally import Tally
from audit.tally.sample import levels

PART = "uniqueness"
#: Fewer authors than this share a combination: Sweeney's k, as health statistics choose it.
CLASS = 5
Keys = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Authors:
    """The authors that are looked at, and a hash of each fact about them.

    Attributes
    ----------
    values : dict of str to ndarray of uint64, shape (n,)
        0 where an author has no value, which is a value too: it tells authors apart as any does.
    level : int
        Each author stands for ``2**level``.
    """

    values: dict[str, Keys]
    number: int
    level: int

    def combined(self, facts: list[str]) -> Keys:
        """A hash of several facts at once; shape (n,)."""
        state = np.zeros(self.number, dtype=np.uint64)
        for name in facts:
            state = mixed(state ^ self.values[name]) + np.uint64(1)
        return mixed(state)


def judge_uniqueness(tally: Tally, scope: Scope) -> Judgement:
    """Say which share of authors the plan's facts single out."""
    there = facts_of(tally)
    asked = scope.plan.privacy.quasi_identifiers
    facts = [each for each in (USUAL if asked is None else asked) if each in there]
    untold = why_no_facts(asked, there, facts, withheld=are_withheld(tally, NAME), scope=scope)
    if not facts or not scope.has_authors:
        return Judgement(not_measured=untold)
    authors = _authors(tally, facts)
    if not authors.number:
        reason = "Facts about authors: an author has more of them than can be kept, so none could be."
        return Judgement(not_measured=(*untold, NotMeasured(NAME, reason)))
    made = [*_shares(authors, facts, tally, scope), *_matches(authors, facts, scope)]
    contrasts = with_q_values(Contrast(each, scope.plan.privacy.unique_share) for each in made)
    by_id = {each.estimate.id: each for each in contrasts}
    head = by_id[f"{NAME}.{PART}.unique"]
    finding = uniqueness_finding(head, by_id, facts, authors.number, authors.level, scope)
    estimates = tuple(each.estimate for each in contrasts)
    return Judgement(estimates, (finding,), (uniqueness_block(estimates, facts, scope),), untold)


def _authors(tally: Tally, facts: list[str]) -> Authors:
    """The authors that every fact's sample has kept, in the order of their keys."""
    samples = {name: tally.samples[NAME, FACTS, name] for name in facts}
    for each in samples.values():
        each.compact()
    level = max(each.level for each in samples.values())
    tally.author_posts.compact()
    everyone = tally.author_posts.keys
    everyone = np.sort(everyone[levels(mixed(everyone)) >= level])
    values = {}
    for name, sample in samples.items():
        owner, value = values_by_author(sample, name)
        own = np.zeros(len(everyone), dtype=np.uint64)
        at = np.searchsorted(everyone, owner)
        inside = at < len(everyone)
        inside[inside] = everyone[at[inside]] == owner[inside]
        own[at[inside]] = value[inside] | np.uint64(1)
        values[name] = own
    return Authors(values, len(everyone), level)


def _shares(authors: Authors, facts: list[str], tally: Tally, scope: Scope) -> list[Estimate]:
    floor, sizes = scope.plan.floors.authors, class_sizes(authors.combined(facts))
    limits = sorted({2, CLASS, floor})
    below = [int((sizes < limit).sum()) for limit in limits]
    printed = nested(below, authors.number, floor)
    result = []
    for limit, shown in zip(limits, printed, strict=True):
        name = "unique" if limit == 2 else f"fewer_than_{limit}"
        result.append(_share(name, sizes, limit, authors, tally, scope, printed=shown))
    for name in facts if len(facts) > 1 else ():
        rest = class_sizes(authors.combined([each for each in facts if each != name]))
        # Who is alone without a fact is alone with it, and the difference is told too.
        shown = printed[0] and nested([int((rest == 1).sum()), below[0]], authors.number, floor)[0]
        result.append(_share(f"unique_without.{name}", rest, 2, authors, tally, scope, printed=shown))
    return result


def _share(
    name: str, sizes: Counts, below: int, authors: Authors, tally: Tally, scope: Scope, *, printed: bool
) -> Estimate:
    small = int((sizes < below).sum())
    drawn = f"of a sample of 1 in {2**authors.level:,} authors: at most so many in the whole file"
    return share_estimate(
        f"{NAME}.{PART}.{name}",
        share_in_small_classes(sizes, below, level=scope.level),
        n_posts=tally.posts(("dataset", "posts")),
        n_authors=authors.number,
        # What may not be printed beside the others counts as one author, which hides it.
        sides=(small, authors.number - small) if printed else (1,),
        scope=scope,
        tolerance=scope.plan.privacy.unique_share,
        family=f"{NAME}.{PART}" if name == "unique" else None,
        measure=name.partition(".")[0],
        group={"fact": name.partition(".")[2]} if "." in name else {},
        note=drawn if authors.level else "",
        of="authors",
    )


def _matches(authors: Authors, facts: list[str], scope: Scope) -> list[Estimate]:
    """Of a sample: how often who is alone in it is alone in the whole file, in effect."""
    if not authors.level:
        return []
    sizes = class_sizes(authors.combined(facts))
    alone = int(np.count_nonzero(sizes == 1))
    chance = match_probability(sizes, 2.0**-authors.level)
    name = f"{NAME}.{PART}.match_probability"
    bare = Estimate(name, NAME, "match_probability", {}, None, None, None, "share", None, None, level=scope.level)
    if alone < scope.plan.floors.authors:
        return [replace(bare, status="not_estimable", note="too few authors are alone in the sample")]
    note = "chance that who is alone in the sample is told apart in the whole file too (Skinner and Elliot 2002); no interval"
    return [replace(bare, value=chance, n_authors=alone, note=note)]
