"""Generated text with more of a skew is told from text that kept it; truth is of the designs of ``data_samples/generate.py``."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pyarrow as pa
import pytest

from audit.comparing import Comparison, compare
from audit.loaders.door import admit
from audit.measuring.measured import Measured
from audit.measuring.part import count_batch
from audit.pipeline import judge
from audit.plan import Plan

PLAN = {"dataset": {"generated": True}, "metrics": ["mentions", "markers"]}
POSTS, PROMPTS, DRAWS = 3000, 600, 12


@pytest.fixture(scope="module")
def compared(audit_of, northtown):
    """Planted posts against text that a model wrote, without touching a file."""

    def generated(seed: int, *, amplified: bool):
        rows = northtown.simulate_generated(seed, prompts=PROMPTS, amplified=amplified)
        columns = {
            "post_id": pa.array([row["id"] for row in rows], pa.string()),
            "conversation_id": pa.array([row["prompt_id"] for row in rows], pa.string()),
            "text": pa.array([row["completion"] for row in rows], pa.large_string()),
        }
        batch = pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))
        plan, measured = Plan.make(PLAN), Measured()
        count_batch(measured, admit(batch, b"0123456789abcdef", by_conversation=True), plan)
        dataset = {"name": "model", "generated": {"cluster": "prompt", "clusters": PROMPTS}}
        return judge(measured.tally, plan, dataset, measured.fields, measured.fingerprint.hex())

    def made(seed: int, *, amplified: bool) -> Comparison:
        posts = audit_of(seed, authors=POSTS, planted=True, metrics=["mentions", "markers"])
        posts = replace(posts, dataset={"name": "posts", "fingerprint": str(seed)})
        return compare(posts, generated(10_000 + seed, amplified=amplified))

    return made


def truths(northtown, *, amplified: bool) -> dict[str, float]:
    """How many times the planted value each figure is, by id."""
    before, after = northtown.PLANTED, northtown.GENERATED if amplified else northtown.KEPT
    axes = ("gender", "gender", "gender", "religion", "religion")
    names = list(northtown.MENTIONS)
    found = {
        f"mentions.{axis}.{name}.posts": new / old
        for axis, name, old, new in zip(axes, names, before.mention_rates, after.mention_rates, strict=True)
    }
    ratios = [each.mention_rates[0] / each.mention_rates[1] for each in (before, after)]
    found["mentions.gender.women.ratio_to_men"] = ratios[1] / ratios[0]
    for row, name in enumerate(names[:2]):
        found[f"markers.gender.{name}.appearance.rate"] = after.marker_rates[row][0] / before.marker_rates[row][0]
    return found


@pytest.mark.calibration
@pytest.mark.parametrize("amplified", [True, False])
def test_changes_of_known_size_are_covered(compared, northtown, amplified):
    expected = truths(northtown, amplified=amplified)
    covered, tried = 0, 0
    for seed in range(DRAWS):
        known = {each.id: each for each in compared(seed, amplified=amplified).changes}
        for name, times in expected.items():
            change = known[name]
            if change.compared:
                tried += 1
                covered += (change.low or 0) <= times <= (change.high or 1e9)
    assert tried >= 6 * DRAWS
    assert covered / tried >= 0.92, (covered, tried)


@pytest.mark.calibration
def test_planted_amplification_is_found_and_its_twin_is_quiet(compared):
    skew = "mentions.gender.women.ratio_to_men"
    found, quiet, wrong = Counter(), Counter(), []
    for seed in range(DRAWS):
        for amplified, patterns in ((True, found), (False, quiet)):
            comparison = compared(seed, amplified=amplified)
            patterns[next(each.pattern for each in comparison.changes if each.id == skew)] += 1
            if not amplified:
                wrong += [each.id for each in comparison.changes if each.moved]
    assert found["amplified"] >= DRAWS * 0.8, found
    assert quiet["amplified"] + quiet["attenuated"] + quiet["reversed"] == 0, quiet
    # Some 40 figures are tested in each draw, in families of one measure held at 5 %.
    assert len(wrong) <= 2, wrong


@pytest.mark.calibration
def test_two_draws_of_one_town_hardly_ever_differ(audit_of):
    """The null of a comparison, over every metric: families are held at 5 %, and against a tolerance at far less."""
    moved, tested = [], 0
    for seed in range(0, 12, 2):
        sides = [
            replace(
                audit_of(each, authors=1200, planted=False),
                dataset={"name": "null", "fingerprint": f"{each:032x}"},
            )
            for each in (seed, seed + 1)
        ]
        comparison = compare(*sides)
        tested += sum(each.q_value is not None for each in comparison.changes)
        moved += [each.id for each in comparison.moved()]
    assert tested > 300
    assert len(moved) <= 3, moved
