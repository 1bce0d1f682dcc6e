"""Keep rates equal a reference of a few lines, a random filter is quiet, a planted one is found, and no order matters."""

from __future__ import annotations

import json
import re

import numpy as np
import pandas as pd
import pytest

import audit
from audit import statistics
from audit.hashing import hash_bytes
from audit.report import json_file

from .conftest import drawn

RULES = ("min-length=60", "score:toxicity<0.8", "no-duplicates", "min-author-posts=2")


def reference(rows):
    """What RULES keep, by pandas: the position of the filter that drops each post, 4 where it is kept."""
    frame = pd.DataFrame(rows)
    fate = pd.Series(len(RULES), frame.index)
    fate[frame.text.str.len() < 60] = 0
    fate[(fate == 4) & ~(frame.toxicity < 0.8)] = 1
    # Which of several copies stays is the business of the filter; of how many authors and groups it is not.
    return frame.assign(fate=fate)


def as_bytes(findings):
    return json_file.encode(findings)


def share_of(frame, kept, reach):
    bucket = frame.author_id.map(lambda each: hash_bytes(each.encode()) % 128)
    counted = [np.bincount(bucket[rows], minlength=128) for rows in (kept & reach, reach)]
    return statistics.share(*counted)


GROUPS = {
    "mention.gender.women": lambda f: f.text.str.contains("the women"),
    "mention.religion.muslims": lambda f: f.text.str.contains("the Muslims"),
    "author.gender.men": lambda f: f.gender == "men",
    "language.en": lambda f: f.lang == "en",
    "community.c1": lambda f: f.community == "c1",
    "activity.10-99": lambda f: f.author_id.map(f.author_id.value_counts()).between(10, 99),
    "everyone": lambda f: f.text.notna(),
}


@pytest.mark.parametrize("group", GROUPS)
def test_rates_equal_a_reference_in_pandas(posts, impact, group):
    _, estimates = impact(posts, *RULES[:2])
    frame = reference(posts)
    own = GROUPS[group](frame)
    for step, kept, reach in (
        ("all_filters", frame.fate > 1, own),
        ("min-length_60", frame.fate > 0, own),
        ("score_toxicity_0_8", frame.fate > 1, own & (frame.fate > 0)),
    ):
        found, expected = estimates[f"{step}.{group}.keep_rate"], share_of(frame, kept, reach)
        assert (found.value, found.low, found.high) == pytest.approx((expected.value, expected.low, expected.high))
        assert found.n_posts == reach.sum()
        assert found.n_authors == frame.author_id[reach].nunique()
        if group != "everyone":
            everyone = (frame.fate > 0) if step.startswith("score") else frame.text.notna()
            assert found.reference.value == pytest.approx((kept & everyone).sum() / everyone.sum())
            whole = (kept & everyone).sum() / everyone.sum()
            assert estimates[f"{step}.{group}.difference"].value == pytest.approx(found.value - whole)
            assert estimates[f"{step}.{group}.ratio"].value == pytest.approx(found.value / whole)


def test_what_each_filter_leaves_and_loses(posts, impact):
    findings, estimates = impact(posts, *RULES[:2])
    fate = reference(posts).fate
    said = findings.finding("filter_impact.everyone")
    assert said.title == f"All filters together keep {estimates['all_filters.everyone.keep_rate'].told} of posts"
    assert estimates["all_filters.everyone.keep_rate"].value == pytest.approx((fate > 1).mean())
    assert "Of the posts that are dropped," in said.statement
    assert estimates["score_toxicity_0_8.everyone.left"].value == pytest.approx((fate > 1).mean())
    assert estimates["min-length_60.everyone.loss_share"].value == pytest.approx((fate == 0).sum() / (fate < 4).sum())


def test_copies_and_active_authors_in_their_order(posts, impact):
    """Copies are dropped among what is left, and authors counted among what is left of that."""
    _, estimates = impact(posts, *RULES)
    frame = reference(posts)
    left = frame[frame.fate == 4]
    unique = estimates["no-duplicates.everyone.keep_rate"]
    assert unique.n_posts == len(left)
    assert unique.value == pytest.approx(left.text.nunique() / len(left))
    reached = estimates["min-author-posts_2.everyone.keep_rate"]
    assert reached.n_posts == left.text.nunique()
    kept = estimates["all_filters.everyone.keep_rate"]
    assert kept.value == pytest.approx(reached.value * reached.n_posts / len(frame))


