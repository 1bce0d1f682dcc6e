"""What is said of identifiers: one finding per weight of what they give away, and one on what only looks like one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from audit.finding import Block, Chart, Estimate, Finding, Reading, Severity
from audit.metrics.base import Scope
from audit.metrics.contrast import confidence, few_authors_caveats
from audit.text.identifiers import KINDS
from audit.wording import count, join, percent

NAME = "privacy.identifiers"
TITLES: Mapping[str, str] = {kind.name: kind.title for kind in KINDS}
#: On the corpus of the tests, over all kinds; docs/identifiers.md has each of them.
RECALL, PRECISION = 0.99, 0.99
#: What is not there is shown to be rare if no more than one post in so many can have it.
RARE = 1000
_CLASS = {
    "documents": "numbers of identity, cards or accounts, or keys",
    "contacts": "an address, number or place by which somebody can be reached or found",
    "profiles": "a link to somebody's profile",
    "mentions": "an account name",
}
_SEVERITY: Mapping[str, Severity] = {"documents": "high", "contacts": "medium", "profiles": "low", "mentions": "low"}
_MEASURED = (
    f"Validated means that check digits, lengths and prefixes are right, and that a word or the writing says what it is. On a"
    f" generated corpus {percent(PRECISION)} of what was validated was right and {percent(RECALL)} of what was there was found; on"
    f" real posts it has not been measured, and can be lower."
)
_WHOSE = "Whose an identifier is, the author's, somebody else's or a company's, is not known."
_ORDINARY = (
    "Naming accounts is how people speak to each other on these platforms, so this alone is no fault of the data."
)


def class_finding(
    name: str, told: Sequence[Estimate], kinds: Mapping[str, Estimate], scope: Scope, *, of_few: bool
) -> Finding:
    """What is given away of one weight.

    Parameters
    ----------
    name : str
        One of the classes.
    told : sequence of Estimate
        Share of posts with any of its kinds, and of authors if there are some.
    kinds : mapping of str to Estimate
        Share of posts by kind.
    of_few : bool
        Whether all posts are of too few authors: then every share is hidden, of what nobody has too, and that says nothing.
    """
    posts, what, floor = told[0], _CLASS[name], scope.plan.floors.authors
    found = sorted((each for each in kinds.items() if each[1].value), key=lambda each: (-(each[1].value or 0), each[0]))
    hidden = [kind for kind, each in kinds.items() if each.status == "suppressed"]
    hidden = [] if of_few else hidden
    reading = _reading(posts, found, hidden)
    sentences = []
    if posts.value:
        authors = f", by {told[1].told} of authors" if len(told) > 1 and told[1].value is not None else ""
        sentences.append(f"{posts.told} of {count(posts.n_posts)} posts hold {what}{authors}.")
    if len(kinds) > 1 and found:
        named = [f"{TITLES[kind]} ({each.told})" for kind, each in found[:4]]
        sentences.append(f"Found in posts: {join(named)}.")
    if hidden:
        where = (
            f"in posts of fewer than {floor} authors" if scope.has_authors else f"in fewer than {floor} {scope.voice}s"
        )
        found_too = "Also found" if found else "Found"
        sentences.append(f"{found_too}, {where} or in all but as few: {join([TITLES[kind] for kind in hidden])}.")
    if not found and not hidden and not of_few:
        most = f"; at most {percent(posts.high)} of posts from such a source may" if posts.high is not None else ""
        sentences.append(f"No post holds {what}{most}.")
    shown = reading == "shown" or bool(hidden)
    actions = (
        ()
        if name == "mentions" or not shown
        else ("Take them out before the data are shared or trained on; check by hand a sample of what was found.",)
    )
    return Finding(
        id=f"{NAME}.{name}",
        metric="privacy",
        title=_title(reading, what, hidden),
        statement=" ".join(sentences) or f"The share of posts that hold {what} is not printed: {posts.note}.",
        reading=reading,
        severity=_SEVERITY[name] if reading == "shown" else "none",
        confidence=confidence([posts], scope),
        harm="privacy",
        estimates=tuple(dict.fromkeys([*(each.id for each in told), *(each.id for each in kinds.values())])),
        headline=posts.id,
        caveats=(_MEASURED, _ORDINARY if name == "mentions" else _WHOSE, *few_authors_caveats(scope)),
        actions=actions,
        block=NAME,
    )


def _reading(posts: Estimate, found: Sequence[object], hidden: Sequence[str]) -> Reading:
    """Presence is a fact about these posts, so what is there is shown; of what is not, the interval decides."""
    if found:
        return "shown"
    if hidden or posts.status != "ok" or posts.high is None:
        return "not_assessed"
    return "shown_small" if posts.high <= 1 / RARE else "inconclusive"


def _title(reading: Reading, what: str, hidden: Sequence[str]) -> str:
    if reading == "shown":
        return f"Some posts hold {what}"
    if reading == "not_assessed":
        return (
            f"Whether many posts hold {what} could not be judged: what was found is of few authors"
            if hidden
            else f"Whether posts hold {what} could not be judged"
        )
    return (
        f"Almost no post holds {what}"
        if reading == "shown_small"
        else f"No post holds {what}, but the posts are too few to call that rare"
    )


def candidates_finding(candidates: Sequence[Estimate], scope: Scope) -> list[Finding]:
    """What looks like an identifier and was not validated."""
    if not candidates:
        return []
    told = sorted((each for each in candidates if each.value), key=lambda each: (-(each.value or 0), each.id))
    named = [f"{TITLES[each.group['identifier']]} ({each.told})" for each in told[:4]]
    some = f" Most often they look like {join(named)}." if named else ""
    return [
        Finding(
            id=f"{NAME}.candidates",
            metric="privacy",
            title="Some posts hold what only looks like an identifier",
            statement=f"Posts hold strings that look like an identifier and fail its check, or have none.{some}",
            reading="not_assessed",
            severity="none",
            confidence=confidence(candidates, scope),
            harm="privacy",
            estimates=tuple(each.id for each in candidates),
            caveats=(
                "These are not counted as identifiers: some are mistyped ones, most are other numbers and names.",
            ),
            block=NAME,
        )
    ]


def blocks(estimates: Sequence[Estimate], classes: Mapping[str, Sequence[str]], scope: Scope) -> tuple[Block, ...]:
    """The chart of the kinds that were found, account names left out: they would dwarf the rest."""
    kinds = [kind for name, members in classes.items() if name != "mentions" for kind in members]
    shares = {
        each.group["identifier"]: each
        for each in estimates
        if each.measure == "share_of_posts" and "identifier" in each.group
    }
    drawn = [kind for kind in kinds if shares[kind].value or shares[kind].status == "suppressed"]
    if not drawn:
        return ()
    caption = f"Validated identifiers. Hidden where fewer than {scope.plan.floors.authors} {scope.voice}s have one, or have none."
    chart = Chart(
        "intervals",
        tuple((shares[kind].id,) for kind in drawn),
        tuple(TITLES[kind] for kind in drawn),
        "share of posts",
        caption=caption,
    )
    return (Block(NAME, "privacy", "Identifiers in posts", "", chart),)
