"""What a shell completes: names of metrics, loaders, benchmarks and the rest, found without importing anything heavy.

A shell asks for each press of a key, so what takes longer than a blink is of no use. Hence two lists of names stand here
that are code elsewhere; a test holds each to what there is.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

#: As in :func:`audit.metrics.all_metrics`.
METRICS = (
    "representation", "concentration", "mentions", "descriptions", "markers", "associations", "embeddings", "labels",
    "scores", "artefacts", "agreement", "label_conflicts", "amplification", "repetition", "rhythm", "sentiment",
    "coverage", "sampling", "attrition", "privacy", "rights",
)  # fmt: skip
#: Those of commands of their own, which can be explained too.
OF_COMMANDS = ("filter_impact", "survival", "overlap")
#: As in :func:`audit.loaders.registry.names`.
LOADERS = (
    "table", "twarc-csv", "infoops", "crowdtangle-csv", "telegram-tracker", "4cat", "reddit-csv", "snscrape-csv",
    "twitter-dump", "postaudit", "activitystreams", "bluesky", "chat", "crowdtangle", "discord", "facebook", "4chan",
    "gnip", "hackernews", "hatexplain", "instagram", "mastodon", "pan", "parler", "reddit", "snscrape", "stackexchange",
    "telegram", "threads", "tiktok", "twitter-archive", "twitter-v1", "twitter-v2", "vk", "weibo", "whatsapp",
    "x-graphql", "youtube",
)  # fmt: skip
_PACKAGE = Path(__file__).parents[1]
_RESOURCES = _PACKAGE / "resources"


def shipped(kind: str) -> list[str]:
    """Names of what ships of a kind, such as ``benchmarks``: the folders there are."""
    return sorted(each.name for each in (_RESOURCES / kind).iterdir() if (each / "card.toml").is_file())


def rule_ids() -> list[str]:
    """Ids of rules of platforms."""
    import csv

    ids: list[str] = []
    for path in sorted((_RESOURCES / "rules" / "platform-terms").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            ids += [row["id"] for row in csv.DictReader(lines) if row.get("id")]
    return ids


def terms() -> list[str]:
    """Words of the glossary."""
    import tomllib

    with (_PACKAGE / "explaining" / "glossary.toml").open("rb") as file:
        return [str(each["name"]) for each in tomllib.load(file)["term"]]


def metrics(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Metrics, several with commas between."""
    return listed(METRICS, incomplete)


def loaders(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Loaders by name."""
    return _starting(LOADERS, incomplete)


def benchmarks(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """``ATTRIBUTE=BENCHMARK``: benchmarks once the attribute is there."""
    attribute, equals, begun = incomplete.partition("=")
    return [f"{attribute}={name}" for name in shipped("benchmarks") if name.startswith(begun)] if equals else []


def explainable(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Everything that can be explained without a report; of a report that is named, the ids of its findings."""
    folder, mark, begun = incomplete.rpartition("#")
    if mark:
        return [f"{folder}#{each}" for each in _finding_ids(Path(folder)) if each.startswith(begun)]
    known = [*METRICS, *OF_COMMANDS, *terms(), *shipped("benchmarks"), *shipped("lexicons"), *rule_ids()]
    return _starting(known, incomplete)


def _finding_ids(folder: Path) -> list[str]:
    import json

    path = folder / "findings.json" if folder.is_dir() else folder
    try:
        found = json.loads(path.read_bytes())["findings"]
        return [str(each["id"]) for each in found]
    except (OSError, ValueError, KeyError, TypeError):
        return []  # a shell has nowhere to print what is wrong


def _starting(names: Iterable[str], incomplete: str) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]


def listed(names: Iterable[str], incomplete: str) -> list[str]:
    """Those of a list with commas that go on with what is typed; those that stand in it already are left out."""
    before, comma, begun = incomplete.rpartition(",")
    chosen = set(before.split(","))
    return [f"{before}{comma}{name}" for name in names if name.startswith(begun) and name not in chosen]
