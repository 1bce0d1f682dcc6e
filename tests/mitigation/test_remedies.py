"""Remedies: what they reach, what they leave alone, what they refuse, and that chance is the same in every run."""

from __future__ import annotations

import json
import stat

import numpy as np
import pandas as pd
import pytest

import audit
from audit.errors import OutputError, PlanError, SourceError
from audit.mitigation.masking import MASK

GROUPS = {"gender": "gender"}


def labelled(seed: int = 1, authors: int = 60, posts: int = 6, rates=(0.6, 0.3)) -> pd.DataFrame:
    """Posts of women and men, of whom women's get the label more often."""
    rng = np.random.default_rng(seed)
    rows = [
        {
            "text": f"a post about the weather, number {number} of {name}",
            "author_id": f"{gender}{name}",
            "gender": gender,
            "toxic": "yes" if rng.random() < rate else "no",
        }
        for gender, rate in zip(("women", "men"), rates, strict=True)
        for name in range(authors)
        for number in range(posts if gender == "women" else 2 * posts)
    ]
    return pd.DataFrame(rows).assign(post_id=[f"p{number}" for number in range(len(rows))])


def made(data, remedy, **options):
    return audit.mitigate(data, remedy, groups=GROUPS, labels=["toxic"], audits=False, **options)


def test_reweighed_rates_are_equal_and_shares_stay():
    data = labelled()
    remedy = made(data, "reweigh", label="toxic", by="gender").remedy
    weighed = data.assign(weight=remedy.weights, positive=data["toxic"] == "yes")
    by = weighed.groupby("gender")
    rates = by.apply(lambda each: np.average(each["positive"], weights=each["weight"]))
    assert rates["women"] == pytest.approx(rates["men"], abs=1e-5)
    assert np.average(weighed["positive"], weights=weighed["weight"]) == pytest.approx(
        weighed["positive"].mean(), abs=1e-5
    )
    assert by["weight"].sum().to_dict() == pytest.approx(by.size().to_dict(), rel=1e-5)
    assert remedy.figures["design_effect"] > 1


def test_weights_are_those_of_the_published_formula():
    data = labelled()
    remedy = made(data, "reweigh", label="toxic", by="gender").remedy
    share = data.groupby(["gender", "toxic"]).size() / len(data)
    for (gender, toxic), both in share.items():
        expected = (data["gender"] == gender).mean() * (data["toxic"] == toxic).mean() / both
        rows = (data["gender"] == gender) & (data["toxic"] == toxic)
        assert remedy.weights[rows.to_numpy()] == pytest.approx(expected, abs=1e-6)


def test_the_audit_before_shows_the_gap_and_the_audit_after_does_not():
    result = audit.mitigate(labelled(), "reweigh", groups=GROUPS, labels=["toxic"], label="toxic", by="gender")
    row = next(each for each in result.rows if each.id == "labels.toxic.yes.author.gender.women.difference")
    assert row.aimed
    assert row.before.value > 0.2
    assert abs(row.after.value) < 1e-4
    assert (row.reading_before, row.reading_after) == ("shown", "")
    assert "no longer shown" in str(result)


def test_null_labels_are_told_that_there_is_nothing_to_mend():
    same = labelled(rates=(0.4, 0.4))
    result = audit.mitigate(same, "reweigh", groups=GROUPS, labels=["toxic"], label="toxic", by="gender")
    assert "nothing that this remedy aims at is shown" in result.warnings[0]


def test_reweighing_by_mentions_takes_what_posts_name():
    data = labelled().assign(gender=None)
    data["text"] = ["muslims are my neighbours" if each == "yes" else "the bus was late" for each in data["toxic"]]
    data.loc[::3, "text"] = "muslims are my neighbours"
    remedy = made(data, "reweigh", label="toxic", by="mentions:religion").remedy
    named = data["text"].str.startswith("muslims").to_numpy()
    positive = (data["toxic"] == "yes").to_numpy()
    assert remedy.weights[named & ~positive].min() > 1 > remedy.weights[named & positive].max()
    assert any("empty cell" in each for each in remedy.wrong)


def test_groups_of_few_authors_keep_their_weight():
    few = labelled(authors=5).assign(gender="nonbinary", author_id=lambda each: "x" + each["author_id"])
    few = few.assign(author_id=few["author_id"].str[-1], post_id="f" + few["post_id"])
    data = pd.concat([labelled(), few])
    remedy = made(data, "reweigh", label="toxic", by="gender").remedy
    assert set(remedy.weights[(data["gender"] == "nonbinary").to_numpy()]) == {1.0}