def test_a_whole_filter_equals_its_ids(posts, impact):
    """What min-author-posts keeps, told by ids, gives every figure again."""
    frame = pd.DataFrame(posts)
    ids = frame.post_id[frame.author_id.map(frame.author_id.value_counts()) >= 5]
    _, by_rule = impact(posts, "min-author-posts=5")
    _, by_ids = impact(posts, keep_ids=list(ids))
    _, by_rest = impact(posts, after=frame[frame.post_id.isin(ids)])
    assert by_rule.keys() == by_ids.keys() == by_rest.keys()
    for name, each in by_rule.items():
        for other in (by_ids[name], by_rest[name]):
            assert (each.value, each.low, each.high, each.n_posts) == (
                other.value,
                other.low,
                other.high,
                other.n_posts,
            )


def test_no_duplicates_leaves_one_post_of_each_text_whatever_the_order(posts, impact):
    copies = [{**each, "post_id": f"copy {each['post_id']}"} for each in posts[:500]]
    rows = [*posts, *copies]
    shuffled = [rows[index] for index in np.random.default_rng(3).permutation(len(rows))]
    one, other = (
        audit.filter_impact(each, ["no-duplicates"], groups={"gender": "gender"}) for each in (rows, shuffled)
    )
    assert as_bytes(one) == as_bytes(other)
    rate = one.estimate("filter_impact.all_filters.everyone.keep_rate")
    assert rate.value == pytest.approx(len({each["text"] for each in rows}) / len(rows))


@pytest.mark.parametrize("filters", [RULES, ("sample=0.5",), ("language=en", "no-duplicates", "max-length=80")])
def test_split_order_and_batches_change_no_byte(posts, tmp_path, in_batches, filters):
    def written(*parts):
        paths = []
        for index, part in enumerate(parts):
            paths.append(tmp_path / f"{len(parts)}-{index}.jsonl")
            paths[-1].write_text("".join(json.dumps(each) + "\n" for each in part))
        options = {"groups": {"gender": "gender"}, "missing": "drop", "dataset": {"name": "posts"}}
        return as_bytes(audit.filter_impact(paths, filters, **options))

    whole = written(posts)
    shuffled = [posts[index] for index in np.random.default_rng(5).permutation(len(posts))]
    assert written(shuffled[:900], shuffled[900:1000], shuffled[1000:]) == whole
    in_batches(333)
    assert written(posts) == whole


def test_workers_change_no_byte(posts, tmp_path):
    paths = []
    for index in range(2):
        paths.append(tmp_path / f"{index}.jsonl")
        paths[-1].write_text("".join(json.dumps(each) + "\n" for each in posts[index::2]))
    one, two = (
        as_bytes(audit.filter_impact(paths, RULES, groups={"gender": "gender"}, workers=workers)) for workers in (1, 2)
    )
    assert one == two


@pytest.mark.calibration
def test_a_filter_that_knows_nothing_is_quiet(impact):
    """At 95 %, intervals of the keep rate hold the share of a random filter, and no group is shown to differ."""
    held, even, shown = [], [], 0
    for seed in range(40):
        findings, estimates = impact(drawn(1500, seed), "sample=0.5")
        shown += sum(each.reading == "shown" for each in findings.findings)
        rates = [each for name, each in estimates.items() if name.endswith("keep_rate") and each.status == "ok"]
        held += [each.low <= 0.5 <= each.high for each in rates]
        gaps = [each for name, each in estimates.items() if name.endswith("difference") and each.status == "ok"]
        even += [each.low <= 0 <= each.high for each in gaps]
    assert len(held) > 300
    assert np.mean(held) > 0.93
    assert len(even) > 300
    assert np.mean(even) > 0.93
    assert shown <= 2


def test_a_planted_filter_is_found(posts, impact):
    random = np.random.default_rng(11)
    kept = [each["post_id"] for each in posts if random.random() < (0.5 if "Muslims" in each["text"] else 0.9)]
    findings, estimates = impact(posts, keep_ids=kept)
    shown = {each.id: each for each in findings.findings if each.reading == "shown"}
    muslims = shown["filter_impact.all_filters.mention.religion.muslims"]
    assert muslims.severity in ("medium", "high")
    assert estimates["all_filters.mention.religion.muslims.difference"].value == pytest.approx(-0.3, abs=0.05)
    # What is dropped of one group is missing from what is kept of all: the others lie above it.
    assert all(each.severity == "low" for name, each in shown.items() if "mention.religion" not in name)
    assert "no verdict" in " ".join(muslims.caveats)


def test_an_unequal_rule_is_found_in_the_filter_that_does_it(posts, impact):
    rows = [{**each, "toxicity": 0.9 if "women" in each["text"] else 0.1} for each in posts]
    findings, _ = impact(rows, "min-length=60", "score:toxicity<0.5")
    shown = {each.id for each in findings.findings if each.reading == "shown"}
    assert "filter_impact.score_toxicity_0_5.mention.gender.women" in shown
    assert "filter_impact.min-length_60.mention.gender.women" not in shown


