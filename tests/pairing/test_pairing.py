"""Two audits are paired where their tallies are at hand, and it is said of every figure whether it is."""

from __future__ import annotations

import json
import shutil
from collections import Counter

import numpy as np
import pandas as pd
import pytest

from audit import api
from audit.hashing import hash_strings
from audit.pairing.replicates import GROUPS, group_of, replicates, without_group
from audit.plan import Plan
from audit.posts import BUCKETS
from audit.tally import tally_file


def by_id(comparison):
    return {each.id: each for each in comparison.changes}


def test_a_tally_without_a_group_is_the_tally_of_the_others(posts):
    """Measured again from the posts of everybody else, cell by cell."""
    import pyarrow as pa

    table = posts(1, range(300))
    plan = {"groups": {"gender": "gender"}, "labels": ["toxic"], "skip": ["coverage"]}
    whole = api.run_audit(table, plan=plan, workers=1).tally
    bucket = (hash_strings(pa.array(table["author_id"])) & np.uint64(BUCKETS - 1)).astype(np.int64)
    for group in (0, 17, 31):
        others = api.run_audit(table[group_of(bucket) != group], plan=plan, workers=1).tally
        left = without_group(whole, group)
        assert sum(each.sum() for each in others.counts.values()) < sum(each.sum() for each in whole.counts.values())
        for cell in left.counts.keys() | others.counts.keys():
            assert np.array_equal(left.per_bucket(cell), others.per_bucket(cell)), cell
        for cell in left.authors.keys() | others.authors.keys():
            assert left.n_authors(cell) == others.n_authors(cell), cell
        assert len(left.author_posts) == len(others.author_posts)


def test_replicates_of_a_share_are_its_counts_without_each_group(pair):
    tally, about, _ = tally_file.load(pair[0] / "tally.arrow")
    whole, left = replicates(tally, Plan.make(about["plan"]), about, ["representation"])
    name = "representation.gender.women.share_of_posts"
    women, men = (tally.per_bucket(("representation", "gender", "posts", each)) for each in ("women", "men"))
    groups = [each.reshape(-1, GROUPS).sum(0) for each in (women, women + men)]
    x, n = ((each.sum() - each) for each in groups)
    assert left[name] == pytest.approx(x / n)
    assert whole[name] == pytest.approx(women.sum() / (women + men).sum())


def test_replicates_of_wanted_figures_are_those_among_all(pair):
    tally, about, _ = tally_file.load(pair[0] / "tally.arrow")
    plan, metrics = Plan.make(about["plan"]), ["representation", "mentions", "markers"]
    whole, left = replicates(tally, plan, about, metrics)
    wanted = sorted(whole)[::5]
    some, few = replicates(tally, plan, about, metrics, wanted)
    for name in wanted:
        assert some[name] == whole[name], name
        assert np.array_equal(few[name], left[name], equal_nan=True), name


def test_pairs_narrow_what_the_same_authors_have_in_common(pair):
    paired, alone = api.compare(*pair), api.compare(*pair, paired=False)
    assert (paired.pairing.voice, paired.pairing.groups, paired.pairing.common) == ("author", GROUPS, 1.0)
    assert paired.id != alone.id
    name = "representation.gender.women.share_of_posts"
    change, other = by_id(paired)[name], by_id(alone)[name]
    assert change.correlation > 0.9
    assert other.correlation is None
    assert change.value == other.value == pytest.approx(0, abs=1e-6)
    assert change.high - change.low < 0.4 * (other.high - other.low)
    label = "labels.toxic.yes.everyone.rate"
    assert 0 < by_id(paired)[label].correlation < 1


def test_figures_that_are_not_paired_are_counted_with_their_reason(pair):
    comparison = api.compare(*pair)
    lone = [each for each in comparison.changes if each.compared and each.correlation is None]
    assert sum(comparison.pairing.unpaired.values()) == len(lone)
    page = comparison.markdown()
    assert "are paired: both tallies were judged without each of 32 groups of authors" in page
    assert "About 100% of the authors of the smaller side are in both." in page
    assert ", paired" in page


def test_keys_decide_what_is_known_of_the_overlap_and_not_the_pairs(pair, posts, write):
    """Buckets are public, so authors hidden with different keys are paired the same."""
    other = write(posts(2, range(400)), b"o" * 16)
    same, hidden = api.compare(*pair), api.compare(pair[0], other)
    assert hidden.pairing.common is None
    assert [each.correlation for each in same.changes] == [each.correlation for each in hidden.changes]
    assert "How many authors are in both is not known" in hidden.markdown()


