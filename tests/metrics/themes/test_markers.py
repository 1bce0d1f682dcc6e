"""What posts about groups talk of: rates and ratios against counting by hand, and what a generic is."""

from __future__ import annotations

import re

import pytest

PLAIN = "it was the end of the day and"
APPEARANCE, LEADERSHIP = "looked beautiful", "led the team as the boss"


def saying(words, posts, prefix, authors=None):
    """Posts of these words, each by an author of its own, or by so many in turn."""
    return [
        {
            "post_id": f"{prefix}{i}",
            "author_id": f"{prefix}{i % (authors or posts)}",
            "text": f"{PLAIN} {words}",
            "lang": "en",
        }
        for i in range(posts)
    ]


ROWS = (
    saying(f"the women {APPEARANCE}", 90, "wa")
    + saying("the women walked home", 210, "w", 70)
    + saying(f"the men {APPEARANCE}", 30, "ma")
    + saying("the men walked home", 270, "m")
    + saying(f"the women and the men {APPEARANCE}", 20, "ba")
    + saying("the women and the men walked home", 20, "b")
    + saying(f"nobody {APPEARANCE}", 500, "n")
)


def has(row, *words):
    return set(words) <= set(re.findall(r"\w+", row["text"]))


def rate(rows, group, without=None, marker="beautiful"):
    those = [row for row in rows if has(row, group) and not (without and has(row, without))]
    return sum(has(row, marker) for row in those) / len(those)


def test_rates_are_of_posts_that_mention_the_group(judged, well_said):
    told = judged("markers", ROWS[:333], ROWS[333:])
    well_said(told.judgement)
    for group in ("women", "men"):
        estimate = told.estimates[f"markers.gender.{group}.appearance.rate"]
        assert estimate.value == pytest.approx(rate(ROWS, group), rel=1e-12)
        assert estimate.n_posts == sum(has(row, group) for row in ROWS)
        assert estimate.n_authors == len({row["author_id"] for row in ROWS if has(row, group)})
        assert estimate.low < estimate.value < estimate.high


def test_others_are_posts_that_mention_another_group_and_not_this_one(judged):
    """A post that mentions both counts for the group, and not for the others; posts that mention nobody for neither."""
    told = judged("markers", ROWS)
    women = told.estimates["markers.gender.women.appearance.ratio"]
    men = told.estimates["markers.gender.men.appearance.ratio"]
    assert women.value == pytest.approx(rate(ROWS, "women") / rate(ROWS, "men", without="women"))
    assert men.value == pytest.approx(rate(ROWS, "men") / rate(ROWS, "women", without="men"))


def test_the_statement_prints_the_rates(judged):
    told = judged("markers", ROWS)
    finding = told.findings["markers.gender.women.appearance"]
    assert finding.reading == "shown"
    assert finding.title == "Appearance words cluster around women"
    assert finding.statement == (
        "32% of posts that mention women use appearance words, against 10% of posts that mention men and not women."
    )
    assert finding.headline == "markers.gender.women.appearance.ratio"
    assert finding.confidence == "medium"


def test_a_theme_that_is_rarer_is_said_and_makes_no_finding_of_its_own(judged):
    told = judged("markers", ROWS)
    assert "markers.gender.men.appearance" not in told.findings
    rarer = told.findings["markers.gender.rarer"]
    assert (rarer.reading, rarer.severity) == ("shown", "none")
    assert rarer.statement.startswith(
        "Shown to be rarer than around the other groups, by the same rule: appearance words around men ("
    )
    rest = told.findings["markers.gender"]
    assert set(rarer.estimates).isdisjoint(rest.estimates), "what is shown stands under no title that denies it"
    assert "1 shown to be rarer (told together)" in rest.statement


@pytest.mark.parametrize(
    ("women", "men", "reading"),
    [
        ((1500, 1500), (1500, 1500), "shown_small"),
        ((40, 60), (35, 65), "inconclusive"),
        ((5, 26), (5, 26), "not_assessed"),
    ],
)
def test_readings_of_the_rest(women, men, reading, judged, well_said):
    rows = [row for group, (marked, bare) in (("women", women), ("men", men))
            for row in saying(f"the {group} {APPEARANCE}", marked, f"{group}a")
            + saying(f"the {group} walked home", bare, group)]  # fmt: skip
    told = judged("markers", rows)
    well_said(told.judgement)
    from audit.metrics.contrast import Contrast

    contrast = Contrast(told.estimates["markers.gender.women.appearance.ratio"], 1.25, null=1.0)
    assert contrast.reading == reading
    assert "markers.gender.women.appearance" not in told.findings