def test_a_file_read_twice_tells_no_more(posts, impact):
    twice = [*posts, *({**each, "post_id": f"again {each['post_id']}"} for each in posts)]
    _, once = impact(posts, "min-length=60")
    _, again = impact(twice, "min-length=60")
    for name, each in once.items():
        if name.endswith("keep_rate") and each.status == "ok" and "activity" not in name:
            assert (again[name].value, again[name].low, again[name].high) == pytest.approx(
                (each.value, each.low, each.high)
            )


def test_without_authors_nothing_is_told_of_activity(posts, impact):
    rows = [{name: value for name, value in each.items() if name != "author_id"} for each in posts]
    findings, estimates = impact(rows, "min-length=60")
    assert not any("activity" in name for name in estimates)
    assert any("posts per author" in each.reason for each in findings.not_measured)
    assert all(each.n_authors is None for each in estimates.values())


def test_no_text_of_posts_and_no_author_is_written(posts, tmp_path, postaudit):
    path = tmp_path / "posts.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in posts))
    told = postaudit(
        "filter-impact", path, "--rule", "no-duplicates", "--group", "gender=gender", "-o", tmp_path / "out"
    )
    assert told.code == 0
    [folder] = (tmp_path / "out").iterdir()
    assert not (folder / "tally.arrow").exists()
    for each in folder.rglob("*"):
        if each.is_file() and each.suffix != ".svg":
            content = each.read_text(encoding="utf-8")
            assert "at the market" not in content
            assert "author 1" not in content


def test_rates_equal_fairlearn(posts, impact):
    """fairlearn.metrics.MetricFrame of selection rates, by group and against the overall rate."""
    from fairlearn.metrics import MetricFrame, selection_rate

    frame = pd.DataFrame(posts).dropna(subset=["gender"])
    kept = (frame.text.str.len() >= 60).astype(int)
    metric = MetricFrame(metrics=selection_rate, y_true=kept, y_pred=kept, sensitive_features=frame.gender)
    _, estimates = impact(frame.to_dict("records"), "min-length=60")
    for group in ("women", "men"):
        place = f"all_filters.author.gender.{group}"
        assert estimates[f"{place}.keep_rate"].value == pytest.approx(metric.by_group[group])
        assert estimates[f"{place}.difference"].value == pytest.approx(metric.by_group[group] - metric.overall)
        assert estimates[f"{place}.ratio"].value == pytest.approx(metric.by_group[group] / metric.overall)


def test_authors_are_drawn_where_they_are_too_many(posts, monkeypatch, in_batches):
    """Which ones depends on the authors alone; communities are then not told of."""
    from audit.metrics.fates import fates

    monkeypatch.setattr(fates, "MOST_SPREAD", 500)
    options = {"groups": {"gender": "gender"}, "plan": {"floors": {"posts": 1, "authors": 5}}, "workers": 1}
    findings = audit.filter_impact(posts, ["sample=0.5"], **options)
    assert any(".activity." in each.id for each in findings.estimates)
    assert not any(".community." in each.id for each in findings.estimates)
    assert any(each.reason.startswith("By community: there are more than 500") for each in findings.not_measured)
    [block] = [each for each in findings.blocks if each.id == "filter_impact.activity"]
    assert any("drawn by hash" in each for each in block.caveats)
    in_batches(177)
    assert as_bytes(audit.filter_impact(posts, ["sample=0.5"], **options)) == as_bytes(findings)


def test_more_posts_than_can_wait_are_refused(posts, monkeypatch):
    from audit.errors import PlanError
    from audit.filtering import counting

    monkeypatch.setattr(counting, "MOST_PENDING", 1000)
    with pytest.raises(PlanError, match="no-duplicates: more than 1,000 posts"):
        audit.filter_impact(posts, ["min-length=60", "no-duplicates"])
    assert len(audit.filter_impact(posts, ["min-length=140", "no-duplicates"]).estimates)


@pytest.mark.parametrize("rule", ["sample=0.5", "no-duplicates"])
def test_attributes_of_free_text_are_no_groups(posts, in_batches, rule):
    rows = [{**each, "city": f"city {index % 1500}" if index < 3000 else "city 1"} for index, each in enumerate(posts)]
    options = {"groups": {"gender": "gender", "city": "city"}, "workers": 1}
    findings = audit.filter_impact(rows, [rule], **options)
    assert not any("city" in each.id for each in findings.estimates)
    assert any("author.gender" in each.id for each in findings.estimates)
    in_batches(400)
    assert as_bytes(audit.filter_impact(rows, [rule], **options)) == as_bytes(findings)


