"""What remedies do to a learner: the planted gap is widened as it is and narrowed by each, and the price is told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import audit
from audit.errors import OutputError, PlanError
from audit.mitigation.learner import AS_IT_IS, CONSTRAINT, THRESHOLDS, WEIGHTS

WORDS = np.array([f"word{number}" for number in range(40)])


def posts(seed: int = 5, authors: int = 120, gap: float = 0.4) -> pd.DataFrame:
    """Posts that name Muslims or nobody; those that do get the label more often, whatever else they say."""
    rng = np.random.default_rng(seed)
    rows = []
    for author in range(authors):
        for _ in range(5):
            names = rng.random() < 0.4
            rude = rng.random() < 0.25
            said = [*rng.choice(WORDS, 3), *(["rude"] if rude else [])]
            text = " ".join([*(["muslims"] if names else []), *(f"and the {word}" for word in said)])
            labelled = rng.random() < 0.1 + 0.15 * rude + gap * names
            rows.append({"text": text, "author_id": f"a{author}", "toxic": "yes" if labelled else "no"})
    return pd.DataFrame(rows).assign(post_id=[f"p{number}" for number in range(len(rows))])


@pytest.fixture(scope="module")
def made():
    return audit.learner_remedies(posts(), label="toxic", by="mentions:religion", labels=["toxic"]).made


def gaps(made) -> dict[str, float]:
    return {row.remedy: row.predicted_gap.value for row in made.rows if row.group == "muslims"}


def test_the_gap_is_widened_as_it_is_and_halved_by_each_remedy(made):
    labelled, predicted = made.labelled_gap["muslims"].value, gaps(made)
    assert labelled > 0.25
    assert predicted[AS_IT_IS] > labelled + 0.1
    assert set(predicted) == {AS_IT_IS, WEIGHTS, CONSTRAINT, THRESHOLDS}
    for remedy in (WEIGHTS, CONSTRAINT, THRESHOLDS):
        assert abs(predicted[remedy]) < predicted[AS_IT_IS] / 2


def test_every_figure_has_limits_and_the_labels_are_those_of_the_posts(made):
    data = posts()
    named = data["text"].str.startswith("muslims")
    yes = data["toxic"] == "yes"
    assert made.labelled_gap["muslims"].value == pytest.approx(yes[named].mean() - yes[~named].mean())
    assert made.labelled.value == pytest.approx(yes.mean())
    for row in made.rows:
        for interval in (row.predicted_gap, row.false_positive_gap):
            assert interval.low <= interval.value <= interval.high
    assert made.posts == len(data)


def test_the_price_is_told_in_words(made):
    from audit.mitigation.learner_words import lines

    text = "\n".join(lines(made))
    assert "right about" in text
    assert "wrong where the labels differ because the posts do" in text
    assert "another training would differ" in text


def test_order_changes_nothing(made):
    again = audit.learner_remedies(
        posts().sample(frac=1, random_state=2), label="toxic", by="mentions:religion", labels=["toxic"]
    ).made
    assert gaps(again) == gaps(made)


def test_a_learner_that_predicts_hardly_anything_is_called_so(made):
    from dataclasses import replace

    from audit.mitigation.learner_words import lines

    none = replace(made.predicted[AS_IT_IS], value=0.001)
    text = "\n".join(lines(replace(made, predicted={**made.predicted, AS_IT_IS: none})))
    assert "small gaps say little" in text


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"label": "toxik", "by": "mentions:religion"}, "toxic"),
        ({"label": "toxic", "by": "gender"}, "no two groups"),
        ({"label": "toxic", "by": "mentions:age"}, "no two groups"),
    ],
)
def test_what_cannot_be_compared_is_refused(options, said):
    with pytest.raises(PlanError) as error:
        audit.learner_remedies(posts(authors=60), labels=["toxic"], **options)
    assert said in f"{error.value.message} {error.value.hint}"


def test_the_command_writes_a_table(postaudit, tmp_path):
    posts().to_csv(tmp_path / "posts.csv", index=False)
    path = tmp_path / "remedies.csv"
    told = postaudit(
        *("mitigate", "learner", tmp_path / "posts.csv", "--label", "toxic", "--by", "mentions:religion", "-o", path)
    )
    assert told.code == 0
    assert len(pd.read_csv(path)) == 4
    assert "constrained training" in told.err
    assert postaudit("mitigate", "learner", tmp_path / "posts.csv", "--label", "toxic", "-o", path).code == 2


def test_a_name_that_is_no_table_is_refused(made, tmp_path):
    from audit.mitigation.mitigating import LearnerTable

    with pytest.raises(OutputError, match=r"\.csv"):
        LearnerTable(made).write(tmp_path / "remedies.json")
