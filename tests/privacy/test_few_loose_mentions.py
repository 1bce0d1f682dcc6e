"""Three posts that name a group by loose forms alone, by three people: which of them have a label is in no figure of a report.

Everybody's rate is printed, the group's, and the gap to the others; so the others' rate follows, and what is left are the three.
"""

from __future__ import annotations

import functools

import pytest

import audit

PLAIN = "it was the end of the day and we were all at the market in the town"
LOOSE_WORDS = "with black people", "and it was black"
NUMBERS = ("value", "low", "high", "p_value", "q_value", "detectable", "n_effective")
COUNTS = ("status", "n_posts", "n_authors", "n_counted", "other_side", "note")


def dataset(others, labelled):
    """Three people wrote a post with a loose form and one about nobody; so many have the label on the former, the rest on the latter.

    So of everybody, and of each of these people, the numbers stay.
    """
    strict, loose = LOOSE_WORDS
    rest, of_rest = others - 3, others * 3 // 10
    planted = [(strict, f"s{i}", i < 60) for i in range(260)]
    planted += [("with nobody", f"n{i}", i < of_rest) for i in range(rest)]
    planted += [(loose, f"l{i}", i < labelled) for i in range(3)]
    planted += [("with nobody", f"l{i}", i >= labelled) for i in range(3)]
    return [
        {
            "post_id": f"p{i}",
            "author_id": author,
            "lang": "en",
            "text": f"{PLAIN} {said} {i}",
            "label": "yes" if has else "no",
            "true": "yes" if int(author[1:]) % 2 else "no",
            "confidence": 0.9 if has else 0.1,
        }
        for i, (said, author, has) in enumerate(planted)
    ]


@functools.cache
def figures(others, labelled):
    models = {"scores": ["confidence"], "truth": "true"}
    findings = audit.run(dataset(others, labelled), labels=["label", "true"], models=models, workers=1)
    return {each.id: each for each in findings.estimates}


def alike(one, other):
    return one == other or (None not in (one, other) and one == pytest.approx(other, rel=1e-9))


def differing(others):
    """Figures that are not the same whatever the three are labelled."""
    first = figures(others, 0)
    return {
        name
        for labelled in range(1, 4)
        for name, each in figures(others, labelled).items()
        if name not in first
        or any(getattr(each, one) != getattr(first[name], one) for one in COUNTS)
        or any(not alike(getattr(each, one), getattr(first[name], one)) for one in NUMBERS)
    }


@pytest.mark.parametrize("others", [99, 100, 130, 400, 1500])
def test_no_figure_hangs_on_who_of_a_few_has_a_label(others):
    about = "mention.race_ethnicity.black_people."
    assert f"labels.label.yes.{about}difference" in figures(others, 0)
    assert f"scores.confidence.{about}selection_rate_difference" in figures(others, 0)
    assert not differing(others)


def test_how_many_they_are_is_not_told():
    made = figures(400, 2)
    assert made["mentions.race_ethnicity.black_people.posts"].n_counted == 260
    assert made["mentions.race_ethnicity.black_people.posts_loose"].status == "suppressed"
    assert not [name for name, each in made.items() if 263 in (each.n_counted, each.n_posts) or each.n_counted == 3]
