"""Days as people write them: ``2025-06-04``, or only ``2025-06`` or ``2025``, which stand for any day of theirs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True)
class DaySpan:
    """From one day to another, both counted.

    Attributes
    ----------
    first, last : date
        ``first`` is not after ``last``.

    Examples
    --------
    >>> DaySpan.of("2024-02").last
    datetime.date(2024, 2, 29)
    """

    first: date
    last: date

    @classmethod
    def of(cls, written: str) -> DaySpan:
        """The days that a date may stand for.

        Parameters
        ----------
        written : str
            ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.

        Raises
        ------
        ValueError
            It is no such date.
        """
        found = _WRITTEN.fullmatch(written)
        year, month, day = (int(part) if part else 0 for part in found.groups()) if found else (0, 0, 0)
        try:
            first = date(year, month or 1, day or 1)
            if day:
                return cls(first, first)
            after = date(year + 1, 1, 1) if month in (0, 12) else date(year, month + 1, 1)
        except ValueError:
            raise ValueError(f"{written!r} is no date; it is written 2025-06-04, 2025-06 or 2025") from None
        return cls(first, after - timedelta(days=1))

    def until(self, other: DaySpan) -> DaySpan:
        """From the first day of this one to the last day of the other."""
        return DaySpan(self.first, max(self.last, other.last))

    def meets(self, first: date, last: date) -> bool:
        """Whether a day of it lies between two days, both counted; never where the first is after the last."""
        return max(self.first, first) <= min(self.last, last)

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first} to {self.last}"
