"""``postaudit run --coding``: rates corrected by what was coded, and what is said where they are not."""

from __future__ import annotations

import json
import random

import numpy as np
import pytest

import audit
from audit.errors import PlanError, ResourceError
from audit.resources import read_coded_sheets
from audit.statistics import krippendorff_alpha, wilson

from .conftest import TRUE_SHARE, dataset, fill, names_women, read, rightly, table


def figures(told):
    return {each["id"]: each for each in told["estimates"]}


def finding(told, name):
    return next(each for each in told["findings"] if each["id"] == name)


def words(told):
    return " ".join(
        text for each in told["findings"] for text in (each["title"], each["statement"], *each["caveats"])
    ) + " ".join(each["reason"] for each in told["not_measured"])


def test_a_corrected_rate_is_the_sum_over_strata_by_hand(posts, sheet, findings):
    fill(sheet, rightly)
    about = json.loads(sheet.with_suffix(".json").read_bytes())
    strata = next(each["strata"] for each in about["groups"] if each["group"] == "women")
    rate, precision = 0.0, (0.0, 0.0)
    for name, counts in strata.items():
        pairs = [
            (rightly(row), about["items"][row["item"]]["weight"])
            for row in read(sheet)
            if (row["group"], row["stratum"]) == ("women", name)
        ]
        total, ones = sum(weight for _, weight in pairs), sum(code * weight for code, weight in pairs)
        rate += sum(counts) / 4000 * ones / total
        if name == "strict":
            precision = (ones / total, total**2 / sum(weight**2 for _, weight in pairs))
    told = figures(findings(posts, "--coding", sheet))
    corrected = told["mentions.gender.women.posts_corrected"]
    assert corrected["value"] == pytest.approx(1000 * rate, rel=1e-5)
    assert corrected["low"] < corrected["value"] < corrected["high"]
    assert corrected["n_posts"] == 4000
    assert corrected["note"] == "corrected by 200 coded posts"
    found = told["mentions.gender.women.precision"]
    assert found["value"] == pytest.approx(precision[0], rel=1e-5)
    assert (found["low"], found["high"]) == pytest.approx(wilson(*precision, 1.959964), rel=1e-4)
    assert (found["n_posts"], found["n_authors"]) == (100, 100)
    by_parts = (
        told["mentions.gender.women.posts"]["value"] * found["value"]
        + (1000 - told["mentions.gender.women.posts"]["value"]) * told["mentions.gender.women.miss_rate"]["value"]
    )
    assert corrected["value"] == pytest.approx(by_parts, rel=1e-4)


def test_the_truth_that_was_planted_is_found_and_the_match_is_off(posts, sheet, findings):
    fill(sheet, rightly)
    told = figures(findings(posts, "--coding", sheet))
    truth = 1000 * np.mean([names_women(row["text"]) for row in dataset()])
    assert truth == pytest.approx(1000 * TRUE_SHARE, rel=0.1)
    corrected, matched = (told[f"mentions.gender.women.{each}"] for each in ("posts_corrected", "posts"))
    assert corrected["low"] <= truth <= corrected["high"]
    assert matched["high"] < truth
    assert told["mentions.gender.women.precision"]["value"] == pytest.approx(0.8, abs=0.1)


def test_findings_say_what_was_coded_and_what_it_came_to(posts, sheet, findings):
    fill(sheet, rightly)
    told = findings(posts, "--coding", sheet)
    parity = finding(told, "mentions.gender.women_men")
    assert parity["headline"] == "mentions.gender.women.ratio_to_men_corrected"
    assert parity["statement"].startswith("Corrected by coded posts, posts that mention women are")
    assert "as matched" in parity["statement"]
    said = " ".join(parity["caveats"])
    assert "The ratio rests on rates corrected by coded posts." in said
    assert "Women: 200 of 200 posts drawn were coded by hand (sheet.csv)." in said
    assert "Precision of strict forms" in said
    assert "Unvalidated" not in said
    axis = finding(told, "mentions.gender")
    assert "Corrected by coded posts, per 1,000: women" in axis["statement"]
    assert "Of other groups: unvalidated term match" in " ".join(axis["caveats"])
    markers = next(each for each in told["findings"] if each["id"] == "markers.gender")
    assert "Ratios rest on word matches, not on corrected rates" in " ".join(markers["caveats"])
    [used] = [each for each in told["resources"] if each["kind"] == "coded sheets"]
    assert used["title"] == "sheet.csv"
    assert told["audit"]["plan"]["mentions"] == {"coding": ["sheet.csv"]}


