"""The same posts from every kind of object that holds them: equal bytes, or an error that says what to pass."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from sklearn.utils import Bunch

import audit
from audit.errors import SourceError

ROWS = [
    {
        "post_id": f"p{index}",
        "author_id": f"a{index % 40}",
        "text": f"the {'women' if index % 3 else 'men'} were at the market, {index}",
        "likes": index % 7,
        "gender": ("woman", "man", None)[index % 40 % 3],
        "toxic": "yes" if index % 5 == 0 else "no",
    }
    for index in range(200)
]
ASKED = {
    "groups": {"gender": "gender"},
    "labels": ["toxic"],
    "metrics": ["representation", "labels"],
    "dataset": {"name": "one"},
}


def frame() -> pd.DataFrame:
    return pd.DataFrame(ROWS)


def table() -> pa.Table:
    return pa.Table.from_pylist(ROWS)


def polars():
    return pytest.importorskip("polars").DataFrame(ROWS)


def datasets():
    return pytest.importorskip("datasets").Dataset.from_list(ROWS)


KINDS = {
    "pandas": frame,
    "pandas with Arrow types": lambda: frame().convert_dtypes(dtype_backend="pyarrow"),
    "pandas with categories": lambda: frame().astype({"gender": "category", "toxic": "category"}),
    "list of dicts": lambda: ROWS,
    "tuple of dicts": lambda: tuple(ROWS),
    "Arrow table": table,
    "Arrow record batch": lambda: table().to_batches()[0],
    "Arrow reader": lambda: table().to_reader(max_chunksize=50),
    "Polars": polars,
    "Polars, lazy": lambda: polars().lazy(),
    "datasets": datasets,
    "datasets, streamed": lambda: datasets().to_iterable_dataset(),
}


@pytest.fixture(scope="module")
def expected() -> str:
    return audit.run(ROWS, workers=1, **ASKED).to_json()


@pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)
def test_the_same_bytes_whatever_holds_the_posts(make, expected):
    assert audit.run(make(), workers=1, **ASKED).to_json() == expected


@pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)
def test_loaded_first_and_run_after(make):
    posts = audit.load(make(), **ASKED)
    assert posts.to_table(keep_ids=True).column("author_id").to_pylist() == [each["author_id"] for each in ROWS]


def test_the_frame_of_a_bunch_is_read(expected):
    """``fetch_openml`` and others give one with ``as_frame=True``."""
    assert audit.run(Bunch(frame=frame()).frame, workers=1, **ASKED).to_json() == expected


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (Bunch(data=["a"], target=[1]), "pandas.DataFrame"),
        ({"text": ["a", "b"]}, "pandas.DataFrame"),
        (np.array(["a", "b"]), "a DataFrame, an Arrow table or a list of dicts"),
        (iter(ROWS), "a list of dicts"),
        ([1, 2], r'"text": "..."'),
        (None, "Pass a path"),
        (42, "Pass a path"),
    ],
    ids=["bunch", "dict", "array", "iterator", "numbers", "none", "number"],
)
def test_what_is_no_posts_says_what_to_pass(wrong, hint):
    with pytest.raises(SourceError) as error:
        audit.load(wrong)
    assert hint.replace("\\", "") in f"{error.value}"
