"""What was not measured alike comes first, and a figure it touches is not judged."""

from __future__ import annotations

import pytest

from audit.comparing import compare

OTHER = "b" * 32
RATE = ("mentions.gender.women.posts", "per_1000")
SHARE = ("representation.gender.women.share_of_posts", "share")
LABEL = ("labels.toxic.yes.mention.gender.women.rate", "share")
BY_AUTHOR = ("labels.toxic.yes.author.gender.women.rate", "share")


def lexicon(digest, kind="lexicons", name="identity-en"):
    return {"name": name, "kind": kind, "version": "1.0", "sha256": digest * 64}


@pytest.fixture
def compared(findings, estimate):
    def made(old, new):
        figures = [estimate(name, 0.2, 0.19, 0.21, unit=unit) for name, unit in (RATE, SHARE, LABEL, BY_AUTHOR)]
        moved = [estimate(name, 0.6, 0.59, 0.61, unit=unit) for name, unit in (RATE, SHARE, LABEL, BY_AUTHOR)]
        return compare(findings(*figures, **old), findings(*moved, **{"fingerprint": OTHER, **new}))

    return made


def judged(comparison):
    return {each.id for each in comparison.changes if each.reading == "shown"}


ALL = {RATE[0], SHARE[0], LABEL[0], BY_AUTHOR[0]}


@pytest.mark.parametrize(
    ("old", "new", "touches", "left"),
    [
        ({}, {}, None, ALL),
        ({"version": "0.1.0"}, {"version": "0.2.0"}, "everything", set()),
        ({"resources": (lexicon("1"),)}, {"resources": (lexicon("2"),)}, "words", {SHARE[0], BY_AUTHOR[0]}),
        ({"resources": (lexicon("1"),)}, {"resources": (lexicon("1"),)}, None, ALL),
        ({"resources": (lexicon("1"),)}, {}, "nothing", ALL),
        ({"resources": (lexicon("1", "weights", "w.csv"),)}, {}, "everything", set()),
        ({}, {"plan": {"tolerances": {"label_gap": 0.06}}}, "claims", ALL),
        ({}, {"plan": {"dataset": {"language": "fr"}}}, "words", {SHARE[0], BY_AUTHOR[0]}),
        ({}, {"plan": {"lexicons": {"identity": ["mine.csv"]}}}, "words", {SHARE[0], BY_AUTHOR[0]}),
        ({}, {"plan": {"dataset": {"detect_language": True}}}, "words", {SHARE[0], BY_AUTHOR[0]}),
        ({}, {"plan": {"columns": {"text": "body"}, "loader": "table"}}, "nothing", ALL),
        ({}, {"plan": {"dataset": {"name": "other"}}}, None, ALL),
        (
            {"plan": {"groups": {"gender": {"column": "sex", "values": {"women": ["f"]}}}}},
            {"plan": {"groups": {"gender": {"column": "sex", "values": {"women": ["w"]}}}}},
            "attribute",
            {RATE[0], LABEL[0]},
        ),
        ({"plan": {"groups": {"gender": {"column": "sex"}}}}, {}, "nothing", ALL),
        ({"plan": {"report": {"level": 0.9}}}, {}, "everything", set()),
    ],
)
def test_what_a_ruler_touches(compared, old, new, touches, left):
    comparison = compared(old, new)
    assert {each.touches for each in comparison.rulers} == ({touches} if touches else set())
    assert judged(comparison) == left
    assert comparison.same_ruler == (touches in (None, "nothing"))
    for each in comparison.changes:
        if each.id not in left:
            assert "another ruler" in each.reason
            assert each.compared
            assert (each.p_value, each.q_value) == (None, None)


def test_rulers_are_told_with_both_sides_and_the_gravest_first(compared):
    old = {"version": "0.1.0", "resources": (lexicon("1"),)}
    new = {"version": "0.2.0", "resources": (lexicon("2"),), "plan": {"loader": "table"}}
    told = [(each.name, each.before, each.after) for each in compared(old, new).rulers]
    assert told == [
        ("version", "0.1.0", "0.2.0"),
        ("lexicons: identity-en", f"1.0, {'1' * 12}", f"1.0, {'2' * 12}"),
        ("plan: loader", "", "table"),
    ]


def test_the_same_posts_can_only_have_moved_by_the_ruler(findings, estimate):
    one, other = (estimate(SHARE[0], value, value - 0.01, value + 0.01) for value in (0.2, 0.6))
    comparison = compare(findings(one), findings(other))
    assert comparison.overlap == "identical"
    assert comparison.changes[0].reason == "both sides are the same posts, measured alike"
    assert not judged(comparison)
