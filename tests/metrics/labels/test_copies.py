"""What two labels show of the same posts is told once, by the one with fewer values, and neither gives away what the other hides."""

from __future__ import annotations

import pytest


def posts(*labels, change=lambda row: row, n=900):
    """Posts of which those that mention women are labelled more often; each label a finer answer than the one before."""
    rows = []
    for i in range(n):
        women, yes = i % 3 == 0, i % (2 if i % 3 == 0 else 7) == 0
        finer = {
            "sexist": "sexist" if yes else "not sexist",
            "kind": ("threat", "insult")[i // 6 % 2] if yes else "none",
            "vector": "abc"[i // 6 % 3] if yes else "none",
        }
        text = f"the women of the town spoke again {i}" if women else f"the weather of the town is mild {i}"
        row = {"post_id": f"p{i}", "author_id": f"u{i % 300}", "text": text, "lang": "en"}
        rows.append(change({**row, **{f"label:{each}": finer[each] for each in labels}}))
    return rows


def claims(told):
    return {name: each for name, each in told.findings.items() if ".mention.gender.women" in name}


def test_the_coarse_label_tells_for_the_finer_ones(judged, well_said):
    told = judged("labels", posts("sexist", "kind", "vector"))
    well_said(told.judgement)
    [said] = [each for name, each in claims(told).items() if name.startswith("labels.sexist")]
    assert said.reading == "shown"
    assert (
        "Of “none” (kind) and “none” (vector) the figure is the same, or this one from the other side."
        in said.statement
    )
    assert not [name for name in claims(told) if ".none." in name]
    # Their figures are there, and the others of their labels are not said to be all there are.
    assert told.estimates["labels.kind.none.mention.gender.women.difference"].value == pytest.approx(
        -told.estimates["labels.sexist.sexist.mention.gender.women.difference"].value
    )


def test_of_two_that_are_equal_the_one_with_fewer_values_tells(judged):
    told = judged("labels", posts("kind", "vector"))
    [said] = [each for name, each in claims(told).items() if ".none." in name]
    assert said.id.startswith("labels.kind.")
    assert "Of “none” (vector) the figure is the same" in said.statement


def test_one_post_apart_is_told_twice(judged):
    def change(row):
        return {**row, "label:vector": "a"} if row["post_id"] == "p1" else row

    told = judged("labels", posts("kind", "vector", change=change))
    assert len([name for name in claims(told) if ".none." in name]) == 2
    assert not [each for each in told.findings.values() if "the figure is the same" in each.statement]


def test_a_column_twice_is_told_once(judged):
    told = judged("labels", posts("sexist", change=lambda row: {**row, "label:again": row["label:sexist"]}))
    assert [name.split(".")[1] for name in told.findings] == ["again"]
    assert "Of “sexist” (sexist) the figure is the same" in next(iter(claims(told).values())).statement


def test_what_is_not_shown_is_told_of_each(judged):
    """A gap that is open is no finding that somebody else could tell."""

    def change(row):
        value = ("yes", "no")[int(row["post_id"][1:]) % 5 > 1]
        return {**row, "label:once": value, "label:twice": value}

    told = judged("labels", posts(change=change, n=150))
    assert {name.split(".")[1] for name in told.findings} == {"once", "twice"}


def test_of_a_label_that_hides_its_values_the_other_does_not_give_them_away(judged):
    """Three authors write about women with ``x``; whoever knew how many posts have ``none`` and ``y`` would know their posts."""

    def label(i):
        return "none" if i < 12 else "x" if i < 15 else "y" if i < 75 else ("none", "x", "y", "none")[i % 4]

    rows = [
        {
            "post_id": f"p{i}", "author_id": f"u{i}", "lang": "en", "text": f"{who} of the town spoke again {i}",
            "label:kind": label(i), "label:toxic": "no" if label(i) == "none" else "yes",
        }
        for who, numbers in (("the women", range(75)), ("the weather", range(75, 400))) for i in numbers
    ]  # fmt: skip
    told = judged("labels", rows)
    place = "mention.gender.women.rate"
    assert told.estimates[f"labels.kind.x.{place}"].status == "suppressed"
    assert told.estimates[f"labels.kind.none.{place}"].status == "suppressed"
    assert told.estimates[f"labels.toxic.yes.{place}"].status == "suppressed"
    alone = judged("labels", [{k: v for k, v in row.items() if k != "label:kind"} for row in rows])
    assert alone.estimates[f"labels.toxic.yes.{place}"].status == "ok"
