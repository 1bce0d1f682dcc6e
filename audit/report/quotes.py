"""Passages shown: in a notebook, as text, as a frame, and as the page that is kept apart from the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from audit.disclosure.quotation import Passage, Passages, Piece
from audit.finding import Findings
from audit.report import markdown
from audit.report.html import environment, policy, stylesheet
from audit.report.summary import audit_id
from audit.report.visible import visible, width
from audit.version import __version__
from audit.wording import count, plural

if TYPE_CHECKING:
    import pandas as pd

KEEP = (
    "These are words that people wrote. Taken together, what is left of a passage can still lead to its post: read it, and do"
    " not pass it on."
)
_DRAWN = "Drawn by a hash of the author, at most one passage each: an illustration, nothing to count."
_LEFT = 44


@dataclass(frozen=True)
class Evidence:
    """Passages for one question, or for the groups that a finding is about; the last line of a cell shows them.

    Examples
    --------
    >>> audit.evidence(posts, group="women", theme="appearance")            # doctest: +SKIP
    >>> findings.evidence("descriptions.gender.women.appearance", posts)    # doctest: +SKIP
    """

    sections: tuple[Passages, ...]

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All of them."""
        return tuple(each for section in self.sections for each in section.passages)

    def to_frame(self) -> pd.DataFrame:
        """One row per passage: ``question``, ``before``, ``mention``, ``after``, ``signs``, ``searchable``."""
        import pandas as pd

        columns = ("question", "before", "mention", "after", "signs", "searchable")
        rows = [
            (section.title, each.before, each.mention, each.after, "; ".join(each.signs), each.searchable)
            for section in self.sections
            for each in section.passages
        ]
        return pd.DataFrame(rows, columns=list(columns))

    def _repr_html_(self) -> str:
        return f"<div>{''.join(map(_table, self.sections))}</div>"

    def __str__(self) -> str:
        return "\n\n".join(_lines(each) for each in self.sections)

    __repr__ = __str__


def notes(section: Passages) -> tuple[str, ...]:
    """What was done to passages, and what they are good for; why there are none, if there are none."""
    if section.reason:
        return (section.reason,)
    return (" ".join((*_masked(section), *counted(section))), f"{_DRAWN} {KEEP}")


def counted(section: Passages) -> tuple[str, ...]:
    """How many of the passages hold, or held, words in a row by which they could be found; or why there are none."""
    if section.reason:
        return (section.reason,)
    passages, authors = plural(len(section.passages), "passage"), f"fewer than {plural(section.floor, 'author')}"
    hold = "holds" if len(section.passages) == 1 else "hold"
    run = f"six words in a row that {authors} of this dataset wrote"
    if section.quotes == "masked":
        have = "has" if section.searchable == 1 else "have"
        said = f"Of {passages}, {count(section.taken_apart)} had {run}, until more words were taken out; {count(section.searchable)} still {have}."
    else:
        said = f"As they were written: {count(section.searchable)} of {passages} {hold} {run}, by which a search finds the post."
    alone = "Posts without a stated author: each of their texts counts as one author."
    return (said,) if section.by_author else (said, alone)


def _masked(section: Passages) -> tuple[str, ...]:
    if section.quotes != "masked":
        return ()
    return (
        "Masked: accounts, links, addresses, long numbers, hashtags, slurs that are known, and words that fewer than"
        f" {plural(section.floor, 'author')} of this dataset used.",
    )


def _table(section: Passages) -> str:
    rows = "".join(
        f"<tr><td style='text-align:right'>{_marked(before)}</td><th scope=row>{_text(each.mention)}</th>"
        f"<td style='text-align:left'>{_marked(after)}</td></tr>"
        for each in section.passages
        for before, after in [_around(each)]
    )
    head = "".join(f"<th scope=col>{each}</th>" for each in ("Before", "Mention", "After"))
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>" if rows else ""
    said = "".join(f"<p>{_text(each)}</p>" for each in notes(section))
    return f"<p><strong>{_text(section.title)}</strong></p>{table}{said}"


def _around(passage: Passage) -> tuple[Sequence[Piece], Sequence[Piece]]:
    at = next((i for i, each in enumerate(passage.pieces) if each.kind == "mention"), len(passage.pieces))
    return passage.pieces[:at], passage.pieces[at + 1 :]


def _marked(pieces: Sequence[Piece]) -> str:
    return "".join(f"<b>{_text(each.text)}</b>" if each.kind == "sign" else _text(each.text) for each in pieces)


def _lines(section: Passages) -> str:
    lines = [section.title]
    for each in section.passages:
        before = visible(each.before)
        before = before[-_LEFT:] if len(before) > _LEFT else before
        lines.append(f"{' ' * max(_LEFT - width(before), 0)}{before}[{visible(each.mention)}]{visible(each.after)}")
    return "\n".join([*lines, *(visible(each) for each in notes(section))])


def _text(text: str) -> str:
    return escape(visible(text))


def page(findings: Findings, sections: Sequence[Passages]) -> str:
    """``evidence.html``: passages below the finding they belong to; a page of its own, so that the report can be shared."""
    style = stylesheet(audit_id(findings))
    return (
        environment()
        .get_template("evidence.html.j2")
        .render(
            name=str(findings.dataset.get("name") or "dataset"),
            audit=audit_id(findings),
            keep=KEEP,
            done=_done(sections),
            parts=_parts(findings, sections),
            notes=counted,
            style=style,
            policy=policy(style),
            version=__version__,
        )
    )


def text(findings: Findings, sections: Sequence[Passages]) -> str:
    """``evidence.md``: the same in Markdown."""
    plain = markdown.escape
    lines = [
        f"# Passages: {plain(visible(str(findings.dataset.get('name') or 'dataset')))}",
        "",
        f"**{plain(KEEP)}**",
        "",
        plain(_done(sections)),
    ]
    for title, own in _parts(findings, sections):
        lines += ["", f"## {plain(visible(title))}"]
        for section in own:
            lines += ["", f"{plain(visible(section.title))} (`{section.finding}`)", ""]
            lines += [
                f"- {''.join(_emphasised(each) for each in passage.pieces).strip()}" for passage in section.passages
            ]
            lines += ["", *(plain(visible(each)) for each in counted(section))]
    return "\n".join(lines) + "\n"


def _done(sections: Sequence[Passages]) -> str:
    return " ".join((*(_masked(sections[0]) if sections else ()), _DRAWN))


def _emphasised(piece: Piece) -> str:
    inner = markdown.escape(visible(piece.text))
    if piece.kind in ("mention", "sign"):
        return f"**{inner}**"
    left, right = (" " if piece.text[:1].isspace() else ""), (" " if piece.text[-1:].isspace() else "")
    return f"{left}{inner}{right}" if inner else " "


def _parts(findings: Findings, sections: Sequence[Passages]) -> list[tuple[str, list[Passages]]]:
    """Sections by finding, in the findings' order."""
    return [
        (each.title, own)
        for each in findings.findings
        if (own := [section for section in sections if section.finding == each.id])
    ]
