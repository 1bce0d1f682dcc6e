"""The command ``postaudit power``: what it takes, what it refuses, what it prints."""

from __future__ import annotations

import json

import pytest

ASSUMED = ("--share", "0.1", "--deff", "4")


@pytest.fixture
def plan(samples):
    return samples / "audit.toml"


def test_assumptions_are_answered_with_posts_and_prices(postaudit, plan):
    told = postaudit("power", "-c", plan, *ASSUMED)
    assert (told.code, told.err) == (0, "")
    assert "Share of posts by women, against 51%" in told.out
    assert "to settle it: " in told.out
    assert "X, Pay per use" in told.out
    assert "What was not found is unknown, and is not free." in told.out


def test_the_same_for_machines(postaudit, plan):
    told = postaudit("power", "-c", plan, *ASSUMED, "--format", "json")
    data = json.loads(told.out)
    assert {each["id"].split(".")[0] for each in data["comparisons"]} == {"representation", "labels"}
    assert all(each["posts"]["settle"] > 0 and each["authors"]["settle"] is None for each in data["comparisons"])
    assert data["access"][0]["platform"] == "X"


def test_authors_are_counted_where_posts_per_author_are_given(postaudit, plan, tmp_path):
    file = tmp_path / "counts.txt"
    file.write_text("1\n1\n1\n1\n6\n")
    asked = ("power", "-c", plan, "--share", "0.1", "--format", "json")
    by_file = json.loads(postaudit(*asked, "--posts-per-author", file).out)["comparisons"]
    by_list = json.loads(postaudit(*asked, "--posts-per-author", "1,1,1,1,6").out)["comparisons"]
    by_mean = json.loads(postaudit(*asked, "--posts-per-author", "2", "--variation", "1").out)["comparisons"]
    assert by_file == by_list == by_mean
    assert all(each["authors"]["settle"] == -(-each["posts"]["settle"] // 2) for each in by_file)


def test_a_pilot_is_posts_or_findings_or_a_report_folder(postaudit, samples, plan, tmp_path):
    postaudit("run", samples / "northtown.csv", "-c", plan, "-q", "-o", tmp_path)
    [folder] = tmp_path.iterdir()
    renamed = tmp_path / "other-name.json"
    renamed.write_bytes((folder / "findings.json").read_bytes())
    plans = [
        postaudit("power", *each, "--format", "json").out
        for each in ((folder,), (folder / "findings.json",), (renamed,))
    ]
    assert plans[0] == plans[1] == plans[2]
    from_posts = json.loads(postaudit("power", samples / "northtown.csv", "-c", plan, "--format", "json").out)
    needs = {each["id"]: each["posts"]["settle"] for each in json.loads(plans[0])["comparisons"]}
    assert {each["id"]: each["posts"]["settle"] for each in from_posts["comparisons"]} == pytest.approx(needs, rel=1e-4)


def test_prices_of_ones_own(postaudit, plan, tmp_path):
    prices = tmp_path / "prices.csv"
    prices.write_text("platform,tier,price,currency,price_per,posts,posts_per\nMine,Small,10,EUR,month,unknown,week\n")
    told = postaudit("power", "-c", plan, *ASSUMED, "--prices", prices)
    assert "Mine, Small" in told.out
    assert "X, " not in told.out


def test_output_goes_to_a_file(postaudit, plan, tmp_path):
    told = postaudit("power", "-c", plan, *ASSUMED, "--format", "json", "-o", tmp_path / "power.json")
    assert told.out == ""
    assert json.loads((tmp_path / "power.json").read_text())["tool"] == "postaudit"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--share", "0.1"), "How posts crowd into authors is not known"),
        (("--deff", "4"), "How often a label"),
        ((*ASSUMED, "--posts-per-author", "3"), "the same thing twice"),
        (("--share", "0.1", "--posts-per-author", "3"), "Give --variation"),
        (("--share", "0.1", "--posts-per-author", "many"), "expected numbers"),
        (("--share", "0.1", "--posts-per-author", "0.5"), "expected numbers"),
        (("reports/no-such", "--deff", "4"), "the same thing twice"),
        ((*ASSUMED, "--gap", "1"), "--gap"),
        ((*ASSUMED, "--prices", "no-such.csv"), "cannot be read"),
    ],
)
def test_what_is_not_enough_is_refused_with_a_way_out(arguments, says, postaudit):
    told = postaudit("power", *arguments)
    assert told.code == 2
    assert says in told.err
    assert told.out == ""


def test_a_pilot_that_compared_nothing_says_so(postaudit, tmp_path):
    (tmp_path / "posts.csv").write_text("text,author_id\n" + "".join(f"post {i},a{i}\n" for i in range(50)))
    told = postaudit("power", tmp_path / "posts.csv")
    assert told.code == 2
    assert "compared nothing" in told.err
