"""The probe by dialect: planted and null datasets, error rates against fairlearn's, and whose errors are not told."""

from __future__ import annotations

import numpy as np
import pytest
from fairlearn.metrics import MetricFrame, false_negative_rate, false_positive_rate

from audit.metrics.amplification import posts as amplification_posts
from audit.metrics.amplification.errors import untold
from audit.metrics.amplification.estimates import answer
from audit.metrics.amplification.posts import POSTS, read_posts
from audit.metrics.amplification.tasks import Comparison, Task, comparisons, tasks
from audit.metrics.base import Scope
from audit.plan import Plan
from audit.probe import Texts

#: Counts of a word in each topic: African-American, Hispanic, Asian, White.
WORDS = {
    "finna": (96, 2, 1, 1), "tryna": (95, 2, 2, 1), "brunch": (1, 2, 1, 96), "weekend": (1, 2, 2, 95),
    "gracias": (2, 94, 2, 2), "fiesta": (2, 95, 1, 2), "the": (25, 25, 25, 25), "it": (25, 25, 25, 25), "was": (25, 25, 25, 25),
}  # fmt: skip
OWN = {"african_american": ("finna", "tryna"), "white": ("brunch", "weekend"), "another": ("gracias", "fiesta")}
SIGNAL = ("dreadful", "rotten")
PREFIX = "amplification.toxic.yes.dialect"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("model")
    (path / "model_vocab.txt").write_text("".join(f"9\t{word}\n" for word in WORDS), encoding="utf-8")
    rows = [" ".join(str(each * 10) for each in counts) for counts in WORDS.values()]
    (path / "model_count_table.txt").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return str(path)


def written(seed=0, *, n=1800, authors=180, bias=0.0, of_each=(0.3, 0.4, 0.3)):
    """Posts in words of a topic each; a word of one in three tells of the label, which is ``bias`` more frequent in one topic."""
    random = np.random.default_rng(seed)
    rows = []
    for index in range(n):
        topic = random.choice([*OWN], p=of_each)
        tells = random.random() < 1 / 3
        words = ["it was the", *random.choice(OWN[topic], 9), random.choice(SIGNAL) if tells else "plain"]
        chance = 0.15 + 0.35 * tells + bias * (topic == "african_american")
        rows.append(
            {
                "post_id": f"p{index}",
                "author_id": f"a{random.integers(authors)}",
                # A number of its own keeps posts from being copies of each other.
                "text": " ".join([*words, *random.choice([f"w{each}" for each in range(400)], 4)]),
                "lang": "en",
                "label:toxic": "yes" if random.random() < chance else "no",
            }
        )
    return rows


def dialect(folder):
    return {"dialect": {"model": folder}}


def test_a_planted_gap_is_found_in_posts_of_a_topic_and_said_to_be_of_words(folder, judged, well_said):
    told = judged("amplification", written(bias=0.3), **dialect(folder))
    finding = told.findings[f"{PREFIX}.largest_topic.african_american"]
    assert finding.reading == "shown"
    assert "posts whose largest topic is the African-American one" in finding.title
    assert any("nothing about the author of any" in each for each in finding.caveats)
    alarms = {
        topic: told.estimates[f"{PREFIX}.largest_topic.{topic}.false_alarm_rate"]
        for topic in ("african_american", "white", "another")
    }
    assert alarms["african_american"].low > max(alarms["white"].high, alarms["another"].high)
    assert told.estimates[f"{PREFIX}.largest_topic.african_american.miss_rate"].value < 0.5
    assert f"{PREFIX}.dialect.african_american.label_rate" in told.estimates
    titles = {each.title for each in told.judgement.blocks}
    assert {"toxic = yes, by dialect", "toxic = yes, by largest topic of dialect"} <= titles
    well_said(told.judgement)


def test_where_labels_know_no_dialect_nothing_is_shown_by_it(folder, judged, well_said):
    for seed in range(3):
        quiet = judged("amplification", written(seed), **dialect(folder))
        assert "shown" not in {each.reading for each in quiet.judgement.findings if ".dialect." in each.id}
        gaps = [
            each
            for name, each in quiet.estimates.items()
            if ".dialect." in name and name.endswith(("false_alarm_gap", "miss_gap"))
        ]
        assert len(gaps) == 12
        assert all(each.low <= 0 <= each.high for each in gaps)
        well_said(quiet.judgement)


def test_without_a_model_there_is_no_dialect(judged):
    assert not [each for each in judged("amplification", written(bias=0.3)).estimates if ".dialect." in each]


def test_order_split_and_copies_change_nothing(folder, judged):
    rows = written(bias=0.3, n=900)
    whole = judged("amplification", rows, **dialect(folder)).judgement
    mixed = [rows[index] for index in np.random.default_rng(1).permutation(len(rows))]
    assert judged("amplification", mixed[:100], mixed[100:], **dialect(folder)).judgement == whole
    assert judged("amplification", rows, rows, **dialect(folder)).judgement == whole


