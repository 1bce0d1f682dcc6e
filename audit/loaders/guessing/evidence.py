"""What the first values of a column look like, for :mod:`audit.loaders.tables.columns` to decide by."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Sequence

from audit.loaders.guessing.timestamps import date_order, is_ambiguous, is_numeric_date, moment, orders
from audit.loaders.tables.cells import FALSE_WORDS, KIND_WORDS, TRUE_WORDS
from audit.posts import STATUSES

# Dates with a number above 12, all on one side, that settle the order without a look at the rest of the column.
_ENOUGH_DATES = 100
# Tests that parse every value look at this many.
_FEW = 500

_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?(?:[eE][+-]?\d+)?")
_SCIENTIFIC = re.compile(r"-?\d+\.\d+[eE][+-]?\d+|-?\d+[eE]\+\d+")
_ROUNDED = re.compile(r"\d{2,}0{9,}(?:\.0)?")
_STATUS_URL = re.compile(r"https?://\S*/status(?:es)?/\d+")
# 15 significant digits are what a spreadsheet keeps of a number; zeros stand for the rest.
_FIFTEEN = re.compile(r"[1-9]\d{14}0{1,5}")
_LONG = re.compile(r"\d{16,20}")
_LIST = re.compile(r"\[.*\]", re.DOTALL)
#: What stands between the labels of a post in one cell, the surest first.
SEPARATORS = (",", ";", "|", "_", "/", " ")
_SPLITS = frozenset(
    ["train", "training", "test", "testing", "dev", "devel", "development", "valid", "validation", "val", "eval"]
)
_SAYS_NONE = re.compile(r"(?i)no_\w+|non[_ -]?religious")


class Evidence:
    """The first values of one column, and shares of them; a share is of the filled values, 0 where there are none."""

    def __init__(self, values: Sequence[str | None]) -> None:
        self.values = values
        self.filled = [value for value in values if value is not None and value.strip()]
        self.count = len(self.filled)

    @property
    def few(self) -> list[str]:
        """Up to some hundred values, spread over the head."""
        return self.filled[:: max(1, self.count // _FEW)]

    def share(self, test: Callable[[str], object]) -> float:
        """Share of values that pass a test."""
        few = self.few
        return sum(bool(test(value)) for value in few) / len(few) if few else 0.0

    def mostly(self, test: Callable[[str], object]) -> bool:
        """Whether nine in ten pass a test."""
        return self.share(test) >= 0.9

    @functools.cached_property
    def filled_share(self) -> float:
        """Share of rows with a value."""
        return self.count / len(self.values) if self.values else 0.0

    @functools.cached_property
    def vocabulary(self) -> frozenset[str]:
        """The different values."""
        return frozenset(self.filled)

    @property
    def distinct(self) -> int:
        """Number of different values."""
        return len(self.vocabulary)

    @property
    def distinct_share(self) -> float:
        """Different values per value."""
        return self.distinct / self.count if self.count else 0.0

    @functools.cached_property
    def mean_length(self) -> float:
        """Characters per value."""
        return sum(map(len, self.filled)) / self.count if self.count else 0.0

    @staticmethod
    def is_number(text: str) -> bool:
        """Whether a value is one number."""
        return bool(_NUMBER.fullmatch(text.strip()))

    @functools.cached_property
    def number_share(self) -> float:
        """Share of numbers."""
        return self.share(self.is_number) if self.count else 1.0

    @functools.cached_property
    def time_share(self) -> float:
        """Share of times, including dates that could be read two ways."""
        order = self.date_order
        return self.share(lambda text: moment(text, order) is not None or is_ambiguous(text)) if self.count else 1.0

    @functools.cached_property
    def date_share(self) -> float:
        """Share of times that are written as such and not as a mere number."""
        return self.share(lambda text: not self.is_number(text) and (moment(text) is not None or is_ambiguous(text)))

    @functools.cached_property
    def date_order(self) -> str:
        """Day or month first, where some value settles it."""
        return date_order(self.filled)

    @functools.cached_property
    def dates_differ(self) -> bool:
        """Whether some time is written as 3/4/2023 is, and too few of them settle which is the day."""
        if not any(is_numeric_date(text) for text in self.few):
            return False
        counted = orders(Counter(self.filled))
        return bool(counted.day and counted.month) or counted.day + counted.month < _ENOUGH_DATES

    @functools.cached_property
    def kind_share(self) -> float:
        """Share of words for kinds of posts."""
        return self.share(lambda text: text.strip().lower() in KIND_WORDS)

    @functools.cached_property
    def status_share(self) -> float:
        """Share of words of the schema for what became of a post."""
        return self.share(lambda text: text in STATUSES)

    @functools.cached_property
    def split_share(self) -> float:
        """Share of names of splits."""
        return self.share(lambda text: text.strip().lower() in _SPLITS)

    @functools.cached_property
    def flag_share(self) -> float:
        """Share of true and false."""
        return self.share(lambda text: text.strip().lower() in TRUE_WORDS | FALSE_WORDS)

    @property
    def is_flag(self) -> bool:
        """Whether all is true or false."""
        return self.count > 0 and self.distinct <= 4 and self.flag_share == 1.0

    @functools.cached_property
    def mangled_share(self) -> float:
        """Share of numbers in scientific notation: what a spreadsheet leaves of an id."""
        return self.share(lambda text: _SCIENTIFIC.fullmatch(text.strip()))

    @functools.cached_property
    def damaged_share(self) -> float:
        """Share of ids that a float or a spreadsheet has rounded."""
        return self.mangled_share + self.share(lambda text: _ROUNDED.fullmatch(text.strip()))

    @functools.cached_property
    def is_rounded(self) -> bool:
        """Whether all long numbers end in zeros after 15 digits; of ten true ids, a chance below one in 10 ** 10."""
        long = [value for value in (each.strip() for each in self.few) if _LONG.fullmatch(value)]
        return len(long) >= 10 and all(_FIFTEEN.fullmatch(value) for value in long)

    @functools.cached_property
    def is_list(self) -> bool:
        """Whether cells are lists, as JSON or Python writes them."""
        return self.count > 0 and self.share(lambda text: _LIST.fullmatch(text.strip())) >= 0.95

    @property
    def is_numbered(self) -> bool:
        """Whether values count the rows: 0, 1, 2 ... or 1, 2, 3 ..."""
        first = self.filled[:50]
        return len(first) >= 3 and any(first == [str(n) for n in range(low, low + len(first))] for low in (0, 1))

    @functools.cached_property
    def separator(self) -> str:
        """What joins several labels in one cell, or "": every part of such a cell has to stand alone in another."""
        for separator in SEPARATORS:
            joined = [value for value in self.filled if separator in value.strip()]
            if not joined:
                continue
            alone = {value.strip() for value in self.filled} - {value.strip() for value in joined}
            parts = [part.strip() for value in joined for part in value.split(separator)]
            known = sum(part in alone for part in parts)
            if len(alone) >= 2 and known >= 0.98 * len(parts):
                return separator
        return ""

    @property
    def reddit_names(self) -> bool:
        """Whether these are Reddit's ids with a prefix, which its column ``name`` holds."""
        return self.count > 0 and self.mostly(lambda text: re.fullmatch(r"t[1-6]_[0-9a-z]+", text))

    @property
    def all_urls(self) -> bool:
        """Whether these are links."""
        return self.count > 0 and self.mostly(lambda text: re.fullmatch(r"https?://\S+", text.strip()))

    @functools.cached_property
    def status_url_share(self) -> float:
        """Share of links to posts with their number in it."""
        return self.share(_STATUS_URL.match)

    @functools.cached_property
    def is_score(self) -> bool:
        """Whether these are numbers from 0 to 1 with fractions among them."""
        return self.is_fraction and any(float(value.strip().replace(",", "")) % 1 for value in self.few)

    @functools.cached_property
    def is_fraction(self) -> bool:
        """Whether these are numbers from 0 to 1, fractions among them or not."""
        if not self.count or self.number_share < 1.0:
            return False
        return all(0 <= float(value.strip().replace(",", "")) <= 1 for value in self.few)

    @functools.cached_property
    def is_small_integer(self) -> bool:
        """Whether these are whole numbers below 100."""
        return self.count > 0 and all(value.isdigit() and len(value) <= 2 for value in self.few)

    @functools.cached_property
    def says_none(self) -> str:
        """A value such as ``No_race``, which an author would not state."""
        return next((value for value in sorted(self.vocabulary) if _SAYS_NONE.fullmatch(value.strip())), "")

    @functools.cached_property
    def text_score(self) -> float:
        """How much this is free text: mean length, where words or ideographs are most of it; else 0."""
        if self.mean_length < 8 or self.all_urls or self.distinct_share < 0.3 or self.mostly(self.is_number):
            return 0.0
        wordy = self.share(lambda text: " " in text.strip() or any(character > "\u2e7f" for character in text))
        listed = self.share(lambda text: text.strip()[:1] in {"[", "{"} and text.strip()[-1:] in {"]", "}"})
        return self.mean_length if wordy >= 0.5 and listed < 0.5 and self.date_share < 0.5 else 0.0

    @functools.cached_property
    def word_count(self) -> int:
        """Number of different values, those of several labels in one cell taken apart."""
        if not self.separator:
            return self.distinct
        return len({part.strip() for value in self.vocabulary for part in value.split(self.separator)})

    @property
    def is_id(self) -> bool:
        """Whether these could be ids: each different, without spaces."""
        return self.distinct_share > 0.99 and self.share(lambda text: re.fullmatch(r"[\w:.-]{3,40}", text)) == 1.0

    @functools.cached_property
    def is_code_list(self) -> bool:
        """Whether these are small numbers, or several of them with commas: numbered labels."""
        codes: set[str] = set()
        for value in self.few:
            if not re.fullmatch(r"\d{1,2}(?:,\d{1,2})*", value):
                return False
            codes.update(value.split(","))
        return 2 <= len(codes) <= 60