def test_no_text_and_no_coder_is_in_the_findings(posts, sheet, findings):
    rows = read(sheet)
    sheet.write_text(
        table([{**row, "code": rightly(row), "coder": "Brunhilde"} for row in rows]), encoding="utf-8", newline=""
    )
    said = json.dumps(findings(posts, "--coding", sheet))
    for word in ("princess", "harbour", "strongwomenrule", "Brunhilde", rows[0]["item"]):
        assert word not in said


def test_without_coding_it_says_that_words_were_counted(posts, findings):
    told = findings(posts)
    assert "Unvalidated term match" in words(told)
    assert not [name for name in figures(told) if name.endswith(("_corrected", "precision", "miss_rate", "agreement"))]


def test_one_group_coded_leaves_the_ratio_to_matches_and_says_so(posts, tmp_path, postaudit, findings):
    sheet = tmp_path / "women.csv"
    assert postaudit("sample-for-coding", posts, "-o", sheet, "--groups", "women", "-q").code == 0
    fill(sheet, rightly)
    told = findings(posts, "--coding", sheet)
    assert "mentions.gender.women.posts_corrected" in figures(told)
    assert "mentions.gender.women.ratio_to_men_corrected" not in figures(told)
    parity = finding(told, "mentions.gender.women_men")
    assert parity["headline"] == "mentions.gender.women.ratio_to_men"
    said = " ".join(parity["caveats"])
    assert "The ratio rests on word matches, not on corrected rates, as there is no corrected rate of men." in said
    assert "Of other groups: unvalidated term match" in said


# --- coders ----------------------------------------------------------------------------------------------------------


def two_coders(sheet, to):
    """The second coder sees every tenth post otherwise."""
    rows = read(sheet)
    coded = [{**row, "code": rightly(row), "coder": "first"} for row in rows]
    coded += [
        {**row, "code": 1 - rightly(row) if index % 10 == 0 else rightly(row), "coder": "second"}
        for index, row in enumerate(rows)
    ]
    to.write_text(table(coded), encoding="utf-8", newline="")
    return coded


def test_two_coders_agree_as_much_as_alpha_says(posts, sheet, findings):
    coded = two_coders(sheet, sheet)
    women = [row for row in coded if row["group"] == "women"]
    ratings = [[row["code"] for row in women if row["coder"] == name] for name in ("first", "second")]
    told = findings(posts, "--coding", sheet)
    found = figures(told)["mentions.gender.women.agreement"]
    assert found["value"] == pytest.approx(krippendorff_alpha(ratings).value, rel=1e-5)
    assert found["n_posts"] == 200
    assert "2 coders, agreement (Krippendorff's alpha)" in words(told)
    assert "where they differ, a post counts in part" in words(told)


def test_where_coders_differ_a_post_counts_half(posts, sheet, tmp_path, findings):
    certain = fill(sheet, rightly, tmp_path / "certain.csv")
    half = fill(sheet, rightly, tmp_path / "half.csv")
    rows = read(half)
    other = [{**row, "code": 0, "coder": "strict"} for row in rows]
    half.write_text(table([*rows, *other]), encoding="utf-8", newline="")
    whole, halved = (
        figures(findings(posts, "--coding", each))["mentions.gender.women.precision"]["value"]
        for each in (certain, half)
    )
    assert halved == pytest.approx(whole / 2, rel=1e-5)


def test_a_sheet_for_each_coder_is_one_sheet(posts, sheet, tmp_path, findings):
    together, first, second = (tmp_path / f"{name}.csv" for name in ("together", "first", "second"))
    coded = two_coders(sheet, together)
    together.with_suffix(".json").write_bytes(sheet.with_suffix(".json").read_bytes())
    for path, name in ((first, "first"), (second, "second")):
        own = [{**row, "coder": ""} for row in coded if row["coder"] == name]
        path.write_text(table(own), encoding="utf-8", newline="")
        path.with_suffix(".json").write_bytes(sheet.with_suffix(".json").read_bytes())
    one = findings(posts, "--coding", together)
    two = findings(posts, "--coding", first, "--coding", second)
    assert figures(one) == figures(two)


