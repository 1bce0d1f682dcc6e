"""How labels fall: rates against counting by hand and against fairlearn, small cells, and the label that is a person."""

from __future__ import annotations

import numpy as np
import pytest
from fairlearn.metrics import MetricFrame

from audit.metrics.blurring import blurred

PLAIN = "it was the end of the day and we were at the market"


def posts(number, prefix, label, *, gender=None, words="", authors=None, **fields):
    """Posts with this label, each by an author of its own, or by so many in turn."""
    return [
        {
            "post_id": f"{prefix}{label}{i}",
            "author_id": f"{prefix}{label}{i % (authors or number)}",
            "text": f"{PLAIN} {words}",
            "lang": "en",
            "label:toxic": label,
            "attribute:gender": gender,
            **fields,
        }
        for i in range(number)
    ]


def by_gender(women, men, **more):
    """``women`` and ``men`` are (posts labelled yes, posts labelled no)."""
    return [
        row
        for gender, (yes, no) in (("female", women), ("male", men))
        for label, number in (("yes", yes), ("no", no))
        if number
        for row in posts(number, gender, label, gender=gender, **more)
    ]


def by_mention(women, men, neither=(0, 0)):
    sides = (("w", "with the women", women), ("m", "with the men", men), ("n", "with nobody", neither))
    return [
        row
        for prefix, words, (yes, no) in sides
        for label, number in (("yes", yes), ("no", no))
        for row in posts(number, prefix, label, words=words)
    ]


def estimate(told, name):
    return told.estimates[f"labels.toxic.{name}"]


@pytest.fixture(scope="module")
def drawn():
    random = np.random.default_rng(8)
    return [
        {
            "post_id": f"p{i}",
            "author_id": f"a{random.integers(400)}",
            "text": f"{PLAIN} with the {('women', 'men', 'town')[i % 3]}",
            "lang": "en",
            "attribute:gender": str(random.choice(["female", "male", "nonbinary"], p=[0.45, 0.35, 0.2])),
            "label:toxic": None if random.random() < 0.1 else str(random.choice(["0", "1"], p=[0.7, 0.3])),
        }
        for i in range(3000)
    ]


def test_rates_equal_fairlearns_metric_frame(drawn, judged):
    told = judged("labels", drawn[:1000], drawn[1000:])
    labelled = [row for row in drawn if row["label:toxic"]]
    y = np.array([row["label:toxic"] == "1" for row in labelled], dtype=float)
    frame = MetricFrame(
        metrics=lambda true, _: float(np.mean(true)), y_true=y, y_pred=y,
        sensitive_features=[row["attribute:gender"] for row in labelled],
    )  # fmt: skip
    for stated, group in (("female", "women"), ("male", "men"), ("nonbinary", "nonbinary_people")):
        rate = estimate(told, f"1.author.gender.{group}.rate")
        assert rate.value == pytest.approx(frame.by_group[stated], rel=1e-12)
        own = [row for row in labelled if row["attribute:gender"] == stated]
        assert (rate.n_posts, rate.n_authors) == (len(own), len({row["author_id"] for row in own}))
        rest = [row["label:toxic"] == "1" for row in labelled if row["attribute:gender"] != stated]
        difference = estimate(told, f"1.author.gender.{group}.difference")
        assert difference.value == pytest.approx(frame.by_group[stated] - np.mean(rest), rel=1e-9)
    assert estimate(told, "1.everyone.rate").value == pytest.approx(frame.overall, rel=1e-12)
    assert estimate(told, "0.everyone.rate").value == pytest.approx(1 - frame.overall, rel=1e-12)


def test_rates_by_mention_are_against_posts_that_do_not_mention_the_group(drawn, judged):
    told = judged("labels", drawn)
    labelled = [row for row in drawn if row["label:toxic"]]
    for group in ("women", "men"):
        own = [row["label:toxic"] == "1" for row in labelled if f" {group}" in row["text"]]
        rest = [row["label:toxic"] == "1" for row in labelled if f" {group}" not in row["text"]]
        assert estimate(told, f"1.mention.gender.{group}.rate").value == pytest.approx(np.mean(own), rel=1e-12)
        gap = estimate(told, f"1.mention.gender.{group}.difference")
        assert gap.value == pytest.approx(np.mean(own) - np.mean(rest), rel=1e-9)


