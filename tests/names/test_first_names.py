"""First names into groups: who is classified, what is counted of whom, and how shares are rounded."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.grouping.first_names import TWENTIETHS, group_names, twentieths
from audit.plan.groups import Inference

LIST = "name,group,share\nAnna,female,0.95\nAnna,male,0.05\nPeter,male,1\nKim,female,0.7\nKim,male,0.2\nJose,male,0.9\nJosé,female,1\n"


@pytest.fixture
def inference(tmp_path):
    (tmp_path / "names.csv").write_text(LIST, encoding="utf-8")
    return Inference(source="inferred", names=str(tmp_path / "names.csv"))


def keys_of(number, seed=0):
    return np.random.default_rng(seed).integers(0, 2**64, number, dtype=np.uint64)


def test_names_are_classified_counted_and_told_by_reason(inference):
    written = ["Anna B.", "PETER", "Kim", "Xaviera", "x", "anna7", None, "", "n/a", "José", "Josè"]
    found = group_names(pa.array(written), "gender", inference, keys_of(len(written)))
    assert found.classified.to_pylist() == ["women", "men", *[None] * 7, "women", "men"]
    lost = {reason: np.flatnonzero(where).tolist() for reason, where in found.lost.items()}
    assert lost == {"unsure": [2], "not listed": [3], "no first name": [4, 5]}
    shares = found.shares.to_pylist()
    assert shares[0] == {"men": 1, "women": 19}
    assert shares[1] == {"men": 20, "women": 0}
    assert shares[2] == {"men": 4, "women": 14}, "the rest is not known"
    assert [each is None for each in shares] == [False] * 3 + [True] * 6 + [False] * 2
    assert shares[9] == {"men": 0, "women": 20}, "accents are kept first"
    assert shares[10] == {"men": 18, "women": 0}, "and left off only where that is no name"


def test_the_threshold_counts_itself_in(tmp_path, inference):
    at = {threshold: inference.model_copy(update={"threshold": threshold}) for threshold in (0.7, 0.70001, 0.95, 0.951)}
    found = {
        threshold: group_names(pa.array(["Kim", "Anna"]), "gender", each, keys_of(2)).classified.to_pylist()
        for threshold, each in at.items()
    }
    assert found == {0.7: ["women"] * 2, 0.70001: [None, "women"], 0.95: [None, "women"], 0.951: [None, None]}


def test_an_empty_batch_and_one_without_names(inference):
    for written in ([], [None, None]):
        found = group_names(pa.array(written, pa.string()), "gender", inference, keys_of(len(written)))
        assert (len(found.classified), found.shares.null_count, found.lost) == (len(written), len(written), {})


def test_names_do_not_meet_each_other(inference):
    """A batch gives what its posts give one by one."""
    written = ["Anna", "Kim", "Xaviera", None, "José", "Peter", "Kim"]
    keys = keys_of(len(written))
    whole = group_names(pa.array(written), "gender", inference, keys)
    single = [
        group_names(pa.array([each], pa.string()), "gender", inference, keys[[at]]) for at, each in enumerate(written)
    ]
    assert whole.classified.to_pylist() == [each.classified.to_pylist()[0] for each in single]
    assert whole.shares.to_pylist() == [each.shares.to_pylist()[0] for each in single]


@given(st.lists(st.floats(0, 1), min_size=2, max_size=6), st.integers(0, 2**64 - 1))
def test_twentieths_are_a_rounding_and_never_more_than_the_whole(parts, key):
    shares = np.array([parts]) / max(sum(parts), 1.0)
    found = twentieths(shares, np.array([key], np.uint64))
    assert found.sum() <= TWENTIETHS
    assert (np.abs(found - TWENTIETHS * shares) < 1 + 1e-6).all()
    np.testing.assert_array_equal(found, twentieths(shares, np.array([key], np.uint64)))


def test_the_largest_start_does_not_reach_the_next_twentieth(monkeypatch):
    monkeypatch.setattr("audit.grouping.first_names.mixed", lambda keys: np.full(len(keys), 2**64 - 1, np.uint64))
    assert twentieths(np.array([[0.3, 0.7]]), keys_of(1)).tolist() == [[6, 14]]


def test_whole_twentieths_are_exact():
    shares = np.array([[0.1, 0.2, 0.7], [0.05, 0.15, 0.8], [1, 0, 0], [0.3, 0.3, 0.4]])
    for seed in range(20):
        found = twentieths(shares, keys_of(4, seed))
        np.testing.assert_array_equal(found, np.round(shares * 20).astype(int))


def test_twentieths_are_right_on_average():
    """Madow (1949): the chance of a mark is the length it stands for. Standard error below half a twentieth / 200."""
    for shares in ([0.98, 0.02], [0.013, 0.987], [0.333, 0.333], [0.01, 0.31, 0.618]):
        found = twentieths(np.tile(shares, (40_000, 1)), keys_of(40_000))
        assert found.mean(axis=0) / TWENTIETHS == pytest.approx(shares, abs=5 * 0.5 / TWENTIETHS / 200)
