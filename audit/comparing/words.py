"""A comparison in words: numbers come from the change, never typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from audit.comparing.comparison import Change, ClaimChange, Comparison, Pairing, Pattern, Ruler, Side
from audit.finding import READING_WORDS, Reading
from audit.resources import group_title
from audit.wording import bounds, exactly, figure, join, marked, percent, plural, points, sentence_case, spelled, times

_TRAINING, _GENERATED = "the training posts", "the generated text"
PATTERN_WORDS: Mapping[Pattern, str] = {
    "amplified": "amplified",
    "attenuated": "attenuated",
    "reversed": "reversed",
    "kept": "kept",
    "unsettled": "unsettled",
    "no_skew": "no skew to amplify",
}
# What a group's figure is of, for the metrics whose measures read badly as they are spelled.
_SUBJECTS: Mapping[tuple[str, str], str] = {
    ("mentions", "reach"): "likes of posts that mention {group}, as a share of all likes",
    ("markers", "ratio"): "{group}, against those around other groups",
    ("markers", "rate_of_reach"): "{group}, by likes",
    ("descriptions", "rate"): "{group}, in descriptions",
    ("descriptions", "ratio"): "{group}, in descriptions, against those around other groups",
    ("descriptions", "rate_of_reach"): "{group}, in descriptions, by likes",
    ("representation", "share_of_posts"): "share of posts by {group}",
    ("representation", "share_of_authors"): "share of authors who are {group}",
    ("representation", "share_of_reach"): "share of likes that went to {group}",
    ("representation", "difference"): "share of posts by {group}, less the reference",
    ("representation", "ratio"): "share of posts by {group}, over the reference",
    ("coverage", "gone_share"): "share of {group} that were deleted, removed or withheld",
    ("coverage", "missing_share"): "share of posts without {group}",
    ("coverage", "language_share"): "share of posts in the language “{group}”",
    ("sentiment", "mean_score"): "sentiment of posts that mention {group}",
    ("sentiment", "gap_to_others"): "sentiment of posts that mention {group}, less that of posts that mention others",
    ("sentiment", "gap_to_nobody"): "sentiment of posts that mention {group}, less that of posts that name no group",
}
_PATTERN_SENTENCES: Mapping[Pattern, str] = {
    "amplified": "The training posts show this skew, and the generated text shows more of it: amplified.",
    "attenuated": "The training posts show this skew, and the generated text shows less of it: attenuated.",
    "reversed": "The training posts show this skew, and the generated text shows the opposite one: reversed.",
    "kept": "The training posts show this skew, and the generated text has it to the same extent, within the tolerance: kept.",
    "unsettled": "The training posts show this skew; whether the generated text has more or less of it could not be settled.",
    "no_skew": "The training posts show no skew beyond the tolerance, so there is none to amplify.",
}


def sides(comparison: Comparison) -> tuple[str, str]:
    """What the two sides are called in sentences."""
    if comparison.amplification:
        return _TRAINING, _GENERATED
    return "the earlier audit", "the later audit"


def subject(change: Change, titles: Mapping[str, str]) -> str:
    """What an estimate is of, without its figure: "posts that mention women"."""
    groups = {name: group_title(value) for name, value in change.group.items()}
    marker = groups.pop("marker", "")
    label, value = groups.pop("label", ""), groups.pop("value", "")
    group = join(list(groups.values()))
    if change.metric == "labels" and label:
        return _of_label(change.measure, group, f"labelled “{value}” ({label})")
    if change.metric == "mentions" and change.measure in ("posts", "posts_loose"):
        loose = ", loose forms counted" if change.measure == "posts_loose" else ""
        return f"posts that mention {group}{loose}"
    if change.metric == "mentions" and change.measure.startswith("ratio_to_"):
        other, _, loose = change.measure.removeprefix("ratio_to_").partition("_loose")
        checked = ", loose forms counted" if "_loose" in change.measure else ""
        return f"posts that mention {group}, against posts that mention {group_title(other)}{loose}{checked}"
    if change.metric == "markers" and change.measure == "rate" and marker:
        return f"{marker.replace(' ', ' and ')} words in posts that mention {group}"
    if marker:
        group = f"{marker.replace(' ', ' and ')} words around {group}"
    known = _SUBJECTS.get((change.metric, change.measure))
    if known and group:
        return known.format(group=group)
    what = change.measure.replace("_", " ")
    title = titles.get(change.metric, change.metric)
    return f"{title[:1].lower()}{title[1:]}: {what}{f' ({group})' if group else ''}"


def _of_label(measure: str, group: str, labelled: str) -> str:
    loose = ", loose forms counted," if measure.endswith("_loose") else ""
    whose = f"posts that mention {group}{loose}" if "mention" in measure else f"posts by {group}" if group else "posts"
    counted = "likes of " if "reach" in measure else ""
    against = ", less that of the other posts" if "difference" in measure else ""
    return f"share of {counted}{whose} {labelled}{against}"


def statement(change: Change, comparison: Comparison) -> str:
    """One sentence or two: both figures, the change with its interval, and what it comes to."""
    titles = dict(comparison.titles)
    old, new = sides(comparison)
    what = sentence_case(subject(change, titles))
    said = f"{what}: {side_figure(change, 'before')} in {old}, {side_figure(change, 'after')} in {new}."
    if not change.compared:
        return f"{said} Cannot be compared: {change.reason.rstrip('.')}."
    if change.scale == "ratio" and comparison.amplification and change.unit in ("share", "per_1000"):
        more = f" {_as_often(change)} as often in {new} as in {old} ({interval(change)})."
    elif change.scale == "ratio":
        more = f" That is {change_figure(change)} what it was ({interval(change)})."
    else:
        more = f" Changed by {change_figure(change)} ({interval(change)})."
    if change.pattern:
        return f"{said}{more} {_PATTERN_SENTENCES[change.pattern]}"
    return f"{said}{more} {_verdict(change)}"


def side_figure(change: Change, side: str) -> str:
    """The figure of one side, or why there is none."""
    own = change.before if side == "before" else change.after
    if own is None:
        return "no figure"
    if own.status != "ok" or own.value is None:
        return own.note or "no figure"
    return marked(figure(own.value, change.unit, own.low, own.high), own.note)


def change_figure(change: Change) -> str:
    """The change in print: "+5.1 pts", "2.1×"; a ratio to 0 by its limit."""
    if not change.compared:
        return "not compared"
    if change.scale == "ratio":
        return times(change.value) if change.value is not None else bounds(change.low, change.high, "ratio")
    unit = "points" if change.unit == "share" else change.unit
    text = figure(change.value, unit, change.low, change.high)
    return f"+{text}" if unit != "points" and (change.value or 0) > 0 else text


def interval(change: Change) -> str:
    """The interval of the change with its level, and whether it is paired."""
    if not change.compared:
        return ""
    unit = "ratio" if change.scale == "ratio" else "points" if change.unit == "share" else change.unit
    paired = "" if change.correlation is None else ", paired"
    return f"{100 * change.level:.3g}% {bounds(change.low, change.high, unit)}{paired}"


def tolerance(change: Change) -> str:
    """The tolerance it is read against."""
    if change.tolerance is None:
        return "none set"
    return exactly(change.tolerance) if change.scale == "ratio" else points(change.tolerance)


def verdict(change: Change) -> str:
    """The reading of a change in a word or two, or what became of a skew."""
    if change.pattern:
        return PATTERN_WORDS[change.pattern]
    if change.reading == "shown":
        return "risen" if change.risen else "fallen"
    return READING_WORDS[change.reading]


def _verdict(change: Change) -> str:
    words = {
        "shown": f"It is shown to have {'risen' if change.risen else 'fallen'} by more than {tolerance(change)}.",
        "shown_small": f"The change is shown to be small, within {tolerance(change)}.",
        "inconclusive": f"Whether it changed by more than {tolerance(change)} could not be settled.{_could_show(change)}",
        "not_assessed": f"Not judged: {change.reason.rstrip('.')}.",
    }
    return words[change.reading]


def _could_show(change: Change) -> str:
    if change.detectable is None or change.tolerance is None:
        return ""
    ratio = change.scale == "ratio"
    least = change.tolerance * change.detectable if ratio else change.tolerance + change.detectable
    unit = "ratio" if ratio else "points" if change.unit in ("share", "points") else change.unit
    said = figure(least, unit).removeprefix("+")
    return f" A change of {said} would have been shown four times in five."


def _as_often(change: Change) -> str:
    return sentence_case(change_figure(change).replace("×", " times"))


def claim_words(claim: ClaimChange, comparison: Comparison) -> str:
    """What became of a claim, and whether its figure is shown to have moved."""
    old, new = sides(comparison)
    if claim.fate == "stayed":
        first = "Shown by both."
    elif claim.fate == "turned":
        first = "Shown by both, in opposite directions."
    else:
        here, there = (new, old) if claim.fate == "appeared" else (old, new)
        other = claim.before if claim.fate == "appeared" else claim.after
        first = f"Shown by {here}, and not by {there}" + (f", where it {_reads(other)}." if other else ".")
    if claim.reason:
        return f"{first} {sentence_case(claim.reason.rstrip('.'))}."
    moved = {
        "shown": "Its figure is shown to have moved.",
        "shown_small": "Its figure is shown to have moved little: the two readings differ because both lie near the tolerance.",
        "inconclusive": "Whether its figure moved could not be settled: two readings may differ where the figures do not.",
        "not_assessed": "Its figure cannot be compared.",
    }
    return f"{first} {moved[claim.moved]}" if claim.headline else first


def _reads(reading: Reading) -> str:
    words = READING_WORDS[reading]
    return words if reading == "not_assessed" else f"is {words}"


def conclusion(comparison: Comparison) -> tuple[str, ...]:
    """The comparison in a few plain sentences."""
    tested = [each for each in comparison.changes if each.q_value is not None]
    moved = sum(each.moved for each in tested)
    small = sum(each.reading == "shown_small" for each in tested)
    open_ = sum(each.reading == "inconclusive" for each in tested)
    said = []
    if comparison.overlap == "identical":
        said.append("Both audits are of the same posts: nothing in them can have moved but the ruler.")
    if not comparison.same_ruler:
        said.append(
            "The two were measured with different rulers, listed below: a figure that one touches is not judged."
        )
    if tested:
        said.append(
            f"Of {plural(len(tested), 'figure')} that could be compared, {_are(moved)} shown to have moved beyond the"
            f" tolerance, {_are(small)} shown to have moved less, and {spelled(open_) if open_ else 'none'} could not be"
            " settled."
        )
    else:
        said.append("No figure could be compared.")
    if comparison.amplification:
        said.append(_amplified(comparison.changes))
    return tuple(said)


def _amplified(changes: Sequence[Change]) -> str:
    skews = [each.pattern for each in changes if each.pattern not in ("", "no_skew")]
    if not skews:
        return "No skew that could be compared is shown by the training posts, so none can be called amplified."
    kinds: tuple[Pattern, ...] = ("amplified", "kept", "attenuated", "reversed", "unsettled")
    parts = [f"{spelled(skews.count(each))} {PATTERN_WORDS[each]}" for each in kinds if each in skews]
    return (
        f"Of {spelled(len(skews))} skew{'' if len(skews) == 1 else 's'} that the training posts show, the generated text has {join(parts)}; each is told"
        " by itself, for a mean over them would hide which."
    )


def _are(n: int) -> str:
    return f"{spelled(n)} {'is' if n == 1 else 'are'}" if n else "none is"


def assumptions(comparison: Comparison) -> tuple[str, ...]:
    """What the intervals of the changes take for granted."""
    if comparison.overlap == "identical":
        return ("The fingerprints of the two datasets are equal: both are the same posts.",)
    paired = sum(each.correlation is not None for each in comparison.changes)
    said = _of_pairs(comparison, paired) if paired else _of_independence(comparison)
    said += [_of_generated(side) for side in (comparison.before, comparison.after) if side.generated]
    if comparison.before.generated and comparison.after.generated and not paired:
        said.append(
            "Where both answer the same prompts and answers to one prompt resemble each other, intervals are too wide."
        )
    if comparison.amplification:
        said.append(
            "A model learns from its training posts, so the two are not independent in truth: the intervals take the model"
            " as given, and say what more posts like these and more prompts like these would have shown."
        )
    return tuple(dict.fromkeys(said))


def _of_independence(comparison: Comparison) -> list[str]:
    said = [
        "The two datasets are taken as independent: the interval of a change is made of the two intervals, with nothing"
        f" known of how they go together{_because(comparison)}."
    ]
    if comparison.overlap == "possible" and comparison.pairing.common != 0:
        said.append(
            "Authors, and posts, may be in both: findings name none, so it cannot be checked. Where the same people are in"
            " both and write alike, the interval of a change is too wide, and a change may go unseen."
        )
    return said


def _because(comparison: Comparison) -> str:
    return f" ({comparison.pairing.reason})" if comparison.pairing.reason else ""


def _of_pairs(comparison: Comparison, paired: int) -> list[str]:
    pairing = comparison.pairing
    voices = f"{pairing.voice}s"
    said = [
        f"{sentence_case(plural(paired, 'figure'))} of those compared {'is' if paired == 1 else 'are'} paired: both tallies"
        f" were judged without each of {spelled(pairing.groups)} groups of {voices} in turn, the same on both sides, and"
        " what the errors of the two have in common falls out of the interval. Where hardly anybody is in both, that"
        " changes nothing but noise.",
        _share_in_common(pairing),
    ]
    if pairing.unpaired:
        why = "; ".join(f"{plural(n, 'figure')}: {reason}" for reason, n in pairing.unpaired.items())
        said.append(f"The others are taken as independent, so their intervals may be too wide ({why}).")
    return said


def _share_in_common(pairing: Pairing) -> str:
    if pairing.common is None:
        return (
            f"How many {pairing.voice}s are in both is not known: each tally hides them with a key of its own"
            " (--key-file gives two runs the same)."
        )
    return f"About {percent(pairing.common)} of the {pairing.voice}s of the smaller side are in both."


def _of_generated(side: Side) -> str:
    unit = "prompt" if side.cluster == "prompt" else "text"
    clusters = f" ({plural(side.clusters, unit)})" if side.clusters is not None else ""
    how = (
        f"outputs of one prompt are one cluster{clusters}"
        if unit == "prompt"
        else f"no prompt is named, so different texts are taken as independent{clusters}, and intervals are likely too narrow"
    )
    return (
        f"Generated text has no author: {how}. All of it is by the model or models that wrote it, so the figures are of"
        " these, with these prompts and settings, and of no other."
    )


def ruler_words(ruler: Ruler) -> str:
    """What a ruler touches."""
    words = {
        "everything": "touches every figure",
        "words": "touches every figure read off texts",
        "references": "touches differences and ratios to a benchmark",
        "attribute": f"touches figures by {ruler.of}" if ruler.of else "touches figures by attribute",
        "metric": f"touches {ruler.of}",
        "claims": "touches which claims are shown, and no figure",
        "nothing": "touches no figure: only which there are, or where they are read",
    }
    return words[ruler.touches]


def side_words(side: Side) -> str:
    """A side in a line: name, size, audit."""
    if side.generated:
        size = f"{plural(side.posts, 'generated post')}"
        if side.clusters is not None:
            size += f" from {plural(side.clusters, 'prompt' if side.cluster == 'prompt' else 'text')}"
    else:
        authors = plural(side.authors, "author") if side.authors is not None else "an unknown number of authors"
        size = f"{plural(side.posts, 'post')} by {authors}"
    return f"{side.name or 'Dataset without a name'}: {size} (audit {side.audit}, postaudit {side.version})"
