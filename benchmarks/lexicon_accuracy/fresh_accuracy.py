"""How the strict mentions of fresh posts compare with what a reader found there: counts, and the tables of the page."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import pyarrow as pa

from audit.plan import Plan
from audit.text_reader import text_reader

from .estimates import Estimate, plain
from .fresh import AXES, FRESH_READ, fresh_posts

WHEN_READ = FRESH_READ.with_name("when-read.csv")
#: Groups that the reader noted as well; each letter counts for the attribute too.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "K": ("children",),
    "B": ("black_people", "african_people"),
    "W": ("white_people",),
    "M": ("american_people",),
}
TITLES: Mapping[str, str] = {
    "a": "an age",
    "c": "socio-economic status",
    "n": "national origin",
    "e": "race or ethnicity",
    "r": "a religion",
    "o": "sexual orientation or gender identity",
    "d": "disabled people",
    "K": "children",
    "B": "black people",
    "W": "white people",
    "M": "Americans",
}
#: Reading by reading, its draws.
READINGS: Mapping[str, tuple[str, str]] = {
    "first": ("random", "net"),
    "second": ("random again", "net again"),
    "third": ("random third", "net third"),
    "fourth": ("random fourth", "net fourth"),
}
DRAWS = tuple(draw for draws in READINGS.values() for draw in draws)


@dataclass(frozen=True)
class FreshRow:
    """Posts of one draw: read; naming the target by a word; with a strict mention of it; and both."""

    target: str
    draw: str
    read: int
    named: int
    found: int
    both: int


def measure_fresh(shared: Path) -> list[FreshRow]:
    """Run the text pass of an audit over what was read, and count."""
    with FRESH_READ.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    posts = dict(fresh_posts(shared))
    texts = [posts[each["corpus"]][int(each["row"])] for each in lines]
    features = text_reader(Plan()).run(pa.array(texts, pa.large_string()), pa.array(["en"] * len(texts)))
    mentioned: list[set[str]] = [set() for _ in texts]
    for post, group in zip(*(each.tolist() for each in features.strict_pairs), strict=True):
        mentioned[post] |= set(features.groups[group])
    rows = []
    for letter, title in TITLES.items():
        own = set(GROUPS.get(letter, ())) or {AXES[letter]}
        for draw in DRAWS:
            which = [i for i, each in enumerate(lines) if each["draw"] == draw]
            named = {i for i in which if letter in lines[i]["names"]}
            found = {i for i in which if own & mentioned[i]}
            rows.append(FreshRow(title, draw, len(which), len(named), len(found), len(named & found)))
    return rows


def written_fresh(rows: Sequence[FreshRow]) -> str:
    """As CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([each.name for each in fields(FreshRow)])
    writer.writerows(astuple(row) for row in rows)
    return out.getvalue()


def read_fresh(path: Path) -> list[FreshRow]:
    """From CSV."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            FreshRow(each["target"], each["draw"], *(int(each[name]) for name in ("read", "named", "found", "both")))
            for each in csv.DictReader(file)
        ]


def when_read() -> list[FreshRow]:
    """What the list of the day found of each reading but the first, before anything was mended by it."""
    return read_fresh(WHEN_READ)


def counted(
    rows: Sequence[FreshRow], targets: Collection[str], draws: Collection[str]
) -> tuple[int, Estimate, Estimate]:
    """Posts that name a target, precision and recall, over some targets and draws."""
    own = [row for row in rows if row.target in targets and row.draw in draws]
    named, found, both = (sum(getattr(row, name) for row in own) for name in ("named", "found", "both"))
    return named, plain(both, found), plain(both, named)
