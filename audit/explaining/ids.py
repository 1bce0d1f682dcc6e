"""What ``postaudit explain`` is asked about: a metric, a finding of a report, an id alone, a word, or something that ships."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

from audit import metrics
from audit.errors import PlanError, did_you_mean
from audit.explaining.explain import explain_finding, explain_metric, shipped
from audit.explaining.glossary import Term, plain, term, terms
from audit.explaining.glossary import words as glossary_words
from audit.metrics.base import Metric, card
from audit.metrics.plugged import plugged_metrics
from audit.wording import card_width, join


def explain(subject: str, report: Path | None = None, more: Sequence[Metric] = ()) -> str:
    """Whatever somebody asks about, in words.

    Parameters
    ----------
    subject : str
        ``representation``, ``representation.gender.women``, ``reports/northtown-1a2b3c#representation.gender.women``, a
        word of the glossary such as ``inconclusive``, a benchmark, a lexicon or a rule.
    report : Path, optional
        Folder or ``findings.json`` in which a finding is looked up.
    more : sequence of Metric
        Those that only a command of their own measures.

    Raises
    ------
    PlanError
        There is nothing of that name; names the nearest.
    """
    folder, mark, identifier = subject.rpartition("#")
    if report is None and mark and folder and identifier:
        report, subject = _folder_of(Path(folder)), identifier
    if report is not None:
        return explain_finding(subject.removeprefix("#"), report)
    measured = {each.name: each for each in (*metrics.all_metrics(), *more)}
    if subject in measured:
        return explain_metric(subject, *more)
    if (found := term(subject) or _word_of_a_report(subject)) is not None:
        return explain_term(found)
    metric = measured.get(subject.split(".", 1)[0])
    if metric is not None and "." in subject:
        return explain_id(subject, metric)
    names = [*measured, *shipped()]
    plugged = subject.split(".", 1)[0]
    if subject in names or plugged in plugged_metrics({plugged}):
        return explain_metric(subject, *more)
    raise PlanError(
        f"There is no metric, finding, reading, word, benchmark, lexicon or rule {subject!r}.",
        hint=(did_you_mean(subject, [*names, *glossary_words(), *_forms()]) if len(subject) > 1 else "")
        or "postaudit list metrics shows what is measured, and list benchmarks, lexicons or rules the rest; a finding is asked"
        " about with its report: postaudit explain reports/NAME-ID#FINDING",
    )


def explain_term(found: Term) -> str:
    """A word of the glossary."""
    lines = [found.name, "", *_wrapped(found.text)]
    if found.also:
        lines += ["", f"  Also written: {', '.join(found.also)}"]
    if found.see:
        lines += ["", f"  See: {', '.join(f'postaudit explain {_quoted(each)}' for each in found.see)}"]
    return "\n".join(
        textwrap.fill(line, card_width(), subsequent_indent="    ") if len(line) > card_width() else line
        for line in lines
    )


def explain_id(identifier: str, metric: Metric) -> str:
    """What an id says by itself, without the audit that it is from."""
    _, _, about = identifier.partition(".")
    told = card(metric)
    parts = join([each.replace("_", " ") for each in about.split(".") if each])
    lines = [identifier, ""]
    lines += _wrapped(
        f"The id of a finding or figure of the metric {metric.name} ({told['title']}), about {parts}. Ids are the same in every"
        " run, so that a finding can be cited and compared."
    )
    for heading, key in (("Question", "question"), ("How it is computed", "definition"), ("Reading it", "reading")):
        lines += ["", heading, *_wrapped(told[key])]
    lines += ["", "What it came to in an audit", f"  postaudit explain {_quoted(identifier)} --report reports/NAME-ID"]
    lines += ["", f"The whole card: postaudit explain {metric.name}"]
    return "\n".join(lines)


def explainable(more: Sequence[Metric] = ()) -> list[str]:
    """Everything that can be asked about without a report."""
    return [
        *(each.name for each in (*metrics.all_metrics(), *more)),
        *shipped(),
        *(each.name for each in terms()),
        *_forms(),
    ]


def _word_of_a_report(subject: str) -> Term | None:
    """A word that reports explain on their last page, however it is written there."""
    from audit.report.catalogue import catalogue

    for each in catalogue().words:
        if plain(subject) in map(plain, (each.term, *each.forms)):
            return Term(each.term, each.means, tuple(form for form in each.forms if plain(form) != plain(each.term)))
    return None


def _forms() -> list[str]:
    """Those words that no glossary of ours has already."""
    from audit.report.catalogue import catalogue

    return [each.term for each in catalogue().words if term(each.term) is None]


def _folder_of(path: Path) -> Path:
    """The folder of a report, of whose page or findings somebody gave the address."""
    return path.parent if path.name in {"report.html", "report.md"} else path


def _wrapped(text: str) -> list[str]:
    return [
        line
        for number, paragraph in enumerate(text.split("\n\n"))
        for line in (
            *([""] if number else []),
            *textwrap.wrap(
                paragraph, card_width(), initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
            ),
        )
    ]


def _quoted(word: str) -> str:
    return f'"{word}"' if " " in word else word
