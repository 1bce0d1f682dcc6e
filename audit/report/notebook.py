"""Findings in the reader's hands: shown in a notebook, turned into frames, plotted on their axes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit import finding
from audit.errors import AuditError, did_you_mean
from audit.finding import Estimate
from audit.report import json_file
from audit.report.report import Report
from audit.report.sections import title_of
from audit.report.summary import Claim, Summary, summary
from audit.report.visible import visible

if TYPE_CHECKING:
    import pandas as pd
    from fairlearn.metrics import MetricFrame
    from matplotlib.axes import Axes

    from audit.report.quotes import Evidence

__all__ = ["Estimates", "Findings", "Report"]

#: What a cell of a notebook may hold: it is stored in the file, and shown on hosts that cut long output.
MOST_CHARACTERS = 90_000
_MOST_ROWS = 30


class Estimates(tuple[Estimate, ...]):
    """All estimates of an audit: a tuple that can also be a frame."""

    __slots__ = ()

    def to_frame(self) -> pd.DataFrame:
        """One row per estimate; see :func:`audit.report.frames.estimates_frame`."""
        from audit.report.frames import estimates_frame

        return estimates_frame(self)


@dataclass(frozen=True)
class Findings(finding.Findings):
    """What an audit says, ranked; the last line of a cell shows it.

    Examples
    --------
    >>> findings = Findings.read("findings.json")              # doctest: +SKIP
    >>> findings.to_frame()                                    # doctest: +SKIP
    >>> findings.estimates.to_frame()                          # doctest: +SKIP
    >>> findings.plot("representation.gender.women", ax=ax)    # doctest: +SKIP
    """

    estimates: Estimates = field(default_factory=Estimates)

    def __post_init__(self) -> None:
        object.__setattr__(self, "estimates", Estimates(self.estimates))

    @classmethod
    def of(cls, findings: finding.Findings) -> Findings:
        """The same findings with these manners."""
        return cls(**{each.name: getattr(findings, each.name) for each in fields(findings) if each.name != "_index"})

    @classmethod
    def read(cls, path: str | Path) -> Findings:
        """Read ``findings.json``; SourceError says what is wrong with a file that is none."""
        return cls.of(json_file.read(path))

    def to_json(self) -> str:
        """The text of ``findings.json``."""
        return json_file.encode(self).decode()

    def to_frame(self) -> pd.DataFrame:
        """One row per finding; see :func:`audit.report.frames.findings_frame`."""
        from audit.report.frames import findings_frame

        return findings_frame(self)

    def estimates_frame(self) -> pd.DataFrame:
        """One row per estimate; the same as ``findings.estimates.to_frame()``."""
        return self.estimates.to_frame()

    def plot(self, identifier: str, ax: Axes | None = None) -> Axes:
        """Draw the chart of a finding or a block.

        Parameters
        ----------
        identifier : str
            Id of a finding, such as ``representation.gender.women``, or of a block.
        ax : matplotlib.axes.Axes, optional
            Axes to draw on; those of a new figure if not given, which a notebook shows as the last line of a cell.

        Raises
        ------
        AuditError
            There is no such id; names the nearest.
        """
        from audit.report.charts.charts import draw
        from audit.report.rows import block_of

        known = {each.id for each in self.findings} | {each.id for each in self.blocks}
        if identifier not in known:
            raise AuditError(f"There is no finding {identifier!r}.", hint=did_you_mean(identifier, known))
        return draw(block_of(identifier, self), self, ax)

    def evidence(self, identifier: str, posts: Any, *, k: int = 10, quotes: str = "masked") -> Evidence:
        """Show passages behind a finding of mentions, markers, descriptions, or labels of posts that mention a group.

        Parameters
        ----------
        identifier : str
            Id of a finding, such as ``descriptions.gender.women.appearance``.
        posts : Posts or anything :func:`audit.load` reads
            The posts that were audited; they are read again, and nothing is written.
        k, quotes
            See :func:`audit.evidence`.

        Raises
        ------
        AuditError
            There is no such finding, or none that stands on mentions.
        """
        import importlib

        # By name, since it reads posts, of which this room knows nothing.
        found: Evidence = importlib.import_module("audit.passages.quoting").evidence_of(
            self, identifier, posts, k=k, quotes=quotes
        )
        return found

    def metric_frame(self, label: str, *, by: str = "", value: str = "") -> MetricFrame:
        """Fairlearn's view of a label by group; see :func:`audit.report.frames.metric_frame`."""
        from audit.report.frames import metric_frame

        return metric_frame(self, label, by=by, value=value)

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> dict[str, Any]:
        bundle = {"text/html": self._repr_html_(), "text/plain": str(self)}
        return {
            kind: content
            for kind, content in bundle.items()
            if (not include or kind in include) and (not exclude or kind not in exclude)
        }

    def _repr_html_(self) -> str:
        """The ranked table, and charts of what is shown as far as they fit; no style sheet, the reader's own colours."""
        first = summary(self)
        parts = [
            f"<p><strong>{_text(first.name)}</strong><br>{_text(first.extent)}. {_text(first.identity)}.</p>",
            f"<p>{_text(' '.join(first.conclusion))}</p>",
            _table(_ranked(first)),
        ]
        if first.unchecked:
            items = "".join(f"<li>{_text(each.what)}: {_text(each.why)}</li>" for each in first.unchecked[:12])
            parts.append(f"<p>What could not be checked:</p><ul>{items}</ul>")
        if first.accepted:
            items = "".join(f"<li>{_text(each.identifier)}: {_text(each.reason)}</li>" for each in first.accepted[:30])
            parts.append(f"<p>Accepted by the plan:</p><ul>{items}</ul>")
        left = MOST_CHARACTERS - sum(map(len, parts))
        for chart in self._charts():
            if len(chart) > left:
                break
            left -= len(chart)
            parts.append(chart)
        return f"<div>{''.join(parts)}</div>"

    def _charts(self) -> Iterable[str]:
        from audit.report.charts.charts import picture
        from audit.report.visible import file_stem

        wanted = dict.fromkeys(each.block for each in self.findings if each.reading == "shown" and each.block)
        blocks = {each.id: each for each in self.blocks}
        for name in [each for each in wanted if each in blocks][:5]:
            drawn = picture(blocks[name], self, prefix=f"postaudit-{file_stem(name)}", ink="currentColor")
            section = title_of(blocks[name].metric, self)
            yield f"<figure>{drawn}<figcaption>{_text(section)}: {_text(blocks[name].title)}</figcaption></figure>"

    def __repr__(self) -> str:
        """As in a notebook, for a prompt: the fields run to thousands of lines."""
        return str(self)

    def __str__(self) -> str:
        first = summary(self)
        lines = [f"{first.name}: {first.extent}. {first.identity}.", " ".join(first.conclusion)]
        lines += [
            f"{_grade(each):<14} {each.title}{f' [{_figure(each)}]' if _figure(each) else ''}"
            for each in _ranked(first)
        ]
        lines += [f"not checked    {each.what}: {each.why}" for each in first.unchecked[:12]]
        lines += [f"accepted       {each.identifier}: {each.reason}" for each in first.accepted]
        return visible("\n".join(lines))


def _ranked(first: Summary) -> tuple[Claim, ...]:
    return (*first.shown, *first.unsettled, *first.not_found)[:_MOST_ROWS]


def _grade(claim: Claim) -> str:
    return f"{claim.shape} {claim.severity}" if claim.shown else claim.reading


def _figure(claim: Claim) -> str:
    return " ".join(each for each in (claim.figure, f"({claim.interval})" if claim.interval else "") if each)


def _table(claims: tuple[Claim, ...]) -> str:
    if not claims:
        return ""
    body = "".join(
        f"<tr><td>{_text(_grade(each))}</td><th scope=row>{_text(each.title)}</th><td>{_text(_figure(each))}</td>"
        f"<td>{_text(each.posts)}</td><td>{_text(each.confidence)}</td><td><code>{_text(each.identifier)}</code></td></tr>"
        for each in claims
    )
    head = "".join(
        f"<th scope=col>{each}</th>" for each in ("Reading", "Claim", "Figure", "Stands on", "Confidence", "Id")
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _text(text: str) -> str:
    return escape(visible(text))
