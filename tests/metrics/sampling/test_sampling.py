"""Faults that were planted in a collection are found, and in one without them nothing is."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pytest

import audit
from audit.metrics import all_metrics
from audit.metrics.base import Scope
from audit.metrics.sampling.clocks import CLOCKS, long_ids, moments, record_keys
from audit.metrics.sampling.times import _has_longest_gap
from audit.metrics.withheld import without_rows
from audit.plan import Plan
from audit.statistics.hour_gaps import Outage
from audit.tally.tally_file import load, save

START = 1_514_764_800  # 2018-01-01 00:00 UTC
EPOCH = 1_288_834_974_657
HOUR, DAY = 3600, 86_400
NAMES = {each.name for each in all_metrics()}
WORDS = [f"word{each}" for each in np.random.default_rng(0).permutation(4000)]


def collected(posts=6000, days=60, seed=1, authors=500) -> list[dict]:
    """Tweets by day and by night, of many authors, with ids that tell the time, of words that few posts share."""
    random = np.random.default_rng(seed)
    hours = np.arange(days * 24)
    rate = 1 + 0.7 * np.cos(2 * np.pi * (hours % 24 - 19) / 24) + 0.2 * (hours // 24 % 7 > 4)
    at = np.sort(random.choice(hours, posts, p=rate / rate.sum())) * HOUR + random.uniform(0, HOUR, posts)
    times = START + np.sort(at)
    # The commonest content word is in some posts of a hundred.
    common = 1 / (20 + np.arange(4000))
    chosen = random.choice(4000, (posts, 8), p=common / common.sum())
    who = random.choice(authors, posts, p=(weights := 1 / (1 + np.arange(authors))) / weights.sum())
    return [
        {
            "post_id": tweet_id(moment, random),
            "author_id": f"a{who[index]}",
            "text": "it was the " + " and ".join(WORDS[each] for each in chosen[index]),
            "created_at": int(moment) * 1_000_000,
            "lang": "en",
        }
        for index, moment in enumerate(times)
    ]


def tweet_id(moment: float, random: np.random.Generator, *, millisecond: int | None = None) -> str:
    ms = int(moment * 1000) if millisecond is None else int(moment) * 1000 + millisecond
    return str((ms - EPOCH) << 22 | int(random.integers(0, 1 << 10)) << 12 | int(random.integers(0, 3)))


@pytest.fixture(scope="module")
def rows():
    return collected()


@pytest.fixture(scope="module")
def told(judged, well_said):
    def tell(*batches, **plan):
        found = judged("sampling", *batches, **plan)
        well_said(found.judgement)
        for each in found.judgement.weakens:
            assert set(each.metrics) <= NAMES - {"sampling"}, each.metrics
            assert each.caveat.endswith(".")
        return found

    return tell


def shown(told) -> set[str]:
    return {name for name, each in told.findings.items() if each.reading == "shown"}


def test_a_collection_without_faults_has_none(rows, told):
    found = told(rows)
    assert shown(found) == set()
    assert set(found.findings) == {"sampling.clear"}
    assert not found.judgement.weakens
    agree = found.estimates["sampling.ids.twitter.agree"]
    assert (agree.value, agree.n_posts, agree.note) == (
        1.0,
        len(rows),
        "to the second; counted over all posts of these files: exact, no interval",
    )
    assert found.estimates["sampling.stream"].value < 0.02
    assert found.reasons == "Not looked at: no communities are named."


@pytest.mark.parametrize(
    ("hours", "said"), [(-5, "5 hours behind"), (5.5, "5.5 hours ahead of"), (1, "1 hour ahead of")]
)
def test_a_lost_time_zone_is_found_with_its_hours(hours, said, rows, told):
    moved = [{**row, "created_at": row["created_at"] + int(hours * HOUR) * 1_000_000} for row in rows]
    found = told(moved)
    assert shown(found) - {"sampling.ends"} == {"sampling.ids.twitter"}  # days of another zone begin at another hour
    finding = found.findings["sampling.ids.twitter"]
    assert said in finding.title
    assert finding.severity == "high"
    assert found.estimates["sampling.ids.twitter.shifted"].value == 1.0
    assert found.estimates["sampling.ids.twitter.astray"].value == 0.0
    assert "rhythm" in found.judgement.weakens[0].metrics


def test_times_to_the_minute_agree_and_summer_is_told_from_winter(rows, told):
    minutes = [{**row, "created_at": row["created_at"] // 60_000_000 * 60_000_000} for row in rows]
    agree = told(minutes).estimates["sampling.ids.twitter.agree"]
    assert agree.value == 1.0
    assert "minute" in agree.note
    both = [
        {**row, "created_at": row["created_at"] - (5 if i < 4000 else 4) * HOUR * 1_000_000}
        for i, row in enumerate(rows)
    ]
    finding = told(both).findings["sampling.ids.twitter"]
    assert "5 hours behind and 4 hours behind" in finding.title
    assert any("winter" in each for each in finding.caveats)


def test_times_that_are_of_something_else_are_found(rows, told):
    random = np.random.default_rng(3)
    astray = [
        {
            **row,
            "platform": "twitter",
            "created_at": row["created_at"] - (i % 5 == 0) * int(random.integers(10**12, 10**13)),
        }
        for i, row in enumerate(rows)
    ]
    found = told(astray)
    assert "sampling.ids.twitter" in shown(found)
    assert found.estimates["sampling.ids.twitter.astray"].value == pytest.approx(0.2, abs=0.001)


def test_rounded_ids_keep_their_time_and_lose_their_joins(rows, told):
    sheet = [{**row, "post_id": str(round(int(row["post_id"]), -4))} for row in rows]
    found = told(sheet)
    assert shown(found) == {"sampling.ids.rounded"}
    assert found.estimates["sampling.ids.thousands"].value == 1.0
    assert found.estimates["sampling.ids.twitter.agree"].value == 1.0
    assert found.findings["sampling.ids.rounded"].severity == "high"
    assert any("repetition" in each.metrics for each in found.judgement.weakens)
    few = [row if i % 50 else sheet[i] for i, row in enumerate(rows)]
    assert "sampling.ids.rounded" not in told(few).findings  # 2 % is no more than the tolerance of 5 %


def test_ids_that_went_through_a_float_are_found(rows, told):
    found = told([{**row, "post_id": str(int(float(row["post_id"])))} for row in rows])
    assert shown(found) == {"sampling.ids.rounded"}
    assert "float" in found.findings["sampling.ids.rounded"].title


@pytest.mark.parametrize(("part", "severity"), [(1.0, "low"), (0.4, "medium")])
def test_the_sample_stream_is_known_by_its_milliseconds(part, severity, rows, told):
    random = np.random.default_rng(4)
    streamed = [
        {**row, "post_id": tweet_id(row["created_at"] / 1e6, random, millisecond=int(random.integers(657, 667)))}
        if random.random() < part
        else row
        for row in rows
    ]
    found = told(streamed)
    assert shown(found) == {"sampling.stream"}
    estimate = found.estimates["sampling.stream"]
    assert estimate.low <= part <= estimate.high
    assert estimate.value == pytest.approx(part, abs=0.03)
    assert found.findings["sampling.stream"].severity == severity


def test_a_stream_that_was_cut_off_in_every_second_is_no_sample_stream(rows, told):
    random = np.random.default_rng(14)
    late = np.minimum(random.exponential(150, len(rows)), 999).astype(int)
    moved = [
        {**row, "post_id": tweet_id(row["created_at"] // 10**6, random, millisecond=(657 + int(wait)) % 1000)}
        for row, wait in zip(rows, late, strict=True)
    ]
    found = told(moved)
    assert shown(found) == {"sampling.limit"}
    assert found.estimates["sampling.limit"].value == pytest.approx(1 - np.exp(-500 / 150), abs=0.01)
    assert found.estimates["sampling.stream"].value < 0.02


def test_a_list_of_words_is_found_and_named(rows, told):
    random = np.random.default_rng(5)
    asked = ["vaccine", "jab", "booster"]
    found = told([{**row, "text": f"{row['text']} {asked[int(random.integers(3))]}"} for row in rows])
    assert shown(found) == {"sampling.words"}
    finding = found.findings["sampling.words"]
    assert all(each in finding.statement for each in asked)
    # That the words are there is known; that posts were found by them is one explanation.
    assert finding.title == "3 words are in four fifths of the posts, as where posts are found by words"
    assert finding.severity == "medium"
    assert any("inferred" in each for each in finding.caveats)
    assert "If posts were found" in found.judgement.weakens[0].caveat
    assert found.estimates["sampling.words.3"].value == pytest.approx(1.0, abs=0.001)
    assert {"labels", "mentions", "representation"} <= set(found.judgement.weakens[0].metrics)


def test_words_of_few_authors_are_not_named(rows, told):
    found = told(
        [{**row, "text": f"{row['text']} {'zebra' if row['author_id'] in ('a0', 'a1') else 'jab'}"} for row in rows]
    )
    assert "sampling.words" in shown(found)
    assert "jab" in found.findings["sampling.words"].statement
    assert "zebra" not in found.findings["sampling.words"].statement


def test_copies_of_one_text_are_no_list_of_words(rows, told):
    shared = "the quick brown fox jumps over lazy dogs"
    copied = [{**row, "text": shared if i % 10 else row["text"]} for i, row in enumerate(rows)]
    assert "sampling.words" not in told(copied).findings


def test_an_outage_is_found_with_its_hours(rows, told):
    begin = START + 20 * DAY + 9 * HOUR
    found = told([row for row in rows if not begin <= row["created_at"] // 1_000_000 < begin + 30 * HOUR])
    assert shown(found) == {"sampling.outages"}
    assert found.estimates["sampling.outage_hours"].value == pytest.approx(30, abs=2)
    assert found.estimates["sampling.outage_hours"].unit == "hours"
    assert "2018-01-21 09:00" in found.findings["sampling.outages"].statement
    assert found.judgement.tells == ()  # no whole day is empty, of which days without posts would tell as well
    assert "rhythm" in found.judgement.weakens[0].metrics


def test_a_gap_of_days_is_told_once(rows):
    begin = START + 20 * DAY + 9 * HOUR
    left = [row for row in rows if not begin <= row["created_at"] // 1_000_000 < begin + 5 * DAY]
    alone, both = (audit.run(left, workers=1, metrics=names) for names in (["coverage"], ["coverage", "sampling"]))
    said = [{each.id: each for each in found.findings} for found in (alone, both)]
    assert said[0]["coverage.gap"].reading == "shown"
    assert "coverage.gap" not in said[1]
    assert said[1]["sampling.outages"].reading == "shown"
    assert both.estimate("coverage.longest_gap_days") == alone.estimate("coverage.longest_gap_days")
    whole = audit.run(rows, workers=1, metrics=["coverage", "sampling"])
    assert "coverage.gap" in {each.id for each in whole.findings}


def test_a_gap_of_days_that_is_no_outage_stays_beside_one_that_is():
    """Posts on two days of three, at one hour; one outage of hours in one dense month would not speak of the others."""
    posts = np.ones(24 * 40, dtype=np.int64)
    posts[24 * 10 : 24 * 12] = 0
    posts[24 * 20 : 24 * 25] = 0
    short, long = Outage(240, 288, 0, 48.0, 0.0), Outage(480, 600, 0, 120.0, 0.0)
    assert not _has_longest_gap([short], posts, 0)
    assert _has_longest_gap([short, long], posts, 0)
    assert _has_longest_gap([long], posts, 48)
    assert not _has_longest_gap([long], np.ones(24 * 40, dtype=np.int64), 0)
    # From another hour of the day on, four whole days and two parts are empty.
    assert _has_longest_gap([long], posts, 31)
    assert not _has_longest_gap([Outage(500, 560, 0, 60.0, 0.0)], posts, 31)


def test_nothing_found_in_little_is_not_shown_to_be_little(rows, told):
    few = told(rows[:: len(rows) // 300])
    assert few.findings["sampling.clear"].reading == "inconclusive"
    assert told(rows).findings["sampling.clear"].reading == "shown_small"


def test_a_trickle_is_an_outage_as_well(told):
    many = collected(40_000, authors=9000)
    begin = START + 20 * DAY + 9 * HOUR
    found = told(
        [
            row
            for i, row in enumerate(many)
            if i % 30 == 0 or not begin <= row["created_at"] // 1_000_000 < begin + 24 * HOUR
        ]
    )
    assert "sampling.outages" in shown(found)


@pytest.mark.parametrize(("first", "hours"), [(2, 3), (22, 10)])
def test_a_window_of_the_day_is_found(first, hours, rows, told):
    def outside(row):
        return (row["created_at"] // 1_000_000 // HOUR - first) % 24 >= hours

    found = told([row for row in rows if outside(row)])
    assert "sampling.daily_window" in shown(found)
    title = found.findings["sampling.daily_window"].title
    start, end = f"{first:02}:00", f"{(first + hours) % 24:02}:00"
    assert title == (
        f"Posts are from {end} to {start} UTC only" if hours >= 8 else f"Every day lacks {start} to {end} UTC"
    )


def test_an_hour_that_stands_out_is_found(told):
    many = collected(12_000, authors=5000)
    noon = [
        {**row, "created_at": (row["created_at"] // 10**6 // DAY * DAY + 4 * HOUR + i % HOUR) * 10**6}
        if i % 5 == 0
        else row
        for i, row in enumerate(many)
    ]
    bare = [{**row, "post_id": f"p{i}"} for i, row in enumerate(noon)]
    assert shown(told(bare)) == {"sampling.hour_spike"}


def test_days_that_are_cut_short_are_told(told):
    many = collected(40_000, authors=9000)
    found = told([row for row in many if row["created_at"] // 1_000_000 >= START + 9 * HOUR])
    assert shown(found) == {"sampling.ends"}
    assert found.findings["sampling.ends"].title == "Days are cut short at the beginning"
    assert found.estimates["sampling.first_day_missing"].value == 9


def test_times_at_midnight_are_days(rows, told):
    some = [
        {**row, "created_at": row["created_at"] // (DAY * 10**6) * DAY * 10**6} if i % 4 == 0 else row
        for i, row in enumerate(rows)
    ]
    found = told(some)
    assert "sampling.times" in shown(found)
    assert found.estimates["sampling.times.midnight"].value == pytest.approx(0.25, abs=0.001)
    found = told([{**row, "created_at": row["created_at"] // (DAY * 10**6) * DAY * 10**6} for row in rows])
    assert "times are days, so hours are not looked at" in found.reasons


def test_a_cap_on_posts_per_author_is_found(told):
    random = np.random.default_rng(6)
    sizes = np.minimum(np.ceil(random.pareto(0.6, 400) * 6), 3200).astype(int)
    assert (sizes == 3200).sum() >= 5
    sizes = np.minimum(sizes, 200)
    rows = [
        {
            "post_id": f"{a}/{i}",
            "author_id": f"a{a}",
            "text": f"it was {a} {i}",
            "created_at": (START + (a * 7919 + i * 911) % (60 * DAY)) * 10**6,
        }
        for a, size in enumerate(sizes)
        for i in range(size)
    ]
    found = told(rows)
    assert "sampling.cap.author" in shown(found)
    finding = found.findings["sampling.cap.author"]
    assert "have 200 posts or nearly, the most of any, as under a cap" in finding.title
    assert any("inferred" in each for each in finding.caveats)
    assert "a page of a Twitter timeline" in finding.statement
    assert found.estimates["sampling.capped.author"].value == (sizes == 200).sum()


def test_a_cap_per_hour_is_found(told):
    many, kept, seen = collected(40_000, authors=9000), [], {}
    for row in many:
        hour = row["created_at"] // 10**6 // HOUR
        seen[hour] = seen.get(hour, 0) + 1
        if seen[hour] <= 40:
            kept.append(row)
    assert "sampling.cap.hour" in shown(told(kept))


def test_a_cap_per_community_and_the_frame_are_found(told):
    rows = [
        {"post_id": f"{c}/{i}", "author_id": f"a{c * 31 + i % 97}", "text": f"it was {c} {i}", "community": f"c{c}"}
        for c in range(40)
        for i in range(1000 if c % 3 else 200 + 13 * c)
    ]
    found = told(rows)
    assert {"sampling.cap.community", "sampling.frame.communities"} <= shown(found)
    assert "1,000 is what a listing of Reddit gives" in found.findings["sampling.cap.community"].statement


def test_too_few_days_or_communities_show_no_cap_and_are_not_said_to_have_none(told):
    few = [{**row, "community": f"c{i % 3}"} for i, row in enumerate(collected(800, days=16))]
    found = told(few)
    assert "fewer than 30 communities are too few" in found.reasons
    assert "fewer than 30 days are too few" in found.reasons
    assert "a cap on posts per community" not in found.findings["sampling.clear"].statement


def test_accounts_that_were_chosen_are_told(told):
    found = told(collected(authors=3000))
    assert "sampling.frame.accounts" not in found.findings
    every = [{**row, "author_id": f"a{i % 120}"} for i, row in enumerate(collected())]
    found = told(every)
    assert {"sampling.frame.accounts", "sampling.cap.author"} <= shown(found)
    assert "have 50 posts or nearly, the most of any" in found.findings["sampling.cap.author"].title


def test_texts_that_were_cut_are_found(rows, told):
    cut = [{**row, "text": (row["text"] * 9)[: 255 if i % 3 else 60]} for i, row in enumerate(rows)]
    found = told(cut)
    assert "sampling.cut" in shown(found)
    assert found.estimates["sampling.cut.255"].value == pytest.approx(2 / 3, abs=0.01)
    tweets = [
        {**row, "text": (row["text"] * 3)[:139] + "…" if i % 2 else row["text"][:90]} for i, row in enumerate(rows)
    ]
    assert "end in an ellipsis at 140" in told(tweets).findings["sampling.cut"].title
    full = [{**row, "text": (row["text"] * 3)[: min(140, 40 + i % 160)]} for i, row in enumerate(rows)]
    assert "sampling.cut" not in told(full).findings  # people write up to a platform's limit


def test_ids_out_of_order_are_found(told):
    def submissions(wrong):
        random = np.random.default_rng(7)
        number = 10_000_000 + np.sort(random.integers(0, 10**7, 3000))
        return [
            {
                "post_id": f"t3_{np.base_repr(int(each), 36).lower()}",
                "author_id": f"a{i % 300}",
                "text": f"it was {i}",
                "platform": "reddit",
                "created_at": (
                    START + i * 500 - (int(random.integers(DAY, 30 * DAY)) if random.random() < wrong else 0)
                )
                * 10**6,
            }
            for i, each in enumerate(number)
        ]

    found = told(submissions(0.0))
    assert found.estimates["sampling.order.reddit_submissions"].value == 0
    assert "sampling.order.reddit_submissions" not in found.findings
    found = told(submissions(0.3))
    assert "sampling.order.reddit_submissions" in shown(found)
    assert found.estimates["sampling.order.reddit_submissions"].value == pytest.approx(0.3, abs=0.04)


def test_clocks_tell_published_examples():
    """Ids whose times are known: of Twitter's and Discord's documentation, of the AT Protocol's libraries, and of answers by users."""
    known = {
        # The tweet of the docs of Twitter's API: Wed Oct 10 20:19:24 +0000 2018.
        "twitter": ("1050118621198921728", "2018-10-10T20:19:24"),
        # The snowflake that Discord's reference takes apart: 1462015105796 ms.
        "discord": ("175928847299117063", "2016-04-30T11:18:25"),
        # An Instagram post of 2020-08-26T13:43:27Z.
        "instagram": ("2384288897814875714", "2020-08-26T13:43:27"),
        # A Mastodon status of 2022-07-10T02:34:28.
        "mastodon": ("108620707827530645", "2022-07-10T02:34:28"),
    }
    for name, (number, time) in known.items():
        values, found = long_ids(pa.array([number]))
        assert found.all()
        assert str(moments(CLOCKS[name], values).astype("datetime64[us]").astype("datetime64[s]")[0]) == time, name
    values, found = record_keys(
        pa.array(["at://did:plc:x/app.bsky.feed.post/3l25zusnsfctk", "3l25zusnsfctk", "not one"])
    )
    assert found.tolist() == [True, True, False]
    assert moments(CLOCKS["bluesky"], values)[:2].tolist() == [1_724_171_495_793_000] * 2
    assert (values[0] & 1023) == 816  # its clock identifier, says the library @atcute/tid