def test_the_statement_prints_the_estimates(judged, well_said):
    told = judged("labels", by_gender((400, 600), (200, 800)))
    well_said(told.judgement)
    finding = told.findings["labels.toxic.yes.author.gender.women"]
    assert finding.title == "Posts by women are more often labelled “yes” (toxic)"
    assert finding.statement == (
        "40% of posts by women are labelled “yes” (toxic), against 20% of labelled posts by the other groups that can be printed: a gap of"
        " +20 points. Among posts alike in length and profanity it is +20 points (16 to 24), still beyond the tolerance."
        " The gap of posts by men is this one from the other side: −20 points."
    )
    assert "labels.toxic.yes.author.gender.men.difference" in finding.estimates
    assert (finding.reading, finding.severity, finding.harm) == ("shown", "high", "quality_of_service")


@pytest.mark.parametrize(
    ("women", "men", "reading"),
    [
        ((2000, 2000), (2000, 2000), "shown_small"),
        ((60, 140), (50, 150), "inconclusive"),
        ((12, 17), (12, 17), None),
    ],
)
def test_readings_of_what_is_not_shown(women, men, reading, judged, well_said):
    told = judged("labels", by_gender(women, men))
    well_said(told.judgement)
    finding = told.findings.get("labels.toxic.author.gender")
    assert (finding.reading if finding else None) == reading
    assert "labels.toxic.yes.author.gender.women" not in told.findings


def test_posts_that_are_worth_few_are_not_assessed(judged, well_said):
    rows = [
        {**row, "author_id": f"{row['attribute:gender']}{i % 11}"}
        for i, row in enumerate(by_gender((60, 140), (60, 140)))
    ]
    for row in rows:  # three of the eleven are nearly always labelled, so posts of one author hardly differ
        row["label:toxic"] = "yes" if row["author_id"][-1] in "123" and row["post_id"][-1] != "7" else "no"
    told = judged("labels", rows)
    well_said(told.judgement)
    assert told.findings["labels.toxic.author.gender"].reading == "not_assessed"


def test_of_two_values_the_one_that_is_a_charge_is_judged(judged):
    for values, judged_value in (
        (("yes", "no"), "yes"), (("hate", "normal"), "hate"), (("0", "1"), "1"), (("neutral", "sexist"), "sexist"),
    ):  # fmt: skip
        rows = [{**row, "label:toxic": values[row["label:toxic"] == "no"]} for row in by_gender((90, 210), (70, 230))]
        told = judged("labels", rows)
        gaps = {each.group["value"] for each in told.estimates.values() if each.measure.startswith("difference")}
        assert gaps == {judged_value}


def test_of_three_values_each_is_judged_in_one_family(judged):
    rows = (
        by_gender((150, 250), (100, 300))
        + posts(200, "f", "unsure", gender="female")
        + posts(210, "m", "unsure", gender="male")
    )
    told = judged("labels", rows)
    family = sorted(
        (each for each in told.estimates.values() if each.family == "labels.toxic.author.gender"),
        key=lambda each: each.p_value,
    )
    assert len(family) == 6
    assert {each.family for each in family} == {"labels.toxic.author.gender"}
    for rank, each in enumerate(family):
        by_hand = min(later.p_value * 6 / (rank + 1 + i) for i, later in enumerate(family[rank:]))
        assert each.q_value == pytest.approx(min(by_hand, 1.0))


def test_unlabelled_posts_are_in_no_rate(judged):
    told = judged("labels", by_gender((90, 210), (70, 230)) + posts(500, "u", None, gender="female"))
    assert estimate(told, "yes.author.gender.women.rate").value == pytest.approx(0.3)
    assert estimate(told, "yes.everyone.rate").n_posts == 600


@pytest.mark.parametrize("few", [3, 9])
@pytest.mark.parametrize("flipped", [False, True])
def test_few_authors_are_hidden_and_so_is_what_gives_them_away(few, flipped, judged, well_said):
    """Few authors of posts by men have the label, or lack it: no rate of men, and no gap from which it follows."""
    men = (150, few) if flipped else (few, 150)
    told = judged("labels", by_gender((120, 180), men))
    well_said(told.judgement)
    assert estimate(told, "yes.author.gender.men.rate").status == "suppressed"
    for group in ("women", "men"):
        gap = estimate(told, f"yes.author.gender.{group}.difference")
        assert (gap.status != "ok", gap.value, gap.low, gap.high) == (True, None, None, None)
    assert "labels.toxic.yes.author.gender.women" not in told.findings