def test_with_nobody_in_both_nothing_is_paired(pair, posts, write):
    apart = write(posts(2, range(1000, 1400)), b"k" * 16)
    comparison = api.compare(pair[0], apart)
    assert (comparison.pairing.common, comparison.pairing.reason) == (0.0, "no author is in both")
    assert comparison.changes == api.compare(pair[0], apart, paired=False).changes


def test_how_many_are_in_both_is_told_to_a_twentieth(pair, posts, write):
    """Exactly, it would tell of the few who are not."""
    part = write(posts(2, range(3, 403)), b"k" * 16)
    assert api.compare(pair[0], part).pairing.common == 1.0
    half = write(posts(2, range(200, 600)), b"k" * 16)
    assert api.compare(pair[0], half).pairing.common == 0.5


@pytest.mark.parametrize("spoil", ["remove", "break", "swap"])
def test_a_tally_that_does_not_belong_is_not_used(pair, posts, write, tmp_path, spoil):
    old = tmp_path / "old"
    shutil.copytree(pair[0], old)
    if spoil == "remove":
        (old / "tally.arrow").unlink()
    elif spoil == "break":
        (old / "tally.arrow").write_bytes((old / "tally.arrow").read_bytes()[:-200])
    else:
        shutil.copy(write(posts(5, range(90))) / "tally.arrow", old / "tally.arrow")
    comparison = api.compare(old, pair[1])
    assert not any(each.correlation is not None for each in comparison.changes)
    assert comparison.pairing.reason
    said = {"remove": "without the tallies", "break": "cannot be used", "swap": "of other posts than its findings"}
    assert said[spoil] in comparison.pairing.reason
    assert comparison.pairing.reason in " ".join(comparison.markdown().replace("\\", "").split())


def test_the_same_posts_are_not_paired(pair):
    comparison = api.compare(pair[0], pair[0])
    assert comparison.overlap == "identical"
    assert not any(each.correlation is not None for each in comparison.changes)


def test_order_and_cut_of_files_change_no_byte(posts, write, pair, tmp_path):
    table = posts(2, range(400))
    shuffled = table.sample(frac=1, random_state=4)
    shuffled[:500].to_csv(tmp_path / "a.csv", index=False)
    shuffled[500:].to_csv(tmp_path / "b.csv", index=False)
    table.to_csv(tmp_path / "whole.csv", index=False)
    name = {"dataset": {"name": "later"}}
    cut = write([tmp_path / "a.csv", tmp_path / "b.csv"], b"k" * 16, name)
    whole = write([tmp_path / "whole.csv"], b"k" * 16, name)
    assert api.compare(pair[0], cut).json() == api.compare(pair[0], whole).json()
    assert api.compare(pair[0], whole).json() == api.compare(pair[0], whole).json()


def test_posts_without_authors_are_paired_by_text(posts, write):
    def side(seed: int) -> pd.DataFrame:
        return posts(seed, range(300)).drop(columns="author_id")

    comparison = api.compare(write(side(1), plan={"groups": {}, "metrics": ["labels"]}),
                             write(side(2), plan={"groups": {}, "metrics": ["labels"]}))  # fmt: skip
    assert comparison.pairing.voice == "text"
    assert by_id(comparison)["labels.toxic.yes.everyone.rate"].correlation is not None


def test_a_benchmark_that_is_not_here_costs_its_own_figures_alone(samples, tmp_path):
    posts = pd.read_csv(samples / "northtown.csv")
    plan = samples / "audit.toml"
    sides = []
    for name, part in (("a", posts), ("b", posts.sample(frac=0.9, random_state=1))):
        result = api.run_audit(part, plan=plan, workers=1, metrics=["representation"])
        sides.append(api.write_report(result, tmp_path / name, formats=("json",)))
    without, with_plan = by_id(api.compare(*sides)), by_id(api.compare(*sides, plan=plan))
    share, gap = "representation.gender.women.share_of_posts", "representation.gender.women.difference"
    assert without[share].correlation == with_plan[share].correlation == with_plan[gap].correlation
    assert without[gap].correlation is None
    assert any("--config" in each for each in api.compare(*sides).pairing.unpaired)


def test_the_file_says_how_each_figure_was_compared(pair):
    data = json.loads(api.compare(*pair).json())
    assert data["schema_version"] == "1.1"
    kinds = Counter(each["correlation"] is None for each in data["changes"] if each["low"] is not None)
    assert kinds[False] > kinds[True]
    assert data["pairing"]["groups"] == GROUPS
