"""Precision and recall of the lexicons: the estimates, what was read, and the page that follows from both."""

from __future__ import annotations

import csv
import math
import os
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from audit import resources

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

from lexicon_accuracy import corpora as reader  # noqa: E402
from lexicon_accuracy.agreement import ANSWERS, agreement, pairs  # noqa: E402
from lexicon_accuracy.estimates import Side, plain, precision, recall  # noqa: E402
from lexicon_accuracy.fresh import FRESH_READ, NET, fresh_posts  # noqa: E402
from lexicon_accuracy.fresh import drawn as drawn_fresh  # noqa: E402
from lexicon_accuracy.fresh_accuracy import (  # noqa: E402
    DRAWS,
    READINGS,
    TITLES,
    counted,
    measure_fresh,
    read_fresh,
    when_read,
    written_fresh,
)
from lexicon_accuracy.hand_reading import (  # noqa: E402
    BLIND,
    DRAWN,
    HAND_READ,
    SECOND_READ,
    SIDES,
    drawn,
    drawn_again,
    first_readings,
    reading,
    readings,
    second_readings,
    size,
    size_again,
)
from lexicon_accuracy.matching import Mentions  # noqa: E402
from lexicon_accuracy.measure import measure, sides  # noqa: E402
from lexicon_accuracy.page import FEW, PRECISION, RECALL, lexicons_page, pooled, reached  # noqa: E402
from lexicon_accuracy.rows import READ, TEMPLATES, Row, read, written  # noqa: E402
from lexicon_accuracy.targets import AXES, GROUPS, slugs  # noqa: E402

from audit.resources import axis_groups  # noqa: E402

DOCS = ROOT / "docs"
RESULTS = DOCS / "lexicon-accuracy.csv"
ROWS = read(RESULTS)
FRESH = read_fresh(DOCS / "lexicon-accuracy-fresh.csv")
SHARED = Path(os.environ.get("POSTAUDIT_SHARED_DATA", ROOT.parent / "shared" / "data"))


# --- estimates -------------------------------------------------------------------------------------------------------


def test_a_plain_share_has_the_limits_of_the_published_example():
    """Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263, score method, .2553 to .3662."""
    found = plain(81, 263)
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)


def test_what_was_read_whole_is_a_plain_count():
    """100 found, 20 of 50 others name the target: recall is 100 of 120; 10 of 40 besides are right: precision 110 of 140."""
    assert recall([Side(100, 50, 50, 20)]).value == pytest.approx(100 / 120)
    assert recall([Side(100, 50, 50, 20)]).posts == pytest.approx(120)
    assert precision([Side(100, 40, 40, 10)]).value == pytest.approx(110 / 140)


def test_nothing_read_is_not_measured_and_nothing_to_read_is():
    assert math.isnan(recall([Side(100, 50, 0, 0)]).value)
    assert math.isnan(precision([Side(100, 50, 0, 0)]).value)
    assert recall([Side(100, 0, 0, 0)]).value == 1
    assert math.isnan(recall([Side(0, 50, 20, 0)]).value), "nobody names it: no recall, and not 0"


