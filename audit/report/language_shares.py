"""The languages that posts state, for page one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from audit.finding import Findings
from audit.report.catalogue import Catalogue
from audit.report.visible import line
from audit.resources import language_tags
from audit.wording import percent

#: Languages that page one names; the others are in the sections.
_MOST = 3
#: Under what languages of too few authors are counted together.
_POOLED = "other"
#: Names of this many letters or fewer are codes, which the table of names holds too.
_LETTERS_OF_A_CODE = 3


def languages(findings: Findings, say: Catalogue) -> str:
    """The languages that posts state, the largest first: "English 81%, Russian 12%"; empty if none is stated."""
    given = findings.dataset.get("languages")
    posts = findings.dataset.get("posts")
    if not isinstance(given, Mapping) or not given or not posts:
        return ""
    named = [each for each in given.items() if each[0] != _POOLED]
    ordered = sorted(named, key=lambda each: (-int(each[1]), each[0]))
    said = [f"{line(_name(tag))} {percent(int(n) / int(posts))}" for tag, n in ordered[:_MOST]]
    rest = sum(int(n) for _, n in given.items()) - sum(int(n) for _, n in ordered[:_MOST])
    together = ", ".join(said)
    # How many others there are is not said: those of few authors are counted together, so their number is not known here.
    return say("page.languages_more", languages=together, rest=percent(rest / int(posts))) if rest else together


def _name(tag: str) -> str:
    return _names().get(tag, tag)


@cache
def _names() -> Mapping[str, str]:
    """The first name of every language in the table, which is its English one."""
    names: dict[str, str] = {}
    for name, tag in language_tags().items():
        if len(name) > _LETTERS_OF_A_CODE and tag:
            names.setdefault(tag, name.title())
    return names
