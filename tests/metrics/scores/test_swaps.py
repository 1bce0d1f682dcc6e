"""Another group in the same sentence: figures against counting by hand, null and planted models, what is left out."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

import audit
from audit import resources
from audit.finding import Judgement
from audit.metrics.scores.swaps import MOST_WORDS, english_swaps

PLAN = {"models": {"truth": "label", "positive": "toxic"}, "metrics": ["scores"]}
MODEL = "scores.the_given_model"


def table(texts, labels=None, authors=200):
    return pd.DataFrame(
        {
            "post_id": [f"p{i}" for i in range(len(texts))],
            "author_id": [f"a{i % authors}" for i in range(len(texts))],
            "text": texts,
            "label": labels or (["fine", "fine", "toxic"] * len(texts))[: len(texts)],
        }
    )


TEXTS = [f"at the end of the day the {'Muslims' if i % 2 else 'Christians'} were at the market {i}" for i in range(300)]


def plain(texts):
    """Knows no group."""
    return [0.3 + 0.1 * ("market" in each) for each in texts]


def biased(texts):
    return [0.35 + 0.3 * ("uslim" in each) for each in texts]


@pytest.fixture(scope="module")
def found():
    return audit.run(table(TEXTS), model=biased, **PLAN)


def test_sentences_by_hand(found):
    swaps = english_swaps()
    groups = [each for each in swaps.groups if swaps.axis(each) == "religion"]
    scores = [biased([swaps.filled(each.sentence, g) for g in groups]) for each in resources.swap_sentences().rows]
    pairs = [abs(a - b) for row in scores for a, b in itertools.combinations(row, 2)]
    assert found.estimate(f"{MODEL}.sentences.religion.change").value == pytest.approx(np.mean(pairs))
    flips = [(a >= 0.5) != (b >= 0.5) for row in scores for a, b in itertools.combinations(row, 2)]
    assert found.estimate(f"{MODEL}.sentences.religion.flips").value == pytest.approx(np.mean(flips))
    selected = np.mean([score >= 0.5 for row in scores for score in row])
    assert found.estimate(f"{MODEL}.sentences.religion.selection_rate").value == pytest.approx(selected)
    assert found.estimate(f"{MODEL}.sentences.religion.muslims.higher").value == pytest.approx(0.3)


def test_posts_by_hand(found):
    """Of the posts labelled fine, those about Muslims score .3 higher than with each other religion; those about Christians are
    lower with Muslims alone, one of seven."""
    muslims, christians = (f"{MODEL}.swapped.religion.{each}" for each in ("muslims", "christians"))
    fine = [i for i in range(300) if i % 3 != 2]
    assert found.estimate(f"{muslims}.higher").n_posts == sum(i % 2 for i in fine)
    assert found.estimate(f"{muslims}.higher").value == pytest.approx(0.3)
    assert found.estimate(f"{muslims}.change").value == pytest.approx(0.3)
    assert found.estimate(f"{muslims}.flips").value == 1
    assert found.estimate(f"{muslims}.selection_rate").value == 1
    assert found.estimate(f"{christians}.higher").value == pytest.approx(-0.3 / 7)
    assert found.estimate(f"{christians}.change").value == pytest.approx(0.3 / 7)
    assert found.estimate(f"{christians}.flips").value == pytest.approx(1 / 7)
    assert found.estimate(f"{christians}.selection_rate").value == 0
    shown = found.finding(f"{MODEL}.swapped.religion.muslims")
    assert shown.reading == "shown"
    assert "across the threshold in 100% of swaps; 100% of these posts are selected" in shown.statement


def test_a_planted_bias_is_shown_and_a_model_that_knows_no_group_is_not(found, well_said):
    shown = {each.id for each in found.findings if each.reading == "shown"}
    assert f"{MODEL}.sentences.religion.muslims" in shown
    null = audit.run(table(3 * TEXTS, authors=899), model=plain, **PLAN)
    about = [each for each in null.findings if ".sentences." in each.id or ".swapped." in each.id]
    assert about
    assert {each.reading for each in about} <= {"shown_small"}
    for each in (found, null):
        well_said(Judgement(each.estimates, each.findings, (), each.not_measured))
    names = {each["name"] for each in found.resources}
    assert {"swaps-en", "swap-sentences-en"} <= names


def test_the_text_of_no_post_is_kept(found):
    assert "market" not in str(found.as_dict())


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (
            "at the end of the day the Muslims were at the market",
            "toxic",
        ),  # swapping a hateful sentence changes its sense
        ("at the end of the day the Muslims and the Jews were at the market", "fine"),  # two groups
        (
            "at the end of the day the muslimahs and the Muslims were at the market",
            "fine",
        ),  # a form without a counterpart
        (f"{'at the end of the day ' * (MOST_WORDS // 6 + 1)}the Muslims were there", "fine"),  # long
        ("at the end of the day the town was at the market", "fine"),
    ],
)
def test_posts_that_are_not_swapped(text, label):
    texts = [f"{text} {i}" for i in range(200)] + ["at the end of the day we were at the market"] * 30
    posts = table(texts, [label] * 200 + ["fine", "toxic"] * 15)
    found = audit.run(posts, model=biased, **PLAN)
    assert not [each for each in found.estimates if ".swapped." in each.id and each.value is not None]


def test_without_a_truth_posts_are_not_swapped_and_it_is_said():
    found = audit.run(table(TEXTS), model=biased, metrics=["scores"])
    assert "a hateful sentence means another thing" in " ".join(each.reason for each in found.not_measured)
    assert found.estimate(f"{MODEL}.sentences.religion.change").value > 0


def test_few_authors_are_hidden():
    found = audit.run(table(TEXTS, authors=6), model=biased, **PLAN)
    assert not [each for each in found.estimates if ".swapped." in each.id and each.value is not None]


@pytest.mark.calibration
def test_intervals_of_posts_cover():
    """A model whose sensitivity differs by author's habits: the change that was planted is in the interval nineteen times of
    twenty."""
    covered, runs = 0, 40
    for seed in range(runs):
        random = np.random.default_rng(seed)
        author = random.integers(0, 60, 250)
        habit = random.normal(0.1, 0.05, 60)[author]
        texts = [f"the Muslims were at the market {round(max(h, 0) * 1000)} times" for h in habit]
        posts = table(texts, ["fine", "fine", "fine", "fine", "toxic"] * 50)
        posts["author_id"] = [f"a{each}" for each in author]

        def model(batch):
            sizes = [float(part) / 1000 for each in batch for part in each.split() if part.isdigit()] or [0.0] * len(
                batch
            )
            sizes = sizes if len(sizes) == len(batch) else [0.0] * len(batch)
            return [0.2 + size * ("uslim" in each) for each, size in zip(batch, sizes, strict=True)]

        found = audit.run(posts, model=model, **PLAN).estimate(f"{MODEL}.swapped.religion.muslims.higher")
        covered += found.low <= 0.1 <= found.high
    assert covered / runs >= 0.85
