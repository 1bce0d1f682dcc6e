from __future__ import annotations

import itertools
from datetime import UTC, datetime

import numpy as np
import pytest

import audit
from audit.errors import PlanError, ResourceError
from audit.statistics.intervals import share

X = {"platform": "X", "access": "api", "collected_to": "2025-08-31", "as_of": "2026-03-01"}
DAY = 86_400_000_000


def posts(number=600, authors=60, **columns):
    """Posts of a day each from 1 January 2021 on; a column is a value or a function of the number of the post."""
    start = int(datetime(2021, 1, 1, tzinfo=UTC).timestamp() * 1e6)
    return [
        {
            "post_id": f"p{index}",
            "author_id": f"a{index % authors}",
            "text": f"post {index}",
            "created_at": start + index * DAY,
            "status": "present",
            **{name: value(index) if callable(value) else value for name, value in columns.items()},
        }
        for index in range(number)
    ]


@pytest.fixture
def rights(judged, well_said):
    def ask(*batches, without=(), **record):
        found = judged(
            "rights", *(batches or (posts(),)), without=without, **({"collection": record} if record else {})
        )
        well_said(found.judgement)
        return found

    return ask


def test_commercial_training_on_posts_of_x_collected_in_2025_is_forbidden_by_a_named_clause(rights):
    finding = rights(**X, purpose=["commercial", "model-training"]).findings["rights.model_training.x"]
    assert (finding.reading, finding.severity, finding.confidence) == ("shown", "high", "high")
    assert finding.title == "Training models on posts of X is forbidden by the platform's terms"
    for part in (
        "x-train-2025",
        "X Developer Agreement, III.A(k)",
        "in force since 2025-06-04",
        "frontier model",
        "5453af28",
    ):
        assert part in finding.statement
    assert any("not legal advice" in each for each in finding.caveats)


@pytest.mark.parametrize(
    ("collected", "used", "verdict", "when"),
    [
        ("2025-06-03", "2025-06-03", "cannot be judged", ""),
        ("2025-06-03", "2025-06-04", "is forbidden", "at the time of use"),
        ("2025-06-04", "2025-06-04", "is forbidden", ""),
        ("2025-06-03", "", "cannot be judged", ""),
        ("2025-06-04", "", "is forbidden", ""),
        ("", "2025-06-04", "is forbidden", ""),
    ],
)
def test_both_times_are_judged_and_the_stricter_wins(rights, collected, used, verdict, when):
    record = {**X, "collected_to": collected, "as_of": used}
    finding = rights(**record, purpose="model-training").findings["rights.model_training.x"]
    assert verdict in finding.title
    assert when in finding.title
    assert ("No day of use is said" in " ".join(finding.caveats)) is (not used)
    assert ("No day of collection is said" in " ".join(finding.caveats)) is (not collected)


def test_rules_on_getting_posts_are_those_of_the_collection(rights):
    """What was scraped while it needed permission is not scraped anew by a use after scraping was forbidden."""
    record = {"platform": "x", "access": "scrape", "collected_to": "2023-08-01", "purpose": "research"}
    assert "needs permission" in rights(**record).findings["rights.research.x"].title
    later = rights(**record, as_of="2024-01-01").findings["rights.research.x"]
    assert later.title.endswith("needs permission by the platform's terms at the time of collection")
    assert "x-scrape-2023-09" not in later.statement
    long = rights(**{**record, "collected_to": "2023-09-29"}, collected_from="2023-08").findings["rights.research.x"]
    assert "forbidden (x-scrape-2023-09)" in long.statement
    assert "Also in force: x-scrape-2023-05" in long.statement


def test_unknown_is_an_answer(rights):
    finding = rights(platform="Weibo", access="api", collected_to="2024", purpose="research").findings[
        "rights.research.weibo"
    ]
    assert (finding.reading, finding.severity, finding.confidence) == ("not_assessed", "none", "low")
    assert "no rule is known to hold" in finding.statement
    assert "allows nothing" in finding.actions[0]


def test_what_is_not_said_is_not_judged(rights):
    assert "[collection]" in rights().reasons
    assert not rights().judgement.findings
    assert "When the posts were collected" in rights(platform="X", purpose="research").reasons
    assert "What the dataset is for" in rights(platform="X", collected_to="2024").reasons
    assert "On which platform" in rights(collected_to="2024", purpose="research").reasons


def test_a_way_of_access_that_is_not_said_lowers_confidence(rights):
    record = {"platform": "X", "collected_to": "2025-08-31", "purpose": "model-training"}
    finding = rights(**record).findings["rights.model_training.x"]
    assert (finding.severity, finding.confidence) == ("high", "low")
    assert any("every way" in each for each in finding.caveats)
    assert (
        rights(platform="reddit", collected_to="2025", purpose="model-training")
        .findings["rights.model_training.reddit"]
        .confidence
        == "low"
    )  # scraping forbids, and whether it was scraped is not known


