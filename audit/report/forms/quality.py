"""Answers on errors, copies, labels that contradict each other, and what reading the files changed."""

from __future__ import annotations

from collections.abc import Mapping

from audit.finding import Estimate
from audit.report.forms.answer import Answer, computed, draft, not_computed
from audit.report.forms.content import missing
from audit.report.forms.known import Known, listed, told_figure
from audit.report.visible import line
from audit.wording import count, plural, sentence_case

_WORDS: Mapping[str, str] = {
    "repeated_exact": "posts that repeat a text already there, word for word",
    "repeated_near": "posts that repeat a text already there, nearly",
    "copypasta": "posts of a text that three authors or more posted",
    "conflict_exact": "texts in several copies that carry different labels",
    "conflict_near": "families of near copies that carry different labels",
    "conflict_posts": "labelled posts whose text carries different labels",
    "alpha": "agreement of annotators, Krippendorff's alpha",
    "unanimous": "posts on which all annotators agree",
    "decided_by_one_vote": "posts decided by one vote",
    "tied": "posts whose votes are tied",
    "single_judgement": "posts that were judged once",
}
_COPIES = ("repeated_exact", "repeated_near", "copypasta")
_CONFLICTS = ("conflict_exact", "conflict_near", "conflict_posts")
#: Resources that posts are held against or weighed with, and not annotated by.
_NO_TOOLS = frozenset({"benchmarks", "weights", "calibrations", "annotators"})
_AGREEMENT = ("alpha", "unanimous", "decided_by_one_vote", "tied", "single_judgement")


def errors(known: Known) -> Answer:
    """Errors, noise and redundancy."""
    if not known.sources:
        return not_computed("The findings name no source, so nothing is known of how its records were read.")
    lines = [*_unread(known), *_repaired(known)] or ["Every record was read, and no text had to be repaired."]
    return computed(*lines, *_figures(known), *_not_looked_for(known))


def _unread(known: Known) -> list[str]:
    made = []
    for key, kinds in (("rejected", "rejected_by_reason"), ("skipped", "skipped_by_kind")):
        counts = _summed(known, kinds) or _summed(known, key)
        made += [f"{sentence_case(plural(number, 'record'))} {key}: {name}." for name, number in counts.items()]
    return made


def _repaired(known: Known) -> list[str]:
    """What loaders counted as guessed, repaired or odd."""
    return [f"Noted while reading: {name}, {count(number)}." for name, number in _summed(known, "warnings").items()]


def _summed(known: Known, key: str) -> dict[str, int]:
    made: dict[str, int] = {}
    for source in known.sources:
        given = source.get(key)
        for name, number in given.items() if isinstance(given, Mapping) else ():
            word = line(str(name)).replace("_", " ")
            made[word] = made.get(word, 0) + int(number)
    return dict(sorted(made.items()))


def _figures(known: Known) -> list[str]:
    named = [("repetition", _COPIES), ("label_conflicts", _CONFLICTS), ("agreement", _AGREEMENT)]
    return [_told(each) for metric, measures in named for each in known.figures(metric, *measures)]


def _told(estimate: Estimate) -> str:
    return f"{sentence_case(_WORDS[estimate.measure])}{_of(estimate.group)}: {told_figure(estimate)}."


def _of(group: Mapping[str, str]) -> str:
    return f" ({listed(list(group.values()))})" if group else ""


def _not_looked_for(known: Known) -> list[str]:
    names = {"repetition": "Copies", "label_conflicts": "Copies with contradicting labels"}
    return [
        f"{what} were not counted. {known.why_not(name)}" for name, what in names.items() if not known.figures(name)
    ]


def accuracy(known: Known) -> Answer:
    """How accurate and complete the data are."""
    found = missing(known)
    lines = [*(found.lines if found.status == "computed" else ()), *_figures(known)]
    if not lines:
        return not_computed(f"{known.why_not('coverage')} {known.why_not('agreement')}")
    return computed(*lines, *_not_looked_for(known))


def copies(known: Known) -> Answer:
    """Reposts and copies."""
    found = known.figures("repetition", *_COPIES)
    kind = "Reposts are told apart (kind)." if known.has("kind") else ""
    if not found:
        return not_computed(f"Copies were not counted. {known.why_not('repetition')}")
    return computed(*(_told(each) for each in found), kind)


def recording(known: Known) -> Answer:
    """Faults of recording: characters, empty and cut texts."""
    if not known.sources:
        return not_computed("The findings name no source, so nothing is known of how its records were read.")
    lines = [*_repaired(known), *_unread(known)]
    lines += [
        f"Text is missing in {told_figure(each)}."
        for each in known.figures("coverage", "missing_share")
        if each.group.get("field") == "text"
    ]
    return computed(*(lines or ["Every record was read, and no text had to be repaired."]))


def reading(known: Known) -> Answer:
    """What reading the files changed or left out."""
    if not known.sources:
        return draft()
    return draft(
        "For the audit, records were read into posts; text was decoded, markup stripped and entities resolved; of posts"
        " with the same id one was kept. The files were not changed.",
        *_unread(known),
        *_repaired(known),
        "What was done before these files were made is not in the data.",
    )


def software(known: Known) -> Answer:
    """The audit's own software and word lists."""
    version = line(str(known.findings.audit.get("version") or ""))
    if not version:
        return draft()
    lists = [
        f"{line(str(each.get('name')))} {line(str(each.get('version') or ''))}".strip()
        for each in known.findings.resources
    ]
    return draft(
        f"The audit was made with postaudit {version}.",
        f"It used {listed(lists)}." if lists else "",
        "Software that cleaned or labelled the data before is not in the data.",
    )


def tools(known: Known) -> Answer:
    """Software that annotated: the audit's own word lists and scorers."""
    lists = [
        ", ".join(each for each in (f"{name} {version}".strip(), kind) if each)
        for name, version, kind in (
            [line(str(resource.get(key) or "")) for key in ("name", "version", "kind")]
            for resource in known.findings.resources
        )
        if kind not in _NO_TOOLS
    ]
    version = line(str(known.findings.audit.get("version") or ""))
    if not lists:
        return not_computed(
            "The audit used no word list and no scorer, and the data do not say what else annotated them."
        )
    return computed(f"postaudit {version}, for the audit alone: no label of the data was made with it.", *lists)


def per_item(known: Known) -> Answer:
    """How many annotations a post has."""
    found = known.figures("agreement", "single_judgement")
    if not found:
        return not_computed(f"The data carry no judgements of single annotators. {known.why_not('agreement')}")
    return computed(
        *(
            f"Of {each.group.get('question', 'votes')}: judged once in {told_figure(each)} of the posts that"
            " were judged, at least twice in the others."
            for each in found
        )
    )


def disagreement(known: Known) -> Answer:
    """How far annotators agree."""
    found = known.figures("agreement", *_AGREEMENT)
    if not found:
        return not_computed(f"The data carry no judgements of single annotators. {known.why_not('agreement')}")
    return computed(*(_told(each) for each in found), *known.claims("agreement"))
