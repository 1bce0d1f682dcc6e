"""Whose shares a benchmark has is said once, and never guessed."""

from __future__ import annotations

import json

import pytest

from audit import resources
from audit.errors import ResourceError

TABLE = "attribute,group,share\ngender,women,0.4\ngender,men,0.6\n"
CARD = 'title = "Mine"\nsource = ["Me (2026). A count."]\n'


@pytest.fixture
def own(tmp_path):
    def write(table: str = TABLE, card: str | None = None) -> str:
        (tmp_path / "mine.csv").write_text(table, encoding="utf-8")
        if card is not None:
            (tmp_path / "card.toml").write_text(card, encoding="utf-8")
        return str(tmp_path / "mine.csv")

    return write


def in_a_column(kind: str) -> str:
    head, *rest = TABLE.splitlines()
    return "\n".join([f"{head},population", *(f"{line},{kind}" for line in rest), ""])


@pytest.mark.parametrize("card", [None, CARD])
def test_a_table_that_does_not_say_is_refused_with_the_four_and_how_to_say_it(own, card):
    with pytest.raises(ResourceError) as caught:
        resources.read_benchmark(own(card=card))
    assert "does not say which people" in caught.value.message
    for each in resources.POPULATIONS.values():
        assert each.kind in caught.value.hint
        assert each.who in caught.value.hint
    for way in ("mine.csv:residents", "column", "card.toml"):
        assert way in caught.value.hint


@pytest.mark.parametrize("kind", resources.POPULATIONS)
def test_it_is_said_after_a_colon_in_a_column_or_in_the_card(own, kind):
    for given in (
        f"{own()}:{kind}",
        own(in_a_column(kind)),
        f"{own(in_a_column(kind))}:{kind}",
        own(card=f'{CARD}population = "{kind}"\n'),
    ):
        benchmark = resources.read_benchmark(given)
        assert benchmark.population.kind == kind
        assert benchmark.facts()["population"] == kind.replace("_", " ")


def test_two_answers_are_refused(own):
    for given in (f"{own(in_a_column('residents'))}:platform_users", "us-residents-2020:platform_users"):
        with pytest.raises(ResourceError, match="of platform_users and of residents"):
            resources.read_benchmark(given)
    assert resources.read_benchmark("us-residents-2020:residents").card.name == "us-residents-2020"
    mixed = in_a_column("residents").replace("0.6,residents", "0.6,active_posters")
    with pytest.raises(ResourceError, match="of residents and of active_posters"):
        resources.read_benchmark(own(mixed))


def test_a_word_that_is_none_of_the_four_is_answered_with_the_nearest(own):
    for given in (f"{own()}:resident", own(in_a_column("resident")), own(card=f'{CARD}population = "resident"\n')):
        with pytest.raises(ResourceError, match="'resident' is no population") as caught:
            resources.read_benchmark(given)
        assert "residents" in caught.value.hint


@pytest.mark.parametrize(
    ("given", "where", "kind"),
    [
        ("us-adults-2020", "us-adults-2020", ""),
        ("a.csv:residents", "a.csv", "residents"),
        (r"C:\data\a.csv", r"C:\data\a.csv", ""),
        (r"C:\data\a.csv:residents", r"C:\data\a.csv", "residents"),
        ("odd.csv:folder/a.csv", "odd.csv:folder/a.csv", ""),
        ("residents", "residents", ""),
    ],
)
def test_only_a_population_is_cut_off(given, where, kind):
    assert resources.split_population(given) == (where, kind)


def test_without_it_the_command_stops_with_2_and_with_it_every_finding_says_it(postaudit, own, samples):
    data = [samples / "northtown.csv", "--group", "gender=gender", "--metrics", "representation"]
    told = postaudit("run", *data, "--benchmark", f"gender={own()}", "-o", "-")
    assert told.code == 2
    assert "does not say which people" in told.err
    assert not told.out
    for kind, population in resources.POPULATIONS.items():
        told = postaudit("run", *data, "--benchmark", f"gender={own()}:{kind}", "-o", "-")
        assert told.code == 0, told.err
        document = json.loads(told.out)
        gender = [each for each in document["findings"] if each["id"].startswith("representation.gender")]
        assert gender
        for finding in gender:
            assert f"population: {population.title}" in finding["statement"]
            assert (population.caveat in finding["caveats"]) == bool(population.caveat)
        [used] = [each for each in document["resources"] if each["kind"] == "benchmarks"]
        assert used["population"] == population.title


def test_a_benchmark_of_some_users_says_of_which(postaudit, samples):
    data = [samples / "northtown.csv", "--group", "gender=gender", "--metrics", "representation"]
    told = postaudit("run", *data, "--benchmark", "gender=us-x-news-users-2025", "-o", "-")
    for finding in json.loads(told.out)["findings"]:
        assert any("only those who say they regularly get news there" in each for each in finding["caveats"])


def test_the_page_and_the_text_say_whose_shares_how_many_and_how_sure(postaudit, samples):
    data = [samples / "northtown.csv", "--group", "gender=gender", "--metrics", "representation", "-o", "-"]
    for form in ("html", "md"):
        told = postaudit("run", *data, "--benchmark", "gender=us-x-users-2023", "--format", form)
        assert told.code == 0, told.err
        for said in ("Population: platform users", "sample size: 5733 adults", "a standard error that is allowed for"):
            assert said in told.out.replace("\\", "")