def test_contradictions_and_age_are_told(rights):
    found = rights(**{**X, "as_of": "2026-10-01"}, purpose=["redistribution", "commercial"]).findings
    assert any("x-share-500 and x-share-50000 contradict" in each for each in found["rights.redistribution.x"].caveats)
    assert not [each for each in found["rights.redistribution.x"].caveats if "read the terms anew" in each]
    aged = rights(**{**X, "as_of": "2027-03-01"}, purpose="redistribution").findings["rights.redistribution.x"]
    assert any("more than 180 days before 2027-03-01" in each for each in aged.caveats)


# --- posts against the record ----------------------------------------------------------------------------------------


def test_posts_later_than_the_collection_contradict_it(rights):
    """The collection is said to end in 2021, and of 600 days from 1 January 2021 on, 235 are later."""
    rows = posts()
    found = rights(rows, **{**X, "collected_to": "2021"}, purpose="research")
    estimate = found.estimates["rights.after_collection"]
    later = np.array([row["created_at"] >= datetime(2022, 1, 1, tzinfo=UTC).timestamp() * 1e6 for row in rows])
    assert later.sum() == 235
    assert estimate.value == pytest.approx(235 / 600)
    bounds = share(found.tally.per_bucket(("rights", "after")), found.tally.per_bucket(("rights", "timed")), level=0.95)
    assert (estimate.low, estimate.high) == pytest.approx((bounds.low, bounds.high))
    finding = found.findings["rights.after_collection"]
    assert (finding.reading, finding.severity, finding.harm) == ("shown", "medium", "validity")


@pytest.mark.parametrize(("last", "reading"), [("2021-01-31", "shown"), ("2021-02-01", "shown_small")])
def test_the_last_day_of_the_collection_belongs_to_it(rights, last, reading):
    rows = posts(number=32)  # the last is of 1 February, the first moment of the day
    finding = rights(rows, **{**X, "collected_to": last}, purpose="research").findings["rights.after_collection"]
    assert finding.reading == reading


def test_posts_without_a_time_are_not_measured(rights):
    found = rights(**X, purpose="research", without=("created_at",))
    assert "Posts have no time" in found.reasons
    assert "rights.after_collection" not in found.estimates


def test_posts_of_another_platform_than_the_record_names(rights):
    rows = posts(platform=lambda index: "reddit" if index % 4 == 0 else "twitter")
    found = rights(rows, **X, purpose="research")
    assert found.estimates["rights.elsewhere"].value == pytest.approx(0.25)
    assert found.findings["rights.elsewhere"].reading == "shown"
    assert "Reddit" in found.findings["rights.elsewhere"].statement
    merged = {**X, "sources": [{"name": "a", "licence": "MIT", "platform": "Reddit"}]}
    assert rights(rows, **merged, purpose="research").findings["rights.elsewhere"].reading == "shown_small"


def test_names_of_platforms_that_nobody_knows_are_not_printed(rights):
    rows = posts(platform=lambda index: f"<b>secret {index}</b>" if index % 2 else "twitter")
    found = rights(rows, **X, purpose="research")
    assert "secret" not in str(found.judgement)
    assert "1 other platform" in found.findings["rights.elsewhere"].statement
    mine = rights(posts(platform="My Forum"), **{**X, "platform": "My Forum"}, purpose="research")
    assert mine.findings["rights.elsewhere"].reading == "shown_small"


def test_a_server_of_mastodon_is_of_mastodon(rights):
    found = rights(posts(platform="mastodon"), platform="mastodon.social", collected_to="2025-08", purpose="research")
    assert found.findings["rights.elsewhere"].reading == "shown_small"


# --- duties ----------------------------------------------------------------------------------------------------------


def test_text_of_posts_that_are_deleted_by_now_is_counted(rights, tmp_path):
    """Of 600 posts 60 are listed and 60 marked, 20 of them both; a third of the marked have no text."""
    (tmp_path / "gone.txt").write_text("".join(f"p{index}\n" for index in range(0, 600, 10)) + "elsewhere\n")

    def is_marked(index):
        return index % 30 == 0 or (index % 15 == 1)

    rows = posts(
        authors=61,
        status=lambda index: "deleted" if is_marked(index) else "present",
        text=lambda index: "  " if index % 30 == 1 else f"post {index}",
    )
    listed = {index for index in range(600) if index % 10 == 0}
    expected = sum((index in listed or is_marked(index)) and index % 30 != 1 for index in range(600))
    found = rights(rows, **X, purpose="research", deleted_ids=str(tmp_path / "gone.txt"))
    assert found.tally.posts(("rights", "kept")) == expected
    assert found.estimates["rights.deleted"].value == pytest.approx(expected / 600)
    finding = found.findings["rights.deleted"]
    assert (finding.reading, finding.severity) == ("shown", "high")
    assert "x-delete" in finding.statement


