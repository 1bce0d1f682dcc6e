"""One example of every chart, and the labels and numbers that are hard to draw; the same figures whatever is installed."""

from __future__ import annotations

from datetime import date

from audit.finding import Block, Chart, Estimate, Finding, Findings, Reference
from audit.report.charts.love_plot import Line
from audit.report.charts.love_plot import draw as draw_love

CENSUS = Reference(0.51, "Statistics Northtown, 2025, adults")
HIDDEN = "hidden: fewer than 10 authors"
HARD = (
    "people who are described at such length that no margin of a page could ever hold it",
    "الأشخاص الذين يكتبون باللغة العربية في كل يوم",
    "用中文写作的人们以及他们非常非常长的标签名称",
    "$\\frac{x$ & <b> \\textbf{",
    "a\u202eb\u2066c",
    "👩\u200d🚀 e\u0301",
)
_LABELS = {"women": 0.351, "men": 0.63, "nonbinary people": 0.019}
_THEMES = ("appearance", "family", "competence", "threat and crime", "victimhood", "agency and power")
_GROUPS = ("women", "men", "trans people", "nonbinary people")
_FILTERS = ("English", "no listed words", "toxicity below 0.8", "no copies")


def estimate(name, value, spread=0.03, *, unit="share", reference=None, measure="share_of_posts", **more):
    """A figure with its interval; hidden where there is no value."""
    if value is None:
        return Estimate(name, name.split(".")[0], measure, {"g": name}, None, None, None, unit, None, None, status="suppressed",
                        note=HIDDEN, reference=reference)  # fmt: skip
    ends = (value / (1 + spread), value * (1 + spread)) if unit == "ratio" else (value - spread, value + spread)
    low, high = (max(ends[0], 0.0) if unit == "share" else ends[0]), ends[1]
    return Estimate(
        name, name.split(".")[0], measure, {"g": name}, value, low, high, unit, 900, 400, reference=reference, **more
    )


def one(kind, figures, labels, axis, *, series=(), points=(), metric="m", findings=(), caption=""):
    """A block of rows of estimates, and findings that hold them."""
    chart = Chart(kind, tuple(tuple(each.id for each in row) for row in figures), tuple(labels), axis, tuple(series), caption,
                  tuple(points))  # fmt: skip
    made = tuple(each for row in figures for each in row)
    return Block(metric, metric.split(".")[0], "A title", "", chart), Findings({}, {}, made, tuple(findings))


def claim(name, title, estimates, reading="shown", severity="high"):
    return Finding(name, name.split(".")[0], title, f"{title}.", reading, severity, "high", "erasure", tuple(estimates), None,
                   block=".".join(name.split(".")[:2]))  # fmt: skip


def shares(kind="intervals", reference=CENSUS):
    """Shares of groups with a reference, the last of them hidden."""
    figures = [
        [estimate(f"representation.gender.{each}", value, reference=reference)] for each, value in _LABELS.items()
    ]
    figures.append([estimate("representation.gender.agender", None, reference=reference)])
    women = claim("representation.gender.women", "Posts by women are fewer than their share of the population",
                  ["representation.gender.women"])  # fmt: skip
    men = claim(
        "representation.gender.men",
        "Posts by men are more than theirs",
        ["representation.gender.men"],
        severity="medium",
    )
    return one(kind, figures, (*_LABELS, "agender"), "share of posts whose author states a gender",
               metric="representation.gender", findings=(women, men))  # fmt: skip


def pairs(kind="paired", count=2):
    """Themes by so many groups, one figure hidden."""
    figures = [
        [
            estimate(f"m.{at}.{which}", None if (at, which) == (2, 1) else 0.05 + 0.02 * at + 0.03 * which, 0.01)
            for which in range(count)
        ]
        for at in range(len(_THEMES))
    ]
    names = [
        f"posts mentioning {each}" for each in ("women", "men", "Muslims", "people with disabilities", "immigrants")
    ]
    return one(kind, figures, _THEMES, "share of posts with a marker of the theme", series=names[:count])


def ladder():
    figures = [
        [estimate(f"f.{at}.{which}", 0.95 - 0.11 * at - 0.04 * which * at, 0.03, reference=Reference(0.93 - 0.12 * at, "all posts"))
         for which in range(3)]
        for at in range(len(_FILTERS))
    ]  # fmt: skip
    figures[2][1] = estimate("f.2.1", None)
    return one(
        "ladder",
        figures,
        [f"after {each}" for each in _FILTERS],
        "share of posts left",
        series=("women", "men", "nonbinary people"),
    )