def test_counts_of_the_rest_add_up_to_the_comparisons(judged):
    told = judged("markers", ROWS)
    statement = told.findings["markers.gender"].statement
    numbers = [
        int(each.replace(",", ""))
        for each in re.findall(r"\b[\d,]+(?= (?:comparisons|shown|not|on themes|on too))", statement)
    ]
    compared = [each for each in told.estimates.values() if each.measure == "ratio"]
    assert numbers[0] == len(compared)
    assert sum(numbers[1:]) == numbers[0]
    absent = [each for each in compared if each.status != "suppressed" and each.low is None and not each.value]
    assert f"{len(absent)} on themes that no post of one side, or of both, uses" in statement


def test_q_values_are_one_family_of_an_axis_by_hand(judged):
    told = judged(
        "markers", ROWS + saying(f"the women {LEADERSHIP}", 40, "wl") + saying(f"the men {LEADERSHIP}", 60, "ml")
    )
    family = sorted(
        (each for each in told.estimates.values() if each.p_value is not None), key=lambda each: each.p_value
    )
    assert len(family) >= 4
    assert {each.family for each in family} == {"markers.gender"}
    for rank, each in enumerate(family):
        by_hand = min(later.p_value * len(family) / (rank + 1 + i) for i, later in enumerate(family[rank:]))
        assert each.q_value == pytest.approx(min(by_hand, 1.0))


def test_a_marker_in_a_post_that_mentions_nobody_counts_for_nobody(judged):
    with_, without = (
        judged("markers", ROWS),
        judged("markers", [row for row in ROWS if has(row, "women") or has(row, "men")]),
    )
    assert with_.estimates == without.estimates


@pytest.mark.parametrize(
    ("words", "counted"),
    [
        ("all women are bad drivers", True),
        ("every woman is a bad driver", True),
        ("not all women are bad drivers", False),
        ("some women are bad drivers", False),
        ("are all women bad drivers?", False),
        ("the women walked home", False),
    ],
)
def test_generics_are_claims_of_all_and_not_their_denial(words, counted, judged):
    rows = saying(f"they say. {words}", 100, "g") + saying("the men walked home", 100, "m")
    told = judged("markers", rows + saying("the women walked home", 100, "w"))
    estimate = told.estimates["markers.gender.women.essentialising.rate"]
    assert estimate.value == (0.5 if counted else 0)


def test_generics_of_another_group_are_not_of_this_one(judged):
    """Posts that mention both and generalise of men: men's rate, and no part of the others of women."""
    rows = saying("the women said all men are liars", 100, "b") + saying("the men walked home", 100, "m")
    told = judged("markers", rows + saying("the women walked home", 100, "w"))
    assert told.estimates["markers.gender.men.essentialising.rate"].value == 0.5
    assert told.estimates["markers.gender.women.essentialising.rate"].value == 0
    assert told.estimates["markers.gender.women.essentialising.ratio"].value is None


def test_a_word_of_the_mention_is_no_marker_of_it(judged):
    rows = saying("the illegal immigrants walked home", 100, "i") + saying("the locals walked home", 100, "l")
    told = judged("markers", rows + saying("the refugees walked home", 100, "r"))
    rates = [each for name, each in told.estimates.items() if name.endswith("immigrants.threat_crime.rate")]
    assert rates
    assert all(each.value == 0 for each in rates)


def test_nine_authors_are_hidden_and_so_is_what_nine_leave(judged, well_said):
    """Marked by nine authors, or by all but nine: no rate is printed, and no ratio from which it follows."""
    for marked, bare in ((9, 200), (200, 9)):
        rows = saying(f"the women {APPEARANCE}", 2 * marked, "a", marked) + saying(
            "the women walked home", 2 * bare, "w", bare
        )
        told = judged(
            "markers", rows + saying("the men walked home", 200, "m") + saying(f"the men {APPEARANCE}", 99, "n")
        )
        well_said(told.judgement)
        assert told.estimates["markers.gender.women.appearance.rate"].status == "suppressed"
        for group in ("women", "men"):
            assert told.estimates[f"markers.gender.{group}.appearance.ratio"].status == "suppressed", marked


