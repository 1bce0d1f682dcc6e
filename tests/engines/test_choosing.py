"""What was asked for is what measures, or it is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from audit.engines.base import Engine
from audit.engines.choosing import chosen_engine
from audit.errors import PlanError


class Mine(Engine):
    name = "mine"

    def map(self, function: Any, items: Iterable[Any]) -> Iterator[Any]:
        return map(function, items)

    def close(self) -> None:
        raise AssertionError("an engine that was given stays open")


def test_an_engine_that_was_given_is_used_and_stays_open():
    mine = Mine()
    with chosen_engine(mine) as chosen:
        assert chosen is mine


@pytest.mark.parametrize("given", [None, "local", Mine()])
def test_an_address_that_nobody_would_ask_is_refused(given):
    with pytest.raises(PlanError, match=r"tcp://10\.0\.0\.1:8786"), chosen_engine(given, cluster="tcp://10.0.0.1:8786"):
        pass


@pytest.mark.parametrize("given", [None, Mine()])
def test_a_refused_address_is_told_without_its_password(given):
    with pytest.raises(PlanError) as caught, chosen_engine(given, cluster="tls://me:s3cr3t@10.0.0.1:8786"):
        pass
    assert "tls://10.0.0.1:8786" in caught.value.message
    assert "s3cr3t" not in str(caught.value)


@pytest.mark.parametrize(("given", "said"), [("dusk", "Did you mean 'dask'"), (3, "int is no engine")])
def test_what_is_no_engine_is_refused(given, said):
    with pytest.raises(PlanError, match=said), chosen_engine(given):
        pass
