"""What posts give away of their authors: against plain references, planted shares, and what may not be printed."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest

from audit.metrics.privacy import quotes as privacy_quotes
from audit.metrics.privacy import uniqueness as privacy_uniqueness
from audit.metrics.privacy.estimates import nested
from audit.metrics.withheld import are_withheld, without_rows
from audit.tally.tally_file import load, save

NEUTRAL = ("The market was open in the morning", "We walked home over the hill", "It rained on the way to the lake")
TOLD = "I was diagnosed with asthma in spring"


def posts(authors=300, each=3, seed=1, text=None, **columns):
    """Rows by ``authors`` with ``each`` posts; ``columns`` are functions of (author, number of the post)."""
    random = np.random.default_rng(seed)
    rows = []
    for author in range(authors):
        for number in range(each):
            words = (
                text(author, number) if text else f"{random.choice(NEUTRAL)} and then came the {author * each + number}"
            )
            row = {"post_id": f"p{author}-{number}", "author_id": f"author {author}", "text": words, "lang": "en"}
            rows.append(row | {name: column(author, number) for name, column in columns.items()})
    return rows


# --- uniqueness ------------------------------------------------------------------------------------------------------


def naive_alone(rows, names):
    """Authors with a combination of their own, by plain sets and counters."""
    seen = defaultdict(lambda: defaultdict(list))
    for row in rows:
        for name in names:
            value = row.get("created_at" if name == "hour" else name)
            if value is not None:
                seen[row["author_id"]][name].append(value // 3_600_000_000 % 24 if name == "hour" else value)
    combined = {}
    for author, values in seen.items():
        facts_ = []
        for name in names:
            own = values.get(name, [])
            if name == "community":
                facts_.append(frozenset(own))
            else:
                most = max(Counter(own).values(), default=0)
                best = [each for each, n in Counter(own).items() if n == most]
                facts_.append(best[0] if len(best) == 1 else None)  # the tests below have no ties
        combined[author] = tuple(facts_)
    counted = Counter(combined.values())
    return sum(counted[each] == 1 for each in combined.values()) / len(combined)


def of_three_facts(authors=400, seed=4):
    random = np.random.default_rng(seed)
    hour, place = random.integers(0, 24, authors), random.zipf(1.6, authors) % 40
    second = random.zipf(1.4, authors) % 15
    return posts(
        authors,
        each=3,
        community=lambda a, n: f"c{(place if n else second)[a]}",
        created_at=lambda a, n: 1_600_000_000_000_000 + int(hour[a] + n * 24) * 3_600_000_000,
    )


def test_uniqueness_is_that_of_a_plain_count(judged):
    rows = of_three_facts()
    result = judged("privacy", rows[:500], rows[500:])
    for name, names in (
        ("unique", ["community", "hour"]),
        ("unique_without.community", ["hour"]),
        ("unique_without.hour", ["community"]),
    ):
        estimate, expected = result.estimates[f"privacy.uniqueness.{name}"], naive_alone(rows, names)
        if estimate.status == "ok":
            assert estimate.value == pytest.approx(expected), name
    assert result.estimates["privacy.uniqueness.unique"].status == "ok"
    assert result.findings["privacy.uniqueness"].reading == "shown"
    assert "adds most" in result.findings["privacy.uniqueness"].statement
    assert any("alone in the world" in each for each in result.findings["privacy.uniqueness"].caveats)


def test_few_classes_single_out_nobody(judged):
    rows = posts(300, community=lambda a, n: f"c{a % 3}", created_at=lambda a, n: 3_600_000_000 * (a % 4))
    result = judged("privacy", rows)
    estimate = result.estimates["privacy.uniqueness.unique"]
    assert estimate.value == 0
    assert 0 < estimate.high < 0.02
    assert result.findings["privacy.uniqueness"].reading == "shown_small"


def test_plan_chooses_the_facts(judged):
    rows = posts(300, community=lambda a, n: f"c{a}", **{"attribute:gender": lambda a, n: ("female", "male")[a % 2]})
    assert judged("privacy", rows).estimates["privacy.uniqueness.unique"].value == 1
    chosen = judged("privacy", rows, privacy={"quasi_identifiers": ["gender"]})
    assert chosen.estimates["privacy.uniqueness.unique"].value == 0
    assert "stated gender" in chosen.findings["privacy.uniqueness"].statement
    none = judged("privacy", rows, privacy={"quasi_identifiers": []})
    assert "privacy.uniqueness.unique" not in none.estimates
    assert "asks for none" in none.reasons
    missing = judged("privacy", rows, privacy={"quasi_identifiers": ["place", "gender"]})
    assert "no value of place" in missing.reasons
    assert missing.estimates["privacy.uniqueness.unique"].value == 0


def test_authors_are_drawn_whole_and_the_share_is_then_an_upper_bound(judged, monkeypatch):
    rows = of_three_facts(3000)
    whole = judged("privacy", rows).estimates["privacy.uniqueness.unique"]
    monkeypatch.setattr(privacy_uniqueness, "MOST_ROWS", 1 << 10)
    drawn = judged("privacy", rows)
    estimate = drawn.estimates["privacy.uniqueness.unique"]
    assert estimate.n_authors < 1000
    assert estimate.value > whole.value
    assert "of a sample of 1 in" in estimate.note
    assert drawn.findings["privacy.uniqueness"].reading == "inconclusive"
    chance = drawn.estimates["privacy.uniqueness.match_probability"]
    # In effect: alone in the sample over all in the whole who share the combination.
    assert 0 < chance.value < 1
    assert judged("privacy", rows[:4000], rows[4000:]).estimates["privacy.uniqueness.unique"] == estimate


@pytest.mark.parametrize(
    ("sizes", "whole", "printed"),
    [
        ([20, 40, 60], 100, [True, True, True]),
        ([5, 40, 60], 100, [False, True, True]),
        ([20, 25, 60], 100, [True, False, True]),
        ([20, 40, 95], 100, [True, True, False]),
        ([0, 0, 100], 100, [True, True, True]),
        ([0, 4, 12], 100, [True, False, True]),
    ],
)
def test_no_difference_of_nested_shares_is_of_few(sizes, whole, printed):
    assert nested(sizes, whole, 10) == printed
    told = [0, *(size for size, shown in zip(sizes, printed, strict=True) if shown), whole]
    assert all(step == 0 or step >= 10 for step in np.diff(told))


# --- quotes ----------------------------------------------------------------------------------------------------------


def naive_quotes(rows):
    """Shares of long posts with any run of six words, of all their posts, that no other post has."""
    runs = {
        row["post_id"]: sorted({tuple(words[i : i + 6]) for i in range(len(words) - 5)})
        for row in rows
        if (words := row["text"].lower().split())
    }
    having = Counter(run for own in runs.values() for run in set(own))
    long = [row["post_id"] for row in rows if len(row["text"].split()) >= 8]
    return np.mean([any(having[run] == 1 for run in runs[each]) for each in long]), {
        each: [having[run] == 1 for run in runs[each]] for each in long
    }


def worded(author, number):
    random = np.random.default_rng(author * 10 + number)
    common = ["all", "of", "us", "went", "down", "to", "the", "river", "in", "the", "early", "morning", "light"]
    if (author + number) % 3 == 0:
        return " ".join(common)
    own = [f"word{each}" for each in random.integers(0, 400, 8)]
    return " ".join([*common[: random.integers(2, 12)], *own[: random.integers(0, 8)]])


def test_searchable_quotes_are_those_of_a_plain_count(judged):
    rows = posts(300, text=worded)
    result = judged("privacy", rows[:400], rows[400:])
    expected, alone = naive_quotes(rows)
    assert result.estimates["privacy.quotes.any_run.share_of_posts"].value == pytest.approx(expected)
    searchable = result.estimates["privacy.quotes.searchable"]
    # Counted in a million parts of a post.
    assert searchable.value == pytest.approx(np.mean([np.mean(each) for each in alone.values()]), abs=1e-6)
    assert searchable.n_posts == len(alone)
    authors = {each.split("-")[0] for each, own in alone.items() if any(own)}
    everyone = {each.split("-")[0] for each in alone}
    assert result.estimates["privacy.quotes.any_run.share_of_authors"].value == pytest.approx(
        len(authors) / len(everyone)
    )


def test_copies_are_found_in_no_post_alone(judged):
    rows = posts(300, text=lambda a, n: "one and the same sentence of more than eight words is here")
    estimate = judged("privacy", rows).estimates["privacy.quotes.searchable"]
    assert estimate.value == 0
    assert judged("privacy", rows).findings["privacy.quotes"].reading == "shown_small"


def test_a_file_that_is_read_twice_has_no_copies(judged):
    rows = posts(300, text=worded)
    once, twice = judged("privacy", rows), judged("privacy", rows, rows)
    for name, estimate in once.estimates.items():
        assert twice.estimates[name].value == pytest.approx(estimate.value) or estimate.value is None, name


def test_runs_are_drawn_and_long_posts_count_no_more_for_it(judged, monkeypatch):
    """Half of the posts are short and the others long; a draw of runs keeps long ones more often, and weights undo that."""

    def text(author, number):
        length = 9 if author % 2 else 40
        if author % 2 == 0 and author % 4:
            return " ".join(f"same{place}" for place in range(length))
        return " ".join(f"w{author}x{number}x{place}" for place in range(length))

    rows = posts(900, text=text)
    whole = judged("privacy", rows).estimates["privacy.quotes.searchable"]
    assert whole.value == pytest.approx(0.75)
    monkeypatch.setattr(privacy_quotes, "MOST_RUNS", 1 << 12)
    drawn = judged("privacy", rows)
    estimate = drawn.estimates["privacy.quotes.searchable"]
    assert "runs drawn at a rate of 1 in" in estimate.note
    assert estimate.low < whole.value < estimate.high
    assert "privacy.quotes.any_run.share_of_posts" not in drawn.estimates
    assert "more runs or posts than can be kept" in " ".join(drawn.reasons.split())
    parts = judged("privacy", rows[:1000], rows[1000:]).estimates["privacy.quotes.searchable"]
    assert parts == estimate


# --- disclosures and ages --------------------------------------------------------------------------------------------


def telling(share, seed):
    """Authors who tell with a chance of ``share``, in one of their posts."""
    random = np.random.default_rng(seed)
    tells = random.random(400) < share

    def text(author, number):
        return f"{TOLD if tells[author] and number == 0 else NEUTRAL[(author + number) % 3]} on day {author}"

    return posts(400, text=text), tells.mean()


def test_planted_disclosures_are_recovered(judged):
    rows, share = telling(0.2, 3)
    result = judged("privacy", rows)
    for name in ("any", "health_physical"):
        assert result.estimates[f"privacy.told.{name}.share_of_authors"].value == pytest.approx(share)
        assert result.estimates[f"privacy.told.{name}.share_of_posts"].value == pytest.approx(share / 3)
    assert result.findings["privacy.told"].reading == "shown"
    assert result.findings["privacy.told"].severity == "high"
    assert "physical health" in result.findings["privacy.told"].statement


def test_intervals_of_planted_disclosures_cover(judged):
    covered = []
    for seed in range(60):
        estimate = judged("privacy", telling(0.1, seed)[0]).estimates["privacy.told.any.share_of_authors"]
        covered.append(estimate.low <= 0.1 <= estimate.high)
    assert np.mean(covered) >= 0.88  # of 60, at the level of 95 %


def test_nothing_told_is_shown_to_be_small(judged):
    result = judged("privacy", posts(500))
    for name in ("told", "convictions", "minors"):
        assert result.findings[f"privacy.{name}"].reading == "shown_small", name
        assert result.findings[f"privacy.{name}"].actions == ()
    assert all(each.value in (0, None) for name, each in result.estimates.items() if ".told." in name)


def test_reposts_are_the_words_of_others(judged, batch_of):
    rows = posts(100, text=lambda a, n: f"RT @somebody: {TOLD} of {a}")
    assert judged("privacy", rows).estimates["privacy.told.any.share_of_posts"].value == 0


def test_categories_of_few_authors_are_hidden_with_another(judged):
    """Nine authors of one category: it is hidden, and so is one more, since the total is printed."""
    said = {
        "health_physical": TOLD,
        "religion_philosophy": "I am an atheist, and",
        "convictions": "I was convicted of theft",
    }
    of = {
        **dict.fromkeys(range(9), "health_physical"),
        **dict.fromkeys(range(20, 60), "religion_philosophy"),
        **dict.fromkeys(range(70, 75), "convictions"),
    }
    rows = posts(400, text=lambda a, n: f"{said[of[a]] if a in of else NEUTRAL[a % 3]} {a} days")
    estimates = judged("privacy", rows).estimates
    hidden = {
        name for name, each in estimates.items() if each.status == "suppressed" and each.measure == "share_of_authors"
    }
    assert {
        f"privacy.told.{name}.share_of_authors" for name in ("health_physical", "religion_philosophy", "convictions")
    } <= hidden
    assert estimates["privacy.told.any.share_of_authors"].value == pytest.approx(49 / 400)
    assert all(estimates[name].n_posts is None for name in hidden)


def test_what_is_implied_is_hidden_where_it_would_tell_of_few(judged):
    def text(author, number):
        if author < 40:
            return f"{TOLD} {author}"
        return f"{'My blood pressure is high' if author < 45 else NEUTRAL[author % 3]} {author}"

    estimates = judged("privacy", posts(400, text=text)).estimates
    assert estimates["privacy.told.any.share_of_authors"].value == pytest.approx(0.1)
    assert estimates["privacy.told.any_implied.share_of_authors"].status == "suppressed"


@pytest.mark.parametrize(
    ("first", "second", "hidden"),
    [
        (range(60), range(58, 90), {"health_physical": False, "religion_philosophy": True, "any": False}),
        (range(60), range(40, 63), {"health_physical": False, "religion_philosophy": False, "any": True}),
        (range(60), range(30, 90), {"health_physical": False, "religion_philosophy": False, "any": False}),
        (range(60), range(60, 90), {"health_physical": False, "religion_philosophy": False, "any": False}),
    ],
    ids=["two tell both", "three tell the second alone", "thirty tell both", "nobody tells both"],
)
def test_what_two_categories_come_to_tells_of_no_few(first, second, hidden, judged):
    """With both and their union printed, how many are in both follows, and how many in one alone."""

    def text(author, number):
        told = [TOLD] * (author in first) + ["I am an atheist, and"] * (author in second)
        return f"{'. '.join(told) or NEUTRAL[author % 3]} {author} days"

    estimates = judged("privacy", posts(400, text=text)).estimates
    for measure in ("share_of_posts", "share_of_authors"):
        found = {name: estimates[f"privacy.told.{name}.{measure}"].status == "suppressed" for name in hidden}
        assert found == hidden
    union = len({*first, *second}) / 400
    assert hidden["any"] or estimates["privacy.told.any.share_of_authors"].value == pytest.approx(union)
    # Nothing is implied alone here, so that figure is the same, and would tell what is hidden.
    assert (estimates["privacy.told.any_implied.share_of_authors"].status == "suppressed") == hidden["any"]


def test_posts_of_few_authors_who_tell_elsewhere_as_well_follow_from_no_figure(judged):
    """By authors the two categories are of the same people; by posts, those of four of them tell the second alone."""

    def text(author, number):
        if author >= 60:
            return f"{NEUTRAL[author % 3]} {author} days"
        return (
            f"{'I am an atheist, and' if author < 4 and number == 0 else f'{TOLD}. I am an atheist, and'} {author} days"
        )

    estimates = judged("privacy", posts(400, text=text)).estimates
    assert estimates["privacy.told.health_physical.share_of_authors"].value == 60 / 400
    assert estimates["privacy.told.religion_philosophy.share_of_authors"].value == 60 / 400
    assert estimates["privacy.told.any.share_of_posts"].status == "suppressed"


def test_ages_are_counted_below_each_limit(judged):
    ages = {**dict.fromkeys(range(20), 12), **dict.fromkeys(range(20, 60), 15), **dict.fromkeys(range(60, 90), 17)}
    rows = posts(
        400,
        text=lambda a, n: f"I'm {ages[a]} years old and live at the lake {a}" if a in ages else f"{NEUTRAL[a % 3]} {a}",
    )
    result = judged("privacy", rows)
    for limit, n in ((13, 20), (16, 60), (18, 90)):
        assert result.estimates[f"privacy.minors.under_{limit}.share_of_authors"].value == pytest.approx(n / 400)
    assert result.findings["privacy.minors"].reading == "shown"


def test_ages_of_few_are_not_told_by_a_difference(judged):
    ages = {**dict.fromkeys(range(20), 12), **dict.fromkeys(range(20, 25), 15), **dict.fromkeys(range(60, 90), 17)}
    rows = posts(
        400,
        text=lambda a, n: f"I'm {ages[a]} years old and live at the lake {a}" if a in ages else f"{NEUTRAL[a % 3]} {a}",
    )
    estimates = judged("privacy", rows).estimates
    assert estimates["privacy.minors.under_16.share_of_authors"].status == "suppressed"
    assert estimates["privacy.minors.under_16.share_of_posts"].status == "suppressed"
    assert estimates["privacy.minors.under_18.share_of_authors"].value == pytest.approx(55 / 400)


def test_a_post_of_a_deleted_account_is_somebody_s(judged):
    """Nobody is named, so no author counts; but the share of posts would tell of one person."""
    rows = posts(400)
    rows[0] = {**rows[0], "author_id": None, "text": f"I'm 12 years old. {TOLD}."}
    estimates = judged("privacy", rows).estimates
    for name in ("minors.under_13", "told.any", "told.health_physical"):
        assert estimates[f"privacy.{name}.share_of_posts"].status == "suppressed", name


def test_ages_in_a_column_are_counted_beside(judged):
    rows = posts(400, **{"attribute:age": lambda a, n: "15" if a < 40 else "34.0" if a < 300 else "unknown"})
    estimates = judged("privacy", rows).estimates
    assert estimates["privacy.minors.attribute.under_16.share_of_authors"].value == pytest.approx(40 / 300)
    assert estimates["privacy.minors.attribute.under_13.share_of_authors"].value == 0
    assert estimates["privacy.minors.under_18.share_of_authors"].value == 0


# --- what cannot be measured -----------------------------------------------------------------------------------------


def test_other_languages_are_not_read_for_disclosures(judged):
    rows = [{**row, "lang": "fr"} for row in telling(0.2, 1)[0]]
    result = judged("privacy", rows)
    assert "what posts disclose" in result.reasons.casefold()
    assert not [each for each in result.estimates if ".told." in each or ".minors." in each]
    assert result.estimates["privacy.quotes.searchable"].value is not None
    half = [*rows, *posts(300, seed=9)]
    assert "not in English" in judged("privacy", half).reasons


def test_without_authors_posts_are_counted_and_facts_are_not(judged):
    rows = telling(0.2, 5)[0]
    result = judged("privacy", rows, without=["author_id"])
    assert "names no authors" in result.reasons
    assert not [each for each in result.estimates if each.endswith("share_of_authors")]
    assert result.estimates["privacy.told.any.share_of_posts"].value > 0
    assert any("no authors" in each for each in result.findings["privacy.told"].caveats)


def test_a_tally_file_holds_no_facts_and_no_runs(judged, tmp_path):
    rows = of_three_facts()
    tally = judged("privacy", rows).tally
    kept = without_rows(tally)
    assert are_withheld(kept, "privacy")
    assert not [cell for cell in kept.samples if cell[0] == "privacy"]
    path = tmp_path / "own.arrow"
    path.write_bytes(save(kept, {}, b"0123456789abcdef"))
    again, _, _ = load(path)
    assert are_withheld(again, "privacy")
    assert again.posts(("privacy", "told", "any", "explicit")) == tally.posts(("privacy", "told", "any", "explicit"))


def test_sentences_are_well_said(judged, well_said):
    for rows in (telling(0.2, 2)[0], of_three_facts(), posts(12), posts(300, each=1)):
        well_said(judged("privacy", rows).judgement)
        well_said(judged("privacy", rows, without=["author_id"]).judgement)
