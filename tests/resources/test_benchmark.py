from __future__ import annotations

import math
import re

import numpy as np
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
    for key in ("population", "basis", "place", "year", "wording", "sample_size", "verified"):
        assert benchmark.card.extra[key], key
    assert benchmark.population.kind == benchmark.card.extra["population"]
    assert benchmark.card.known_faults
    assert benchmark.card.licence != "not stated"
    assert benchmark.card.extra["year"] in name


@pytest.mark.parametrize("name", NAMES)
def test_groups_are_those_of_the_lexicon(name):
    known = {group for groups in resources.axis_groups().values() for group in groups}
    axes = resources.axis_groups()
    for key, shares in resources.read_benchmark(name).margins.items():
        for parts in zip(key.split("*"), *(group.split("*") for group in shares), strict=True):
            attribute, groups = parts[0], set(parts[1:])
            assert groups <= known
            assert groups - {"unknown", "other"} <= set(axes[attribute])


@pytest.mark.parametrize("name", NAMES)
def test_a_joint_table_adds_up_to_its_margins(name):
    margins = resources.read_benchmark(name).margins
    for key in (each for each in margins if "*" in each):
        for position, attribute in enumerate(key.split("*")):
            for group, share in margins[attribute].items():
                parts = [n for cell, n in margins[key].items() if cell.split("*")[position] == group]
                assert math.fsum(parts) == pytest.approx(share, abs=3e-6)


@pytest.mark.parametrize("name", NAMES)
def test_a_share_is_the_count_in_its_note(name):
    benchmark = resources.read_benchmark(name)
    total = re.match(r"\d+", benchmark.card.extra["sample_size"])
    for (attribute, group), note in benchmark.notes.items():
        counted = re.search(r"(\d{6,})(?: of \d+| persons)", note)
        if counted and total:
            expected = int(counted[1]) / int(total[0])
            assert benchmark.margins[attribute][group] == pytest.approx(expected, abs=1e-6), (attribute, group)


def test_us_estimates_of_2019_are_the_published_table():
    """NC-EST2019-AGESEX: 50.75 % female, 73,039,150 younger than 18, 55.47 % of those of 65 or older female."""
    margins = resources.read_benchmark("us-residents-2019").margins
    assert round(100 * margins["gender"]["women"], 2) == 50.75
    assert round(100 * margins["age_band"]["0-17"], 2) == round(100 * 73039150 / 328239523, 2)
    old = margins["gender*age_band"]
    assert round(100 * old["women*65+"] / (old["women*65+"] + old["men*65+"]), 2) == 55.47


def test_the_factbooks_percentages_come_out():
    """World 2023: 24.7, 65.2, 10.1 %; European Union 2020: 15.05, 10.39, 40.54, 13.52, 20.5 %, as printed."""
    world = resources.read_benchmark("world-residents-2023").margins["age_band"]
    assert [round(100 * each, 1) for each in world.values()] == [24.7, 65.2, 10.1]
    union = resources.read_benchmark("eu-residents-2020").margins["age_band"]
    assert [round(100 * each, 2) for each in union.values()] == [15.05, 10.39, 40.54, 13.52, 20.5]


@pytest.mark.parametrize(
    ("site", "men", "women", "adults"),
    [
        ("youtube", 82, 83, 83),
        ("facebook", 59, 76, 68),
        ("instagram", 39, 54, 47),
        ("tiktok", 25, 40, 33),
        ("x", 26, 19, 22),
        ("reddit", 27, 17, 22),
    ],
)
def test_users_follow_from_rates_of_use(site, men, women, adults):
    """Pew Research Center, 31 January 2024: use among men, women and all adults, in percent."""
    benchmark = resources.read_benchmark(f"us-{site}-users-2023")
    share = resources.read_benchmark("us-adults-2020").margins["gender"]["women"]
    all_of_them = women * share + men * (1 - share)
    assert all_of_them == pytest.approx(adults, abs=0.6)
    assert benchmark.margins["gender"]["women"] == pytest.approx(women * share / all_of_them, abs=5e-5)
    # Resampled: answers of 5,733 adults at a design effect of 2, and rates that were rounded to a percent.
    generator = np.random.default_rng(20261125)
    drawn = []
    for rate, part in ((women, share), (men, 1 - share)):
        answers = generator.binomial(int(5733 / 2 * part), rate / 100, 20_000) / int(5733 / 2 * part)
        drawn.append((answers + generator.uniform(-0.005, 0.005, 20_000)) * part)
    spread = np.std(drawn[0] / (drawn[0] + drawn[1]))
    assert benchmark.errors["gender"]["women"] == pytest.approx(spread, rel=0.03)


