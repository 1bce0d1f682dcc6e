"""Posts of several languages: strata are of the posts whose word list names the group."""

from __future__ import annotations

import json

import pytest

from .conftest import dataset, fill, rightly, table

TERMS = """axis,group,form,tier,part_of_speech,number,note,source
gender,women,naiset,strict,noun,plural,,own
gender,women,neidot,loose,noun,plural,,own
"""
CARD = 'title = "Names of groups of people, Finnish"\nlanguage = "fi"\nsource = ["Own words (2026)"]\n'
FINNISH = ("naiset olivat torilla", "neidot olivat torilla", "naisetkin olivat torilla", "kukaan ei ollut torilla")


@pytest.fixture
def plan(tmp_path):
    words = tmp_path / "words"
    words.mkdir()
    (words / "terms.csv").write_text(TERMS, encoding="utf-8")
    (words / "card.toml").write_text(CARD, encoding="utf-8")
    path = tmp_path / "audit.toml"
    path.write_text('[lexicons]\nidentity = "words/terms.csv"\n', encoding="utf-8")
    return path


@pytest.fixture
def mixed(tmp_path):
    """The posts in English, a thousand in Finnish, and some in a language without a list."""
    rows = [{**row, "lang": "en"} for row in dataset()]
    rows += [
        {"id": f"f{index}", "user": f"fi{index % 400}", "text": f"{FINNISH[index % 4]} {index}", "lang": "fi"}
        for index in range(1000)
    ]
    rows += [
        {"id": f"x{index}", "user": f"x{index}", "text": f"naiset women {index}", "lang": "cy"} for index in range(50)
    ]
    path = tmp_path / "mixed.csv"
    path.write_text(table(rows), encoding="utf-8")
    return path


def test_every_list_divides_the_posts_of_its_language(plan, mixed, tmp_path, postaudit, findings):
    sheet = tmp_path / "sheet.csv"
    told = postaudit("sample-for-coding", mixed, "-c", plan, "-o", sheet, "-q")
    assert told.code == 0, told.err
    about = json.loads(sheet.with_suffix(".json").read_bytes())
    sums = {each["group"]: {name: sum(counts) for name, counts in each["strata"].items()} for each in about["groups"]}
    english = sum("the women" in row["text"] for row in dataset())
    assert sums["women"]["strict"] == english + 250
    assert sum(sums["women"].values()) == 5000
    assert sums["women"]["near"] == sum("#strongwomenrule" in row["text"] for row in dataset()) + 250
    # No Finnish list names men, so Finnish posts say nothing of them.
    assert sum(sums["men"].values()) == 4000
    assert about["languages"] == ["en", "fi"]
    assert {"identity-en", "person-nouns-en", "terms"} <= set(about["lexicons"])

    def code(row):
        return int("naiset" in row["text"]) if "torilla" in row["text"] else rightly(row)

    fill(sheet, code)
    told = {each["id"]: each for each in findings(mixed, "-c", plan, "--coding", sheet)["estimates"]}
    assert told["mentions.gender.women.posts_corrected"]["n_posts"] == 5000
    assert told["mentions.gender.men.posts_corrected"]["n_posts"] == 4000
    assert told["mentions.gender.women.ratio_to_men_corrected"]["value"] == pytest.approx(
        told["mentions.gender.women.posts_corrected"]["value"] / told["mentions.gender.men.posts_corrected"]["value"],
        rel=1e-4,
    )


def test_other_words_are_another_list(plan, mixed, tmp_path, postaudit):
    sheet = tmp_path / "sheet.csv"
    assert postaudit("sample-for-coding", mixed, "-c", plan, "-o", sheet, "-q").code == 0
    fill(sheet, lambda _: 1)
    other = tmp_path / "other"
    other.mkdir()
    (other / "terms.csv").write_text(f"{TERMS}gender,women,rouvat,strict,noun,plural,,own\n", encoding="utf-8")
    (other / "card.toml").write_text(CARD, encoding="utf-8")
    plan.write_text('[lexicons]\nidentity = "other/terms.csv"\n', encoding="utf-8")
    told = postaudit("run", mixed, "-c", plan, "--coding", sheet, "-o", "-", "--format", "json")
    assert told.code == 2
    assert "sheet.csv: was drawn with another version of terms than there is here." in told.err
