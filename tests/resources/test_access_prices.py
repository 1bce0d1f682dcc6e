from __future__ import annotations

import pytest

from audit import resources
from audit.errors import ResourceError


@pytest.fixture(scope="module")
def tiers():
    return {(each.platform, each.tier): each for each in resources.read_access_prices().tiers}


def test_the_prices_of_x_are_those_that_were_published(tiers):
    """WIRED, March 2023: 42,000, 125,000 and 210,000 dollars a month for 50, 100 and 200 million posts."""
    sizes = ("small", "medium", "large")
    enterprise = [tiers["X", f"Enterprise ({size})"] for size in sizes]
    assert [(each.price, each.posts) for each in enterprise] == [(42000, 5e7), (125000, 1e8), (210000, 2e8)]
    assert tiers["X", "Basic"].price == 100
    assert tiers["X", "Pay per use"].price_for(1_000_000) == pytest.approx(5000)


def test_quotas_are_per_thirty_days(tiers):
    assert tiers["TikTok", "Research API"].posts == 3_000_000
    library = tiers["Facebook and Instagram", "Meta Content Library and API"]
    assert library.posts == pytest.approx(500_000 * 30 / 7)


def test_what_is_unknown_is_neither_free_nor_unlimited(tiers):
    unknown = tiers["Reddit", "Data API by approval"]
    assert unknown.price is None
    assert unknown.months_for(10) is None
    assert unknown.price_for(10) is None
    assert unknown.posts_in(12) is None


def test_months_are_whole(tiers):
    pro = tiers["X", "Pro"]
    assert (pro.months_for(1), pro.months_for(1_000_000), pro.months_for(1_000_001)) == (1, 1, 2)
    assert pro.price_for(1_000_001) == 10_000
    assert pro.price_for(float("inf")) is None


def test_every_row_is_dated_and_sourced():
    prices = resources.read_access_prices()
    _, table = resources.folders.find("rules", "access-prices")
    lines = [row for _, row in resources.tables.rows("access-prices", table, ("source", "as_of"))]
    assert {row["source"] for row in lines} <= set(prices.card.source_keys)
    assert all(row["as_of"] for row in lines)
    assert {each.confidence for each in prices.tiers} <= {"high", "medium", "low"}


HEADER = "platform,tier,price,currency,price_per,posts,posts_per\n"


def test_a_users_table_needs_no_card(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(f"{HEADER}Mine,Small,10,EUR,month,unknown,week\n")
    prices = resources.read_access_prices(path)
    assert prices.tiers[0].posts is None
    assert prices.card.source == ("file mine.csv, no card given",)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("Mine,Small,ten,EUR,month,10,week", "line 2: price is 'ten'"),
        ("Mine,Small,10,EUR,month,-1,week", "line 2: posts is '-1'"),
        ("Mine,Small,10,EUR,year,10,week", "price_per is 'year'"),
        ("Mine,Small,10,EUR,month,10,hour", "posts_per is 'hour'"),
        (",Small,10,EUR,month,10,day", "empty"),
        ("", "no rows"),
    ],
)
def test_errors_say_where(tmp_path, row, says):
    path = tmp_path / "mine.csv"
    path.write_text(f"{HEADER}{row}\n")
    with pytest.raises(ResourceError) as caught:
        resources.read_access_prices(path)
    assert says in caught.value.message
    assert caught.value.hint
