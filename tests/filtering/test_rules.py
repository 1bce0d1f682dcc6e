"""Each rule keeps what it says, on posts whose answers are plain to see."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import audit
from audit.errors import ColumnError, PlanError
from audit.filtering.parsing import stages_of
from audit.loaders.door import admit
from audit.plan import Plan
from audit.plan.filters import Filter
from audit.posts import PostBatch
from audit.text_reader import text_reader

TEXTS = [
    "short",
    "Is this what they have to say of that? See https://example.org",
    "they said that it is the day of the dog and that all of us have to be there",
    "#one #two #three #four words...",
    "GRÜẞE aus Köln.",
    None,
    "123 456 789",
    "She said \u201cno.\u201d",
    "they said DOGS are there",
]


def asked(rule, **columns):
    """Which of the posts a rule keeps."""
    table = {
        "text": pa.array(TEXTS, pa.large_string()),
        "lang": pa.array(["en"] * 4 + ["de", None, "en-GB", "en", "en"]),
    }
    table |= {"post_id": pa.array([str(each) for each in range(len(TEXTS))])} | columns
    admitted = admit(pa.RecordBatch.from_pydict(table), b"0123456789abcdef")
    reader = text_reader(Plan())
    posts = PostBatch(admitted.table, admitted.author_key, admitted.has_author, {}, reader.run, reader.tokens)
    stages, _ = stages_of([Filter(rule=rule)], Plan())
    verdict = stages.each[0].rule(posts)
    missing = np.zeros(len(TEXTS), dtype=bool) if verdict.missing is None else verdict.missing
    return set(np.flatnonzero(verdict.passes & ~missing)), set(np.flatnonzero(missing))


EVERY = set(range(len(TEXTS)))


@pytest.mark.parametrize(
    ("rule", "dropped"),
    [
        ("min-length=6", {0, 5}),
        ("min-length = 6 characters", {0, 5}),
        ("max-length=11", {1, 2, 3, 4, 7, 8}),
        ("min-length=2 words", {0, 5}),
        ("max-length=5 words", {1, 2}),
        ("min-function-words=2", {0, 3, 4, 5, 6, 7}),
        ("max-symbols=0.1", {3}),
        ("no-links", {1}),
        ("max-links=0", {1}),
        ("max-hashtags=3", {3}),
        ("ends-with-punctuation", {0, 1, 2, 5, 6, 8}),
        ("min-letters=0.5", {5, 6}),
        ("language=en", {4}),
        ("language=de,fr", EVERY - {4, 5}),
        ("sample=1", set()),
    ],
)
def test_rules_of_text_and_language(rule, dropped):
    kept, missing = asked(rule)
    if (
        rule == "min-function-words=2"
    ):  # the German post and the others hold fewer; which ones do is the list's business
        assert kept >= {1, 2}
        assert not kept & {0, 5, 6}
        return
    assert missing == ({5} if rule.startswith("language") else set())
    assert EVERY - kept - missing == dropped


@pytest.mark.parametrize(
    ("rule", "kept"),
    [("score:s<0.5", {0, 3}), ("score:s<=0.5", {0, 1, 3}), ("score:s>0.5", {2}), ("score:s >= 0.5", {1, 2})],
)
def test_thresholds_and_missing_scores(rule, kept):
    values = pa.array(["0.1", "0.5", "1e0", "-3", None, "", "nan", None, None])
    found, missing = asked(rule, **{"attribute:filter:s": values})
    assert found == kept
    assert missing == {4, 5, 6, 7, 8}


def test_a_score_that_is_no_number_is_an_error_without_quoting_it():
    with pytest.raises(PlanError, match="no number") as error:
        asked("score:s<1", **{"attribute:filter:s": pa.array(["secret", *["1"] * 8])})
    assert "secret" not in str(error.value)


def test_counts_of_posts_need_no_column():
    assert asked("score:likes>=3", likes=pa.array([1, 2, 3, 4, None, 0, 0, 0, 9]))[0] == {2, 3, 8}


def test_labels():
    values = pa.array(["spam", "ham", None, "eggs", "spam", "ham", "ham", "ham", "ham"])
    assert asked("label:kind!=spam", **{"attribute:filter:kind": values}) == ({1, 3, 5, 6, 7, 8}, {2})
    assert asked("label:kind=spam,eggs", **{"attribute:filter:kind": values})[0] == {0, 3, 4}


def test_reposts():
    kinds = pa.array(["original", "repost", None, "reply", *["original"] * 5])
    assert asked("no-reposts", kind=kinds) == (EVERY - {1, 2}, {2})


@pytest.mark.parametrize(
    ("name", "content"), [("list.txt", "dog\nDogs\n\n köln \n"), ("list.csv", "word,why\ndog,x\ndogs,y\nköln,z\n")]
)
def test_words_are_matched_whole_and_whatever_their_case(tmp_path, name, content):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    kept, _ = asked(f"no-words={path}")
    assert EVERY - kept == {2, 4, 8}
    path.write_text(
        "the day of the dog\ndo\n" if name.endswith("txt") else "form\nthe day of the dog\n", encoding="utf-8"
    )
    assert EVERY - asked(f"no-words={path}")[0] == {2}


def test_ids_from_every_kind_of_list(tmp_path):
    frame = pd.DataFrame({"post_id": ["1", "3", "77"]})
    frame.to_csv(tmp_path / "ids.csv", index=False)
    frame.to_parquet(tmp_path / "ids.parquet")
    (tmp_path / "ids.txt").write_text("1\n3\n77\n")
    for path in tmp_path.iterdir():
        assert asked(f"keep-ids={path}")[0] == {1, 3}


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("min-lenght=20", "min-length"),
        ("min-length", "lacks a value"),
        ("min-length=many", "min-length=20"),
        ("no-links=3", "takes no value"),
        ("score:toxicity", "no rule"),
        ("score:toxicity<high", "no number"),
        ("language=english", "no language"),
        ("sample=1.5", "no share"),
        ("mean-word-length=10..3", "3..10"),
        ("no-words=absent.txt", "cannot be read"),
        ("keep-ids=absent.txt", "cannot be read"),
        ("max-links=nan", "no number"),
        ("", "no rule"),
    ],
)
def test_what_is_not_understood_says_what_is(rule, said):
    with pytest.raises(PlanError) as error:
        stages_of([Filter(rule=rule)], Plan())
    assert said in str(error.value)


def test_lists_that_are_none(tmp_path):
    for name, content, said in (
        ("a.txt", b"\n \n", "0 words"),
        ("b.txt", b"\xff\xfe", "UTF-8"),
        ("c.csv", b"a,b\n1,2\n", "no column word"),
        ("d.txt", b"one two three four five six seven eight nine\n", "d.txt"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(PlanError, match=said):
            stages_of([Filter(rule=f"no-words={tmp_path / name}")], Plan())
    (tmp_path / "e.csv").write_text("name\nx\n")
    (tmp_path / "f.txt").write_text("\n")
    for name, said in (("e.csv", "post_id"), ("f.txt", "no ids")):
        with pytest.raises(PlanError, match=said):
            stages_of([Filter(rule=f"keep-ids={tmp_path / name}")], Plan())


def test_ids_as_floats_are_refused(posts):
    with pytest.raises(PlanError, match="last digits"):
        audit.filter_impact(posts, keep_ids=[1.0, 2.0])


def test_missing_scores_are_refused_unless_it_is_said_what_becomes_of_them(posts, impact):
    rows = [{**each, "toxicity": None if index % 10 == 0 else each["toxicity"]} for index, each in enumerate(posts)]
    with pytest.raises(PlanError, match="400 of 4,000 posts") as error:
        audit.filter_impact(rows, ["score:toxicity<0.5"])
    assert "--missing" in str(error.value)
    frame = pd.DataFrame(rows)
    for missing, kept in (("keep", ~(frame.toxicity >= 0.5)), ("drop", frame.toxicity < 0.5)):
        findings, estimates = impact(rows, {"rule": "score:toxicity<0.5", "missing": missing})
        assert estimates["all_filters.everyone.keep_rate"].value == pytest.approx(kept.mean())
        [block] = [each for each in findings.blocks if each.id == "filter_impact.everyone"]
        assert (
            f"10% of posts lack what score:toxicity<0.5 asks for, and are {missing.replace('drop', 'dropp').replace('keep', 'kept')}"
            in block.caveats[0]
        )
        assert impact(rows, "score:toxicity<0.5", missing=missing)[0].audit["id"] == findings.audit["id"]


def test_a_column_that_is_not_there(posts):
    with pytest.raises(ColumnError, match="quality"):
        audit.filter_impact(posts, ["score:quality>0.5"])


def test_no_filter_and_two_of_a_name(posts):
    with pytest.raises(PlanError, match="no filter"):
        audit.filter_impact(posts)
    with pytest.raises(PlanError, match="Two filters"):
        audit.filter_impact(posts, ["no-links", "no-links"])


def test_after_without_ids(posts):
    with pytest.raises(PlanError, match="no ids"):
        audit.filter_impact(posts, after=[{"text": "some words"}])


def test_a_plan_without_filters_is_printed_as_before():
    assert "filter" not in Plan().model_dump()
    made = Plan.make({"filter": [{"rule": "no-words=/home/me/list.txt"}]})
    assert made.filter[0].title == "no-words=list.txt"
    assert Plan.make(made.model_dump()) == made
