"""Names from the data as parts of ids: readable, safe in an address or a file name, never two alike."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LONGEST = 40


def slugs(names: Iterable[str]) -> dict[str, str]:
    """A slug for each name: letters, digits, ``_`` and ``-`` of any script, spaces as ``_``.

    Names that would share a slug are told apart by a number, in sorted order, so that the same names give the same
    slugs in every run.

    Examples
    --------
    >>> slugs(["hate speech", "<b>", "b"])
    {'<b>': 'b', 'b': 'b-2', 'hate speech': 'hate_speech'}
    """
    result: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(set(names)):
        plain = re.sub(r"[^\w-]+", "_", name).strip("_")[:_LONGEST] or "value"
        slug, number = plain, 2
        while slug in taken:
            slug, number = f"{plain}-{number}", number + 1
        taken.add(slug)
        result[name] = slug
    return result
