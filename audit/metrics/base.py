"""What a metric is: ``measure`` sees one batch, ``judge`` sees the whole, and the module's docstring is its card.

``measure(posts) -> Tally`` counts integers per author bucket and nothing else, so that adding the tallies of two batches
is the tally of both. ``judge(tally, scope) -> Judgement`` turns counts into estimates, readings and words. Neither
draws, loads or formats a page.
"""

from __future__ import annotations

import inspect
import math
import re
import sys
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice, takewhile
from typing import Any, Protocol

from audit.finding import Judgement
from audit.plan import Plan
from audit.posts import PostBatch
from audit.resources import Benchmark, Calibration, CodedGroup
from audit.tally import Tally

#: The six headings of a card, in order, and the key each has in ``findings.json``.
HEADINGS: Mapping[str, str] = {
    "Question": "question",
    "Definition": "definition",
    "Inputs": "inputs",
    "Reading it": "reading",
    "Not evidence of": "not_evidence_of",
    "References": "references",
}


@dataclass(frozen=True)
class Scope:
    """What a metric needs to judge besides the tally.

    Attributes
    ----------
    plan : Plan
        Tolerances, floors, the level of intervals.
    posts, authors : int
        Posts read; distinct authors among those that state one.
    has_authors : bool
        Whether the source has an author column. Without one, posts are clustered by identical text only and every
        interval is likely too narrow; the readings say so.
    effective_authors : float
        Number of equally active authors that would be as concentrated (Hill number of order 2); infinite if unknown.
    benchmarks : mapping of str to Benchmark
        Attribute to the benchmark the user chose for it.
    calibrations : mapping of str to Calibration
        Inferred attribute to the confusion matrix the plan names for it.
    coded : tuple of CodedGroup
        What people coded of the posts of a group, in the sheets the plan names.
    fields : frozenset of str
        Fields of the post schema that at least one source has.
    warnings : mapping of str to int
        What loaders counted as guessed or damaged, over all sources.
    wanted : tuple of str, or None
        Sorted ids of the only estimates that are asked for, as where a tally is judged again and again to compare it; None
        for all. A metric gives these as among all, but for q-values, and may leave out any other and every finding.
    """

    plan: Plan
    posts: int
    authors: int
    has_authors: bool
    effective_authors: float = math.inf
    benchmarks: Mapping[str, Benchmark] = field(default_factory=dict)
    calibrations: Mapping[str, Calibration] = field(default_factory=dict)
    coded: tuple[CodedGroup, ...] = ()
    fields: frozenset[str] = frozenset()
    warnings: Mapping[str, int] = field(default_factory=dict)
    wanted: tuple[str, ...] | None = None

    def wants(self, start: str, part: str = "") -> bool:
        """Whether any estimate is asked for whose id starts so and has that part."""
        if self.wanted is None:
            return True
        first = bisect_left(self.wanted, start)
        found = takewhile(lambda each: each.startswith(start), islice(self.wanted, first, None))
        return any(part in each for each in found)

    @property
    def voice(self) -> str:
        """What counts as one voice: an author, a prompt where a model wrote the text, or a text where none is named."""
        if self.has_authors:
            return "author"
        return "prompt" if self.plan.dataset.generated else "text"

    @property
    def level(self) -> float:
        """Confidence level of intervals."""
        return self.plan.report.level


class Metric(Protocol):
    """One question asked of a dataset."""

    @property
    def name(self) -> str:
        """Its name in ids, plans and flags."""
        ...

    @property
    def title(self) -> str:
        """Heading of its section in the report, in plain words."""
        ...

    def measure(self, posts: PostBatch) -> Tally:
        """Count one batch."""
        ...

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Say what the counts of all batches come to."""
        ...


def card(metric: Metric) -> dict[str, Any]:
    """The card of a metric, read from the docstring of its class, or else of the module that defines it.

    Returns
    -------
    dict
        ``name``, ``title``, ``summary`` and the six headings of :data:`HEADINGS`.

    Raises
    ------
    ValueError
        A heading is missing; names it.
    """
    made = getattr(
        getattr(metric, "plugin", None), "made", metric
    )  # of a plug-in, what it brings and not what is around it
    pattern = "|".join(re.escape(heading) for heading in HEADINGS)
    # A class that is written in a notebook has no module to carry its card.
    own = inspect.getdoc(type(made)) or ""
    module = inspect.cleandoc(sys.modules[type(made).__module__].__doc__ or "")
    text = own if re.search(rf"(?m)^({pattern})$", own) else module
    pieces = re.split(rf"(?m)^({pattern})$", text)
    # Some headings are underlined, as numpydoc does; the line is no part of the text.
    found = {
        pieces[i]: inspect.cleandoc(re.sub(r"(?m)^-+$", "", pieces[i + 1])).strip() for i in range(1, len(pieces), 2)
    }
    missing = [heading for heading in HEADINGS if not found.get(heading)]
    if missing:
        raise ValueError(f"the card of {metric.name!r} lacks {', '.join(missing)}")
    texts = {key: re.sub(r"(?<!\n)\n(?!\n)\s*", " ", found[heading]) for heading, key in HEADINGS.items()}
    return {"name": metric.name, "title": metric.title, "summary": pieces[0].strip(), **texts}
