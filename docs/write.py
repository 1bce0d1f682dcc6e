"""Write the pages that follow from the code: commands, metrics, schemas, tables of what ships and was measured, the table of contents.

    python docs/write.py [--check]

``tests/test_docs.py`` fails where a page is not what this writes.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import click

from audit.cli.commands import cli
from audit.explaining.benchmark_cards import attributes, benchmarks
from audit.explaining.rule_cards import rules_of
from audit.resources import (
    POPULATIONS,
    Benchmark,
    axis_title,
    group_title,
    identity_terms,
    language_title,
    lexicon_languages,
    read_platform_rules,
    read_questions,
    read_requirements,
    read_scorer_shifts,
)
from audit.resources.rule_words import dated_by, day, holds, limit
from audit.version import __version__

DOCS = Path(__file__).resolve().parent
sys.path[:0] = [str(DOCS.parent / "benchmarks"), str(DOCS)]

from calibration.page import calibration_page  # noqa: E402 - found by the line above
from calibration.rows import read  # noqa: E402
from calibration.wider import wider_page  # noqa: E402
from lexicon_accuracy.fresh_accuracy import read_fresh  # noqa: E402
from lexicon_accuracy.page import lexicons_page  # noqa: E402
from lexicon_accuracy.rows import read as read_accuracy  # noqa: E402
from man_page import man_page  # noqa: E402 - beside this file
from peers.page import lines as peer_lines  # noqa: E402
from peers.page import results as peer_results  # noqa: E402
from peers.rows import read as read_peers  # noqa: E402
from speed import other_tables  # noqa: E402
from speed import page as speed_page  # noqa: E402
from speed.rows import read as read_speed  # noqa: E402
from writing.contents import contents, platforms  # noqa: E402
from writing.excerpts import how_we_talk, numbers_that_change  # noqa: E402
from writing.methods import method_pages  # noqa: E402
from writing.notebooks import notebooks_page  # noqa: E402
from writing.python import python_page  # noqa: E402
from writing.schemas import schemas  # noqa: E402


def command_line() -> str:
    """What each command answers to ``--help``."""
    pages = []
    with click.Context(cli, info_name="postaudit", terminal_width=100, **cli.context_settings) as whole:
        for verb, command in {"": cli, **cli.commands}.items():
            context = click.Context(command, parent=whole, info_name=verb) if verb else whole
            pages.append(f"## {f'postaudit {verb}'.strip()}\n\n```\n{command.get_help(context)}\n```\n")
    return "# Command line\n\n" + "\n".join(pages)


def languages() -> str:
    """The page about languages, with how often detection is right and what there is in each language."""
    with (DOCS / "language-detection.csv").open(encoding="utf-8", newline="") as lines:
        measured = list(csv.DictReader(lines))
    detection = [
        f"| dataset | language | script | posts | named rightly | taken for, most often ({measured[0]['detector']}) |"
    ]
    detection.append("|---|---|---|---:|---:|---|")
    detection += [
        f"| {row['dataset']} | {row['language']} | {row['script']} | {int(row['posts']):,} | {float(row['right']):.1%}"
        f" | {row['taken_for']} |"
        for row in measured
    ]
    lexicons = ["| language | groups | forms | strict whatever stands around |", "|---|---:|---:|---:|"]
    for language in lexicon_languages():
        rows = identity_terms(f"identity-{language}").rows
        strict = sum(row.tier == "strict" for row in rows)
        groups = len({(row.axis, row.group) for row in rows})
        lexicons.append(f"| {language_title(language)} (`{language}`) | {groups} | {len(rows):,} | {strict:,} |")
    return _with_tables("languages.md", {"detection": detection, "lexicons": lexicons})


def sentiment() -> str:
    """The page about sentiment, with what the scorer makes of the names of groups."""
    lines = ["| axis | group | forms | that move a score | mean shift | furthest |", "|---|---|---:|---:|---:|---:|"]
    moved = sorted(read_scorer_shifts().rows, key=lambda each: (each.axis, each.mean_shift, each.group))
    lines += [
        f"| {axis_title(each.axis)} | {group_title(each.group)} | {each.forms} | {each.scored}"
        f" | {each.mean_shift:+.3f} | {each.largest_shift:+.3f} |"
        for each in moved
        if each.scored
    ]
    return _with_tables("sentiment.md", {"shifts": lines})


def label_bias() -> str:
    """The page about bias of labels, with what was measured on one dataset."""
    with (DOCS / "label-bias.csv").open(encoding="utf-8", newline="") as lines:
        measured = list(csv.DictReader(lines))
    found = {(row["table"], row["label"], row["of"]): row for row in measured}
    labels = sorted({row["label"] for row in measured if row["table"] == "dialect"})

    def shown(table: str, label: str, of: str, *, scale: int = 1) -> str:
        row = found.get((table, label, of))
        if row is None:
            return "hidden"
        value, low, high = (
            f"{scale * float(row[each]) or 0.0:.3g}".replace("-", "\u2212") for each in ("value", "low", "high")
        )
        return f"{value} ({low} to {high})"

    dialect = ["| topic | label | r as it is | without profanity | given profanity |", "|---|---|---:|---:|---:|"]
    for topic, title in (("african_american", "African-American"), ("white", "White")):
        for label in labels:
            names = ("correlation", "correlation_without_profanity", "partial_correlation")
            cells = [shown("dialect", label, f"{topic} {each}") for each in names]
            dialect.append(f"| {title} | {label.replace('_', ' ')} | {' | '.join(cells)} |")
    gaps = ["| label | posts that mention | posts | gap in points | among posts alike |", "|---|---|---:|---:|---:|"]
    for label in labels:
        for group in sorted({row["of"].split()[0] for row in measured if row["table"] == "gaps"}):
            if row := found.get(("gaps", label, f"{group} difference")):
                raw, adjusted = (
                    shown("gaps", label, f"{group} {each}", scale=100) for each in ("difference", "adjusted_difference")
                )
                gaps.append(
                    f"| {label.replace('_', ' ')} | {group_title(group)} | {row['posts']} | {raw} | {adjusted} |"
                )
    words = ["| label | words for groups | words of the dialect | other words |", "|---|---:|---:|---:|"]
    for label in labels:
        numbers = [found["words", label, each]["value"] for each in ("identity", "dialect", "word")]
        words.append(f"| {label.replace('_', ' ')} | {' | '.join(numbers)} |")
    return _with_tables("label-bias.md", {"dialect": dialect, "gaps": gaps, "words": words})


def rights() -> str:
    """The page about what may be done with the data, with the rules that are known."""
    known = read_platform_rules()
    lines = [f"{len(known.rules)} rules, as of {known.cards[0].date}."]
    for platform in known.platforms:
        lines += [
            "",
            f"### {platform}",
            "",
            "| rule | document | of | verdict | dates | last read | confidence | source |",
        ]
        lines.append("|---|---|---|---|---|---|---|---|")
        for each in rules_of(known, platform):
            of = f"{', '.join(each.purposes)}; {', '.join(each.accesses)}"
            kind = "" if each.kind == "use" else f" ({each.kind})"
            said = {"": "", "permission": "needs permission"}.get(each.verdict, each.verdict)
            verdict = "; ".join(part for part in (said, limit(each)) if part) or "delete"
            cells = (
                f"`{each.id}`",
                each.document,
                of,
                f"{verdict}{kind}",
                f"{holds(each)}{dated_by(each)}",
                day(each.captured),
                each.confidence,
                each.source,
            )
            lines.append(f"| {' | '.join(cells)} |")
    return _with_tables("rights.md", {"rules": lines})


def benchmark_tables() -> str:
    """The page about benchmarks, with its tables of the four populations and of what ships."""
    populations = ["| population | who | the question |", "|---|---|---|"]
    populations += [f"| `{each.kind}` | {each.who} | {each.question} |" for each in POPULATIONS.values()]
    shipped: list[str] = []
    for kind, found in benchmarks().items():
        shipped += ["", f"### {POPULATIONS[kind].title.capitalize()}", ""]
        shipped += ["| name | place and year | attributes | n | error |", "|---|---|---|---|---|"] if found else []
        for each in found:
            facts = each.facts()
            cells = (
                f"`{each.card.name}`",
                f"{facts['place']}, {facts['year']}",
                attributes(each),
                facts["sample_size"],
            )
            shipped.append(f"| {' | '.join(cells)} | {_error(each)} |")
        shipped += [] if found else ["None ships: bring your own."]
    return _with_tables("benchmarks.md", {"populations": populations, "benchmarks": shipped[1:]})


def documentation_forms() -> str:
    """The page about forms, with who answers each question, and from what."""
    tables: dict[str, list[str]] = {}
    for name in ("datasheet", "data-statement", "croissant-rai", "dpia", "training-summary"):
        lines = ["| | question | answered by | from |", "|---|---|---|---|"]
        for each in read_questions(name).rows:
            who = {"computed": "the audit", "draft": "a draft, to be confirmed", "asked": "a person"}[each.answer]
            key = f"`{each.key}`"
            lines.append(f"| {each.number} | {each.question}<br>{key} | {who} | {each.basis} |")
        tables[name] = lines
    return _with_tables("documentation-forms.md", tables)


def governance() -> str:
    """The page about requirements, with the table as it ships."""
    table = read_requirements()
    lines = [
        f"| evidence for (as of {table.card.date}) | asks for | evidence | a person must add |",
        "|---|---|---|---|",
    ]
    for each in table.rows:
        seen = "" if each.confidence == "read" else f" ({each.confidence})"
        note = f"<br>{each.note}." if each.note else ""
        evidence = ", ".join(f"`{token}`" for token in each.evidence)
        lines.append(
            f"| **{each.document}, {each.article}**{seen}<br>{each.status}.{note} | {each.asks}. | {evidence}"
            f" | {f'{each.people}.' if each.people else ''} |"
        )
    sources = [f"- {each}" for each in table.card.source]
    faults = [f"- {each}" for each in table.card.known_faults]
    return _with_tables("governance.md", {"requirements": lines, "sources": sources, "faults": faults})


def speed() -> str:
    """What an audit costs, measured by ``python -m speed``."""
    rows = read_speed(DOCS / "speed.csv")
    by_metric, by_script, by_engine = (
        other_tables.read_any(DOCS / f"speed-{name}.csv") for name in ("metrics", "scripts", "engines")
    )
    tables = {
        "demands": [*speed_page.demands(rows), *other_tables.demands(by_script, by_engine)],
        "limits": speed_page.limits(rows),
        "model": speed_page.model_told(rows),
        "growth": speed_page.growth(rows),
        "metrics": other_tables.metrics(by_metric),
        "scripts": other_tables.scripts(by_script),
        "engines": other_tables.engines(by_engine),
    }
    return _with_tables("speed.md", tables)


def billion() -> str:
    """What a billion posts would cost, by the line through what was measured."""
    rows = read_speed(DOCS / "speed.csv")
    return _with_tables("billion.md", {"model": speed_page.model_told(rows), "billion": speed_page.billion(rows)})


def peers() -> str:
    """The page about other tools, with what was measured in one run."""
    measured = read_peers(DOCS / "peers.csv")
    return _with_tables("peers.md", {"times": peer_lines(measured), "results": peer_results(measured)})


def _with_tables(page: str, tables: dict[str, list[str]]) -> str:
    """A page with the lines between ``<!-- name -->`` and ``<!-- end -->`` written anew."""
    text = (DOCS / page).read_text(encoding="utf-8")
    for name, lines in tables.items():
        before, _, rest = text.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition("<!-- end -->\n")
        text = f"{before}<!-- {name} -->\n{chr(10).join(lines)}\n{end}{after}"
    return text


def _error(benchmark: Benchmark) -> str:
    if any(any(each.values()) for each in benchmark.errors.values()):
        return "survey, allowed for"
    return {"census": "none, a count", "estimate": "estimate, taken as exact"}.get(benchmark.basis, "survey, not known")


def main() -> int:
    """Write the pages, or with ``--check`` say which are not what the code says."""
    check, outdated = "--check" in sys.argv[1:], 0
    # Measured by `make calibration`, which takes a quarter of an hour; here the pages are made from what it found.
    measured = read(DOCS / "calibration.csv")
    pages = {
        "calibration.md": calibration_page(measured),
        "why-our-intervals-are-wider.md": wider_page(measured),
        "command-line.md": command_line(),
        "benchmarks.md": benchmark_tables(),
        "languages.md": languages(),
        "rights.md": rights(),
        # Measured by `make lexicon-accuracy`, from corpora that do not ship.
        "lexicons.md": lexicons_page(
            (DOCS / "lexicons.md").read_text(encoding="utf-8"),
            read_accuracy(DOCS / "lexicon-accuracy.csv"),
            read_fresh(DOCS / "lexicon-accuracy-fresh.csv"),
        ),
        "sentiment.md": sentiment(),
        # Measured by benchmarks/label_bias.py, from a dataset and a model that do not ship.
        "label-bias.md": label_bias(),
        # Measured by benchmarks/peers/run.py, which installs the other tools.
        "peers.md": peers(),
        "documentation-forms.md": documentation_forms(),
        "governance.md": governance(),
        "speed.md": speed(),
        "billion.md": billion(),
        "postaudit.1": man_page(cli, __version__),
        "platforms.md": platforms(DOCS),
        "schemas.md": schemas(),
        "python.md": python_page(),
        "notebooks.md": notebooks_page(DOCS.parent / "notebooks"),
        "how-we-talk-about-groups.md": how_we_talk(DOCS.parent),
        "numbers-that-change.md": numbers_that_change(DOCS.parent),
        **method_pages(),
    }
    pages["README.md"] = contents(
        DOCS, {name: text.partition("\n")[0].removeprefix("# ") for name, text in pages.items()}
    )
    for name, text in pages.items():
        if check:
            current = (DOCS / name).is_file() and (DOCS / name).read_text(encoding="utf-8") == text
            outdated += not current
            print(f"docs/{name}: {'up to date' if current else 'out of date, run make docs'}")  # noqa: T201 - a script
        else:
            (DOCS / name).parent.mkdir(exist_ok=True)
            (DOCS / name).write_text(text, encoding="utf-8")
            print(f"docs/{name}")  # noqa: T201 - a script that says what it wrote
    return min(outdated, 1)


if __name__ == "__main__":
    sys.exit(main())