def test_weights_that_are_told_do_not_tell_of_few_authors():
    """A weight is n_group x n_label / (n x n_both): whoever knows the others knows how often the two meet."""
    data = labelled(rates=(0.0, 0.3))
    few = data.groupby("author_id").head(1).query("gender == 'women'").index[:3]
    data.loc[few, "toxic"] = "yes"
    remedy = made(data, "reweigh", label="toxic", by="gender").remedy
    heaviest = remedy.weights.max()
    assert heaviest == pytest.approx((data["gender"] == "women").sum() * (data["toxic"] == "yes").sum() / len(data) / 3)
    said = json.dumps(remedy.as_record())
    assert "heaviest" not in remedy.figures
    assert f"{heaviest:.1f}" not in said
    assert "heaviest weight is more than 5" in said
    effect = len(data) * (remedy.weights**2).sum() / remedy.weights.sum() ** 2
    assert remedy.figures["design_effect"] == float(f"{effect:.2g}") != effect
    assert "heaviest" in made(labelled(), "reweigh", label="toxic", by="gender").remedy.figures


@pytest.mark.parametrize("remedy", [("cap", {"most": 6}), ("resample", {"by": "gender", "to": "equal"})])
def test_posts_of_few_authors_that_are_left_out_are_not_counted(remedy):
    name, options = remedy
    data = labelled(authors=40)
    if name == "cap":
        data = data[(data["gender"] == "women") | data["author_id"].isin(["men1", "men2"])]
    else:
        data = data[data["author_id"] != "women7"]
    record = made(data, name, **options).remedy.as_record()
    assert "posts_after" not in record["figures"]
    assert f"Posts of fewer than 10 authors are left out, of {len(data)} posts." in record["cost"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"by": "gender"}, "needs a label and a group"),
        ({"label": "toxic"}, "needs a label and a group"),
        ({"label": "toxik", "by": "gender"}, "toxic"),
        ({"label": "toxic", "by": "age"}, "fewer than two groups"),
        ({"label": "toxic", "by": "mentions:relgion"}, "religion"),
    ],
)
def test_what_reweighing_cannot_do_is_said(options, said):
    with pytest.raises(PlanError) as error:
        made(labelled(), "reweigh", **options)
    assert said in f"{error.value.message} {error.value.hint}"


def test_a_cap_keeps_so_many_of_each_and_loses_nobody():
    data = labelled()
    kept = set(made(data, "cap", most=4).remedy.ids.to_pylist())
    left = data[data["post_id"].isin(kept)].groupby("author_id").size()
    assert set(left) == {4}
    assert len(left) == data["author_id"].nunique()


def test_a_cap_leaves_posts_without_author_alone():
    data = labelled()
    data.loc[:49, "author_id"] = None
    kept = set(made(data, "cap", most=1).remedy.ids.to_pylist())
    assert set(data.loc[:49, "post_id"]) <= kept


@pytest.mark.parametrize("remedy", [("cap", {"most": 3}), ("resample", {"by": "gender", "to": "equal", "per": "post"})])
def test_what_is_kept_is_the_same_for_any_order(remedy):
    name, options = remedy
    data = labelled()
    first = set(made(data, name, **options).remedy.ids.to_pylist())
    second = set(made(data.sample(frac=1, random_state=3), name, **options).remedy.ids.to_pylist())
    assert first == second


def test_a_cap_that_nobody_reaches_says_so():
    remedy = made(labelled(), "cap", most=1000).remedy
    assert remedy.figures["posts_after"] == remedy.figures["posts_before"]
    assert "changes nothing" in remedy.wrong[0]


def test_what_touches_few_authors_is_not_audited_before_and_after():
    few = labelled(authors=4, posts=20).assign(gender="men")
    data = pd.concat([labelled(posts=2, authors=40), few.assign(author_id="loud" + few["author_id"])])
    data = data.assign(post_id=[f"p{number}" for number in range(len(data))])
    made_of_few = audit.mitigate(data, "cap", groups=GROUPS, labels=["toxic"], most=5)
    assert (made_of_few.before, made_of_few.after, made_of_few.rows) == (None, None, ())
    assert "fewer than 10 authors" in made_of_few.warnings[0]
    assert audit.mitigate(data, "cap", groups=GROUPS, labels=["toxic"], most=1).rows


def test_resampling_to_equal_shares_leaves_authors_out():
    data = pd.concat([labelled(authors=40), labelled(seed=2, authors=90)[lambda each: each["gender"] == "men"]])
    data = data.assign(author_id=data["author_id"], post_id=[f"p{number}" for number in range(len(data))])
    kept = set(made(data, "resample", by="gender", to="equal").remedy.ids.to_pylist())
    left = data[data["post_id"].isin(kept)]
    assert left.groupby("gender")["author_id"].nunique().to_dict() == {"women": 40, "men": 40}
    posts = data.groupby("author_id").size()
    assert (
        left.groupby("author_id").size()
        == posts[left["author_id"].unique()].reindex_like(left.groupby("author_id").size())
    ).all()


