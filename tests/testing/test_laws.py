"""The laws that plug-ins are given can be broken, each by what it is against."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import pytest

from audit.finding import Estimate, Finding, Judgement
from audit.statistics import share
from audit.tally import Tally
from audit.testing import loader_laws, made_up_posts, metric_laws

POSTS = made_up_posts(1_000)
METRIC_LAWS = {law.__name__: law for law in metric_laws.METRIC_LAWS}
LOADER_LAWS = {law.__name__: law for law in loader_laws.LOADER_LAWS}


@dataclass
class Toxic:
    """The share of posts labelled toxic, with one thing wrong."""

    wrong: str = ""
    name: str = "toxic"
    title: str = "Toxic"

    def measure(self, posts):
        tally = Tally()
        label = posts.values.get("label:toxic")
        if label is None or len(posts) == 0:
            return tally
        said = np.array(label.to_pylist(), dtype=object) == "yes"
        tally.count(("toxic", "posts"), posts.bucket)
        tally.count(("toxic", "yes"), posts.bucket[said])
        tally.add_authors(("toxic",), np.unique(posts.author_key[posts.has_author]))
        if self.wrong == "batches":
            tally.add_total(("toxic", "batches"), 1)
        if self.wrong == "cells":
            tally.add_total(("labels", "posts"), 1)
        return tally

    def judge(self, tally, scope):
        yes, posts = (tally.per_bucket(("toxic", each)) for each in ("yes", "posts"))
        if not posts.any():
            value = 0.0 if self.wrong == "zero" else None
            status = "ok" if self.wrong == "zero" else "not_estimable"
            return Judgement(
                (
                    Estimate(
                        "toxic.rate", "toxic", "rate", {}, value, 0.0, 1.0, "share", 0, 0, status=status, note="none"
                    ),
                )
            )
        found = share(yes, posts)
        value, low, high = found.value, found.low, found.high
        if self.wrong == "voices":
            low, high = value - 1 / posts.sum(), value + 1 / posts.sum()
        if self.wrong == "doubles":
            value = value / 1000 + posts.sum() / 1e6
            low, high = 0.0, 1.0
        if self.wrong == "interval":
            low = high = None
        rate = Estimate(
            "toxic.rate", "toxic", "rate", {}, value, low, high, "share", int(posts.sum()), tally.n_authors(("toxic",))
        )
        shown = Finding("toxic", "toxic", "t", "s", "shown", "high", "high", "validity", ("toxic.rate",), "toxic.rate")
        claims = (Finding(**{**vars(shown), "id": "toxic.all"}),) if self.wrong == "shown" else ()
        return Judgement((rate,), claims)


@pytest.mark.parametrize(
    ("wrong", "law"),
    [
        ("batches", "split_and_order_change_nothing"),
        ("cells", "counts_are_its_own"),
        ("zero", "no_posts_give_no_figures"),
        ("interval", "rules_are_kept"),
        ("voices", "duplicated_posts_change_no_value"),
        ("doubles", "duplicated_posts_change_no_value"),
        ("shown", "nothing_is_shown_where_nothing_is"),
    ],
)
def test_a_law_is_broken_by_what_it_is_against(wrong, law):
    METRIC_LAWS[law](Toxic(), POSTS)
    with pytest.raises(AssertionError):
        METRIC_LAWS[law](Toxic(wrong), POSTS)


def test_a_card_that_lacks_a_heading_breaks_a_law():
    with pytest.raises(ValueError, match="lacks Question"):
        METRIC_LAWS["the_card_is_complete"](Toxic(), POSTS)


@dataclass
class Notes:
    """A loader with one thing wrong."""

    wrong: str = ""
    name: str = "notes"
    title: str = "Notes"
    command: str = "postaudit run notes.jsonl"
    example: str = '{"zz_note": "n", "zz_by": "kim"}'

    def recognises(self, head):
        return self.wrong == "greedy" or any(isinstance(each, dict) and "zz_note" in each for each in head)

    def rows(self, record):
        if self.wrong == "silent" and record is None:
            raise SystemError
        if self.wrong == "changes" and isinstance(record, dict):
            record["seen"] = 1
        if isinstance(record, dict):
            yield {"text": record.get("zz_note"), **({"colour": "red"} if self.wrong == "strange" else {})}


@pytest.mark.parametrize(
    ("wrong", "law", "error"),
    [
        ("greedy", "the_example_is_its_own", AssertionError),
        ("strange", "the_example_holds_a_post", AssertionError),
        ("silent", "no_record_is_lost", SystemError),
        ("changes", "records_are_read_alike_each_time", AssertionError),
    ],
)
def test_a_law_of_loaders_is_broken_by_what_it_is_against(wrong, law, error):
    LOADER_LAWS[law](Notes())
    with pytest.raises(error):
        LOADER_LAWS[law](Notes(wrong))


def test_what_ships_keeps_the_laws_of_loaders():
    from audit.loaders.platforms.mastodon import Mastodon

    for law in loader_laws.LOADER_LAWS:
        if law is not loader_laws.the_example_is_its_own:  # which asks it of all others
            law(Mastodon())
    assert json.loads(Mastodon().example)
