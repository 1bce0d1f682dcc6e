"""What a plan can say of scores, where its columns go, and how a mistake in it is named."""

from __future__ import annotations

import pandas as pd
import pytest
from click.testing import CliRunner

import audit
from audit.api import load, make_plan
from audit.cli.commands import cli
from audit.errors import ColumnError, PlanError
from audit.plan import Plan
from audit.provenance import plan_as_printed


@pytest.mark.parametrize(
    ("models", "message"),
    [
        ({"threshold": 2}, "models.threshold"),
        ({"range": [1, 1]}, "the smaller first"),
        ({"range": [0, float("inf")]}, "the smaller first"),
        ({"scores": ["a"], "truth": "a"}, "named as a score and as the label"),
        ({"positive": "yes"}, "no label is named"),
        ({"seconds": 0}, "models.seconds"),
        ({"score": "a"}, "Did you mean 'scores'"),
    ],
)
def test_mistakes_are_named(models, message):
    with pytest.raises(PlanError, match=message):
        Plan.make({"models": models})


def test_one_score_needs_no_list():
    assert make_plan(models={"scores": "toxicity"}).models.scores == ("toxicity",)


def test_a_plan_without_scores_prints_none_and_one_with_them_does():
    assert "models" not in plan_as_printed(Plan())
    printed = plan_as_printed(Plan.make({"models": {"scores": ["toxicity"]}}))
    assert printed["models"]["scores"] == ["toxicity"]
    assert Plan.make(printed).models.scores == ("toxicity",)


ROWS = pd.DataFrame(
    {
        "post_id": [f"p{i}" for i in range(400)],
        "author_id": [f"a{i % 130}" for i in range(400)],
        "text": [f"we met in town {i}" for i in range(400)],
        "hate": [("no", "yes")[i % 3 == 0] for i in range(400)],
        "hate_score": [round((i * 37 % 100) / 250 + 0.5 * (i % 3 == 0), 3) for i in range(400)],
        "gender": [("female", "male")[i % 130 % 2] for i in range(400)],
    }
)
MODELS = {"scores": ["hate_score"], "truth": "hate"}


def scores(found):
    return {each.id: each for each in found.estimates if each.metric == "scores" and each.value is not None}


@pytest.fixture(scope="module")
def found():
    return audit.run(ROWS, groups={"gender": "gender"}, models=MODELS)


def test_columns_become_scores_and_the_truth_a_label():
    posts = load(ROWS, models=MODELS)
    assert "score:hate_score=hate_score" in str(posts)
    assert "label:hate=hate" in str(posts)
    with pytest.raises(ColumnError, match="there is no column 'absent'"):
        load(ROWS, models={"scores": ["absent"]})


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_every_form_of_table_gives_the_same(form, found, tmp_path):
    path = tmp_path / f"posts.{form}"
    {"csv": lambda: ROWS.to_csv(path, index=False), "jsonl": lambda: ROWS.to_json(path, orient="records", lines=True),
     "parquet": lambda: ROWS.to_parquet(path)}[form]()  # fmt: skip
    assert scores(audit.run(path, groups={"gender": "gender"}, models=MODELS)) == scores(found)


def test_posts_that_were_converted_keep_their_scores(found, tmp_path):
    load(ROWS, groups={"gender": "gender"}, models=MODELS).write(tmp_path / "own.parquet", keep_ids=True)
    assert scores(audit.run(tmp_path / "own.parquet", models=MODELS)) == scores(found)


def test_files_without_the_column_count_as_without_a_score(found, tmp_path):
    ROWS.to_csv(tmp_path / "a.csv", index=False)
    more = ROWS.drop(columns="hate_score").assign(post_id=[f"q{i}" for i in range(400)])
    more.to_csv(tmp_path / "b.csv", index=False)
    both = audit.run([tmp_path / "a.csv", tmp_path / "b.csv"], groups={"gender": "gender"}, models=MODELS)
    assert {name: each.value for name, each in scores(both).items()} == {
        name: each.value for name, each in scores(found).items()
    }


def test_flags_of_the_command_line(tmp_path):
    ROWS.to_csv(tmp_path / "posts.csv", index=False)
    told = CliRunner().invoke(
        cli,
        ["run", str(tmp_path / "posts.csv"), "--score", "hate_score", "--truth", "hate", "--positive", "yes", "--group",
         "gender=gender", "-o", "-", "--format", "json", "-q"],
    )  # fmt: skip
    assert told.exit_code == 0, told.output
    assert '"scores.hate_score.everyone.auc"' in told.output


def test_a_tally_that_is_stored_gives_the_same_figures(found, tmp_path):
    ROWS.to_csv(tmp_path / "posts.csv", index=False)
    told = CliRunner().invoke(
        cli,
        ["tally", str(tmp_path / "posts.csv"), "--score", "hate_score", "--truth", "hate", "--group", "gender=gender", "-o",
         str(tmp_path / "one.tally"), "-q"],
    )  # fmt: skip
    assert told.exit_code == 0, told.output
    assert scores(audit.merge([tmp_path / "one.tally"])) == scores(found)


def test_another_threshold_is_another_ruler_of_scores_alone(found):
    other = audit.run(ROWS, groups={"gender": "gender"}, models={**MODELS, "threshold": 0.7})
    rulers = {each.name: each for each in audit.compare(found, other).rulers}
    assert (rulers["plan: models.threshold"].touches, rulers["plan: models.threshold"].of) == ("metric", "scores")


def test_weights_leave_scores_as_they_are(found):
    weights = pd.DataFrame({"post_id": ROWS.post_id, "weight": [1.0 + i % 2 for i in range(400)]})
    weighted = audit.run(ROWS, groups={"gender": "gender"}, models=MODELS, weights=weights)
    assert {name: each.value for name, each in scores(weighted).items()} == {
        name: each.value for name, each in scores(found).items()
    }


def test_a_truth_without_a_score_is_refused_on_the_command_line(postaudit, tmp_path):
    path = tmp_path / "posts.csv"
    path.write_text("text,toxic\na,yes\n", encoding="utf-8")
    told = postaudit("run", path, "--truth", "toxic", "-o", tmp_path / "out")
    assert told.code == 2
    assert "--truth toxic: there is no score that should predict it." in told.err
    assert "--label toxic" in told.err
