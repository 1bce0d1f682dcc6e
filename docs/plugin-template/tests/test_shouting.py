"""The laws that postaudit asks of a metric, and what only this one has to do."""

from __future__ import annotations

import numpy as np
import pytest
from postaudit_template.shouting import Shouting

from audit.testing import METRIC_LAWS, judged, made_up_posts

POSTS = made_up_posts()


@pytest.mark.parametrize("law", METRIC_LAWS, ids=lambda law: law.__name__)
def test_law(law):
    law(Shouting(), POSTS)


def test_a_planted_gap_is_found():
    """Every third post of those who state "woman", which the plan reads as women, is made to shout; 12.5 % of the others do."""
    rows = [
        {**each, "text": each["text"].upper()}
        if each["attributes"].get("gender") == "woman" and index % 3 == 0
        else each
        for index, each in enumerate(POSTS)
    ]
    found = {each.id: each for each in judged(Shouting(), rows).estimates}
    gap = found["shouting.gender.women.difference"]
    assert gap.low > 0.1
    assert gap.low < 0.875 / 3 < gap.high


def test_rates_are_those_of_the_rows():
    """Counted again by hand, from the rows."""
    found = {each.id: each for each in judged(Shouting(), POSTS).estimates}
    texts = [each["text"] for each in POSTS if each["attributes"].get("gender") == "man"]
    letters = [[each for each in text if each.isalpha()] for text in texts]
    loud = np.mean([sum(map(str.isupper, each)) >= 0.8 * len(each) for each in letters])
    assert found["shouting.gender.men.rate"].value == pytest.approx(loud)
    assert found["shouting.gender.men.rate"].n_posts == len(texts)
