from __future__ import annotations

import json
from collections import Counter

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from audit.loaders.tables.columns import Column, Use
from audit.loaders.votes.votes import BAD_COUNT, NOT_TOTAL, REPEATED, VOTES, parsed_list, read_votes

COLUMN = Column("c", 0)


def votes(*pairs, size=None):
    uses, columns = [use for use, _ in pairs], [pa.array(values, pa.string()) for _, values in pairs]
    found = read_votes(uses, columns, size or len(columns[0]))
    assert found.type == VOTES
    found.validate(full=True)
    return [
        None if each is None else [(vote["annotator"], vote["label"], vote["value"]) for vote in each]
        for each in found.to_pylist()
    ]


def use(how, who="", what=""):
    return Use("votes", COLUMN, how, who, what)


def test_what_each_said():
    found = votes((use("said", "A", "q"), ["yes", None, ""]), (use("said", "B", "q"), ["no", " no ", None]))
    assert found == [[("A", "yes", 1.0), ("B", "no", 1.0)], [("B", "no", 1.0)], None]


def test_several_questions_are_told_apart():
    found = votes((use("said", "A", "tone"), ["mild"]), (use("said", "A", "topic"), ["sport"]))
    assert found == [[("A", "tone=mild", 1.0), ("A", "topic=sport", 1.0)]]


def test_counts_are_one_vote_for_each_label_with_how_many_chose_it():
    found = votes((use("count", what="hate"), ["2", "0", None]), (use("count", what="none"), ["1", "3.0", None]))
    assert found == [[(None, "hate", 2.0), (None, "none", 1.0)], [(None, "none", 3.0)], None]


def test_counts_that_are_none_or_do_not_add_up_are_told_and_not_used():
    warnings = Counter()
    pairs = (
        (use("count", what="hate"), ["2", "0", "x", "-4", "1", "", str(10**12)]),
        (use("count", what="none"), ["1", "3", "1", "1", "1", "", "0"]),
        (use("total"), ["3", "4", "1", "1", "", "", "5"]),
    )
    found = read_votes(
        [use for use, _ in pairs], [pa.array(column, pa.string()) for _, column in pairs], 7, warnings
    ).to_pylist()
    assert [each is None for each in found] == [False, True, True, True, True, True, True]
    assert warnings == {BAD_COUNT: 3, NOT_TOTAL: 2}


def test_votes_of_nobody_in_particular_add_up_and_what_one_says_twice_counts_once():
    warnings = Counter()
    cells = ["['x', 'y', 'x']", "['x', 'x']"]
    found = read_votes(
        [use("list"), use("who")],
        [pa.array(cells), pa.array(["", "['j', 'j']"])],
        2,
        warnings,
    ).to_pylist()
    assert [[tuple(vote.values()) for vote in each] for each in found] == [
        [(None, "x", 2.0), (None, "y", 1.0)],
        [("j", "x", 1.0)],
    ]
    assert warnings == {REPEATED: 1}


def test_annotations_that_are_objects():
    cell = json.dumps(
        [{"label": "normal", "annotator_id": 1, "target": ["None"]}, {"Label": "hate", "worker": "w"}, {"x": 1}]
    )
    assert votes((use("list"), [cell])) == [[("1", "normal", 1.0), ("w", "hate", 1.0)]]
    counted = json.dumps(
        [{"label": "hate", "count": 2}, {"label": "fine", "value": 3, "annotator": None}, {"label": "x", "value": "?"}]
    )
    assert votes((use("list"), [counted])) == [[(None, "hate", 2.0), (None, "fine", 3.0), (None, "x", 1.0)]]
    rated = json.dumps([{"annotator": "a", "label": "toxicity", "value": 4}])
    assert votes((use("list"), [rated])) == [[("a", "toxicity", 4.0)]]


def test_means_and_ratings_are_values():
    assert votes((use("score", "B", "rating"), ["3", "0.25", "many", "nan", "1e999", None])) == [
        [("B", "rating", 3.0)],
        [("B", "rating", 0.25)],
        None,
        None,
        None,
        None,
    ]


def test_lists_with_the_names_of_judges():
    cells = ["[['a'], ['a', 'b']]", '["x", "y"]', "[1, 2.5]", "oops", "[", None]
    judges = ["['j1', 'j2']", "['only one']", None, "[]", "[", None]
    assert votes((use("list"), cells), (use("who"), judges)) == [
        [("j1", "a", 1.0), ("j2", "a", 1.0), ("j2", "b", 1.0)],
        [(None, "x", 1.0), (None, "y", 1.0)],  # names that do not fit name nobody
        [(None, "1", 1.0), (None, "2.5", 1.0)],
        None,
        None,
        None,
    ]


def test_a_judge_in_a_column_of_its_own():
    assert votes((use("who"), ["j1", None]), (use("said", what="q"), ["yes", "no"])) == [
        [("j1", "yes", 1.0)],
        [(None, "no", 1.0)],
    ]


def test_nothing_is_evaluated_and_nesting_does_no_harm():
    assert parsed_list("[__import__('os').getcwd()]") is None
    assert parsed_list("[" * 900 + "]" * 900) is None or True
    assert parsed_list("[" * 100_000 + "]") is None
    assert parsed_list("{'a': 1}") is None


@given(
    st.lists(st.text(max_size=30) | st.none() | st.lists(st.text(max_size=3), max_size=4).map(json.dumps), max_size=6)
)
def test_any_cell_gives_votes_or_none(cells):
    for how in ("said", "score", "count", "list"):
        assert len(votes((use(how, what="w"), cells), size=len(cells))) == len(cells)
