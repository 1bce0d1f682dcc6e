from __future__ import annotations

import csv
import gzip
import io
import os
from pathlib import Path

import pytest

from audit import resources
from audit.errors import ResourceError
from audit.resources.tables import stated_form

SHARED = Path(os.environ.get("POSTAUDIT_SHARED_DATA", Path(__file__).parents[2] / "../shared/data")).resolve()


def column(relative: str, name: str) -> set[str]:
    path = SHARED / relative
    if not path.is_file():
        pytest.skip(f"shared data set {relative} is not here")
    with gzip.open(path, "rb") as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
        return {row[name] or "" for row in csv.DictReader(text)}


@pytest.mark.parametrize(
    ("value", "group"),
    [
        ("Female", "women"),
        (" F ", "women"),
        ("weiblich", "women"),
        ("mujer", "women"),
        ("女", "women"),
        ("♀", "women"),
        ("ЖЕНСКИЙ", "women"),
        ("M", "men"),
        ("männlich", "men"),
        ("ma\u0308nnlich", "men"),
        ("男", "men"),
        ("♂", "men"),
        ("⚧", "nonbinary_people"),
        ("Non-Binary", "nonbinary_people"),
        ("divers", "nonbinary_people"),
        ("brand", "organisations"),
        ("未知", "unknown"),
        ("Prefer not to say", "unknown"),
        ("-", "unknown"),
        ("", "unknown"),
        (None, "unknown"),
        ("1", None),
        ("x", None),
        ("purple", None),
    ],
)
def test_stated_gender(value, group):
    assert resources.stated_group("gender", value) == group


def test_not_stated_means_so_in_any_attribute():
    assert resources.stated_group("location", "N/A") == "unknown"
    assert resources.stated_group("location", "female") is None


def test_stated_values_are_folded_and_name_known_groups():
    groups = set(resources.axis_groups()["gender"]) | {"unknown"}
    for value, group in resources.stated_values()["gender"].items():
        assert value == stated_form(value)
        assert group in groups


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("English", "en"),
        ("iw", "he"),
        ("in", "id"),
        ("Deutsch", "de"),
        ("Chinese (Simplified)", "zh-Hans"),
        ("Farsi (Persian)", "fa"),
        ("Pushto", "ps"),
        ("ger", "de"),
        ("LANGUAGE UNDEFINED", ""),
        ("und", ""),
        ("zxx", ""),
        ("qme", ""),
    ],
)
def test_language_tags(name, tag):
    assert resources.language_tags()[stated_form(name)] == tag


def test_every_language_of_the_troll_tweets_is_known():
    values = column("datasets/russian_troll_tweets/troll_tweets_sample.csv.gz", "language")
    assert len(values) > 40
    assert {value for value in values if stated_form(value) not in resources.language_tags()} == set()


def test_every_gender_of_the_crowdflower_profiles_is_known():
    values = column("datasets/twitter_gender_dfe/gender-classifier-DFE-791531.csv.gz", "gender")
    assert {resources.stated_group("gender", value) for value in values} == {"women", "men", "organisations", "unknown"}


def test_every_gender_of_the_weibo_comments_is_known():
    values = column("datasets/swsr_weibo/SexComment.csv.gz", "gender")
    assert (
        {"women", "men"} <= {resources.stated_group("gender", value) for value in values} <= {"women", "men", "unknown"}
    )


def test_titles():
    assert resources.group_title("black_people") == "Black people"
    assert resources.group_title("women") == "women"
    assert resources.group_singular("women") == "woman"
    assert resources.group_title("my_own_group") == "my own group"
    assert resources.axis_title("race_ethnicity") == "race and ethnicity"
    assert resources.axis_of("women") == "gender"
    assert resources.axis_of("my_own_group") is None


def test_kinds_are_a_closed_list():
    with pytest.raises(ResourceError) as caught:
        resources.list_resources("lexicon")
    assert "lexicons" in str(caught.value)
