"""Ids that carry the moment at which they were given.

The moment is the platform's own clock, whatever was made of the time of posting since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Clock:
    """How the ids of a platform tell the time.

    Attributes
    ----------
    shift : int
        Bits below those of the time.
    unit : int
        Microseconds per tick.
    epoch : int
        Microseconds from 1970 to its beginning.
    lag : int
        Seconds by which the time of posting may rightly differ: 2 where both are of one moment (Pfeffer et al. 2018 find them the
        same to the second), more where the id is given when an upload begins.
    """

    shift: int
    unit: int
    epoch: int
    lag: int = 2


#: By platform. Twitter: snowflake's IdWorker (2010). Discord: its developer reference, "Snowflakes". Mastodon:
#: lib/mastodon/snowflake.rb, 48 bits of milliseconds. Instagram, and Threads with it: Instagram Engineering (2012), "Sharding and IDs
#: at Instagram". TikTok: Steel et al. (2025), arXiv:2504.13279, upper 32 bits; uploads take up to a minute. Bluesky: the AT Protocol's
#: specification of timestamp identifiers, 53 bits of microseconds over 10.
CLOCKS: Mapping[str, Clock] = {
    "twitter": Clock(22, 1_000, 1_288_834_974_657_000),
    "discord": Clock(22, 1_000, 1_420_070_400_000_000),
    "mastodon": Clock(16, 1_000, 0),
    "instagram": Clock(23, 1_000, 1_314_220_021_721_000, lag=60),
    "tiktok": Clock(32, 1_000_000, 0, lag=60),
    "bluesky": Clock(10, 1, 0),
}
_SAME = {"threads": "instagram"}
TITLES = {
    "twitter": "Twitter",
    "discord": "Discord",
    "mastodon": "Mastodon",
    "instagram": "Instagram",
    "tiktok": "TikTok",
    "bluesky": "Bluesky",
}
#: Ids of 16 digits or more do not survive a float, nor a spreadsheet, which keep some 15.
_LONG = r"^(?:.*/)?(?P<id>[1-9]\d{15,17}|[1-8]\d{18})(?:_\d+)?$"
_TID = r"^(?:.*/)?(?P<id>[2-7a-j][2-7a-z]{12})$"
_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"


def long_ids(post_id: pa.Array) -> tuple[Integers, Mask]:
    """Ids that are numbers of 16 to 19 digits, perhaps at the end of an address; shape (n,), 0 where there is none."""
    found = pc.struct_field(pc.extract_regex(post_id, _LONG), "id")
    known: Mask = found.is_valid().to_numpy(zero_copy_only=False)
    return found.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False), known


def record_keys(post_id: pa.Array) -> tuple[Integers, Mask]:
    """Timestamp identifiers of the AT Protocol as numbers."""
    found = pc.struct_field(pc.extract_regex(post_id, _TID), "id")
    known: Mask = found.is_valid().to_numpy(zero_copy_only=False)
    result = np.zeros(len(post_id), dtype=np.int64)
    if known.any():
        written = "".join(found.drop_null().to_pylist())
        table = np.zeros(128, dtype=np.int64)
        table[[ord(each) for each in _ALPHABET]] = np.arange(32)
        digits = table[np.frombuffer(written.encode("ascii"), np.uint8)].reshape(-1, 13)
        number = np.zeros(len(digits), dtype=np.int64)
        for place in range(13):
            number = (number << 5) | digits[:, place]
        result[known] = number
    return result, known


def moments(clock: Clock, number: Integers) -> Integers:
    """Microseconds since 1970 that ids tell."""
    told: Integers = (number >> clock.shift) * clock.unit + clock.epoch
    return told


def clock_of(platform: str) -> str | None:
    """The clock that a platform's ids go by, if any does."""
    own = _SAME.get(platform, platform)
    return own if own in CLOCKS else None