def test_resampling_to_a_benchmark_reaches_its_shares(tmp_path):
    path = tmp_path / "shares.csv"
    path.write_text("attribute,group,share\ngender,women,0.75\ngender,men,0.25\n")
    data = labelled()
    remedy = made(data, "resample", by="gender", per="post", benchmarks={"gender": f"{path}:residents"}).remedy
    shares = data[data["post_id"].isin(remedy.ids.to_pylist())]["gender"].value_counts(normalize=True)
    assert shares["women"] == pytest.approx(0.75, abs=0.002)


def test_resampling_refuses_a_group_of_few_authors():
    with pytest.raises(PlanError, match="fewer than 10 authors"):
        made(labelled(authors=9), "resample", by="gender", to="equal")


def test_nobody_is_left_out_for_what_was_inferred():
    with pytest.raises(PlanError, match="inferred"):
        made(
            labelled(),
            "resample",
            by="gender",
            to="equal",
            inference={"gender": {"source": "guessed"}},
        )


def test_masked_posts_name_nobody(tmp_path):
    data = labelled(authors=12)
    data["text"] = "She said that Muslims and gay men are her friends"
    path = tmp_path / "masked.jsonl"
    made(data, "mask", axes=("religion",)).write(path)
    texts = [json.loads(line)["text"] for line in path.read_text().splitlines()]
    assert set(texts) == {f"She said that {MASK} and gay men are her friends"}
    made(data, "mask").write(path)
    assert json.loads(path.read_text().splitlines()[0])["text"].count(MASK) == 2
    again = audit.run(path, metrics=["mentions"])
    assert not [each for each in again.estimates if each.measure == "share_of_posts" and each.value]


def test_an_axis_that_is_none_is_refused():
    with pytest.raises(PlanError, match="no such axis"):
        made(labelled(), "mask", axes=("relgion",))


def test_files_are_private_and_the_record_says_where_they_came_from(tmp_path):
    path = tmp_path / "kept.csv"
    result = audit.mitigate(labelled(), "cap", groups=GROUPS, labels=["toxic"], most=2)
    result.write(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    record = json.loads((tmp_path / "kept.csv.json").read_text())
    assert record["remedy"] == "cap"
    assert record["options"] == {"most": "2"}
    assert record["audits"]["before"]["id"] != record["audits"]["after"]["id"]
    assert record["figures"]["posts_after"] == len(pd.read_csv(path))
    first = (path.read_bytes(), (tmp_path / "kept.csv.json").read_bytes())
    audit.mitigate(labelled(), "cap", groups=GROUPS, labels=["toxic"], most=2).write(path)
    assert first == (path.read_bytes(), (tmp_path / "kept.csv.json").read_bytes())


def test_the_posts_that_are_left_can_be_audited_again(tmp_path):
    path = tmp_path / "kept.parquet"
    result = audit.mitigate(labelled(), "cap", groups=GROUPS, labels=["toxic"], most=2)
    result.write(path)
    again = audit.run(path, groups={}, labels=["toxic"])
    assert again.dataset["posts"] == result.after.dataset["posts"] == result.remedy.figures["posts_after"]


@pytest.mark.parametrize(("remedy", "name"), [("reweigh", "w.txt"), ("cap", "k.txt"), ("mask", "m.csv")])
def test_a_name_that_does_not_fit_is_refused(remedy, name, tmp_path):
    from audit.mitigation.mitigating import check_output

    with pytest.raises(OutputError, match="expects a name that ends in"):
        check_output(remedy, tmp_path / name)


def test_posts_without_ids_are_refused():
    with pytest.raises(SourceError, match="no id"):
        made(labelled().drop(columns="post_id"), "cap", most=2)


def test_the_command_says_gain_cost_and_doubt(postaudit, samples, tmp_path):
    path = tmp_path / "weights.csv"
    told = postaudit(
        "mitigate", "reweigh", samples / "northtown.csv", "-c", samples / "audit.toml", "--by", "gender", "-o", path
    )
    assert told.code == 0
    assert told.out.splitlines()[-1] == str(path)
    assert "design effect" in told.err
    assert "wrong remedy where the rates differ in fact" in told.err
    weighted = postaudit(
        "run", samples / "northtown.csv", "-c", samples / "audit.toml", "--weights", path, "-o", tmp_path
    )
    assert weighted.code == 0
