"""A second report on nearly the same people is refused where the two together would tell of a few of them."""

from __future__ import annotations

import random
from dataclasses import replace

import attacking
import pytest

import audit
from audit.errors import OutputError
from audit.private.second_report import check_second, telling

ASKED = {"groups": {"gender": "gender"}, "labels": ["label"], "metrics": ["representation", "labels"], "workers": 1}


def people(number, seed=1):
    """Posts by so many authors; each states a gender, some posts are labelled."""
    chance = random.Random(seed)
    rows = []
    for author in range(number):
        gender = ("woman", "man", "nonbinary")[author % 3]
        for _ in range(1 + author % 4):
            label = "yes" if chance.random() < 0.3 else "no"
            rows.append({"post_id": f"p{len(rows)}", "author_id": f"a{author}", "text": f"post {len(rows)}", "gender": gender, "label": label})  # fmt: skip
    return rows


def without(rows, *authors):
    return [row for row in rows if row["author_id"] not in {f"a{each}" for each in authors}]


@pytest.fixture(scope="module")
def rows():
    return people(240)


@pytest.fixture(scope="module")
def first(rows):
    return audit.run(rows, **ASKED)


def test_who_left_is_read_off_two_reports_and_so_the_second_is_refused(rows, first):
    """The attack is made: gender, posts and labels of the one who left."""
    second = audit.run(without(rows, 7), **ASKED)
    for group in ("women", "men", "nonbinary_people"):
        name = f"representation.gender.{group}.bounds"
        gone = [round(side.estimate(name).value * side.estimate(name).n_posts) for side in (first, second)]
        assert gone[0] - gone[1] == (4 if group == "men" else 0)
    assert "the whole dataset" in telling(first, second, 10)


@pytest.mark.parametrize("gone", [(7,), (1, 2, 3), tuple(range(9))])
def test_a_few_who_left_or_came(gone, rows, first):
    second = audit.run(without(rows, *gone), **ASKED)
    assert list(telling(first, second, 10))
    assert list(telling(second, first, 10))


def test_a_few_of_one_group_among_many(rows, first):
    """Sixty came, of whom three are men: the difference of the men's figures is these three."""
    new = [{**row, "post_id": f"n{at}", "author_id": f"n{row['author_id']}"} for at, row in enumerate(people(180, 2))]
    women = [row for row in new if row["gender"] == "woman"]
    men = [row for row in new if row["gender"] == "man" and row["author_id"] in {"na1", "na4", "na7"}]
    told = list(telling(first, audit.run([*rows, *women, *men], **ASKED), 10))
    assert "the whole dataset" not in told
    assert any("gender.men" in each for each in told)


def test_many_who_came_are_let_through(rows, first):
    new = [{**row, "post_id": f"n{at}", "author_id": f"n{row['author_id']}"} for at, row in enumerate(people(180, 2))]
    assert not list(telling(first, audit.run([*rows, *new], **ASKED), 10))


def test_the_same_posts_are_let_through_in_any_order(rows, first):
    assert not list(telling(first, audit.run(rows[::-1], **ASKED), 10))


def test_the_other_side_of_a_gap_may_not_differ_by_a_few_either(first):
    """Its own side is as it was, and so is the figure: what it is held against tells who came."""
    gap = next(each for each in first.estimates if each.other_side and each.other_side.n_authors)
    side, audited = gap.other_side, {**first.dataset, "fingerprint": "another"}

    def told(**sizes):
        later = replace(gap, other_side=replace(side, **sizes))
        return list(telling(first, replace(first, dataset=audited, estimates=(later,)), 10))

    few = {"n_posts": side.n_posts + 50, "n_authors": side.n_authors + 3}
    many = {"n_posts": side.n_posts + 50, "n_authors": side.n_authors + 30}
    assert gap.id in told(**few)
    assert gap.id not in told(**many)
    assert gap.id not in told()
    assert gap.id in told(n_posts=side.n_posts + 3, n_authors=None)


def test_the_same_number_of_others_is_refused(rows, first):
    """One left and one came: the numbers of authors are equal, and what they say is not."""
    swapped = [*without(rows, 7), {**rows[0], "post_id": "new", "author_id": "new"}]
    assert list(telling(first, audit.run(swapped, **ASKED), 10))


def test_the_larger_floor_counts(rows, first, tmp_path):
    second = audit.run(without(rows, *range(12)), **ASKED)
    wide = audit.run(without(rows, *range(12)), floors={"authors": 20}, **ASKED)
    path = tmp_path / "findings.json"
    path.write_text(first.to_json())
    assert list(telling(first, second, 20))
    with pytest.raises(OutputError, match="fewer than 20 authors"):
        check_second(wide, path)


@pytest.mark.parametrize("seed", range(4))
def test_no_author_who_leaves_can_be_worked_out(seed):
    """Of twenty datasets in turn one author leaves: each second report is refused, so nobody has two to subtract."""
    rows = attacking.dataset(seed)
    whole = audit.run(attacking.as_posts(rows), **ASKED)
    for author in random.Random(seed).sample(sorted({row["author_id"] for row in rows}), 5):
        left = [row for row in rows if row["author_id"] != author]
        assert list(telling(whole, audit.run(attacking.as_posts(left), **ASKED), 10))


def test_the_command_refuses_and_writes_nothing(planted, postaudit, tmp_path):
    from planted import author, write_csv

    quick = ("--group", "gender=gender", "--metrics", "representation")
    assert postaudit("run", planted.posts, *quick, "-o", tmp_path / "one").code == 0
    [first] = (tmp_path / "one").iterdir()
    fewer = write_csv([row for row in planted.rows if row["author_id"] != author(4)], tmp_path / "fewer.csv")
    told = postaudit("run", fewer, *quick, "--previous", first, "-o", tmp_path / "two")
    assert told.code == 2
    assert "would tell of fewer than 10 authors" in told.err
    assert not (tmp_path / "two").exists()
    tally = tmp_path / "t.arrow"
    assert postaudit("tally", fewer, *quick, "-o", tally).code == 0
    assert postaudit("merge", tally, "--previous", first / "findings.json", "-o", tmp_path / "two").code == 2
    assert postaudit("run", planted.posts, *quick, "--previous", first, "-o", tmp_path / "two").code == 0
    assert postaudit("run", planted.posts, *quick, "--previous", tmp_path / "none", "-o", tmp_path / "two").code == 2
