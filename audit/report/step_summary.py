"""``summary.md``: a page for the summary of a build step, which on GitHub has 1 MiB for all steps of a job together.

Short enough to be read there: the conclusion, the gate, what is shown or moved, and how much could not be checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from audit.comparing import Comparison
from audit.finding import Findings
from audit.gating import CHANGES, GRADES, Verdict
from audit.report.comparison.page import comparison_page
from audit.report.markdown import escape
from audit.report.summary import more_than, summary
from audit.report.visible import clipped
from audit.wording import plural

#: Bytes, not characters: what hosts count.
MOST_BYTES = 64_000
_MOST_ROWS = 40
_CUT = "\nCut here; the report has the rest.\n"


def of_findings(findings: Findings, verdict: Verdict | None) -> str:
    """An audit in short."""
    page = summary(findings)
    parts = [
        f"## {escape(page.name)}: dataset audit\n\n{escape(page.extent)}. {escape(page.identity)}.\n\n",
        f"{escape(' '.join(page.conclusion))}\n\n",
        _gate(verdict),
    ]
    rows = [
        (f"{each.shape} {each.severity}", escape(each.title), escape(f"{each.figure} {each.interval}".strip()),
         _code(each.identifier))
        for each in page.shown
    ]  # fmt: skip
    parts += _table(("Severity", "Claim", "Figure", "Id"), rows)
    parts.append(
        f"{plural(len(page.unsettled), 'question')} could not be settled; {len(page.not_found)} were shown to be small.\n\n"
    )
    parts += _list("Could not be checked", [f"{escape(each.what)}: {escape(each.brief)}" for each in page.unchecked])
    return _cut(parts)


def of_comparison(comparison: Comparison, verdict: Verdict | None) -> str:
    """A comparison in short."""
    page = comparison_page(comparison)
    parts = [
        f"## {escape(page.title)}: what changed\n\n",
        "".join(f"- {escape(each.name)}: {escape(each.value)}\n" for each in page.sides),
        f"\n{escape(' '.join(page.conclusion))}\n\n",
        _gate(verdict, CHANGES),
    ]
    rulers = [
        (escape(each.name), escape(each.before), escape(each.after), escape(each.touches)) for each in page.rulers
    ]
    if rulers:
        parts.append("**Not measured alike**\n\n")
        parts += _table(("Ruler", *page.columns, "Touches"), rulers)
    for title, claims, left_out in page.claims:
        listed = [escape(each.title) if title == "Still shown" else f"{escape(each.title)}. {escape(each.words)}" for each in claims]  # fmt: skip
        parts += _list(title, [*listed, *([escape(left_out)] if left_out else [])])
    moved = (*page.skews, *page.moved)
    rows = [(escape(each.what), escape(each.before), escape(each.after), escape(f"{each.change} {each.interval}".strip()),
             _code(each.identifier)) for each in moved]  # fmt: skip
    if rows:
        parts.append("**Moved**\n\n")
        parts += _table(("Figure", *page.columns, "Change", "Id"), rows)
    parts.append(f"{escape(str(page.assumptions[0]))}\n" if page.assumptions else "")
    return _cut(parts)


def _gate(verdict: Verdict | None, gates: Sequence[str] = (*GRADES, *CHANGES)) -> str:
    """What a gate says, as far as it is about these."""
    if verdict is None or not (verdict.asked or verdict.accepted):
        return ""
    verdict = replace(
        verdict,
        asked=tuple(each for each in verdict.asked if each in gates),
        tripped=tuple(each for each in verdict.tripped if each.gate in gates),
    )
    lines = []
    if verdict.unjudged:
        lines.append(f"**Gate ({', '.join(verdict.asked)}): cannot be judged.** {escape(verdict.unjudged)}.")
    elif verdict.asked:
        beyond = f"tripped by {plural(len(verdict.tripped), 'result')}" if verdict.tripped else "passed"
        lines.append(f"**Gate ({', '.join(verdict.asked)}): {beyond}.**")
    text = "".join(f"{each}\n\n" for each in lines)
    tripped = [f"{each.gate}: {_code(each.id)}: {escape(clipped(each.title, 240))}" for each in verdict.tripped]
    text += "".join(f"- {each}\n" for each in _capped(tripped)) + ("\n" if tripped else "")
    accepted = [
        f"{_code(each.id)}: {escape(clipped(each.reason, 400))}{' (no longer shown)' if each.gone else ''}"
        for each in verdict.accepted
    ]
    if accepted:
        text += "**Accepted by the plan**\n\n" + "".join(f"- {each}\n" for each in _capped(accepted)) + "\n"
    return text


def _code(identifier: str) -> str:
    """An id in the type of code; one of a dataset's own words is only escaped."""
    plain = clipped(identifier, 160)
    return f"`{plain}`" if re.fullmatch(r"[\w.-]+", plain) else escape(plain)


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    if not rows:
        return []
    lines = [titles, ["---"] * len(titles), *rows[:_MOST_ROWS]]
    more = more_than(len(rows), _MOST_ROWS)
    return ["".join(f"| {' | '.join(each)} |\n" for each in lines) + "\n", f"{more}.\n\n" if more else ""]


def _list(title: str, items: Sequence[str]) -> list[str]:
    return [f"**{title}**\n\n" + "".join(f"- {each}\n" for each in _capped(items)) + "\n"] if items else []


def _capped(items: Sequence[str]) -> list[str]:
    more = more_than(len(items), _MOST_ROWS)
    return [*items[:_MOST_ROWS], *([more] if more else [])]


def _cut(parts: Iterable[str]) -> str:
    """As many whole parts as there is room for."""
    text, room = "", MOST_BYTES - len(_CUT.encode())
    for part in parts:
        if len(text.encode()) + len(part.encode()) > room:
            return text + _CUT
        text += part
    return text
