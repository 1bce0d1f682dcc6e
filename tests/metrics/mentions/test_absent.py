"""Groups of a benchmark that nobody speaks of: an upper bound, or an honest "too few to say"."""

from __future__ import annotations

PLAIN = "it was the end of the day and there were"
SHARES = {"gender": {"women": 0.5, "men": 0.48, "nonbinary_people": 0.02}}


def posts(words, number, prefix):
    return [
        {"post_id": f"{prefix}{i}", "author_id": f"{prefix}{i}", "text": f"{PLAIN} {words}", "lang": "en"}
        for i in range(number)
    ]


def rows(number):
    return posts("the women", number, "w") + posts("the men", number, "m")


def test_a_group_nobody_mentions_in_many_posts_is_absent(judged, well_said):
    told = judged("mentions", *[posts("the women", 4000, f"{k}") for k in range(15)], rows(100), shares=SHARES)
    well_said(told.judgement)
    finding = told.findings["mentions.gender.absent"]
    assert (finding.reading, finding.harm, finding.severity) == ("shown", "erasure", "low")
    assert finding.title == "Gender: hardly any post mentions nonbinary people"
    high = told.estimates["mentions.gender.nonbinary_people.posts"].high
    assert high < 0.1
    assert "nonbinary people (2% of the population, at most 0.080 per 1,000 posts)" in finding.statement


def test_in_few_posts_absence_cannot_be_told(judged, well_said):
    told = judged("mentions", rows(300), shares=SHARES)
    well_said(told.judgement)
    finding = told.findings["mentions.gender.absent"]
    assert (finding.reading, finding.severity) == ("inconclusive", "none")
    assert "too few were read" in finding.title


def test_groups_that_are_mentioned_or_hidden_are_not_called_absent(judged):
    some = posts("the nonbinary people", 40, "n")
    assert "mentions.gender.absent" not in judged("mentions", rows(300), some, shares=SHARES).findings
    few = posts("the nonbinary people", 3, "n")
    assert "mentions.gender.absent" not in judged("mentions", rows(300), few, shares=SHARES).findings


def test_without_a_benchmark_there_is_nobody_to_be_absent(judged):
    assert "mentions.gender.absent" not in judged("mentions", rows(300)).findings


def test_groups_that_no_lexicon_names_are_told(judged, well_said):
    shares = {"gender": {"women": 0.5, "men": 0.4, "zorblaxians": 0.1}}
    told = judged("mentions", rows(300), shares=shares)
    well_said(told.judgement)
    assert "Mentions of zorblaxians: the benchmark has them, and no lexicon does." in told.reasons
