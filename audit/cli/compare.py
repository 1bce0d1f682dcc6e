"""The command ``postaudit compare``: what appeared, went, moved beyond its interval."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audit.cli.console import ask_patience, put, say, tell
from audit.cli.format_options import comparison_format_option, formats_of, one_format, rendered
from audit.cli.gate_options import change_option, tell_verdict

_MOST_LINES = 24
_HELP = """Compare two audits: what appeared, what went, what moved beyond its interval.

OLD and NEW are findings.json or report folders. Where NEW is an audit of generated text and OLD of the posts that a model
was trained on, the comparison reads as amplification.

\b
postaudit compare reports/posts-1a2b3c4d5e6f reports/posts-6f5e4d3c2b1a
postaudit compare old.json new.json --fail-on moved --format md -o -
"""


@click.command(help=_HELP)
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("reports"), show_default=True)
@comparison_format_option
@change_option
@click.option("-c", "--config", type=click.Path(path_type=Path), help="Plan of both, if it names files.")
@click.option("--unpaired", is_flag=True, help="Take both as independent: quick, and blind where authors are in both.")
@click.option("-q", "--quiet", is_flag=True, help="No summary.")
def compare(**given: Any) -> int:
    """Compare two audits."""
    from audit import api
    from audit.files.whole_file import check_folder
    from audit.gating import gate

    wanted = formats_of(given["formats"], ())
    to_stdout = str(given["output"]) == "-"
    if to_stdout:
        one_format(wanted)
    else:
        check_folder(given["output"])
    if not given["unpaired"]:
        ask_patience(
            "Looking for authors who are in both: up to a minute; --unpaired does without.", quiet=given["quiet"]
        )
    comparison = api.compare(given["old"], given["new"], plan=given["config"], paired=not given["unpaired"])
    if not given["quiet"]:
        _summary(comparison)
    verdict = gate(api.read_findings(given["new"]), comparison, given["fail_on"])
    if to_stdout:
        put(given["output"], rendered(comparison.gated(verdict, given["config"]).spoken(given["language"]), wanted))
    else:
        spoken = comparison.spoken(given["language"])
        folder = spoken.write(given["output"], wanted or None, verdict=verdict, config=given["config"])
        tell(str(folder / "comparison.html") if "html" in wanted or not wanted else str(folder))
    return tell_verdict(verdict, quiet=given["quiet"])


def _summary(comparison: Any) -> None:
    from audit.report.comparison.page import comparison_page

    page = comparison_page(comparison)
    lines = [f"{side.name}: {side.value}" for side in page.sides]
    lines += [f"  ruler  {each.name}: {each.before} -> {each.after}; {each.touches}" for each in page.rulers]
    if page.differences:
        lines.append(f"  {len(page.differences)} more of the plans or resources differ and touch no figure")
    lines += page.conclusion
    for title, claims, left_out in page.claims:
        lines += [f"  {title.lower():<15}  {claim.title}" for claim in claims]
        lines += [f"  {'':<15}  {left_out}"] if left_out else []
    changes = (*page.skews, *page.moved)
    for change in changes[:_MOST_LINES]:
        said = f"{change.what}: {change.before} -> {change.after} ({change.change}, {change.interval})"
        lines.append(f"  {change.verdict:<15}  {said}")
    if len(changes) > _MOST_LINES:
        lines.append(f"  {'':<15}  and {len(changes) - _MOST_LINES} more, in the files")
    for each in lines:
        say(each)
