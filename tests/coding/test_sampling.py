"""``postaudit sample-for-coding``: what is drawn, what it is written to, and what it depends on."""

from __future__ import annotations

import itertools
import json
import random
import stat
from collections import Counter

import numpy as np
import pytest

import audit
from audit.statistics import rule_of_three
from audit.wording import percent

from .conftest import dataset, names_women, read, table


def about(sheet):
    return json.loads(sheet.with_suffix(".json").read_bytes())


def sums(sheet, group):
    [found] = [each for each in about(sheet)["groups"] if each["group"] == group]
    return {name: sum(counts) for name, counts in found["strata"].items()}


def test_strata_are_what_an_audit_counts(posts, sheet, findings):
    told = {each["id"]: each for each in findings(posts)["estimates"]}
    for group in ("women", "men"):
        strata, whole = sums(sheet, group), told[f"mentions.gender.{group}.posts"]
        assert sum(strata.values()) == whole["n_posts"] == 4000
        assert strata["strict"] / 4000 * 1000 == pytest.approx(whole["value"])
        both = strata["strict"] + strata["loose only"]
        assert both / 4000 * 1000 == pytest.approx(told[f"mentions.gender.{group}.posts_loose"]["value"])


def test_strata_hold_what_they_say(posts, sheet):
    texts = [row["text"] for row in dataset()]
    strata = sums(sheet, "women")
    assert strata["strict"] == sum("the women" in each for each in texts)
    assert strata["loose only"] == sum("princess" in each for each in texts)
    assert strata["near"] == sum("#strongwomenrule" in each for each in texts)
    of = {"strict": "the women", "loose only": "princess", "near": "#strongwomenrule"}
    for row in read(sheet):
        if row["group"] == "women" and row["stratum"] in of:
            assert of[row["stratum"]] in row["text"]


def test_a_hundred_hits_and_a_hundred_others_of_each_group(sheet):
    drawn = Counter((row["group"], row["stratum"]) for row in read(sheet))
    assert drawn["women", "strict"] == 100
    others = {group: [drawn[group, name] for name in ("loose only", "near", "rest")] for group in ("women", "men")}
    assert [sum(each) for each in others.values()] == [100, 100]
    assert min(others["women"]) >= 10
    assert others["women"][2] > 40
    # Nothing may mean men here; princesses look like princes.
    assert drawn["men", "strict"] == 100
    assert others["men"][0] == 0 < others["men"][1]
    assert all(row["code"] == row["coder"] == "" for row in read(sheet))


def test_one_post_of_each_author_in_a_stratum(sheet):
    authors = Counter((each["group"], each["stratum"], each["author"]) for each in about(sheet)["items"].values())
    assert set(authors.values()) == {1}


def test_handles_are_masked_unless_asked_for(posts, sheet, tmp_path, postaudit):
    assert "person" not in sheet.read_text()
    assert all(row["text"].startswith("@…") or row["text"].startswith("'@…") for row in read(sheet))
    verbatim = tmp_path / "verbatim.csv"
    told = postaudit("sample-for-coding", posts, "-o", verbatim, "--verbatim")
    assert "handles as they are" in told.err
    assert [row["text"].lstrip("'")[:7] for row in read(verbatim)] == ["@person"] * 400
    assert [row["item"] for row in read(verbatim)] == [row["item"] for row in read(sheet)]


def test_no_cell_is_a_formula(tmp_path, postaudit):
    source, sheet = tmp_path / "posts.csv", tmp_path / "sheet.csv"
    source.write_text(
        table([{**row, "text": f"=HYPERLINK(1) {row['text'][1:]}"} for row in dataset()]), encoding="utf-8"
    )
    assert postaudit("sample-for-coding", source, "-o", sheet).code == 0
    assert all(row["text"].startswith("'=") for row in read(sheet))