def ratios():
    values = {"women: pretty": 3.2, "women: kitchen": 2.4, "men: football": 4.4, "men: pretty": 0.35, "men: work": 1.04}
    figures = [
        [estimate(f"a.{at}", value, 0.25, unit="ratio", measure="ratio")] for at, value in enumerate(values.values())
    ]
    return one("ratios", figures, values, "times as often in posts mentioning the group")


def heat(groups=_GROUPS, themes=_THEMES):
    figures = []
    for at in range(len(themes)):
        row = []
        for which in range(len(groups)):
            value = None if (at + which) % 7 == 6 else 2.0 ** ((at - which) * 0.6)
            row.append(estimate(f"h.{at}.{which}", value, 0.3, unit="ratio", measure="ratio"))
        figures.append(row)
    return one("heat", figures, themes, "times as often as around other groups", series=groups)


def lorenz():
    figures = [
        [estimate("concentration.gini", 0.71, 0.02, unit="index", measure="gini")],
        [estimate("concentration.top_1", 0.037, 0.01, measure="top_1")],
        [estimate("concentration.top_10", 0.317, 0.02, measure="top_10")],
    ]
    points = [(x / 50, 0.7 * (x / 50) ** 5 + 0.3 * (x / 50)) for x in range(51)]
    labels = ("Gini index", "share of the top 1% of authors", "share of the top 10% of authors")
    return one("lorenz", figures, labels, "share of authors, least active first", points=points, metric="concentration")


BANDS = ("fewer than 10", "10 to 99", "100 to 999", "1,000 to 9,999", "10,000 or more")


def days(first=date(2025, 3, 5), many=160):
    start = first.toordinal()
    points = [(start + day, (day * day + 3 * day) % 11 % 5) for day in range(many) if not 60 <= day < 71 and day % 29]
    figures = [[estimate(f"coverage.{each}", number, 0, unit="days")] for each, number in
               (("span_days", 160), ("days_without_posts", 16), ("longest_gap_days", 11))]  # fmt: skip
    labels = ("days from first to last", "days without posts", "longest run of days without posts")
    return one("days", figures, labels, "posts per day", series=BANDS, points=points, metric="coverage.gap")


def months():
    points = [(12 * 2014 + 4 + at, (at * at) % 5) for at in range(50) if at not in (20, 21, 37)]
    block, findings = days()
    chart = Chart("months", block.chart.estimates, block.chart.labels, "posts per month", BANDS, "", tuple(points))
    return Block("coverage.gap", "coverage", "Posts by month", "", chart), findings


def lines():
    made = [
        [] if at in (4, 5) else [estimate(f"t.{at}.{which}", None if (at, which) == (8, 0) else 0.2 * (which + 1) + 0.01 * at)
                                 for which in range(2)]
        for at in range(12)
    ]  # fmt: skip
    labels = [f"2024-{month:02d}" for month in range(1, 13)]
    return one("lines", made, labels, "share of posts", series=("women", "men"))


def many(kind="intervals", count=60):
    figures = [[estimate(f"m.{at}", 0.9 - 0.012 * at, reference=Reference(0.5, "b"))] for at in range(count)]
    return one(
        kind, figures, [f"group {chr(97 + at % 26)}{chr(97 + at // 26)}" for at in range(count)], "share of posts"
    )


def hard(kind="intervals"):
    figures = [[estimate(f"m.{at}", 0.5 - 0.07 * at, reference=Reference(0.4, "b"))] for at in range(len(HARD))]
    return one(kind, figures, HARD, HARD[3])


def missing(kind="intervals", **more):
    return one(kind, [[estimate("m.0", None)], [estimate("m.1", None)]], ("a", "b"), "share", **more)


LOVE = (
    Line("women", 0.30, 0.01),
    Line("men", 0.25, 0.0),
    Line("nonbinary people", 0.12, 0.02),
    Line("agender", None, None),
)

#: By name, a block and its findings; the love plot has neither.
EXAMPLES = {
    "forest": shares, "forest-without-reference": lambda: shares(reference=None), "dumbbells": lambda: shares("dumbbells"),
    "bars": lambda: shares("bars", None), "paired": pairs, "five-series": lambda: pairs(count=5), "ladder": ladder,
    "ratios": ratios, "heat": heat, "heat-of-many": lambda: heat(tuple(f"people of group {each}" for each in "abcdefghij")),
    "lorenz": lorenz, "days": days, "months": months, "lines": lines, "sixty-rows": many, "one-row": lambda: many(count=1),
    "hard-labels": hard, "all-missing": missing,
}  # fmt: skip


def love(ax=None):
    """The love plot, which is drawn of weights."""
    return draw_love(LOVE, ax)
