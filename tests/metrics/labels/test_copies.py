"""Values of several labels on the same posts are told once, by the label with the fewest values."""

from __future__ import annotations

import pytest

NAMES = {"sexist": ("sexist", "not sexist"), "kind": ("threat", "insult", "none"), "vector": ("a", "b", "c", "none")}


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
        rows.append(
            change(
                {
                    "post_id": f"p{i}",
                    "author_id": f"u{i % 300}",
                    "text": text,
                    "lang": "en",
                    **{f"label:{each}": finer[each] for each in labels},
                }
            )
        )
    return rows


def claims(told):
    return {name: each for name, each in told.findings.items() if ".mention.gender.women" in name}


def test_the_coarse_label_tells_for_the_finer_ones(judged, well_said):
    told = judged("labels", posts("sexist", "kind", "vector"))
    well_said(told.judgement)
    [said] = [each for name, each in claims(told).items() if name.startswith("labels.sexist")]
    assert said.reading == "shown"
    assert (
        "“none” (kind) and “none” (vector) mirror these figures: they are on all other labelled posts."
        in said.statement
    )
    assert not [name for name in claims(told) if ".none." in name]
    # Their figures are there.
    assert told.estimates["labels.kind.none.mention.gender.women.difference"].value == pytest.approx(
        -told.estimates["labels.sexist.sexist.mention.gender.women.difference"].value
    )


def test_two_that_are_equal_are_told_by_the_one_with_fewer_values(judged):
    told = judged("labels", posts("kind", "vector"))
    [said] = [each for name, each in claims(told).items() if ".none." in name]
    assert said.id.startswith("labels.kind.")
    assert "The same figures are of “none” (vector)." in said.statement


def test_one_post_apart_is_no_copy(judged):
    def change(row):
        return {**row, "label:vector": "a"} if row["post_id"] == "p1" else row

    told = judged("labels", posts("kind", "vector", change=change))
    assert len([name for name in claims(told) if ".none." in name]) == 2
    assert not [each for each in told.findings.values() if "The same figures" in each.statement]


def test_a_column_twice_is_told_once(judged):
    def change(row):
        return {**row, "label:again": row["label:sexist"]}

    told = judged("labels", posts("sexist", change=change))
    assert [name.split(".")[1] for name in told.findings] == ["again"]
    [said] = claims(told).values()
    assert "The same figures are of “sexist” (sexist)." in said.statement
