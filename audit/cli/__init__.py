"""The command ``postaudit``: one file per group of commands, and what they share."""

from audit.cli.commands import main

__all__ = ["main"]
