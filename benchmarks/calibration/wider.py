"""The page that says why the intervals are wider than others, from the summary."""

from __future__ import annotations

from collections.abc import Sequence

from .comparison import INDEPENDENT, OURS, ROWS, SETTINGS, TEXTBOOK
from .rows import Row


def wider_page(rows: Sequence[Row]) -> str:
    """``docs/why-our-intervals-are-wider.md``."""
    found = {(each.measure, each.authors, each.exponent): each for each in rows if each.kind == "comparison"}
    methods = (INDEPENDENT, ROWS, TEXTBOOK, OURS)
    lines = [
        "| authors | tail exponent | posts as independent | bootstrap of rows | textbook design effect | postaudit |",
        "|---|---|---|---|---|---|",
    ]
    for key in SETTINGS:
        cells = [found[(each, *key)] for each in methods]
        told = " | ".join(f"{100 * each.value:.0f} % ({100 * each.width:.1f})" for each in cells)
        lines.append(f"| {key[0]:,} | {key[1]} | {told} |")
    worst = min(found[(INDEPENDENT, *each)].value for each in SETTINGS)
    best = max(found[(INDEPENDENT, *each)].value for each in SETTINGS)
    ours = [found[(OURS, *each)].value for each in SETTINGS]
    return _TEXT.format(
        table="\n".join(lines),
        worst=f"{100 * worst:.0f}",
        best=f"{100 * best:.0f}",
        least=f"{100 * min(ours):.0f}",
        most=f"{100 * max(ours):.0f}",
    )


_TEXT = """# Why our intervals are wider

Ask a hundred people once each, and you have a hundred answers. Ask one person a hundred times, and you have one answer, a hundred times
over. Posts are more like the second. A few authors write most of them, and what one author writes is alike. An interval that counts
posts as if each came from somebody else is too narrow, and it is too narrow by much.

![In how many of 100 datasets a 95 % interval holds the truth, for four ways to make it. Posts taken as independent: {worst} to {best}. postaudit: {least} to {most}.](figures/interval-coverage.svg)

## The simulation

Datasets were made whose truth is known: 10 % of what people post has a property. Authors differ in how much they write, as they do on
platforms (a zeta distribution, capped at 3,200 posts; the smaller the exponent, the more is written by few), and in how often
their posts have the property (two posts of one author correlate at .3). Each method made its 95 % interval for each dataset. A method is
right if 95 of 100 of its intervals hold the 10 %. In the table: how many did, and in brackets how wide they were, in points.

{table}

- **Posts as independent** is Wilson's interval, or what a spreadsheet or a significance test gives. At worst it is right in {worst} of 100
  datasets.
- **Bootstrap of rows** draws posts with replacement. It is the same mistake with more computing: it asks how the share would vary if other
  *posts* had been drawn, and not if other *people* had.
- **The textbook design effect**, 1 + (b − 1) ρ with b the mean number of posts per author, holds if all write the same number. They do not. It was even given
  the true correlation ρ here, which nobody has.
- **postaudit** sorts authors into 128 buckets, leaves out one bucket after the other, and sees how the share moves; it counts effective
  authors in place of posts; and where few authors have a property, it allows for those it has not met. It is right in {least} to {most} of 100.

Wider is not worse. The data never held more than this; the narrow interval said so. If an interval is too wide to decide anything, more
*authors* help, and more posts by the same ones do not. [Planning](planning.md) says how many.

## In real data

The corpus of a hate-speech study (de Gibert et al. 2018; one forum, sentences coded by people) has 10,703 sentences coded as hate
or not, by 2,778 members of the forum. One of them wrote 237; together they are worth 683 who write equally much. Counted as
independent, the share coded as hate is 10.6 to 11.8 %. Allowing for its members it is 10.3 to 12.1 %, nearly half as wide again, and the
sentences tell as much as 5,300 independent ones would: half of the coding told nothing new. Who holds
that 10.4 % is the usual share would be refuted by the first count, and is not by the second.

## How to check us

Thirteen authors wrote 100 posts each. One of them always writes what is counted, the others never. How many independent posts are
these 1,300 worth?

```python
>>> from audit.statistics import share
>>> found = share([100] + [0] * 12, [100] * 13)
>>> round(found.n_effective)
12
```

Your own data: sum your posts, and those that have the property, by author; spread the authors over 128 buckets by any hash; call
`share`. How often the interval is right, over 240 kinds of datasets, and where it is not, is on the page on
[calibration](calibration.md). Tables, picture and both pages are written by `make calibration`; the code is in `benchmarks/calibration/`.
"""