def test_posts_left_blank_are_not_counted_and_said(posts, sheet, findings):
    rows = read(sheet)
    blank = {row["item"] for row in [row for row in rows if row["group"] == "women"][:30]}
    fill(sheet, lambda row: "" if row["item"] in blank else rightly(row))
    told = findings(posts, "--coding", sheet)
    assert (
        "Women: 170 of 200 posts drawn were coded by hand (sheet.csv); 30 posts without a code are not counted."
        in words(told)
    )
    assert figures(told)["mentions.gender.women.posts_corrected"]["note"] == "corrected by 170 coded posts"


def test_a_stratum_that_nobody_coded_leaves_the_rate_unmeasured(posts, sheet, findings):
    fill(sheet, lambda row: "" if row["stratum"] == "rest" else rightly(row))
    told = figures(findings(posts, "--coding", sheet))
    rate = told["mentions.gender.women.posts_corrected"]
    assert (rate["status"], rate["value"]) == ("not_estimable", None)
    assert rate["note"] == "no post was coded of the stratum 'rest'"
    assert told["mentions.gender.women.precision"]["status"] == "ok"
    assert "mentions.gender.women.ratio_to_men_corrected" not in told


# --- laws ------------------------------------------------------------------------------------------------------------


def test_sorted_split_or_saved_by_a_spreadsheet_it_says_the_same(posts, sheet, tmp_path, postaudit, findings):
    fill(sheet, rightly)
    once = findings(posts, "--coding", sheet)
    rows = read(sheet)
    random.Random(2).shuffle(rows)
    lines = ["\ufeffcode;item;coder"] + [f"{row['code']},0;{row['item']};" for row in rows] + [";;"]
    sheet.write_text("\r\n".join(lines), encoding="utf-8")
    shuffled = dataset()
    random.Random(5).shuffle(shuffled)
    posts.write_text(table(shuffled), encoding="utf-8")
    assert findings(posts, "--coding", sheet, "--workers", "2") == once


def test_the_plan_names_the_sheet_beside_it(posts, sheet, findings, tmp_path):
    fill(sheet, rightly)
    (tmp_path / "audit.toml").write_text('[mentions]\ncoding = "sheet.csv"\n', encoding="utf-8")
    assert figures(findings(posts, "-c", tmp_path / "audit.toml")) == figures(findings(posts, "--coding", sheet))
    told = audit.run(posts, mentions={"coding": str(sheet)}, metrics=["mentions"], workers=1)
    assert told.estimate("mentions.gender.women.posts_corrected").value == pytest.approx(
        figures(findings(posts, "--coding", sheet))["mentions.gender.women.posts_corrected"]["value"], rel=1e-5
    )


def test_tallies_of_parts_are_corrected_when_they_are_merged(posts, sheet, tmp_path, postaudit, findings):
    fill(sheet, rightly)
    plan, key = tmp_path / "audit.toml", tmp_path / "key"
    plan.write_text('metrics = ["mentions"]\n[mentions]\ncoding = "sheet.csv"\n', encoding="utf-8")
    key.write_bytes(b"sixteen bytes...")
    for index in range(2):
        part, tally = tmp_path / f"part{index}.csv", tmp_path / f"part{index}.arrow"
        part.write_text(table(dataset()[index::2]), encoding="utf-8")
        told = postaudit("tally", part, "-c", plan, "-o", tally, "--key-file", key, "-q")
        assert told.code == 0, told.err
    tallies = [tmp_path / f"part{index}.arrow" for index in range(2)]
    told = postaudit("merge", *tallies, "-c", plan, "-o", "-", "--format", "json")
    assert told.code == 0, told.err
    whole = figures(findings(posts, "-c", plan))
    name = "mentions.gender.women.posts_corrected"
    assert figures(json.loads(told.out))[name] == whole[name]


# --- what does not fit -----------------------------------------------------------------------------------------------


def test_a_sheet_of_other_posts_corrects_nothing_and_says_why(sheet, tmp_path, findings):
    fill(sheet, rightly)
    other = tmp_path / "others.csv"
    other.write_text(table(dataset(seed=2)), encoding="utf-8")
    told = findings(other, "--coding", sheet)
    assert "mentions.gender.women.posts_corrected" not in figures(told)
    assert "sheet.csv was drawn from other posts than these" in words(told)
    assert "rates of mention of women are not corrected" in words(told)
    assert "Unvalidated term match" in words(told)


