"""Rates by group from a whole audit against fairlearn's MetricFrame on the rows of the same file.

Names. fairlearn's ``difference(method="between_groups")`` is the largest rate less the smallest, and its ``ratio`` the
smallest over the largest: one figure for all groups. Ours is a figure for each group, against the posts of all others
(``difference``), so their one follows from our rates and ours follow from their rows.
"""

from __future__ import annotations

import gzip
import io
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fairlearn.metrics import MetricFrame, count, selection_rate

import audit

ROOT = Path(__file__).parents[3]
SHARED = Path(os.environ.get("POSTAUDIT_SHARED_DATA", ROOT.parent / "shared" / "data"))
SHARED = SHARED / "datasets" / "multilingual_fairness_lrec"


def by_rows(label: pd.Series, group: pd.Series) -> MetricFrame:
    """Counts and rates of a 0/1 label by group, by fairlearn."""
    return MetricFrame(
        metrics={"selection_rate": selection_rate, "count": count}, y_true=label, y_pred=label, sensitive_features=group
    )


def compare(findings: audit.Findings, stem: str, label: pd.Series, group: pd.Series, names: dict[str, str]) -> None:
    """Counts equal, rates and differences to the last place, group by group; ``names`` are the groups that are printed."""
    printed = group.isin(names)
    told = by_rows(label[printed], group[printed])
    rates = {}
    for stated, slug in names.items():
        rate = findings.estimate(f"{stem}.{slug}.rate")
        assert rate.n_posts == told.by_group.loc[stated, "count"]
        assert rate.value == told.by_group.loc[stated, "selection_rate"]
        rates[stated] = rate.value
        of_others = label[printed & (group != stated)].mean()
        gap = findings.estimate(f"{stem}.{slug}.difference")
        assert gap.value == pytest.approx(rate.value - of_others, abs=2 * np.spacing(1.0))
    assert max(rates.values()) - min(rates.values()) == told.difference()["selection_rate"]
    assert min(rates.values()) / max(rates.values()) == told.ratio()["selection_rate"]
    again = findings.metric_frame(stem.split(".")[1], by="gender", value="yes" if "yes" in stem else "1").by_group
    assert sorted(again["selection_rate"]) == pytest.approx(sorted(rates.values()), abs=np.spacing(1.0))
    assert again["count"].sum() == printed.sum()


def test_northtown(samples):
    findings = audit.run(samples / "northtown.csv", plan=samples / "audit.toml", metrics=["labels"], workers=1)
    rows = pd.read_csv(samples / "northtown.csv").drop_duplicates("post_id")
    rows = rows[rows["toxic"].notna() & rows["gender"].notna()]
    names = {"woman": "women", "man": "men"}  # nonbinary people are fewer than ten authors, and hidden
    compare(findings, "labels.toxic.yes.author.gender", (rows["toxic"] == "yes").astype(int), rows["gender"], names)


def test_posts_by_a_group_and_posts_that_mention_it_are_two_frames(samples):
    findings = audit.run(samples / "northtown.csv", plan=samples / "audit.toml", metrics=["labels"], workers=1)
    for by, side in (("gender", "author"), ("mention.gender", "mention")):
        frame = findings.metric_frame("toxic", by=by, value="yes").by_group
        for group in ("women", "men"):
            rate = findings.estimate(f"labels.toxic.yes.{side}.gender.{group}.rate")
            assert frame.loc[group, "count"] == rate.n_posts
            assert frame.loc[group, "selection_rate"] == pytest.approx(rate.value, abs=np.spacing(1.0))


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"no shared data at {SHARED}; set POSTAUDIT_SHARED_DATA")
@pytest.mark.parametrize("language", ["Italian", "Portuguese"])
def test_the_multilingual_corpus_of_lrec(language, tmp_path):
    """Huang et al. (2020), LREC: labels by the gender that its makers inferred; the Polish file has too few authors."""
    text = gzip.decompress((SHARED / f"{language}_valid.tsv.gz").read_bytes()).decode("utf-8")
    rows = pd.read_csv(io.StringIO(text), sep="\t", dtype=str, quoting=3)
    rows = rows[rows["gender"].isin(["0", "1"]) & rows["label"].isin(["0", "1"])].drop_duplicates("tid")
    rows.to_csv(tmp_path / "rows.csv", index=False)
    findings = audit.run(
        tmp_path / "rows.csv",
        columns={"post_id": "tid", "author_id": "uid", "text": "text"},
        groups={"gender": {"column": "gender", "values": {"men": ["0"], "women": ["1"]}}},
        labels=["label"],
        metrics=["labels"],
        workers=1,
    )
    names = {"0": "men", "1": "women"}
    compare(findings, "labels.label.1.author.gender", rows["label"].astype(int), rows["gender"], names)
