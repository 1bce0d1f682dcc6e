from __future__ import annotations

import json

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from audit.loaders.columns import Column, Use
from audit.loaders.votes import MOST_VOTES, VOTES, parsed_list, read_votes

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
    assert found == [[("A", "yes", None), ("B", "no", None)], [("B", "no", None)], None]


def test_several_questions_are_told_apart():
    found = votes((use("said", "A", "tone"), ["mild"]), (use("said", "A", "topic"), ["sport"]))
    assert found == [[("A", "tone=mild", None), ("A", "topic=sport", None)]]


def test_counts_become_so_many_votes():
    found = votes(
        (use("count", what="hate"), ["2", "0", "x", "-4"]), (use("count", what="none"), ["1", "3", None, "1.0"])
    )
    assert found == [
        [(None, "hate", None), (None, "hate", None), (None, "none", None)],
        [(None, "none", None)] * 3,
        None,
        [(None, "none", None)],
    ]
    [many] = votes((use("count", what="hate"), [str(10**12)]))
    assert len(many) == MOST_VOTES


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
        [("j1", "a", None), ("j2", "a", None), ("j2", "b", None)],
        [(None, "x", None), (None, "y", None)],  # names that do not fit name nobody
        [(None, "1", None), (None, "2.5", None)],
        None,
        None,
        None,
    ]


def test_a_judge_in_a_column_of_its_own():
    assert votes((use("who"), ["j1", None]), (use("said", what="q"), ["yes", "no"])) == [
        [("j1", "yes", None)],
        [(None, "no", None)],
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