def test_limits_are_wider_the_less_was_read():
    few, many, whole = (recall([Side(300, 400, n, n // 4)]) for n in (40, 160, 400))
    assert few.value == pytest.approx(many.value) == pytest.approx(whole.value)
    assert few.high - few.low > many.high - many.low > whole.high - whole.low


def test_several_corpora_are_pooled_by_their_posts():
    """Reading all of both gives the count over both."""
    both = recall([Side(100, 50, 50, 20), Side(10, 90, 90, 30)])
    assert both.value == pytest.approx(110 / 160)


@pytest.mark.parametrize(("found", "missed", "noise"), [(0.9, 0.3, 0.5), (0.7, 0.05, 0.9), (0.95, 0.6, 0.1)])
def test_limits_hold_the_truth(found, missed, noise):
    """Planted: 2,000 posts name the target with a recall of ``found``, others do not; 40 misses are read."""
    random, held = np.random.default_rng(11), 0
    for _ in range(400):
        named = 1500
        hits = random.binomial(named, found)
        others = named - hits + int(noise * 2000)
        drawn_named = random.hypergeometric(named - hits, others - (named - hits), 40)
        estimate = recall([Side(int(hits), int(others), 40, int(drawn_named))])
        held += estimate.low <= found <= estimate.high
    assert held >= 0.95 * 400 - 2 * math.sqrt(400 * 0.95 * 0.05)


# --- what was read ---------------------------------------------------------------------------------------------------


def test_the_file_of_verdicts_holds_rows_and_no_text():
    with HAND_READ.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert list(lines[0]) == ["corpus", "language", "target", "side", "row", "verdict"]
    assert len(lines) > 2000
    for each in lines:
        assert int(each["row"]) % 2 == 1, "only odd rows are kept back"
        assert each["verdict"] in SIDES[each["side"]]
        assert each["target"] in {*GROUPS, *AXES}
    assert lines == sorted(lines, key=lambda each: (*list(each.values())[:4], int(each["row"])))


def test_the_second_reading_holds_rows_and_no_text():
    with SECOND_READ.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert list(lines[0]) == ["corpus", "language", "target", "row", "verdict"], "no side: the reader was not told"
    assert len(lines) >= 400
    for each in lines:
        assert int(each["row"]) % 2 == 1, "only odd rows are kept back"
        assert each["verdict"] in BLIND
        assert each["target"] in {*GROUPS, *AXES}
    assert lines == sorted(lines, key=lambda each: (*list(each.values())[:3], int(each["row"])))


def test_the_fresh_reading_holds_rows_and_no_text():
    with FRESH_READ.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert list(lines[0]) == ["corpus", "draw", "row", "names"], "no text, and nothing that the lexicon said"
    assert len(lines) >= 900
    assert len({(each["corpus"], each["row"]) for each in lines}) == len(lines), "no post in two draws"
    for each in lines:
        assert int(each["row"]) % 2 == 1, "even rows were looked at while the list was made"
        names = each["names"]
        assert set(names) <= set(TITLES)
        assert "a" in names or "K" not in names, "children have an age"
        assert "e" in names or not {"B", "W"} & set(names)
        assert "n" in names or "M" not in names


def test_fresh_figures_are_plain_shares_by_draw():
    """Every count fits in those around it, and all readings together are the whole."""
    assert {row.target for row in FRESH} == set(TITLES.values())
    for row in FRESH:
        assert row.both <= min(row.named, row.found) <= row.read
    for title in TITLES.values():
        named, right, found = counted(FRESH, {title}, DRAWS)
        assert named == sum(counted(FRESH, {title}, draws)[0] for draws in READINGS.values())
        assert found.posts == named
        assert right.value * right.posts == pytest.approx(found.value * found.posts)


def test_what_was_found_when_read_is_of_the_same_posts():
    """The list changes; the verdicts, and what the list of the day found of them, do not."""
    then, now = when_read(), {(row.target, row.draw): row for row in FRESH}
    assert {row.draw for row in then} == set(DRAWS) - set(READINGS["first"])
    assert len({(row.target, row.draw) for row in then}) == len(then) == len(TITLES) * 6
    for row in then:
        assert (row.read, row.named) == (now[row.target, row.draw].read, now[row.target, row.draw].named)
        assert row.both <= min(row.named, row.found) <= row.read


@pytest.mark.skipif(not (SHARED / "datasets").is_dir(), reason=f"no shared data at {SHARED}; set POSTAUDIT_SHARED_DATA")
def test_fresh_posts_are_drawn_and_measured_again():
    """The draw depends on nothing but the seed and the rows, and the counts on nothing but the list and the verdicts."""
    with FRESH_READ.open(encoding="utf-8", newline="") as file:
        there = {(each["corpus"], each["draw"], int(each["row"])) for each in csv.DictReader(file)}
    again = {(name, draw, row) for name, posts in fresh_posts(SHARED) for draw, row in drawn_fresh(name, posts)}
    assert again == there
    assert written_fresh(measure_fresh(SHARED)) == written_fresh(FRESH), "run make lexicon-accuracy"


def test_the_net_is_wider_than_the_lexicon():
    """Most of its words name nobody strictly, so that posts come in of which the lexicon says nothing."""
    strict = {term.form for term in resources.identity_terms().rows if term.tier == "strict"}
    assert len(NET) >= 200
    assert len(NET - strict) > len(NET) / 2


def test_the_second_verdict_counts_where_there_are_two():
    first, second, both = first_readings(), second_readings(), readings()
    for (corpus, language, target), verdicts in second.items():
        for side in SIDES:
            key = (corpus, language, target, side)
            assert all(both[key][row] == BLIND[verdict][side] for row, verdict in verdicts.items())
            earlier = first.get(key, {})
            assert all(both[key][row] == earlier[row] for row in earlier.keys() - verdicts.keys())


def test_two_readings_agree_as_the_page_says():
    """Against alpha by its definition: 1 less n-1 times the mixed pairs over the product of the margins (Krippendorff 2011)."""
    both = pairs()
    assert len(both) >= 150
    values = [answer == "word" for each in both for answer in each]
    mixed = 2 * sum((one == "word") != (other == "word") for one, other in both)
    yes, n = sum(values), len(values)
    alpha = 1 - (n - 1) * mixed / (2 * yes * (n - yes))
    assert f"and {alpha:.2f} (" in agreement()[-1]
    assert alpha > 0.8, "two readers who do not see the same thing measure nothing"
    assert {answer for each in both for answer in each} == set(ANSWERS)


def test_a_draw_depends_on_the_rows_alone():
    key = ("corpus", "en", "women", "miss")
    rows = np.arange(1, 1001, 2)
    assert drawn(key, rows) == drawn(key, rows[::-1])
    assert len(drawn(key, rows)) == DRAWN
    assert drawn(key, rows) != drawn((*key[:3], "extra"), rows)
    # Who finds a few posts more reads few posts more: what stays in the draw has been read.
    fewer = np.setdiff1d(rows, drawn(key, rows)[:3])
    assert len(set(drawn(key, rows)) & set(drawn(key, fewer))) == DRAWN - 3


def test_posts_that_nobody_read_are_counted():
    key = ("corpus", "en", "women", "miss")
    rows = np.arange(1, 201, 2)
    wanted = sorted({*drawn(key, rows), *drawn_again(key, rows)})
    assert len(wanted) > DRAWN, "two draws"
    found = reading({key: dict.fromkeys(wanted[:-2], "word")}, key, rows)
    assert (len(found.rows), found.count("word"), found.unread) == (len(wanted) - 2, len(wanted) - 2, 2)
    assert reading({}, key, rows).unread == 0, "a target that was not read at all is not asked for"


# --- targets ---------------------------------------------------------------------------------------------------------


def test_targets_are_groups_that_there_are():
    known = {slug for own in axis_groups().values() for slug in own}
    for target, groups in GROUPS.items():
        assert set(groups) <= known, target
    for target, axes in AXES.items():
        assert set(axes) <= set(axis_groups()), target
        assert slugs(target), target


def test_a_mention_counts_for_the_wider_target():
    mentions = Mentions(["the Catholics", "Sunni Muslims", "women", ""], "en")
    assert mentions.strict("Christians").tolist() == [True, False, False, False]
    assert mentions.strict("Muslims").tolist() == [False, True, False, False]
    assert mentions.strict("a religion").tolist() == [True, True, False, False]


# --- results and page ------------------------------------------------------------------------------------------------


def test_the_page_follows_from_the_results():
    text = (DOCS / "lexicons.md").read_text(encoding="utf-8")
    assert lexicons_page(text, ROWS, FRESH) == text, "run make docs"
    assert written(ROWS) == RESULTS.read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="no place"):
        lexicons_page("# A page without tables\n", ROWS, FRESH)


def test_counts_and_shares_agree():
    for row in ROWS:
        assert row.strict_labelled <= min(row.strict, row.labelled) <= row.posts
        assert row.loose >= row.strict
        named = row.word + row.spelling
        assert row.read_misses == named + row.slur + row.pronoun + row.metonym + row.noise + row.unnamed
        for side, count in (("miss", row.read_misses), ("extra", row.read_extras)):
            key = (row.corpus, row.language, row.target, side)
            assert count <= size(key) + size_again(key)
        assert row.agreed_named <= row.read_agreed <= 1
        assert row.unread == 0, "the lexicon changed: run make lexicon-accuracy, and read the posts that are new"
        if row.labelled and not math.isnan(row.label_recall):
            assert row.label_recall == pytest.approx(row.strict_labelled / row.labelled, abs=5e-5)
        if row.basis in {TEMPLATES, READ} and not math.isnan(row.recall):
            assert row.recall == pytest.approx(recall([sides(row)[0]]).value, abs=5e-5)
            assert row.recall_low <= row.recall <= row.recall_high


def test_english_reaches_its_targets_where_that_can_be_said():
    """No group is below a target; and those of which most is known are above both."""
    found = pooled(ROWS)
    for target, (right, share, _) in found.items():
        assert reached(right, PRECISION) != "below", target
        assert reached(share, RECALL) != "below", target
        if share.posts >= 100:
            assert share.value >= RECALL, target
            assert math.isnan(right.value) or right.value >= PRECISION, target
    shown = {target for target, (_, share, _) in found.items() if reached(share, RECALL) == "shown"}
    assert shown >= {"women", "trans people", "immigrants", "LGBTQ people"}


def test_precision_is_not_told_where_nothing_could_be_found_wrongly():
    """RedditBias has posts about its target alone: whatever is found there is labelled."""
    rows = [row for row in ROWS if row.corpus.startswith("redditbias")]
    assert rows
    assert all(row.all_labelled and math.isnan(row.precision) and math.isnan(row.label_precision) for row in rows)
    assert math.isnan(pooled(ROWS)["LGBTQ people"][0].value)
    assert not math.isnan(pooled(ROWS)["women"][0].value)


def test_what_limits_say():
    estimate = recall([Side(100, 10, 10, 5)])
    assert reached(estimate, 0.8) == "shown"
    assert reached(estimate, 0.99) == "below"
    assert reached(estimate, 0.95) == "inconclusive"
    assert reached(replace(estimate, posts=FEW - 1), 0.8) == "cannot be assessed"


@pytest.mark.skipif(not (SHARED / "datasets").is_dir(), reason=f"no shared data at {SHARED}; set POSTAUDIT_SHARED_DATA")
def test_some_of_it_measured_again():
    """Two corpora, templates and labels: the same rows, byte for byte."""
    folder, verdicts = SHARED / "datasets", readings()
    for read_corpora in (reader._hatecheck, reader._ethos):
        for corpus in read_corpora(folder):
            again = written(row for row in measure(corpus, verdicts)).splitlines()[1:]
            there = written(row for row in ROWS if row.corpus == corpus.name).splitlines()[1:]
            assert again == there, "run make lexicon-accuracy"


@pytest.mark.skipif(not (SHARED / "datasets").is_dir(), reason=f"no shared data at {SHARED}; set POSTAUDIT_SHARED_DATA")
def test_languages_without_a_lexicon_are_said():
    measured = {row.language for row in ROWS if row.basis != "no lexicon"}
    waiting = {row.language for row in ROWS if row.basis == "no lexicon"}
    assert not measured & waiting
    assert measured <= set(resources.lexicon_languages())
    assert not waiting & set(resources.lexicon_languages()), "a lexicon came: run make lexicon-accuracy"


def test_a_row_without_figures_survives_the_file(tmp_path):
    row = Row("corpus", "xx", "women", "odd", "no lexicon", 10, 4)
    path = tmp_path / "rows.csv"
    path.write_text(written([row]), encoding="utf-8")
    assert written(read(path)) == written([row])