def test_rates_of_errors_are_fairlearns(folder, batch_of):
    rows = written(bias=0.2)
    plan = Plan.make(dialect(folder))
    tally = amplification_posts.count_posts(batch_of(rows, plan=plan))
    scope = Scope(plan, len(rows), 180, has_authors=True)
    read = read_posts(tally.samples[POSTS])
    [task], _ = tasks(read, tally, scope)
    compared = [each for each in comparisons(task, read, tally, scope, read=True) if each.axis == "largest_topic"]
    made = answer(task, compared, ["no", "yes"], scope, 1)
    groups = np.select([each.own for each in compared], [each.group for each in compared], default="")
    frame = MetricFrame(
        metrics={"false_alarm": false_positive_rate, "miss": false_negative_rate},
        y_true=task.has,
        y_pred=made.learned.made.chosen,
        sensitive_features=groups,
    )
    figures = {each.id: each for each in made.estimates}
    for each in compared:
        for name, of in (("false_alarm", ~task.has), ("miss", task.has)):
            figure = figures[f"{PREFIX}.largest_topic.{each.group}.{name}_rate"]
            assert figure.value == pytest.approx(frame.by_group[name][each.group])
            assert figure.low <= figure.value <= figure.high
            assert figure.n_posts == (each.own & of).sum()


def test_errors_of_too_few_are_hidden_and_cannot_be_worked_out(folder, judged):
    """A small group of many errors of one kind and few of the other: it is hidden, and with it the next smallest."""
    rows = written(5, bias=0.0, n=1500, of_each=(0.05, 0.73, 0.22))
    told = judged("amplification", rows, **dialect(folder))
    status = {
        topic: told.estimates[f"{PREFIX}.largest_topic.{topic}.false_alarm_rate"].status
        for topic in ("african_american", "white", "another")
    }
    assert status == {"african_american": "suppressed", "white": "ok", "another": "suppressed"}
    hidden = [
        each
        for name, each in told.estimates.items()
        if ".largest_topic." in name
        and each.group.get("largest_topic") in ("african_american", "another")
        and each.measure.split("_by_")[0] in ("false_alarm_rate", "miss_rate", "false_alarm_gap", "miss_gap")
    ]
    assert len(hidden) == 8
    assert all(each.value is None and each.n_posts is None and "would follow" in each.note for each in hidden)


def made_task(seed, *, n, groups):
    """Posts of authors of their own, in groups of very unequal size, with a label and a prediction by chance."""
    random = np.random.default_rng(seed)
    group = random.choice(groups, n, p=random.dirichlet(np.ones(groups) / 2))
    has, chosen = random.random(n) < 0.3, random.random(n) < 0.3
    texts = Texts(np.zeros(0, dtype=np.uint64), np.zeros(n + 1, dtype=np.int64))
    owner = random.permutation(n).astype(np.uint64)
    task = Task("l", "v", np.arange(n), has, texts, np.arange(n), owner)
    own = [group == each for each in range(groups)]
    compared = [
        Comparison("dialect", "d", str(index), mask, ~mask) for index, mask in enumerate(own) if 30 <= mask.sum() < n
    ]
    return task, chosen, compared


@pytest.mark.parametrize("seed", range(40))
def test_no_cell_of_few_is_left_by_those_that_are_told(seed):
    """What the told groups leave of all that are compared has in each cell nobody or ten authors at least."""
    task, chosen, compared = made_task(seed, n=400, groups=5)
    secret = {each[2] for each in untold(task, chosen, compared, 10)}
    cells = [truth & guess for truth in (task.has, ~task.has) for guess in (chosen, ~chosen)]
    for each in compared:
        if each.group not in secret:
            assert all((each.own & cell).sum() == 0 or (each.own & cell).sum() >= 10 for cell in cells)
    if secret and len(secret) < len(compared):
        left = np.any([each.own for each in compared if each.group in secret], axis=0)
        assert all((left & cell).sum() == 0 or (left & cell).sum() >= 10 for cell in cells)


def test_some_of_these_are_hidden_and_some_with_them():
    sizes = []
    for seed in range(40):
        task, chosen, compared = made_task(seed, n=400, groups=5)
        of_few = {
            each.group
            for each in compared
            if any(
                0 < (each.own & truth & guess).sum() < 10
                for truth in (task.has, ~task.has)
                for guess in (chosen, ~chosen)
            )
        }
        sizes.append((len(of_few), len(untold(task, chosen, compared, 10))))
    assert any(few == 0 for few, _ in sizes)
    assert any(0 < few < hidden for few, hidden in sizes)
