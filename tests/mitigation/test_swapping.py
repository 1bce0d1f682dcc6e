"""Posts with the other group: only where the grammar leaves nothing to guess, beside the posts as they are."""

from __future__ import annotations

import json

import pandas as pd
import pytest

import audit
from audit.errors import PlanError
from audit.mitigation.swapping import MARK

TEXTS = (
    "The women next door were late",
    "A man called me today",
    "I saw her, the woman with the dog",
    "Men and women were there",
    "The bus was late",
)


def data(copies: int = 12) -> pd.DataFrame:
    rows = [{"text": text, "author_id": f"a{copy}", "toxic": "yes"} for copy in range(copies) for text in TEXTS]
    return pd.DataFrame(rows).assign(post_id=[f"p{number}" for number in range(len(rows))], likes=3)


def swapped(tmp_path, pair=("women", "men"), frame=None):
    path = tmp_path / "augmented.jsonl"
    made = audit.mitigate(data() if frame is None else frame, "swap", pair=pair, labels=["toxic"], audits=False)
    made.write(path)
    return made, [json.loads(line) for line in path.read_text().splitlines()]


def test_old_posts_stay_and_new_ones_stand_beside_them(tmp_path):
    made, rows = swapped(tmp_path)
    old = [each for each in rows if MARK not in each["post_id"]]
    new = [each for each in rows if MARK in each["post_id"]]
    assert [each["text"] for each in old] == data()["text"].tolist()
    assert {each["text"] for each in new} == {"The men next door were late", "A woman called me today"}
    assert len(new) == made.remedy.figures["posts_added"] == 24
    of = {each["post_id"]: each for each in old}
    for each in new:
        original = of[each["post_id"].split(MARK)[0]]
        assert each["author_id"] == original["author_id"]
        assert each["labels"] == original["labels"]
        assert "likes" not in each
        assert each["source"].startswith("swapped to ")


def test_what_could_not_be_swapped_is_counted(tmp_path):
    made, _ = swapped(tmp_path)
    assert made.remedy.figures["posts_not_swapped"] == 24
    [said] = [each for each in made.remedy.wrong if each.startswith("Not swapped")]
    assert "12 have a pronoun that may stand for either of two" in said
    assert "12 name another group of the axis too" in said


def test_posts_of_few_authors_are_not_counted(tmp_path):
    """Twelve authors name both groups; who could not be swapped for another reason are five, and follow from the sum of both."""
    frame = data()
    frame = frame[(frame["text"] != TEXTS[2]) | frame["author_id"].isin([f"a{n}" for n in range(5)])]
    made, _ = swapped(tmp_path, frame=frame)
    assert not [each for each in made.remedy.wrong if each.startswith("Not swapped")]
    few, _ = swapped(tmp_path, frame=data(4))
    assert few.remedy.figures == {"posts_before": 20}
    assert few.remedy.cost == (
        "New posts of fewer than 10 authors, beside 20; posts of fewer than 10 authors that name one of the two could not be swapped."
    )


def test_mentions_of_the_two_come_nearer():
    """Of five posts three name women and two men before it; the two that can be swapped add one of each."""
    made = audit.mitigate(data(40), "swap", pair=("women", "men"), labels=["toxic"])
    before, after = (
        {each.id: each.value for each in side.estimates}["mentions.gender.women.ratio_to_men"]
        for side in (made.before, made.after)
    )
    assert before == pytest.approx(3 / 2)
    assert after == pytest.approx(4 / 3)


def test_swapping_twice_makes_nothing_new_of_new_posts(tmp_path):
    _, rows = swapped(tmp_path)
    texts = {each["text"] for each in rows}
    made = audit.mitigate([{"post_id": str(n), "text": text} for n, text in enumerate(sorted(texts))], "swap",
                          pair=("women", "men"), audits=False)  # fmt: skip
    again = tmp_path / "again.jsonl"
    made.write(again)
    assert {json.loads(line)["text"] for line in again.read_text().splitlines()} == texts
    assert any("no authors" in each for each in made.remedy.wrong)


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        (("women",), "two groups"),
        (("women", "muslims"), "share no kind of form"),
        (("wimen", "men"), "women"),
        (("muslims", "christians"), "No post names"),
    ],
)
def test_what_cannot_be_swapped_is_refused(pair, said):
    with pytest.raises(PlanError) as error:
        audit.mitigate(data(), "swap", pair=pair, audits=False)
    assert said in f"{error.value.message} {error.value.hint}"