def test_deletions_without_a_rule_are_told_all_the_same(rights):
    rows = posts(status=lambda index: "removed" if index % 5 == 0 else "present")
    record = {"platform": "4chan", "access": "api", "collected_to": "2025", "purpose": "research"}
    finding = rights(rows, **record).findings["rights.deleted"]
    assert (finding.reading, finding.severity) == ("shown", "medium")


def test_where_nothing_tells_of_deletions_that_is_said(rights):
    found = rights(**X, purpose="research", without=("status",))
    assert "Which posts have been deleted since is not known" in found.reasons
    assert "rights.deleted" not in found.estimates
    assert "When deletions were last looked for is not said, and x-delete asks for them" in found.reasons
    assert "last looked for" not in rights(**X, purpose="research", last_deletion_check="2026-02-01").reasons


def test_few_authors_are_hidden_and_not_left_by_subtraction(rights):
    few = posts(status=lambda index: "deleted" if index % 60 < 4 else "present")
    most = posts(status=lambda index: "present" if index % 60 < 4 else "deleted")
    for rows in (few, most):
        found = rights(rows, **X, purpose="research")
        estimate = found.estimates["rights.deleted"]
        assert (estimate.status, estimate.value, estimate.n_posts) == ("suppressed", None, None)
        finding = found.findings["rights.deleted"]
        assert finding.reading == "shown"
        assert "Some posts" in finding.title
        assert not any(char.isdigit() for char in finding.title)


def test_what_coverage_prints_as_gone_does_not_give_few_authors_away():
    """Of 40 authors with deleted posts 4 have none with text: the share that coverage prints less ours would be theirs."""
    rows = posts(
        status=lambda index: "deleted" if index % 60 < 40 else "present",
        text=lambda index: "" if index % 60 < 4 else f"post {index}",
    )
    for some, status in ((4, "suppressed"), (20, "ok")):
        rows = [{**row, "text": "" if int(row["post_id"][1:]) % 60 < some else "words"} for row in rows]
        found = audit.run(rows, plan={"collection": {**X, "purpose": "research"}, "metrics": ["rights", "coverage"]})
        assert found.estimate("coverage.gone.posts").status == "ok"
        assert found.estimate("rights.deleted").status == status


def test_a_list_of_deleted_posts_that_cannot_be_read_is_an_error(rights, tmp_path):
    with pytest.raises(PlanError, match=r"missing\.txt"):
        rights(**X, purpose="research", deleted_ids=str(tmp_path / "missing.txt"))


@pytest.mark.parametrize(
    ("checked", "reading"),
    [("2026-01-30", "shown_small"), ("2026-01-29", "shown"), ("2026-01", "inconclusive"), ("2025", "shown")],
)
def test_data_are_fetched_anew_within_thirty_days(rights, checked, reading):
    """YouTube API Services Developer Policies III.E.4: 30 calendar days. From 30 January to 1 March 2026 it is 30."""
    record = {"platform": "YouTube", "access": "api", "collected_to": "2025-06-01", "as_of": "2026-03-01"}
    found = rights(**record, purpose="research", last_deletion_check=checked)
    assert found.findings["rights.refresh"].reading == reading
    assert found.estimates["rights.refresh"].unit == "days"


def test_without_a_day_of_use_nobody_knows_how_old_data_are(rights):
    found = rights(platform="YouTube", access="api", collected_to="2025-06-01", purpose="research")
    assert "cannot be told without a day of use" in found.reasons
    assert "rights.refresh" not in found.findings


@pytest.mark.parametrize(("number", "reading", "severity"), [(500, "shown_small", "none"), (501, "shown", "medium")])
def test_posts_to_be_passed_on_are_held_against_the_stricter_limit(rights, number, reading, severity):
    found = rights(posts(number=number), **X, purpose="redistribution")
    finding = found.findings["rights.sharing"]
    assert (finding.reading, finding.severity) == (reading, severity)
    assert found.estimates["rights.sharing"].value == number
    assert "x-share-50000 (whole posts: at most 50,000 in a day): within" in finding.statement
    assert "rights.sharing" not in rights(posts(number=number), **X, purpose="research").findings


# --- licences --------------------------------------------------------------------------------------------------------


def merged(*licences, **more):
    sources = [{"name": f"set {index}", "licence": each} for index, each in enumerate(licences)]
    return {**X, "purpose": ["research"], "sources": sources, **more}