def test_both_files_can_be_read_by_their_owner_alone(sheet):
    for path in (sheet, sheet.with_suffix(".json")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_file_beside_it_holds_no_text_and_no_author(sheet):
    said = sheet.with_suffix(".json").read_text()
    for word in ("market", "@", "person1", "princess", "town"):
        assert word not in said


def test_the_command_says_that_the_sheet_holds_text_and_what_so_many_posts_can_show(posts, tmp_path, postaudit):
    told = postaudit("sample-for-coding", posts, "-o", tmp_path / "sheet.csv")
    assert "holds what people wrote, handles masked" in told.err
    # Three over the effective number of the 50 posts of each group's rest, which authors who write much make fewer.
    weights = [
        np.array(
            [each["weight"] for each in about(tmp_path / "sheet.csv")["items"].values() if each == {**each, **own}]
        )
        for own in ({"group": "gender.women", "stratum": "rest"}, {"group": "gender.men", "stratum": "rest"})
    ]
    for each in weights:
        worth = each.sum() ** 2 / (each @ each)
        assert f"{len(each)} posts of the rest, worth {worth:.0f} of authors who write equally much" in told.err
        assert f"up to {percent(rule_of_three(worth))} of the rest still may (rule of three)" in told.err
    assert told.out.strip().endswith("sheet.csv")
    assert "market" not in told.err + told.out


# --- what it depends on ----------------------------------------------------------------------------------------------


def both(sheet):
    return sheet.read_bytes(), sheet.with_suffix(".json").read_bytes()


def test_order_split_and_copies_of_the_posts_change_nothing(sheet, tmp_path, postaudit):
    rows = dataset()
    random.Random(3).shuffle(rows)
    folder = tmp_path / "posts"
    folder.mkdir()
    for index in range(3):
        part = rows[index::3] + (rows[:50] if index == 1 else [])
        (folder / f"part{index}.csv").write_text(table(part), encoding="utf-8")
    again = tmp_path / "again.csv"
    told = postaudit("sample-for-coding", folder, "-o", again, "--name", "posts", "-q")
    assert told.code == 0, told.err
    assert both(again) == both(sheet)


def test_batches_of_any_size_change_nothing(posts, sheet, tmp_path, postaudit, monkeypatch):
    from audit.coding import drawing
    from audit.loaders import reading

    def rechunked(part, ledger):
        for batch in reading.read(part, ledger):
            for start in range(0, batch.num_rows, 71):
                yield batch.slice(start, 71)

    monkeypatch.setattr(drawing, "read", rechunked)
    again = tmp_path / "again.csv"
    assert postaudit("sample-for-coding", posts, "-o", again, "-q").code == 0
    assert both(again) == both(sheet)


def test_another_seed_draws_other_posts(posts, sheet, tmp_path, postaudit):
    other = tmp_path / "other.csv"
    assert postaudit("sample-for-coding", posts, "-o", other, "--seed", 1, "-q").code == 0
    texts = [
        {row["text"] for row in read(each) if row["group"] == "women" and row["stratum"] == "rest"}
        for each in (sheet, other)
    ]
    assert len(texts[0] & texts[1]) < 10
    assert sums(other, "women") == sums(sheet, "women")


def test_numbers_and_groups_are_as_asked(posts, tmp_path, postaudit):
    sheet = tmp_path / "sheet.csv"
    told = postaudit(
        "sample-for-coding",
        posts,
        "-o",
        sheet,
        "--groups",
        "gender.women",
        "--hits",
        7,
        "--non-hits",
        12,
        "--blind",
        "-q",
    )
    assert told.code == 0, told.err
    rows = read(sheet)
    assert {row["group"] for row in rows} == {"women"}
    assert "stratum" not in rows[0]
    strata = Counter(each["stratum"] for each in about(sheet)["items"].values())
    assert strata["strict"] == 7
    assert sum(strata.values()) == 19


def test_strata_do_not_follow_each_other(sheet):
    """The order of rows does not say which stratum a post is of."""
    strata = [row["stratum"] for row in read(sheet) if row["group"] == "women"]
    changes = sum(one != other for one, other in itertools.pairwise(strata))
    assert changes > 80


def test_rare_misses_are_met_where_words_look_alike(sheet):
    """One post in fifty holds such a word: more than a tenth of the other posts that are read do."""
    near = [row for row in read(sheet) if (row["group"], row["stratum"]) == ("women", "near")]
    assert len(near) >= 10
    assert all(names_women(row["text"]) for row in near)


def test_disguised_spellings_are_among_what_looks_like_a_form(tmp_path, postaudit):
    rows = dataset()
    for index, row in enumerate(rows):
        if index % 40 == 0:
            row["text"] = f"we met the w0men of the town in the morning {index}"
    source, sheet = tmp_path / "posts.csv", tmp_path / "sheet.csv"
    source.write_text(table(rows), encoding="utf-8")
    assert postaudit("sample-for-coding", source, "-o", sheet, "-q").code == 0
    assert sums(sheet, "women")["near"] == 100 + sum("#strongwomenrule" in row["text"] for row in rows)


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--groups", "wommen"), "know no such group"),
        (("--groups", "nonbinary_people"), "fewer than 10 authors"),
        (("--metrics", "markers"), "only mentions can be corrected"),
        (("-o", "sheet.xlsx"), "ends in .csv"),
        (("-o", "-"), "ends in .csv"),
        (("--hits", "0"), "0 is not in the range"),
    ],
)
def test_what_is_refused(arguments, said, posts, tmp_path, postaudit):
    told = postaudit("sample-for-coding", posts, "-o", tmp_path / "sheet.csv", *arguments)
    assert told.code == 2
    assert said in told.err
    assert not (tmp_path / "sheet.csv").exists()


@pytest.mark.parametrize("there", ["sheet.csv", "sheet.json", "posts.csv"])
def test_no_file_is_replaced(there, posts, tmp_path, postaudit):
    """A sheet that was coded, its other half, or the posts themselves."""
    place = tmp_path / there
    place.touch()
    before = place.read_bytes()
    told = postaudit("sample-for-coding", posts, "-o", place.with_suffix(".csv"))
    assert told.code == 2
    assert "is there already" in told.err
    assert place.read_bytes() == before


def test_a_group_of_too_few_authors_is_left_out(posts, tmp_path, postaudit):
    sheet = tmp_path / "sheet.csv"
    assert postaudit("sample-for-coding", posts, "-o", sheet, "--groups", "women,nonbinary_people", "-q").code == 0
    assert {row["group"] for row in read(sheet)} == {"women"}


def test_the_plan_of_the_audit_is_obeyed(tmp_path, postaudit):
    """Columns and language are those of the plan: what is not read is in no stratum."""
    rows = [{**row, "lang": "en" if index % 2 else "is"} for index, row in enumerate(dataset())]
    source, sheet = tmp_path / "posts.csv", tmp_path / "sheet.csv"
    source.write_text(table(rows), encoding="utf-8")
    assert postaudit("sample-for-coding", source, "-o", sheet, "-q").code == 0
    assert sum(sums(sheet, "women").values()) == 2000
    assert about(sheet)["dataset"]["posts"] == 4000


def test_nothing_is_drawn_from_nothing(tmp_path, postaudit):
    source = tmp_path / "posts.csv"
    source.write_text("id,user,text\n", encoding="utf-8")
    assert postaudit("sample-for-coding", source, "-o", tmp_path / "sheet.csv").code == 2


def test_the_names_are_public():
    assert callable(audit.statistics.corrected_rate)
