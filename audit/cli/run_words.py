"""What ``postaudit run`` says on the terminal: what it takes the sources for, what would be done, what came out, what is next."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.cli.console import plain, say
from audit.files.addresses import name_of

if TYPE_CHECKING:
    from audit.loaders.dataset import Posts
    from audit.loaders.prepared import Prepared

#: Claims that the terminal lists; a table with many labels can show a hundred.
_MOST_LISTED = 10
_MOST_UNCHECKED = 4
_MOST_STEPS = 3
#: The flag in the reason of a label that was not looked at, since it says the same of all posts of an author.
_AS_A_GROUP = re.compile(r"Name it as a group \((--group \S+?)\)")
#: Files beside the sources that are named one by one.
_MOST_LEFT_OUT = 5
_COLOURS = {"high": "red", "medium": "yellow"}
_WIDEST = 120


# --- at the start ----------------------------------------------------------------------------------------------------


def opening(posts: Posts) -> list[str]:
    """What was decided of the sources, and what of it is a guess.

    Parameters
    ----------
    posts : Posts

    Returns
    -------
    list of str
        How each kind of source is read, then what all of them together have and lack.
    """
    said, left_out = posts.describe(), list(posts.left_out)
    if len(left_out) > _MOST_LEFT_OUT:
        said = said[: len(said) - len(left_out)] + left_out[:_MOST_LEFT_OUT]
        said.append(f"not read: {len(left_out) - _MOST_LEFT_OUT:,} more files; convert or list them to see which")
    return [*said, *_taken_for(posts)]


def _taken_for(posts: Posts) -> Iterator[str]:
    roles = {role for each in posts.prepared for role in each.roles}
    sure = Counter(f"{each.loader}, {_how_sure(each, posts)}" for each in posts.prepared)
    yield f"loader: {'; '.join(name if n == len(posts.prepared) else f'{name} ({n:,} files)' for name, n in sure.items())}"
    if dates := _dates(posts, roles):
        yield f"dates: {dates}"
    language = posts.plan.dataset.language
    yield (
        f"language: as each post states it (lang); {language} where it states none"
        if "lang" in roles
        else f"language: {language} for all posts, as none states its own; [dataset] language says otherwise"
    )
    for kind, flag in (("attribute", "--group gender=COLUMN"), ("label", "--label COLUMN")):
        found = sorted(
            {
                role.partition(":")[2].rpartition("=")[0] or role.partition(":")[2]
                for role in roles
                if role.startswith(f"{kind}:")
            }
        )
        word = "groups" if kind == "attribute" else "labels"
        # What a loader of records finds of authors shows only as it reads.
        none = "none" if all(each.mapping.uses for each in posts.prepared) else "as the records have them"
        yield f"{word}: {', '.join(found)}" if found else f"{word}: {none}; {flag} names a column"
    if "author_id" not in roles and all(each.mapping.uses for each in posts.prepared):
        yield "authors: none are known, so every post counts as its own and intervals are likely too narrow; --columns author_id=COLUMN"
    yield from _platform(posts)


def _how_sure(prepared: Prepared, posts: Posts) -> str:
    """What the choice of the loader, and of the text in a table, stands on."""
    from audit.loaders.guessing.names import FIELD_NAMES_OF, bare, squash

    plan = posts.plan
    if plan.loader:
        return "as told"
    if prepared.own:
        return "sure: columns of the post schema"
    if prepared.loader != "table":
        return "sure: its records have the fields of that platform"
    if any(note.startswith("columns are those of ") for note in prepared.mapping.notes):
        return "sure: the columns of a known tool"
    texts = [use.column.name for use in prepared.mapping.uses if use.role == "text"]
    if not texts:
        return "likely: a table without a text, of which labels and attributes are counted"
    if "text" in plan.columns:
        return "as told"
    if all(squash(bare(each)) in FIELD_NAMES_OF["text"] for each in texts):
        return "likely: the text is told by the name of its column"
    return f"a guess: {', '.join(map(repr, texts))} is taken for the text by what it holds; --columns text=COLUMN if it is not"


def _dates(posts: Posts, roles: set[str]) -> str:
    if "created_at" not in roles:
        return "" if not all(each.mapping.uses for each in posts.prepared) else "none; --columns created_at=COLUMN"
    orders = sorted({each.mapping.order or each.order for each in posts.prepared} - {""})
    if orders:
        return f"3/4/2024 is read {' and '.join(orders)}"
    if any(each.mapping.dates_differ for each in posts.prepared):
        return "which number of 3/4/2024 is the day cannot be told; --dates day-first or month-first says"
    return "each can be read in one way only"


def _platform(posts: Posts) -> Iterator[str]:
    from audit.resources import nearest_platform

    for name in posts.plan.collection.platforms:
        if meant := nearest_platform(name):
            yield f"[collection] platform = {name!r}: no platform that rules are known of. Did you mean {meant!r}?"


# --- instead of a run ------------------------------------------------------------------------------------------------


def rehearsal(posts: Posts, given: Mapping[str, Any], formats: tuple[str, ...]) -> Iterator[str]:
    """What a run would read, measure and write, and about how long it would take."""
    from audit.cli.format_options import FORMATS
    from audit.cli.looking_ahead import look_ahead
    from audit.cli.progress import duration, size
    from audit.engines.local import choose_workers
    from audit.loaders.feeding import effort
    from audit.measuring.part import chosen_metrics
    from audit.measuring.tasks import Tasks
    from audit.pipeline import check_plan
    from audit.post_weights import read_weights
    from audit.report.report import slug
    from audit.wording import count, plural

    check_plan(posts.plan)
    if given["weights"]:
        read_weights(given["weights"])
    parts = posts.parts()
    per_source = Counter(each.source_index for each in parts)
    yield "Dry run: nothing is written."
    shown = list(enumerate(posts.prepared))[:_MOST_LISTED]
    for index, each in shown:
        yield f"  {each.source.name}: {each.loader}, {size(each.source.size)}, {plural(per_source[index], 'part')}"
    if more := len(posts.prepared) - len(shown):
        yield f"  and {count(more)} more files"
    yield f"in all: {plural(len(posts.prepared), 'source')}, {size(posts.size)}, {plural(len(parts), 'part')}"
    yield f"metrics: {', '.join(each.name for each in chosen_metrics(posts.plan))}"
    engine = given["engine"] or "local"
    workers = choose_workers(given["workers"], Tasks(parts).expected, sum(map(effort, parts)))
    yield f"engine: {engine}, {plural(workers, 'process', 'processes')}" if engine == "local" else f"engine: {engine}"
    ahead = look_ahead(posts, posts.plan, workers) if engine == "local" else None
    if ahead is not None:
        yield f"about {count(_rounded(ahead.posts))} posts, {duration(ahead.shortest)} to {duration(ahead.longest)}, by the first of them"
    else:
        yield "how long it takes cannot be told beforehand"
    if str(given["output"]) == "-":
        yield f"output: {formats[0] if formats else 'json'} on standard output"
    else:
        yield f"output: {given['output']}/{slug(posts.name)}-<audit id>/ with {', '.join(formats or FORMATS)}, tally.arrow, run.json, rejected.jsonl, checksums.txt"
    if given["work"]:
        yield f"work folder: {given['work']}, from which a run that was ended goes on"


def _rounded(number: int) -> int:
    """To two figures: an estimate should look like one."""
    digits = max(0, len(str(number)) - 2)
    return round(number, -digits)


# --- at the end ------------------------------------------------------------------------------------------------------


def account(name: str, records: int, posts: int, rejected: int, skipped: int, *, quiet: bool = False) -> None:
    """Say what the records of a source came to."""
    from audit.wording import count, plural

    came_to = (
        f"{plural(records, 'record')} = {plural(posts, 'post')} + {count(rejected)} rejected + {count(skipped)} skipped"
    )
    say_block([f"{name}: {came_to}"], quiet=quiet)


def accounts(result: Any) -> None:
    """The same for every loader of an audit."""
    for each in result.findings.dataset["sources"]:
        account(*(each[key] for key in ("loader", "records", "posts", "rejected", "skipped")))


def closing(result: Any, posts: Posts, given: Mapping[str, Any]) -> None:
    """Say what an audit came to: the gravest claims with their figures, what could not be checked, what can be done next."""
    from audit.wording import count, plural

    findings = result.findings
    accounts(result)
    seconds, speed = result.facts["seconds"], result.facts["posts_per_second"]
    say(f"{plural(findings.dataset['posts'], 'post')} in {seconds:.1f} s, {count(speed)} posts/s")
    if kept := result.facts.get("tasks_found"):
        _say_wrapped(f"{count(kept)} of {plural(result.facts['tasks'], 'part')} had been measured by an earlier run")
    claims(findings)
    for number, step in enumerate(next_steps(result, posts, given)):
        _say_wrapped(f"{'Next: ' if not number else '      '}{step}")


def claims(findings: Any) -> None:
    """Say the gravest claims of an audit with their figures, and what could not be checked."""
    from audit.report.summary import more_than, summary
    from audit.wording import count, plural

    page = summary(findings)
    graded = [each for each in page.shown if each.severity != "none"]
    for each in graded[:_MOST_LISTED]:
        _say_claim(each)
    if more := more_than(len(graded), _MOST_LISTED):
        say(f"  {more}; the report has them all")
    if described := len(page.shown) - len(graded):
        say(
            f"  and {plural(described, 'difference')} without a severity, of topics or the rarer side; the report lists them"
        )
    if not page.shown:
        _say_wrapped("  Nothing was shown beyond the tolerances set. That is not the same as no bias.")
    if page.not_found or page.unsettled:
        _say_wrapped(
            f"{count(len(page.not_found))} shown to be small, {count(len(page.unsettled))} left open (inconclusive)"
        )
    if page.unchecked:
        _say_wrapped(
            f"{plural(len(page.unchecked), 'thing')} could not be checked, or only in part; the report says which and why."
        )
        for unchecked in page.unchecked[:_MOST_UNCHECKED]:
            _say_wrapped(f"  -  {unchecked.what}: {unchecked.brief}")
        if more := more_than(len(page.unchecked), _MOST_UNCHECKED):
            say(f"  {more}")


def next_steps(result: Any, posts: Posts, given: Mapping[str, Any]) -> list[str]:
    """What would let more be checked, as something to type; the most useful first."""
    plan, fields = posts.plan, result.fields
    attributes = sorted(each.removeprefix("attribute:") for each in fields if each.startswith("attribute:"))
    # A name alone, of an address without its query, which may be a signature; and in one line, whatever it holds.
    source = shlex.quote(" ".join(name_of(str(given["sources"][0])).split())) if given["sources"] else "SOURCE"
    steps = []
    if "author_id" not in fields and not plan.dataset.generated:
        steps.append("--columns author_id=COLUMN says who wrote what; without it intervals are likely too narrow.")
    if any("does not look like" in each.reason for each in result.findings.not_measured):
        language = f'[dataset] language = "{plan.dataset.language}"'
        steps.append(f"{language} of the plan is not what the text looks like: name its own, such as de, es or zh.")
    as_groups = [_AS_A_GROUP.search(each.reason) for each in result.findings.not_measured]
    steps += [
        f"{each[1]} takes a column that describes authors for a group, and not for a label of posts."
        for each in as_groups
        if each
    ]
    if not attributes:
        steps.append("--group gender=COLUMN names a column in which authors say who they are.")
    elif not plan.benchmarks:
        steps.append(
            f"--benchmark {attributes[0]}=NAME says whom the posts should stand for: postaudit list benchmarks."
        )
    if not given["config"]:
        steps.append(f"postaudit init {source} writes a plan with what was guessed, to check and to keep.")
    return steps[:_MOST_STEPS]


def open_questions(formats: tuple[str, ...], *, quiet: bool) -> None:
    """Say that forms are not filled to the end, and where the rest of their answers goes."""
    from audit.cli.format_options import FORMS

    if any(each in FORMS and each != "requirements" for each in formats):
        say(
            "Each form begins with the questions that only people can answer: [card] and [collection] of the plan take the"
            " answers, and the same command writes it again.",
            quiet=quiet,
        )


def where_to_read(result: Any, folder: Path, *, quiet: bool) -> None:
    """Say how the first of the claims can be read in full, now that the report is there."""
    shown = next((each for each in result.findings.findings if each.reading == "shown"), None)
    if shown is not None:
        say(
            f"How a finding was computed, and what would change it: postaudit explain '{folder}#{shown.id}'",
            quiet=quiet,
        )


def _say_claim(claim: Any) -> None:
    title = " ".join(claim.title.split())
    figure = f": {claim.figure}" if claim.figure and claim.figure not in title else ""
    stands_on = ", ".join(each for each in (claim.interval, claim.posts) if each)
    interval = f" ({stands_on})" if stands_on else ""
    lines = _wrapped(f"  {claim.severity:<6}  {title}{figure}{interval}", "          ")
    start = f"  {claim.severity}"
    painted = (
        click.style(start, fg=_COLOURS.get(claim.severity), bold=claim.severity == "high" or None)
        if _coloured()
        else start
    )
    click.echo(plain("\n".join(lines)).replace(start, painted, 1), err=True)


def _say_wrapped(text: str) -> None:
    indent = " " * (len(text) - len(text.lstrip(" "))) + ("   " if text.lstrip().startswith("-  ") else "")
    for line in _wrapped(text, "      " if text.startswith("Next: ") else indent):
        say(line)


def say_block(lines: Iterable[str], *, quiet: bool) -> None:
    """Lines of which those that are too long for the terminal run on, indented, below."""
    if not quiet:
        for line in lines:
            for each in _wrapped(line, "    "):
                say(each)


def _wrapped(text: str, indent: str) -> list[str]:
    """Cut to the width of a terminal; in a pipe or file a line stays a line, so that it can be searched for."""
    if not sys.stderr.isatty():
        return [text]
    width = min(_WIDEST, shutil.get_terminal_size().columns) - 1
    return textwrap.wrap(text, max(40, width), subsequent_indent=indent, break_on_hyphens=False) or [text]


def _coloured() -> bool:
    """Whether colours are wanted: on a terminal that has some, and by somebody who has not set NO_COLOR (no-color.org)."""
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
