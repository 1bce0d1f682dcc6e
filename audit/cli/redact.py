"""The command ``postaudit redact``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audit.cli.console import plain, progress_bar, say, start_logging, tell, unfinished
from audit.cli.plan_options import chosen_plan, plan_options, words

_HELP = """Write a copy of posts without what leads to their authors, and a record of what was done.

\b
postaudit redact posts.csv -o redacted.jsonl
postaudit redact posts.csv -o redacted.parquet --group gender=sex --time month --rare-below 10
postaudit redact posts.csv -o redacted.jsonl --forget ids.txt --key-file key

Authors, posts and accounts get pseudonyms, under a key that is made for this one run and forgotten unless --key-file gives
one. E-mail addresses, phone numbers, cards, national numbers and the like are replaced in texts; links are cut to their
host. Stated attributes are kept where --group names them. The copy is not anonymous: FILE.redaction.json says what is left.
"""


@click.command(help=_HELP)
@plan_options
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="FILE.jsonl or FILE.parquet; a record beside.",
)
@click.option("--kinds", metavar="NAME,...", help="Only these kinds of identifiers; docs/identifiers.md lists them.")
@click.option("--keep", metavar="NAME,...", help="All kinds but these.")
@click.option("--checked-only", is_flag=True, help="Leave what only looks like an identifier.")
@click.option(
    "--pseudonyms",
    type=click.Choice(("none", "accounts", "all")),
    default="accounts",
    show_default=True,
    help="Placeholders that tell one value from another.",
)
@click.option("--links", type=click.Choice(("keep", "domain", "drop")), default="domain", show_default=True)
@click.option("--time", type=click.Choice(("exact", "hour", "day", "month")), default="day", show_default=True)
@click.option("--keep-place", is_flag=True, help="Keep the places that posts state.")
@click.option("--rare-below", type=int, default=0, help="Leave out communities and attributes of fewer authors.")
@click.option(
    "--forget", type=click.Path(path_type=Path), help="File of authors' ids, one per line: their posts are left out."
)
@click.option("--key-file", type=click.Path(path_type=Path), help="16 bytes or more: the same pseudonyms in every run.")
@click.option("--no-risk", is_flag=True, help="Do not audit the copy for what is left.")
def redact(**given: Any) -> int:
    """Write a copy of posts without what leads to their authors."""
    from audit.files.whole_file import check_place
    from audit.loaders.door import read_key
    from audit.redaction.asked import read_forgotten
    from audit.redaction.redacting import check_redacted, record_path
    from audit.redaction.redacting import redact as redacted
    from audit.redaction.settings import Settings, only

    start_logging(verbose=given["verbose"], quiet=given["quiet"])
    check_redacted(given["output"])
    check_place(given["output"])
    kinds = words(given["kinds"])
    settings = Settings(
        keep=(*(only(kinds) if kinds else ()), *(words(given["keep"]) or ())),
        candidates=not given["checked_only"],
        numbered=given["pseudonyms"],
        links=given["links"],
        time=given["time"],
        place=given["keep_place"],
        rare=given["rare_below"],
    )
    forget = read_forgotten(given["forget"]) if given["forget"] else ()
    key = read_key(given["key_file"]) if given["key_file"] else None
    plan = chosen_plan(given)
    with progress_bar(quiet=given["quiet"]) as bar:
        made = redacted(
            list(given["sources"]),
            given["output"],
            plan,
            settings=settings,
            forget=forget,
            key=key,
            risk=not given["no_risk"],
            progress=bar.update,
        )
    say(plain(str(made)), quiet=given["quiet"])
    tell(str(given["output"]))
    tell(str(record_path(given["output"])))
    return unfinished(made.ledgers)
