"""How often a year of posts without any fault is said to have one: outages, daily windows, spikes, ends, caps.

    python benchmarks/sampling_null.py [seeds]

Posts of a year come at rates that follow the season, the week and the hour of day, in bursts that last hours, at three sizes. None
has an outage, so each finding is false. Prints false findings by size; ``docs/sampling.md`` quotes the table.
"""

from __future__ import annotations

import sys

import numpy as np

from audit.statistics.daily_window import find_daily_window, find_hour_spike
from audit.statistics.hour_gaps import find_outages, missing_ends
from audit.statistics.plateaus import plateau

#: Posts of a year.
SIZES = (2_000, 50_000, 1_000_000)
FIRST_HOUR = 420_768  # 2018-01-01 00:00 UTC


def clean_year(posts: int, seed: int, hours: int = 365 * 24) -> np.ndarray:
    """Posts by quarter of an hour, shape (4 * hours,): season, week, hour of day, bursts of hours, nothing missing.

    Nights fall to between a thirtieth and a half of noon; bursts are up to 20 times as many posts for one to twelve hours.
    """
    random = np.random.default_rng(seed)
    hour = FIRST_HOUR + np.arange(hours)
    depth, noon = random.uniform(0.35, 0.94), random.integers(0, 24)
    rate = 1 + depth * np.cos(2 * np.pi * (hour % 24 - noon) / 24)
    rate *= 1 + random.uniform(-0.3, 0.3, 7)[(hour // 24) % 7]
    rate *= 1 + 0.5 * np.cos(2 * np.pi * (hour - random.integers(0, hours)) / hours)
    rate *= np.exp(random.uniform(-1.5, 1.5) * np.arange(hours) / hours)
    day_to_day = random.lognormal(0, 0.3, -(-hours // 24))
    rate *= np.repeat(day_to_day, 24)[:hours]
    for _ in range(random.integers(0, 25)):
        start, length = random.integers(0, hours), random.integers(1, 13)
        rate[start : start + length] *= random.uniform(2, 20)
    rate *= random.gamma(4, 1 / 4, hours)  # posts of one hour come together
    quarters = np.repeat(rate / rate.sum() * posts / 4, 4)
    return random.poisson(quarters)


def false_findings(quarters: np.ndarray) -> dict[str, int]:
    """What is found in a year, by kind."""
    posts = quarters.reshape(-1, 4).sum(axis=1)
    present = np.flatnonzero(posts)
    inside = posts[present[0] : present[-1] + 1]
    ends = missing_ends(inside, FIRST_HOUR + int(present[0]))
    days = quarters.reshape(-1, 96)
    windows = {"quarter": quarters, "hour": posts, "day": days.sum(axis=1)}
    return {
        "outages": len(find_outages(inside, FIRST_HOUR + int(present[0]))),
        "ends": sum(each is not None for each in ends),
        "daily window": find_daily_window(days[days.any(axis=1)]) is not None,
        "hour spike": find_hour_spike(days[days.any(axis=1)]) is not None,
        **{f"cap per {name}": plateau(each[each > 0]).chance < 1e-4 for name, each in windows.items()},
    }


def main(seeds: int = 100) -> None:
    """Print false findings by size."""
    for size in SIZES:
        found = [false_findings(clean_year(size, seed)) for seed in range(seeds)]
        print(
            f"{size:>9,} posts a year, {seeds} years:", {name: sum(each[name] for each in found) for name in found[0]}
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
