"""What is said of disclosures and of ages below 18."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from audit.finding import Block, Chart, Estimate, Finding
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, confidence, few_authors_caveats
from audit.metrics.privacy.estimates import NAME, one_sided, severity
from audit.resources import CONVICTIONS
from audit.wording import count, join, percent, sentence_case

TITLES: Mapping[str, str] = {
    "any": "any special category",
    "racial_ethnic_origin": "racial or ethnic origin",
    "political_opinions": "political opinions",
    "religion_philosophy": "religion or belief",
    "trade_union": "trade union membership",
    "genetic": "genetic data",
    "biometric": "biometric data",
    "health_physical": "physical health",
    "health_mental": "mental health",
    "health_reproductive": "reproductive health",
    "health_addiction": "addiction",
    "sex_life_orientation": "sex life or orientation",
    "convictions": "convictions and offences",
}
_PATTERNS = (
    "Found by patterns in the first person, in English: about nine in ten were right where one reader checked them, and many"
    " disclosures are worded otherwise, so that shares are too low."
)
_SAID = "What people say of themselves can be a joke, a part they play, or untrue; it was counted as said."
_LAW = {
    "shown": "Authors disclose of themselves what law protects specially",
    "shown_small": "Few authors disclose of themselves what law protects specially",
    "inconclusive": "Whether many authors disclose what law protects specially could not be settled",
    "not_assessed": "Disclosures of what law protects specially could not be judged",
}
_CRIME = {
    "shown": "Authors tell of their own convictions and offences",
    "shown_small": "Few authors tell of their own convictions and offences",
    "inconclusive": "Whether many authors tell of their own convictions could not be settled",
    "not_assessed": "What authors tell of their own convictions could not be judged",
}
_YOUNG = {
    "shown": "Some authors state an age below 18",
    "shown_small": "Few authors state an age below 18",
    "inconclusive": "Whether many authors state an age below 18 could not be settled",
    "not_assessed": "Stated ages below 18 could not be judged",
}


def told_finding(contrasts: Mapping[str, Contrast], scope: Scope) -> Finding:
    """Special categories of Article 9."""
    head = _head(contrasts, "told.any", scope)
    whom = _whom(head.estimate)
    largest = sorted(
        (each.estimate for each in contrasts.values() if _is_of_a_category(each.estimate, head.estimate.measure)),
        key=lambda each: (-(each.value or 0.0), each.id),
    )
    named = [f"{TITLES[each.group['category']]} ({each.told})" for each in largest if each.value][:3]
    sentences = [
        _share_sentence(
            head, whom, "say something of themselves that is of a special category of Article 9 of the GDPR"
        )
    ]
    implied = contrasts[f"{NAME}.told.any_implied.{head.estimate.measure}"].estimate
    if implied.value is not None and head.estimate.value is not None:
        sentences.append(f"With what is only implied it is {implied.told}.")
    if named:
        sentences.append(f"Most often it is {join(named)}.")
    return _finding("told", head, contrasts, _LAW, sentences, (_PATTERNS, _SAID), scope)


def convictions_finding(contrasts: Mapping[str, Contrast], scope: Scope) -> Finding:
    """Convictions and offences, of Article 10."""
    head = _head(contrasts, f"told.{CONVICTIONS}", scope)
    sentence = _share_sentence(
        head, _whom(head.estimate), "tell of their own convictions or offences (Article 10 of the GDPR)"
    )
    return _finding(CONVICTIONS, head, contrasts, _CRIME, [sentence], (_PATTERNS, _SAID), scope)


def ages_finding(contrasts: Mapping[str, Contrast], ages: Sequence[int], scope: Scope) -> Finding:
    """Ages below 13, 16 and 18."""
    part = "minors" if any(each.startswith(f"{NAME}.minors.under_") for each in contrasts) else "minors.attribute"
    limits = [_head(contrasts, f"{part}.under_{limit}", scope) for limit in ages]
    head = limits[-1]
    sentences = [_share_sentence(head, _whom(head.estimate), f"state an age below {ages[-1]}")]
    parts = [
        f"{each.estimate.told} below {limit}"
        for limit, each in zip(ages[:-1], limits[:-1], strict=True)
        if each.estimate.value is not None
    ]
    if parts:
        sentences.append(f"{sentence_case(join(parts))}.")
    stated = [
        _head(contrasts, f"minors.attribute.under_{limit}", scope)
        for limit in ages[-1:]
        if part == "minors" and f"{NAME}.minors.attribute.under_{limit}.{head.estimate.measure}" in contrasts
    ]
    if stated and stated[0].estimate.value is not None:
        sentences.append(
            f"Of {count(stated[0].estimate.n_authors)} authors with an age in a column, {stated[0].estimate.told} are below"
            f" {ages[-1]}."
            if stated[0].estimate.measure == "share_of_authors"
            else f"Of posts with an age in a column, {stated[0].estimate.told} are by somebody below {ages[-1]}."
        )
    caveats = (
        "Ages are read where a sentence states them in the first person, in English; most minors state none, so that shares are too"
        " low. What was written years ago says how old an author was then.",
        _SAID,
    )
    return _finding("minors", head, contrasts, _YOUNG, sentences, caveats, scope)


def _finding(
    part: str,
    head: Contrast,
    contrasts: Mapping[str, Contrast],
    titles: Mapping[str, str],
    sentences: Sequence[str],
    caveats: Sequence[str],
    scope: Scope,
) -> Finding:
    reading = one_sided(head)
    own = f"{NAME}.told.{CONVICTIONS}." if part == CONVICTIONS else f"{NAME}.{part}."
    estimates = [each for each in contrasts if each.startswith(own)]
    if part == "told":
        estimates = [each for each in estimates if f".{CONVICTIONS}." not in each]
    block = "minors" if part == "minors" else "told"
    actions = (
        "Ask whether there is a legal ground for these data (Articles 6, 8, 9 and 10 of the GDPR) and whether the posts are needed.",
        "postaudit redact takes such posts out, or the sentences, before they are shared; a data protection impact assessment"
        " should name the share.",
    )
    return Finding(
        id=f"{NAME}.{part}",
        metric=NAME,
        title=titles[reading],
        statement=" ".join(sentences),
        reading=reading,
        severity=severity(head),
        confidence=confidence([head.estimate], scope, stated=False),
        harm="privacy",
        estimates=tuple(estimates),
        headline=head.estimate.id,
        caveats=(*caveats, *few_authors_caveats(scope)),
        actions=actions if reading == "shown" else (),
        block=f"{NAME}.{block}",
    )


def told_block(categories: Sequence[str], scope: Scope) -> Block:
    """Authors, or posts where none are named, by category."""
    measure = "share_of_authors" if scope.has_authors else "share_of_posts"
    names = ("any", *categories)
    chart = Chart(
        "intervals",
        tuple((f"{NAME}.told.{each}.{measure}",) for each in names),
        tuple(sentence_case(TITLES[each]) for each in names),
        f"share of {'authors' if scope.has_authors else 'posts'} that disclose it in so many words",
        caption=f"Disclosures in the first person, with {percent(scope.level)} intervals clustered by {scope.voice}. Any: without"
        " convictions.",
    )
    return Block(f"{NAME}.told", NAME, "What authors disclose of themselves", "", chart)


def ages_block(estimates: Mapping[str, Estimate], scope: Scope) -> Block:
    """Ages below each limit, in texts and in a column."""
    shown = [
        each
        for name, each in estimates.items()
        if each.measure == ("share_of_authors" if scope.has_authors else "share_of_posts")
    ]
    chart = Chart(
        "intervals",
        tuple((each.id,) for each in shown),
        tuple(
            f"{sentence_case(each.group['age'])}{', in a column' if '.attribute.' in each.id else ''}" for each in shown
        ),
        f"share of {'authors' if scope.has_authors else 'posts'} that state it",
        caption=f"Stated ages, with {percent(scope.level)} intervals clustered by {scope.voice}.",
    )
    return Block(f"{NAME}.minors", NAME, "Stated ages below 18", "", chart)


def _head(contrasts: Mapping[str, Contrast], part: str, scope: Scope) -> Contrast:
    return contrasts[f"{NAME}.{part}.{'share_of_authors' if scope.has_authors else 'share_of_posts'}"]


def _whom(estimate: Estimate) -> str:
    if estimate.measure == "share_of_authors":
        return f"{count(estimate.n_authors)} authors" if estimate.n_authors is not None else "authors"
    return f"{count(estimate.n_posts)} posts" if estimate.n_posts is not None else "posts"


def _is_of_a_category(estimate: Estimate, measure: str) -> bool:
    return estimate.measure == measure and estimate.group.get("category") in {*TITLES} - {"any", CONVICTIONS}


def _share_sentence(head: Contrast, whom: str, do: str) -> str:
    if head.estimate.value is None:
        return f"The share of {whom.rpartition(' ')[2]} that {do} is not printed: {head.estimate.note.removeprefix('hidden: ')}."
    return f"Of {whom} read in English, {head.estimate.told} {do}; the tolerance is {percent(head.tolerance)}."
