from __future__ import annotations

import math

import pytest

from audit import resources
from audit.errors import ResourceError
from audit.resources.benchmark import ROUNDING

NAMES = [card.name for card in resources.list_resources("benchmarks")]


@pytest.mark.parametrize("name", NAMES)
def test_shares_add_up_and_cards_say_of_whom(name):
    benchmark = resources.read_benchmark(name)
    for shares in benchmark.margins.values():
        assert math.fsum(shares.values()) == pytest.approx(1.0, abs=1e-5)
        assert all(share >= 0 for share in shares.values())
    for key in ("population", "place", "year", "wording", "sample_size", "verified"):
        assert benchmark.card.extra[key], key
    assert benchmark.card.extra["year"] in name


@pytest.mark.parametrize("name", NAMES)
def test_groups_are_those_of_the_lexicon(name):
    known = {group for groups in resources.axis_groups().values() for group in groups}
    axes = resources.axis_groups()
    for attribute, shares in resources.read_benchmark(name).margins.items():
        assert set(shares) <= known
        assert set(shares) - {"unknown", "other"} <= set(axes[attribute])


def test_census_2020_by_race_is_the_published_table():
    """P.L. 94-171, United States: 57.8, 18.7, 12.1, 5.9, 0.7, 0.2, 4.1 and 0.5 percent."""
    race = resources.read_benchmark("us-residents-2020").margins["race_ethnicity"]
    published = {
        "white_people": 57.8,
        "hispanic_latino_people": 18.7,
        "black_people": 12.1,
        "asian_people": 5.9,
        "indigenous_people": 0.7,
        "pacific_islander_people": 0.2,
        "multiracial_people": 4.1,
        "other": 0.5,
    }
    assert {group: round(100 * share, 1) for group, share in race.items()} == published


def test_census_2020_by_age_is_the_published_table():
    """Demographic Profile: 77.9 percent are 18 or older, 16.8 percent 65 or older, 50.9 percent female."""
    margins = resources.read_benchmark("us-residents-2020").margins
    assert round(100 * (1 - margins["age_band"]["0-17"]), 1) == 77.9
    assert round(100 * margins["age_band"]["65+"], 1) == 16.8
    assert round(100 * margins["gender"]["women"], 1) == 50.9


def test_news_users_are_the_published_percent():
    """Pew Research Center, 25 September 2025, columns X and Reddit."""
    x = resources.read_benchmark("us-x-news-users-2025").margins
    reddit = resources.read_benchmark("us-reddit-news-users-2025").margins
    assert [x["gender"][group] for group in ("men", "women")] == [0.67, 0.32]
    assert [x["age_band"][band] for band in ("18-29", "30-49", "50-64", "65+")] == [0.35, 0.34, 0.22, 0.09]
    assert [reddit["gender"][group] for group in ("men", "women")] == [0.67, 0.32]


def write(folder, text, card=None):
    path = folder / "mine.csv"
    path.write_text(text, encoding="utf-8")
    if card is not None:
        (folder / "card.toml").write_text(card, encoding="utf-8")
    return path


def test_a_users_table_without_a_card_says_so(tmp_path):
    path = write(tmp_path, "attribute,group,share\ngender,women,0.4\ngender,men,0.6\n")
    for given in (path, str(path)):
        benchmark = resources.read_benchmark(given)
        assert benchmark.margins == {"gender": {"women": 0.4, "men": 0.6}}
        assert benchmark.card.source == ("file mine.csv, no card given",)
        assert str(tmp_path) not in repr(benchmark.card)


def test_a_users_card_is_read(tmp_path):
    path = write(
        tmp_path,
        "\ufeffattribute,group,share,note\ncolour,red,1,all of them\n",
        'title = "Mine"\nsource = ["Me (2026). A count."]\npopulation = "posters"\n',
    )
    benchmark = resources.read_benchmark(path)
    assert benchmark.card.cited == "Me (2026). A count."
    assert benchmark.card.extra["population"] == "posters"
    assert benchmark.notes["colour", "red"] == "all of them"


def test_the_margins_cannot_be_changed():
    margins = resources.read_benchmark("world-2024").margins
    with pytest.raises(TypeError):
        margins["gender"]["women"] = 1.0  # type: ignore[index]


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("attribute,group,share\ngender,women,51\ngender,men,49\n", "line 2: the share is '51'"),
        ("attribute,group,share\ngender,women,nan\n", "line 2: the share is 'nan'"),
        ("attribute,group,share\ngender,women,\n", "line 2: the share is ''"),
        ('attribute,group,share\ngender,women,"0,5"\n', "the share is '0,5'"),
        ("attribute,group,share\ngender,women,-0.1\n", "line 2"),
        ("attribute,group,share\ngender,women,0.5\ngender,men,0.4\n", "add up to 0.900"),
        ("attribute,group,share\ngender,women,0.5\ngender,women,0.5\n", "line 3: gender 'women' is there twice"),
        ("attribute,group,share\ngender,,1\n", "empty"),
        ("attribute,group,share\n", "no rows"),
        ("attribute,groups,share\ngender,women,1\n", "no column 'group'"),
        ("attribute,group,share\ngender,women,0.5,x,y\n", "line 2: 5 cells where the header has 3"),
        ("", "no column"),
    ],
)
def test_errors_say_where(tmp_path, table, says):
    with pytest.raises(ResourceError) as caught:
        resources.read_benchmark(write(tmp_path, table))
    assert says in caught.value.message
    assert caught.value.hint


def test_rounding_is_forgiven_but_a_missing_group_is_not(tmp_path):
    inside = f"attribute,group,share\ng,a,0.5\ng,b,{0.5 - ROUNDING / 2}\n"
    outside = f"attribute,group,share\ng,a,0.5\ng,b,{0.5 - 2 * ROUNDING}\n"
    assert resources.read_benchmark(write(tmp_path, inside)).margins["g"]["a"] == 0.5
    with pytest.raises(ResourceError, match="add up"):
        resources.read_benchmark(write(tmp_path, outside))


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(ResourceError) as caught:
        resources.read_benchmark("us-resident-2020")
    assert "us-residents-2020" in caught.value.hint


def test_a_missing_file_does_not_show_its_folder(tmp_path):
    with pytest.raises(ResourceError) as caught:
        resources.read_benchmark(tmp_path / "gone.csv")
    assert "gone.csv" in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


def test_not_utf8_is_named(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_bytes("attribute,group,share\ngender,m\xe4nner,1\n".encode("latin-1"))
    with pytest.raises(ResourceError, match="not UTF-8"):
        resources.read_benchmark(path)


@pytest.mark.parametrize("card", ["title = ", 'title = "Mine"\n', 'source = ["x"]\n', 'title = "Mine"\nsource = []\n'])
def test_a_card_that_names_no_source_is_refused(tmp_path, card):
    with pytest.raises(ResourceError, match="card"):
        resources.read_benchmark(write(tmp_path, "attribute,group,share\ng,a,1\n", card))