def test_licences_that_exclude_each_other_are_named(rights):
    found = rights(
        **merged("CC BY-SA 4.0", "CC BY-NC 4.0", "CC0"),
    ).findings
    finding = found["rights.licence.merging"]
    assert (finding.reading, finding.severity) == ("shown", "medium")
    assert "“set 0” and “set 1”" in finding.statement
    assert "no commercial use" in finding.statement
    worse = rights(**merged("CC BY-SA 4.0", "CC BY-NC 4.0", purpose=["redistribution"])).findings
    assert worse["rights.licence.merging"].severity == "high"


def test_licences_that_go_together(rights):
    finding = rights(**merged("CC BY 4.0", "MIT", "CC0")).findings["rights.licence.merging"]
    assert (finding.reading, finding.severity) == ("shown_small", "none")


def test_a_licence_that_is_not_known_leaves_it_open(rights):
    finding = rights(**merged("CC BY 4.0", "Secret 1.0", "platform terms")).findings["rights.licence.merging"]
    assert finding.reading == "not_assessed"
    assert "“set 1” (Secret 1.0): not known here" in finding.statement
    assert "“set 2”: no licence but the terms of the platform" in finding.statement
    assert "Under which licence “set 1” came is not said" in rights(**merged("CC BY 4.0", "")).reasons


def test_commercial_use_against_a_licence_that_excludes_it(rights):
    finding = rights(**merged("CC BY-NC 4.0", "MIT", purpose=["commercial"])).findings["rights.licence.commercial"]
    assert (finding.reading, finding.severity) == ("shown", "high")
    assert "rights.licence.commercial" not in rights(**merged("CC BY-NC 4.0", "MIT")).findings


def test_the_licence_of_the_whole_against_those_of_its_parts(rights):
    found = rights(**merged("CC BY-SA 4.0", "MIT", licence="MIT")).findings["rights.licence.passing_on"]
    assert (found.reading, found.severity) == ("shown", "high")
    kept = rights(**merged("CC BY-SA 4.0", "MIT", licence="CC BY-SA 4.0")).findings["rights.licence.passing_on"]
    assert kept.reading == "shown_small"


# --- laws ------------------------------------------------------------------------------------------------------------


def test_split_and_order_change_nothing(rights, tmp_path):
    (tmp_path / "gone.csv").write_text("post_id\n" + "".join(f"p{index}\n" for index in range(0, 600, 7)))
    rows = posts(platform=lambda index: ["twitter", "reddit", None][index % 3])
    record = {**X, "collected_to": "2021", "purpose": ["redistribution"], "deleted_ids": str(tmp_path / "gone.csv")}
    whole = rights(rows, **record)
    assert rights(rows[::-1], **record).judgement == whole.judgement
    assert rights(rows[400:], rows[:150], rows[150:400], **record).judgement == whole.judgement


def test_every_platform_and_purpose_is_well_said(rights):
    from audit.resources import read_platform_rules

    rows = posts(number=60, authors=30)
    purposes = ["research", "commercial", "model-training", "redistribution"]
    for platform, access in itertools.product(read_platform_rules().platforms, ("api", "scrape", "archive", "unknown")):
        record = {"platform": platform, "access": access, "collected_to": "2025-12", "as_of": "2027"}
        found = rights(rows, **record, purpose=purposes)
        assert len([each for each in found.findings if each.count(".") == 2 and "licence" not in each]) == len(purposes)


def test_rules_of_ones_own_decide_with_ours(rights, tmp_path):
    (tmp_path / "card.toml").write_text('title = "Ours"\nsource = ["Us (2026). Contract. Here."]\n')
    columns = "id,platform,document,clause,kind,purpose,access,verdict,effective_from,effective_until,captured,source,confidence"
    (tmp_path / "mine.csv").write_text(
        f"{columns}\nour-contract,Weibo,Contract,Research is agreed.,use,research,any,allowed,2024-01-01,2024-12-31,2024-01-01,our contract of 2024,high\n"
    )
    record = {
        "platform": "Weibo",
        "access": "purchase",
        "collected_to": "2024-05-01",
        "purpose": ["research", "commercial"],
    }
    found = rights(**record, rules=str(tmp_path / "mine.csv")).findings
    assert (found["rights.research.weibo"].reading, found["rights.research.weibo"].severity) == ("shown_small", "none")
    assert found["rights.commercial.weibo"].reading == "not_assessed"
    after = rights(**{**record, "as_of": "2025-01-01"}, rules=str(tmp_path / "mine.csv")).findings
    assert after["rights.research.weibo"].reading == "not_assessed"  # allowed then, unknown now: the stricter
    with pytest.raises(ResourceError, match="cannot be read"):
        rights(**record, rules=str(tmp_path / "none.csv"))