def test_languages_that_a_benchmark_does_not_list_are_left_out_and_not_missed():
    """Of the posts in listed languages as many are in each as people speak it, and a twentieth is in French."""
    import audit

    shares = {"en": 0.783, "es": 0.1326, "zh-CN": 0.0111, "tl": 0.0054}
    parts = np.array([*shares.values(), 0.05]) / (sum(shares.values()) + 0.05)
    stated = np.random.default_rng(20261125).choice([*shares, "fr"], size=6000, p=parts)
    rows = [{"author_id": f"a{i}", "text": f"hello there {i}", "mine": each} for i, each in enumerate(stated)]
    findings = audit.run(
        rows,
        groups={"language": "mine"},
        benchmarks={"language": "us-languages-2018-2022"},
        metrics=["representation"],
        workers=1,
    )
    assert {each.id: each.reading for each in findings.findings} == {
        "representation.language.others": "shown_small",
        "representation.language.smaller_than_tolerance": "not_assessed",
    }
    assert "speakers of Tagalog" in findings.finding("representation.language.smaller_than_tolerance").statement
    assert any("(fr) is not a group of the benchmark" in each.reason for each in findings.not_measured)


def test_the_most_active_are_not_the_users():
    """Pew Research Center, 24 April 2019: 65 % of the most active tenth are women, 48 % of the others; n 2,791, ± 3."""
    active, users = (resources.read_benchmark(f"us-twitter-{each}-2018") for each in ("most-active", "users"))
    assert (active.population.kind, users.population.kind) == ("active_posters", "platform_users")
    assert active.margins["gender"]["women"] == 0.65
    assert users.margins["gender"]["women"] == pytest.approx(0.1 * 0.65 + 0.9 * 0.48)
    margin = 1.96 * math.sqrt(0.25 * float(users.card.extra["design_effect"]) / 2791)
    assert round(100 * margin) == 3
    assert active.errors["gender"]["women"] == pytest.approx(math.sqrt(0.65 * 0.35 * 2.6 / 279))


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
    for kind in resources.POPULATIONS:
        benchmark = resources.read_benchmark(f"{path}:{kind}")
        assert benchmark.population.kind == kind
        assert benchmark.source == f"mine.csv; population: {kind.replace('_', ' ')}"
        assert benchmark.margins == {"gender": {"women": 0.4, "men": 0.6}}
        assert benchmark.card.source == ("file mine.csv, no card given",)
        assert str(tmp_path) not in repr(benchmark.card)


def test_a_users_card_is_read(tmp_path):
    path = write(
        tmp_path,
        "\ufeffattribute,group,share,note\ncolour,red,1,all of them\n",
        'title = "Mine"\nsource = ["Me (2026). A count."]\npopulation = "active_posters"\n',
    )
    benchmark = resources.read_benchmark(path)
    assert benchmark.card.cited == "Me (2026). A count."
    assert benchmark.population.kind == "active_posters"
    assert resources.read_benchmark(f"{path}:active_posters").population == benchmark.population
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
    assert resources.read_benchmark(f"{write(tmp_path, inside)}:residents").margins["g"]["a"] == 0.5
    with pytest.raises(ResourceError, match="add up"):
        resources.read_benchmark(f"{write(tmp_path, outside)}:residents")


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
