"""What is said of posts that a few of their words lead to."""

from __future__ import annotations

from collections.abc import Mapping

from audit.finding import Block, Chart, Estimate, Finding
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, confidence, few_authors_caveats
from audit.metrics.privacy.estimates import NAME, one_sided, severity
from audit.text.runs import FEWEST_WORDS, RUN
from audit.wording import count, percent, sentence_case

PART = "quotes"
_AYERS = (
    "Where posts are public, quoted words lead to their author: of 112 papers on health that used posts from Twitter, 72% quoted"
    " one, and in 84% of these papers a search for the words found the account of at least one author (Ayers et al. 2018)."
)
_TITLES = {
    "shown": "Six words of a post are often found in no other post",
    "shown_small": "Few runs of six words lead to one post alone",
    "inconclusive": "Whether six words often lead to one post alone could not be settled",
    "not_assessed": "How often six words lead to one post alone could not be judged",
}


def quotes_finding(head: Contrast, estimates: Mapping[str, Estimate], scope: Scope) -> Finding:
    """How often a quote of six words would be found in one post alone."""
    reading = one_sided(head)
    estimate = head.estimate
    sentences = [
        f"Of {count(estimate.n_posts)} posts of {FEWEST_WORDS} words or more, {estimate.told} of the runs of {RUN} words stand"
        f" in no other post here, averaged over posts; the tolerance is {percent(head.tolerance)}."
        if estimate.value is not None
        else f"The share of runs of {RUN} words that stand in one post alone is not printed: {estimate.note.removeprefix('hidden: ')}."
    ]
    some = estimates.get(f"{NAME}.{PART}.any_run.share_of_posts")
    if some is not None and some.value is not None:
        sentences.append(f"{some.told} of the posts have at least one.")
    authors = estimates.get(f"{NAME}.{PART}.any_run.share_of_authors")
    if authors is not None and authors.value is not None:
        sentences.append(f"Of {count(authors.n_authors)} authors of such posts, {authors.told} have a post with one.")
    actions = (
        "Quote nothing word for word; paraphrase, or ask. postaudit prints no passage unless it is asked to.",
        "postaudit redact takes handles, links and numbers out of posts; words that are left can still be searched for.",
    )
    return Finding(
        id=f"{NAME}.{PART}",
        metric=NAME,
        title=_TITLES[reading],
        statement=" ".join(sentences),
        reading=reading,
        severity=severity(head),
        confidence=confidence([estimate], scope),
        harm="privacy",
        estimates=tuple(estimates),
        headline=estimate.id,
        caveats=(
            _AYERS,
            "No other post of this file has these words; whether a search of the platform finds others, or the post is still there,"
            " is not looked up.",
            *few_authors_caveats(scope),
        ),
        actions=actions if reading == "shown" else (),
        block=f"{NAME}.{PART}",
    )


def quotes_block(estimates: Mapping[str, Estimate], scope: Scope) -> Block:
    """Shares of runs by length of the post, and posts and authors with any."""
    chart = Chart(
        "intervals",
        tuple((each,) for each in estimates),
        tuple(sentence_case(_words(each)) for each in estimates.values()),
        f"share that stands in no other post, of runs of {RUN} words",
        caption=f"Runs of {RUN} words that one post alone has, with {percent(scope.level)} intervals clustered by {scope.voice}.",
    )
    return Block(f"{NAME}.{PART}", NAME, "Words that find a post", "", chart)


def _words(estimate: Estimate) -> str:
    if "words" in estimate.group:
        return f"runs of posts of {estimate.group['words']} words"
    return {"share_of_posts": "posts with any such run", "share_of_authors": "authors with any such run"}.get(
        estimate.measure, "runs of all posts"
    )
