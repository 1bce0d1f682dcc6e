"""Answers on what records there are and what they hold."""

from __future__ import annotations

from collections.abc import Mapping

from audit.report.forms.answer import Answer, computed, draft, not_computed
from audit.report.forms.known import NO_FIELDS, Known, listed, told_figure
from audit.report.rows import named
from audit.report.summary import extent
from audit.report.visible import clipped, line
from audit.resources import axis_title
from audit.wording import count, date, plural, sentence_case

#: Fields of a post in words. A test holds it against the schema.
FIELD_WORDS: Mapping[str, str] = {
    "post_id": "the platform's id of the post",
    "author_id": "id of the author",
    "text": "text",
    "created_at": "time of posting",
    "platform": "platform",
    "kind": "kind of post: original, reply, repost, quote or comment",
    "lang": "language as the platform gives it",
    "community": "community: a subreddit, channel, server, board or page",
    "reply_to": "post that it answers",
    "repost_of": "post that it repeats",
    "quote_of": "post that it quotes",
    "conversation_id": "post that the conversation started with",
    "likes": "likes, favourites or score",
    "reposts": "times reposted",
    "replies": "answers and comments, counted",
    "views": "impressions",
    "status": "whether it is still there",
    "edited": "whether it was changed after posting",
    "country": "country as stated",
    "place": "place as stated",
    "hashtags": "hashtags",
    "mentions": "accounts that the text names",
    "urls": "links",
    "votes": "votes of annotators",
    "split": "split, such as training or test",
}
#: The same in a word or two.
SHORT: Mapping[str, str] = {
    "post_id": "post id",
    "author_id": "author",
    "lang": "language",
    "likes": "likes",
    "community": "community",
}
_RELATIONS = ("reply_to", "repost_of", "quote_of", "conversation_id")
_SHARED = ("author_id", "community")
_MOST_VALUES = 12


def counted(known: Known) -> Answer:
    """How many records, posts and authors."""
    if known.dataset.get("posts") is None:
        return not_computed("The findings hold no count of posts.")
    return computed(f"{sentence_case(extent(known.findings))}.", *(_accounted(each) for each in known.sources))


def _accounted(source: Mapping[str, object]) -> str:
    told = f"{count(_whole(source.get('records')))} records = {count(_whole(source.get('posts')))} posts"
    parts = [
        f" + {count(_whole(source.get(key)))} {key}{_kinds(source.get(kinds) or source.get(key))}"
        for key, kinds in (("rejected", "rejected_by_reason"), ("skipped", "skipped_by_kind"))
    ]
    return f"Read as {line(str(source.get('loader') or 'unknown'))}: {told}{''.join(parts)}."


def _whole(value: object) -> int | None:
    """A count, or the sum of counts by kind."""
    if isinstance(value, Mapping):
        return sum(each for each in value.values() if isinstance(each, int))
    return value if isinstance(value, int) else None


def _kinds(value: object) -> str:
    if not isinstance(value, Mapping) or not value:
        return ""
    each = [f"{count(_whole(number))} {line(str(name)).replace('_', ' ')}" for name, number in sorted(value.items())]
    return f" ({listed(each)})"


def instances(known: Known) -> Answer:
    """What one record is."""
    if known.dataset.get("generated"):
        return draft("A record is one text that a model generated, as the plan says (dataset.generated).")
    if not known.dataset.get("posts"):
        return draft()
    kinds = "Their kind is stated: original, reply, repost, quote or comment." if known.has("kind") else ""
    if known.platforms:
        return draft(f"A record is one post, in the form of {listed(known.platforms)}.", kinds)
    return draft("The audit reads each record of a table as one post; that it is one is for a person to say.", kinds)


def fields(known: Known) -> Answer:
    """What one record holds."""
    if known.fields is None:
        return not_computed(NO_FIELDS)
    lines = [f"{sentence_case(words)} ({name})." for name, words in FIELD_WORDS.items() if name in known.fields]
    attributes, labels = known.named("attribute"), known.named("label")
    if attributes:
        lines.append(f"Attributes of the author: {listed(attributes)}.")
    if labels:
        lines.append(f"Labels: {listed(labels)}.")
    return computed(*lines) if lines else not_computed("The source has none of the fields that an audit knows.")


def labels(known: Known) -> Answer:
    """Which labels, how often each value."""
    rates = known.figures("labels", "rate")
    lines = []
    for label in dict.fromkeys(each.group.get("label", "") for each in rates):
        mine = [each for each in rates if each.group.get("label") == label]
        values = [f"{clipped(each.group.get('value', ''), 60)} in {told_figure(each)}" for each in mine[:_MOST_VALUES]]
        more = f"; and {plural(len(mine) - _MOST_VALUES, 'more value')}" if len(mine) > _MOST_VALUES else ""
        lines.append(f"{clipped(label, 80)}: {'; '.join(values)}{more}.")
    if hidden := known.hidden("labels", "rate"):
        lines.append(
            f"{sentence_case(plural(hidden, 'rate'))} hidden: fewer than {known.floor} authors stand behind each."
        )
    lines += [
        f"Votes of annotators are there; agreement (alpha) on {clipped(each.group.get('question', ''), 80)}:"
        f" {told_figure(each)}."
        for each in known.figures("agreement", "alpha")
    ]
    if lines:
        return computed(*lines)
    if found := known.named("label"):
        return computed(f"Label columns: {listed(found)}. Their rates were not measured. {known.why_not('labels')}")
    return not_computed(known.why_not("labels"))


