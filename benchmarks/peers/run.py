"""Times what people would otherwise use against this project: the same job, the same posts, one run.

    python benchmarks/peers/run.py [--only NAME] [--posts 1000000] [--out docs/peers.csv]

Each peer is installed in an environment of its own, from PyPI, the first time. A peer that cannot be installed or does not run
is listed with the last line that it said. Both sides are timed alike: CPU seconds of one process, all threads and children,
without imports, models and compilation; from plain records in memory. Ours goes right after theirs, on the same posts, then
on ``--posts`` of them. Seconds compare within one run only.
"""

from __future__ import annotations

import argparse
import importlib
import json
import math
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
# Modules are named for the job and the peer; this folder itself must not hide a package of the same name.
sys.path[0] = str(FOLDER.parent)

from peers import environment, rows  # noqa: E402 - found by the line above
from peers.environment import DoesNotRunError  # noqa: E402
from peers.page import lines  # noqa: E402
from peers.peer import Peer  # noqa: E402
from peers.posts import posts_files  # noqa: E402

#: Modules, in the order of the page.
PEERS = (
    "gender_gap",
    "words_genbit",
    "words_npmi",
    "words_convokit",
    "words_scattertext",
    "sentiment_wimbd",
    "identifiers_presidio",
    "identifiers_scrubadub",
    "identifiers_dolma",
    "identifiers_datatrove",
    "labels_fairlearn",
    "labels_aif360",
    "copies_datasketch",
    "copies_rensa",
    "corpus_datatrove",
)


def side(python: list[str], what: str, posts: Path, number: int) -> dict[str, Any]:
    """What one side found in a process of its own, and its seconds."""
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.json"
        command = [*python, str(FOLDER / "child.py"), what, str(posts), str(number), str(result)]
        environment.told(command, environment.TO_RUN)
        told: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
        return told


def measured(name: str, files: tuple[Path, Path], environments: Path, most: int) -> rows.Row:
    """One peer and this project, one after the other."""
    peer: Peer = importlib.import_module(f"peers.{name}").PEER
    posts = files[1 if peer.sides else 0]
    number, version = min(peer.posts, most), ""
    try:
        python = environment.python_of(peer, environments / name)
        version = environment.version(peer, python)
        theirs = side([str(python), "-E"], f"{name}:start", posts, number)
    except DoesNotRunError as error:
        said = str(error).replace(str(environments), "").replace(str(Path.home()), "~")
        nothing = (math.nan, math.nan, 0, math.nan)
        return rows.Row(peer.name, version, peer.job, peer.how, number, *nothing, results="", error=said)
    ours = side([sys.executable], f"ours:{peer.ours}", posts, number)
    many = ours if most == number else side([sys.executable], f"ours:{peer.ours}", posts, most)
    return rows.Row(
        peer=peer.name,
        version=version if not peer.how.startswith(("not on", "probe not")) else f"{peer.package} {version}",
        job=peer.job,
        how=peer.how,
        posts=theirs["posts"],
        seconds=theirs["seconds"],
        our_seconds=ours["seconds"],
        our_posts=many["posts"],
        our_seconds_at_posts=many["seconds"],
        results=peer.compare(theirs["facts"], ours["facts"]),
        error="",
    )


def merged(path: Path, fresh: list[rows.Row]) -> list[rows.Row]:
    """Fresh rows in place of those that were there of the same peer and job."""
    kept = {(each.peer, each.job): each for each in rows.read(path)}
    kept |= {(each.peer, each.job): each for each in fresh}
    peers = [importlib.import_module(f"peers.{name}").PEER for name in PEERS]
    return [kept[each.name, each.job] for each in peers if (each.name, each.job) in kept]


def main() -> None:
    """Measure, print, and write the file that the page is made from."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", metavar="NAME", action="append", help=f"part of one of: {', '.join(PEERS)}")
    parser.add_argument(
        "--posts", type=int, default=1_000_000, help="for our side alone, and the most for any (1000000)"
    )
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "peers.csv")
    temporary = Path(tempfile.gettempdir())
    parser.add_argument("--environments", type=Path, default=temporary / "postaudit-peers")
    parser.add_argument("--folder", type=Path, default=temporary / "postaudit-benchmark", help="where the posts are")
    given = parser.parse_args()
    # Modules are compiled once and kept, as they are for every user but the first, whatever the machine is set to.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    given.folder.mkdir(parents=True, exist_ok=True)
    files = posts_files(given.folder)
    chosen = [name for name in PEERS if not given.only or any(each in name for each in given.only)]
    if not chosen:
        parser.error(f"no peer is called {', '.join(given.only)}; there are {', '.join(PEERS)}")
    for name in chosen:
        row = measured(name, files, given.environments.resolve(), given.posts)
        print("\n".join(lines([row])[2:]), flush=True)
        rows.write(given.out, merged(given.out, [row]))


if __name__ == "__main__":
    main()
