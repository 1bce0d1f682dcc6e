"""What is not measured of labels: each reason once, with all labels that share it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from audit.finding import NotMeasured
from audit.metrics.labels.counts import NAME
from audit.metrics.labels.several import values_of
from audit.wording import join, plural

#: So many values of a column are named one by one.
_MOST_NAMED = 6


@dataclass(frozen=True)
class Untold:
    """A reason in words; ``{names}`` are the labels that share it, ``{label}`` and ``{slug}`` the only one.

    Attributes
    ----------
    one, several : str
        Of one label, and of several at once.
    """

    one: str
    several: str


NO_AUTHOR_GROUPS = Untold(
    "Label {names} by author group: no attribute of authors is stated that has groups.",
    "Labels {names} by author group: no attribute of authors is stated that has groups.",
)
DESCRIBES_AUTHORS = Untold(
    "The label {names} is the same for all posts of an author: it describes authors, not posts. Name it as a group"
    " (--group {slug}={label}) to see who speaks.",
    "The labels {names} are the same for all posts of an author: they describe authors, not posts. Name them as groups"
    " (--group NAME=COLUMN) to see who speaks.",
)


def by_mention(reason: str) -> Untold:
    """Labels by mentioned group, which the language of the posts or the lack of text forbids."""
    said = reason.replace("{", "{{").replace("}", "}}")
    return Untold(f"Label {{names}} by mentioned group: {said}", f"Labels {{names}} by mentioned group: {said}")


def unadjusted(reason: str) -> Untold:
    """Adjusted differences, for want of something."""
    return Untold(*(f"Adjusted differences of the rates of {{names}} {reason}.",) * 2)


def too_many_values(most: int) -> Untold:
    """A column that is no label."""
    return Untold(
        f"The column {{names}} has more than {most} different values: it is read as a score or an id. Bin it and name the"
        " binned column.",
        f"The columns {{names}} have more than {most} different values: they are read as scores or ids. Bin them and name the"
        " binned columns.",
    )


def unnamed_values(values: int, floor: int) -> Untold:
    """Values that are not named, since naming them tells of the few whose posts have them."""
    are, each = ("is", "") if values == 1 else ("are", " each")
    said = (
        f"{plural(values, 'value')}, on posts by fewer than {plural(floor, 'author')}{each}, {are} not named or judged."
    )
    return Untold(f"The label {{names}}: {said}", f"The labels {{names}}: {said}")


def too_few_values(values: int) -> Untold:
    """A label that is the same, or missing, everywhere."""
    said = plural(values, "value")
    return Untold(
        f"The label {{names}} has {said}, so nothing can differ.",
        f"The labels {{names}} have {said} each, so nothing can differ.",
    )


def joined(
    told: Iterable[tuple[Untold, str]], columns: Mapping[str, Sequence[str]], slug: Mapping[str, str]
) -> tuple[NotMeasured, ...]:
    """Each reason once, in the order in which they came.

    Parameters
    ----------
    told : iterable of (Untold, str)
        A reason and a label.
    columns : mapping of str to sequence of str
        Columns whose cells hold several labels, and the labels of each.
    slug : mapping of str to str
        Of each label.
    """
    shared: dict[Untold, list[str]] = {}
    for reason, label in told:
        shared.setdefault(reason, []).append(label)
    return tuple(NotMeasured(NAME, _said(reason, labels, columns, slug)) for reason, labels in shared.items())


def _said(reason: Untold, labels: Sequence[str], columns: Mapping[str, Sequence[str]], slug: Mapping[str, str]) -> str:
    names = names_of(labels, columns)
    words = reason.one if len(names) == 1 else reason.several
    return words.format(names=join(names), label=labels[0], slug=slug[labels[0]])


def names_of(labels: Sequence[str], columns: Mapping[str, Sequence[str]]) -> list[str]:
    """Names of labels in quotes; values of one column together, with how many there are."""
    of = {label: column for column, members in columns.items() for label in members}
    together: dict[str, list[str]] = {}
    for label in labels:
        together.setdefault(of.get(label, label), []).append(label)
    return [
        repr(name) if name not in columns else f"{name!r} ({values_said(name, mine, columns[name])})"
        for name, mine in together.items()
    ]


def values_said(column: str, labels: Sequence[str], every: Sequence[str]) -> str:
    """How many values of a column, and which where they are few and not all."""
    if len(labels) == len(every):
        return plural(len(every), "value")
    named = f": {join(values_of(column, labels))}" if len(labels) <= _MOST_NAMED else ""
    return f"{len(labels)} of {len(every)} values{named}"