def missing(known: Known) -> Answer:
    """Which fields are missing from how many posts."""
    lines = [
        f"{sentence_case(_field(each.group.get('field', '')))}: missing in {told_figure(each)}."
        for each in known.figures("coverage", "missing_share")
    ]
    lines += [
        f"Deleted, removed or withheld ({named(each)}): {told_figure(each)}."
        for each in known.figures("coverage", "gone_share")
    ]
    if not lines:
        return not_computed(known.why_not("coverage"))
    return computed(*lines, *known.reasons("coverage"), "Why a value is missing is not in the data.")


def _field(name: str) -> str:
    return SHORT.get(name) or FIELD_WORDS.get(name, name).partition(":")[0]


def relations(known: Known) -> Answer:
    """Which relations between posts are stated."""
    if known.fields is None:
        return not_computed(NO_FIELDS)
    found = known.has(*_RELATIONS)
    shared = [_field(each) for each in known.has(*_SHARED)]
    said = [f"{sentence_case(FIELD_WORDS[each])} ({each})." for each in found]
    if shared:
        said.append(f"Posts are also tied by the same {listed(shared)}.")
    return computed(*(said or ["No field of the posts states a relation to another post."]))


def splits(known: Known) -> Answer:
    """Whether a split is stated."""
    if known.fields is None:
        return not_computed(NO_FIELDS)
    if known.has("split"):
        return computed("A split is stated for posts (split). Whether it is recommended, and why, is not in the data.")
    return not_computed("The data state no split.")


def languages(known: Known) -> Answer:
    """Which languages, with shares."""
    shares = known.figures("coverage", "language_share")
    if shares:
        hidden = known.hidden("coverage", "language_share")
        more = (
            f"{sentence_case(plural(hidden, 'language'))} hidden: fewer than {known.floor} authors each."
            if hidden
            else ""
        )
        return computed(*(f"{clipped(each.group.get('lang', ''), 40)}: {told_figure(each)}." for each in shares), more)
    if known.languages:
        return computed(*(f"{clipped(tag, 40)}: {plural(n, 'post')}." for tag, n in known.languages.items()))
    told = (known.plan.get("dataset") or {}).get("language")
    read = f" The plan has posts without one read as {line(str(told))}." if told else ""
    return not_computed(f"No language is stated in the data.{read}")


def period(known: Known) -> Answer:
    """When posts were written."""
    first, last = known.dataset.get("first"), known.dataset.get("last")
    if not (first and last):
        when = collected_when(known)
        return (
            draft(when, "When the posts were written is not in the data.")
            if when
            else not_computed("The data state no time of posting.")
        )
    gaps = [
        f"The longest time without a post is {plural(each.value, 'day')}."
        for each in known.figures("coverage", "longest_gap_days")
        if each.value
    ]
    return computed(
        f"The posts were written from {date(str(first))} to {date(str(last))} (UTC), as they state.",
        *gaps,
        collected_when(known) or "When they were collected is not in the data.",
    )


def collected_when(known: Known) -> str:
    """When the posts were collected, where the plan says it."""
    first, last = (line(str(known.record.get(each) or "")) for each in ("collected_from", "collected_to"))
    if not last:
        return ""
    return f"Collected {f'from {first} to {last}' if first else f'until {last}'}, as the plan says ([collection])."


def genres(known: Known) -> Answer:
    """Genre and topics, as far as fields tell."""
    if known.fields is None:
        return not_computed(NO_FIELDS)
    lines = [f"Posts, in the form of {listed(known.platforms)}."] if known.platforms else []
    if known.dataset.get("generated"):
        lines = ["Text that a model generated, as the plan says (dataset.generated)."]
    communities = {each.group["community"] for each in known.figures("concentration") if "community" in each.group}
    if communities:
        lines.append(f"Communities with enough authors to be named: {listed(sorted(communities))}.")
    if known.has("kind"):
        lines.append("Originals, replies, reposts, quotes and comments are told apart (kind).")
    if found := known.named("label"):
        lines.append(f"Labels: {listed(found)}.")
    if known.mentioned:
        lines.append(f"Posts mention groups by {listed([axis_title(each) for each in known.mentioned])}.")
    if not lines:
        return not_computed(
            "The data have no field of community, kind or label, and no mention of a group was counted."
        )
    return computed(*lines)


def modality(known: Known) -> Answer:
    """Modality and kinds of content."""
    if known.fields is None:
        return not_computed(NO_FIELDS)
    if not known.has("text"):
        return not_computed("The source has no field of text.")
    other = [FIELD_WORDS[each].partition(":")[0] for each in known.has("hashtags", "urls", "mentions")]
    more = f"With the text come {listed(other)}." if other else ""
    return computed("Text. Images, sound and video are not read by the audit.", more)
