"""A metric that is given as an object is measured, held to the rules, named in the report, and forgotten."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import audit
from audit.finding import Estimate, Judgement
from audit.metrics.base import card
from audit.plugins import entry_points as plugins
from audit.plugins.given_digest import digest
from audit.plugins.given_metrics import by_name
from audit.statistics import share
from audit.tally import Tally
from audit.testing import METRIC_LAWS, batch_of, made_up_posts

ROWS = made_up_posts(300, authors=80)


class Women:
    """How many posts are by women.

    Question
        How many?
    Definition
        A share of posts whose authors state a gender.
    Inputs
        A stated gender.
    Reading it
        More is more.
    Not evidence of
        Anything else.
    References
        None.
    """

    name, title = "women", "Posts by women"

    def measure(self, posts):
        tally = Tally()
        for group, rows in posts.stated("gender").items():
            for what in ("stated", *(["women"] if group == "women" else [])):
                tally.count(("women", what), posts.bucket[rows])
            tally.add_authors(("women", "stated"), posts.author_key[rows & posts.has_author])
        return tally

    def judge(self, tally, scope):
        women, stated = (tally.per_bucket(("women", each)) for each in ("women", "stated"))
        about = {"n_posts": int(stated.sum()), "n_authors": tally.n_authors(("women", "stated"))}
        return Judgement((Estimate.of("women.share", share(women, stated, level=scope.level), "share", **about),))


class More(Women):
    title = "More"


class Failing(Women):
    def measure(self, posts):
        raise KeyError("the text of a post")


def run(*metrics, **changes):
    return audit.run(ROWS, groups={"gender": "gender"}, metrics=["representation", *metrics], **changes)


def test_it_is_measured_beside_what_ships_and_forgotten():
    found = run(Women)
    stated = [each["attributes"]["gender"] for each in ROWS if each["attributes"]]
    assert found.estimate("women.share").value == pytest.approx(stated.count("woman") / len(stated))
    assert found.audit["plan"]["metrics"] == ["representation", "women"]
    assert [each["title"] for each in found.methods] == ["Who is in the data", "Posts by women"]
    [used] = [each for each in found.resources if each["kind"] == "plug-in"]
    assert used["source"] == plugins.GIVEN
    assert used["sha256"]
    assert "women" not in plugins.names("metric")
    with pytest.raises(audit.AuditError, match="no metric 'women'"):
        run("women")


def test_the_same_class_is_the_same_audit_and_another_is_another():
    assert run(Women()).to_json() == run(Women()).to_json()
    assert run(Women()).audit["id"] != run(More()).audit["id"]


def test_one_that_fails_is_left_out_without_its_words():
    found = run(Failing())
    assert "representation.gender.women.share_of_posts" in found.by_id
    assert "it failed on some of the posts (KeyError)" in " ".join(each.reason for each in found.not_measured)
    assert "the text of a post" not in found.to_json()


class Nameless(Women):
    name = "The Women"


class Taken(Women):
    name = "representation"


@pytest.mark.parametrize(
    ("metrics", "said"),
    [
        ((object(),), "no metric: it has no name"),
        ((Nameless(),), "cannot be called"),
        ((Women(), More()), "Two of the metrics"),
        ((Taken(),), "two metrics 'representation'"),
    ],
)
def test_what_is_no_metric_is_refused(metrics, said):
    with pytest.raises(audit.AuditError, match=said):
        run(*metrics)


def test_it_is_not_sent_to_other_processes():
    with pytest.raises(audit.AuditError, match="in this process"):
        run(Women(), engine="dask")


def test_names_stay_names():
    assert by_name({"metrics": ["labels"], "also": None, "skip": ("mentions",)}) == (
        {"metrics": ["labels"], "also": None, "skip": ("mentions",)},
        (),
    )


def test_its_card_is_that_of_its_class():
    assert card(Women())["question"] == "How many?"
    assert card(More())["question"] == "How many?"


def test_it_can_be_held_to_a_law():
    laws = {law.__name__: law for law in METRIC_LAWS}
    laws["split_and_order_change_nothing"](Women(), ROWS)
    with pytest.raises(KeyError):  # what it raises itself is let through, for whoever writes it
        laws["split_and_order_change_nothing"](Failing(), ROWS)


def test_stated_groups_are_those_of_the_rows():
    stated = batch_of(ROWS).stated("gender")
    women = [each["attributes"].get("gender") == "woman" for each in ROWS]
    assert stated["women"].tolist() == women
    assert batch_of(ROWS).stated("age") == {}
    assert batch_of(ROWS, without=("attributes",)).stated("gender") == {}


class Meter(Women):
    def __init__(self, least):
        self.least = least


def test_what_a_metric_holds_is_part_of_the_audit():
    one, same, seven = (run(Meter(least)).audit["id"] for least in (1, 1, 7))
    assert one == same != seven


def test_what_cannot_be_told_from_another_is_refused():
    with pytest.raises(audit.AuditError, match="holds a list as 'least'"):
        run(Meter([object()]))
    with pytest.raises(audit.AuditError, match=r"Meter cannot be made without arguments: .*'least'"):
        run(Meter)


def test_the_same_object_may_be_asked_for_twice():
    women = Women()
    named, own = by_name({"metrics": [women], "also": [women]})
    assert (named["metrics"], named["also"], len(own)) == (["women"], ["women"], 1)


TYPED = """
import dataclasses, functools

class Base:
    def inherited(self): return {0}

def around(n):
    def wrap(f):
        @functools.wraps(f)
        def inner(self): return f(self) + n
        return inner
    return wrap

@dataclasses.dataclass
class Metric(Base):
    size: int = 3
    def plain(self): return [x for x in (1, {1}) if x in {{"a", "b", "c"}}]
    @staticmethod
    def static(): return {2}
    @classmethod
    def of(cls): return {3}
    @property
    def shown(self): return {4}
    @around({5})
    def wrapped(self): return {6}
"""


def typed(*changes):
    """The digest of a class of which no lines are kept."""
    numbers = [changes.count(each) + 10 for each in range(7)]
    space = {"__name__": "typed"}
    exec(compile(TYPED.format(*numbers), "<typed>", "exec", dont_inherit=True), space)  # as it is typed at a prompt
    return digest(space["Metric"]())


def test_each_part_of_a_class_without_lines_counts():
    assert typed() == typed()
    assert len({typed(), *(typed(each) for each in range(7))}) == 8


def test_the_digest_is_the_same_in_another_process():
    lines = f"from audit.plugins.given_digest import digest; s = {{'__name__': 'typed'}}; exec({TYPED.format(*[10] * 7)!r}, s)"
    said = {
        subprocess.run(
            [sys.executable, "-c", f"{lines}; print(digest(s['Metric']()))"],
            env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }  # fmt: skip
    assert said == {typed()}