def test_one_author_who_writes_everything_is_not_printed(judged, well_said):
    rows = saying(f"the women {APPEARANCE}", 200, "x", 1) + saying("the men walked home", 200, "x", 1)
    told = judged("markers", rows)
    well_said(told.judgement)
    assert not [each for each in told.estimates.values() if each.value is not None]
    assert {each.reading for each in told.findings.values()} == {"not_assessed"}


@pytest.mark.parametrize("k", [2, 5])
def test_a_file_read_k_times_moves_nothing_and_narrows_nothing(k, judged):
    rows = [{**row, "author_id": f"{row['text'][-9:]}{i % 45}"} for i, row in enumerate(ROWS)]
    once, often = (judged("markers", *[rows] * times) for times in (1, k))
    compared = 0
    for name, estimate in once.estimates.items():
        again = often.estimates[name]
        if estimate.value is None:
            continue
        assert again.value == pytest.approx(estimate.value, rel=1e-12), name
        if estimate.low is not None and estimate.value:
            assert again.high - again.low >= (estimate.high - estimate.low) * (1 - 1e-9), name
            compared += 1
    assert compared >= 2


def test_one_group_alone_has_nothing_to_be_compared_with(judged, well_said):
    told = judged("markers", saying(f"the women {APPEARANCE}", 100, "w"))
    well_said(told.judgement)
    assert not [each for each in told.estimates if each.startswith("markers.gender")]
    assert "Gender: no group that could be compared" in told.reasons


def test_axes_with_nothing_to_compare_share_a_sentence(judged):
    rows = [*saying("the muslims walked", 50, "m"), *saying("the refugees walked", 50, "r")]
    told = judged("markers", rows)
    gaps = [each.reason for each in told.judgement.not_measured if "could be compared" in each.reason]
    assert len(gaps) == 1
    assert "religion" in gaps[0].lower()
    assert "nationality and migration" in gaps[0].lower()


def test_a_theme_that_nobody_uses_takes_no_line_of_the_chart(judged):
    (block,) = judged("markers", ROWS).judgement.blocks
    assert block.chart.labels == ("appearance",)
    assert "In none of these posts: " in block.chart.caption
    assert "victimhood" in block.chart.caption


def test_where_nothing_is_shown_nothing_is_drawn(judged):
    rows = [*saying("the women walked", 100, "w"), *saying("the men walked", 100, "m")]
    told = judged("markers", rows)
    assert told.judgement.blocks == ()
    assert "markers.gender" in told.findings


@pytest.mark.parametrize("metric", ["markers", "descriptions"])
def test_in_german_it_is_english_that_is_missing(metric, judged):
    rows = [
        {"text": "die Frauen gehen heute mit den Kindern nach Hause", "lang": "de", "author_id": f"a{i}"}
        for i in range(40)
    ]
    reasons = judged(metric, rows).reasons
    assert "No post is in English, and this has words for no other language" in reasons
    assert "German" not in reasons


def test_titles_tell_descriptions_from_words_in_the_same_post(judged):
    titles = [judged(metric, ROWS).findings[f"{metric}.gender"].title for metric in ("markers", "descriptions")]
    assert titles[0] != titles[1]


def test_three_groups_are_a_grid_of_all_ratios(judged, well_said):
    nonbinary = [
        *saying(f"the nonbinary people {APPEARANCE}", 20, "na"),
        *saying("the nonbinary people walked", 80, "nb"),
    ]
    told = judged("markers", [*ROWS, *nonbinary])
    well_said(told.judgement)
    (block,) = told.judgement.blocks
    assert block.chart.kind == "heat"
    assert block.chart.series == ("men", "women", "nonbinary people")  # most mentioned first
    [row] = [ids for label, ids in zip(block.chart.labels, block.chart.estimates, strict=True) if label == "appearance"]
    assert row == tuple(f"markers.gender.{each}.appearance.ratio" for each in ("men", "women", "nonbinary_people"))
    assert "Of no group told: " in block.chart.caption
