"""Where an audit is worked on, and where what is measured is kept: options of commands that measure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click


def engine_options(function: Any) -> Any:
    """Decorate a command with the engine, its workers and the work folder."""
    options = [
        click.option("--workers", type=click.IntRange(1), help="Processes; by size if not given."),
        click.option(
            "--engine", type=click.Choice(["local", "dask", "spark"]), help="What measures; local if not given."
        ),
        click.option(
            "--cluster", metavar="ADDRESS", help="Dask's scheduler or Spark's master; one is started if not given."
        ),
        click.option(
            "--work", type=click.Path(path_type=Path), help="Folder to resume from: keeps what each part came to."
        ),
    ]
    for option in reversed(options):
        function = option(function)
    return function


def chosen_engine(given: dict[str, Any]) -> dict[str, Any]:
    """What these options say, for :func:`audit.api.run_audit`."""
    return {name: given[name] for name in ("workers", "engine", "cluster", "work")}
