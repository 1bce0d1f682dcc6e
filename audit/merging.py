"""Whether tallies may be added, and what the sum is of."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence, Set
from typing import Any

from audit.errors import TallyError
from audit.finding import Findings
from audit.loaders.generated import described
from audit.metrics.languages import printed_languages
from audit.plan import Plan
from audit.provenance import plan_as_printed
from audit.tally import Tally
from audit.version import __version__

About = Mapping[str, Any]


#: What travels in a tally that can be judged, and of what kind it is; ``dataset`` holds the second at least.
_TRAVELS = {"version": str, "plan": dict, "dataset": dict, "fields": list, "resources": dict}
_OF_DATASET = {"name", "fingerprint", "sources", "posts", "first", "last"}


def check_complete(abouts: Sequence[tuple[str, About]]) -> None:
    """Refuse tallies that lack what they are judged with.

    Raises
    ------
    TallyError
    """
    for name, about in abouts:
        lacking = [key for key, kind in _TRAVELS.items() if not isinstance(about.get(key), kind)]
        lacking = lacking or [f"dataset.{key}" for key in sorted(_OF_DATASET - about["dataset"].keys())]
        if lacking:
            raise TallyError(
                f"{name}: lacks {', '.join(lacking)}, so it cannot be judged.",
                hint="postaudit tally SOURCE -o FILE writes one.",
            )


def check_same(abouts: Sequence[tuple[str, About]], keys: Set[str], plan: Plan) -> None:
    """Refuse tallies whose counts do not mean the same.

    Parameters
    ----------
    abouts : sequence of (str, mapping)
        Name of each tally file, and what travelled in it.
    keys : set of str
        Names of the keys that authors are hidden with.
    plan : Plan
        What they are to be judged by.

    Raises
    ------
    TallyError
    """
    names = [name for name, _ in abouts]
    for name, about in abouts:
        if about.get("version") != __version__:
            raise TallyError(
                f"{name}: measured by postaudit {about.get('version')}, and this is {__version__}.",
                hint="Measure all parts with the same version.",
            )
    first_name, first = abouts[0]
    for name, about in abouts[1:]:
        if changed := _changed(first["plan"], about["plan"]):
            raise TallyError(
                f"{first_name} and {name}: measured with different plans: {changed}.",
                hint="Measure all parts with the same audit.toml.",
            )
    if changed := _changed(first["plan"], plan_as_printed(plan)):
        raise TallyError(
            f"{first_name}: measured with another plan than is given: {changed}.",
            hint="Give the audit.toml that the tallies were measured with.",
        )
    if len(keys) > 1:
        raise TallyError(
            f"{', '.join(names)}: authors are hidden with different keys, so an author in two of them would count twice.",
            hint="Measure all parts with the same key: postaudit tally --key-file KEY.",
        )
    seen: dict[str, str] = {}
    for name, about in abouts:
        posts = about["dataset"]["fingerprint"]
        if posts in seen:
            raise TallyError(
                f"{seen[posts]} and {name}: hold the same posts, which would count twice.", hint="Leave one out."
            )
        seen[posts] = name


def check_resources(abouts: Sequence[tuple[str, About]], findings: Findings) -> None:
    """Refuse tallies that were measured with other lexicons or benchmarks than the sum is judged by.

    Raises
    ------
    TallyError
    """
    ours = {each["name"]: each["sha256"] for each in findings.resources}
    for name, about in abouts:
        for resource, digest in about["resources"].items():
            if ours.get(resource, digest) != digest:
                raise TallyError(
                    f"{name}: measured with another {resource!r} than there is here.",
                    hint="Measure all parts with the same lexicons and benchmark files, and give their audit.toml with -c.",
                )


def _changed(one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """Which sections of two plans differ; what a gate accepts, what is released and what people say change no figure."""
    keys = (one.keys() | other.keys()) - {"card", "gate", "release"}
    return ", ".join(sorted(key for key in keys if one.get(key) != other.get(key)))


def _common_name(names: Sequence[str]) -> str:
    """What the names of the parts begin with, as for a dataset of several files."""
    shared = itertools.takewhile(lambda each: len(set(each)) == 1, zip(*names, strict=False))
    return "".join(each[0] for each in shared).strip("-_. ") or min(names)


def merged_dataset(abouts: Sequence[About], tally: Tally, floor: int) -> tuple[dict[str, Any], set[str]]:
    """The dataset block of the sum, and the fields that at least one part has; ``floor`` is of authors."""
    parts = [about["dataset"] for about in abouts]
    sources: dict[str, dict[str, Any]] = {}
    for part in parts:
        for source in part["sources"]:
            sources[source["loader"]] = _summed(sources.get(source["loader"], {}), source)
    halves = [(int(part["fingerprint"][:16], 16), int(part["fingerprint"][16:], 16)) for part in parts]
    first, second = (sum(each) % 2**64 for each in zip(*halves, strict=True))
    dataset = {
        "name": _common_name([part["name"] for part in parts]),
        "fingerprint": f"{first:016x}{second:016x}",
        "sources": [sources[name] for name in sorted(sources)],
        "posts": sum(part["posts"] for part in parts),
        "authors": len(tally.author_posts) or None,
        "first": min((part["first"] for part in parts if part["first"]), default=None),
        "last": max((part["last"] for part in parts if part["last"]), default=None),
        "languages": printed_languages(tally, floor),  # of the sum: a language may be too rare in each part alone
        **({"generated": described(tally)} if any("generated" in part for part in parts) else {}),
    }
    return dataset, {name for about in abouts for name in about["fields"]}


def _summed(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in new.items():
        if isinstance(value, dict):
            counts = dict(old.get(key, {}))
            for name, number in value.items():
                counts[name] = counts.get(name, 0) + number
            result[key] = dict(sorted(counts.items()))
        else:
            result[key] = value + old.get(key, 0) if isinstance(value, int) else value
    return result
