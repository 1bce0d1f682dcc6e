"""``python -m audit`` is the command ``postaudit``."""

from __future__ import annotations

from typing import NoReturn

from audit.files.interruption import Interrupted, leave_early, listen


def main() -> NoReturn:
    """Run the command; it can be interrupted while it is still being imported."""
    listen()
    try:
        from audit.cli.commands import main as command
    except Interrupted:
        leave_early()
    command()


if __name__ == "__main__":
    main()