def test_a_sheet_of_another_word_list_is_refused(posts, sheet):
    fill(sheet, rightly)
    place = sheet.with_suffix(".json")
    about = json.loads(place.read_bytes())
    about["lexicons"]["identity-en"] = "0" * 64
    place.write_text(json.dumps(about))
    with pytest.raises(PlanError, match="another version of identity-en"):
        audit.run(posts, mentions={"coding": str(sheet)}, metrics=["mentions"], workers=1)


def test_weighted_posts_are_not_corrected(posts, sheet, tmp_path, findings):
    fill(sheet, rightly)
    weights = tmp_path / "weights.csv"
    rows = [{"post_id": row["id"], "weight": 1 + index % 2} for index, row in enumerate(dataset())]
    weights.write_text(table(rows), encoding="utf-8")
    told = findings(posts, "--coding", sheet, "--weights", weights)
    assert "Posts are weighted, and those of sheet.csv were drawn as they are" in words(told)
    assert "mentions.gender.women.posts_corrected" not in figures(told)


def test_of_a_hidden_group_nothing_is_said(posts, sheet, findings, tmp_path):
    fill(sheet, rightly)
    plan = tmp_path / "audit.toml"
    plan.write_text("[floors]\nauthors = 400\n", encoding="utf-8")
    told = findings(posts, "-c", plan, "--coding", sheet)
    hidden = figures(told)["mentions.gender.women.posts"]
    assert hidden["status"] == "suppressed"
    assert "Women: " not in words(told)
    assert "mentions.gender.women.precision" not in figures(told)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: [{**row, "code": ""} for row in rows], "nothing is coded yet"),
        (lambda rows: [{**row, "code": "maybe"} for row in rows], "the code is 'maybe'"),
        (lambda rows: [{**row, "code": 2} for row in rows], "the code is '2'"),
        (lambda rows: [{**row, "item": f"x{row['item']}", "code": 1} for row in rows], "is no item of sheet.json"),
        (lambda rows: [{**row, "code": 1} for row in [*rows, rows[0]]], "is coded twice"),
        (lambda rows: [{"item": row["item"]} for row in rows], "has no column 'code'"),
    ],
)
def test_a_sheet_that_is_not_as_it_should_be_is_refused(change, said, sheet):
    sheet.write_text(table(change(read(sheet))), encoding="utf-8", newline="")
    with pytest.raises(ResourceError, match=said):
        read_coded_sheets([sheet])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read"),
        ("{", "is no JSON"),
        ("{}", "does not say that it is"),
        ("[]", "does not say that it is"),
    ],
)
def test_a_sheet_without_its_file_is_refused(content, said, sheet):
    fill(sheet, rightly)
    place = sheet.with_suffix(".json")
    place.unlink() if content is None else place.write_text(content)
    with pytest.raises(ResourceError, match=said):
        read_coded_sheets([sheet])


def test_a_changed_file_is_refused(sheet):
    fill(sheet, rightly)
    place = sheet.with_suffix(".json")
    about = json.loads(place.read_bytes())
    del about["groups"][0]["strata"]["near"]
    place.write_text(json.dumps(about))
    with pytest.raises(ResourceError, match="was changed"):
        read_coded_sheets([sheet])


def test_a_group_drawn_twice_is_refused(posts, sheet, tmp_path, postaudit):
    fill(sheet, rightly)
    other = tmp_path / "other.csv"
    assert postaudit("sample-for-coding", posts, "-o", other, "--seed", 3, "-q").code == 0
    fill(other, rightly)
    with pytest.raises(ResourceError, match=r"is coded in sheet\.csv too"):
        read_coded_sheets([sheet, other])


def test_the_same_coder_in_two_sheets_is_refused(sheet, tmp_path):
    rows = [{**row, "code": 1, "coder": "me"} for row in read(sheet)]
    sheet.write_text(table(rows), encoding="utf-8", newline="")
    copy = fill(sheet, lambda _: 1, tmp_path / "copy.csv")
    with pytest.raises(ResourceError, match="in another sheet too"):
        read_coded_sheets([sheet, copy])


def test_missing_and_binary_sheets_are_refused(sheet):
    content = sheet.read_bytes()
    sheet.write_bytes(content + b"\xff\xfe")
    with pytest.raises(ResourceError, match="is not UTF-8"):
        read_coded_sheets([sheet])
    sheet.unlink()
    with pytest.raises(ResourceError, match="cannot be read"):
        read_coded_sheets([sheet])
