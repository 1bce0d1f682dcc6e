"""The command ``postaudit view``."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from audit.cli.console import say, tell
from audit.files.interruption import Interrupted

_HELP = """Look through reports in the browser: filter, sort and search.

\b
postaudit view reports
postaudit view reports/northtown-3f2c9e1a0b2d --port 8000 --no-browser

DIR is the folder of a report, or a folder of several. It is served to this machine alone (127.0.0.1), runs no script, and is
read anew where it was rewritten. Ctrl-C ends it.
"""


@click.command(help=_HELP)
@click.argument("place", metavar="[DIR]", type=click.Path(path_type=Path), default=Path("reports"))
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port; one that is free if not given.")
@click.option("--no-browser", is_flag=True, help="Print the address and open nothing.")
@click.option("-q", "--quiet", is_flag=True, help="Print the address alone.")
def view(**given: Any) -> int:
    """Look at a report in the browser."""
    from audit.viewing.server import Server
    from audit.viewing.shelf import Shelf

    shelf = Shelf(given["place"])
    if shelf.alone:
        shelf.open(shelf.alone)  # what is wrong with it is said here, and the first page is quick
    with Server(shelf, given["port"]) as server, suppress(Interrupted, KeyboardInterrupt):
        tell(server.address)
        say("Ctrl-C ends it.", quiet=given["quiet"])
        if not given["no_browser"]:
            _open_browser(server.address)
        server.serve_forever()
    return 0


def _open_browser(address: str) -> None:
    """Open the address in the background: a browser in the terminal would keep the server from answering it."""
    import threading
    import webbrowser

    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
