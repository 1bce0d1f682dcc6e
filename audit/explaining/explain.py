"""Cards and lists for the command line: what a metric means, what a finding says, what there is to choose from."""

from __future__ import annotations

import json
import textwrap
from importlib.metadata import EntryPoint
from pathlib import Path

from audit import metrics, resources
from audit.disclosure import escape_for_terminal
from audit.errors import PlanError, did_you_mean
from audit.explaining.benchmark_cards import benchmark_card, benchmark_list
from audit.explaining.more import cited, computed, held_against
from audit.explaining.readings import comparison, why_it_reads_so
from audit.explaining.rule_cards import rule_card
from audit.finding import READING_WORDS, WORST_CASES, Estimate, Findings
from audit.metrics.base import HEADINGS, Metric, card
from audit.metrics.plugged import UnusableMetric, plugged_metrics
from audit.plan import Plan
from audit.plugins import entry_points as plugins
from audit.posts import FIELDS
from audit.standing.words import other_size
from audit.wording import card_width, figure, marked, percent, plural, without_common_zeros


def explain_metric(name: str, *more: Metric) -> str:
    """The card of a metric, one of a plug-in too, or of a benchmark, a lexicon or a platform's rule that ships.

    Parameters
    ----------
    name : str
    *more : Metric
        Those that only a command of their own measures.

    Raises
    ------
    PlanError
        There is nothing of that name.
    """
    known = {each.name: each for each in (*metrics.all_metrics(), *more)}
    if name in known:
        return _metric_card(known[name])
    if name in {each.name for each in resources.list_resources("benchmarks")}:
        return benchmark_card(name)
    if name in {each.name for each in resources.list_resources("lexicons")}:
        return _lexicon_card(name)
    if (rule := resources.read_platform_rules().rule(name)) is not None:
        return rule_card(rule)
    wanted = name.split(".", 1)[0]
    metric = known.get(wanted) or plugged_metrics({wanted}).get(wanted)
    if isinstance(metric, UnusableMetric):
        raise PlanError(f"The plug-in {wanted!r} cannot be used: {metric.plugin.problem}.", hint=metric.plugin.detail)
    if metric is None:
        raise PlanError(
            f"There is no metric, benchmark, lexicon or rule {name!r}.",
            hint=f"{did_you_mean(name, [*known, *shipped()])} For a finding, name its report: --report FOLDER",
        )
    return _metric_card(metric)


def _metric_card(metric: Metric) -> str:
    told = card(metric)
    lines = [f"{metric.name}: {metric.title}", "", told["summary"]]
    for heading, key in HEADINGS.items():
        lines += ["", heading, _indented(told[key])]
    return "\n".join(lines)


def shipped() -> list[str]:
    """Names of benchmarks and lexicons, and ids of rules."""
    names = [each.name for kind in ("benchmarks", "lexicons") for each in resources.list_resources(kind)]
    return names + [each.id for each in resources.read_platform_rules().rules]


def _lexicon_card(name: str) -> str:
    """Everything that is known of a list of words but the words: some are slurs, and the table is there to be opened."""
    told = resources.lexicon_card(name)
    parts = {
        "Compiled by": f"{told.compiled_by}, {told.date}",
        "Reviewed by": told.reviewed,
        "Known faults": "\n\n".join(told.known_faults),
        "Sources": "\n\n".join(told.source),
        "Licence": told.licence,
        "Version": f"{told.version}, sha256 {told.sha256}",
    }
    lines = [f"{told.name}: {told.title}", "", textwrap.fill(told.summary, card_width())]
    for heading, text in parts.items():
        lines += ["", heading, _indented(text)] if text else []
    return "\n".join(lines)


def explain_finding(identifier: str, path: Path) -> str:
    """One finding of a findings file, with its figures.

    Raises
    ------
    PlanError
        The file has no such finding.
    """
    from audit.report import json_file
    from audit.report.notebook import Findings as Written

    file = json_file.located(path)
    findings = Written.read(file)
    known = {each.id: each for each in findings.findings}
    if identifier not in known and identifier in findings.by_id:
        return _figure_alone(identifier, findings)
    if identifier not in known:
        above = max((each for each in known if identifier.startswith(f"{each}.")), key=len, default="")
        raise PlanError(
            f"{path}: there is no finding {identifier!r}.",
            hint=f"There is {above!r}, which it would belong to."
            if above
            else did_you_mean(identifier, known) or did_you_mean(identifier, findings.by_id),
        )
    finding = known[identifier]
    lines = [
        escape_for_terminal(finding.title),
        _indented(finding.statement),
        "",
        f"Reading: {READING_WORDS[finding.reading]}. Severity: {finding.severity}. Confidence: {finding.confidence}.",
        f"Harm: {finding.harm.replace('_', ' ')}.",
        *(("", "Figures") if finding.estimates else ()),
        *(f"  {escape_for_terminal(_line(findings.estimate(each)))}" for each in finding.estimates),
    ]
    for heading, texts in (
        (
            "Why it reads so, and what would change it",
            [*why_it_reads_so(finding, findings), *held_against(finding, findings)],
        ),
        ("How it was computed", computed(finding, findings)),
        ("Read with care", finding.caveats),
        ("What can be done", finding.actions),
    ):
        if texts:
            lines += ["", heading, *(_indented(each) for each in texts)]
    lines += ["", "How to cite it", textwrap.indent(cited(finding, findings, file), "  ", bool)]
    return "\n".join([*lines, "", f"How it is measured: postaudit explain {finding.metric}"])