def test_split_files_and_a_file_read_twice_say_the_same(rows, told):
    planted = [{**row, "text": f"{row['text']} jab"} for row in rows if row["created_at"] // 10**6 // DAY % 30 != 11]
    once, split = told(planted), told(planted[::2], planted[1::2])
    assert once.judgement == split.judgement
    twice = told(planted, planted)
    assert set(twice.findings) == set(once.findings)
    assert {each.id: each.value for each in twice.judgement.estimates} == pytest.approx(
        {each.id: each.value for each in once.judgement.estimates}
    )


def test_a_tally_file_holds_no_word_and_says_so(rows, told, tmp_path):
    found = told([{**row, "text": f"{row['text']} vaccine"} for row in rows])
    written = save(without_rows(found.tally), {}, b"0123456789abcdef")
    assert b"vaccine" not in written
    path = tmp_path / "tally.arrow"
    path.write_bytes(written)
    tally, _, _ = load(path)
    [sampling] = [each for each in all_metrics() if each.name == "sampling"]
    authors = len(tally.author_posts)
    again = sampling.judge(tally, Scope(Plan(), len(rows), authors, has_authors=True))
    assert "words are never written into a tally file" in again.not_measured[0].reason
    same = {each.id: each for each in found.judgement.estimates if "words" not in each.id}
    assert {each.id: each for each in again.estimates} == same


def test_no_reading_without_what_it_needs(rows, told):
    bare = [{"text": row["text"]} for row in rows[:400]]
    found = told(bare)
    assert shown(found) == set()
    assert re.search("no posts have both a time and an id", found.reasons)
    assert re.search("too few posts have a time", found.reasons)


def test_words_of_one_author_say_nothing_of_how_posts_were_found(rows, told):
    found = told([{**row, "author_id": "a0", "text": f"{row['text']} jab"} for row in rows])
    assert not [each for each in found.estimates if each.startswith("sampling.words")]
    assert "too few authors wrote short texts" in found.reasons