def test_posts_of_a_dialect_are_an_axis():
    import pyarrow as pa

    from audit.loaders.door import admit
    from audit.metrics.post_groups import groupings
    from audit.posts import PostBatch

    admitted = admit(pa.RecordBatch.from_pydict({"post_id": pa.array(["1", "2", "3"])}), b"0123456789abcdef")
    values = {"dialect:african_american": pa.array([0.85, 0.2, None])}
    batch = PostBatch(admitted.table, admitted.author_key, admitted.has_author, values)
    [own] = [each for each in groupings(batch) if each.side == "dialect"]
    assert [(int(row), own.names[code]) for row, code in zip(own.rows, own.codes, strict=True)] == [
        (0, "african_american"),
        (1, "others"),
    ]


def test_the_groups_that_a_model_makes_stand_for_its_shares():
    import pyarrow as pa

    from audit.loaders.door import admit
    from audit.metrics.post_groups import groupings
    from audit.posts import PostBatch

    admitted = admit(pa.RecordBatch.from_pydict({"post_id": pa.array(["1", "2", "3"])}), b"0123456789abcdef")
    values = {
        "dialect:african_american": pa.array([0.85, 0.2, None]),
        "dialect:group": pa.array(["african_american", "neither", None]),
        "dialect:largest_topic": pa.array(["african_american", "white", None]),
        "dialect:profanity": pa.array([True, False, None]),
    }
    batch = PostBatch(admitted.table, admitted.author_key, admitted.has_author, values)
    own = {each.axis: each for each in groupings(batch) if each.side == "dialect"}
    assert {axis: [each.names[code] for code in each.codes] for axis, each in own.items()} == {
        "dialect": ["african_american", "neither"],
        "largest_topic": ["african_american", "white"],
    }


def test_ids_of_other_posts_are_an_error_and_some_of_them_are_told(posts, impact):
    from audit.errors import PlanError

    with pytest.raises(PlanError, match="none of its 2 ids"):
        impact(posts, keep_ids=["x", "y"])
    findings, _ = impact(posts, keep_ids=[*(each["post_id"] for each in posts[::2]), *(f"x{n}" for n in range(500))])
    [block] = [each for each in findings.blocks if each.id == "filter_impact.everyone"]
    assert block.caveats[0] == "20% of the ids in given are of no post here."


def test_sentences_are_as_a_careful_person_writes_them(posts, impact):
    random = np.random.default_rng(11)
    kept = [each["post_id"] for each in posts if random.random() < (0.4 if "Muslims" in each["text"] else 0.9)]
    findings, _ = impact(posts, "min-length=70", "no-duplicates", "min-author-posts=3", keep_ids=kept)
    said = [text for each in findings.findings for text in (each.title, each.statement, *each.caveats)]
    said += [each.reason for each in findings.not_measured]
    said += [text for each in findings.blocks for text in (each.title, each.text, *each.caveats) if text]
    assert len(said) > 20
    for text in said:
        assert not re.search(r"\bnan\b|\binf\b|\bNone\b|[{}]|\(\)|  | [,.;:]|\.\.", text), text
        assert "bias" not in text.lower()


def test_what_is_left_of_a_group_after_each_filter_is_drawn_as_a_ladder(posts, impact):
    findings, estimates = impact(posts, *RULES[:2])
    frame = reference(posts)
    own = frame.gender == "men"
    for step, fate in (("min-length_60", 0), ("score_toxicity_0_8", 1)):
        found, expected = estimates[f"{step}.author.gender.men.left"], share_of(frame, own & (frame.fate > fate), own)
        assert (found.value, found.low, found.high) == pytest.approx((expected.value, expected.low, expected.high))
        assert found.n_posts == own.sum()
        assert found.reference.value == pytest.approx((frame.fate > fate).mean())
    [block] = [each for each in findings.blocks if each.id == "filter_impact.author.gender"]
    assert block.chart.kind == "ladder"
    assert block.chart.estimates[-1][0].startswith("filter_impact.score_toxicity_0_8.author.gender.")
    assert len(block.chart.labels) == 2
    [alone] = [each for each in impact(posts, RULES[0])[0].blocks if each.id == "filter_impact.author.gender"]
    assert alone.chart.kind == "intervals"


def test_posts_whose_authors_state_no_group_make_it_less_sure(impact, posts):
    confidence = []
    for first in (0, 50, 300):  # of 500 authors, those who wrote most first, who state nothing
        rows = [
            {**each, "post_id": f"{gender}{each['post_id']}", "author_id": f"{gender} {author}", "gender": said}
            for gender in ("women", "men")
            for each in posts
            for author in [int(each["author_id"].removeprefix("author "))]
            for said in [None if author < first else gender]
        ]
        findings, _ = impact(rows, "min-length=40")
        confidence.append(findings.finding("filter_impact.author.gender").confidence)
    assert confidence == ["high", "medium", "low"]
