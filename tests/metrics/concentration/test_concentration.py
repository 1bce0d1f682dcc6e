"""Voices by community against plain counts, at equal numbers of posts, and without the most active author."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from audit.explaining.readings import why_it_reads_so
from audit.finding import READING_WORDS, Findings
from audit.metrics.base import Scope
from audit.metrics.concentration import communities as concentration_communities
from audit.metrics.concentration.communities import BY_COMMUNITY
from audit.metrics.concentration.concentration import Concentration
from audit.plan import Plan
from audit.statistics import gini, hill, rarefied_authors, rarefied_hill, top_share
from audit.tally import Tally
from audit.tally.tally_file import load, save

SPREADS = {"even": 1.0, "uneven": 2.5, "<b>odd</b>": 1.5}


def rows_of(seed: int = 3, *, small: int = 0) -> list[dict]:
    """Three communities whose authors are ever less alike; ``small`` authors in a fourth."""
    generator = np.random.default_rng(seed)
    rows = [
        {"author_id": f"author {int(200 * generator.random() ** spread)}", "community": name}
        for index, (name, spread) in enumerate(SPREADS.items())
        for _ in range(400 * (index + 1))
    ]
    rows += [{"author_id": f"few {i % small}", "community": "rare"} for i in range(100 if small else 0)]
    rows += [{"author_id": "author 1", "community": None}, {"author_id": None, "community": "even"}]
    return [{"post_id": f"p{i}", "text": "text", **row} for i, row in enumerate(rows)]


def tally_of(batches) -> Tally:
    tally = Tally()
    for batch in batches:
        tally.author_posts.add(batch.author_key[batch.has_author])
        tally.merge(Concentration().measure(batch))
    return tally


def judged(tally: Tally):
    authors = len(tally.author_posts)
    return Concentration().judge(tally, Scope(Plan(), tally.posts(("concentration", "posts")), authors, authors > 0))


def by_id(tally: Tally):
    return {each.id: each for each in judged(tally).estimates}


def counts_of(rows, community) -> list[int]:
    return list(Counter(r["author_id"] for r in rows if r["community"] == community and r["author_id"]).values())


def test_figures_of_each_community_are_those_of_its_posts(batch_of):
    rows = rows_of()
    found = by_id(tally_of([batch_of(rows[:777]), batch_of(rows[777:])]))
    for name, slug in (("even", "even"), ("uneven", "uneven"), ("<b>odd</b>", "b_odd_b")):
        counts = counts_of(rows, name)
        stem = f"concentration.community.{slug}"
        assert found[f"{stem}.gini"].value == pytest.approx(gini(counts, corrected=True))
        assert found[f"{stem}.top_10"].value == pytest.approx(top_share(counts, share=0.10))
        assert found[f"{stem}.evenness_order_2"].value == pytest.approx(hill(counts, order=2) / len(counts))
        assert found[f"{stem}.gini"].group == {"community": name}
        assert (found[f"{stem}.gini"].n_posts, found[f"{stem}.gini"].n_authors) == (sum(counts), len(counts))
        # 400 posts is what the smallest has.
        equal = found[f"{stem}.effective_authors_at_equal_posts"]
        assert equal.value == pytest.approx(rarefied_hill(counts, size=400, order=2))
        assert equal.low < equal.value < equal.high
        assert found[f"{stem}.authors_at_equal_posts"].value == pytest.approx(rarefied_authors(counts, size=400))
    order = [found[f"concentration.community.{each}.effective_authors_at_equal_posts"] for each in ("uneven", "even")]
    assert order[0].value < order[1].low


def test_without_the_most_active_author_every_figure_is_rounded(batch_of):
    rows = rows_of()
    found = by_id(tally_of([batch_of(rows)]))
    plain = [each for each in found.values() if "without" not in each.measure]
    for estimate in plain:
        assert f"{estimate.id}_without_top_author" in found
    counts = sorted(Counter(r["author_id"] for r in rows if r["author_id"]).values())[:-1]
    without = found["concentration.effective_authors_order_2_without_top_author"]
    assert without.value == float(f"{hill(counts, order=2):.2g}")
    assert without.low is None
    assert "rounded" in without.note


def test_communities_of_few_authors_are_hidden(batch_of):
    told = judged(tally_of([batch_of(rows_of(small=9))]))
    assert not [each for each in told.estimates if "rare" in each.id]
    assert "rare" not in " ".join(each.statement for each in told.findings)
    assert any("1 community" in each.reason for each in told.not_measured)
    assert [each for each in judged(tally_of([batch_of(rows_of(small=12))])).estimates if "rare" in each.id]


def test_any_way_through_files_says_the_same(batch_of, tmp_path):
    rows = rows_of()
    whole = by_id(tally_of([batch_of(rows)]))
    generator = np.random.default_rng(1)
    shuffled = [rows[i] for i in generator.permutation(len(rows))]
    merged = Tally()
    for index, piece in enumerate((shuffled[:900], shuffled[900:])):
        path = tmp_path / str(index)
        path.write_bytes(save(tally_of([batch_of(piece)]), {}, bytes(16)))
        merged.merge(load(path)[0])
    assert by_id(merged) == whole


def test_beyond_the_bound_nothing_is_told(batch_of, monkeypatch):
    """A sample of authors may lack the most active one, and no interval would allow for that."""
    monkeypatch.setattr(concentration_communities, "MOST_PAIRS", 300)
    tally = tally_of([batch_of(rows_of())])
    assert 0 < len(tally.samples[BY_COMMUNITY]) <= 300
    told = judged(tally)
    assert not [each for each in told.estimates if "community" in each.id]
    assert "more than 300 pairs" in told.not_measured[0].reason


def test_without_communities_nothing_is_said_of_them(batch_of):
    told = judged(tally_of([batch_of(rows_of(), without=["community"])]))
    assert not [each for each in told.estimates if "community" in each.id]
    assert [each.id for each in told.findings] == ["concentration"]


def test_no_two_points_of_the_curve_tell_of_fewer_authors_than_the_floor(batch_of):
    """The last corner of a whole curve is the most active author alone."""
    for rows, batches in ((rows_of(), 1), (rows_of(5), 3)):
        tally = tally_of([batch_of(rows[at::batches]) for at in range(batches)])
        [block] = [each for each in judged(tally).blocks if each.chart.kind == "lorenz"]
        shares = np.array([x for x, _ in block.chart.points]) * len(tally.author_posts)
        assert len(shares) >= 4
        assert np.diff(shares).min() > 9.4
        assert (block.chart.points[0], block.chart.points[-1]) == ((0.0, 0.0), (1.0, 1.0))


def test_of_very_few_authors_there_is_no_curve(batch_of):
    rows = [{"post_id": f"p{i}", "text": "text", "author_id": f"a{i % 15}", "community": None} for i in range(200)]
    told = judged(tally_of([batch_of(rows, without=["community"])]))
    assert not told.blocks
    assert [each.block for each in told.findings] == [""]


def wrote(posts):
    """An author for each number of posts."""
    return [
        {"post_id": f"{author}-{i}", "author_id": f"a{author}", "text": "text"}
        for author, number in enumerate(posts)
        for i in range(number)
    ]


@pytest.mark.parametrize(
    ("most", "reading"),
    [
        (60, "shown"),  # ten write 600 of 1,180: the three that are 1 % at least 180 of them, 15 %
        (20, "inconclusive"),  # 200 of 780: beyond 10 %, yet three of them need not be
        (3, "shown_small"),  # 30 of 610
    ],
)
def test_where_one_percent_are_too_few_as_many_as_may_be_told_are_judged(batch_of, most, reading):
    rows = wrote([most] * 10 + [2] * 290)
    found = judged(tally_of([batch_of(rows)]))
    estimates = {each.id: each for each in found.estimates}
    assert estimates["concentration.top_1"].status == "suppressed"
    ten = estimates["concentration.top_fewest"]
    assert ten.value == pytest.approx(10 * most / len(rows))
    [finding] = [each for each in found.findings if each.id == "concentration"]
    assert (finding.reading, finding.headline) == (reading, "concentration.top_fewest")
    at_least = (
        "being the most active 3 of 10, they write at least their even part of it, {} of posts, where 10% is tolerated"
    )
    no_more = "being among these, they write no more than these do"
    assert {60: at_least.format("15%"), 20: at_least.format("7.7%"), 3: no_more}[most] in finding.statement
    plan = {"plan": {"tolerances": {"top_share": 0.1}}}
    said = why_it_reads_so(finding, Findings(plan, {}, found.estimates, (finding,)))
    assert said[0].startswith(f"Read as {READING_WORDS[reading]}: ")
    assert any("33%: that of the most active 1%" in each and "top_share = 0.1" in each for each in said)


@pytest.mark.parametrize("authors", [15, 150])
def test_what_the_most_active_write_leaves_no_few_of_the_tenth_or_the_curve(batch_of, authors):
    """Of 150 authors 15 are a tenth: beside ten, that would tell what five write."""
    found = judged(tally_of([batch_of(wrote([9] * 10 + [2] * (authors - 10)))]))
    assert "concentration.top_fewest" not in {each.id for each in found.estimates}
    assert next(each for each in found.findings if each.id == "concentration").reading == "not_assessed"
    one = next(each for each in found.estimates if each.id == "concentration.top_1")
    assert (one.status, one.p_value, one.q_value) == ("suppressed", None, None)  # from which the share would follow


def test_no_point_of_the_curve_lies_a_few_authors_beside_those_that_are_told(batch_of):
    found = judged(tally_of([batch_of(wrote([30 + i for i in range(40)] + [2 + i % 9 for i in range(560)]))]))
    [curve] = [each.chart for each in found.blocks if each.chart.kind == "lorenz"]
    assert any(each.id == "concentration.top_fewest" for each in found.estimates)
    beside = [abs((1 - x) * 600 - 10) for x, _ in curve.points[1:-1]]
    assert not [each for each in beside if 0.5 < each < 9.5]


def test_no_point_of_the_curve_lies_a_few_authors_beside_one_percent(batch_of):
    """Of 1,540 authors 16 are printed: a corner at 15 would tell what the sixteenth wrote."""
    found = judged(tally_of([batch_of(wrote([40 + i for i in range(40)] + [2 + i % 9 for i in range(1500)]))]))
    [curve] = [each.chart for each in found.blocks if each.chart.kind == "lorenz"]
    assert {"ok"} == {each.status for each in found.estimates if each.measure in ("top_1", "top_10")}
    beside = [abs((1 - x) * 1540 - told) for x, _ in curve.points[1:-1] for told in (16, 154)]
    assert not [each for each in beside if 0.5 < each < 9.5]
