"""The record of a redacted copy: plain data for a file, and the same in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from audit.redaction.rows import Redactor
from audit.version import __version__
from audit.wording import count, join, plural, spelled

NOT_ANONYMOUS = (
    "This copy is pseudonymised, not anonymous: what people wrote leads to them when it is searched for, names of people are"
    " not looked for, and whoever has the original can put the two side by side."
)


def record_of(redactor: Redactor, fewest: int) -> dict[str, Any]:
    """What was done, as plain data.

    Parameters
    ----------
    redactor : Redactor
        When all batches went through it.
    fewest : int
        Numbers that fewer authors stand behind are not told.
    """
    tallied = redactor.tallied
    return {
        "tool": "postaudit",
        "version": __version__,
        "settings": redactor.settings.as_record(),
        "attributes_kept": sorted(redactor.attributes),
        "attributes_left_out": sorted(redactor.dropped),
        "posts": tallied.posts,
        "posts_of_authors_to_forget": tallied.forgotten,
        "identifiers": tallied.as_record(redactor.settings.keep, fewest),
        "links_cut": tallied.links,
        "texts_withheld": tallied.withheld,
        "looks_like_identifiers_left": sum(tallied.left.values()),
    }


def said(record: Mapping[str, Any]) -> list[str]:
    """The record in sentences."""
    found = record["identifiers"]
    told = [each for each in found.values() if "suppressed" not in each]
    lines = [f"{plural(record['posts'], 'post')} written to {record['file']}."]
    if told:
        most = sorted(told, key=lambda each: -each["found"])
        listed = [f"{_of(each['replaced'], each['found'])} {each['title']}" for each in most]
        lines.append(f"Replaced in texts: {join(listed)}.")
    if hidden := len(found) - len(told):
        kinds = "kind" if hidden == 1 else "kinds"
        also = "And" if told else "Replaced in texts: identifiers"
        lines.append(
            f"{also} of {spelled(hidden)} {'more ' if told else ''}{kinds}, in posts of too few authors to say how many."
        )
    if not found:
        lines.append("No identifiers were found in texts.")
    if record["links_cut"]:
        lines.append(f"Cut: {plural(record['links_cut'], 'link')}.")
    if record["posts_of_authors_to_forget"]:
        lines.append(f"Left out, of authors to forget: {plural(record['posts_of_authors_to_forget'], 'post')}.")
    if record["attributes_left_out"]:
        names = join(record["attributes_left_out"])
        lines.append(f"Left out, since no --group names them: {names}.")
    risk = record["residual_risk"]
    if left := [each["statement"] for each in risk.get("findings", ())]:
        lines += ["In the copy:", *(f"  {each}" for each in left)]
    return [*lines, NOT_ANONYMOUS]


def _of(replaced: int, found: int) -> str:
    return count(found) if replaced == found else f"{count(replaced)} of {count(found)}"
