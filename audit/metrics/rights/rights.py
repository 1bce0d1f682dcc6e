"""What may be done with the data, by the terms of platforms and the licences of sources.

Question
    Is what the dataset is for allowed by the rules of the time, and was what comes with it done?

Definition
    Rules are a dated table (postaudit list rules, postaudit rules). Of those about the platform, the way of access and the
    purpose, the ones in force on a day of the collection, and the ones in force on the day of use, are looked up apart, rules
    on getting posts for the collection alone; the verdict is the strictest of both: forbidden, needs permission, bound to conditions, unknown, allowed. A rule whose first
    day is not known is in force from the first capture that has it; before that nobody knows. Also: after_collection = posts
    later than the last day of the collection / posts with a time; elsewhere = posts that say that they are of a platform
    that the record does not name / posts that say where they are from; deleted = posts that are marked or listed as deleted
    and have their text / posts of which that is known; days from the last check to the use against what rules allow; posts
    against how many may be passed on; licences of merged sources by whether they allow adaptation, commercial use and
    other licences.

Inputs
    The record of the collection ([collection] of the plan): platform, access, dates, purpose, licences, deleted_ids. What it
    does not say is not judged. Of the posts: time, platform, status, id.

Reading it
    Rules are no statistics. Shown means that a rule stands in the way or sets conditions, with its clause, dates and source;
    severity is how much it forbids, confidence how sure we are of the rule. Shown to be small means that nothing known
    stands in the way; cannot be assessed, that no rule is known.

Not evidence of
    What is lawful: this is not legal advice. Terms bind those who accepted them, laws and contracts may say otherwise, and
    that no rule is known allows nothing. Consent of the people who wrote is another question.

References
----------
    Open Terms Archive, Platform Governance Archive: versions of terms with their dates. Creative Commons, license
    compatibility chart. Fiesler, Beard and Keegan (2020), ICWSM, for what terms say of collecting data.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from audit.finding import Judgement, NotMeasured
from audit.metrics.base import Scope
from audit.metrics.counting import add_groups, coded
from audit.metrics.rights.duties import KEPT, TOLD, deleted_posts, duties, refreshing, sharing
from audit.metrics.rights.licences import licences
from audit.metrics.rights.record import AFTER, PLATFORM, TIMED, later_posts, other_platforms
from audit.metrics.rights.uses import judged_uses
from audit.posts import Bools, PostBatch
from audit.resources import read_platform_rules
from audit.resources.licences import read_licence_terms
from audit.tally import Tally

NAME = "rights"


@dataclass(frozen=True)
class Rights:
    """Verdicts on the uses of a dataset, what contradicts its record, deletions, and licences."""

    name: str = NAME
    title: str = "What may be done with the data"

    def measure(self, posts: PostBatch) -> Tally:
        """Count the posts that a record of the collection has a question for."""
        tally = Tally()
        tally.count((NAME, "posts"), posts.bucket)
        for column, whole, part in (("collection:after", TIMED, AFTER), ("collection:deleted", TOLD, KEPT)):
            if column in posts.values:
                flags = posts.values[column]
                tally.count(whole, posts.bucket[_true(flags.is_valid())])
                tally.count(part, posts.bucket[_true(flags)])
        if (platform := posts.values.get("collection:platform")) is not None:
            values, codes, known = coded(platform)
            add_groups(tally, [(*PLATFORM, each) for each in values], codes[known], posts.bucket[known])
        return tally

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Hold the record against the rules, and the posts against the record."""
        record = scope.plan.collection
        if not scope.posts:
            return Judgement(not_measured=(NotMeasured(NAME, "There are no posts."),))
        if not record.is_said:
            reason = (
                "The plan does not say how the posts were collected or what they are for, so no rule can be looked up: [collection]"
                " with platform, access, collected_to and purpose."
            )
            return Judgement(not_measured=(NotMeasured(NAME, reason),))
        rules = read_platform_rules(record.rules).rules
        in_force = duties(record, rules)
        return Judgement.sum(
            [
                judged_uses(record, rules),
                later_posts(tally, scope),
                other_platforms(tally, scope),
                deleted_posts(tally, scope, in_force),
                refreshing(scope, in_force),
                sharing(scope, in_force),
                licences(record, read_licence_terms()),
            ]
        )


def _true(flags: pa.Array) -> Bools:
    found: Bools = pc.fill_null(flags, fill_value=False).to_numpy(zero_copy_only=False)
    return found