def _figure_alone(identifier: str, findings: Findings) -> str:
    """One figure, and the findings that stand on it."""
    lines = [identifier, "", _indented(_line(findings.by_id[identifier]))]
    owners = [each for each in findings.findings if identifier in each.estimates]
    lines += ["", "Findings that stand on it"] if owners else []
    lines += [_indented(f"{each.id}: {each.title}") for each in owners]
    metric = findings.by_id[identifier].metric
    return "\n".join([*lines, "", f"How it is measured: postaudit explain {metric}"])


def _line(estimate: Estimate) -> str:
    if estimate.value is None:
        return f"{estimate.id}: not printed ({estimate.note})"
    if estimate.n_posts is None:
        counts = "counts hidden"
    else:
        authors = plural(estimate.n_authors, "author") if estimate.n_authors is not None else "authors unknown"
        counts = f"{plural(estimate.n_posts, 'post')}, {authors}"
        if against := other_size(estimate.other_side):
            counts += f", held against {against}"
    read = comparison(estimate)
    reading = f"; {read.words}" if read is not None else ""
    return f"{estimate.id}: {_figure(estimate)}, {counts}{reading}"


def _figure(estimate: Estimate) -> str:
    """As the report prints it, with the level of its interval; worst cases have none, for they are no sampling error."""
    if estimate.low is None and estimate.high is None:
        return marked(figure(estimate.value, estimate.unit), estimate.note)
    span = estimate.limits
    if estimate.measure == WORST_CASES:
        return f"{span} in the worst cases, with no sampling error"
    number, span = without_common_zeros(figure(estimate.value, estimate.unit, estimate.low, estimate.high), span)
    return f"{marked(number, estimate.note)} ({percent(estimate.level)} {span})"


def _indented(text: str) -> str:
    paragraphs = [textwrap.fill(each, card_width() - 2, break_on_hyphens=False) for each in text.split("\n\n")]
    return textwrap.indent("\n\n".join(paragraphs), "  ")


def listing(kind: str) -> str:
    """What there is of a kind, a line each."""
    if kind in ("loaders", "formats"):
        from audit.loaders.profiles.profiled import PROFILES
        from audit.loaders.registry import LOADERS, TABLE

        table = "Tables of posts: CSV and TSV of any delimiter, JSON, JSON lines, Parquet, Arrow, data frames"
        rows = [(TABLE, table, "postaudit run posts.csv")]
        rows += [(each.name, each.title, each.command) for each in PROFILES]
        rows += [(each.name, each.title, each.command) for each in LOADERS]
        width = max(len(name) for name, _, _ in rows)
        lines = [f"{name:<{width}}  {title}" for name, title, _ in rows]
        if kind == "formats":
            lines = [f"{line}\n{'':<{width}}  {command}" for line, (_, _, command) in zip(lines, rows, strict=True)]
            lines += ["", "Plain or in .gz .zst .bz2 .xz, in zip and tar archives, in folders; all told by content:"]
            lines += ["postaudit run FILE FOLDER 'PATTERN*.jsonl.zst'"]
        return "\n".join(lines)
    if kind == "plugins":
        return _plugins()
    if kind == "metrics":
        return "\n".join(f"{each.name:<16} {card(each)['question']}" for each in metrics.all_metrics())
    if kind == "benchmarks":
        return benchmark_list()
    return "\n".join(
        f"{each.name:<30} {each.title} ({each.version}; {each.licence})" for each in resources.list_resources(kind)
    )


def _plugins() -> str:
    """Every plug-in that is installed, whose it is, and whether it can be used; each is imported to see."""
    from audit.loaders import registry

    shipped: dict[plugins.Kind, set[str]] = {
        "metric": {each.name for each in metrics.all_metrics()}, "loader": set(registry.names()), "section": set()
    }  # fmt: skip
    lines = []
    for kind, taken in shipped.items():
        for entry in plugins.installed(kind):
            if entry.name in taken:
                lines.append(
                    f"{kind:<8} {entry.name:<20} {_whose(entry)}  clashes with the {kind} that ships: no audit runs"
                )
                continue
            found = plugins.load(kind, entry.name)
            if found is None:
                continue
            if kind == "metric" and not found.problem:
                found = getattr(plugged_metrics({entry.name})[entry.name], "plugin", found)
            said = f"left out: {found.problem}" if found.problem else found.licence or "licence not stated"
            lines.append(f"{kind:<8} {found.name:<20} {found.origin}  {said}")
            lines += [f"{'':<8} {textwrap.shorten(found.detail, 200)}"] if found.detail else []
    return "\n".join(lines) or "No plug-in is installed. docs/plugins.md says how one is made."


def _whose(entry: EntryPoint) -> str:
    return "a package without a name" if entry.dist is None else f"{entry.dist.name} {entry.dist.version}"


def schema_text(what: str) -> str:
    """A schema: posts as a table, plan, findings and comparison as JSON Schema."""
    if what == "posts":
        return "\n".join(f"{name:<16} {kind!s:<52} {note}" for name, kind, note in FIELDS)
    if what == "plan":
        return json.dumps(Plan.model_json_schema(), indent=2)
    from audit.report import json_file
    from audit.report.comparison import json as comparison_json

    return json.dumps((comparison_json if what == "comparison" else json_file).schema(), indent=2)