@pytest.mark.parametrize("few", [3, 9])
def test_gaps_of_printed_groups_say_nothing_of_a_hidden_one(few, judged):
    """Two gaps to all others, and two rates, would be two equations for the posts and the labels of the others."""
    printed = by_gender((120, 180), (90, 260))
    hidden = posts(few, "x", "yes", gender="nonbinary") + posts(300, "y", "no", gender="nonbinary")
    with_them, without = judged("labels", printed + hidden), judged("labels", printed)
    assert estimate(with_them, "yes.author.gender.nonbinary_people.rate").value is None
    for group, other in (("women", "men"), ("men", "women")):
        gap = estimate(with_them, f"yes.author.gender.{group}.difference")
        own, others = (estimate(with_them, f"yes.author.gender.{each}.rate").value for each in (group, other))
        assert gap.value == pytest.approx(own - others, abs=1e-12)
        # The rate of everybody less those of the two would be that of the hidden group, so these are rounded.
        alone = blurred(estimate(without, f"yes.author.gender.{group}.difference"))
        assert (gap.value, gap.low, gap.high) == (alone.value, alone.low, alone.high)


@pytest.mark.parametrize(("women", "rare"), [((5, 200), "yes"), ((200, 5), "no")])
def test_what_a_group_leaves_of_everybody_does_not_tell_its_hidden_label(women, rare, judged):
    """Were men's rate exact, their posts with the label less everybody's would be those of five women."""
    rows = by_gender(women, (90, 260))
    found = {each.id: each for each in judged("labels", rows).judgement.estimates}
    men, everyone = found["labels.toxic.yes.author.gender.men.rate"], found[f"labels.toxic.{rare}.everyone.rate"]
    assert found["labels.toxic.yes.author.gender.women.rate"].status == "suppressed"
    assert everyone.value * everyone.n_posts == pytest.approx(5 + (90 if rare == "yes" else 260))
    assert (men.n_posts, men.value) == (None, 0.26)  # 90 of 350 is 0.257
    plenty = judged("labels", by_gender((50, 200), (90, 260))).estimates["labels.toxic.yes.author.gender.men.rate"]
    assert (plenty.n_posts, plenty.value) == (350, 90 / 350)


def test_who_has_several_hidden_labels_is_one_author(judged):
    """Eight women with either of two labels are nine and eight authors of one each, and nine together: all not "yes"."""
    rows = by_gender((200, 0), (200, 100)) + posts(9, "w", "no", gender="female") + [
        {**row, "author_id": f"wno{i}"} for i, row in enumerate(posts(8, "w", "maybe", gender="female"))
    ] + posts(60, "m", "maybe", gender="male")  # fmt: skip
    told = judged("labels", rows)
    for value in ("yes", "no", "maybe"):
        assert estimate(told, f"{value}.author.gender.women.rate").status == "suppressed", value


def test_a_label_that_is_hidden_of_everybody_rounds_nothing(judged):
    rows = by_gender((100, 200), (90, 260)) + posts(4, "x", "maybe", gender="female")
    told = judged("labels", rows)
    assert not [name for name in told.estimates if "maybe" in name], "its name would tell of the four"
    assert "1 value, on posts by fewer than 10 authors, is not named or judged" in told.reasons
    assert estimate(told, "no.author.gender.men.rate").value == 260 / 350


def test_a_rare_label_is_hidden_and_so_is_the_other_of_two(judged):
    told = judged("labels", by_gender((4, 300), (4, 300)))
    assert {estimate(told, f"{value}.everyone.rate").status for value in ("yes", "no")} == {"suppressed"}


def test_a_label_that_describes_authors_is_not_judged(judged, well_said):
    rows = by_gender((200, 200), (100, 300), authors=20)
    told = judged("labels", rows)
    well_said(told.judgement)
    assert "describes authors, not posts" in told.reasons
    assert not told.findings


def test_columns_that_are_no_label(judged, well_said):
    scores = [{**row, "label:toxic": f"0.{i % 13}"} for i, row in enumerate(by_gender((90, 210), (70, 230)))]
    twelve = [{**row, "label:toxic": f"0.{i % 12}"} for i, row in enumerate(by_gender((90, 210), (70, 230)))]
    one = [{**row, "label:toxic": "no"} for row in by_gender((90, 210), (70, 230))]
    for rows, reason in ((scores, "more than 12 different values"), (one, "has 1 value, so nothing can differ")):
        told = judged("labels", rows)
        well_said(told.judgement)
        assert reason in told.reasons
        assert not told.estimates
    assert judged("labels", twelve).estimates
    none = judged("labels", one, without=["label:toxic"])
    assert "no label column" in none.reasons


def test_the_mirror_of_two_groups_is_one_finding_and_of_three_each_its_own(judged):
    two = judged("labels", by_gender((400, 600), (200, 800)))
    assert "labels.toxic.yes.author.gender.men" not in two.findings
    assert estimate(two, "yes.author.gender.men.difference").value == pytest.approx(-0.2)
    third = posts(200, "n", "yes", gender="nonbinary") + posts(800, "n", "no", gender="nonbinary")
    three = judged("labels", by_gender((400, 600), (200, 800)) + third)
    assert "labels.toxic.yes.author.gender.men" in three.findings


