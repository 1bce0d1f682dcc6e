"""Licences of the sets that a dataset was merged from: what they ask for together, and which exclude each other."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from audit.finding import Finding, Judgement, NotMeasured
from audit.plan.collection import Collection
from audit.resources.licences import PLATFORM_TERMS, Licence, LicenceTerms, clash, conditions, hindrance
from audit.resources.rule_words import NOT_LEGAL_ADVICE
from audit.wording import join, spelled

_ID = "rights.licence"


def licences(record: Collection, terms: LicenceTerms) -> Judgement:
    """Findings on merging, on passing on, and on commercial use; nothing where no licence is said."""
    said = {each.name: each.licence for each in record.sources if each.licence}
    silent = [f"“{each.name}”" for each in record.sources if not each.licence]
    reason = f"Under which licence {join(silent)} came is not said, so nothing follows from it."
    lacking = (NotMeasured("rights", reason),) if silent else ()
    if not said and record.licence:
        said = {record.platform or "the dataset": record.licence}
    known = {name: found for name, each in said.items() if (found := terms.licence(each))}
    unknown = {name: each for name, each in said.items() if name not in known}
    findings = [*_merging(known, unknown, record), *_passing_on(known, record, terms), *_commercial(known, record)]
    return Judgement(findings=tuple(findings), not_measured=lacking)


def _merging(known: Mapping[str, Licence], unknown: Mapping[str, str], record: Collection) -> Iterator[Finding]:
    if len(known) + len(unknown) < 2:
        return
    pairs = [
        (first, second, why)
        for (first, one), (second, other) in itertools.combinations(known.items(), 2)
        if (why := clash(one, other))
    ]
    asked = list(dict.fromkeys(words for each in known.values() for words in conditions(each)))
    under = join([f"“{name}” under {each.name}" for name, each in known.items()])
    open_ = _open(unknown)
    together = f" Together they ask: {'; '.join(asked)}." if asked else ""
    sources = f"The sources are {under}." if known else "No source has a licence that is known here."
    if pairs:
        told = " ".join(f"“{first}” and “{second}”: {why}." for first, second, why in pairs)
        title = (
            f"Licences of {spelled(len(pairs))} {'pair' if len(pairs) == 1 else 'pairs'} of sources exclude each other"
        )
    elif unknown:
        title, told = "Whether the licences of the sources go together is open", ""
    else:
        title, told = "The licences of the sources go together", ""
    yield Finding(
        id=f"{_ID}.merging",
        metric="rights",
        title=title,
        statement=" ".join(each for each in (sources, told, together.strip(), open_) if each),
        reading="shown" if pairs else "not_assessed" if unknown else "shown_small",
        severity="none" if not pairs else "high" if "redistribution" in record.purpose else "medium",
        confidence="high" if pairs or not unknown else "low",
        harm="rights",
        caveats=(
            "Only an adapted version is bound so: whether a merged set is one, or a collection of parts that stay under"
            " their own licences, depends on what was done.",
            NOT_LEGAL_ADVICE,
        ),
        actions=("Keep these sources apart, or pass on each under its own licence.",) if pairs else (),
    )


def _passing_on(known: Mapping[str, Licence], record: Collection, terms: LicenceTerms) -> Iterator[Finding]:
    target = terms.licence(record.licence) if record.licence else None
    if target is None or not record.sources or not known:
        return
    against = {name: why for name, each in known.items() if (why := hindrance(each, target))}
    yield Finding(
        id=f"{_ID}.passing_on",
        metric="rights",
        title=f"The dataset cannot be passed on under {target.name}"
        if against
        else f"No licence of a known source stands against {target.name}",
        statement=" ".join(f"“{name}”: {why}." for name, why in against.items())
        if against
        else f"The dataset is said to be under {target.name}; {join([f'“{each}”' for each in known])} {'allows' if len(known) == 1 else 'allow'} that, as far as licences go.",
        reading="shown" if against else "shown_small",
        severity="high" if against else "none",
        confidence="high",
        harm="rights",
        caveats=("Terms of platforms come on top of licences.", NOT_LEGAL_ADVICE),
        actions=("Choose the licence that the strictest source asks for, or leave that source out.",)
        if against
        else (),
    )


def _commercial(known: Mapping[str, Licence], record: Collection) -> Iterator[Finding]:
    against = [f"“{name}” ({each.name})" for name, each in known.items() if each.non_commercial]
    if "commercial" not in record.purpose or not against:
        return
    yield Finding(
        id=f"{_ID}.commercial",
        metric="rights",
        title="Commercial use is excluded by the licence of a source",
        statement=f"The licences of {join(against)} exclude commercial use.",
        reading="shown",
        severity="high",
        confidence="high",
        harm="rights",
        caveats=("What counts as commercial, the licences leave open at the edges.", NOT_LEGAL_ADVICE),
        actions=("Leave these sources out, or ask who holds the rights.",),
    )


def _open(unknown: Mapping[str, str]) -> str:
    of_terms = {name for name, each in unknown.items() if each.strip().casefold() == PLATFORM_TERMS}
    terms = [f"“{name}”" for name in unknown if name in of_terms]
    strange = [f"“{name}” ({each})" for name, each in unknown.items() if name not in of_terms]
    said = []
    if terms:
        said.append(f"{join(terms)}: no licence but the terms of the platform, which are judged by their rules.")
    if strange:
        said.append(f"{join(strange)}: not known here, so nothing follows from it.")
    return " ".join(said)
