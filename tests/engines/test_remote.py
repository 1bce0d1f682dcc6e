"""What goes to a worker and what comes back: as bytes, with nothing raised there."""

from __future__ import annotations

import functools
from pathlib import Path

import numpy as np
import pytest

from audit.engines import remote
from audit.engines.choosing import chosen_engine
from audit.errors import ColumnError, PlanError
from audit.post_weights import PostWeights

HERE = remote.packed(remote.installed())


class Stubborn(Exception):
    """Goes out and never comes in."""

    def __init__(self, one, two):
        super().__init__(one + two)


def failing(kind: str) -> None:
    if kind == "column":
        raise ColumnError("no such column", hint="name it", role="text")
    if kind == "stubborn":
        raise Stubborn("secret ", "words")
    raise ValueError("plain")


def sent(function, task, there=HERE):
    return remote.outcome(remote.carry_out(remote.packed(function), remote.packed(task), there))


def test_a_result_comes_back():
    assert sent(functools.partial(max, 3), 5) == 5


def test_what_is_raised_comes_out_as_it_was():
    with pytest.raises(ColumnError) as caught:
        sent(failing, "column")
    assert (caught.value.message, caught.value.hint, caught.value.role) == ("no such column", "name it", "text")
    assert not hasattr(caught.value, "__notes__")
    with pytest.raises(ValueError, match="plain") as other:
        sent(failing, "value")
    [note] = other.value.__notes__
    assert "in failing" in note


def test_an_exception_that_cannot_travel_is_named_and_not_quoted():
    with pytest.raises(Exception, match="failed on a worker: Stubborn") as caught:
        sent(failing, "stubborn")
    assert "secret" not in str(caught.value)


def test_a_task_that_cannot_be_understood_raises_nothing_there():
    data = remote.carry_out(remote.packed(max), b"no pickle", HERE)
    with pytest.raises(Exception, match="invalid load key"):
        remote.outcome(data)


@pytest.mark.parametrize("name", ["Python", "postaudit", "code", "numpy", "pyarrow", "py3langid"])
def test_another_version_of_anything_that_counts_is_told(name):
    other = {**remote.installed(), name: "0.0"}
    with pytest.raises(PlanError, match=f"has {name} .* instead of 0.0"):
        sent(max, [1], remote.packed(other))
    with pytest.raises(PlanError, match=f"worker w has {name} 0.0 instead of"):
        remote.check_installed({"w": other}, remote.installed())


def test_a_worker_that_cannot_be_asked_is_told():
    remote.check_installed({"w": remote.installed()}, remote.installed())
    with pytest.raises(PlanError, match="worker w has no postaudit"):
        remote.check_installed({"w": {}}, remote.installed())


def test_weights_that_a_worker_cannot_see_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    weights = PostWeights(np.arange(2, dtype=np.uint64), np.ones(2, dtype=np.int64), "w.csv", "0" * 64)
    data = remote.packed(weights)
    [file] = list(Path(tmp_path).iterdir())
    file.unlink()
    with pytest.raises(PlanError, match=r"w.csv: a worker cannot read the weights.*No such file"):
        remote.outcome(remote.carry_out(remote.packed(len), data, HERE))


@pytest.mark.parametrize(
    ("engine", "address"),
    [
        (None, "tcp://me:s3cr3t@127.0.0.1:1"),
        ("dask", "tcp://me:s3cr3t@127.0.0.1:1"),
        ("spark", "spark://me:s3cr3t@127.0.0.1:1"),
    ],
)
def test_addresses_of_clusters_are_told_without_passwords(engine, address):
    pytest.importorskip({"dask": "distributed", "spark": "pyspark"}.get(engine, "audit"))
    with pytest.raises(PlanError, match="127") as caught, chosen_engine(engine, None, address):
        pass
    assert "s3cr3t" not in f"{caught.value.message} {caught.value.hint}"
