"""How sure a finding is does not hang on which metric tells it: the same attribute of the same posts, the same confidence."""

from __future__ import annotations

import numpy as np
import pytest

GENDERS = {"gender": {"women": 0.5, "men": 0.5}}


def posts(unstated, *, authors=2400, seed=1):
    """Posts of authors, this part of whom state no gender; labelled, voted on, scored, and in two languages."""
    random = np.random.default_rng(seed)
    rows = []
    for index in range(authors):
        woman, toxic = index % 2 == 0, random.random() < 0.3
        rows.append(
            {
                "post_id": f"p{index}",
                "author_id": f"author {index}",
                "text": f"it was the end of the day and we were at the market {index}",
                "lang": "de" if random.random() < 0.1 else "en",
                "label:toxic": "yes" if toxic else "no",
                "votes": [{"annotator": None, "label": "rude" if random.random() < 0.4 else "kind", "value": 3.0}],
                "score:risk": f"{min(max(random.normal(0.3 + 0.4 * toxic, 0.2), 0), 1):.3f}",
                **({} if random.random() < unstated else {"attribute:gender": "female" if woman else "male"}),
            }
        )
    return rows


def of_gender(found):
    """Confidence of each finding on the gender of authors."""
    return {
        each.id: each.confidence
        for each in found.findings.values()
        if any("gender" in found.estimates[name].group for name in each.estimates if name in found.estimates)
        and ".mention." not in each.id
    }


@pytest.mark.parametrize(("unstated", "confidence"), [(0.0, "high"), (0.35, "medium"), (0.7, "low")])
@pytest.mark.parametrize("metric", ["representation", "labels", "coverage", "scores"])
def test_posts_whose_authors_state_nothing_count_for_every_metric(judged, metric, unstated, confidence):
    asked = {"representation": {"shares": GENDERS}, "scores": {"models": {"scores": ["risk"], "truth": "toxic"}}}
    found = of_gender(judged(metric, posts(unstated), **asked.get(metric, {})))
    assert found
    assert set(found.values()) == {confidence}, found


def test_a_label_that_posts_lack_and_an_attribute_that_they_lack_count_by_the_larger(judged):
    rows = posts(0.1)
    for index, row in enumerate(rows):
        del row["votes"]
        if index % 10 < 6:
            del row["label:toxic"]
    assert set(of_gender(judged("labels", rows)).values()) == {"low"}