def test_one_author_who_writes_everything_is_not_printed(judged, well_said):
    rows = [{**row, "author_id": "one"} for row in by_gender((200, 200), (100, 300))]
    told = judged("labels", rows)
    well_said(told.judgement)
    assert not [each for each in told.estimates.values() if each.value is not None]
    assert not told.findings


@pytest.mark.parametrize("k", [2, 4])
def test_a_file_read_k_times_moves_nothing_and_narrows_nothing(k, judged):
    random = np.random.default_rng(6)
    rows = [
        {
            **row,
            "post_id": None,
            "author_id": f"{gender}{author}",
            "label:toxic": "yes" if random.random() < rate else "no",
        }
        for gender, mean in (("female", 0.4), ("male", 0.2))
        for author, rate in enumerate(random.beta(2 * mean, 2 * (1 - mean), 150))
        for row in posts(8, "p", "no", gender=gender)
    ]
    once, often = (judged("labels", *[rows] * times) for times in (1, k))
    compared = 0
    for name, each in once.estimates.items():
        again = often.estimates[name]
        if each.value is None:
            continue
        assert again.value == pytest.approx(each.value, rel=1e-12), name
        if each.low is not None:
            assert again.high - again.low >= (each.high - each.low) * (1 - 1e-9), name
            compared += 1
    assert compared >= 2


def test_posts_in_a_language_that_does_not_name_the_group_are_no_others_of_it(judged):
    """Hindi has no forms for Albanians: that posts in Hindi are labelled more is nothing about posts that mention them."""

    def saying(text, number, rate, lang, prefix):
        return [
            {
                "post_id": f"{prefix}{i}",
                "author_id": f"{prefix}{i}",
                "text": text,
                "lang": lang,
                "label:toxic": "yes" if i < rate * number else "no",
            }
            for i in range(number)
        ]

    lead = "it was the end of the day and we met"
    english = saying(f"{lead} the Albanians and the women", 200, 0.2, "en", "a")
    english += saying(f"{lead} the men of the town", 200, 0.2, "en", "m")
    hindi = saying("महिलाएं और पुरुष शहर में हैं यह है", 300, 0.8, "hi", "h")
    alone, both = judged("labels", english), judged("labels", english, hindi)
    name = "labels.toxic.yes.mention.nationality_migration.albanian_people.difference"
    assert both.estimates[name].value == alone.estimates[name].value == 0
    assert both.estimates[name].low == alone.estimates[name].low
    women = "labels.toxic.yes.mention.gender.women.difference"
    assert both.estimates[women].value == pytest.approx((0.2 * 200 + 0.8 * 300) / 500 - 0.2)  # of all that name them
    caveats = [each.caveats for name, each in both.findings.items() if ".mention." in name]
    assert caveats
    assert all("Posts were read in English (57%) and Hindi (43%)" in " ".join(each) for each in caveats)

    few = judged("labels", english, hindi[:6]).estimates[name]
    assert "rounded" in few.note
    assert few.n_posts is None


def test_without_a_lexicon_or_an_attribute_each_side_says_what_it_lacks(judged, well_said):
    german = [{**row, "lang": "fi"} for row in by_mention((50, 150), (50, 150))]
    told = judged("labels", german, without=["attribute:gender"])
    well_said(told.judgement)
    assert "no attribute of authors is stated" in told.reasons
    assert "No post is in a language that there is a lexicon for" in told.reasons
    assert estimate(told, "yes.everyone.rate").value == 0.25


def test_the_chart_draws_the_groups_of_its_claims_before_higher_rates(judged):
    """Thirteen groups, twelve lines: the claim is about the one with the lowest rate."""
    nations = ("americans", "canadians", "mexicans", "germans", "italians", "russians", "ukrainians", "koreans", "iraqis",
               "syrians", "brazilians", "nigerians")  # fmt: skip
    rows = [row for i, each in enumerate(nations) for label, number in (("yes", 30), ("no", 30))
            for row in posts(number, f"n{i}x", label, words=f"with the {each}")]  # fmt: skip
    rows += posts(15, "s", "yes", words="with the somalis") + posts(300, "s", "no", words="with the somalis")
    told = judged("labels", rows)
    assert any("somali" in name for name in told.findings)
    (block,) = [each for each in told.judgement.blocks if "nationality" in each.id]
    assert len(block.chart.labels) == 12
    assert "Somali people" in block.chart.labels
